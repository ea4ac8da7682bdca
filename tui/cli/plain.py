"""`bondroom --plain`: the same commands line by line, for screen readers, braille lines and
terminals that draw nothing.

One session: it has its lock, the lease of the draft that is open, and looks after open orders
beside. Nothing is written while somebody types; what is new is said before the next prompt. The
main thread reads lines, as Python's line editing and its signals want it; all else runs in the
loop of another thread.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shlex
import signal
import sys
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from types import FrameType
from typing import TYPE_CHECKING, Any, TypeVar, cast

from cache.places import Refusal
from tui.cli.at_desk import DeskLink, answered, opened
from tui.cli.command import Asked
from tui.cli.commands import COMMANDS
from tui.cli.headless import Beside, Desk
from tui.cli.plain_output import PlainOutput, PlainStream, Shown
from tui.cli.plain_words import words_of
from tui.cli.running import Bench, carry_out
from tui.cli.words import Misused, complain
from tui.text import counted
from vendors.errors import VendorError

if TYPE_CHECKING:
    from tui.app import Bondroom

T = TypeVar("T")

# Cells of a line: narrow enough that a line of the order stands in two short ones.
_WIDTH = 72
_LEAVING = ("quit", "exit", "q")
# They have a screen, or a prompt, of their own.
_ELSEWHERE = {
    "plain": "this is it",
    "tour": "`bondroom tour` plays it in a shell",
    "login": "`bondroom login` signs in, in a shell",
    "setup": "`bondroom setup` is for a shell",
    "restore": "no session may be open while a ledger is put back: quit first",
}
_HELP = """\
Words, then Enter. What you do most:
search WORDS: ask the vendors for parts. find WORDS: among those known here.
open 3: row 3 of the last list. next: its next twenty rows.
new NAME: begin a draft. open D-17: go on with one. drafts: all of them. draft: the open one.
add 3 1000: row 3, a thousand pieces, into the open draft. add PART PIECES: by its number.
set LINE --quantity PIECES; remove LINE; ship-to CODE; terms; advice; mend LINE KEY; undo.
place: review the open draft and place it. What has to be typed is asked then.
orders: what was ordered. look NUMBER: what became of an unknown one.
bonded WORDS: bonded stock. release 3 5000: row 3 of it, into the open draft.
commands: every command. help COMMAND: one of them. quit.
Where a text names a key, as Esc, it speaks of the screen: here a command does it.
"""


class _Ended(Exception):
    """A signal ends the program."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@dataclass
class _Session:
    """What the commands of this run share."""

    desk: Desk
    beside: Beside
    bench: Bench
    shown: Shown = field(default_factory=Shown)
    # Where the news of settled orders stood when it was said last.
    after: int = 0

    @property
    def current(self) -> str:
        draft = self.desk.held.draft
        return "" if draft is None else draft.label


def run(asked: Asked) -> int:
    """The exit status: 0 at its end, 128 and more where a signal ended it."""
    if asked.session is not None:
        raise Refusal("This is the program of plain lines already.", 2)
    with _loop() as loop:
        return _Lines(asked, loop).talk()


