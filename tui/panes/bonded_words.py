"""What the bonded pane says in words of the row under its cursor."""

from __future__ import annotations

from datetime import date

from cache.bonded_rows import BondedRow, PartRow
from cache.purchase_orders import vendor_name
from cache.reserves import levels
from tui.panes.bonded_columns import TAKEN
from tui.screens.part_pictures import spark
from tui.text import UNKNOWN, counted, day, money, pieces

# Cells of the picture of the reserve over time.
_TREND = 12


def about(row: BondedRow | PartRow, today: date) -> str:
    """Which row it is, and what the columns may have had no room for."""
    if isinstance(row, PartRow):
        told = [row.part, counted(row.locations, "location"), row.maker, row.description]
        return " " + " · ".join(told)
    told = [
        row.number,
        row.code,
        row.maker,
        f"in {row.currency or UNKNOWN}",
        row.packaging_text or UNKNOWN,
        f"lead {UNKNOWN if row.lead_weeks is None else f'{row.lead_weeks} w'}",
    ]
    if row.non_cancelable:
        signed = f" signed {day(row.ncnr_signed, today)}" if row.ncnr_signed else ""
        told.append(f"NCNR{signed}")
    return " " + " · ".join([*told, row.description])


def taken_of(row: BondedRow | PartRow, today: date) -> str:
    """The two reserve figures by their names, and what of ours takes from the reserve."""
    # What takes from the reserve comes first: it is what must not be cut.
    told: list[str] = []
    if row.released:
        told.append(f"{TAKEN} {pieces(row.released)} released by us, not seen in it yet")
    if row.drafted:
        told.append(f"{TAKEN} {pieces(row.drafted)} in others' drafts")
    if isinstance(row, PartRow):
        values = [
            f"{money(one.value)} {one.currency or ''}".rstrip()
            for one in row.figures
            if one.value is not None
        ]
        if values:
            told.append(f"reserve × price {' and '.join(values)}")
        # As the columns say it: there is no room for the two names in full beside the values.
        behind = f"BO reserve {pieces(row.backorder_reserve)}"
        return f" {' · '.join([f'reserve {pieces(row.reserve)}', *told, behind])}"
    behind = f"reserve on backorder (BO) {pieces(row.backorder_reserve)}"
    picture = spark(levels(row.trend, today, _TREND))
    told = [f"reserve {pieces(row.reserve)} {picture} 90 days", *told, behind]
    return f" {vendor_name(row.vendor)}: {' · '.join(told)}"
