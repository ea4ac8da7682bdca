"""The whole saga with the true client at the true sandbox: told once, received, and in its book."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
import pytest_asyncio

from cache.inbound import InboundSaid
from cache.inbound_mapping import Mapped
from cache.places import Refusal
from tests.cache.inbound_kit import PO, InboundDesk, accepted
from tests.contract.shipstation_shop import Shop, shop
from vendors.inbound import InboundPaper, InboundState, Receipt


@pytest_asyncio.fixture
async def here() -> AsyncIterator[Shop]:
    async with shop() as made:
        yield made


async def a_desk(folder: Path, here: Shop) -> tuple[InboundDesk, int]:
    """A session whose warehouse's system is the sandbox; mapped by what that suggests."""
    client = here.client()
    desk = InboundDesk(folder, client)  # type: ignore[arg-type]
    await desk.open()
    order_id = await accepted(desk)
    mapping, entries = desk.inbound.mapping, []
    for one in await mapping.missing(order_id):
        offered = await mapping.suggest(one)
        if one.kind == "sku" and not offered:
            item = (await client.items())[0]
            entries.append(Mapped("sku", one.key, item.sku, item.name))
        else:
            entries.append(Mapped(one.kind, one.key, offered[0].value, offered[0].name))
    await mapping.confirm(entries)
    return desk, order_id


async def test_an_order_is_told_received_and_papered(tmp_path: Path, here: Shop) -> None:
    desk, order_id = await a_desk(tmp_path, here)
    said = InboundSaid(payment_terms="net_30", note="dock 4", expected_on=date(2026, 12, 1))
    made = await desk.inbound.make(order_id, said)
    assert (made.state, made.told) == ("open", ("create", "state"))
    assert await desk.steps() == [("create", "seen"), ("state", "seen")]
    changed = InboundSaid(payment_terms="net_30", note="dock 4", tracking="1Z99")
    assert (await desk.inbound.change(order_id, changed)).told == ("details",)
    (order,) = await here.client().inbound_under(PO)
    assert (order.state, order.plan.tracking, order.plan.note) == (
        InboundState.OPEN,
        "1Z99",
        "dock 4",
    )
    assert order.plan.expected_on == date(2026, 12, 1)
    (line,) = order.plan.lines
    assert (line.quantity, line.supplier_part) == (100, "RC0603CT-ND")

    found = await desk.inbound.receivable(order_id)
    place = found.default_place or (found.places or await here.client().places())[0].id
    done = await desk.inbound.receive(order_id, [Receipt(line.sku, place, 60)])
    assert done.outcome in ("received", "taken")
    with pytest.raises(Refusal, match="too many"):
        await desk.inbound.receive(order_id, [Receipt(line.sku, place, 60)])
    await desk.inbound.receive(order_id, [Receipt(line.sku, place, 40)])
    assert (await desk.inbound.look(order_id)).state == "received"
    assert (await desk.inbound.received(order_id))[0].sent == 100
    await desk.inbound.paper(order_id, InboundPaper.RECEIVED, tmp_path / "came.pdf")
    assert (tmp_path / "came.pdf").read_bytes().startswith(b"%PDF")
    assert len(await here.client().inbound_under(PO)) == 1
    assert here.wire.faults == []
    await desk.close()


async def test_two_sessions_tell_it_once(tmp_path: Path, here: Shop) -> None:
    desk, order_id = await a_desk(tmp_path, here)
    other = InboundDesk(tmp_path, here.client(), desk.vendor)  # type: ignore[arg-type]
    await other.open()
    assert (await desk.inbound.make(order_id)).state == "open"
    assert (await other.inbound.make(order_id)).told == ()
    assert (await other.inbound.tell_state(order_id, InboundState.CANCELLED)).state == "cancelled"
    made = await desk.inbound.make_anew(order_id, "cancelled by mistake")
    assert made.state == "open"
    states = [one.state for one in await here.client().inbound_under(PO)]
    assert sorted(states) == [InboundState.CANCELLED, InboundState.OPEN]
    await other.close()
    await desk.close()