@contextmanager
def _loop() -> Iterator[asyncio.AbstractEventLoop]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="plain", daemon=True)
    thread.start()
    try:
        yield loop
    finally:
        asyncio.run_coroutine_threadsafe(_nothing_left(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _nothing_left() -> None:
    """What still runs ends here, as `asyncio.run` ends it."""
    loop, me = asyncio.get_running_loop(), asyncio.current_task()
    left = [task for task in asyncio.all_tasks() if task is not me]
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)
    await loop.shutdown_asyncgens()
    await loop.shutdown_default_executor()


class _Lines:
    """The prompt, and what is typed at it."""

    def __init__(self, asked: Asked, loop: asyncio.AbstractEventLoop) -> None:
        self._asked = asked
        self._loop = loop
        self._stream = PlainStream(sys.stdout)
        self._beside: Beside | None = None
        here = asked.places.environment
        self._prompt = f"bondroom {'PRODUCTION' if here == 'production' else here}> "

    def talk(self) -> int:
        before = {one: signal.signal(one, _end) for one in (signal.SIGHUP, signal.SIGTERM)}
        by = 0
        try:
            with redirect_stdout(self._stream), redirect_stderr(self._stream):
                inside = opened(self._asked.settings, self._asked.places, watches=True)
                desk = self._wait(inside.__aenter__())
                try:
                    session = self._wait(self._begun(desk))
                    self._greet(session)
                    self._read(session)
                except _Ended as ended:
                    by = ended.number
                finally:
                    # A second signal must not cut the end short: what is on its way is closed.
                    for one in before:
                        signal.signal(one, signal.SIG_IGN)
                    self._wait(self._end(desk, inside))
        except _Ended as ended:
            by = ended.number
        finally:
            for one, handler in before.items():
                signal.signal(one, handler)
        return 128 + by if by else 0

    # -- the session

    async def _begun(self, desk: Desk) -> _Session:
        desk.width, desk.connects_beside = _WIDTH, True
        self._beside = beside = Beside(desk, [])
        shown = Shown()
        out = PlainOutput("table", desk.environment, cast("Any", self._stream), None, [], shown)

        def output(form: str) -> PlainOutput:
            out.form = form or "table"
            return out

        link = DeskLink(desk)
        bench = Bench(desk.settings, desk.services.places, desk.services, link, output)
        session = _Session(desk, beside, bench, shown)
        session.after, _ = await desk.services.orders.settled(None)
        beside.work(lambda: self._connected(session), "begin")
        return session

    async def _connected(self, session: _Session) -> None:
        """As the screen does after its first frame: beside, and said before a prompt."""
        await session.desk.live.begin(cast("Bondroom", session.beside))

    async def _end(self, desk: Desk, inside: Any) -> None:
        if self._beside is not None:
            await self._beside.end()
        with contextlib.suppress(OSError, Refusal):
            await answered(desk.services)
        with contextlib.suppress(OSError, Refusal, VendorError):
            await desk.held.let_go()
        await inside.__aexit__(None, None, None)

    # -- lines

    def _greet(self, session: _Session) -> None:
        environment = session.desk.environment
        means = {"sandbox": "nothing is bought", "production": "this buys for real"}
        print(f"Bondroom, {environment.upper()}: {means.get(environment, 'vendors tests')}.")
        items = self._wait(session.desk.services.morning.items())
        if items:
            print(f"{counted(len(items), 'thing')} to look at: morning lists them.")
        print("help says what can be typed, quit leaves.")

    def _read(self, session: _Session) -> None:
        with _editing():
            while True:
                self._news(session)
                self._stream.flush()
                line = self._line()
                if line is None or line.casefold() in _LEAVING:
                    return
                if line:
                    self._do(session, line)

    def _line(self) -> str | None:
        """What was typed; None at the end of input."""
        try:
            with redirect_stdout(sys.__stdout__), redirect_stderr(sys.__stderr__):
                return input(self._prompt).strip()
        except KeyboardInterrupt:
            print()
            return ""
        except (EOFError, OSError):
            with contextlib.suppress(OSError):
                print()
            return None

    def _news(self, session: _Session) -> None:
        """What is new since the last prompt, a line each."""
        session.after, settled = self._wait(session.desk.services.orders.settled(session.after))
        for one in settled:
            print(f"New: {one.number} {one.words}.")
        notes, session.beside.notes[:] = list(session.beside.notes), []
        for note in notes:
            print(note)

    def _do(self, session: _Session, line: str) -> None:
        _remember(line)
        try:
            typed = shlex.split(line)
            self._typed(session, typed)
        except ValueError:
            complain("a quotation mark has no other: nothing was done.")
        except Refusal as refusal:
            complain(refusal.sentence)
        except KeyboardInterrupt:
            complain("Stopped.")

    def _typed(self, session: _Session, typed: list[str]) -> None:
        word = typed[0].casefold()
        if word in ("next", "n", "more"):
            if session.shown.at >= len(session.shown.lines):
                raise Refusal("There is no more of the last list.")
            session.shown.page(print_line)
        elif word in ("help", "?") and len(typed) == 1:
            print(_HELP, end="")
        elif word in ("help", "?"):
            self._run(session, [*typed[1:], "--help"])
        elif word == "commands":
            for one in COMMANDS:
                print(f"{one.name}: {one.help}.")
        elif word == "draft" and len(typed) == 1:
            self._run(session, words_of(["open"], session.shown.rows, session.current))
        elif word in _ELSEWHERE:
            raise Refusal(f"Not from here: {_ELSEWHERE[word]}.")
        else:
            self._run(session, words_of(typed, session.shown.rows, session.current))

    def _run(self, session: _Session, words: list[str]) -> None:
        self._wait(self._carried(session, words), session)

    async def _carried(self, session: _Session, words: list[str]) -> None:
        try:
            if words[0] == "open-draft":
                await _open_draft(session, words[1])
            else:
                await carry_out(words, session.bench)
        except (Refusal, Misused) as wrong:
            complain(getattr(wrong, "sentence", str(wrong)))
        except Exception as error:  # noqa: BLE001 - a fault of one command ends no session
            from tui.terminal import crash_words

            places = session.desk.services.places
            said = crash_words(error, places.crash, saved=True)
            complain(said.replace(" and stopped", ""))

    def _wait(self, job: Coroutine[Any, Any, T], session: _Session | None = None) -> T:
        """What the job comes to. Ctrl-C ends it, unless an order is on its way."""
        future = asyncio.run_coroutine_threadsafe(job, self._loop)
        while True:
            try:
                return future.result()
            except KeyboardInterrupt:
                if session is not None and session.desk.services.busy:
                    complain("It is being sent and cannot be stopped; its answer comes here.")
                    continue
                future.cancel()
                with contextlib.suppress(BaseException):
                    future.result()
                raise


async def _open_draft(session: _Session, label: str) -> None:
    from tui.cli.draft_commands import say_of
    from tui.cli.listing_common import draft_id

    held = session.desk.held
    draft = await held.take(draft_id(label))
    say_of(session.desk, draft)
    if words := held.why_not_change():
        print(f"{words[:1].upper()}{words[1:]}. It can be read.")


def print_line(text: str) -> None:
    print(text, end="")


def _end(number: int, frame: FrameType | None) -> None:
    raise _Ended(number)


@contextmanager
def _editing() -> Iterator[None]:
    """Line editing and a history of this run alone, where a person types at a terminal."""
    if not (sys.stdin.isatty() and os.isatty(1)):
        yield
        return
    before = os.environ.get("TERM")
    # Line editing asks what the terminal can do, and is to use none of it.
    os.environ["TERM"] = "dumb"
    try:
        import readline

        readline.set_auto_history(False)
        readline.parse_and_bind("set enable-bracketed-paste off")
        readline.parse_and_bind("set bell-style none")
        readline.parse_and_bind("set horizontal-scroll-mode off")
    except ImportError:
        pass
    try:
        yield
    finally:
        if before is not None:
            os.environ["TERM"] = before


def _remember(line: str) -> None:
    """What was typed at the prompt can be had again; what a command asks for is never kept."""
    if "readline" in sys.modules:
        sys.modules["readline"].add_history(line)
