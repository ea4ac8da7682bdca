"""Warehouses, locations, inventory and products. See `fields`."""

from __future__ import annotations

from vendors.fields import CHECKED, Described, Dropped, Endpoint, Fate, Within, kept, model, sent
from vendors.shipstation.fields_orders import LINKS, WHOLE_PAGES

_PAGE_SIZE: dict[str, Fate] = {"page_size": sent("500, the most there are")}
_WHEN = Dropped("when the place was named is of no use to an order")
_PAGED: dict[str, Fate] = {
    "total": kept(CHECKED),
    "page": WHOLE_PAGES,
    "pages": WHOLE_PAGES,
    "links": LINKS,
}
_SHOP = Dropped("about selling and shipping it, not about buying it")
_CUSTOMS = Dropped("for shipping it to customers abroad")

STOCK = Described(
    "warehouses, inventory and products",
    (
        Endpoint("GET", "/v2/warehouses", gives="Warehouses"),
        Endpoint(
            "GET",
            "/v2/inventory_warehouses",
            gives="InventoryWarehouses",
            parameters=_PAGE_SIZE,
        ),
        Endpoint(
            "GET", "/v2/inventory_locations", gives="InventoryLocations", parameters=_PAGE_SIZE
        ),
        Endpoint(
            "GET",
            "/v2/inventory",
            gives="Inventory",
            parameters={
                "sku": sent("OnHand.sku"),
                "inventory_warehouse_id": sent("OnHand.warehouse_id"),
                "inventory_location_id": sent("OnHand.place_id"),
                "group_by": sent("location, always: goods are put into places"),
                **_PAGE_SIZE,
            },
        ),
        Endpoint(
            "GET",
            "/v2/products",
            gives="Products",
            parameters={
                "sku": sent("StockItem.sku"),
                "name": sent("StockItem.name"),
                "active": sent("StockItem.active"),
                "page_size": sent("100, the most there are"),
                "page": sent("from 1 to the last"),
            },
        ),
    ),
    asked=(),
    answered=(
        model("Warehouses", "", warehouses=Within("Warehouse")),
        model(
            "Warehouse",
            "wire_stock.ShippingWarehouse",
            warehouse_id=kept("Warehouse.id"),
            is_default=Dropped("the default for sending goods, not for receiving them"),
            name=kept("Warehouse.name"),
            created_at=_WHEN,
            origin_address=Dropped("the address that goods are sent from"),
            return_address=Dropped("the address that customers send goods back to"),
        ),
        model(
            "InventoryWarehouses",
            "",
            inventory_warehouses=Within("InventoryWarehouse"),
            **_PAGED,
        ),
        model(
            "InventoryWarehouse",
            "wire_stock.InventoryWarehouse",
            inventory_warehouse_id=kept("Warehouse.id"),
            name=kept("Warehouse.name"),
            created_at=_WHEN,
            updated_at=_WHEN,
        ),
        model(
            "InventoryLocations",
            "",
            inventory_locations=Within("InventoryLocation"),
            **_PAGED,
        ),
        model(
            "InventoryLocation",
            "wire_stock.InventoryLocation",
            inventory_location_id=kept("StockPlace.id"),
            name=kept("StockPlace.name"),
            inventory_warehouse_id=kept("StockPlace.warehouse_id"),
            created_at=_WHEN,
            updated_at=_WHEN,
        ),
        model("Inventory", "", inventory=Within("Level"), **_PAGED),
        model(
            "Level",
            "wire_stock.Level",
            sku=kept("OnHand.sku"),
            on_hand=kept("OnHand.on_hand"),
            allocated=Dropped("on hand less available says the same"),
            available=kept("OnHand.available"),
            average_cost=Dropped("what stock cost is the warehouse's affair; ours is the order's"),
            inventory_warehouse_id=kept("OnHand.warehouse_id"),
            inventory_location_id=kept("OnHand.place_id"),
        ),
        model(
            "Products",
            "",
            products=Within("Product"),
            total=kept(CHECKED),
            page=Dropped("repeats what was asked for"),
            pages=Dropped("counted off"),
            links=Dropped("its pages are asked for by their number"),
        ),
        model(
            "Product",
            "wire_stock.Product",
            product_id=Dropped("everything is asked for and received by its SKU"),
            sku=kept("StockItem.sku"),
            name=kept("StockItem.name"),
            upc=kept("StockItem.other_names"),
            thumbnail_url=Dropped("a picture, and a terminal shows none"),
            price=Dropped("what it is sold for, not what it is bought for"),
            dimensions=_SHOP,
            weight=_SHOP,
            internal_notes=_SHOP,
            fulfillment_sku=kept("StockItem.other_names"),
            create_date=_SHOP,
            modify_date=_SHOP,
            active=kept("StockItem.active"),
            product_category=_SHOP,
            preset_group=_SHOP,
            warehouse_location=Dropped("a shelf in words; received goods go to a location's id"),
            default_carrier_code=_SHOP,
            default_service_code=_SHOP,
            default_package_code=_SHOP,
            default_intl_carrier_code=_SHOP,
            default_intl_service_code=_SHOP,
            default_intl_package_code=_SHOP,
            default_confirmation=_SHOP,
            default_intl_confirmation=_SHOP,
            customs_description=_CUSTOMS,
            customs_value=_CUSTOMS,
            customs_tariff_no=_CUSTOMS,
            customs_country_code=_CUSTOMS,
            no_customs=_CUSTOMS,
            tags=_SHOP,
            aliases=Within("Alias"),
            product_type=_SHOP,
            is_returnable=_SHOP,
            should_override_name=_SHOP,
            is_bundle=_SHOP,
            bundle_components=_SHOP,
            auto_split_option=_SHOP,
            auto_split_custom_quantity=_SHOP,
        ),
        model(
            "Alias",
            "wire_stock.Alias",
            store_id=Dropped("which shop calls it so"),
            sku_alias=kept("StockItem.other_names"),
        ),
    ),
)
