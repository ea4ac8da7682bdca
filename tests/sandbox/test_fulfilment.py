"""How orders move on with the clock, and with nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from tests.sandbox.desk_kit import Calls, Json, line
from vendors.sandbox import carriage, fulfilment
from vendors.sandbox.fulfilment import Wish
from vendors.sandbox.model import Consignment, Order, OrderLine, Sale

FRIDAY = datetime(2026, 11, 20, 15, tzinfo=UTC)
SUPPLIERS = "2156-ODD-MARKET-ND"
CUT_TAPE = "296-19776-1-ND"


def ordered(quantity: int, stocked: int) -> OrderLine:
    return OrderLine(
        1, "A-ND", "A", "", "CutTape", "US", quantity, Decimal(1), Decimal(quantity), stocked
    )


def planned(line: OrderLine, *wishes: Wish, method: str = "UPS ground", late: bool = False) -> list[
    tuple[int, str, str]
]:  # fmt: skip
    """(pieces, day they leave, day they were promised for) of each consignment."""
    found = fulfilment.plan(line, FRIDAY, method, weeks=6, wishes=wishes, late=late)
    return [(one.quantity, f"{one.ships:%m-%d}", f"{one.promised:%m-%d}") for one in found]


def test_stock_leaves_the_same_day_and_the_rest_when_it_has_come() -> None:
    assert planned(ordered(10, 10)) == [(10, "11-20", "11-26")]
    assert planned(ordered(10, 7)) == [(7, "11-20", "11-26"), (3, "01-01", "01-07")]
    assert planned(ordered(10, 0)) == [(10, "01-01", "01-07")]


def test_a_late_one_leaves_after_the_day_it_was_promised_for() -> None:
    on_time, late = (
        fulfilment.plan(ordered(10, 4), FRIDAY, "UPS ground", weeks=6, late=late)
        for late in (False, True)
    )
    assert late[0] == on_time[0]
    assert late[1].promised == on_time[1].promised < late[1].ships


def test_wishes_are_for_the_day_of_leaving_and_stock_goes_to_the_first() -> None:
    def on(day: int) -> Wish:
        return Wish(10, datetime(2026, 12, day, tzinfo=UTC))

    assert planned(ordered(20, 20), on(1), on(15)) == [
        (10, "12-01", "12-07"),
        (10, "12-15", "12-21"),
    ]
    assert planned(ordered(20, 15), on(1), on(15)) == [
        (10, "12-01", "12-07"),
        (5, "12-15", "12-21"),
        (5, "01-01", "01-07"),
    ]


@pytest.mark.parametrize("method", carriage.METHODS)
def test_every_method_arrives_on_a_working_day_and_can_be_counted_back(method: str) -> None:
    for day in range(14):
        leaves = carriage.next_dispatch(FRIDAY + timedelta(days=day))
        arrives = carriage.arrival(method, leaves)
        assert carriage.is_workday(leaves)
        assert carriage.is_workday(arrives)
        assert carriage.dispatch_for(method, arrives) == leaves
        assert carriage.listed(carriage.shown(method)) == method
        assert carriage.tracking(method, 7) != carriage.tracking(method, 8)


def test_the_same_carriers_parcels_look_alike() -> None:
    assert carriage.tracking("UPS 2 day", 41_700).startswith("1Z")
    assert len(carriage.tracking("FedEx ground", 41_700)) == 12
    assert carriage.tracking("DHL worldwide Express", 41_700).isdigit()


# -- where the pieces are ----------------------------------------------------------------------


def test_the_pieces_of_a_line_always_add_up() -> None:
    one = ordered(30, 12)
    one.consignments = fulfilment.plan(
        one, FRIDAY, "UPS ground", weeks=6, wishes=[Wish(18, FRIDAY), Wish(12, FRIDAY)]
    )
    for day in range(60):
        found = fulfilment.pieces(one, FRIDAY + timedelta(days=day))
        assert found.shipped + found.reserved + found.back_ordered == 30
    assert fulfilment.pieces(one, FRIDAY) == fulfilment.Pieces(0, 12, 18)
    assert fulfilment.pieces(one, FRIDAY + timedelta(days=60)) == fulfilment.Pieces(30, 0, 0)


# -- an order's life ---------------------------------------------------------------------------


def life(calls: Calls, days: int) -> Iterator[tuple[str, Json]]:
    """(day and hour, the newest order) at each quarter of a day; moves the clock."""
    for _ in range(days * 4):
        found = calls.orders(EndDate="2027-11-20")
        yield f"{calls.book.now():%m-%d %H}", found[0]
        calls.advance(hours=6)


def turns(calls: Calls, days: int) -> list[tuple[str, str]]:
    """When the order's status changed, and to what."""
    seen: list[tuple[str, str]] = []
    for when, order in life(calls, days):
        status = order["EntireOrderStatus"]["OrderStatus"]
        if not seen or seen[-1][1] != status:
            seen.append((when, status))
    return seen


