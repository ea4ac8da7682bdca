"""What a buyer is told of a line before it costs money, in words, with the key that mends it. Pure.

Nothing here changes a line: `cache.mending` does, when the buyer presses the key. What the vendor
does not document is not guessed, and a reserve is reported, never in stock. Minimum and multiple,
and faults of a line's terms, are said where the line is drawn, at once: see `tui.draft_rows`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from cache.advice_facts import Advice, Facts
from cache.advice_prices import costs_less, is_old, moved, no_price, other_packaging
from cache.advice_stock import binds, bonded, life, reserve, stock
from cache.purchase_orders import vendor_name
from cache.vendor_orders import day_words

if TYPE_CHECKING:
    from cache.drafts import DraftLine

__all__ = ["Advice", "Facts", "advise", "same"]


def advise(line: DraftLine, facts: Facts) -> list[Advice]:
    """All that is to be said of a line, what costs most first: what keeps it from being ordered
    before other warnings, and those before notes.

    Of a line that was typed and is no offer yet, or has no quantity, nothing. A key mends one
    thing: where two would have the same, the second is said without it.
    """
    if not line.known or line.quantity <= 0:
        return []
    found = sorted(_all(line, facts), key=lambda one: (not one.stops, one.role != "warn"))
    mends: set[str] = set()
    told = []
    for advice in found:
        if advice.takes and advice.key in mends:
            advice = replace(advice, key="", act="", takes=())
        if advice.takes:
            mends.add(advice.key)
            if line.terms.quote is not None and advice.takes[0].number(line) != line.number:
                advice = replace(advice, act=f"{advice.act}, without quote {line.terms.quote}")
        told.append(advice)
    return told


def same(line: DraftLine, before: Facts, facts: Facts) -> bool:
    """Whether of the line just the same is to be said as it was with the facts `before`."""
    return before == facts and _time(line, before) == _time(line, facts)


def _time(line: DraftLine, facts: Facts) -> tuple[date, bool]:
    """What of the time anything is said of: the day, and whether the price is an old one."""
    return facts.now.astimezone().date(), is_old(line, facts)


def _all(line: DraftLine, facts: Facts) -> Iterator[Advice]:
    yield from no_price(line, facts)
    yield from _too_many(line, facts)
    yield from stock(line, facts)
    yield from _again(line, facts)
    yield from other_packaging(line, facts)
    yield from bonded(line, facts)
    yield from reserve(line, facts)
    yield from moved(line, facts)
    yield from costs_less(line, facts)
    yield from life(line, facts)
    yield from binds(line, facts)
    for words in facts.elsewhere:
        yield Advice("elsewhere", words.removesuffix("."), "dim", "o", "opens the part")
    yield from _another_place(line, facts)


def _too_many(line: DraftLine, facts: Facts) -> Iterator[Advice]:
    if facts.most is not None and facts.place > facts.most:
        words = (
            f"{vendor_name(line.vendor)} takes {facts.most} lines an order, "
            f"and this is number {facts.place}"
        )
        yield Advice("limit", words, "warn", "x", "takes it out", stops=True)


def _again(line: DraftLine, facts: Facts) -> Iterator[Advice]:
    for twin in facts.twins:
        on = day_words(twin.at.astimezone().date())
        words = f"{twin.number} of {on} ({twin.person}) has the same lines, {twin.standing}"
        yield Advice("twin", words, "warn", "4", "goes to the orders")


def _another_place(line: DraftLine, facts: Facts) -> Iterator[Advice]:
    there = line.bonded_customer_id
    if there is not None and facts.ship_to is not None and there != facts.ship_to:
        words = f"ships to {facts.code(there)}, the draft to {facts.code(facts.ship_to)}"
        yield Advice("ship-to", words, "dim", "s", "chooses the draft's ship-to")
