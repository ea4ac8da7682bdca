"""The order builder: the draft that is open, in memory under the keys, saved behind them."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from cache.purchase_orders import vendor_name
from tui.room import Room
from tui.text import counted, fit, money, pieces, unit_price
from tui.widgets.lines import Line, spread
from tui.widgets.pane import Pane
from tui.widgets.prompts import NamePrompt, QuantityPrompt, Terms, nearest
from tui.widgets.table import Column, ListSource, Table
from vendors.buying import break_at, legal, line_total

if TYPE_CHECKING:
    from cache.drafts import Draft, DraftLine

COLUMNS = (
    Column("#", 3, right=True),
    Column("part", 15, grow=True),
    Column("qty", 9, right=True),
    Column("pack", 9, 1),
    Column("vendor", 8, 4),
    Column("each", 9, 3, right=True),
    Column("total", 10, 1, right=True),
    Column("to", 5, 2),
    Column("", 4, 5),
)


class _Shown(NamedTuple):
    """A row on the screen: a line of the draft, or what is to be said under it."""

    line: DraftLine | None
    number: int
    site: str
    words: str = ""
    role: str = "text"


def price_of(line: DraftLine, quantity: int) -> Decimal | None:
    """The unit price of `quantity` pieces: by the breaks, or a bonded line's one price."""
    if line.bonded_customer_id is not None:
        return line.unit_price
    reached = break_at(line.breaks, quantity)
    return reached.unit_price if reached else None


def total_of(line: DraftLine) -> Decimal | None:
    if line.unit_price is None:
        return None
    return line_total(line.quantity, line.unit_price, line.currency) + line.fee


def _marks(line: DraftLine) -> str:
    marks = ((line.ncnr, "N"), (line.tariff, "T"), (line.marketplace, "M"))
    return "".join(mark for on, mark in marks if on)


def _cells(row: _Shown) -> tuple[str, ...]:
    line = row.line
    if line is None:
        return (row.words,)
    return (
        str(row.number),
        line.part,
        pieces(line.quantity),
        line.packaging,
        vendor_name(line.vendor),
        unit_price(line.unit_price),
        money(total_of(line)),
        row.site,
        _marks(line),
    )


def _trouble(line: DraftLine) -> tuple[str, str] | None:
    """What is wrong with a line, in words with the key that mends it, and its role."""
    judged = legal(line.quantity, line.moq, line.multiple, line.maximum)
    if not judged.ok:
        return f"! {judged.reason}" + nearest(judged.above, judged.below, "+", "-"), "warn"
    if line.unit_price is None:
        return "! no price at this quantity: Enter changes it, x removes the line", "warn"
    if line.stock is not None and line.quantity > line.stock:
        short = line.quantity - line.stock
        return f"· {pieces(line.stock)} at DigiKey now, {pieces(short)} to come later", "dim"
    if line.bonded_customer_id is not None:
        return "· whether the reserve fills this is not documented", "dim"
    return None


