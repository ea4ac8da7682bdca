"""Changing what the vendor has: asked, written ahead, sent once, and known or openly unknown."""

from __future__ import annotations

import asyncio
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from cache.places import Refusal
from cache.sending import NotWritten
from tests.cache.changing_kit import (
    FIRST,
    SALE,
    SECOND,
    ChangeDesk,
    ChangingVendor,
    held_line,
    ordered,
    planned,
    prepared,
    quantity,
    sent,
)
from tests.cache.crash_kit import on_its_way
from tests.cache.desk import BEN
from vendors.afterwards import ChangeKind, LineChange
from vendors.errors import NoAnswer, NotAllowed
from vendors.vocabulary import Answer, Outcome


async def a_desk(folder: Path) -> ChangeDesk:
    return await ChangeDesk(folder, ChangingVendor()).open()


async def test_what_may_be_changed_is_said_for_each_line_with_the_reason(tmp_path: Path) -> None:
    desk = await a_desk(tmp_path)
    order_id = await ordered(desk)
    standing = await desk.changing.standing(order_id)
    (line,) = standing.lines
    assert (line.line_no, line.eligible, standing.asked_at) == (1, True, desk.clock.now())
    assert set(line.why_not) == {ChangeKind.BACKORDER, ChangeKind.SCHEDULE_DATE}
    desk.vendor.put(shipped=40, backordered=20, schedules=planned((60, FIRST)))
    (line,) = (await desk.changing.standing(order_id)).lines
    assert list(line.why_not) == [ChangeKind.QUANTITY]
    assert "40 have shipped" in line.why_not[ChangeKind.QUANTITY]
    desk.vendor.put(shipped=100)
    (line,) = (await desk.changing.standing(order_id)).lines
    assert set(line.why_not) == set(ChangeKind)
    await desk.close()


async def test_what_was_ordered_for_another_account_is_neither_changed_nor_read_back(
    tmp_path: Path,
) -> None:
    """The vendor would show the other account nothing, and that would pass for "not changed"."""
    desk = await a_desk(tmp_path)
    desk.vendor.account = "7718905"
    order_id = await ordered(desk)
    change = await prepared(desk, order_id)
    desk.vendor.account = "7719040"
    others = "sent for account …8905; this session acts for …9040"
    for asked in (desk.changing.standing(order_id), desk.changing.send(change.id)):
        with pytest.raises(Refusal, match=others):
            await asked
    assert await desk.changes() == []
    desk.vendor.account = "7718905"
    change = await prepared(desk, order_id)
    await desk.changing.send(change.id)
    desk.vendor.account = "7719040"
    ((_, change_id),) = await desk.changing.waiting()
    with pytest.raises(Refusal, match=others):
        await desk.changing.look(change_id)
    await desk.close()


@pytest.mark.parametrize(
    ("says", "words"),
    [(False, "cannot be changed any more"), (None, "does not say whether sales order 88001")],
)
async def test_only_the_vendors_yes_counts(tmp_path: Path, says: bool | None, words: str) -> None:
    desk = await a_desk(tmp_path)
    order_id = await ordered(desk)
    desk.vendor.says = says
    (line,) = (await desk.changing.standing(order_id)).lines
    assert all(words in why for why in line.why_not.values())
    assert set(line.why_not) == set(ChangeKind)
    with pytest.raises(Refusal, match="Nothing was sent"):
        await prepared(desk, order_id)
    assert await desk.changes() == []
    await desk.close()


async def test_a_line_that_was_not_ordered_here_is_left_alone(tmp_path: Path) -> None:
    desk = await a_desk(tmp_path)
    order_id = await ordered(desk)
    desk.vendor.lines["2"] = held_line(5, detail="2", number="OTHER-ND", part="OTHER")
    _, other = (await desk.changing.standing(order_id)).lines
    assert other.line_no is None
    with pytest.raises(Refusal, match="no such line"):
        await desk.changing.prepare(order_id, quantity(9, "2"))
    await desk.close()


