"""An answer that comes after the attempt was ended by somebody else: it is kept, and it counts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.cache.crash_kit import looks_dead, on_its_way
from tests.cache.desk import BEN, Desk, line
from tests.cache.looking import CUT, a_vendor, said, stored, whole
from vendors.vocabulary import Answer, Outcome

ACCEPTED = Answer(Outcome.ACCEPTED, "thank you", ("88001",), "req-1", 200, "{}")


class Held:
    """Ann's order is at the vendor and not answered; Ben's session takes hers for dead, because
    somebody removed the files of the locks.
    """

    def __init__(
        self,
        ann: Desk,
        ben: Desk,
        order_id: int,
        placing: asyncio.Future[Answer],
        go_on: asyncio.Event,
    ) -> None:
        self.ann, self.ben, self.order_id = ann, ben, order_id
        self.placing, self.go_on = placing, go_on

    async def answered(self, answer: Answer = ACCEPTED) -> None:
        self.ann.vendor.answer = answer
        self.go_on.set()
        assert await self.placing == answer

    async def not_placed(self) -> None:
        await self.ben.reconciling.not_placed(self.order_id, "phoned: they know of none")

    async def sent_again(self) -> Answer:
        (head,) = await self.ben.drafts.heads()
        await self.ben.placing.review(await self.ben.drafts.open(head.id))
        return await self.ben.placing.place(self.order_id)

    async def first(self) -> tuple[Any, ...]:
        """What is kept of the first attempt's answer."""
        row: tuple[Any, ...] = await self.ben.ledger.read(
            lambda db: db.execute(
                "SELECT message, request_id, http_status, answer FROM attempt WHERE n = 1"
            ).fetchone()
        )
        return row


@pytest.fixture
async def held(tmp_path: Path) -> AsyncIterator[Held]:
    ann = await Desk(tmp_path, a_vendor(), inline=False).open()
    (review,) = await ann.placing.review(await ann.draft(line(CUT)))
    placing, go_on = await on_its_way(ann.vendor, ann.placing.place(review.order_id))
    looks_dead(tmp_path)
    ben = await Desk(tmp_path, a_vendor(), person=BEN, inline=False).open()
    yield Held(ann, ben, review.order_id, placing, go_on)
    await ben.close()
    await ann.close()


async def test_an_order_called_not_placed_that_is_answered_after_all_is_accepted(
    held: Held,
) -> None:
    await held.not_placed()
    assert len(await held.ben.drafts.heads()) == 1
    await held.answered()
    assert await stored(held.ben) == ("accepted", ("88001",), ["accepted"])
    assert await held.first() == ("thank you", "req-1", 200, "{}")
    assert (await said(held.ben))[-1] == (
        "accepted",
        "the vendor's answer came late: accepted, with 88001, although it was called not placed",
        "ann",
    )
    # Nobody orders its lines again.
    assert await held.ben.drafts.heads() == []


async def test_one_that_the_vendor_took_and_gave_no_number_is_looked_after(held: Held) -> None:
    await held.not_placed()
    await held.answered(Answer(Outcome.ACCEPTED_NO_NUMBER, "soon", (), "req-1", 200, "{}"))
    assert await stored(held.ben) == ("accepted", (), ["accepted"])
    assert await held.ben.drafts.heads() == []


@pytest.mark.parametrize("outcome", [Outcome.REJECTED, Outcome.REFUSED, Outcome.UNKNOWN])
async def test_a_no_leaves_the_word_of_a_person_and_is_kept(held: Held, outcome: Outcome) -> None:
    await held.not_placed()
    await held.answered(Answer(outcome, "not today", (), "req-1", 400, "{}"))
    assert await stored(held.ben) == ("not_placed", (), ["not_placed"])
    assert await held.first() == ("not today", "req-1", 400, "{}")
    assert len(await held.ben.drafts.heads()) == 1


async def test_sent_again_in_between_it_is_there_twice(held: Held) -> None:
    await held.not_placed()
    held.ben.vendor.answer = Answer(Outcome.ACCEPTED, "thank you", ("88002",), "req-2", 200, "{}")
    await held.sent_again()
    await held.answered()
    assert await stored(held.ben) == (
        "duplicate",
        ("88002", "88001"),
        ["not_placed", "duplicate"],
    )


@pytest.mark.parametrize(
    ("second", "becomes"),
    [
        (Outcome.ACCEPTED, ("duplicate", ("88002", "88001"), ["not_placed", "duplicate"])),
        (Outcome.UNKNOWN, ("accepted", ("88001",), ["not_placed", "accepted"])),
        (Outcome.REJECTED, ("accepted", ("88001",), ["accepted", "rejected"])),
    ],
)
async def test_answered_while_it_is_sent_again_both_count(
    held: Held, second: Outcome, becomes: tuple[str, tuple[str, ...], list[str]]
) -> None:
    await held.not_placed()
    numbers = ("88002",) if second is Outcome.ACCEPTED else ()
    held.ben.vendor.answer = Answer(second, "words", numbers, "req-2", 200, "{}")
    held.ben.vendor.before = held.answered
    await held.sent_again()
    assert await stored(held.ben) == becomes


async def test_what_a_look_found_first_keeps_the_answer_too(held: Held) -> None:
    number = (await held.ben.states())[0][0]
    held.ben.vendor.listed = [whole(number)]
    await held.ben.reconciling.look(held.order_id)
    await held.answered()
    assert await stored(held.ben) == ("accepted", ("88001",), ["accepted"])
    assert await held.first() == ("thank you", "req-1", 200, "{}")