class BuilderPane(Pane):
    """One draft, line by line."""

    number = 3
    word = "Order"
    place = "builder"
    empty = "No line yet.\na on a part in Bonded or Search adds it here."

    def __init__(self, room: Room) -> None:
        super().__init__(
            room,
            Table(COLUMNS, _cells, lambda row: row.role, lambda row: row.line is None),
        )
        self.draft: Draft | None = None
        self._undo: list[list[DraftLine]] = []
        self._unsaved = False
        self._saving = asyncio.Lock()
        self._codes: dict[str, str] = {}

    # -- what it says of itself

    def summary(self) -> str:
        if self.draft is None:
            return ""
        name = f"“{self.draft.name}”" if self.draft.name else "no name"
        return f"{self.draft.label} {name} · {self._code(self.draft.customer_id)}"

    def _code(self, customer_id: str | None) -> str:
        if customer_id is None:
            return "no ship-to yet"
        return self._codes.get(customer_id, customer_id)

    def below(self, width: int) -> list[Line]:
        if self.draft is None or not self.draft.lines:
            return [[("", "dim")]]
        totals: dict[str, Decimal] = defaultdict(Decimal)
        known = True
        for line in self.draft.lines:
            total = total_of(line)
            known = known and total is not None
            totals[line.currency] += total or Decimal(0)
        tariff = any(line.tariff for line in self.draft.lines)
        words = " + ".join(f"{money(totals[code])} {code}" for code in sorted(totals))
        right = (
            ("before tariff  " if tariff else "") + words + ("" if known else "  and more") + " "
        )
        lines = counted(len(self.draft.lines), "line")
        return [[(spread(f" {lines}", right, width), "strong")]]

    # -- the draft

    @property
    def _lines(self) -> list[DraftLine]:
        return self.draft.lines if self.draft else []

    @property
    def line(self) -> DraftLine | None:
        """The line under the cursor."""
        row = self.current
        return row.line if row is not None else None

    def _show(self, name: object = None) -> None:
        home = self.draft.customer_id if self.draft else None
        shown: list[_Shown] = []
        names: list[object] = []
        for index, line in enumerate(self._lines):
            trouble = _trouble(line)
            site = self._code(line.bonded_customer_id or home)
            role = "warn" if trouble and trouble[1] == "warn" else "text"
            shown.append(_Shown(line, index + 1, site, role=role))
            names.append(line.id)
            if trouble:
                shown.append(_Shown(None, index + 1, "", *trouble))
                names.append(line.id + " note")
        rows = ListSource(shown, names)
        self.table.show(rows)
        place = rows.position(name) if name is not None else None
        if place is not None:
            self.table.move(place - self.table.cursor)
        if self.table.current is not None and self.table.current.line is None:
            self.table.move(-1)
        self.lay_out()

    def _change(self, lines: list[DraftLine], name: object = None) -> None:
        self._undo.append(self._lines)
        del self._undo[:-200]
        self._put(lines, name)

    def _put(self, lines: list[DraftLine], name: object = None) -> None:
        if self.draft is None:
            return
        self.draft.lines = lines
        self._show(name)
        self._unsaved = True
        self.room.work(self.flush, "builder-save", alone=False)

    async def flush(self) -> None:
        """Save what is not saved yet; when this returns, every change made before is."""
        async with self._saving:
            while self._unsaved and self.draft is not None:
                self._unsaved = False
                try:
                    await self.room.services.drafts.save(self.draft)
                except BaseException:
                    self._unsaved = True
                    raise

    def add(self, line: DraftLine) -> None:
        """Put a line at the end of the draft."""
        if self.draft is None:
            return
        self._change([*self.draft.lines, line], line.id)
        trouble = _trouble(line)
        said = f"line {len(self.draft.lines)}: {pieces(line.quantity)} {line.part}"
        if trouble and trouble[1] == "warn":
            self.room.say(f"{said} — {trouble[0].removeprefix('! ')}, in 3 Order", "warn")
        else:
            self.room.say(f"{said}, {money(total_of(line))} {line.currency}", "good")

    def take(self, draft: Draft) -> None:
        """Show another draft."""
        self.draft = draft
        self._undo.clear()
        self._read_sites()
        self._show()

    def _read_sites(self) -> None:
        sites = self.room.services.bonded.locations()
        self._codes = {site.customer_id: site.code for site in sites}
        if self.draft is not None and self.draft.customer_id is None and sites:
            self.draft.customer_id = sites[0].customer_id

    async def load(self) -> None:
        if self.draft is None:
            self.take(await self.room.services.drafts.current())
        else:
            self._read_sites()
            self._show()

    async def reopen(self) -> None:
        """Show the draft that is open now, after another became orders."""
        self.take(await self.room.services.drafts.current())

    async def refresh_from_vendor(self) -> None:
        """Prices of the lines as they are now; no quantity or packaging changes."""
        numbers = sorted({x.number for x in self._lines if x.bonded_customer_id is None})
        for number in numbers:
            await self.room.services.catalogue.look_up(number)
        self.room.say(f"prices of {len(numbers)} parts asked; the review takes them as they are")

    # -- what can be done with a line

    def _why_no_line(self) -> str | None:
        return None if self.line is not None else "there is no line here yet"

    why_not_quantity = why_not_remove = why_not_above = why_not_below = lambda self: (
        self._why_no_line()
    )

    def do_quantity(self) -> None:
        line = self.line
        if line is None:
            return
        terms = Terms(
            line.moq,
            line.multiple,
            line.maximum,
            line.currency,
            line.fee,
            lambda quantity: price_of(line, quantity),
        )
        self.room.ask(
            QuantityPrompt(
                f"{line.part} {line.packaging}",
                terms,
                line.quantity,
                lambda quantity: self._set_quantity(line, quantity),
            )
        )

    def _set_quantity(self, line: DraftLine, quantity: int) -> None:
        changed = replace(line, quantity=quantity, unit_price=price_of(line, quantity))
        self._change([changed if x.id == line.id else x for x in self._lines], line.id)

    def _step(self, up: bool) -> None:
        line = self.line
        if line is None:
            return
        judged = legal(line.quantity, line.moq, line.multiple, line.maximum)
        to = judged.above if up else judged.below
        if judged.ok:
            to = line.quantity + max(1, line.multiple) * (1 if up else -1)
            if not legal(to, line.moq, line.multiple, line.maximum).ok:
                to = None
        if to is None:
            self.room.say(f"there is no legal quantity {'above' if up else 'below'}", "warn")
        else:
            self._set_quantity(line, to)

    def do_above(self) -> None:
        self._step(up=True)

    def do_below(self) -> None:
        self._step(up=False)

    def do_remove(self) -> None:
        line = self.line
        if line is None:
            return
        self._change([x for x in self._lines if x.id != line.id])
        self.room.say(f"{line.part} removed; u brings it back")

    def why_not_undo(self) -> str | None:
        return None if self._undo else "there is nothing to undo"

    def do_undo(self) -> None:
        self._put(self._undo.pop())

    # -- what can be done with the draft

    def do_ship_to(self) -> None:
        from tui.screens.choice import ChoiceSheet

        sites = self.room.services.bonded.locations()
        if self.draft is None or not sites:
            self.room.say("no ship-to is known yet: 1 and F5 ask DigiKey for the locations", "warn")
            return
        rows = [
            (site.customer_id, f"{site.code:<5} {site.name}  {site.customer_id}") for site in sites
        ]
        self.room.show_sheet(
            ChoiceSheet(self.room, "Ship to", rows, self.draft.customer_id, self._set_ship_to)
        )

    def _set_ship_to(self, customer_id: str) -> None:
        if self.draft is None:
            return
        self.draft.customer_id = customer_id
        self._put(self.draft.lines, self.line.id if self.line else None)

    def do_field(self) -> None:
        self.room.go_to("search")
        self.room.do_field()

    def do_rename(self) -> None:
        draft = self.draft
        if draft is not None:
            self.room.ask(NamePrompt("name of the draft", draft.name, "", self._rename))

    def _rename(self, name: str) -> None:
        if self.draft is None:
            return
        self.draft.name = name
        self._put(self.draft.lines, self.line.id if self.line else None)

    def do_new_draft(self) -> None:
        self.room.work(self._new, "builder-open")

    async def _new(self) -> None:
        await self.flush()
        self.take(await self.room.services.drafts.new())
        self.room.say("a new draft; d lists the others")

    def why_not_discard(self) -> str | None:
        return None if self._lines else "the draft is empty"

    def do_discard(self) -> None:
        draft = self.draft
        if draft is None:
            return
        lines = counted(len(draft.lines), "line")
        self.room.ask(
            NamePrompt(
                f"throw away {draft.label}",
                "",
                f"{lines}, and no u brings it back: type yes",
                lambda text: self._discard(draft, text),
            )
        )

    def _discard(self, draft: Draft, text: str) -> None:
        if text.casefold() != "yes":
            self.room.say(f"{draft.label} is kept")
            return

        async def job() -> None:
            await self.flush()
            await self.room.services.drafts.discard(draft.id)
            await self.reopen()
            self.room.say(f"{draft.label} is thrown away; its numbers are void")

        self.room.work(job, "builder-open")

    def do_drafts(self) -> None:
        self.room.work(self._list, "builder-open")

    async def _list(self) -> None:
        from tui.screens.choice import ChoiceSheet

        await self.flush()
        heads = await self.room.services.drafts.heads()
        rows = [
            (
                str(h.id),
                f"D-{h.id:<4} {fit(h.name or 'no name', 30)} {counted(h.lines, 'line'):>10}",
            )
            for h in heads
        ]
        chosen = str(self.draft.id) if self.draft else None
        self.room.show_sheet(ChoiceSheet(self.room, "Drafts", rows, chosen, self._open_draft))

    def _open_draft(self, name: str) -> None:
        async def job() -> None:
            self.take(await self.room.services.drafts.open(int(name)))

        self.room.work(job, "builder-open")