def test_an_order_from_stock(calls: Calls) -> None:
    calls.place(line())
    assert turns(calls, 8) == [
        ("11-20 15", "Received"),
        ("11-20 21", "Processing"),
        ("11-21 03", "Shipped"),
        ("11-26 15", "Delivered"),
    ]


def test_a_shipment_says_where_it_is(calls: Calls) -> None:
    number = calls.place(line(), line(CUT_TAPE, 200))["SalesOrderId"]
    assert all(each["ItemShipments"] == [] for each in calls.sale(number)["LineItems"])
    calls.advance(days=1)
    first, second = (each["ItemShipments"] for each in calls.sale(number)["LineItems"])
    assert first[0] == {**second[0], "QuantityShipped": 100}
    assert first[0]["TrackingNumber"].startswith("1Z")
    assert first[0]["ShippedDate"] == "2026-11-20T22:00:00Z"
    assert first[0]["ExpectedDeliveryDate"] == "2026-11-26"
    assert first[0]["InvoiceId"] == calls.sale(number)["ShippingAddress"]["InvoiceId"] > 0


def test_a_carrier_that_does_not_say_when(calls: Calls) -> None:
    number = calls.place(line(), ShipMethod="USPS priority mail")["SalesOrderId"]
    calls.advance(days=1)
    (shipment,) = calls.sale(number)["LineItems"][0]["ItemShipments"]
    assert shipment["ExpectedDeliveryDate"] is None


def with_back_order(calls: Calls) -> tuple[Json, Json]:
    """Two lines: one in stock, one on back order for its last 50 pieces, eight weeks long."""
    stock = calls.details(CUT_TAPE)["Product"]["QuantityAvailable"]
    return line("311-10.0KHRCT-ND", 100, 0.01), line(CUT_TAPE, stock + 50)


def late_ones(calls: Calls) -> list[str]:
    """PO numbers of orders of which something leaves after the day it was promised for."""
    return [
        order.po_number
        for order in calls.book.by_po(None)
        if any(
            one.ships > one.promised for each in order.sales[0].lines for one in each.consignments
        )
    ]


def test_an_order_with_a_back_order(calls: Calls) -> None:
    calls.place()
    calls.place(*with_back_order(calls), PurchaseOrderNumber="in time")
    assert late_ones(calls) == []
    assert [status for _, status in turns(calls, 70)] == [
        "Received",
        "Processing",
        "ProcessingAwaitingBackorders",
        "ProcessingShipBackorder",
        "Shipped",
        "Delivered",
    ]


def test_some_back_orders_come_late(calls: Calls) -> None:
    for number in range(12):
        calls.place(*with_back_order(calls), PurchaseOrderNumber=f"PO-{number}")
    late = late_ones(calls)
    assert 0 < len(late) < 12
    seen = set()
    for _ in range(75):
        seen |= {
            order["EntireOrderStatus"]["OrderStatus"]
            for order in calls.orders(EndDate="2027-11-20")
            if order["PONumber"] == late[0]
        }
        calls.advance(days=1)
    assert {"GenericDelay", "Delivered"} <= seen


def test_everything_together_waits_for_the_last(calls: Calls) -> None:
    number = calls.place(*with_back_order(calls), ShipControl="Single")["SalesOrderId"]
    calls.advance(days=30)
    assert all(each["QuantityShipped"] == 0 for each in calls.sale(number)["LineItems"])
    calls.advance(days=60)
    shipped = {
        each["ItemShipments"][0]["TrackingNumber"] for each in calls.sale(number)["LineItems"]
    }
    assert len(shipped) == 1


