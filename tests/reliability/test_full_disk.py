"""The disk fills up or fails at every write and sync of one placing, once or from then on.

Nothing is sent unless the intent is on the disk; and an answer that the disk does not take is
told, leaves the order unknown, and is never sent again.
"""

from __future__ import annotations

from itertools import product

import pytest

from tests.reliability.cases import GivesUp
from tests.reliability.points import Point, at_each, report, writes_of
from tests.reliability.running import Shop

pytestmark = [pytest.mark.usefixtures("traced")]

SAMPLED = 24
# (what the disk says, whether it says it ever after)
FAILURES = tuple(product(("ENOSPC", "EIO"), ("", "+")))


def told(point: Point) -> str:
    """What the buyer was told, and what it is."""
    kind = point.told["kind"] if point.told else "nothing"
    return f"told {kind} and {point.verdict.state}"


def failing(shop: Shop) -> list[tuple[str, str]]:
    """Each write and sync of a whole placing, failing in each way."""
    return [
        (f"{error} at {call} {nth}{ever}", f"{call}:error={error}:when={nth}{ever}")
        for call, nth in writes_of(shop)
        for error, ever in FAILURES
    ]


def spread(all_of_them: list[tuple[str, str]], some: int) -> list[tuple[str, str]]:
    """`some` of them from the first to the last, in steps that come by every way of failing."""
    step = (len(all_of_them) - 1) / (some - 1)
    return [all_of_them[round(nth * step)] for nth in range(some)]


@pytest.mark.process
def test_a_disk_that_fails_now_and_then(shop: Shop) -> None:
    every = failing(shop)
    found = at_each(shop, spread(every, SAMPLED))
    report("full and failing disk (sample)", shop, found, told, whole=len(every))


@pytest.mark.soak
def test_a_disk_that_fails_anywhere(shop: Shop) -> None:
    found = at_each(shop, failing(shop))
    report("full and failing disk", shop, found, told)
    seen = {told(point) for point in found}
    assert {
        "told Refusal and reviewed",
        "told NotWritten and unknown",
        "told accepted and accepted",
    } <= seen


@pytest.mark.process
def test_an_answer_lost_by_the_disk_and_told_as_a_refusal_is_caught(shop: Shop) -> None:
    """The proof is worth something: it tells this wrong placing from the true one."""
    syncs = [each for each in writes_of(shop) if each[0] == "fdatasync"]
    call, nth = syncs[-1]
    (found,) = at_each(shop, [("", f"{call}:error=EIO:when={nth - 1}+")], GivesUp)
    assert found.told is not None
    assert found.told["kind"] == "Refusal"
    assert "1 at the vendor" in found.verdict.bad
