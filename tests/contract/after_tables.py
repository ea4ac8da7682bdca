"""The endpoints of what comes after an order, and of a person's accounts."""

from __future__ import annotations

from typing import Final

from tests.contract import after_models
from tests.contract.spec import (
    ACCOUNT,
    EITHER,
    LOCALE,
    PATCH,
    PROBLEM,
    Endpoint,
    Spec,
    answered,
    errors,
)

_LOWER: Final = (*EITHER, "LowerError")
_IDS: Final = {
    "salesOrderId": "int32",
    "detailId": "int32",
    "scheduleIndex": "int32",
    "invoiceId": "int32",
}
_LATER: Final = {"acceptNextDelivery": "bool"}


def _types(path: str) -> dict[str, str]:
    return {name: words for name, words in _IDS.items() if f"{{{name}}}" in path}


def _read(path: str, good: str, error: tuple[str, ...], query: dict[str, str]) -> Endpoint:
    return Endpoint("get", path, answered(good, error), query, _types(path), (*LOCALE, ACCOUNT))


_ORDER_1: Final = "/SalesOrders/{salesOrderId}"
_LINE_1: Final = f"{_ORDER_1}/Details/{{detailId}}"
_ONE_1: Final = f"{_LINE_1}/Schedules/{{scheduleIndex}}"
_ORDER_2: Final = "/salesorders/{salesOrderId}"
_LINE_2: Final = f"{_ORDER_2}/details/{{detailId}}"

SPECS: Final[tuple[Spec, ...]] = (
    Spec(
        "order management v1",
        "/OrderManagement/v1",
        after_models.ORDER_MANAGEMENT_1,
        (
            _read(
                "/SalesOrders/Search/PoNumber/{poNumber}",
                "Found",
                _LOWER,
                {"ordersLimit": "int32:1.."},
            ),
            _read(_ORDER_1, "SalesOrder", _LOWER, {}),
            _read(f"{_ORDER_1}/ChangeEligibility", "Eligibility", _LOWER, {}),
            _read(f"{_ORDER_1}/Details", "[Detail]", _LOWER, {}),
            _read(_LINE_1, "Detail", _LOWER, {}),
            _read(f"{_LINE_1}/Schedules", "[Schedule]", _LOWER, {}),
            _read(_ONE_1, "Schedule", _LOWER, {}),
            Endpoint(
                "put",
                f"{_LINE_1}/Schedules",
                {204: (), **errors(_LOWER)},
                _LATER,
                _types(_LINE_1),
                body="[NewSchedule]",
            ),
            Endpoint(
                "patch",
                _ONE_1,
                answered("Patched", _LOWER),
                _LATER,
                _types(_ONE_1),
                body="[DateStep]",
                kind=PATCH,
            ),
        ),
    ),
    Spec(
        "order management v2",
        "/ordermanagement/v2",
        after_models.ORDER_MANAGEMENT_2,
        (
            _read(_ORDER_2, "SalesOrder", EITHER, {}),
            _read(f"{_ORDER_2}/changeeligibility", "Eligibility", EITHER, {}),
            _read(f"{_ORDER_2}/details", "[Detail]", EITHER, {}),
            _read(_LINE_2, "Detail", EITHER, {}),
            Endpoint(
                "patch",
                _LINE_2,
                {200: (), 202: (), 204: (), **errors(EITHER)},
                {},
                _types(_LINE_2),
                body="[PatchStep]",
                kind=PATCH,
            ),
            Endpoint(
                "put",
                f"{_LINE_2}/quantitybackorder",
                {202: (), **answered("Quantity", EITHER)},
                {},
                _types(_LINE_2),
                body="Backorder",
            ),
        ),
    ),
    Spec(
        "packing list v1",
        "/packinglist",
        after_models.PACKING,
        tuple(
            Endpoint(
                "get",
                f"/v1/{path}",
                answered(good, PROBLEM),
                {"includePdf": "bool"},
                _types(path),
            )
            for path, good in (
                ("invoice/{invoiceId}", "InvoicePackingList"),
                ("salesorderid/{salesOrderId}", "SalesOrderPackList"),
                ("purchaseordernumber/{purchaseOrderNumber}", "PoNumberPackList"),
            )
        ),
        official="PackingList-v1.derived.openapi.json",
    ),
    Spec(
        "reference v1",
        "/CustomerResource/v1",
        after_models.REFERENCE,
        (Endpoint("get", "/associatedaccounts", answered("AccountAssociationResponse", EITHER)),),
    ),
)
