"""Inbound orders as ShipStation answers them, in the field's own words, and how they are found."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import httpx
import pytest

from tests.vendors.shipstation_kit import (
    PLAN,
    answer,
    desk,
    errors,
    listed,
    order,
    refused,
    row,
)
from vendors.contract import OrderFinder, OrderTaker, StatusReporter
from vendors.errors import (
    Invalid,
    Unreadable,
    VendorError,
)
from vendors.http import Limits
from vendors.inbound import (
    InboundKeeper,
    InboundLine,
    InboundState,
)

ONCE = Limits(tries=1)


def test_it_is_what_the_program_asks_for() -> None:
    client = desk().client
    assert isinstance(client, InboundKeeper)
    assert isinstance(client, OrderTaker)
    assert isinstance(client, OrderFinder)
    assert not isinstance(client, StatusReporter)
    assert client.name == "shipstation"


# -- inbound orders --------------------------------------------------------------------------------


async def test_an_order_is_read_whole() -> None:
    got = await desk(answer(order())).client.inbound("se-234")
    lines = (
        InboundLine("LM358P", 100, "296-1395-5-ND", Decimal("0.3")),
        InboundLine("ECA-1VHG102", 25, cost=Decimal("0.08558")),
    )
    assert got.plan == replace(PLAN, lines=lines)
    assert (got.id, got.number, got.supplier_name) == ("se-234", "11202026-01", "Acme Widgets")
    assert (got.state, got.status_text, got.whole) == (InboundState.DRAFT, "draft", True)
    assert got.created_at == datetime(2026, 11, 20, 10, 30, tzinfo=UTC)
    assert got.changed_at == datetime(2026, 11, 20, 11, 30, tzinfo=UTC)
    assert [str(one.cost) for one in got.plan.lines] == ["0.3", "0.08558"]


async def test_what_was_received_is_read_where_it_is_said() -> None:
    products = [
        {"sku": "A", "quantity": 5, "received_quantity": 3, "rejected_quantity": 1},
        {"sku": "B", "quantity": 5, "received_quantity": 0},
        {"sku": "C", "quantity": 5},
    ]
    got = await desk(answer(order(products=products))).client.inbound("se-234")
    said = [(one.received, one.rejected) for one in got.plan.lines]
    assert said == [(3, 1), (0, None), (None, None)]


async def test_a_list_says_less_and_says_so() -> None:
    (got,) = await desk(listed("purchase_orders", row())).client.inbound_orders()
    assert (got.whole, got.plan.lines, got.plan.currency) == (False, (), "")
    assert (got.plan.reference, got.plan.supplier_id) == ("AC-2026-0001", "se-567")


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("draft", InboundState.DRAFT),
        ("OPEN", InboundState.OPEN),
        ("receiving", InboundState.RECEIVING),
        ("received", InboundState.RECEIVED),
        ("cancelled", InboundState.CANCELLED),
        ("canceled", InboundState.CANCELLED),
        ("closed", InboundState.CLOSED),
        ("other", InboundState.OTHER),
        ("partially_received", InboundState.OTHER),
        (None, InboundState.OTHER),
        ("\x1b[2J", InboundState.OTHER),
    ],
)
async def test_a_word_that_is_not_documented_is_kept(word: Any, state: InboundState) -> None:
    got = await desk(answer(order(status=word))).client.inbound("se-234")
    assert got.state is state
    assert got.status_text == ("" if word is None else word.replace("\x1b", "\ufffd"))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-12-01T00:00:00Z", date(2026, 12, 1)),
        ("2026-12-01T23:00:00-08:00", date(2026, 12, 1)),
        ("2026-12-01", date(2026, 12, 1)),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
async def test_a_day_is_the_one_that_is_written(text: Any, day: date | None) -> None:
    got = await desk(answer(order(expected_delivery_date=text))).client.inbound("se-234")
    assert got.plan.expected_on == day


ODD_ORDERS: dict[str, Any] = {
    "another order": order(purchase_order_id="se-9"),
    "no id": order(purchase_order_id=None),
    "no lines said": order(products=None),
    "a line without a SKU": order(products=[{"quantity": 1}]),
    "a line without a quantity": order(products=[{"sku": "A"}]),
    "a fraction of a piece": order(products=[{"sku": "A", "quantity": 1.5}]),
    "a word for a quantity": order(products=[{"sku": "A", "quantity": "few"}]),
    **{
        f"{field} of {str(figure)[:20]}": order(
            products=[{"sku": "A", "quantity": 1, "cost": 1, field: figure}]
        )
        for field, figure in (
            ("quantity", -1),
            ("quantity", 10**17),
            ("quantity", "9" * 40),
            ("received_quantity", -1),
            ("rejected_quantity", 10**17),
            ("cost", -0.01),
            ("cost", "1E+9999"),
            ("cost", "1E-9999"),
            ("cost", "0." + "3" * 200),
            ("cost", "NaN"),
        )
    },
    "lines of another shape": order(products={"sku": "A"}),
    "a list": [order()],
    "null": None,
    "an object for a text": order(order_number={"a": 1}),
    "in part": {**order(), **errors()},
}


@pytest.mark.parametrize("said", ODD_ORDERS.values(), ids=ODD_ORDERS)
async def test_an_order_that_leaves_something_open_is_not_read(said: Any) -> None:
    with pytest.raises(Unreadable):
        await desk(answer(said)).client.inbound("se-234")


BODIES = {
    "nothing": httpx.Response(200),
    "204": httpx.Response(204),
    "HTML": httpx.Response(200, html="<h1>Sign in</h1>"),
    "JSON called HTML": httpx.Response(200, html=json.dumps(order())),
    "a PDF": httpx.Response(200, content=b"%PDF-1.7", headers={"content-type": "application/pdf"}),
    "cut off": httpx.Response(200, content=b'{"pur', headers={"content-type": "application/json"}),
}


@pytest.mark.parametrize("said", BODIES.values(), ids=BODIES)
async def test_what_is_no_json_is_not_read(said: httpx.Response) -> None:
    with pytest.raises(Unreadable):
        await desk(said).client.inbound("se-234")


@pytest.mark.parametrize("kind", ["application/problem+json", "Application/JSON; charset=utf-8"])
async def test_json_by_other_names_is_read(kind: str) -> None:
    said = httpx.Response(200, json=order(), headers={"content-type": kind})
    assert (await desk(said).client.inbound("se-234")).id == "se-234"


NASTY = "\x1b]52;c;AAAA\x07[/b]\u202egnirts\x9b31m\r\n\x00"


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple):
        return [text for one in value for text in _texts(one)]
    if dataclasses.is_dataclass(value):
        found = (getattr(value, one.name) for one in dataclasses.fields(value))
        return [text for one in found for text in _texts(one)]
    return []


def _nasty(value: Any) -> Any:
    match value:
        case dict():
            return {name: _nasty(one) for name, one in value.items()}
        case list():
            return [_nasty(one) for one in value]
        case str():
            return value + NASTY
        case _:
            return value


async def test_no_text_of_the_vendors_steers_a_terminal() -> None:
    supplier = dict.fromkeys(
        (
            *("supplier_id", "supplier_name", "supplier_email", "address_line_1", "city", "state"),
            *("address_line_2", "postal_code", "country_code", "contact_name", "contact_phone"),
        ),
        "x",
    )
    place = {"inventory_location_id": "l", "name": "n", "inventory_warehouse_id": "w"}
    level = {**place, "sku": "A", "on_hand": 1}
    product = {"sku": "A", "name": "B", "upc": "C", "aliases": [{"sku_alias": "D"}]}

    def said(name: str, one: Any) -> httpx.Response:
        return answer({name: [_nasty(one)]})

    found: list[Any] = [
        await desk(said("purchase_orders", row())).client.inbound_orders(),
        await desk(said("suppliers", supplier)).client.suppliers(),
        await desk(said("inventory_warehouses", place)).client.warehouses(),
        await desk(said("inventory_locations", place)).client.places(),
        await desk(said("inventory", level)).client.on_hand(),
        await desk(said("products", product)).client.items(),
    ]
    whole = _nasty(order())
    whole["purchase_order_id"] = "se-234"
    found.append(await desk(answer(whole)).client.inbound("se-234"))
    texts = [text for one in found for text in _texts(one)]
    assert len(texts) > 40
    for text in texts:
        assert text.isprintable() or "\ufffd" in text
        assert not set(text) & set("\x00\x07\x1b\x9b\r\n\u202e")


# -- finding ---------------------------------------------------------------------------------------


async def test_what_stands_under_our_number_is_looked_for_and_read_whole() -> None:
    rows = (
        row(1),
        row(2, reference_number="AC-2026-00011"),
        row(3, reference_number=" ac-2026-0001"),
    )
    here = desk(
        listed("purchase_orders", *rows),
        answer(order(1)),
        answer(order(3, reference_number=" ac-2026-0001")),
    )
    found = await here.client.inbound_under(" AC-2026-0001 ")
    assert [one.id for one in found] == ["se-1", "se-3"]
    assert all(one.whole for one in found)
    assert here.vendor.targets == [
        "GET /v2/purchase_orders?reference_number=AC-2026-0001&page_size=500",
        "GET /v2/purchase_orders/se-1",
        "GET /v2/purchase_orders/se-3",
    ]


async def test_one_that_the_list_shows_without_a_reference_is_asked_for_it() -> None:
    unsaid = row(1)
    del unsaid["reference_number"]
    here = desk(listed("purchase_orders", unsaid), answer(order(1)))
    assert [one.id for one in await here.client.inbound_under("AC-2026-0001")] == ["se-1"]
    here = desk(listed("purchase_orders", unsaid), answer(order(1, reference_number="other")))
    assert await here.client.inbound_under("AC-2026-0001") == ()


async def test_half_an_answer_is_never_taken_for_none() -> None:
    for said in (
        (listed("purchase_orders", row(1, purchase_order_id=None)),),
        (listed("purchase_orders", row(1)), httpx.Response(500)),
        (listed("purchase_orders", row(1)), answer(order(2))),
        (listed("purchase_orders", total=1),),
        (httpx.Response(500),),
        (answer({}),),
    ):
        with pytest.raises(VendorError):
            await desk(*said, limits=ONCE).client.inbound_under("AC-2026-0001")


async def test_one_that_goes_meanwhile_is_not_there() -> None:
    here = desk(listed("purchase_orders", row(1)), refused(404, ("not_found", "no")))
    assert await here.client.inbound_under("AC-2026-0001") == ()


async def test_nothing_is_looked_for_without_a_number() -> None:
    here = desk(listed("purchase_orders"))
    with pytest.raises(Invalid):
        await here.client.inbound_under("  ")
    assert here.vendor.asked == []


async def test_an_order_of_ours_is_found_by_its_number_and_among_the_new_ones() -> None:
    span = (date(2026, 11, 20), date(2026, 11, 21))
    here = desk(listed("purchase_orders"), listed("purchase_orders", row(1)), answer(order(1)))
    (found,) = await here.client.orders_under("AC-2026-0001", *span)
    assert here.vendor.targets[1] == (
        "GET /v2/purchase_orders?create_date_start=2026-11-19T00%3A00%3A00Z&page_size=500"
    )
    assert (found.number, found.po_number, found.customer_id) == (
        *("se-1", "AC-2026-0001"),
        "se-123456",
    )
    (sales,) = found.sales_orders
    assert (sales.number, sales.order_number) == ("11202026-01", "se-1")
    assert sales.total == Decimal("32.14")
    said = [(one.number, one.ordered, one.unit_price) for one in sales.lines]
    assert said == [("LM358P", 100, Decimal("0.3")), ("ECA-1VHG102", 25, Decimal("0.08558"))]
    here = desk(listed("purchase_orders", row(1)), answer(order(1, order_number=None)))
    assert await here.client.find_by_po("ac-2026-0001") == ("se-1",)
