"""The account that was chosen at the sign-in is kept, for later sessions too."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cache.accounts import Accounts
from cache.audit import verify
from cache.places import Refusal
from tests.cache.desk import ANN, Desk, Vendor, line, offer, part
from vendors.vocabulary import Answer, Outcome

CUT = offer("RC0603CT-ND", "0.10")


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    desk = await Desk(tmp_path, Vendor()).open()
    yield desk
    await desk.close()


def accounts(desk: Desk) -> Accounts:
    return Accounts(desk.ledger, desk.clock, ANN)


async def test_none_is_chosen_before_somebody_chooses(desk: Desk) -> None:
    assert await accounts(desk).chosen("digikey") is None


async def test_what_was_chosen_last_is_kept_for_each_vendor(desk: Desk, tmp_path: Path) -> None:
    for account_id in ("7718200", "7718905", "7718905"):
        await accounts(desk).choose("digikey", account_id)
    await accounts(desk).choose("ti", "12")
    other = await Desk(tmp_path, Vendor(), clock=desk.clock).open()
    assert await accounts(other).chosen("digikey") == "7718905"
    assert await accounts(other).chosen("ti") == "12"
    await other.close()


async def test_the_audit_says_who_chose_another_and_nothing_where_it_is_the_same(
    desk: Desk,
) -> None:
    for account_id in ("7718200", "7718905", "7718905"):
        await accounts(desk).choose("digikey", account_id)

    def noted(db: sqlite3.Connection) -> list[tuple[str, str, str]]:
        assert verify(db).broken is None
        query = "SELECT person, was, became FROM audit WHERE what = 'account at digikey'"
        return db.execute(query).fetchall()

    assert await desk.ledger.read(noted) == [
        (ANN.name, "", "7718200"),
        (ANN.name, "7718200", "7718905"),
    ]


async def test_while_an_order_may_be_at_the_one_another_is_not_chosen(desk: Desk) -> None:
    desk.vendor.sells(part("RC0603", CUT))
    desk.vendor.answer = Answer(Outcome.UNKNOWN, "the connection broke")
    # The first choice leaves none behind.
    (review,) = await desk.placing.review(await desk.draft(line(CUT)))
    await desk.placing.place(review.order_id)
    await accounts(desk).choose("digikey", "7718200")
    with pytest.raises(Refusal, match=f"whether {review.number} was placed"):
        await accounts(desk).choose("digikey", "7718905")
    await accounts(desk).choose("digikey", "7718200")
    await desk.reconciling.not_placed(review.order_id, "DigiKey says so on the telephone")
    await accounts(desk).choose("digikey", "7718905")
    assert await accounts(desk).chosen("digikey") == "7718905"


async def test_a_ledger_that_cannot_be_used_is_said(desk: Desk) -> None:
    desk.ledger.refuse(Refusal("it is damaged"), reads=False)
    with pytest.raises(Refusal, match="damaged"):
        await accounts(desk).choose("digikey", "1")
