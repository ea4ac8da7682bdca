"""TI's products in the field's own words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from vendors.text import clean, link
from vendors.ti.settings import MAKER, VENDOR
from vendors.ti.wire_products import FutureInventory, PriceBreak, Pricing, Product
from vendors.vocabulary import Offer, Packaging, Part
from vendors.vocabulary import PriceBreak as Break

# Words of `packageCarrier`. No list of them is published, so they are known by what is in them.
_CARRIERS = (
    ("t&r", Packaging.REEL),
    ("tape and reel", Packaging.REEL),
    ("reel", Packaging.REEL),
    ("cut tape", Packaging.CUT_TAPE),
    ("tape", Packaging.CUT_TAPE),
    ("tube", Packaging.TUBE),
    ("rail", Packaging.TUBE),
    ("tray", Packaging.TRAY),
    ("bulk", Packaging.BULK),
    ("box", Packaging.BOX),
    ("bag", Packaging.BAG),
)
# The one word of `lifeCycle` that is published; others stay TI's own.
_ACTIVE = "active"
# TI's "no limit", in errors about orders (facts of a recorded one).
_NO_LIMIT = 999_999_999
# What TI sells every part in (Inventory and pricing API: "If not specified, USD").
_ALWAYS = "USD"
_MOST_WEEKS = 4

# A component's value is typed into the same field as a part number: 10k, 4.7uF, 100nF/50V, 2n2.
_VALUE = re.compile(
    r"\d+(?:[.,/]\d+)*\s*(?:[pnuµmkMGRrK]\d*)?(?:F|H|V|A|W|Hz|R|ohm|Ω|%)?(?:/.*)?", re.ASCII
)
_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9./+-]*")
_SHORTEST, _LONGEST = 3, 25
# DigiKey's own numbers end so.
_ANOTHERS = "-nd"


def takes(words: str) -> bool:
    """Whether `words` look like a part number of TI's or a family's: one word of 3 to 25 letters,
    digits and marks, with a letter, and a digit or (as MSP-FET) capitals and a hyphen; no value of
    a component, and no number of another vendor's.
    """
    text = words.strip()
    if not _SHORTEST <= len(text) <= _LONGEST or not _NUMBER.fullmatch(text):
        return False
    if _VALUE.fullmatch(text) or text.casefold().endswith(_ANOTHERS):
        return False
    letters = any(one.isalpha() for one in text)
    digits = any(one.isdigit() for one in text)
    return letters and (digits or (text.isupper() and "-" in text))


def part(said: Product, currency: str) -> Part:
    """A product: one orderable part number, and the one offer that TI has of it."""
    number = clean(said.tiPartNumber, 120)
    life = clean(said.lifeCycle, 60)
    low = life.casefold()
    return Part(
        maker=MAKER,
        number=number,
        description=clean(said.description),
        detail="",
        status="Active" if low == _ACTIVE else life,
        category="",
        offers=(_offer(said, number, currency),),
        obsolete=True if low == "obsolete" else False if low == _ACTIVE else None,
        base=clean(said.genericPartNumber, 120) or None,
        url=link(said.buyNowUrl),
        eccn=clean(said.exportControlClassificationNumber, 60) or None,
        htsus=clean(said.htsCode, 60) or None,
        parameters=tuple(_parameters(said)),
        shipping_note=_expected(said.futureInventory or ()),
    )


def _offer(said: Product, number: str, currency: str) -> Offer:
    priced = _priced(said.pricing or (), currency)
    carrier = clean(said.packageCarrier, 60)
    most, package = said.limit or 0, said.standardPackQuantity or 0
    stock = said.quantity
    return Offer(
        vendor=VENDOR,
        number=number,
        packaging=packaging_of(carrier),
        packaging_text=carrier,
        stock=stock if stock is None or stock >= 0 else None,
        moq=max(1, said.minimumOrderQuantity or 1),
        # TI cuts what is no whole reel: no multiple is documented.
        multiple=1,
        breaks=tuple(_breaks(priced.priceBreaks or ())) if priced is not None else (),
        currency=clean(priced.currency, 3).upper() if priced is not None else currency,
        maximum=most if 0 < most < _NO_LIMIT else None,
        standard_package=package if package > 0 else None,
        custom_reel=said.customReel,
    )


def packaging_of(carrier: str) -> Packaging:
    low = carrier.casefold()
    return next((kind for word, kind in _CARRIERS if word in low), Packaging.OTHER)


def _priced(said: Iterable[Pricing], currency: str) -> Pricing | None:
    """The prices in `currency`, else those in USD; never another currency's."""
    by = {clean(one.currency, 3).upper(): one for one in said if one.currency}
    return by.get(currency) or by.get(_ALWAYS)


def _breaks(said: Iterable[PriceBreak]) -> Iterator[Break]:
    """In order of quantity; the first may lie above one piece. A price of 0 is no price."""
    found = {
        one.priceBreakQuantity: one.price
        for one in said
        if one.priceBreakQuantity and one.priceBreakQuantity > 0 and one.price and one.price > 0
    }
    return (Break(quantity, found[quantity]) for quantity in sorted(found))


def _parameters(said: Product) -> Iterator[tuple[str, str]]:
    if package := clean(said.packageType, 120):
        yield "Package", package
    if said.pinCount:
        yield "Pins", str(said.pinCount)


def _expected(said: Iterable[FutureInventory]) -> str | None:
    """What TI expects to have, by week: an estimate that it is not bound by."""
    weeks = sorted(
        (on, one.forecastQuantity) for one in said if (on := day(one.forecastDate)) is not None
    )
    if not weeks:
        return None
    told = ", ".join(
        f"{'some' if pieces is None else f'{pieces:,}'} in the week of {on.isoformat()}"
        for on, pieces in weeks[:_MOST_WEEKS]
    )
    return f"TI expects {told}; an estimate"


def day(text: str | None) -> date | None:
    """The day in an ISO 8601 text, None for anything else."""
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None
