"""Orders as the vendor keeps them: the recorded one, and every trap that was measured."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import httpx
import pytest

from tests.contract.models import WORDS
from tests.vendors.conftest import Recorded
from tests.vendors.kit import answer, desk, error_body
from vendors.buying import line_total
from vendors.errors import NotFound, Unreadable
from vendors.vocabulary import Address, OrderPage, SalesOrder, VendorLine, VendorOrder

SPAN = (date(2025, 11, 20), date(2026, 11, 20))
LINE: dict[str, Any] = {
    "DetailId": 1,
    "TotalPrice": 13.2,
    "CustomerReference": "",
    "DigiKeyProductNumber": "1276-6455-1-ND",
    "ManufacturerProductNumber": "CL21A106KOQNNNG",
    "Description": "CAP CER 10UF",
    "PackType": "CutTape",
    "QuantityInitialRequested": 500,
    "QuantityOrdered": 400,
    "QuantityShipped": 300,
    "QuantityBackOrder": 100,
    "UnitPrice": 0.033,
    "PoLineItemNumber": None,
    "ItemShipments": [
        {
            "QuantityShipped": 300,
            "InvoiceId": 7,
            "ShippedDate": "2025-02-03T13:21:41Z",
            "TrackingNumber": "1Z",
            "ExpectedDeliveryDate": "2025-02-10",
        }
    ],
    "Schedules": [{"QuantityScheduled": 100, "ScheduledDate": "2026-01-05T00:00:00-06:00"}],
}
SALES: dict[str, Any] = {
    "SalesOrderId": 90000001,
    "Status": {"SalesOrderStatus": "Shipped", "ShortDescription": "S", "LongDescription": "All"},
    "PurchaseOrder": "AC-1",
    "TotalPrice": 13.2,
    "DateEntered": "2025-02-02T03:41:48.109-06:00",
    "ShipMethod": "FedEx Ground",
    "Currency": "USD",
    "LineItems": [LINE],
}
ORDER: dict[str, Any] = {
    "OrderNumber": 9910000375186108,
    "CustomerId": 7718201,
    "DateEntered": "2025-02-02T03:41:48.109-06:00",
    "Currency": "USD",
    "PONumber": "AC-1",
    "EntireOrderStatus": {"OrderStatus": "ProcessingDkAnd3rdParty", "ShortDescription": "Busy"},
    "SalesOrders": [SALES, {**SALES, "SalesOrderId": 90000002}],
}


async def history(*orders: Any, total: int | None = None) -> OrderPage:
    return await desk(answer({"Orders": list(orders), "TotalOrders": total})).digikey.orders(*SPAN)


async def read(**changes: Any) -> VendorOrder:
    (order,) = (await history({**ORDER, **changes})).orders
    return order


async def sales(**changes: Any) -> SalesOrder:
    return await desk(answer({**SALES, **changes})).digikey.sales_order("90000001")


async def line(**changes: Any) -> VendorLine:
    return (await sales(LineItems=[{**LINE, **changes}])).lines[0]


# -- the recorded one --------------------------------------------------------------------------


async def test_the_recorded_order_is_read_to_the_cent(recorded: Recorded) -> None:
    said = recorded("binner-DigiKey-v4-ExternalOrder-1-USD.json")["Content"]["Body"]
    made = await desk(answer(said)).digikey.sales_order("123456789")
    assert made.number == str(said["SalesOrderId"])
    assert made.total == Decimal(str(said["TotalPrice"])) == Decimal("758.56")
    assert (made.status, made.currency) == ("Shipped", "USD")
    assert made.ship_method == said["ShipMethod"]
    assert len(made.lines) == len(said["LineItems"]) == 44
    assert sum(one.total for one in made.lines) == made.total
    assert sum(one.ordered for one in made.lines) == sum(
        one["QuantityOrdered"] for one in said["LineItems"]
    )
    for mine, theirs in zip(made.lines, said["LineItems"], strict=True):
        assert mine.line_no == theirs["DetailId"]
        assert mine.number == theirs["DigiKeyProductNumber"]
        assert mine.part == theirs["ManufacturerProductNumber"]
        assert mine.customer_reference == (theirs["CustomerReference"] or "")
        assert (mine.ordered, mine.shipped, mine.backordered) == (
            theirs["QuantityOrdered"],
            theirs["QuantityShipped"],
            theirs["QuantityBackOrder"],
        )
        assert mine.unit_price == Decimal(str(theirs["UnitPrice"]))
        assert mine.unit_price is not None
        assert mine.total == line_total(mine.ordered, mine.unit_price, "USD")
        assert mine.total == Decimal(str(theirs["TotalPrice"]))
        assert mine.line_id is None
        assert sum(one.quantity for one in mine.shipments) == mine.shipped
        for shipment in mine.shipments:
            assert shipment.shipped_at is not None
            assert shipment.shipped_at.tzinfo is UTC
            assert shipment.expected is None
    # Its first address line is empty: the street stands in the second.
    where = made.ship_to
    assert (where.line1, where.line2) == (said["ShippingAddress"]["AddressLine2"], "")
    assert (where.region, where.country) == ("BC", "CA")


async def test_the_recorded_order_within_a_page(recorded: Recorded) -> None:
    said = recorded("binner-DigiKey-v4-ExternalOrder-1-USD.json")["Content"]["Body"]
    page = await history({"OrderNumber": said["OrderNumber"], "SalesOrders": [said]}, total=1)
    (order,) = page.orders
    assert order.entered_at == datetime(2025, 2, 2, 9, 41, 48, 109000, UTC)
    assert (order.number, order.po_number, order.currency) == ("10000001", "", "USD")


# -- a page and an order -----------------------------------------------------------------------


async def test_an_order_is_read_whole() -> None:
    order = await read()
    assert (order.vendor, order.customer_id, order.po_number) == ("digikey", "7718201", "AC-1")
    assert order.entered_at == datetime(2025, 2, 2, 9, 41, 48, 109000, UTC)
    assert (order.status, order.status_text) == ("ProcessingDkAnd3rdParty", "Busy")
    assert [each.number for each in order.sales_orders] == ["90000001", "90000002"]


async def test_a_web_number_of_sixteen_digits_stays_exact() -> None:
    """Beyond 2**53 a float is another number; and it is not the sales order's."""
    assert (await read()).number == "9910000375186108"
    assert (await read(OrderNumber="9910000375186109")).number == "9910000375186109"
    body = b'{"Orders": [{"OrderNumber": 9007199254740993}], "TotalOrders": 1}'
    here = desk(httpx.Response(200, content=body))
    assert (await here.digikey.orders(*SPAN)).orders[0].number == "9007199254740993"


