"""The tab of the bonded row that a part was opened from: its own price and minimum, no breaks."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from cache.convert import instant_text
from cache.places import Refusal
from cache.purchase_orders import vendor_name
from tui.screens.part_tab import BLANK, Tab, pairs
from tui.screens.reserve_picture import DAYS, picture_of
from tui.screens.sheet import paragraph
from tui.text import UNKNOWN, age, day, pieces, unit_price
from tui.widgets.lines import Line

if TYPE_CHECKING:
    from collections.abc import Callable

    from cache.bonded import BondedRow, LocationRow
    from cache.releasing import Release
    from cache.reserves import Reading
    from tui.screens.part import PartSheet

NOTES = (
    "The two reserve figures are {vendor}'s, under {vendor}'s names. There is no figure for what "
    "lies on hand, and the two are not added.",
    "A release is an ordinary order line at this number and price, shipped to this location.",
)
UNDOCUMENTED = "{vendor} does not document whether such a line is filled from the reserve."


class BondedTab(Tab):
    """Costs no call: it shows the row as the pane has it."""

    word, key = "bonded", "b"

    def __init__(
        self,
        sheet: PartSheet,
        row: BondedRow,
        release: Callable[[], None] | None,
        why_not_release: Callable[[], str | None] | None,
    ) -> None:
        super().__init__(sheet)
        self._row = row
        self._release = release
        self._why_not = why_not_release
        self._site: LocationRow | None = None
        self._releases: tuple[Release, ...] = ()
        self._readings: tuple[Reading, ...] = ()

    async def here(self) -> None:
        services, row = self.sheet.room.services, self._row
        sites = services.bonded.locations()
        self._site = next((one for one in sites if one.customer_id == row.customer_id), None)
        since = services.clock.now() - timedelta(days=DAYS)
        # Without a ledger the row can be looked at all the same.
        with contextlib.suppress(Refusal):
            self._releases = await services.releasing.releases(row.customer_id, row.number)
            self._readings = await services.reserves.over_time(row.customer_id, row.number, since)

    async def ask(self, anew: bool) -> None:
        """Read this one row again: one call, and only when F5 asks for it."""
        row, room = self._row, self.sheet.room
        said = await room.services.bonded.refresh_part(row.customer_id, row.number)
        signed = None if said.ncnr_signed is None else said.ncnr_signed.isoformat()
        self._row = row._replace(
            unit_price=None if said.unit_price is None else f"{said.unit_price:f}",
            reserve=said.reserve,
            backorder_reserve=said.backorder_reserve,
            minimum=said.minimum,
            standard_package=said.standard_package,
            non_cancelable=None if said.non_cancelable is None else int(said.non_cancelable),
            ncnr_signed=signed,
            ncnr_quantity=said.ncnr_quantity,
            lead_weeks=said.lead_weeks,
            country=said.country,
            fetched_at=instant_text(room.services.clock.now()),
        )
        room.changed("bonded")

    def status(self) -> str:
        at = datetime.fromisoformat(self._row.fetched_at)
        old, name = age(at, self.sheet.room.now()), vendor_name(self._row.vendor)
        again = f"; asking {name} again …" if self.asking else ""
        return f"as {name} reported {old} ago{again}"

    @property
    def empty(self) -> bool:
        return True

    def lines(self, width: int) -> Sequence[Line]:
        row, site = self._row, self._site
        vendor = vendor_name(row.vendor)
        today = self.sheet.room.now().date()
        each = unit_price(None if row.unit_price is None else Decimal(row.unit_price))
        facts = [
            ("part", row.part),
            ("maker", row.maker),
            ("description", row.description or UNKNOWN),
            (f"{vendor} number", row.number),
            ("customer part", row.customer_part or UNKNOWN),
            ("location", f"{row.code}  {site.name if site else ''}  CustomerId {row.customer_id}"),
            ("pack type", row.packaging_text or UNKNOWN),
            ("each", f"{each} {row.currency or ''}"),
            ("reserve", pieces(row.reserve)),
            ("reserve on backorder", pieces(row.backorder_reserve)),
            ("our releases not seen in it", pieces(row.released)),
            ("in others' drafts", pieces(row.drafted)),
            ("release minimum", pieces(row.minimum)),
            ("standard package", pieces(row.standard_package)),
            ("lead time", UNKNOWN if row.lead_weeks is None else f"{row.lead_weeks} weeks"),
            ("non-cancelable", {None: UNKNOWN, 0: "no", 1: "yes"}[row.non_cancelable]),
            ("NCNR signed", day(row.ncnr_signed, today)),
            ("NCNR quantity", pieces(row.ncnr_quantity)),
            ("country of origin", row.country or UNKNOWN),
        ]
        if site is not None:
            where = ", ".join(str(one) for one in json.loads(site.address).values() if one)
            facts.insert(6, ("ship-to", where or UNKNOWN))
        lines = pairs(facts, width)
        if self._releases:
            lines += [BLANK, [("what takes of it", "head")]]
            for one in self._releases:
                who = "you" if one.mine else one.person
                state = f" · {one.state}" if one.state else ""
                text = f"{one.label}{state} · {who} · {pieces(one.left)} of {pieces(one.quantity)}"
                lines += paragraph(text, width, "text")
        lines += [BLANK, *picture_of(self._readings, self.sheet.room.now(), width)]
        for note in NOTES:
            lines += [BLANK, *paragraph(note.format(vendor=vendor), width)]
        return lines

    def foot(self, width: int) -> Sequence[Line]:
        """What nobody may miss before a release."""
        words = UNDOCUMENTED.format(vendor=vendor_name(self._row.vendor))
        return [[("─" * width, "frame")], *paragraph(words, width)]

    def copied(self) -> str:
        return self._row.number

    def why_not_add(self) -> str | None:
        if self._release is None:
            return "it is added in the bonded pane: Esc, then a"
        return self._why_not() if self._why_not is not None else None

    def add(self) -> None:
        if self._release is not None:
            self._release()
