"""Which bonded rows are looked at: asked for as they are chosen, and chosen again after a restart.

What is done with them, and how they stand on the screen, is in `tui.panes.bonded`.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from cache.bonded_filter import BadFilter
from cache.bonded_rows import BondedRow
from cache.places import Refusal
from cache.rows import PAGE
from cache.store import Superseded
from tui.panes import bonded_choice
from tui.panes.bonded_choice import Choice
from tui.panes.bonded_columns import parts_table, rows_table, sites_table
from tui.panes.bonded_unfolding import Unfolded
from tui.room import Room
from tui.widgets.pane import FieldPane
from tui.widgets.table import ListSource, Source, Table

if TYPE_CHECKING:
    from cache.bonded import LocationRow

# Under this name the choice of a person is kept.
_KEPT_AS = "bonded"


class ChosenRows(FieldPane):
    """The rows of one location or all, or each part once, filtered and sorted."""

    def __init__(self, room: Room) -> None:
        super().__init__(room, Table((), lambda row: ()))
        self.choice = Choice()
        self._sites: list[LocationRow] = []
        self._site_table = sites_table()
        self._open: dict[int, list[BondedRow]] = {}
        self._count: int | None = None
        self._amiss = ""
        self._said: tuple[object, ...] = ()
        self._table_is = self.choice
        # What was chosen in an earlier session is read once, unless something was chosen since.
        self._begun = False
        self._kept: str | None = None
        self._keeping = False
        self._new_table()

    # -- rows

    @property
    def _bonded_sites(self) -> list[LocationRow]:
        return [site for site in self._sites if site.bonded or site.parts]

    @property
    def _place(self) -> int:
        """Where the chosen location stands; -1: all are."""
        ids = [site.customer_id for site in self._bonded_sites]
        return ids.index(self.choice.site) if self.choice.site in ids else -1

    def _read_sites(self) -> None:
        self._sites = self.room.services.bonded.locations()
        sites = self._bonded_sites
        if sites and self._place < 0:
            self.choice = self.choice._replace(site=None)
        self._site_table.show(ListSource(sites, [site.rowid for site in sites]))

    def _new_table(self) -> None:
        """A table for what is chosen now; it has no rows yet."""
        choice = self.choice
        if choice.turned:
            if not self._turned:
                self._open.clear()
            self.table = parts_table(choice.sort, choice.down, self._open)
        else:
            one = choice.site is not None
            self.table = rows_table(choice.sort, choice.down, self._today, one_site=one)
        self._table_is = choice

    def _today(self) -> date:
        return self.room.now().date()

    @property
    def _turned(self) -> bool:
        """Whether what stands here is by part; what is chosen may still be on its way."""
        return self._table_is.turned

    def first(self) -> None:
        self._read_sites()
        rows = self.room.services.bonded.first()
        self._count = len(rows) if len(rows) < PAGE else None
        self.table.show(rows)

    async def load(self) -> None:
        if not self._begun:
            await self._take_up()
        await super().load()

    async def look(self, text: str, keep: bool) -> None:
        self._begun = True
        self._read_sites()
        choice = self.choice
        # Where the cursor may stand anywhere, the first page is not enough.
        rows, count = await self._ask(choice, text, everything=keep)
        self._still(choice, text)
        self._amiss = ""
        before = self._seen()
        self._count = count
        self._put(rows, keep)
        # Most of what is read anew says the same.
        if not keep or before != self._seen() or self._said != self._words():
            self.lay_out()

    async def looked(self, text: str) -> None:
        if self._count is not None:
            return
        choice = self.choice
        rows, count = await self._ask(choice, text, everything=True)
        self._still(choice, text)
        self._count = count
        self.extend(Unfolded(rows, self._open) if choice.turned else rows)
        self._said = self._words()

    async def _ask(
        self, choice: Choice, text: str, *, everything: bool
    ) -> tuple[Source, int | None]:
        bonded, asked = self.room.services.bonded, choice.asked(text)
        if choice.turned:
            return await (bonded.whole_parts(asked) if everything else bonded.find_parts(asked))
        return await (bonded.whole(asked) if everything else bonded.find(asked))

    def _still(self, choice: Choice, text: str) -> None:
        """Whoever chose otherwise since brings the rows. Raises Superseded."""
        if choice != self.choice or text != self.field.text:
            raise Superseded

    async def _look(self, turn: int, keep: bool) -> None:
        try:
            await super()._look(turn, keep)
        except BadFilter as bad:
            # The rows stand as they are, and the pane says which word they do not heed.
            self._amiss = bad.sentence
            self.redraw_below()

    def _put(self, rows: Source, keep: bool) -> None:
        if self._table_is != self.choice:
            self._new_table()
        if self.choice.turned:
            for rowid in list(self._open):
                self._open[rowid] = self.room.services.bonded.of_part(rowid)
            rows = Unfolded(rows, self._open)
        self.table.show(rows, keep)

    def _seen(self) -> tuple[object, ...]:
        """What decides how the rows look."""
        table = self.table
        bottom = min(len(table), table.top + table.height)
        rows = [table.rows.row(position) for position in range(table.top, bottom)]
        return len(table), table.top, table.cursor, *map(_unstamped, rows)

    def _words(self) -> tuple[object, ...]:
        """What decides how the rest of the pane looks."""
        sites = [site._replace(fetched_at="") for site in self._sites]
        return self.summary(), self.empty, self._amiss, self.choice, *sites

    # -- what is chosen

    def _choose(self, choice: Choice) -> None:
        """Look at this from now on, in later sessions too."""
        self.choice = choice
        self._begun = True
        self.redraw_above()
        self.field_changed()
        self._keep()

    # -- and kept

    async def _take_up(self) -> None:
        """Choose what was chosen when this person left, if the ledger can say."""
        try:
            kept = await self.room.services.choices.read(_KEPT_AS)
        except Refusal:
            return
        if self._begun or self.field.text or self.editing:
            return
        self._kept = kept
        self.choice, text = bonded_choice.read(kept)
        self.field.paste(text)

    def _keep(self) -> None:
        text = bonded_choice.written(self.choice, self.field.text)
        if self._begun and text != self._kept:
            self._kept = text
            if not self._keeping:
                self._keeping = True
                self.room.work(self._keep_last, "bonded-keep", alone=False)

    async def _keep_last(self) -> None:
        """One write after another, and only of what was chosen last."""
        kept = None
        try:
            while self._kept is not None and self._kept != kept:
                kept = self._kept
                await self.room.services.choices.keep(_KEPT_AS, kept)
        except Refusal:
            # Without a ledger it is not kept, and all the rest works.
            pass
        finally:
            self._keeping = False


def _unstamped(row: Any) -> Any:
    return row._replace(fetched_at="") if isinstance(row, BondedRow) else row
