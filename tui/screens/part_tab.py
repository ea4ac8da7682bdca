"""What every tab of a part's sheet is: its rows and cursor, how old it is, what it can do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, overload

from cache.places import Refusal
from cache.purchase_orders import vendor_name
from tui.text import age, width_of, wrap
from tui.widgets.bars import again_after
from tui.widgets.lines import Line, Span
from tui.widgets.table import Column, ListSource, Table
from vendors.errors import VendorError

if TYPE_CHECKING:
    from datetime import datetime

    from tui.screens.part import PartSheet

# Who tells what surrounds a part, where nobody is connected who could say so.
DETAILS = "digikey"
# From so many cells on the tabs have their whole words.
_WIDE = 100
BLANK: Line = [("", "dim")]


class Tab:
    """Base of the tabs. `at` is when the vendor told it; `old`: worth asking when it is opened."""

    word = ""
    # In its place where there is little room.
    short = ""
    key = ""
    columns: tuple[Column, ...] = ()
    # Whether a row of it can be another sheet.
    opens = False

    def __init__(self, sheet: PartSheet) -> None:
        self.sheet = sheet
        self.at: datetime | None = None
        self.old = False
        self.asking = False
        self.failed = ""
        self.table = Table(self.columns, self.cells)
        # The line that is the first of the table.
        self.first = 0

    # -- what is told

    async def here(self) -> None:
        """Read what is in the local store. Asks no vendor. Raises Refusal."""

    async def ask(self, anew: bool) -> None:
        """Ask the vendor where what is here is old, or `anew`. Raises VendorError, Refusal."""

    def status(self) -> str:
        """How old it is, in a sentence."""
        return self.said_by(self.sheet.vendor)

    def said_by(self, vendor: str) -> str:
        """The same, as this vendor said it."""
        name = vendor_name(vendor)
        if self.at is None:
            return f"asking {name} …" if self.asking else f"{name} is not asked yet: F5 asks"
        old = age(self.at, self.sheet.room.now())
        again = f"; asking {name} again …" if self.asking else ""
        if self.empty:
            return f"{name} says that there is none, {old} ago{again}"
        return f"as {name} said {old} ago{again}"

    @property
    def empty(self) -> bool:
        return not len(self.table)

    # -- drawing

    def cells(self, row: Any) -> Sequence[str]:
        raise NotImplementedError

    def show(self, rows: Sequence[Any], names: Sequence[Any]) -> None:
        """Show these rows; what stands under the cursor stays there."""
        self.table.show(ListSource(rows, names))
        # The sheet scrolls, and not the table.
        self.table.resize(max(1, len(rows)))

    @property
    def trouble(self) -> str:
        """Why the vendor, or the store, did not tell what was asked last; empty where it did."""
        return self.failed

    def heads(self, width: int) -> list[Line]:
        """The heads of the columns, which stay in view."""
        return [] if self.empty else [self.table.head(width)]

    def lines(self, width: int) -> Sequence[Line]:
        """As many as there are, each drawn when it comes into view."""
        return Rows(len(self.table), lambda at: self.table.line(at, width, active=True))

    def foot(self, width: int) -> Sequence[Line]:
        return ()

    @property
    def cursor_line(self) -> int | None:
        return None if self.empty else self.first + self.table.cursor

    # -- keys

    @property
    def current(self) -> Any:
        return self.table.current

    def move(self, by: int) -> None:
        """Move the cursor; where there is none, scroll."""
        if self.empty:
            self.sheet.room.scroll_sheet(by)
            return
        self.table.move(by)
        self.sheet.redraw()

    def page(self, by: int) -> None:
        """Move by so many rows at once."""
        self.move(by)

    def copied(self) -> str:
        """What `y` copies; empty where there is nothing."""
        return self.sheet.number

    def why_not_open(self) -> str | None:
        return "there is nothing to open in this tab"

    def open(self) -> None:
        """Open the row under the cursor."""

    def why_not_add(self) -> str | None:
        return "nothing of this tab can be added: 1 goes to the offers"

    def add(self) -> None:
        """Put the row under the cursor into the draft."""

    def why_not_more(self) -> str | None:
        return "this tab is whole"

    def more(self) -> None:
        """Ask for what follows."""


class Rows(Sequence[Line]):
    """Lines that are drawn when they are looked at."""

    def __init__(self, count: int, draw: Callable[[int], Line]) -> None:
        self._count = count
        self._draw = draw

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, at: int) -> Line: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Line]: ...
    def __getitem__(self, at: int | slice) -> Line | Sequence[Line]:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        if not 0 <= at < len(self):
            raise IndexError(at)
        return self._draw(at)


def pairs(facts: Sequence[tuple[str, str]], width: int, most: int = 0) -> list[Line]:
    """Names and values side by side, both whole: what is long goes on under itself.

    The names take at most `most` cells, two fifths of the width where none are named.
    """
    widest = max((width_of(name) for name, _ in facts), default=0)
    left = max(8, min(widest, most or width * 2 // 5))
    lines: list[Line] = []
    for name, value in facts:
        names, values = wrap(name, left), wrap(value, max(8, width - left - 2))
        for at in range(max(len(names), len(values))):
            head = names[at] if at < len(names) else ""
            text = values[at] if at < len(values) else ""
            blank = " " * (left - width_of(head) + 2)
            lines.append([(head + blank, "dim"), (text, "text")])
    return lines


def bar_of(tabs: Sequence[Tab], here: Tab, width: int) -> list[Line]:
    """The tabs with the keys that choose them, in as many lines as they need."""
    lines: list[list[Span]] = [[]]
    left = width
    for tab in tabs:
        word = tab.short if tab.short and width < _WIDE else tab.word
        text = f"{tab.key} {word}"
        if left < width_of(text) + 2 and lines[-1]:
            lines.append([])
            left = width
        left -= width_of(text) + 3
        if tab is here:
            lines[-1] += [(f"[{text}]", "accent"), (" ", "dim")]
        else:
            lines[-1] += [(f" {tab.key}", "key"), (f" {word}  ", "dim")]
    return [*lines]


def words_of(error: VendorError | Refusal) -> str:
    """What was said against a question, and what can be done."""
    if isinstance(error, VendorError):
        return f"{error.in_full}{again_after(error)}"
    return error.sentence
