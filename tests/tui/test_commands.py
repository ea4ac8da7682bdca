"""The table of commands: whole, said once, and a twin for everything that the screen does."""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from tests.terminal.session import ROOT, environment
from tests.tui.test_ledger_commands import Run, home, places, run
from tui.actions import ACTIONS
from tui.cli import man
from tui.cli.commands import COMMANDS, Command, expected, find, group
from tui.cli.screen_only import SCREEN_ONLY, reason
from tui.cli.usage import EVERYWHERE, help_of, overview, usage_of
from tui.cli.words import Misused, parse
from vendors.sandbox import commands as sandbox

__all__ = ["home", "places", "run"]

IDS = {f"{action.where}.{action.id}" for action in ACTIONS}
TWINS = {one for command in COMMANDS for one in command.twin_of}
every = pytest.mark.parametrize("command", COMMANDS, ids=lambda one: one.name)


# -- the table -------------------------------------------------------------------------------------


def test_no_command_stands_twice() -> None:
    names = [command.words for command in COMMANDS]
    assert len(set(names)) == len(names)


@every
def test_each_runs_a_function_that_there_is(command: Command) -> None:
    module, _, name = command.run.partition(":")
    assert callable(getattr(import_module(module), name))


@every
def test_words_can_be_told_apart(command: Command) -> None:
    needed = [argument.needed for argument in command.arguments]
    assert needed == sorted(needed, reverse=True), "what may be left out stands last"
    assert not any(argument.repeats for argument in command.arguments[:-1])
    names = [option.name for option in (*command.all_options, *EVERYWHERE)]
    assert len(set(names)) == len(names)
    values = [*names, *(f"--{argument.name}" for argument in command.arguments)]
    assert len(set(values)) == len(values), "arguments and options share their values"
    for option in command.all_options:
        assert re.fullmatch(r"--[a-z][a-z-]*", option.name)
        assert not option.default or not option.choices or option.default in option.choices


@every
def test_a_sentence_ends_once(command: Command) -> None:
    assert command.help[0].isupper()
    assert not command.help.endswith(".")


def test_only_the_table_says_what_a_command_takes() -> None:
    """Whoever reads words by itself could say other options in its help than it takes."""
    found = [
        path.name
        for path in (ROOT / "tui" / "cli").glob("*.py")
        if "add_argument(" in path.read_text(encoding="utf-8")
    ]
    assert found == ["words.py"]


def test_the_sandbox_takes_what_the_table_says_of_it() -> None:
    """It shares no code with the program, and reads its words by itself."""
    (kinds,) = (
        action
        for action in sandbox._parser()._actions
        if isinstance(action, argparse._SubParsersAction)
    )
    rows = {command.words[1]: command for command in group("sandbox")}
    assert set(rows) == set(kinds.choices)
    for name, parser in kinds.choices.items():
        taken = [one for one in parser._actions if one.help not in (argparse.SUPPRESS, None)]
        options = {one.option_strings[0] for one in taken if one.option_strings} - {"-h"}
        shown = {option.name for option in rows[name].options}
        bare = {
            one.option_strings[0]
            for one in parser._actions
            if one.option_strings and one.help is None
        }
        assert shown == options | bare
        for option in rows[name].options:
            (its,) = [one for one in parser._actions if option.name in one.option_strings]
            assert bool(option.value) is (its.nargs != 0)
            assert set(option.choices) == set(its.choices or ())
        words = [one for one in parser._actions if not one.option_strings]
        assert [one.nargs != "?" for one in words] == [one.needed for one in rows[name].arguments]


# -- twins -----------------------------------------------------------------------------------------


def test_everything_the_screen_does_a_command_does_too() -> None:
    """Whoever reads lines, and whoever writes a script, can do the same work."""
    missing = sorted(
        f"{action.where}.{action.id}"
        for action in ACTIONS
        if f"{action.where}.{action.id}" not in TWINS and not reason(action.where, action.id)
    )
    assert missing == [], "name it in a command's twin_of, or in screen_only with a reason"


