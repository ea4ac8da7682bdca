"""What every endpoint is asked, byte for byte: paths, headers, tokens, whose limit it counts on."""

from __future__ import annotations

import asyncio
from datetime import date
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from tests.vendors.endpoints import ENDPOINTS, LOCALE, SPAN, Ask
from tests.vendors.kit import (
    ACCESS,
    CLIENT,
    EMPTY,
    SECRET,
    Desk,
    Tokens,
    answer,
    desk,
    token,
    tokens_answer,
)
from vendors.contract import (
    BondedHolder,
    NumberLookup,
    OrderFinder,
    OrderTaker,
    StatusReporter,
    WordSearch,
)
from vendors.digikey.apis import segment
from vendors.errors import Invalid, SignInNeeded, VendorError


async def ended(call: Ask, here: Desk) -> Exception | None:
    """Mostly it is an error, because the answer is empty; only what was asked matters here."""
    try:
        await call(here.digikey)
    except VendorError as error:
        return error
    return None


@pytest.mark.parametrize("name", ENDPOINTS)
async def test_each_endpoint_is_asked_as_it_is_documented(name: str) -> None:
    """No header where none is listed, no part of a number lost, one request, one turn."""
    call, target, headers, product, _ = ENDPOINTS[name]
    here = desk(answer({}))
    await ended(call, here)
    (request,) = here.vendor.asked
    assert f"{request.method} {here.vendor.targets[0]}" == target
    own = {key: text for key, text in request.headers.items() if key.startswith("x-digikey")}
    assert own == {"x-digikey-client-id": CLIENT, **headers}
    assert request.headers["authorization"] == f"Bearer {ACCESS}"
    body = "application/json" if request.method == "POST" else None
    assert request.headers.get("content-type") == body
    assert bool(request.content) is (body is not None)
    assert here.pace.turns == [product]
    assert SECRET not in str(request.headers) + str(request.url) + request.content.decode()


@pytest.mark.parametrize("name", ENDPOINTS)
async def test_what_is_asked_for_in_the_settings_is_asked_for(name: str) -> None:
    call, _, headers, _, _ = ENDPOINTS[name]
    here = desk(answer({}), account_id=None, site="UK", language="de", currency="GBP")
    await ended(call, here)
    got = here.vendor.asked[0].headers
    assert "x-digikey-account-id" not in got
    wanted = ["UK", "de", "GBP"] if "x-digikey-locale-site" in headers else [None] * 3
    assert [got.get(key) for key in LOCALE] == wanted


@pytest.mark.parametrize("name", ENDPOINTS)
async def test_without_a_person_only_what_the_application_may_ask_is_asked(name: str) -> None:
    """A token of the application's own, kept apart from the person's and used again."""
    call, _, _, _, person = ENDPOINTS[name]
    mine = {"access_token": "canary-application-0001", "expires_in": 599}
    here = desk(answer({**mine, "token_type": "Bearer"}), answer({}), tokens=Tokens())
    error = await ended(call, here)
    if person:
        assert type(error) is SignInNeeded
        assert here.vendor.asked == []
        return
    await ended(call, here)
    assert len(here.vendor.asked) == 3
    first, *others = here.vendor.asked
    assert here.vendor.targets[0] == "/v1/oauth2/token"
    assert here.vendor.form(0)["grant_type"] == "client_credentials"
    assert "authorization" not in first.headers
    for request in others:
        assert request.headers["authorization"] == "Bearer canary-application-0001"
    assert list(here.tokens.stored) == ["digikey-application"]


async def test_a_person_is_preferred_to_the_application() -> None:
    """Only a person's token brings the person's own prices."""
    both = Tokens(digikey=token(), digikey_application=token(access="canary-app", refresh=None))
    here = desk(EMPTY, tokens=both)
    await here.digikey.search("cap")
    assert here.vendor.asked[0].headers["authorization"] == f"Bearer {ACCESS}"


@pytest.mark.parametrize("name", ["orders", "sales order"])
async def test_without_a_person_orders_need_to_know_the_account(name: str) -> None:
    """DigiKey answers such a call with 400 (measured by others): nobody is asked."""
    here = desk(EMPTY, tokens=Tokens(), account_id=None)
    with pytest.raises(SignInNeeded):
        await ENDPOINTS[name][0](here.digikey)
    assert here.vendor.asked == []


async def test_a_token_that_ends_soon_is_renewed_before_it_is_used() -> None:
    here = desk(tokens_answer(2), EMPTY, tokens=Tokens(digikey=token(seconds=59)))
    await here.digikey.search("cap")
    assert here.vendor.asked[1].headers["authorization"] == "Bearer canary-access-token-0002"
    here = desk(EMPTY, tokens=Tokens(digikey=token(seconds=61)))
    await here.digikey.search("cap")
    assert here.vendor.asked[0].headers["authorization"] == f"Bearer {ACCESS}"


