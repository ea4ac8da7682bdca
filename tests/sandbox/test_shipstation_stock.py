"""ShipStation's suppliers, buildings, products and inventory."""

from __future__ import annotations

from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.sandbox.shipstation_kit import (
    AUSTIN,
    BRACKET,
    CAPACITOR,
    DOCK,
    KESTREL,
    OPAMP,
    REELS,
    RESISTOR,
    Depot,
    depot,
    product,
    query_of,
)
from vendors.sandbox import bonded
from vendors.sandbox.parts.catalogue import shared
from vendors.sandbox.shipstation.products import shelf
from vendors.sandbox.world import SITES

SUPPLIERS, PRODUCTS, INVENTORY = "/v2/suppliers", "/v2/products", "/v2/inventory"
QUARANTINE = "se-7203"


@pytest_asyncio.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Depot]:
    async with depot(tmp_path) as made:
        yield made


# -- suppliers


@pytest.mark.parametrize(
    ("piece", "names"),
    [
        ("digi", ["DigiKey"]),
        ("INSTRUMENTS", ["Texas Instruments"]),
        ("w", ["Nordwind Kabelbau GmbH", "Selangor Board Works Sdn Bhd"]),
        ("nobody", []),
    ],
)
async def test_suppliers_by_a_piece_of_their_name(
    shop: Depot, piece: str, names: list[str]
) -> None:
    found = await shop.get(f"{SUPPLIERS}?supplier_name={piece}")
    assert [each["supplier_name"] for each in found["suppliers"]] == names


async def test_a_supplier_is_made_and_replaced(shop: Depot) -> None:
    body = {"supplier_name": "Acorn Metals", "city": "Leeds", "country_code": "GB"}
    made = await shop.ask("POST", SUPPLIERS, body)
    assert list(made) == ["supplier_id"]
    path = f"{SUPPLIERS}/{made['supplier_id']}"
    assert await shop.get(path) == {**made, **body}
    await shop.ask("PUT", path, {"supplier_name": "Acorn Metals", "contact_name": "Ö. Ng"})
    assert await shop.get(path) == {
        **made,
        "supplier_name": "Acorn Metals",
        "contact_name": "Ö. Ng",
    }
    assert len(await shop.pages(f"{SUPPLIERS}?page_size=2", "suppliers")) == 3


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "field_value_required"),
        ({"supplier_name": "  "}, "field_value_required"),
        ({"supplier_name": " digikey "}, "identifier_conflict"),
        ({"supplier_name": "X", "country_code": "USA"}, "invalid_field_value"),
        ({"supplier_name": "X", "city": 7}, "invalid_field_value"),
    ],
)
async def test_a_supplier_that_is_not_right(shop: Depot, body: dict[str, Any], code: str) -> None:
    for method, path in (("POST", SUPPLIERS), ("PUT", f"{SUPPLIERS}/{KESTREL}")):
        await shop.refused(400, code, method, path, body)
    assert (await shop.get(SUPPLIERS))["total"] == 5


async def test_a_supplier_that_is_not_there(shop: Depot) -> None:
    for method, body in (("GET", None), ("PUT", {"supplier_name": "X"})):
        path = f"{SUPPLIERS}/se-9"
        (said,) = await shop.refused(404, "invalid_identifier", method, path, body)
        assert said == "Supplier with the given ID was not found"


# -- buildings


async def test_most_sites_have_a_warehouse_and_not_every_warehouse_is_a_site(shop: Depot) -> None:
    found = await shop.get("/v2/inventory_warehouses")
    names = {each["name"] for each in found["inventory_warehouses"]}
    sites = {site.name for site in SITES}
    assert {"Austin plant", "München", "Penang"} < names & sites < sites
    assert names - sites
    senders = (await shop.get("/v2/warehouses"))["warehouses"]
    assert {each["name"] for each in senders} <= sites
    one = await shop.get(f"/v2/warehouses/{senders[1]['warehouse_id']}")
    assert one == senders[1]
    await shop.refused(404, "invalid_identifier", "GET", "/v2/warehouses/se-7101")


