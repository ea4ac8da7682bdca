"""The whole application: every endpoint is wired, and its rules of access hold."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.sandbox.kit import Kit, kit
from vendors.sandbox import world
from vendors.sandbox.app import every_endpoint
from vendors.sandbox.desk import Endpoint
from vendors.sandbox.limits import Limit

FAR = Limit(10_000, 100_000)


@pytest_asyncio.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Kit]:
    async with kit(tmp_path, endpoints=every_endpoint(), limit=FAR) as made:
        yield made


def address(endpoint: Endpoint) -> str:
    """A path of the endpoint, with something in place of every name."""
    return re.sub(r"{\w+}", "7718231", endpoint.path)


def by_name(endpoint: Endpoint) -> str:
    return f"{endpoint.method} {endpoint.path}"


@pytest.mark.parametrize("endpoint", every_endpoint(), ids=by_name)
async def test_every_endpoint_is_there_for_whoever_signed_in_and_nobody_else(
    desk: Kit, endpoint: Endpoint
) -> None:
    path = address(endpoint)
    assert (await desk.call(endpoint.method, path, json={})).status_code == 401
    await desk.sign_in()
    answer = await desk.call(endpoint.method, path, json={})
    # 404 is the endpoint's own word: the gateway's comes without what is left of the limits.
    assert answer.status_code in (200, 400, 404)
    assert "x-burstlimit-remaining" in answer.headers
    await desk.sign_in_application()
    alone = await desk.call(endpoint.method, path, json={})
    assert (alone.status_code == 401) is endpoint.person


async def test_an_application_names_an_account_to_see_orders(desk: Kit) -> None:
    await desk.sign_in_application()
    for path in ("/orderstatus/v4/orders", "/orderstatus/v4/salesorder/5"):
        for headers in ({}, {"X-DIGIKEY-Account-Id": "0"}):
            answer = await desk.get(path, headers=headers)
            assert answer.status_code == 400
            assert answer.json()["detail"] == "Account ID must not be 0"
        named = await desk.get(path, headers={"X-DIGIKEY-Account-Id": str(world.ACCOUNT_ID)})
        assert named.status_code in (200, 404)
        other = await desk.get(path, headers={"X-DIGIKEY-Account-Id": "5"})
        assert other.status_code == 400


def test_ordering_has_the_limit_that_is_published_for_it() -> None:
    """And nothing else has: a product's name that no limit knows would go unnoticed."""
    assert {one.product for one in every_endpoint() if one.path.startswith("/Ordering/")} == {
        "ordering"
    }
    assert {one.path for one in every_endpoint() if one.product == "ordering"} == {
        "/Ordering/v3/Orders"
    }
