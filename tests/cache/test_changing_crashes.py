"""Who dies while a change is sent: it is made at most once, and known or openly unknown."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.cache.changing_kit import ChangeDesk, ChangingVendor, ordered, prepared
from tests.cache.desk import BEN
from vendors.vocabulary import Answer, Outcome


class Crash(BaseException):
    """The process ends here."""


# Every step from the first write on, what the next start makes of it, and whether the vendor may
# have heard of the change by then.
DEATHS = [
    ("_prepare", "before", [], 0),
    ("_prepare", "after", ["not_sent"], 0),
    ("_mark_sent", "before", ["not_sent"], 0),
    ("_mark_sent", "after", ["unknown"], 0),
    ("_post", "before", ["unknown"], 0),
    ("_post", "after", ["unknown"], 1),
    ("_settle", "before", ["unknown"], 1),
    ("_settle", "after", ["accepted"], 1),
    ("_project", "before", ["accepted"], 1),
]


@pytest.mark.parametrize("dies", [True, False], ids=["the process dies", "an exception"])
@pytest.mark.parametrize(("step", "when", "states", "heard"), DEATHS)
async def test_a_crash_at_any_step_leaves_it_known_or_openly_unknown(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
    when: str,
    states: list[str],
    heard: int,
    dies: bool,
) -> None:
    if (step, when, dies) == ("_mark_sent", "after", False):
        states = ["not_sent"]  # who lives on knows that nothing was sent
    desk = await ChangeDesk(tmp_path, ChangingVendor()).open()
    order_id = await ordered(desk)
    change = await prepared(desk, order_id)
    true_step = getattr(desk.changing, step)
    reached = []

    async def dead(*arguments: object) -> None:
        raise Crash

    async def crash(*arguments: object) -> None:
        reached.append(step)
        if when == "after":
            await true_step(*arguments)
        if dies:
            monkeypatch.setattr(desk.ledger, "write", dead)
        raise Crash

    monkeypatch.setattr(desk.changing, step, crash)
    with pytest.raises(Crash):
        await desk.changing.send(change.id)
    assert reached
    await desk.kill()

    after = await ChangeDesk(tmp_path, desk.vendor, person=BEN).open()
    assert await after.changes() == states
    assert len(desk.vendor.posted) == heard
    waits = [item for item in await after.morning.items() if item.kind == "change"]
    assert len(waits) == (states == ["unknown"])
    if states in ([], ["not_sent"]):
        again = await prepared(after, order_id)
        await after.changing.send(again.id)
        assert len(desk.vendor.posted) == 1
    await after.close()


async def test_a_change_is_left_alone_while_its_session_lives(tmp_path: Path) -> None:
    desk = await ChangeDesk(tmp_path, ChangingVendor(), inline=False).open()
    change = await prepared(desk, await ordered(desk))
    at_vendor, go_on = asyncio.Event(), asyncio.Event()

    async def wait() -> None:
        at_vendor.set()
        await go_on.wait()

    desk.vendor.before = wait
    sending = asyncio.ensure_future(desk.changing.send(change.id))
    await at_vendor.wait()
    other = await ChangeDesk(tmp_path, desk.vendor, person=BEN, inline=False).open()
    assert await other.changes() == ["sent"]
    assert await desk.changing.recover() == 0
    go_on.set()
    await sending
    assert await other.changes() == ["accepted"]
    await other.close()
    await desk.close()


async def test_what_a_dead_session_left_is_ended_by_one_that_was_open_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vendor = ChangingVendor()
    ann = await ChangeDesk(tmp_path, vendor).open()
    ben = await ChangeDesk(tmp_path, vendor, person=BEN).open()
    change = await prepared(ann, await ordered(ann))

    async def dead(*arguments: object) -> None:
        raise Crash

    async def crash(sealed: object) -> Answer:
        monkeypatch.setattr(ann.ledger, "write", dead)
        raise Crash

    monkeypatch.setattr(vendor, "send_change", crash)
    with pytest.raises(Crash):
        await ann.changing.send(change.id)
    await ben.step()
    assert await ben.changes() == ["sent"]
    await ann.kill()
    await ben.step()
    assert await ben.changes() == ["unknown"]
    await ben.close()


@pytest.mark.parametrize("outcome", [Outcome.ACCEPTED, Outcome.REJECTED])
async def test_an_answer_that_comes_after_all_is_worth_more_than_a_guess(
    tmp_path: Path, outcome: Outcome
) -> None:
    desk = await ChangeDesk(tmp_path, ChangingVendor(), inline=False).open()
    desk.vendor.answers = Answer(outcome, "as you like")
    change = await prepared(desk, await ordered(desk))
    at_vendor, go_on = asyncio.Event(), asyncio.Event()

    async def wait() -> None:
        at_vendor.set()
        await go_on.wait()

    desk.vendor.before = wait
    sending = asyncio.ensure_future(desk.changing.send(change.id))
    await at_vendor.wait()
    # Somebody removed the lock's file, so the session looks dead to the next one.
    for path in (tmp_path / "sessions").iterdir():
        path.unlink()
    other = await ChangeDesk(tmp_path, desk.vendor, person=BEN, inline=False).open()
    assert await other.changes() == ["unknown"]
    go_on.set()
    assert (await sending).outcome is outcome
    assert await other.changes() == [str(outcome)]
    await other.close()
    await desk.close()


async def test_an_answer_to_what_a_person_closed_is_kept_and_changes_nothing(
    tmp_path: Path,
) -> None:
    desk = await ChangeDesk(tmp_path, ChangingVendor(), inline=False).open()
    change = await prepared(desk, await ordered(desk))
    at_vendor, go_on = asyncio.Event(), asyncio.Event()

    async def wait() -> None:
        at_vendor.set()
        await go_on.wait()

    desk.vendor.before = wait
    sending = asyncio.ensure_future(desk.changing.send(change.id))
    await at_vendor.wait()
    for path in (tmp_path / "sessions").iterdir():
        path.unlink()
    other = await ChangeDesk(tmp_path, desk.vendor, person=BEN, inline=False).open()
    await other.changing.close_change(1, "Jane at DigiKey: never came")
    go_on.set()
    await sending
    assert await other.changes() == ["closed"]
    kept = await other.ledger.read(
        lambda db: db.execute("SELECT http_status, closed_because FROM order_change").fetchone()
    )
    assert kept == (204, "Jane at DigiKey: never came")
    await other.close()
    await desk.close()