async def test_every_location_is_in_a_warehouse(shop: Depot) -> None:
    houses = (await shop.get("/v2/inventory_warehouses"))["inventory_warehouses"]
    pages = await shop.pages("/v2/inventory_locations?limit=4", "inventory_locations")
    places = [each for page in pages for each in page["inventory_locations"]]
    ids = "inventory_warehouse_id"
    assert {each[ids] for each in places} == {each[ids] for each in houses}
    assert len(pages) == 3


@pytest.mark.parametrize("kind", ["inventory_warehouse", "inventory_location"])
async def test_a_building_is_made_renamed_and_removed(shop: Depot, kind: str) -> None:
    body = {"name": "Annex"}
    if kind == "inventory_location":
        body["inventory_warehouse_id"] = AUSTIN
    every = f"/v2/{kind}s"
    made = await shop.ask("POST", every, body)
    assert made["created_at"] == made["updated_at"] == "2026-11-23T14:02:00.000Z"
    one = f"{every}/{made[f'{kind}_id']}"
    shop.kit.advance(hours=1)
    answer = await shop.call("PUT", one, {"name": "Annex 2"})
    assert (answer.status_code, answer.content) == (204, b"")
    renamed = await shop.get(one)
    assert (renamed["name"], renamed["updated_at"]) == ("Annex 2", "2026-11-23T15:02:00.000Z")
    answer = await shop.call("DELETE", one)
    assert (answer.status_code, answer.content) == (204, b"")
    for method in ("GET", "DELETE"):
        await shop.refused(404, "invalid_identifier", method, one)


async def test_a_building_with_inventory_goes_only_with_it(shop: Depot) -> None:
    one = f"/v2/inventory_warehouses/{AUSTIN}"
    for query in ("", "?remove_inventory=0"):
        await shop.refused(400, "invalid_status", "DELETE", one + query)
    await shop.refused(400, "invalid_field_value", "DELETE", one + "?remove_inventory=yes")
    assert (await shop.call("DELETE", one + "?remove_inventory=1")).status_code == 204
    await shop.refused(404, "invalid_identifier", "GET", f"/v2/inventory_locations/{DOCK}")
    left = (await shop.get(f"{INVENTORY}?page_size=500"))["inventory"]
    assert left
    assert AUSTIN not in {each["inventory_warehouse_id"] for each in left}


async def test_buildings_that_are_not_right(shop: Depot) -> None:
    every = "/v2/inventory_locations"
    await shop.refused(400, "field_value_required", "POST", every, {"name": "X"})
    body = {"name": "X", "inventory_warehouse_id": "se-9"}
    await shop.refused(404, "invalid_identifier", "POST", every, body)
    await shop.refused(400, "field_value_required", "PUT", f"{every}/{DOCK}", {"name": " "})


# -- products


async def test_many_parts_have_a_sku_and_many_have_none() -> None:
    """By the maker's number, by a number of the house with that as name, alias or UPC."""
    mpns = {row.part.mpn for row in bonded.rows(shared())}
    known = {each.mpn: each for each in shelf(shared()).products}
    found = [known[mpn] for mpn in mpns if mpn in known]
    assert len(mpns) * 3 // 4 < len(found) < len(mpns)
    house = [each for each in found if each.sku.startswith("AE-")]
    assert len(house) > 50
    assert all(each.sku == each.mpn for each in found if each not in house)
    assert any(each.alias == each.mpn for each in house)
    assert any(each.upc == each.mpn for each in house)
    assert any(each.mpn in each.name for each in house)
    skus = [each.sku.casefold() for each in shelf(shared()).products]
    assert len(skus) == len(set(skus))


