"""ShipStation's part of the sandbox's book: what is there from the start, what is told of it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from tests.sandbox.kit import FROZEN, short_folder
from tests.sandbox.shipstation_kit import (
    DOCK,
    KEY,
    OPAMP,
    ORDERS,
    RESISTOR,
    Depot,
    depot,
    order,
    product,
)
from tests.sandbox.test_child import wait_for_end
from vendors.sandbox import world
from vendors.sandbox.child import FROM, Child, command, environment
from vendors.sandbox.commands import main
from vendors.sandbox.parts.catalogue import shared
from vendors.sandbox.shipstation import orders, told
from vendors.sandbox.shipstation.products import shelf
from vendors.sandbox.shipstation.seed import seed


@pytest_asyncio.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Depot]:
    async with depot(tmp_path) as made:
        yield made


# -- from the start


async def test_the_orders_from_the_start_hold_together(shop: Depot) -> None:
    """Every state there is; known suppliers, warehouses, SKUs; what came fits the state."""
    book = shop.kit.book
    found = orders.every(book)
    assert {each.status for each in found} == set(orders.STATUSES)
    for each in found:
        whole = await shop.get(f"{ORDERS}/{each.se_id}")
        assert whole["supplier_name"]
        await shop.get(f"/v2/inventory_warehouses/{each.warehouse_id}")
        assert all(shelf(shared()).find(one.sku) for one in each.products)
        came = orders.came(book, each)
        ordered = each.ordered()
        complete = all(sum(came.get(sku, (0, 0))) >= many for sku, many in ordered.items())
        assert complete is (each.status in (orders.RECEIVED, orders.CLOSED))
        assert bool(came) is (complete or each.status == orders.RECEIVING)
        assert all(one.at <= book.now() for one in orders.receives(book, each))


async def test_all_stock_is_of_products_in_places(shop: Depot) -> None:
    for each in (await shop.get("/v2/inventory?page_size=500"))["inventory"]:
        product = shelf(shared()).find(each["sku"])
        assert product is not None
        assert product.sku == each["sku"]
        await shop.get(f"/v2/inventory_locations/{each['inventory_location_id']}")


async def test_it_is_put_there_once(shop: Depot) -> None:
    await shop.create()
    before = await shop.get(ORDERS)
    await shop.call("PUT", "/v2/suppliers/se-501", {"supplier_name": "DigiKey Electronics"})
    seed(shop.kit.book)
    assert (await shop.get(ORDERS))["total"] == before["total"] == 9
    assert (await shop.get("/v2/suppliers/se-501"))["supplier_name"] == "DigiKey Electronics"


# -- told


async def test_the_book_says_what_stands_and_every_call_that_made_it_so(shop: Depot) -> None:
    made = await shop.opened(product(quantity=10, cost=0.0044), product(OPAMP, 2))
    shop.kit.advance(days=3)
    await shop.receive(made, (RESISTOR, 7, 1))
    (held,) = told.as_json(shop.kit.book, " ac-2026-0001 ")
    assert held["purchase_order_id"] == made
    assert (held["status"], held["supplier"], held["warehouse"]) == (
        "receiving",
        "DigiKey",
        "Austin plant",
    )
    assert held["products"][0] == {
        "sku": RESISTOR,
        "supplier_sku": None,
        "quantity": 10,
        "cost": "0.0044",
    }
    assert held["came"] == {
        RESISTOR: {"ordered": 10, "received": 7, "rejected": 1},
        OPAMP: {"ordered": 2, "received": 0, "rejected": 0},
    }
    (receive,) = held["receives"]
    assert (receive["at"], receive["location_id"]) == ("2026-11-26T14:02:00.000000+00:00", DOCK)
    assert [each["method"] for each in held["told"]] == ["POST"] * 3
    assert held["told"][1]["asked"] == {"status": "open"}


async def test_a_refused_call_is_not_in_the_book(shop: Depot) -> None:
    await shop.call("POST", ORDERS, order(product("NO-SUCH")))
    assert told.as_json(shop.kit.book, None) == []


async def test_only_what_was_made_here_is_listed_unless_it_is_named(shop: Depot) -> None:
    await shop.create(reference_number="AC-1")
    assert [each["reference_number"] for each in told.as_json(shop.kit.book, None)] == ["AC-1"]
    assert [each["status"] for each in told.as_json(shop.kit.book, "wh-2210")] == ["receiving"]


async def test_an_order_that_cannot_be_seen_yet_is_in_the_book(shop: Depot) -> None:
    shop.kit.faults.put("late-visible", seconds=60)
    await shop.create(reference_number="AC-2")
    assert len(told.as_json(shop.kit.book, "AC-2")) == 1


async def test_the_command_prints_it(
    shop: Depot, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await shop.create(reference_number="AC-3")
    await shop.create(reference_number="AC-4 \x1b[31m")
    words = ["book", "--vendor", "shipstation"]
    assert main([*words, "--po", "AC-3", "--json"], tmp_path) == 0
    (held,) = json.loads(capsys.readouterr().out)
    assert held["reference_number"] == "AC-3"
    assert main(words, tmp_path) == 0
    said = capsys.readouterr().out
    assert "AC-3" in said
    assert "AC-4" in said
    assert "\x1b" not in said
    assert "2 orders" in said
    assert "invented" in said
    assert main(["book", "--json"], tmp_path) == 0
    assert json.loads(capsys.readouterr().out) == []


# -- in a process of its own


@pytest.mark.process
async def test_it_is_served_beside_the_others_and_outlives_its_server() -> None:
    with short_folder() as made:
        folder = made / "vendor"
        for total in (9, 10):
            child = Child(folder, FROZEN, grace=0.0)
            uds = str(await asyncio.to_thread(child.start))
            try:
                transport = httpx.AsyncHTTPTransport(uds=uds)
                async with httpx.AsyncClient(transport=transport, timeout=20) as client:
                    url = world.SHIPSTATION_BASE_URL + ORDERS
                    answer = await client.post(url, json=order(), headers=KEY)
                    assert answer.status_code == 200
                    listed = await client.get(url, headers=KEY)
                    assert listed.json()["total"] == total
                    others = await client.get(world.BASE_URL + ORDERS, headers=KEY)
                    assert others.status_code == 404
            finally:
                child.close()
            # So that the next one is another server.
            await asyncio.to_thread(wait_for_end, folder)
        process = await asyncio.create_subprocess_exec(
            *command(folder, "book", "--vendor", "shipstation", "--json"),
            stdout=asyncio.subprocess.PIPE,
            cwd=FROM,
            env=environment(),
        )
        output, _ = await process.communicate()
        assert [each["reference_number"] for each in json.loads(output)] == ["AC-2026-0001"] * 2
