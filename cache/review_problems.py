"""What keeps an order from being placed, so far as it can be known before the vendor is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cache.book import is_ours
from cache.purchase_orders import vendor_name
from cache.review_notes import these
from cache.terms_faults import line_faults, same_ids
from vendors.choices import order_takes
from vendors.order_limits import longest_note, most_lines, sends_to_ship_to

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from cache.purchase_orders import FrozenLine
    from cache.review import Group
    from vendors.terms import OrderTerms
    from vendors.vocabulary import Location


def problems_of(
    group: Group,
    lines: Sequence[FrozenLine],
    ship_to: Location | None,
    terms: OrderTerms,
    at: datetime,
    code: str,
    why_not: str,
) -> tuple[str, ...]:
    """All of it, in sentences with what mends it; empty where nothing does.

    `terms` are the draft's. `code` is the ship-to's, `why_not` what keeps orders from going there.
    """
    return (
        *_of_place(group, ship_to, code, why_not),
        *_of_prices(group),
        *_of_order(group.vendor, terms),
        *_of_lines(group.vendor, lines, at),
    )


def _of_place(group: Group, ship_to: Location | None, code: str, why_not: str) -> list[str]:
    name = vendor_name(group.vendor)
    called = code if is_ours(group.customer_id) else group.customer_id
    if not group.customer_id:
        return ["There is no ship-to: press s in the order pane and choose one."]
    if ship_to is None:
        whose = (
            f"the locations {name} reports" if sends_to_ship_to(group.vendor) else "the ship-tos"
        )
        return [
            f"The ship-to {group.customer_id} is not among {whose}: "
            "press F5 in the bonded pane, or s in the order pane to choose another."
        ]
    if why_not:
        return [why_not]
    if not sends_to_ship_to(group.vendor):
        # It goes by an address, or to a warehouse, that the vendor knows itself.
        return []
    if not (ship_to.address.line1 and ship_to.address.city):
        return [
            f"{name} gives no address for ship-to {called}: "
            "press s in the order pane and choose another."
        ]
    if ship_to.currency not in (None, group.currency):
        return [
            f"The ship-to {called} buys in {ship_to.currency}, and these lines are in "
            f"{group.currency}: press s in the order pane and choose another."
        ]
    return []


def _of_prices(group: Group) -> list[str]:
    name = vendor_name(group.vendor)
    problems = []
    stale = [(line_no, now) for line_no, (_, now) in enumerate(group.lines, 1) if not now.fresh]
    if stale:
        problems.append(
            f"{name} could not be asked for the prices of {these([n for n, _ in stale])}: "
            f"{stale[0][1].problem} The draft is safe; press P to try again."
        )
    problems += [
        f"Line {line_no}: {now.problem}."
        for line_no, (_, now) in enumerate(group.lines, 1)
        if now.fresh and now.problem
    ]
    most = most_lines(group.vendor)
    if most is not None and len(group.lines) > most:
        problems.append(
            f"It has {len(group.lines)} lines, and {name} takes {most} an order: take lines out "
            "of the draft, or type them into another one."
        )
    return problems


def _of_order(vendor: str, terms: OrderTerms) -> list[str]:
    """What the vendor's order has to say besides its lines, and does not."""
    takes, name = order_takes(vendor), vendor_name(vendor)
    problems = []
    if "profile" in takes and not terms.profile:
        problems.append(
            f"No checkout profile is chosen, and {name} takes address, payment and taxes from "
            "one: T in the order pane chooses it."
        )
    if "supplier" in takes and not terms.supplier:
        problems.append("No supplier is chosen: T in the order pane chooses one.")
    return problems + [
        f"{words}: T in the order pane changes it." for words in long_notes(vendor, terms.notes)
    ]


def long_notes(vendor: str, notes: Sequence[str]) -> list[str]:
    """Which notes have more characters than the vendor takes, in words."""
    most, name = longest_note(vendor), vendor_name(vendor)
    return [
        f"Note {place} has {len(note)} characters, and {name} takes {most}"
        for place, note in enumerate(notes, 1)
        if most is not None and len(note) > most
    ]


def _of_lines(vendor: str, lines: Sequence[FrozenLine], at: datetime) -> list[str]:
    """What the terms of the lines keep from being ordered; the day is the workstation's own."""
    today = at.astimezone().date()
    problems = [
        f"Line {line.line_no}: {fault} (F2 on the line in the order pane)."
        for line in lines
        for fault in line_faults(line.terms, line.quantity, today, vendor)
    ]
    problems += [
        f"Line {line.line_no}: {words[:1].lower()}{words[1:]} (F2 on the line in the order pane)."
        for line in lines
        for words in long_notes(vendor, line.terms.notes)
    ]
    return problems + [
        f"{these(numbers).capitalize()} would both go out as line {line_id}: give one of them "
        "another line id (F2 on the line in the order pane)."
        for line_id, numbers in same_ids((line.line_no, line.line_id) for line in lines)
    ]
