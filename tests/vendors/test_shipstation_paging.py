"""Lists to their end: by links that are the vendor's text, and that may lead anywhere."""

from __future__ import annotations

from datetime import date
from typing import Any

import httpx
import pytest

from tests.vendors.shipstation_kit import HOST, KEY, answer, desk, errors, listed, order, row
from vendors.errors import Unreadable
from vendors.http import Limits
from vendors.inbound import InboundState
from vendors.shipstation import asking

FIRST = "GET /v2/purchase_orders?page_size=500"


def page(number: int, following: Any, total: int | None = None) -> httpx.Response:
    return listed("purchase_orders", row(number), following=following, total=total)


def link(target: str) -> dict[str, str]:
    return {"href": target}


GOOD = {
    "whole": f"{HOST}/v2/purchase_orders?cursor=a%2Fb&page_size=500",
    "with its port": f"{HOST}:443/v2/purchase_orders?cursor=a%2Fb&page_size=500",
    "in capitals": "HTTPS://API.SHIPSTATION.COM/v2/purchase_orders?cursor=a%2Fb&page_size=500",
    "as the document's own links": (
        "http://api.shipstation.com/v2/purchase_orders?cursor=a%2Fb&page_size=500"
    ),
    "of this host": "/v2/purchase_orders?cursor=a%2Fb&page_size=500",
    "the query alone": "?cursor=a%2Fb&page_size=500",
}


@pytest.mark.parametrize("target", GOOD.values(), ids=GOOD)
async def test_the_next_page_is_where_the_link_says(target: str) -> None:
    here = desk(page(1, link(target), 2), page(2, None, 2))
    found = await here.client.inbound_orders()
    assert [one.id for one in found] == ["se-1", "se-2"]
    assert here.vendor.targets == [FIRST, "GET /v2/purchase_orders?cursor=a%2Fb&page_size=500"]
    assert {one.url.host for one in here.vendor.asked} == {"api.shipstation.com"}
    assert {one.url.scheme for one in here.vendor.asked} == {"https"}
    assert here.pace.turns == ["shipstation:all"] * 2


ELSEWHERE = {
    "another host": "https://evil.example/v2/purchase_orders?cursor=a",
    "a host that begins so": "https://api.shipstation.com.evil.example/v2/purchase_orders",
    "a host that ends so": "https://evilapi.shipstation.com/v2/purchase_orders",
    "another of the vendor's": "https://ssapi.shipstation.com/v2/purchase_orders",
    "no scheme": "//evil.example/v2/purchase_orders",
    "a name before the host": "https://api.shipstation.com@evil.example/v2/purchase_orders",
    "a name and the host": "https://a:b@api.shipstation.com/v2/purchase_orders?cursor=a",
    "a backslash": "https://evil.example\\@api.shipstation.com/v2/purchase_orders",
    "another port": f"{HOST}:8443/v2/purchase_orders?cursor=a",
    "no port": f"{HOST}:x/v2/purchase_orders?cursor=a",
    "another scheme": "file:///v2/purchase_orders",
    "javascript": "javascript:alert(1)",
    "another part of the host": f"{HOST}/v1/purchase_orders?cursor=a",
    "the host alone": HOST,
    "a line end": f"{HOST}/v2/purchase_orders?cursor=a\r\nX: y",
    "a blank": f"{HOST}/v2/purchase_orders?cursor=a b",
    "not ASCII": f"{HOST}/v2/purchase_orders?cursor=ä",
    "an odd bracket": "https://[::1/v2/purchase_orders",
    "a number": 7,
    "a list": ["/v2/purchase_orders?cursor=a"],
}


@pytest.mark.parametrize("target", ELSEWHERE.values(), ids=ELSEWHERE)
async def test_a_link_that_leads_elsewhere_is_not_followed(target: Any) -> None:
    """And what came so far is not taken for all there is."""
    here = desk(page(1, {"href": target}, 2), page(2, None, 2))
    with pytest.raises(Unreadable, match="next page"):
        await here.client.inbound_orders()
    assert here.vendor.targets == [FIRST]


LAST: dict[str, Any] = {
    "null": {"links": {"next": None}},
    "an empty object": {"links": {"next": {}}},
    "no next": {"links": {}},
    "no links": {"links": None},
    "a null link": {"links": {"next": {"href": None}}},
    "an empty link": {"links": {"next": {"href": ""}}},
    "links of another shape": {"links": []},
}


@pytest.mark.parametrize("said", LAST.values(), ids=LAST)
async def test_a_list_ends_where_no_link_leads_on(said: dict[str, Any]) -> None:
    here = desk(answer({"purchase_orders": [row()], "total": 1, **said}))
    assert len(await here.client.inbound_orders()) == 1
    here = desk(answer({"purchase_orders": [row()]}))
    assert len(await here.client.inbound_orders()) == 1


