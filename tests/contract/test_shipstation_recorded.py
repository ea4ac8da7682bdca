"""What was recorded of ShipStation, or shown on its pages, is read; and what we send is like it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import httpx
import pytest

from tests.contract import shared, shipstation_spec, tally
from tests.contract.referee import Asked
from tests.contract.shipstation_calls import PLAN
from tests.vendors.shipstation_kit import answer, desk
from vendors.errors import Invalid
from vendors.inbound import InboundLine, InboundState, Receipt
from vendors.vocabulary import Outcome


def recorded(file: str) -> Any:
    """A recording; without the recordings the test is skipped, aloud."""
    if shared.folder() is None:
        tally.count(tally.NOT_MADE)
        pytest.skip(shared.ABSENT)
    found = shared.recording("shipstation", file)
    assert found is not None, file
    tally.count(tally.MADE)
    return found


SHOWN = replace(
    PLAN,
    reference="REF-12345",
    lines=(InboundLine("WIDGET-001", 100, "SUPP-WIDGET-001", Decimal("9.99")),),
    ordered_on=date(2025, 1, 15),
    expected_on=date(2025, 2, 1),
    note="Please expedite delivery",
)


async def test_an_order_that_was_made() -> None:
    body = recorded("shipstation_po_create_response.assembled.json")
    here = desk(answer(body))
    got = await here.client.inbound("se-234")
    assert (got.number, got.state, got.plan) == ("02162026-02", InboundState.DRAFT, SHOWN)
    made = await here.client.send_step(here.client.seal_create(SHOWN))
    assert (made.outcome, made.vendor_numbers) == (Outcome.ACCEPTED, ("se-234", "02162026-02"))


async def test_a_list_of_orders() -> None:
    body = recorded("shipstation_po_list_200.assembled.json")
    (got,) = await desk(answer(body)).client.inbound_orders()
    assert (got.id, got.supplier_name, got.whole) == ("se-234", "Acme Widgets Inc", False)
    assert got.plan.reference == "REF-12345"


async def test_a_list_of_suppliers() -> None:
    body = recorded("shipstation_suppliers_list_200.assembled.json")
    (got,) = await desk(answer(body)).client.suppliers()
    assert (got.id, got.name) == ("se-567", "Acme Widgets Inc")
    assert (got.address.line2, got.address.telephone) == ("Suite 100", "512-555-0100")


async def test_a_refusal() -> None:
    body = recorded("shipstation_error_400.assembled.json")
    with pytest.raises(Invalid) as raised:
        await desk(answer(body, 400)).client.inbound("se-234")
    assert raised.value.fields == (("request_body_required", "Body of request cannot be null."),)
    assert raised.value.request_id == body["request_id"]


def test_an_order_goes_as_the_page_shows_it() -> None:
    """But for the time of the day: a day goes at noon UTC."""
    page = recorded("shipstation_po_create_request.doc.json")
    sealed = desk(httpx.Response(500)).client.seal_create(SHOWN)
    assert json.loads(sealed.body.replace(b"T12:00:00Z", b"T00:00:00Z")) == page


def test_goods_received_go_as_the_page_shows_them() -> None:
    page = recorded("shipstation_receive_request.doc.json")
    one = Receipt("WIDGET-001", "se-12345", 95, 5, "LOT-2025-001", date(2026, 1, 1))
    sealed = desk(httpx.Response(500)).client.seal_receive("se-234", "REF-12345", (one,))
    assert json.loads(sealed.body.replace(b"T12:00:00Z", b"T00:00:00Z")) == page


def test_the_files_judge_what_they_should() -> None:
    """What holds requests against the files finds what is wrong with them."""
    if not shipstation_spec.here():
        tally.count(tally.NOT_MADE)
        pytest.skip(shared.ABSENT)
    good = {
        "supplier_id": "se-1",
        "warehouse_id": "se-2",
        "products": [{"sku": "A", "quantity": 1}],
    }
    headers = {"api-key": "k", "content-type": "application/json"}
    url = "https://api.shipstation.com/v2/purchase_orders"

    def judged(body: Any, url: str = url, **more: str) -> int:
        asked = Asked("POST", url, {**headers, **more}, json.dumps(body).encode())
        return len(shipstation_spec.judge_request(asked))

    assert judged(good) == 0
    for odd in (
        {**good, "products": []},
        {**good, "products": [{"sku": "A", "quantity": 0}]},
        {**good, "products": [{"sku": "A", "quantity": 1, "price": 1}]},
        {**good, "payment_terms": "net_90"},
        {**good, "note": "x"},
        {**good, "order_date": None},
        {"products": good["products"], "supplier_id": "se-1"},
    ):
        assert judged(odd) == 1, odd
    assert judged(good, url=f"{url}?x=1") == 1
    assert judged(good, url="https://evil.example/v2/purchase_orders") == 1
    assert judged(good, **{"api-key": ""}) == 1
    assert judged(good, **{"content-type": "text/plain"}) == 1
    asked = Asked("GET", f"{url}?status=lost&page_size=501", headers)
    assert len(shipstation_spec.judge_request(asked)) == 2
