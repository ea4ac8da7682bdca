"""Telling the warehouse what comes: made once, set open, told what changes, and openly unknown."""

from __future__ import annotations

import stat
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from cache import inbound_rows
from cache.inbound import InboundSaid
from cache.inbound_rules import STEPS
from cache.places import Refusal
from tests.cache.desk import line
from tests.cache.inbound_kit import CUT, PO, InboundDesk, accepted, told
from tests.cache.warehouse import MADE, Keeper, lost
from vendors.inbound import InboundPaper, InboundState
from vendors.vocabulary import Answer, Outcome


async def test_it_is_looked_up_before_every_step_made_and_set_open(tmp_path: Path) -> None:
    desk, order_id = await told(tmp_path)
    made = await desk.inbound.make(order_id, InboundSaid(payment_terms="net_30", note="dock 4"))
    assert (made.state, made.done, made.told) == ("open", True, ("create", "state"))
    assert await desk.steps() == [("create", "seen"), ("state", "seen")]
    assert desk.keeper.asked == [f"under {PO}"] * 3
    (order,) = desk.keeper.book.under(PO)
    plan = order.plan
    assert (plan.supplier_id, plan.warehouse_id, plan.currency) == ("se-s1", "se-w1", "USD")
    assert (plan.payment_terms, plan.note, plan.ordered_on) == (
        "net_30",
        "dock 4",
        date(2026, 3, 2),
    )
    assert [(one.sku, one.quantity, one.supplier_part, one.cost) for one in plan.lines] == [
        ("RC0603", 100, "RC0603CT-ND", Decimal("0.10"))
    ]
    # Again it is found as it shall be.
    again = await desk.inbound.make(order_id)
    assert (again.told, again.words) == ((), "ShipStation has it as 0302-01: open.")
    await desk.close()


async def test_the_history_and_the_sheet_show_it(tmp_path: Path) -> None:
    desk, order_id = await told(tmp_path)
    assert inbound_rows.read(desk.cache.drawing, [order_id]) == {}
    await desk.inbound.make(order_id, InboundSaid(expected_on=date(2026, 11, 24)))
    row = inbound_rows.read(desk.cache.drawing, [order_id])[order_id]
    assert (row.state, row.lines_received, row.lines) == ("open", 0, 1)
    assert (row.expected_on, row.inbound_number, row.waits) == (date(2026, 11, 24), "0302-01", "")
    assert inbound_rows.inbound_words(row.state) == ("○", "open")
    standing = await desk.inbound.standing(order_id)
    assert standing is not None
    assert [one.words for one in standing.attempts] == ["made with 1 line", "set open"]
    assert (standing.row, standing.can_make_anew) == (row, False)
    # Another ledger's rows are not shown.
    await desk.cache.write(lambda db: db.execute("DELETE FROM ledger_stamp"))
    await desk.orders.project()
    assert inbound_rows.read(desk.cache.drawing, [order_id]) == {order_id: row}
    await desk.close()


@pytest.mark.parametrize("done", [True, False])
async def test_a_create_without_an_answer_is_looked_for_and_never_told_again(
    tmp_path: Path, done: bool
) -> None:
    desk, order_id = await told(tmp_path)
    desk.keeper.answers.append(lost(done=done))
    made = await desk.inbound.make(order_id)
    assert (made.state, made.done, desk.keeper.steps) == ("unknown", False, ["create"])
    assert "not known whether ShipStation took it" in made.words
    made = await desk.inbound.make(order_id)
    if done:
        assert (made.state, desk.keeper.steps) == ("open", ["create", "state"])
    else:
        assert (made.state, desk.keeper.steps) == ("unknown", ["create"])
        assert [row.state for row in await desk.inbound.waits()] == ["unknown"]
        (item,) = [one for one in await desk.morning.items() if one.kind == "inbound"]
        assert "not known whether ShipStation made" in item.words
    assert len(desk.keeper.book.under(PO)) == done
    await desk.close()


async def test_only_a_person_says_that_none_was_made(tmp_path: Path) -> None:
    desk, order_id = await told(tmp_path)
    desk.keeper.answers.append(lost(done=False))
    await desk.inbound.make(order_id)
    with pytest.raises(Refusal, match="Only a reason"):
        await desk.inbound.make_anew(order_id, " ?")
    made = await desk.inbound.make_anew(order_id, "looked in their list")
    assert (made.state, desk.keeper.steps) == ("open", ["create", "create", "state"])
    assert [state for _, state in await desk.steps()] == ["not_made", "seen", "seen"]
    with pytest.raises(Refusal, match="Nothing was told"):
        await desk.inbound.make_anew(order_id, "looked in their list")
    assert len(desk.keeper.book.under(PO)) == 1
    await desk.close()


async def test_one_that_turns_up_after_all_is_not_made_anew(tmp_path: Path) -> None:
    desk, order_id = await told(tmp_path)
    desk.keeper.answers.append(lost(done=True))
    desk.keeper.hidden.add("se-1")
    assert (await desk.inbound.make(order_id)).state == "unknown"
    desk.keeper.hidden.clear()
    with pytest.raises(Refusal, match="has the inbound order of AC-2026-0001"):
        await desk.inbound.make_anew(order_id, "they say there is none")
    assert len(desk.keeper.book.under(PO)) == 1
    await desk.close()


