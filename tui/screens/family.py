"""The tab of a part's family: every variant known here, by the parameters in which they differ."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from cache.purchase_orders import vendor_name
from tui.offering import line_of, terms_of
from tui.screens.part_tab import Tab
from tui.screens.sheet import paragraph
from tui.text import UNKNOWN, age, counted, fit, pieces, unit_price, width_of
from tui.widgets.lines import Line, link_role
from tui.widgets.prompts import QuantityPrompt
from tui.widgets.table import Column, Table

if TYPE_CHECKING:
    from cache.families import Family, Variant
    from tui.screens.part import PartSheet

# A parameter's column takes so many cells at most; what is cut is whole below the table.
_WIDEST = 16
# More columns than these are read below the table.
_MOST = 12


class FamilyTab(Tab):
    """Opened, it is one keyword search, and none where that was asked within a day."""

    word, key, opens = "family", "0", True

    def __init__(self, sheet: PartSheet) -> None:
        super().__init__(sheet)
        self._family: Family | None = None
        self._shown: tuple[str, ...] = ()
        self._gone = False
        self.old = True

    # -- what is told

    async def here(self) -> None:
        if self.sheet.rowid is not None:
            self._take(await self.sheet.room.services.families.have(self.sheet.rowid))

    async def ask(self, anew: bool) -> None:
        rowid = self.sheet.rowid
        if rowid is not None and (self._family is None or self._family.kind != "alone"):
            self._take(await self.sheet.room.services.families.ask(rowid, anew=anew))

    def _take(self, family: Family | None) -> None:
        from cache.families import KEEPS

        now = self.sheet.room.now()
        self._family, self._gone = family, family is None
        asked = family.asked if family is not None else None
        self.at = asked.at if asked is not None else None
        alone = family is not None and family.kind == "alone"
        self.old = not alone and (self.at is None or now - self.at > KEEPS)
        variants = family.variants if family is not None else ()
        self._shown = family.columns[:_MOST] if family is not None else ()
        table = Table(self._columns(variants), self.cells)
        table.rows, table.cursor = self.table.rows, self.table.cursor
        self.table = table
        self.show(variants, [(one.part, one.maker) for one in variants])

    def status(self) -> str:
        family, name = self._family, vendor_name(self.sheet.vendor)
        if family is None:
            return (
                "the part is not here any more"
                if self._gone
                else "known once the part itself is told"
            )
        if family.kind == "alone":
            return f"{name} names neither a base number nor a series of it"
        said = f"{family.kind} {family.name}: {counted(len(family.variants), 'variant')} here"
        if family.asked is None:
            return f"{said}; " + (f"asking {name} …" if self.asking else f"{name} is not asked yet")
        old = age(family.asked.at, self.sheet.room.now())
        total = family.asked.total
        came = family.asked.came
        said += f"; {name} found {total:,} parts {old} ago, {came:,} came"
        if self.asking:
            return f"{said}; asking again …"
        if family.asked.cut:
            # First, because of two lines the end may be cut.
            return f"{came:,} came: {family.asked.ends} · {said}"
        return f"{said}, m asks for more" if came < total else said

    # -- drawing

    def _columns(self, variants: Sequence[Variant]) -> list[Column]:
        columns = [
            Column("part", 20),
            Column("stock", 9, 1, right=True),
            Column("each", 9, 2, right=True),
            Column("lead", 5, 3, right=True),
            Column("status", min(14, max([6, *(len(one.status) for one in variants)])), 4),
        ]
        for rank, name in enumerate(self._shown, 5):
            widest = max(
                (width_of(dict(one.parameters).get(name, "")) for one in variants), default=0
            )
            columns.append(Column(name, min(_WIDEST, max(width_of(name), widest)), rank))
        columns.append(Column("description", 16, 5 + len(self._shown), grow=True))
        return columns

    def cells(self, one: Variant) -> Sequence[str]:
        said = dict(one.parameters)
        return (
            one.part,
            pieces(one.stock),
            unit_price(one.unit_price),
            UNKNOWN if one.lead_weeks is None else f"{one.lead_weeks} w",
            one.status or UNKNOWN,
            *(said.get(name, UNKNOWN) for name in self._shown),
            one.description,
        )

    def foot(self, width: int) -> Sequence[Line]:
        """The variant under the cursor: what it differs in, whole, and its data sheet."""
        one: Variant | None = self.current
        if one is None or self._family is None:
            return ()
        said, names = dict(one.parameters), self._family.columns
        differs = " · ".join(f"{name} {said.get(name, UNKNOWN)}" for name in names)
        lines: list[Line] = [[("─" * width, "frame")]]
        lines.append([(fit(f"{one.number} · {one.currency} · {one.description}", width), "text")])
        lines += paragraph(differs, width)[:3] if differs else []
        if one.datasheet:
            text = fit(f"data sheet  {one.datasheet}", width).rstrip()
            return [*lines, [(text, link_role(one.datasheet))]]
        return [*lines, [("no data sheet is named", "dim")]]

    # -- keys

    def copied(self) -> str:
        one: Variant | None = self.current
        return self.sheet.number if one is None else one.datasheet or one.number

    def why_not_open(self) -> str | None:
        return None if self.current is not None else "there is no variant here to open"

    def open(self) -> None:
        from tui.screens.part_opening import open_part

        one: Variant = self.current
        open_part(
            self.sheet.room,
            number=one.number,
            part=one.part,
            maker=one.maker,
            vendor=one.vendor,
            rowid=one.rowid,
        )

    def why_not_add(self) -> str | None:
        one: Variant | None = self.current
        if one is None:
            return "there is no variant here to add"
        if one.unit_price is None:
            return f"{one.number} has no price here: Enter opens it and asks"
        return self.sheet.room.why_not_add_line()

    def add(self) -> None:
        room = self.sheet.room
        room.work(partial(self._add, self.current), "add-variant", hold=True)

    async def _add(self, one: Variant) -> None:
        room = self.sheet.room
        found = await room.services.catalogue.part(one.rowid)
        offers = found[0].offers if found is not None else ()
        offer = next((each for each in offers if each.number == one.number), None)
        if found is None or offer is None:
            room.say(f"{one.number} is not here any more; F5 asks again", "warn")
            return
        part, at = found
        terms = terms_of(offer)

        def take(quantity: int) -> None:
            room.close_sheet()
            room.add_line(line_of(offer, part.number, part.maker, part.description, quantity, at))

        room.ask(QuantityPrompt(f"{part.number} {offer.packaging}", terms, terms.least, take))

    def why_not_more(self) -> str | None:
        family = self._family
        if family is None or family.asked is None:
            return "the family is not asked for yet: F5 asks"
        if family.asked.cut:
            return f"{family.asked.ends}: a part's whole number in the search finds it"
        if family.asked.came >= family.asked.total:
            return "all that the vendor found is here"
        return None

    async def more_came(self) -> None:
        """Ask for those behind the ones that came. Raises VendorError, Refusal."""
        family, rowid = self._family, self.sheet.rowid
        if family is not None and family.asked is not None and rowid is not None:
            came = family.asked.came
            self._take(await self.sheet.room.services.families.ask(rowid, came))

    def more(self) -> None:
        self.sheet.run(self, self.more_came)
