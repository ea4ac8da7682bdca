"""`bondroom bonded`: the bonded stock without a screen, in every form, on the output.

CSV, TSV and JSON are those that the pane of the screen exports.
"""

from __future__ import annotations

import contextlib
from decimal import Decimal
from typing import TYPE_CHECKING

from cache.bonded_finding import Ask
from cache.bonded_order import named
from cache.places import Refusal
from tui.cli.command import DONE, MISUSED, NOTHING, Asked
from tui.cli.listing_common import truth
from tui.cli.table_output import Column, Row
from tui.cli.words import complain

if TYPE_CHECKING:
    from cache.bonded import BondedRow
    from cache.services import Services

_COLUMNS = (
    Column("part", "part"),
    Column("code", "location"),
    Column("reserve", "reserve", "number"),
    Column("backorder_reserve", "backorder", "number"),
    Column("unit_price", "each", "price"),
    Column("minimum", "minimum", "number"),
    Column("standard_package", "package", "number"),
    Column("ncnr", "NCNR", "flag"),
    Column("lead_weeks", "lead (w)", "number"),
    Column("customer_part", "your number"),
    Column("number", "number"),
    Column("maker", "maker"),
    Column("packaging_text", "pack"),
    Column("country", "country"),
)
_NONE_CHOSEN = "No bonded part is chosen by that."


async def command(asked: Asked) -> int:
    """The rows that are chosen. Raises Refusal where nothing was fetched yet, VendorError."""
    async with asked.opened() as services, asked.linked(services) as link:
        if asked.flag("refresh"):
            await link.connect(("digikey",))
            await services.bonded.refresh()
        bonded = services.bonded
        if bonded.agreement is None:
            raise Refusal(
                "The bonded stock was not fetched yet: `bondroom bonded --refresh` asks for it."
            )
        if not bonded.agreement:
            complain(
                "DigiKey names no bonded stock for this account. That is no error: without a "
                "bonded agreement there is none to show."
            )
            return NOTHING
        with contextlib.suppress(Refusal):
            await services.releasing.project()
        question = Ask(
            customer_id_of(services, asked.text("location")),
            asked.text("filter"),
            named(asked.text("sort")),
            asked.flag("down"),
        )
        rows = await bonded.all_rows(question)
        if asked.out.form == "table":
            shown = [_shown(row) for at in range(len(rows)) if (row := rows.row(at)) is not None]
            return asked.out.rows("bonded", _COLUMNS, shown, empty=_NONE_CHOSEN)
        from cache.bonded_export import texts

        now, environment = services.clock.now(), services.places.environment
        for text in texts(rows, asked.out.form, environment=environment, now=now):
            asked.out.write(text)
        if not len(rows):
            complain(_NONE_CHOSEN)
        return DONE if len(rows) else NOTHING


def customer_id_of(services: Services, wanted: str) -> str | None:
    """The CustomerId of the location of this code or CustomerId; None for all of them, where none
    is wanted. Raises Refusal."""
    if not wanted:
        return None
    sites = services.bonded.locations()
    for site in sites:
        if wanted.casefold() in (site.code.casefold(), site.customer_id.casefold()):
            return site.customer_id
    known = ", ".join(f"{site.code} ({site.customer_id})" for site in sites if site.bonded)
    raise Refusal(f"There is no location {wanted}. There are {known or 'none'}.", MISUSED)


def _shown(row: BondedRow) -> Row:
    return {
        **row._asdict(),
        "code": row.code or row.customer_id,
        "unit_price": None if row.unit_price is None else Decimal(row.unit_price),
        "ncnr": truth(row.non_cancelable),
    }
