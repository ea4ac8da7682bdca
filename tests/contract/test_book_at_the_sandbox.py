"""Orders of the true client at the true sandbox, to ship-tos that are our own and no location."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from cache.book import Book
from cache.clock import FixedClock
from tests.cache.desk import ANN, Desk, line
from tests.contract.parties import SETTINGS
from tests.contract.referee import Referee
from tests.contract.shop import NOW, Shop, shop, sold
from vendors.vocabulary import Address, Outcome

HERE = Address("Ann Ito", "Acme", "7 Side St", "Unit 2", "Portland", "OR", "97201", "US")


@pytest_asyncio.fixture
async def here(referee: Referee) -> AsyncIterator[Shop]:
    async with shop(referee) as made:
        yield made


@pytest.mark.parametrize(
    ("number", "outcome"),
    [(str(SETTINGS.account_id), Outcome.ACCEPTED), ("7999999", Outcome.REJECTED)],
)
async def test_an_order_to_a_ship_to_of_our_own(
    here: Shop, tmp_path: Path, number: str, outcome: Outcome
) -> None:
    """Taken where the CustomerId is the account's; refused in the vendor's words where not."""
    digikey = await here.buyer()
    desk = await Desk(tmp_path, digikey, FixedClock(NOW)).open()  # type: ignore[arg-type]
    book = Book(desk.ledger, desk.bonded, desk.clock, ANN)
    place = await book.new("PLANT2")
    ship_to = next(one for one in book.ship_tos() if one.place == place)
    await book.change(ship_to, lambda entry: entry._replace(said=HERE).numbered("digikey", number))
    cut = sold(await digikey.look_up("LM358MX/NOPB"))
    draft = await desk.draft(line(cut, cut.moq, of="LM358MX/NOPB"), ship_to=place)
    (review,) = await desk.placing.review(draft)
    assert (review.problems, review.code, review.customer_id) == ([], "PLANT2", number)
    placed = await desk.placing.place(review.order_id)
    assert placed.outcome is outcome, placed
    (sent,) = [one for one in here.wire.asked if one.url.endswith("/Ordering/v3/Orders")]
    contact = json.loads(sent.body)["ShippingContact"]
    assert (contact["CustomerId"], contact["Name"]) == (number, "Ann Ito")
    assert contact["Address"]["AddressLineTwo"] == "Unit 2"
    if outcome is Outcome.REJECTED:
        assert "does not belong to your account" in placed.message
        assert number in placed.message
    else:
        (answer,) = placed.vendor_numbers
        made = await digikey.sales_order(answer)
        assert replace(made.ship_to, name="") == replace(HERE, name="", telephone="")
    await desk.close()