async def test_a_purchase_order_is_called_two_names() -> None:
    assert (await read(PONumber=None)).po_number == "AC-1"
    assert (await read(PONumber="", SalesOrders=[SALES])).po_number == "AC-1"
    assert (await read(PONumber=" AC-9 ")).po_number == "AC-9"
    assert (await read(PONumber="", SalesOrders=None)).po_number == ""


@pytest.mark.parametrize("words", [WORDS["order status"], "Teleported", ""])
async def test_every_status_of_an_order_is_kept_as_its_word(words: str) -> None:
    for word in words.split() or [""]:
        order = await read(EntireOrderStatus={"OrderStatus": word})
        assert order.status == (word or "Unknown")
    assert (await read(EntireOrderStatus=None)).status == "Unknown"


@pytest.mark.parametrize("words", [WORDS["sales order status"], "Teleported", ""])
async def test_every_status_of_a_sales_order_is_kept_as_its_word(words: str) -> None:
    """One of them is spelled without an s that the order's has."""
    for word in words.split() or [""]:
        made = await sales(Status={"SalesOrderStatus": word, "LongDescription": "tout va bien"})
        assert (made.status, made.status_text) == (word or "Unknown", "tout va bien")
    assert (await sales(Status=None)).status == "Unknown"


async def test_an_order_without_a_date_has_its_earliest_sales_orders() -> None:
    first = {**SALES, "DateEntered": "2025-01-01T00:00:00Z"}
    order = await read(DateEntered=None, SalesOrders=[SALES, first, {"DateEntered": None}])
    assert order.entered_at == datetime(2025, 1, 1, tzinfo=UTC)
    assert (await read(DateEntered="", SalesOrders=[])).entered_at.year == 1970


