"""What proves at every vendor that nothing was placed: its own words, and no order in them."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.vendors import kit, shipstation_kit, ti_kit
from tests.vendors.kit import answer
from tests.vendors.orders import ORDER
from vendors.afterwards import ChangeKind, LineChange
from vendors.digikey import changing
from vendors.digikey.ordering import NOT_KNOWN as AT_DIGIKEY
from vendors.shipstation.steps import NOT_KNOWN as AT_SHIPSTATION
from vendors.ti.ordering import NOT_KNOWN as AT_TI
from vendors.vocabulary import Answer, Outcome

NO, REFUSED, UNKNOWN = Outcome.REJECTED, Outcome.REFUSED, Outcome.UNKNOWN
NOT_KNOWN = {"digikey": AT_DIGIKEY, "shipstation": AT_SHIPSTATION, "ti": AT_TI}
NAMES = {"digikey": "DigiKey", "shipstation": "ShipStation", "ti": "TI"}


async def created(vendor: str, said: httpx.Response) -> Answer:
    if vendor == "digikey":
        here = kit.desk(said)
        await here.digikey.make_ready()
        return await here.digikey.create(here.digikey.seal(ORDER))
    if vendor == "ti":
        at_ti = ti_kit.desk(said)
        await at_ti.ti.make_ready()
        return await at_ti.ti.create(at_ti.ti.seal(ti_kit.ORDER))
    client = shipstation_kit.desk(said).client
    return await client.send_step(client.seal_create(shipstation_kit.PLAN))


async def changed(said: httpx.Response) -> Answer:
    here = kit.desk(said)
    await here.digikey.make_ready()
    change = LineChange(ChangeKind.QUANTITY, "90000001", "2", quantity=100)
    return await here.digikey.send_change(here.digikey.seal_change(change))


WORDS: dict[str, dict[str, Any]] = {
    "digikey": {"title": "Bad Request", "detail": "The order is not good"},
    "shipstation": shipstation_kit.errors(("invalid_field_value", "no")),
    "ti": {"errors": [{"errorCode": "ERR-TICOM-ORDER-API-0001", "message": "no"}]},
}
NAMED: dict[str, list[Any]] = {
    "digikey": [
        {"SalesOrderId": 90000001},
        {"salesOrderId": 90000001},
        {"SALESORDERID": "90000001"},
        {"sales_order_id": 90000001},
        {"SalesOrderId": -1},
        {"Order": {"SalesOrderId": 90000001}},
        {"orders": [{"x": [{"salesOrderId": 90000001}]}]},
        {"salesOrderIds_DKPlus": [0, 90000001]},
        {"SalesOrderId": {"value": 90000001}},
        {"orderNumber": 90000001},
    ],
    "shipstation": [
        {"purchase_order_id": "se-234"},
        {"purchase_order": {"purchase_order_id": "se-234"}},
        {"purchase_orders": [{"purchase_order_id": 234}]},
        {"purchaseOrderId": "se-234"},
        {"order_number": "11202026-01"},
    ],
    "ti": [
        {"orderNumber": "T10000001"},
        {"orderInfo": {"orderNumber": 10000001}},
        {"x": [{"OrderNumber": "T10000001"}]},
        {"order_number": "T10000001"},
        {"orderNumber": ["T10000001"]},
    ],
}
NONE: dict[str, list[Any]] = {
    "digikey": [
        {"SalesOrderId": 0, "SalesOrderIds_DKPlus": None},
        {"SalesOrderId": "0", "SalesOrderIds_DKPlus": []},
        {"Order": {"SalesOrderId": None, "PurchaseOrderNumber": "AC-2026-0001"}},
    ],
    "shipstation": [{"purchase_order_id": None}, {"x": {"purchase_order_id": " "}}],
    "ti": [{"orderInfo": {"orderNumber": "null"}}, {"orderNumber": "", "x": {"orderNumber": 0}}],
}


def _each(bodies: dict[str, list[Any]]) -> list[tuple[str, Any]]:
    return [(vendor, body) for vendor, all_of_it in bodies.items() for body in all_of_it]


@pytest.mark.parametrize("status", [400, 404, 403, 429])
@pytest.mark.parametrize(("vendor", "named"), _each(NAMED))
async def test_an_order_named_anywhere_may_be_there(vendor: str, named: Any, status: int) -> None:
    got = await created(vendor, answer({**WORDS[vendor], **named}, status))
    assert (got.outcome, got.vendor_numbers) == (UNKNOWN, ())
    assert f"{NAMES[vendor]} names an order (" in got.message
    assert NOT_KNOWN[vendor] in got.message
    assert "does not accept" not in got.message


@pytest.mark.parametrize(("vendor", "none"), _each(NONE))
async def test_what_stands_for_no_number_names_none(vendor: str, none: Any) -> None:
    assert (await created(vendor, answer({**WORDS[vendor], **none}, 400))).outcome is NO


# A gateway's, a framework's, or what is left where the words are missing.
WORDLESS: dict[str, list[Any]] = {
    "digikey": [
        {"RequestId": "abc"},
        {"correlationId": "abc"},
        {"title": ""},
        {"title": " ", "detail": None, "errors": {}},
        {"ErrorMessage": "", "ErrorDetails": "", "StatusCode": 400},
        {"error": "Bad Request", "status": 400, "path": "/Ordering/v3/Orders"},
        {"error": "invalid_request", "error_description": "no"},
        {"message": "no Route matched with those values"},
        {"errors": {"OrderLines": []}},
        {"errors": {"OrderLines": [""]}},
        {"errors": {"OrderLines": None}},
        {"errors": [{"message": "no"}]},
        {"ValidationErrors": [{}]},
        {"ValidationErrors": [{"Field": "LineItems", "Message": ""}]},
        [],
        ["no"],
        "no",
    ],
    "shipstation": [
        {"request_id": "abc"},
        {"request_id": "abc", "errors": []},
        {"errors": [{}]},
        {"errors": [{"error_source": "ShipStation", "error_code": "", "message": ""}]},
        {"errors": ["no"]},
        {"errors": {"message": "no"}},
        {"message": "no"},
        [],
        ["no"],
    ],
    "ti": [
        {"message": "no Route matched with those values"},
        {"fault": {"faultstring": "no", "detail": {"errorcode": "x"}}},
        {"error": "invalid_request", "error_description": "no"},
        {"error": {"message": "no"}},
        {"errors": "no"},
        {"errors": {"x": []}},
        {"errors": {"message": "no"}},
        {"errors": ["x"]},
        {"errors": [{}]},
        {"errors": [{"type": "Validation", "errorCode": "", "reason": " ", "message": ""}]},
        {"errors": []},
        ["x"],
        [],
    ],
}


@pytest.mark.parametrize("status", [400, 404, 405, 422])
@pytest.mark.parametrize(("vendor", "body"), _each(WORDLESS))
async def test_a_status_without_the_vendors_words_proves_nothing(
    vendor: str, body: Any, status: int
) -> None:
    got = await created(vendor, answer(body, status))
    assert got.outcome is UNKNOWN
    assert got.message.startswith(f"{NOT_KNOWN[vendor]}: ")
    if vendor == "digikey":
        assert (await changed(answer(body, status))).outcome is UNKNOWN


OWN_WORDS: dict[str, list[Any]] = {
    "digikey": [
        {"ErrorMessage": "no"},
        {"errorDetails": "no"},
        {"title": "Bad Request"},
        {"detail": "no"},
        {"errors": {"OrderLines": ["none"]}},
        {"validationErrors": [{"field": "x", "message": "no"}]},
    ],
    "shipstation": [
        {"errors": [{"error_code": "invalid_status"}]},
        {"errors": [{"message": "is a draft"}]},
    ],
    "ti": [
        {"errors": [{"errorCode": "TI-API-00400"}]},
        {"errors": [{"reason": "Invalid"}]},
        {"error": [{"message": "no"}]},
        {"orderInfo": {}, "errors": [{"message": "no"}]},
        [{"message": "no"}],
    ],
}


@pytest.mark.parametrize("status", [400, 404])
@pytest.mark.parametrize(("vendor", "body"), _each(OWN_WORDS))
async def test_a_documented_status_in_the_vendors_words_is_a_refusal(
    vendor: str, body: Any, status: int
) -> None:
    got = await created(vendor, answer(body, status))
    assert got.outcome is NO
    assert "not known whether" not in got.message


@pytest.mark.parametrize("status", [400, 404, 405, 422])
async def test_a_fault_of_tis_own_is_no_refusal(status: int) -> None:
    """Whatever the status: TI documents the code with 500 alone."""
    own = {"errorCode": "TI-API-00556", "message": "Execution ID: ab12-cd34"}
    fault = {"errorCode": "ERR-TICOM-ORDER-API-0001", "message": "no"}
    got = await created("ti", answer({"errors": [fault, own]}, status))
    assert got.outcome is UNKNOWN
    assert got.message.startswith(f"{AT_TI}: TI failed at it")


async def test_a_405_that_ti_documents_is_not_called_undocumented() -> None:
    got = await created("ti", ti_kit.errors("POST is not a supported method", status=405))
    assert got.outcome is NO
    assert got.message.startswith("TI does not accept the order. POST is not a supported method")


# -- what an unknown order says ----------------------------------------------------------------

_STATUSES = (302, 400, 402, 404, 405, 408, 409, 410, 422, 500, 503)


@pytest.mark.parametrize("status", _STATUSES)
@pytest.mark.parametrize("vendor", list(NAMES))
async def test_an_unknown_order_says_first_that_it_is_not_known(vendor: str, status: int) -> None:
    """Read as "it is not there", it would be placed once more."""
    got = await created(vendor, httpx.Response(status))
    assert got.outcome is UNKNOWN
    assert got.message.startswith(f"{NOT_KNOWN[vendor]}: ")
    assert "does not know it" not in got.message
    assert "does not accept" not in got.message
    if status in (400, 404):
        assert got.message.endswith(
            f"something other than {NAMES[vendor]} may have answered ({status})"
        )


@pytest.mark.parametrize("status", _STATUSES)
async def test_an_unknown_change_says_first_that_it_is_not_known(status: int) -> None:
    got = await changed(httpx.Response(status))
    assert got.outcome is UNKNOWN
    assert got.message.startswith(f"{changing.NOT_KNOWN}: ")
    assert AT_DIGIKEY not in got.message
    assert "does not know it" not in got.message


@pytest.mark.parametrize("vendor", list(NAMES))
async def test_what_is_refused_before_it_is_read_needs_no_words(vendor: str) -> None:
    for status in (401, 403, 429):
        got = await created(vendor, httpx.Response(status))
        assert got.outcome is REFUSED
        assert "not known whether" not in got.message
