"""An order is begun for the account that is chosen, whatever session chose it and when."""

from __future__ import annotations

from pathlib import Path

import pytest

from cache.accounts import Accounts
from cache.places import Refusal
from tests.cache.desk import ANN, line
from tests.cache.looking import CUT
from tests.cache.test_acting import Billed, desk_of
from vendors.vocabulary import Outcome

A, B = "7718200", "7718905"


@pytest.mark.parametrize("when", ["before", "meanwhile"])
async def test_another_account_chosen_by_then_is_a_refusal_and_nothing_is_sent(
    tmp_path: Path, when: str
) -> None:
    vendor = Billed(A)
    desk = await desk_of(tmp_path, vendor)
    accounts = Accounts(desk.ledger, desk.clock, ANN)
    desk.placing.why_not_for = accounts.why_not
    await accounts.choose("digikey", A)
    (review,) = await desk.placing.review(await desk.draft(line(CUT)))
    if when == "before":
        await accounts.choose("digikey", B)
    else:
        ready = vendor.make_ready

        async def then() -> None:
            """The last thing that is waited for before the order is begun."""
            await ready()
            await accounts.choose("digikey", B)

        vendor.make_ready = then  # type: ignore[method-assign]
    with pytest.raises(Refusal, match="Another session chose the account …8905"):
        await desk.placing.place(review.order_id)
    assert vendor.taken == []
    assert (await desk.orders.unknown()) == 0


async def test_the_account_chosen_is_ordered_for(tmp_path: Path) -> None:
    vendor = Billed(A)
    desk = await desk_of(tmp_path, vendor)
    accounts = Accounts(desk.ledger, desk.clock, ANN)
    desk.placing.why_not_for = accounts.why_not
    await accounts.choose("digikey", A)
    (review,) = await desk.placing.review(await desk.draft(line(CUT)))
    answer = await desk.placing.place(review.order_id)
    assert answer.outcome is Outcome.ACCEPTED
    # What the settings say wins over what was chosen.
    accounts.fixed = frozenset(["digikey"])
    await accounts.choose("digikey", B)
    assert await desk.ledger.read(lambda db: accounts.why_not(db, "digikey", A)) == ""
    accounts.fixed = frozenset()
    assert await desk.ledger.read(lambda db: accounts.why_not(db, "digikey", A))
    assert await desk.ledger.read(lambda db: accounts.why_not(db, "digikey", "")) == ""
