"""What the warehouse is not told, and why: in words, and with nothing sent."""

from __future__ import annotations

from pathlib import Path

import pytest

from cache.inbound import InboundSaid
from cache.places import Refusal
from cache.sending import NotWritten
from tests.cache.desk import vendor_order
from tests.cache.inbound_kit import PO, InboundDesk, accepted, told
from tests.cache.warehouse import Keeper
from vendors.errors import Unreachable, VendorDown
from vendors.inbound import InboundState, Receipt
from vendors.vocabulary import Answer, Outcome


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (Outcome.REJECTED, "is rejected"),
        (Outcome.UNKNOWN, "is unknown"),
        (Outcome.ACCEPTED_NO_NUMBER, "has no number yet"),
    ],
)
async def test_only_what_was_accepted_is_told(tmp_path: Path, outcome: Outcome, words: str) -> None:
    desk = await InboundDesk(tmp_path, Keeper()).open()
    order_id = await accepted(desk, outcome=outcome)
    with pytest.raises(Refusal, match=words):
        await desk.inbound.make(order_id)
    assert (desk.keeper.asked, await desk.inbound.standing(order_id)) == ([], None)
    await desk.close()


async def test_nothing_is_told_where_nothing_may_be(tmp_path: Path) -> None:
    desk, order_id = await told(tmp_path)
    desk.read_only = True
    with pytest.raises(Refusal, match="read_only"):
        await desk.inbound.make(order_id)
    desk.read_only = False
    desk.inbound.attach([])
    with pytest.raises(Refusal, match="ShipStation is not connected"):
        await desk.inbound.make(order_id)
    await desk.ledger.write(
        lambda db: db.execute("UPDATE purchase_order SET environment = 'production'")
    )
    desk.inbound.attach([desk.keeper])
    with pytest.raises(Refusal, match="of the environment production"):
        await desk.inbound.make(order_id)
    assert desk.keeper.steps == []
    await desk.close()


async def test_what_is_not_mapped_waits_and_is_named(tmp_path: Path) -> None:
    desk = await InboundDesk(tmp_path, Keeper()).open()
    order_id = await accepted(desk)
    made = await desk.inbound.make(order_id)
    assert made.words == (
        "It is not said yet what ShipStation calls the supplier for DigiKey, the warehouse for "
        "the ship-to AUS (Austin), the SKU for RC0603 by Yageo."
    )
    assert (made.state, desk.keeper.asked) == ("wanted", [])
    await desk.mapped()
    assert (await desk.inbound.make(order_id)).state == "open"
    await desk.close()


async def test_an_order_cancelled_at_its_vendor_gets_none(tmp_path: Path) -> None:
    desk, order_id = await told(tmp_path)
    desk.vendor.listed.append(vendor_order(PO, sales=("88001",), status="Canceled"))
    await desk.orders.refresh()
    made = await desk.inbound.make(order_id)
    assert (made.told, desk.keeper.steps) == ((), [])
    assert made.words == "AC-2026-0001 was cancelled at DigiKey: nothing comes of it."
    await desk.close()


async def test_one_cancelled_at_its_vendor_later_is_said(tmp_path: Path) -> None:
    desk, order_id = await told(tmp_path)
    await desk.inbound.make(order_id)
    desk.vendor.listed.append(vendor_order(PO, sales=("88001",), status="Canceled"))
    await desk.orders.refresh()
    made = await desk.inbound.make(order_id)
    assert made.words == (
        "AC-2026-0001 was cancelled at DigiKey; its inbound order at ShipStation is open still."
    )
    assert made.told == ()
    await desk.close()


async def test_a_system_that_does_not_answer_is_told_nothing(tmp_path: Path) -> None:
    desk, order_id = await told(tmp_path)
    desk.keeper.fails = VendorDown("shipstation", "ShipStation does not answer", status=500)
    with pytest.raises(VendorDown):
        await desk.inbound.make(order_id)
    assert await desk.steps() == []
    standing = await desk.inbound.standing(order_id)
    assert standing is not None
    assert "does not answer" in standing.looked_said
    assert standing.next_at is not None
    desk.keeper.fails = None
    assert (await desk.inbound.make(order_id)).state == "open"
    await desk.close()


async def test_words_that_the_lists_do_not_have_are_refused(tmp_path: Path) -> None:
    desk, order_id = await told(tmp_path)
    with pytest.raises(Refusal, match="“net_31” is no payment terms"):
        await desk.inbound.make(order_id, InboundSaid(payment_terms="net_31"))
    assert await desk.inbound.standing(order_id) is None
    await desk.close()


async def test_a_look_that_fails_after_a_step_does_not_say_that_nothing_was_told(
    tmp_path: Path,
) -> None:
    desk, order_id = await told(tmp_path)
    keeper = desk.keeper

    async def breaks() -> None:
        keeper.fails = Unreachable("shipstation", "ShipStation cannot be reached")

    keeper.after = breaks
    made = await desk.inbound.make(order_id)
    assert (made.told, made.state, made.done) == (("create",), "draft", False)
    assert "could not be read" in made.words
    keeper.fails = keeper.after = None
    assert (await desk.inbound.make(order_id)).state == "open"
    assert keeper.steps.count("create") == 1
    keeper.after = breaks
    made = await desk.inbound.tell_state(order_id, InboundState.CANCELLED)
    assert (made.told, made.done) == (("state",), False)
    assert "could not be read" in made.words
    assert keeper.book.live(PO) == []
    keeper.fails = keeper.after = None
    assert (await desk.inbound.look(order_id)).state == "cancelled"
    await desk.close()


async def test_an_answer_that_the_disk_does_not_take_is_told_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No error may pass for nothing told, and none may end the screen."""
    desk, order_id = await told(tmp_path)

    async def full(attempt_id: int, answer: Answer) -> None:
        raise NotWritten(answer, desk.inbound.not_written(answer))

    with monkeypatch.context() as patch:
        patch.setattr(desk.inbound, "_settle", full)
        made = await desk.inbound.make(order_id)
    assert (made.told, made.done) == (("create",), False)
    assert "could not be stored: accepted" in made.words
    assert (await desk.inbound.make(order_id)).state == "open"
    with monkeypatch.context() as patch:
        patch.setattr(desk.inbound, "_settle", full)
        came = await desk.inbound.receive(order_id, [Receipt("RC0603", "se-l1", 5)])
    assert came.outcome == "unknown"
    assert "could not be stored: accepted" in came.words
    await desk.inbound.settle_receipt(order_id, came.attempt_id, made=True, reason="on the shelf")
    with monkeypatch.context() as patch:
        patch.setattr(desk.inbound, "_settle", full)
        made = await desk.inbound.tell_state(order_id, InboundState.CLOSED)
    assert (made.told, made.done) == (("state",), False)
    assert "could not be stored: accepted" in made.words
    assert desk.keeper.steps == ["create", "state", "receive", "state"]
    await desk.close()
