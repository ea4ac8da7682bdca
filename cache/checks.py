"""What has to be so before an order is sent: a named step of placing. Raises Refusal, or is silent.

Nothing is written here, and nothing is sent. Limits and approvals will stand here too.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from cache import pricing
from cache.places import Refusal
from cache.purchase_orders import Frozen, vendor_name
from cache.purpose import Purpose, errand
from vendors.contract import OrderFinder
from vendors.errors import VendorError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cache.bonded import Bonded
    from cache.catalogue import Catalogue
    from cache.colleagues import Twin

# Older prices than this are not placed on: the buyer looks at new ones first.
PRICES_HOLD = timedelta(minutes=10)


def checks(order: Frozen, environment: str, *, twins: Sequence[Twin], seen: Sequence[Twin]) -> None:
    """What can be said of the order by itself, whoever asks.

    `twins`: orders like it that may be at the vendor now; `seen`: those the buyer was shown.
    """
    content = order.content
    if order.environment != environment:
        raise Refusal(
            f"{order.number} is an order of the environment {order.environment}. Nothing was sent."
        )
    if content.problems:
        raise Refusal(f"{content.problems[0]} Nothing was sent.")
    if not content.lines or any(line.unit_price is None for line in content.lines):
        raise Refusal(
            f"{order.number} has no line, or one without a price. Nothing was sent: "
            "press P to review it again."
        )
    known = {twin.number for twin in seen}
    for twin in twins:
        if twin.number not in known:
            raise Refusal(
                f"{twin.person} placed {twin.number} with the same lines to the same ship-to "
                f"({twin.standing}) since {order.number} was shown. Nothing was sent: press P to "
                "review it again."
            )


def one_person(why_not: str) -> None:
    """That the account says which person orders. `why_not`: see `cache.people.why_not`."""
    if why_not:
        raise Refusal(f"{why_not} Nothing was sent.")


async def prices_hold(order: Frozen, now: datetime, catalogue: Catalogue, bonded: Bonded) -> None:
    """The prices shown are of the last ten minutes, and the vendor still says the same."""
    content = order.content
    if abs(now - content.priced_at) > PRICES_HOLD:
        raise Refusal(
            f"The prices of {order.number} are older than ten minutes. Nothing was sent: "
            "press P to review it at new ones."
        )
    wanted = [
        pricing.Wanted.again(content.vendor, content.currency, line) for line in content.lines
    ]
    today = await pricing.price(wanted, catalogue, bonded)
    silent = pricing.went_wrong(today)
    if silent:
        raise Refusal(
            f"The prices of {order.number} could not be checked: {silent} "
            "Nothing was sent: press P to try again."
        )
    for line, priced in zip(content.lines, today, strict=True):
        problem = priced.problem or pricing.what_changed(line, priced)
        if problem:
            raise Refusal(
                f"Line {line.line_no} changed since it was reviewed: {problem}. "
                "Nothing was sent: press P to review the order again."
            )


async def at_vendor(
    finder: OrderFinder | None, vendor: str, number: str, again: str
) -> tuple[str, ...]:
    """What the vendor has under `number` already, by its own numbers; mostly nothing.

    `again`: what to press to try again, where it cannot be asked. Raises Refusal then.
    """
    name = vendor_name(vendor)
    if finder is None:
        raise Refusal(not_connected(name))
    try:
        with errand("PO number looked up", Purpose.PLACING):
            return await finder.find_by_po(number)
    except VendorError as error:
        raise Refusal(
            f"{name} could not be asked whether it has {number} already: "
            f"{error.in_full} Nothing was sent: {again}."
        ) from error


def has_already(vendor: str, number: str, found: Sequence[str]) -> str:
    """The beginning of a refusal: the vendor has `number`, under its own numbers `found`."""
    return f"{vendor_name(vendor)} has {number} already, as {', '.join(found)}"


def not_connected(name: str) -> str:
    return f"{name} is not connected. Nothing was sent: wait a moment and press P again."
