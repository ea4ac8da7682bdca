"""What the vendor's orders under one number of ours mean. Pure: nothing is asked or stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

from cache.vendor_orders import is_canceled

if TYPE_CHECKING:
    from cache.changing_rules import Asked
    from cache.purchase_orders import FrozenLine
    from vendors.vocabulary import SalesOrder, VendorLine, VendorOrder


_UNCHANGED: Mapping[tuple[str, str], Asked] = {}


class Finding(NamedTuple):
    """`orders`: the vendor's order numbers, `numbers`: its sales orders', each once.

    `words` say what was found, fit to stand behind "looked at noon:" and as a reason in the audit.
    """

    kind: Literal["nothing", "one", "twice"]
    orders: tuple[str, ...]
    numbers: tuple[str, ...]
    words: str


def judge(
    sent: Sequence[FrozenLine],
    found: Sequence[VendorOrder],
    changed: Mapping[tuple[str, str], Asked] = _UNCHANGED,
) -> Finding:
    """Whether the order that was `sent` stands at the vendor: not to be seen, once, or twice.

    `found`: the vendor's orders under our number. Twice: two order numbers, or more pieces of a
    part that was sent than were sent, over all lines and sales orders. A line whose quantity we
    changed (`changed`, by sales order and detail) counts as it was before where it is exactly what
    we asked for, so that no change passes for a second order, nor a second order for a change.
    Several sales orders of one order are one order. A cancelled one counts: it was created. A part
    that was not sent is a difference for the confirmation and no second order.

    "One" closes an unknown order, so it is said of nothing half seen. An order without a sales
    order's number, or with a sales order that shows no lines yet and was not cancelled, is
    "nothing" so far: its pieces cannot be counted. What stands there without an order number may
    be an order of its own or a piece of the numbered one; such pieces are one order only where
    together they are exactly what was sent. "Nothing" proves nothing in any case, and the order
    is looked for again.
    """
    named, nameless, sales_orders = _apart(found)
    numbers = tuple(dict.fromkeys(one.number for one in sales_orders if one.number))
    orders = tuple(named)

    def finding(kind: Literal["nothing", "one", "twice"], words: str) -> Finding:
        return Finding(kind, orders, numbers, words)

    wanted = _pieces((line.number, line.quantity) for line in sent)
    listed = _pieces(
        (line.number, _as_sent(one.number, line, changed))
        for one in sales_orders
        for line in one.lines
    )
    as_what = ", ".join(numbers or orders)
    if len(orders) > 1:
        return finding("twice", f"the vendor lists it twice: as orders {' and '.join(orders)}")
    for part, pieces in listed.items():
        if 0 < wanted[part] < pieces:
            words = f"the vendor lists {pieces:,} pieces of {part.upper()}, sent were "
            return finding("twice", f"{words}{wanted[part]:,} (as {as_what or 'no number yet'})")
    if not found:
        return finding("nothing", "the vendor does not list it, which proves nothing")
    if not numbers:
        return finding("nothing", "the vendor lists it without a sales order's number yet")
    if not all(order.sales_orders for order in found) or not all(map(_shown, sales_orders)):
        return finding("nothing", f"the vendor lists it as {as_what}, not yet with all its lines")
    if len(orders) + nameless > 1 and listed != wanted:
        return finding(
            "nothing", f"the vendor lists {as_what}; whether it is one order is not said yet"
        )
    return finding("one", f"the vendor lists it as {as_what}")


def _as_sent(sales_order: str, line: VendorLine, changed: Mapping[tuple[str, str], Asked]) -> int:
    """The pieces of a vendor's line without what we changed of it."""
    ours = changed.get((sales_order, str(line.line_no)))
    return ours.before if ours is not None and line.ordered in ours.after else line.ordered


def alarm(numbers: Iterable[str]) -> str:
    """The name under which "ordered twice" is acknowledged; another number rings it again.

    `numbers`: the sales orders' numbers that the order has in the ledger.
    """
    return " ".join(("twice", *sorted(set(numbers))))


def _apart(found: Sequence[VendorOrder]) -> tuple[dict[str, None], int, list[SalesOrder]]:
    """Order numbers, how many orders have none, and every sales order once.

    An order without a number whose sales orders all stand in a numbered one is that one again.
    """
    named = dict.fromkeys(order.number for order in found if order.number)
    sales_orders: list[SalesOrder] = []
    seen: set[str] = set()
    nameless = 0
    for order in sorted(found, key=lambda order: not order.number):
        fresh = [one for one in order.sales_orders if not one.number or one.number not in seen]
        if not order.number and (fresh or not order.sales_orders):
            nameless += 1
        seen.update(one.number for one in fresh)
        # One that stands twice in one answer is there once.
        sales_orders += {one.number or id(one): one for one in fresh}.values()
    return named, nameless, sales_orders


def _pieces(lines: Iterable[tuple[str, int]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for number, pieces in lines:
        found[number.strip().casefold()] += pieces
    return found


def _shown(one: SalesOrder) -> bool:
    return bool(one.lines) or is_canceled(one.status)
