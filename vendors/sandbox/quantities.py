"""Product Information's prices of one quantity: the ways to buy it, and a Digi-Reel of it.

What the specification leaves open is decided here: the pieces that are asked for are priced in
whole reels and the rest loose where that is cheapest, an extended price is rounded to cents as
an order's line is, and a Digi-Reel's extended price has its fee in it, as its description says.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from vendors.sandbox import money, shapes
from vendors.sandbox.answers import Refused
from vendors.sandbox.asked import account_of, not_found, part_of, pieces
from vendors.sandbox.desk import Ask, Desk, Endpoint
from vendors.sandbox.locales import Locale, locale_of
from vendors.sandbox.parts.catalogue import Part
from vendors.sandbox.parts.family import mix
from vendors.sandbox.parts.terms import NO_LIMIT, WELL_KNOWN, Variation
from vendors.sandbox.reading import INT32

Json = dict[str, Any]
_DIGI_REEL = "DKR"


@dataclass(frozen=True, slots=True)
class _Lot:
    """Pieces of one packaging, with what one costs."""

    variation: Variation
    many: int
    each: Decimal

    @property
    def cost(self) -> Decimal:
        return money.cents(self.each * self.many)


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to buy. `kind` is one of the four words of the specification."""

    kind: str
    lots: tuple[_Lot, ...]

    @property
    def many(self) -> int:
        return sum(lot.many for lot in self.lots)

    @property
    def cost(self) -> Decimal:
        return sum((lot.cost for lot in self.lots), Decimal(0))


def pricing_by_quantity(desk: Desk, ask: Ask) -> Json:
    """PricingOptionsForQuantityResponse. A part that is not for sale has no options, with 200."""
    wanted = pieces(ask.params["requestedQuantity"], "requestedQuantity")
    part = part_of(desk, ask)
    account = account_of(ask)
    locale = locale_of(ask.headers)
    ways = _ways(part, wanted, locale.currency, own=False)
    mine = (
        _ways(part, wanted, locale.currency, own=True)
        if account and part.own_prices and any(not lot.variation.supplier for lot in _lots(ways))
        else []
    )
    outside = bool(ways) and ways[0].kind != "Exact"
    return {
        "RequestedProduct": ask.params["productNumber"],
        "RequestedQuantity": ways[0].many if outside else wanted,
        "ProductUrl": shapes.address(part),
        "ManufacturerPartNumber": part.mpn,
        "Manufacturer": shapes.maker(part),
        "Description": shapes.description(part),
        "SettingsUsed": {"SearchLocaleUsed": locale.echo(), "CustomerIdUsed": account or 0},
        "MyPricingOptions": [_option(part, way) for way in mine],
        "StandardPricingOptions": [_option(part, way) for way in ways],
        "AccountIdUsed": account or 0,
        "CustomerIdUsed": account or 0,
    }


def _lots(ways: list[_Way]) -> Iterator[_Lot]:
    for way in ways:
        yield from way.lots


def says_nothing_is_there(part: Part) -> bool:
    """For some parts the stock in this answer is 0 whatever there is, as others have seen it."""
    return part.mpn not in WELL_KNOWN and mix(part.index, 31) % 11 == 4


def _option(part: Part, way: _Way) -> Json:
    """PricingOptionsForQuantity."""
    return {
        "PricingOption": way.kind,
        "TotalQuantityPriced": way.many,
        "TotalPrice": money.number(way.cost),
        "QuantityAvailable": 0 if says_nothing_is_there(part) else shapes.available(part),
        "Products": [
            {
                "DigiKeyProductNumber": lot.variation.number,
                "QuantityPriced": lot.many,
                "MinimumOrderQuantity": lot.variation.moq,
                "ExtendedPrice": money.number(lot.cost),
                "UnitPrice": money.number(lot.each),
                "PackageType": shapes.package_type(lot.variation.pack),
                "TariffInformation": {"TariffActive": part.tariff},
                "Marketplace": lot.variation.supplier is not None,
            }
            for lot in way.lots
        ],
    }


def _most(variation: Variation) -> int | None:
    """None: as many as one likes."""
    return None if variation.maximum in (0, NO_LIMIT) else variation.maximum


