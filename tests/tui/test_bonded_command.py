"""`bondroom bonded`: what it writes, chooses and refuses, and with what status."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from cache.bonded import Ask
from cache.bonded_export import COLUMNS, export
from cache.clock import FixedClock
from cache.places import Places, Refusal, prepare
from cache.services import Services
from tests.cache.desk import NOON, Vendor, bonded_row
from tests.tui.test_ledger_commands import Run, home, places, run
from vendors.vocabulary import BondedStock

__all__ = ["home", "places", "run"]

RESISTOR = replace(bonded_row("RC0603-B"), customer_part="=1+1", packaging_text="Tape, & Reel")
CAPACITOR = replace(
    bonded_row("GRM188-B", None),
    customer_id="7001",
    maker="Murata",
    reserve=None,
    non_cancelable=None,
    lead_weeks=30,
)


def fetch(places: Places, stock: Iterable[BondedStock]) -> None:
    async def fill() -> None:
        prepare(places)
        services = Services(places, FixedClock(NOON))
        await services.open()
        vendor = Vendor()
        vendor.stock = {row.number: row for row in stock}
        services.attach([vendor])
        await services.bonded.refresh()
        await services.close()

    asyncio.run(fill())


@pytest.fixture
def stocked(places: Places) -> Places:
    fetch(places, (RESISTOR, CAPACITOR))
    return places


def test_a_table_has_a_head_and_every_row(run: Run, stocked: Places) -> None:
    said = run("bonded")
    assert said.status == 0
    head, first, second = said.out.splitlines()
    assert head.split()[:2] == ["part", "location"]
    assert "your number" in head
    assert first.split()[:2] == ["GRM188", "AUS"]
    assert "—" in first
    assert second.split()[:2] == ["RC0603", "COR"]
    assert "5,000" in second
    assert "0.05000 USD" in second


def test_filter_location_and_order_choose(run: Run, stocked: Places) -> None:
    def numbers(*words: str) -> list[str]:
        said = run("bonded", "--format", "json", *words)
        return [row["number"] for row in json.loads(said.out)["rows"]]

    assert numbers("--sort", "lead") == ["RC0603-B", "GRM188-B"]
    assert numbers("--sort", "lead", "--down") == ["GRM188-B", "RC0603-B"]
    assert numbers("--sort", "Price") == numbers("--sort", "unit_price") == ["RC0603-B", "GRM188-B"]
    assert numbers("--location", "cor") == ["RC0603-B"]
    assert numbers("--location", "7001") == ["GRM188-B"]
    assert numbers("--filter", "lead>20 mur") == ["GRM188-B"]


def test_json_names_the_environment_and_money_is_text(run: Run, stocked: Places) -> None:
    said = run("bonded", "--format", "json", "--filter", "yageo")
    found = json.loads(said.out)
    assert (found["environment"], found["fetched_at"]) == (
        "sandbox",
        "2026-03-02T12:00:00.000+00:00",
    )
    (row,) = found["rows"]
    assert set(row) == set(COLUMNS)
    assert (row["unit_price"], row["currency"]) == ("0.05", "USD")
    assert (row["reserve"], row["non_cancelable"]) == (5000, True)
    assert row["customer_part"] == "=1+1"


def test_csv_is_harmless_to_a_spreadsheet(run: Run, stocked: Places) -> None:
    said = run("bonded", "--format", "csv")
    capacitor, resistor = csv.DictReader(io.StringIO(said.out))
    assert resistor["customer_part"] == "'=1+1"
    assert resistor["packaging_text"] == "Tape, & Reel"
    assert (resistor["unit_price"], resistor["non_cancelable"]) == ("0.05", "yes")
    assert (capacitor["unit_price"], capacitor["reserve"]) == ("", "")
    assert {row["environment"] for row in (capacitor, resistor)} == {"sandbox"}


def test_tsv_has_a_row_a_line_and_no_quotes(run: Run, stocked: Places) -> None:
    said = run("bonded", "--format", "tsv")
    assert said.status == 0
    head, *lines = [text.split("\t") for text in said.out.splitlines()]
    assert head == list(COLUMNS)
    assert {len(cells) for cells in lines} == {len(COLUMNS)}
    assert {cells[head.index("number")] for cells in lines} == {"GRM188-B", "RC0603-B"}
    assert {cells[head.index("packaging_text")] for cells in lines} >= {"Tape, & Reel"}


def test_no_row_is_nothing_found(run: Run, stocked: Places) -> None:
    said = run("bonded", "--filter", "nothing")
    assert (said.status, said.out) == (3, "")
    assert "No bonded part" in said.err
    said = run("bonded", "--filter", "nothing", "--format", "json")
    assert said.status == 3
    assert json.loads(said.out)["rows"] == []


def test_no_agreement_is_no_fault_and_nothing_found(run: Run, places: Places) -> None:
    fetch(places, ())
    said = run("bonded")
    assert (said.status, said.out) == (3, "")
    assert "That is no error" in said.err


def test_what_was_never_fetched_says_how_to(run: Run, places: Places) -> None:
    said = run("bonded")
    assert said.status == 69
    assert "bondroom bonded --refresh" in said.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--filter", "stock>5"), "there is no stock to filter by"),
        (("--sort", "stock"), "There is no column 'stock'"),
        (("--location", "XXX"), "There is no location XXX. There are COR (7002)"),
        (("--format", "xml"), "'xml' is none of table"),
        (("--nonsense",), "--nonsense"),
    ],
)
def test_wrong_words_are_said(run: Run, stocked: Places, words: tuple[str, ...], said: str) -> None:
    answer = run("bonded", *words)
    assert (answer.status, answer.out) == (2, "")
    assert said in answer.err


def test_the_panes_rows_go_into_a_new_file(stocked: Places, tmp_path: Path) -> None:
    async def write(target: Path) -> int:
        services = Services(stocked, FixedClock(NOON))
        await services.open()
        rows, _ = await services.bonded.whole(Ask(None, "", "lead", True))
        try:
            return await export(rows, target, environment="sandbox", now=NOON)
        finally:
            await services.close()

    target = tmp_path / "stock.json"
    assert asyncio.run(write(target)) == 2
    found = json.loads(target.read_text())
    assert [row["number"] for row in found["rows"]] == ["GRM188-B", "RC0603-B"]
    assert target.stat().st_mode & 0o777 == 0o600
    with pytest.raises(Refusal, match="there already"):
        asyncio.run(write(target))
    with pytest.raises(Refusal, match="has to end in"):
        asyncio.run(write(tmp_path / "stock.xls"))
