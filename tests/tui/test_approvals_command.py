"""Requests for approval that a command names: by their number in the list, or by the order's."""

from __future__ import annotations

import asyncio
from unittest import mock

import pytest

from cache import opened
from cache.people import Person
from cache.places import Places, prepare
from cache.services import Services
from cache.spending import rules_of
from tests.cache.desk import ANN, Vendor, line, offer, part
from tests.tui.test_ledger_commands import Run, home, places, run
from tests.tui.test_place_command import limited
from tui.clocks import clock_of

__all__ = ["home", "places", "run"]

CAROL = Person(1003, "carol", "Carol Diaz", False)
CUT = offer("RC0603CT-ND", "0.10")
RULES = rules_of(
    [{"buyer": "*", "vendor": "*", "currency": "USD", "order": "1"}], {"approvers": ["carol"]}
)
# Of digits alone, as of a buyer's own system; and the number in the list of another's request.
TYPED, GIVEN = "2", "AC-2026-0002"


@pytest.fixture
def two(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ann asked for order 2 (request 1), then for AC-2026-0002 (request 2). Carol is here."""

    async def ask() -> None:
        prepare(places)
        with mock.patch("cache.opened.who", return_value=ANN):
            services = Services(places, clock_of(places), limits=RULES)
        await services.open()
        vendor = Vendor()
        vendor.sells(part("RC0603", CUT))
        services.attach([vendor])
        await services.bonded.refresh()
        for number in (TYPED, GIVEN):
            draft = await services.drafts.new()
            draft.lines, draft.customer_id = [line(CUT)], "7001"
            await services.drafts.save(draft)
            (review,) = await services.placing.review(draft)
            if review.number != number:
                review = await services.placing.renumber(review.order_id, number)
            await services.approvals.ask(review.order_id, "line 4 stands still")
        await services.close()

    asyncio.run(ask())
    limited(monkeypatch)
    monkeypatch.setattr(opened, "who", lambda *_: CAROL)


def found(places: Places) -> dict[str, str]:
    """What became of the request for each order."""

    async def read() -> dict[str, str]:
        services = Services(places, clock_of(places), limits=RULES)
        await services.open()
        every = await services.approvals.every()
        await services.close()
        return {one.number: one.state for one in every}

    return asyncio.run(read())


async def _approve(places: Places) -> None:
    services = Services(places, clock_of(places), limits=RULES)
    await services.open()
    for one in await services.approvals.waiting():
        await services.approvals.look(one.id)
        await services.approvals.decide(one.id, True, "")
    await services.close()


SEVERAL = (
    "2 names several orders: request 2 for AC-2026-0002 (DigiKey), request 1 for 2 (DigiKey). "
    "The other number says which."
)


@pytest.mark.usefixtures("two")
def test_a_number_of_two_orders_takes_neither_back(run: Run, places: Places) -> None:
    asyncio.run(_approve(places))
    assert found(places) == {TYPED: "approved", GIVEN: "approved"}
    said = run("approvals", "take-back", "2")
    assert (said.status, said.out) == (2, "")
    assert f"{SEVERAL} Nothing was taken back." in said.err
    assert found(places) == {TYPED: "approved", GIVEN: "approved"}
    # By the other number of each it is one.
    assert run("approvals", "take-back", "1").out == "The approval of 2 is taken back.\n"
    assert found(places) == {TYPED: "taken back", GIVEN: "approved"}
    assert run("approvals", "take-back", GIVEN).status == 0


@pytest.mark.usefixtures("two")
def test_nor_is_either_of_them_decided(run: Run, places: Places) -> None:
    for said in (run("decline", "2", "--reason", "not now"), run("approve", "2")):
        assert said.status == 2
        assert "2 names several orders: request 1 for 2 (DigiKey), request 2 for AC" in said.err
        assert "Nothing was decided." in said.err
    assert run("decline", "1", "--reason", "not now").out.endswith("2 is declined.\n")
    assert found(places) == {TYPED: "declined", GIVEN: "asked"}
    # Of a request that is decided the other one's number is not free either.
    assert run("decline", "2", "--reason", "not now").status == 2
    assert found(places) == {TYPED: "declined", GIVEN: "asked"}
    assert run("decline", GIVEN.lower(), "--reason", "not now").status == 0
