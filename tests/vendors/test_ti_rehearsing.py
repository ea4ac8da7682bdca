"""An order that TI is only to look at: the very bytes, and nothing placed."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.vendors.kit import Tokens, answer
from tests.vendors.ti_kit import (
    ACCESS,
    ORDER,
    Said,
    desk,
    errors,
    info,
    order,
    token,
    token_answer,
)
from vendors.contract import Sealed

OWN = {"errorCode": "TI-API-00503", "message": "Execution ID: ab12-cd34"}
FAULT = {"errorCode": "ERR-TICOM-ORDER-API-0004", "type": "lineItems", "message": "only 3 left"}


def answered(number: Any = "", **more: Any) -> httpx.Response:
    return answer({"orderInfo": info(number, **more)}, 201)


async def test_a_rehearsal_sends_the_very_bytes_and_places_nothing() -> None:
    here = desk(answered("", orderStatus="", errors=""))
    sealed = here.ti.seal(order(job="54851-50"))
    got = await here.ti.rehearse(sealed)
    assert (got.passed, str(got.total), got.currency) == (True, "21.0", "USD")
    assert here.vendor.targets == ["POST /v2/store/orders/test"]
    assert here.vendor.asked[0].content == sealed.body


@pytest.mark.parametrize("other", [{"environment": "vendor-test"}, {"read_only": True}])
async def test_a_rehearsal_is_allowed_where_placing_is_not(other: dict[str, Any]) -> None:
    here = desk(answered(""), **other)
    assert (await here.ti.rehearse(here.ti.seal(ORDER))).passed is True


REHEARSALS: dict[str, tuple[Said, bool | None]] = {
    "faults with a success": (answer({"orderInfo": info(""), "errors": [FAULT]}, 201), False),
    "TI failed, with a success": (answer({"errors": [OWN]}, 200), None),
    "422": (errors("only 3 left"), False),
    "404": (errors("no such profile", status=404), False),
    # Nobody said that TI would not take it.
    "404 without words": (httpx.Response(404), None),
    "404 of a gateway": (answer({"message": "no Route matched"}, 404), None),
    "400 of a gateway": (answer({"message": "no"}, 400), None),
    "422 without a fault": (answer({"errors": ["x"]}, 422), None),
    "422 of TI's own": (answer({"errors": [OWN]}, 422), None),
    "a success with a fault that says nothing": (answer({"errors": [{}]}, 201), None),
    "403": (httpx.Response(403, html="<h1>No</h1>"), None),
    "neither an order nor a fault": (answer({"orderInfo": {}}, 201), None),
    "HTML": (httpx.Response(200, html="<h1>Welcome</h1>"), None),
    "500": (errors("down", status=500), None),
    "broken": (httpx.ReadError("x"), None),
    "no connection": (httpx.ConnectError("x"), None),
}


@pytest.mark.parametrize("name", REHEARSALS)
async def test_a_rehearsal_that_does_not_pass(name: str) -> None:
    said, passed = REHEARSALS[name]
    here = desk(said)
    got = await here.ti.rehearse(here.ti.seal(ORDER))
    assert got.passed is passed
    assert got.message
    assert all(target == "POST /v2/store/orders/test" for target in here.vendor.targets)


async def test_a_rehearsal_gets_a_token_by_itself_and_another_one_once() -> None:
    here = desk(token_answer(), answered(), tokens=Tokens())
    assert (await here.ti.rehearse(here.ti.seal(ORDER))).passed is True
    here = desk(
        errors("no token", status=401), token_answer(), answered(), tokens=Tokens(ti=token())
    )
    assert (await here.ti.rehearse(here.ti.seal(ORDER))).passed is True
    shown = [one.headers.get("authorization") for one in here.vendor.asked]
    assert shown == [f"Bearer {ACCESS}", None, "Bearer canary-ti-token-0002"]


async def test_a_remark_is_told_and_so_is_that_there_is_none() -> None:
    here = desk(answered(notifications=[{"topic": "Warning", "detail": "a pre-production device"}]))
    got = await here.ti.rehearse(here.ti.seal(ORDER))
    assert got.message == "Warning: a pre-production device"
    assert (await desk(answered()).ti.rehearse(here.ti.seal(ORDER))).message


async def test_another_vendors_order_is_not_rehearsed() -> None:
    here = desk(answered())
    assert (await here.ti.rehearse(Sealed("digikey", "AC-1", b"{}"))).passed is None
    assert here.vendor.asked == []
