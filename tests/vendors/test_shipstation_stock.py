"""Suppliers, warehouses, places, products, what is on hand, and papers."""

from __future__ import annotations

import httpx
import pytest

from tests.vendors.shipstation_kit import (
    answer,
    desk,
    listed,
)
from vendors.errors import (
    Unreadable,
)
from vendors.inbound import (
    InboundPaper,
    OnHand,
    StockItem,
    StockPlace,
    Supplier,
    Warehouse,
)
from vendors.vocabulary import Address

# -- who and where ---------------------------------------------------------------------------------


async def test_suppliers_have_names_and_addresses() -> None:
    said = {"supplier_id": "se-567", "supplier_name": "Acme", "contact_name": "Ann", "state": "TX"}
    want = Supplier("se-567", "Acme", Address(name="Ann", company="Acme", region="TX"))
    assert await desk(listed("suppliers", said)).client.suppliers() == (want,)
    here = desk(answer(said))
    assert await here.client.supplier("se/567") == want
    assert here.vendor.targets == ["GET /v2/suppliers/se%2F567"]


async def test_warehouses_are_those_whose_ids_an_order_takes() -> None:
    inventory = {"inventory_warehouse_id": "se-1", "name": "Austin"}
    here = desk(listed("inventory_warehouses", inventory))
    assert await here.client.warehouses() == (Warehouse("se-1", "Austin"),)
    shipping = answer(
        {"warehouses": [{"warehouse_id": "se-2", "name": "Dock", "is_default": True}]}
    )
    there = desk(shipping, warehouses="shipping")
    assert await there.client.warehouses() == (Warehouse("se-2", "Dock"),)
    assert here.vendor.targets == ["GET /v2/inventory_warehouses?page_size=500"]
    assert there.vendor.targets == ["GET /v2/warehouses"]


async def test_places_lie_in_warehouses() -> None:
    said = {"inventory_location_id": "se-9", "name": "A-1", "inventory_warehouse_id": "se-1"}
    here = desk(listed("inventory_locations", said))
    assert await here.client.places() == (StockPlace("se-9", "A-1", "se-1"),)


async def test_products_are_known_by_their_other_names() -> None:
    said = {
        "product_id": 7,
        "sku": "LM358P",
        "name": "Amplifier",
        "upc": "123",
        "fulfillment_sku": "LM",
        "active": True,
        "aliases": [{"store_id": 1, "sku_alias": "296-1395-5-ND"}, {"sku_alias": "123"}],
    }
    nameless = {"product_id": 8, "sku": None, "name": "B", "aliases": None}
    here = desk(answer({"products": [said, nameless], "pages": 1}))
    names = ("123", "LM", "296-1395-5-ND")
    assert await here.client.items(sku="LM358P") == (StockItem("LM358P", "Amplifier", True, names),)
    assert here.vendor.targets == ["GET /v2/products?sku=LM358P&page_size=100&page=1"]


async def test_what_is_on_hand_is_of_the_sku_that_was_asked() -> None:
    rows = [
        {"sku": "lm358p", "on_hand": 5, "available": 4, "inventory_location_id": "se-9"},
        {"sku": "LM358P-2", "on_hand": 7, "inventory_location_id": "se-9"},
    ]
    here = desk(listed("inventory", *rows))
    assert await here.client.on_hand("LM358P", warehouse_id="se-1", place_id="se-9") == (
        OnHand("lm358p", 5, 4, "se-9"),
    )
    assert here.vendor.targets == [
        "GET /v2/inventory?sku=LM358P&inventory_warehouse_id=se-1&inventory_location_id=se-9"
        "&group_by=location&page_size=500"
    ]
    with pytest.raises(Unreadable, match="how many"):
        await desk(listed("inventory", {"sku": "A"})).client.on_hand()
    for figure in (10**17, "9" * 40):
        with pytest.raises(Unreadable):
            await desk(listed("inventory", {"sku": "A", "on_hand": figure})).client.on_hand()
    owed = {"sku": "A", "on_hand": -3}
    assert [one.on_hand for one in await desk(listed("inventory", owed)).client.on_hand()] == [-3]


# -- papers ----------------------------------------------------------------------------------------

PDF = b"%PDF-1.7\n1 0 obj"


async def test_papers_are_pdfs() -> None:
    said = httpx.Response(200, content=PDF, headers={"content-type": "application/pdf"})
    here = desk(said)
    assert await here.client.paper("se-234", InboundPaper.ORDER) == PDF
    assert await here.client.paper("se-234", InboundPaper.RECEIVED) == PDF
    assert here.vendor.targets == [
        "GET /v2/purchase_orders/se-234/documents/order_summary",
        "GET /v2/purchase_orders/se-234/documents/received_summary",
    ]
    assert {one.headers["accept"] for one in here.vendor.asked} == {"application/pdf"}


NO_PAPERS = {
    "JSON": answer({}),
    "HTML": httpx.Response(200, html="<h1>no</h1>"),
    "a PDF by name": httpx.Response(
        200, content=b"<html>", headers={"content-type": "application/pdf"}
    ),
    "a PDF by its bytes": httpx.Response(200, content=PDF, headers={"content-type": "text/html"}),
    "nothing": httpx.Response(200),
}


@pytest.mark.parametrize("said", NO_PAPERS.values(), ids=NO_PAPERS)
async def test_what_is_no_pdf_is_no_paper(said: httpx.Response) -> None:
    with pytest.raises(Unreadable, match="no PDF"):
        await desk(said).client.paper("se-234", InboundPaper.ORDER)