@pytest.mark.parametrize(
    ("query", "skus"),
    [
        ("sku=RC0603FR-0710KL", [RESISTOR]),
        ("sku=rc0603fr-0710kl", [RESISTOR]),
        ("sku=RC0603FR-0710", []),
        ("sku=GRM188R71H104KA93D", []),
        ("sku=AE-10432", [CAPACITOR]),
        ("name=ne555p%20", ["AE-10555"]),
        ("name=GRM188R71H104KA93D", []),
        ("sku=CRCW060310K0FKEA", []),
        ("name=controller", ["PCB-0071-R3"]),
        ("sku=LM358DR&active=false", []),
        ("sku=LM358DR&active=true", [OPAMP]),
        ("sku=LBL/UL%2010x25", ["LBL/UL 10x25"]),
    ],
)
async def test_products_by_sku_and_name(shop: Depot, query: str, skus: list[str]) -> None:
    found = await shop.get(f"{PRODUCTS}?{query}")
    assert [each["sku"] for each in found["products"]] == skus
    assert all(isinstance(each["product_id"], int) for each in found["products"])
    assert found["total"] == len(skus)


async def test_a_maker_s_number_stands_as_alias_or_upc(shop: Depot) -> None:
    (capacitor,) = (await shop.get(f"{PRODUCTS}?sku={CAPACITOR}"))["products"]
    assert [each["sku_alias"] for each in capacitor["aliases"]] == ["GRM188R71H104KA93D"]
    (resistor,) = (await shop.get(f"{PRODUCTS}?sku=AE-10603"))["products"]
    assert resistor["upc"] == "ERJ-3EKF1002V"
    assert resistor["price"]["currency"] == "usd"


async def test_products_page_by_number(shop: Depot) -> None:
    first = await shop.get(PRODUCTS)
    assert len(first["products"]) == 100
    assert first["links"]["prev"] == {}
    last = await shop.get(first["links"]["last"]["href"])
    assert (last["page"], last["links"]["next"]) == (first["pages"], {})
    second = await shop.get(f"{PRODUCTS}?page_size=7&page=2&active=true")
    assert query_of(second["links"]["next"]) == {
        "page": ["3"],
        "page_size": ["7"],
        "active": ["true"],
    }
    seen = [each["sku"] for page in await shop.pages(PRODUCTS, "products")
            for each in page["products"]]  # fmt: skip
    assert len(seen) == len(set(seen)) == first["total"]
    assert (await shop.get(f"{PRODUCTS}?page=900"))["products"] == []


@pytest.mark.parametrize("query", ["page=0", "page_size=101", "page=x", "active=yes"])
async def test_questions_for_products_that_make_no_sense(shop: Depot, query: str) -> None:
    await shop.refused(400, "invalid_field_value", "GET", f"{PRODUCTS}?{query}")


# -- inventory


async def levels(shop: Depot, query: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await shop.get(f"{INVENTORY}?{query}"))["inventory"]
    return found


async def test_levels_by_location_and_by_warehouse(shop: Depot) -> None:
    there = await levels(shop, f"sku={OPAMP}")
    assert there == await levels(shop, f"sku={OPAMP}&group_by=location")
    assert {each["inventory_location_id"]: each["on_hand"] for each in there} == {
        REELS: 410,
        QUARANTINE: 90,
    }
    (whole,) = await levels(shop, f"sku={OPAMP}&group_by=warehouse")
    assert "inventory_location_id" not in whole
    assert (whole["on_hand"], whole["available"]) == (500, 410 - whole["allocated"])
    assert whole["average_cost"] == {"amount": Decimal("0.1021"), "currency": "USD"}
    await shop.refused(400, "invalid_field_value", "GET", f"{INVENTORY}?group_by=sku")


async def test_levels_of_several_skus_and_of_one_place(shop: Depot) -> None:
    found = await levels(shop, f"sku={OPAMP},{CAPACITOR.lower()}")
    assert {each["sku"] for each in found} == {OPAMP, CAPACITOR}
    found = await levels(shop, f"inventory_location_id={QUARANTINE}")
    assert {each["sku"] for each in found} == {OPAMP, BRACKET}
    found = await levels(shop, f"inventory_warehouse_id={AUSTIN}&group_by=warehouse")
    assert {each["inventory_warehouse_id"] for each in found} == {AUSTIN}
    every = await shop.pages(f"{INVENTORY}?page_size=3", "inventory")
    assert len(every) == 4


