"""A part is opened by one call, and what surrounds it is asked only where somebody looks."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from cache.clock import FixedClock
from cache.part_details import (
    DOCUMENTS,
    NOTICES,
    REEL,
    SUBSTITUTES,
    TABS,
    WAYS,
    Known,
)
from cache.places import Refusal
from tests.cache.around import NOTICE, RELATED, WAY, A, Session, Teller
from tests.cache.desk import NOON
from vendors.details import Document
from vendors.errors import NotFound, VendorDown

DIGIKEY = "digikey"
A_DAY = timedelta(days=1).total_seconds()


@pytest.fixture
def vendor() -> Teller:
    return Teller()


@pytest.fixture
async def here(tmp_path: Path, vendor: Teller) -> AsyncIterator[Session]:
    session = await Session(tmp_path, FixedClock(NOON), vendor).open()
    yield session
    await session.store.close()


async def test_opening_a_part_is_one_call_and_each_tab_one_more(
    here: Session, vendor: Teller
) -> None:
    opened = await here.parts.open("A1-ND")
    assert (opened.part, opened.at) == (A, NOON)
    assert await here.catalogue.part(opened.rowid) == (A, NOON)
    assert vendor.asked == {"part A1-ND": 1}
    # What is drawn of the tabs that nobody opened costs nothing.
    for tab in TABS:
        assert await here.parts.have(tab, DIGIKEY, "A1-ND", 10) == Known((), None, old=True)
    assert vendor.calls == 1
    for tab in TABS:
        assert not (await here.parts.ask(tab, DIGIKEY, "A1-ND", 10)).old
    assert vendor.calls == 1 + len(TABS)
    # Every packaging is of the same part, and all of it is here now.
    await here.parts.open("A1R-ND")
    for tab in TABS:
        await here.parts.ask(tab, DIGIKEY, "a1-nd", 10)
    assert vendor.calls == 1 + len(TABS)


async def test_what_was_told_is_shown_as_it_was_told(here: Session) -> None:
    for tab, facts in ((SUBSTITUTES, RELATED), (NOTICES, NOTICE), (WAYS, WAY)):
        assert (await here.parts.ask(tab, DIGIKEY, "A1-ND", 1500)).facts == (facts,)
        assert await here.parts.have(tab, DIGIKEY, "A1-ND", 1500) == Known((facts,), NOON, False)
    (reel,) = (await here.parts.ask(REEL, DIGIKEY, "A1-ND", 1500)).facts
    assert (await here.parts.have(REEL, DIGIKEY, "A1-ND", 1500)).facts == (reel,)


async def test_what_costs_our_account_so_much_is_told_for_that_account_alone(
    here: Session, vendor: Teller
) -> None:
    for tab in (WAYS, SUBSTITUTES):
        await here.parts.ask(tab, DIGIKEY, "A1-ND", 1500)
    vendor.prices_for = "7718905 US en USD"  # type: ignore[attr-defined]
    assert await here.parts.have(WAYS, DIGIKEY, "A1-ND", 1500) == Known((), None, old=True)
    assert (await here.parts.have(SUBSTITUTES, DIGIKEY, "A1-ND")).facts == (RELATED,)
    await here.parts.ask(WAYS, DIGIKEY, "A1-ND", 1500)
    assert (await here.parts.have(WAYS, DIGIKEY, "A1-ND", 1500)).facts == (WAY,)
    assert vendor.asked["ways 1500"] == 2


async def test_none_is_an_answer_and_not_asked_again(here: Session, vendor: Teller) -> None:
    said = await here.parts.ask(DOCUMENTS, DIGIKEY, "A1-ND")
    assert said == Known((), NOON, old=False)
    vendor.papers = (Document("Datasheets", "A1", "https://x.test/a1.pdf"),)
    assert (await here.parts.ask(DOCUMENTS, DIGIKEY, "A1-ND")).facts == ()
    assert vendor.asked["documents"] == 1
    here.clock.advance(A_DAY + 1)
    assert (await here.parts.have(DOCUMENTS, DIGIKEY, "A1-ND")).old
    assert (await here.parts.ask(DOCUMENTS, DIGIKEY, "A1-ND")).facts == vendor.papers


async def test_of_a_number_that_is_not_known_nothing_is_stored(
    here: Session, vendor: Teller
) -> None:
    vendor.fails = NotFound("digikey", "no such part")
    with pytest.raises(NotFound):
        await here.parts.ask(SUBSTITUTES, DIGIKEY, "X-ND")
    assert (await here.parts.have(SUBSTITUTES, DIGIKEY, "X-ND")).at is None


async def test_prices_grow_old_in_a_quarter_of_an_hour_and_papers_in_a_day(
    here: Session, vendor: Teller
) -> None:
    for after, calls in ((0, 2), (14 * 60, 2), (2 * 60, 3), (A_DAY, 5)):
        here.clock.advance(after)
        await here.parts.ask(WAYS, DIGIKEY, "A1-ND", 100)
        await here.parts.ask(NOTICES, DIGIKEY, "A1-ND")
        assert vendor.calls == calls


async def test_ways_to_buy_are_of_a_quantity_and_relatives_of_none(
    here: Session, vendor: Teller
) -> None:
    for quantity in (10, 100):
        await here.parts.ask(WAYS, DIGIKEY, "A1-ND", quantity)
        await here.parts.ask(SUBSTITUTES, DIGIKEY, "A1-ND", quantity)
    assert vendor.asked == {"ways 10": 1, "ways 100": 1, "substitutes": 1}


async def test_asked_anew_it_is_asked_but_for_the_last_half_minute(
    here: Session, vendor: Teller
) -> None:
    for after, calls in ((0, 1), (20, 1), (15, 2)):
        here.clock.advance(after)
        await here.parts.ask(SUBSTITUTES, DIGIKEY, "A1-ND", anew=True)
        assert vendor.asked["substitutes"] == calls
        await here.parts.open("A1-ND", anew=True)
        assert vendor.asked["part A1-ND"] == calls


async def test_a_failure_leaves_what_is_here(here: Session, vendor: Teller) -> None:
    await here.parts.ask(WAYS, DIGIKEY, "A1-ND", 10)
    vendor.fails = VendorDown("digikey", "DigiKey does not answer.")
    here.clock.advance(A_DAY)
    with pytest.raises(VendorDown):
        await here.parts.ask(WAYS, DIGIKEY, "A1-ND", 10)
    assert await here.parts.have(WAYS, DIGIKEY, "A1-ND", 10) == Known((WAY,), NOON, old=True)


async def test_makers_and_categories_are_kept_for_a_week(here: Session, vendor: Teller) -> None:
    for after, calls in ((0, 2), (6 * A_DAY, 2), (2 * A_DAY, 4)):
        here.clock.advance(after)
        makers = await here.parts.makers(DIGIKEY)
        categories = await here.parts.categories(DIGIKEY)
        assert vendor.calls == calls
        assert await here.parts.have_makers(DIGIKEY) == makers
        assert await here.parts.have_categories(DIGIKEY) == categories
    assert categories.facts[0].children[0].name == "Chip"


async def test_a_vendor_that_cannot_tell_says_so(here: Session) -> None:
    for asks in (
        here.parts.ask(SUBSTITUTES, "ti", "A1"),
        here.parts.makers("ti"),
    ):
        with pytest.raises(Refusal, match="No vendor can be asked for"):
            await asks


async def test_what_is_told_of_a_part_is_kept_whole(here: Session, vendor: Teller) -> None:
    whole = replace(
        A,
        base="A",
        last_buy=date(2027, 1, 31),
        factory_stock=12,
        eccn="EAR99",
        parameters=(("R", "10k"),),
    )
    vendor.shelf = [whole]
    opened = await here.parts.open("A1-ND")
    assert await here.catalogue.told("A1R-ND") == (whole, NOON)
    assert await here.catalogue.part(opened.rowid) == (whole, NOON)


async def test_old_answers_make_room_and_the_part_stays(here: Session, vendor: Teller) -> None:
    rowid = (await here.parts.open("A1-ND")).rowid
    await here.parts.ask(WAYS, DIGIKEY, "A1-ND", 10)
    here.clock.advance(61 * A_DAY)
    await here.parts.open("B1-ND")
    await here.parts.ask(WAYS, DIGIKEY, "B1-ND", 10)
    assert await here.catalogue.told("A1R-ND") is None
    assert (await here.parts.have(WAYS, DIGIKEY, "A1-ND", 10)).at is None
    assert await here.catalogue.part(rowid) == (A, NOON)
