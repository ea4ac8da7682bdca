"""An order tried out at its vendor, and what the vendor's answer came to."""

from __future__ import annotations

from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path

import pytest

from cache.answered import Total
from cache.orders import OrderRow
from cache.places import Refusal
from cache.review import Review
from tests.cache.desk import Desk, Vendor, line, part
from tests.cache.several import CUT, Ti, Warehouse, attach, stored, ti_line
from vendors.errors import SignInNeeded
from vendors.terms import OrderTerms
from vendors.vocabulary import Answer, Outcome, Rehearsal


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    here = await Desk(tmp_path, Vendor()).open()
    here.vendor.sells(part("RC0603", CUT))
    yield here
    await here.close()


@pytest.fixture
def ti(desk: Desk) -> Ti:
    vendor = Ti()
    attach(desk, vendor, Warehouse())
    return vendor


async def reviewed(desk: Desk) -> Review:
    draft = await desk.draft(ti_line())
    draft.terms = OrderTerms(profile="AC1001")
    await stored(desk, draft)
    (review,) = await desk.placing.review(draft)
    return review


async def audited(desk: Desk, what: str) -> list[tuple[str, str]]:
    return await desk.ledger.read(
        lambda db: db.execute("SELECT became, reason FROM audit WHERE what = ?", (what,)).fetchall()
    )


async def test_a_rehearsal_has_the_true_bytes_and_leaves_nothing_but_its_audit(
    desk: Desk, ti: Ti
) -> None:
    review = await reviewed(desk)
    assert review.rehearses
    assert await desk.placing.rehearse(review.order_id) == ti.says
    assert await desk.placing.rehearse(review.order_id) == ti.says, "as often as one likes"
    assert (ti.taken, await desk.attempts()) == ([], [])
    assert await desk.states() == [(review.number, "reviewed")]
    assert await desk.orders.unknown() == 0
    assert await audited(desk, "rehearsal") == [("rehearsed", "no errors")] * 2
    # Nothing of it is in the way: the same order is placed, with the bytes that were looked at.
    await desk.placing.place(review.order_id)
    assert [sent.encode() for sent in ti.taken] == ti.rehearsed[:1]


async def test_what_the_vendor_said_against_it_is_told_and_nothing_more(desk: Desk, ti: Ti) -> None:
    ti.says = Rehearsal(False, "TIPART is restricted")
    review = await reviewed(desk)
    assert not (await desk.placing.rehearse(review.order_id)).passed
    assert await audited(desk, "rehearsal") == [("would not be taken", "TIPART is restricted")]
    assert (await desk.placing.place(review.order_id)).outcome is Outcome.ACCEPTED


async def test_a_vendor_that_cannot_be_asked_says_neither(desk: Desk, ti: Ti) -> None:
    review = await reviewed(desk)
    # Where nothing can be placed, a rehearsal may still be had.
    ti.down = SignInNeeded("ti", "The key is wrong.")
    ti.says = Rehearsal(None, "The key is wrong.")
    assert await desk.placing.rehearse(review.order_id) == ti.says
    assert await audited(desk, "rehearsal") == [("not asked", "The key is wrong.")]


async def test_only_where_the_vendor_has_it_and_the_order_can_be_placed(desk: Desk, ti: Ti) -> None:
    (review,) = await desk.placing.review(await desk.draft(line(CUT)))
    assert not review.rehearses
    with pytest.raises(Refusal, match="DigiKey has no way to try an order out"):
        await desk.placing.rehearse(review.order_id)
    (review,) = await desk.placing.review(await desk.draft(ti_line()))
    with pytest.raises(Refusal, match="No checkout profile"):
        await desk.placing.rehearse(review.order_id)
    assert ti.rehearsed == []


async def first_row(desk: Desk) -> OrderRow:
    row = (await desk.orders.rows()).row(0)
    assert row is not None
    return row


# -- what the answer came to -----------------------------------------------------------------------


async def placed(desk: Desk, ti: Ti, total: str | None, currency: str = "USD") -> Answer:
    review = await reviewed(desk)
    amount = None if total is None else Decimal(total)
    ti.answer = Answer(Outcome.ACCEPTED, "created", ("T10000001",), total=amount, currency=currency)
    return await desk.placing.place(review.order_id)


@pytest.mark.parametrize(("total", "currency"), [("35.00", "USD"), ("35", ""), (None, "USD")])
async def test_an_answer_as_it_was_reviewed_says_nothing_more(
    desk: Desk, ti: Ti, total: str | None, currency: str
) -> None:
    assert (await placed(desk, ti, total, currency)).message == "created"
    row = await first_row(desk)
    assert (row.state, row.differs) == ("accepted", 0)


@pytest.mark.parametrize(
    ("total", "currency", "said"),
    [("36.50", "USD", "36.50 USD"), ("35.00", "EUR", "35.00 EUR")],
)
async def test_another_total_differs_until_somebody_took_note(
    desk: Desk, ti: Ti, total: str, currency: str, said: str
) -> None:
    answer = await placed(desk, ti, total, currency)
    assert answer.message == f"created It comes to {said} at TI; 35.00 USD was reviewed."
    row = await first_row(desk)
    assert (row.state, row.confirmation, row.differs) == ("accepted", "differs", 1)
    detail = await desk.orders.detail(row.rowid)
    assert detail.confirmation is not None
    (difference,) = detail.confirmation.differences
    assert difference.what == "total"
    assert difference.words == f"TI answered {said}; 35.00 USD was reviewed"
    assert detail.order_id is not None
    await desk.confirming.acknowledge(detail.order_id, difference.name, "")
    row = await first_row(desk)
    assert row.differs == 0


async def test_what_it_came_to_outlives_the_rows_of_the_screen(desk: Desk, ti: Ti) -> None:
    await placed(desk, ti, "36.50")
    await desk.cache.write(lambda db: db.execute("DELETE FROM ledger_stamp"))
    await desk.orders.project()
    row = await first_row(desk)
    assert row.differs == 1


def test_a_currency_that_is_not_said_is_no_other_one() -> None:
    assert Total(Decimal(1), "").is_same(Total(Decimal("1.00"), "USD"))
    assert not Total(Decimal(1), "EUR").is_same(Total(Decimal(1), "USD"))
