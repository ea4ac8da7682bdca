"""Several vendors asked by one command, of which one is down: the others' rows, and who is missing.

Each fault is set in the true sandbox, as a person sets it.
"""

from __future__ import annotations

import asyncio
import json

import pytest

from cache.places import Places
from cache.services import Services
from tests.cache.desk import Vendor, offer, part
from tests.tui.command_kit import Run, home, places, run, sandbox
from tui.clocks import clock_of

__all__ = ["home", "places", "run", "sandbox"]

pytestmark = pytest.mark.process

# No sign-in, no search, no orders: each at DigiKey alone.
SIGN_IN, SEARCH, ORDERS = (
    f"down:-1:path={path}" for path in ("/oauth2/", "/products/v4", "/orderstatus")
)


@pytest.mark.parametrize("fault", [SIGN_IN, SEARCH])
def test_a_search_writes_what_the_others_answered(run: Run, sandbox: Places, fault: str) -> None:
    run("sandbox", "fault", fault)
    said = run("find", "TPS54302", "--ask", "--format", "json")
    assert said.status == 5, said.err
    assert {row["vendor"] for row in json.loads(said.out)["rows"]} == {"ti"}
    (line,) = said.err.splitlines()
    assert line.startswith("bondroom: Without DigiKey: ")
    assert "Service Unavailable" in line


def test_where_nobody_answers_each_is_named_and_what_is_here_is_written(
    run: Run, sandbox: Places
) -> None:
    assert run("find", "TPS54302", "--ask").status == 0
    run("sandbox", "fault", "down")
    said = run("find", "TPS54302", "--ask", "--format", "json")
    assert said.status == 69, said.err
    assert len(json.loads(said.out)["rows"]) == 5
    first, second = said.err.splitlines()
    assert first.startswith("bondroom: Without DigiKey: ")
    assert second.startswith("bondroom: Without TI: ")


def test_who_alone_was_asked_and_is_down_is_no_part_of_an_answer(run: Run, sandbox: Places) -> None:
    run("sandbox", "fault", SIGN_IN)
    said = run("find", "ceramic capacitor", "--ask")
    assert (said.status, said.out) == (69, "")
    assert "Without DigiKey: " in said.err
    assert "TI was not asked" in said.err


def test_the_history_and_a_comparison_are_partly_asked_anew_too(run: Run, sandbox: Places) -> None:
    run("sandbox", "fault", ORDERS)
    said = run("orders", "--refresh", "--format", "json")
    assert said.status == 5, said.err
    assert {row["vendor"] for row in json.loads(said.out)["rows"]} == {"ti"}
    assert said.err.count("Without DigiKey: ") == 1
    run("sandbox", "fault", "clear")
    assert run("orders", "--refresh").status == 0
    assert run("find", "TPS54302", "--ask").status == 0
    run("sandbox", "fault", SEARCH)
    said = run("compare", "TPS54302DBVR", "--ask", "--format", "json")
    assert said.status == 5, said.err
    assert {row["vendor"] for row in json.loads(said.out)["rows"]} == {"digikey", "ti"}
    assert said.err.count("Without DigiKey: ") == 1


def test_one_vendor_that_was_named_is_the_whole_of_it(run: Run, sandbox: Places) -> None:
    run("sandbox", "fault", SIGN_IN)
    said = run("narrow", "resistor", "--ask")
    assert (said.status, said.out) == (69, "")
    assert "Service Unavailable" in said.err


def test_a_part_comes_from_who_answers_and_who_does_not_is_in_the_status(
    run: Run, sandbox: Places
) -> None:
    for tab, fault in (("offers", SEARCH), ("parameters", SIGN_IN)):
        number = {"offers": "TPS54302DBVR", "parameters": "LM358DR"}[tab]
        run("sandbox", "fault", fault)
        said = run("part", number, "--tab", tab, "--ask", "--format", "json")
        assert said.status == 5, said.err
        assert {row["vendor"] for row in json.loads(said.out)["rows"]} == {"ti"}
        (line,) = said.err.splitlines()
        assert line.startswith("bondroom: Without DigiKey: ")
        run("sandbox", "fault", "clear")


def test_a_comparison_of_what_is_new_here_goes_on_past_who_is_down(
    run: Run, sandbox: Places
) -> None:
    run("sandbox", "fault", SEARCH)
    said = run("compare", "TPS54302DBVR", "--ask", "--format", "json")
    assert said.status == 5, said.err
    assert {row["vendor"] for row in json.loads(said.out)["rows"]} == {"ti"}
    assert said.err.count("Without DigiKey: ") == 1


def test_a_number_that_nobody_knows_while_one_is_down_may_be_known_there(
    run: Run, sandbox: Places
) -> None:
    run("sandbox", "fault", SEARCH)
    for command in ("part", "compare", "ways", "family"):
        said = run(command, "NOSUCH-99", "--ask")
        assert (said.status, said.out) == (5, ""), said.err
        assert "Without DigiKey: " in said.err
        assert "TI does not know it (" in said.err
    run("sandbox", "fault", "down")
    said = run("part", "NOSUCH-99", "--ask")
    assert (said.status, said.out) == (69, "")
    assert "Without DigiKey: " in said.err
    assert "Without TI: " in said.err


@pytest.mark.parametrize("fault", [SIGN_IN, SEARCH])
def test_of_a_vendor_that_is_named_another_one_is_no_matter(
    run: Run, sandbox: Places, fault: str
) -> None:
    run("sandbox", "fault", fault)
    unknown = run("part", "NOSUCH-99", "--vendor", "ti", "--ask")
    assert (unknown.status, unknown.out) == (3, "")
    assert unknown.err.startswith("bondroom: TI does not know it (")
    assert "DigiKey" not in unknown.err
    known = run("part", "TPS54302DBVR", "--vendor", "ti", "--ask")
    assert (known.status, known.err) == (0, "")


def test_that_a_vendor_does_not_know_the_number_any_more_is_an_answer(
    run: Run, sandbox: Places
) -> None:
    async def was_told() -> None:
        services = Services(sandbox, clock_of(sandbox))
        await services.open()
        vendor = Vendor()
        vendor.sells(part("OLD-99", offer("OLD-99CT-ND", "1.20")))
        services.attach([vendor])
        await services.catalogue.look_up("OLD-99CT-ND")
        await services.close()

    asyncio.run(was_told())
    for command in ("compare", "part"):
        said = run(command, "OLD-99", "--ask", "--format", "json")
        assert said.status == 0, said.err
        assert said.err.startswith("bondroom: DigiKey does not know it (")
        (row,) = json.loads(said.out)["rows"]
        assert row["number"] == "OLD-99CT-ND"
    run("sandbox", "fault", SEARCH)
    down = run("part", "OLD-99", "--ask", "--format", "json")
    assert down.status == 69
    assert len(json.loads(down.out)["rows"]) == 1
