"""Whatever the sandbox's ShipStation answers is what ShipStation's files allow."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.contract import exercised, shared, shipstation_spec
from tests.contract.shipstation_holding import NEVER, Held, faults_of, known_places
from tests.sandbox.shipstation_kit import (
    A_CLOSED_ONE,
    AN_OPEN_ONE,
    DOCK,
    KESTREL,
    OPAMP,
    ORDERS,
    REELS,
    RESISTOR,
    depot,
    order,
    product,
    receives,
)
from vendors.sandbox.shipstation.endpoints import ENDPOINTS


@pytest_asyncio.fixture
async def held(tmp_path: Path) -> AsyncIterator[Held]:
    async with depot(tmp_path) as made:
        yield Held(made)


WHOLE = order(
    product(cost=0.0044, supplier_sku="311-10.0KHRCT-ND"),
    product(OPAMP, 10),
    order_date="2026-11-23T14:02:00Z",
    expected_delivery_date="2026-12-01T00:00:00Z",
    payment_terms="net_30",
    payment_status="unpaid",
    currency_code="USD",
    shipping_carrier="UPS",
    tracking_number="1Z",
    note_to_supplier="Dock 4",
)


async def _walk(held: Held) -> None:
    """Each endpoint, so that as much of its answers shows as there can be."""
    supplier = {
        "supplier_name": "Acorn",
        "supplier_email": "a@acorn.invalid",
        "address_line_1": "1 Mill Rd",
        "address_line_2": "Yard 2",
        "city": "Leeds",
        "state": "W Yorks",
        "postal_code": "LS1",
        "country_code": "GB",
        "contact_name": "Ö. Ng",
        "contact_phone": "555-0101",
    }
    made = (await held.send("POST", "/v2/suppliers", supplier))["supplier_id"]
    await held.get(f"/v2/suppliers/{made}")
    await held.send("PUT", f"/v2/suppliers/{made}", supplier)
    first = await held.get("/v2/suppliers?page_size=2")
    await held.get(first["links"]["next"]["href"])
    await held.get("/v2/suppliers?supplier_name=acorn")

    for kind, body in (
        ("inventory_warehouse", {"name": "Annex"}),
        ("inventory_location", {"name": "Shelf", "inventory_warehouse_id": "se-7101"}),
    ):
        every = f"/v2/{kind}s"
        one = f"{every}/{(await held.send('POST', every, body))[f'{kind}_id']}"
        await held.get(f"{every}?page_size=1")
        await held.get(every)
        await held.send("PUT", one, {"name": "Other"})
        await held.get(one)
        await held.send("DELETE", f"{one}?remove_inventory=1")
    warehouses = (await held.get("/v2/warehouses"))["warehouses"]
    for each in warehouses:
        await held.get(f"/v2/warehouses/{each['warehouse_id']}")

    await held.get("/v2/products?page=2&page_size=100")
    await held.get("/v2/products?sku=AE-10432&active=true")
    await held.get("/v2/products?name=resistor%20nobody%20has")
    transaction = {
        "transaction_type": "modify",
        "sku": OPAMP,
        "quantity": 5,
        "inventory_location_id": REELS,
        "condition": "sellable",
        "new_inventory_location_id": DOCK,
        "new_condition": "qa_hold",
        "new_cost": {"amount": 0.2, "currency": "USD"},
        "reason": "counted",
        "effective_at": "2026-11-23T14:02:00Z",
    }
    await held.send("POST", "/v2/inventory", transaction)
    await held.get("/v2/inventory?group_by=warehouse&page_size=2")
    await held.get(f"/v2/inventory?sku={OPAMP}&inventory_location_id={REELS}")

    ids = []
    for _ in range(2):
        made = await held.send("POST", ORDERS, WHOLE)
        ids.append(f"{ORDERS}/{made['purchase_order_id']}")
        await held.send("PUT", ids[-1], WHOLE)
        await held.send("POST", f"{ids[-1]}/status", {"status": "open"})
        details = {"tracking_number": "1Z999", "shipping_carrier": "UPS"}
        await held.send("POST", f"{ids[-1]}/shipping_details", details)
        await held.send("POST", f"{ids[-1]}/receives", receives((RESISTOR, 95, 5)))
        await held.get(ids[-1])
        await held.send("POST", f"{ids[-1]}/receives", receives((OPAMP, 10, 0)))
        for paper in ("order_summary", "received_summary"):
            assert (await held.call("GET", f"{ids[-1]}/documents/{paper}")).status_code == 200
        await held.send("POST", f"{ids[-1]}/status", {"status": "closed"})
    first = await held.get(f"{ORDERS}?page_size=4&create_date_start=2026-01-01T00:00:00Z")
    while (link := first["links"].get("next")) and link.get("href"):
        first = await held.get(link["href"])
    await held.get(f"{ORDERS}?status=closed&warehouse_id=se-7101")
    await held.get(f"{ORDERS}?reference_number=nothing")
    await held.get(f"{ORDERS}?order_number=11232026-01")


async def test_every_endpoint_answers_as_the_files_say(held: Held) -> None:
    await _walk(held)
    walked = exercised.noted()
    for endpoint in ENDPOINTS if shipstation_spec.here() else ():
        statuses = {
            status
            for who, method, path, status in walked
            if who == exercised.SANDBOX and (method, path) == (endpoint.method, endpoint.path)
        }
        assert statuses & {200, 204}, endpoint


@pytest.mark.usefixtures("official")
async def test_every_endpoint_is_in_the_files() -> None:
    known = shipstation_spec.operations()
    assert {f"{each.method} {each.path}" for each in ENDPOINTS} <= known.keys()
    orders = {name for name in known if ORDERS in name or "suppliers" in name}
    assert orders <= {f"{each.method} {each.path}" for each in ENDPOINTS}


@pytest.mark.usefixtures("official")
async def test_every_property_of_the_files_is_in_some_answer(held: Held) -> None:
    await _walk(held)
    for name, seen in held.seen.items():
        schema = shipstation_spec.operations()[name].gives or {}
        lacking = {
            place
            for place in set(known_places(schema)) - seen
            if not any(piece in place for piece in NEVER)
        }
        assert lacking == set(), name


async def test_every_order_from_the_start(held: Held) -> None:
    for each in (await held.get(f"{ORDERS}?page_size=500"))["purchase_orders"]:
        await held.get(f"{ORDERS}/{each['purchase_order_id']}")


async def test_every_page_of_products(held: Held) -> None:
    page = await held.get("/v2/products")
    for number in range(2, page["pages"] + 1):
        assert (await held.get(f"/v2/products?page={number}"))["products"]


REFUSALS: list[tuple[int, str, str, Any]] = [
    (400, "POST", ORDERS, {}),
    (400, "POST", ORDERS, order(product("NO-SUCH"))),
    (404, "POST", ORDERS, order(supplier_id="se-1")),
    (400, "GET", f"{ORDERS}?status=gone", None),
    (400, "GET", f"{ORDERS}?page_size=0", None),
    (404, "GET", f"{ORDERS}/se-1", None),
    (404, "PUT", f"{ORDERS}/se-1", order()),
    (400, "PUT", f"{ORDERS}/{AN_OPEN_ONE}", order()),
    (400, "POST", f"{ORDERS}/{A_CLOSED_ONE}/status", {"status": "open"}),
    (404, "POST", f"{ORDERS}/se-1/status", {"status": "open"}),
    (400, "POST", f"{ORDERS}/{A_CLOSED_ONE}/shipping_details", {}),
    (404, "POST", f"{ORDERS}/se-1/shipping_details", {}),
    (400, "POST", f"{ORDERS}/{AN_OPEN_ONE}/receives", receives(("NO-SUCH", 1, 0))),
    (404, "POST", f"{ORDERS}/se-1/receives", receives((OPAMP, 1, 0))),
    (400, "GET", f"{ORDERS}/{AN_OPEN_ONE}/documents/received_summary", None),
    (404, "GET", f"{ORDERS}/se-1/documents/order_summary", None),
    (400, "POST", "/v2/suppliers", {"supplier_name": "digikey"}),
    (400, "PUT", f"/v2/suppliers/{KESTREL}", {}),
    (404, "GET", "/v2/suppliers/se-1", None),
    (404, "PUT", "/v2/suppliers/se-1", {}),
    (404, "GET", "/v2/warehouses/se-1", None),
    (400, "GET", "/v2/products?page=0", None),
    (400, "GET", "/v2/inventory?group_by=sku", None),
    (400, "POST", "/v2/inventory", {}),
    (404, "GET", "/v2/inventory_locations/se-1", None),
    (400, "DELETE", "/v2/inventory_warehouses/se-7101", None),
]


@pytest.mark.parametrize(
    ("status", "method", "path", "body"), REFUSALS, ids=lambda value: str(value)[:40]
)
async def test_refusals(held: Held, status: int, method: str, path: str, body: Any) -> None:
    assert (await held.call(method, path, body)).status_code == status


@pytest.mark.parametrize(
    ("fault", "status"),
    [("down", 503), ("429-burst", 429), ("500-before", 500), ("500-after", 500),
     ("expired-token", 401), ("not-subscribed", 403)],
)  # fmt: skip
@pytest.mark.parametrize(
    "endpoint", ENDPOINTS, ids=lambda endpoint: f"{endpoint.method} {endpoint.path}"
)
async def test_every_endpoint_goes_wrong_in_the_same_way(
    held: Held, fault: str, status: int, endpoint: Any
) -> None:
    held.shop.kit.faults.put(fault, 1, path="/v2/")
    path, body = _right(endpoint.method, endpoint.path)
    answer = await held.call(endpoint.method, path, body)
    assert answer.status_code == status
    assert bool(answer.content) is (status != 500)


def _right(method: str, path: str) -> tuple[str, Any]:
    """A call that would be answered."""
    for name, value in (
        ("{purchase_order_id}", "se-20121"),
        ("{supplier_id}", KESTREL),
        ("{inventory_warehouse_id}", "se-7190"),
        ("{inventory_location_id}", "se-7291"),
        ("{warehouse_id}", "se-810201"),
    ):
        path = path.replace(name, value)
    bodies = {
        "/v2/suppliers": {"supplier_name": "New"},
        "/v2/inventory_warehouses": {"name": "New"},
        "/v2/inventory_locations": {"name": "New", "inventory_warehouse_id": "se-7101"},
        "/v2/inventory": {
            "transaction_type": "increment",
            "sku": OPAMP,
            "quantity": 1,
            "inventory_location_id": DOCK,
        },
        ORDERS: WHOLE,
        f"{ORDERS}/se-20121/status": {"status": "received"},
        f"{ORDERS}/se-20121/receives": receives(("STMP-204", 1, 0)),
        # These two want an order that is a draft, and one that is open.
        f"{ORDERS}/se-20121/shipping_details": {},
        f"{ORDERS}/se-20121": WHOLE,
        f"/v2/suppliers/{KESTREL}": {"supplier_name": "Kestrel"},
        "/v2/inventory_warehouses/se-7190": {"name": "X"},
        "/v2/inventory_locations/se-7291": {"name": "X"},
    }
    body = bodies.get(path) if method in ("POST", "PUT") else None
    if method == "PUT" and path.startswith(ORDERS):
        path = f"{ORDERS}/se-20133"
    if path.endswith("/shipping_details"):
        path = f"{ORDERS}/{AN_OPEN_ONE}/shipping_details"
    return path, body


# -- what the vendor's pages show ------------------------------------------------------------------


def _shape(said: Any) -> Any:
    """Names and kinds, without values."""
    if isinstance(said, dict):
        return {name: _shape(each) for name, each in said.items()}
    if isinstance(said, list):
        return [_shape(each) for each in said[:1]]
    return "number" if isinstance(said, int | float) and said is not True else type(said).__name__


@pytest.mark.usefixtures("official")
async def test_the_pages_own_example_makes_the_order_that_they_show(held: Held) -> None:
    asked = shared.recording("shipstation", "shipstation_po_create_request.doc.json")
    shown = shared.recording("shipstation", "shipstation_po_create_response.assembled.json")
    asked |= {"supplier_id": KESTREL, "warehouse_id": "se-7101"}
    asked["products"][0]["sku"] = OPAMP
    for _ in range(2):
        said = await held.send("POST", ORDERS, asked)
        added = {"supplier_name", "received_quantity", "rejected_quantity"}
        for each in (said, *said["products"]):
            for name in added:
                each.pop(name, None)
        assert _shape(said) == _shape(shown)
        same = {name: said[name] for name in asked if name != "products"}
        assert same == {name: asked[name] for name in same}
    path = f"{ORDERS}/{said['purchase_order_id']}"
    await held.send("POST", f"{path}/status", {"status": "open"})
    came = shared.recording("shipstation", "shipstation_receive_request.doc.json")
    came["product_receives"][0] |= {"sku": OPAMP, "inventory_location_id": DOCK}
    assert (await held.send("POST", f"{path}/receives", came))["status"] == "received"


@pytest.mark.usefixtures("official")
async def test_lists_and_errors_look_as_on_the_pages(held: Held) -> None:
    for file, path in (
        ("shipstation_po_list_200.assembled.json", f"{ORDERS}?reference_number=P25-0990"),
        ("shipstation_suppliers_list_200.assembled.json", "/v2/suppliers?supplier_name=kestrel"),
    ):
        shown, said = shared.recording("shipstation", file), await held.get(path)
        for each in (shown, said):
            each["links"].pop("next", None)
        assert _shape(said) == _shape(shown)
    error = shared.recording("shipstation", "shipstation_error_400.assembled.json")
    answer = await held.call("POST", ORDERS)
    assert answer.status_code == 400
    assert answer.json()["errors"] == error["errors"]


# -- the judge sees what goes wrong ----------------------------------------------------------------


@pytest.mark.usefixtures("official")
@pytest.mark.parametrize(
    ("path", "right", "wrong"),
    [
        (ORDERS, '"order_number"', '"orderNumber"'),
        (ORDERS, '"status":"open"', '"status":"opened"'),
        (ORDERS, "T14:02:00Z", ""),
        (f"{ORDERS}/{AN_OPEN_ONE}", '"supplier_sku"', '"vendor_sku"'),
        (f"{ORDERS}/{AN_OPEN_ONE}", '"quantity":2500', '"quantity":"2500"'),
        (f"{ORDERS}/{AN_OPEN_ONE}", '"currency_code":"USD"', '"currency_code":null'),
        ("/v2/products", '"product_id":', '"product_id":null,"x":'),
        ("/v2/inventory", '"on_hand"', '"onhand"'),
    ],
)
async def test_a_planted_fault_is_found(held: Held, path: str, right: str, wrong: str) -> None:
    answer = await held.shop.call("GET", path)
    operation = shipstation_spec.operation_of("GET", path)
    assert operation is not None
    assert operation.gives is not None
    assert list(faults_of(operation.gives, shared.read_json(answer.text))) == []
    spoilt = answer.text.replace(right, wrong, 1)
    assert spoilt != answer.text
    assert list(faults_of(operation.gives, shared.read_json(spoilt)))
