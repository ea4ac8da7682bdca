"""Who dies while a change is sent: it is made at most once, and known or openly unknown."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cache.changing_kit import ChangeDesk, ChangingVendor, ordered, prepared
from tests.cache.crash_kit import Crash, Death, crash_at, deaths, looks_dead, on_its_way
from tests.cache.desk import BEN
from vendors.vocabulary import Answer, Outcome


@pytest.mark.parametrize("death", deaths("_post"), ids=str)
async def test_a_crash_at_any_step_leaves_it_known_or_openly_unknown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, death: Death
) -> None:
    desk = await ChangeDesk(tmp_path, ChangingVendor()).open()
    order_id = await ordered(desk)
    change = await prepared(desk, order_id)
    step, when, dies, state, heard = death
    reached = crash_at(monkeypatch, desk.changing, step, desk.ledger, when=when, dies=dies)
    with pytest.raises(Crash):
        await desk.changing.send(change.id)
    assert reached
    states = [state] if state else []
    if not dies and step != "_prepare":
        assert await desk.changes() == states  # known at once
    await desk.kill()

    after = await ChangeDesk(tmp_path, desk.vendor, person=BEN).open()
    assert await after.changes() == states
    assert len(desk.vendor.posted) == heard
    waits = [item for item in await after.morning.items() if item.kind == "change"]
    assert len(waits) == (state == "unknown")
    if state in ("", "not_sent"):
        again = await prepared(after, order_id)
        await after.changing.send(again.id)
        assert len(desk.vendor.posted) == 1
    await after.close()


async def test_a_change_is_left_alone_while_its_session_lives(tmp_path: Path) -> None:
    desk = await ChangeDesk(tmp_path, ChangingVendor(), inline=False).open()
    change = await prepared(desk, await ordered(desk))
    sending, go_on = await on_its_way(desk.vendor, desk.changing.send(change.id))
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
    crash_at(monkeypatch, vendor, "send_change", ann.ledger)
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
    sending, go_on = await on_its_way(desk.vendor, desk.changing.send(change.id))
    looks_dead(tmp_path)
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
    sending, go_on = await on_its_way(desk.vendor, desk.changing.send(change.id))
    looks_dead(tmp_path)
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
