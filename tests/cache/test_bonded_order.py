"""The bonded stock's orders as they are kept: after every change what sorting anew would give."""

from __future__ import annotations

import contextlib
import random
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from cache import bonded_finding as finding
from cache.bonded import PART_SORTS, SORTS, Ask, BondedRow
from tests.cache.desk import bonded_row
from tests.cache.test_bonded import Held, Holder, listed
from tests.cache.test_bonded_finding import FILTERS, ROWS, SITES, held, in_order, stock
from vendors.errors import NotFound

__all__ = ["held"]

# How much each way to a page may look at.
SIZES = {
    "_FEW": (1, 20, 60, 10_000),
    "_WALKED": (1, 50, 10_000),
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
        everything = listed(await held.bonded.rows())
        for _ in range(40):
            for name, sizes in SIZES.items():
                monkeypatch.setattr(finding, name, chance.choice(sizes))
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
