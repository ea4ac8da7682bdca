"""The orders that are there from the start."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from tests.contract import models
from tests.sandbox.desk_kit import NOW, Calls, Json
from vendors.sandbox import fulfilment, world
from vendors.sandbox.book import Book
from vendors.sandbox.desk import Desk
from vendors.sandbox.parts.catalogue import Catalogue, shared
from vendors.sandbox.seed import seed


@pytest.fixture
def orders(calls: Calls) -> list[Json]:
    """All of them, newest first."""
    seed(calls.desk)
    return everything(calls)


def everything(calls: Calls) -> list[Json]:
    return [order for page in range(1, 5) for order in calls.orders(PageNumber=page)]


def test_every_status_of_both_lists_comes_up(orders: list[Json]) -> None:
    of_orders = {order["EntireOrderStatus"]["OrderStatus"] for order in orders}
    of_sales = {
        sale["Status"]["SalesOrderStatus"] for order in orders for sale in order["SalesOrders"]
    }
    assert of_orders == set(models.WORDS["order status"].split())
    assert of_sales == set(models.WORDS["sales order status"].split())


def test_they_are_as_many_and_as_old_as_a_years_work(orders: list[Json]) -> None:
    assert 55 <= len(orders) <= 70
    dates = [order["DateEntered"] for order in orders]
    assert dates[0].startswith("2026-11-20")
    assert "2025-11-20" < dates[-1] < "2026-01-01"
    months = Counter(date[:7] for date in dates)
    assert len(months) >= 12


def test_they_are_of_everybody_and_go_everywhere(orders: list[Json]) -> None:
    emails = Counter(order["SalesOrders"][0]["Contact"]["Email"] for order in orders)
    assert len(emails) == 1 + len(world.COLLEAGUES)
    assert {order["CustomerId"] for order in orders} == {
        world.ACCOUNT_ID,
        *(site.customer_id for site in world.SITES),
    }
    assert {order["Currency"] for order in orders} == {"USD", "EUR"}


def test_numbers_as_people_write_them(orders: list[Json]) -> None:
    numbers = [order["PONumber"] for order in orders]
    assert {"", "p26-0311 ", "PO/2026/77", "00012", "1E5", "=1+1", "注文-0042"} <= set(numbers)
    folded = Counter(number.strip().casefold() for number in numbers)
    assert [number for number, many in folded.items() if many > 1] == ["p26-0311"]


def test_buyers_buy_what_is_sold_so(calls: Calls, orders: list[Json]) -> None:
    bonded = {
        (line.bonded_at, line.number)
        for order in orders
        for kept in calls.book.by_po(order["PONumber"])
        for sale in kept.sales
        for line in sale.lines
        if line.bonded_at is not None
    }
    packs: Counter[str] = Counter()
    for order in orders:
        for line in (line for sale in order["SalesOrders"] for line in sale["LineItems"]):
            packs[line["PackType"]] += 1
            (index,) = calls.desk.catalogue.by_number(line["DigiKeyProductNumber"])
            variation = calls.desk.catalogue.part(index).variation(line["DigiKeyProductNumber"])
            quantity = line["QuantityInitialRequested"]
            assert variation is not None
            assert line["UnitPrice"] > 0
            total = line["UnitPrice"] * quantity
            assert abs(line["TotalPrice"] - total) <= Decimal("0.005")
            if (order["CustomerId"], variation.number) not in bonded:
                assert quantity >= variation.moq
                assert quantity % variation.multiple == 0
    assert len(bonded) > 5
    assert {"CutTape", "TapeReel", "DigiReel", "Bulk", "Tube"} <= set(packs)


def test_what_was_released_before_is_gone_from_the_reserve(calls: Calls) -> None:
    seed(calls.desk)
    released = calls.book.released()
    assert released
    for customer_id, number in released:
        assert customer_id in {site.customer_id for site in world.SITES if site.bonded}
        assert released[customer_id, number] > 0


def test_hostile_text_is_among_them(orders: list[Json]) -> None:
    texts = "".join(
        line["Description"]
        for order in orders
        for sale in order["SalesOrders"]
        for line in sale["LineItems"]
    )
    assert "\x1b" in texts
    assert "[/b]" in texts


def test_one_order_has_no_number_yet(calls: Calls) -> None:
    seed(calls.desk)
    before = {order["PONumber"] for order in everything(calls)}
    calls.advance(minutes=15)
    (newest, *_) = calls.orders(EndDate="2026-11-21")
    assert newest["PONumber"] not in before
    assert newest["SalesOrders"][0]["SalesOrderId"] > 0


def test_orders_on_the_way_arrive(calls: Calls) -> None:
    seed(calls.desk)
    calls.advance(days=400)
    now = calls.book.now()
    _, kept = calls.book.orders(
        datetime(2025, 1, 1, tzinfo=UTC), now, user=None, limit=99, offset=0
    )
    final = Counter(fulfilment.order_status(order, now) for order in kept)
    assert set(final) == {"Delivered", "Canceled"}


def test_they_need_no_index_of_the_catalogue(tmp_path: Path) -> None:
    """The first start of a sandbox waits for them."""
    catalogue = Catalogue()
    book, _ = Book.open(tmp_path, NOW)
    seed(Desk(book, catalogue))
    book.close()
    assert "_index" not in vars(catalogue)


def test_another_sandbox_with_the_same_clock_has_the_same(calls: Calls, tmp_path: Path) -> None:
    seed(calls.desk)
    (tmp_path / "other").mkdir()
    book, _ = Book.open(tmp_path / "other", NOW)
    seed(Desk(book, shared()))
    texts = [
        [row[0] for row in each.db.execute("SELECT content FROM purchase ORDER BY order_number")]
        for each in (calls.book, book)
    ]
    book.close()
    assert texts[0] == texts[1] != []


@pytest.mark.parametrize("now", ["2027-02-28T23:59:59Z", "2028-02-29T00:00:00Z", "2027-01-01"])
def test_every_status_comes_up_on_any_day(tmp_path: Path, now: str) -> None:
    """On a Sunday, a leap day, at midnight, at New Year."""
    book, _ = Book.open(tmp_path, now)
    seed(Desk(book, shared()))
    here = book.now()
    _, kept = book.orders(datetime(2025, 1, 1, tzinfo=UTC), here, user=None, limit=99, offset=0)
    book.close()
    found = {fulfilment.order_status(order, here) for order in kept}
    assert found == set(models.WORDS["order status"].split())
