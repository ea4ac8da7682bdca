"""The bytes of a step: what is stored is what is sent, and what cannot be said is refused."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.vendors.shipstation_kit import PLAN, answer, desk, order
from tests.vendors.test_shipstation_outcomes import ORDER, RECEIPTS
from vendors.bodies import redacted
from vendors.choices import PAYMENT_STATES, PAYMENT_TERMS, line_takes, order_takes
from vendors.errors import Invalid
from vendors.inbound import (
    InboundLine,
    InboundPlan,
    InboundState,
    Receipt,
)
from vendors.shipstation import steps
from vendors.terms import ExportUse, LineTerms, OrderTerms, Schedule
from vendors.vocabulary import PurchaseOrder

HERE = desk(answer(order())).client
BODY = (
    '{"supplier_id":"se-567","order_date":"2026-11-20T12:00:00Z",'
    '"expected_delivery_date":"2026-12-01T12:00:00Z","payment_terms":"net_30",'
    '"payment_status":"unpaid","currency_code":"USD","shipping_carrier":"UPS",'
    '"tracking_number":"1Z12345E1234567890","reference_number":"AC-2026-0001",'
    '"warehouse_id":"se-123456","note_to_supplier":"Dock 4","products":['
    '{"sku":"LM358P","supplier_sku":"296-1395-5-ND","quantity":100,"cost":0.30},'
    '{"sku":"ECA-1VHG102","quantity":25,"cost":0.08558}]}'
)
BARE = InboundPlan("AC-1", "se-1", "se-2", "EUR", (InboundLine("A", 1),))


def test_the_body_of_a_create_is_these_bytes() -> None:
    made = HERE.seal_create(PLAN)
    assert made.body.decode() == BODY
    assert (made.vendor, made.reference, made.inbound_id) == ("shipstation", "AC-2026-0001", "")
    assert made.path == "/v2/purchase_orders"
    assert HERE.seal_create(PLAN) == made


def test_a_replacement_is_the_whole_again() -> None:
    made = HERE.seal_replace("se-234", PLAN)
    assert made.body.decode() == BODY
    assert (made.inbound_id, made.path) == ("se-234", "/v2/purchase_orders/se-234")


async def test_the_sealed_bytes_are_the_bytes_sent() -> None:
    """And ShipStation's own description takes them (the vendor of these tests judges each)."""
    here = desk(answer(order()))
    client = here.client
    for sealed in (
        client.seal_create(PLAN),
        client.seal_replace("se-234", PLAN),
        client.seal_state("se-234", PLAN.reference, InboundState.CANCELLED),
        client.seal_details("se-234", PLAN),
        client.seal_receive("se-234", PLAN.reference, RECEIPTS),
        client.seal_create(BARE),
    ):
        await client.send_step(sealed)
        assert here.vendor.asked[-1].content == sealed.body
        assert here.vendor.asked[-1].headers["content-type"] == "application/json"
    one = "/v2/purchase_orders/se-234"
    assert here.vendor.targets == [
        "POST /v2/purchase_orders",
        f"PUT {one}",
        f"POST {one}/status",
        f"POST {one}/shipping_details",
        f"POST {one}/receives",
        "POST /v2/purchase_orders",
    ]


def said(body: bytes) -> Any:
    return json.loads(body, parse_float=Decimal)


def test_what_is_not_said_is_not_sent() -> None:
    """Not as null either. The currency always is: ShipStation would take dollars for it."""
    assert said(HERE.seal_create(BARE).body) == {
        "supplier_id": "se-1",
        "currency_code": "EUR",
        "reference_number": "AC-1",
        "warehouse_id": "se-2",
        "products": [{"sku": "A", "quantity": 1}],
    }
    assert said(HERE.seal_details("se-1", BARE).body) == {
        "currency_code": "EUR",
        "reference_number": "AC-1",
    }


def test_shipping_details_say_no_lines() -> None:
    body = said(HERE.seal_details("se-1", PLAN).body)
    whole = said(HERE.seal_create(PLAN).body)
    assert whole.keys() - body.keys() == {"supplier_id", "warehouse_id", "products"}
    assert body.items() <= whole.items()


@given(st.decimals("0", "9999999", places=5, allow_nan=False, allow_infinity=False))
def test_no_cost_passes_through_a_float(cost: Decimal) -> None:
    def exact(text: str) -> Decimal:
        assert "e" not in text.lower()
        return Decimal(text)

    plan = replace(PLAN, lines=(InboundLine("A", 1, cost=cost),))
    body = json.loads(HERE.seal_create(plan).body, parse_float=exact)
    assert str(body["products"][0]["cost"]) == str(cost)


@pytest.mark.parametrize(
    ("cost", "digits"),
    [
        ("0", "0"),
        ("0.10", "0.10"),
        ("1E-5", "0.00001"),
        ("1E+3", "1000"),
        ("12345678901234567.89", "12345678901234567.89"),
    ],
)
def test_a_cost_is_written_digit_by_digit(cost: str, digits: str) -> None:
    plan = replace(PLAN, lines=(InboundLine("A", 1, cost=Decimal(cost)),))
    assert f'"cost":{digits}}}' in HERE.seal_create(plan).body.decode()