async def test_a_list_that_ends_early_is_not_whole() -> None:
    here = desk(listed("purchase_orders", row(), total=2))
    with pytest.raises(Unreadable, match="there are 2 and gave 1"):
        await here.client.inbound_orders()
    suppliers = listed("suppliers", total=1)
    with pytest.raises(Unreadable, match="there are 1 and gave 0"):
        await desk(suppliers).client.suppliers()
    half = [
        (desk(listed("inventory", {"sku": "A", "on_hand": 1}, total=2)).client.on_hand, "1"),
        (desk(listed("inventory_locations", total=1)).client.places, "0"),
        (desk(listed("inventory_warehouses", total=1)).client.warehouses, "0"),
        (desk(products("A", pages=1, total=2)).client.items, "1"),
    ]
    for ask, came in half:
        with pytest.raises(Unreadable, match=f"and gave {came}"):
            await ask()


@pytest.mark.parametrize(
    "target", [f"{HOST}/v2/purchase_orders?page_size=500", "/v2/purchase_orders?cursor=a"]
)
async def test_a_list_that_leads_back_ends(target: str) -> None:
    here = desk(page(1, link(target)))
    with pytest.raises(Unreadable, match="already read"):
        await here.client.inbound_orders()
    assert len(here.vendor.asked) <= 2


async def test_a_list_without_an_end_ends() -> None:
    count = 0

    def more(_: httpx.Request) -> httpx.Response:
        nonlocal count
        count += 1
        return page(count, link(f"/v2/purchase_orders?cursor={count}"))

    here = desk(more, judging=False)
    with pytest.raises(Unreadable, match="more than 200 pages"):
        await here.client.inbound_orders()
    assert count == asking.MOST_PAGES


@pytest.mark.parametrize(
    "said",
    [{}, {"purchase_orders": None}, {"purchase_orders": {}}, [], None, {"purchase_orders": [7]}],
)
async def test_a_list_that_is_none_is_not_an_empty_one(said: Any) -> None:
    with pytest.raises(Unreadable):
        await desk(answer(said)).client.inbound_orders()


async def test_a_page_in_part_is_not_taken_for_all() -> None:
    """ "2XX may still carry errors": openly said, with its words."""
    both = {"purchase_orders": [row()], "total": 1, **errors(("unspecified", "store is away"))}
    with pytest.raises(Unreadable, match="only a part") as refused:
        await desk(answer(both)).client.inbound_orders()
    assert "store is away" in refused.value.in_full
    assert refused.value.request_id == "aa3d8e8e-462b-4476-9618-72db7f7b7009"
    none = {"purchase_orders": [row()], "total": 1, "errors": []}
    assert len(await desk(answer(none)).client.inbound_orders()) == 1


async def test_a_page_that_fails_is_asked_again_and_ends_the_list_if_it_keeps_failing() -> None:
    on = link("/v2/purchase_orders?cursor=a")
    here = desk(page(1, on, 2), httpx.Response(500), page(2, None, 2))
    assert len(await here.client.inbound_orders()) == 2
    here = desk(page(1, on, 2), httpx.ReadError("reset"), limits=Limits(tries=2))
    with pytest.raises(Exception, match="connection broke"):
        await here.client.inbound_orders()


# -- products: by the number of the page -------------------------------------------------------


def products(*skus: str, **other: Any) -> httpx.Response:
    return answer({"products": [{"sku": sku, "name": sku} for sku in skus], **other})


async def test_products_are_asked_for_page_by_page() -> None:
    here = desk(products("A", pages=2), products("B", pages=2))
    assert [one.sku for one in await here.client.items(name="LM 358")] == ["A", "B"]
    assert here.vendor.targets == [
        "GET /v2/products?name=LM+358&page_size=100&page=1",
        "GET /v2/products?name=LM+358&page_size=100&page=2",
    ]


async def test_products_end_where_a_page_is_empty_or_short() -> None:
    full = [f"S{number}" for number in range(100)]
    here = desk(products(*full), products("A"))
    assert len(await here.client.items()) == 101
    here = desk(products("A", pages=9), products(pages=9))
    assert len(await here.client.items()) == 1
    assert len(here.vendor.asked) == 2


# -- what is asked -----------------------------------------------------------------------------


async def test_every_filter_of_the_list_is_sent() -> None:
    here = desk(listed("purchase_orders"))
    await here.client.inbound_orders(
        number="11202026-01",
        state=InboundState.OPEN,
        warehouse_id="se-1",
        reference="AC 1&x",
        since=date(2026, 11, 1),
    )
    await here.client.inbound_since(date(2026, 11, 2))
    assert here.vendor.targets == [
        "GET /v2/purchase_orders?order_number=11202026-01&status=open&warehouse_id=se-1"
        "&reference_number=AC+1%26x&create_date_start=2026-11-01T00%3A00%3A00Z&page_size=500",
        "GET /v2/purchase_orders?create_date_start=2026-11-02T00%3A00%3A00Z&page_size=500",
    ]


async def test_the_key_is_a_header_of_every_call_and_stands_nowhere_else() -> None:
    here = desk(listed("suppliers"), listed("purchase_orders"), answer(order()))
    await here.client.suppliers("Acme")
    await here.client.inbound_orders()
    await here.client.inbound("se-234")
    assert here.vendor.targets == [
        "GET /v2/suppliers?supplier_name=Acme&page_size=500",
        FIRST,
        "GET /v2/purchase_orders/se-234",
    ]
    for one in here.vendor.asked:
        assert one.headers["api-key"] == KEY
        assert "authorization" not in one.headers
        assert KEY not in str(one.url)
        assert one.content == b""
