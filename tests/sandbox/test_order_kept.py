"""Everything that an order says is taken, and what of it can be seen afterwards."""

from __future__ import annotations

import json
from typing import Any

from tests.sandbox.desk_kit import AUSTIN, Calls, line, order, ship_to
from vendors.sandbox import world


def test_every_field_of_an_order_is_taken_and_kept(calls: Calls) -> None:
    """What Order Status has a place for is there, and the book has all of it."""
    lines = [
        {
            **line(),
            "MfgCOfCRequired": True,
            "CustomerLineItemId": "L-10",
            "ProductDescription": "Op amp",
            "CustomerPartNumber": "ACM-7",
            "ManufacturerPartNumber": "LM358DR",
            "ManufacturerName": "Texas Instruments",
            "LineItemNotes": ["one", "two"],
            "Schedules": [
                {"ScheduledDate": "2026-12-01T00:00:00Z", "ScheduledQuantity": 40},
                {"ScheduledDate": "2026-12-15", "ScheduledQuantity": 60},
            ],
        },
        {
            **line(),
            "DeliveryDate": "2026-12-21T08:00:00+01:00",
            "QuoteId": world.QUOTES[3],
            "CustomerLineItemId": "L-20",
        },
    ]
    whole: dict[str, Any] = {
        "ShipControl": "Immediate",
        "MfgCOfCRequired": True,
        "BuyerContact": ship_to(world.ACCOUNT_ID, Email="a@acme.example"),
        "ShippingContact": {
            **ship_to(AUSTIN.customer_id, Company="Acme", FirstName="Ada", LastName="Example"),
            "Telephone": "555-0100",
        },
        "BillingAccount": 2**40,
        "ShipMethod": "DHL worldwide Express",
        "ShipperAccountNumber": "X9-1",
        "OrderNotes": ["for the dock"],
        "PackagingPreference": "DKR",
        "Taxable": False,
    }
    calls.place()  # the order after it tells our line ids
    answer = calls.place(*lines, **whole)
    kept = calls.book.by_po(None)[1]
    assert json.loads(kept.body or "") == order(*lines, **whole)
    sale = calls.sale(answer["SalesOrderId"])
    assert sale["ShipMethod"] == "DHL Worldwide Express"
    address = sale["ShippingAddress"]
    assert (address["CompanyName"], address["FirstName"], address["LastName"]) == (
        "Acme",
        "Ada",
        "Example",
    )
    assert address["Phone"] == "555-0100"
    first, second = sale["LineItems"]
    assert (first["CustomerReference"], first["PoLineItemNumber"]) == ("ACM-7", "L-10")
    assert [
        (each["DigiKeyReleaseDate"][:10], each["QuantityScheduled"]) for each in first["Schedules"]
    ] == [("2026-12-01", 40), ("2026-12-15", 60)]
    (promised,) = second["Schedules"]
    assert (promised["ScheduledDate"][:10], promised["QuantityScheduled"]) == ("2026-12-21", 100)
