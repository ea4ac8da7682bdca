"""Ordering's own rules: what an order must look like before anybody looks at prices."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from tests.sandbox.desk_kit import ADDRESS, AUSTIN, ORDERS, Calls, Json, Said, line, order, ship_to
from vendors.sandbox import world
from vendors.sandbox.order_rules import APPLICATIONS


def export(**changes: Any) -> Json:
    return {
        "CountryCode": "MX",
        "ConsigneeName": "Ada",
        "PrimaryApplication": "Automotive",
        "SecondaryApplication": "Drive train",
        **changes,
    }


ABROAD = {"Name": "Ada", "Address": {**ADDRESS, "Country": "MX"}}


def changed(path: str, value: Any) -> Json:
    """A right order with one place changed; None takes it out."""
    whole: Any = copy.deepcopy(order(BuyerContact=ship_to(world.ACCOUNT_ID)))
    *way, last = [int(step) if step.isdigit() else step for step in path.split("/")]
    place = whole
    for step in way:
        place = place[step]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return dict(whole)


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        ("PurchaseOrderNumber", None, "PurchaseOrderNumber"),
        ("PurchaseOrderNumber", "  ", "PurchaseOrderNumber"),
        ("PurchaseOrderNumber", 7, "PurchaseOrderNumber"),
        ("Currency", None, "Currency"),
        ("Currency", "XAU", "Currency"),
        ("Currency", "usd", "Currency"),
        ("ShippingContact", None, "ShippingContact"),
        ("ShippingContact/Name", None, "ShippingContact.Name"),
        ("ShippingContact/Address", None, "ShippingContact.Address"),
        ("ShippingContact/Address/Country", "USA", "ShippingContact.Address.Country"),
        ("ShippingContact/CustomerId", "42", "ShippingContact.CustomerId"),
        ("ShippingContact/CustomerId", 7718200, "ShippingContact.CustomerId"),
        ("BuyerContact/Name", None, "BuyerContact.Name"),
        ("BuyerContact/Address", None, "BuyerContact.Address"),
        ("LineItems", None, "LineItems"),
        ("LineItems", [], "LineItems"),
        ("LineItems", {}, "LineItems"),
        ("LineItems/0", 7, "LineItems[0]"),
        ("LineItems/0/DigiKeyPartNumber", None, "LineItems[0].DigiKeyPartNumber"),
        ("LineItems/0/DigiKeyPartNumber", "", "LineItems[0].DigiKeyPartNumber"),
        ("LineItems/0/RequestedQuantity", None, "LineItems[0].RequestedQuantity"),
        ("LineItems/0/RequestedQuantity", 0, "LineItems[0].RequestedQuantity"),
        ("LineItems/0/RequestedQuantity", -5, "LineItems[0].RequestedQuantity"),
        ("LineItems/0/RequestedQuantity", 2**31, "LineItems[0].RequestedQuantity"),
        ("LineItems/0/RequestedQuantity", "5", "LineItems[0].RequestedQuantity"),
        ("LineItems/0/RequestedQuantity", 5.0, "LineItems[0].RequestedQuantity"),
        ("LineItems/0/RequestedQuantity", True, "LineItems[0].RequestedQuantity"),
        ("LineItems/0/UnitPrice", None, "LineItems[0].UnitPrice"),
        ("LineItems/0/UnitPrice", "0.1", "LineItems[0].UnitPrice"),
        ("LineItems/0/UnitPrice", -0.1, "LineItems[0].UnitPrice"),
        ("LineItems/0/UnitPrice", 1e300, "LineItems[0].UnitPrice"),
        ("LineItems/0/QuoteId", 7, "LineItems[0].QuoteId"),
        ("LineItems/0/DeliveryDate", "2026-11-20T15:00:00Z", "LineItems[0].DeliveryDate"),
        ("LineItems/0/DeliveryDate", "soon", "LineItems[0].DeliveryDate"),
        ("LineItems/0/LineItemNotes", "a note", "LineItems[0].LineItemNotes"),
        ("ShipMethod", "by mule", "ShipMethod"),
        ("ShipMethod", "", "ShipMethod"),
        ("ShipControl", "Later", "ShipControl"),
        ("PackagingPreference", "TR", "PackagingPreference"),
        ("Taxable", "yes", "Taxable"),
        ("MfgCOfCRequired", 1, "MfgCOfCRequired"),
        ("OrderNotes", [1], "OrderNotes"),
        ("BillingAccount", "1", "BillingAccount"),
        ("ExportQuestions", export(), "ExportQuestions"),
    ],
)
def test_the_rules_of_the_specification(calls: Calls, path: str, value: Any, field: str) -> None:
    with pytest.raises(Said) as caught:
        calls.call("POST", ORDERS, changed(path, value))
    assert caught.value.status == 400
    assert caught.value.body["StatusCode"] == 400
    assert caught.value.fields == [field]
    assert calls.book.by_po(None) == []


def test_everything_wrong_is_said_at_once(calls: Calls) -> None:
    said = calls.refused({"RequestedQuantity": 0}, Currency=None)
    assert sorted(said.fields) == [
        "Currency",
        "LineItems[0].DigiKeyPartNumber",
        "LineItems[0].RequestedQuantity",
        "LineItems[0].UnitPrice",
    ]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, None),
        ({"SecondaryApplication": "Other"}, None),
        ({"CountryCode": None}, "CountryCode"),
        ({"CountryCode": "MEX"}, "CountryCode"),
        ({"ConsigneeName": None}, "ConsigneeName"),
        ({"PrimaryApplication": "Boats"}, "PrimaryApplication"),
        ({"PrimaryApplication": "automotive"}, "PrimaryApplication"),
        ({"SecondaryApplication": "Laptop"}, "SecondaryApplication"),
        ({"SecondaryApplication": None}, "SecondaryApplication"),
    ],
)
def test_export_questions(calls: Calls, changes: Json, field: str | None) -> None:
    answers = {name: text for name, text in export(**changes).items() if text is not None}
    if field is None:
        assert calls.place(ShippingContact=ABROAD, ExportQuestions=answers)["SalesOrderId"] > 0
    else:
        said = calls.refused(ShippingContact=ABROAD, ExportQuestions=answers)
        assert said.fields == [f"ExportQuestions.{field}"]


def test_every_application_goes_with_its_own_list(calls: Calls) -> None:
    assert len(APPLICATIONS) == 7
    for primary, all_secondary in APPLICATIONS.items():
        for secondary in (all_secondary[0], all_secondary[-1]):
            answers = export(PrimaryApplication=primary, SecondaryApplication=secondary)
            calls.place(ShippingContact=ABROAD, ExportQuestions=answers)


@pytest.mark.parametrize(
    ("given", "shown"),
    [("FedEx Ground", "FedEx Ground"), ("ups 1 day 3 p.m.", "UPS 1 Day 3 P.m."),
     ("DHL worldwide Express", "DHL Worldwide Express"), (None, "UPS Ground")],
)  # fmt: skip
def test_ship_methods_in_any_case(calls: Calls, given: str | None, shown: str) -> None:
    answer = calls.place(ShipMethod=given)
    assert calls.sale(answer["SalesOrderId"])["ShipMethod"] == shown


@pytest.mark.parametrize("customer_id", [world.ACCOUNT_ID, AUSTIN.customer_id])
def test_the_account_and_its_sites_may_be_named(calls: Calls, customer_id: int) -> None:
    calls.place(ShippingContact=ship_to(customer_id))
    assert calls.orders()[0]["CustomerId"] == customer_id


@pytest.mark.parametrize(
    ("schedules", "fields"),
    [
        ([("2026-12-01T00:00:00Z", 40), ("2027-01-05", 60)], []),
        ([("2026-12-01T00:00:00Z", 40)], ["LineItems[0].Schedules"]),
        (
            [("2026-11-01T00:00:00Z", 100)],
            ["LineItems[0].Schedules[0].ScheduledDate"],
        ),
        ([("2026-12-01T00:00:00Z", 0), ("2026-12-02T00:00:00Z", 100)],
         ["LineItems[0].Schedules[0].ScheduledQuantity"]),
    ],
)  # fmt: skip
def test_schedules(calls: Calls, schedules: list[tuple[str, int]], fields: list[str]) -> None:
    listed = [{"ScheduledDate": day, "ScheduledQuantity": many} for day, many in schedules]
    asked = {**line(), "Schedules": listed}
    if not fields:
        assert calls.place(asked)["SalesOrderId"] > 0
    else:
        assert calls.refused(asked).fields == fields


def test_unknown_fields_are_ignored(calls: Calls) -> None:
    assert calls.place({**line(), "Quantity": 7}, ShippingAddress={})["SalesOrderId"] > 0


@pytest.mark.parametrize("body", [[], "order", None])
def test_a_body_that_is_no_object_is_refused(calls: Calls, body: Any) -> None:
    with pytest.raises(Said) as caught:
        calls.call("POST", ORDERS, body)
    assert caught.value.status == 400