async def test_how_many_orders_there_are_is_what_the_vendor_says() -> None:
    assert (await history(ORDER, total=300)).total == 300
    assert (await history(ORDER, total=None)).total == 1
    assert await history(total=0) == OrderPage((), 0)


# -- a sales order and a line ------------------------------------------------------------------


async def test_a_line_is_read_whole() -> None:
    made = await line()
    assert (made.line_no, made.ordered, made.shipped, made.backordered) == (1, 400, 300, 100)
    assert (made.unit_price, made.total) == (Decimal("0.033"), Decimal("13.2"))
    assert (made.packaging_text, made.customer_reference, made.line_id) == ("CutTape", "", None)
    (shipment,) = made.shipments
    assert (shipment.quantity, shipment.tracking, shipment.invoice) == (300, "1Z", "7")
    assert shipment.expected == date(2025, 2, 10)
    assert made.scheduled == ((100, date(2026, 1, 5)),)


async def test_a_changed_quantity_counts_and_not_the_first_one() -> None:
    assert (await line(QuantityOrdered=0)).ordered == 0
    assert (await line(QuantityOrdered=None)).ordered == 500
    assert (await line(QuantityOrdered=None, QuantityInitialRequested=None)).ordered == 0


async def test_a_total_that_is_missing_is_worked_out_and_one_that_is_there_is_not() -> None:
    assert (await line(TotalPrice=None, QuantityOrdered=25, UnitPrice=0.0986)).total == Decimal(
        "2.47"
    )
    assert (await line(TotalPrice=99)).total == 99


async def test_a_price_that_is_missing_is_none_and_never_nothing() -> None:
    silent = await line(UnitPrice=None, TotalPrice=None)
    assert (silent.unit_price, silent.total) == (None, None)
    free = await line(UnitPrice=0, TotalPrice=0)
    assert (free.unit_price, free.total) == (0, 0)


async def test_what_is_set_aside_where_it_comes_from_and_when_it_leaves() -> None:
    made = await line(
        QuantityReserved=5,
        CountryOfOrigin="Malaysia",
        Schedules=[
            {
                "QuantityScheduled": 100,
                "ScheduledDate": "2026-01-05T00:00:00Z",
                "DigiKeyReleaseDate": "2026-01-02T00:00:00Z",
            }
        ],
    )
    assert (made.reserved, made.country) == (5, "Malaysia")
    assert made.leaving == ((100, date(2026, 1, 2)),)
    # Days that are all unsaid are none at all.
    assert (await line()).leaving == ()
    assert (await line(QuantityReserved=None)).reserved is None


async def test_the_total_of_a_sales_order_is_the_vendors_own_figure() -> None:
    """With shipping and tax by its document, without in the recording: nothing is assumed."""
    assert (await sales(TotalPrice=20.5)).total == Decimal("20.5")
    assert (await sales(TotalPrice=None)).total is None


async def test_a_sales_order_says_whose_it_is() -> None:
    made = await sales(OrderNumber=9910000375186108)
    assert (made.po_number, made.order_number) == ("AC-1", "9910000375186108")
    assert (await sales()).order_number == ""
    first, second = (await read(SalesOrders=[SALES, {**SALES, "OrderNumber": 8}])).sales_orders
    assert (first.order_number, second.order_number) == ("9910000375186108", "8")


