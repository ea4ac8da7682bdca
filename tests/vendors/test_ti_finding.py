"""Which orders TI has: a list by days alone, its pages made here, and what costs a call each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest

from tests.vendors.kit import answer
from tests.vendors.ti_kit import PO, Desk, desk, errors, info, summary, token_answer
from vendors.errors import Unreadable, VendorDown, VendorError
from vendors.ti import finding
from vendors.ti.finding import MOST_DETAILS
from vendors.vocabulary import OrderPage

YEAR = (date(2025, 11, 20), date(2026, 11, 21))
Rows = list[Any]


class Book:
    """TI's orders, as its list and its answers by number have them."""

    def __init__(self, rows: Rows, detail: Callable[[str], httpx.Response] | None = None) -> None:
        self.rows = rows
        self.detail = detail or self._detail
        self.lists: list[tuple[date, date]] = []
        self.details: Counter[str] = Counter()
        self.most = finding.MOST_AT_ONCE

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if path.endswith("/accesstoken"):
            return token_answer()
        if not path.endswith("/orders"):
            number = path.rpartition("/")[2]
            self.details[number] += 1
            return self.detail(number)
        asked = dict(parse_qsl(request.url.query.decode()))
        since, until = (date.fromisoformat(asked[name]) for name in ("startDate", "endDate"))
        assert (until - since).days < 365, "TI takes a year at most"
        self.lists.append((since, until))
        found = [
            one
            for one in self.rows
            if not isinstance(one, dict)
            or since.isoformat() <= str(one.get("orderDate"))[:10] <= until.isoformat()
        ]
        return answer(found[: self.most])

    def _detail(self, number: str) -> httpx.Response:
        row = next(one for one in self.rows if one.get("orderNumber") == number)
        po = row["customerPurchaseOrderNumber"]
        return answer(info(number, customerPurchaseOrderNumber=po, orderStatus=row["orderStatus"]))


def opened(rows: Rows, **given: Any) -> tuple[Desk, Book]:
    book = Book(rows, **given)
    return desk(book), book


def many(count: int, **other: Any) -> Rows:
    day = date(2026, 11, 20)
    return [
        summary(
            f"T2{number:07}",
            f"AC-{number}",
            orderDate=(day - timedelta(days=number)).isoformat(),
            **other,
        )
        for number in range(count)
    ]


# -- under a PO number -------------------------------------------------------------------------


async def test_numbers_under_a_po_number_are_one_question() -> None:
    rows = [summary("T10000001", f" {PO.lower()} "), summary("T10000002", "AC-2026-00011")]
    here, book = opened(rows)
    assert await here.ti.find_by_po(f" {PO}") == ("T10000001",)
    assert book.lists == [(date(2025, 11, 22), date(2026, 11, 21))]
    assert not book.details


@pytest.mark.parametrize("po", [None, "", "AC-9"])
async def test_another_orders_number_is_not_ours(po: object) -> None:
    here, _ = opened([summary(po_number=po)])
    assert await here.ti.find_by_po(PO) == ()
    assert await here.ti.orders_under(PO, *YEAR) == ()


async def test_orders_are_whole_and_their_days_have_one_more_at_each_end() -> None:
    here, book = opened([summary(), summary("T10000002", "AC-9"), summary("T10000003")])
    found = await here.ti.orders_under(PO, date(2026, 11, 20), date(2026, 11, 20))
    assert [one.number for one in found] == ["T10000001", "T10000003"]
    assert [one.sales_orders[0].lines[0].ordered for one in found] == [100, 100]
    assert book.lists == [(date(2026, 11, 19), date(2026, 11, 21))]
    assert set(book.details) == {"T10000001", "T10000003"}


async def test_an_order_that_is_listed_and_not_yet_known_is_half_seen() -> None:
    here, _ = opened([summary()], detail=lambda _: errors("not there", status=404))
    (found,) = await here.ti.orders_under(PO, *YEAR)
    assert (found.number, found.sales_orders) == ("T10000001", ())


@pytest.mark.parametrize("number", ["", "X-1"])
async def test_an_order_of_another_kind_of_number_is_half_seen(number: str) -> None:
    here, book = opened([summary(number)])
    (found,) = await here.ti.orders_under(PO, *YEAR)
    assert (found.number, found.sales_orders) == (number, ())
    assert not book.details


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (errors("down", status=503), VendorDown),
        (answer([]), Unreadable),
        (answer(info("T10000009")), Unreadable),
        (answer(info(lineItems="x")), Unreadable),
    ],
)
async def test_half_an_answer_is_not_none(said: httpx.Response, kind: type[VendorError]) -> None:
    here, _ = opened([summary()], detail=lambda _: said)
    with pytest.raises(kind):
        await here.ti.orders_under(PO, *YEAR)


@pytest.mark.parametrize(
    "said",
    [
        answer({}),
        answer(None),
        answer("x"),
        answer({"errors": []}),
        # Half a list.
        answer({"orders": [summary()], "errors": [{"message": "timed out"}]}),
        # Of a gateway.
        httpx.Response(404),
    ],
)
async def test_a_list_that_is_none_is_not_nothing_found(said: httpx.Response) -> None:
    with pytest.raises(Unreadable):
        await desk(said).ti.find_by_po(PO)


async def test_no_orders_at_all_is_nothing_found() -> None:
    assert await desk(answer([])).ti.find_by_po(PO) == ()
    assert await desk(errors("no orders", status=404)).ti.find_by_po(PO) == ()


