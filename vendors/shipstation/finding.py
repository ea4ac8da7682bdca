"""What ShipStation has under one PO number of ours.

The list has a filter by reference number, of which no page says whether it takes a piece of one or
minds the case: what it lists is compared here, and each order is then asked for, because the list
shows no lines.
"""

from __future__ import annotations

from datetime import date, timedelta

from vendors.errors import Invalid, NotFound
from vendors.inbound import InboundOrder
from vendors.shipstation import translate
from vendors.shipstation.client import Client
from vendors.shipstation.settings import VENDOR

# ShipStation does not say whose midnight a day begins at.
_DAY = timedelta(days=1)


async def under(client: Client, reference: str, since: date | None = None) -> list[InboundOrder]:
    """Every inbound order under `reference`, whole, oldest first; with `since` also those that
    were made on that day or later and that only the list without the filter shows.

    Raises VendorError where any of the questions failed. Empty proves nothing.
    """
    wanted = _key(reference)
    if not wanted:
        raise Invalid(VENDOR, "an order is looked for by a PO number")
    listed = await client.list_purchase_orders(reference_number=reference.strip())
    if since is not None:
        listed += await client.list_purchase_orders(created_from=since - _DAY)
    # One without a reference in the list may have one all the same: asked for, it says so. One
    # without an id raises.
    near = dict.fromkeys(
        translate.summary(one).id
        for one in listed
        if one.reference_number is None or _key(one.reference_number) == wanted
    )
    found: list[InboundOrder] = []
    for inbound_id in near:
        try:
            order = translate.order(await client.purchase_order(inbound_id), inbound_id)
        except NotFound:
            continue  # It went between the two questions.
        if _key(order.plan.reference) == wanted:
            found.append(order)
    return sorted(found, key=lambda one: (one.created_at is None, str(one.created_at), one.id))


def _key(reference: str | None) -> str:
    return (reference or "").strip().casefold()
