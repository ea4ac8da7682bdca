"""A buyer at the true program in a pseudo-terminal, every key counted, and the page they make.

`python -m tests.terminal.typist` plays every task and writes `docs/keyboard.md`; `test_typist.py`
plays them too, holds the goals, and holds the page to what was counted.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.terminal.conftest import places_in
from tests.terminal.session import PROGRAM, ROOT, Session, environment
from tui.actions import ACTIONS, PLACES
from tui.keymap import spelled

PAGE = ROOT / "docs" / "keyboard.md"
SIZE = (120, 40)
SLOW = "latency:-1:seconds=3"
BURSTS = 10

# Ten of the sandbox's parts with 19 characters, and how many are ordered of each.
TYPED = (
    ("C1005C0G1H100J050BB", 1000),
    ("C1005C0G1H120J050BB", 250),
    ("C1005C0G1H150J050BB", 1200),
    ("C1005C0G1H180J050BB", 500),
    ("C1005C0G1H220J050BB", 2500),
    ("C1005C0G1H270J050BB", 1000),
    ("C1005C0G1H330J050BB", 750),
    ("C1005C0G1H390J050BB", 1000),
    ("C1005C0G1H680J050BB", 300),
    ("C1005C0G1H560J050BB", 1500),
)
# Ten that are bonded, each known by its first six characters.
BEGUN = (
    ("74HC151PW,118", 2500),
    ("74HC86D,118", 2500),
    ("C1206C334M3PACTU", 2000),
    ("C2012C0G1H271J125AB", 3000),
    ("CL21A474MQ8NNNC", 3000),
    ("GRM188R71H104KA93D", 4000),
    ("HMK105CG390JA-T", 4000),
    ("LM5008ADBVR", 2500),
    ("RC4580DR2G", 2500),
    ("TL082DT", 2500),
)
_SIX = 6
BONDED = "GRM188R71H104KA93D"


class Count(NamedTuple):
    """What a task took. `content` is what nobody can spare: the part numbers and the quantities."""

    task: str
    content: int
    beyond: int
    most_beyond: int | None
    most: int | None

    @property
    def keys(self) -> int:
        return self.content + self.beyond

    @property
    def met(self) -> bool:
        return (self.most_beyond is None or self.beyond <= self.most_beyond) and (
            self.most is None or self.keys <= self.most
        )


class Typist:
    """Presses keys, and counts them. A paste is one key, whatever it brings."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.content = 0
        self.beyond = 0

    def type(self, text: str) -> None:
        """Letters and digits of a part or a quantity, in one burst as fast fingers give them."""
        self.content += len(text)
        self.session.type(text)

    def press(self, *keys: str) -> None:
        self.beyond += len(keys)
        self.session.press(*keys)

    def paste(self, text: str) -> None:
        self.beyond += 1
        self.session.paste(text)

    def reviewed(self) -> None:
        """From typed lines to the first order's sheet: its end is asked for."""
        self.press("P")
        self.session.wait_for(lambda screen: "Ship to" in screen or "Place AC-" in screen, 60)
        if "Place AC-" not in self.session.text():
            # What comes in one breath with P does nothing.
            self.session.settle()
            self.press("enter")
        self.session.wait_for("Place AC-", 60)

    def done(self, task: str, most_beyond: int | None, most: int | None) -> Count:
        return Count(task, self.content, self.beyond, most_beyond, most)


@contextmanager
def at_work(home: Path, faults: str = "") -> Iterator[Session]:
    """The program, once it has signed in and fetched what it fetches by itself."""
    env = environment(home, **({"BONDROOM_SANDBOX_FAULTS": faults} if faults else {}))
    with Session(PROGRAM, env, SIZE) as session:
        session.wait_for("DigiKey ok", timeout=120)
        session.settle()
        yield session
        for _ in range(2):
            session.press("escape")
            session.settle()
        session.press("q")
        assert session.wait_exit() == 0


def drafted(home: Path) -> list[tuple[str, int]]:
    """Part and quantity of the lines of the draft that was changed last, in their order."""
    with closing(sqlite3.connect(f"file:{places_in(home).ledger}?mode=ro", uri=True)) as db:
        return db.execute(
            "SELECT part, quantity FROM draft_line WHERE draft_id = "
            "(SELECT id FROM draft ORDER BY changed_at DESC, id DESC LIMIT 1) ORDER BY position"
        ).fetchall()


def typed(home: Path) -> Count:
    with at_work(home) as session:
        hands = Typist(session)
        hands.press("i")
        for part, quantity in TYPED:
            hands.type(part)
            hands.press("enter")
            hands.type(str(quantity))
            hands.press("enter")
        hands.press(".")
        hands.reviewed()
        assert drafted(home) == list(TYPED)
        return hands.done("ten lines typed, parts of 19 characters, to the review", 30, 260)


