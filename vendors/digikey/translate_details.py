"""What DigiKey says around a part, in the field's own words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from vendors.details import (
    Category,
    ChangeNotice,
    Document,
    Maker,
    PricedPack,
    ReelPrice,
    Related,
    Relation,
    WayToBuy,
)
from vendors.digikey.translate import currency_of, day
from vendors.digikey.wire_details import (
    Associations,
    CategoryTree,
    DigiReelPrice,
    Makers,
    Media,
    Notices,
    OtherPackagings,
    PricedProduct,
    PricingForQuantity,
    PricingOptionForQuantity,
    Recommended,
    RecommendedAnswer,
    Substitutes,
    Summary,
)
from vendors.text import clean, link

# A price in a text, in the one way of writing it that means the same everywhere.
_PRICE = re.compile(r"[^\d.,+-]{0,6}(\d{1,12}(?:\.\d{1,10})?)[^\d.,+-]{0,6}")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?:,\d{3})*\.\d)")
# Deeper than DigiKey's own tree by far.
_DEEPEST = 8


# -- prices ------------------------------------------------------------------------------------


def ways_to_buy(said: PricingForQuantity, asked_currency: str) -> tuple[WayToBuy, ...]:
    """Our own prices first, each list in DigiKey's order."""
    used = said.SettingsUsed.SearchLocaleUsed if said.SettingsUsed else None
    currency = currency_of(used, asked_currency)
    lists = ((said.MyPricingOptions, True), (said.StandardPricingOptions, False))
    return tuple(_way(one, currency, own) for found, own in lists for one in found or ())


def _way(said: PricingOptionForQuantity, currency: str, own: bool) -> WayToBuy:
    packs = tuple(_pack(one) for one in said.Products or ())
    quantity = said.TotalQuantityPriced
    return WayToBuy(
        kind=clean(said.PricingOption, 40),
        quantity=sum(pack.quantity for pack in packs) if quantity is None else max(0, quantity),
        total=price(said.TotalPrice),
        currency=currency,
        stock=said.QuantityAvailable,
        own_price=own,
        packs=packs,
    )


def _pack(said: PricedProduct) -> PricedPack:
    tariff = said.TariffInformation
    return PricedPack(
        number=clean(said.DigiKeyProductNumber, 120),
        packaging_text=clean(said.PackageType.Name if said.PackageType else None, 120),
        quantity=max(0, said.QuantityPriced or 0),
        moq=max(1, said.MinimumOrderQuantity or 0),
        unit_price=price(said.UnitPrice),
        total=price(said.ExtendedPrice),
        tariff=tariff.TariffActive if tariff else None,
        marketplace=bool(said.Marketplace),
    )


def reel_price(said: DigiReelPrice, number: str, quantity: int, asked_currency: str) -> ReelPrice:
    """`number` and `quantity` as asked; DigiKey repeats the quantity, not the number."""
    priced = said.RequestedQuantity
    fee = said.ReelingFee
    return ReelPrice(
        number=clean(number, 120),
        quantity=priced if priced is not None and priced > 0 else quantity,
        unit_price=price(said.UnitPrice),
        # A fee of nothing is a fee that was told.
        fee=fee if fee is not None and fee >= 0 else None,
        total=price(said.ExtendedPrice),
        currency=currency_of(said.SearchLocaleUsed, asked_currency),
    )


def price(said: Decimal | str | None) -> Decimal | None:
    """A price above 0: DigiKey writes 0 where it has none (recorded), and some as text.

    No document says how such a text is written. "0.36", "$1,234.50" and "12 €" are read; what
    means one thing here and another there ("1,234") is no price.
    """
    if isinstance(said, str):
        found = _PRICE.fullmatch(_THOUSANDS.sub("", clean(said, 60)))
        said = Decimal(found[1]) if found else None
    return said if said is not None and said > 0 else None


# -- relatives ---------------------------------------------------------------------------------


def substitutes(said: Substitutes, asked_currency: str) -> tuple[Related, ...]:
    currency = currency_of(said.SearchLocaleUsed, asked_currency)
    return tuple(
        _related(one, Relation.SUBSTITUTE, currency, one.SubstituteType)
        for one in said.ProductSubstitutes or ()
    )


