"""The real client at the real sandbox: what surrounds a part, every call judged both ways."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal
from typing import Any, get_args

import pytest
import pytest_asyncio

from tests.contract.parties import SETTINGS, TokensInMemory
from tests.contract.referee import Referee
from tests.contract.shop import Shop, shop
from vendors.buying import line_total
from vendors.details import Category, Filters, Relation
from vendors.digikey.query import SearchOption, SortField
from vendors.errors import Invalid, NotFound, SignInNeeded
from vendors.vocabulary import Offer, Packaging, Part

# A part in three packagings, with all that can surround one.
NUMBER = "LM358DR"
AROUND = ("substitutes", "other_packagings", "associated", "recommended", "documents")


@pytest_asyncio.fixture
async def here(referee: Referee) -> AsyncIterator[Shop]:
    async with shop(referee) as made:
        yield made


def offer(part: Part, packaging: Packaging) -> Offer:
    return next(one for one in part.offers if one.packaging is packaging and one.breaks)


# -- prices ------------------------------------------------------------------------------------


async def test_ways_to_buy_add_up(here: Shop) -> None:
    """Each packaging at its own price, together the way's total; own prices stand first."""
    digikey = await here.buyer()
    cut = offer(await digikey.look_up(NUMBER), Packaging.CUT_TAPE)
    for quantity in (1, 7, 1800, 2600):
        ways = await digikey.ways_to_buy(cut.number, quantity)
        assert ways
        assert [way.own_price for way in ways] == sorted(
            (way.own_price for way in ways), reverse=True
        )
        for way in ways:
            assert way.currency == "USD"
            assert way.quantity == sum(pack.quantity for pack in way.packs) >= quantity
            assert way.total == sum(pack.total or Decimal(0) for pack in way.packs)
            for pack in way.packs:
                assert pack.unit_price is not None
                assert pack.total == line_total(pack.quantity, pack.unit_price, way.currency)
                assert pack.quantity >= pack.moq


async def test_a_quantity_below_the_minimum_is_offered_as_the_minimum(here: Shop) -> None:
    digikey = await here.buyer()
    reel = offer(await digikey.look_up(NUMBER), Packaging.REEL)
    ways = await digikey.ways_to_buy(reel.number, 3)
    assert ways
    for way in ways:
        for pack in way.packs:
            if pack.number == reel.number:
                assert pack.quantity >= reel.moq


async def test_a_reel_made_to_measure_costs_its_pieces_and_a_fee(here: Shop) -> None:
    digikey = await here.buyer()
    part = await digikey.look_up(NUMBER)
    reel = offer(part, Packaging.DIGI_REEL)
    found = await digikey.reel_price(reel.number, 500)
    assert (found.number, found.quantity, found.currency) == (reel.number, 500, "USD")
    assert found.fee == reel.fee
    assert found.unit_price is not None
    assert found.total == line_total(500, found.unit_price, "USD") + reel.fee
    with pytest.raises(Invalid):
        await digikey.reel_price(offer(part, Packaging.CUT_TAPE).number, 500)


async def test_prices_are_in_the_currency_of_the_site_whatever_was_asked(here: Shop) -> None:
    digikey = await here.buyer(settings=replace(SETTINGS, currency="EUR"))
    part = await digikey.look_up(NUMBER)
    (way, *_) = await digikey.ways_to_buy(NUMBER, 10)
    reel = await digikey.reel_price(offer(part, Packaging.DIGI_REEL).number, 10)
    (related, *_) = await digikey.substitutes(NUMBER)
    assert {way.currency, reel.currency, related.currency, part.offers[0].currency} == {"USD"}


# -- relatives, documents, notices -------------------------------------------------------------


@pytest.mark.parametrize(
    ("relation", "call", "number"),
    [
        (Relation.SUBSTITUTE, "substitutes", NUMBER),
        (Relation.PACKAGING, "other_packagings", NUMBER),
        (Relation.RECOMMENDED, "recommended", NUMBER),
        (Relation.KIT, "associated", "RC0603FR-0710KL"),
        (Relation.MATING, "associated", "S2B-XH-A"),
        (Relation.ASSOCIATED, "associated", "TPS54331DDAR"),
        (Relation.FOR_USE_WITH, "associated", "SXH-001T-P0.6"),
    ],
)
async def test_every_relative_can_be_looked_up(
    here: Shop, relation: Relation, call: str, number: str
) -> None:
    """By the number that came with it: it is the very part, one of its packagings."""
    digikey = await here.buyer()
    found = [one for one in await getattr(digikey, call)(number) if one.relation is relation]
    assert found
    for one in found[:3]:
        again = await digikey.look_up(one.number)
        assert (again.number, again.maker) == (one.part, one.maker)
        assert one.description == again.description
        (packaging,) = (each for each in again.offers if each.number == one.number)
        assert one.stock == packaging.stock
        assert one.unit_price is None or one.unit_price > 0


async def test_another_packaging_is_not_the_one_that_was_asked_about(here: Shop) -> None:
    digikey = await here.buyer()
    cut = offer(await digikey.look_up(NUMBER), Packaging.CUT_TAPE)
    found = await digikey.other_packagings(cut.number)
    assert found
    assert cut.number not in {one.number for one in found}


