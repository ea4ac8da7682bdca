"""What somebody changed in a draft, in words for the audit. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cache.terms_words import changed, line_words, order_changed
from vendors.terms import NO_LINE_TERMS, NO_ORDER_TERMS, LineTerms, OrderTerms


class Said(NamedTuple):
    """One line, so far as it is audited. `number` is what was typed where it is no offer yet; a
    `quantity` of 0 was not said.
    """

    id: str
    number: str
    quantity: int
    terms: LineTerms = NO_LINE_TERMS


class Content(NamedTuple):
    """One draft, so far as it is audited."""

    name: str
    customer_id: str | None
    lines: Sequence[Said]
    terms: OrderTerms = NO_ORDER_TERMS


def changes(before: Content, after: Content) -> str:
    """Lines added, removed and of another offer, quantity or terms, the ship-to, the terms of the
    order, the name; else empty.
    """
    old = {line.id: line for line in before.lines}
    new = {line.id: line for line in after.lines}
    found = [f"+ {_stands(line)}" for line in after.lines if line.id not in old]
    found += [f"- {_stands(line)}" for line in before.lines if line.id not in new]
    found += [
        f"{line.number}: {_pieces(old[line.id].quantity)} to {_pieces(line.quantity)}"
        for line in after.lines
        if line.id in old and old[line.id].quantity != line.quantity
    ]
    found += [
        f"{old[line.id].number} to {line.number}"
        for line in after.lines
        if line.id in old and old[line.id].number != line.number
    ]
    for line in after.lines:
        was = old[line.id].terms if line.id in old else NO_LINE_TERMS
        words = changed(line_words(was), line_words(line.terms))
        found += [f"{line.number} {said}" for said in words]
    found += order_changed(before.terms, after.terms)
    if before.customer_id != after.customer_id:
        found.append(f"ship-to: {before.customer_id or 'none'} to {after.customer_id or 'none'}")
    if before.name != after.name:
        found.append(f"name: {before.name or 'none'} to {after.name or 'none'}")
    return "; ".join(found)


def _stands(line: Said) -> str:
    return f"{_pieces(line.quantity)} {line.number}"


def _pieces(quantity: int) -> str:
    return str(quantity) if quantity else "?"
