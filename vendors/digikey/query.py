"""A keyword search as DigiKey understands it.

A filter in the wrong place is ignored without a word and the whole catalogue comes back
(measured), so filters are typed arguments and never a free mapping.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

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


@dataclass(frozen=True, slots=True)
class Filters:
    """Ids are DigiKey's, as text. `parameters` need their one `parameter_category`.

    A parameter is (ParameterId, ids of the values wanted).
    """

    manufacturers: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    packagings: tuple[str, ...] = ()
    series: tuple[str, ...] = ()
    marketplace: Marketplace | None = None
    tariff: Tariff | None = None
    minimum_available: int | None = None
    options: tuple[SearchOption, ...] = ()
    parameter_category: str | None = None
    parameters: tuple[tuple[int, tuple[str, ...]], ...] = ()


def keyword_request(
    words: str,
    *,
    offset: int = 0,
    limit: int = LARGEST_PAGE,
    filters: Filters | None = None,
    sort: SortField | None = None,
    descending: bool = False,
) -> KeywordRequest:
    """Raises Invalid where DigiKey would not read it or would ignore a part of it."""
    if not words.isprintable():
        raise Invalid(VENDOR, "there is a character in it that cannot be searched for")
    if len(words) > LONGEST_WORDS:
        raise Invalid(VENDOR, f"DigiKey takes at most {LONGEST_WORDS} characters to search for")
    if not 1 <= limit <= LARGEST_PAGE or offset < 0:
        raise Invalid(VENDOR, f"DigiKey gives 1 to {LARGEST_PAGE} parts at a time, from 0 on")
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
    if bool(filters.parameters) != (filters.parameter_category is not None):
        raise Invalid(VENDOR, "filtering by parameters needs a category, and the other way round")
    if filters.parameter_category is not None:
        parametric = ParameterFilter(
            CategoryFilter=FilterId(Id=filters.parameter_category),
            ParameterFilters=[
                ParametricCategory(ParameterId=number, FilterValues=_ids(values) or [])
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
