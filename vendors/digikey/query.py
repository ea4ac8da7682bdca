"""A keyword search as DigiKey understands it.

A filter in the wrong place is ignored without a word and the whole catalogue comes back
(measured), so filters are typed arguments and never a free mapping.
"""

from __future__ import annotations

from typing import Any, Literal, TypeAlias, get_args

from vendors.details import Filters
from vendors.digikey.settings import VENDOR
from vendors.digikey.wire_products import (
    FilterId,
    FilterOptions,
    KeywordRequest,
    ParameterFilter,
    ParametricCategory,
    Sorting,
)
from vendors.errors import Invalid

LONGEST_WORDS = 250
LARGEST_PAGE = 50

Marketplace: TypeAlias = Literal["NoFilter", "ExcludeMarketPlace", "MarketPlaceOnly"]
Tariff: TypeAlias = Literal["None", "ExcludeTariff", "TariffOnly"]
SearchOption: TypeAlias = Literal[
    "ChipOutpost",
    "Has3DModel",
    "HasCadModel",
    "HasDatasheet",
    "HasProductPhoto",
    "InStock",
    "NewProduct",
    "NonRohsCompliant",
    "NormallyStocking",
    "RohsCompliant",
]
SortField: TypeAlias = Literal[
    "None",
    "Packaging",
    "ProductStatus",
    "DigiKeyProductNumber",
    "ManufacturerProductNumber",
    "Manufacturer",
    "MinimumQuantity",
    "QuantityAvailable",
    "Price",
    "Supplier",
    "PriceManufacturerStandardPackage",
]


def keyword_request(
    words: str,
    *,
    offset: int = 0,
    limit: int = LARGEST_PAGE,
    filters: Filters | None = None,
    sort: str | None = None,
    descending: bool = False,
) -> KeywordRequest:
    """Raises Invalid where DigiKey would not read it or would ignore a part of it."""
    if not words.isprintable():
        raise Invalid(VENDOR, "there is a character in it that cannot be searched for")
    if len(words) > LONGEST_WORDS:
        raise Invalid(VENDOR, f"DigiKey takes at most {LONGEST_WORDS} characters to search for")
    if filters and (filters.minimum_available or 0) < 0:
        raise Invalid(VENDOR, "a quantity in stock is not less than nothing")
    if not 1 <= limit <= LARGEST_PAGE or offset < 0:
        raise Invalid(VENDOR, f"DigiKey gives 1 to {LARGEST_PAGE} parts at a time, from 0 on")
    _listed((sort,), SortField, "sort by")
    return KeywordRequest(
        Keywords=words,
        Limit=limit,
        Offset=offset,
        FilterOptionsRequest=_filters(filters) if filters else None,
        SortOptions=None
        if sort is None
        else Sorting(Field=sort, SortOrder="Descending" if descending else "Ascending"),
    )


def _filters(filters: Filters) -> FilterOptions:
    parametric = None
    _listed((filters.marketplace,), Marketplace, "filter the marketplace by")
    _listed((filters.tariff,), Tariff, "filter tariffs by")
    _listed(filters.options, SearchOption, "search with")
    if bool(filters.parameters) != (filters.parameter_category is not None):
        raise Invalid(VENDOR, "filtering by parameters needs a category, and the other way round")
    if filters.parameter_category is not None:
        parametric = ParameterFilter(
            CategoryFilter=FilterId(Id=filters.parameter_category),
            ParameterFilters=[
                ParametricCategory(ParameterId=_number(number), FilterValues=_wanted(values))
                for number, values in filters.parameters
            ],
        )
    return FilterOptions(
        ManufacturerFilter=_ids(filters.manufacturers),
        CategoryFilter=_ids(filters.categories),
        StatusFilter=_ids(filters.statuses),
        PackagingFilter=_ids(filters.packagings),
        MarketPlaceFilter=filters.marketplace,
        TariffFilter=filters.tariff,
        SeriesFilter=_ids(filters.series),
        MinimumQuantityAvailable=filters.minimum_available,
        ParameterFilterRequest=parametric,
        SearchOptions=list(filters.options) or None,
    )


def _ids(values: tuple[str, ...]) -> list[FilterId] | None:
    return [FilterId(Id=value) for value in values] or None


def _wanted(values: tuple[str, ...]) -> list[FilterId]:
    found = _ids(values)
    if found is None:
        raise Invalid(VENDOR, "filtering by a parameter needs the values wanted")
    return found


def _number(said: int | str) -> int:
    text = str(said)
    if not (text.isascii() and text.isdigit()):
        raise Invalid(VENDOR, "that is no number of a parameter")
    return int(text)


def _listed(words: tuple[str | None, ...], those: Any, what: str) -> None:
    """A word that is not in DigiKey's list would be refused, or ignored with everything found."""
    for word in words:
        if word is not None and word not in get_args(those):
            raise Invalid(VENDOR, f"DigiKey has no {word!r} to {what}")