async def test_a_prepared_change_says_from_what_to_what_and_for_how_much(tmp_path: Path) -> None:
    desk = await a_desk(tmp_path)
    order_id = await ordered(desk)
    change = await prepared(desk, order_id)
    assert change.words == "quantity 100 → 150"
    assert (str(change.total_before), str(change.total), change.currency) == (
        "10.00",
        "15.00",
        "USD",
    )
    assert await desk.changes() == [], "nothing is written before it is sent"
    desk.vendor.put(schedules=planned((100, FIRST)))
    moved = LineChange(ChangeKind.SCHEDULE_DATE, SALE, "1", index=1, on=SECOND, accept_next=True)
    change = await desk.changing.prepare(order_id, moved)
    assert change.words == (
        "100 pieces of 1 Apr 2026 → 1 May 2026, or the next day that can be delivered"
    )
    assert change.total is None
    await desk.close()


@pytest.mark.parametrize(
    "change",
    [
        quantity(100),
        LineChange(ChangeKind.SCHEDULE_DATE, SALE, "1", index=1, on=FIRST),
        LineChange(ChangeKind.SCHEDULE_DATE, SALE, "1", index=7, on=SECOND),
        LineChange(ChangeKind.BACKORDER, SALE, "1", quantity=20),
    ],
)
async def test_what_changes_nothing_is_not_sent(tmp_path: Path, change: LineChange) -> None:
    desk = await a_desk(tmp_path)
    order_id = await ordered(desk)
    desk.vendor.put(backordered=20, schedules=planned((100, FIRST)))
    with pytest.raises(Refusal, match="Nothing was sent"):
        await desk.changing.prepare(order_id, change)
    await desk.close()


async def test_it_is_written_ahead_with_its_bytes_and_sent_once(tmp_path: Path) -> None:
    desk = await a_desk(tmp_path)
    order_id = await ordered(desk)
    change = await prepared(desk, order_id)
    on_disk: list[list[str]] = []

    async def look() -> None:
        on_disk.append(await desk.changes())

    desk.vendor.before = look
    answer = await desk.changing.send(change.id)
    assert on_disk == [["sent"]], "on the disk before the vendor hears of it"
    assert answer.outcome is Outcome.ACCEPTED
    assert await desk.changes() == ["accepted"]
    (posted,) = desk.vendor.posted
    stored = await desk.ledger.read(
        lambda db: db.execute(
            "SELECT method, path, body, http_status, request_id, line_quantity FROM order_change"
        ).fetchone()
    )
    assert stored == (posted.method, posted.path, posted.body, 204, "r-9", 150)
    assert [one[:2] for one in await desk.said()] == [
        ("", "prepared"),
        ("prepared", "sent"),
        ("sent", "accepted"),
    ]
    with pytest.raises(Refusal, match="sent or left before"):
        await desk.changing.send(change.id)
    assert len(desk.vendor.posted) == 1
    await desk.close()


async def test_what_a_change_sent_stays_and_none_is_sent_again_or_removed(tmp_path: Path) -> None:
    desk = await a_desk(tmp_path)
    await sent(desk)
    for statement in (
        "UPDATE order_change SET body = x'00'",
        "UPDATE order_change SET state = 'sent'",
        "UPDATE order_change SET state = 'prepared'",
        "DELETE FROM order_change",
    ):
        with pytest.raises(sqlite3.IntegrityError):
            await desk.ledger.write(lambda db, sql=statement: db.execute(sql))  # type: ignore[misc]
    assert await desk.changes() == ["accepted"]
    await desk.close()


