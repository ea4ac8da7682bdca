"""What the warehouse is not told, and why: in words, and with nothing sent."""

from __future__ import annotations

from pathlib import Path

import pytest

from cache.inbound import InboundSaid
from cache.places import Refusal
from tests.cache.desk import vendor_order
from tests.cache.inbound_kit import PO, InboundDesk, accepted, told
from tests.cache.warehouse import Keeper
from vendors.errors import VendorDown
from vendors.vocabulary import Outcome


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
