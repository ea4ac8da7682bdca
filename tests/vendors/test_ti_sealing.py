"""The bytes of an order to TI, and what is refused before any are sent."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.vendors.ti_kit import ORDER, PO, PROFILE, desk, order, ordered
from vendors.bodies import redacted
from vendors.choices import line_takes, order_takes
from vendors.errors import Invalid
from vendors.terms import ExportUse, LineTerms, OrderTerms, Schedule
from vendors.vocabulary import PurchaseOrder

HERE = desk(ConnectionError())


def sealed(one: PurchaseOrder) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(HERE.ti.seal(one).body)["order"]
    return made


def faults(one: PurchaseOrder) -> dict[str, str]:
    with pytest.raises(Invalid) as caught:
        HERE.ti.seal(one)
    return dict(caught.value.fields)


def test_an_order_holds_what_was_asked_for_and_nothing_else() -> None:
    assert sealed(ORDER) == {
        "checkoutProfileId": PROFILE,
        "customerPurchaseOrderNumber": PO,
        "customerOrderComments": [{"message": "orderedBy|Ada Example"}],
        "lineItems": [{"customerLineItemNumber": "1", "tiPartNumber": "LM358DR", "quantity": 100}],
    }


def test_everything_that_ti_takes_can_be_said() -> None:
    line = ordered(
        place="2",
        line_id="R-17",
        customer_part="ACME-1",
        notes=("one bag", "dry"),
        custom_reel=True,
    )
    made = sealed(
        order(line, end_customer="Käufer AG", expedite=True, job="54851-50", notes=("ring",))
    )
    assert made == {
        "checkoutProfileId": PROFILE,
        "customerPurchaseOrderNumber": PO,
        "expediteShipping": True,
        "endCustomerCompanyName": "Käufer AG",
        "customerOrderComments": [
            {"message": "jobNumber|54851-50"},
            {"message": "orderedBy|Ada Example"},
            {"message": "ring"},
        ],
        "lineItems": [
            {
                "customerLineItemNumber": "R-17",
                "tiPartNumber": "LM358DR",
                "customerPartNumber": "ACME-1",
                "customReelIndicator": True,
                "quantity": 100,
                "customerItemComments": [{"message": "one bag"}, {"message": "dry"}],
            }
        ],
    }


def test_neither_a_price_nor_a_day_is_sent() -> None:
    text = HERE.ti.seal(ORDER).body.decode()
    for word in ("price", "Price", "currency", "purchaseOrderDate", "0.21", "Address"):
        assert word not in text


def test_without_a_buyers_name_there_is_no_comment_of_it() -> None:
    nobody = replace(ORDER, buyer=replace(ORDER.buyer, name=""))
    assert "customerOrderComments" not in sealed(nobody)


def test_the_same_order_is_the_same_bytes() -> None:
    assert HERE.ti.seal(ORDER) == HERE.ti.seal(ORDER)


def test_thirty_lines_and_no_more() -> None:
    lines = [ordered(place=str(place)) for place in range(1, 32)]
    assert len(sealed(order(*lines[:30]))["lineItems"]) == 30
    assert "30 lines" in faults(order(*lines))["lineItems"]
    assert "no lines" in faults(replace(ORDER, lines=()))["lineItems"]


@pytest.mark.parametrize(
    ("line", "field", "words"),
    [
        (ordered("A" * 26), "tiPartNumber", "25"),
        (ordered("  "), "tiPartNumber", "no TI part number"),
        (ordered("LM358\nDR"), "tiPartNumber", "nobody can see"),
        (ordered(quantity=0), "quantity", "above zero"),
        (ordered(quantity=2**31), "quantity", "above zero"),
        (ordered(customer_part="A" * 26), "customerPartNumber", "25"),
        (ordered(notes=("x" * 61,)), "customerItemComments", "60"),
        (ordered(notes=("",)), "customerItemComments", "empty"),
        (ordered(notes=("a\u202eb",)), "customerItemComments", "nobody can see"),
        (replace(ordered(), unit_price=Decimal(0)), "unitPrice", "no expected price"),
        (replace(ordered(), unit_price=Decimal("NaN")), "unitPrice", "no expected price"),
        (ordered(place=" "), "customerLineItemNumber", "no id"),
        (ordered(cofc=True), "cofc", "certificate"),
        (ordered(wanted_on=date(2027, 1, 2)), "wanted_on", "day"),
        (ordered(schedules=(Schedule(date(2027, 1, 2), 100),)), "schedules", "schedules"),
        (ordered(quote=7), "quote", "quote"),
        (ordered(supplier_part="X"), "supplier_part", "supplier"),
        (ordered(cost=Decimal(1)), "cost", "cost"),
    ],
)
def test_a_line_that_ti_would_not_take(line: Any, field: str, words: str) -> None:
    assert words in faults(order(line))[f"lineItems.1.{field}"]


@pytest.mark.parametrize(
    ("terms", "field", "words"),
    [
        ({"profile": ""}, "checkoutProfileId", "no checkout profile"),
        ({"profile": "A/../B"}, "checkoutProfileId", "no checkout profile's id"),
        ({"profile": "A" * 33}, "checkoutProfileId", "no checkout profile's id"),
        ({"notes": ("x" * 61,)}, "customerOrderComments", "60"),
        ({"job": "x" * 51}, "customerOrderComments", "60"),
        ({"job": "a|b"}, "customerOrderComments", "|"),
        ({"end_customer": "a\x1bb"}, "endCustomerCompanyName", "nobody can see"),
        ({"ship_method": "FedEx ground"}, "ship_method", "shipping method"),
        ({"ship_control": "Single"}, "ship_control", "partial"),
        ({"shipper_account": "12"}, "shipper_account", "account"),
        ({"cofc": True}, "cofc", "certificates"),
        ({"taxable": False}, "taxable", "taxes"),
        ({"export": ExportUse("DE", "X", "a", "b")}, "export", "export"),
        ({"supplier": "se-1"}, "supplier", "supplier"),
        ({"own_notes": (("ti", "x"),)}, "own_notes", "several vendors"),
    ],
)
def test_terms_that_ti_would_not_take(terms: dict[str, Any], field: str, words: str) -> None:
    assert words in faults(order(**terms))[field]


def test_every_term_is_either_sent_or_refused() -> None:
    from vendors.ti.rules import _OF_LINE, _OF_ORDER

    for kind, taken, named in (
        (OrderTerms, order_takes("ti"), _OF_ORDER),
        (LineTerms, line_takes("ti"), _OF_LINE),
    ):
        assert kind.__dataclass_fields__.keys() == taken | named.keys()
        assert not taken & named.keys()


@pytest.mark.parametrize("number", ["", "A" * 36, "/A", "A B", "A\n", "Ä1", "-1"])
def test_a_po_number_that_is_none(number: str) -> None:
    assert "customerPurchaseOrderNumber" in faults(replace(ORDER, number=number))


def test_an_order_for_another_vendor_is_refused() -> None:
    assert "another vendor" in faults(replace(ORDER, vendor="digikey"))["vendor"]


def test_a_line_id_is_used_once() -> None:
    twice = order(ordered(place="1"), ordered(place="2", line_id="1"))
    assert "twice" in faults(twice)["lineItems.2.customerLineItemNumber"]


def test_a_buyer_with_the_mark_of_the_comments_is_refused() -> None:
    named = replace(ORDER, buyer=replace(ORDER.buyer, name="Ada|Root"))
    assert "buyer" in faults(named)["customerOrderComments"]


def test_every_fault_is_told_at_once() -> None:
    found = faults(order(ordered(quantity=0), ordered("", place="2"), profile=""))
    assert found.keys() >= {"checkoutProfileId", "lineItems.1.quantity", "lineItems.2.tiPartNumber"}


def test_who_looks_at_the_bytes_sees_the_order_and_nobodys_name() -> None:
    shown = redacted("ti", HERE.ti.seal(order(end_customer="Secret AG", notes=("Eve",))).body)
    assert "LM358DR" in shown
    assert PO in shown
    for hidden in ("Ada", "Secret", "Eve"):
        assert hidden not in shown
