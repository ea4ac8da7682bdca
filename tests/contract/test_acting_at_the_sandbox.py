"""The true client at the true sandbox: the account that it names is the one that is sent."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from cache.clock import FixedClock
from cache.places import Refusal
from tests.cache.desk import Desk, line
from tests.contract.parties import SETTINGS
from tests.contract.referee import Referee
from tests.contract.shop import NOW, SITE, Shop, shop, sold
from vendors.contract import ActsFor

ACCOUNT = "X-DIGIKEY-Account-Id".casefold()


@pytest_asyncio.fixture
async def here(referee: Referee) -> AsyncIterator[Shop]:
    async with shop(referee) as made:
        yield made


async def test_the_account_it_names_is_asked_and_billed_and_no_other_is_asked_after(
    here: Shop, tmp_path: Path
) -> None:
    digikey = await here.buyer()
    assert isinstance(digikey, ActsFor)
    assert digikey.account == SETTINGS.account_id == "7718200"
    desk = await Desk(tmp_path, digikey, FixedClock(NOW)).open()  # type: ignore[arg-type]
    cut = sold(await digikey.look_up("LM358MX/NOPB"))
    assert here.wire.asked[-1].headers[ACCOUNT] == digikey.account

    draft = await desk.draft(line(cut, cut.moq, of="LM358MX/NOPB"), ship_to=SITE)
    (review,) = await desk.placing.review(draft)
    assert (review.problems, review.account, review.buyer.name) == ([], "7718200", "Ann Ito")
    await desk.placing.place(review.order_id)
    (sent,) = [one for one in here.wire.asked if one.url.endswith("/Ordering/v3/Orders")]
    contact = json.loads(sent.body)["BuyerContact"]
    assert (contact["CustomerId"], contact["Name"]) == ("7718200", "Ann Ito")
    assert contact.get("Email", "") == review.buyer.email
    assert contact.get("Telephone", "") == review.buyer.telephone
    stored = await desk.ledger.read(lambda db: db.execute("SELECT account FROM attempt").fetchall())
    assert stored == [("7718200",)]

    other = await here.buyer(settings=replace(SETTINGS, account_id="7719040"))
    for service in (desk.orders, desk.placing, desk.reconciling):
        service.attach([other])
    asked = len(here.wire.asked)
    with desk.reconciling.alone(), pytest.raises(Refusal, match="for account …8200; this session"):
        await desk.reconciling.poll(review.order_id)
    assert len(here.wire.asked) == asked
    await desk.close()


async def test_without_an_account_it_names_none(here: Shop) -> None:
    assert here.client(settings=replace(SETTINGS, account_id=None)).account == ""
