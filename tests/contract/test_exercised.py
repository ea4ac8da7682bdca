"""The page of what was exercised lists the README's endpoints, each with good and with bad."""

from __future__ import annotations

import re

import pytest

from tests.contract import exercised, shared, shipstation_spec, tables, ti_watch
from tests.contract.page import Row, rows

_KNOWN = {
    (endpoint.method.upper(), spec.base + endpoint.path, status)
    for spec in tables.SPECS
    for endpoint in spec.endpoints
    for status in endpoint.answers
}
if shared.folder() is not None:
    # There are no tables of our own beside these vendors' files.
    _KNOWN |= ti_watch.known() | shipstation_spec.known()
_LISTED = exercised.read(exercised.PAGE.read_text("utf-8"))


def test_the_page_lists_the_endpoints_of_the_readme_in_order() -> None:
    listed = re.findall(r"^\| `(.+?)` \|", exercised.PAGE.read_text("utf-8"), re.MULTILINE)
    assert listed == [row.endpoint for row in rows()]


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.endpoint)
def test_each_endpoint_went_well_and_went_wrong(row: Row) -> None:
    statuses = {
        status
        for who, method, path, status in _LISTED
        if f"{method} {path}" == row.endpoint and who == exercised.TOGETHER
    }
    assert any(status < 400 for status in statuses)
    assert any(status >= 400 for status in statuses)


def test_nothing_is_listed_that_the_specifications_do_not_know(official: None) -> None:
    assert {(method, path, status) for _, method, path, status in _LISTED} <= _KNOWN


def test_a_page_is_read_as_it_was_written() -> None:
    found: set[exercised.Exercised] = {
        (exercised.TOGETHER, "GET", "/a/{b}", 200),
        (exercised.TOGETHER, "GET", "/a/{b}", 404),
        (exercised.CLIENT, "POST", "/c", 503),
    }
    text = exercised.page(found, ["GET /a/{b}", "POST /c", "PUT /d"])
    assert exercised.read(text) == found
    assert "| `GET /a/{b}` | 200, 404 | – | – |" in text
    assert "| `PUT /d` | – | – | – |" in text


def test_what_a_page_lacks_of_its_endpoints_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exercised, "_noted", set())
    text = exercised.page({(exercised.SANDBOX, "GET", "/a/{b}", 200)}, ["GET /a/{b}"])
    exercised.note(exercised.SANDBOX, "get", "/a/{b}", 200)
    exercised.note(exercised.SANDBOX, "get", "/not/on/the/page", 200)
    assert exercised.missing(text) == []
    exercised.note(exercised.CLIENT, "get", "/a/{b}", 404)
    assert exercised.missing(text) == ["client alone, answers made up: GET /a/{b} 404"]


def test_what_is_noted_twice_or_by_another_process_is_there_once() -> None:
    before = exercised.noted()
    exercised.add(before)
    assert exercised.noted() == before
