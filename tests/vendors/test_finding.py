"""Orders under one PO number: two APIs that each know half of it, and neither taken for none."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import parse_qs, unquote

import httpx
import pytest

from tests.vendors.kit import Desk, answer, desk, error_body
from tests.vendors.test_orders import LINE, ORDER, SALES
from vendors.errors import Invalid, NotAllowed, Unreadable, VendorDown, VendorError
from vendors.http import Limits
from vendors.vocabulary import VendorOrder

PO = "AC-1"
SINCE, UNTIL = date(2026, 11, 1), date(2026, 11, 20)
WEB = 9910000375186108


def sale(number: int, web: int | None = WEB, po: str | None = PO, **more: Any) -> dict[str, Any]:
    return {**SALES, "SalesOrderId": number, "OrderNumber": web, "PurchaseOrder": po, **more}


def order(web: int, *sales: int, po: str | None = PO) -> dict[str, Any]:
    listed = [sale(number, web, po) for number in sales]
    return {**ORDER, "OrderNumber": web, "PONumber": po, "SalesOrders": listed}


def others(many: int) -> list[dict[str, Any]]:
    return [order(1_000 + place, 5_000 + place, po=f"OTHER-{place}") for place in range(many)]


@dataclass
class DigiKeys:
    """What DigiKey has. `happens` is what it does in place of answering a page, by page number."""

    listed: list[dict[str, Any]] = field(default_factory=list)
    hinted: list[tuple[int, str]] = field(default_factory=list)
    apart: dict[int, dict[str, Any] | httpx.Response] = field(default_factory=dict)
    happens: dict[int, Any] = field(default_factory=dict)
    pages: list[dict[str, str]] = field(default_factory=list)
    fetched: list[int] = field(default_factory=list)
    searched: list[str] = field(default_factory=list)

    def say(self, request: httpx.Request) -> httpx.Response:
        path = request.url.raw_path.decode().partition("?")[0]
        last = unquote(path.rsplit("/", 1)[1])
        if "/Search/PoNumber/" in path:
            self.searched.append(last)
            rows = [{"salesOrderId": id, "purchaseOrder": po} for id, po in self.hinted]
            return answer({"salesOrdersDetails": rows})
        if path.endswith("/orders"):
            return self._page(request)
        self.fetched.append(int(last))
        found = self.apart.get(int(last))
        if found is None:
            return answer(error_body("Not Found", status=404), 404)
        return found if isinstance(found, httpx.Response) else answer(found)

    def _page(self, request: httpx.Request) -> httpx.Response:
        query = {name: text[0] for name, text in parse_qs(request.url.query.decode()).items()}
        self.pages.append(query)
        number, size = int(query["PageNumber"]), int(query["PageSize"])
        happening = self.happens.pop(len(self.pages), None)
        if isinstance(happening, httpx.Response):
            return happening
        if happening is not None:
            happening()
        orders = self.listed[(number - 1) * size : number * size]
        return answer({"TotalOrders": len(self.listed), "Orders": orders})

    def desk(self) -> Desk:
        return desk(self.say, limits=Limits(tries=1))


async def under(theirs: DigiKeys, po: str = PO) -> tuple[VendorOrder, ...]:
    return await theirs.desk().digikey.orders_under(po, SINCE, UNTIL)


def shown(orders: tuple[VendorOrder, ...]) -> dict[str, list[str]]:
    assert len({one.number for one in orders}) == len(orders)
    return {one.number: [each.number for each in one.sales_orders] for one in orders}


# -- what is under a number --------------------------------------------------------------------


async def test_what_is_listed_under_the_number_is_found_and_nothing_else() -> None:
    theirs = DigiKeys([*others(30), order(7, 71, po=" ac-1 "), order(8, 81, po="AC-10")])
    (found,) = await under(theirs, " Ac-1 ")
    assert (found.number, found.vendor, found.po_number) == ("7", "digikey", "ac-1")
    assert [line.ordered for line in found.sales_orders[0].lines] == [400]
    assert theirs.fetched == []


async def test_an_order_is_found_by_the_number_of_any_of_its_sales_orders() -> None:
    hidden = {**order(7, po="OTHER"), "SalesOrders": [sale(71, 7, "OTHER"), sale(72, 7)]}
    assert shown(await under(DigiKeys([hidden]))) == {"7": ["71", "72"]}


async def test_it_asks_for_the_whole_account_in_days_that_it_names() -> None:
    """With a day more on either side: DigiKey does not say whose midnight it means."""
    theirs = DigiKeys(others(60))
    assert await under(theirs) == ()
    assert [page["PageNumber"] for page in theirs.pages] == ["1", "2", "3"] * 2
    for page in theirs.pages:
        assert (page["Shared"], page["PageSize"]) == ("true", "25")
        assert (page["StartDate"], page["EndDate"]) == ("2026-10-31", "2026-11-21")


async def test_two_web_orders_under_one_number_are_two() -> None:
    theirs = DigiKeys([order(7, 71), *others(40), order(8, 81, 82)], [(71, PO), (82, PO)])
    assert shown(await under(theirs)) == {"7": ["71"], "8": ["81", "82"]}
    assert theirs.fetched == []


async def test_neither_knows_it() -> None:
    theirs = DigiKeys(others(3), [(71, "AC-10")])
    assert await under(theirs) == ()
    assert theirs.fetched == []


# -- what only the search by PO number knows ---------------------------------------------------


async def test_what_is_not_listed_is_asked_for_and_put_together_by_its_web_order() -> None:
    theirs = DigiKeys(
        others(2),
        [(71, PO), (72, PO), (81, PO)],
        {71: sale(71, 7, CustomerId=7718201), 72: sale(72, 7), 81: sale(81, 8)},
    )
    found = await under(theirs)
    assert shown(found) == {"7": ["71", "72"], "8": ["81"]}
    first = found[0]
    assert (first.po_number, first.customer_id, first.currency) == (PO, "7718201", "USD")
    assert (first.status, first.status_text) == ("Shipped", "All")
    assert first.entered_at == datetime(2025, 2, 2, 9, 41, 48, 109000, UTC)
    assert all(line.number == LINE["DigiKeyProductNumber"] for line in first.sales_orders[1].lines)


async def test_a_sales_order_that_is_not_listed_joins_its_order_that_is() -> None:
    theirs = DigiKeys([order(7, 71)], [(71, PO), (72, PO)], {72: sale(72, 7)})
    assert shown(await under(theirs)) == {"7": ["71", "72"]}
    assert theirs.fetched == [72]


async def test_sales_orders_in_different_states_say_nothing_of_their_order() -> None:
    other = {"SalesOrderStatus": "Canceled"}
    theirs = DigiKeys([], [(71, PO), (72, PO)], {71: sale(71), 72: sale(72, Status=other)})
    (found,) = await under(theirs)
    assert found.status == "Unknown"
    assert [one.status for one in found.sales_orders] == ["Shipped", "Canceled"]


async def test_what_order_status_does_not_show_yet_is_no_order_yet() -> None:
    theirs = DigiKeys([], [(71, PO)])
    assert await under(theirs) == ()
    assert theirs.fetched == [71]
    theirs.apart[71] = sale(71)
    assert shown(await under(theirs)) == {str(WEB): ["71"]}


@pytest.mark.parametrize("po", ["AC-10", "", None, "AC-1\u200b", "\x1b[2JAC-1"])
async def test_what_turns_out_to_be_of_another_number_is_left_out(po: str | None) -> None:
    """The search by PO number is a hint, and no more."""
    assert await under(DigiKeys([], [(71, PO)], {71: sale(71, po=po)})) == ()


async def test_sales_orders_of_no_known_web_order_are_not_taken_for_one() -> None:
    apart: dict[int, Any] = {71: sale(71, None), 72: sale(72, 0)}
    found = await under(DigiKeys([], [(71, PO), (72, PO)], apart))
    assert [[each.number for each in one.sales_orders] for one in found] == [["71"], ["72"]]


# -- pages that move ---------------------------------------------------------------------------


async def test_an_order_on_both_sides_of_a_page_edge_counts_once() -> None:
    """One that came in between pushes the last of the first page onto the second."""
    theirs = DigiKeys([*others(24), order(7, 71), *others(50)[24:]])
    theirs.happens[2] = lambda: theirs.listed.insert(0, order(9, 91, po="NEW"))
    assert shown(await under(theirs)) == {"7": ["71"]}


async def test_an_order_that_goes_on_meanwhile_is_no_reason_to_begin_anew() -> None:
    theirs = DigiKeys([order(7, 71), *others(30)])
    shipped = {**order(7, 71), "EntireOrderStatus": {"OrderStatus": "Shipped"}}
    theirs.happens[3] = lambda: theirs.listed.__setitem__(0, shipped)
    (found,) = await under(theirs)
    assert found.status == "Shipped"
    assert len(theirs.pages) == 4


async def test_an_order_that_slips_over_a_page_edge_is_not_missed() -> None:
    """One that left in between pulls the first of the second page onto the first."""
    theirs = DigiKeys([*others(25), order(7, 71), *others(50)[25:]])
    theirs.happens[2] = lambda: theirs.listed.pop(0)
    assert shown(await under(theirs)) == {"7": ["71"]}
    assert [page["PageNumber"] for page in theirs.pages] == ["1", "2", *"12", *"12"]


async def test_nor_where_as_many_came_as_went() -> None:
    theirs = DigiKeys([*others(25), order(7, 71), *others(50)[25:]])

    def swap() -> None:
        theirs.listed.pop(0)
        theirs.listed.append(order(9, 91, po="NEW"))

    theirs.happens[2] = swap
    assert shown(await under(theirs)) == {"7": ["71"]}


async def test_a_list_that_does_not_come_to_rest_is_told_and_not_taken_for_none() -> None:
    theirs = DigiKeys(others(60))
    for place in range(1, 40):
        theirs.happens[place] = lambda: theirs.listed.pop(0)
    with pytest.raises(Unreadable, match="changed while it was read"):
        await under(theirs)


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"message": "ok"},
        {"TotalOrders": 0},
        {"Orders": []},
        {"Orders": [], "TotalOrders": None},
        {"Orders": [], "TotalOrders": 3},
        {"Orders": None, "TotalOrders": 1},
        {"Orders": [ORDER], "TotalOrders": 0},
    ],
)
async def test_a_page_that_leaves_open_what_there_is_is_not_taken_for_none(said: Any) -> None:
    theirs = DigiKeys(happens=dict.fromkeys(range(1, 9), answer(said)))
    with pytest.raises(Unreadable):
        await under(theirs)


async def test_no_orders_are_none_however_that_is_said() -> None:
    for nothing in ([], None):
        theirs = DigiKeys(happens={1: answer({"Orders": nothing, "TotalOrders": 0})})
        assert await under(theirs) == ()


# -- questions that fail -----------------------------------------------------------------------


@pytest.mark.parametrize("page", [1, 2, 3, 5])
async def test_a_page_that_fails_makes_the_whole_fail(page: int) -> None:
    """Though the order itself stood on a page that came."""
    down = answer(error_body("Service Unavailable", status=503), 503)
    theirs = DigiKeys([order(7, 71), *others(60), order(8, 81)], happens={page: down})
    with pytest.raises(VendorDown):
        await under(theirs)
    assert len(theirs.pages) == page


async def test_a_sales_order_that_fails_makes_the_whole_fail() -> None:
    down = answer(error_body("Service Unavailable", status=503), 503)
    theirs = DigiKeys([order(7, 71)], [(71, PO), (72, PO)], {72: down})
    with pytest.raises(VendorDown):
        await under(theirs)


async def test_the_search_by_po_number_that_fails_makes_the_whole_fail() -> None:
    refused = answer(error_body("Forbidden", status=403), 403)
    here = desk(refused, answer({"Orders": [order(7, 71)], "TotalOrders": 1}))
    with pytest.raises(NotAllowed):
        await here.digikey.orders_under(PO, SINCE, UNTIL)
    here = desk(answer({}), answer({"Orders": [], "TotalOrders": 0}))
    with pytest.raises(Unreadable):
        await here.digikey.orders_under(PO, SINCE, UNTIL)


# -- numbers in a path -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "sent"),
    [
        ("4500/17.A_B", "4500%2F17.A_B"),
        ("4500/../17", "4500%2F..%2F17"),
        ("a?b#c%2F", "a%3Fb%23c%252F"),
        ("Ω 1", "%CE%A9%201"),
    ],
)
async def test_a_po_number_is_one_segment_of_the_path(number: str, sent: str) -> None:
    theirs = DigiKeys()
    here = theirs.desk()
    await here.digikey.orders_under(number, SINCE, UNTIL)
    assert here.vendor.targets[0] == f"/OrderManagement/v1/SalesOrders/Search/PoNumber/{sent}"
    assert theirs.searched == [number]


@pytest.mark.parametrize("number", ["", " ", ".", "..", " .. ", "a\nb", "A" * 251])
async def test_what_cannot_be_a_po_number_is_not_asked_for(number: str) -> None:
    """With none, every order that was made without one would be its own."""
    theirs = DigiKeys([order(7, 71, po=None)])
    for call in ("find_by_po", "orders_under"):
        here = theirs.desk()
        span = (SINCE, UNTIL) if call == "orders_under" else ()
        with pytest.raises(Invalid):
            await getattr(here.digikey, call)(number, *span)
        assert here.vendor.asked == []


# -- hostile text ------------------------------------------------------------------------------


async def test_hostile_text_does_not_come_through() -> None:
    nasty = "\x1b[31mA\u202eB\x07"
    bad = {
        "Status": {"SalesOrderStatus": nasty, "LongDescription": nasty},
        "ShipMethod": nasty,
        "LineItems": [{**LINE, "Description": nasty, "CustomerReference": nasty}],
    }
    hostile = {**order(7), "SalesOrders": [sale(71, 7, nasty, **bad)]}
    theirs = DigiKeys([hostile], [(81, PO)], {81: sale(81, 8, **bad)})
    found = await under(theirs)
    assert len(found) == 2
    assert found[0].sales_orders[0].po_number == "\ufffd[31mA\ufffdB\ufffd"
    for character in "\x1b\u202e\x07":
        assert character not in "".join(map(str, found))
        assert repr(character)[1:-1] not in repr(found)


async def test_whatever_fails_is_a_vendors_error() -> None:
    for said in (httpx.ConnectError("x"), httpx.ReadError("x"), httpx.Response(200, content=b"{")):
        with pytest.raises(VendorError):
            await desk(said, limits=Limits(tries=1)).digikey.orders_under(PO, SINCE, UNTIL)


# -- what cannot be read ---------------------------------------------------------------------------


def broken(web: int, *sales: int, po: str | None = PO) -> dict[str, Any]:
    """As `order`, with a quantity that is none in the last line."""
    said = order(web, *sales, po=po)
    last = said["SalesOrders"][-1]
    last["LineItems"] = [*last["LineItems"], {**LINE, "QuantityOrdered": "many"}]
    return said


async def test_one_wrong_field_costs_its_own_order_and_not_the_page() -> None:
    theirs = DigiKeys([order(7, 71), broken(8, 81, po="OTHER"), *others(3)])
    page = await theirs.desk().digikey.orders(SINCE, UNTIL)
    assert [one.number for one in page.orders] == ["7", "1000", "1001", "1002"]
    (unread,) = page.unread
    assert (unread.number, unread.po_numbers, page.total) == ("8", frozenset({"OTHER"}), 5)
    assert unread.words == (
        "DigiKey's answer for order 8 could not be read "
        "(field SalesOrders.0.LineItems.1.QuantityOrdered)"
    )
    assert "many" not in unread.words, "what the vendor sent is not repeated"


async def test_what_could_not_be_read_under_the_number_is_not_taken_for_none() -> None:
    with pytest.raises(Unreadable, match=r"order 7 could not be read.*AC-1 is not known"):
        await under(DigiKeys([broken(7, 71), *others(3)]))


@pytest.mark.parametrize(
    "hidden",
    [
        {**broken(8, 81, po="OTHER"), "PONumber": {"is": PO}},
        {**broken(8, 81, po="OTHER"), "PONumber": None, "SalesOrders": "none"},
        {**order(8), "PONumber": None, "SalesOrders": ["AC-1"]},
        {**broken(8, 81, po=None)},
        "AC-1",
        None,
    ],
)
async def test_what_may_be_under_any_number_may_be_under_this_one(hidden: Any) -> None:
    with pytest.raises(Unreadable, match=r"could not be read"):
        await under(DigiKeys([order(7, 71), hidden]))


async def test_what_is_under_another_number_hides_nothing_of_this_one() -> None:
    theirs = DigiKeys([broken(8, 81, po="OTHER"), order(7, 71), *others(40)])
    assert shown(await under(theirs)) == {"7": ["71"]}


async def test_one_that_cannot_be_read_still_counts_where_the_list_moves() -> None:
    """Two of them that look the same are two, or the reading would not come to an end."""
    theirs = DigiKeys([broken(8, 81, po="OTHER"), broken(9, 91, po="OTHER"), *others(60)])
    assert await under(theirs) == ()
    assert [page["PageNumber"] for page in theirs.pages] == ["1", "2", "3"] * 2
