"""A line larger than the reserve as two: what the reserve has room for, and the rest of it.

Nothing is written here. Whoever holds the draft puts the lines into it as one change.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from cache.offering import on_other_offer
from cache.places import Refusal
from vendors.buying import legal, price_of

if TYPE_CHECKING:
    from cache.bonded import BondedRow
    from cache.drafts import DraftLine
    from vendors.vocabulary import Offer


def suggest(line: DraftLine, row: BondedRow) -> int | None:
    """How many pieces of a bonded line its reserve has room for beside our own releases.

    In whole standard packages where one is known, and no fewer than the release minimum. None
    where the line fits, the reserve is not known, or there is room for nothing.
    """
    if row.reserve is None:
        return None
    room = row.reserve - row.released
    if line.quantity <= room:
        return None
    package = row.standard_package or 1
    whole = room - room % package
    return whole if whole >= max(1, row.minimum) else None


def split(
    lines: Sequence[DraftLine],
    line_id: str,
    bonded_quantity: int,
    offer: Offer,
    *,
    priced_at: datetime,
) -> list[DraftLine]:
    """The lines, with `bonded_quantity` left on the bonded one, and behind it one for the rest.

    The new line is of `offer`, one of the catalogue's for the same part, at its price of
    `priced_at`; notes and the like go with it. Raises Refusal where one of the two
    could not be bought so.
    """
    place = next((at for at, line in enumerate(lines) if line.id == line_id), None)
    line = None if place is None else lines[place]
    if place is None or line is None or line.bonded_customer_id is None:
        raise Refusal("That is no line of bonded stock. Nothing was changed.")
    rest = line.quantity - bonded_quantity
    if not 0 < bonded_quantity < line.quantity:
        raise Refusal(
            f"{bonded_quantity:,} of {line.quantity:,} leaves nothing to split. "
            "Nothing was changed."
        )
    if bonded_quantity < line.moq:
        raise Refusal(
            f"{bonded_quantity:,} is below the release minimum of {line.moq:,}. "
            "Nothing was changed."
        )
    if line.terms.schedules:
        raise Refusal(
            "The line has delivery days for all of its pieces. Nothing was changed: take them "
            "out first, and give each of the two lines its own."
        )
    verdict = legal(rest, offer.moq, offer.multiple, offer.maximum)
    if not verdict.ok:
        near = [f"{one:,}" for one in (verdict.below, verdict.above) if one is not None]
        instead = f" {offer.number} comes in {' or '.join(near)}." if near else ""
        raise Refusal(
            f"The rest of {rest:,} cannot be bought as {offer.number}: {verdict.reason}."
            f"{instead} Nothing was changed."
        )
    if offer.currency != line.currency:
        raise Refusal(
            f"{offer.number} is sold in {offer.currency} and the bonded part in {line.currency}. "
            "Nothing was changed: add the rest by itself (/)."
        )
    if price_of(offer, rest) is None:
        raise Refusal(f"{offer.number} has no price for {rest:,}. Nothing was changed.")
    other = replace(
        on_other_offer(line, offer, rest, priced_at),
        id=uuid4().hex,
        # A line's name in the buyer's system is of one line, and a quote of one number.
        terms=replace(line.terms, line_id="", quote=None),
    )
    return [*lines[:place], replace(line, quantity=bonded_quantity), other, *lines[place + 1 :]]
