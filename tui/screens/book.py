"""The address book on the screen: every ship-to, its code, and whose it is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from cache.purchase_orders import vendor_name
from cache.terms import USUAL_VENDOR
from cache.terms_words import order_words
from tui.room import Hint, Room
from tui.screens.listed import ListedSheet
from tui.screens.part_tab import Rows
from tui.screens.sheet import paragraph
from tui.text import UNKNOWN, counted, fit
from tui.widgets.editor import LineEditor
from tui.widgets.lines import Line
from tui.widgets.table import Column, ListSource, Table
from vendors.choices import choices_of

if TYPE_CHECKING:
    from cache.book import ShipTo

COLUMNS = (
    Column("code", 8),
    Column("company", 14, grow=True),
    Column("city", 12, 2),
    Column("CustomerId", 10),
    Column("whose", 9),
    Column("", 10, 1),
)


def whose(ship_to: ShipTo) -> str:
    return "ours" if ship_to.entry.ours else f"{vendor_name(ship_to.entry.vendor)}'s"


def state(ship_to: ShipTo) -> str:
    """What keeps it from being offered, in a word; empty where nothing does."""
    if not ship_to.entry.active:
        return "retired"
    if not ship_to.listed:
        return "unlisted"
    return "incomplete" if ship_to.lacks() else ""


def address_words(ship_to: ShipTo) -> str:
    """All of its address in one line."""
    where = ship_to.address
    city = f"{where.city} {where.region} {where.postal_code}"
    said = (where.name, where.company, where.line1, where.line2, " ".join(city.split()))
    reach = (where.country, where.telephone, where.email)
    return ", ".join(filter(None, (*said, *reach))) or "no address yet"


def _cells(row: ShipTo) -> Sequence[str]:
    where = row.address
    return (
        row.code,
        where.company or where.name or UNKNOWN,
        where.city or UNKNOWN,
        row.entry.number(USUAL_VENDOR) or UNKNOWN,
        whose(row),
        state(row),
    )


def open_book(room: Room) -> None:
    """Show the book; in words on the message line where there is no ledger."""

    async def job() -> None:
        sheet = BookSheet(room)
        await sheet.look()
        room.show_sheet(sheet)

    room.work(job, "book", hold=True)


class BookSheet(ListedSheet):
    """Enter opens a ship-to, `n` begins one of our own, `x` retires one: none is ever deleted."""

    places: tuple[str, ...] = ("book", "sheet")
    title = "Address book"
    widest = 120
    tall = True

    def __init__(self, room: Room) -> None:
        self._room = room
        self._book = room.services.book
        self._table = Table(COLUMNS, _cells, lambda row: "dim" if state(row) else "text")
        self._rows: list[ShipTo] = []
        self._pattern = ("", "")

    def whence(self) -> tuple[str, ...]:
        return ("book",)

    async def look(self, at: str = "") -> None:
        """Read what this and other sessions wrote; the cursor goes to the ship-to `at`."""
        await self._book.read()
        self._pattern = await self._book.pattern()
        self.draw(at)

    def draw(self, at: str = "") -> None:
        """Show the book as it was read last."""
        self._rows = self._book.ship_tos()
        names = [row.place for row in self._rows]
        self._table.show(ListSource(self._rows, names))
        self._table.resize(max(1, len(self._rows)))
        if at in names:
            self._table.move(names.index(at) - self._table.cursor)
        self._room.redraw_sheet()

    def closed(self) -> None:
        # The panes show codes.
        self._room.changed("bonded")

    # -- drawing

    def head(self, width: int) -> Sequence[Line]:
        ours = sum(row.entry.ours for row in self._rows)
        words = f"{counted(len(self._rows), 'ship-to')} · {ours} of our own"
        lines: list[Line] = [[(fit(words, width), "text")]]
        return [*lines, self._table.head(width)] if self._rows else lines

    def lines(self, width: int) -> Sequence[Line]:
        if not self._rows:
            words = "No ship-to is known yet: n begins one of your own; locations come by F5 in 1."
            return paragraph(words, width)
        table = self._table
        return Rows(len(self._rows), lambda place: table.line(place, width, active=True))

    def foot(self, width: int) -> Sequence[Line]:
        """The ship-to under the cursor, whole; and how orders are numbered."""
        lines: list[Line] = [[("─" * width, "frame")]]
        row = self._here
        if row is not None:
            lines += paragraph(f"{row.code} · {address_words(row)}", width, "text")
            if lacks := row.lacks():
                lines += paragraph(f"! it lacks {lacks}: Enter opens it", width, "warn")
            for vendor, terms in row.entry.defaults:
                said = " · ".join(f"{name} {words}" for name, words in order_words(terms))
                lines += paragraph(f"at {vendor_name(vendor)}: {said}", width)
        pattern, following = self._pattern
        lines += paragraph(f"orders are numbered {pattern} · the next: {following}", width)
        return lines

    @property
    def cursor_line(self) -> int | None:
        return self._table.cursor if self._rows else None

    @property
    def _here(self) -> ShipTo | None:
        found: ShipTo | None = self._table.current if self._rows else None
        return found

    # -- keys

    def _move(self, by: int) -> None:
        self._table.move(by)
        self._room.redraw_sheet()

    def _why_not(self) -> str | None:
        return None if self._rows else "there is no ship-to yet: n begins one"

    why_not_open = why_not_remove = _why_not

    def do_open(self) -> None:
        if (row := self._here) is not None:
            self._room.work(partial(self._open, row.place), "book", hold=True)

    async def _open(self, place: str) -> None:
        from tui.screens.book_entry import EntrySheet

        choices = await asyncio.to_thread(choices_of, USUAL_VENDOR)
        self._room.show_sheet(EntrySheet(self._room, place, choices, partial(self.draw, place)))

    def do_new(self) -> None:
        self._room.ask(_CodePrompt(self._book.why_not_code, self._begin))

    def _begin(self, code: str) -> None:
        async def job() -> None:
            place = await self._book.new(code)
            await self.look(place)
            await self._open(place)

        self._room.work(job, "book", hold=True)

    def do_remove(self) -> None:
        if (row := self._here) is not None:
            self._room.work(partial(self._retire, row), "book", hold=True)

    async def _retire(self, row: ShipTo) -> None:
        """Retire it, or bring it back."""
        active = not row.entry.active
        await self._book.change(row, lambda entry: entry._replace(active=active))
        await self.look(row.place)
        said = "is offered again" if active else "is retired: no draft is offered it; x undoes that"
        self._room.say(f"{row.code} {said}", "good")

    def do_numbering(self) -> None:
        from tui.screens.book_entry import PatternSheet

        self._room.show_sheet(PatternSheet(self._room, *self._pattern, self._numbered))

    def _numbered(self) -> None:
        self._room.work(self.look, "book", hold=True)


class _CodePrompt:
    """The code of a new ship-to of our own."""

    place = "name"
    title = "code of the new ship-to"

    def __init__(self, why_not: Callable[[str], str], take: Callable[[str], None]) -> None:
        self.editor = LineEditor(limit=20)
        self._why_not = why_not
        self._take = take

    def hint(self) -> Hint:
        code = self.editor.text.strip().upper()
        words = self._why_not(code) if code else ""
        return Hint(words, "warn") if words else Hint("as PLANT2; Enter begins it")

    def taken(self, text: str) -> bool:
        code = text.strip().upper()
        if not code:
            return True
        if self._why_not(code):
            return False
        self._take(code)
        return True
