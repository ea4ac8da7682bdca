"""Changing when the pieces of a line leave."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.changing import (
    ERROR,
    SCHEDULE,
    V1,
    first,
    later,
    move,
    placed,
    put,
    second,
    shown,
    status_line,
)
from tests.sandbox.desk_kit import Calls, Said, line
from tests.sandbox.held import wrong


def test_all_schedules_anew(calls: Calls) -> None:
    number = placed(calls)
    assert put(calls, number, [first(2, 30), first(9, 30), first(16, 40)]) is None
    assert calls.status == 204
    later(calls)
    wanted = [("2026-12-02", 30), ("2026-12-09", 30), ("2026-12-16", 40)]
    assert shown(calls, number) == wanted
    assert shown(calls, number, 2) == [("2026-12-01", 40), ("2026-12-15", 60)]
    found = status_line(calls, number)["Schedules"]
    assert [(each["DigiKeyReleaseDate"][:10], each["QuantityScheduled"]) for each in found] == (
        wanted
    )
    calls.advance(days=13)  # the third of December
    shipments = status_line(calls, number)["ItemShipments"]
    assert [(each["ShippedDate"][:10], each["QuantityShipped"]) for each in shipments] == [
        ("2026-12-02", 30)
    ]


def test_a_line_without_schedules_may_be_given_some(calls: Calls) -> None:
    number = placed(calls, line())
    assert shown(calls, number) == []
    put(calls, number, [first(2, 100)])
    later(calls)
    assert shown(calls, number) == [("2026-12-02", 100)]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ([first(2, 30)], "Schedules"),
        ([first(2, 101)], "Schedules"),
        ([], ""),
        ({}, ""),
        ([7], "[0]"),
        ([{"scheduleDate": "2026-12-02T00:00:00Z"}], "[0].quantityScheduled"),
        ([first(2, 0), first(3, 100)], "[0].quantityScheduled"),
        ([{**first(2, 100), "scheduleDate": "2026-11-20T15:00:00Z"}], "[0].scheduleDate"),
        ([{**first(2, 100), "scheduleDate": "soon"}], "[0].scheduleDate"),
        ([second(2, 100)], "[0].scheduleDate"),
    ],
)
def test_schedules_that_make_no_sense_are_refused(calls: Calls, body: Any, field: str) -> None:
    number = placed(calls)
    with pytest.raises(Said) as caught:
        put(calls, number, body)
    assert caught.value.status == 400
    assert wrong(ERROR, caught.value.body) == []
    assert field in [each["field"] for each in caught.value.body["validationErrors"]]
    later(calls)
    assert shown(calls, number) == [("2026-12-01", 40), ("2026-12-15", 60)]
    assert calls.book.changes(number) == []


def test_a_day_on_which_nothing_leaves_needs_the_word_that_the_next_will_do(calls: Calls) -> None:
    """The fifth of December is a Saturday."""
    number = placed(calls)
    for wished in (lambda query: put(calls, number, [first(5, 100)], query),
                   lambda query: move(calls, number, 1, "2026-12-05", query)):  # fmt: skip
        with pytest.raises(Said) as caught:
            wished("?acceptNextDelivery=false")
        assert caught.value.status == 400
        assert "2026-12-07" in caught.value.body["errorDetails"]
        wished("?acceptNextDelivery=true")
        later(calls)
        assert shown(calls, number)[0][0] == "2026-12-07"


def test_what_is_on_back_order_cannot_leave_before_it_comes(calls: Calls) -> None:
    stock = calls.details("296-19776-1-ND")["Product"]["QuantityAvailable"]
    number = placed(calls, line(quantity=stock + 300))
    calls.place()
    with pytest.raises(Said) as caught:
        put(calls, number, [first(9, stock + 300)])
    assert f"{stock} on 2026-12-09, 300 on 202" in caught.value.body["errorDetails"]


def test_one_schedule_moves(calls: Calls) -> None:
    number = placed(calls)
    answer = move(calls, number, 2, "2026-12-18")
    assert wrong({"original": SCHEDULE, "patched": SCHEDULE}, answer) == []
    assert answer["original"]["scheduleDate"] == "2026-12-15T00:00:00Z"
    assert answer["patched"] == {**answer["original"], "scheduleDate": "2026-12-18T00:00:00Z"}
    later(calls)
    assert shown(calls, number) == [("2026-12-01", 40), ("2026-12-18", 60)]
    assert calls.get(f"{V1}/{number}/Details/1/Schedules/2") == answer["patched"]


@pytest.mark.parametrize(
    "body",
    [
        [],
        {},
        [{"op": "replace", "path": "/Quantity", "value": "2026-12-18T00:00:00Z"}],
        [{"op": "add", "path": "/ScheduleDate", "value": "2026-12-18T00:00:00Z"}],
        [{"op": "replace", "path": "/ScheduleDate", "value": "2026-11-18T00:00:00Z"}],
        [{"op": "replace", "path": "/ScheduleDate"}],
        [{"op": "replace", "path": "/ScheduleDate", "value": "2026-12-18T00:00:00Z"}] * 2,
    ],
)
def test_a_patch_of_a_date_that_makes_no_sense_is_refused(calls: Calls, body: Any) -> None:
    number = placed(calls)
    with pytest.raises(Said) as caught:
        calls.call("PATCH", f"{V1}/{number}/Details/1/Schedules/1", body)
    assert caught.value.status == 400
    assert calls.book.changes(number) == []


def test_of_two_schedules_that_are_alike_the_one_that_was_named_moves(calls: Calls) -> None:
    number = placed(calls)
    put(calls, number, [first(2, 50), first(2, 50)])
    later(calls)
    answer = move(calls, number, 2, "2026-12-18")
    assert answer["original"]["scheduleIndex"] == answer["patched"]["scheduleIndex"] == 2
    later(calls)
    assert shown(calls, number) == [("2026-12-02", 50), ("2026-12-18", 50)]
