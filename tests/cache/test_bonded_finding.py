"""The bonded filter and its orders: whatever way is taken, the same rows in the same order."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from cache import bonded_finding as finding
from cache.bonded import PART_SORTS, SORTS, Ask, Bonded, BondedRow
from cache.bonded_filter import BadFilter, Filter, parse
from cache.rows import PAGE
from cache.schema import CACHE, CACHE_ID
from cache.store import Store, Superseded
from tests.cache.desk import PLANT, bonded_row
from tests.cache.test_bonded import Held, Holder, listed
from vendors.vocabulary import BondedStock, Location

ROWS = 300
MAKERS = ("Yageo", "Murata Electronics", "TI", "")
SITES = tuple(
    Location(site, True, currency, replace(PLANT, city=city))
    for site, city, currency in (("7001", "Austin", "USD"), ("7002", "Cork", "EUR"))
)


def stock(count: int) -> tuple[BondedStock, ...]:
    """Rows in no order, with much in them that is not known."""
    chance = random.Random(7)
    rows = []
    for index in range(count):
        maker = chance.choice(MAKERS)
        part = f"{chance.choice(('RC', 'grm', 'LM'))}{index // 2:04}"
        rows.append(
            replace(
                bonded_row(f"{part}-{index}-B"),
                part=part,
                customer_id=chance.choice(("7001", "7002")),
                maker=maker,
                customer_part=chance.choice(("", f"ACME-{index % 7}")),
                description=chance.choice(("RES 10K 0603", "CAP CER 100NF", "REG 5V 100% [x]")),
                packaging_text=chance.choice(("Tape & Reel (TR)", "Tube")),
                unit_price=chance.choice((None, Decimal("0.05"), Decimal("1.2"), Decimal("10"))),
                reserve=chance.choice((None, 0, 999, 1000, 5000)),
                backorder_reserve=chance.choice((None, 3)),
                non_cancelable=chance.choice((None, True, False)),
                ncnr_signed=chance.choice((None, date(2025, 3, 1), date(2026, 1, 2))),
                ncnr_quantity=chance.choice((None, 10)),
                lead_weeks=chance.choice((None, 4, 20, 52)),
                country=chance.choice(("CN", "TW", "")),
            )
        )
    return tuple(rows)


@pytest.fixture
async def held(tmp_path: Path) -> AsyncIterator[Held]:
    held = Held(tmp_path)
    await held.store.open()
    holder = Holder(*stock(ROWS))
    holder.sites = SITES
    await held.fetch(holder)
    yield held
    await held.store.close()


def known(row: BondedRow, sort: str) -> object:
    """What a row is sorted by, None where it is not known."""
    return {
        "part": row.rowid,
        "mfr": row.maker.casefold() or None,
        "cpn": row.customer_part.casefold() or None,
        "number": row.number.casefold(),
        "loc": row.code.casefold() or None,
        "description": row.description.casefold() or None,
        "pack": row.packaging_text.casefold() or None,
        "each": None if row.unit_price is None else (row.currency, Decimal(row.unit_price)),
        "reserve": row.reserve,
        "backorder": row.backorder_reserve,
        "min": row.minimum,
        "package": row.standard_package,
        "lead": row.lead_weeks,
        "country": row.country.casefold() or None,
        "ncnr": row.non_cancelable,
        "signed": row.ncnr_signed,
        "ncnrqty": row.ncnr_quantity,
    }[sort]


def in_order(rows: list[BondedRow], sort: str, down: bool) -> list[int]:
    """As a person would sort them."""
    said = [row for row in rows if known(row, sort) is not None]
    silent = [row for row in rows if known(row, sort) is None]
    said.sort(key=lambda row: (known(row, sort), row.rowid), reverse=down)
    # Without a price currencies stay apart too.
    silent.sort(key=lambda row: (row.currency if sort == "each" else "", row.rowid), reverse=down)
    return [row.rowid for row in said + silent]


FILTERS: dict[str, Callable[[BondedRow], bool]] = {
    "": lambda row: True,
    "r": lambda row: "r" in words(row),
    "zq": lambda row: False,
    "res": lambda row: "res" in words(row),
    "RES 0603": lambda row: "res" in words(row) and "0603" in words(row),
    '"cap cer" te': lambda row: "cap cer" in words(row) and "te" in words(row),
    "100% [x]": lambda row: "100% [x]" in words(row),
    "yag cork": lambda row: "yag" in words(row) and row.code == "COR",
    "mfr:mur": lambda row: "mur" in row.maker.casefold(),
    "mfr:res": lambda row: False,
    "mfr:t": lambda row: "t" in row.maker.casefold(),
    'mfr:"murata e" lead>4': lambda row: (
        "murata e" in row.maker.casefold() and (row.lead_weeks or 0) > 4
    ),
    "loc:aus": lambda row: row.code == "AUS",
    "loc:7002 cpn:acme-3": lambda row: row.customer_id == "7002" and row.customer_part == "ACME-3",
    "pack:tube": lambda row: row.packaging_text == "Tube",
    "country:tw": lambda row: row.country == "TW",
    "ncnr:yes": lambda row: row.non_cancelable == 1,
    "ncnr:no": lambda row: row.non_cancelable == 0,
    "ncnr:unknown": lambda row: row.non_cancelable is None,
    "lead<20": lambda row: row.lead_weeks is not None and row.lead_weeks < 20,
    "reserve>999": lambda row: (row.reserve or 0) > 999,
    "reserve>=999": lambda row: (row.reserve or 0) >= 999,
    "reserve=1,000": lambda row: row.reserve == 1000,
    "backorder>0": lambda row: (row.backorder_reserve or 0) > 0,
    "each<0.5": lambda row: row.unit_price is not None and Decimal(row.unit_price) < Decimal("0.5"),
    "each>1.2": lambda row: row.unit_price is not None and Decimal(row.unit_price) > Decimal("1.2"),
    "each=1.20": lambda row: row.unit_price == "1.2",
    "signed>2025-12-31": lambda row: (row.ncnr_signed or "") > "2025-12-31",
    "ncnrqty=10 min>5 package<2000": lambda row: row.ncnr_quantity == 10,
    # Begun, and not finished.
    "mfr: lead> ncnr:": lambda row: True,
    "res mfr:": lambda row: "res" in words(row),
}


def words(row: BondedRow) -> str:
    texts = (row.number, row.part, row.customer_part, row.maker, row.description)
    place = "Austin AUS" if row.code == "AUS" else "Cork COR"
    return "\n".join((*texts, row.packaging_text, row.country, place, row.customer_id)).casefold()


@pytest.mark.parametrize("text", FILTERS)
async def test_a_filter_chooses_what_it_says_in_every_order(held: Held, text: str) -> None:
    everything = listed(await held.bonded.rows())
    assert len(everything) == ROWS
    chosen = [row for row in everything if FILTERS[text](row)]
    for sort in SORTS:
        for down in (False, True):
            asked = Ask(None, text, sort, down)
            whole, total = await held.bonded.whole(asked)
            ids = [row.rowid for row in listed(whole)]
            assert ids == in_order(chosen, sort, down), (sort, down)
            assert total == len(chosen)
            first, known_total = await held.bonded.find(asked)
            assert [row.rowid for row in listed(first)] == ids[:PAGE], (sort, down)
            assert known_total in (None, total)
            if total < PAGE:
                assert known_total == total


async def test_each_part_stands_once_with_all_its_locations(held: Held) -> None:
    everything = listed(await held.bonded.rows())
    groups: dict[tuple[str, str], list[BondedRow]] = {}
    for row in everything:
        groups.setdefault((row.part, row.maker), []).append(row)
    rows, total = await held.bonded.whole_parts(Ask())
    assert total == len(groups)
    for at in range(total):
        part = rows.row(at)
        assert part is not None
        mine = groups[part.part, part.maker]
        assert part.rowid == min(row.rowid for row in mine)
        assert sorted(row.rowid for row in held.bonded.of_part(part.rowid)) == sorted(
            row.rowid for row in mine
        )
        assert part.locations == len({row.customer_id for row in mine})
        said = [row.reserve for row in mine if row.reserve is not None]
        assert part.reserve == (sum(said) if said else None)
        behind = [row.backorder_reserve for row in mine if row.backorder_reserve is not None]
        assert part.backorder_reserve == (sum(behind) if behind else None)
        for figure in part.figures:
            of_it = [row for row in mine if row.currency == figure.currency]
            worth = [
                row.reserve * Decimal(row.unit_price)
                for row in of_it
                if row.reserve is not None and row.unit_price is not None
            ]
            assert figure.value == (sum(worth) if worth else None)
        assert len(part.figures) == len({row.currency for row in mine})


@pytest.mark.parametrize("text", ["", "res", "te", "mfr:mur lead>4", "zq"])
async def test_parts_are_those_of_the_rows_chosen(held: Held, text: str) -> None:
    chosen = {(row.part, row.maker) for row in listed(await held.bonded.rows(None, text))}
    for sort in PART_SORTS:
        for down in (False, True):
            asked = Ask(None, text, sort, down)
            whole, total = await held.bonded.whole_parts(asked)
            found = [whole.row(at) for at in range(total)]
            assert {(one.part, one.maker) for one in found if one} == chosen
            first, known_total = await held.bonded.find_parts(asked)
            assert [first.rowid(at) for at in range(len(first))] == [
                whole.rowid(at) for at in range(min(PAGE, total))
            ], (sort, down)
            assert known_total in (None, total)
            if sort == "reserve":
                said = [one.reserve for one in found if one and one.reserve is not None]
                assert said == sorted(said, reverse=down)
                assert all(one is None or one.reserve is None for one in found[len(said) :])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("mfg:ti", "there is no mfg"),
        ("stock>5", "There are mfr:"),
        ("lead>soon", "soon is no number; it asks for weeks"),
        ("lead>1.5", "no whole number of weeks"),
        ("reserve>-1", "no number"),
        ("each<cheap", "it asks for a price"),
        ("each<1e3", "no number"),
        ("ncnr:maybe", "ncnr:yes, ncnr:no or ncnr:unknown"),
        ("ncnr>1", "ncnr:yes"),
        ("mfr>ti", "mfr is text, as mfr:ti"),
        ("lead:20", "lead is a figure, as lead>20"),
        ("signed>march", "2026-03-01"),
    ],
)
async def test_a_word_that_means_nothing_is_said(held: Held, text: str, said: str) -> None:
    with pytest.raises(BadFilter, match=said) as refused:
        await held.bonded.find(Ask(None, f"yageo {text}"))
    assert text in refused.value.sentence
    with pytest.raises(BadFilter):
        await held.bonded.rows(None, text)


async def test_an_order_that_there_is_not_is_said(held: Held) -> None:
    with pytest.raises(BadFilter, match="There is no column 'stock'"):
        await held.bonded.find(Ask(sort="stock"))
    with pytest.raises(BadFilter, match="'country'"):
        await held.bonded.find_parts(Ask(sort="country"))


@pytest.mark.parametrize("text", ["10:1", '"mfg:x"', "0603", "1<2", "50%", '"', "it's", "a'b*?["])
def test_what_is_no_name_is_a_word(text: str) -> None:
    assert all("words GLOB" in term.sql for term in parse(text).terms)


async def test_the_newest_question_wins(held: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(held.store.path, journal="wal", schema=CACHE, application_id=CACHE_ID)
    await store.open()
    bonded = Bonded(store, held.clock)
    began, goes_on = threading.Event(), threading.Event()
    real = finding.first

    def slow(
        db: sqlite3.Connection, orders: finding.Orders, asked: Ask, wanted: Filter
    ) -> finding.Chosen:
        if asked.text == "r":
            began.set()
            goes_on.wait(30)
        return real(db, orders, asked, wanted)

    monkeypatch.setattr(finding, "first", slow)
    older = asyncio.ensure_future(bonded.find(Ask(None, "r")))
    await asyncio.to_thread(began.wait, 30)
    newer = asyncio.ensure_future(bonded.find(Ask(None, "acme-3")))
    await asyncio.sleep(0)
    goes_on.set()
    with pytest.raises(Superseded):
        await older
    rows, total = await newer
    assert total == len(rows) > 0
    await store.close()


async def test_rows_that_come_later_stand_in_their_place(held: Held) -> None:
    """Ids rise with the part, also where there is no room left between two of them."""
    first, second = listed(held.bonded.first())[:2]
    assert first.part < second.part or first.part == second.part
    holder = Holder(*stock(ROWS), *(bonded_row(f"AA{index:03}-B") for index in range(200)))
    holder.sites = SITES
    await held.fetch(holder)
    for index in range(40):
        extra = replace(bonded_row(f"AA100{index:02}-B"), customer_id="7001")
        holder.stock = (*holder.stock, extra)
        await held.fetch(holder)
    parts = [row.part.upper() for row in listed(await held.bonded.rows())]
    assert parts == sorted(parts)
    assert len(parts) == ROWS + 240
    found = listed(await held.bonded.rows(None, "aa100"))
    assert len(found) == 41


async def test_what_a_row_says_anew_is_found_and_what_it_said_is_not(held: Held) -> None:
    holder = Holder(bonded_row("RC0603-B"))
    await held.fetch(holder)
    assert await held.numbers(None, "yageo") == ["RC0603-B"]
    holder.stock = (replace(bonded_row("RC0603-B"), maker="Kemet"),)
    await held.bonded.refresh_part("7002", "RC0603-B")
    assert await held.numbers(None, "yageo") == []
    assert await held.numbers(None, "kemet") == ["RC0603-B"]
    holder.stock = (replace(bonded_row("RC0603-B"), maker="Vishay", part="XC9"),)
    await held.bonded.refresh_part("7002", "RC0603-B")
    assert await held.numbers(None, "yageo") == []
    assert await held.numbers(None, "vishay xc9") == ["RC0603-B"]
    holder.stock = ()
    await held.fetch(holder)
    assert await held.numbers(None, "vishay") == []
