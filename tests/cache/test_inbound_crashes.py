"""Who dies while the warehouse is told: made once, and known or openly unknown."""

from __future__ import annotations

import asyncio
import sqlite3
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from cache.inbound import InboundSaid
from cache.places import Refusal
from tests.cache.crash_kit import Crash, Death, crash_at, deaths, looks_dead
from tests.cache.desk import BEN
from tests.cache.inbound_kit import PO, InboundDesk, told
from tests.cache.warehouse import Keeper, lost
from vendors.inbound import InboundState, Receipt
from vendors.vocabulary import Answer, Outcome

STEPS = ("create", "replace", "state", "details", "receive")
CAME = (Receipt("RC0603", "se-l1", 40),)


def _execute(db: sqlite3.Connection, sql: str) -> None:
    db.execute(sql)


async def before(desk: InboundDesk, order_id: int, step: str) -> None:
    """All that comes before `step` is done."""
    book, plan = desk.keeper.book, (await desk.inbound.plan(order_id)).plan
    assert plan is not None
    if step in ("replace", "state"):
        lines = plan.lines if step == "state" else (replace(plan.lines[0], quantity=7),)
        book.apply(desk.keeper.seal_create(replace(plan, lines=lines)).body)
    if step in ("details", "receive"):
        await desk.inbound.make(order_id)
    desk.keeper.sent.clear()


async def tell(desk: InboundDesk, order_id: int, step: str) -> None:
    if step == "receive":
        await desk.inbound.receive(order_id, CAME)
    else:
        said = InboundSaid(tracking="1Z") if step == "details" else None
        await desk.inbound.make(order_id, said)


@pytest.mark.parametrize(
    ("step", "death"),
    [
        (step, death)
        for step in STEPS
        for death in deaths("_post")
        # Whoever lives on does the same at every step; it is enough to see it at these two.
        if death.step != "_project" and (death.dies or step in ("create", "receive"))
    ],
    ids=str,
)
async def test_a_crash_at_any_step_leaves_it_made_once_or_openly_unknown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, death: Death, step: str
) -> None:
    desk, order_id = await told(tmp_path)
    await before(desk, order_id, step)
    where, when, dies, state, heard = death
    reached = crash_at(monkeypatch, desk.inbound, where, desk.ledger, when=when, dies=dies)
    with pytest.raises(Crash):
        await tell(desk, order_id, step)
    assert reached
    await desk.kill()

    after = await InboundDesk(tmp_path, desk.keeper, desk.vendor, person=BEN).open()
    last = [found for its, found in await after.steps() if its == step]
    assert last == ([state] if state else [])
    assert desk.keeper.steps.count(step) == heard
    if step == "receive":
        await _received(after, order_id, state, heard)
    elif step == "create" and state == "unknown" and not heard:
        # Nobody can tell: it is looked for, and only a person's word makes another one.
        assert (await after.inbound.make(order_id)).state == "unknown"
        assert desk.keeper.steps == []
        assert (await after.inbound.make_anew(order_id, "not in their list")).state == "open"
    else:
        assert (await after.inbound.make(order_id)).state == "open"
    assert len(desk.keeper.book.under(PO)) == 1
    if step == "details":
        assert desk.keeper.book.under(PO)[0].plan.tracking == "1Z"
    await after.close()


async def _received(desk: InboundDesk, order_id: int, state: str, heard: int) -> None:
    (line,) = desk.keeper.book.under(PO)[0].plan.lines
    assert line.received == 40 * heard
    if state == "unknown":
        with pytest.raises(Refusal, match="not known yet whether an earlier step"):
            await desk.inbound.receive(order_id, CAME)
        assert (await desk.inbound.make(order_id)).told == ()
        standing = await desk.inbound.standing(order_id)
        assert standing is not None
        (attempt,) = [one for one in standing.attempts if one.can_settle]
        assert f"had 0 of 100, and has {40 * heard}" in standing.row.waits
        await desk.inbound.settle_receipt(order_id, attempt.id, bool(heard), "counted the shelf")
    if not heard:
        await desk.inbound.receive(order_id, CAME)
    (line,) = desk.keeper.book.under(PO)[0].plan.lines
    assert line.received == 40
    assert desk.keeper.steps.count("receive") == 1


async def test_a_step_is_left_alone_while_its_session_lives(tmp_path: Path) -> None:
    desk, order_id = await told(tmp_path)
    at_keeper, go_on = asyncio.Event(), asyncio.Event()

    async def wait() -> None:
        at_keeper.set()
        await go_on.wait()

    desk.keeper.before = wait
    making = asyncio.create_task(desk.inbound.make(order_id))
    await at_keeper.wait()
    other = await InboundDesk(tmp_path, Keeper(desk.keeper.book), desk.vendor, person=BEN).open()
    with pytest.raises(Refusal, match="is being told this moment"):
        await other.inbound.make(order_id)
    assert await other.steps() == [("create", "sent")]
    go_on.set()
    assert (await making).state == "open"
    assert other.keeper.steps == []
    await other.close()
    await desk.close()


