"""What was recorded of TI, and shown as examples by it, is read as what it is."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

import pytest

from tests.contract import shared, tally
from tests.vendors.kit import Tokens, answer
from tests.vendors.ti_kit import ORDER, by_path, desk, errors
from vendors.errors import Invalid, NotAllowed, NotFound, TooMany, Unreadable, VendorDown
from vendors.ti.wire_orders import OrderRequest, order_of
from vendors.vocabulary import Outcome, Packaging

# What the example's order has for a PO number, which ours would never be.
_EXAMPLES: Final = "PGR - 04202021"


def recorded(file: str) -> Any:
    if shared.folder() is None:
        tally.count(tally.NOT_MADE)
        pytest.skip(shared.ABSENT)
    found = shared.recording("ti", file)
    assert found is not None, file
    tally.count(tally.MADE)
    return found


async def test_a_token() -> None:
    said = recorded("ti_oauth_token_200.doc.json")
    here = desk(answer(said), answer([]), tokens=Tokens())
    await here.ti.find_by_po("AC-1")
    stored = here.tokens.stored["ti"]
    assert stored.access == said["access_token"]
    assert (stored.expires_at - here.clock.now()).total_seconds() == 3599


async def test_a_product() -> None:
    here = desk(answer(recorded("ti_product_200.spec-example.json")))
    part = await here.ti.look_up("AFE7799IABJ")
    (offer,) = part.offers
    assert (part.number, part.base, part.status) == ("AFE7799IABJ", "AFE7799", "Active")
    assert (offer.packaging, offer.stock, offer.maximum) == (Packaging.REEL, 5435, 50)
    assert len(offer.breaks) == 8
    assert offer.breaks[-1].unit_price == Decimal("0.85")
    assert part.shipping_note is not None
    assert part.shipping_note.startswith("TI expects 3,500 in the week of 2023-06-04")


async def test_a_page_of_a_family() -> None:
    page = answer(recorded("ti_product_page_200.spec-example.json"))
    here = desk(errors("no such part", status=404), page)
    assert [part.number for part in (await here.ti.by_number("AFE7799")).parts] == ["AFE7799IABJ"]
    assert len(here.vendor.asked) == 2


async def test_the_list_of_checkout_profiles() -> None:
    said = recorded("ti_checkoutprofiles_200.spec-example.json")
    here = desk(by_path(checkoutprofiles=answer(said)))
    found = await here.ti.checkout_profiles()
    assert [(one.id, one.name) for one in found] == [
        (one["checkoutProfileId"], one["checkoutProfileName"]) for one in said
    ]
    assert [one.ship_to.company for one in found] == ["US Factory 1", "Philippines Factory"]


async def test_an_order_that_was_created() -> None:
    said = recorded("ti_order_create_201.spec-example.json")
    here = desk(answer(said, 201))
    await here.ti.make_ready()
    sealed = replace(here.ti.seal(ORDER), number=_EXAMPLES)
    got = await here.ti.create(sealed)
    assert (got.outcome, got.vendor_numbers) == (Outcome.ACCEPTED, ("T10000000",))
    assert (got.total, got.currency) == (Decimal(100), "USD")
    assert "pre-production device" in got.message
    rehearsed = await here.ti.rehearse(sealed)
    assert (rehearsed.passed, rehearsed.total) == (True, Decimal(100))


async def test_an_order_asked_for_by_itself() -> None:
    here = desk(answer(recorded("ti_order_detail_200.spec-example.json")))
    found = await here.ti.sales_order("T10000000")
    (line,) = found.lines
    assert (found.number, found.po_number, found.status) == ("T10000000", _EXAMPLES, "Submitted")
    assert (line.number, line.ordered, line.shipped) == ("NE555DR", 1000, 0)
    assert (line.unit_price, line.total) == (Decimal("0.1"), Decimal("100.0"))
    assert [one.tracking for one in line.shipments] == ["GM2951173225174494"]
    assert found.ship_method == "DHL International Economy"
    assert (found.ship_to.line1, found.ship_to.postal_code) == ("12500 T I Blvd", "75243")


async def test_both_examples_are_one_order() -> None:
    created, detail = (
        order_of(shared.read_json(json.dumps(recorded(f"ti_order_{name}.spec-example.json"))))
        for name in ("create_201", "detail_200")
    )
    tracked = {"lineItems": {0: {"trackingAndShipping"}}}
    assert created.model_dump(exclude=tracked) == detail.model_dump(exclude=tracked)


# The public page on orders: names of an older version, placeholders for values.
_PAGE: Final = {
    "orderNumber": 0,
    "orderStatus": "string",
    "customerPurchaseOrderNumber": "string",
    "subTotal": 0,
    "totalPrice": 0,
    "lineItems": [
        {
            "tiPartNumber": "string",
            "tiPartDescription": "string",
            "quantity": "string",
            "status": "string",
            "unitPrice": 0,
            "customReelIndicator": True,
        }
    ],
    "shippingAddress": [{"addressType": "string", "town": "string", "country": "string"}],
    "billingAddress": [{"addressType": "string", "town": "string"}],
    "orderMessages": [{"code": "string", "type": "string", "Message": "string"}],
    "customerOrderComments": [{"message": "string"}],
    "orderPlacedTime": "string",
    "paymentType": "string",
    "currencyISO": "string",
    "totalTax": 0,
    "checkoutProfileIdentifier": "string",
    "totalDeliveryCost": 0,
    "totalDiscount": 0,
    "couponCodes": "string",
}


async def test_the_answer_on_tis_page_parses_and_is_no_order() -> None:
    """Its number is 0: that is none, and so nothing is accepted."""
    assert order_of(_PAGE).number == ""
    here = desk(answer(_PAGE, 201))
    await here.ti.make_ready()
    got = await here.ti.create(replace(here.ti.seal(ORDER), number="string"))
    assert (got.outcome, got.vendor_numbers) == (Outcome.UNKNOWN, ())
    with_a_number = {**_PAGE, "orderNumber": 12345678}
    here = desk(answer(with_a_number, 201))
    await here.ti.make_ready()
    got = await here.ti.create(replace(here.ti.seal(ORDER), number="string"))
    assert (got.outcome, got.vendor_numbers) == (Outcome.ACCEPTED, ("12345678",))


# As real orders for the test endpoint were answered in 2022: a wrapper, an empty number, a list for
# tracking.
_REAL: Final = {
    "orderInfo": {
        "orderNumber": "",
        "cartID": "C1",
        "orderDate": "2022-06-01T10:00:00Z",
        "orderStatus": "",
        "currencyCode": "USD",
        "customerPurchaseOrderNumber": "AC-2026-0001",
        "intendedForMilitary": "No",
        "totalOrderSummary": {"subTotal": 21.0},
        "lineItems": [
            {
                "tiLineItemNumber": "1",
                "tiPartNumber": "LM358DR",
                "coCode": "CN",
                "quantity": 100,
                "shippedQuantity": 0,
                "netPrice": 21.0,
                "status": None,
                "fees": None,
                "discounts": None,
                "customerItemComments": None,
                "waiverAvailable": True,
                "trackingAndShipping": [
                    {
                        "shippingFreightAccount": "TI",
                        "trackingNumbers": [
                            {"masterTracking": None, "leg1Tracking": None, "leg1TrackingURL": ""}
                        ],
                        "invoices": [],
                        "creditMemo": None,
                    }
                ],
            }
        ],
        "notifications": [],
        "discounts": None,
    },
    "errors": [],
}


async def test_a_test_order_as_it_was_really_answered_rehearses_and_is_not_accepted() -> None:
    here = desk(answer(_REAL, 201))
    got = await here.ti.rehearse(here.ti.seal(ORDER))
    assert (got.passed, got.total, got.currency) == (True, Decimal("21.0"), "USD")
    await here.ti.make_ready()
    assert (await here.ti.create(here.ti.seal(ORDER))).outcome is Outcome.UNKNOWN


def test_our_request_has_the_fields_of_tis_own() -> None:
    said = recorded("ti_order_create_request.spec.json")["order"]
    ours = OrderRequest.model_fields["order"].annotation
    assert ours is not None
    assert said.keys() <= ours.model_fields.keys()
    for line in said["lineItems"]:
        assert line.keys() <= {
            *("customerLineItemNumber", "tiPartNumber", "customerPartNumber"),
            *("customReelIndicator", "quantity", "customerItemComments"),
        }
    assert "purchaseOrderDate" not in said


ERRORS: Final = {
    "page_size_400": (400, Invalid),
    "unauthorized_401_and_403": (403, NotAllowed),
    "not_found_404": (404, NotFound),
    "method_405": (405, Unreadable),
    "rate_429": (429, TooMany),
    "server_500": (500, VendorDown),
}


@pytest.mark.parametrize("name", ERRORS)
async def test_an_error(name: str) -> None:
    status, kind = ERRORS[name]
    body = recorded("ti_inventory_errors.spec.json")[name]
    with pytest.raises(kind) as caught:
        await desk(answer(body, status)).ti.look_up("LM358DR")
    assert body["errors"][0]["message"] in caught.value.words
