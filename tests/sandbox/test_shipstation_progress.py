"""What becomes of ShipStation's purchase orders: status, details, what comes, papers."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.sandbox.shipstation_kit import (
    AN_OPEN_ONE,
    BRACKET,
    DOCK,
    OPAMP,
    ORDERS,
    REELS,
    RESISTOR,
    Depot,
    depot,
    product,
    receives,
)

WORDS = ("open", "receiving", "received", "cancelled", "closed")
LEADS = {
    "draft": ("open", "cancelled"),
    "open": ("receiving", "received", "cancelled"),
    "receiving": ("received",),
    "received": ("closed",),
    "cancelled": (),
    "closed": (),
}
# How an order comes to be so.
WAYS = {
    "draft": (),
    "open": ("open",),
    "receiving": ("open", "receiving"),
    "received": ("open", "received"),
    "cancelled": ("cancelled",),
    "closed": ("open", "received", "closed"),
}
SUMMARY, CAME = "documents/order_summary", "documents/received_summary"


@pytest_asyncio.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Depot]:
    async with depot(tmp_path) as made:
        yield made


async def an_order(shop: Depot, status: str) -> str:
    """The path of a new order that is so."""
    made = (await shop.create())["purchase_order_id"]
    for step in WAYS[status]:
        await shop.status(made, step)
    return f"{ORDERS}/{made}"


# -- status


@pytest.mark.parametrize("wanted", WORDS)
@pytest.mark.parametrize("status", WAYS)
async def test_an_order_moves_only_where_it_may(shop: Depot, status: str, wanted: str) -> None:
    path = await an_order(shop, status)
    shop.kit.advance(minutes=1)
    before = await shop.get(path)
    body = {"status": wanted}
    if wanted in LEADS[status]:
        answer = await shop.ask("POST", f"{path}/status", body)
        assert answer == {"purchase_order_id": before["purchase_order_id"], "status": wanted}
        after = await shop.get(path)
        assert after["status"] == wanted
        assert after["modify_date"] > before["modify_date"]
    else:
        (said,) = await shop.refused(400, "invalid_status", "POST", f"{path}/status", body)
        assert status in said
        assert await shop.get(path) == before


@pytest.mark.parametrize(
    ("body", "code"),
    [({}, "field_value_required"), ({"status": "draft"}, "invalid_field_value"),
     ({"status": "canceled"}, "invalid_field_value"), ({"status": 1}, "invalid_field_value")],
)  # fmt: skip
async def test_a_status_that_is_none(shop: Depot, body: dict[str, Any], code: str) -> None:
    await shop.refused(400, code, "POST", f"{ORDERS}/{AN_OPEN_ONE}/status", body)


# -- shipping details


async def test_an_open_order_takes_details_and_keeps_the_others(shop: Depot) -> None:
    path = f"{ORDERS}/{AN_OPEN_ONE}"
    before = await shop.get(path)
    given = {"tracking_number": "1Z999", "shipping_carrier": "UPS", "payment_status": "paid"}
    answer = await shop.ask("POST", f"{path}/shipping_details", given)
    assert answer == await shop.get(path)
    assert given.items() <= answer.items()
    assert answer["payment_terms"] == before["payment_terms"]
    assert answer["products"] == before["products"]


@pytest.mark.parametrize("status", [each for each in WAYS if each != "open"])
async def test_details_are_refused_of_an_order_that_is_not_open(shop: Depot, status: str) -> None:
    path = await an_order(shop, status)
    body = {"tracking_number": "1Z999"}
    await shop.refused(400, "invalid_status", "POST", f"{path}/shipping_details", body)
    assert "tracking_number" not in await shop.get(path)


@pytest.mark.parametrize(
    "body",
    [{"order_date": "soon"}, {"currency_code": "EURO"}, {"payment_terms": "net 30"},
     {"shipping_carrier": ["UPS"]}],
)  # fmt: skip
async def test_details_that_are_not_right(shop: Depot, body: dict[str, Any]) -> None:
    path = f"{ORDERS}/{AN_OPEN_ONE}/shipping_details"
    await shop.refused(400, "invalid_field_value", "POST", path, body)


# -- what came


async def test_pieces_come_until_all_are_there(shop: Depot) -> None:
    made = await shop.opened(product(quantity=100), product(OPAMP, 10))
    there = await shop.on_hand(RESISTOR), await shop.on_hand(OPAMP)
    assert (await shop.receive(made, (RESISTOR, 60, 0)))["status"] == "receiving"
    assert (await shop.receive(made, (RESISTOR, 40, 0), (OPAMP, 9, 0)))["status"] == "receiving"
    answer = await shop.receive(made, (OPAMP, 1, 0))
    assert answer == {"purchase_order_id": made, "status": "received"}
    assert (await shop.get(f"{ORDERS}/{made}"))["status"] == "received"
    after = await shop.on_hand(RESISTOR), await shop.on_hand(OPAMP)
    assert after == (there[0] + 100, there[1] + 10)


async def test_the_same_pieces_told_again_are_counted_again(shop: Depot) -> None:
    made = await shop.opened(product(quantity=100))
    before = await shop.on_hand(RESISTOR)
    for _ in range(2):
        await shop.receive(made, (RESISTOR, 30, 0))
    assert await shop.on_hand(RESISTOR) == before + 60


async def test_rejected_pieces_have_come_and_lie_nowhere(shop: Depot) -> None:
    made = await shop.opened(product(quantity=100))
    before = await shop.on_hand(RESISTOR)
    assert (await shop.receive(made, (RESISTOR, 95, 5)))["status"] == "received"
    assert await shop.on_hand(RESISTOR) == before + 95


async def test_more_than_was_ordered_is_taken(shop: Depot) -> None:
    made = await shop.opened(product(quantity=100), product(OPAMP, 1))
    before = await shop.on_hand(RESISTOR)
    assert (await shop.receive(made, (RESISTOR, 150, 0)))["status"] == "receiving"
    assert await shop.on_hand(RESISTOR) == before + 150


async def test_what_came_of_a_sku_that_stands_twice_is_told_in_turn(shop: Depot) -> None:
    ids = [await shop.opened(product(quantity=10), product(quantity=5)) for _ in range(2)]
    told = []
    for made in ids:
        await shop.receive(made, (RESISTOR, 11, 1))
        assert (await shop.get(f"{ORDERS}/{made}"))["status"] == "receiving"
        assert (await shop.receive(made, (RESISTOR, 4, 0)))["status"] == "received"
        products = (await shop.get(f"{ORDERS}/{made}"))["products"]
        told.append([(p.get("received_quantity"), p.get("rejected_quantity")) for p in products])
    assert [(None, None)] * 2 in told
    assert [(10, 0), (5, 1)] in told


async def test_pieces_go_to_the_place_that_is_named(shop: Depot) -> None:
    made = await shop.opened()
    dock, reels = await shop.on_hand(RESISTOR), await shop.on_hand(RESISTOR, REELS)
    body = receives((RESISTOR, 25, 0), location=REELS)
    body["product_receives"][0] |= {"lot": "L-7", "expiration_date": "2028-01-01T00:00:00Z"}
    await shop.ask("POST", f"{ORDERS}/{made}/receives", body)
    assert await shop.on_hand(RESISTOR, REELS) == reels + 25
    assert await shop.on_hand(RESISTOR) == dock


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 400, "field_value_required"),
        ({"product_receives": []}, 400, "invalid_field_value"),
        (receives((OPAMP, 0, 0)), 400, "invalid_field_value"),
        (receives((OPAMP, -1, 0)), 400, "invalid_field_value"),
        (receives((RESISTOR, 1, 0)), 400, "invalid_field_value"),
        (receives(("NO-SUCH", 1, 0)), 400, "invalid_field_value"),
        (receives((OPAMP, 1, 0), location="se-9"), 404, "invalid_identifier"),
        (receives((OPAMP, 1, 0), location="se-7101"), 404, "invalid_identifier"),
        (receives((OPAMP, 5, 0), (RESISTOR, 1, 0)), 400, "invalid_field_value"),
        ({"product_receives": [{"sku": OPAMP, "inventory_location_id": DOCK,
                                "received_quantity": 0}]}, 400, "invalid_field_value"),
        ({"product_receives": [{"sku": OPAMP, "received_quantity": 1}]},
         400, "field_value_required"),
        ({"product_receives": [{"inventory_location_id": DOCK, "received_quantity": 1}]},
         400, "field_value_required"),
    ],
)  # fmt: skip
async def test_pieces_that_cannot_have_come(
    shop: Depot, body: dict[str, Any], status: int, code: str
) -> None:
    """Nothing of such a call counts."""
    before = await shop.on_hand(OPAMP)
    await shop.refused(status, code, "POST", f"{ORDERS}/{AN_OPEN_ONE}/receives", body)
    assert await shop.on_hand(OPAMP) == before
    assert (await shop.get(f"{ORDERS}/{AN_OPEN_ONE}"))["status"] == "open"


@pytest.mark.parametrize("status", ["draft", "received", "cancelled", "closed"])
async def test_only_an_open_order_receives(shop: Depot, status: str) -> None:
    path = await an_order(shop, status)
    body = receives((RESISTOR, 1, 0))
    before = await shop.on_hand(RESISTOR)
    await shop.refused(400, "invalid_status", "POST", f"{path}/receives", body)
    assert await shop.on_hand(RESISTOR) == before


# -- papers


@pytest.mark.parametrize(
    ("paper", "states"),
    [(SUMMARY, ("open", "receiving", "received", "closed")),
     (CAME, ("receiving", "received", "closed"))],
)  # fmt: skip
@pytest.mark.parametrize("status", WAYS)
async def test_a_paper_is_there_in_the_documented_states_only(
    shop: Depot, status: str, paper: str, states: tuple[str, ...]
) -> None:
    path = f"{await an_order(shop, status)}/{paper}"
    if status in states:
        answer = await shop.call("GET", path)
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF-")
        assert answer.content.rstrip().endswith(b"%%EOF")
    else:
        await shop.refused(400, "invalid_status", "GET", path)


async def test_the_papers_say_what_was_ordered_and_what_came(shop: Depot) -> None:
    made = await shop.opened(product(BRACKET, 40, supplier_sku="KPS-204Z", cost=0.36))
    await shop.receive(made, (BRACKET, 30, 2))
    ordered, came = [
        _words((await shop.call("GET", f"{ORDERS}/{made}/{paper}")).content)
        for paper in (SUMMARY, CAME)
    ]
    assert "AC-2026-0001" in ordered
    assert re.search(r" 40 +STMP-204 +KPS-204Z +0\.36 USD", ordered)
    assert re.search(r"30 received +2 rejected +STMP-204 +Receiving dock 4", came)


@pytest.mark.parametrize("paper", [SUMMARY, CAME])
async def test_a_paper_of_no_order(shop: Depot, paper: str) -> None:
    await shop.refused(404, "invalid_identifier", "GET", f"{ORDERS}/se-1/{paper}")


def _words(pdf: bytes) -> str:
    return "\n".join(found.decode("cp1252") for found in re.findall(rb"\((.*)\) Tj", pdf))
