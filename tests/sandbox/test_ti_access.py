"""TI's host, its token, its limits, and what it says to those who may not."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.sandbox.ti_kit import FORM, ORDERS, PRODUCTS, TOKEN, Store, store
from vendors.sandbox import world
from vendors.sandbox.desk import Endpoint
from vendors.sandbox.ti.house import ENDPOINTS

ANY_PART = f"{PRODUCTS}/LM358DR"


@pytest_asyncio.fixture
async def ti(tmp_path: Path) -> AsyncIterator[Store]:
    async with store(tmp_path) as made:
        yield made


# -- the host


async def test_each_vendor_has_its_host_and_no_others_paths(ti: Store) -> None:
    client = ti.kit.client
    at_digikey = await client.get(f"{world.BASE_URL}{ANY_PART}")
    assert at_digikey.status_code == 404
    assert "ErrorMessage" in at_digikey.json()
    at_ti = await client.get(f"{world.TI_BASE_URL}/orderstatus/v4/orders")
    assert at_ti.status_code == 404
    assert at_ti.json()["errors"][0]["errorCode"] == "TI-API-00404"


async def test_a_host_that_is_no_vendors_is_digikeys(ti: Store) -> None:
    for host in ("http://127.0.0.1:8080", "http://elsewhere"):
        answer = await ti.kit.client.get(f"{host}/products/v4/search/X/productdetails")
        assert answer.json()["ErrorMessage"] == "Invalid clientId"


async def test_the_port_and_the_case_of_a_host_do_not_matter(ti: Store) -> None:
    answer = await ti.call("GET", ANY_PART, headers={"Host": "TI.Sandbox:80"})
    assert answer.json()["tiPartNumber"] == "LM358DR"


async def test_the_controls_are_on_every_host(ti: Store) -> None:
    for base in (world.BASE_URL, world.TI_BASE_URL):
        assert (await ti.kit.client.get(f"{base}/_sandbox/status")).json()["faults"] == []


# -- the token


async def test_a_token_is_as_ti_shows_it(ti: Store) -> None:
    answer = await ti.kit.client.post(TOKEN, data=FORM)
    token = answer.json()
    assert answer.status_code == 200
    assert token.keys() == {
        "access_token", "token_type", "expires_in", "scope", "application_name",
        "developer.email", "issued_at", "client_id",
    }  # fmt: skip
    assert (token["token_type"], token["expires_in"]) == ("bearer", 3599)
    assert token["issued_at"] == str(int(ti.book.now().timestamp() * 1000))


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"client_secret": "wrong"}, 401),
        ({"client_id": world.CLIENT_ID}, 401),
        ({"grant_type": "refresh_token"}, 400),
        ({"grant_type": None}, 400),
        ({"client_secret": None}, 401),
    ],
)
async def test_no_token_for_what_is_wrong(
    ti: Store, change: dict[str, str | None], status: int
) -> None:
    form = {name: text for name, text in {**FORM, **change}.items() if text is not None}
    answer = await ti.kit.client.post(TOKEN, data=form)
    assert answer.status_code == status
    assert answer.json().keys() == {"ErrorCode", "Error"}


async def test_the_secret_is_taken_from_the_form_alone(ti: Store) -> None:
    client = ti.kit.client
    in_query = await client.post(TOKEN, params=FORM, data={"grant_type": FORM["grant_type"]})
    in_header = await client.post(
        TOKEN,
        data={"grant_type": FORM["grant_type"]},
        auth=(world.TI_CLIENT_ID, world.TI_CLIENT_SECRET),
    )
    assert in_query.status_code == in_header.status_code == 401
    assert (await client.post(TOKEN, json=FORM)).status_code == 400


async def test_a_token_is_good_for_an_hour_less_a_second(ti: Store) -> None:
    ti.kit.advance(seconds=3598)
    assert (await ti.call("GET", ANY_PART)).status_code == 200
    ti.kit.advance(seconds=1)
    answer = await ti.call("GET", ANY_PART)
    assert answer.status_code == 401
    assert answer.json()["errors"][0]["errorCode"] == "ERR-TICOM-INV-API-1004"


async def test_digikeys_token_opens_nothing_at_ti_nor_tis_at_digikey(ti: Store) -> None:
    await ti.kit.sign_in()
    assert (await Store(ti.kit, ti.kit.access).call("GET", ANY_PART)).status_code == 401
    ti.kit.access = ti.token
    assert (await ti.kit.order()).status_code == 401


def by_name(endpoint: Endpoint) -> str:
    return f"{endpoint.method} {endpoint.path}"


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=by_name)
async def test_every_endpoint_wants_a_token(ti: Store, endpoint: Endpoint) -> None:
    path = endpoint.path.replace("{orderNumber}", "T10999999")
    for name in ("{tiPartNumber}", "{checkoutProfileId}", "{wayBillNumber}"):
        path = path.replace(name, "0499999999")
    for header in ("", "Basic abc", "Bearer", "Bearer unknown", ti.token):
        answer = await ti.call(endpoint.method, path, json={}, headers={"Authorization": header})
        assert answer.status_code == 401
        assert answer.json()["errors"][0]["reason"] == "Invalid Credentials"
    served = await ti.call(endpoint.method, path, json={})
    assert served.status_code in (200, 400, 404)


# -- limits


async def test_twenty_a_second_six_hundred_a_minute(tmp_path: Path) -> None:
    async with store(tmp_path, limit=None) as ti:
        statuses = [(await ti.call("GET", ANY_PART)).status_code for _ in range(21)]
        assert statuses == [200] * 20 + [429]
        # Orders count apart.
        assert (await ti.call("GET", ORDERS)).status_code == 200
        for _ in range(29):
            ti.seconds.now += 1.0
            for _ in range(20):
                assert (await ti.call("GET", ANY_PART)).status_code == 200
        ti.seconds.now += 1.0
        answer = await ti.call("GET", ANY_PART)
        assert answer.status_code == 429
        assert answer.json()["errors"][0]["errorCode"] == "TI-API-00235"
        assert "retry-after" not in answer.headers
        ti.seconds.now += 31.0
        assert (await ti.call("GET", ANY_PART)).status_code == 200


async def test_three_thousand_orders_calls_a_day(tmp_path: Path) -> None:
    async with store(tmp_path, limit=None) as ti:
        today = ti.book.now().date().isoformat()
        for _ in range(2_999):
            ti.book.count("ti:orders", today)
        assert (await ti.call("GET", ORDERS)).status_code == 200
        answer = await ti.call("GET", ORDERS)
        assert answer.status_code == 429
        assert answer.json()["errors"][0]["errorCode"] == "TI-API-00429"
        await ti.later(hours=12)
        assert (await ti.call("GET", ORDERS)).status_code == 200


async def test_the_catalogue_comes_once_in_four_hours(ti: Store) -> None:
    path = f"{PRODUCTS}/catalog"
    assert (await ti.call("GET", path)).status_code == 200
    await ti.later(hours=3, minutes=59)
    assert (await ti.call("GET", path)).status_code == 429
    await ti.later(minutes=1)
    assert (await ti.call("GET", path)).status_code == 200


# -- what is not there


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [
        ("PATCH", ANY_PART, "TI-API-00356"),
        ("PUT", ORDERS, "TI-API-00405"),
        ("POST", "/v2/checkoutprofiles", "TI-API-00405"),
    ],
)
async def test_a_wrong_method_is_405(ti: Store, method: str, path: str, code: str) -> None:
    answer = await ti.call(method, path)
    assert answer.status_code == 405
    (said,) = answer.json()["errors"]
    assert (said["errorCode"], said["message"]) == (code, f"{method} is not a supported method.")
