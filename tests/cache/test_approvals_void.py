"""What voids an approval: an edit, a price, the time, another limit, the approver's own hand."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from cache.drafts import Draft
from tests.cache.desk import ANN, line
from tests.cache.limits_kit import (
    CAROL,
    NCNR,
    Limited,
    again,
    approved,
    dearer,
    desks,
    limit,
    rules,
    standing,
)
from vendors.terms import OrderTerms

TEN = rules(limit(order="10"))
HOUR = 3600.0
MOMENT = timedelta(milliseconds=1).total_seconds()


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[list[Limited]]:
    """Ann, who orders, and Carol, who may approve. More than 10.00 USD needs that."""
    async with desks(tmp_path, TEN, ANN, CAROL) as both:
        yield both


def edit_quantity(draft: Draft) -> None:
    draft.lines[0].quantity += 1


def edit_ship_to(draft: Draft) -> None:
    draft.customer_id = "7002"


def edit_terms(draft: Draft) -> None:
    draft.terms = OrderTerms(notes=("by the back door",))


def edit_packaging(draft: Draft) -> None:
    draft.lines[0] = replace(line(NCNR, 1200), id=draft.lines[0].id)


def edit_less(draft: Draft) -> None:
    draft.lines[0].quantity -= 1


EDITS = [edit_quantity, edit_ship_to, edit_terms, edit_packaging, edit_less]


@pytest.mark.parametrize("edit", EDITS)
async def test_an_edit_voids_it(office: list[Limited], edit: Callable[[Draft], None]) -> None:
    ann, carol = office
    review, draft, _ = await approved(ann, carol)
    edit(draft)
    await ann.drafts.save(draft)
    (anew,) = await ann.placing.review(draft)
    found = await ann.approvals.standing(anew.order_id)
    assert found.state == "void"
    assert "The approval by carol is void: the order was changed since." in found.words
    assert [one.state for one in await ann.approvals.waiting()] == ["void"]
    request = await ann.approvals.ask(anew.order_id, "it was mended")
    assert request.state == "asked"
    assert anew.order_id == review.order_id


@pytest.mark.parametrize(
    ("price", "state"),
    [("0.01", "approved"), ("0.0102", "approved"), ("0.01021", "void"), ("0.009", "approved")],
)
async def test_prices_may_move_within_the_tolerance(
    office: list[Limited], price: str, state: str
) -> None:
    """2 percent of 12.00 USD are 0.24 USD; less is no reason to ask again."""
    ann, carol = office
    _, draft, _ = await approved(ann, carol)
    dearer(ann, price)
    review = await again(ann, draft)
    found = await standing(ann, review)
    assert found.state == state
    if state == "void":
        assert "12.00 USD became 12.25 USD, which is more than 2 %" in found.words


async def test_it_ends(office: list[Limited]) -> None:
    ann, carol = office
    review, _, _ = await approved(ann, carol)
    ann.clock.advance(48 * HOUR - MOMENT)
    assert (await standing(ann, review)).state == "approved"
    ann.clock.advance(MOMENT)
    found = await standing(ann, review)
    assert found.state == "ended"
    assert "The approval by carol ended at " in found.words
    await ann.approvals.ask(review.order_id, "it took longer")


async def test_what_was_not_above_then_is_not_covered(tmp_path: Path) -> None:
    """Two orders, each approved when nothing was placed: the second goes above the day as well."""
    its = rules(limit(order="10", day="20"))
    async with desks(tmp_path, its, ANN, CAROL) as (ann, carol):
        first, _, _ = await approved(ann, carol, 1200)
        second, _, _ = await approved(ann, carol, 1300)
        assert (await standing(ann, second)).state == "approved"
        await ann.placing.place(first.order_id)
        found = await standing(ann, second)
        assert found.state == "void"
        assert "does not cover this: 13.00 USD and 12.00 USD placed before come to" in found.words


async def test_an_approver_who_edits_or_leaves_the_list_voids_it(tmp_path: Path) -> None:
    async with desks(tmp_path, TEN, ANN, CAROL) as (ann, carol):
        review, draft, _ = await approved(ann, carol)
        ann.approvals.rules = rules(limit(order="10"), approvers=["dan"])
        assert "carol is not among the approvers" in (await standing(ann, review)).words
        ann.approvals.rules = TEN
        theirs = await carol.drafts.open(draft.id)
        theirs.name = "spares"
        await carol.drafts.save(theirs)
        found = await standing(ann, review)
        assert (found.state, "carol changed its draft last" in found.words) == ("void", True)


async def test_the_last_word_counts(office: list[Limited]) -> None:
    """Edited back to what was approved once, and declined since: it does not go."""
    ann, carol = office
    review, draft, _ = await approved(ann, carol, 1200)
    draft.lines[0].quantity = 1300
    await ann.drafts.save(draft)
    await ann.placing.review(draft)
    second = await ann.approvals.ask(review.order_id, "a little more")
    await carol.approvals.decide(second.id, False, "no, nothing")
    draft.lines[0].quantity = 1200
    await ann.drafts.save(draft)
    (anew,) = await ann.placing.review(draft)
    assert (await standing(ann, anew)).state == "needed"
