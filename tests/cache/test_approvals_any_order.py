"""Whatever is done in whatever order, nothing above a limit leaves without an approval of it."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from cache.drafts import Draft, Stale
from cache.places import Refusal
from tests.cache.desk import ANN, line
from tests.cache.limits_kit import CAROL, CENT, Limited, dearer, desks, limit, rules
from vendors.vocabulary import Answer, Outcome

ORDER, DAY, WEEK = Decimal(10), Decimal(16), Decimal(30)
RULES = rules(limit(order=str(ORDER), day=str(DAY), week=str(WEEK)), hours="24", drift="2")
# What may be at the vendor.
LIVE = (Outcome.ACCEPTED, Outcome.UNKNOWN)


@dataclass
class Word:
    """An approval, as the test itself remembers it."""

    order_id: int
    pieces: int
    total: Decimal
    until: datetime
    holds: bool = True


@dataclass
class Book:
    """What the test knows, written down beside the program."""

    words: list[Word] = field(default_factory=list)
    sent: list[tuple[datetime, Decimal]] = field(default_factory=list)

    def may_go(self, order_id: int, pieces: int, total: Decimal, now: datetime) -> bool:
        day = sum((its for at, its in self.sent if at >= now - timedelta(hours=24)), Decimal(0))
        week = sum((its for at, its in self.sent if at >= now - timedelta(days=7)), Decimal(0))
        within = total <= ORDER and day + total <= DAY and week + total <= WEEK
        return within or any(
            word.order_id == order_id
            and word.holds
            and word.pieces == pieces
            and total <= word.total * Decimal("1.02")
            and now < word.until
            for word in self.words
        )

    def spoken(self, order_id: int) -> None:
        """Whatever was approved of the order before counts no more."""
        for word in self.words:
            if word.order_id == order_id:
                word.holds = False


_DRAFT = st.sampled_from([0, 0, 1])
_PLACE = st.tuples(st.just("place"), _DRAFT, st.sampled_from([*LIVE, Outcome.REJECTED]))
# Placing more often than the rest, and mostly from one draft: what is done to an order is then
# tried at once.
STEPS = st.one_of(
    _PLACE,
    st.tuples(st.just("edit"), _DRAFT, st.sampled_from([900, 1001, 1400])),
    _PLACE,
    st.tuples(st.just("approve"), _DRAFT, st.booleans()),
    st.tuples(st.just("dearer"), st.sampled_from(["0.0102", "0.0103"]), st.none()),
    _PLACE,
    st.tuples(st.just("wait"), st.sampled_from([1.0, 24.0, 30.0]), st.none()),
    st.tuples(st.just("lost"), st.none(), st.none()),
)


class Day:
    """Ann orders from two drafts, Carol decides; steps that are refused change nothing."""

    def __init__(self, ann: Limited, carol: Limited) -> None:
        self.ann, self.carol, self.book = ann, carol, Book()
        self.drafts: list[Draft] = []
        self.unknown: list[tuple[int, int, Draft, tuple[datetime, Decimal]]] = []

    async def begin(self) -> None:
        """Two orders above the limit, of which the first is approved."""
        self.drafts = [await self.ann.draft(line(CENT, 1500)) for _ in range(2)]
        await self.approve(0, True)

    async def edit(self, at: int, pieces: int) -> None:
        draft = await self.ann.drafts.open(self.drafts[at].id)
        draft.lines[0].quantity = pieces
        await self.ann.drafts.save(draft)

    async def _reviewed(self, at: int) -> int:
        draft = await self.ann.drafts.open(self.drafts[at].id)
        (review,) = await self.ann.placing.review(draft)
        return review.order_id

    async def approve(self, at: int, yes: bool) -> None:
        """Ann asks, where she may, and Carol decides what waits."""
        with contextlib.suppress(Refusal):
            await self.ann.approvals.ask(await self._reviewed(at), "line 4 stands still")
        for request in await self.carol.approvals.waiting():
            _, order, _ = await self.carol.approvals.look(request.id)
            await self.carol.approvals.decide(request.id, yes, "as I see it")
            self.book.spoken(order.id)
            if yes:
                content = order.content
                until = self.ann.clock.now() + timedelta(hours=24)
                pieces, total = content.lines[0].quantity, content.goods + content.fees
                self.book.words.append(Word(order.id, pieces, total, until))

    async def dearer(self, price: str, _: None) -> None:
        """From the next look on: a review takes prices of eight minutes."""
        dearer(self.ann, price)
        self.ann.clock.advance(9 * 60)

    async def wait(self, hours: float, _: None) -> None:
        self.ann.clock.advance(hours * 3600)

    async def lost(self, _: None, __: None) -> None:
        """Ann calls the last unknown order not placed, and has its lines again."""
        if self.unknown:
            order_id, at, draft, entry = self.unknown.pop()
            await self.ann.reconciling.not_placed(order_id, "Kim at DigiKey finds none")
            self.book.sent.remove(entry)
            self.drafts[at] = draft

    async def place(self, at: int, outcome: Outcome) -> None:
        order_id, now = await self._reviewed(at), self.ann.clock.now()
        content = (await self.ann.order(order_id)).content
        total, before = content.goods + content.fees, len(self.ann.vendor.taken)
        self.ann.vendor.answer = Answer(outcome, "", ("88001",))
        try:
            await self.ann.placing.place(order_id)
        except Refusal:
            assert len(self.ann.vendor.taken) == before
            return
        assert self.book.may_go(order_id, content.lines[0].quantity, total, now)
        if outcome in LIVE:
            entry = (now, total)
            self.book.sent.append(entry)
            self.book.spoken(order_id)
            if outcome is Outcome.UNKNOWN:
                self.unknown.append((order_id, at, self.drafts[at], entry))
            self.drafts[at] = await self.ann.draft(line(CENT, 1500))


_GO = ("place", 0, Outcome.ACCEPTED)


@settings(max_examples=20)
@example([("edit", 0, 1400), _GO])
@example([("dearer", "0.0103", None), _GO])
@example([("wait", 24.0, None), _GO])
@example([("place", 0, Outcome.UNKNOWN), ("lost", None, None), _GO])
@given(st.lists(STEPS, min_size=2, max_size=8))
def test_no_order_of_steps_gets_past_the_limits(steps: list[tuple[str, object, object]]) -> None:
    async def run() -> None:
        with tempfile.TemporaryDirectory() as folder:
            async with desks(Path(folder), RULES, ANN, CAROL) as (ann, carol):
                day = Day(ann, carol)
                await day.begin()
                for name, *more in steps:
                    with contextlib.suppress(Refusal, Stale):
                        await getattr(day, name)(*more)

    asyncio.run(run())


def test_an_approved_one_does_go() -> None:
    """The steps above reach what they are about."""

    async def run() -> int:
        with tempfile.TemporaryDirectory() as folder:
            async with desks(Path(folder), RULES, ANN, CAROL) as (ann, carol):
                day = Day(ann, carol)
                await day.begin()
                await day.place(0, Outcome.ACCEPTED)
                return len(ann.vendor.taken)

    assert asyncio.run(run()) == 1