def test_no_twin_is_of_an_action_that_is_gone() -> None:
    assert sorted(TWINS - IDS) == []


def test_no_reason_is_of_an_action_that_is_gone() -> None:
    names = {action.id for action in ACTIONS}
    for one in (one for ids in SCREEN_ONLY.values() for one in ids):
        place, _, name = one.partition(".")
        assert one in IDS if place != "*" else name in names, one


def test_no_action_is_both_on_the_screen_alone_and_a_commands() -> None:
    both = {one for ids in SCREEN_ONLY.values() for one in ids} & TWINS
    assert both == set()


# -- help ------------------------------------------------------------------------------------------


def test_each_says_what_it_takes(run: Run, home: Path) -> None:
    for command in COMMANDS:
        said = run(*command.words, "--help")
        assert (said.status, said.err) == (0, "")
        assert usage_of(command) in said.out
        for option in command.all_options:
            assert option.name in said.out
    assert [path for path in home.rglob("*") if path.is_file()] == []


def test_all_of_them_are_listed(run: Run) -> None:
    for words in (("--help",), ("-h",), ("help",)):
        said = run(*words)
        assert said.status == 0
        assert said.out == overview()
    lines = said.out.splitlines()
    for command in COMMANDS:
        assert any(line.startswith(f"  {command.name}") for line in lines), command.name
    assert max(map(len, lines)) <= 80


def test_help_comes_from_anywhere(run: Run) -> None:
    wanted = help_of(expected("order", "show"))
    assert run("help", "order", "show").out == wanted
    assert run("order", "show", "AC-1", "-h").out == wanted
    assert run("order", "--help", "show").status == 0
    for words in (("book", "--help"), ("help", "book")):
        said = run(*words)
        assert said.status == 0
        assert "bondroom book export FILE" in said.out
        assert "bondroom book list" in said.out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("ordres",), "there is no command 'ordres'; the nearest is 'orders'"),
        (("xyzzy",), "there is no command 'xyzzy'; `bondroom --help`"),
        (("--what",), "there is no command '--what'"),
        (("sandbox",), "sandbox needs one more word"),
        (("sandbox", "burn"), "sandbox has no 'burn'"),
        (("orders", "--fast"), "there is no option '--fast'"),
        (("orders", "--limit"), "--limit needs a number after it"),
        (("orders", "--limit", "many"), "--limit 'many' is no whole number"),
        (("orders", "--format", "xml"), "'xml' is none of table, json, csv, tsv"),
        (("order", "show"), "order show needs the number of an order"),
        (("order", "show", "A", "B"), "'B' is one word too many"),
        (("order", "show", " "), "needs the number of an order: ours or the vendor's, and that"),
        (("packing", ""), "and that word is empty"),
        (("completion", "csh"), "'csh' is none of bash, zsh, fish"),
        (("draft", "show", "x"), "'x' is no draft"),
        (("draft", "set", "D-1", "1", "--quantity"), "--quantity needs a number of pieces"),
        (("--environment",), "--environment needs the name"),
    ],
)
def test_what_is_misused_is_one_sentence(run: Run, words: tuple[str, ...], sentence: str) -> None:
    said = run(*words)
    assert (said.status, said.out) == (2, "")
    assert sentence in said.err
    assert said.err.count("\n") == 1


def test_a_name_that_no_disk_takes_is_a_sentence(run: Run, home: Path) -> None:
    for words in (("restore",), ("import",), ("book", "import"), ("unexpected",), ("backup",)):
        said = run(*words, "x" * 5000)
        assert said.status not in (0, 1), words
        assert said.err.startswith("bondroom: ")
        assert said.err.count("\n") == 1


def test_the_environment_stands_anywhere(run: Run) -> None:
    for words in (
        ("--environment", "production", "locations", "--format", "json"),
        ("locations", "--environment=production", "--format", "json"),
        ("locations", "--format", "json", "--environment", "production"),
    ):
        assert json.loads(run(*words).out)["environment"] == "production"


# -- words -----------------------------------------------------------------------------------------


