"""DigiKey's products in the field's own words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

from vendors.digikey.settings import VENDOR
from vendors.digikey.translate_choices import choices
from vendors.digikey.wire_products import (
    CategoryNode,
    Environment,
    IsoSearchLocale,
    KeywordResponse,
    Named,
    PricedFrom,
    ProductInfo,
    ProductPricing,
    ProductPricingResponse,
    ProductPricingVariation,
    ProductVariation,
)
from vendors.text import clean, link
from vendors.vocabulary import Found, Offer, Packaging, Part, PriceBreak

# Ids and their meaning as recorded; the names beside them are in the language asked for.
_PACKAGINGS = {
    1: Packaging.REEL,
    2: Packaging.CUT_TAPE,
    3: Packaging.BULK,
    4: Packaging.BOX,
    6: Packaging.TUBE,
    61: Packaging.BOX,
    62: Packaging.BAG,
    243: Packaging.DIGI_REEL,
}
_PACKAGING_WORDS = (
    ("digi-reel", Packaging.DIGI_REEL),
    ("cut tape", Packaging.CUT_TAPE),
    ("reel", Packaging.REEL),
    ("tube", Packaging.TUBE),
    ("tray", Packaging.TRAY),
    ("bulk", Packaging.BULK),
    ("box", Packaging.BOX),
    ("bag", Packaging.BAG),
)
_STATUSES = {
    0: "Active",
    1: "Obsolete",
    2: "Discontinued at Digi-Key",
    4: "Last Time Buy",
    7: "Not For New Designs",
}
_GONE = frozenset({1, 2})

# DigiKey's "no limit" (measured; its document says nothing of it, nor of 0, which means the same).
_NO_LIMIT = 999_999_999
# 1858-11-17, day 0 of the Modified Julian Date, is DigiKey's "no date"; 0001-01-01 is another.
_FIRST_DATE = date(1900, 1, 1)
_WEEKS = re.compile(r"\s*(\d{1,3})(?!\d)")
_DEEPEST = 8


def day(text: str | None) -> date | None:
    """The day in an ISO 8601 text; None for nothing, nonsense and DigiKey's "no date"."""
    try:
        found = date.fromisoformat((text or "")[:10])
    except ValueError:
        return None
    return found if found >= _FIRST_DATE else None


def instant(text: str | None) -> datetime | None:
    """The instant in an ISO 8601 text, in UTC; a text without an offset is taken as UTC.

    None as for `day`, and for an instant that in UTC lies beyond the last year there is.
    """
    if day(text) is None or text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def weeks(text: str | None) -> int | None:
    """Lead time in weeks out of "52" or "6 weeks"."""
    found = _WEEKS.match(text or "")
    return int(found[1]) if found else None


# -- parts -------------------------------------------------------------------------------------


def found_words(said: KeywordResponse, asked_currency: str, *, first_page: bool) -> Found:
    """One page of a search. DigiKey keeps exact matches apart, of every page the same ones."""
    currency = currency_of(said.SearchLocaleUsed, asked_currency)
    products, exact = list(said.Products or ()), []
    if first_page:
        listed = {_identity(product) for product in products}
        exact = [p for p in said.ExactMatches or () if _identity(p) not in listed]
    parts = tuple(part(product, currency) for product in (*exact, *products))
    total = max(said.ProductsCount or 0, len(parts))
    return Found(parts, total, currency, choices(said), above=len(exact))


def found_prices(said: ProductPricingResponse, asked_currency: str) -> Found:
    """What the pricing call found."""
    used = said.SettingsUsed.SearchLocale if said.SettingsUsed else None
    currency = currency_of(used, asked_currency)
    priced = said.ProductPricings or ()
    parts = tuple(_priced(product, currency, said.AccountIdUsed) for product in priced)
    return Found(parts, max(said.ProductsCount or 0, len(parts)), currency)


