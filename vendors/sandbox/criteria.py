"""What a keyword search asks for, read from its body.

Bounds and closed lists of words are held (400); a parametric filter that is not spelled as the
specification has it is ignored with 200, as others have measured; so are names nobody knows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from vendors.sandbox import traits
from vendors.sandbox.parts import taxonomy
from vendors.sandbox.reading import Faulty, Reader, number

MARKETPLACE = ("NoFilter", "ExcludeMarketPlace", "MarketPlaceOnly")
TARIFF = ("None", "ExcludeTariff", "TariffOnly")
SORT_FIELDS = ("None", "Packaging", "ProductStatus", "DigiKeyProductNumber",
               "ManufacturerProductNumber", "Manufacturer", "MinimumQuantity",
               "QuantityAvailable", "Price", "Supplier",
               "PriceManufacturerStandardPackage")  # fmt: skip
IN_STOCK = "InStock"
SEARCH_OPTIONS = (*traits.OPTIONS, IN_STOCK)
MOST_LETTERS = 250
MOST_PRODUCTS = 50

Ids = frozenset[int] | None


@dataclass(frozen=True, slots=True)
class Parametric:
    """A category, and for each parameter the ids of the values that are let through."""

    category: int
    values: dict[int, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Criteria:
    """One search. A filter that is None lets everything through."""

    keywords: str
    limit: int
    offset: int
    makers: Ids = None
    categories: Ids = None
    statuses: Ids = None
    packagings: Ids = None
    series: Ids = None
    marketplace: str = "NoFilter"
    tariff: str = "None"
    at_least: int = 0
    options: tuple[str, ...] = ()
    parametric: Parametric | None = None
    sort: str = "None"
    descending: bool = False


def read(body: Any) -> Criteria:
    """Raises Refused where the body breaks a bound or uses a word that is none."""
    faulty = Faulty()
    reader = Reader.of_body(body, faulty)
    keywords = reader.text("Keywords") or ""
    if len(keywords) > MOST_LETTERS:
        reader.note("Keywords", f"The field Keywords must have at most {MOST_LETTERS} characters.")
    limit = reader.whole("Limit", least=1, most=MOST_PRODUCTS)
    offset = reader.whole("Offset")
    nothing = Reader({}, faulty)
    sort = reader.object("SortOptions") or nothing
    field = sort.word("Field", SORT_FIELDS)
    order = sort.word("SortOrder", ("Ascending", "Descending"))
    asked = reader.object("FilterOptionsRequest") or nothing
    criteria = Criteria(
        keywords=keywords,
        limit=10 if limit is None else limit,
        offset=offset or 0,
        makers=_ids(asked, "ManufacturerFilter"),
        categories=_ids(asked, "CategoryFilter"),
        statuses=_ids(asked, "StatusFilter"),
        packagings=_ids(asked, "PackagingFilter"),
        series=_ids(asked, "SeriesFilter"),
        marketplace=asked.word("MarketPlaceFilter", MARKETPLACE) or "NoFilter",
        tariff=asked.word("TariffFilter", TARIFF) or "None",
        at_least=asked.whole("MinimumQuantityAvailable") or 0,
        options=_options(asked),
        parametric=_parametric(asked.raw.get("ParameterFilterRequest")),
        sort=field or "None",
        descending=order == "Descending",
    )
    faulty.refuse()
    return criteria


def _ids(asked: Reader, name: str) -> Ids:
    """Ids are texts of digits; one that is not matches nothing."""
    texts = [each.text("Id") for each in asked.objects(name)]
    if not texts:
        return None
    numbers = [number(text) for text in texts if text is not None]
    return frozenset(-1 if each is None else each for each in numbers)


def _options(asked: Reader) -> tuple[str, ...]:
    words = asked.texts("SearchOptions")
    for word in words:
        if word not in SEARCH_OPTIONS:
            asked.note("SearchOptions", f"The value {word!r} is not valid for SearchOptions.")
    return tuple(words)


def _parametric(raw: Any) -> Parametric | None:
    """None for whatever is not spelled as the specification has it."""
    try:
        category = number(raw["CategoryFilter"]["Id"])
        values = {
            _known(each["ParameterId"]): frozenset(_text(one["Id"]) for one in each["FilterValues"])
            for each in raw["ParameterFilters"]
        }
    except (TypeError, KeyError, AttributeError, ValueError):
        return None
    if category not in taxonomy.CATEGORIES or not values or not all(values.values()):
        return None
    return Parametric(category, values)


def _known(parameter: Any) -> int:
    if isinstance(parameter, bool) or parameter not in taxonomy.PARAMETERS:
        raise ValueError(parameter)
    return int(parameter)


def _text(id_: Any) -> str:
    if not isinstance(id_, str):
        raise TypeError(id_)
    return id_
