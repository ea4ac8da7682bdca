"""Order terms and line terms in words, for the screen and the audit. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cache.vendor_orders import amount_words, day_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vendors.terms import ExportUse, LineTerms, OrderTerms, Schedule

# A name of something said and what is said, both fit for the screen and the audit.
Words = tuple[tuple[str, str], ...]


def order_words(terms: OrderTerms) -> Words:
    """What is asked for, so far as anything is. Of an account only the end is shown."""
    found: list[tuple[str, str]] = []
    if terms.ship_method is not None:
        found.append(("ship method", terms.ship_method))
    if terms.ship_control is not None:
        found.append(("ship control", terms.ship_control))
    if terms.shipper_account:
        found.append(("shipper account", f"our own, {masked(terms.shipper_account)}"))
    if terms.cofc:
        found.append(("CofC", "the maker's certificate for the whole order"))
    if terms.taxable is not None:
        found.append(("taxable", "yes" if terms.taxable else "no"))
    found += [("note", text) for text in terms.notes]
    found += _own_notes(terms)
    if terms.export is not None:
        found.append(("export", _export_words(terms.export)))
    if terms.profile:
        found.append(("checkout profile", terms.profile))
    if terms.end_customer:
        found.append(("end customer", terms.end_customer))
    if terms.expedite:
        found.append(("expedite", "yes"))
    if terms.job:
        found.append(("job", terms.job))
    if terms.supplier:
        found.append(("supplier", terms.supplier))
    return tuple(found)


def _own_notes(terms: OrderTerms) -> list[tuple[str, str]]:
    if not terms.own_notes:
        return []
    # That module has terms itself.
    from cache.purchase_orders import vendor_name

    return [(f"note for {vendor_name(vendor)}", text) for vendor, text in terms.own_notes]


def line_words(terms: LineTerms) -> Words:
    """What is asked for of one line, so far as anything is."""
    found: list[tuple[str, str]] = []
    if terms.line_id:
        found.append(("your line id", terms.line_id))
    if terms.customer_part:
        found.append(("your part", terms.customer_part))
    if terms.cofc:
        found.append(("CofC", "the maker's certificate for this line"))
    if terms.wanted_on is not None:
        found.append(("in the house on", day_words(terms.wanted_on)))
    if terms.schedules:
        found.append(("schedules", schedules_words(terms.schedules)))
    if terms.quote is not None:
        found.append(("quote", str(terms.quote)))
    if terms.custom_reel:
        found.append(("custom reel", "yes"))
    if terms.supplier_part:
        found.append(("supplier's part", terms.supplier_part))
    if terms.cost is not None:
        found.append(("cost", amount_words(terms.cost)))
    found += [("note", text) for text in terms.notes]
    return tuple(found)


def schedules_words(schedules: Sequence[Schedule]) -> str:
    return ", ".join(f"{one.quantity:,} on {day_words(one.on)}" for one in schedules)


def changed(before: Words, after: Words) -> list[str]:
    """What is otherwise, in words for the audit."""
    old, new = _by_name(before), _by_name(after)
    return [
        f"{name}: {old.get(name, 'none')} to {new.get(name, 'none')}"
        for name in dict.fromkeys((*old, *new))
        if old.get(name) != new.get(name)
    ]


def order_changed(before: OrderTerms, after: OrderTerms) -> list[str]:
    """As `changed`, of the terms of an order; of two shipper accounts that look the same masked it
    says that they are two.
    """
    found = changed(order_words(before), order_words(after))
    was, now = before.shipper_account, after.shipper_account
    if was and now and was != now and masked(was) == masked(now):
        found.append(f"shipper account: {masked(was)} to another one that is shown the same")
    return found


def masked(account: str) -> str:
    """The end of an account's number: enough to know it by, not to use it."""
    return "••••" + (account[-4:] if len(account) > 6 else "")


def _export_words(use: ExportUse) -> str:
    goes = f"to {use.country or '?'} for {use.consignee or '?'}"
    what = f"{use.primary or '?'} / {use.secondary or '?'}"
    return f"{goes}: {what}" + (f" ({use.more})" if use.more else "")


def _by_name(words: Words) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in words:
        found[name] = f"{found[name]} | {value}" if name in found else value
    return found


def lines_words(numbers: Sequence[int]) -> str:
    return ("line " if len(numbers) == 1 else "lines ") + listed([str(one) for one in numbers])


def listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