async def test_one_that_cannot_be_read_is_not_known_where_it_may_be_ours() -> None:
    odd = {**summary("T10000007", PO), "totalOrderSummary": 7}
    with pytest.raises(Unreadable, match="T10000007"):
        await opened([odd])[0].ti.find_by_po(PO)
    nameless = {**odd, "customerPurchaseOrderNumber": {}}
    with pytest.raises(Unreadable):
        await opened([nameless])[0].ti.orders_under(PO, *YEAR)
    with pytest.raises(Unreadable):
        await desk(answer([7])).ti.find_by_po(PO)
    others = {**odd, "customerPurchaseOrderNumber": "AC-9"}
    assert await opened([others, summary()])[0].ti.find_by_po(PO) == ("T10000001",)


async def test_a_list_as_long_as_ti_makes_any_is_asked_for_in_halves() -> None:
    here, book = opened(many(40))
    book.most = 8
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(finding, "MOST_AT_ONCE", 8)
        found = await here.ti.find_by_po("AC-33")
        assert found == ("T20000033",)
        rows = [summary(f"T3{number:07}", PO) for number in range(20)]
        crowded, book = opened(rows)
        book.most = 8
        with pytest.raises(Unreadable, match="this day has more"):
            await crowded.ti.find_by_po(PO)


# -- the list of the account -------------------------------------------------------------------


async def read(here: Desk, size: int = 25) -> OrderPage:
    """All pages as one."""
    orders, unread, page = [], [], 0
    while True:
        page += 1
        one = await here.ti.orders(*YEAR, page=page, page_size=size)
        orders += one.orders
        unread += one.unread
        if len(orders) + len(unread) >= one.total or not one.orders:
            return OrderPage(tuple(orders), one.total, tuple(unread))


async def test_the_list_is_read_once_and_given_in_pages_newest_first() -> None:
    here, book = opened(many(60)[::-1])
    found = await read(here)
    assert [one.number for one in found.orders] == [f"T2{number:07}" for number in range(60)]
    assert found.total == 60
    assert book.lists == [
        (date(2025, 11, 22), date(2026, 11, 21)),
        (date(2025, 11, 20), date(2025, 11, 21)),
    ]


async def test_only_so_many_are_asked_for_by_themselves_and_the_newest() -> None:
    here, book = opened(many(60))
    found = await read(here)
    whole = [one.number for one in found.orders if one.sales_orders]
    assert whole == [f"T2{number:07}" for number in range(MOST_DETAILS)]
    assert sum(book.details.values()) == MOST_DETAILS
    # What was left over comes with the next reading.
    found = await read(here)
    assert all(one.sales_orders for one in found.orders)
    assert set(book.details.values()) == {1}


async def test_a_page_beyond_the_first_reads_no_list_anew() -> None:
    here, book = opened(many(30))
    await here.ti.orders(*YEAR, page=1)
    asked = len(book.lists)
    page = await here.ti.orders(*YEAR, page=2)
    assert len(page.orders) == 5
    assert len(book.lists) == asked
    assert (await here.ti.orders(*YEAR, page=3)).orders == ()


async def test_an_order_that_is_over_is_asked_for_once_and_again_when_it_moves() -> None:
    rows = [summary(orderStatus="Complete")]
    here, book = opened(rows)
    for _ in range(3):
        await read(here)
        here.clock.go(7200)
    assert book.details == {"T10000001": 1}
    rows[0] = summary(orderStatus="Complete", totalOrderSummary={"subTotal": 20})
    await read(here)
    assert book.details == {"T10000001": 2}


async def test_an_order_under_way_is_asked_for_again_after_an_hour() -> None:
    here, book = opened([summary(orderStatus="In work")])
    await read(here)
    here.clock.go(3500)
    await read(here)
    assert book.details == {"T10000001": 1}
    here.clock.go(200)
    await read(here)
    assert book.details == {"T10000001": 2}


async def test_where_an_order_cannot_be_asked_for_the_list_still_comes() -> None:
    here, book = opened(many(5), detail=lambda _: errors("down", status=400))
    found = await read(here)
    assert [len(one.sales_orders) for one in found.orders] == [0] * 5
    assert found.orders[0].status == "Submitted"
    assert sum(book.details.values()) == 1


async def test_one_odd_answer_costs_its_own_order() -> None:
    here, book = opened(many(3))
    whole = book.detail
    book.detail = lambda number: answer(7) if number == "T20000001" else whole(number)
    assert [bool(one.sales_orders) for one in (await read(here)).orders] == [True, False, True]


async def test_what_cannot_be_read_of_the_list_is_told_once() -> None:
    odd = {**summary("T10000007", "AC-7"), "totalOrderSummary": 7}
    here, _ = opened([*many(30), odd])
    found = await read(here)
    assert (len(found.orders), found.total) == (30, 31)
    (unread,) = found.unread
    assert (unread.number, unread.po_numbers) == ("T10000007", frozenset({"AC-7"}))
    assert "totalOrderSummary" in unread.words


async def test_a_list_that_fails_is_told() -> None:
    with pytest.raises(VendorDown):
        await desk(errors("down", status=503)).ti.orders(*YEAR)


async def test_an_order_of_ours_without_a_number_is_never_none() -> None:
    here, _ = opened([{**summary(), "orderNumber": ""}])
    with pytest.raises(Unreadable, match="has no number yet"):
        await here.ti.find_by_po(PO)
