"""What can be said of a line, and the facts it is said from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from vendors.buying import legal, price_of
from vendors.vocabulary import Offer, Packaging, Part

if TYPE_CHECKING:
    from cache.bonded_rows import BondedRow
    from cache.colleagues import Twin
    from cache.drafts import DraftLine
    from cache.mending import Take


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing said of a line. `role`: `warn`, what costs or keeps from ordering; `dim`, a note.

    `key` is the one that mends it, as a person reads it, and `act` what it does, behind the key.
    `takes` is what the line becomes by it; empty where the key does something else, or where
    `key` is empty too: then there is nothing to press. `stops`: the line cannot be ordered as it
    is, and the review will say so.
    """

    kind: str
    words: str
    role: str
    key: str = ""
    act: str = ""
    takes: tuple[Take, ...] = ()
    stops: bool = False

    @property
    def said(self) -> str:
        """The words with the key."""
        return f"{self.words}: {self.key} {self.act}" if self.key else self.words


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known around one line at `now`, of this workstation and of the account. Facts are
    equal that differ in `now` alone: what comes of the time is in `cache.advice.same`.

    `part` holds the offers that the line's vendor has of it, `told` says when each was told,
    by its number case-folded. `bonded` are the rows of the part, `taken` the pieces that other
    lines of the draft release of them, by location and number case-folded. `ship_to` is the
    draft's, `codes` name locations. `elsewhere` are sentences on what others have and what is
    on order, `twins` orders that the draft has all the lines of. `place` is the line's within
    its order, which takes at most `most` (None: the vendor documents no number); with
    `from_stock` it takes none of more than is there.
    """

    now: datetime = field(compare=False)
    part: Part | None = None
    told: Mapping[str, datetime] = field(default_factory=lambda: MappingProxyType({}))
    bonded: tuple[BondedRow, ...] = ()
    taken: Mapping[tuple[str, str], int] = field(default_factory=lambda: MappingProxyType({}))
    ship_to: str | None = None
    codes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    elsewhere: tuple[str, ...] = ()
    twins: tuple[Twin, ...] = ()
    place: int = 1
    most: int | None = None
    from_stock: bool = False

    @property
    def never(self) -> bool:
        """Whether it is known that what is not in stock cannot be back-ordered."""
        part = self.part
        return self.from_stock or (part is not None and part.backorder_allowed is False)

    def code(self, customer_id: str) -> str:
        return self.codes.get(customer_id, customer_id)


def own_offer(line: DraftLine) -> Offer:
    """The line's offer as it stands in the draft."""
    return Offer(
        vendor=line.vendor,
        number=line.number,
        packaging=_packaging(line.packaging),
        packaging_text=line.packaging_text,
        stock=line.stock,
        moq=line.moq,
        multiple=line.multiple,
        breaks=line.breaks,
        currency=line.currency,
        fee=line.fee,
        maximum=line.maximum,
        ncnr=line.ncnr,
        tariff=line.tariff,
        marketplace=line.marketplace,
    )


def _packaging(word: str) -> Packaging:
    try:
        return Packaging(word)
    except ValueError:
        return Packaging.OTHER


def others(line: DraftLine, facts: Facts) -> list[Offer]:
    """The other packagings of the part that can stand in the line's order: the same vendor and
    currency, for sale, and from a marketplace supplier only where the line is so too.
    """
    if facts.part is None:
        return []
    mine = line.number.casefold()
    return [
        offer
        for offer in facts.part.offers
        if offer.number.casefold() != mine
        and offer.vendor == line.vendor
        and offer.currency == line.currency
        and offer.breaks
        and (line.marketplace or not offer.marketplace)
    ]


def buyable(offer: Offer, quantity: int) -> bool:
    """Whether exactly so many pieces of it can be bought, at a price that is known."""
    judged = legal(quantity, offer.moq, offer.multiple, offer.maximum)
    return judged.ok and price_of(offer, quantity) is not None


def is_short(offer: Offer, quantity: int) -> bool:
    """Whether it is known that fewer pieces of it are in stock."""
    return offer.stock is not None and offer.stock < quantity


def is_legal(line: DraftLine) -> bool:
    return legal(line.quantity, line.moq, line.multiple, line.maximum).ok


def is_row(line: DraftLine, row: BondedRow) -> bool:
    """Whether the line releases from this row."""
    here = row.customer_id == line.bonded_customer_id and row.vendor == line.vendor
    return here and row.number.casefold() == line.number.casefold()


def binding(offer: Offer) -> bool:
    """Whether it is known that it cannot be cancelled or returned; a Digi-Reel is cut for one."""
    return bool(offer.ncnr) or offer.packaging is Packaging.DIGI_REEL


def pack(offer: Offer) -> str:
    """A packaging in a word."""
    if offer.packaging is Packaging.OTHER:
        return offer.packaging_text or offer.number
    return str(offer.packaging)
