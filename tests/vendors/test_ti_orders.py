"""TI's orders, in the three shapes that contradict each other, in the field's own words."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.vendors.kit import answer
from tests.vendors.ti_kit import desk, errors, info, line
from vendors.errors import Invalid, NotFound, Unreadable
from vendors.ti.translate_orders import instant, status_of
from vendors.vocabulary import SalesOrder, Shipment, VendorLine

NUMBER = "T10000001"


async def read(said: Any) -> SalesOrder:
    return await desk(answer(said)).ti.sales_order(NUMBER)


async def lined(**other: Any) -> VendorLine:
    (found,) = (await read(info(lineItems=[line(**other)]))).lines
    return found


async def test_an_order_and_its_line() -> None:
    found = await read(
        info(
            orderStatus="In-Work",
            totalOrderSummary={
                "subTotal": 21.0,
                "estimatedDiscountAmount": 0,
                "estimatedShippingCost": 7,
                "estimatedTaxes": "2.5",
                "orderTotal": 30.5,
            },
            shippingAddress={
                "firstName": "Ada",
                "lastName": "Example",
                "company": "Example Instruments",
                "addressLine1": "1 Example Way",
                "city": "Austin",
                "stateRegion": "TX",
                "postalCode": "78701",
                "regionCode": "US",
                "email": "ada@example.com",
                "phoneNumber": "555-0100",
            },
            lineItems=[
                line(
                    customerPartNumber="ACME-1",
                    tiPartDescription="Dual op amp",
                    coCode="CN",
                    shippedQuantity="",
                    packageInformation={
                        "carrier": "Tape and Reel",
                        "delivery": [{"type": "Cut Tape", "quantity": 100}],
                    },
                )
            ],
        )
    )
    assert (found.number, found.order_number, found.status) == (NUMBER, NUMBER, "In work")
    assert (found.total, found.currency) == (Decimal("21.0"), "USD")
    assert found.delivery == 7
    assert found.status_text == "30.50 USD in all, as TI estimates shipping 7.00, taxes 2.50"
    assert (found.ship_to.name, found.ship_to.country, found.ship_to.line1) == (
        "Ada Example",
        "US",
        "1 Example Way",
    )
    (one,) = found.lines
    assert one == VendorLine(
        line_no=1,
        number="LM358DR",
        part="LM358DR",
        description="Dual op amp",
        packaging_text="Tape and Reel: 100 Cut Tape",
        ordered=100,
        shipped=0,
        backordered=0,
        unit_price=Decimal("0.21"),
        total=Decimal("21.0"),
        customer_reference="ACME-1",
        line_id="1",
        country="CN",
    )


SHAPES: dict[str, Any] = {
    "bare": info(),
    "wrapped": {"orderInfo": info()},
    "a list of one": [info()],
    "one line for a list of lines": info(lineItems=line()),
    "numbers as texts": info(
        lineItems=[line(quantity="100", unitPrice="0.21", netPrice="21.0", tiLineItemNumber=1)]
    ),
    "numbers with decimals": info(lineItems=[line(quantity="100.000", customerLineItemNumber=1)]),
    "the names of TI's page": {
        "orderNumber": NUMBER,
        "currencyISO": "USD",
        "orderPlacedTime": "2026-11-20T12:00:00Z",
        "customerPurchaseOrderNumber": "AC-2026-0001",
        "orderStatus": "Submitted",
        "subTotal": 21.0,
        "totalPrice": 30.5,
        "lineItems": [line()],
    },
}


@pytest.mark.parametrize("name", SHAPES)
async def test_every_shape_is_the_same_order(name: str) -> None:
    assert await read(SHAPES[name]) == await read(info())


async def test_an_address_may_be_a_list_and_have_other_names() -> None:
    one = {
        "town": "Dallas",
        "state": "TX",
        "country": "US",
        "addressLine1": "A",
        "addressType": "x",
    }
    two = {"line1": "B", "postalcode": "75243", "city": "Dallas"}
    found = (await read(info(shippingAddress=[one]))).ship_to
    assert (found.city, found.region, found.country, found.line1) == ("Dallas", "TX", "US", "A")
    found = (await read(info(shippingAddress=two))).ship_to
    assert (found.line1, found.postal_code) == ("B", "75243")


LEG = {"shipDate": "2026-11-24T08:00:00Z", "serviceLevel": "Economy", "leg1Carrier": "Fedex"}
TRACKED: dict[str, Any] = {
    "one object, as the schema has it": {
        "trackingAndShipping": {
            "trackingNumbers": [{**LEG, "leg1TrackingNumber": "92612"}],
            "invoices": [{"number": "5900001"}],
        }
    },
    "a list, as it was recorded": {
        "trackingAndShipping": [
            {
                "shippingFreightAccount": "TI",
                "trackingNumbers": [{**LEG, "leg1Tracking": "92612", "leg1TrackingURL": "x"}],
                "invoices": [{"number": "5900001"}],
            }
        ]
    },
    "bare legs, and invoices beside them": {
        "trackingAndShipping": [{**LEG, "leg1TrackingNumber": 92612}],
        "invoices": [{"number": 5900001}],
    },
}


@pytest.mark.parametrize("name", TRACKED)
async def test_every_shape_of_tracking_is_the_same_shipment(name: str) -> None:
    found = await read(info(lineItems=[line(shippedQuantity=100, **TRACKED[name])]))
    assert found.lines[0].shipments == (
        Shipment(
            100,
            datetime(2026, 11, 24, 8, tzinfo=UTC),
            tracking="92612",
            invoice="5900001",
            expected=None,
        ),
    )
    assert found.ship_method == "Fedex Economy"


@pytest.mark.parametrize(
    "nothing", ["", "null", None, [], {}, {"trackingNumbers": [], "invoices": []}]
)
async def test_placeholders_are_no_shipment(nothing: object) -> None:
    assert (await lined(trackingAndShipping=nothing)).shipments == ()
    legs = [
        {"shipDate": "null", "leg1Carrier": "null", "leg1TrackingNumber": "", "leg2Tracking": None}
    ]
    held = {"trackingNumbers": legs, "invoices": [{"type": "", "number": "", "message": ""}]}
    assert (await lined(trackingAndShipping=held)).shipments == ()


async def test_of_two_legs_the_second_brings_it() -> None:
    leg = {**LEG, "leg1TrackingNumber": "1", "leg2Carrier": "DHL", "leg2TrackingNumber": "GM2"}
    (one,) = (await lined(trackingAndShipping={"trackingNumbers": [leg]})).shipments
    assert one.tracking == "GM2"
    (one,) = (
        await lined(trackingAndShipping={"trackingNumbers": [{"waybillNumber": "042"}]})
    ).shipments
    assert one.tracking == "042"


async def test_of_several_boxes_nobody_says_how_many_pieces_are_in_which() -> None:
    legs = [{"leg1TrackingNumber": "1"}, {"leg1TrackingNumber": "2"}]
    held = {"trackingNumbers": legs, "invoices": [{"number": "59"}]}
    found = await lined(trackingAndShipping=held, shippedQuantity=100)
    assert [(one.quantity, one.tracking, one.invoice) for one in found.shipments] == [
        (0, "1", "59"),
        (0, "2", None),
    ]
    assert found.shipped == 100


@pytest.mark.parametrize(
    ("status", "shipped", "now", "ordered"),
    [
        ("Shipped", "", 100, 100),
        ("SHIPPED", None, 100, 100),
        ("Shipped", "40", 40, 100),
        ("Shipped", 0, 0, 100),
        ("Submitted", "", 0, 100),
        ("", None, 0, 100),
        (None, "", 0, 100),
        ("CANCELLED", "", 0, 0),
        ("Cancelled", 40, 40, 40),
    ],
)
async def test_how_much_of_a_line_has_left(
    status: object, shipped: object, now: int, ordered: int
) -> None:
    found = await lined(status=status, shippedQuantity=shipped)
    assert (found.shipped, found.ordered) == (now, ordered)


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ("Submitted", "Submitted"),
        ("In work", "In work"),
        ("In-Work", "In work"),
        ("IN WORK", "In work"),
        ("Payment_authorized", "Payment authorized"),
        ("Processing_error", "Processing error"),
        ("Cancelled", "Canceled"),
        ("CANCELED", "Canceled"),
        ("On hold", "On hold"),
        ("Acceptance Required", "Acceptance required"),
        ("Waiting for the moon", "Waiting for the moon"),
        ("", "Unknown"),
        (None, "Unknown"),
    ],
)
def test_a_status_in_one_spelling(said: str | None, word: str) -> None:
    assert status_of(said) == word


@pytest.mark.parametrize(
    ("said", "when"),
    [
        ("2026-11-20T12:00:00Z", datetime(2026, 11, 20, 12, tzinfo=UTC)),
        ("2026-11-20T12:00:00+02:00", datetime(2026, 11, 20, 10, tzinfo=UTC)),
        ("2026-11-20T12:00:00", datetime(2026, 11, 20, 12, tzinfo=UTC)),
        ("2026-11-20", datetime(2026, 11, 20, tzinfo=UTC)),
        ("soon", None),
        ("9999-12-31T23:59:59-14:00", None),
        (None, None),
    ],
)
def test_an_instant_is_in_utc(said: str | None, when: datetime | None) -> None:
    assert instant(said) == when


@pytest.mark.parametrize("quantity", [None, "", "string", -1, "1.5"])
async def test_a_line_of_nobody_knows_how_many_is_not_known(quantity: object) -> None:
    with pytest.raises(Unreadable):
        await lined(quantity=quantity)


@pytest.mark.parametrize(
    "other",
    [{"lineItems": "x"}, {"lineItems": [7]}, {"orderNumber": {}}, {"totalOrderSummary": 7}],
)
async def test_an_order_that_cannot_be_read(other: dict[str, Any]) -> None:
    with pytest.raises(Unreadable):
        await read(info(**other))


@pytest.mark.parametrize(
    "number", ["test", "deliveryCost", "", "T1", "../T10000001", "T10000001/test"]
)
async def test_what_is_no_order_number_is_not_asked_for(number: str) -> None:
    """`test` and `deliveryCost` stand where a number would."""
    here = desk(answer(info()))
    with pytest.raises(Invalid):
        await here.ti.sales_order(number)
    assert here.vendor.asked == []


async def test_an_order_that_ti_does_not_know() -> None:
    with pytest.raises(NotFound):
        await desk(errors("no such order", status=404)).ti.sales_order(NUMBER)
    with pytest.raises(NotFound):
        await read(info(""))


async def test_hostile_words_of_an_order_become_harmless() -> None:
    found = await read(
        info(
            orderStatus="\x1b[31mShipped\u202e",
            notifications=[{"topic": "a\nb", "detail": "\x07ring"}],
            lineItems=[line(tiPartDescription="\u200bx" * 5000, customerLineItemNumber="\x1b]0;x")],
        )
    )
    told = f"{found.status}{found.status_text}{found.lines[0]}"
    assert not any(mark in told for mark in ("\x1b", "\u202e", "\x07", "\u200b", "\n"))
    assert len(found.lines[0].description) <= 300


async def test_what_delivery_would_cost() -> None:
    flat = {"shippingRate": "7.00", "shippingServiceLevel": "Economy", "currencyCode": "eur"}
    for said in (flat, {"DeliveryCost": flat}):
        here = desk(answer(said))
        found = await here.ti.delivery_cost("de", "EUR", 100)
        assert (found.amount, found.currency, found.service) == (Decimal("7.00"), "EUR", "Economy")
        assert here.vendor.targets == [
            "GET /v2/store/orders/deliveryCost?regionCode=DE&currencyCode=EUR&quantity=100"
        ]


@pytest.mark.parametrize(
    "said", [{}, {"shippingRate": ""}, {"shippingRate": "free"}, {"shippingRate": -1}]
)
async def test_no_amount_is_not_nothing(said: dict[str, Any]) -> None:
    with pytest.raises(Unreadable):
        await desk(answer(said)).ti.delivery_cost("DE", "EUR", 1)


@pytest.mark.parametrize(("country", "quantity"), [("DEU", 1), ("D1", 1), ("", 1), ("DE", 0)])
async def test_what_delivery_is_not_priced_for(country: str, quantity: int) -> None:
    here = desk(answer({}))
    with pytest.raises(Invalid):
        await here.ti.delivery_cost(country, "EUR", quantity)
    assert here.vendor.asked == []