@pytest.mark.parametrize(
    ("number", "encoded"),
    [
        ("LM358MX/NOPBTR-ND", "LM358MX%2FNOPBTR-ND"),
        ("LTC4364HS-2#PBF", "LTC4364HS-2%23PBF"),
        ("AD 8605+", "AD%208605%2B"),
        ("10kΩ", "10k%CE%A9"),
        ("50%?x=1&y", "50%25%3Fx%3D1%26y"),
        ("%2F", "%252F"),
        ("..a", "..a"),
        ("a/../b", "a%2F..%2Fb"),
        ("(1)'*!;:@$,", "%281%29%27%2A%21%3B%3A%40%24%2C"),
    ],
)
async def test_a_number_is_one_segment_of_the_path(number: str, encoded: str) -> None:
    """Encoded as in a form, `+` would be a space and `/` would cut the number (seen in others)."""
    here = desk(answer({}))
    await ended(lambda it: it.look_up(number), here)
    assert here.vendor.targets == [f"/products/v4/search/{encoded}/productdetails"]


@given(st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1))
def test_no_number_leaves_its_segment(number: str) -> None:
    if number in (".", ".."):
        return
    encoded = segment(number)
    assert encoded.isascii()
    assert not set(encoded) & set("/?#+& ;")
    assert unquote(encoded) == number


@pytest.mark.parametrize(
    "number", ["", " ", ".", "..", "a\nb", "a\x00", "\u202ea", "\ud800", "1" * 251]
)
async def test_what_is_no_number_is_not_asked_for(number: str) -> None:
    here = desk(EMPTY)
    calls: list[Ask] = [
        lambda it: it.look_up(number),
        lambda it: it.pricing(number),
        lambda it: it.ways_to_buy(number, 1),
        lambda it: it.reel_price(number, 1),
        lambda it: it.substitutes(number),
        lambda it: it.other_packagings(number),
        lambda it: it.associated(number),
        lambda it: it.recommended(number),
        lambda it: it.documents(number),
        lambda it: it.change_notices(number),
        lambda it: it.category(number),
        lambda it: it.location(number),
        lambda it: it.bonded(number),
        lambda it: it.bonded_part("1", number),
        lambda it: it.sales_order(number),
        lambda it: it.find_by_po(number),
    ]
    for call in calls:
        with pytest.raises(Invalid):
            await call(here.digikey)
    assert here.vendor.asked == []


@pytest.mark.parametrize(("asked", "sent"), [(25, 25), (26, 25), (100, 25), (10, 10), (0, 1)])
async def test_a_page_of_orders_is_as_large_as_the_vendor_gives(asked: int, sent: int) -> None:
    """A larger wish is cut without a word, and pages would be left out."""
    here = desk(answer({}))
    await here.digikey.orders(*SPAN, page_size=asked)
    assert here.vendor.asked[0].url.params["PageSize"] == str(sent)


async def test_prices_are_asked_for_one_to_ten_parts() -> None:
    here = desk(answer({}))
    for limit, offset in ((0, 0), (11, 0), (5, -1)):
        with pytest.raises(Invalid):
            await here.digikey.pricing("A-ND", limit=limit, offset=offset)
    assert here.vendor.asked == []


def test_it_has_the_capabilities_it_says_it_has() -> None:
    here = desk(EMPTY).digikey
    for one in (WordSearch, NumberLookup, BondedHolder, OrderTaker, OrderFinder, StatusReporter):
        assert isinstance(here, one), one


@pytest.mark.parametrize(
    "wrong",
    [
        {"base_url": "http://api.digikey.com"},
        {"base_url": "https://api.digikey.com/products"},
        {"base_url": "https://"},
        {"account_id": "77x"},
        {"account_id": "७"},
        {"account_id": ""},
        {"client_id": "canary id"},
        {"client_id": "canary\nid"},
        {"client_secret": "canary-ü"},
        {"client_secret": ""},
        {"site": "U\nS"},
        {"currency": ""},
    ],
)
async def test_settings_that_cannot_become_a_request_are_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="DigiKey's") as caught:
        desk(EMPTY, **wrong)
    assert "canary" not in str(caught.value)


@profile(max_examples=20)
@given(st.integers(0, 400), st.integers(0, 400))
def test_the_days_asked_for_are_the_days_sent(first: int, last: int) -> None:
    """Without both dates the vendor takes the last 30 days, without a word."""
    since, until = (date.fromordinal(739_000 + one) for one in (first, last))
    here = desk(answer({}), judging=False)
    asyncio.run(here.digikey.orders(since, until))
    params = here.vendor.asked[0].url.params
    assert (params["StartDate"], params["EndDate"]) == (since.isoformat(), until.isoformat())
    assert params["Shared"] == "true"
