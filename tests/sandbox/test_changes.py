"""Changes to orders: when they show, how often they were taken, and what else they move."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from tests.sandbox.changing import (
    V2,
    eligible,
    first,
    later,
    patch,
    placed,
    put,
    second,
    shown,
    status_line,
    to,
)
from tests.sandbox.desk_kit import AUSTIN, MUNICH, Calls, Said, line, ship_to
from tests.sandbox.test_supply import bonded_row
from vendors.sandbox import world
from vendors.sandbox.faults import Fault
from vendors.sandbox.seed import seed


def test_a_change_takes_up_to_a_minute_to_show(calls: Calls) -> None:
    waits = set()
    for at in range(12):
        number = placed(calls, line())
        patch(calls, number, to("50"))
        (change,) = calls.book.changes(number)
        wait = change.seen - change.taken
        assert timedelta(0) < wait <= timedelta(minutes=1)
        assert status_line(calls, number)["QuantityOrdered"] == 100, at
        calls.advance(seconds=wait.total_seconds())
        assert status_line(calls, number)["QuantityOrdered"] == 50
        waits.add(wait)
    assert len(waits) > 3


def test_a_second_change_builds_on_the_first_before_that_shows(calls: Calls) -> None:
    number = placed(calls)
    patch(calls, number, to("150", {"op": "add", "path": "/Schedules", "value": second(22, 50)}))
    put(calls, number, [first(2, 150)])
    assert shown(calls, number) == [("2026-12-01", 40), ("2026-12-15", 60)]
    one, two = calls.book.changes(number)
    assert one.seen <= two.seen
    later(calls)
    assert shown(calls, number) == [("2026-12-02", 150)]


def test_the_same_change_twice_is_two_changes(calls: Calls) -> None:
    number = placed(calls)
    body = to("150", {"op": "replace", "path": "/Schedules", "value": [second(22, 150)]})
    for _ in range(2):
        patch(calls, number, body)
    kept = calls.book.changes(number)
    assert [(each.method, json.loads(each.body)) for each in kept] == [("PATCH", body)] * 2
    # What the first one added is not there to be added again.
    more = to("200", {"op": "add", "path": "/Schedules", "value": second(23, 50)})
    patch(calls, number, more)
    with pytest.raises(Said, match="add up"):
        patch(calls, number, more)


def faults(name: str, **options: Any) -> Sequence[Fault]:
    return [Fault(1, name, 1, "*writes*", options)]


def test_a_change_that_shows_late(calls: Calls) -> None:
    number = placed(calls, line())
    patch(calls, number, to("50"), faults=faults("late-visible", seconds=600.0))
    calls.advance(seconds=599)
    assert status_line(calls, number)["QuantityOrdered"] == 100
    calls.advance(seconds=1)
    assert status_line(calls, number)["QuantityOrdered"] == 50


def test_a_change_that_is_taken_twice(calls: Calls) -> None:
    number = placed(calls, line())
    patch(calls, number, to("50"), faults=faults("twice"))
    assert len(calls.book.changes(number)) == 2
    later(calls)
    assert status_line(calls, number)["QuantityOrdered"] == 50


def test_a_colleagues_order_may_be_changed_and_the_book_says_by_whom(calls: Calls) -> None:
    number = placed(calls, line())
    patch(calls, number, to("50"), user=world.COLLEAGUES[0])
    (change,) = calls.book.changes(number)
    assert change.user == world.COLLEAGUES[0]
    assert change.path == f"{V2}/{number}/details/1"


def test_a_changed_release_changes_what_the_reserve_loses(calls: Calls) -> None:
    """At a site whose releases are filled from it."""
    for site, drawn in ((AUSTIN, True), (MUNICH, False)):
        row = bonded_row(calls, site, 3)
        number = placed(
            calls,
            line(row.variation.number, row.minimum, float(row.price)),
            ShippingContact=ship_to(site.customer_id),
            Currency=site.currency,
        )
        patch(calls, number, to(str(2 * row.minimum)))
        calls.advance(minutes=31)
        path = f"/SupplyChain/v1/BondedQuantity/Locations/{site.customer_id}/Products"
        (found,) = [
            each["ReserveQuantity"]
            for each in calls.get(path)
            if each["DigiKeyPartNumber"] == row.variation.number
        ]
        assert row.reserve is not None
        assert found == row.reserve - (2 * row.minimum if drawn else 0)


def test_every_order_from_the_start_that_can_be_changed_takes_a_change(calls: Calls) -> None:
    """Those whose lines have not left; all else is refused with a sentence."""
    seed(calls.desk)
    taken = 0
    for order in [each for page in (1, 2, 3) for each in calls.orders(PageNumber=page)]:
        for sale in order["SalesOrders"]:
            number = sale["SalesOrderId"]
            able, _ = eligible(calls, number)
            for each in sale["LineItems"]:
                body = to(str(each["QuantityOrdered"] or 1))
                if able and not each["QuantityShipped"]:
                    patch(calls, number, body, detail=each["DetailId"])
                    taken += 1
                else:
                    with pytest.raises(Said) as caught:
                        patch(calls, number, body, detail=each["DetailId"])
                    assert caught.value.status == 400
    assert taken > 15
