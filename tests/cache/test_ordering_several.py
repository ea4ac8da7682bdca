"""One draft for several vendors: an order each, with its own terms, problems and fate."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from cache.places import Refusal
from cache.reordering import Reordering
from cache.terms import Usual, for_vendor, moved
from tests.cache.desk import Desk, Vendor, bonded_line, bonded_row, line, part
from tests.cache.several import (
    ACME,
    CUT,
    LM358,
    NE555,
    PROFILE,
    Ti,
    Warehouse,
    attach,
    sent_terms,
    sku_line,
    stored,
    suppliers_of,
    ti_line,
    ti_part,
)
from vendors.errors import VendorDown
from vendors.terms import LineTerms, OrderTerms
from vendors.vocabulary import Answer, Outcome

TERMS = OrderTerms(
    ship_method="UPS ground", notes=("dock 4",), profile="AC1001", job="J-7", supplier="se-1"
)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    here = await Desk(tmp_path, Vendor()).open()
    yield here
    await here.close()


@pytest.fixture
def ti(desk: Desk) -> Ti:
    vendor = Ti()
    desk.vendor.sells(part("RC0603", CUT))
    attach(desk, vendor, Warehouse())
    return vendor


async def test_two_vendors_and_a_bonded_place_are_three_orders_each_with_its_own_fate(
    desk: Desk, ti: Ti
) -> None:
    row = bonded_row("RC0603-B")
    desk.vendor.stock["RC0603-B"] = row
    draft = await desk.draft(line(CUT), ti_line(), bonded_line(row), ship_to="7001")
    draft.terms = TERMS
    await stored(desk, draft)
    reviews = await desk.placing.review(draft)
    assert [(one.vendor, one.customer_id) for one in reviews] == [
        ("digikey", "7001"),
        ("ti", "7001"),
        ("digikey", "7002"),
    ]
    assert len({one.number for one in reviews}) == 3
    assert not any(one.problems for one in reviews)
    ti.answer = Answer(Outcome.REJECTED, "no credit")
    first, theirs, bonded = [await desk.placing.place(one.order_id) for one in reviews]
    assert (first.outcome, theirs.outcome, bonded.outcome) == (
        Outcome.ACCEPTED,
        Outcome.REJECTED,
        Outcome.ACCEPTED,
    )
    assert [state for _, state in await desk.states()] == ["accepted", "rejected", "accepted"]
    assert (len(desk.vendor.taken), len(ti.taken)) == (2, 1)


async def test_each_order_keeps_what_its_vendor_has_a_place_for(desk: Desk, ti: Ti) -> None:
    draft = await desk.draft(line(CUT), ti_line())
    draft.terms = TERMS
    await stored(desk, draft)
    ours, theirs = await desk.placing.review(draft)
    assert ours.terms == OrderTerms(ship_method="UPS ground", notes=("dock 4",))
    assert theirs.terms == OrderTerms(notes=("dock 4",), profile="AC1001", job="J-7")
    await desk.placing.place(theirs.order_id)
    assert ti.taken[0].endswith("|AC1001|None||dock 4")
    assert await sent_terms(desk, theirs.number) == theirs.terms


async def test_a_note_for_one_vendor_goes_to_it_alone(desk: Desk, ti: Ti) -> None:
    draft = await desk.draft(line(CUT), ti_line())
    own = (("digikey", "bin 7"), ("ti", "dock 9"), ("shipstation", "nobody's"))
    draft.terms = replace(TERMS, own_notes=own)
    await stored(desk, draft)
    assert (await desk.drafts.open(draft.id)).terms.own_notes == own
    ours, theirs = await desk.placing.review(draft)
    assert ours.terms == OrderTerms(ship_method="UPS ground", notes=("dock 4", "bin 7"))
    assert theirs.terms == OrderTerms(notes=("dock 4", "dock 9"), profile="AC1001", job="J-7")
    for review in (ours, theirs):
        await desk.placing.place(review.order_id)
        assert await sent_terms(desk, review.number) == review.terms
    assert ti.taken[0].endswith("|AC1001|None||dock 4,dock 9")
    # One that is said to all and to one as well is said once.
    assert for_vendor(OrderTerms(notes=("a",), own_notes=(("ti", "a"),)), "ti").notes == ("a",)


async def test_it_stays_with_that_one_where_its_order_comes_back_to_a_draft_of_its_own(
    desk: Desk, ti: Ti
) -> None:
    draft = await desk.draft(ti_line())
    draft.terms = replace(TERMS, own_notes=(("ti", "dock 9"),))
    await stored(desk, draft)
    (review,) = await desk.placing.review(draft)
    ti.answer = Answer(Outcome.UNKNOWN, "no answer")
    await desk.placing.place(review.order_id)
    await desk.ledger.write(
        lambda db: db.execute("UPDATE draft SET state = 'discarded' WHERE id = ?", (draft.id,))
    )
    await desk.reconciling.not_placed(review.order_id, "Kim at TI finds none")
    (head,) = [one for one in await desk.drafts.heads() if one.name == review.number]
    back = await desk.drafts.open(head.id)
    assert (back.terms.notes, back.terms.own_notes) == ((), (("ti", "dock 4"), ("ti", "dock 9")))
    assert for_vendor(back.terms, "digikey").notes == ()
    # The same order, on the same terms.
    ti.answer = Answer(Outcome.ACCEPTED, "", ("88001",))
    (again,) = await desk.placing.review(back)
    assert (again.number, again.terms) == (review.number, review.terms)
    assert (await desk.placing.place(again.order_id)).outcome is Outcome.ACCEPTED
    assert ti.taken[-1].endswith("||dock 4,dock 9")


async def test_a_draft_whose_terms_changed_for_one_vendor_is_still_good_for_the_other(
    desk: Desk, ti: Ti
) -> None:
    draft = await desk.draft(line(CUT), ti_line())
    draft.terms = TERMS
    await stored(desk, draft)
    ours, theirs = await desk.placing.review(draft)
    draft.terms = replace(TERMS, ship_method="DHL")
    await stored(desk, draft)
    with pytest.raises(Refusal, match="changed since it was reviewed"):
        await desk.placing.place(ours.order_id)
    assert (await desk.placing.place(theirs.order_id)).outcome is Outcome.ACCEPTED


async def test_an_order_by_a_profile_names_one(desk: Desk, ti: Ti) -> None:
    draft = await desk.draft(ti_line())
    (review,) = await desk.placing.review(draft)
    assert review.problems == [
        "No checkout profile is chosen, and TI takes address, payment and taxes from one: T in "
        "the order pane chooses it."
    ]
    with pytest.raises(Refusal, match="No checkout profile"):
        await desk.placing.place(review.order_id)
    assert ti.taken == []


async def test_the_review_shows_the_profile_once_it_was_told(desk: Desk, ti: Ti) -> None:
    draft = await desk.draft(ti_line())
    draft.terms = TERMS
    await stored(desk, draft)
    (review,) = await desk.placing.review(draft)
    assert review.profile is None, "nobody told it yet"
    assert desk.placing.profiles is not None
    kept = await desk.placing.profiles.ask("ti")
    assert (kept.items, kept.at) == ((PROFILE,), desk.clock.now())
    (review,) = await desk.placing.review(draft)
    assert review.profile == PROFILE
    assert await desk.placing.profiles.have("digikey") is None


async def test_a_profile_that_charges_in_another_currency_is_not_ordered_by(
    desk: Desk, ti: Ti
) -> None:
    ti.profiles = (replace(PROFILE, currency="EUR"),)
    assert desk.placing.profiles is not None
    await desk.placing.profiles.ask("ti")
    draft = await desk.draft(ti_line())
    draft.terms = TERMS
    await stored(desk, draft)
    (review,) = await desk.placing.review(draft)
    words = "charges in EUR, and these lines are in USD"
    assert any(words in one for one in review.problems)
    with pytest.raises(Refusal, match=words):
        await desk.placing.place(review.order_id)
    assert ti.taken == []


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (LineTerms(quote=7), "TI has no place for a quote"),
        (LineTerms(cofc=True, quote=7), "TI has no place for a certificate for one line and a quo"),
        (LineTerms(notes=("x" * 61,)), "note 1 has 61 characters, and TI takes 60"),
    ],
)
async def test_what_a_line_asks_for_is_never_dropped_in_silence(
    desk: Desk, ti: Ti, asked: LineTerms, words: str
) -> None:
    draft = await desk.draft(ti_line(terms=asked))
    draft.terms = TERMS
    await stored(desk, draft)
    (review,) = await desk.placing.review(draft)
    assert words in review.problems[0]


async def test_what_only_ti_takes_is_a_problem_at_digikey(desk: Desk, ti: Ti) -> None:
    its = replace(line(CUT), terms=LineTerms(custom_reel=True))
    (review,) = await desk.placing.review(await desk.draft(its))
    assert "DigiKey has no place for a custom reel" in review.problems[0]


async def test_more_than_ti_has_is_a_problem_and_no_backorder(desk: Desk, ti: Ti) -> None:
    draft = await desk.draft(ti_line(NE555, 81), ti_line(NE555, 80))
    draft.terms = TERMS
    await stored(desk, draft)
    (review,) = await desk.placing.review(draft)
    assert [bool(one.problem) for one in review.lines] == [True, False]
    assert "only 80 in stock" in review.lines[0].problem


async def test_a_custom_reel_only_where_it_is_offered(desk: Desk, ti: Ti) -> None:
    reel = LineTerms(custom_reel=True)
    unsaid = replace(LM358, number="TPS1", custom_reel=None)
    ti.sells(ti_part(unsaid))
    lines = [ti_line(LM358, terms=reel), ti_line(NE555, 10, reel), ti_line(unsaid, 10, reel)]
    draft = await desk.draft(*lines)
    draft.terms = TERMS
    await stored(desk, draft)
    (review,) = await desk.placing.review(draft)
    first, second, third = review.lines
    assert first.problem == ""
    assert "TI makes no custom reel of NE555P" in second.problem
    assert "does not say that it makes a custom reel" in third.problem


async def test_each_line_is_priced_by_its_own_vendor(desk: Desk, ti: Ti) -> None:
    # DigiKey has another part under the very number that TI sells.
    desk.vendor.sells(part("LM358DR", replace(CUT, number="LM358DR")))
    draft = await desk.draft(ti_line())
    draft.terms = TERMS
    await stored(desk, draft)
    desk.vendor.asked.clear()
    (review,) = await desk.placing.review(draft)
    assert review.lines[0].unit_price == Decimal("0.35")
    await desk.placing.place(review.order_id)
    assert ti.asked == ["LM358DR", "LM358DR"], "asked again right before it was sent"
    assert desk.vendor.asked == []


async def test_one_vendor_that_is_down_keeps_only_its_own_order(desk: Desk, ti: Ti) -> None:
    draft = await desk.draft(line(CUT), ti_line())
    draft.terms = TERMS
    await stored(desk, draft)
    ti.down = VendorDown("ti", "TI is down.")
    ours, theirs = await desk.placing.review(draft)
    assert not ours.problems
    assert "TI could not be asked for the prices of line 1" in theirs.problems[0]
    assert (await desk.placing.place(ours.order_id)).outcome is Outcome.ACCEPTED


async def test_the_last_order_at_a_vendor_brings_its_profile_to_the_same_place(
    desk: Desk, ti: Ti
) -> None:
    draft = await desk.draft(ti_line())
    draft.terms = TERMS
    await stored(desk, draft)
    (review,) = await desk.placing.review(draft)
    await desk.placing.place(review.order_id)
    fresh = await desk.drafts.new()
    assert (fresh.customer_id, fresh.terms) == ("7001", OrderTerms(profile="AC1001"))
    usual = await desk.drafts.usual()
    assert usual.at("7002").profile == ""
    # Gone elsewhere, it does not follow; what a buyer set does.
    assert moved(fresh.terms, usual.at("7001"), usual.at("7002")) == OrderTerms()
    other = OrderTerms(profile="AC2")
    assert moved(other, usual.at("7001"), usual.at("7002")) == other


def test_what_is_usual_is_of_a_place_and_a_vendor() -> None:
    usual = Usual(
        {
            ("7001", "digikey"): OrderTerms(ship_method="DHL"),
            ("7001", "ti"): OrderTerms(profile="A", notes=("theirs",)),
        },
        {("7001", "digikey"): OrderTerms(ship_method="UPS", notes=("ours",))},
    )
    own = (("digikey", "ours"), ("ti", "theirs"))
    assert usual.at("7001") == OrderTerms(ship_method="UPS", profile="A", own_notes=own)
    assert usual.at("7001", "ti") == usual.at("7001"), "whichever line is the first"
    # What is usual to say to one vendor is not said to another.
    assert for_vendor(usual.at("7001"), "ti") == OrderTerms(notes=("theirs",), profile="A")
    assert for_vendor(usual.at("7001"), "digikey") == OrderTerms(ship_method="UPS", notes=("ours",))


async def test_made_again_it_is_drafted_at_its_own_vendor_and_prices(desk: Desk, ti: Ti) -> None:
    draft = await desk.draft(ti_line())
    draft.terms = replace(TERMS, end_customer="Acme", notes=())
    await stored(desk, draft)
    (review,) = await desk.placing.review(draft)
    await desk.placing.place(review.order_id)
    desk.vendor.asked.clear()
    again = Reordering(
        desk.ledger, desk.orders, desk.drafts, desk.catalogue, desk.bonded, desk.clock
    )
    found = await again.reorder(desk.orders.first().rowid(0))
    (its,) = found.draft.lines
    assert (its.vendor, its.number, its.unit_price) == ("ti", "LM358DR", Decimal("0.35"))
    assert found.draft.terms == OrderTerms(profile="AC1001"), "job and customer were of that order"
    assert found.changes[-1] == "The end customer and your job are not kept: T says them anew."
    assert desk.vendor.asked == []


# -- orders to suppliers, written down by the warehouse's system -----------------------------------


class Writer(Warehouse, Vendor):
    """The warehouse's system as a taker of orders; it is asked for no price."""

    def __init__(self) -> None:
        Vendor.__init__(self)
        self.skus = Warehouse().skus

    look_up = locations = bonded = bonded_part = None  # type: ignore[assignment]
    orders = sales_order = None  # type: ignore[assignment]


