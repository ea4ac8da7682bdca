"""Lines that were typed and are no offer yet, and which offer of a part they mean. Pure.

Nothing here asks or stores. What is not certain is not guessed: it is said in words, with the key
that mends it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import uuid4

from cache.convert import normal
from cache.drafts import DraftLine
from cache.offering import line_of, price_at
from cache.purchase_orders import vendor_name
from cache.typed import Typed
from vendors.terms import NO_LINE_TERMS, LineTerms
from vendors.text import clean
from vendors.vocabulary import Offer, Packaging, Part

if TYPE_CHECKING:
    from vendors.inbound import StockItem

# Words for a packaging as buyers, parts lists and vendors write them, without signs.
_PACKAGINGS = {
    Packaging.CUT_TAPE: ("cut", "ct", "cut tape", "cut tape ct"),
    Packaging.REEL: ("reel", "tr", "t r", "full reel", "tape reel", "tape reel tr"),
    Packaging.DIGI_REEL: ("digi", "dkr", "digi reel", "digireel", "digi reel dkr"),
    Packaging.TUBE: ("tube", "tubes"),
    Packaging.TRAY: ("tray", "trays"),
    Packaging.BULK: ("bulk",),
    Packaging.BOX: ("box",),
    Packaging.BAG: ("bag",),
    Packaging.OTHER: ("other",),
}
_BY_WORD = {word: kind for kind, words in _PACKAGINGS.items() for word in words}
PACKAGING_WORDS = tuple(str(kind) for kind in _PACKAGINGS if kind is not Packaging.OTHER)
_SIGNS = re.compile(r"[^a-z0-9]+")
_WORDS = re.compile(r"[a-z0-9]+")

# What a line is in where no vendor tells a price; F2 says otherwise.
_USUAL_CURRENCY = "USD"

_CHANGE = "Enter changes it, x takes it out"
_LISTED = "F4 lists them"


def typed_line(
    typed: Typed, quantity: int, at: datetime, terms: LineTerms = NO_LINE_TERMS
) -> DraftLine:
    """A new line of what was typed, no offer yet. `quantity` is 0 where it was not said."""
    return DraftLine(
        id=uuid4().hex,
        vendor="",
        number="",
        part=clean(typed.part) or clean(typed.number),
        maker=clean(typed.maker),
        description="",
        packaging="",
        packaging_text="",
        quantity=max(0, quantity),
        unit_price=None,
        currency="",
        fee=Decimal(0),
        moq=1,
        multiple=1,
        maximum=None,
        breaks=(),
        stock=None,
        ncnr=None,
        tariff=None,
        marketplace=False,
        bonded_customer_id=None,
        priced_at=at,
        terms=terms,
        typed=typed,
    )


def taken_as(line: DraftLine, offered: DraftLine) -> DraftLine:
    """`line` as the offer that `offered` is of; its id, quantity, terms and words stay."""
    return replace(
        offered,
        id=line.id,
        quantity=line.quantity,
        unit_price=price_at(offered, line.quantity),
        terms=line.terms,
        typed=replace(line.typed, reason="", other=""),
    )


def as_offer(line: DraftLine, part: Part, offer: Offer, at: datetime) -> DraftLine:
    """`line` as this offer of this part, as the vendor told it at `at`."""
    offered = line_of(offer, part.number, part.maker, part.description, line.quantity, at)
    return taken_as(line, offered)


def as_item(line: DraftLine, item: StockItem, vendor: str, at: datetime) -> DraftLine:
    """`line` as this SKU, which `vendor` only writes orders for: it costs what was typed, if that
    was, and everything else about it is unknown.
    """
    offered = replace(
        line,
        vendor=vendor,
        number=item.sku,
        part=item.sku,
        maker="",
        description=item.name,
        packaging=str(Packaging.OTHER),
        packaging_text="",
        unit_price=line.terms.cost,
        currency=line.currency or _USUAL_CURRENCY,
        fee=Decimal(0),
        moq=1,
        multiple=1,
        maximum=None,
        breaks=(),
        bonded_customer_id=None,
        priced_at=at,
    )
    return taken_as(line, offered)


def words(typed: Typed) -> Typed:
    """What was typed for the part, without its quantity and what was said of it since."""
    return replace(typed, reason="", other="", quantity="")


def still_open(line: DraftLine, reason: str, other: str = "") -> DraftLine:
    """`line` with why it is no offer yet, in words; `other` is the vendor that knows it instead."""
    return replace(line, typed=replace(line.typed, reason=reason, other=other))


def put_onto(now: DraftLine, told: DraftLine) -> DraftLine | None:
    """What was told of a line, on the line as it stands by now: with its quantity and its terms.

    None where it is told of other words than now stand there, or the line is an offer already.
    """
    if now.known or words(now.typed) != words(told.typed):
        return None
    if not told.known:
        return still_open(now, told.typed.reason, told.typed.other)
    return taken_as(now, told)


# -- what the words mean --------------------------------------------------------------------------


def packaging_of(text: str) -> Packaging | None:
    """The packaging that a word means; None where it means none."""
    return _BY_WORD.get(_SIGNS.sub(" ", text.casefold()).strip().replace(" and ", " "))


def same(one: str, other: str) -> bool:
    """Whether two numbers are the same: in any case, blanks around them left out."""
    return normal(one) == normal(other)


def of_another_maker(typed: str, maker: str) -> bool:
    """Whether the maker that was typed is surely not this one; never where either is not said.

    Buyers write makers shorter and otherwise than vendors do. The same is a name that begins as the
    other does, has its first word or is its initials: Murata, AVX and TI for Murata Electronics,
    KYOCERA AVX and Texas Instruments.
    """
    one, other = _maker_words(typed), _maker_words(maker)
    return bool(one and other) and not (_stands_for(one, other) or _stands_for(other, one))


def _maker_words(maker: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", maker).encode("ascii", "ignore").decode()
    return _WORDS.findall(plain.casefold())


def _stands_for(one: list[str], other: list[str]) -> bool:
    joined, initials = "".join(one), "".join(word[0] for word in other)
    return one[0] in other or "".join(other).startswith(joined) or initials.startswith(joined)


def chosen(part: Part, number: str, packaging: str) -> Offer | str:
    """The offer that is meant, or in words why none is.

    `number`: as it was typed; a vendor's own names its packaging. A maker's takes the packaging
    typed; else cut tape, else the first that the vendor lists. Never unasked: a Digi-Reel, which
    costs a fee and cannot be returned, and a marketplace supplier where the vendor sells it too.
    """
    for offer in part.offers:
        if same(offer.number, number):
            return offer
    for_sale = [offer for offer in part.offers if offer.breaks]
    if not for_sale:
        return f"{_name(part)} sells {part.number} in no packaging now: {_CHANGE}"
    offers = [offer for offer in for_sale if not offer.marketplace] or for_sale
    if packaging.strip():
        return _packed(part, offers, packaging)
    usual = [offer for offer in offers if offer.packaging is not Packaging.DIGI_REEL]
    if not usual:
        return (
            f"{_name(part)} has {part.number} as a Digi-Reel only, which costs a fee and cannot "
            f"be returned: {_LISTED}, or type digi"
        )
    return next((one for one in usual if one.packaging is Packaging.CUT_TAPE), usual[0])


def _packed(part: Part, offers: Sequence[Offer], packaging: str) -> Offer | str:
    kind = packaging_of(packaging)
    words = normal(packaging)
    for offer in offers:
        if offer.packaging is kind or normal(offer.packaging_text) == words:
            return offer
    there = ", ".join(dict.fromkeys(_pack(offer) for offer in offers))
    if kind is None:
        return f"“{clean(packaging, 20)}” is no packaging; it comes as {there}: {_LISTED}"
    return f"{_name(part)} has {part.number} as {there}, not as {kind}: {_LISTED}"


def _pack(offer: Offer) -> str:
    return offer.packaging_text if offer.packaging is Packaging.OTHER else str(offer.packaging)


def _name(part: Part) -> str:
    return vendor_name(part.offers[0].vendor) if part.offers else "DigiKey"


# -- why a line is no offer -----------------------------------------------------------------------


def not_known(vendor: str) -> str:
    return f"no part that {vendor} knows: {_CHANGE}, / searches"


def nothing_typed() -> str:
    return f"no part was typed: {_CHANGE}"


def no_sku(vendor: str) -> str:
    return f"no product that {vendor} knows by this SKU: {_CHANGE}"


def known_elsewhere(vendor: str, other: str) -> str:
    return f"no part that {vendor} knows, and {other} does: O takes {other}'s, {_CHANGE}"


def of_several(words: str, makers: Sequence[str]) -> str:
    named = ", ".join(makers[:-1]) + f" and {makers[-1]}"
    return f"{named} make a {clean(words, 40)}: {_LISTED}"


def means_several(words: str, parts: Sequence[str]) -> str:
    named = ", ".join(parts[:-1]) + f" and {parts[-1]}"
    return f"{clean(words, 40)} stands for {named}: {_LISTED}"


def bonded_as_several(parts: Sequence[str]) -> str:
    named = ", ".join(parts[:-1]) + f" and {parts[-1]}"
    return f"{named} are bonded: {_LISTED}"


def another(vendor: str, part: Part) -> str:
    of = f" of {part.maker}" if part.maker else ""
    return f"{vendor} answers it with {part.number}{of}: Enter types that, if it is meant"


def other_maker(vendor: str, part: str, maker: str, typed: str) -> str:
    return f"{vendor} has {part} of {maker}, not of {clean(typed, 40)}: {_LISTED}"


def not_asked(vendor: str, sentence: str) -> str:
    return f"{vendor} could not be asked: {sentence} F5 asks again"


def refused(vendor: str, sentence: str) -> str:
    return f"{vendor} will not look for it: {sentence} Enter changes it"


def why_open(line: DraftLine) -> str:
    """Why a line cannot be ordered yet, in words with the key that mends it; empty where it can."""
    if not line.known and line.typed.reason:
        return line.typed.reason
    if line.quantity <= 0:
        typed = clean(line.typed.quantity, 20)
        if typed:
            return f"how many? “{typed}” is no number of pieces: Enter types it"
        return "how many? Enter types it"
    return "" if line.known else "not looked up yet: F5 asks for it"


def what_is_open(lines: Sequence[DraftLine]) -> str:
    """In one sentence which lines cannot be ordered yet, and why the first; empty where all can."""
    found = [(at, line, words) for at, line in enumerate(lines, 1) if (words := why_open(line))]
    if not found:
        return ""
    at, line, words = found[0]
    named = f"Line {at}, “{clean(line.part, 40)}”," if line.part else f"Line {at}"
    if len(found) == 1:
        return f"{named} cannot be ordered: {words}. Nothing was sent."
    others = [str(one) for one, _, _ in found[1:]]
    shown = others if len(others) <= _NAMED + 1 else [*others[:_NAMED], f"{len(others) - _NAMED}"]
    more = " more" if shown is not others else ""
    rest = shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
    which = f"line {rest}" if len(others) == 1 else f"lines {rest}{more}"
    return f"{named} cannot be ordered: {words}; nor can {which}. Nothing was sent."


# So many lines are named; the others are counted.
_NAMED = 4
