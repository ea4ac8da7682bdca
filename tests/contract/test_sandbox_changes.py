"""What the sandbox says to changes of orders is what our tables of Order Management allow."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from tests.contract import exercised
from tests.contract.bench import JSON, Bench
from tests.contract.referee import Answered
from tests.contract.spec import PATCH as PATCH_TYPE
from tests.sandbox.changing import V1, V2, first, second, to, waiting
from tests.sandbox.desk_kit import Said, line
from vendors.sandbox.changes import ENDPOINTS

DAY = [{"op": "replace", "path": "/ScheduleDate", "value": "2026-12-18T00:00:00Z"}]
SCHEDULED = {
    **line(),
    "Schedules": [
        {"ScheduledDate": f"2026-12-{day:02d}T00:00:00Z", "ScheduledQuantity": 50}
        for day in (1, 15)
    ],
}
# (method, path of a line, what is added to it, body, status by number of the line)
CHANGES: list[tuple[str, str, str, Any, Mapping[int, int]]] = [
    ("PUT", f"{V1}/{{}}/Details", "/Schedules", [first(2, 100)], {1: 204, 2: 204}),
    (
        "PUT",
        f"{V1}/{{}}/Details",
        "/Schedules?acceptNextDelivery=true",
        [first(5, 40), first(9, 60)],
        {1: 204},
    ),
    ("PATCH", f"{V1}/{{}}/Details", "/Schedules/2", DAY, {1: 200, 2: 200}),
    ("PATCH", f"{V2}/{{}}/details", "", to("250"), {1: 200, 2: 202}),
    (
        "PATCH",
        f"{V2}/{{}}/details",
        "",
        to("150", {"op": "add", "path": "/Schedules", "value": second(22, 50)}),
        {1: 200},
    ),
    (
        "PATCH",
        f"{V2}/{{}}/details",
        "",
        to("50", {"op": "remove", "path": "/Schedules/1"}),
        {1: 200},
    ),
]


def judged(bench: Bench, method: str, url: str, body: Any, status: int) -> None:
    """A right question and its answer go before the referee, who finds nothing in either."""
    kind = {"content-type": PATCH_TYPE} if method == "PATCH" else {}
    asked = bench.asked(method, url, body, kind)
    assert bench.referee.judge_request(asked) == []
    content = bench.calls.raw(method, url, body)
    assert bench.calls.status == status
    headers = JSON if content else {}
    assert bench.referee.judge_answer(asked, Answered(status, headers, content)) == []
    bench.referee.note(exercised.SANDBOX, asked, status)


@pytest.mark.parametrize(("method", "path", "end", "body", "statuses"), CHANGES)
def test_changes(
    bench: Bench, method: str, path: str, end: str, body: Any, statuses: Mapping[int, int]
) -> None:
    number = bench.calls.place(SCHEDULED, SCHEDULED)["SalesOrderId"]
    for detail, status in statuses.items():
        judged(bench, method, f"{path.format(number)}/{detail}{end}", body, status)
    bench.calls.advance(minutes=1)
    for question in (f"{V1}/{number}", f"{V2}/{number}/details", f"{V1}/{number}/Details/1"):
        bench.get(question)


def test_back_orders(bench: Bench) -> None:
    number, _ = waiting(bench.calls, lines=2)
    for detail, status in ((1, 200), (2, 202)):
        url = f"{V2}/{number}/details/{detail}/quantitybackorder"
        judged(bench, "PUT", url, {"BackOrderQuantity": 5}, status)


def test_no_change_is_left_out() -> None:
    """Every path of the sandbox's that changes something is asked here."""
    asked = {(method, path.count("ordermanagement"), end.count("/")) for method, path, end, *_ in
             CHANGES}  # fmt: skip
    asked.add(("PUT", 1, 1))
    assert len(asked) == len(ENDPOINTS)


@pytest.mark.parametrize(
    ("status", "method", "end", "body"),
    [
        (400, "PUT", f"{V1}/{{}}/Details/1/Schedules", [first(2, 7)]),
        (404, "PUT", f"{V1}/{{}}/Details/7/Schedules", [first(2, 100)]),
        (400, "PATCH", f"{V1}/{{}}/Details/1/Schedules/1", []),
        (404, "PATCH", f"{V1}/{{}}/Details/1/Schedules/9", DAY),
        (400, "PATCH", f"{V2}/{{}}/details/1", to("0")),
        (404, "PATCH", f"{V2}/{{}}/details/9", to("50")),
        (400, "PUT", f"{V2}/{{}}/details/1/quantitybackorder", {"BackOrderQuantity": 5}),
    ],
)
def test_refusals(bench: Bench, status: int, method: str, end: str, body: Any) -> None:
    number = bench.calls.place(SCHEDULED)["SalesOrderId"]
    bench.refused(status, method, end.format(number), body)


def test_a_planted_misspelling_is_found(bench: Bench) -> None:
    number = bench.calls.place(SCHEDULED)["SalesOrderId"]
    url = f"{V1}/{number}/Details/1/Schedules/1"
    content = bench.calls.raw("PATCH", url, DAY)
    asked = bench.asked("PATCH", url, DAY, {"content-type": PATCH_TYPE})
    spoilt = content.replace(b'"patched"', b'"Patched"')
    assert spoilt != content
    assert any("Patched" in str(fault) for fault in
               bench.referee.judge_answer(asked, Answered(200, JSON, spoilt)))  # fmt: skip


def test_what_cannot_be_changed_is_said_in_the_services_own_shape(bench: Bench) -> None:
    number = bench.calls.place(line())["SalesOrderId"]
    bench.calls.advance(days=5)
    for method, url, body in (
        ("PUT", f"{V1}/{number}/Details/1/Schedules", [first(2, 100)]),
        ("PATCH", f"{V2}/{number}/details/1", to("50")),
    ):
        with pytest.raises(Said) as caught:
            bench.calls.raw(method, url, body)
        asked = bench.asked(method, url, body, {})
        answer = Answered(caught.value.status, JSON, json.dumps(caught.value.body).encode())
        assert bench.referee.judge_answer(asked, answer) == []
        bench.referee.note(exercised.SANDBOX, asked, answer.status)
