"""What is wrong with order terms and line terms, in words. Pure."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from cache.purchase_orders import vendor_name
from cache.terms import USUAL_VENDOR
from cache.terms_words import lines_words, listed
from cache.vendor_orders import day_words
from vendors.choices import line_takes
from vendors.terms import NO_LINE_TERMS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from vendors.terms import LineTerms, Schedule

# What a line may ask for, as it is said where a vendor's order has no place for it.
_NAMES = {
    "line_id": "a line id",
    "customer_part": "your part number",
    "notes": "notes to a line",
    "cofc": "a certificate for one line",
    "wanted_on": "a delivery day",
    "schedules": "schedules",
    "quote": "a quote",
    "custom_reel": "a custom reel",
    "supplier_part": "the supplier's number",
    "cost": "a cost of your own",
}


def not_taken(terms: LineTerms, vendor: str) -> str:
    """What of the terms of a line an order at this vendor has no place for; empty: of nothing."""
    takes = line_takes(vendor)
    words = [
        said
        for name, said in _NAMES.items()
        if name not in takes and getattr(terms, name) != getattr(NO_LINE_TERMS, name)
    ]
    return f"{vendor_name(vendor)} has no place for {listed(words)}" if words else ""


def past_day(day: date, today: date) -> str:
    """Why nothing can be asked for that day; empty where it can."""
    return "" if day > today else f"{day_words(day)} is not in the future"


def line_faults(
    terms: LineTerms, quantity: int, today: date, vendor: str = USUAL_VENDOR
) -> list[str]:
    """What keeps a line of so many pieces from being ordered like that at the vendor; each fit to
    stand alone.
    """
    if terms is NO_LINE_TERMS:
        return []
    days = [one.on for one in terms.schedules]
    faults = _said(not_taken(terms, vendor), "")
    if terms.wanted_on is not None:
        faults += _said(past_day(terms.wanted_on, today), "the delivery day ")
    for day in dict.fromkeys(days):
        faults += _said(past_day(day, today), "a schedule's day ")
    twice = [day for day, times in Counter(days).items() if times > 1]
    faults += [f"{day_words(day)} stands twice in the schedules" for day in twice]
    if any(one.quantity <= 0 for one in terms.schedules):
        faults.append("a schedule has no pieces")
    faults += _said(schedules_fault(terms.schedules, quantity), "")
    if terms.schedules and terms.wanted_on is not None:
        faults.append("it has a delivery day for all of it, and schedules")
    return faults


def schedules_fault(schedules: Sequence[Schedule], quantity: int) -> str:
    """That they are not the whole line of so many pieces; empty where they are, or are none, or
    how many there are was not said yet.
    """
    together = sum(one.quantity for one in schedules)
    if not schedules or not quantity or together == quantity:
        return ""
    return f"the schedules come to {together:,} of {quantity:,} pieces"


def several_days(lines: Iterable[tuple[int, LineTerms]]) -> str:
    """Which lines of one order, by our numbers, ask for more than one day; empty where none do."""
    lines = list(lines)
    split = [line_no for line_no, terms in lines if len({one.on for one in terms.schedules}) > 1]
    if split:
        has = "has" if len(split) == 1 else "have"
        return f"{lines_words(split)} {has} schedules for several days"
    days = {
        line_no: terms.schedules[0].on if terms.schedules else terms.wanted_on
        for line_no, terms in lines
    }
    dated = [line_no for line_no, day in days.items() if day is not None]
    if len({days[line_no] for line_no in dated}) > 1:
        return f"{lines_words(dated)} are for different days"
    return ""


def same_ids(ids: Iterable[tuple[int, str]]) -> list[tuple[str, list[int]]]:
    """Line ids that stand more than once, each with our numbers of the lines that have it.

    Compared trimmed and in any case: nobody documents that a vendor tells case apart.
    """
    found: dict[str, tuple[str, list[int]]] = {}
    for line_no, line_id in ids:
        found.setdefault(line_id.strip().casefold(), (line_id, []))[1].append(line_no)
    return [(line_id, numbers) for line_id, numbers in found.values() if len(numbers) > 1]


def _said(fault: str, before: str) -> list[str]:
    return [before + fault] if fault else []
