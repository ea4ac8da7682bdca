"""The lists as commands: what they write in each form, what they say of nothing, and the status."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from cache.clock import FixedClock
from cache.places import Places, prepare
from cache.services import Services
from tests.cache.desk import NOON, Vendor, bonded_row, line, offer, part
from tests.tui.test_ledger_commands import CUT, Run, Said, home, ordered, places, run
from tui.cli.table_output import Column, Output, Section
from tui.cli.words import Misused
from tui.text import width_of

__all__ = ["home", "ordered", "places", "run"]

NUMBER = "AC-2026-0001"
REEL = offer("RC0603TR-ND", "0.05", moq=5000, multiple=5000, stock=None)


@pytest.fixture
def filled(ordered: Places) -> Places:
    """An order, a draft of two lines, a bonded part, a watched part, and two parts known."""

    async def fill() -> None:
        prepare(ordered)
        services = Services(ordered, FixedClock(NOON))
        await services.open()
        vendor = Vendor()
        vendor.sells(part("RC0603", CUT, REEL), part("LM358", offer("LM358CT-ND", "1.20")))
        vendor.stock = {"RC0603-B": bonded_row("RC0603-B")}
        services.attach([vendor])
        await services.bonded.refresh()
        for number in ("RC0603CT-ND", "LM358CT-ND"):
            await services.catalogue.look_up(number)
        await services.watched.watch("digikey", "LM358CT-ND", "Yageo", "LM358")
        draft = await services.drafts.new("=spares\x1b[2J")
        draft.customer_id = "7001"
        draft.lines = [line(CUT, 250), replace(line(CUT, 10), bonded_customer_id="7001")]
        await services.drafts.save(draft)
        await services.close()

    asyncio.run(fill())
    return ordered


def rows(said: Said) -> list[dict[str, object]]:
    assert said.status == 0, said.err
    found: list[dict[str, object]] = json.loads(said.out)["rows"]
    return found


# -- every list ------------------------------------------------------------------------------------

LISTS = (
    *(("drafts",), ("orders",), ("order", "show", NUMBER), ("morning",), ("watched",)),
    *(("book", "list"), ("locations",), ("values",), ("status",)),
    *(("find", "lm358"), ("part", "LM358"), ("compare", "RC0603", "--pieces", "900")),
)


def test_each_has_something_to_say_in_every_form(run: Run, filled: Places) -> None:
    (draft,) = [one for one in rows(run("drafts", "--format", "json")) if one["lines"] == 2]
    for words in (*LISTS, ("draft", "show", str(draft["draft"]))):
        table, whole = run(*words), run(*words, "--format", "json")
        assert (table.status, table.err) == (0, ""), words
        assert len(table.out.splitlines()) > 1
        assert not set("\x1b\t\r") & set(table.out)
        found = json.loads(whole.out)
        assert found["environment"] == "sandbox"
        assert found["schema"].startswith("bondroom.")


@pytest.mark.parametrize(
    "words",
    [
        *(("drafts",), ("orders",), ("watched",), ("inbound",), ("book", "list"), ("values",)),
        *(("locations",), ("morning",), ("find", "nothing"), ("part", "nothing")),
        *(("order", "show", "X-1"), ("draft", "show", "9"), ("packing", "X-1")),
        *(("family", "nothing"), ("ways", "nothing"), ("compare", "nothing"), ("narrow", "x")),
    ],
    ids=" ".join,
)
def test_nothing_is_a_status_and_a_sentence(run: Run, home: Path, words: tuple[str, ...]) -> None:
    said = run(*words)
    assert (said.status, said.out) == (3, "")
    assert said.err.count("\n") == 1
    assert said.err.endswith((".\n", "asks\n", "asks.\n"))


def test_nothing_is_still_whole_json_and_a_head(run: Run, home: Path) -> None:
    said = run("drafts", "--format", "json")
    assert said.status == 3
    assert json.loads(said.out)["rows"] == []
    said = run("drafts", "--format", "csv")
    assert (said.status, said.out) == (3, "environment,draft,name,lines,changed_at,held_by\r\n")


# -- orders ----------------------------------------------------------------------------------------


def test_the_history_is_found_by_words_as_on_the_screen(run: Run, filled: Places) -> None:
    (order,) = rows(run("orders", "--format", "json"))
    assert (order["number"], order["total"], order["ours"]) == (NUMBER, "10.00", True)
    assert (order["state"], order["late"]) == ("accepted", False)
    assert str(order["entered_at"]).endswith("+00:00")
    assert len(rows(run("orders", "accepted", "rc0603", "--format", "json"))) == 1
    assert run("orders", "lm358").status == 3


def test_an_order_is_shown_whole_or_in_part(run: Run, filled: Places) -> None:
    said = run("order", "show", NUMBER.lower())
    assert said.status == 0
    for word in ("LINES", "ATTEMPTS", "EVENTS", "88001", "RC0603CT-ND", "thank you"):
        assert word in said.out
    whole = json.loads(run("order", "show", NUMBER, "--format", "json").out)
    assert (whole["number"], whole["goods"], whole["vendor_numbers"]) == (NUMBER, "10.00", "88001")
    (its,) = whole["lines"]
    assert (its["quantity"], its["unit_price"], its["total"]) == (100, "0.10", "10.00")
    assert [one["became"] for one in whole["events"] if one["what"] == "state"][-1] == "accepted"
    (attempt,) = rows(run("order", "show", NUMBER, "--tab", "attempts", "--format", "json"))
    assert (attempt["n"], attempt["state"], attempt["http_status"]) == (1, "accepted", 200)
    none = run("order", "show", NUMBER, "--tab", "shipments")
    assert (none.status, none.out) == (3, "")


def test_by_the_vendors_number_it_is_the_same_order(run: Run, filled: Places) -> None:
    assert run("order", "show", "88001").out == run("order", "show", NUMBER).out


@pytest.mark.parametrize("form", ["csv", "tsv"])
def test_flat_forms_hold_one_list(run: Run, filled: Places, form: str) -> None:
    said = run("order", "show", NUMBER, "--format", form)
    assert (said.status, said.out) == (2, "")
    assert "--tab" in said.err
    said = run("order", "show", NUMBER, "--tab", "lines", "--format", form)
    assert said.status == 0
    assert len(said.out.splitlines()) == 2


# -- drafts, what waits, the book ------------------------------------------------------------------


def test_a_draft_has_its_lines_with_totals(run: Run, filled: Places) -> None:
    (head,) = [one for one in rows(run("drafts", "--format", "json")) if one["lines"] == 2]
    draft = json.loads(run("draft", "show", str(head["draft"]), "--format", "json").out)
    assert (draft["draft"], draft["ship_to"]) == (head["draft"], "AUS")
    first, second = draft["lines"]
    assert (first["quantity"], first["total"], first["currency"]) == (250, "25.00", "USD")
    assert (first["bonded"], second["bonded"]) == ("", "AUS")
    again = json.loads(run("draft", "show", str(head["draft"])[2:], "--format", "json").out)
    assert again == draft


def test_looking_changes_nothing(run: Run, filled: Places) -> None:
    before = filled.ledger.read_bytes()
    for words in LISTS:
        run(*words)
    assert filled.ledger.read_bytes() == before


def test_what_is_watched_and_what_the_reserves_are_worth(run: Run, filled: Places) -> None:
    (watched,) = rows(run("watched", "--format", "json"))
    assert (watched["part"], watched["stock"], watched["changes"]) == ("LM358", 10_000, [])
    values = {row["code"]: row for row in rows(run("values", "--format", "json"))}
    assert values["COR"]["reported"] == "250.00"
    codes = [row["code"] for row in rows(run("book", "list", "--format", "json"))]
    assert codes == ["AUS", "COR"]


def test_the_status_asks_nobody_and_says_how_it_stands(run: Run, filled: Places) -> None:
    said = json.loads(run("status", "--format", "json").out)
    assert (said["unknown_orders"], said["ordering"]) == (0, True)
    assert {one["vendor"] for one in said["vendors"]} == {"digikey", "ti", "shipstation"}
    left = {one["product"]: one["left"] for one in said["calls"]}
    assert left["digikey:product"] == 1000
    assert not filled.vendor.exists() or not list(filled.vendor.iterdir())


# -- parts -----------------------------------------------------------------------------------------


def test_a_part_is_found_and_compared_at_a_quantity(run: Run, filled: Places) -> None:
    (found,) = rows(run("find", "lm3", "--pieces", "10", "--format", "json"))
    assert (found["number"], found["total"]) == ("LM358CT-ND", "12.00")
    offers = rows(run("compare", "RC0603", "--pieces", "900", "--format", "json"))
    cut, reel = offers
    assert (cut["best"], cut["total"], cut["why_not"]) == (True, "90.00", "")
    assert (reel["total"], reel["above"], reel["stock"]) == (None, 5000, None)
    assert "minimum" in str(reel["why_not"])
    assert rows(run("part", "rc0603ct-nd", "--pieces", "900", "--format", "json")) == offers


def test_the_tabs_of_a_part(run: Run, filled: Places) -> None:
    def tab(name: str, number: str = "RC0603") -> list[dict[str, object]]:
        return rows(run("part", number, "--tab", name, "--format", "json"))

    facts = {row["name"]: row["value"] for row in tab("parameters")}
    assert (facts["maker"], facts["lead weeks"]) == ("Yageo", 12)
    assert [row["quantity"] for row in tab("breaks", "LM358")] == [1]
    assert [(row["code"], row["reserve"]) for row in tab("bonded")] == [("COR", 5000)]
    ours = {(row["what"], row["quantity"]) for row in tab("ours")}
    assert ours == {("order", 100), ("draft", 260)}
    (was,) = tab("history", "LM358")
    assert was["stock"] == 10_000


def test_what_was_never_asked_is_said_to_be_so(run: Run, filled: Places) -> None:
    said = run("part", "RC0603", "--tab", "substitutes")
    assert (said.status, said.out) == (3, "")
    assert "--ask asks" in said.err


# -- scanned labels --------------------------------------------------------------------------------

_BAG = "[)>\x1e06\x1dK{}\x1d1P{}\x1dQ{}\x1e\x04"


def test_labels_that_no_order_expects_are_listed(run: Run, filled: Places, home: Path) -> None:
    expected, other = _BAG.format(NUMBER, "RC0603", 100), _BAG.format("ZZ-9", "NE555", 7)
    (home / "scans.txt").write_text(f"{expected}\n{other}\nno label\n")
    (found,) = rows(run("unexpected", "scans.txt", "--format", "json"))
    assert (found["part"], found["quantity"], found["po"]) == ("NE555", 7, "ZZ-9")
    (home / "scans.txt").write_text(expected)
    said = run("unexpected", "scans.txt")
    assert (said.status, said.out) == (3, "")
    assert run("unexpected", "gone.txt").status not in (0, 3)


# -- forms -----------------------------------------------------------------------------------------

HOSTILE = "=cmd|'x'\x1b[31m\t\u202eevil\r\nsecond"
COLUMNS = (
    Column("name", "name"),
    Column("pieces", "pieces", "number"),
    Column("each", "each", "price"),
    Column("total", "total", "money"),
    Column("currency", ""),
    Column("at", "at", "instant"),
    Column("ok", "ok", "flag"),
)
ROWS = (
    {
        "name": HOSTILE,
        "pieces": 12_500,
        "each": Decimal("0.00001"),
        "total": Decimal("-1234.5"),
        "currency": "USD",
        "at": NOON,
        "ok": True,
    },
    {"name": "plain", "pieces": None, "each": None, "total": None, "ok": None},
)


@pytest.fixture
def stream() -> io.StringIO:
    return io.StringIO()


def written(form: str, stream: io.StringIO, width: int | None = None) -> str:
    out = Output(form, "sandbox", stream, width)
    assert out.rows("things", COLUMNS, ROWS, empty="", notes=("a note",)) == 0
    assert list(out.last) == list(ROWS)
    return stream.getvalue()


def test_a_table_is_aligned_and_says_what_is_not_known(stream: io.StringIO) -> None:
    head, first, second, _, note = written("table", stream).split("\n")[:5]
    assert head.split() == ["name", "pieces", "each", "total", "at", "ok"]
    assert "12,500" in first
    assert "0.00001 USD" in first
    assert "-1,234.50 USD" in first
    for name in ("pieces", "each", "total"):
        end = head.index(name) + len(name)
        assert second[end - 1] == "—", "numbers stand to the right"
    assert note == "a note"
    assert second.count("—") == 5
    assert not set("\x1b\t\r\u202e") & set(first)


def test_only_a_terminal_cuts_and_never_a_number(stream: io.StringIO) -> None:
    whole = written("table", stream)
    assert "…" not in whole
    cut = written("table", io.StringIO(), 66)
    assert all(width_of(text) <= 66 for text in cut.splitlines())
    assert "12,500" in cut
    assert "-1,234.50 USD" in cut
    assert "…" in cut


def test_json_has_money_as_text_and_instants_in_utc(stream: io.StringIO) -> None:
    text = written("json", stream)
    assert text.isascii()
    assert "\x1b" not in text
    found = json.loads(text)
    assert (found["schema"], found["environment"]) == ("bondroom.things.1", "sandbox")
    first, second = found["rows"]
    assert (first["each"], first["total"], first["pieces"]) == ("0.00001", "-1234.5", 12_500)
    assert first["at"] == "2026-03-02T12:00:00+00:00"
    assert second["total"] is None


def test_csv_is_safe_in_a_spreadsheet(stream: io.StringIO) -> None:
    first, second = csv.DictReader(io.StringIO(written("csv", stream), newline=""))
    assert first["name"].startswith("'=cmd")
    assert "\x1b" not in first["name"]
    assert (first["total"], first["each"], first["ok"]) == ("-1234.5", "0.00001", "yes")
    assert first["environment"] == "sandbox"
    assert (second["total"], second["pieces"]) == ("", "")


def test_tsv_holds_no_tab_and_no_line_end(stream: io.StringIO) -> None:
    lines = written("tsv", stream).split("\n")
    assert len(lines) == 4
    assert {text.count("\t") for text in lines[:3]} == {len(COLUMNS)}
    assert "\r" not in lines[1]
    assert "second" in lines[1]


def test_several_tables_have_names_and_one_form_refuses(stream: io.StringIO) -> None:
    sections = (Section("one", COLUMNS, ROWS), Section("two", COLUMNS, ()))
    out = Output("table", "sandbox", stream)
    assert out.sections("both", sections, empty="", about={"a_fact": 7}) == 0
    assert stream.getvalue().startswith("a fact  7\n\nONE\n")
    assert "TWO" not in stream.getvalue()
    with pytest.raises(Misused, match="choose one of one, two by --tab"):
        Output("tsv", "sandbox", stream).sections("both", sections, empty="")


def test_what_a_person_typed_reaches_no_terminal(run: Run, filled: Places) -> None:
    for form in ("table", "json", "csv", "tsv"):
        said = run("drafts", "--format", form)
        assert "\x1b" not in said.out
    (row,) = [
        row
        for row in csv.DictReader(io.StringIO(run("drafts", "--format", "csv").out, newline=""))
        if row["lines"] == "2"
    ]
    assert row["name"].startswith("'=spares")


# -- with the sandbox ------------------------------------------------------------------------------


@pytest.mark.process
def test_a_vendor_is_asked_only_where_that_was_said(run: Run, places: Places) -> None:
    assert run("find", "RC0603").status == 3
    found = run("find", "RC0603", "--ask", "--limit", "3", "--format", "json")
    assert found.status == 0, found.err
    (first, *_) = rows(found)
    number = str(first["part"])
    calls = {one["product"]: one["left"] for one in json.loads(_status(run))["calls"]}
    assert len(rows(run("find", "RC0603", "--limit", "3", "--format", "json"))) == 3
    assert rows(run("part", number, "--format", "json"))
    after = {one["product"]: one["left"] for one in json.loads(_status(run))["calls"]}
    assert after == calls, "looking costs no call"
    assert rows(run("ways", number, "--pieces", "3000", "--ask", "--format", "json"))
    asked = {one["product"]: one["left"] for one in json.loads(_status(run))["calls"]}
    assert calls["digikey:product"] - asked["digikey:product"] == 1
    assert rows(run("ways", number, "--pieces", "3000", "--format", "json"))
    kinds = {row["kind"] for row in rows(run("narrow", "RC0603", "--format", "json"))}
    assert {"maker", "status", "packaging"} <= kinds
    fewer = run("find", "RC0603", "--by", "stock=3000000", "--ask", "--format", "json")
    assert all(int(str(row["stock"])) >= 3_000_000 for row in rows(fewer))
    said = run("find", "RC0603", "--by", "maker=Nobody")
    assert (said.status, said.out) == (2, "")
    assert "`bondroom narrow` lists" in said.err
    unknown = run("part", "no-such-part-9", "--ask")
    assert (unknown.status, unknown.out) == (3, "")
    assert rows(run("orders", "--refresh", "--format", "json"))
    family = run("family", number, "--ask", "--format", "json")
    assert {"Resistance"} <= {key.removeprefix("parameter.") for key in rows(family)[0]}


def _status(run: Run) -> str:
    return run("status", "--format", "json").out


def test_a_locale_without_a_dash_is_written_to_all_the_same(
    filled: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tui.cli.main import main

    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="iso-8859-1"))
    assert main(["compare", "RC0603"]) == 0
    sys.stdout.flush()
    assert b"RC0603TR-ND" in raw.getvalue()
    assert b"?" in raw.getvalue()
