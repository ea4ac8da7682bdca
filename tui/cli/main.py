"""`bondroom`: open the program, or a command that needs no screen."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cache.places import Places
    from tui.settings import Settings

_USAGE = """\
usage: bondroom [command]

  bondroom                     open the program (where the output is no terminal: play the tour)
  bondroom login digikey [--account ID]    sign in at DigiKey
  bondroom doctor              look at each piece: settings, files, sign-in, every API
  bondroom tour                play the main job through the true screen, in a scratch folder
  bondroom sandbox serve       serve the sandbox of all vendors by itself
  bondroom sandbox advance 3d  move the sandbox's clock; its orders move on
  bondroom sandbox fault NAME  let the sandbox fail: `bondroom sandbox fault` lists how
  bondroom sandbox book        what the sandbox's own order book holds
  bondroom sandbox browse ADDRESS    play the browser of a person who signs in
  bondroom sandbox status      whether it runs, and since when
  bondroom bonded [--help]     the bonded stock as a table, CSV or JSON; --refresh asks first
  bondroom catalogue ti        take in all that TI sells; TI gives that once in four hours
  bondroom import FILE [--boards N] [--attrition P%]    a draft out of a parts list; --help
  bondroom export FILE [WORDS] the history, or what the words find in it: .csv or .json
  bondroom backup [FILE]       copy the ledger, while sessions work
  bondroom restore FILE        put a lost or damaged ledger back from a backup
  bondroom audit verify [HASH] whether the audit is whole, and has the hash of an earlier day
  bondroom audit export [FILE] [--order NUMBER]    the audit, one JSON text a line
  bondroom numbers [PATTERN]   how purchase orders are numbered
  bondroom book export FILE    the address book as a file to edit: ship-tos, defaults, PO numbers
  bondroom book import FILE [--yes]    take it in again, once it was said what that changes
  bondroom scanner             what a label scanner sends, and what to change in it
  bondroom keys                every key
  bondroom --version

  --environment sandbox|vendor-test|production   instead of what the settings say
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status: 0 well, 1 a fault, 2 cannot start here, others as sysexits.h has them."""
    try:
        return _run(list(sys.argv[1:] if arguments is None else arguments))
    except BrokenPipeError:
        # Whoever read what was printed has read enough, as `head` does.
        from tui.terminal import let_go

        let_go()
        return 74


def _run(words: list[str]) -> int:
    try:
        environment = _environment(words)
    except ValueError as error:
        print(f"bondroom: {error}", file=sys.stderr)
        return 2
    command = words[0] if words else ""
    if command in ("-h", "--help", "help"):
        print(_USAGE, end="")
        return 0
    if command == "--version":
        from importlib.metadata import version

        print(f"bondroom {version('bondroom')}")
        return 0
    if command == "keys":
        from tui.cli.documents import keys_page

        print(keys_page(), end="")
        return 0
    for name in [name for name in os.environ if name.startswith("TEXTUAL")]:
        # TEXTUAL_DEBUG and TEXTUAL_LOG write what is typed to a file, TEXTUAL to a local port;
        # they are read when textual is imported, which has not happened yet.
        del os.environ[name]
    os.umask(0o077)
    if command == "":
        return _open(environment) if sys.stdout.isatty() and sys.stdin.isatty() else _tour()
    if command == "tour":
        return _tour()
    if command == "sandbox":
        return _sandbox(words[1:])
    if command in ("audit", "backup", "restore", "export", "numbers"):
        return _ledger(command, words[1:], environment)
    if command == "book":
        return _book(words[1:], environment)
    if command == "bonded":
        return _bonded(words[1:], environment)
    if command == "catalogue":
        return _catalogue(words[1:], environment)
    if command == "import":
        return _import(words[1:], environment)
    if command == "scanner":
        from tui.cli.scanner_command import run

        return run(words[1:])
    if command == "login":
        return _login(words[1:], environment)
    if command == "doctor":
        return _doctor(words[1:], environment)
    print(f"bondroom: there is no command {command!r}.\n{_USAGE}", end="", file=sys.stderr)
    return 2


def _environment(words: list[str]) -> str | None:
    """Take `--environment NAME` out of `words`, wherever it stands. Raises ValueError."""
    for place, word in enumerate(words):
        name, equals, value = word.partition("=")
        if name != "--environment":
            continue
        if not equals:
            if place + 1 == len(words):
                raise ValueError("--environment needs the name of one after it")
            value = words.pop(place + 1)
        del words[place]
        return value
    return None


def _open(environment: str | None) -> int:
    from tui.terminal import complain, harden, let_go, why_not

    reason = why_not(os.environ, os.get_terminal_size())
    if reason is not None:
        complain(reason)
        return 2
    found = _places(environment)
    if isinstance(found, int):
        return found
    harden()
    from cache.people import Buyer
    from cache.services import Services
    from tui.app import Bondroom
    from tui.clocks import clock_of
    from tui.live import Live

    settings, places = found
    buyer = Buyer(settings.buyer_company, settings.buyer_telephone, settings.buyer_email)
    services = Services(
        places,
        clock_of(places),
        prefix=settings.prefix,
        buyer=buyer,
        read_only=settings.read_only,
    )
    app = Bondroom(services, Live(services, settings=settings))
    app.run(mouse=False)
    let_go()
    if app.fault:
        complain(app.fault)
    return app.return_code or 0


def _tour() -> int:
    from tui.cli.tour import play

    return play()


def _sandbox(words: list[str]) -> int:
    from vendors.sandbox.commands import main as command

    # There is one sandbox, whatever else the settings speak to.
    found = _places("sandbox")
    return found if isinstance(found, int) else command(words, found[1].vendor)


def _ledger(command: str, words: list[str], environment: str | None) -> int:
    found = _places(environment, made=False)
    if isinstance(found, int):
        return found
    from tui.cli.ledger_commands import run

    return run(command, words, *found)


def _bonded(words: list[str], environment: str | None) -> int:
    found = _places(environment)
    if isinstance(found, int):
        return found
    from tui.cli.bonded_command import run

    return run(words, *found)


def _book(words: list[str], environment: str | None) -> int:
    found = _places(environment, made=False)
    if isinstance(found, int):
        return found
    from tui.cli.book_command import run

    return run(words, *found)


def _import(words: list[str], environment: str | None) -> int:
    found = _places(environment)
    if isinstance(found, int):
        return found
    from tui.cli.import_command import run

    return run(words, *found)


def _catalogue(words: list[str], environment: str | None) -> int:
    found = _places(environment)
    if isinstance(found, int):
        return found
    from tui.cli.catalogue_command import run

    return run(words, *found)


def _login(words: list[str], environment: str | None) -> int:
    found = _places(environment)
    if isinstance(found, int):
        return found
    from tui.cli.login import run

    return run(words, *found)


def _doctor(words: list[str], environment: str | None) -> int:
    from tui.cli.doctor import run

    return run(words, environment)


def _places(environment: str | None = None, *, made: bool = True) -> tuple[Settings, Places] | int:
    """Settings and folders; or the exit status, once it was said why not.

    `made`: the folders are made, ours alone and take a file. What only looks into them needs none
    of that, and works on a disk that is full or cannot be written.
    """
    from cache.places import Places, Refusal, prepare
    from tui.settings import BadSettings, read

    try:
        settings = read(environment=environment)
        places = Places.of(settings.environment, settings.folder)
        if made:
            prepare(places)
    except BadSettings as error:
        why, status = str(error), 78
    except Refusal as refusal:
        why, status = refusal.sentence, refusal.status
    else:
        return settings, places
    # With it comes textual, which no other command needs.
    from tui.terminal import complain

    complain(why)
    return status