def _ways(part: Part, wanted: int, currency: str, *, own: bool) -> list[_Way]:
    """What was asked for, or the nearest that is sold; then what costs less though it is more."""
    priced = [each for each in part.variations if each.breaks and each.pack != _DIGI_REEL]
    sold = [each for each in priced if not each.supplier] or priced
    if not sold:
        return []

    def lot(variation: Variation, many: int) -> _Lot:
        units = part.unit(variation, many, own=own)
        if units is None:
            raise ValueError(f"{variation.number} has no price for {many}")
        return _Lot(variation, many, money.price(units, currency))

    exact = [
        _Way("Exact", tuple(lot(variation, many) for variation, many in split))
        for split in _splits(sold, wanted)
    ]
    least = min(sold, key=lambda each: each.moq)
    if exact:
        first = min(exact, key=lambda way: (way.cost, len(way.lots)))
    elif wanted < least.moq:
        first = _Way("MinimumOrderQuantity", (lot(least, least.moq),))
    else:
        limits = [(most, each) for each in sold if (most := _most(each)) and most >= each.moq]
        if not limits:
            return []
        most, largest = max(limits, key=lambda each: each[0])
        return [_Way("MaxOrderQuantity", (lot(largest, most),))]
    better = [
        way
        for each in sold
        if each.standard_package > 1
        and (many := _whole_packages(each, wanted)) != first.many
        and many <= (_most(each) or INT32)
        and (way := _Way("BetterValue", (lot(each, many),))).cost < first.cost
    ]
    return [first, *sorted(better, key=lambda way: way.cost)[:1]]


def _whole_packages(variation: Variation, wanted: int) -> int:
    size = variation.standard_package
    return -(-max(wanted, variation.moq) // size) * size


def _splits(sold: list[Variation], wanted: int) -> Iterator[tuple[tuple[Variation, int], ...]]:
    """Every way to have exactly `wanted` pieces: reels, loose pieces, or reels and the rest."""

    def fits(variation: Variation, many: int) -> bool:
        most = _most(variation)
        return many >= variation.moq and (most is None or many <= most)

    loose = [each for each in sold if each.multiple == 1]
    for each in loose:
        if fits(each, wanted):
            yield ((each, wanted),)
    for reel in sold:
        if reel.multiple > 1:
            rest = wanted % reel.multiple
            if not fits(reel, wanted - rest):
                continue
            if not rest:
                yield ((reel, wanted),)
            for each in loose:
                if rest and fits(each, rest):
                    yield ((reel, wanted - rest), (each, rest))


def digi_reel_pricing(desk: Desk, ask: Ask) -> Json:
    """DigiReelPricing of a DigiKey number that is a Digi-Reel's; any other is refused (400)."""
    wanted = ask.params["productNumber"]
    many = pieces(ask.query.get("requestedQuantity"), "requestedQuantity")
    found = [desk.catalogue.part(index) for index in desk.catalogue.by_number(wanted)]
    if not found:
        raise not_found(wanted)
    account = account_of(ask)
    locale = locale_of(ask.headers)
    variation = found[0].variation(wanted.strip())
    if variation is None or variation.pack != _DIGI_REEL:
        raise _no_reel(f"{wanted} is not the number of a Digi-Reel.")
    return _reel(found[0], variation, many, locale, account)


def _reel(part: Part, variation: Variation, many: int, locale: Locale, account: int | None) -> Json:
    units = part.unit(variation, many, own=account is not None)
    most = _most(variation)
    if units is None or many < variation.moq or (most is not None and many > most):
        raise _no_reel(f"{variation.number} cannot be priced for {many}.")
    each, fee = money.price(units, locale.currency), shapes.fee(variation, locale.currency)
    return {
        "ReelingFee": money.number(fee),
        "UnitPrice": money.number(each),
        "ExtendedPrice": money.number(money.cents(each * many) + fee),
        "RequestedQuantity": many,
        "SearchLocaleUsed": locale.echo(),
        "AccountIdUsed": account or 0,
        "CustomerIdUsed": account or 0,
    }


def _no_reel(words: str) -> Refused:
    return Refused(400, "The request is invalid.", words, errors=[("productNumber", words)])


_PRODUCT = "/products/v4/search/{productNumber}"

ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint("GET", f"{_PRODUCT}/pricingbyquantity/{{requestedQuantity}}", "products", "problem",
             False, pricing_by_quantity),
    Endpoint("GET", f"{_PRODUCT}/digireelpricing", "products", "problem", False,
             digi_reel_pricing),
)  # fmt: skip
