"""Drafts: whole, in order, and never overwritten by who has not seen the change."""

from __future__ import annotations

import asyncio
import dataclasses
import sqlite3
from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path

import pytest

from cache.draft_orders import put_back
from cache.drafts import Draft, Stale
from cache.ledger import move
from cache.places import Refusal
from tests.cache.desk import (
    ANN,
    BEN,
    NOON,
    Desk,
    Vendor,
    bonded_line,
    bonded_row,
    line,
    offer,
    part,
)
from vendors.vocabulary import Answer, Outcome, Packaging, PriceBreak


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    desk = await Desk(tmp_path, Vendor()).open()
    yield desk
    await desk.close()


async def test_a_draft_comes_back_as_it_was_saved(desk: Desk) -> None:
    its = offer("RC0603DKR-ND", "0.00345", packaging=Packaging.DIGI_REEL, fee="7.00", ncnr=None)
    first = line(its, 250)
    first.breaks = (PriceBreak(1, Decimal("0.1")), PriceBreak(1000, Decimal("0.00345")))
    first.maximum = 9000
    second = bonded_line(bonded_row("RC0603-B"))
    third = line(offer("X"), price=None)
    draft = await desk.draft(first, second, third, ship_to="7002")
    again = await desk.drafts.open(draft.id)
    assert again == draft
    assert again.lines == [first, second, third]
    assert again.lines[0].unit_price == Decimal("0.00345")


async def test_the_current_draft_is_the_one_changed_last(desk: Desk) -> None:
    first = await desk.drafts.current()
    assert (await desk.drafts.current()).id == first.id
    desk.clock.advance(60)
    second = await desk.drafts.new("spares")
    assert (await desk.drafts.current()).id == second.id
    desk.clock.advance(60)
    first.lines.append(line(offer("X")))
    await desk.drafts.save(first)
    assert (await desk.drafts.current()).id == first.id
    assert [(head.id, head.name, head.lines) for head in await desk.drafts.heads()] == [
        (first.id, "", 1),
        (second.id, "spares", 0),
    ]


async def test_a_second_session_cannot_overwrite_what_it_has_not_seen(
    desk: Desk, tmp_path: Path
) -> None:
    other = await Desk(tmp_path, Vendor(), person=BEN).open()
    mine = await desk.draft(line(offer("A")))
    theirs = await other.drafts.open(mine.id)
    mine.lines.append(line(offer("B")))
    await desk.drafts.save(mine)
    theirs.lines.clear()
    theirs.name = "emptied"
    with pytest.raises(Stale, match="another session"):
        await other.drafts.save(theirs)
    assert await desk.drafts.open(mine.id) == mine
    seen = await other.drafts.open(mine.id)
    seen.name = "now it is known"
    await other.drafts.save(seen)
    assert (await desk.drafts.open(mine.id)).name == "now it is known"
    await other.close()


async def test_saves_behind_the_keys_land_in_order_even_when_nobody_waits(tmp_path: Path) -> None:
    desk = await Desk(tmp_path, Vendor(), inline=False).open()
    draft = await desk.draft()
    tasks = []
    for number in range(20):
        draft.lines.append(line(offer(f"N{number}")))
        task = asyncio.ensure_future(desk.drafts.save(draft))
        tasks.append(task)
        await asyncio.sleep(0)
        if number % 2:
            task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await desk.drafts.save(draft)  # the version in memory is still the ledger's
    assert [one.number for one in (await desk.drafts.open(draft.id)).lines] == [
        f"N{number}" for number in range(20)
    ]
    await desk.close()


async def test_a_discarded_draft_is_kept_but_neither_opened_nor_saved(desk: Desk) -> None:
    draft = await desk.draft(line(offer("A")))
    await desk.drafts.discard(draft.id)
    with pytest.raises(Refusal, match=f"D-{draft.id} was thrown away. Nothing was changed"):
        await desk.drafts.open(draft.id)
    with pytest.raises(Stale, match="discarded"):
        await desk.drafts.save(draft)
    assert draft.id not in [head.id for head in await desk.drafts.heads()]
    kept = await desk.ledger.read(
        lambda db: db.execute("SELECT count(*) FROM draft_line").fetchone()[0]
    )
    assert kept == 1


