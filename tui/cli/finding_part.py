"""The part that a command names by a number: what is known of it here, or a vendor is asked."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from cache.number_lookups import nobody
from cache.places import Refusal
from cache.purchase_orders import SELLERS
from tui.cli.command import NOTHING
from vendors.errors import NotFound, VendorError

if TYPE_CHECKING:
    from cache.services import Services
    from tui.cli.command import Asked
    from tui.cli.opened import Link
    from tui.cli.partly import Hearing
    from vendors.vocabulary import Offer, Part


class Sold(NamedTuple):
    """A part as it is known here. `by` has it once a vendor, with when that was told; `number` is
    the vendor's number that is asked about, of `vendor`."""

    part: str
    maker: str
    by: dict[str, tuple[Part, datetime]]
    vendor: str
    number: str

    @property
    def offers(self) -> list[Offer]:
        return [offer for part, _ in self.by.values() for offer in part.offers]


async def find_part(services: Services, link: Link, asked: Asked, hearing: Hearing) -> Sold:
    """The part of the number that was given: a vendor's, or the maker's. Asks where it may, and
    `hearing` has who answered. Raises Refusal where there is none, VendorError of the vendor that
    the command names.
    """
    number, vendor = asked.text("number"), asked.text("vendor")
    known = await _known(services, number, vendor)
    if known is None and asked.flag("ask"):
        if vendor:
            await _ask_one(services, link, number, vendor)
        else:
            await _ask_each(services, link, number, hearing)
        known = await _known(services, number, vendor)
    if known is None:
        raise Refusal(
            f"Nothing is known here of {number}. --ask asks for it: one call a vendor.",
            hearing.status(NOTHING),
        )
    return known


async def _ask_one(services: Services, link: Link, number: str, vendor: str) -> None:
    await link.connect((vendor,))
    try:
        await services.parts.open(number, vendor=vendor)
    except NotFound as unknown:
        raise Refusal(unknown.in_full, NOTHING) from None


async def _ask_each(services: Services, link: Link, number: str, hearing: Hearing) -> None:
    """Ask one vendor after the other until one knows it; who gives no answer holds up no other.

    What a command shows may come from any of them. Where a line is typed, the next vendor is never
    asked because one failed (`NumberLookups.look_up`): from whom is bought would hang on that.
    """
    await link.connect()
    able, unknown = services.catalogue.may_know(number), list[str]()
    for vendor in SELLERS:
        if vendor in link.amiss:
            hearing.silent(vendor, link.amiss[vendor])
        elif vendor in able:
            try:
                await services.parts.open(number, vendor=vendor)
            except NotFound as error:
                hearing.answered(vendor)
                unknown.append(error.in_full)
            except (VendorError, Refusal) as error:
                hearing.silent(vendor, error)
            else:
                hearing.answered(vendor)
                return
    if not hearing.asked and not services.catalogue.look_ups():
        raise nobody()
    words = " ".join(unknown) or f"Nothing is known here of {number}, and nobody told of it."
    raise Refusal(words, hearing.status(NOTHING))


async def _known(services: Services, number: str, vendor: str) -> Sold | None:
    wanted = number.strip().casefold()
    rows = await services.catalogue.find(number)
    for place in range(len(rows)):
        row = rows.row(place)
        if row is None:
            continue
        its = [one.offer for one in row.offers if vendor in ("", one.offer.vendor)]
        same = [one for one in its if one.number.casefold() == wanted]
        if not same and row.part.casefold() != wanted:
            continue
        by = await services.catalogue.sellers(row.part, row.maker)
        for chosen in (*same, *its)[:1] if by else ():
            return Sold(row.part, row.maker, by, chosen.vendor, chosen.number)
    return None


async def rowid_of(services: Services, sold: Sold) -> int:
    """The row of its offer. Raises Refusal where that is no longer known here."""
    rows = await services.catalogue.find(sold.number)
    for place in range(len(rows)):
        row = rows.row(place)
        for one in row.offers if row is not None else ():
            if (one.offer.vendor, one.offer.number) == (sold.vendor, sold.number):
                return one.rowid
    raise Refusal(f"{sold.number} is no longer known here.", NOTHING)
