"""Orders at TI: tried, placed, refused; what they cost and what they leave behind."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.sandbox.ti_kit import (
    DE,
    MX,
    MY,
    ORDERS,
    PRODUCTS,
    US,
    WEB,
    Json,
    Store,
    inner,
    line,
    order,
    store,
)
from vendors.sandbox.ti.shelf import shelf

TEST = f"{ORDERS}/test"


@pytest_asyncio.fixture
async def ti(tmp_path: Path) -> AsyncIterator[Store]:
    async with store(tmp_path) as made:
        yield made


async def refused(ti: Store, *lines: Json, status: int = 422, **more: Any) -> list[Json]:
    """The errors that an order is answered, tried and placed alike; nothing was stored."""
    tried = await ti.order(*lines, status=status, path=TEST, **more)
    said: list[Json] = (await ti.order(*lines, status=status, **more))["errors"]
    assert tried["errors"] == said
    assert ti.held() == []
    assert ti.book.db.execute("SELECT count(*) FROM ti_sold").fetchone()[0] == 0
    return said


async def left(ti: Store, number: str) -> int:
    return int((await ti.get(f"{PRODUCTS}/{number}"))["quantity"])


# -- placed


@pytest.mark.parametrize("path", [ORDERS, f"{ORDERS}/"])
async def test_an_order_is_taken_whole(ti: Store, path: str) -> None:
    answer = await ti.order(
        line(customerLineItemNumber="10", customerPartNumber="ACM-1", customReelIndicator=True,
             customerItemComments=[{"message": "one bag"}]),
        line("NE555P", 7, customerLineItemNumber=20),
        path=path,
        endCustomerCompanyName="End Co",
        expediteShipping=True,
        customerOrderComments=[{"message": "jobNumber|54851-50"}, {"message": "orderedBy|Ann"}],
    )  # fmt: skip
    (held,) = ti.held("ac-2026-0001 ")
    assert inner(answer)["orderNumber"] == held.number
    assert held.number[0] == "T"
    assert len(held.number) == 9
    assert (held.end_customer, held.expedite, held.profile_id) == ("End Co", True, US.id)
    assert held.comments == ["jobNumber|54851-50", "orderedBy|Ann"]
    first, second = held.lines
    assert (first.number_given, first.customer_part, first.comments) == ("10", "ACM-1", ["one bag"])
    assert (first.custom_reel, first.fee) == (True, Decimal("7.00"))
    assert (second.number_given, second.number, second.quantity) == (20, "NE555P", 7)


async def test_the_price_is_the_one_of_the_quantity_and_everything_adds_up(ti: Store) -> None:
    answer = inner(await ti.order(line(quantity=2500), line("NE555P", 99)))
    prices = {}
    for number, many in (("LM358DR", 2500), ("NE555P", 99)):
        breaks = (await ti.get(f"{PRODUCTS}/{number}"))["pricing"][0]["priceBreaks"]
        prices[number] = [b["price"] for b in breaks if b["priceBreakQuantity"] <= many][-1]
    assert [each["unitPrice"] for each in answer["lineItems"]] == list(prices.values())
    sums = {name: Decimal(str(value)) for name, value in answer["totalOrderSummary"].items()}
    goods = sum(Decimal(str(each["netPrice"])) for each in answer["lineItems"])
    assert sums["subTotal"] == goods == ti.held()[0].goods
    assert sums["orderTotal"] == (
        goods
        + sums["estimatedShippingCost"]
        + sums["estimatedTaxes"]
        - sums["estimatedDiscountAmount"]
    )
    assert sums["orderTotal"] == ti.held()[0].total


async def test_a_profile_says_in_what_money(ti: Store) -> None:
    await ti.order(profile=DE)
    (held,) = ti.held()
    euros = (await ti.get(f"{PRODUCTS}/LM358DR?currency=EUR"))["pricing"][0]["priceBreaks"]
    assert held.currency == "EUR"
    assert float(held.lines[0].unit_price) == euros[1]["price"]


async def test_a_price_that_changes_is_charged_as_it_is_at_that_moment(ti: Store) -> None:
    """A fifth of all prices is another one each month."""
    now = ti.book.now()
    item = next(
        each
        for each in shelf(ti.kit.desk.catalogue).items.values()
        if each.stock > 100 and each.breaks[0][0] == 1 and each.limit is None
        and each.price(10, now, "USD") != each.price(10, now + timedelta(days=30), "USD")
    )  # fmt: skip
    await ti.order(line(item.number, 10))
    await ti.later(days=30)
    await ti.order(line(item.number, 10))
    before, after = (held.lines[0].unit_price for held in ti.held())
    assert before != after
    shown = (await ti.get(f"{PRODUCTS}/{item.number}"))["pricing"][-1]["priceBreaks"][0]["price"]
    assert float(after) == shown


async def test_nobody_looks_whether_a_po_number_came_before(ti: Store) -> None:
    for _ in range(2):
        await ti.order()
    assert len(ti.held("AC-2026-0001")) == 2


async def test_unknown_fields_and_a_date_are_ignored(ti: Store) -> None:
    await ti.order(purchaseOrderDate="2020-12-31T13:56:00Z", nobody="knows")
    assert len(ti.held()) == 1


# -- tried


async def test_trying_an_order_stores_nothing(ti: Store) -> None:
    before = await left(ti, "LM358DR")
    shapes = set()
    for at in range(12):
        number = f"AC-{at}"
        answer = await ti.order(path=TEST, customerPurchaseOrderNumber=number)
        tried = inner(answer)
        assert tried["customerPurchaseOrderNumber"] == number
        assert tried["orderNumber"] in ("", 0)
        assert tried["orderStatus"] == ""
        assert not tried.get("isProductionOrder")
        assert not tried.get("errors")
        shapes.add(("orderInfo" in answer, *sorted(tried)))
    assert len(shapes) == 4
    assert ti.held() == []
    assert await ti.get(ORDERS) == []
    assert await left(ti, "LM358DR") == before


# -- refused


@pytest.mark.parametrize(
    "change",
    [
        {"checkoutProfileId": None},
        {"checkoutProfileId": 5},
        {"lineItems": []},
        {"lineItems": None},
        {"lineItems": ["LM358DR"]},
        {"lineItems": [{"tiPartNumber": "LM358DR"}]},
        {"lineItems": [line(quantity=0)]},
        {"lineItems": [line(quantity="10")]},
        {"lineItems": [line(quantity=1.5)]},
        {"lineItems": [line("X" * 26)]},
        {"lineItems": [line(customerPartNumber="X" * 26)]},
        {"lineItems": [line(customReelIndicator="yes")]},
        {"lineItems": [line(customerItemComments=[{"message": "X" * 61}])]},
        {"customerOrderComments": [{"message": "X" * 61}]},
        {"customerOrderComments": ["X"]},
        {"expediteShipping": "true"},
        {"customerPurchaseOrderNumber": 17},
    ],
    ids=str,
)
async def test_a_field_of_the_wrong_form_is_400(ti: Store, change: Json) -> None:
    for said in await refused(ti, status=400, **change):
        assert (said["errorCode"], said["section"]) == ("TI-API-00400", "RequestBody")


@pytest.mark.parametrize("text", [b"", b"{", b"[" * 5_000, b'{"order": NaN}', b"\xff"])
async def test_a_body_that_is_no_json_is_400(ti: Store, text: bytes) -> None:
    answer = await ti.call("POST", ORDERS, content=text)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["errorCode"] == "ERR-TICOM-ORDER-API-00400"


@pytest.mark.parametrize("body", [[], {}, {"order": None}, {"order": []}, order()["order"]])
async def test_a_body_without_an_order_is_400(ti: Store, body: Any) -> None:
    """Also one without the object around it."""
    assert (await ti.call("POST", ORDERS, json=body)).status_code == 400
    assert ti.held() == []


def told(errors: list[Json]) -> list[tuple[str, str, str]]:
    return [(each["errorCode"][-4:], each["type"], each["field"]) for each in errors]


async def test_the_profile_has_to_be_one_for_the_api(ti: Store) -> None:
    for id_ in (WEB.id, "NOBODY"):
        said = await refused(ti, checkoutProfileId=id_)
        assert told(said) == [("0001", "Application", "checkoutProfileId")]
    assert told(await refused(ti, profile=MX)) == [("0008", "Application", "checkoutProfileId")]


async def test_thirty_lines_and_no_more(ti: Store) -> None:
    thirty = [line(quantity=1) for _ in range(30)]
    assert told(await refused(ti, *thirty, line())) == [("0001", "Application", "lineItems")]
    await ti.order(*thirty)


@pytest.mark.parametrize("number", ["NOSUCHPART", "ADS54J60IRMPR", "LM358", "RC0603FR-0710KL"])
async def test_an_unknown_part_or_a_restricted_one(ti: Store, number: str) -> None:
    said = await refused(ti, line(), line(number, 1, customerLineItemNumber=2))
    assert told(said) == [("0003", "lineItems", "tiPartNumber")]
    assert said[0]["data"][0] == {
        "customerLineItemNumber": "2",
        "tiPartNumber": number,
        "quantity": "1",
        "availableQuantity": "",
        "limit": "",
        "waitPeriod": "",
    }


async def test_more_than_there_is_has_one_code_alone_and_another_among_others(ti: Store) -> None:
    there = await left(ti, "LM358DR")
    (alone,) = await refused(ti, line(quantity=there + 1))
    assert (alone["errorCode"], alone["type"]) == ("ERR-TICOM-ORDER-API-0001", "lineItems")
    assert alone["data"][0]["availableQuantity"] == str(there)
    assert alone["data"][0]["limit"] == "999999999"
    lines = (line(quantity=there + 1), line("NE555P", 900_000), line("LM358P", 900_000))
    several = await refused(ti, *lines)
    assert {each["errorCode"] for each in several} == {"ERR-TICOM-ORDER-API-0004"}
    assert {each["type"] for each in several} == {"lineItems", "Application"}


async def test_two_lines_of_one_part_share_what_there_is(ti: Store) -> None:
    there = await left(ti, "LM358DR")
    said = await refused(ti, line(quantity=there), line(quantity=1))
    assert said[0]["data"][0]["availableQuantity"] == "0"
    await ti.order(line(quantity=there - 1), line(quantity=1))
    assert await left(ti, "LM358DR") == 0


async def test_the_limit_of_an_order_the_least_and_the_first_price(ti: Store) -> None:
    (over,) = await refused(ti, line("AFE7799IABJ", 51))
    assert over["errorCode"].endswith("0004")
    assert (over["data"][0]["limit"], over["data"][0]["waitPeriod"]) == ("50", "30")
    several = (("ISO1042DWVR", 249, 250), ("CD4050BPWR", 249, 250), ("CD4049UBPWR", 499, 500))
    for number, many, least in several:
        (below,) = await refused(ti, line(number, many))
        assert below["errorCode"].endswith("0001")
        assert str(least) in below["message"]
    await ti.order(line("AFE7799IABJ", 50), line("CD4050BPWR", 250))


async def test_a_custom_reel_only_where_it_is_offered(ti: Store) -> None:
    said = await refused(ti, line("NE555P", 100, customReelIndicator=True))
    assert told(said) == [("0001", "lineItems", "customReelIndicator")]
    await ti.order(line(customReelIndicator=True))


async def test_credit_ends_somewhere(ti: Store) -> None:
    dear = (line("ISO1042DWR", 38_000), line("ISO1042DWVR", 10_000))
    (said,) = await refused(ti, *dear, profile=MY)
    assert said["errorCode"] == "ERR-TICOM-ORDER-API-PAP-0009"
    many = [line("AFE7799IABJ", 50) for _ in range(29)]
    assert (await refused(ti, *many))[0]["errorCode"] == "ERR-TICOM-ORDER-API-0009"


async def test_a_part_that_is_not_sold_in_that_money(ti: Store) -> None:
    item = next(
        each
        for each in shelf(ti.kit.desk.catalogue).items.values()
        if each.currency("EUR") == "USD" and each.stock > 500 and each.breaks[0][0] == 1
    )
    assert told(await refused(ti, line(item.number, 1), profile=DE))[0][0] == "0003"
    await ti.order(line(item.number, 1))


async def test_beside_the_errors_stands_nothing_an_empty_order_or_a_half_filled_one(
    ti: Store,
) -> None:
    kinds = set()
    for at in range(20):
        body = await ti.order(
            line(), line("NOSUCHPART"), status=422, customerPurchaseOrderNumber=f"AC-{at}"
        )
        half = body.get("orderInfo")
        if half:
            assert [each["tiPartNumber"] for each in half["lineItems"]] == ["LM358DR"]
            assert (half["orderNumber"], half["orderStatus"]) == ("", "")
        kinds.add("none" if half is None else "half" if half else "empty")
    assert kinds == {"none", "half", "empty"}
    assert ti.held() == []