async def test_two_under_one_number_are_said_and_left_alone(tmp_path: Path) -> None:
    desk, order_id = await told(tmp_path)
    await desk.inbound.make(order_id)
    (order,) = desk.keeper.book.under(PO)
    desk.keeper.book.orders["se-9"] = replace(order, id="se-9", number="0302-09")
    sent = desk.keeper.steps
    made = await desk.inbound.change(order_id, InboundSaid(tracking="1Z"))
    assert (made.state, made.done) == ("twice", False)
    assert "2 inbound orders under AC-2026-0001 (0302-01, 0302-09); none was touched" in made.words
    assert desk.keeper.steps == sent
    # Once the wrong one is cancelled there it goes on.
    desk.keeper.book.put("se-9", state=InboundState.CANCELLED)
    assert (await desk.inbound.make(order_id)).told == ("details",)
    await desk.close()


async def test_a_draft_that_was_made_otherwise_is_written_anew_before_it_is_set_open(
    tmp_path: Path,
) -> None:
    desk, order_id = await told(tmp_path)
    wanted = (await desk.inbound.plan(order_id)).plan
    assert wanted is not None
    lines = (replace(wanted.lines[0], quantity=7),)
    desk.keeper.book.apply(desk.keeper.seal_create(replace(wanted, lines=lines)).body)
    made = await desk.inbound.make(order_id)
    assert (made.state, made.told) == ("open", ("replace", "state"))
    (order,) = desk.keeper.book.under(PO)
    assert order.plan.lines[0].quantity == 100
    await desk.close()


async def test_what_changes_is_told_while_it_is_open_and_not_twice(tmp_path: Path) -> None:
    desk, order_id = await told(tmp_path)
    await desk.inbound.make(order_id)
    assert (await desk.inbound.change(order_id, InboundSaid(tracking="1Z99"))).told == ("details",)
    (order,) = desk.keeper.book.under(PO)
    assert order.plan.tracking == "1Z99"
    assert (await desk.inbound.go_on(order_id)).told == ()
    # Somebody at the warehouse knows better: by itself it is not told a second time.
    desk.keeper.book.put(order.id, plan=replace(order.plan, tracking="1Z100"))
    assert (await desk.inbound.go_on(order_id)).told == ()
    await desk.close()


async def test_what_the_create_said_is_not_told_over_the_warehouses_own_word(
    tmp_path: Path,
) -> None:
    desk, order_id = await told(tmp_path)
    await desk.inbound.make(order_id, InboundSaid(tracking="1Z99"))
    (order,) = desk.keeper.book.under(PO)
    desk.keeper.book.put(order.id, plan=replace(order.plan, tracking="1Z100"))
    assert (await desk.inbound.go_on(order_id)).told == ()
    # A person may want it all the same.
    assert (await desk.inbound.make(order_id)).told == ("details",)
    await desk.close()


async def test_a_no_is_said_and_waits_for_a_person(tmp_path: Path) -> None:
    desk, order_id = await told(tmp_path)
    no = Answer(Outcome.REJECTED, "supplier_id is wrong", http_status=400)
    desk.keeper.answers.append((no, False))
    made = await desk.inbound.make(order_id)
    assert (made.state, made.words) == (
        "wanted",
        "ShipStation said no (supplier_id is wrong). Nothing was changed there.",
    )
    made = await desk.inbound.go_on(order_id)
    assert (made.told, desk.keeper.steps) == ((), ["create"])
    assert "no (supplier_id is wrong)" in made.words
    assert (await desk.inbound.make(order_id)).state == "open"
    await desk.close()


async def test_what_is_taken_and_not_done_is_not_told_for_ever(tmp_path: Path) -> None:
    desk, order_id = await told(tmp_path)
    yes = Answer(Outcome.ACCEPTED, "")
    desk.keeper.answers += [(None, True), (yes, False)]  # type: ignore[list-item]
    made = await desk.inbound.make(order_id)
    assert (made.state, made.done, made.told) == ("draft", False, ("create", "state"))
    made = await desk.inbound.go_on(order_id)
    assert (made.told, "took “set open”, and shows it otherwise" in made.words) == ((), True)
    await desk.close()


async def test_a_lost_step_that_was_not_made_is_told_again_but_not_for_ever(
    tmp_path: Path,
) -> None:
    desk, order_id = await told(tmp_path)
    yes = (Answer(Outcome.ACCEPTED, "", ("se-1", "0302-01")), True)
    desk.keeper.answers += [yes, *[lost(done=False)] * 5]
    await desk.inbound.make(order_id)
    for _ in STEPS:
        await desk.inbound.go_on(order_id)
    assert desk.keeper.steps == ["create", "state", "state", "state"]
    standing = await desk.inbound.standing(order_id)
    assert standing is not None
    assert standing.row.waits == "“set open” was told 3 times and not made"
    await desk.close()