def test_an_order_with_schedules(calls: Calls) -> None:
    schedules = [
        {"ScheduledDate": f"2026-12-{day:02d}T00:00:00Z", "ScheduledQuantity": 50}
        for day in (1, 15)
    ]
    number = calls.place({**line(), "Schedules": schedules})["SalesOrderId"]
    assert calls.sale(number)["LineItems"][0]["Schedules"] == [
        {
            "QuantityScheduled": 50,
            "ScheduledDate": f"2026-12-{there:02d}T12:00:00Z",
            "DigiKeyReleaseDate": f"2026-12-{leaves:02d}T22:00:00Z",
        }
        for leaves, there in ((1, 7), (15, 21))
    ]
    assert [status for _, status in turns(calls, 35)] == [
        "Received",
        "ProcessingScheduledShipmentsMultipleRelease",
        "Shipped",
        "Delivered",
    ]


def test_a_delivery_date_is_the_day_to_be_there(calls: Calls) -> None:
    number = calls.place({**line(), "DeliveryDate": "2026-12-10T00:00:00Z"})["SalesOrderId"]
    calls.advance(days=10)
    sale = calls.sale(number)
    assert sale["Status"]["SalesOrderStatus"] == "ProcessingScheduledShipmentSingleRelease"
    (schedule,) = sale["LineItems"][0]["Schedules"]
    assert schedule["ScheduledDate"].startswith("2026-12-10")


def test_an_order_to_a_supplier(calls: Calls) -> None:
    """The order's own list of statuses has no word for it; the sales order's has."""
    calls.place(line(SUPPLIERS, 1972, 0.385))
    calls.advance(days=1)
    (order,) = calls.orders(EndDate="2027-01-01")
    assert order["EntireOrderStatus"]["OrderStatus"] == "Processing"
    assert order["SalesOrders"][0]["Status"]["SalesOrderStatus"] == "Processing3rdParty"


def test_an_order_to_both(calls: Calls) -> None:
    calls.place(line(), line(SUPPLIERS, 1972, 0.385))
    assert [status for _, status in turns(calls, 12)] == [
        "Received",
        "ProcessingDkAnd3rdParty",
        "Shipped",
        "Delivered",
    ]


def test_an_order_to_two_suppliers(calls: Calls) -> None:
    calls.place(line(SUPPLIERS, 1972, 0.385), line("9977-ODD-MARKET-2-ND", 1972, 0.385))
    assert "ProcessingMultiple3rdParty" in [status for _, status in turns(calls, 2)]


# -- statuses that no other test comes by ------------------------------------------------------


def sale(*moves: tuple[float, float], stocked: bool = True, **more: object) -> Sale:
    """One line; each move is 10 pieces and (days until they leave, until they were promised)."""
    one = ordered(10 * len(moves), 10 * len(moves) if stocked else 0)
    one.consignments = [
        Consignment(10, FRIDAY + timedelta(days=due), FRIDAY + timedelta(days=leaves),
                    FRIDAY + timedelta(days=leaves + 3), "", 0)
        for leaves, due in moves
    ]  # fmt: skip
    return Sale(1, FRIDAY - timedelta(days=9), [one], **more)  # type: ignore[arg-type]


def status_of(*sales: Sale) -> tuple[str, ...]:
    entered = FRIDAY - timedelta(days=9)
    order = Order(1, "", 1, "", "USD", entered, entered, "UPS ground", {}, list(sales))
    found = [fulfilment.sale_status(each, entered, FRIDAY) for each in sales]
    return (*found, fulfilment.order_status(order, FRIDAY))


def test_a_part_of_what_is_in_stock_has_left() -> None:
    assert status_of(sale((-1, 2), (0.5, 4))) == ("ProcessingPartialShipment",) * 2


def test_what_is_forced_holds_until_its_time() -> None:
    later, before = FRIDAY + timedelta(days=1), FRIDAY - timedelta(days=1)
    assert status_of(sale((1, 4), forced="Proforma", forced_until=later)) == ("Proforma",) * 2
    assert status_of(sale((1, 4), forced="Proforma", forced_until=before)) == ("Processing",) * 2
    assert status_of(sale((1, 4), forced="Canceled")) == ("Canceled",) * 2


def test_a_canceled_sales_order_does_not_hold_up_the_order() -> None:
    gone = sale((-8, -5))
    canceled = sale((1, 4), forced="Canceled", supplier="rochester")
    assert status_of(gone, canceled) == ("Delivered", "Canceled", "Delivered")
