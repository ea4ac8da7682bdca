"""The bonded stock's orders as they are kept: after every change what sorting anew would give."""

from __future__ import annotations

import contextlib
import operator
import random
import sqlite3
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from cache import bonded_finding as finding
from cache import bonded_keeping as keeping
from cache.bonded import PART_SORTS, SORTS, Ask, BondedRow
from cache.bonded_order import HEADS, named
from cache.rows import PAGE
from tests.cache.desk import bonded_row
from tests.cache.test_bonded import Held, Holder, listed
from tests.cache.test_bonded_finding import FILTERS, ROWS, SITES, held, in_order, stock
from vendors.errors import NotFound

__all__ = ["held"]

SIGNS = {">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le}
# How much each way to a page may look at.
SIZES = {
    "_FEW": (1, 20, 60, 10_000),
    "_SEVERAL": (1, 40, 120, 10_000),
    "_WALKED": (1, 50, 10_000),
    "_UNINDEXED": (1, 50, 10_000),
    "_LOOKED_AT": (1, 30, 10_000),
    "_AT_A_TIME": (3, 25, 160),
}


def part_known(rows: list[BondedRow], sort: str) -> Any:
    """What a part is sorted by over all its rows, None where it is not known."""
    said = {
        "part": min(row.rowid for row in rows),
        "mfr": min(row.maker for row in rows) or None,
        "cpn": min((row.customer_part for row in rows), key=str.casefold) or None,
        "description": min(row.description for row in rows) or None,
        "locations": len({row.customer_id for row in rows}),
    }
    figures = {
        "reserve": [row.reserve for row in rows if row.reserve is not None],
        "backorder": [row.backorder_reserve for row in rows if row.backorder_reserve is not None],
        "lead": [row.lead_weeks for row in rows if row.lead_weeks is not None],
        # As of rows: of two currencies neither price is the lower one.
        "each": [
            (row.currency or "", Decimal(row.unit_price))
            for row in rows
            if row.unit_price is not None
        ],
    }
    if sort in said:
        return said[sort]
    of = {"reserve": sum, "backorder": sum, "lead": max, "each": min}[sort]
    return of(figures[sort]) if figures[sort] else None  # type: ignore[operator]


def parts_in_order(
    everything: list[BondedRow], chosen: list[BondedRow], sort: str, down: bool
) -> list[int]:
    """The first row of each part of which a row is chosen, as a person would sort them."""
    groups: dict[tuple[str, str], list[BondedRow]] = {}
    for row in everything:
        groups.setdefault((row.part, row.maker), []).append(row)
    wanted = {(row.part, row.maker) for row in chosen}
    keys = {
        min(row.rowid for row in rows): part_known(rows, sort)
        for part, rows in groups.items()
        if part in wanted
    }
    said = sorted(((key, head) for head, key in keys.items() if key is not None), reverse=down)
    silent = sorted((head for head, key in keys.items() if key is None), reverse=down)
    return [head for _, head in said] + silent


async def test_whatever_is_asked_after_whatever_changed(
    held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every way to a page gives what filtering and sorting all rows gives, in every order.

    The rows change meanwhile: one by one, in part, and all of them.
    """
    chance = random.Random(20)
    holder = Holder(*stock(ROWS))
    holder.sites = SITES
    monkeypatch.setattr(finding, "PAGE", 20)
    ways = set()
    for _ in range(6):
        await change(held, holder, chance)
        await held.store.read(sound)
        everything = listed(await held.bonded.rows())
        for _ in range(40):
            for name, sizes in SIZES.items():
                monkeypatch.setattr(finding, name, chance.choice(sizes))
            monkeypatch.setattr(finding, "_SEVERAL", max(finding._FEW, finding._SEVERAL))
            texts = chance.sample(list(FILTERS), chance.choice((1, 1, 2)))
            site, down = chance.choice((None, None, "7001")), chance.choice((False, True))
            chosen = [
                row
                for row in everything
                if site in (None, row.customer_id) and all(FILTERS[text](row) for text in texts)
            ]
            asked = Ask(site, " ".join(texts), chance.choice(list(SORTS)), down)
            ids = in_order(chosen, asked.sort, down)
            rows, total = await held.bonded.find(asked)
            assert [rows.rowid(at) for at in range(len(rows))] == ids[:20], asked
            assert total in (None, len(ids)), asked
            ways.add((total is None, len(ids) >= 20))
            rows, total = await held.bonded.whole(asked)
            assert [rows.rowid(at) for at in range(total)] == ids, asked
            asked = asked._replace(sort=chance.choice(list(PART_SORTS)))
            heads = parts_in_order(everything, chosen, asked.sort, down)
            parts, total = await held.bonded.find_parts(asked)
            assert [parts.rowid(at) for at in range(len(parts))] == heads[:20], asked
            assert total in (None, len(heads)), asked
            parts, total = await held.bonded.whole_parts(asked)
            assert [parts.rowid(at) for at in range(total)] == heads, asked
    assert ways == {(True, True), (False, True), (False, False)}


def sound(db: sqlite3.Connection) -> None:
    """All that a write brings up is what making it from the rows alone would give."""
    rows = db.execute("SELECT id, head, part, maker FROM bonded ORDER BY id").fetchall()
    parts = [part.lower() for _, _, part, _ in rows]
    assert parts == sorted(parts)
    heads: dict[tuple[str, str], int] = {}
    for rowid, _, part, maker in rows:
        heads.setdefault((part.lower(), maker.lower()), rowid)
    assert [row[1] for row in rows] == [
        heads[part.lower(), maker.lower()] for *_, part, maker in rows
    ]
    kept = db.execute("SELECT * FROM bonded_part ORDER BY head").fetchall()
    again = db.execute(
        "SELECT head, nullif(min(maker), ''), nullif(min(customer_part), ''), "
        "nullif(min(description), ''), count(DISTINCT customer_id), sum(reserve), "
        "sum(backorder_reserve), max(lead_weeks), min(iif(price_units IS NULL, NULL, "
        "coalesce(currency, '') || printf(' %020d', price_units))) "
        "FROM bonded GROUP BY head ORDER BY head"
    ).fetchall()
    assert kept == again
    for site, *said in db.execute(
        "SELECT customer_id, parts, unvalued, reported, ncnr, ncnr_unknown FROM location"
    ).fetchall():
        mine = db.execute(
            "SELECT reserve, unit_price, non_cancelable FROM bonded WHERE customer_id = ?", (site,)
        ).fetchall()
        valued = [
            (reserve * Decimal(price), fixed)
            for reserve, price, fixed in mine
            if reserve is not None and price is not None
        ]
        sums: list[Decimal | None] = [None] * 3
        if valued:
            sums = [
                sum((value for value, _ in valued), Decimal(0)),
                sum((value for value, fixed in valued if fixed == 1), Decimal(0)),
                sum((value for value, fixed in valued if fixed is None), Decimal(0)),
            ]
        amounts = [None if one is None else Decimal(one) for one in said[2:]]
        assert (said[:2], amounts) == ([len(mine), len(mine) - len(valued)], sums)


# What a row may say another time.
NEWS: tuple[dict[str, Any], ...] = (
    {"reserve": 4},
    {"reserve": 8},
    {"unit_price": None, "lead_weeks": 7},
    {"maker": "Kemet"},
    {"description": "RES 10K 0402", "customer_part": ""},
    {"part": "AA1"},
)


async def change(held: Held, holder: Holder, chance: random.Random) -> None:
    """Some rows go, come, or say something else; heard one by one or with all the others."""
    rows, alone = list(holder.stock), chance.choice((False, True))
    gone = rows.pop(chance.randrange(len(rows)))
    new = replace(bonded_row(f"RC0{chance.randrange(10_000)}-B"), maker="Yageo", reserve=77)
    rows.append(new)
    touched = [gone, new]
    for _ in range(3):
        at = chance.randrange(len(rows))
        rows[at] = replace(rows[at], **chance.choice(NEWS))
        touched.append(rows[at])
    holder.stock = tuple(rows)
    if not alone:
        await held.fetch(holder)
        return
    held.bonded.attach([holder])
    for row in touched:
        with contextlib.suppress(NotFound):
            await held.bonded.refresh_part(row.customer_id, row.number)


async def test_the_letters_of_a_word_elsewhere_in_a_row_are_not_the_word(
    held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Words are looked for by threes of their letters; that alone would choose too much."""
    holder = Holder(
        *(replace(bonded_row(f"A{at:03}-B"), description="yagxx xxgeo") for at in range(200)),
        replace(bonded_row("Z-B"), description="yagegeo"),
    )
    holder.stock = tuple(replace(row, maker="", reserve=3) for row in holder.stock)
    await held.fetch(holder)
    monkeypatch.setattr(finding, "_FEW", 1)
    monkeypatch.setattr(finding, "_WALKED", 1)
    for looked_at in (1, 10_000):
        monkeypatch.setattr(finding, "_LOOKED_AT", looked_at)
        rows, total = await held.bonded.find(Ask(None, "yagegeo", "reserve"))
        assert [row.number for row in listed(rows)] == ["Z-B"]
        assert total == 1


async def test_the_index_of_letters_is_of_the_rows_that_there_are(held: Held) -> None:
    """Also after rows made room for many others between them, and went again."""
    holder = Holder(*stock(ROWS))
    holder.sites = SITES
    for many in (150, 10, 0, 200):
        new = (replace(bonded_row(f"LM0100-{at:03}-B"), customer_id="7001") for at in range(many))
        holder.stock = (*stock(ROWS), *new)
        await held.fetch(holder)
        await held.store.read(sound)
        # SQLite's own check raises where the index and the rows differ.
        check = "INSERT INTO bonded_fts (bonded_fts, rank) VALUES ('integrity-check', 1)"
        await held.store.write(lambda db: db.execute(check).fetchall())  # noqa: B023
        assert len(await held.bonded.rows(None, "lm0100-")) == many


def stamps(db: sqlite3.Connection) -> dict[tuple[bool, str], int]:
    found = db.execute("SELECT parts, sort, stamp FROM bonded_order").fetchall()
    return {(bool(parts), sort): stamp for parts, sort, stamp in found}


async def test_a_list_is_kept_until_its_order_is_another_one(held: Held) -> None:
    holder = Holder(*stock(ROWS))
    holder.sites = SITES
    before = await held.store.read(stamps)
    most = Ask(sort="reserve", down=True)
    assert listed((await held.bonded.whole(most))[0])[0].reserve == 5000
    await held.fetch(holder)
    assert await held.store.read(stamps) == before
    first = holder.stock[0]
    holder.stock = (replace(first, reserve=123_456), *holder.stock[1:])
    await held.bonded.refresh_part(first.customer_id, first.number)
    after = await held.store.read(stamps)
    assert {key for key in after if after[key] != before[key]} == {
        (False, "reserve"),
        (True, "reserve"),
    }
    rows, _ = await held.bonded.whole(most)
    assert [row.reserve for row in listed(rows)][:1] == [123_456]


async def test_what_others_write_while_all_is_stored_stays(held: Held) -> None:
    """A refresh is many short writes. A row stored since it was asked for stays."""
    first = await held.store.read(
        lambda db: keeping.steps(db, "digikey", stock(ROWS)[:40], held.clock.now())
    )
    assert len(first) == -(-(ROWS - 40) // keeping.AT_A_TIME)
    held.clock.advance(60)
    later = stock(ROWS)[250]
    await held.store.write(lambda db: keeping.put(db, "digikey", [later], held.clock.now()))
    for step in first:
        await held.store.write(step)
    numbers = {row.number for row in listed(await held.bonded.rows())}
    assert numbers == {row.number for row in (*stock(ROWS)[:40], later)}
    await held.store.read(sound)


async def test_a_row_read_again_while_all_is_stored_is_not_the_older_one_again(held: Held) -> None:
    asked_for, *rest = stock(ROWS)
    older = replace(asked_for, reserve=777)
    steps = await held.store.read(
        lambda db: keeping.steps(db, "digikey", [older, *rest], held.clock.now())
    )
    held.clock.advance(60)
    now = replace(asked_for, reserve=123_456)
    await held.store.write(lambda db: keeping.put(db, "digikey", [now], held.clock.now()))
    for step in steps:
        await held.store.write(step)
    rows = listed(await held.bonded.rows(None, asked_for.number))
    assert [row.reserve for row in rows if row.number == asked_for.number] == [123_456]
    await held.store.read(sound)


def test_columns_are_named_as_they_stand_on_the_screen_and_in_speech() -> None:
    assert {named(head) for head in HEADS.values() if head != "locations"} == set(SORTS)
    assert {named(word.upper()) for word in SORTS.values()} == set(SORTS)
    said = ("price", "Unit Price", "unit_price", "lead-weeks", "manufacturer", "BO reserve")
    assert [named(one) for one in said] == ["each", "each", "each", "lead", "mfr", "backorder"]
    assert named("stock") == "stock"


@pytest.mark.parametrize("down", [False, True])
@pytest.mark.parametrize("sign", [">", ">=", "<", "<="])
async def test_an_order_by_the_figure_that_is_asked_for(held: Held, sign: str, down: bool) -> None:
    """It begins late where that loses nothing: a part of two locations has the longer lead time."""
    holder = Holder(*stock(ROWS))
    holder.sites = SITES
    chance = random.Random(7)
    holder.stock = tuple(
        replace(row, lead_weeks=chance.choice((None, 1, 5, 9, 30))) for row in holder.stock
    )
    await held.fetch(holder)
    everything = listed(await held.bonded.rows())
    asked = Ask(None, f"lead{sign}9", "lead", down)
    chosen = [row for row in everything if row.lead_weeks and SIGNS[sign](row.lead_weeks, 9)]
    rows, _ = await held.bonded.find(asked)
    ids = in_order(chosen, "lead", down)
    assert [rows.rowid(at) for at in range(len(rows))] == ids[: len(rows)]
    assert len(rows) == min(PAGE, len(ids))
    parts, _ = await held.bonded.find_parts(asked)
    heads = parts_in_order(everything, chosen, "lead", down)
    assert [parts.rowid(at) for at in range(len(parts))] == heads[: len(parts)]
    assert len(parts) == min(PAGE, len(heads))
