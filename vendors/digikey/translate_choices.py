"""What DigiKey offers to narrow a search by, in the field's own words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import get_args

from vendors.details import Choice, Choices, ParameterChoice
from vendors.digikey.query import Marketplace, SearchOption, SortField, Tariff
from vendors.digikey.wire_products import (
    FilterCount,
    KeywordResponse,
    ParameterOptions,
    TopCategory,
)
from vendors.text import clean


def choices(said: KeywordResponse) -> Choices | None:
    """None where the answer offers nothing."""
    offered = said.FilterOptions
    if offered is None:
        return None
    return Choices(
        makers=tuple(_counted(offered.Manufacturers)),
        categories=tuple(_categories(offered.TopCategories)),
        statuses=tuple(_counted(offered.Status)),
        packagings=tuple(_counted(offered.Packaging)),
        series=tuple(_counted(offered.Series)),
        parameters=tuple(_parameters(offered.ParametricFilters)),
        applied=tuple(
            str(one.Id) for one in said.AppliedParametricFiltersDto or () if one.Id is not None
        ),
        marketplaces=tuple(
            word for word in get_args(Marketplace) if word in (offered.MarketPlaceFilters or ())
        ),
        tariffs=get_args(Tariff),
        options=get_args(SearchOption),
        sorts=get_args(SortField),
    )


def _counted(said: Iterable[FilterCount] | None) -> Iterator[Choice]:
    for one in said or ():
        if found := _choice(one.Id, one.Value, one.ProductCount):
            yield found


def _categories(said: Iterable[TopCategory] | None) -> Iterator[Choice]:
    """The category with the one above it in front: some have the same name under several."""
    for one in said or ():
        node, above = one.Category, one.RootCategory
        if node is None:
            continue
        names = [clean(each.Name, 80) for each in (above, node) if each is not None]
        if above is not None and above.Id == node.Id:
            del names[0]
        name = " / ".join(name for name in names if name)
        if found := _choice(node.Id, name, node.ProductCount):
            yield found


def _parameters(said: Iterable[ParameterOptions] | None) -> Iterator[ParameterChoice]:
    for one in said or ():
        category = one.Category
        under = (
            None
            if category is None
            else _choice(category.Id, category.Value, category.ProductCount)
        )
        # Without its category a parameter cannot be filtered by.
        if one.ParameterId is None or under is None:
            continue
        values = (
            _choice(each.ValueId, each.ValueName, each.ProductCount)
            for each in one.FilterValues or ()
        )
        yield ParameterChoice(
            id=str(one.ParameterId),
            name=clean(one.ParameterName, 80) or str(one.ParameterId),
            category=under,
            kind=clean(one.ParameterType, 40),
            values=tuple(value for value in values if value is not None),
        )


def _choice(number: int | str | None, name: str | None, parts: int | None) -> Choice | None:
    """None without an id, and for an id that would not go back as it came."""
    text = "" if number is None else str(number)
    if not text or clean(text, 200) != text:
        return None
    return Choice(text, clean(name, 120) or text, parts if parts is None or parts >= 0 else None)
