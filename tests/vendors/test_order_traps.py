"""DigiKey's traps around an order, by their numbers in the list of facts; one test or more each."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import httpx
import pytest

from tests.contract.models import WORDS
from tests.vendors.kit import (
    ACCESS,
    CLIENT,
    EXPIRED,
    HOST,
    REFRESH,
    SECRET,
    Tokens,
    answer,
    desk,
    error_body,
    token,
    tokens_answer,
)
from tests.vendors.orders import ORDER
from tests.vendors.test_changing import DATE
from vendors.errors import Invalid, NotAllowed, SignInNeeded, VendorError
from vendors.terms import ExportUse, OrderTerms
from vendors.vocabulary import Answer, OrderPage, Outcome, VendorLine, VendorOrder

SPAN = (date(2025, 11, 20), date(2026, 11, 20))
NUMBER = 9910000375186108


async def placed(said: httpx.Response | Exception, *more: httpx.Response) -> tuple[Answer, int]:
    """What became of one create, and how often the vendor was asked."""
    here = desk(said, *more)
    await here.digikey.make_ready()
    got = await here.digikey.create(here.digikey.seal(ORDER))
    return got, len(here.vendor.asked)


async def listed(*orders: Any, total: int | None = None) -> OrderPage:
    return await desk(answer({"Orders": list(orders), "TotalOrders": total})).digikey.orders(*SPAN)


async def read(**said: Any) -> VendorOrder:
    return (await listed({"OrderNumber": NUMBER, **said})).orders[0]


async def line(**said: Any) -> VendorLine:
    return (await read(SalesOrders=[{"LineItems": [said]}])).sales_orders[0].lines[0]


TAKEN = answer({"SalesOrderId": 90000001})


@pytest.mark.parametrize(
    "said",
    [
        httpx.ReadTimeout("slow"),
        httpx.RemoteProtocolError("closed"),
        httpx.Response(500),
        httpx.Response(503, headers={"Retry-After": "1"}),
        answer({"SalesOrderId": -1}),
        EXPIRED,
        answer(error_body("BurstLimit exceeded", status=429), 429, Retry_After="1"),
    ],
)
async def test_trap_1_nothing_that_changes_is_sent_twice(
    said: httpx.Response | Exception,
) -> None:
    """Both orders would be charged and filled; there is no key that would make the second the
    first. A success behind it is not asked for."""
    got, asked = await placed(said, TAKEN)
    assert asked == 1
    assert got.outcome is not Outcome.ACCEPTED
    here = desk(said, httpx.Response(204))
    await here.digikey.make_ready()
    await here.digikey.send_change(here.digikey.seal_change(DATE))
    assert len(here.vendor.asked) == 1


@pytest.mark.parametrize("none", [None, []])
@pytest.mark.parametrize("as_text", [False, True])
async def test_trap_2_a_number_has_three_meanings_as_a_number_or_in_quotes(
    none: Any, as_text: bool
) -> None:
    async def became(number: int, partners: Any) -> tuple[Outcome, tuple[str, ...]]:
        said = str(number) if as_text else number
        got, _ = await placed(answer({"SalesOrderId": said, "SalesOrderIds_DKPlus": partners}))
        return got.outcome, got.vendor_numbers

    assert await became(90000001, none) == (Outcome.ACCEPTED, ("90000001",))
    assert await became(-1, none) == (Outcome.ACCEPTED_NO_NUMBER, ())
    assert await became(0, [90000002]) == (Outcome.ACCEPTED, ("90000002",))
    assert await became(0, none) == (Outcome.UNKNOWN, ())


async def test_trap_3_an_order_is_taken_with_200_and_its_message_may_warn() -> None:
    got, _ = await placed(answer({"SalesOrderId": 90000001, "Message": "Line 2 was substituted"}))
    assert (got.outcome, got.http_status) == (Outcome.ACCEPTED, 200)
    assert got.message == "Line 2 was substituted"


async def test_trap_4_a_line_has_its_expected_price_and_digikeys_own_number() -> None:
    here = desk(TAKEN)
    for sent in json.loads(here.digikey.seal(ORDER).body)["LineItems"]:
        assert sent["UnitPrice"] > 0
        assert sent["DigiKeyPartNumber"]
        assert not sent.keys() & {"ManufacturerPartNumber", "ManufacturerName"}


async def test_trap_5_the_web_number_is_no_float_and_not_the_sales_orders() -> None:
    order = await read(SalesOrders=[{"SalesOrderId": 90000001, "OrderNumber": NUMBER}])
    assert NUMBER > 2**53
    assert order.number == "9910000375186108"
    assert (order.sales_orders[0].number, order.sales_orders[0].order_number) == (
        "90000001",
        order.number,
    )


async def test_trap_6_days_whole_account_and_page_are_always_said() -> None:
    here = desk(answer({"Orders": [], "TotalOrders": 0}))
    await here.digikey.orders(*SPAN, page_size=100)
    query = dict(here.vendor.asked[0].url.params)
    assert query == {
        "Shared": "true",
        "StartDate": "2025-11-20",
        "EndDate": "2026-11-20",
        "PageNumber": "1",
        "PageSize": "25",
    }


async def test_trap_7_two_lists_of_statuses_and_words_that_are_in_neither() -> None:
    order, sales = WORDS["order status"].split(), WORDS["sales order status"].split()
    assert "ProcessingScheduledShipmentsMultipleRelease" in order
    assert "ProcessingScheduledShipmentMultipleRelease" in sales
    assert "Canceled" in order
    for word in {*order, *sales, "Teleported"}:
        made = await read(
            EntireOrderStatus={"OrderStatus": word, "LongDescription": "todo bien"},
            SalesOrders=[{"Status": {"SalesOrderStatus": word, "ShortDescription": "bien"}}],
        )
        assert (made.status, made.status_text) == (word, "todo bien")
        assert (made.sales_orders[0].status, made.sales_orders[0].status_text) == (word, "bien")


async def test_trap_8_one_order_several_sales_orders_and_two_names_for_the_po_number() -> None:
    both = [{"SalesOrderId": 1, "PurchaseOrder": "AC-1"}, {"SalesOrderId": 2}]
    assert [one.number for one in (await read(SalesOrders=both)).sales_orders] == ["1", "2"]
    assert (await read(SalesOrders=both)).po_number == "AC-1"
    assert (await read(PONumber="AC-2", SalesOrders=both)).po_number == "AC-2"


async def test_trap_9_a_line_is_known_by_its_detail_number() -> None:
    made = await line(DetailId=1, PoLineItemNumber=None, CustomerReference=None)
    assert (made.line_no, made.line_id, made.customer_reference) == (1, None, "")
    for said, day in (("2025-02-10", date(2025, 2, 10)), (None, None)):
        shipped = {"ShippedDate": "2025-02-03T13:21:41Z", "ExpectedDeliveryDate": said}
        (shipment,) = (await line(ItemShipments=[shipped])).shipments
        assert shipment.shipped_at == datetime(2025, 2, 3, 13, 21, 41, tzinfo=UTC)
        assert shipment.expected == day


@pytest.mark.parametrize(
    ("said", "instant"),
    [
        ("2025-02-02T03:41:48.109-06:00", datetime(2025, 2, 2, 9, 41, 48, 109000, UTC)),
        ("2019-05-30T21:16:13.7526329Z", datetime(2019, 5, 30, 21, 16, 13, 752632, UTC)),
    ],
)
async def test_trap_9_a_date_has_an_offset_and_up_to_seven_digits(
    said: str, instant: datetime
) -> None:
    assert (await read(DateEntered=said)).entered_at == instant


async def test_trap_9_a_county_is_no_country() -> None:
    said = {"County": "Travis", "IsoCode": "USA", "FirstName": None, "LastName": None}
    (sales,) = (await read(SalesOrders=[{"ShippingAddress": said}])).sales_orders
    assert (sales.ship_to.country, sales.ship_to.name) == ("USA", "")
    assert "Travis" not in str(sales.ship_to)


async def test_trap_20_prices_keep_their_digits_and_totals_are_the_vendors() -> None:
    body = b'{"Orders":[{"SalesOrders":[{"TotalPrice":272.33,"LineItems":[{"UnitPrice":0.01704,'
    body += b'"QuantityOrdered":10000,"TotalPrice":170.40}]}]}],"TotalOrders":1}'
    page = await desk(httpx.Response(200, content=body)).digikey.orders(*SPAN)
    (sales,) = page.orders[0].sales_orders
    assert str(sales.lines[0].unit_price) == "0.01704"
    assert (sales.total, sales.lines[0].total) == (Decimal("272.33"), Decimal("170.40"))


async def test_trap_28_a_refresh_token_is_spent_once_and_kept_before_it_is_used() -> None:
    here = desk(tokens_answer(2), TAKEN, tokens=Tokens(digikey=token(seconds=-1)))
    await here.digikey.make_ready()
    assert here.vendor.form(0)["refresh_token"] == REFRESH
    (kept,) = here.tokens.written
    assert kept.refresh == "canary-refresh-token-0002"
    # On the disk before a request goes out with it.
    assert here.vendor.targets == ["/v1/oauth2/token"]
    await here.digikey.create(here.digikey.seal(ORDER))
    assert here.vendor.asked[1].headers["authorization"] == "Bearer canary-access-token-0002"


async def test_trap_29_a_401_is_cured_once_and_only_where_the_words_say_expired() -> None:
    here = desk(EXPIRED, tokens_answer(2), answer({"Accounts": []}))
    assert await here.digikey.accounts() == ()
    assert len(here.vendor.asked) == 3
    again = desk(EXPIRED, tokens_answer(2), EXPIRED)
    with pytest.raises(SignInNeeded):
        await again.digikey.held("90000001")
    assert len(again.vendor.asked) == 3
    for words in ("You are not subscribed to this API", "Invalid clientId"):
        here = desk(answer(error_body(words, status=401), 401))
        with pytest.raises(NotAllowed) as caught:
            await here.digikey.packing_lists(invoice="1")
        assert words in caught.value.words
        assert len(here.vendor.asked) == 1


async def test_trap_30_no_secret_is_seen_of_what_went_wrong() -> None:
    """Whatever the vendor echoes: into the answer of a create or a change, and into an error."""
    secrets = (ACCESS, REFRESH, SECRET, CLIENT)
    echo = answer(error_body(" ".join(secrets), status=400), 400)
    got, _ = await placed(echo)
    here = desk(echo)
    await here.digikey.make_ready()
    changed = await here.digikey.send_change(here.digikey.seal_change(DATE))
    with pytest.raises(VendorError) as caught:
        await here.digikey.eligible("90000001")
    seen = f"{got} {changed} {caught.value!r} {caught.value.words} {here.digikey.seal_change(DATE)}"
    assert HOST not in seen
    assert not [secret for secret in secrets if secret in seen]


def test_trap_32_export_questions_are_sent_to_whom_they_concern() -> None:
    here = desk(TAKEN)
    assert "ExportQuestions" not in json.loads(here.digikey.seal(ORDER).body)
    export = ExportUse("MX", "Juan Ejemplo", "Aerospace", "Aircraft, UAV")
    asked = replace(ORDER, terms=OrderTerms(export=export))
    with pytest.raises(Invalid):
        here.digikey.seal(asked)
    abroad = replace(asked, ship_to=replace(ORDER.ship_to, country="MX"))
    said = json.loads(here.digikey.seal(abroad).body)
    assert said["ExportQuestions"] == {
        "CountryCode": "MX",
        "ConsigneeName": "Juan Ejemplo",
        "PrimaryApplication": "Aerospace",
        "SecondaryApplication": "Aircraft, UAV",
    }