async def test_our_line_number_comes_back_or_not() -> None:
    assert (await line(PoLineItemNumber="3")).line_id == "3"
    assert (await line(PoLineItemNumber=3)).line_id == "3"
    assert (await line(PoLineItemNumber="")).line_id is None


async def test_nulls_are_read_wherever_they_stand() -> None:
    made = await line(**dict.fromkeys(LINE))
    assert (made.line_no, made.ordered, made.total, made.shipments) == (0, 0, None, ())
    empty = await sales(**dict.fromkeys(SALES))
    assert (empty.number, empty.lines, empty.ship_to) == ("", (), Address())
    nothing = await read(**dict.fromkeys(ORDER))
    assert (nothing.number, nothing.customer_id, nothing.sales_orders) == ("", "", ())


@pytest.mark.parametrize(
    ("said", "address"),
    [
        (
            {"FirstName": "Ann", "LastName": None, "AddressLine1": "A", "AddressLine3": "C"},
            Address(name="Ann", line1="A", line2="C"),
        ),
        ({"County": "Travis", "IsoCode": "US"}, Address(country="US")),
        (
            {"CompanyName": "Acme", "ZipCode": "1", "State": "TX"},
            Address("", "Acme", region="TX", postal_code="1"),
        ),
    ],
)
async def test_an_address_closes_up(said: Any, address: Address) -> None:
    """`County` is a county, whatever it looks like; the country is in `IsoCode`."""
    assert (await sales(ShippingAddress=said)).ship_to == address


async def test_a_sales_order_that_is_not_known_is_told() -> None:
    here = desk(answer(error_body("Not found", status=404), 404))
    with pytest.raises(NotFound):
        await here.digikey.sales_order("1")


# -- by PO number ------------------------------------------------------------------------------


async def found(*rows: Any, po: str = "AC-1") -> tuple[str, ...]:
    return await desk(answer({"salesOrdersDetails": list(rows)})).digikey.find_by_po(po)


def head(number: Any = 90000001, po: Any = "AC-1") -> dict[str, Any]:
    return {"salesOrderId": number, "purchaseOrder": po, "processingState": 3}


async def test_orders_under_a_po_number_are_its_own_alone() -> None:
    rows = [head(1), head(2, "ac-1 "), head(3, "AC-10"), head(4, "XAC-1"), head(1)]
    assert await found(*rows, po=" Ac-1 ") == ("1", "2")
    assert await found() == ()
    assert await found(head(3, "AC-10")) == ()
    assert await found(head(3, "")) == ()


@pytest.mark.parametrize(
    "row", [head(None), head(0), head(-1), head(7, None), {"salesOrderId": 7}, {}]
)
async def test_an_order_that_is_not_told_apart_is_not_taken_for_none(row: Any) -> None:
    """Taken for none, the order would be placed a second time."""
    with pytest.raises(Unreadable):
        await found(head(1), row)


async def test_an_answer_that_does_not_speak_of_orders_is_not_taken_for_none() -> None:
    for said in ({}, {"SalesOrdersDetails": [{"SalesOrderId": 1}]}, [], {"message": "ok"}):
        with pytest.raises(Unreadable):
            await desk(answer(said)).digikey.find_by_po("AC-1")


async def test_a_list_of_nothing_is_none() -> None:
    assert await desk(answer({"salesOrdersDetails": None})).digikey.find_by_po("AC-1") == ()
    assert await desk(httpx.Response(404)).digikey.find_by_po("AC-1") == ()
    unknown = {"statusCode": 404, "errorMessage": "no such order", "requestId": "r"}
    assert await desk(answer(unknown, 404)).digikey.find_by_po("AC-1") == ()


async def test_a_page_that_is_not_the_apis_is_not_taken_for_none() -> None:
    with pytest.raises(Unreadable):
        await desk(httpx.Response(404, html="<h1>nginx</h1>")).digikey.find_by_po("AC-1")
