"""Bonded stock: as last reported, by site, and what it means when nothing is reported."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cache.bonded import Bonded, BondedRow, code_for
from cache.bonded_schema import GAP
from cache.clock import FixedClock
from cache.convert import instant_text
from cache.places import Refusal
from cache.rows import Rows
from cache.schema import CACHE, CACHE_ID
from cache.store import Store
from tests.cache.desk import NOON, PLANT, SITES, bonded_row
from vendors.errors import NotAllowed, NotFound, VendorDown, VendorError
from vendors.vocabulary import Address, BondedStock, Location


class Holder:
    """Reports what it was given."""

    def __init__(self, *stock: BondedStock, name: str = "digikey") -> None:
        self.name = name
        self.sites: tuple[Location, ...] = SITES
        self.stock = stock
        self.locations_fail: VendorError | None = None
        self.bonded_fails: VendorError | None = None

    async def locations(self) -> tuple[Location, ...]:
        if self.locations_fail is not None:
            raise self.locations_fail
        return self.sites

    async def bonded(self, customer_id: str | None = None) -> tuple[BondedStock, ...]:
        if self.bonded_fails is not None:
            raise self.bonded_fails
        return self.stock

    async def bonded_part(self, customer_id: str, number: str) -> BondedStock:
        for row in self.stock:
            if (row.customer_id, row.number) == (customer_id, number):
                return row
        raise NotFound(self.name, "no such row")


class Held:
    def __init__(self, folder: Path) -> None:
        self.clock = FixedClock(NOON)
        self.store = Store(
            folder / "cache.db", journal="wal", schema=CACHE, application_id=CACHE_ID, inline=True
        )
        self.bonded = Bonded(self.store, self.clock)

    async def fetch(self, *holders: Holder) -> None:
        self.bonded.attach(holders)
        await self.bonded.refresh()

    async def numbers(self, customer_id: str | None = None, text: str = "") -> list[str]:
        return [row.number for row in listed(await self.bonded.rows(customer_id, text))]


def listed(rows: Rows[BondedRow]) -> list[BondedRow]:
    return [row for at in range(len(rows)) if (row := rows.row(at)) is not None]


@pytest.fixture
async def held(tmp_path: Path) -> AsyncIterator[Held]:
    held = Held(tmp_path)
    await held.store.open()
    yield held
    await held.store.close()


RESISTOR = bonded_row("RC0603-B")
CAPACITOR = replace(
    bonded_row("GRM188-B", "0.02"), customer_id="7001", maker="Murata", description="CAP CER 100NF"
)


async def test_every_fact_that_was_reported_stands_in_its_row(held: Held) -> None:
    signed = replace(
        RESISTOR,
        ncnr_signed=date(2025, 11, 3),
        ncnr_quantity=4000,
        backorder_reserve=None,
        non_cancelable=None,
    )
    await held.fetch(Holder(signed))
    (row,) = listed(await held.bonded.rows())
    assert row._asdict() == {
        "rowid": GAP,
        "customer_id": "7002",
        "code": "COR",
        "number": "RC0603-B",
        "part": "RC0603",
        "customer_part": "ACME-1",
        "maker": "Yageo",
        "description": "RES 10K",
        "packaging_text": "Tape & Reel (TR)",
        "unit_price": "0.05",
        "currency": "USD",
        "reserve": 5000,
        "backorder_reserve": None,
        "minimum": 1000,
        "standard_package": 1000,
        "non_cancelable": None,
        "ncnr_signed": "2025-11-03",
        "ncnr_quantity": 4000,
        "lead_weeks": 10,
        "country": "CN",
        "fetched_at": "2026-03-02T12:00:00.000+00:00",
        "vendor": "digikey",
        "released": 0,
        "drafted": 0,
        "trend": "",
    }


async def test_rows_stand_by_part_and_are_filtered_by_site_and_words(held: Held) -> None:
    await held.fetch(Holder(RESISTOR, CAPACITOR))
    assert await held.numbers() == ["GRM188-B", "RC0603-B"]
    assert await held.numbers("7002") == ["RC0603-B"]
    assert await held.numbers("9999") == []
    for text in ("mur", "CER cap", "grm188-b", "acme-1 murata", " 100nf "):
        assert await held.numbers(None, text) == ["GRM188-B"], text
    assert await held.numbers("7002", "cap") == []
    assert await held.numbers(None, "cap yageo") == []
    assert await held.numbers(None, "%") == []
    assert await held.numbers(None, "acme\0") == ["GRM188-B", "RC0603-B"]
    assert [row.part for row in listed(held.bonded.first())] == ["GRM188", "RC0603"]


async def test_a_refresh_replaces_what_was_reported_before(held: Held) -> None:
    await held.fetch(Holder(RESISTOR, CAPACITOR))
    held.clock.advance(60)
    await held.fetch(Holder(replace(RESISTOR, number="rc0603-b", reserve=1, unit_price=None)))
    (row,) = listed(await held.bonded.rows())
    assert (row.rowid, row.reserve, row.unit_price) == (2 * GAP, 1, None)
    assert row.fetched_at == instant_text(held.clock.now())


async def test_sums_are_kept_for_every_site_of_rows_that_have_both_figures(held: Held) -> None:
    other = replace(RESISTOR, number="X-B", reserve=3, unit_price=Decimal("0.00341"))
    blank = replace(RESISTOR, number="Y-B", reserve=None)
    await held.fetch(Holder(RESISTOR, other, blank, replace(RESISTOR, number="Z", unit_price=None)))
    assert [(site.code, site.parts, site.reported) for site in held.bonded.locations()] == [
        ("AUS", 0, None),
        ("COR", 4, "250.01023"),
    ]


async def test_sites_that_are_gone_go_and_others_keep_their_code(held: Held) -> None:
    third = Location("6000", True, "EUR", replace(PLANT, city="Cordoba"))
    await held.fetch(holder := Holder(RESISTOR))
    holder.sites = (third, *SITES)
    await held.bonded.refresh()
    assert [site.code for site in held.bonded.locations()] == ["AUS", "COR", "COR2"]
    holder.sites = (third,)
    await held.bonded.refresh()
    (site,) = held.bonded.locations()
    assert (site.customer_id, site.code, site.name) == ("6000", "COR2", "Cordoba · Acme")
    assert await held.bonded.ship_to("6000") == third
    assert await held.bonded.ship_to("7001") is None


NO_AGREEMENT = NotAllowed("digikey", "There is no bonded agreement.", status=403)


@pytest.mark.parametrize("said", ["locations", "bonded", "nothing"])
async def test_not_allowed_and_no_row_both_mean_no_agreement(held: Held, said: str) -> None:
    assert held.bonded.agreement is None
    await held.fetch(Holder(RESISTOR))
    assert held.bonded.agreement is True
    holder = Holder()
    if said == "locations":
        holder.locations_fail = NO_AGREEMENT
    elif said == "bonded":
        holder.bonded_fails = NO_AGREEMENT
    await held.fetch(holder)
    assert held.bonded.agreement is False
    assert await held.numbers() == []
    # Orders ship to these all the same.
    assert [site.customer_id for site in held.bonded.locations()] == ["7001", "7002"]
    assert [site.parts for site in held.bonded.locations()] == [0, 0]


async def test_one_vendor_with_rows_is_an_agreement(held: Held) -> None:
    await held.fetch(Holder(name="one"), Holder(RESISTOR, name="other"))
    assert held.bonded.agreement is True


async def test_a_vendor_that_fails_changes_nothing(held: Held) -> None:
    await held.fetch(holder := Holder(RESISTOR))
    held.clock.advance(60)
    holder.stock, holder.bonded_fails = (), VendorDown("digikey", "down")
    with pytest.raises(VendorDown):
        await held.bonded.refresh()
    assert await held.numbers() == ["RC0603-B"]
    assert held.bonded.agreement is True
    assert held.bonded.fetched_at == instant_text(NOON)


async def test_one_row_is_renewed_for_pricing_and_removed_where_it_is_gone(held: Held) -> None:
    await held.fetch(holder := Holder(RESISTOR, CAPACITOR))
    holder.stock = (replace(RESISTOR, reserve=10),)
    assert (await held.bonded.refresh_part("7002", "RC0603-B")).reserve == 10
    with pytest.raises(NotFound):
        await held.bonded.refresh_part("7001", "GRM188-B")
    assert await held.numbers() == ["RC0603-B"]
    assert [site.reported for site in held.bonded.locations()] == [None, "0.50"]


async def test_without_a_vendor_it_says_that_none_can_be_asked(held: Held) -> None:
    for ask in (held.bonded.refresh(), held.bonded.refresh_part("7001", "x")):
        with pytest.raises(Refusal, match="No vendor can be asked for bonded stock"):
            await ask


async def test_when_all_was_fetched_is_known_without_waiting(tmp_path: Path, held: Held) -> None:
    assert held.bonded.fetched_at is None
    await held.fetch(Holder(RESISTOR), Holder(name="other"))
    held.clock.advance(60)
    held.bonded.attach([Holder(RESISTOR)])
    await held.bonded.refresh()
    assert held.bonded.fetched_at == instant_text(NOON)  # the other vendor's is older
    fresh = Held(tmp_path)
    assert fresh.bonded.fetched_at is None
    assert fresh.bonded.agreement is None
    assert fresh.bonded.locations() == []
    fresh.store.open_if_there()
    assert fresh.bonded.fetched_at == instant_text(NOON)
    assert len(fresh.bonded.first()) == 1
    await fresh.store.close()


_names = st.text(max_size=8)


@given(st.builds(Address, name=_names, company=_names, city=_names), st.sets(st.text(max_size=4)))
def test_a_code_is_short_plain_and_not_taken(place: Address, taken: set[str]) -> None:
    code = code_for(place, taken)
    assert code not in taken
    assert code.isascii()
    assert code.isalnum()
    assert code[0].isalpha()
    assert code == code.upper()


async def test_a_missing_subscription_is_no_missing_agreement(held: Held) -> None:
    """What is here stays, and the vendor's refusal is heard."""
    await held.fetch(holder := Holder(RESISTOR))
    holder.bonded_fails = NotAllowed("digikey", "not subscribed to this API", status=401)
    with pytest.raises(NotAllowed):
        await held.bonded.refresh()
    assert held.bonded.agreement is True
    assert len(held.bonded.first()) == 1