def mapped(db: sqlite3.Connection, place: str, warehouse: str) -> None:
    db.execute(
        "INSERT INTO inbound_mapping (kind, key, value, name, at, os_uid, person) "
        "VALUES ('warehouse', ?, ?, 'Main', '2026-03-02T12:00:00.000000Z', 1, 'ann')",
        (place, warehouse),
    )


async def test_an_order_to_a_supplier_has_typed_costs_and_a_warehouse(desk: Desk) -> None:
    writer = Writer()
    attach(desk, writer)
    await desk.ledger.write(lambda db: mapped(db, "7001", "se-77"))
    desk.placing.suppliers = suppliers_of(desk, Warehouse())
    assert (await desk.placing.suppliers.ask("shipstation")).items == (ACME,)
    draft = await desk.draft(sku_line())
    draft.terms = replace(TERMS, notes=())
    await stored(desk, draft)
    (review,) = await desk.placing.review(draft)
    assert (review.problems, review.customer_id) == ([], "se-77")
    assert (review.total, review.lines[0].unit_price) == (Decimal("50.00"), Decimal("1.25"))
    assert review.terms == OrderTerms(supplier="se-1")
    assert review.supplier == "Acme Metals"
    assert (await desk.placing.place(review.order_id)).outcome is Outcome.ACCEPTED
    assert writer.taken == [f"{review.number}|se-77|USD|1:BRK-1:40@1.25"]


@pytest.mark.parametrize(
    ("cost", "supplier", "warehouse", "words"),
    [
        (None, "se-1", "se-77", "nobody tells its price, and none was typed"),
        ("1.25", "", "se-77", "No supplier is chosen"),
        ("1.25", "se-1", "", "No warehouse of ShipStation's is chosen for the ship-to AUS"),
    ],
)
async def test_an_order_to_a_supplier_needs_all_three(
    desk: Desk, cost: str | None, supplier: str, warehouse: str, words: str
) -> None:
    attach(desk, Writer())
    if warehouse:
        await desk.ledger.write(lambda db: mapped(db, "7001", warehouse))
    draft = await desk.draft(sku_line(cost))
    draft.terms = OrderTerms(supplier=supplier)
    await stored(desk, draft)
    (review,) = await desk.placing.review(draft)
    assert len(review.problems) == 1
    assert words in review.problems[0]