@pytest.mark.parametrize("state", ["prepared", "sent", "unknown", "accepted", "not_seen"])
async def test_the_index_forbids_a_second_change_that_may_still_be_made(
    tmp_path: Path, state: str
) -> None:
    desk = await a_desk(tmp_path)
    order_id = await ordered(desk)
    one, other = await prepared(desk, order_id), await prepared(desk, order_id, 120)
    await desk.changing.send(one.id)
    columns = (
        "order_id, vendor, sales_order, detail, line_no, kind, wanted, held, line_quantity, "
        "method, path, body, body_sha256, session, os_uid, person, created_at"
    )
    again = f"INSERT INTO order_change ({columns}, state) SELECT {columns}, ? FROM order_change"
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        await desk.ledger.write(lambda db: db.execute(again, (state,)))
    with pytest.raises(Refusal, match="Another change of line 1"):
        await desk.changing.send(other.id)
    with pytest.raises(Refusal, match="change of it is open"):
        await prepared(desk, order_id, 130)
    assert len(desk.vendor.posted) == 1
    await desk.close()


async def test_another_line_of_the_same_order_can_be_changed_meanwhile(tmp_path: Path) -> None:
    desk = await a_desk(tmp_path)
    order_id, _ = await sent(desk)
    desk.vendor.lines["2"] = held_line(50, detail="2")
    change = await desk.changing.prepare(order_id, quantity(60, "2"))
    assert (await desk.changing.send(change.id)).outcome is Outcome.ACCEPTED
    await desk.close()


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Outcome.NOT_SENT, "not_sent"),
        (Outcome.REJECTED, "rejected"),
        (Outcome.REFUSED, "refused"),
        (Outcome.UNKNOWN, "unknown"),
        (Outcome.ACCEPTED, "accepted"),
    ],
)
async def test_every_outcome_is_kept_and_only_what_was_not_made_may_follow(
    tmp_path: Path, outcome: Outcome, state: str
) -> None:
    desk = await a_desk(tmp_path)
    desk.vendor.answers = Answer(outcome, "words", http_status=500)
    order_id, answer = await sent(desk)
    assert answer.outcome is outcome
    assert await desk.changes() == [state]
    if state in ("unknown", "accepted"):
        with pytest.raises(Refusal):
            await prepared(desk, order_id)
    else:
        change = await prepared(desk, order_id)
        await desk.changing.send(change.id)
        assert len(desk.vendor.posted) == 2
    await desk.close()


async def test_a_line_that_changed_since_it_was_shown_is_not_sent(tmp_path: Path) -> None:
    desk = await a_desk(tmp_path)
    order_id = await ordered(desk)
    change = await prepared(desk, order_id)
    desk.vendor.put(quantity=90)
    with pytest.raises(Refusal, match="changed at the vendor since it was shown"):
        await desk.changing.send(change.id)
    assert (desk.vendor.posted, await desk.changes()) == ([], [])
    await desk.close()


async def test_what_was_asked_long_ago_is_not_sent(tmp_path: Path) -> None:
    desk = await a_desk(tmp_path)
    change = await prepared(desk, await ordered(desk))
    desk.clock.advance(601)
    with pytest.raises(Refusal, match="ten minutes"):
        await desk.changing.send(change.id)
    assert desk.vendor.posted == []
    await desk.close()


async def test_a_vendor_that_cannot_be_asked_leaves_everything_as_it_was(tmp_path: Path) -> None:
    desk = await a_desk(tmp_path)
    change = await prepared(desk, await ordered(desk))
    desk.vendor.held_fails = NoAnswer("digikey", "DigiKey did not answer in time.")
    with pytest.raises(Refusal, match=r"did not answer in time\. Nothing was sent"):
        await desk.changing.send(change.id)
    desk.vendor.held_fails, desk.vendor.down = None, NotAllowed("digikey", "read only")
    with pytest.raises(Refusal, match=r"read only\. Nothing was sent"):
        await desk.changing.send(change.id)
    desk.vendor.down = None
    assert (await desk.changing.send(change.id)).outcome is Outcome.ACCEPTED
    assert len(desk.vendor.posted) == 1
    await desk.close()