async def test_documents_are_those_of_the_part_or_none(here: Shop) -> None:
    digikey = await here.buyer()
    parts = (await digikey.search("LM358")).parts
    found = {len(await digikey.documents(part.offers[0].number)) for part in parts}
    # Some have none, which the vendor says with 404.
    assert 0 in found
    assert max(found) > 0
    statuses = {answered.status for asked, answered in here.wire.calls if "/media" in asked.url}
    assert statuses == {200, 404}


async def test_change_notices_are_those_of_the_part_or_none(here: Shop) -> None:
    digikey = await here.buyer()
    ends: list[Part] = []
    for part in (await digikey.search("LM358")).parts:
        notices = await digikey.change_notices(part.offers[0].number)
        days = [one.on for one in notices if one.on]
        assert days == sorted(days, reverse=True)
        if part.obsolete:
            ends.append(part)
            assert any("EOL" in one.kind for one in notices)
    assert ends
    statuses = {answered.status for asked, answered in here.wire.calls if "/Change" in asked.url}
    assert statuses == {200, 404}


@pytest.mark.parametrize("number", ["10kΩ", "no such/part #1", "a+b", "%2F"])
async def test_a_number_that_is_not_known_is_repeated_as_it_was_asked(
    here: Shop, number: str
) -> None:
    digikey = await here.buyer()
    calls: list[Any] = [getattr(digikey, name)(number) for name in AROUND[:4]]
    calls += [digikey.ways_to_buy(number, 1), digikey.reel_price(number, 1)]
    for call in calls:
        with pytest.raises(NotFound) as caught:
            await call
        assert number in caught.value.words
    assert await digikey.documents(number) == ()
    assert await digikey.change_notices(number) == ()


async def test_odd_numbers_arrive_whole(here: Shop) -> None:
    digikey = await here.buyer()
    for number in ("LM358MX/NOPB", "LTC1086CS8#PBF", "MAX232CSA+T", "../../etc/passwd"):
        for name in AROUND:
            await getattr(digikey, name)(number)  # known: none of these raises
        assert (await digikey.ways_to_buy(number, 100)) is not None


async def test_the_application_alone_may_ask_all_but_the_notices(here: Shop) -> None:
    digikey = here.client(TokensInMemory())
    for name in AROUND:
        await getattr(digikey, name)(NUMBER)
    assert await digikey.ways_to_buy(NUMBER, 1)
    assert await digikey.makers()
    assert await digikey.categories()
    with pytest.raises(SignInNeeded):
        await digikey.change_notices(NUMBER)
    assert here.asked("/ChangeNotifications") == 0


# -- makers and categories ---------------------------------------------------------------------


def walked(tree: tuple[Category, ...]) -> list[Category]:
    return [one for top in tree for one in (top, *walked(top.children))]


async def test_the_tree_of_categories_holds_together(here: Shop) -> None:
    digikey = await here.buyer()
    tree = await digikey.categories()
    every = walked(tree)
    ids = [one.id for one in every]
    assert len(ids) == len(set(ids))
    for one in every:
        assert {child.parent for child in one.children} <= {one.id}
        assert await digikey.category(one.id) == one
    with pytest.raises(NotFound):
        await digikey.category("99999999")


async def test_makers_are_those_that_a_search_is_narrowed_by(here: Shop) -> None:
    digikey = await here.buyer()
    makers = {one.id: one.name for one in await digikey.makers()}
    choices = (await digikey.search("LM358")).choices
    assert choices is not None
    assert choices.makers
    for one in choices.makers:
        assert makers[one.id] == one.name


async def test_a_maker_tells_apart_the_parts_of_one_number(here: Shop) -> None:
    digikey = await here.buyer()
    makers = {one.name: one.id for one in await digikey.makers()}
    found = [part for part in (await digikey.search("LM358D")).parts if part.number == "LM358D"]
    for part in found:
        again = await digikey.look_up("LM358D", maker_id=makers[part.maker])
        assert again.maker == part.maker
        for way in await digikey.ways_to_buy("LM358D", 10, maker_id=makers[part.maker]):
            assert {pack.number for pack in way.packs} <= {one.number for one in again.offers}


# -- narrowing a search ------------------------------------------------------------------------


async def test_every_choice_offered_leaves_as_many_parts_as_it_says(here: Shop) -> None:
    digikey = await here.buyer()
    choices = (await digikey.search("LM358D")).choices
    assert choices is not None
    for field, offered in (
        ("manufacturers", choices.makers),
        ("categories", choices.categories),
        ("statuses", choices.statuses),
        ("packagings", choices.packagings),
        ("series", choices.series),
    ):
        assert offered, field
        for one in offered:
            asked: dict[str, Any] = {field: (one.id,)}
            filters = Filters(**asked)
            found = await digikey.keyword_search("LM358D", filters=filters)
            assert found.total == one.parts, (field, one)
    for parameter in choices.parameters:
        for value in parameter.values:
            filters = Filters(
                parameter_category=parameter.category.id,
                parameters=((parameter.id, (value.id,)),),
            )
            found = await digikey.keyword_search("LM358D", filters=filters)
            assert found.total == value.parts, (parameter.name, value)
            assert found.choices is not None
            assert found.choices.applied == (parameter.id,)
    assert (choices.options, choices.sorts) == (get_args(SearchOption), get_args(SortField))
