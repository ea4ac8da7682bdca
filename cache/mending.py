"""What a key does to a line of a draft that something was said of. Pure: the lines come back anew.

Nothing here is done unasked, and nothing is written: whoever holds the draft puts the lines into it
as one change.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple
from uuid import uuid4

from cache.offering import line_of, price_at, release_line
from cache.places import Refusal

if TYPE_CHECKING:
    from cache.advice import Advice
    from cache.bonded_rows import BondedRow
    from cache.drafts import DraftLine
    from cache.typed import Typed
    from vendors.vocabulary import Offer


class Take(NamedTuple):
    """`quantity` pieces of `offer`, as told at `at`; with `row`, released from bonded stock."""

    quantity: int
    offer: Offer | None = None
    at: datetime | None = None
    row: BondedRow | None = None

    def number(self, line: DraftLine) -> str:
        """The vendor's number that `line` has by it."""
        taken = self.row or self.offer
        return line.number if taken is None else taken.number


def mend(lines: Sequence[DraftLine], line: DraftLine, advice: Advice) -> list[DraftLine]:
    """The lines, with `line` as the advice says: the first of what it takes keeps the line's place,
    id and words, what is taken besides stands behind it.

    Raises Refusal where the line is not in the draft as it was when the advice was given, or the
    advice takes nothing. Nothing is changed then.
    """
    place = next((at for at, one in enumerate(lines) if one.id == line.id), None)
    if place is None or lines[place] != line:
        raise Refusal("The line has changed since that was said. Nothing was changed.")
    if not advice.takes:
        raise Refusal(f"There is nothing to take: {advice.words}. Nothing was changed.")
    first, *others = advice.takes
    made = [_as(line, first), *(_beside(line, one) for one in others)]
    return [*lines[:place], *made, *lines[place + 1 :]]


def _as(line: DraftLine, take: Take) -> DraftLine:
    """`line` itself, as what is taken."""
    made = _made(line, take)
    terms = line.terms
    if made.number != line.number:
        # A quote is of one number.
        terms = replace(terms, quote=None)
    return replace(made, id=line.id, terms=terms, typed=_typed(line.typed, made))


def _beside(line: DraftLine, take: Take) -> DraftLine:
    """Another line for the same part; a line's name in the buyer's system is of one line."""
    terms = replace(line.terms, line_id="", quote=None)
    made = _made(line, take)
    return replace(made, id=uuid4().hex, terms=terms, typed=_typed(line.typed, made))


def _made(line: DraftLine, take: Take) -> DraftLine:
    if take.row is not None:
        return release_line(take.row, take.quantity)
    offer = take.offer
    if offer is None or (offer.number == line.number and line.bonded_customer_id is None):
        price = price_at(line, take.quantity)
        return replace(line, quantity=take.quantity, unit_price=price)
    told = take.at or line.priced_at
    return line_of(offer, line.part, line.maker, line.description, take.quantity, told)


def _typed(typed: Typed, made: DraftLine) -> Typed:
    """The words as if what was taken had been typed: nothing differs from them any more."""
    bonded = made.bonded_customer_id is not None
    return replace(
        typed,
        part=made.part if typed.part else "",
        number="",
        quantity="",
        packaging="" if bonded or not typed.packaging else str(made.packaging),
        vendor="",
        reason="",
    )