async def test_read_only_and_no_changer_are_refused_with_the_reason(tmp_path: Path) -> None:
    desk = await a_desk(tmp_path)
    order_id = await ordered(desk)
    change = await prepared(desk, order_id)
    desk.read_only = True
    for ask in (
        desk.changing.standing(order_id),
        desk.changing.prepare(order_id, quantity(150)),
        desk.changing.send(change.id),
    ):
        with pytest.raises(Refusal, match="read_only = true"):
            await ask
    desk.read_only = False
    assert desk.changing.why_not("ti") == (
        "TI changes and cancels no order by API: TI's customer support does, by its order number"
    )
    desk.changing.attach([object()])
    with pytest.raises(Refusal, match="DigiKey is not connected, or takes no changes"):
        await desk.changing.standing(order_id)
    assert desk.vendor.posted == []
    await desk.close()


async def test_an_order_that_the_vendor_does_not_have_is_not_changed(tmp_path: Path) -> None:
    desk = await a_desk(tmp_path)
    desk.vendor.answer = Answer(Outcome.UNKNOWN, "")
    order_id = await ordered_as(desk, Outcome.UNKNOWN)
    with pytest.raises(Refusal, match="no sales order at the vendor yet"):
        await desk.changing.standing(order_id)
    await desk.close()


async def ordered_as(desk: ChangeDesk, outcome: Outcome) -> int:
    from tests.cache.looking import placed

    return (await placed(desk, outcome))[0]


async def test_a_sales_order_that_order_management_does_not_know_is_named(tmp_path: Path) -> None:
    desk = await a_desk(tmp_path)
    order_id = await ordered(desk)
    desk.vendor.lines = {"1": held_line(sales_order="77")}
    standing = await desk.changing.standing(order_id)
    assert (standing.lines, standing.missing) == ((), (SALE,))
    await desk.close()


async def test_leaving_the_sheet_does_not_lose_the_answer(tmp_path: Path) -> None:
    desk = await ChangeDesk(tmp_path, ChangingVendor(), inline=False).open()
    change = await prepared(desk, await ordered(desk))
    sending, go_on = await on_its_way(desk.vendor, desk.changing.send(change.id))
    assert desk.changing.busy
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending
    go_on.set()
    while desk.changing.busy:
        await asyncio.sleep(0)
    assert await desk.changes() == ["accepted"]
    await desk.close()


async def test_leaving_the_program_makes_a_change_on_its_way_unknown(tmp_path: Path) -> None:
    desk = await ChangeDesk(tmp_path, ChangingVendor(), inline=False).open()
    change = await prepared(desk, await ordered(desk))
    sending, _ = await on_its_way(desk.vendor, desk.changing.send(change.id))
    await desk.changing.close()
    assert await desk.changes() == ["unknown"]
    with pytest.raises(asyncio.CancelledError):
        await sending
    await desk.close()


async def test_two_sessions_send_one_change_of_a_line(tmp_path: Path) -> None:
    vendor = ChangingVendor()
    ann = await ChangeDesk(tmp_path, vendor, inline=False).open()
    ben = await ChangeDesk(tmp_path, vendor, person=BEN, inline=False).open()
    order_id = await ordered(ann)
    mine, yours = await prepared(ann, order_id), await prepared(ben, order_id, 200)
    results = await asyncio.gather(
        ann.changing.send(mine.id), ben.changing.send(yours.id), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in results) == ["Answer", "Refusal"]
    assert len(vendor.posted) == 1
    assert await ann.changes() == ["accepted"]
    await ben.close()
    await ann.close()


async def test_an_answer_that_the_disk_does_not_take_is_told_and_stays_unknown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = await a_desk(tmp_path)
    change = await prepared(desk, await ordered(desk))

    async def full(*_: object) -> None:
        raise sqlite3.OperationalError("disk is full")

    async def then_full() -> None:
        monkeypatch.setattr(desk.changing, "_write_down", full)

    desk.vendor.before = then_full
    desk.vendor.answers = replace(desk.vendor.answers, message="made")
    with pytest.raises(NotWritten, match="could not be stored: accepted") as told:
        await desk.changing.send(change.id)
    assert "“made”" in told.value.sentence
    assert await desk.changes() == ["unknown"]
    assert len(desk.vendor.posted) == 1
    await desk.close()