async def test_who_looked_before_another_made_it_makes_none(tmp_path: Path) -> None:
    """Both found nothing; the second one's look is void once the first has written."""
    desk, order_id = await told(tmp_path)
    other = await InboundDesk(tmp_path, Keeper(desk.keeper.book), desk.vendor, person=BEN).open()
    prepare = other.inbound._prepare

    async def late(*given: object) -> int:
        other.inbound._prepare = prepare  # type: ignore[method-assign]
        await desk.inbound.make(order_id)
        return await prepare(*given)  # type: ignore[arg-type]

    other.inbound._prepare = late  # type: ignore[method-assign, assignment]
    made = await other.inbound.make(order_id)
    assert (made.state, made.told, other.keeper.steps) == ("open", (), [])
    assert len(desk.keeper.book.orders) == 1
    await other.close()
    await desk.close()


async def test_who_read_before_another_received_posts_nothing(tmp_path: Path) -> None:
    desk, order_id = await told(tmp_path)
    await desk.inbound.make(order_id)
    other = await InboundDesk(tmp_path, Keeper(desk.keeper.book), desk.vendor, person=BEN).open()
    prepare = other.inbound._prepare

    async def late(*given: object) -> int:
        await desk.inbound.receive(order_id, CAME)
        return await prepare(*given)  # type: ignore[arg-type]

    other.inbound._prepare = late  # type: ignore[method-assign, assignment]
    with pytest.raises(Refusal, match="Another session told something"):
        await other.inbound.receive(order_id, CAME)
    assert desk.keeper.book.under(PO)[0].plan.lines[0].received == 40
    await other.close()
    await desk.close()


@pytest.mark.parametrize("outcome", [Outcome.ACCEPTED, Outcome.REJECTED])
async def test_an_answer_that_comes_after_all_is_worth_more_than_a_guess(
    tmp_path: Path, outcome: Outcome
) -> None:
    desk, order_id = await told(tmp_path)
    at_keeper, go_on = asyncio.Event(), asyncio.Event()

    async def wait() -> None:
        if not at_keeper.is_set():
            at_keeper.set()
            await go_on.wait()

    desk.keeper.before = wait
    if outcome is Outcome.REJECTED:
        desk.keeper.answers.append((Answer(outcome, "no"), False))
    making = asyncio.create_task(desk.inbound.make(order_id))
    await at_keeper.wait()
    looks_dead(tmp_path)
    other = await InboundDesk(tmp_path, Keeper(desk.keeper.book), desk.vendor, person=BEN).open()
    assert await other.steps() == [("create", "unknown")]
    go_on.set()
    made = await making
    assert made.state == ("open" if outcome is Outcome.ACCEPTED else "wanted")
    assert len(desk.keeper.book.orders) == (outcome is Outcome.ACCEPTED)
    await other.close()
    await desk.close()


async def test_a_create_called_not_made_that_was_made_after_all_is_seen_as_two(
    tmp_path: Path,
) -> None:
    desk, order_id = await told(tmp_path)
    desk.keeper.answers.append(lost(done=True))
    desk.keeper.hidden.add("se-1")
    await desk.inbound.make(order_id)
    await desk.inbound.make_anew(order_id, "not in their list")
    desk.keeper.hidden.clear()
    made = await desk.inbound.go_on(order_id)
    assert (made.state, made.told) == ("twice", ())
    await desk.close()


async def test_closing_while_it_is_told_leaves_it_unknown(tmp_path: Path) -> None:
    desk, order_id = await told(tmp_path)
    at_keeper = asyncio.Event()

    async def wait() -> None:
        at_keeper.set()
        await asyncio.Event().wait()

    desk.keeper.before = wait
    making = asyncio.create_task(desk.inbound.make(order_id))
    await at_keeper.wait()
    assert desk.inbound.busy
    await desk.inbound.close()
    with pytest.raises(asyncio.CancelledError):
        await making
    assert await desk.steps() == [("create", "unknown")]
    await desk.close()


async def test_the_ledger_itself_forbids_a_second_create(tmp_path: Path) -> None:
    desk, order_id = await told(tmp_path)
    await desk.inbound.make(order_id)
    copy = (
        "INSERT INTO inbound_attempt (inbound_id, n, step, keeper_id, wanted, path, body, "
        "body_sha256, session, os_uid, person, state, created_at) SELECT inbound_id, 9, step, "
        "keeper_id, wanted, path, body, body_sha256, session, os_uid, person, 'prepared', "
        "created_at FROM inbound_attempt WHERE step = 'create'"
    )
    for forbidden, words in (
        (copy, "UNIQUE"),
        ("UPDATE inbound_attempt SET body = x'00'", "never changed"),
        ("UPDATE inbound_attempt SET state = 'sent'", "sent once"),
        ("DELETE FROM inbound_attempt", "never deleted"),
        ("DELETE FROM inbound", "never deleted"),
        ("UPDATE inbound SET reference = 'AC-1'", "never changed"),
    ):
        with pytest.raises(Exception, match=words):
            await desk.ledger.write(partial(_execute, sql=forbidden))
    assert desk.keeper.book.under(PO)[0].state is InboundState.OPEN
    await desk.close()