def completed(home: Path) -> Count:
    with at_work(home) as session:
        hands = Typist(session)
        hands.press("i")
        for part, quantity in BEGUN:
            hands.type(part[:_SIX])
            hands.press("right")
            hands.type(str(quantity))
            hands.press("enter")
        hands.press(".")
        hands.reviewed()
        assert drafted(home) == list(BEGUN)
        return hands.done("ten lines by six characters and →, to the review", None, 130)


def pasted(home: Path) -> Count:
    rows = "\n".join(f"{part}\t{quantity}" for part, quantity in TYPED)
    with at_work(home) as session:
        hands = Typist(session)
        hands.press("3")
        session.settle()
        hands.paste(f"Part\tQty\n{rows}\n")
        session.settle()
        hands.press("enter")
        session.wait_for("C1005C0G1H560J050BB")
        hands.reviewed()
        assert drafted(home) == list(TYPED)
        return hands.done("ten lines pasted from a spreadsheet, to the review", None, 15)


def looked_up(home: Path) -> Count:
    with at_work(home) as session:
        session.press("4")
        session.settle()
        hands = Typist(session)
        hands.press("1", "/")
        hands.type(BONDED)
        session.wait_for(f"▸{BONDED[:12]}")
        return hands.done("what is bonded of a part, from another pane", 4, None)


def one_line(home: Path) -> Count:
    """What one line more costs, between two others."""
    with at_work(home) as session:
        session.press("i")
        session.settle()
        hands = Typist(session)
        part, quantity = TYPED[0]
        hands.type(part)
        hands.press("enter")
        hands.type(str(quantity))
        hands.press("enter")
        session.settle()
        return hands.done("one line typed", 2, None)


def reordered(home: Path) -> Count:
    """The order under the cursor of the history, once more."""
    with at_work(home) as session:
        session.press("4")
        session.wait_for("orders · ")
        session.settle()
        session.press("2")
        session.settle()
        hands = Typist(session)
        hands.press("4", "r")
        # What changed since then is shown first.
        session.wait_for("What changed")
        hands.press("escape")
        session.settle()
        hands.reviewed()
        return hands.done("an order once more, from the history to the review", None, 12)


def burst(home: Path) -> bool:
    """Ten lines in one write, each answer of the vendor's 3 seconds late: whether ten are ten."""
    with at_work(home, SLOW) as session:
        lines = "".join(f"{part}\r{quantity}\r" for part, quantity in TYPED)
        session.write(f"i{lines}.".encode())
        session.wait_for("10 lines", timeout=60)
        session.settle()
    return drafted(home) == list(TYPED)


TASKS: dict[str, Callable[[Path], Count]] = {
    "one_line": one_line,
    "typed": typed,
    "completed": completed,
    "pasted": pasted,
    "looked_up": looked_up,
    "reordered": reordered,
}

# What a buyer has beside the screen on the first day.
_CARD = ("desk", "bonded", "search", "entry", "builder", "history", "commit")


def page(counts: Sequence[Count], whole: int) -> str:
    """`docs/keyboard.md`: the counts, and the card. `whole`: bursts of which every line came."""
    lines = [
        "# The keyboard",
        "",
        "## Counted",
        "",
        "Played at the true program through a pseudo-terminal, on the sandbox, each from a draft "
        "that is empty; `python -m tests.terminal.typist` makes this page, and a test plays it "
        "again. Content is part numbers and quantities, which nobody can spare.",
        "",
        "| task | content | keys beyond it | goal | keys in all | goal |",
        "|---|---:|---:|---:|---:|---:|",
        *(
            f"| {one.task} | {one.content} | {one.beyond} | {_goal(one.most_beyond)} "
            f"| {one.keys} | {_goal(one.most)} |"
            for one in counts
        ),
        "",
        f"Ten lines in one write, every answer of the vendor 3 seconds late: ten of ten lines in "
        f"{whole} of {BURSTS} runs.",
        "",
        "## The card",
        "",
        "`i` begins to type lines, from any pane: part, Enter, quantity, Enter, and the next. Esc "
        "goes to the rows, where letters are commands. `?` shows every key where you are.",
        "",
        "| where | keys |",
        "|---|---|",
        *(f"| {PLACES[where]} | {_keys_of(where)} |" for where in _CARD),
        "",
        "All of them, with a sentence each: [keys.md](keys.md).",
    ]
    return "\n".join(lines) + "\n"


def _goal(most: int | None) -> str:
    return "–" if most is None else f"≤ {most}"


def _keys_of(where: str) -> str:
    """The keys of a place that have a word for the bar."""
    shown = [one for one in ACTIONS if one.where == where and one.hint]
    return " · ".join(f"`{spelled(one.keys[0])}` {one.hint}" for one in shown)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        counts = [play(Path(folder, name)) for name, play in TASKS.items()]
        whole = sum(burst(Path(folder, f"burst-{run}")) for run in range(BURSTS))
    PAGE.write_text(page(counts, whole), encoding="utf-8")
    for count in counts:
        print(f"{'ok  ' if count.met else 'OVER'} {count.task}: {count.beyond} + {count.content}")
    print(f"bursts whole: {whole} of {BURSTS}")


if __name__ == "__main__":
    main()
