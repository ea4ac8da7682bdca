"""Typed lines looked up by the true client at the true sandbox: each is the offer that is meant."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest_asyncio

from tests.cache.desk import Desk
from tests.cache.typing_kit import resolved, typed
from tests.contract.referee import Referee
from tests.contract.shop import SITE, shop
from vendors.digikey import DigiKey
from vendors.vocabulary import Packaging

RESISTOR = "RC0603FR-0710KL"


class Here(NamedTuple):
    desk: Desk
    digikey: DigiKey


@pytest_asyncio.fixture
async def here(referee: Referee, tmp_path: Path) -> AsyncIterator[Here]:
    async with shop(referee) as made:
        digikey: Any = await made.buyer()
        desk = await Desk(tmp_path, digikey).open()
        yield Here(desk, digikey)
        await desk.close()


async def test_a_makers_number_is_cut_tape_and_a_packaging_typed_is_taken(here: Here) -> None:
    lines = [
        typed(RESISTOR.lower()),
        typed(RESISTOR, 5000, packaging="reel"),
        typed(RESISTOR, packaging="digi"),
        typed("LM358MX/NOPB"),
    ]
    told = await resolved(here.desk, *lines, ship_to=SITE)
    found = [told.lines[one.id] for one in lines]
    assert [one.part for one in found] == [RESISTOR] * 3 + ["LM358MX/NOPB"]
    assert [one.packaging for one in found[:3]] == [
        Packaging.CUT_TAPE,
        Packaging.REEL,
        Packaging.DIGI_REEL,
    ]
    assert all(one.unit_price is not None for one in found[:2])
    assert told.progress[-1].calls == 2


async def test_each_of_the_vendors_numbers_names_its_packaging(here: Here) -> None:
    part = await here.digikey.look_up(RESISTOR)
    lines = [typed(one.number, 5000) for one in part.offers]
    told = await resolved(here.desk, *lines, ship_to=SITE)
    assert [told.number(one) for one in lines] == [one.number for one in part.offers]


async def test_a_bonded_part_by_our_own_number_at_its_location(here: Here) -> None:
    (row, *_) = (one for one in await here.digikey.bonded() if one.unit_price is not None)
    (code,) = (
        one.code for one in here.desk.bonded.locations() if one.customer_id == row.customer_id
    )
    wanted = typed(row.customer_part or row.part, row.minimum, vendor=f"bonded {code}")
    told = await resolved(here.desk, wanted, ship_to=SITE)
    its = told.lines[wanted.id]
    assert (its.number, its.bonded_customer_id, its.unit_price) == (
        row.number,
        row.customer_id,
        row.unit_price,
    )


async def test_what_is_no_part_says_so(here: Here) -> None:
    wanted = typed("NOSUCHPART-9")
    told = await resolved(here.desk, wanted, ship_to=SITE)
    assert told.reason(wanted).startswith("no part that DigiKey knows")
