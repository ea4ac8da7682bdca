"""The real client at the real sandbox, every call judged both ways: the walk of a buyer's day."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any, get_args
from urllib.parse import parse_qs, urlsplit

import pytest
import pytest_asyncio

from tests.contract.parties import SETTINGS, TokensInMemory
from tests.contract.referee import Referee
from tests.contract.shop import SITE, YEAR, Shop, shop
from vendors.contract import Token
from vendors.details import Filters
from vendors.digikey.query import SearchOption, SortField
from vendors.errors import (
    NotAllowed,
    NotFound,
    SignInNeeded,
    Unreadable,
)
from vendors.vocabulary import Packaging, Part

PO = "AC-2026/0001 Ω"
# Few parts, of several makers: every answer is judged field by field.
WORDS = "LM358D"


@pytest_asyncio.fixture
async def here(referee: Referee) -> AsyncIterator[Shop]:
    async with shop(referee) as made:
        yield made


# -- signing in --------------------------------------------------------------------------------


async def test_a_person_signs_in_with_a_pasted_address(here: Shop) -> None:
    tokens = TokensInMemory()
    digikey = here.client(tokens)
    answer = await here.browse(digikey.signing_in.address())
    assert answer.status_code == 302
    await digikey.signing_in.take(answer.headers["location"])
    assert tokens.kept["digikey"].refresh
    assert await digikey.locations()


async def test_a_code_is_good_for_its_own_sign_in_alone(here: Shop) -> None:
    """The challenge of one sign-in and the verifier of another do not go together (PKCE)."""
    digikey = here.client()
    answer = await here.browse(digikey.signing_in.address())
    code = parse_qs(urlsplit(answer.headers["location"]).query)["code"][0]
    state = parse_qs(urlsplit(digikey.signing_in.address()).query)["state"][0]
    with pytest.raises(SignInNeeded):
        await digikey.signing_in.take(f"https://localhost/?code={code}&state={state}")
    assert not await digikey.signing_in.signed_in()


async def test_a_code_lives_a_minute(here: Shop) -> None:
    digikey = here.client()
    answer = await here.browse(digikey.signing_in.address())
    here.later(seconds=61)
    with pytest.raises(SignInNeeded):
        await digikey.signing_in.take(answer.headers["location"])


@pytest.mark.parametrize(
    ("wrong", "kind"),
    [
        ({"redirect_uri": "https://localhost:8443/"}, Unreadable),
        ({"client_id": "somebody-else"}, Unreadable),
        ({"client_secret": "not-the-secret"}, NotAllowed),
    ],
)
async def test_a_wrong_application_does_not_sign_in(
    here: Shop, wrong: dict[str, str], kind: type[Exception]
) -> None:
    digikey = here.client(settings=replace(SETTINGS, **wrong))
    with pytest.raises(kind):
        await digikey.signing_in.sign_in_by_itself()
    assert not await digikey.signing_in.signed_in()


async def test_tokens_are_renewed_in_time_and_the_old_ones_are_spent(here: Shop) -> None:
    tokens = TokensInMemory()
    digikey = await here.buyer(tokens=tokens)
    old = tokens.kept["digikey"]
    await here.clock.sleep(1760)
    await digikey.locations()
    new = tokens.kept["digikey"]
    assert old.access != new.access
    assert old.refresh != new.refresh
    assert here.asked("/oauth2/token") == 2
    # Somebody put an old copy of the file back.
    tokens.kept["digikey"] = Token("", old.expires_at, old.refresh, old.refresh_expires_at)
    with pytest.raises(SignInNeeded):
        await here.client(tokens).locations()


async def test_a_token_that_ran_out_at_the_vendor_is_renewed_once(here: Shop) -> None:
    digikey = await here.buyer()
    here.later(minutes=31)
    assert await digikey.locations()
    statuses = [answered.status for _, answered in here.wire.calls]
    assert statuses[-3:] == [401, 200, 200]


async def test_many_sessions_renew_once(here: Shop) -> None:
    tokens = TokensInMemory()
    await here.buyer(tokens=tokens)
    here.later(minutes=31)
    await here.clock.sleep(1860)
    await asyncio.gather(*(here.client(tokens).locations() for _ in range(4)))
    assert here.asked("/oauth2/token") == 2


async def test_the_application_alone_may_search_and_see_orders_and_no_more(here: Shop) -> None:
    digikey = here.client()
    assert (await digikey.search("LM358")).parts
    assert (await digikey.orders(*YEAR)).total
    for call in (digikey.locations(), digikey.find_by_po(PO), digikey.make_ready()):
        with pytest.raises(SignInNeeded):
            await call
    assert here.asked("/SupplyChain") == 0


# -- finding -----------------------------------------------------------------------------------


async def searched(here: Shop, words: str, filters: Filters) -> tuple[Part, ...]:
    digikey = here.client()
    found = await digikey.keyword_search(words, filters=filters)
    assert found.total == len(found.parts)
    return found.parts


async def test_every_filter_filters(here: Shop) -> None:
    """By the ids and counts that the sandbox itself offers for the words."""
    digikey = here.client()
    everything = (await digikey.keyword_search(WORDS)).parts
    offered = here.said["FilterOptions"]

    async def holds(one: Any, filters: Filters, fits: Callable[[Part], bool]) -> None:
        found = await searched(here, WORDS, filters)
        assert len(found) == one["ProductCount"]
        assert all(fits(part) for part in found), filters
        assert {part.number for part in everything if fits(part)} <= {p.number for p in found}

    for one in offered["Manufacturers"]:
        made = Filters(manufacturers=(str(one["Id"]),))
        await holds(one, made, lambda part, one=one: part.maker == one["Value"])
    for one in offered["Status"]:
        made = Filters(statuses=(str(one["Id"]),))
        await holds(one, made, lambda part, one=one: part.status == one["Value"])
    for one in offered["Packaging"]:
        made = Filters(packagings=(str(one["Id"]),))
        await holds(
            one,
            made,
            lambda part, one=one: one["Value"] in {each.packaging_text for each in part.offers},
        )
    for one in offered["Series"]:
        made = Filters(series=(str(one["Id"]),))
        await holds(one, made, lambda part, one=one: (part.series or "-") == one["Value"])
    for each in offered["TopCategories"]:
        one = each["Category"]
        made = Filters(categories=(str(one["Id"]),))
        await holds(one, made, lambda part, one=one: one["Name"] in part.category)
    for parameter in offered["ParametricFilters"]:
        name, one = parameter["ParameterName"], parameter["FilterValues"][0]
        made = Filters(
            parameter_category=str(parameter["Category"]["Id"]),
            parameters=((parameter["ParameterId"], (one["ValueId"],)),),
        )
        await holds(
            one,
            made,
            lambda part, name=name, one=one: dict(part.parameters).get(name) == one["ValueName"],
        )
        assert [each["Id"] for each in here.said["AppliedParametricFiltersDto"]] == [
            parameter["ParameterId"]
        ]


async def test_filters_of_a_unit_take_a_value_as_text(here: Shop) -> None:
    digikey = here.client()
    await digikey.keyword_search("RC0603FR-07")
    units = [
        each
        for each in here.said["FilterOptions"]["ParametricFilters"]
        if each["ParameterType"] == "UnitOfMeasure"
    ]
    assert units
    for parameter in units:
        one = parameter["FilterValues"][0]
        found = await digikey.keyword_search(
            "RC0603FR-07",
            filters=Filters(
                parameter_category=str(parameter["Category"]["Id"]),
                parameters=((parameter["ParameterId"], (one["ValueId"],)),),
            ),
        )
        assert found.total == one["ProductCount"]


async def test_filters_without_ids_filter_too(here: Shop) -> None:
    digikey = here.client()
    whole = (await digikey.keyword_search(WORDS)).total
    for part in await searched(here, WORDS, Filters(marketplace="MarketPlaceOnly")):
        assert any(offer.marketplace for offer in part.offers)
    for part in await searched(here, WORDS, Filters(marketplace="ExcludeMarketPlace")):
        assert any(not offer.marketplace for offer in part.offers)
    assert len(await searched(here, WORDS, Filters(marketplace="NoFilter"))) == whole
    assert len(await searched(here, WORDS, Filters(tariff="None"))) == whole
    for filters, taxed in (
        (Filters(tariff="TariffOnly"), True),
        (Filters(tariff="ExcludeTariff"), False),
    ):
        found = await digikey.keyword_search("RC0603", filters=filters, limit=10)
        assert {bool(offer.tariff) for part in found.parts for offer in part.offers} <= {taxed}
    for part in await searched(here, WORDS, Filters(minimum_available=10_000)):
        assert max(offer.stock or 0 for offer in part.offers) >= 10_000
    counts = {
        option: (await digikey.keyword_search(WORDS, filters=Filters(options=(option,)))).total
        for option in get_args(SearchOption)
    }
    assert all(count <= whole for count in counts.values())
    assert any(0 < count < whole for count in counts.values())
    for part in await searched(here, WORDS, Filters(options=("InStock",))):
        assert any(offer.stock for offer in part.offers)


async def test_every_sort_sorts(here: Shop) -> None:
    """The same parts in another order; up is down the other way round, where nothing is equal."""
    digikey = here.client()
    plain = {part.number for part in (await digikey.search(WORDS)).parts}
    for field in get_args(SortField):
        for descending in (False, True):
            found = await digikey.keyword_search(WORDS, sort=field, descending=descending)
            assert {part.number for part in found.parts} == plain
    keys: dict[str, Callable[[Part], Any]] = {
        "ManufacturerProductNumber": lambda part: part.number,
        "Manufacturer": lambda part: part.maker.casefold(),
    }
    for name in ("ManufacturerProductNumber", "Manufacturer"):
        up = (await digikey.keyword_search(WORDS, sort=name)).parts
        down = (await digikey.keyword_search(WORDS, sort=name, descending=True)).parts
        assert [keys[name](part) for part in up] == sorted(map(keys[name], up))
        assert [keys[name](part) for part in down] == sorted(map(keys[name], up), reverse=True)


async def test_pages_follow_one_another_without_a_gap(here: Shop) -> None:
    digikey = here.client()
    whole = [part.number for part in (await digikey.search("LM358", limit=24)).parts]
    pages = [await digikey.search("LM358", offset=at, limit=7) for at in range(0, 28, 7)]
    assert [part.number for page in pages for part in page.parts] == whole
    assert {page.total for page in pages} == {24}
    assert (await digikey.search("LM358", offset=500)).parts == ()


async def test_numbers_with_every_odd_letter_are_found_whole(here: Shop) -> None:
    """In the path, in a search, and back: `/`, `#`, `+`, blanks, and a step up the path."""
    digikey = await here.buyer()
    for words in (
        "LM358MX/NOPB",
        "LTC1086CS8#PBF",
        "MAX232CSA+T",
        "../../etc/passwd",
        "+CMD|' /C calc'!A0",
    ):
        found = await digikey.search(words)
        part = next(one for one in found.parts if one.number == words)
        by_maker = await digikey.look_up(words)
        assert by_maker.number == words
        for offer in part.offers:
            again = await digikey.look_up(offer.number)
            assert again.number == words
            assert offer.number in {one.number for one in again.offers}
            priced = await digikey.pricing(offer.number)
            assert offer.number in {one.number for each in priced.parts for one in each.offers}


@pytest.mark.parametrize("number", ["10kΩ", "no such/part #1", "a+b", "%2F", "ΩΩ"])
async def test_a_number_that_is_not_known_is_repeated_as_it_was_asked(
    here: Shop, number: str
) -> None:
    """So it arrived as it was sent."""
    digikey = await here.buyer()
    for call in (digikey.look_up(number), digikey.pricing(number)):
        with pytest.raises(NotFound) as caught:
            await call
        assert f"Requested Product {number} Not Found" in caught.value.words
        assert caught.value.request_id


async def test_own_prices_come_with_details_and_never_with_a_search(here: Shop) -> None:
    digikey = await here.buyer()
    found = (await digikey.search("RC0603FR-07", limit=20)).parts
    assert not any(offer.own_price for part in found for offer in part.offers)
    details = [await digikey.look_up(part.number) for part in found]
    mine = next(part for part in details if any(offer.own_price for offer in part.offers))
    listed = next(part for part in found if part.number == mine.number)
    for offer, list_offer in zip(mine.offers, listed.offers, strict=True):
        assert (offer.breaks != list_offer.breaks) is offer.own_price
    (priced,) = (await digikey.pricing(mine.offers[0].number, limit=1)).parts
    assert {one.number: one.breaks for one in priced.offers} == {
        one.number: one.breaks for one in mine.offers
    }


async def test_a_reel_is_whole_and_a_digi_reel_has_its_fee(here: Shop) -> None:
    digikey = await here.buyer()
    part = await digikey.look_up("RC0603FR-0710KL")
    kinds = {offer.packaging: offer for offer in part.offers if not offer.marketplace}
    reel, cut, digi = (
        kinds[kind] for kind in (Packaging.REEL, Packaging.CUT_TAPE, Packaging.DIGI_REEL)
    )
    assert reel.multiple == reel.standard_package == reel.moq
    assert cut.multiple == 1
    assert digi.fee > 0
    assert reel.fee == cut.fee == 0


async def test_a_currency_that_does_not_fit_the_site_is_replaced(here: Shop) -> None:
    digikey = here.client(settings=replace(SETTINGS, site="DE", currency="EUR"))
    assert (await digikey.look_up("LM358D")).offers[0].currency == "EUR"
    digikey = here.client(settings=replace(SETTINGS, site="US", currency="EUR"))
    assert (await digikey.look_up("LM358D")).offers[0].currency == "USD"


# -- bonded stock ------------------------------------------------------------------------------


async def test_sites_and_bonded_rows_agree_however_they_are_asked(here: Shop) -> None:
    digikey = await here.buyer()
    sites = await digikey.locations()
    assert {site.bonded for site in sites} == {True, False}
    every = await digikey.bonded()
    for site in sites:
        assert await digikey.location(site.customer_id) == site
        rows = await digikey.bonded(site.customer_id)
        assert list(rows) == [row for row in every if row.customer_id == site.customer_id]
        assert bool(rows) is bool(site.bonded)
    assert any(row.ncnr_signed is None for row in every)
    assert any(row.ncnr_signed for row in every)
    odd = [row for row in every if set(row.number) & set("/#+ ")]
    for row in (*every[:3], *odd[:5]):
        assert await digikey.bonded_part(row.customer_id, row.number) == row
    with pytest.raises(NotFound):
        await digikey.bonded_part(SITE, "no such/part-ND")
    with pytest.raises(NotFound):
        await digikey.location("1")
