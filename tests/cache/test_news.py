"""What is new between two answers of the vendor, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given

from cache.news import Change, changes
from tests.cache.desk import NOON
from tests.cache.test_confirming import its, sale, web
from tests.cache.test_vendor_orders import _orders
from vendors.vocabulary import SalesOrder, Shipment, VendorLine, VendorOrder

JAN, FEB, MAR = date(2027, 1, 12), date(2027, 2, 2), date(2027, 3, 1)


def of(*lines: VendorLine, status: str = "Processing") -> VendorOrder:
    return web(sale("88001", *lines), status=status)


def due(*releases: tuple[int, date | None], ordered: int = 100, shipped: int = 0) -> VendorOrder:
    line = replace(its(ordered=ordered), scheduled=releases, shipped=shipped)
    return of(line)


def sent(quantity: int, *papers: tuple[str, str], expected: date | None = None) -> VendorLine:
    boxes = tuple(
        Shipment(quantity, NOON, tracking, invoice, expected) for invoice, tracking in papers
    )
    return replace(its(), shipped=quantity, shipments=boxes)


def words(before: VendorOrder, after: VendorOrder) -> list[tuple[str, str]]:
    return [tuple(one) for one in changes([before], [after])]


@given(_orders)
def test_what_did_not_change_is_no_news_and_neither_is_the_first_answer(order: VendorOrder) -> None:
    assert changes([], [order]) == []
    assert changes([order], [order]) == []


def test_a_date_slips_or_moves_forward() -> None:
    assert words(due((100, JAN)), due((100, FEB))) == [
        ("slipped", "A-ND: slipped 12 Jan 2027 → 2 Feb 2027")
    ]
    assert words(due((100, FEB)), due((100, JAN))) == [
        ("date", "A-ND: moved forward 2 Feb 2027 → 12 Jan 2027")
    ]
    assert words(due(), due((100, JAN))) == [("date", "A-ND: expected 12 Jan 2027")]
    assert words(due((100, JAN)), due()) == [("date", "A-ND: no date any more, was 12 Jan 2027")]


def test_the_next_release_after_one_that_shipped_is_no_slip() -> None:
    before = due((40, JAN), (60, FEB))
    assert [kind for kind, _ in words(before, due((40, JAN), (60, FEB), shipped=40))] == ["shipped"]
    later = due((40, JAN), (60, MAR), shipped=40)
    assert [kind for kind, _ in words(before, later)] == ["slipped", "shipped"]


def test_pieces_that_come_later_slip_even_where_the_first_day_stays() -> None:
    assert words(due((100, JAN)), due((40, JAN), (60, FEB))) == [
        ("slipped", "A-ND: slipped 12 Jan 2027 → 2 Feb 2027")
    ]


def test_a_parcel_on_its_way_slips() -> None:
    before, after = (of(sent(100, ("4711", "1Z9"), expected=day)) for day in (JAN, FEB))
    assert words(before, after) == [
        ("slipped", "A-ND on its way: slipped 12 Jan 2027 → 2 Feb 2027")
    ]


def test_newly_backordered_pieces_and_only_the_new_ones() -> None:
    assert words(of(its(backordered=20)), of(its(backordered=70))) == [
        ("backordered", "A-ND: 50 backordered")
    ]
    assert words(of(its(backordered=70)), of(its(backordered=20))) == []


def test_shipped_counts_lines_and_names_new_papers() -> None:
    second = its("B-ND")
    assert words(of(its(), second), of(sent(100, ("4711", "1Z9")), second)) == [
        ("shipped", "shipped: 1 of 2 lines whole; invoice 4711; tracking 1Z9")
    ]
    more = sent(100, ("4711", "1Z9"), ("4712", "1Z9"))
    assert words(of(sent(60, ("4711", "1Z9"))), of(more)) == [
        ("shipped", "shipped: 1 of 1 lines whole; invoice 4712")
    ]


def test_a_status_is_said_in_the_words_of_the_list() -> None:
    assert words(of(its(), status="Received"), of(its(), status="GenericDelay")) == [
        ("status", "at vendor → delayed")
    ]


def test_a_quantity_a_price_and_lines_that_come_and_go() -> None:
    assert words(of(its()), of(its(ordered=80))) == [("quantity", "A-ND: 100 → 80 pieces")]
    assert words(of(its()), of(its(price="0.12"))) == [("price", "A-ND: price 0.10 → 0.12")]
    assert words(of(its()), of(its(), its("B-ND", 5))) == [("quantity", "B-ND: 5 added")]
    assert words(of(its(), its("B-ND", 5)), of(its())) == [("quantity", "B-ND: 5 removed")]


def test_a_price_that_is_not_said_any_more_or_not_yet_is_no_news() -> None:
    silent = replace(its(), unit_price=None, total=None)
    assert words(of(its()), of(silent)) == []
    assert words(of(silent), of(its())) == []


def test_canceled_is_said_once() -> None:
    assert words(of(its()), of(its(ordered=0))) == [("canceled", "A-ND: 100 canceled")]
    assert words(of(its()), of(its(ordered=0), status="Canceled")) == [
        ("canceled", "order 991 canceled")
    ]
    off = sale("88001", its(ordered=0), status="Canceled")
    assert words(of(its()), web(off)) == [("canceled", "sales order 88001 canceled")]


@pytest.mark.parametrize("before", [(), ("88001",)])
def test_a_new_sales_order_is_news_and_the_lines_that_moved_are_not(
    before: tuple[str, ...],
) -> None:
    line = its(ordered=50)
    old = (
        web(sale("88001", its())) if before else web(SalesOrder("", "", "", "", None, "", (its(),)))
    )
    new = web(sale("88001", line), sale("88002", line))
    names = [number for number in ("88001", "88002") if number not in before]
    assert words(old, new) == [("new order", f"new sales order {number}") for number in names]


@given(_orders, _orders)
def test_whatever_came_most_urgent_is_first_and_nothing_twice(
    before: VendorOrder, after: VendorOrder
) -> None:
    found = changes([before], [after])
    assert len(found) == len(set(found))
    kinds = [one.kind for one in found]
    urgent = ["canceled", "slipped", "backordered", "price", "quantity", "new order"]
    order = [*urgent, "date", "shipped", "status"]
    assert kinds == sorted(kinds, key=order.index)
    assert all(isinstance(one, Change) and one.words for one in found)
