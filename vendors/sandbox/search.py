"""Which parts a keyword search finds, in which order, and how many it would find narrowed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from vendors.sandbox import parametrics, traits
from vendors.sandbox.criteria import IN_STOCK, MARKETPLACE, Criteria, Ids
from vendors.sandbox.ids import series_id
from vendors.sandbox.parts import taxonomy
from vendors.sandbox.parts.catalogue import Catalogue, Index, fold
from vendors.sandbox.shapes import available

Json = dict[str, Any]
Keep = Callable[[int], bool]


def found(catalogue: Catalogue, criteria: Criteria) -> list[int]:
    """Indexes of all parts that fit, sorted as asked."""
    hits = catalogue.find(criteria.keywords)
    for keep in _filters(catalogue, criteria):
        hits = [index for index in hits if keep(index)]
    if criteria.parametric is not None:
        hits = _parametric(catalogue, hits, criteria)
    if criteria.sort != "None":
        hits.sort(key=_key(catalogue, criteria.sort), reverse=criteria.descending)
    return hits


def exact(catalogue: Catalogue, hits: Iterable[int], keywords: str) -> list[int]:
    """Those of `hits` whose number the keywords are: DigiKey's number, else the maker's.

    Some maker's numbers find none, as others have seen it.
    """
    wanted = keywords.strip()
    if not wanted:
        return []
    texts = catalogue.index.texts
    needle = f"\n{fold(wanted)}\n"
    return [
        index
        for index in hits
        if needle in texts[index]
        and (index % 7 != 3 or catalogue.part(index).variation(wanted) is not None)
    ]


def _filters(catalogue: Catalogue, criteria: Criteria) -> Iterable[Keep]:
    """One test for each filter that is on, the cheapest first."""
    index = catalogue.index
    families = _families(catalogue, criteria)
    if families is not None:
        yield lambda at: index.family[at] in families
    if criteria.statuses is not None:
        statuses = criteria.statuses
        yield lambda at: index.status[at] in statuses
    if criteria.packagings is not None:
        fitting = {
            place
            for place, codes in enumerate(index.pack_sets)
            if any(taxonomy.PACKAGINGS[code][0] in criteria.packagings for code in packs(codes))
        }
        yield lambda at: index.packs[at] in fitting
    if criteria.marketplace == "ExcludeMarketPlace":
        yield lambda at: bool(index.pack_sets[index.packs[at]])
    elif criteria.marketplace == "MarketPlaceOnly":
        yield lambda at: bool(index.marketplace[at])
    if criteria.tariff != "None":
        only = criteria.tariff == "TariffOnly"
        yield lambda at: bool(index.tariff[at]) == only
    least = max(criteria.at_least, 1 if IN_STOCK in criteria.options else 0)
    if least:
        yield lambda at: _stock(catalogue, index, at) >= least
    for option in criteria.options:
        if option != IN_STOCK:
            test = traits.OPTIONS[option]
            yield lambda at, test=test: test(at, index.status[at])  # type: ignore[misc]


def _families(catalogue: Catalogue, criteria: Criteria) -> set[int] | None:
    """The series that fit the filters on maker, category and series; None where there is none."""
    if criteria.makers is criteria.categories is criteria.series is None:
        return None

    def fits(wanted: Ids, *ids: int) -> bool:
        return wanted is None or not wanted.isdisjoint(ids)

    return {
        place
        for place, family in enumerate(catalogue.families)
        if fits(criteria.makers, taxonomy.MAKERS[family.maker].id)
        and fits(criteria.categories, family.category, taxonomy.CATEGORIES[family.category][0])
        and fits(criteria.series, series_id(family.series))
    }


def packs(codes: tuple[str, ...]) -> tuple[str, ...]:
    """A part that only a supplier sells comes in bulk."""
    return codes or ("BULK",)


def _stock(catalogue: Catalogue, index: Index, at: int) -> int:
    own = index.stock[at] if index.pack_sets[index.packs[at]] else 0
    return own or (available(catalogue.part(at)) if index.marketplace[at] else 0)


def _parametric(catalogue: Catalogue, hits: list[int], criteria: Criteria) -> list[int]:
    asked = criteria.parametric
    assert asked is not None  # noqa: S101 - the caller has looked
    index = catalogue.index
    hits = [at for at in hits if catalogue.families[index.family[at]].category == asked.category]
    for parameter, ids in asked.values.items():
        hits = parametrics.columns(catalogue)[parameter].having(hits, ids)
    return hits


def _key(catalogue: Catalogue, field: str) -> Callable[[int], Any]:
    """What to sort by. Prices are those of one piece in the part's own first packaging."""
    index = catalogue.index
    keys: dict[str, Callable[[int], Any]] = {
        "Packaging": lambda at: taxonomy.PACKAGINGS[packs(index.pack_sets[index.packs[at]])[0]][1],
        "ProductStatus": lambda at: index.status[at],
        "DigiKeyProductNumber": lambda at: index.texts[at].split("\n", 3)[2],
        "ManufacturerProductNumber": lambda at: index.texts[at].split("\n", 2)[1],
        "Manufacturer": lambda at: _maker(catalogue, at).name.casefold(),
        "MinimumQuantity": lambda at: _least(catalogue, at),
        "QuantityAvailable": lambda at: _stock(catalogue, index, at),
        "Price": lambda at: index.price[at],
        "Supplier": lambda at: (bool(index.marketplace[at]), _maker(catalogue, at).name),
        "PriceManufacturerStandardPackage": lambda at: _reel_price(catalogue, at),
    }
    return keys[field]


