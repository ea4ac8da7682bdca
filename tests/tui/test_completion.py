"""What shells complete: run by bash itself, and read by zsh and fish where there are any."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.tui.test_ledger_commands import Run, home, places, run
from tui.cli.command import FORMATS
from tui.cli.commands import COMMANDS
from tui.cli.completion import SHELLS

__all__ = ["home", "places", "run"]

pytestmark = pytest.mark.process

# Behind the script: what bash would offer for the words given, as when Tab is pressed.
_PRESSED = """
COMP_WORDS=("$@")
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
COMP_LINE="$*"
COMP_POINT=${#COMP_LINE}
complete -p bondroom >/dev/null || exit 1
_bondroom bondroom "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("completion") / "bondroom.bash"
    path.write_text(SHELLS["bash"]() + _PRESSED, encoding="utf-8")
    return path


def offered(script: Path, *words: str) -> set[str]:
    done = subprocess.run(
        ["bash", "--norc", "-u", str(script), "bondroom", *words],
        capture_output=True,
        text=True,
        check=True,
        timeout=20,
    )
    assert done.stderr == ""
    return set(done.stdout.split())


def test_the_command_writes_it(run: Run) -> None:
    for shell, made in SHELLS.items():
        said = run("completion", shell)
        assert (said.status, said.out, said.err) == (0, made(), "")


def test_bash_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "script"
    path.write_text(SHELLS["bash"](), encoding="utf-8")
    done = subprocess.run(["bash", "-n", str(path)], capture_output=True, check=True)
    assert done.stderr == b""


def test_every_command_is_offered(script: Path) -> None:
    assert {command.words[0] for command in COMMANDS} <= offered(script, "")
    assert offered(script, "orde") == {"order", "orders"}
    for command in COMMANDS:
        if len(command.words) > 1:
            assert command.words[1] in offered(script, command.words[0], "")


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (("orders", "--re"), {"--refresh"}),
        (("orders", "--format", ""), set(FORMATS)),
        (("orders", "4500", "--format", "c"), {"csv"}),
        (("order", "show", "--tab", "ship"), {"shipments"}),
        (("part", "LM358", "--tab", "sub"), {"substitutes"}),
        (("--environment", ""), {"sandbox", "vendor-test", "production"}),
        (("--environment", "production", "comp"), {"compare", "completion"}),
        (("completion", ""), {"bash", "zsh", "fish"}),
        (("audit", "v"), {"verify"}),
        (("find", "--lim"), {"--limit"}),
        (("xyzzy", ""), set()),
        # Of what nobody knows, bash completes a file.
        (("import", ""), set()),
        (("restore", "x"), set()),
    ],
)
def test_what_fits_is_offered_and_nothing_else(
    script: Path, words: tuple[str, ...], wanted: set[str]
) -> None:
    assert offered(script, *words) == wanted


def test_every_option_of_every_command_is_offered(script: Path) -> None:
    for command in COMMANDS[::5]:
        found = offered(script, *command.words, "--")
        assert {option.name for option in command.all_options} <= found
        assert "--environment" in found


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_the_other_shells_read_it(shell: str, tmp_path: Path) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"NOT CHECKED: there is no {shell} here, so nothing has read its completion")
    path = tmp_path / "script"
    path.write_text(SHELLS[shell](), encoding="utf-8")
    done = subprocess.run([shell, "-n", str(path)], capture_output=True, check=True)
    assert done.stderr == b""


@pytest.mark.parametrize("shell", SHELLS)
def test_every_shell_is_told_of_every_word(shell: str) -> None:
    text = SHELLS[shell]()
    for command in COMMANDS:
        assert all(word in text for word in command.words)
        for option in command.all_options:
            assert option.name.lstrip("-") in text
            assert all(choice in text for choice in option.choices)