async def test_every_write_counts_in_the_ledgers_sequence(desk: Desk) -> None:
    async def sequence() -> int:
        return await desk.ledger.read(
            lambda db: int(db.execute("SELECT sequence FROM meta").fetchone()[0])
        )

    seen = [await sequence()]
    draft = await desk.drafts.new()
    seen.append(await sequence())
    await desk.drafts.save(draft)
    seen.append(await sequence())
    await desk.drafts.discard(draft.id)
    seen.append(await sequence())
    assert seen == sorted(set(seen))


async def test_a_line_is_plain_data_that_can_be_replaced(desk: Desk) -> None:
    # The builder changes lines by making new ones.
    one = line(offer("A"), 10)
    assert dataclasses.replace(one, quantity=20).id == one.id


async def unknown_order(desk: Desk, draft: Draft) -> str:
    """Place the draft; nobody knows what became of it, and a person says that nothing did."""
    (review,) = await desk.placing.review(draft)
    desk.vendor.answer = Answer(Outcome.UNKNOWN, "the connection dropped")
    await desk.placing.place(review.order_id)
    return review.number


async def not_placed(desk: Desk) -> None:
    def job(db: sqlite3.Connection) -> None:
        db.execute("UPDATE attempt SET state = 'not_placed'")
        move(db, 1, "not_placed", reason="DigiKey says so", at=NOON, person=ANN)
        put_back(db, 1, NOON, ANN)

    await desk.ledger.write(job)


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Desk]:
    vendor = Vendor()
    vendor.sells(part("RC0603", offer("A")), part("RC0805", offer("B")))
    desk = await Desk(tmp_path, vendor).open()
    yield desk
    await desk.close()


async def test_what_leaves_a_draft_with_an_order_and_comes_back_stands_in_the_audit(
    shop: Desk,
) -> None:
    draft = await shop.draft(line(offer("A")), line(offer("B"), of="RC0805"))
    number = await unknown_order(shop, draft)
    await not_placed(shop)
    said = await shop.ledger.read(
        lambda db: db.execute(
            "SELECT person, reason FROM audit "
            "WHERE draft_id = ? AND what = 'draft changed' ORDER BY id",
            (draft.id,),
        ).fetchall()
    )
    assert said[1:] == [
        ("ann", f"2 lines left with {number}"),
        ("ann", f"2 lines came back from {number}"),
    ]


@pytest.mark.parametrize("meanwhile", ["nothing", "thrown away", "ships elsewhere"])
async def test_lines_that_come_back_can_be_reached_and_keep_their_number(
    shop: Desk, meanwhile: str
) -> None:
    went, stays = line(offer("A")), line(offer("B"), of="RC0805")
    draft = await shop.draft(went)
    number = await unknown_order(shop, draft)
    if meanwhile != "nothing":
        # Its last line left: it counts as ordered. Another one comes, so that it is open.
        await shop.ledger.write(lambda db: db.execute("UPDATE draft SET state = 'open'"))
        draft = await shop.drafts.open(draft.id)
        draft.lines = [stays]
        draft.customer_id = "7002" if meanwhile == "ships elsewhere" else "7001"
        await shop.drafts.save(draft)
    if meanwhile == "thrown away":
        await shop.drafts.discard(draft.id)
    await not_placed(shop)
    head = next(h for h in await shop.drafts.heads() if h.name == number or h.id == 1)
    back = await shop.drafts.open(head.id)
    assert [one.id for one in back.lines] == [went.id]
    assert back.customer_id == "7001"
    assert (back.id == draft.id) is (meanwhile == "nothing")
    (again,) = await shop.placing.review(back)
    assert again.number == number
    shop.vendor.answer = Answer(Outcome.ACCEPTED, "", ("88001",))
    assert (await shop.placing.place(again.order_id)).outcome is Outcome.ACCEPTED
