"""What is said of a whole order before it is placed: its prices, its places, what is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cache.acting import ending
from cache.purchase_orders import vendor_name
from cache.terms_faults import several_days
from vendors.choices import choices_of
from vendors.order_limits import tells_price

if TYPE_CHECKING:
    from cache.purchase_orders import Content
    from cache.review import Group, ReviewLine


def on_prices(vendor: str) -> list[str]:
    """What comes of another price at the vendor: its own word, or that it has none."""
    if not tells_price(vendor):
        return [
            f"The costs are those that were typed. {vendor_name(vendor)} writes the order down and "
            "tells the supplier nothing: its paper is for that."
        ]
    said = choices_of(vendor).on_other_price or (
        f"what {vendor_name(vendor)} does if they differ is not documented."
    )
    return [f"Prices are what we expect; {said}"]


def to_another_place(lines: list[ReviewLine], ship_to: str, draft_ship_to: str | None) -> list[str]:
    """That bonded lines ship where they are bonded, whatever the draft says of the others."""
    bonded = [line.line_no for line in lines if line.bonded_customer_id is not None]
    if not bonded or draft_ship_to in (None, ship_to):
        return []
    is_are, ships = ("is", "ships") if len(bonded) == 1 else ("are", "ship")
    return [
        f"{these(bonded).capitalize()} {is_are} bonded for {ship_to} and {ships} there; the draft "
        f"ships to {draft_ship_to} what is not bonded."
    ]


def on_lines(lines: list[ReviewLine], name: str) -> list[str]:
    """What is not known of lines, or not documented; `name` is the vendor's."""
    notes = []
    same: dict[str, list[int]] = {}
    for line in lines:
        same.setdefault(line.part.casefold(), []).append(line.line_no)
    notes += [
        f"{these(numbers).capitalize()} are the same part."
        for numbers in same.values()
        if len(numbers) > 1
    ]
    bonded = [line.line_no for line in lines if line.bonded_customer_id is not None]
    if bonded:
        is_are = "is an ordinary line" if len(bonded) == 1 else "are ordinary lines"
        notes.append(
            f"{these(bonded).capitalize()} {is_are} for a bonded part; {name} does not document "
            "whether it is filled from the reserve."
        )
    quoted = [line.line_no for line in lines if line.terms.quote is not None]
    if quoted:
        notes.append(
            f"The price of {these(quoted)} is not the quote's, which is not known here; whether "
            f"{name} heeds it on a line with a quote is not documented."
        )
    unsure = [line.line_no for line in lines if line.ncnr is None]
    if unsure:
        notes.append(f"Whether {these(unsure)} can be cancelled or returned is not known.")
    unknown = [line.line_no for line in lines if line.tariff is None]
    if unknown:
        notes.append(f"Whether a tariff is due is not known for {these(unknown)}.")
    return notes


def priced_for_another(group: Group, account: str) -> list[str]:
    """That the vendor says it priced for another account than the one that would be billed.

    DigiKey names it with each price (Product Information v4, `AccountIdUsed`).
    """
    others: dict[str, list[int]] = {}
    for line_no, (_, now) in enumerate(group.lines, 1):
        used = now.part.account if now.part is not None else None
        if account and used and used.lstrip("0") != account.lstrip("0"):
            others.setdefault(used, []).append(line_no)
    return [
        f"{vendor_name(group.vendor)} priced {these(numbers)} for account {ending(used)}, and "
        f"{ending(account)} would be billed: the prices may be others. L chooses the account."
        for used, numbers in others.items()
    ]


def on_several_days(content: Content) -> list[str]:
    """That days were asked for which the ship control contradicts: by the document's words for
    each, nothing is said there of both."""
    control = content.terms.ship_control
    several = several_days((line.line_no, line.terms) for line in content.lines)
    # Whoever reviewed has the vendor's package: this imports nothing.
    if not several or not control or control != choices_of(content.vendor).one_shipment:
        return []
    return [
        f"Ship control {control} sends nothing before all of it is there, and {several}: what "
        f"{vendor_name(content.vendor)} does with both is not documented. To mend it: Esc, then "
        "in the order pane T changes ship control, F2 on a line its days."
    ]


def these(numbers: list[int]) -> str:
    """`line 2`, `lines 2, 3 and 7`."""
    if len(numbers) == 1:
        return f"line {numbers[0]}"
    return f"lines {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"
