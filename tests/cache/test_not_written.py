"""The vendor has answered and the disk fails: the answer is told, and nothing passes for unsent."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest

from cache.places import Refusal
from cache.placing import Placing
from cache.sending import NotWritten
from cache.store import Damaged, Job
from tests.cache.desk import BEN, Desk
from tests.cache.test_placing import a_vendor, reviewed
from vendors.vocabulary import Answer, Outcome

# The writes of `place`, in order: the attempt, that it is about to be sent, what became of it.
PREPARED, MARKED, ENDED = 1, 2, 3


class Disk:
    """Takes the ledger's writes up to the `first` that fails; `times` of them fail."""

    def __init__(
        self, desk: Desk, first: int, error: Exception | None = None, times: int = 10**9
    ) -> None:
        self._write = desk.ledger.write
        self._failing = range(first, first + times)
        self._error = error or Refusal("The disk is full. This was not stored: try again.")
        self.asked = 0
        desk.ledger.write = self.write  # type: ignore[method-assign, assignment]

    async def write(self, job: Job[object]) -> object:
        self.asked += 1
        if self.asked in self._failing:
            raise self._error
        return await self._write(job)


async def a_later_session_finds(desk: Desk, number: str, state: str) -> None:
    await desk.kill()
    later = await Desk(desk.ledger.path.parent, desk.vendor, person=BEN).open()
    assert await later.states() == [(number, state)]
    assert await later.orders.unknown() == (state == "unknown")
    await later.close()


@pytest.mark.parametrize(
    "error",
    [
        Refusal("The disk is full."),
        Damaged("ledger.db is damaged."),
        sqlite3.OperationalError("disk I/O error"),
        RuntimeError("cannot schedule new futures after shutdown"),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_an_answer_that_cannot_be_stored_is_told_and_the_order_is_unknown(
    tmp_path: Path, error: Exception
) -> None:
    desk = await Desk(tmp_path, a_vendor()).open()
    review = await reviewed(desk)
    began = desk.clock.monotonic()
    Disk(desk, ENDED, error)
    with pytest.raises(NotWritten) as told:
        await desk.placing.place(review.order_id)
    assert told.value.answer is desk.vendor.answer
    for said in ("accepted as 88001", "thank you", "write 88001 down", "not be sent again"):
        assert said in told.value.sentence
    assert "try again" not in told.value.sentence
    assert 5 <= desk.clock.monotonic() - began <= 30  # it was tried for some seconds
    assert not desk.placing.busy
    assert await desk.states() == [(review.number, "placing")]
    assert len(desk.vendor.taken) == 1
    await a_later_session_finds(desk, review.number, "unknown")


@pytest.mark.parametrize("first", [PREPARED, MARKED])
async def test_before_the_order_left_the_same_disk_is_a_refusal(tmp_path: Path, first: int) -> None:
    desk = await Desk(tmp_path, a_vendor()).open()
    review = await reviewed(desk)
    Disk(desk, first)
    with pytest.raises(Refusal, match="full"):
        await desk.placing.place(review.order_id)
    assert desk.vendor.taken == []
    await a_later_session_finds(desk, review.number, ("reviewed", "not_sent")[first - 1])


async def test_a_disk_that_recovers_in_time_stores_the_answer(tmp_path: Path) -> None:
    desk = await Desk(tmp_path, a_vendor()).open()
    review = await reviewed(desk)
    disk = Disk(desk, ENDED, times=4)
    assert await desk.placing.place(review.order_id) is desk.vendor.answer
    assert disk.asked == ENDED + 4
    assert await desk.states() == [(review.number, "accepted")]
    row = desk.orders.first().row(0)
    assert row is not None
    assert row.vendor_numbers == "88001"
    await desk.close()


async def test_the_session_itself_does_not_send_it_again_once_the_disk_is_well(
    tmp_path: Path,
) -> None:
    desk = await Desk(tmp_path, a_vendor()).open()
    review = await reviewed(desk)
    disk = Disk(desk, ENDED)
    with pytest.raises(NotWritten):
        await desk.placing.place(review.order_id)
    with pytest.raises(Refusal):
        await desk.placing.place(review.order_id)  # the disk is still full
    disk._failing = range(0)
    with pytest.raises(Refusal, match="not known whether"):
        await desk.placing.place(review.order_id)
    assert await desk.states() == [(review.number, "unknown")]
    assert len(desk.vendor.taken) == 1
    await desk.close()


async def test_leaving_while_it_is_tried_again_keeps_the_answer(tmp_path: Path) -> None:
    desk = await Desk(tmp_path, a_vendor()).open()
    review = await reviewed(desk)
    Disk(desk, ENDED, times=1)
    trying = asyncio.Event()

    async def sleep(seconds: float) -> None:
        trying.set()
        await asyncio.Event().wait()

    desk.clock.sleep = sleep  # type: ignore[method-assign]
    placing = asyncio.ensure_future(desk.placing.place(review.order_id))
    await trying.wait()
    await desk.placing.close()
    with pytest.raises(asyncio.CancelledError):
        await placing
    assert await desk.states() == [(review.number, "accepted")]
    await desk.kill()


async def test_a_client_that_breaks_its_word_and_raises_leaves_the_order_unknown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = await Desk(tmp_path, a_vendor()).open()
    review = await reviewed(desk)

    async def create(sealed: object) -> Answer:
        raise Refusal("The disk that holds the sign-in is full. Nothing was sent: try again.")

    monkeypatch.setattr(desk.vendor, "create", create)
    answer = await desk.placing.place(review.order_id)
    assert answer.outcome is Outcome.UNKNOWN
    assert await desk.states() == [(review.number, "unknown")]
    await desk.close()


async def test_an_order_is_placed_even_where_its_row_cannot_be_drawn_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = await Desk(tmp_path, a_vendor()).open()
    review = await reviewed(desk)

    async def project() -> None:
        raise RuntimeError("cannot schedule new futures after shutdown")

    with monkeypatch.context() as patched:
        patched.setattr(desk.orders, "project", project)
        assert await desk.placing.place(review.order_id) is desk.vendor.answer
    assert await desk.states() == [(review.number, "accepted")]
    await desk.close()


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (Answer(Outcome.REJECTED, "line 2 is unknown"), "rejected (“line 2 is unknown”)"),
        (Answer(Outcome.ACCEPTED_NO_NUMBER, ""), "accepted no number. It is known only here"),
        (Answer(Outcome.ACCEPTED, "", ("1", "2")), "accepted as 1, 2. It is known only here"),
    ],
)
def test_what_was_answered_is_said_whatever_it_was(answer: Answer, says: str) -> None:
    assert says in Placing.not_written(answer)