async def move(shop: Depot, kind: str, quantity: int, **more: Any) -> None:
    body = {
        "transaction_type": kind,
        "sku": OPAMP,
        "quantity": quantity,
        "inventory_location_id": REELS,
        **more,
    }
    answer = await shop.call("POST", INVENTORY, body)
    assert (answer.status_code, answer.content) == (204, b""), answer.text


async def test_pieces_are_added_taken_and_set(shop: Depot) -> None:
    for kind, quantity, expected in (
        ("increment", 90, 500),
        ("decrement", 100, 400),
        ("adjust", 777, 777),
        ("adjust", 3, 3),
        ("decrement", 3, 0),
        ("adjust", 0, 0),
    ):
        await move(shop, kind, quantity)
        assert await shop.on_hand(OPAMP, REELS) == expected
    assert await shop.on_hand(OPAMP, QUARANTINE) == 90


async def test_pieces_move_and_change_their_condition(shop: Depot) -> None:
    more = {"new_inventory_location_id": DOCK, "new_condition": "expired"}
    await move(shop, "modify", 60, condition="sellable", **more)
    assert (await shop.on_hand(OPAMP, REELS), await shop.on_hand(OPAMP)) == (350, 60)
    (moved,) = await levels(shop, f"sku={OPAMP}&inventory_location_id={DOCK}")
    assert moved["available"] == 0


async def test_a_cost_is_the_average_in_one_currency(shop: Depot) -> None:
    await move(shop, "adjust", 100, cost={"amount": 1, "currency": "USD"})
    await move(shop, "increment", 300, cost={"amount": 0.5, "currency": "USD"})
    (level,) = await levels(shop, f"sku={OPAMP}&inventory_location_id={REELS}")
    # What was there before had a cost of its own; taking pieces away did not change it.
    assert level["average_cost"]["amount"] == Decimal("0.40053")
    await move(shop, "increment", 1, cost={"amount": 2, "currency": "EUR"})
    (level,) = await levels(shop, f"sku={OPAMP}&inventory_location_id={REELS}")
    assert level["average_cost"] == {"amount": Decimal("2.0"), "currency": "EUR"}


async def test_what_an_order_brings_has_the_order_s_cost(shop: Depot) -> None:
    made = await shop.opened(product(BRACKET, 800, cost=0.76))
    await shop.receive(made, (BRACKET, 800, 0))
    (level,) = await levels(shop, f"sku={BRACKET}&inventory_location_id={DOCK}")
    assert level["on_hand"] == 1600
    assert level["average_cost"] == {"amount": Decimal("0.56"), "currency": "USD"}


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"transaction_type": "add"}, 400, "invalid_field_value"),
        ({"transaction_type": None}, 400, "field_value_required"),
        ({"quantity": 0}, 400, "invalid_field_value"),
        ({"quantity": None}, 400, "field_value_required"),
        ({"sku": "NO-SUCH"}, 400, "invalid_identifier"),
        ({"inventory_location_id": "se-9"}, 404, "invalid_identifier"),
        ({"condition": "broken"}, 400, "invalid_field_value"),
        ({"transaction_type": "decrement", "quantity": 411}, 400, "invalid_field_value"),
        ({"cost": {"amount": 1}}, 400, "field_value_required"),
        ({"effective_at": "today"}, 400, "invalid_field_value"),
    ],
)
async def test_a_transaction_that_is_not_right(
    shop: Depot, change: dict[str, Any], status: int, code: str
) -> None:
    body = {
        "transaction_type": "increment",
        "sku": OPAMP,
        "quantity": 5,
        "inventory_location_id": REELS,
        **change,
    }
    await shop.refused(status, code, "POST", INVENTORY, body)
    assert await shop.on_hand(OPAMP, REELS) == 410
