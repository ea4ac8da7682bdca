"""How often one may call, what every answer says of it, and what is said when it is too often."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
import pytest_asyncio

from tests.sandbox.kit import ORDERS, PART, STATUS, Kit, kit
from vendors.sandbox.limits import Limit, read_limit

ANY_PART = PART.replace("{productNumber}", "X")


@pytest_asyncio.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Kit]:
    async with kit(tmp_path) as made:
        await made.sign_in()
        yield made


async def use_up(desk: Kit, path: str, calls: int) -> None:
    for _ in range(calls):
        assert (await desk.get(path)).status_code == 200


async def test_every_answer_says_what_is_left(desk: Kit) -> None:
    first = await desk.get(ANY_PART)
    assert first.headers["x-burstlimit-limit"] == "120"
    assert first.headers["x-burstlimit-remaining"] == "119"
    assert first.headers["x-ratelimit-limit"] == "1000"
    assert first.headers["x-ratelimit-remaining"] == "999"
    refused = await desk.get(ANY_PART, headers={"Authorization": "Bearer old"})
    assert refused.status_code == 401
    assert refused.headers["x-ratelimit-remaining"] == "998"
    assert refused.headers["x-burstlimit-remaining"] == "118"


async def test_products_are_counted_apart(desk: Kit) -> None:
    await use_up(desk, ANY_PART, 3)
    assert (await desk.get(STATUS)).headers["x-ratelimit-remaining"] == "999"


async def test_ordering_takes_ten_a_minute_and_knows_no_day(desk: Kit) -> None:
    for left in reversed(range(10)):
        answer = await desk.order()
        assert answer.status_code == 200
        assert answer.headers["x-burstlimit-remaining"] == str(left)
        assert "x-ratelimit-limit" not in answer.headers
    answer = await desk.order()
    assert answer.status_code == 429
    assert desk.taken == 10


async def test_the_minute_is_a_real_one_though_the_sandboxs_clock_stands(desk: Kit) -> None:
    await use_up(desk, ANY_PART, 120)
    desk.seconds.now += 47.5
    desk.advance(hours=1)
    await desk.sign_in()
    answer = await desk.get(ANY_PART)
    assert answer.status_code == 429
    assert answer.json()["ErrorMessage"] == "BurstLimit exceeded"
    assert answer.headers["retry-after"] == answer.headers["x-burstlimit-reset"] == "13"
    assert answer.headers["x-burstlimit-limit"] == "120"
    assert answer.headers["x-burstlimit-remaining"] == "0"
    ends = parsedate_to_datetime(answer.headers["x-burstlimit-resettime"])
    assert (ends - desk.book.now()).total_seconds() == 13
    desk.seconds.now += 12.5
    assert (await desk.get(ANY_PART)).headers["x-burstlimit-remaining"] == "119"


async def test_a_call_that_the_minute_refuses_does_not_cost_the_day(desk: Kit) -> None:
    await use_up(desk, ANY_PART, 120)
    for _ in range(5):
        assert (await desk.get(ANY_PART)).status_code == 429
    desk.seconds.now += 60
    assert (await desk.get(ANY_PART)).headers["x-ratelimit-remaining"] == "879"


async def test_the_day_is_the_sandboxs(tmp_path: Path) -> None:
    async with kit(tmp_path, limit=Limit(1000, 3)) as desk:
        await desk.sign_in()
        await use_up(desk, ANY_PART, 3)
        desk.seconds.now += 100_000
        answer = await desk.get(ANY_PART)
        assert answer.status_code == 429
        assert answer.json()["ErrorMessage"] == "Daily Ratelimit exceeded"
        seconds = 9 * 3600 + 58 * 60
        assert answer.headers["retry-after"] == str(seconds)
        assert answer.headers["x-ratelimit-reset"] == str(seconds)
        assert answer.headers["x-ratelimit-limit"] == "3"
        assert answer.headers["x-ratelimit-remaining"] == "0"
        assert answer.headers["x-ratelimit-resettime"] == "2026-11-24T00:00:00.000Z"
        ends = datetime.fromisoformat(answer.headers["x-ratelimit-resettime"])
        assert (ends - desk.book.now()).total_seconds() == seconds
        desk.advance(seconds=seconds)
        await desk.sign_in()
        assert (await desk.get(ANY_PART)).headers["x-ratelimit-remaining"] == "2"


async def test_a_limit_can_be_set_for_all_products(tmp_path: Path) -> None:
    async with kit(tmp_path, limit=read_limit("500/90000")) as desk:
        await desk.sign_in()
        answer = await desk.order()
        assert answer.headers["x-burstlimit-remaining"] == "499"
        assert answer.headers["x-ratelimit-remaining"] == "89999"


async def test_an_application_that_is_not_known_uses_nobodys_limit(desk: Kit) -> None:
    answer = await desk.get(ANY_PART, headers={"X-DIGIKEY-Client-Id": "somebody"})
    assert answer.status_code == 401
    assert "x-ratelimit-limit" not in answer.headers
    assert (await desk.get(ANY_PART)).headers["x-ratelimit-remaining"] == "999"


async def test_signing_in_counts_against_nothing(desk: Kit) -> None:
    for _ in range(130):
        assert (await desk.token(grant_type="client_credentials")).status_code == 200


async def test_orders_beyond_the_limit_are_not_taken(tmp_path: Path) -> None:
    async with kit(tmp_path, limit=Limit(2, 100)) as desk:
        await desk.sign_in()
        statuses = [(await desk.call("POST", ORDERS, json={})).status_code for _ in range(4)]
        assert statuses == [200, 200, 429, 429]
        assert desk.taken == 2


@pytest.mark.parametrize("text", ["", "10", "10/", "/5", "0/5", "5/0", "-1/5", "a/b", "1/2/3"])
def test_a_limit_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no limit"):
        read_limit(text)
