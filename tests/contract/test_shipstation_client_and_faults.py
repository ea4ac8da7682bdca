"""The real client at the real sandbox while everything goes wrong that can be made to.

Every endpoint is asked, well and with a fault; what a step became is then read back.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any, Final

import pytest
import pytest_asyncio

from tests.contract.shipstation_calls import CALLS, SUPPLIER, warehouses_of
from tests.contract.shipstation_shop import SETTINGS, Shop, shop
from tests.contract.test_shipstation_client_and_sandbox import PO, opened, plan_for
from vendors.errors import NoAnswer, TooMany, Unreadable, VendorDown, VendorError
from vendors.http import Limits
from vendors.inbound import InboundPaper, InboundPlan, InboundState, Receipt, SealedStep
from vendors.shipstation import ShipStation
from vendors.vocabulary import Answer, Outcome

ORDERS: Final = "/v2/purchase_orders"
ONE: Final = "/v2/purchase_orders/{purchase_order_id}"
# Once, and not for long: what is lost stays lost.
HASTY: Final = Limits(total=0.5, tries=1)
PATIENT: Final = Limits(total=20)


@pytest_asyncio.fixture
async def here() -> AsyncIterator[Shop]:
    async with shop() as made:
        yield made


@dataclass
class Scene:
    """An order at the sandbox, open or (where that is needed) a draft, and what can be told it."""

    client: ShipStation
    plan: InboundPlan
    order: str
    place: str

    def step(self, endpoint: str) -> SealedStep:
        it, plan, order = self.client, self.plan, self.order
        receipt = Receipt(plan.lines[0].sku, self.place, 10)
        made: dict[str, Callable[[], SealedStep]] = {
            f"POST {ORDERS}": lambda: it.seal_create(replace(plan, reference="AC-NEW")),
            f"PUT {ONE}": lambda: it.seal_replace(order, replace(plan, note="another")),
            f"POST {ONE}/status": lambda: it.seal_state(order, PO, InboundState.CANCELLED),
            f"POST {ONE}/shipping_details": (
                lambda: it.seal_details(order, replace(plan, note="another"))
            ),
            f"POST {ONE}/receives": lambda: it.seal_receive(order, PO, (receipt,)),
        }
        return made[endpoint]()

    async def told(self, endpoint: str) -> Answer:
        if endpoint == "POST /v2/suppliers":
            return await self.client.add_supplier(SUPPLIER)
        return await self.client.send_step(self.step(endpoint))

    async def done(self, endpoint: str) -> bool:
        """Whether what `told` tells is so at the vendor."""
        if endpoint == "POST /v2/suppliers":
            return bool(await self.client.suppliers(SUPPLIER.name))
        if endpoint == f"POST {ORDERS}":
            return bool(await self.client.inbound_under("AC-NEW"))
        now = await self.client.inbound(self.order)
        if endpoint == f"POST {ONE}/receives":
            return now.state is InboundState.RECEIVING
        if endpoint == f"POST {ONE}/status":
            return now.state is InboundState.CANCELLED
        return now.plan.note == "another"


async def scene(here: Shop, endpoint: str) -> Scene:
    client = here.client(replace(SETTINGS, warehouses=warehouses_of(endpoint)), limits=HASTY)
    calm = here.client(limits=PATIENT)
    plan = await plan_for(calm)
    if endpoint == f"PUT {ONE}":
        order = (await calm.send_step(calm.seal_create(plan))).vendor_numbers[0]
    else:
        order = (await opened(calm, plan)).id
    places = await calm.places()
    place = next(one.id for one in places if one.warehouse_id == plan.warehouse_id)
    if endpoint.endswith("received_summary"):
        receipt = Receipt(plan.lines[0].sku, place, 1)
        await calm.send_step(calm.seal_receive(order, PO, (receipt,)))
    return Scene(client, plan, order, place)


WRITES: Final = tuple(one for one in CALLS if not one.startswith("GET "))
READS: Final = tuple(one for one in CALLS if one.startswith("GET "))

# What the answer is called, and whether it was done.
ON_WRITES: Final = {
    "drop-before": (Outcome.UNKNOWN, False),
    "drop-after": (Outcome.UNKNOWN, True),
    "lost-answer": (Outcome.UNKNOWN, True),
    "500-before": (Outcome.UNKNOWN, False),
    "500-after": (Outcome.UNKNOWN, True),
    "down": (Outcome.UNKNOWN, False),
    "429-burst": (Outcome.REFUSED, False),
    "429-daily": (Outcome.REFUSED, False),
    "expired-token": (Outcome.REFUSED, False),
    "not-subscribed": (Outcome.REFUSED, False),
}
# These break the files on purpose: nobody judges their answers.
BROKEN: Final = {
    "garbage": (Unreadable, NoAnswer),
    "html": (Unreadable,),
    "oversized": (Unreadable, NoAnswer),
    "broken-off": (Unreadable, NoAnswer),
    "edge-403": (VendorError,),
}


@pytest.mark.parametrize("endpoint", WRITES)
async def test_a_step_that_goes_well_is_done(here: Shop, endpoint: str) -> None:
    it = await scene(here, endpoint)
    assert not await it.done(endpoint)
    assert (await it.told(endpoint)).outcome is Outcome.ACCEPTED
    assert await it.done(endpoint)


@pytest.mark.parametrize("fault", ON_WRITES)
@pytest.mark.parametrize("endpoint", WRITES)
async def test_a_step_that_fails_is_known_or_openly_unknown(
    here: Shop, endpoint: str, fault: str
) -> None:
    """Sent once; and whatever was answered, what is there is read back."""
    outcome, done = ON_WRITES[fault]
    it = await scene(here, endpoint)
    before = len(here.wire.asked)
    here.faults.put(fault, path="/v2/", seconds=30 if fault == "lost-answer" else 1)
    answer = await it.told(endpoint)
    assert len(here.wire.asked) == before + 1
    assert answer.outcome is outcome
    assert answer.message
    assert answer.vendor_numbers == ()
    here.faults.clear()
    calm = replace(it, client=here.client(limits=PATIENT))
    assert await calm.done(endpoint) is done


async def _read(it: Scene, endpoint: str) -> Any:
    client, order = it.client, it.order
    calls: dict[str, Callable[[], Awaitable[Any]]] = {
        f"GET {ONE}": lambda: client.inbound(order),
        f"GET {ONE}/documents/order_summary": lambda: client.paper(order, InboundPaper.ORDER),
        f"GET {ONE}/documents/received_summary": (
            lambda: client.paper(order, InboundPaper.RECEIVED)
        ),
        "GET /v2/suppliers/{supplier_id}": lambda: client.supplier(it.plan.supplier_id),
    }
    return await calls[endpoint]() if endpoint in calls else await CALLS[endpoint](client)


@pytest.mark.parametrize("endpoint", READS)
async def test_a_question_is_answered_or_its_fault_is_told(here: Shop, endpoint: str) -> None:
    it = await scene(here, endpoint)
    # A server in a test answers when it can: products alone have a score of pages.
    it.client = here.client(
        replace(SETTINGS, warehouses=warehouses_of(endpoint)), limits=replace(PATIENT, tries=1)
    )
    assert await _read(it, endpoint)
    for fault, kind in (("down", VendorDown), ("429-burst", TooMany)):
        here.faults.put(fault, path="/v2/", seconds=1)
        with pytest.raises(kind):
            await _read(it, endpoint)
        here.faults.clear()
    here.wire.trusting = True
    for fault, kinds in BROKEN.items():
        here.faults.put(fault, path="/v2/", bytes=20 * 1024 * 1024) if (
            fault == "oversized"
        ) else here.faults.put(fault, path="/v2/")
        with pytest.raises(kinds):
            await _read(it, endpoint)
        here.faults.clear()


async def test_a_minute_that_is_used_up_is_waited_for(here: Shop) -> None:
    it = await scene(here, "GET /v2/suppliers")
    it.client = here.client(limits=PATIENT)
    here.faults.put("429-burst", path="/v2/suppliers", seconds=2)
    assert await it.client.suppliers()
    assert here.clock.monotonic() > 0


@pytest.mark.parametrize("fault", ["garbage", "html", "broken-off"])
async def test_a_step_with_an_answer_that_cannot_be_read_is_unknown(here: Shop, fault: str) -> None:
    it = await scene(here, f"POST {ORDERS}")
    here.wire.trusting = True
    here.faults.put(fault, path="/v2/")
    answer = await it.told(f"POST {ORDERS}")
    assert answer.outcome is Outcome.UNKNOWN
    assert answer.vendor_numbers == ()


def test_every_endpoint_is_asked_and_goes_wrong() -> None:
    assert {*WRITES, *READS} == CALLS.keys()
