"""Every endpoint of ShipStation's that is here.

None needs a person: a key is the whole sign-in. The envelope is always the same.
"""

from __future__ import annotations

from vendors.sandbox.desk import Answer, Endpoint
from vendors.sandbox.shipstation import places, products, progress, purchasing, stock, suppliers
from vendors.sandbox.shipstation.places import LOCATION, WAREHOUSE

PRODUCT = ENVELOPE = "shipstation"
ORDERS = "/v2/purchase_orders"
_ORDER = f"{ORDERS}/{{purchase_order_id}}"


def _endpoint(method: str, path: str, answer: Answer) -> Endpoint:
    return Endpoint(method, path, PRODUCT, ENVELOPE, False, answer)


def _of_places(kind: str) -> tuple[Endpoint, ...]:
    every, one = f"/v2/{kind}s", f"/v2/{kind}s/{{{kind}_id}}"
    return (
        _endpoint("GET", every, places.lister(kind)),
        _endpoint("POST", every, places.maker(kind)),
        _endpoint("GET", one, places.reader(kind)),
        _endpoint("PUT", one, places.renamer(kind)),
        _endpoint("DELETE", one, places.remover(kind)),
    )


ENDPOINTS: tuple[Endpoint, ...] = (
    _endpoint("GET", "/v2/suppliers", suppliers.list_suppliers),
    _endpoint("POST", "/v2/suppliers", suppliers.create_supplier),
    _endpoint("GET", "/v2/suppliers/{supplier_id}", suppliers.get_supplier),
    _endpoint("PUT", "/v2/suppliers/{supplier_id}", suppliers.update_supplier),
    *_of_places(WAREHOUSE),
    *_of_places(LOCATION),
    _endpoint("GET", "/v2/warehouses", places.list_warehouses),
    _endpoint("GET", "/v2/warehouses/{warehouse_id}", places.get_warehouse),
    _endpoint("GET", "/v2/inventory", stock.list_inventory),
    _endpoint("POST", "/v2/inventory", stock.update_inventory),
    _endpoint("GET", "/v2/products", products.list_products),
    _endpoint("GET", ORDERS, purchasing.list_orders),
    _endpoint("POST", ORDERS, purchasing.create_order),
    _endpoint("GET", _ORDER, purchasing.get_order),
    _endpoint("PUT", _ORDER, purchasing.update_order),
    _endpoint("POST", f"{_ORDER}/status", progress.set_status),
    _endpoint("POST", f"{_ORDER}/shipping_details", progress.set_details),
    _endpoint("POST", f"{_ORDER}/receives", progress.receive),
    _endpoint("GET", f"{_ORDER}/documents/order_summary", progress.order_summary),
    _endpoint("GET", f"{_ORDER}/documents/received_summary", progress.received_summary),
)
