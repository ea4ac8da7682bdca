"""Several vendors: each asked for itself, its word kept as its own; one part, whoever sells it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from cache.catalogue import Catalogue
from cache.places import Refusal
from cache.schema import CACHE, CACHE_ID
from cache.searching import PLAIN, Asked, Heard, Narrowed
from cache.store import Store
from tests.cache.around import Teller
from tests.cache.desk import NOON, offer, part
from tests.cache.virtual import VirtualClock, rest
from vendors.errors import NotFound, VendorDown
from vendors.vocabulary import Found, Part

A_WHILE = timedelta(minutes=15)
TI = "Texas Instruments"


def at_digikey(number: str = "LM358DR", maker: str = TI, price: str = "0.10") -> Part:
    its = part(number, offer(f"296-{number}-ND", price))
    return replace(its, maker=maker, description="IC OPAMP GP 2 CIRCUIT 8SOIC")


def at_ti(number: str = "LM358DR", maker: str = TI, price: str = "0.09") -> Part:
    its = part(number, replace(offer(number, price), vendor="ti"))
    return replace(its, maker=maker, description="Dual opamp", status="ACTIVE", lead_weeks=None)


class Numbers:
    """TI as it is: finds numbers, and knows no words."""

    name = "ti"

    def __init__(self, *parts: Part) -> None:
        self.shelf = list(parts)
        self.asked: list[str] = []
        self.fails: Exception | None = None
        self.hold: asyncio.Event | None = None
        self.cut = False

    def takes(self, words: str) -> bool:
        return " " not in words and any(one.isdigit() for one in words)

    async def _ask(self, what: str) -> None:
        self.asked.append(what)
        if self.hold is not None:
            await self.hold.wait()
        if self.fails is not None:
            raise self.fails

    async def by_number(self, number: str) -> Found:
        await self._ask(f"numbers {number}")
        found = tuple(one for one in self.shelf if one.number.startswith(number.upper()))
        return Found(found, len(found), "USD", cut=self.cut)

    async def look_up(self, number: str) -> Part:
        await self._ask(f"part {number}")
        for one in self.shelf:
            if one.number == number.upper():
                return one
        raise NotFound("ti", "no such part")


class Both:
    """A catalogue over a file with both vendors behind it."""

    def __init__(self, folder: Path) -> None:
        self.clock = VirtualClock(NOON)
        self.store = Store(
            folder / "cache.db", journal="wal", schema=CACHE, application_id=CACHE_ID, inline=True
        )
        self.catalogue = Catalogue(self.store, self.clock)
        self.catalogue.patience = lambda: self.clock.sleep(4)
        self.digikey, self.ti = Teller(at_digikey()), Numbers(at_ti())
        self.heard: list[Heard] = []

    async def told(self, heard: Heard) -> None:
        self.heard.append(heard)

    async def rows(self, text: str) -> list[tuple[str, list[str]]]:
        rows = await self.catalogue.find(text)
        found = [rows.row(at) for at in range(len(rows))]
        return [
            (row.part, [one.offer.vendor for one in row.offers]) for row in found if row is not None
        ]


@pytest.fixture
async def both(tmp_path: Path) -> AsyncIterator[Both]:
    both = Both(tmp_path)
    await both.store.open()
    both.catalogue.attach([both.digikey, both.ti])
    yield both
    await both.catalogue.claims.close()
    await both.store.close()


# -- numbers -------------------------------------------------------------------------------------


async def test_one_vendors_word_under_a_number_is_not_anothers(both: Both) -> None:
    catalogue = both.catalogue
    assert await catalogue.look_up("LM358DR", vendor="ti") == at_ti()
    assert both.digikey.calls == 0
    assert await catalogue.told("LM358DR", "ti") == (at_ti(), NOON)
    assert await catalogue.told("LM358DR", "digikey") is None
    both.digikey.shelf = [replace(at_digikey(), offers=(offer("LM358DR"),))]
    # Told by the one just now, it is asked of the other all the same.
    part_, _ = await catalogue.look_up_dated("LM358DR", vendor="digikey", within=A_WHILE)
    assert part_ == both.digikey.shelf[0]
    assert await catalogue.look_up("LM358DR", vendor="ti", within=A_WHILE) == at_ti()
    assert both.ti.asked == ["part LM358DR"]


async def test_without_a_vendor_the_first_that_knows_it_tells(both: Both) -> None:
    catalogue = both.catalogue
    both.digikey.shelf = [at_digikey("OPA1")]
    assert await catalogue.look_up("LM358DR") == at_ti()
    assert both.digikey.asked == {"part LM358DR": 1}
    # Whom a line goes to does not hang on what was looked at before: the first was not told of it.
    assert await catalogue.told("LM358DR") is None
    with pytest.raises(NotFound):
        await catalogue.look_up("nothing")
    assert both.ti.asked == ["part LM358DR"], "that is no number of TI's"
    both.digikey.fails = VendorDown("digikey", "down")
    with pytest.raises(VendorDown):
        await catalogue.look_up("LM358DR")


async def test_a_vendor_that_is_not_connected_is_said_by_name(both: Both) -> None:
    both.catalogue.attach([both.digikey])
    with pytest.raises(Refusal, match="TI cannot be asked yet"):
        await both.catalogue.look_up("LM358DR", vendor="ti")


# -- words ---------------------------------------------------------------------------------------


async def test_all_are_asked_at_once_and_each_is_told_as_it_comes(both: Both) -> None:
    both.digikey.hold = asyncio.Event()
    asks = asyncio.ensure_future(both.catalogue.ask("LM358", told=both.told))
    await rest()
    assert both.heard == [Heard("ti", Asked(1, 1, NOON))]
    assert await both.rows("lm358") == [("LM358DR", ["ti"])], "its rows wait for nobody"
    await both.clock.run(5)
    assert both.heard[1:] == [Heard("digikey", slow=True)]
    both.digikey.hold.set()
    heard = await asks
    assert {one.vendor for one in heard if one.asked} == {"digikey", "ti"}
    assert await both.rows("lm358") == [("LM358DR", ["ti", "digikey"])]
    assert set(await both.catalogue.asked("LM358")) == {"digikey", "ti"}


async def test_who_answers_numbers_is_not_asked_for_words(both: Both) -> None:
    heard = await both.catalogue.ask("dual opamp", told=both.told)
    assert [one.numbers_only for one in heard if one.vendor == "ti"] == [True]
    assert both.heard[0] == Heard("ti")
    assert both.ti.asked == []
    both.catalogue.attach([both.ti])
    (one,) = await both.catalogue.ask("dual opamp")
    assert one.numbers_only


async def test_a_failure_of_one_is_no_failure_of_the_search(both: Both) -> None:
    both.ti.fails = VendorDown("ti", "TI does not answer.")
    heard = {one.vendor: one for one in await both.catalogue.ask("LM358", told=both.told)}
    assert heard["ti"].error is both.ti.fails
    assert heard["digikey"].asked is not None
    both.digikey.fails = VendorDown("digikey", "DigiKey does not answer.")
    with pytest.raises(VendorDown):
        await both.catalogue.ask("LM35")
    assert await both.catalogue.asked("LM35") == {}


async def test_a_fault_of_ours_is_not_taken_for_a_vendors(both: Both) -> None:
    both.ti.fails = KeyError("ours")
    with pytest.raises(KeyError):
        await both.catalogue.ask("LM358")


async def test_one_alone_can_be_asked_and_pages_are_only_theirs_who_have_them(both: Both) -> None:
    await both.catalogue.ask("LM358", vendor="ti")
    assert both.digikey.calls == 0
    await both.catalogue.ask("LM358", 50)
    assert (both.digikey.calls, len(both.ti.asked)) == (1, 1)
    narrowed = Narrowed(sort="price")
    assert narrowed != PLAIN
    await both.catalogue.ask("LM358", narrowed=narrowed)
    assert len(both.ti.asked) == 1
    with pytest.raises(Refusal, match="narrow"):
        await both.catalogue.ask("LM358", narrowed=narrowed, vendor="ti")


async def test_who_stops_waiting_leaves_the_answer_to_be_stored(both: Both) -> None:
    both.ti.hold = asyncio.Event()
    asks = asyncio.ensure_future(both.catalogue.ask("LM358"))
    await rest()
    asks.cancel()
    both.ti.hold.set()
    await rest()
    assert asks.cancelled()
    assert await both.rows("lm358") == [("LM358DR", ["digikey", "ti"])]


# -- one part ------------------------------------------------------------------------------------


async def test_spellings_of_a_maker_meet_in_one_part(both: Both) -> None:
    both.digikey.shelf, both.ti.shelf = [at_digikey(maker="TI")], [at_ti()]
    await both.catalogue.ask("LM358")
    assert await both.rows("lm358") == [("LM358DR", ["digikey", "ti"])]
    sold = await both.catalogue.sellers("lm358dr", "Texas Instruments Inc.")
    assert {vendor: one.offers for vendor, (one, _) in sold.items()} == {
        "digikey": at_digikey().offers,
        "ti": at_ti().offers,
    }


async def test_who_sells_one_makers_parts_alone_does_not_rewrite_what_a_part_is(
    both: Both,
) -> None:
    for first, then in (("digikey", "ti"), ("ti", "digikey")):
        for vendor in (first, then, first):
            await both.catalogue.ask("LM358", vendor=vendor)
        row = (await both.catalogue.find("LM358")).row(0)
        assert row is not None
        assert (row.description, row.status) == ("IC OPAMP GP 2 CIRCUIT 8SOIC", "Active")
    sold = await both.catalogue.sellers("LM358DR", TI)
    assert sold["digikey"][0].lead_weeks == 12
    assert sold["ti"][0].lead_weeks is None, "how long TI takes, DigiKey does not say"


async def test_how_old_an_offer_is_is_its_own_vendors(both: Both) -> None:
    await both.catalogue.ask("LM358", vendor="digikey")
    await both.clock.skip(3600)
    await both.catalogue.ask("LM358", vendor="ti")
    sold = await both.catalogue.sellers("LM358DR", TI)
    assert sold["digikey"][1] == NOON
    assert sold["ti"][1] == NOON + timedelta(hours=1)


async def test_who_could_sell_it_is_who_is_asked(both: Both) -> None:
    assert both.catalogue.look_ups("TI") == ("digikey", "ti")
    assert both.catalogue.look_ups("Yageo") == ("digikey",)
