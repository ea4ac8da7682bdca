"""Bonded stock: what the vendor reports as reserved for the customer's sites, by location or part.

The vendor has two reserve figures and no figure on hand: both stand under their own names,
nothing here is called stock, and nothing is added up but reported reserve times price.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from cache.bonded_rows import BondedRow, PartRow, totals
from tui.panes.bonded_choice import Choice, help_of
from tui.panes.bonded_export import ask_form
from tui.panes.bonded_looking import ChosenRows
from tui.panes.bonded_unfolding import Unfolded
from tui.panes.bonded_words import about, taken_of
from tui.releasing import ask_release, why_not_release
from tui.room import Room
from tui.text import at, counted, fit, money, width_of
from tui.widgets.lines import Line, spread

if TYPE_CHECKING:
    pass

# From so many cells inside on, the locations stand beside their parts, in so many of them.
_BESIDE, _SIDE, _WIDE_SIDE = 118, 50, 60
# So high a pane has a line for what is not documented.
_HIGH = 20
# What was fetched longer ago is asked for again at the start, and is old here.
_OLD = timedelta(hours=1)
_UNDOCUMENTED = " a: an ordinary order line; whether the reserve fills it is not documented"


class BondedPane(ChosenRows):
    """The customer's locations and the bonded parts of the one chosen, or each part once."""

    number = 1
    word = "Bonded"
    place = "bonded"

    def __init__(self, room: Room) -> None:
        super().__init__(room)
        self._side: list[Line] = []

    # -- what it says of itself

    @property
    def empty(self) -> str:  # type: ignore[override]
        if self.room.services.bonded.agreement is False:
            return (
                "DigiKey names no bonded stock for this account.\n"
                "That is no error: without a bonded agreement there is none to show.\n"
                "Search and orders work all the same."
            )
        if self.field.text.strip():
            return "No bonded part is all that was typed.\nEsc in the rows clears the filter."
        if self.choice.site is not None and not self._turned:
            return "DigiKey reports no bonded part at this location."
        return "Not fetched yet.\nF5 asks DigiKey."

    def summary(self) -> str:
        bonded = self._bonded_sites
        if not bonded:
            return "no bonded stock known" if self._sites else ""
        sites = counted(len(bonded), "location")
        if self._turned:
            told = [f"{self._counted('part')} over {sites}"]
        else:
            told = [sites, self._counted("row" if self.choice.site is None else "part")]
        if words := self.choice.sort_words:
            told.append(words)
        fetched = bonded[0].fetched_at
        old = self.room.now() - datetime.fromisoformat(fetched) > _OLD
        told.append(f"{at(fetched, self.room.now())}{', old: F5' if old else ''}")
        return " · ".join(told)

    def _counted(self, word: str) -> str:
        return f"… {word}s" if self._count is None else counted(self._count, word)

    def above(self, width: int) -> list[Line]:
        if self._turned or width >= _BESIDE:
            return [self.field_line(width)]
        most = max(3, self.size.height // 2 - 5)
        return [*self._site_lines(width, most), self.field_line(width)]

    def _site_lines(self, width: int, most: int) -> list[Line]:
        """The locations under one head; `most` of them, the chosen one in their middle."""
        lines: list[Line] = [self._site_table.head(width)]
        every = self.choice.site is None
        words = f"{'▸' if every else ' '}all   every location"
        lines.append([(fit(words, width), "accent" if every else "text")])
        chosen = self._place
        first = max(0, min(chosen - most // 2, len(self._bonded_sites) - most))
        for index in range(first, min(len(self._bonded_sites), first + most)):
            text = self._site_table.row_text(index, width)
            mark = "▸" if index == chosen else " "
            lines.append([(mark + text[1:], "accent" if index == chosen else "text")])
        return lines

    def _side_lines(self, width: int, height: int) -> list[Line]:
        sums = [
            spread("   in all", f"{money(one.reported)} {one.currency or ''}".rstrip() + " ", width)
            for one in totals(self.room.services.bonded.values())
        ]
        lines = self._site_lines(width, max(1, height - len(sums) - 3))
        return [*lines, [("", "dim")], *([(one, "dim")] for one in sums)][:height]

    def below(self, width: int) -> list[Line]:
        row: BondedRow | PartRow | None = self.current
        words = about(row, self._today()) if row else ""
        lines: list[Line] = [[(fit(words, width), "text")]]
        if self._amiss:
            lines.append([(fit(f" {self._amiss}", width), "warn")])
        elif self.editing:
            lines.append([(fit(f" {help_of(self.field.text)}", width), "dim")])
        else:
            lines.append([(fit(taken_of(row, self._today()) if row else "", width), "dim")])
        if self.size.height >= _HIGH:
            lines.append([(fit(_UNDOCUMENTED if row else "", width), "dim")])
        return lines

    def moved(self) -> None:
        self.redraw_below()

    # -- drawing: the locations beside the rows, where there is room

    @property
    def _side_width(self) -> int:
        width = self._inner_width
        if self._turned or width < _BESIDE:
            return 0
        return _SIDE if width < 160 else _WIDE_SIDE

    @property
    def _table_left(self) -> int:
        side = self._side_width
        return side + 1 if side else 0

    def _lay_out(self) -> None:
        super()._lay_out()
        self._lay_side()
        self._said = self._words()

    def _lay_side(self) -> None:
        width = self._side_width
        self._side = self._side_lines(width, self.table.height + 1) if width else []

    def redraw_above(self) -> None:
        super().redraw_above()
        before = self._side
        self._lay_side()
        if self._side != before:
            self._redraw_lines(self._table_start - 1, self.table.height + 1)

    def _of_table(self, row: int, width: int) -> Line:
        side = self._side_width
        if not side:
            return super()._of_table(row, width)
        left = self._side[row] if row < len(self._side) else []
        blank = side - sum(width_of(text) for text, _ in left)
        table = super()._of_table(row, width - side - 1)
        return [*left, (" " * max(0, blank), "text"), ("│", "frame"), *table]

    def _edit(self, editing: bool) -> None:
        super()._edit(editing)
        self.redraw_below()
        if not editing:
            self._keep()

    def typed(self, key: str, character: str | None) -> bool:
        taken = super().typed(key, character)
        if taken:
            self.redraw_below()
        return taken

    async def refresh_from_vendor(self) -> None:
        bonded = self.room.services.bonded
        await bonded.refresh()
        await self.room.services.releasing.project()
        await self.load()
        if bonded.agreement is False:
            self.room.say("DigiKey names no bonded stock for this account; that is no error")
        else:
            self.room.say("")

    @property
    def places(self) -> tuple[str, ...]:
        # By what is chosen: keys wait until its rows are here.
        by_part = self.choice.turned and not self.editing
        return ("by_part", *super().places) if by_part else super().places

    # -- what is chosen

    def why_not_left(self) -> str | None:
        if self._turned:
            part = isinstance(self.current, PartRow) and self.current.rowid not in self._open
            none = self.current is None or part
            return "no location is unfolded here: → unfolds those of the part" if none else None
        return self._why_no_site()

    def why_not_right(self) -> str | None:
        if self._turned:
            return None if self.current is not None else "there is no part here"
        return self._why_no_site()

    def _why_no_site(self) -> str | None:
        return None if self._bonded_sites else "no location is known here yet: F5 asks DigiKey"

    def do_left(self) -> None:
        if self._turned:
            self._fold()
        else:
            self._next_site(-1)

    def do_right(self) -> None:
        if self._turned:
            self._unfold()
        else:
            self._next_site(1)

    def _next_site(self, by: int) -> None:
        sites = self._bonded_sites
        place = (self._place + 1 + by) % (len(sites) + 1) - 1
        site = None if place < 0 else sites[place].customer_id
        self._choose(self.choice._replace(site=site))

    def _unfold(self) -> None:
        row = self.current
        if isinstance(row, PartRow):
            self._open[row.rowid] = self.room.services.bonded.of_part(row.rowid)
            self._show_unfolded()

    def _fold(self) -> None:
        rows = self.table.rows
        if isinstance(rows, Unfolded) and len(rows):
            part = rows.part(self.table.cursor)
            self._open.pop(part, None)
            self.table.move((rows.position(part) or 0) - self.table.cursor)
            self._show_unfolded()

    def _show_unfolded(self) -> None:
        rows = self.table.rows
        if isinstance(rows, Unfolded):
            self.table.show(rows.with_open(self._open))
            self.lay_out()

    def do_turn(self) -> None:
        self._choose(self.choice.turn())

    def do_sort(self) -> None:
        from tui.screens.choice import ChoiceSheet

        choice = self.choice
        rows = [
            (name, f"{word}{_way(choice) if name == choice.sort else ''}")
            for name, word in choice.sorts.items()
        ]
        title = "Sort by (what is not known stands last)"
        self.room.show_sheet(ChoiceSheet(self.room, title, rows, choice.sort, self._sort))

    def _sort(self, name: str) -> None:
        if name == self.choice.sort:
            self.do_sort_down()
        else:
            self._choose(self.choice._replace(sort=name, down=False))

    def do_sort_down(self) -> None:
        self._choose(self.choice._replace(down=not self.choice.down))

    def do_clear(self) -> None:
        super().do_clear()
        self._keep()

    # -- what can be done with a row

    @property
    def _row(self) -> BondedRow | None:
        """The row at one location that is under the cursor, or the only one of the part there."""
        row = self.current
        if isinstance(row, PartRow) and row.locations == 1:
            there = self.room.services.bonded.of_part(row.rowid)
            return there[0] if len(there) == 1 else None
        return row if isinstance(row, BondedRow) else None

    def why_not_add(self) -> str | None:
        if self.current is None:
            return "there is no bonded part here"
        row = self._row
        if row is None:
            return "one order ships to one location: → shows those of the part, choose one"
        return why_not_release(self.room, row)

    def do_add(self) -> None:
        if (row := self._row) is not None:
            ask_release(self.room, row)

    def do_open(self) -> None:
        from tui.screens.part_opening import open_part

        row = self.current
        if isinstance(row, PartRow):
            if row.rowid in self._open:
                self._fold()
            else:
                self._unfold()
            return
        open_part(
            self.room,
            number=row.number,
            part=row.part,
            maker=row.maker,
            vendor=row.vendor,
            bonded=row,
            release=partial(ask_release, self.room, row),
            why_not_release=partial(why_not_release, self.room, row),
        )

    def why_not_values(self) -> str | None:
        return self._why_no_site()

    def do_values(self) -> None:
        from tui.screens.values import ReserveValues

        self.room.show_sheet(ReserveValues(self.room))

    def why_not_export(self) -> str | None:
        return None if len(self.table) else "there is no row to export: Esc clears the filter"

    def do_export(self) -> None:
        ask_form(self.room, self.choice, self.field.text)


def _way(choice: Choice) -> str:
    return "   now: last first, Enter turns it" if choice.down else "   now: Enter turns it"
