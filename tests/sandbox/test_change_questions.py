"""Order Management, the questions: fields, parts of the whole, and whether it can be changed."""

from __future__ import annotations

import pytest

from tests.sandbox.changing import (
    DETAIL,
    ELIGIBILITY,
    ERROR,
    ORDER,
    SCHEDULE,
    V1,
    V2,
    eligible,
    large,
    on,
    patch,
    placed,
    shown,
    to,
)
from tests.sandbox.desk_kit import Calls, Said, line
from tests.sandbox.held import wrong
from vendors.sandbox.management import may_change
from vendors.sandbox.seed import seed


def test_every_question_has_the_fields_that_are_known(calls: Calls) -> None:
    number = placed(calls)
    for path, shape in (
        (f"/{number}", ORDER),
        (f"/{number}/ChangeEligibility", ELIGIBILITY),
        (f"/{number}/Details", [DETAIL]),
        (f"/{number}/Details/2", DETAIL),
        (f"/{number}/Details/2/Schedules", [SCHEDULE]),
        (f"/{number}/Details/2/Schedules/2", SCHEDULE),
    ):
        assert wrong(shape, calls.get(V1 + path)) == []
        if "Schedules" not in path:
            assert wrong(large(shape), calls.get(V2 + path.lower())) == []


def test_the_parts_are_those_of_the_whole(calls: Calls) -> None:
    number = placed(calls)
    whole = calls.get(f"{V1}/{number}")
    assert calls.get(f"{V1}/{number}/Details") == whole["details"]
    for detail in whole["details"]:
        path = f"{V1}/{number}/Details/{detail['detailId']}"
        assert calls.get(path) == detail
        assert calls.get(f"{path}/Schedules") == detail["schedules"]
        for one in detail["schedules"]:
            assert calls.get(f"{path}/Schedules/{one['scheduleIndex']}") == one
    assert shown(calls, number) == [("2026-12-01", 40), ("2026-12-15", 60)]


@pytest.mark.parametrize("path", ["Details/3", "Details/x", "Details/3/Schedules",
                                  "Details/1/Schedules/0", "Details/1/Schedules/3"])  # fmt: skip
def test_what_is_not_there_is_404(calls: Calls, path: str) -> None:
    number = placed(calls)
    with pytest.raises(Said) as caught:
        calls.get(f"{V1}/{number}/{path}")
    assert caught.value.status == 404
    assert wrong(ERROR, caught.value.body) == []


def test_an_order_can_be_changed_until_all_of_it_has_left(calls: Calls) -> None:
    number = placed(calls, line(), {**line(), "Schedules": [on(1, 40), on(15, 60)]})
    assert eligible(calls, number) == (True, 1)
    calls.advance(days=12)  # the first line and half of the second
    assert eligible(calls, number) == (True, 1)
    calls.advance(days=14)
    assert eligible(calls, number) == (False, 0)


def test_a_canceled_order_cannot_be_changed(calls: Calls) -> None:
    seed(calls.desk)
    (order,) = [each for each in calls.orders(PageNumber=1) if each["PONumber"] == "P26-0396"]
    number = order["SalesOrders"][0]["SalesOrderId"]
    assert eligible(calls, number) == (False, 0)
    with pytest.raises(Said) as caught:
        patch(calls, number, to("50"))
    assert "can no longer be changed" in caught.value.body["ErrorDetails"]


def test_whatever_was_planned_of_a_canceled_order_does_not_count(calls: Calls) -> None:
    placed(calls)
    (order,) = calls.book.by_po(None)
    (sale,) = order.sales
    now = calls.book.now()
    assert may_change(sale, now)
    sale.forced = "Canceled"
    assert not may_change(sale, now)