def test_goods_received_say_only_the_quantities_there_are() -> None:
    some = (Receipt("A", "se-1", 95), Receipt("A", "se-2", 0, 5, "L-1", date(2027, 2, 1)))
    made = HERE.seal_receive("se-234", "AC-1", some)
    assert said(made.body) == {
        "product_receives": [
            {"sku": "A", "inventory_location_id": "se-1", "received_quantity": 95},
            {
                "sku": "A",
                "inventory_location_id": "se-2",
                "rejected_quantity": 5,
                "lot": "L-1",
                "expiration_date": "2027-02-01T12:00:00Z",
            },
        ]
    }


# -- what is refused ---------------------------------------------------------------------------

LINE = InboundLine("A", 1)
WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "no reference": ({"reference": " "}, "reference_number"),
    "a line end": ({"reference": "AC\n1"}, "reference_number"),
    "no supplier": ({"supplier_id": ""}, "supplier_id"),
    "no warehouse": ({"warehouse_id": ""}, "warehouse_id"),
    "a supplier with a blank": ({"supplier_id": "se 1"}, "supplier_id"),
    "no currency": ({"currency": ""}, "currency_code"),
    "a currency in small letters": ({"currency": "usd"}, "currency_code"),
    "no lines": ({"lines": ()}, "products"),
    "no SKU": ({"lines": (replace(LINE, sku=" "),)}, "products.1.sku"),
    "a hidden SKU": ({"lines": (replace(LINE, sku="A\u202eB"),)}, "products.1.sku"),
    "no pieces": ({"lines": (LINE, replace(LINE, quantity=0))}, "products.2.quantity"),
    "less": ({"lines": (replace(LINE, quantity=-1),)}, "products.1.quantity"),
    "too many": ({"lines": (replace(LINE, quantity=2**31),)}, "products.1.quantity"),
    "below zero": ({"lines": (replace(LINE, cost=Decimal("-0.01")),)}, "products.1.cost"),
    "no number": ({"lines": (replace(LINE, cost=Decimal("NaN")),)}, "products.1.cost"),
    "infinite": ({"lines": (replace(LINE, cost=Decimal("Infinity")),)}, "products.1.cost"),
    "its number": ({"lines": (replace(LINE, supplier_part="\x1b"),)}, "products.1.supplier_sku"),
    "terms": ({"payment_terms": "net_90"}, "payment_terms"),
    "status": ({"payment_status": "PAID"}, "payment_status"),
    "carrier": ({"carrier": "U\x00PS"}, "shipping_carrier"),
    "tracking": ({"tracking": "1Z\u200b"}, "tracking_number"),
    "note": ({"note": "a\r\nb"}, "note_to_supplier"),
}


@pytest.mark.parametrize(("change", "field"), WRONG.values(), ids=WRONG)
def test_a_wrong_plan_is_refused(change: dict[str, Any], field: str) -> None:
    plan = replace(PLAN, **change)
    for seal in (lambda: HERE.seal_create(plan), lambda: HERE.seal_replace("se-1", plan)):
        with pytest.raises(Invalid) as refused:
            seal()
        assert [name for name, _ in refused.value.fields] == [field]
        assert refused.value.sentence.startswith("ShipStation would not take this inbound order: ")


@pytest.mark.parametrize(("change", "field"), WRONG.values(), ids=WRONG)
def test_wrong_details_are_refused(change: dict[str, Any], field: str) -> None:
    plan = replace(PLAN, **change)
    if field.startswith(("products", "supplier_id", "warehouse_id")):
        HERE.seal_details("se-1", plan)  # They are none of it.
        return
    with pytest.raises(Invalid) as refused:
        HERE.seal_details("se-1", plan)
    assert [name for name, _ in refused.value.fields] == [field]


@pytest.mark.parametrize("word", PAYMENT_TERMS)
def test_all_payment_terms_are_sent(word: str) -> None:
    body = said(HERE.seal_create(replace(PLAN, payment_terms=word)).body)
    assert body["payment_terms"] == word


@pytest.mark.parametrize("word", PAYMENT_STATES)
def test_all_payment_states_are_sent(word: str) -> None:
    body = said(HERE.seal_create(replace(PLAN, payment_status=word)).body)
    assert body["payment_status"] == word


@pytest.mark.parametrize("state", list(InboundState))
def test_nothing_becomes_a_draft_again(state: InboundState) -> None:
    if state in (InboundState.DRAFT, InboundState.OTHER):
        with pytest.raises(Invalid, match="cannot be set"):
            HERE.seal_state("se-1", "AC-1", state)
    else:
        sealed = HERE.seal_state("se-1", "AC-1", state)
        assert said(sealed.body) == {"status": state.value}
        assert (sealed.reference, sealed.path) == ("AC-1", "/v2/purchase_orders/se-1/status")


