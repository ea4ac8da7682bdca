"""The referee itself: what it must refuse, planted; what it must let pass, recorded."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from tests.contract import shared, tally
from tests.contract.referee import Answered, Asked, Fault, Referee

SANDBOX = "http://digikey.sandbox"
HEADERS = {"authorization": "Bearer abc.def", "x-digikey-client-id": "bondroom-sandbox"}
JSON = {"content-type": "application/json; charset=utf-8"}

ORDER: dict[str, Any] = {
    "PurchaseOrderNumber": "AC-2026-0001",
    "Currency": "USD",
    "ShippingContact": {
        "CustomerId": "7718201",
        "Name": "Ada Example",
        "Address": {"AddressLineOne": "1 Example Way", "City": "Austin", "Country": "US"},
    },
    "LineItems": [
        {"DigiKeyPartNumber": "36-117-ND", "RequestedQuantity": 10, "UnitPrice": 0.86},
    ],
}


def post(path: str, body: Any, **more: str) -> Asked:
    return Asked("POST", SANDBOX + path, {**HEADERS, **JSON, **more}, json.dumps(body).encode())


def get(path: str, **more: str) -> Asked:
    return Asked("GET", SANDBOX + path, {**HEADERS, **more})


def answer(body: Any, status: int = 200) -> Answered:
    return Answered(status, JSON, json.dumps(body).encode())


def places(faults: list[Fault]) -> set[str]:
    return {fault.place for fault in faults}


def judges(referee: Referee, path: str) -> int:
    """How many specifications must complain about a fault on `path`: one, or the file as well."""
    official = next(book for own, book, _ in referee.books if path.startswith(own.base + "/"))
    return 2 if official else 1


GOOD_REQUESTS = [
    post("/products/v4/search/keyword", {"Keywords": "res 10k", "Limit": 50, "Offset": 0}),
    post("/products/v4/search/keyword", {"Keywords": "a", "SortOptions": {"Field": "Price"}}),
    get("/products/v4/search/LM358MX%2FNOPB%23%20%2B/productdetails"),
    get("/products/v4/search/296-1-ND/productdetails", **{"X-DIGIKEY-Account-Id": "7718200"}),
    get("/products/v4/search/296-1-ND/pricing?limit=10&inStock=true"),
    post("/Ordering/v3/Orders", ORDER),
    get("/orderstatus/v4/orders?Shared=true&StartDate=2025-11-20&PageNumber=1&PageSize=25"),
    get("/orderstatus/v4/salesorder/90000001", **{"X-DIGIKEY-Account-Id": "7718200"}),
    get("/SupplyChain/v1/BondedQuantity/Locations"),
    get("/SupplyChain/v1/BondedQuantity/Locations/7718201"),
    get("/SupplyChain/v1/BondedQuantity/Locations/7718201/Products"),
    get("/SupplyChain/v1/BondedQuantity/Locations/7718201/Products/A%2FB%23C-ND"),
    get("/SupplyChain/v1/BondedQuantity/Products"),
    get("/OrderManagement/v1/SalesOrders/Search/PoNumber/AC-2026%2F1?ordersLimit=10"),
    get("/ordermanagement/v2/salesorders/90000001"),
]


@pytest.mark.parametrize("asked", GOOD_REQUESTS, ids=lambda asked: asked.url[len(SANDBOX) :])
def test_a_right_request_passes(referee: Referee, asked: Asked) -> None:
    assert referee.judge_request(asked) == []


def _order(**changes: Any) -> Any:
    changed = copy.deepcopy(ORDER)
    changed.update(changes)
    return changed


BAD_REQUESTS = [
    ("misspelt field", post("/Ordering/v3/Orders", _order(PurchaseOrder="x"))),
    ("field missing", post("/Ordering/v3/Orders", _order(Currency=None))),
    ("no lines", post("/Ordering/v3/Orders", _order(LineItems=[]))),
    (
        "quantity as text",
        post("/Ordering/v3/Orders", _order(LineItems=[{"RequestedQuantity": "1", "UnitPrice": 1}])),
    ),
    (
        "the seeds' line field",
        post("/Ordering/v3/Orders", _order(LineItems=[{"Quantity": 1, "UnitPrice": 1.5}])),
    ),
    ("no body", Asked("POST", SANDBOX + "/Ordering/v3/Orders", {**HEADERS, **JSON})),
    ("an account header", post("/Ordering/v3/Orders", ORDER, **{"X-DIGIKEY-Account-Id": "1"})),
    ("no price", post("/Ordering/v3/Orders", _order(LineItems=[{"RequestedQuantity": 1}]))),
    ("51 hits", post("/products/v4/search/keyword", {"Keywords": "a", "Limit": 51})),
    ("the old paging", post("/products/v4/search/keyword", {"Keywords": "a", "RecordCount": 5})),
    (
        "an unknown sort field",
        post("/products/v4/search/keyword", {"Keywords": "a", "SortOptions": {"Field": "Stock"}}),
    ),
    (
        "the account on a word search",
        post("/products/v4/search/keyword", {"Keywords": "a"}, **{"X-DIGIKEY-Account-Id": "1"}),
    ),
    (
        "the header of before",
        get("/products/v4/search/x/productdetails", **{"X-DIGIKEY-Customer-Id": "1"}),
    ),
    ("an unknown query", get("/products/v4/search/x/pricing?Limit=5")),
    ("a query twice", get("/products/v4/search/x/pricing?limit=5&limit=6")),
    ("a query of text", get("/products/v4/search/x/pricing?limit=five")),
    ("a slash unencoded", get("/products/v4/search/LM358MX/NOPB/productdetails")),
    ("a path that is none", get("/products/v4/search/x/productpricing")),
    ("the method", get("/Ordering/v3/Orders")),
    ("the case of a path", get("/orderstatus/v4/SalesOrder/1")),
    ("26 a page", get("/orderstatus/v4/orders?PageSize=26")),
    ("no date", get("/orderstatus/v4/orders?StartDate=20-11-2026")),
    ("no number", get("/orderstatus/v4/salesorder/SO-1")),
    ("a query on bonded stock", get("/SupplyChain/v1/BondedQuantity/Products?page=1")),
    ("an API that is none", get("/BatchSearch/v3/ProductDetails")),
    (
        "no bearer",
        Asked(
            "GET", SANDBOX + "/SupplyChain/v1/BondedQuantity/Products", {"x-digikey-client-id": "b"}
        ),
    ),
    (
        "no client id",
        Asked(
            "GET", SANDBOX + "/products/v4/search/x/productdetails", {"authorization": "Bearer a"}
        ),
    ),
    (
        "a body on a read",
        Asked("GET", SANDBOX + "/orderstatus/v4/orders", {**HEADERS, **JSON}, b"{}"),
    ),
    ("another host", Asked("GET", "https://example.com/orderstatus/v4/orders", HEADERS)),
]


@pytest.mark.parametrize(("name", "asked"), BAD_REQUESTS, ids=[name for name, _ in BAD_REQUESTS])
def test_a_wrong_request_fails(referee: Referee, name: str, asked: Asked) -> None:
    assert referee.judge_request(asked)


def test_a_planted_misspelling_in_a_request_is_named_by_every_judge(referee: Referee) -> None:
    order = _order()
    order["LineItems"][0]["DigikeyPartNumber"] = order["LineItems"][0].pop("DigiKeyPartNumber")
    faults = referee.judge_request(post("/Ordering/v3/Orders", order))
    assert places(faults) == {"/LineItems/0"}
    assert all("DigikeyPartNumber" in fault.words for fault in faults)
    assert len(faults) == judges(referee, "/Ordering/v3/Orders")


def test_a_planted_misspelling_in_an_answer_is_named_by_every_judge(referee: Referee) -> None:
    asked = post("/products/v4/search/keyword", {"Keywords": "a"})
    product = {"ProductVariations": [{"DigiKeyProductNumber": "x", "Marketplace": False}]}
    faults = referee.judge_answer(asked, answer({"Products": [product], "ProductsCount": 1}))
    assert places(faults) == {"/Products/0/ProductVariations/0"}
    assert len(faults) == judges(referee, "/products/v4/search/keyword")


ASKED_ORDER = post("/Ordering/v3/Orders", ORDER)
ASKED_STATUS = get("/orderstatus/v4/salesorder/90000001")
ASKED_BONDED = get("/SupplyChain/v1/BondedQuantity/Products")
PROBLEM = {"type": "t", "title": "Not Found", "status": 404, "detail": "d", "errors": {"a": ["b"]}}
ERROR = {"ErrorResponseVersion": "3.0.0.0", "StatusCode": 400, "ValidationErrors": []}

GOOD_ANSWERS = [
    ("a number", ASKED_ORDER, answer({"SalesOrderId": 90000001, "SalesOrderIds_DKPlus": None})),
    ("no number yet", ASKED_ORDER, answer({"SalesOrderId": -1, "SalesOrderIds_DKPlus": []})),
    ("rejected", ASKED_ORDER, answer(ERROR, 400)),
    ("gateway, one shape", ASKED_ORDER, answer({**PROBLEM, "status": 401}, 401)),
    ("gateway, other shape", ASKED_STATUS, answer(ERROR, 429)),
    ("no such order", ASKED_STATUS, answer(PROBLEM, 404)),
    ("nulls", ASKED_STATUS, answer({"Contact": None, "LineItems": None, "Status": None})),
    ("no bonded stock", ASKED_BONDED, answer([])),
    ("not allowed", ASKED_BONDED, answer(ERROR, 403)),
    (
        "a token",
        Asked("POST", SANDBOX + "/v1/oauth2/token", {}),
        answer({"access_token": "a", "expires_in": 1799, "token_type": "Bearer"}),
    ),
    (
        "a code",
        Asked("GET", SANDBOX + "/v1/oauth2/authorize", {}),
        Answered(302, {"location": "https://localhost/?code=1&state=2"}),
    ),
]


@pytest.mark.parametrize(
    ("name", "asked", "answered"), GOOD_ANSWERS, ids=[each[0] for each in GOOD_ANSWERS]
)
def test_a_right_answer_passes(
    referee: Referee, name: str, asked: Asked, answered: Answered
) -> None:
    assert referee.judge_answer(asked, answered) == []


BAD_ANSWERS = [
    ("201", ASKED_ORDER, answer({"SalesOrderId": 1}, 201)),
    ("number as text", ASKED_ORDER, answer({"SalesOrderId": "90000001"})),
    ("number as fraction", ASKED_ORDER, answer({"SalesOrderId": 90000001.0})),
    ("the underscore", ASKED_ORDER, answer({"_ErrorResponseVersion": "3"}, 400)),
    ("the other shape", ASKED_ORDER, answer(PROBLEM, 400)),
    ("a list for an object", ASKED_STATUS, answer([])),
    ("null for an object", ASKED_STATUS, answer(None)),
    ("too large a number", ASKED_STATUS, answer({"SalesOrderId": 2**31})),
    ("price as text", ASKED_STATUS, answer({"TotalPrice": "1.50"})),
    ("an unknown status", ASKED_STATUS, answer({"Status": {"SalesOrderStatus": "Lost"}})),
    (
        "the order's spelling of a status",
        ASKED_STATUS,
        answer({"Status": {"SalesOrderStatus": "ProcessingScheduledShipmentsMultipleRelease"}}),
    ),
    ("a date without its zone", ASKED_STATUS, answer({"DateEntered": "2025-02-02T03:41:48"})),
    ("null in a list", ASKED_STATUS, answer({"LineItems": [None]})),
    ("not a number", ASKED_STATUS, Answered(200, JSON, b'{"TotalPrice": NaN}')),
    ("a field twice", ASKED_STATUS, Answered(200, JSON, b'{"Currency": "USD", "Currency": "EUR"}')),
    ("HTML", ASKED_STATUS, Answered(200, {"content-type": "text/html"}, b"<p>down")),
    ("cut off", ASKED_STATUS, Answered(200, JSON, b'{"Currency": "US')),
    ("nothing", ASKED_STATUS, Answered(200, JSON, b"")),
    ("a lone row", ASKED_BONDED, answer({"CustomerId": 7718201})),
    ("a stock figure there is none of", ASKED_BONDED, answer([{"QuantityAvailable": 5}])),
    (
        "no token",
        Asked("POST", SANDBOX + "/v1/oauth2/token", {}),
        answer({"expires_in": 1799, "token_type": "Bearer"}),
    ),
]


@pytest.mark.parametrize(
    ("name", "asked", "answered"), BAD_ANSWERS, ids=[each[0] for each in BAD_ANSWERS]
)
def test_a_wrong_answer_fails(
    referee: Referee, name: str, asked: Asked, answered: Answered
) -> None:
    assert referee.judge_answer(asked, answered)


def _recorded(file: str) -> tuple[int, Any]:
    """Status and body of a recording: the test data it comes from wraps its bodies."""
    whole = shared.recording("digikey", file)
    assert whole is not None
    return whole["StatusCode"], whole["Content"]["Body"]


def test_the_recorded_order_passes(referee: Referee, official: None) -> None:
    status, body = _recorded("binner-DigiKey-v4-ExternalOrder-1-USD.json")
    assert len(body["LineItems"]) == 44
    assert referee.judge_answer(ASKED_STATUS, answer(body, status)) == []
    body["LineItems"][7]["QuantityBackorder"] = body["LineItems"][7].pop("QuantityBackOrder")
    faults = referee.judge_answer(ASKED_STATUS, answer(body, status))
    assert places(faults) == {"/LineItems/7"}


@pytest.mark.parametrize(
    "what", ["ExpiredBearerToken", "InvalidClientId", "InvalidCredentials", "NotSubscribed"]
)
@pytest.mark.parametrize("shape", ["Type1", "Type2"])
def test_the_recorded_refusals_pass_on_every_api(
    referee: Referee, what: str, shape: str, official: None
) -> None:
    status, body = _recorded(f"binner-DigiKey-{what}-{shape}.json")
    for asked in GOOD_REQUESTS:
        assert referee.judge_answer(asked, answer(body, status)) == []


def test_the_documented_burst_answer_passes(referee: Referee, official: None) -> None:
    body = shared.recording("digikey", "official-docs-429-burst.json")
    for asked in GOOD_REQUESTS:
        assert referee.judge_answer(asked, answer(body, 429)) == []


def test_what_was_exercised_is_remembered() -> None:
    fresh = Referee.of_everything()
    fresh.judge_answer(ASKED_STATUS, answer(PROBLEM, 404))
    fresh.judge_answer(get("/products/v4/search/A%2FB/pricing"), answer({}))
    assert fresh.exercised() == {
        ("GET", "/orderstatus/v4/salesorder/{salesOrderId}", 404),
        ("GET", "/products/v4/search/{productNumber}/pricing", 200),
    }


def test_checks_that_could_not_be_made_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the vendors' files are absent the own tables judge alone, and the run says so."""
    noted: list[str] = []
    monkeypatch.setattr(shared, "specification", lambda vendor, file: None)
    monkeypatch.setattr(tally, "count", lambda what, how_many=1: noted.append(what))
    alone = Referee.of_everything()
    assert alone.judge_request(post("/Ordering/v3/Orders", _order(PurchaseOrder="x")))
    assert alone.judge_answer(ASKED_BONDED, answer([])) == []
    assert noted == [tally.NOT_MADE]