def part(product: ProductInfo, currency: str, account: int | None = None) -> Part:
    """A product with its variations, each an offer; `account` is the one that DigiKey priced for.

    Its own price and stock are left out: the price can be 0 or a marketplace supplier's, and the
    stock is no reliable sum (both recorded).
    """
    status = product.ProductStatus
    number = None if status is None else status.Id
    texts = product.Description
    classed = product.Classifications or Environment()
    word = _STATUSES.get(number) if number is not None else None
    return Part(
        maker=_name(product.Manufacturer),
        number=clean(product.ManufacturerProductNumber, 120),
        description=clean(texts.ProductDescription if texts else None),
        detail=clean(texts.DetailedDescription if texts else None, 600),
        status=word or clean(status.Status if status else None, 60),
        category=" / ".join(_categories(product.Category)),
        offers=tuple(
            _offer(variation, currency, product.Ncnr)
            for variation in product.ProductVariations or ()
        ),
        series=_said(_name(product.Series), 120),
        series_id=_id_of(product.Series),
        datasheet=link(product.DatasheetUrl),
        lead_weeks=weeks(product.ManufacturerLeadWeeks),
        rohs=_said(classed.RohsStatus),
        obsolete=_any_of(
            number in _GONE if word else None, product.Discontinued, product.EndOfLife
        ),
        backorder_allowed=_not(product.BackOrderNotAllowed),
        parameters=tuple(
            (clean(one.ParameterText, 80), clean(one.ValueText, 120))
            for one in product.Parameters or ()
            if one.ParameterText and one.ValueText not in (None, "", "-")
        ),
        other_names=_names(product.OtherNames),
        base=_said(_name(product.BaseProductNumber)),
        photo=link(product.PhotoUrl),
        video=link(product.PrimaryVideoUrl),
        url=link(product.ProductUrl),
        normally_stocked=product.NormallyStocking,
        end_of_life=product.EndOfLife,
        last_buy=day(product.DateLastBuyChance),
        factory_stock=product.ManufacturerPublicQuantity,
        reach=_said(classed.ReachStatus),
        eccn=_said(classed.ExportControlClassNumber),
        htsus=_said(classed.HtsusCode),
        msl=_said(classed.MoistureSensitivityLevel),
        shipping_note=_said(product.ShippingInfo, 300),
        account=_account(account),
    )


def _priced(product: ProductPricing, currency: str, account: int | None) -> Part:
    texts = product.Description
    categories = (clean(one.Name, 80) for one in product.Categories or ())
    return Part(
        maker=_name(product.Manufacturer),
        number=clean(product.ManufacturerProductNumber, 120),
        description=clean(texts.ProductDescription if texts else None),
        detail=clean(texts.DetailedDescription if texts else None, 600),
        status="",
        category=" / ".join(name for name in categories if name),
        offers=tuple(
            _priced_offer(variation, currency, product)
            for variation in product.ProductVariations or ()
        ),
        lead_weeks=weeks(product.ManufacturerLeadWeeks),
        obsolete=_any_of(product.IsObsolete, product.IsDiscontinued, product.IsEndOfLife),
        backorder_allowed=_not(product.IsBoNotAllowed),
        other_names=_names(product.OtherNames),
        url=link(product.ProductUrl),
        normally_stocked=product.NormallyStocking,
        end_of_life=product.IsEndOfLife,
        factory_stock=product.ManufacturerPublicQuantity,
        eccn=_said(product.ExportControlClassNumber),
        htsus=_said(product.HtsusCode),
        msl=_said(product.MoistureSensitivityLevel),
        account=_account(account),
    )


def _offer(said: ProductVariation, currency: str, ncnr: bool | None) -> Offer:
    return _made_offer(
        said,
        currency,
        standard_package=said.StandardPackage,
        fee=said.DigiReelFee,
        tariff=said.TariffActive,
        ncnr=ncnr,
        supplier=_name(said.Supplier) or None,
    )


def _priced_offer(said: ProductPricingVariation, currency: str, product: ProductPricing) -> Offer:
    return _made_offer(
        said,
        currency,
        standard_package=product.StandardPackage,
        fee=said.DigiReelingFee,
        tariff=said.IsTariffActive,
        ncnr=product.IsNcnr,
        supplier=None,
    )


