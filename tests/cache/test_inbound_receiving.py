"""Goods received: posted once, and held against what was there before and is there after."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cache import inbound_rows
from cache.inbound_mapping import Mapped
from cache.places import Refusal
from tests.cache.inbound_kit import PO, InboundDesk, told
from tests.cache.warehouse import Keeper, lost
from vendors.errors import VendorDown
from vendors.inbound import InboundOrder, InboundState, OnHand, Receipt
from vendors.labels import EOT, GS, RS, Label, read_label
from vendors.vocabulary import Answer, Outcome


def came(pieces: int, sku: str = "RC0603", rejected: int = 0, place: str = "se-l1") -> Receipt:
    return Receipt(sku, place, pieces, rejected)


async def an_open_one(folder: Path) -> tuple[InboundDesk, int]:
    desk, order_id = await told(folder)
    await desk.inbound.make(order_id)
    return desk, order_id


async def test_what_can_be_received_is_asked_now(tmp_path: Path) -> None:
    desk, order_id = await told(tmp_path)
    with pytest.raises(Refusal, match="told nothing of that order"):
        await desk.inbound.receivable(order_id)
    await desk.inbound.make(order_id)
    await desk.inbound.receive(order_id, [came(30, rejected=2)])
    found = await desk.inbound.receivable(order_id)
    (line,) = found.lines
    assert (line.sku, line.part, line.ordered) == ("RC0603", "RC0603", 100)
    assert (line.received, line.rejected, line.open) == (30, 2, 70)
    assert (found.state, found.why_not, found.default_place) == ("receiving", "", "se-l1")
    assert [one.id for one in found.places] == ["se-l1", "se-l2"]
    # A place that is not this warehouse's is none.
    await desk.inbound.mapping.confirm([Mapped("place", "se-w1", "se-l9")])
    assert (await desk.inbound.receivable(order_id)).default_place == ""
    await desk.close()


async def test_a_receipt_is_seen_in_the_figures_and_in_the_history(tmp_path: Path) -> None:
    desk, order_id = await an_open_one(tmp_path)
    done = await desk.inbound.receive(order_id, [came(30), came(20, place="se-l2")])
    assert (done.outcome, done.words) == (
        "received",
        "ShipStation shows it: RC0603 had 0 of 100, and has 50.",
    )
    (line,) = await desk.inbound.received(order_id)
    assert (line.part, line.ordered, line.after, line.sent) == ("RC0603", 100, 50, 50)
    row = inbound_rows.read(desk.cache.drawing, [order_id])[order_id]
    assert (row.state, row.lines_received, row.lines) == ("receiving", 0, 1)
    done = await desk.inbound.receive(order_id, [came(50)])
    row = inbound_rows.read(desk.cache.drawing, [order_id])[order_id]
    assert (row.state, row.lines_received, row.lines) == ("received", 1, 1)
    await desk.close()


@pytest.mark.parametrize("done", [True, False])
async def test_one_without_an_answer_is_shown_with_both_figures_and_never_posted_again(
    tmp_path: Path, done: bool
) -> None:
    desk, order_id = await an_open_one(tmp_path)
    desk.keeper.answers.append(lost(done=done))
    receipt = await desk.inbound.receive(order_id, [came(30)])
    assert receipt.outcome == "unknown"
    assert f"RC0603 had 0 of 100, and has {30 if done else 0}" in receipt.words
    with pytest.raises(Refusal, match="not known yet whether an earlier step"):
        await desk.inbound.receive(order_id, [came(30)])
    # Neither a look nor the figures settle it: others at the warehouse receive as well.
    assert (await desk.inbound.look(order_id)).done is False
    assert desk.keeper.steps.count("receive") == 1
    with pytest.raises(Refusal, match="Only a reason"):
        await desk.inbound.settle_receipt(order_id, receipt.attempt_id, done, "")
    await desk.inbound.settle_receipt(order_id, receipt.attempt_id, done, "counted the shelf")
    with pytest.raises(Refusal, match="this one is none"):
        await desk.inbound.settle_receipt(order_id, receipt.attempt_id, done, "counted again")
    standing = await desk.inbound.standing(order_id)
    assert standing is not None
    last = standing.attempts[-1]
    assert (last.state, last.closed_because, last.can_settle) == (
        "closed" if done else "not_made",
        "counted the shelf",
        False,
    )
    (line,) = await desk.inbound.received(order_id)
    assert line.sent == (30 if done else 0)
    await desk.inbound.receive(order_id, [came(10)])
    await desk.close()


async def test_what_others_received_since_it_was_shown_is_said_before_it_is_posted(
    tmp_path: Path,
) -> None:
    """Two people with the same bags before them: the second one is told, and decides."""
    desk, order_id = await an_open_one(tmp_path)
    await desk.inbound.receivable(order_id)
    (one,) = desk.keeper.book.live(PO)
    (line,) = one.plan.lines
    desk.keeper.book.put(one.id, plan=replace(one.plan, lines=(replace(line, received=30),)))
    said = "RC0603 had 0 when it was shown, and has 30 now: .* Nothing was received"
    with pytest.raises(Refusal, match=said):
        await desk.inbound.receive(order_id, [came(30)])
    with pytest.raises(Refusal, match="20 too many"):
        await desk.inbound.receive(order_id, [came(90)])
    assert desk.keeper.steps.count("receive") == 0
    # Said once: these are other goods.
    await desk.inbound.receive(order_id, [came(30)])
    assert desk.keeper.steps.count("receive") == 1
    # What was posted from here was seen by whoever did it.
    await desk.inbound.receive(order_id, [came(10)])
    assert desk.keeper.steps.count("receive") == 2
    await desk.close()


async def test_more_than_is_to_come_needs_a_reason(tmp_path: Path) -> None:
    desk, order_id = await an_open_one(tmp_path)
    await desk.inbound.receive(order_id, [came(90)])
    over = "RC0603: 90 of 100 came before, 30 more are 20 too many. Nothing was received"
    with pytest.raises(Refusal, match=over):
        await desk.inbound.receive(order_id, [came(10), came(20, place="se-l2")])
    assert desk.keeper.steps.count("receive") == 1
    await desk.inbound.receive(order_id, [came(30)], "they sent a whole reel")
    assert ("30 of RC0603 came: they sent a whole reel") in [said[3] for said in await desk.said()]
    await desk.close()


@pytest.mark.parametrize(
    ("receipts", "words"),
    [
        ([came(1, "LM358")], "LM358 is no SKU of this inbound order, which has RC0603"),
        ([], "No pieces"),
        ([came(0)], "How many of RC0603 came is not said"),
        ([came(-1, rejected=2)], "How many of RC0603 came is not said"),
        ([came(1, place="")], "Where RC0603 is put is not said"),
    ],
)
async def test_what_makes_no_sense_is_not_posted(
    tmp_path: Path, receipts: list[Receipt], words: str
) -> None:
    desk, order_id = await an_open_one(tmp_path)
    with pytest.raises(Refusal, match=words):
        await desk.inbound.receive(order_id, receipts)
    assert "receive" not in desk.keeper.steps
    await desk.close()


async def test_nothing_is_received_of_what_is_not_open(tmp_path: Path) -> None:
    desk, order_id = await an_open_one(tmp_path)
    desk.keeper.book.put("se-1", state=InboundState.CLOSED, status_text="closed")
    with pytest.raises(Refusal, match="is closed"):
        await desk.inbound.receive(order_id, [came(1)])
    desk.keeper.book.orders.clear()
    with pytest.raises(Refusal, match="does not know the inbound order"):
        await desk.inbound.receive(order_id, [came(1)])
    await desk.close()


async def test_a_no_leaves_everything_as_it_was(tmp_path: Path) -> None:
    desk, order_id = await an_open_one(tmp_path)
    desk.keeper.answers.append((Answer(Outcome.REJECTED, "lot is needed"), False))
    receipt = await desk.inbound.receive(order_id, [came(1)])
    assert (receipt.outcome, receipt.words) == (
        "no",
        "ShipStation said no (lot is needed). Nothing was received.",
    )
    assert (await desk.inbound.receive(order_id, [came(1)])).outcome == "received"
    await desk.close()


async def test_figures_that_are_not_what_they_should_be_are_told(tmp_path: Path) -> None:
    desk, order_id = await an_open_one(tmp_path)

    async def another() -> None:
        plan = desk.keeper.book.under(PO)[0].plan
        lines = (replace(plan.lines[0], received=35),)
        desk.keeper.book.put("se-1", plan=replace(plan, lines=lines))

    desk.keeper.after = another
    receipt = await desk.inbound.receive(order_id, [came(30)])
    assert receipt.outcome == "taken"
    assert "are not what they were and this: RC0603 had 0 of 100, and has 35" in receipt.words
    assert ("receive", "accepted") in await desk.steps()
    await desk.close()


async def test_one_that_cannot_be_read_afterwards_is_taken_and_seen_later(tmp_path: Path) -> None:
    desk, order_id = await an_open_one(tmp_path)

    async def down() -> None:
        desk.keeper.fails = VendorDown("shipstation", "down", status=500)

    desk.keeper.after = down
    receipt = await desk.inbound.receive(order_id, [came(30)])
    assert (receipt.outcome, receipt.words) == (
        "taken",
        "ShipStation took it, and how it stands now could not be read.",
    )
    desk.keeper.fails = desk.keeper.after = None
    await desk.inbound.look(order_id)
    assert ("receive", "seen") in await desk.steps()
    await desk.close()


async def test_where_the_system_says_no_figures_ours_count(tmp_path: Path) -> None:
    desk, order_id = await an_open_one(tmp_path)

    async def silent() -> None:
        plan = desk.keeper.book.under(PO)[0].plan
        lines = (replace(plan.lines[0], received=None, rejected=None),)
        desk.keeper.book.put("se-1", plan=replace(plan, lines=lines))

    await silent()
    desk.keeper.after = silent
    receipt = await desk.inbound.receive(order_id, [came(90)])
    assert (receipt.outcome, "had 0 in stock, and has 0" in receipt.words) == ("taken", True)
    with pytest.raises(Refusal, match="90 of 100 came before, 20 more are 10 too many"):
        await desk.inbound.receive(order_id, [came(20)])
    row = inbound_rows.read(desk.cache.drawing, [order_id])[order_id]
    assert (row.lines_received, row.lines) == (None, 1)
    await desk.close()


def bag(order: str = PO, part: str = "RC0603", number: str = "RC0603CT-ND") -> Label:
    fields = [f"1P{part}", f"30P{number}", f"K{order}", "4K1", "Q25"]
    return read_label(f"[)>{RS}06{GS}{GS.join(fields)}{RS}{EOT}")


async def test_a_scanned_bag_finds_its_line(tmp_path: Path) -> None:
    desk, order_id = await told(tmp_path)
    match = await desk.inbound.match_bag(bag())
    assert (match.lines, match.words) == (
        (),
        "the warehouse knows no inbound order of AC-2026-0001",
    )
    await desk.inbound.make(order_id)
    (line,) = (await desk.inbound.match_bag(bag())).lines
    assert (line.order_id, line.number, line.line_no) == (order_id, PO, 1)
    assert (line.sku, line.ordered, line.received, line.quantity) == ("RC0603", 100, 0, 25)
    match = await desk.inbound.match_bag(bag("AC-9", "NE555", "NE555-ND"))
    assert (match.lines, match.words) == ((), "no order here has that part")
    desk.keeper.book.put("se-1", state=InboundState.CLOSED, status_text="closed")
    await desk.inbound.look(order_id)
    match = await desk.inbound.match_bag(bag())
    assert match.words == "the inbound order of AC-2026-0001 is closed"
    await desk.close()


class Silent(Keeper):
    """A warehouse whose orders do not say what came of them; its stock does."""

    def __init__(self) -> None:
        super().__init__()
        self.lying = 410
        self.counted = True

    async def inbound(self, inbound_id: str) -> InboundOrder:
        return _silent(await super().inbound(inbound_id))

    async def inbound_under(self, reference: str) -> tuple[InboundOrder, ...]:
        return tuple(map(_silent, await super().inbound_under(reference)))

    async def on_hand(self, sku: str = "") -> tuple[OnHand, ...]:
        if not self.counted:
            raise VendorDown("shipstation", "ShipStation does not answer")
        came = sum(
            line.received or 0
            for order in self.book.orders.values()
            for line in order.plan.lines
            if line.sku == sku
        )
        elsewhere = OnHand(sku, 7, place_id="se-l9", warehouse_id="se-w2")
        return (OnHand(sku, self.lying + came, place_id="se-l1", warehouse_id="se-w1"), elsewhere)


def _silent(order: InboundOrder) -> InboundOrder:
    lines = tuple(replace(one, received=None, rejected=None) for one in order.plan.lines)
    return replace(order, plan=replace(order.plan, lines=lines))


async def test_where_the_order_does_not_say_what_came_its_stock_does(tmp_path: Path) -> None:
    desk, order_id = await told(tmp_path, Silent())
    await desk.inbound.make(order_id)
    done = await desk.inbound.receive(order_id, [came(30)])
    assert (done.outcome, done.words) == (
        "received",
        "ShipStation shows it: RC0603 had 410 in stock, and has 440.",
    )
    (line,) = (await desk.inbound.receivable(order_id)).lines
    assert (line.received, line.open, line.counted_here) == (30, 70, True)
    with pytest.raises(Refusal, match="10 too many"):
        await desk.inbound.receive(order_id, [came(80)])
    await desk.close()


async def test_stock_that_somebody_else_moved_proves_nothing(tmp_path: Path) -> None:
    keeper = Silent()
    desk, order_id = await told(tmp_path, keeper)
    await desk.inbound.make(order_id)

    async def taken_out() -> None:
        keeper.lying -= 5

    keeper.after = taken_out
    done = await desk.inbound.receive(order_id, [came(30)])
    assert done.outcome == "taken"
    assert "RC0603 had 410 in stock, and has 435" in done.words
    await desk.close()


async def test_neither_order_nor_stock_says_so_openly(tmp_path: Path) -> None:
    keeper = Silent()
    keeper.counted = False
    desk, order_id = await told(tmp_path, keeper)
    await desk.inbound.make(order_id)
    done = await desk.inbound.receive(order_id, [came(30)])
    assert done.outcome == "taken"
    assert "had not said in stock" in done.words
    await desk.close()


async def test_nothing_is_received_where_two_stand_under_the_number(tmp_path: Path) -> None:
    desk, order_id = await an_open_one(tmp_path)
    desk.keeper.book.apply(desk.keeper.sent[0].body)
    made = await desk.inbound.look(order_id)
    assert made.state == "twice"
    with pytest.raises(Refusal, match="is there twice"):
        await desk.inbound.receive(order_id, [came(5)])
    assert desk.keeper.book.came["receive"] == 0
    await desk.close()