def test_options_stand_before_between_and_behind_words() -> None:
    command = expected("find")
    for words in (
        ("--ask", "10k", "0603", "--pieces", "5"),
        ("10k", "--pieces", "5", "0603", "--ask"),
        ("10k", "0603", "--pieces=5", "--ask"),
    ):
        values = parse(command, words)
        assert (values["words"], values["pieces"], values["ask"]) == (["10k", "0603"], "5", True)
    assert parse(command, ("--", "--ask"))["words"] == ["--ask"]
    assert parse(command, ("10k",))["limit"] == "50"


def test_a_beginning_of_an_option_is_none() -> None:
    with pytest.raises(Misused, match="no option '--refr'"):
        parse(expected("orders"), ("--refr",))


# -- documents -------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["README.md", "docs/first-day.md", "docs/safekeeping.md"])
def test_the_documents_name_commands_that_there_are(path: str) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")
    named = re.findall(r"(?:^|[`$] ?|/)bondroom ((?:[a-z]+ ?){1,2})", text, re.MULTILINE)
    assert named
    for words in named:
        assert find(words.split()) or group(words.split()[0]), words


def test_the_page_and_the_manual_have_every_command() -> None:
    page, manual = man.commands_page(), man.page()
    for command in COMMANDS:
        assert f"\n{usage_of(command)}\n" in page
        assert command.name.replace("-", "\\-") in manual
    assert manual.isascii()


@pytest.mark.process
def test_the_manual_is_read_without_a_complaint() -> None:
    roff = shutil.which("groff")
    if roff is None:
        pytest.skip("NOT CHECKED: there is no groff here, so nothing has read the manual page")
    done = subprocess.run(
        [roff, "-man", "-Tascii", "-ww", "-P-c"],
        input=man.page().encode("ascii"),
        capture_output=True,
        check=True,
    )
    assert done.stderr == b""
    text = re.sub(rb".\x08", b"", done.stdout).decode("ascii")
    for word in ("bondroom order show NUMBER", "--format FORM", "EXIT STATUS", "reserve>"):
        assert word in re.sub(r"[ \n]+", " ", text)


# -- what they import ------------------------------------------------------------------------------


@pytest.mark.process
def test_no_list_imports_the_screen_or_a_vendors_client(home: Path) -> None:
    """What a script runs a hundred times a day does not wait for what it does not use."""
    code = (
        "import sys\nfrom tui.cli.main import main\n"
        "for words in (['orders'], ['drafts'], ['morning'], ['watched'], ['status'], ['values'],\n"
        "  ['book', 'list'], ['find', 'x'], ['inbound'], ['completion', 'bash'], ['man'],\n"
        "  ['orders', '--help'], ['--environment', 'nowhere', 'orders']): main(words)\n"
        "heavy = ('textual', 'httpx', 'pydantic', 'authlib')\n"
        "print([name for name in sys.modules if name.split('.')[0] in heavy])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env=environment(home),
    )
    assert done.stdout.splitlines()[-1] == "[]"


# -- where what is said goes -----------------------------------------------------------------------


@pytest.mark.process
@pytest.mark.parametrize("command", ["drafts", "draft new", "status --format json", "--help"])
def test_streams_that_are_closed_or_full_are_no_fault_of_ours(home: Path, command: str) -> None:
    program = "from tui.cli.main import main; import sys; sys.exit(main())"
    for redirected, status in ((">&-", None), ("<&- >&- 2>&-", None), (">/dev/full", 74)):
        done = subprocess.run(
            ["/bin/sh", "-c", f'"$0" -c "$1" {command} {redirected}', sys.executable, program],
            capture_output=True,
            text=True,
            check=False,
            cwd=ROOT,
            env=environment(home),
            timeout=60,
        )
        if status is None:
            assert done.returncode in (0, 3)
        elif command != "drafts":
            assert done.returncode == status
            assert "cannot be written" in done.stderr
        assert "Traceback" not in done.stderr
        assert "Exception ignored" not in done.stderr
