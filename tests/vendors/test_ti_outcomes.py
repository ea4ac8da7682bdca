"""What becomes of a create at TI, case by case; sent once, whatever happens."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.vendors.kit import Tokens, answer
from tests.vendors.ti_kit import (
    ACCESS,
    ORDER,
    PO,
    Said,
    desk,
    errors,
    info,
    line,
    token,
    token_answer,
)
from vendors.contract import Sealed
from vendors.errors import Invalid, NotAllowed, TooMany
from vendors.vocabulary import Answer, Outcome

A, UNKNOWN, REJECTED, REFUSED = (
    Outcome.ACCEPTED,
    Outcome.UNKNOWN,
    Outcome.REJECTED,
    Outcome.REFUSED,
)
OWN = {"errorCode": "TI-API-00556", "message": "Execution ID: ab12-cd34"}
FAULT = {"errorCode": "ERR-TICOM-ORDER-API-0004", "type": "lineItems", "message": "only 3 left"}


async def sent(said: Said) -> Answer:
    """One create of one order; nothing but that was asked of the vendor."""
    here = desk(said)
    await here.ti.make_ready()
    got = await here.ti.create(here.ti.seal(ORDER))
    assert here.vendor.targets == ["POST /v2/store/orders"]
    assert here.clock.slept == []
    assert here.pace.turns == ["ti:orders"]
    return got


def taken(number: Any = "T10000001", status: int = 201, **more: Any) -> httpx.Response:
    return answer({**info(number), **more}, status)


def wrapped(number: Any = "T10000001", status: int = 201, **more: Any) -> httpx.Response:
    return answer({"orderInfo": info(number, **more)}, status)


PAGE = {
    "orderNumber": 10000001,
    "orderStatus": "string",
    "customerPurchaseOrderNumber": PO,
    "subTotal": 21,
    "lineItems": [{"tiPartNumber": "LM358DR", "quantity": "string", "unitPrice": 0.21}],
    "shippingAddress": [{"town": "Dallas"}],
    "currencyISO": "USD",
}
SUCCESSES: dict[str, tuple[httpx.Response, Outcome, tuple[str, ...]]] = {
    "as the schema has it": (taken(), A, ("T10000001",)),
    "as examples and answers have it": (wrapped(), A, ("T10000001",)),
    "as TI's page has it": (answer(PAGE, 201), A, ("10000001",)),
    "an empty text for the faults": (wrapped(errors=""), A, ("T10000001",)),
    "an empty list of faults": (
        answer({"orderInfo": info(), "errors": []}, 201),
        A,
        ("T10000001",),
    ),
    "null for the faults": (wrapped(errors=None), A, ("T10000001",)),
    "200": (taken(status=200), A, ("T10000001",)),
    "its PO number in another case": (
        taken(customerPurchaseOrderNumber="ac-2026-0001 "),
        A,
        ("T10000001",),
    ),
    "no PO number": (taken(customerPurchaseOrderNumber=None), A, ("T10000001",)),
    "another PO number": (taken(customerPurchaseOrderNumber="AC-9"), UNKNOWN, ()),
    "an empty number": (wrapped(""), UNKNOWN, ()),
    "a number of nothing": (wrapped(0), UNKNOWN, ()),
    "null for a number": (wrapped(None), UNKNOWN, ()),
    "the word null": (wrapped("null"), UNKNOWN, ()),
    "no number": (answer({"orderInfo": {}}, 201), UNKNOWN, ()),
    "nothing in it": (answer({}, 201), UNKNOWN, ()),
    "a list": (answer([1], 201), UNKNOWN, ()),
    "null": (answer(None, 201), UNKNOWN, ()),
    "HTML": (httpx.Response(200, html="<h1>Welcome</h1>"), UNKNOWN, ()),
    "204": (httpx.Response(204), UNKNOWN, ()),
    "cut off": (httpx.Response(201, content=b'{"orderNumber": "T1000'), UNKNOWN, ()),
    "a list for a number": (wrapped(["T10000001"]), UNKNOWN, ()),
    "a number beside faults": (
        answer({"orderInfo": info(), "errors": [FAULT]}, 201),
        UNKNOWN,
        (),
    ),
    "a number beside a word for a fault": (wrapped(errors="something went wrong"), UNKNOWN, ()),
    "a number beside one fault alone": (taken(errors=FAULT), UNKNOWN, ()),
    "a number beside `error`": (taken(error=[FAULT]), UNKNOWN, ()),
    "a number, and the rest of it odd": (taken(lineItems="none"), UNKNOWN, ()),
    # TI documents 422 for an order that it does not take, and 201 for none of them.
    "faults, and an order half filled": (
        answer({"orderInfo": info(""), "errors": [FAULT]}, 201),
        UNKNOWN,
        (),
    ),
    "faults, and an empty order": (answer({"orderInfo": {}, "errors": [FAULT]}, 200), UNKNOWN, ()),
    "faults alone": (answer({"errors": [{"message": "warn"}]}, 200), UNKNOWN, ()),
    "faults, and a number beside the empty order": (
        answer({"orderInfo": {}, "orderNumber": "T10000001", "errors": [FAULT]}, 201),
        UNKNOWN,
        (),
    ),
    "a fault of TI's own": (answer({"errors": [OWN]}, 200), UNKNOWN, ()),
    "a fault of TI's own behind another": (
        answer(
            {"orderInfo": {}, "errors": [FAULT, {**OWN, "errorCode": "ERR-TICOM-INV-0503"}]}, 201
        ),
        UNKNOWN,
        (),
    ),
}


@pytest.mark.parametrize("name", SUCCESSES)
async def test_an_answer_of_success(name: str) -> None:
    said, outcome, numbers = SUCCESSES[name]
    got = await sent(said)
    assert (got.outcome, got.vendor_numbers) == (outcome, numbers)
    assert got.http_status == said.status_code
    if outcome is UNKNOWN:
        assert "it is not known whether TI has the order" in got.message
        assert got.total is None


FAILURES: dict[str, tuple[httpx.Response, Outcome]] = {
    "422": (errors("more than 30 lines"), REJECTED),
    "422, half an order beside it": (
        answer({"orderInfo": info(""), "errors": [FAULT]}, 422),
        REJECTED,
    ),
    "422, a bare list": (answer([FAULT, FAULT], 422), REJECTED),
    "422, a number beside it": (answer({"orderInfo": info(), "errors": [FAULT]}, 422), UNKNOWN),
    "422, a number and an odd rest": (
        answer({"orderInfo": info(lineItems=7), "errors": [FAULT]}, 422),
        UNKNOWN,
    ),
    "422 of somebody else": (httpx.Response(422, html="<h1>No</h1>"), UNKNOWN),
    "422, a number deep within": (
        answer([{"message": "no"}, {"data": [{"orders": [{"orderNumber": 10000001}]}]}], 422),
        UNKNOWN,
    ),
    "422, numbers of nothing": (
        answer({"orderInfo": {"orderNumber": "null"}, "orderNumber": "", "errors": [FAULT]}, 422),
        REJECTED,
    ),
    "400": (errors("bad JSON", status=400), REJECTED),
    "400 of somebody else": (httpx.Response(400, text="no"), UNKNOWN),
    "404": (errors("no such profile", status=404), REJECTED),
    "404 of somebody else": (httpx.Response(404, html="<h1>Not found</h1>"), UNKNOWN),
    "405": (errors("POST is not supported", status=405), REJECTED),
    "401": (errors("no token", status=401), REFUSED),
    "401, HTML": (httpx.Response(401, html="<h1>No</h1>"), REFUSED),
    "403, HTML": (httpx.Response(403, html="<h1>Access denied</h1>"), REFUSED),
    "429": (errors("Rate Limit Quota Hit.", status=429), REFUSED),
    "429, a number beside it": (taken(status=429), UNKNOWN),
    "500": (errors("Execution ID: ab12-cd34", status=500), UNKNOWN),
    "503": (answer({"error": [{"message": "down"}]}, 503), UNKNOWN),
    "504, HTML": (httpx.Response(504, html="<h1>Timeout</h1>"), UNKNOWN),
    "409, undocumented": (errors("busy", status=409), UNKNOWN),
    "302": (httpx.Response(302, headers={"Location": "https://elsewhere.example/"}), UNKNOWN),
}


@pytest.mark.parametrize("name", FAILURES)
async def test_an_answer_that_is_no_success(name: str) -> None:
    said, outcome = FAILURES[name]
    got = await sent(said)
    assert (got.outcome, got.vendor_numbers, got.total) == (outcome, (), None)
    assert ("it is not known whether TI has the order" in got.message) is (outcome is UNKNOWN)
    assert got.message


BROKEN: dict[str, tuple[Exception, Outcome]] = {
    "no connection": (httpx.ConnectError("x"), Outcome.NOT_SENT),
    "cut off": (httpx.ReadError("x"), UNKNOWN),
    "too late": (httpx.ReadTimeout("x"), UNKNOWN),
    "cut off while it was sent": (httpx.WriteError("x"), UNKNOWN),
    "not HTTP": (httpx.RemoteProtocolError("x"), UNKNOWN),
}


@pytest.mark.parametrize("name", BROKEN)
async def test_a_connection_that_breaks(name: str) -> None:
    error, outcome = BROKEN[name]
    assert (await sent(error)).outcome is outcome


async def test_words_of_a_refusal_say_which_line_and_what_there_is() -> None:
    data = {
        "customerLineItemNumber": "1",
        "tiPartNumber": "LM358DR",
        "quantity": "100",
        "availableQuantity": "3",
        "limit": "999999999",
        "waitPeriod": "",
    }
    got = await sent(errors("not enough", reason="Quantity", data=[data]))
    assert "line 1 LM358DR (wanted 100, available 3)" in got.message
    assert "999999999" not in got.message
    assert "ERR-TICOM-ORDER-API-0001" in got.message


@pytest.mark.parametrize("field", ["orderStatus", "orderNumber", "customerPurchaseOrderNumber"])
async def test_words_show_no_token_that_ti_repeats(field: str) -> None:
    for said in (taken(**{field: ACCESS}), taken(status=422, **{field: ACCESS})):
        got = await sent(said)
        assert ACCESS not in f"{got.message} {got.body}"


async def test_faults_without_end_are_cut() -> None:
    data = [{"tiPartNumber": f"X{number}"} for number in range(5000)]
    with pytest.raises(Invalid) as refused:
        await desk(errors("no", data=data)).ti.look_up("LM358DR")
    assert "X1" in refused.value.fields[0][1]
    assert len(refused.value.fields[0][1]) < 1100


async def test_the_number_to_quote_is_taken_from_the_words() -> None:
    got = await sent(errors("Try again. Execution ID: 7f3a-99.b", status=500))
    assert got.request_id == "7f3a-99.b"


async def test_the_total_is_what_the_goods_come_to() -> None:
    got = await sent(taken())
    assert (str(got.total), got.currency) == ("21.0", "USD")


@pytest.mark.parametrize(
    ("more", "total"),
    [
        ({"totalOrderSummary": None}, "42.0"),
        ({"totalOrderSummary": {}, "lineItems": [line(), line(netPrice=None)]}, None),
        ({"currencyCode": ""}, None),
        ({"totalOrderSummary": {"subTotal": "42.50"}}, "42.50"),
    ],
)
async def test_a_total_is_summed_or_not_said(more: dict[str, Any], total: str | None) -> None:
    got = await sent(taken(**{"lineItems": [line(), line()], **more}))
    assert got.outcome is A
    assert (None if got.total is None else str(got.total)) == total


async def test_what_ti_remarks_is_told() -> None:
    notes = [{"topic": "Warning", "detail": "a pre-production device"}]
    of_order = [{"topic": "Shipping Method", "message": "the default was chosen"}]
    got = await sent(wrapped(notifications=of_order, lineItems=[line(notifications=notes)]))
    assert "Warning: a pre-production device" in got.message
    assert "Shipping Method: the default was chosen" in got.message


# -- what keeps it from being sent -------------------------------------------------------------


async def test_in_the_test_environment_nothing_is_placed() -> None:
    here = desk(taken(), environment="vendor-test")
    with pytest.raises(NotAllowed, match="only rehearsed"):
        await here.ti.make_ready()
    got = await here.ti.create(here.ti.seal(ORDER))
    assert got.outcome is Outcome.NOT_SENT
    assert here.vendor.asked == []


@pytest.mark.parametrize(
    ("other", "words"),
    [({"environment": "vendor-test"}, "only rehearsed"), ({"read_only": True}, "read_only")],
)
async def test_what_the_settings_forbid_is_not_sent_with_a_token_either(
    other: dict[str, Any], words: str
) -> None:
    here = desk(answer([]), **other)
    await here.ti.find_by_po(PO)  # brings the token into hand
    asked = len(here.vendor.asked)
    got = await here.ti.create(here.ti.seal(ORDER))
    assert got.outcome is Outcome.NOT_SENT
    assert words in got.message
    assert len(here.vendor.asked) == asked


async def test_without_a_token_in_hand_nothing_is_sent() -> None:
    here = desk(taken())
    got = await here.ti.create(here.ti.seal(ORDER))
    assert got.outcome is Outcome.NOT_SENT
    assert here.vendor.asked == []


async def test_out_of_turn_nothing_is_sent() -> None:
    here = desk(taken())
    await here.ti.make_ready()
    here.pace.refusal = TooMany("ti", "the calls are used up", wait=5.0, daily=True)
    got = await here.ti.create(here.ti.seal(ORDER))
    assert got.outcome is Outcome.NOT_SENT
    assert here.vendor.asked == []


async def test_another_vendors_order_is_not_sent() -> None:
    here = desk(taken())
    await here.ti.make_ready()
    got = await here.ti.create(Sealed("digikey", PO, b"{}"))
    assert got.outcome is Outcome.NOT_SENT
    assert here.vendor.asked == []


async def test_a_token_that_will_soon_end_is_renewed_before() -> None:
    here = desk(token_answer(), taken(), tokens=Tokens(ti=token(seconds=170)))
    await here.ti.make_ready()
    assert here.vendor.targets == ["POST /v1/oauth/accesstoken"]
    assert (await here.ti.create(here.ti.seal(ORDER))).outcome is A