def _maker(catalogue: Catalogue, at: int) -> taxonomy.Maker:
    return taxonomy.MAKERS[catalogue.families[catalogue.index.family[at]].maker]


def _least(catalogue: Catalogue, at: int) -> int:
    return min((each.moq for each in catalogue.part(at).variations if each.breaks), default=0)


def _reel_price(catalogue: Catalogue, at: int) -> int:
    part = catalogue.part(at)
    prices = [part.unit(each, part.core.reel, own=False) for each in part.variations]
    return min((price for price in prices if price is not None), default=0)


# -- what it could be narrowed by --------------------------------------------------------------


def filter_options(catalogue: Catalogue, hits: list[int]) -> Json:
    """FilterOptions, each counted over all hits and not over the page.

    Parameters are only listed where all hits lie in one category.
    """
    index = catalogue.index
    makers: Counter[tuple[int, str]] = Counter()
    series: Counter[tuple[int, str]] = Counter()
    categories: Counter[int] = Counter()
    for place, many in Counter(map(index.family.__getitem__, hits)).items():
        family = catalogue.families[place]
        maker = taxonomy.MAKERS[family.maker]
        makers[maker.id, maker.name] += many
        series[series_id(family.series), family.series] += many
        categories[family.category] += many
    packagings: Counter[tuple[int, str]] = Counter()
    for place, many in Counter(map(index.packs.__getitem__, hits)).items():
        for code in packs(index.pack_sets[place]):
            packagings[taxonomy.PACKAGINGS[code]] += many
    statuses = Counter(
        {
            (status, taxonomy.STATUSES[status]): many
            for status, many in Counter(map(index.status.__getitem__, hits)).items()
        }
    )
    return {
        "Manufacturers": _base_filters(makers),
        "Packaging": _base_filters(packagings),
        "Status": _base_filters(statuses),
        "Series": _base_filters(series),
        "ParametricFilters": _parameters(catalogue, hits, categories),
        "TopCategories": _top(categories),
        "MarketPlaceFilters": list(MARKETPLACE),
    }


def _base_filters(counts: Counter[tuple[int, str]]) -> list[Json]:
    return [
        {"Id": id_, "Value": name, "ProductCount": many}
        for (id_, name), many in sorted(counts.items(), key=lambda each: each[0][1])
    ]


def _top(categories: Counter[int]) -> list[Json]:
    """By share of the hits."""
    roots: Counter[int] = Counter()
    for category, many in categories.items():
        roots[taxonomy.CATEGORIES[category][0]] += many
    total = categories.total()
    found: list[Json] = []
    for category, many in categories.most_common():
        root, name = taxonomy.CATEGORIES[category]
        found.append(
            {
                "RootCategory": _top_node(root, taxonomy.ROOTS[root], roots[root]),
                "Category": _top_node(category, name, many),
                "Score": round(many / total, 4),
                "ImageUrl": "",
            }
        )
    return found


def _top_node(id_: int, name: str, many: int) -> Json:
    return {"Id": id_, "Name": name, "ProductCount": many}


def _parameters(catalogue: Catalogue, hits: list[int], categories: Counter[int]) -> list[Json]:
    if len(categories) != 1:
        return []
    ((category, many),) = categories.items()
    found: list[Json] = []
    for parameter, column in sorted(parametrics.columns(catalogue).items()):
        values = column.counts(hits) if category in column.categories else []
        if values:
            name, kind = taxonomy.PARAMETERS[parameter]
            found.append(
                {
                    "Category": {
                        "Id": category,
                        "Value": taxonomy.CATEGORIES[category][1],
                        "ProductCount": many,
                    },
                    "ParameterType": kind,
                    "ParameterId": parameter,
                    "ParameterName": name,
                    "FilterValues": [
                        {
                            "ProductCount": count,
                            "ValueId": id_,
                            "ValueName": text,
                            "RangeFilterType": None,
                        }
                        for id_, text, count in values
                    ],
                }
            )
    return found
