"""The thin line beside Textual's own: bytes and times of each kind of key, in one run.

Both programs run at the same time, each over a home of its own; each key goes to the one, and when
it has answered to the other, so that what else the machine does falls on both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from tests.bench import homes
from tests.bench.figures import Figure, percentile
from tests.bench.screen import FIRST_ROW
from tests.terminal.session import PROGRAM, Answer, Session, environment

SIZE = (80, 24)
STOCK, THIN = "stock", "thin"
_SETTLED = 3.0


class Kind(NamedTuple):
    """One kind of key in one place. The goals are for the thin line: half of all presses send at
    most `bytes_most`, and have their last byte within `ms_most`.
    """

    place: str
    what: str
    way: tuple[str, ...]
    keys: tuple[str, ...]
    bytes_most: int | None = None
    ms_most: float | None = None

    @property
    def name(self) -> str:
        return f"{self.place}: {self.what}"


_CURSOR, _PAGE, _LETTER = 300, 1500, 150
_FEW, _MANY = ("down",) * 6 + ("up",) * 6, ("down",) * 20
_PAGES = ("pagedown",) * 6 + ("pageup",) * 6
_DIGITS = tuple("1250")

# In this order: each begins where the last one ended.
KINDS = (
    Kind("search", "cursor", ("2", "home"), _FEW, _CURSOR, 10),
    Kind("search", "scroll by a row", ("end", "home", *["down"] * 15), _MANY, _PAGE, 10),
    Kind("search", "page", ("home",), _PAGES, _PAGE, 15),
    Kind("search", "find and leave", ("home",), ("/", "escape") * 3),
    Kind("part sheet", "open and close", (), ("enter", "escape") * 3),
    Kind("part sheet", "scroll by a row", ("enter",), ("down", "down", "up", "up") * 2, _PAGE, 10),
    Kind("bonded", "cursor", ("escape", "1", "right", "home"), _FEW, _CURSOR, 10),
    Kind("bonded", "scroll by a row", ("home", *["down"] * 12), _MANY, _PAGE, 10),
    Kind("bonded", "page", ("home",), _PAGES, _PAGE, 15),
    Kind("history", "cursor", ("4", "home"), _FEW, _CURSOR, 10),
    Kind("history", "scroll by a row", ("home", *["down"] * 15), _MANY, _PAGE, 10),
    Kind("history", "page", ("home",), _PAGES, _PAGE, 15),
    # Two letters: with the third comes the list of parts, which is another frame.
    Kind("builder", "a letter of a part", ("3", "i"), tuple("xy"), _LETTER, 10),
    Kind("builder", "a digit of a quantity", ("tab",), _DIGITS, _LETTER, 10),
    Kind("builder", "the next line", ("enter",), ("z", "1", "tab", "9", "enter") * 2),
    Kind("builder", "cursor", ("escape",), ("up", "up", "down", "down"), _CURSOR, 10),
    Kind("any", "another pane", (), ("1", "2", "4", "3") * 2),
    Kind("any", "every key (?), and back", ("2",), ("?", "escape") * 2),
)


class Measured(NamedTuple):
    """Bytes of the first settled screen, and the answers to each kind of key."""

    first: int
    answers: dict[str, list[Answer]]
    cpu: float


def thin_times(home: Path, scratch: Path) -> dict[str, Measured]:
    """Stock and thin, measured side by side over copies of `home`."""
    with ExitStack() as stack:
        sessions = {
            how: stack.enter_context(_started(homes.copy(home, scratch / how), how))
            for how in (STOCK, THIN)
        }
        first = {}
        for how, session in sessions.items():
            session.wait_for("SANDBOX", timeout=120)
            first[how] = _first_screen(session)
            session.settle(_SETTLED, timeout=120)
        answers: dict[str, dict[str, list[Answer]]] = {how: {} for how in sessions}
        for kind in KINDS:
            for session in sessions.values():
                for key in kind.way:
                    session.answer_to(key, first=0.5)
            turns = list(sessions.items())
            for key in kind.keys:
                for how, session in turns:
                    answers[how].setdefault(kind.name, []).append(session.answer_to(key))
                # Who answered is at work a little longer: it falls on both in turn.
                turns.reverse()
        return {
            how: Measured(first[how], answers[how], session.cpu())
            for how, session in sessions.items()
        }


def _started(home: Path, how: str) -> Session:
    folder = home / "config" / "bondroom"
    folder.mkdir(parents=True, exist_ok=True)
    setting = "on" if how == THIN else "off"
    (folder / "bondroom.toml").write_text(f'screen.thin = "{setting}"\n')
    return Session(PROGRAM, environment(home), SIZE)


def _first_screen(session: Session) -> int:
    """Bytes until the first useful frame is on the screen, and quiet after it."""
    session.wait_for(FIRST_ROW)
    session.settle()
    return session.sent()


def figures_of(measured: dict[str, Measured]) -> Iterator[Figure]:
    stock, thin = measured[STOCK], measured[THIN]
    told = "80×24, thin line"
    yield Figure(f"first screen, {told}", thin.first, "B", 4000, digits=0)
    yield Figure("first screen, stock", stock.first, "B", digits=0)
    for kind in KINDS:
        ours, theirs = thin.answers[kind.name], stock.answers[kind.name]
        most = kind.bytes_most
        yield Figure(f"{kind.name}, {told}: bytes, p50", _middle(ours), "B", most, digits=0)
        yield Figure(f"{kind.name}, {told}: bytes at most", _most(ours), "B", digits=0)
        yield Figure(f"{kind.name}, stock: bytes, p50", _middle(theirs), "B", digits=0)
        last = _last(ours)
        if last:
            what = f"{kind.name}, {told}: to the last byte, p50"
            yield Figure(what, percentile(last, 0.5), "ms", kind.ms_most)
        if last := _last(theirs):
            what = f"{kind.name}, stock: to the last byte, p50"
            yield Figure(what, percentile(last, 0.5), "ms")


def _most(answers: Sequence[Answer]) -> int:
    return max(answer.bytes for answer in answers)


def _last(answers: Sequence[Answer]) -> list[float]:
    return [answer.last_ms for answer in answers if answer.last_ms is not None]


def table(measured: dict[str, Measured]) -> str:
    """Stock beside thin, as the page shows them: bytes p50 and most, ms p50."""
    rows = [
        "| where | key | stock, bytes p50 / most | thin | stock, ms p50 | thin |",
        "|---|---|---:|---:|---:|---:|",
        f"| | first screen | {measured[STOCK].first:,} | {measured[THIN].first:,} | | |",
    ]
    for kind in KINDS:
        both = [measured[how].answers[kind.name] for how in (STOCK, THIN)]
        sent = [f"{_middle(one):,.0f} / {_most(one):,}" for one in both]
        ms = [f"{percentile(_last(one) or [0.0], 0.5):.1f}" for one in both]
        rows.append(f"| {kind.place} | {kind.what} | {sent[0]} | {sent[1]} | {ms[0]} | {ms[1]} |")
    return "\n".join(rows)


def _middle(answers: Sequence[Answer]) -> float:
    return percentile([answer.bytes for answer in answers], 0.5)
