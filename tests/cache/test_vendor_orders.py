"""Orders as the vendor keeps them: stored whole, and read off at a glance."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cache.order_detail import shipped
from cache.vendor_orders import from_text, glance, open_dates, to_text
from tests.cache.desk import NOON, PLANT, vendor_line, vendor_order
from vendors.vocabulary import Address, SalesOrder, Shipment, VendorLine, VendorOrder

TODAY = NOON.date()
DAY = timedelta(days=1)

_text = st.text(max_size=6)
_day = st.dates(date(2025, 1, 1), date(2027, 1, 1))
_moment = st.datetimes(timezones=st.just(UTC))
_money = st.decimals(0, 10**6, places=4)
_pieces = st.integers(0, 10**6)
_shipments = st.builds(
    Shipment, _pieces, st.none() | _moment, st.none() | _text, st.none() | _text, st.none() | _day
)
_lines = st.builds(
    VendorLine,
    line_no=_pieces,
    number=_text,
    part=_text,
    description=_text,
    packaging_text=_text,
    ordered=_pieces,
    shipped=_pieces,
    backordered=_pieces,
    unit_price=st.none() | _money,
    total=st.none() | _money,
    customer_reference=_text,
    line_id=st.none() | _text,
    shipments=st.lists(_shipments, max_size=2).map(tuple),
    scheduled=st.lists(st.tuples(_pieces, st.none() | _day), max_size=2).map(tuple),
    reserved=st.none() | _pieces,
    country=_text,
    leaving=st.lists(st.tuples(_pieces, st.none() | _day), max_size=2).map(tuple),
)
_sales = st.builds(
    SalesOrder,
    *(_text, _text, _text, _text, st.none() | _money, _text),
    lines=st.lists(_lines, max_size=2).map(tuple),
    ship_to=st.builds(Address, name=_text, city=_text),
    po_number=_text,
    order_number=_text,
)
_orders = st.builds(
    VendorOrder,
    *(_text, _text, _text, _text, _moment, _text, _text, _text),
    sales_orders=st.lists(_sales, max_size=2).map(tuple),
)


@given(_orders)
def test_an_order_comes_back_as_it_was_stored(order: VendorOrder) -> None:
    assert from_text(to_text(order)) == order


def test_a_line_stored_before_a_field_was_known_is_read() -> None:
    said = json.loads(to_text(vendor_order("AC-1")))
    for sales in said["sales_orders"]:
        for line in sales["lines"]:
            del line["reserved"], line["country"], line["leaving"]
    assert from_text(json.dumps(said)) == vendor_order("AC-1")


def test_goods_are_counted_in_lines_shipped_in_full_of_all() -> None:
    lines = (
        vendor_line(ordered=100, shipped=100),
        vendor_line(ordered=100, shipped=99),
        vendor_line(ordered=0, shipped=0),  # cancelled
        vendor_line(ordered=5, shipped=7),
        vendor_line(ordered=1, shipped=1),
    )
    seen = glance([vendor_order("AC-1", lines=lines)], TODAY)
    assert (seen.goods_shipped, seen.goods_ordered) == (3, 4)


def test_several_sales_orders_are_one_glance_and_a_missing_total_makes_none() -> None:
    order = vendor_order("AC-1", sales=("88001", "88002", "88001"))
    seen = glance([order], TODAY)
    assert seen.vendor_numbers == "88001, 88002"
    assert seen.total == Decimal("30.00")
    silent = replace(order.sales_orders[0], total=None)
    assert glance([replace(order, sales_orders=(silent, silent))], TODAY).total is None
    assert glance([replace(order, sales_orders=())], TODAY).total is None


def test_a_glance_over_two_orders_names_both_states() -> None:
    two = [vendor_order("AC-1", "1", status="Shipped"), vendor_order("AC-1", "2", status="Open")]
    assert glance(two, TODAY).status == "Shipped · Open"


def line_with(
    *scheduled: tuple[int, date | None], shipped: int = 0, expected: date | None = None
) -> VendorLine:
    sent = (Shipment(shipped, NOON, None, None, expected),) if shipped else ()
    return replace(vendor_line(ordered=100, shipped=shipped), scheduled=scheduled, shipments=sent)


@pytest.mark.parametrize(
    ("line", "open_days"),
    [
        (line_with(), []),
        (line_with((100, TODAY + 5 * DAY)), [5]),
        (line_with((100, TODAY - 5 * DAY)), [-5]),  # late, and still to come
        (line_with((60, TODAY - 5 * DAY), (40, TODAY + DAY), shipped=60), [1]),
        (line_with((40, TODAY + DAY), (60, TODAY - 5 * DAY), shipped=59), [-5, 1]),
        (line_with((100, TODAY), shipped=100), []),
        (line_with((100, None)), []),
        (line_with(shipped=100, expected=TODAY), [0]),
        (line_with(shipped=100, expected=TODAY - DAY), []),
    ],
)
def test_a_date_counts_until_its_pieces_came(line: VendorLine, open_days: list[int]) -> None:
    assert sorted(open_dates(line, TODAY)) == [TODAY + days * DAY for days in open_days]


def test_of_an_order_that_is_over_no_date_is_next() -> None:
    lines = (line_with((100, TODAY + 5 * DAY)),)
    for status, day in (("Processing", TODAY + 5 * DAY), ("Cancelled", None), ("DELIVERED", None)):
        seen = glance([vendor_order("AC-1", status=status, lines=lines)], TODAY)
        assert (seen.next_date, seen.due) == (day, day)


def test_late_is_only_what_has_not_left() -> None:
    on_its_way = line_with(shipped=100, expected=TODAY + DAY)
    waiting = line_with((60, TODAY + 3 * DAY), (40, TODAY + 9 * DAY), shipped=60)
    seen = glance([vendor_order("AC-1", lines=(on_its_way, waiting))], TODAY)
    assert (seen.next_date, seen.due) == (TODAY + DAY, TODAY + 9 * DAY)


# -- shipments ------------------------------------------------------------------------------------


def test_shipments_are_listed_with_the_number_they_went_under() -> None:
    box = Shipment(40, NOON, "1Z999", "INV-1", TODAY)
    line = replace(vendor_line("A"), shipments=(box, replace(box, quantity=60)))
    orders = (vendor_order("AC-1", sales=("88001", "88002"), lines=(line,)),)
    found = shipped(orders)
    assert [(one.sales_order, one.number, one.shipment.quantity) for one in found] == [
        ("88001", "A", 40),
        ("88001", "A", 60),
        ("88002", "A", 40),
        ("88002", "A", 60),
    ]
    assert orders[0].sales_orders[0].ship_to == PLANT
