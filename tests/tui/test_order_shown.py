"""`bondroom order show`: what of an order is for people, and what for other programs alone."""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import replace
from decimal import Decimal

import pytest

from cache.places import Places
from cache.vendor_orders import from_text, to_text
from tests.cache.desk import vendor_line, vendor_order
from tests.tui.test_ledger_commands import Run, drafted, home, places, run
from tests.tui.test_order_rows import sheet
from vendors.vocabulary import Address, SalesOrder

__all__ = ["home", "places", "run"]

NUMBER = "AC-2026-0001"
SUM = re.compile(r"[0-9a-f]{64}")


@pytest.fixture
def twice_reviewed(places: Places) -> None:
    """An order that was edited between two reviews, so that its audit has the sums of both."""

    async def order() -> None:
        services, draft = await drafted(places)
        await services.placing.review(draft)
        draft.lines = [replace(draft.lines[0], quantity=200)]
        await services.drafts.save(draft)
        (review,) = await services.placing.review(draft)
        await services.placing.place(review.order_id)
        await services.close()

    asyncio.run(order())


def test_sums_are_read_to_nobody_and_stay_in_json(run: Run, twice_reviewed: None) -> None:
    whole = json.loads(run("order", "show", NUMBER, "--format", "json").out)
    (edited,) = [one for one in whole["events"] if SUM.search(one["became"])]
    assert SUM.search(edited["was"])
    for words in ((), ("--tab", "events")):
        said = run("order", "show", NUMBER, *words).out
        assert not SUM.search(said)
        assert "sha256" not in said
        assert edited["what"] in said


# -- delivery --------------------------------------------------------------------------------------


def made(delivery: str | None, currency: str = "USD") -> SalesOrder:
    amount = None if delivery is None else Decimal(delivery)
    lines = (vendor_line(ordered=100),)
    return SalesOrder("T1", "", "", "", None, currency, lines, Address(), delivery=amount)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ((made("7"),), "7.00 USD"),
        ((made("0"),), "0.00 USD"),
        ((made("7"), made("1234.5")), "1,241.50 USD"),
        ((made("7", "EUR"),), "7.00 EUR"),
        ((made(None),), "not said"),
        # A part of it is not the whole, and two currencies make no sum.
        ((made("7"), made(None)), "not said"),
        ((made("7"), made("7", "EUR")), "not said"),
    ],
)
def test_what_the_vendor_says_of_delivery_stands_below_the_sum(
    said: tuple[SalesOrder, ...], shown: str
) -> None:
    order = replace(vendor_order(NUMBER), sales_orders=said)
    again = from_text(to_text(order))
    last = sheet(vendor_line(ordered=100), vendor_orders=[again])[-1]
    assert last.strip() == f"delivery, as DigiKey says   {shown}"


def test_of_what_the_vendor_does_not_have_nothing_is_said_of_delivery() -> None:
    assert not any("delivery" in one for one in sheet(vendor_line(ordered=100)))


def test_it_is_in_the_order_that_is_shown_without_a_screen(run: Run, twice_reviewed: None) -> None:
    whole = json.loads(run("order", "show", NUMBER, "--format", "json").out)
    assert (whole["delivery"], whole["delivery_currency"]) == (None, "")
    assert re.search(r"^delivery +—$", run("order", "show", NUMBER).out, re.M)
