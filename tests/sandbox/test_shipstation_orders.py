"""ShipStation's purchase orders: made, listed by page and by filter, replaced while drafts."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.sandbox.shipstation_kit import (
    A_CLOSED_ONE,
    AN_OPEN_ONE,
    AUSTIN,
    KESTREL,
    MUNICH,
    OPAMP,
    ORDERS,
    RESISTOR,
    TI,
    Depot,
    depot,
    order,
    product,
    query_of,
)

EVERYTHING = order(
    product(quantity=2500, supplier_sku="311-10.0KHRCT-ND", cost=0.00412),
    product(OPAMP, 7),
    order_date="2026-11-23T14:02:00Z",
    expected_delivery_date="2026-12-01T01:00:00+02:00",
    payment_terms="net_30",
    payment_status="partially_paid",
    currency_code="EUR",
    shipping_carrier="FedEx",
    tracking_number="7731",
    note_to_supplier="Dock 4, before noon",
    warehouse_id=MUNICH,
)


@pytest_asyncio.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Depot]:
    async with depot(tmp_path) as made:
        yield made


# -- made


async def test_a_new_order_is_a_draft_and_says_all_that_was_asked_for(shop: Depot) -> None:
    made = await shop.ask("POST", ORDERS, EVERYTHING)
    assert made.pop("purchase_order_id").startswith("se-")
    assert made.pop("order_number") == "11232026-01"
    assert made.pop("supplier_name") == "DigiKey"
    assert made.pop("status") == "draft"
    assert made.pop("create_date") == made.pop("modify_date") == "2026-11-23T14:02:00Z"
    for each in made["products"]:  # every other order says what came
        each.pop("received_quantity", None)
        each.pop("rejected_quantity", None)
    expected = json.loads(json.dumps(EVERYTHING), parse_float=Decimal)
    assert made == {**expected, "expected_delivery_date": "2026-11-30T23:00:00Z"}


async def test_what_was_not_said_is_not_there_and_money_is_dollars(shop: Depot) -> None:
    made = await shop.ask("POST", ORDERS, order(reference_number=None))
    assert made["currency_code"] == "USD"
    assert "reference_number" not in made
    assert "tracking_number" not in made
    assert "supplier_sku" not in made["products"][0]


async def test_order_numbers_count_by_the_day(shop: Depot) -> None:
    numbers = [(await shop.create())["order_number"] for _ in range(2)]
    shop.kit.advance(days=1)
    numbers.append((await shop.create())["order_number"])
    assert numbers == ["11232026-01", "11232026-02", "11242026-01"]


async def test_nobody_looks_whether_a_reference_came_before(shop: Depot) -> None:
    ids = {(await shop.create(reference_number="R-1"))["purchase_order_id"] for _ in range(3)}
    assert len(ids) == 3


async def test_one_sku_may_stand_twice(shop: Depot) -> None:
    made = await shop.create(product(cost=1), product(quantity=2, cost=2))
    assert [each["quantity"] for each in made["products"]] == [100, 2]


async def test_every_other_order_says_what_came(shop: Depot) -> None:
    said = ["received_quantity" in (await shop.create())["products"][0] for _ in range(4)]
    assert said in ([True, False, True, False], [False, True, False, True])


@pytest.mark.parametrize(
    ("change", "code", "names"),
    [
        ({"supplier_id": None}, "field_value_required", "supplier_id"),
        ({"warehouse_id": None}, "field_value_required", "warehouse_id"),
        ({"products": None}, "field_value_required", "products"),
        ({"products": []}, "invalid_field_value", "products"),
        ({"products": [{"quantity": 1}]}, "field_value_required", "products[0].sku"),
        ({"products": [{"sku": RESISTOR}]}, "field_value_required", "products[0].quantity"),
        ({"products": [product(quantity=0)]}, "invalid_field_value", "products[0].quantity"),
        ({"products": [product(quantity=1.5)]}, "invalid_field_value", "products[0].quantity"),
        ({"products": [product(cost=-0.01)]}, "invalid_field_value", "products[0].cost"),
        ({"products": [product(cost="1.00")]}, "invalid_field_value", "products[0].cost"),
        ({"products": ["x"]}, "invalid_field_value", "products[0]"),
        ({"products": [product("NO-SUCH")]}, "invalid_identifier", "NO-SUCH"),
        ({"order_date": "2026-11-23"}, "invalid_field_value", "order_date"),
        ({"order_date": "Ttomorrow"}, "invalid_field_value", "order_date"),
        ({"payment_terms": "net_31"}, "invalid_field_value", "payment_terms"),
        ({"payment_status": "Paid"}, "invalid_field_value", "payment_status"),
        ({"currency_code": "usd"}, "invalid_field_value", "currency_code"),
        ({"tracking_number": 7731}, "invalid_field_value", "tracking_number"),
    ],
)
async def test_an_order_that_is_not_right_is_refused_and_says_where(
    shop: Depot, change: dict[str, Any], code: str, names: str
) -> None:
    (message,) = await shop.refused(400, code, "POST", ORDERS, order(**change))
    assert names in message
    assert shop.told() == []


@pytest.mark.parametrize("field", ["supplier_id", "warehouse_id"])
async def test_who_is_not_known_is_not_found(shop: Depot, field: str) -> None:
    change = {field: "se-9"}
    (said,) = await shop.refused(404, "invalid_identifier", "POST", ORDERS, order(**change))
    assert said.endswith("with the given ID was not found")


async def test_everything_wrong_is_said_at_once(shop: Depot) -> None:
    body = order(product(quantity=0, cost=-1), payment_terms="later")
    assert len(await shop.refused(400, "invalid_field_value", "POST", ORDERS, body)) == 3


async def test_a_warehouse_of_either_kind_is_taken(shop: Depot) -> None:
    assert (await shop.create(warehouse_id="se-810377"))["warehouse_id"] == "se-810377"


# -- read and replaced


async def test_a_draft_is_replaced_whole(shop: Depot) -> None:
    made = await shop.ask("POST", ORDERS, EVERYTHING)
    shop.kit.advance(minutes=5)
    path = f"{ORDERS}/{made['purchase_order_id']}"
    body = order(product(OPAMP, 9), supplier_id=TI, reference_number="AC-2026-0002")
    replaced = await shop.ask("PUT", path, body)
    assert replaced == await shop.get(path)
    assert replaced["supplier_name"] == "Texas Instruments"
    assert replaced["warehouse_id"] == AUSTIN
    assert [(each["sku"], each["quantity"]) for each in replaced["products"]] == [(OPAMP, 9)]
    assert replaced["currency_code"] == "USD"
    assert {"order_date", "tracking_number", "payment_terms"}.isdisjoint(replaced)
    assert replaced["modify_date"] > replaced["create_date"] == made["create_date"]
    assert replaced["order_number"] == made["order_number"]
    old, new = (f"{ORDERS}?reference_number=AC-2026-000{at}" for at in (1, 2))
    assert [(await shop.get(each))["total"] for each in (old, new)] == [0, 1]


@pytest.mark.parametrize("order_id", [AN_OPEN_ONE, A_CLOSED_ONE])
async def test_only_a_draft_is_replaced(shop: Depot, order_id: str) -> None:
    path = f"{ORDERS}/{order_id}"
    before = await shop.get(path)
    await shop.refused(400, "invalid_status", "PUT", path, order())
    assert await shop.get(path) == before


async def test_a_replacement_that_is_not_right_changes_nothing(shop: Depot) -> None:
    made = await shop.create()
    path = f"{ORDERS}/{made['purchase_order_id']}"
    await shop.refused(400, "invalid_identifier", "PUT", path, order(product("NO-SUCH")))
    assert await shop.get(path) == made


@pytest.mark.parametrize("order_id", ["se-1", "20126", "se-", "se-x", "SE-20126", "se-9" * 9])
async def test_an_order_that_is_not_there(shop: Depot, order_id: str) -> None:
    for method, body in (("GET", None), ("PUT", order())):
        path = f"{ORDERS}/{order_id}"
        await shop.refused(404, "invalid_identifier", method, path, body)


# -- listed


async def test_a_list_says_neither_products_nor_money(shop: Depot) -> None:
    (row,) = (await shop.get(f"{ORDERS}?reference_number=WH-2210"))["purchase_orders"]
    assert row["supplier_name"] == "Kestrel Precision Stampings"
    assert {"products", "currency_code", "payment_terms", "tracking_number"}.isdisjoint(row)
    whole = await shop.get(f"{ORDERS}/{row['purchase_order_id']}")
    assert row.items() <= whole.items()


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("status=open", ["se-20129", "se-20126"]),
        ("status=receiving", ["se-20121"]),
        ("reference_number=P25-0990", ["se-20126"]),
        ("reference_number=p25-0990", []),
        ("reference_number=P25", []),
        ("order_number=11172026-01", ["se-20126"]),
        (f"warehouse_id={MUNICH}", ["se-20129", "se-20118"]),
        ("create_date_start=2026-11-20T00:00:00Z", ["se-20133", "se-20129"]),
        ("create_date_start=2026-11-20T14:02:00Z", ["se-20133", "se-20129"]),
        ("create_date_start=2026-11-20T14:02:01Z", ["se-20133"]),
        (f"status=open&warehouse_id={MUNICH}", ["se-20129"]),
        (f"supplier_id={KESTREL}&status=draft", ["se-20133"]),
    ],
)
async def test_filters_want_the_whole_value(shop: Depot, query: str, ids: list[str]) -> None:
    """The newest first; there is no filter by supplier."""
    found = (await shop.get(f"{ORDERS}?{query}"))["purchase_orders"]
    assert [each["purchase_order_id"] for each in found] == ids


@pytest.mark.parametrize(
    "query",
    ["status=opened", "create_date_start=yesterday", "create_date_start=2026-11-20",
     "page_size=0", "page_size=501", "page_size=many", "cursor=bm8", "cursor=%F0%9F%98%80"],
)  # fmt: skip
async def test_a_question_that_makes_no_sense_is_refused(shop: Depot, query: str) -> None:
    (said,) = await shop.refused(400, "invalid_field_value", "GET", f"{ORDERS}?{query}")
    assert query.split("=")[0] in said


# -- page by page


async def test_fifty_a_page_unless_it_is_said(shop: Depot) -> None:
    for _ in range(45):
        await shop.create()
    first, second = await shop.pages(ORDERS, "purchase_orders")
    assert (len(first["purchase_orders"]), len(second["purchase_orders"])) == (50, 3)
    assert (first["total"], first["pages"], first["page"], second["page"]) == (53, 2, 1, 2)


async def test_the_next_page_knows_its_filters_and_skips_nothing_new(shop: Depot) -> None:
    for _ in range(5):
        await shop.create(reference_number="PAGED")
    query = f"{ORDERS}?reference_number=PAGED&page_size=2"
    first = await shop.get(query)
    assert sorted(query_of(first["links"]["next"])) == ["cursor", "page_size"]
    await shop.create(reference_number="PAGED")
    rest = await shop.get(first["links"]["next"]["href"])
    last = await shop.get(rest["links"]["next"]["href"])
    pages = [each["purchase_orders"] for each in (first, rest, last)]
    ids = [each["purchase_order_id"] for page in pages for each in page]
    assert len(ids) == len(set(ids)) == 5
    assert ids == sorted(ids, reverse=True)


async def test_an_order_that_fits_no_more_moves_no_page(shop: Depot) -> None:
    ids = [(await shop.create(reference_number="GO"))["purchase_order_id"] for _ in range(4)][::-1]
    first = await shop.get(f"{ORDERS}?reference_number=GO&status=draft&page_size=2")
    for each in ids[:2]:
        await shop.status(each, "open")
    second = await shop.get(first["links"]["next"]["href"])
    assert [each["purchase_order_id"] for each in second["purchase_orders"]] == ids[2:]


async def test_what_stands_for_no_next_page_drifts(shop: Depot) -> None:
    seen = []
    for _ in range(3):
        await shop.create(reference_number="LAST")
        links = (await shop.get(f"{ORDERS}?reference_number=LAST"))["links"]
        assert query_of(links["first"])["reference_number"] == ["LAST"]
        seen.append(links.get("next", "absent"))
    assert seen == [{}, "absent", None]


async def test_a_cursor_of_another_list_or_changed_is_refused(shop: Depot) -> None:
    links = (await shop.get(f"{ORDERS}?page_size=1"))["links"]
    (cursor,) = query_of(links["next"])["cursor"]
    raw = bytearray(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    raw[-1] ^= 1
    spoilt = base64.urlsafe_b64encode(bytes(raw)).decode()
    for path in (f"{ORDERS}?cursor={spoilt}", f"/v2/suppliers?cursor={cursor}"):
        await shop.refused(400, "invalid_field_value", "GET", path)
    assert (await shop.get(f"{ORDERS}?page_size=1&cursor={cursor}"))["page"] == 2
