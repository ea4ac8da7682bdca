"""What the commit sheet and the outcome say, read as plain text: no state is told by colour alone.

Each sheet is drawn for the widths of the least, the small and the large terminal, and its styles
are thrown away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from cache.colleagues import Twin
from cache.review import Review, ReviewLine
from tests.cache.desk import PLANT
from tui.screens.commit import CommitSheet
from tui.screens.commit_orders import BECAME, Batch
from tui.screens.outcome import OUTCOMES, OutcomeSheet
from tui.screens.sheet import BaseSheet
from vendors.terms import LineTerms, OrderTerms, Schedule
from vendors.vocabulary import Answer, Location, Outcome

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
# What is between the frames of terminals of 60, 80 and 120 columns.
WIDTHS = (56, 76, 92)
LINE = ReviewLine(
    line_no=1,
    id="1",
    number="311-10.0KHRCT-ND",
    part="RC0603FR-0710KL",
    maker="Yageo",
    description="RES 10K",
    packaging="cut",
    packaging_text="Cut Tape",
    quantity=2500,
    unit_price=Decimal("0.0069"),
    fee=Decimal(0),
    total=Decimal("17.25"),
    was=None,
    stock=10_000,
    ncnr=False,
    tariff=False,
    marketplace=False,
    bonded_customer_id=None,
    problem="",
    note="",
    break_from=1000,
)
HOME = replace(PLANT, line2="Dock 9", telephone="555-0100", email="dock@acme.example")
REVIEW = Review(
    order_id=1,
    version=1,
    number="AC-2026-0001",
    vendor="digikey",
    environment="sandbox",
    ship_to=Location("7001", False, "USD", HOME),
    customer_id="7001",
    currency="USD",
    lines=[LINE],
    goods=Decimal("17.25"),
    fees=Decimal(0),
    total=Decimal("17.25"),
    before_tariff=False,
    ncnr=Decimal(0),
    problems=[],
    priced_at=NOON - timedelta(seconds=12),
    notes=["Prices are what we expect; what DigiKey does if they differ is not documented."],
)
NCNR = replace(REVIEW, lines=[LINE, LINE._replace(line_no=2, ncnr=True)], ncnr=Decimal("17.25"))


class Screen:
    environment = "sandbox"

    def now(self) -> datetime:
        return NOON

    def redraw_sheet(self) -> None: ...


def sheet_of(*reviews: Review, at: int = 0, **became: Outcome) -> CommitSheet:
    codes = {"7001": "AUS", "7002": "COR"}
    batch = Batch("D-1 “spares”", list(reviews), codes, at)
    batch.became = {int(place[1:]): outcome for place, outcome in became.items()}
    room: Any = Screen()
    return CommitSheet(room, batch, lambda: None, lambda text: None)


def plain(sheet: BaseSheet, width: int) -> str:
    """All of it, in one line without styles."""
    lines: Sequence[Any] = [*sheet.head(width), *sheet.lines(width), *sheet.foot(width)]
    rows = ["".join(text for text, _ in line) for line in lines]
    assert all(len(row) <= width for row in rows), rows
    return " ".join(" ".join(rows).split())


@pytest.mark.parametrize("width", WIDTHS)
def test_a_line_says_its_number_its_maker_its_price_break_and_where_it_comes_from(
    width: int,
) -> None:
    text = plain(sheet_of(REVIEW), width)
    assert "311-10.0KHRCT-ND · Yageo · price from 1,000 · in stock" in text
    assert "2,500" in text
    assert "0.00690" in text
    assert "17.25" in text


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    ("line", "words"),
    [
        (LINE._replace(bonded_customer_id="7002", break_from=None), "bonded at COR"),
        (
            LINE._replace(bonded_customer_id="7002", break_from=None),
            "bonded price, it has no breaks",
        ),
        (LINE._replace(break_from=None), "price break not known"),
        (LINE._replace(terms=LineTerms(cost=Decimal("4.20"))), "the cost that was typed"),
        (LINE._replace(tariff=True), "tariff on top"),
        (LINE._replace(ncnr=True), "NCNR"),
        (LINE._replace(was=Decimal("0.005")), "price moved: it was 0.00500"),
        (LINE._replace(problem="the minimum is 5,000"), "! the minimum is 5,000"),
        (LINE._replace(note="5 in stock, backorder 2,495"), "5 in stock, backorder 2,495"),
    ],
)
def test_every_state_of_a_line_is_a_word(line: ReviewLine, words: str, width: int) -> None:
    assert words in plain(sheet_of(replace(REVIEW, lines=[line])), width)
    assert words not in plain(sheet_of(REVIEW), width)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_line_that_is_short_is_not_called_in_stock(width: int) -> None:
    for stock in (2499, None):
        short = replace(REVIEW, lines=[LINE._replace(stock=stock)])
        assert "from 1,000 · in stock" not in plain(sheet_of(short), width)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_ship_to_is_whole(width: int) -> None:
    text = plain(sheet_of(REVIEW), width)
    assert (
        "AUS · Acme, Dock 4, 1 Plant Rd, Dock 9, Austin TX 78701, US, 555-0100, dock@acme.example "
        "CustomerId 7001" in text
    )


@pytest.mark.parametrize("width", WIDTHS)
def test_all_that_goes_out_with_it_is_said_and_of_accounts_only_the_end(width: int) -> None:
    terms = OrderTerms("FedEx Ground", "Single", "998877664417", True, None, ("call ahead",))
    of_line = LineTerms(
        line_id="PR-7",
        customer_part="CPN-10K",
        notes=("no mixed lots",),
        cofc=True,
        schedules=(Schedule(date(2026, 4, 1), 1500), Schedule(date(2026, 5, 1), 1000)),
    )
    due = LineTerms(wanted_on=date(2026, 4, 9))
    review = replace(
        REVIEW,
        lines=[LINE._replace(terms=of_line), LINE._replace(line_no=2, terms=due)],
        terms=terms,
        account="7718231",
        bonded_note="bonded lines: ship from the reserve",
    )
    text = plain(sheet_of(review), width)
    for words in (
        "FedEx Ground",
        "control Single",
        "our own, ••••4417",
        "the maker's certificate for the whole order",
        "note call ahead",
        "bonded lines: ship from the reserve",
        "your line id PR-7",
        "your part CPN-10K",
        "the maker's certificate for this line",
        "schedules 1,500 on 1 Apr",
        "note: no mixed lots",
        "in the house on 9 Apr",
        "billed to account …8231",
    ):
        assert words in text, words
    assert "998877664417" not in text
    assert "7718231" not in text


@pytest.mark.parametrize("width", WIDTHS)
def test_goods_and_fees_stand_apart_and_what_the_total_is_without_is_said(width: int) -> None:
    review = replace(REVIEW, fees=Decimal(7), total=Decimal("24.25"), before_tariff=True)
    text = plain(sheet_of(review), width)
    for words in ("goods 17.25 USD", "fees 7.00 USD", "before tariff 24.25 USD"):
        assert words in text, words
    assert "prices 12 s old" in text
    assert "Shipping and tax come on top" in text
    assert "tariff" not in plain(sheet_of(REVIEW), width)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ("sandbox", "SANDBOX: nothing is bought"),
        ("vendor-test", "VENDOR TEST: DigiKey's own test system"),
        ("production", "PRODUCTION: this buys for real"),
    ],
)
def test_the_environment_stands_in_words_above_the_field(
    environment: str, words: str, width: int
) -> None:
    sheet = sheet_of(replace(REVIEW, environment=environment))
    first = "".join(text for text, _ in sheet.foot(width)[0])
    assert first.startswith(words)
    assert "17.25 USD" in first


@pytest.mark.parametrize("width", WIDTHS)
def test_what_cannot_be_returned_is_named_with_its_amount_and_asks_for_that_word_first(
    width: int,
) -> None:
    text = plain(sheet_of(NCNR), width)
    assert "Line 2 cannot be cancelled or returned (17.25 USD): type NCNR and Enter." in text
    assert "To place it, type" not in text
    many = [LINE._replace(line_no=n, ncnr=True) for n in range(1, 31)]
    assert "30 of its lines cannot be" in plain(sheet_of(replace(NCNR, lines=many)), width)


@pytest.mark.parametrize("width", WIDTHS)
def test_an_order_like_it_is_asked_about_before_anything_else(width: int) -> None:
    twin = Twin("AC-2026-0009", "Ben Roy", NOON, "unknown: it may be at DigiKey")
    text = plain(sheet_of(replace(NCNR, twins=(twin,))), width)
    assert "AC-2026-0009 of 2 Mar (Ben Roy; unknown: it may be at DigiKey)" in text
    assert "type SAME and why, and Enter." in text
    assert "type NCNR" not in text


@pytest.mark.parametrize("width", WIDTHS)
def test_what_cannot_be_placed_says_so_with_a_mark(width: int) -> None:
    text = plain(sheet_of(replace(REVIEW, problems=["Line 1: no price."])), width)
    assert "! Line 1: no price." in text
    assert "! it cannot be placed as it is" in text
    assert "To place it" not in text


# -- several orders of one draft


OTHER = replace(
    REVIEW,
    order_id=2,
    number="AC-2026-0002",
    customer_id="7002",
    currency="EUR",
    total=Decimal("5.00"),
)
THIRD = replace(
    REVIEW, order_id=3, number="AC-2026-0003", customer_id="7002", total=Decimal("1.00")
)
AGAIN = replace(REVIEW, order_id=4, number="AC-2026-0004")


@pytest.mark.parametrize("width", WIDTHS)
def test_each_sheet_says_which_it_is_and_what_stays_after_esc(width: int) -> None:
    first = plain(sheet_of(REVIEW, OTHER, THIRD), width)
    assert "Order 1 of 3 of D-1 “spares”: one for each vendor, ship-to and currency." in first
    assert "Esc leaves AC-2026-0001, AC-2026-0002 and AC-2026-0003 unsent" in first
    sheet = sheet_of(REVIEW, OTHER, THIRD, at=1, n0=Outcome.ACCEPTED)
    second = plain(sheet, width)
    assert sheet.title == "Place AC-2026-0002 at DigiKey · order 2 of 3"
    assert "Esc leaves AC-2026-0002 and AC-2026-0003 unsent: the lines stay in the draft" in second
    assert "AC-2026-0001 stays placed" in second
    third = plain(
        sheet_of(REVIEW, OTHER, THIRD, at=2, n0=Outcome.ACCEPTED, n1=Outcome.ACCEPTED), width
    )
    assert "AC-2026-0001 and AC-2026-0002 stay placed" in third


@pytest.mark.parametrize("width", WIDTHS)
def test_all_orders_stand_there_with_their_state_and_the_totals_by_currency(width: int) -> None:
    sheet = sheet_of(REVIEW, OTHER, THIRD, at=1, n0=Outcome.REJECTED)
    rows = ["".join(text for text, _ in line) for line in sheet.lines(width)]
    mine = [row for row in rows if "AC-2026-000" in row and (" USD " in row or " EUR " in row)]
    assert ["✕ rejected" in mine[0], "▸  2" in mine[1], "this one" in mine[1]] == [True] * 3
    assert "COR" in mine[1]
    assert "to come" in mine[2]
    assert "together 18.25 USD + 5.00 EUR" in plain(sheet, width)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_single_order_speaks_of_no_others(width: int) -> None:
    text = plain(sheet_of(REVIEW), width)
    assert "together" not in text
    assert "Order 1 of 1" not in text


def test_lines_that_were_sent_before_are_a_reason_for_an_order_of_their_own() -> None:
    words = "currency, and for what was sent before."
    assert words in plain(sheet_of(REVIEW, AGAIN), 76)
    assert words not in plain(sheet_of(REVIEW, OTHER), 76)


# -- the outcome


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_is_a_mark_a_word_and_the_next_key(outcome: Outcome, width: int) -> None:
    room: Any = Screen()
    answer = Answer(outcome, "the very words")
    text, last = (
        plain(OutcomeSheet(room, REVIEW, answer, lambda: None, following), width)
        for following in ("order 2 of 3, AC-2026-0002", "")
    )
    assert text[0] in "○✕?"
    assert text[0] == BECAME[outcome][0]
    assert "the very words" in text
    assert "{}" not in text
    assert text.endswith("Enter goes on to order 2 of 3, AC-2026-0002")
    assert last.endswith("Enter goes to 4 History")


def test_the_outcome_names_the_vendor_that_it_was_sent_to() -> None:
    room: Any = Screen()
    for outcome in OUTCOMES:
        answer = Answer(outcome, "")
        elsewhere = OutcomeSheet(room, replace(REVIEW, vendor="ti"), answer, lambda: None, "")
        assert "DigiKey" not in plain(elsewhere, 76)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_ship_to_of_ours_is_not_called_by_the_location_whose_number_it_has(width: int) -> None:
    ours = replace(OTHER, customer_id="7001", currency="USD", code="PLANT2")
    sheet = sheet_of(REVIEW, ours)
    (row,) = [
        text
        for line in sheet.lines(width)
        if "5.00 USD" in (text := "".join(words for words, _ in line)) and "0002" in text
    ]
    assert "PLANT2" in row
    assert "for what was sent before" not in plain(sheet, width)