ONE = Receipt("A", "se-1", 1)
NOT_RECEIVED = {
    "nothing": (),
    "no pieces": (replace(ONE, received=0),),
    "of one no pieces": (ONE, replace(ONE, received=0)),
    "less": (replace(ONE, received=-1, rejected=2),),
    "too many": (replace(ONE, received=2**31),),
    "no SKU": (replace(ONE, sku=""),),
    "no place": (replace(ONE, place_id=""),),
    "a hidden lot": (replace(ONE, lot="L\u202e1"),),
}


@pytest.mark.parametrize("receipts", NOT_RECEIVED.values(), ids=NOT_RECEIVED)
def test_what_was_not_received_is_not_posted(receipts: tuple[Receipt, ...]) -> None:
    with pytest.raises(Invalid):
        HERE.seal_receive("se-1", "AC-1", receipts)


@pytest.mark.parametrize("odd", ["", " ", ".", "..", "se-1\n", "x" * 101])
def test_what_is_no_id_makes_no_path(odd: str) -> None:
    with pytest.raises(Invalid):
        HERE.seal_details(odd, PLAN)


def test_an_id_cannot_leave_its_place_in_the_path() -> None:
    sealed = HERE.seal_details("../../v2/inventory?x=#", PLAN)
    assert sealed.path == (
        "/v2/purchase_orders/..%2F..%2Fv2%2Finventory%3Fx%3D%23/shipping_details"
    )


# -- orders to a supplier without an API -------------------------------------------------------


def test_an_order_is_an_inbound_order_with_its_words() -> None:
    sealed = HERE.seal(ORDER)
    assert (sealed.vendor, sealed.number) == ("shipstation", "AC-2026-0001")
    assert sealed.body.decode() == (
        '{"supplier_id":"se-567","order_date":"2026-11-20T12:00:00Z","currency_code":"USD",'
        '"reference_number":"AC-2026-0001","warehouse_id":"se-123456",'
        '"note_to_supplier":"Dock 4; ring","products":['
        '{"sku":"LM358P","supplier_sku":"A-1","quantity":100,"cost":0.30}]}'
    )


DAY = date(2026, 12, 24)
NO_PLACE_IN_THE_ORDER = {
    "ship_method": "UPS",
    "ship_control": "Single",
    "shipper_account": "1",
    "cofc": True,
    "taxable": False,
    "export": ExportUse("DE", "Acme", "Industrial", "Tools"),
    "profile": "P",
    "end_customer": "E",
    "expedite": True,
    "job": "J",
    "own_notes": (("shipstation", "n"),),
}
NO_PLACE_IN_A_LINE = {
    "line_id": "7",
    "customer_part": "C",
    "notes": ("n",),
    "cofc": True,
    "wanted_on": DAY,
    "schedules": (Schedule(DAY, 100),),
    "quote": 1,
    "custom_reel": True,
}


def test_every_term_is_taken_or_refused() -> None:
    of_order = {one.name for one in fields(OrderTerms)}
    of_line = {one.name for one in fields(LineTerms)}
    assert NO_PLACE_IN_THE_ORDER.keys() | order_takes("shipstation") == of_order
    assert NO_PLACE_IN_A_LINE.keys() | line_takes("shipstation") == of_line


def _refused(order: PurchaseOrder) -> list[str]:
    with pytest.raises(Invalid) as refused:
        HERE.seal(order)
    return [name for name, _ in refused.value.fields]


@pytest.mark.parametrize("term", NO_PLACE_IN_THE_ORDER)
def test_terms_that_an_order_has_no_place_for_are_refused(term: str) -> None:
    terms = replace(ORDER.terms, **{term: NO_PLACE_IN_THE_ORDER[term]})
    assert _refused(replace(ORDER, terms=terms)) == [term]


@pytest.mark.parametrize("term", NO_PLACE_IN_A_LINE)
def test_terms_that_a_line_has_no_place_for_are_refused(term: str) -> None:
    terms: Any = {term: NO_PLACE_IN_A_LINE[term]}
    line = replace(ORDER.lines[0], terms=LineTerms(**terms))
    assert _refused(replace(ORDER, lines=(line,))) == [term]


def test_an_order_without_supplier_warehouse_or_price_is_refused() -> None:
    assert _refused(replace(ORDER, terms=OrderTerms())) == ["supplier_id"]
    assert _refused(replace(ORDER, customer_id="")) == ["warehouse_id"]
    assert _refused(replace(ORDER, vendor="ti")) == ["vendor"]
    other = replace(ORDER.lines[0], terms=LineTerms(cost=Decimal(1)))
    assert _refused(replace(ORDER, lines=(other,))) == ["cost"]
    same = replace(ORDER.lines[0], terms=LineTerms(cost=Decimal("0.3")))
    assert HERE.seal(replace(ORDER, lines=(same,)))
    assert set(_refused(replace(ORDER, currency="dollars", lines=()))) == {
        "currency_code",
        "products",
    }


def test_who_looks_at_what_was_sent_sees_what_was_ordered() -> None:
    shown = redacted("shipstation", steps.body_of(PLAN))
    assert "cost: 0.08558" in shown
    assert "reference_number: AC-2026-0001" in shown
    assert "Dock 4" not in shown
