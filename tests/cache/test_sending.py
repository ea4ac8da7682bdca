"""What is told of a send while it lasts, alike for an order and for a change to one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

import pytest

from cache.places import Refusal
from cache.sending import SendsOnce
from tests.cache.changing_kit import CUT, ChangeDesk, ChangingVendor, ordered, prepared
from tests.cache.desk import line
from vendors.vocabulary import Answer


async def an_order(desk: ChangeDesk) -> tuple[SendsOnce, Callable[[], Awaitable[Answer]]]:
    (review,) = await desk.placing.review(await desk.draft(line(CUT)))
    return desk.placing, partial(desk.placing.place, review.order_id)


async def a_change(desk: ChangeDesk) -> tuple[SendsOnce, Callable[[], Awaitable[Answer]]]:
    change = await prepared(desk, await ordered(desk))
    return desk.changing, partial(desk.changing.send, change.id)


@pytest.mark.parametrize("a_thing", [an_order, a_change])
async def test_it_is_told_once_that_it_begins_and_that_it_ended(
    tmp_path: Path,
    a_thing: Callable[[ChangeDesk], Awaitable[tuple[SendsOnce, Callable[[], Awaitable[Answer]]]]],
) -> None:
    desk = await ChangeDesk(tmp_path, ChangingVendor()).open()
    sender, send = await a_thing(desk)
    told: list[tuple[str, bool]] = []

    async def heard() -> None:
        told.append(("the vendor heard", sender.busy))

    desk.vendor.before = heard
    sender.began = lambda: told.append(("began", sender.busy))
    sender.ended = lambda: told.append(("ended", sender.busy))
    await send()
    course = [("began", True), ("the vendor heard", True), ("ended", False)]
    assert told == course
    with pytest.raises(Refusal):
        await send()
    assert told == course
    await desk.close()
