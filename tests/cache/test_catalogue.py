"""The catalogue: answered from what is here at once, and filled by what the vendors answer."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cache.catalogue import Catalogue
from cache.clock import FixedClock
from cache.places import Refusal
from cache.rows import PAGE
from cache.schema import CACHE, CACHE_ID
from cache.searching import Asked, Heard
from cache.store import Store, Superseded
from tests.cache.desk import NOON, offer, part
from vendors.errors import NotFound, VendorDown
from vendors.vocabulary import Found, Offer, Part

PATIENCE = 30


class Finder:
    """Finds by words, in pages of two parts, what it was given."""

    name = "digikey"

    def __init__(self, *parts: Part) -> None:
        self.shelf = parts
        self.asked: list[tuple[str, int]] = []
        self.down = False

    async def search(self, words: str, *, offset: int = 0, limit: int = 50) -> Found:
        self.asked.append((words, offset))
        if self.down:
            raise VendorDown("digikey", "DigiKey does not answer.")
        return Found(self.shelf[offset : offset + 2], len(self.shelf), "USD")


class Above(Finder):
    """Puts what it has last above the first page as well."""

    async def search(self, words: str, *, offset: int = 0, limit: int = 50) -> Found:
        found = await super().search(words, offset=offset, limit=limit)
        return found if offset else replace(found, parts=(self.shelf[-1], *found.parts), above=1)


class Numbers:
    """Looks up numbers, and can do nothing else."""

    name = "numbers"

    def __init__(self, *parts: Part) -> None:
        self.parts = {its.number: one for one in parts for its in one.offers}
        self.asked: list[str] = []

    async def look_up(self, number: str) -> Part:
        self.asked.append(number)
        if number not in self.parts:
            raise NotFound("ti", "no such number")
        return self.parts[number]


class Held:
    """A catalogue over a file, and what was put into it."""

    def __init__(self, folder: Path) -> None:
        self.clock = FixedClock(NOON)
        self.store = Store(
            folder / "cache.db", journal="wal", schema=CACHE, application_id=CACHE_ID
        )
        self.catalogue = Catalogue(self.store, self.clock)

    async def numbers(self, text: str = "") -> list[str]:
        rows = await self.catalogue.find(text)
        return [
            its.offer.number
            for at in range(len(rows))
            if (row := rows.row(at)) is not None
            for its in row.offers
        ]


@pytest.fixture
async def held(tmp_path: Path) -> AsyncIterator[Held]:
    held = Held(tmp_path)
    await held.store.open()
    yield held
    await held.store.close()


A = part("A1", offer("A1-ND"))
B = part("B1", offer("B1-ND"), offer("B1R-ND"))
C = part("C1", offer("C1-ND"))


async def test_an_answer_is_stored_and_found_by_what_was_asked(held: Held) -> None:
    finder = Finder(B, A, C)
    held.catalogue.attach([finder])
    assert await held.catalogue.asked("gizmo") == {}
    (heard,) = await held.catalogue.ask("  Gizmo ")
    assert heard == Heard("digikey", Asked(3, 2, NOON))
    assert finder.asked == [("Gizmo", 0)]
    assert await held.catalogue.asked("GIZMO") == {"digikey": heard.asked}
    # Its own words say nothing of a gizmo: they stand in the vendor's order.
    assert await held.numbers("gizmo") == ["B1-ND", "B1R-ND", "A1-ND"]
    held.clock.advance(60)
    (heard,) = await held.catalogue.ask("gizmo", 2)
    assert heard.asked == Asked(3, 3, held.clock.now())
    assert await held.numbers("gizmo") == ["B1-ND", "B1R-ND", "A1-ND", "C1-ND"]


async def test_rows_and_what_the_vendor_said_come_by_one_question(
    held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    held.catalogue.attach([Finder(B, A, C)])
    (heard,) = await held.catalogue.ask("gizmo")
    questions = []

    def counted(of: Any, name: str) -> None:
        true = getattr(of, name)

        async def ask(job: object) -> object:
            questions.append(name)
            return await true(job)

        monkeypatch.setattr(of, name, ask)

    counted(held.catalogue._finder, "ask")
    counted(held.store, "read")
    rows, said = await held.catalogue.find_asked(" Gizmo")
    assert (len(rows), said, questions) == (2, {"digikey": heard.asked}, ["ask"])
    rows, said = await held.catalogue.find_asked("B1")
    assert (len(rows), said, questions) == (1, {}, ["ask"] * 2)
    rows, said = await held.catalogue.find_asked(" ")
    assert (len(rows), said, questions) == (2, {}, ["ask"] * 2 + ["read"])


async def test_asked_again_the_vendors_new_order_replaces_the_old(held: Held) -> None:
    held.catalogue.attach([Finder(B, A, C)])
    await held.catalogue.ask("gizmo")
    await held.catalogue.ask("gizmo", 2)
    held.catalogue.attach([Finder(C)])
    await held.catalogue.ask("gizmo")
    assert await held.catalogue.asked("gizmo") == {"digikey": Asked(1, 1, NOON)}
    assert await held.numbers("gizmo") == ["C1-ND"]
    assert await held.numbers() == ["B1-ND", "B1R-ND", "A1-ND", "C1-ND"]  # nothing is thrown away


async def test_what_stands_above_a_page_does_not_count_among_its_rows(held: Held) -> None:
    """An exact match comes over and above the page; the next page begins where the page ended."""
    held.catalogue.attach([Above(A, B, C)])
    await held.catalogue.ask("gizmo")
    assert await held.catalogue.asked("gizmo") == {"digikey": Asked(3, 2, NOON)}
    await held.catalogue.ask("gizmo", 2)
    assert await held.catalogue.asked("gizmo") == {"digikey": Asked(3, 3, NOON)}
    assert await held.numbers("gizmo") == ["C1-ND", "A1-ND", "B1-ND", "B1R-ND"]


async def test_without_a_vendor_nothing_can_be_asked_and_it_says_so(held: Held) -> None:
    for ask in (held.catalogue.ask("x"), held.catalogue.look_up("x")):
        with pytest.raises(Refusal, match="No vendor can be asked yet"):
            await ask


async def test_a_part_looked_up_is_stored_whole(held: Held) -> None:
    held.catalogue.attach([Numbers(A), Numbers(B)])
    assert await held.catalogue.look_up("B1-ND") == B  # the second knows it
    rows = await held.catalogue.find("B1")
    row = rows.row(0)
    assert row is not None
    assert await held.catalogue.part(row.offers[0].rowid) == (B, NOON)
    assert await held.catalogue.part(99) is None
    with pytest.raises(NotFound):
        await held.catalogue.look_up("X")


async def test_a_row_has_the_offers_that_lines_are_made_of(held: Held) -> None:
    its: Offer = replace(offer("T-ND", "0.5", ncnr=True, fee="7"), tariff=None, maximum=900)
    held.catalogue.attach([Numbers(part("T", its))])
    await held.catalogue.look_up("T-ND")
    row = (await held.catalogue.find("t")).row(0)
    assert row is not None
    assert (row.part, row.maker, row.status, row.lead_weeks) == ("T", "Yageo", "Active", 12)
    (one,) = row.offers
    assert one == (one.rowid, its, NOON)
    assert await held.catalogue.part(one.rowid) is not None


async def test_a_part_that_nobody_offers_is_a_row_without_offers(held: Held) -> None:
    held.catalogue.attach([Finder(part("GONE"))])
    await held.catalogue.ask("gizmo")
    row = (await held.catalogue.find("gone")).row(0)
    assert row is not None
    assert row.offers == ()


async def test_a_find_gives_a_page_and_the_whole_comes_apart_with_its_count(held: Held) -> None:
    many = [part(f"R{n:04}", offer(f"R{n:04}-ND")) for n in range(300)]
    held.catalogue.attach([Numbers(*many)])
    for one in many:
        await held.catalogue.look_up(one.offers[0].number)
    page = await held.catalogue.find("r")
    whole, count = await held.catalogue.whole("r")
    assert (len(page), len(whole), count) == (PAGE, 300, 300)
    assert [whole.rowid(at) for at in range(PAGE)] == [page.rowid(at) for at in range(PAGE)]
    everything, count = await held.catalogue.whole(" ")
    assert (len(everything), count) == (300, 300)
    assert len(await held.catalogue.find("")) == 300


async def test_a_newer_find_ends_the_older_and_the_count(held: Held) -> None:
    catalogue, go_on = held.catalogue, threading.Event()
    running = [threading.Event(), threading.Event()]

    def hold(at: int) -> None:
        running[at].set()
        go_on.wait(PATIENCE)

    # Both connections are busy, so that the questions behind are still waiting.
    holding = [
        asyncio.ensure_future(catalogue._finder.ask(lambda db: hold(0))),
        asyncio.ensure_future(catalogue._counter.ask(lambda db: hold(1))),
    ]
    for event in running:
        await asyncio.to_thread(event.wait, PATIENCE)
    older = asyncio.ensure_future(catalogue.find("o"))
    count = asyncio.ensure_future(catalogue.whole("o"))
    await asyncio.sleep(0)
    newest = asyncio.ensure_future(catalogue.find("n"))
    await asyncio.sleep(0)
    go_on.set()
    answers = await asyncio.gather(*holding, older, count, newest, return_exceptions=True)
    assert [isinstance(answer, Superseded) for answer in answers] == [True] * 4 + [False]


async def test_clearing_the_text_ends_the_find(held: Held) -> None:
    catalogue, go_on, running = held.catalogue, threading.Event(), threading.Event()

    def hold(db: object) -> None:
        running.set()
        go_on.wait(PATIENCE)

    holding = asyncio.ensure_future(catalogue._finder.ask(hold))
    await asyncio.to_thread(running.wait, PATIENCE)
    assert len(await catalogue.find("")) == 0
    go_on.set()
    with pytest.raises(Superseded):
        await holding


async def test_the_first_frame_has_its_rows_without_waiting(tmp_path: Path, held: Held) -> None:
    held.catalogue.attach([Numbers(A)])
    await held.catalogue.look_up("A1-ND")
    fresh = Held(tmp_path)
    assert len(fresh.catalogue.first()) == 0  # nothing is open yet
    assert fresh.store.open_if_there()
    rows = fresh.catalogue.first()
    row = rows.row(0)
    assert row is not None
    assert row.part == "A1"
    await fresh.store.close()
    assert len(fresh.catalogue.first()) == 0