def other_packagings(said: OtherPackagings, asked_currency: str) -> tuple[Related, ...]:
    currency = currency_of(said.SearchLocaleUsed, asked_currency)
    found = said.AlternatePackagings.AlternatePackaging if said.AlternatePackagings else None
    return tuple(_related(one, Relation.PACKAGING, currency) for one in found or ())


def associated(said: Associations, asked_currency: str) -> tuple[Related, ...]:
    """Kits, what it mates with, what goes with it, what it is for: in this order."""
    lists = said.ProductAssociations
    if lists is None:
        return ()
    currency = currency_of(said.SearchLocaleUsed, asked_currency)
    return tuple(
        _related(one, relation, currency)
        for relation, found in (
            (Relation.KIT, lists.Kits),
            (Relation.MATING, lists.MatingProducts),
            (Relation.ASSOCIATED, lists.AssociatedProducts),
            (Relation.FOR_USE_WITH, lists.ForUseWithProducts),
        )
        for one in found or ()
    )


def recommended(said: RecommendedAnswer, asked_currency: str) -> tuple[Related, ...]:
    """Of every collection in the answer; each has a currency of its own."""
    return tuple(
        _recommended(one, currency_of(group.SearchLocaleUsed, asked_currency))
        for group in said.Recommendations or ()
        for one in group.RecommendedProducts or ()
    )


def _related(said: Summary, relation: Relation, currency: str, kind: str | None = None) -> Related:
    return Related(
        relation=relation,
        kind=clean(kind, 60),
        maker=clean(said.Manufacturer.Name if said.Manufacturer else None, 120),
        part=clean(said.ManufacturerProductNumber, 120),
        number=clean(said.DigiKeyProductNumber, 120),
        description=clean(said.Description),
        stock=said.QuantityAvailable,
        unit_price=price(said.UnitPrice),
        currency=currency,
        url=link(said.ProductUrl),
    )


def _recommended(said: Recommended, currency: str) -> Related:
    return Related(
        relation=Relation.RECOMMENDED,
        kind="",
        maker=clean(said.ManufacturerName, 120),
        part=clean(said.ManufacturerProductNumber, 120),
        number=clean(said.DigiKeyProductNumber, 120),
        description=clean(said.ProductDescription),
        stock=said.QuantityAvailable,
        unit_price=price(said.UnitPrice),
        currency=currency,
        url=link(said.ProductUrl),
    )


# -- documents and notices ---------------------------------------------------------------------


def documents(said: Media) -> tuple[Document, ...]:
    """A document whose address cannot be opened is told all the same, without it."""
    found = (
        Document(clean(one.MediaType, 60), clean(one.Title), link(one.Url) or "")
        for one in said.MediaLinks or ()
    )
    return tuple(one for one in found if one.kind or one.title or one.url)


def change_notices(said: Notices) -> tuple[ChangeNotice, ...]:
    """The newest first; those without a day last, as they came."""
    found = [
        ChangeNotice(
            clean(one.PcnType, 80),
            clean(one.PcnDescription),
            day(one.PcnChangeDate),
            link(one.PcnLink),
        )
        for one in said.ProductChangeNotifications or ()
    ]
    dated = sorted((one for one in found if one.on), key=lambda one: str(one.on), reverse=True)
    return (*dated, *(one for one in found if one.on is None))


# -- makers and categories ---------------------------------------------------------------------


def makers(said: Makers) -> tuple[Maker, ...]:
    found = (Maker(str(one.Id), clean(one.Name, 120)) for one in said.Manufacturers or () if one.Id)
    return tuple(one for one in found if one.name)


def categories(said: Iterable[CategoryTree] | None) -> tuple[Category, ...]:
    """The tree, from whatever `said` begins with."""
    return tuple(_tree(said, _DEEPEST))


def _tree(said: Iterable[CategoryTree] | None, deep: int) -> Iterator[Category]:
    for one in said or () if deep else ():
        # 0 is no category, and no parent.
        if not one.CategoryId:
            continue
        yield Category(
            id=str(one.CategoryId),
            parent=str(one.ParentId) if one.ParentId else None,
            name=clean(one.Name, 120) or str(one.CategoryId),
            parts=one.ProductCount,
            children=tuple(_tree(one.Children, deep - 1)),
        )