async def test_one_that_is_gone_waits_for_a_person(tmp_path: Path) -> None:
    desk, order_id = await told(tmp_path)
    await desk.inbound.make(order_id)
    desk.keeper.book.orders.clear()
    made = await desk.inbound.go_on(order_id)
    assert (made.state, made.words) == (
        "gone",
        "ShipStation does not know the inbound order 0302-01 of AC-2026-0001 any more.",
    )
    assert (await desk.inbound.make(order_id)).told == ()
    assert (await desk.inbound.make_anew(order_id, "somebody removed it")).state == "open"
    await desk.close()


async def test_one_that_was_cancelled_there_stays_so_until_a_person_wants_another(
    tmp_path: Path,
) -> None:
    desk, order_id = await told(tmp_path)
    await desk.inbound.make(order_id)
    made = await desk.inbound.tell_state(order_id, InboundState.CANCELLED)
    assert (made.state, made.told) == ("cancelled", ("state",))
    assert (await desk.inbound.make(order_id)).told == ()
    made = await desk.inbound.make_anew(order_id, "cancelled by mistake")
    assert (made.state, len(desk.keeper.book.live(PO))) == ("open", 1)
    with pytest.raises(Refusal, match="cancelled or closed"):
        await desk.inbound.tell_state(order_id, InboundState.RECEIVED)
    await desk.close()


async def test_a_lost_cancel_of_a_draft_does_not_set_it_open(tmp_path: Path) -> None:
    desk, order_id = await told(tmp_path)
    created = (Answer(Outcome.ACCEPTED, "", ("se-1", "0302-01")), True)
    desk.keeper.answers += [created, (Answer(Outcome.REFUSED, "slow down"), False)]
    await desk.inbound.make(order_id)
    desk.keeper.answers.append(lost(done=False))
    await desk.inbound.tell_state(order_id, InboundState.CANCELLED)
    assert (await desk.inbound.go_on(order_id)).told == ()
    assert desk.keeper.book.orders["se-1"].state is InboundState.DRAFT
    await desk.close()


async def test_a_paper_is_a_new_file_of_ones_own(tmp_path: Path) -> None:
    desk, order_id = await told(tmp_path)
    target = tmp_path / "po.pdf"
    with pytest.raises(Refusal, match="told nothing of that order"):
        await desk.inbound.paper(order_id, InboundPaper.ORDER, target)
    await desk.inbound.make(order_id)
    await desk.inbound.paper(order_id, InboundPaper.ORDER, target)
    assert target.read_bytes() == b"%PDF-1.4 \xff\x00"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    asked = len(desk.keeper.asked)
    with pytest.raises(Refusal, match="Nothing was overwritten"):
        await desk.inbound.paper(order_id, InboundPaper.ORDER, target)
    assert len(desk.keeper.asked) == asked
    await desk.close()


async def test_an_undocumented_state_is_left_as_it_is(tmp_path: Path) -> None:
    desk, order_id = await told(tmp_path)
    await desk.inbound.make(order_id)
    desk.keeper.book.put("se-1", state=InboundState.OTHER, status_text="on_hold")
    made = await desk.inbound.change(order_id, InboundSaid(tracking="1Z"))
    assert (made.state, made.told) == ("other", ())
    assert "“on_hold”, which is not documented" in made.words
    await desk.close()


async def test_what_was_made_and_is_not_shown_at_once_is_waited_for(tmp_path: Path) -> None:
    desk, order_id = await told(tmp_path)

    async def hide() -> None:
        desk.keeper.hidden.add("se-1")

    desk.keeper.after = hide
    made = await desk.inbound.make(order_id)
    assert (made.state, made.words) == (
        "draft",
        "ShipStation took it, and does not show it yet.",
    )
    desk.keeper.after = None
    desk.keeper.hidden.clear()
    assert (await desk.inbound.go_on(order_id)).state == "open"
    assert desk.keeper.book.orders["se-1"].created_at == MADE
    assert len(desk.keeper.book.orders) == 1
    await desk.close()


async def test_an_answer_that_the_disk_does_not_take_is_looked_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, order_id = await told(tmp_path)

    async def full(attempt_id: int, answer: Answer) -> None:
        raise Refusal("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(desk.inbound, "_settle", full)
        with pytest.raises(Refusal, match="disk is full"):
            await desk.inbound.make(order_id)
    assert await desk.steps() == [("create", "unknown")]
    assert (await desk.inbound.make(order_id)).state == "open"
    assert len(desk.keeper.book.orders) == 1
    await desk.close()


async def test_lines_of_one_sku_are_one_line(tmp_path: Path) -> None:
    desk = await InboundDesk(tmp_path, Keeper()).open()
    order_id = await accepted(desk, line(CUT, 100), line(CUT, 50))
    await desk.mapped()
    planned = await desk.inbound.plan(order_id)
    assert [(one.sku, one.line_nos, one.quantity) for one in planned.lines] == [
        ("RC0603", (1, 2), 150)
    ]
    assert planned.notes == ("Lines 1 and 2 have one SKU (RC0603) and are told as one.",)
    await desk.close()
