"""Killed at every point of one placing: created at most once, and every outcome known or shown.

The true client places at the sandbox, which is a process of its own and takes every order it is
sent, twice too. A later session of another person then looks at what was left.
"""

from __future__ import annotations

import pytest

from tests.reliability.cases import MarksTooLate
from tests.reliability.points import BOUNDARIES, Point, at_each, at_every_moment, report, writes_of
from tests.reliability.running import Shop
from tests.reliability.wire import POST

pytestmark = [pytest.mark.process]


def stage(point: Point) -> str:
    return point.boundary


def test_killed_at_every_send_and_receive(shop: Shop) -> None:
    every = at_every_moment(shop)
    report("killed at sends and receives", shop, every, stage)
    # Until a run survives, and no sooner.
    assert [point.killed for point in every] == [True] * (len(every) - 1) + [False]
    # `prepared` is between two writes of the ledger: nothing goes over the wire there.
    assert {point.boundary for point in every} == {*BOUNDARIES.values()} - {"prepared"}
    halves = {point.name.split(": ")[1] for point in every if point.name.startswith(POST)}
    assert {"half was sent", "half was read"} <= halves


@pytest.mark.usefixtures("traced")
def test_killed_before_every_write_and_sync_of_the_ledger(shop: Shop) -> None:
    every = [
        (f"before {call} {nth}", f"{call}:signal=SIGKILL:when={nth}")
        for call, nth in writes_of(shop)
    ]
    found = at_each(shop, every)
    report("killed at writes and syncs", shop, found, stage)
    assert all(point.killed for point in found), [one.name for one in found if not one.killed]
    # While the order is on its way nothing is written, so `posted` is not among these.
    assert {point.boundary for point in found} == {*BOUNDARIES.values()} - {"posted, not answered"}


def test_an_order_marked_as_sent_too_late_is_caught(shop: Shop) -> None:
    """The proof is worth something: it tells this wrong placing from the true one."""
    found = at_every_moment(shop, MarksTooLate, POST)
    assert "not_sent, and the vendor holds 1" in {point.verdict.bad for point in found}
