"""The order that a command names: by its purchase order number, or by a number of the vendor's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cache.places import Refusal
from cache.purchase_orders import vendor_name
from tui.cli.headless import MISUSED, NOTHING

if TYPE_CHECKING:
    from cache.orders import OrderRow
    from cache.services import Services

_NAMED = 6


async def row_of(services: Services, number: str) -> OrderRow:
    """The one order of this number. Raises Refusal where there is none, or several."""
    await services.orders.project()
    wanted = number.strip().casefold()
    rows = await services.orders.all_rows(f"{number} void")
    void = [row for at in range(len(rows)) if (row := rows.row(at)) is not None]
    rows = await services.orders.all_rows(number)
    found = [row for at in range(len(rows)) if (row := rows.row(at)) is not None]
    same = [row for row in (*found, *void) if row.number.casefold() == wanted]
    if not same:
        same = [row for row in found if wanted in row.vendor_numbers.casefold().split(", ")]
    ours = [row for row in same if row.ours] or same
    if len(ours) == 1:
        return ours[0]
    if ours:
        its = [f"{row.vendor_numbers or row.number} ({vendor_name(row.vendor)})" for row in ours]
        raise Refusal(
            f"{number} means several orders; the vendor's number says which: "
            f"{', '.join(its[:_NAMED])}. Nothing was done.",
            MISUSED,
        )
    told = "" if services.orders.fetched_at else " `orders --refresh` asks the vendors for theirs."
    raise Refusal(f"No order {number} is known here. Nothing was done.{told}", NOTHING)


async def ours(services: Services, number: str) -> int:
    """The id of an order of ours. Raises Refusal."""
    row = await row_of(services, number)
    if row.order_id is None:
        raise Refusal(f"{row.number} was not ordered here. Nothing was done.", MISUSED)
    return row.order_id
