"""`bondroom`: open the program, or run a command of the table, which needs no screen."""

from __future__ import annotations

import errno
import gc
import io
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.settings import Settings

# What stands in the place of a command, and the command that it is.
_OTHERWISE = {"--plain": "plain"}
_HELP = ("-h", "--help", "help")
# As sysexits.h has it, and what a disk or a terminal that takes nothing more is told by.
_IO = 74
_UNWRITABLE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EBADF})


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status: 0 well, 1 a fault, 2 misused, 3 nothing found, others as sysexits.h."""
    _stand_in()
    try:
        status = _run(list(sys.argv[1:] if arguments is None else arguments))
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read what was printed has read enough, as `head` does.
        status = _IO
    except OSError as error:
        if error.errno not in _UNWRITABLE:
            raise
        from tui.cli.words import complain

        complain(f"what was to be said cannot be written: {error.strerror}. See what was done.")
        status = _IO
    else:
        return status
    from tui.terminal import let_go

    return let_go(status)


def _stand_in() -> None:
    """Put the null device where a stream was closed.

    Else the first file that is opened takes its number, and what is printed would land there.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115


def _run(words: list[str]) -> int:
    try:
        environment = _environment(words)
    except ValueError as error:
        print(f"bondroom: {error}", file=sys.stderr)
        return 2
    command = words[0] if words else ""
    if command in _HELP and len(words) == 1:
        from tui.cli.usage import overview

        print(overview(), end="")
        return 0
    if command == "--version":
        from importlib.metadata import version

        print(f"bondroom {version('bondroom')}")
        return 0
    for name in [name for name in os.environ if name.startswith("TEXTUAL")]:
        # TEXTUAL_DEBUG and TEXTUAL_LOG write what is typed to a file, TEXTUAL to a local port;
        # they are read when textual is imported, which has not happened yet.
        del os.environ[name]
    os.umask(0o077)
    if command == "" and sys.stdout.isatty() and sys.stdin.isatty():
        return _open(environment)
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A locale without a character that is written, as the dash of what is not known.
        sys.stdout.reconfigure(errors="replace")
    from tui.cli.running import run

    if command in _HELP:
        words = [*words[1:], "--help"]
    words = words or ["tour"]
    return run([_OTHERWISE.get(words[0], words[0]), *words[1:]], environment)


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


def _keys(settings: Settings) -> int | None:
    """Take the keys of the settings; or the exit status, once it was said why not."""
    from tui import keymap
    from tui.terminal import complain

    try:
        keymap.use(settings.keys)
    except keymap.BadKeys as error:
        complain(f"[keys] of the settings: {error}. Nothing was changed.")
        return 78
    return None


def _open(environment: str | None) -> int:
    # What is imported stays: looking for garbage among it (`memory.begin`) can wait for the frame.
    gc.disable()
    from tui.letters import agree
    from tui.terminal import complain, harden, let_go, why_not

    reason = why_not(os.environ, os.get_terminal_size())
    if reason is not None:
        complain(reason)
        return 2
    from tui.cli.opened import services_of, settled

    found = settled(environment)
    if isinstance(found, int):
        return found
    agree()
    harden()
    from tui import themes
    from tui.app import Bondroom
    from tui.live import Live
    from tui.thin import wanted

    settings, places = found
    if (status := _keys(settings)) is not None:
        return status
    themes.use(themes.fitting(settings.theme, os.environ))
    services = services_of(settings, places)
    app = Bondroom(services, Live(services, settings=settings))
    if wanted(settings.thin, os.environ):
        from tui.thin.driver import ThinDriver

        app.driver_class = ThinDriver
    app.run(mouse=False)
    if app.fault:
        complain(app.fault)
    return let_go(app.return_code or 0)
