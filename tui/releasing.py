"""A release: an ordinary line at a bonded row's number and price, and its split where it is large.

The rest of a line that is larger than the reserve is bought from the catalogue, and ships where
the draft ships to. What the catalogue sells is taken from what was told before, else asked for.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from cache.bonded import Ask
from cache.offering import offer_of, release_line
from cache.places import Refusal
from cache.purchase_orders import vendor_name
from tui.offering import terms_of
from tui.text import pieces
from tui.widgets.prompts import ReleasePrompt
from vendors.buying import legal, line_total, price_of
from vendors.vocabulary import Offer, Packaging

__all__ = ["ask_release", "release_line", "row_of", "split_up", "why_not_release"]

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cache.bonded import BondedRow
    from cache.drafts import DraftLine
    from tui.room import Room
    from vendors.vocabulary import Part


def why_not_release(room: Room, row: BondedRow) -> str | None:
    """Why no release of the row can be drafted; None where it can."""
    if row.unit_price is None or not row.currency:
        name = vendor_name(row.vendor)
        return f"{row.number} has no price here: ask {name} for it before ordering"
    return room.why_not_add_line()


def ask_release(room: Room, row: BondedRow) -> None:
    """Ask how many pieces, and put them into the draft; F3 splits what the reserve lacks."""
    free = None if row.reserve is None else max(0, row.reserve - row.released)

    def take(quantity: int) -> None:
        room.add_line(release_line(row, quantity))

    def why_not_split(quantity: int) -> str | None:
        return _why_not_split(release_line(row, quantity), row)

    def split(quantity: int) -> None:
        room.work(partial(_add_split, room, row, quantity), "split", "looking in the catalogue …")

    terms = terms_of(offer_of(row))
    title = f"{row.part} bonded {row.code}"
    room.ask(ReleasePrompt(title, terms, take, why_not_split, split, free))


async def _add_split(room: Room, row: BondedRow, quantity: int) -> None:
    line = release_line(row, quantity)
    lines = await split_up(room, [line], line, row)
    room.add_line(*lines)


async def row_of(room: Room, line: DraftLine) -> BondedRow | None:
    """The bonded row that a line of bonded stock is of; None where it is reported no more."""
    asked = Ask(line.bonded_customer_id, f'"{line.number}"')
    rows = await room.services.bonded.all_rows(asked)
    found = (rows.row(at) for at in range(len(rows)))
    number = line.number.casefold()
    return next((row for row in found if row and row.number.casefold() == number), None)


def _why_not_split(line: DraftLine, row: BondedRow) -> str | None:
    from cache.splitting import suggest

    if suggest(line, row) is not None:
        return None
    if row.reserve is None:
        return "its reserve is not known: nothing to split by"
    free = max(0, row.reserve - row.released)
    if line.quantity <= free:
        return f"it fits in the reserve: {pieces(free)}"
    return f"the reserve has {pieces(free)}: less than one release"


async def split_up(
    room: Room, lines: Sequence[DraftLine], line: DraftLine, row: BondedRow
) -> list[DraftLine]:
    """The lines, with `line` as what the reserve has room for and the rest from the catalogue.

    Raises Refusal where that cannot be bought so, and VendorError.
    """
    from cache.splitting import split, suggest

    bonded = suggest(line, row)
    if bonded is None:
        raise Refusal(f"Nothing was split: {_why_not_split(line, row)}.")
    offer, told_at = await _rest_of(room, line, line.quantity - bonded)
    return split(lines, line.id, bonded, offer, priced_at=told_at)


async def _rest_of(room: Room, line: DraftLine, rest: int) -> tuple[Offer, datetime]:
    """The catalogue's offer for `rest` pieces: as told before, else as the vendor says now."""
    services = room.services
    told = await services.catalogue.told(line.number, line.vendor)
    if told is not None and (offer := _best(told[0], line, rest)) is not None:
        return offer, told[1]
    part = await services.catalogue.look_up(line.number, vendor=line.vendor)
    offer = _best(part, line, rest)
    if offer is None:
        # None takes the rest as it is: say of the smallest what it takes.
        sold = [one for one in part.offers if one.currency == line.currency and one.breaks]
        if not sold:
            name = vendor_name(line.vendor)
            raise Refusal(
                f"{name}'s catalogue has no price in {line.currency} for {line.part}. "
                "Nothing was changed."
            )
        offer = min(sold, key=lambda one: one.moq)
    return offer, services.clock.now()


def _best(part: Part, line: DraftLine, rest: int) -> Offer | None:
    """The cheapest packaging in which `rest` pieces can be bought; a Digi-Reel only by hand."""
    found: list[tuple[Decimal, bool, str, Offer]] = []
    for one in part.offers:
        price = price_of(one, rest)
        if (
            price is not None
            and one.currency == line.currency
            and one.packaging is not Packaging.DIGI_REEL
            and not one.marketplace
            and legal(rest, one.moq, one.multiple, one.maximum).ok
        ):
            total = line_total(rest, price, one.currency) + one.fee
            found.append((total, one.packaging is not Packaging.CUT_TAPE, one.number, one))
    return min(found, key=lambda one: one[:3])[3] if found else None