def _made_offer(
    said: ProductVariation | ProductPricingVariation,
    currency: str,
    *,
    standard_package: int | None,
    fee: Decimal | None,
    tariff: bool | None,
    ncnr: bool | None,
    supplier: str | None,
) -> Offer:
    """One variation. Without a minimum or without prices it is not for sale: it has no breaks."""
    packaging = packaging_of(said.PackageType)
    minimum = said.MinimumOrderQuantity or 0
    own = _breaks(said.MyPricing)
    breaks = (own or _breaks(said.StandardPricing)) if minimum > 0 else ()
    most = said.MaxQuantityForDistribution or 0
    package = standard_package if standard_package and standard_package > 0 else None
    return Offer(
        vendor=VENDOR,
        number=clean(said.DigiKeyProductNumber, 120),
        packaging=packaging,
        packaging_text=_name(said.PackageType),
        stock=said.QuantityAvailableforPackageType,
        moq=max(1, minimum),
        multiple=multiple_of(packaging, max(1, minimum), package),
        breaks=breaks,
        currency=currency,
        # The other packagings carry the field too, and unorderable ones even a figure.
        fee=fee if fee is not None and fee > 0 and packaging is Packaging.DIGI_REEL else Decimal(0),
        maximum=most if 0 < most < _NO_LIMIT else None,
        standard_package=package,
        own_price=bool(own) and bool(breaks),
        # A reel that is wound for us goes back to nobody, whatever the part itself says.
        ncnr=True if packaging is Packaging.DIGI_REEL else ncnr,
        tariff=tariff,
        marketplace=bool(said.MarketPlace),
        supplier=supplier,
    )


def multiple_of(packaging: Packaging, moq: int, standard_package: int | None) -> int:
    """What a quantity has to be a multiple of. DigiKey documents no such field.

    A reel is sold whole: multiples of its standard package. A tube or tray is too, where the
    minimum is a whole one; where the minimum is less (recorded: minimum 1, standard package 50)
    it is sold by the piece. That second rule is our reading of the figures, not DigiKey's word.
    """
    if not standard_package:
        return 1
    if packaging is Packaging.REEL:
        return standard_package
    if packaging in (Packaging.TUBE, Packaging.TRAY) and moq >= standard_package:
        return standard_package
    return 1


def packaging_of(said: Named | None) -> Packaging:
    """By id, because names are in the buyer's language; by English name for ids not yet seen."""
    if said is None:
        return Packaging.OTHER
    if said.Id in _PACKAGINGS:
        return _PACKAGINGS[said.Id]
    low = (said.Name or "").lower()
    return next((kind for word, kind in _PACKAGING_WORDS if word in low), Packaging.OTHER)


def _breaks(said: Iterable[PricedFrom] | None) -> tuple[PriceBreak, ...]:
    """In order of quantity. A price of 0 stands for "no price" (recorded on obsolete parts)."""
    found = {
        one.BreakQuantity: one.UnitPrice
        for one in said or ()
        if one.BreakQuantity and one.BreakQuantity > 0 and one.UnitPrice and one.UnitPrice > 0
    }
    return tuple(PriceBreak(quantity, found[quantity]) for quantity in sorted(found))


def currency_of(used: IsoSearchLocale | None, asked: str) -> str:
    """DigiKey silently replaces a currency its site does not sell in: what it used counts."""
    return clean(used.Currency if used else None, 3).upper() or asked


def _identity(product: ProductInfo) -> tuple[str, str]:
    return _name(product.Manufacturer).casefold(), (
        product.ManufacturerProductNumber or ""
    ).casefold()


def _categories(node: CategoryNode | None) -> Iterator[str]:
    for _ in range(_DEEPEST):
        if node is None:
            return
        if name := clean(node.Name, 80):
            yield name
        node = node.ChildCategories[0] if node.ChildCategories else None


def _id_of(said: Named | None) -> str | None:
    """Of a series that says "-" for none, as well as of one that is not there, there is no id."""
    return str(said.Id) if said and said.Id is not None and _said(_name(said), 120) else None


def _said(text: str | None, limit: int = 60) -> str | None:
    """None for nothing, and for the dash that DigiKey writes instead."""
    found = clean(text, limit)
    return None if found in ("", "-") else found


def _account(number: int | None) -> str | None:
    return str(number) if number is not None and number > 0 else None


def _name(said: Named | None) -> str:
    return clean(said.Name if said else None, 120)


def _names(said: Iterable[str | None] | None) -> tuple[str, ...]:
    return tuple(name for name in (clean(one, 120) for one in said or ()) if name)


def _not(said: bool | None) -> bool | None:
    return None if said is None else not said


def _any_of(*said: bool | None) -> bool | None:
    """True where one is; None where none is and one was not said."""
    if any(said):
        return True
    return None if None in said else False
