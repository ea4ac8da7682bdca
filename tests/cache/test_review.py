"""Reviewing: how a draft becomes orders, at which prices, and what keeps one from being placed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cache.drafts import Draft
from cache.places import Refusal
from cache.pricing import Priced
from cache.review import split
from tests.cache.desk import (
    BEN,
    SITES,
    Desk,
    Vendor,
    bonded_line,
    bonded_row,
    line,
    offer,
    part,
)
from vendors.errors import Invalid, VendorDown
from vendors.vocabulary import Address, Location, Packaging, Part

CUT = offer("RC0603CT-ND", "0.10")
REEL = offer("RC0603TR-ND", "0.01", packaging=Packaging.REEL, moq=5000, multiple=5000)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    vendor = Vendor()
    vendor.sells(part("RC0603", CUT, REEL))
    vendor.stock["RC0603-B"] = bonded_row("RC0603-B")
    desk = await Desk(tmp_path, vendor).open()
    yield desk
    await desk.close()


async def test_one_order_for_each_ship_to_with_numbers_in_a_row(desk: Desk) -> None:
    draft = await desk.draft(
        line(CUT, 150), bonded_line(bonded_row("RC0603-B"), 2000), line(REEL, 5000)
    )
    first, second = await desk.placing.review(draft)
    assert (first.number, second.number) == ("AC-2026-0001", "AC-2026-0002")
    assert [(x.number, x.quantity, x.total) for x in first.lines] == [
        ("RC0603CT-ND", 150, Decimal("15.00")),
        ("RC0603TR-ND", 5000, Decimal("50.00")),
    ]
    assert (first.customer_id, first.ship_to) == ("7001", SITES[0])
    assert (second.customer_id, second.ship_to) == ("7002", SITES[1])
    assert (first.total, first.ncnr, first.before_tariff) == (Decimal("65.00"), Decimal(0), False)
    assert (second.total, second.ncnr) == (Decimal("100.00"), Decimal("100.00"))
    assert not first.problems
    assert not second.problems
    assert any("reserve" in note for note in second.notes)
    assert not any("reserve" in note for note in first.notes)
    assert await desk.states() == [("AC-2026-0001", "reviewed"), ("AC-2026-0002", "reviewed")]


async def test_bonded_and_other_lines_for_one_ship_to_are_one_order(desk: Desk) -> None:
    draft = await desk.draft(line(CUT), bonded_line(bonded_row("RC0603-B")), ship_to="7002")
    (review,) = await desk.placing.review(draft)
    assert [x.bonded_customer_id for x in review.lines] == [None, "7002"]


async def test_a_part_in_two_packagings_is_asked_once(desk: Desk) -> None:
    draft = await desk.draft(line(CUT), line(REEL, 5000), line(CUT, 7))
    await desk.placing.review(draft)
    assert desk.vendor.asked == ["RC0603CT-ND"]


async def test_a_draft_that_changes_while_its_prices_are_asked_is_reviewed_as_it_was(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = await desk.draft(line(CUT))
    look_up = desk.vendor.look_up

    async def slow(number: str) -> Part:
        draft.lines = [*draft.lines, line(REEL, 10_000)]
        draft.customer_id = "7002"
        return await look_up(number)

    monkeypatch.setattr(desk.vendor, "look_up", slow)
    (review,) = await desk.placing.review(draft)
    assert [one.number for one in review.lines] == ["RC0603CT-ND"]
    assert review.customer_id == "7001"


async def test_reviewed_again_without_change_it_keeps_number_and_order(desk: Desk) -> None:
    draft = await desk.draft(line(CUT))
    (before,) = await desk.placing.review(draft)
    desk.clock.advance(900)
    (after,) = await desk.placing.review(draft)
    assert (after.order_id, after.number) == (before.order_id, before.number)
    assert after.priced_at > before.priced_at
    assert len(await desk.states()) == 1


async def test_a_changed_draft_rewrites_the_order_under_its_number(desk: Desk) -> None:
    draft = await desk.draft(line(CUT, 100))
    (before,) = await desk.placing.review(draft)
    draft.lines[0].quantity = 300
    draft.lines.append(line(REEL, 10_000))
    draft.customer_id = "7002"
    await desk.drafts.save(draft)
    (after,) = await desk.placing.review(draft)
    assert after.number == before.number
    assert after.customer_id == "7002"
    stored = await desk.ledger.read(
        lambda db: db.execute(
            "SELECT number, quantity FROM purchase_order_line ORDER BY line_no"
        ).fetchall()
    )
    assert stored == [("RC0603CT-ND", 300), ("RC0603TR-ND", 10_000)]


async def test_a_number_no_longer_needed_is_void_and_not_given_again(desk: Desk) -> None:
    stays, goes = line(CUT), bonded_line(bonded_row("RC0603-B"))
    draft = await desk.draft(stays, goes)
    await desk.placing.review(draft)
    draft.lines = [stays]
    await desk.drafts.save(draft)
    (only,) = await desk.placing.review(draft)
    assert only.number == "AC-2026-0001"
    draft.lines = [stays, goes]
    await desk.drafts.save(draft)
    await desk.placing.review(draft)
    assert await desk.states() == [
        ("AC-2026-0001", "reviewed"),
        ("AC-2026-0002", "void"),
        ("AC-2026-0003", "reviewed"),
    ]


async def test_the_numbers_of_a_draft_that_is_thrown_away_are_void(desk: Desk) -> None:
    draft = await desk.draft(line(CUT))
    await desk.placing.review(draft)
    await desk.drafts.discard(draft.id)
    assert await desk.states() == [("AC-2026-0001", "void")]


async def test_a_price_that_moved_is_shown_with_the_old_one(desk: Desk) -> None:
    draft = await desk.draft(line(CUT, 100, price="0.08"), line(CUT, 5, price=None))
    (review,) = await desk.placing.review(draft)
    moved, unpriced = review.lines
    assert (moved.was, moved.unit_price) == (Decimal("0.08"), Decimal("0.10"))
    assert unpriced.was is None
    assert not review.problems
    assert draft.lines[0].unit_price == Decimal("0.08")  # the draft is the buyer's


async def test_fees_tariff_and_what_cannot_be_returned_stand_apart(desk: Desk) -> None:
    reel = offer("RC0603DKR-ND", "0.10", packaging=Packaging.DIGI_REEL, fee="7.00")
    taxed = offer("LM358-ND", "1.00", tariff=True, ncnr=True)
    silent = offer("NE555-ND", "2.00", tariff=None)
    desk.vendor.sells(part("RC0603", CUT, reel), part("LM358", taxed), part("NE555", silent))
    draft = await desk.draft(
        line(CUT, 10), line(reel, 100), line(taxed, 3, of="LM358"), line(silent, 1, of="NE555")
    )
    (review,) = await desk.placing.review(draft)
    assert (review.goods, review.fees, review.total) == (
        Decimal("16.00"),
        Decimal("7.00"),
        Decimal("23.00"),
    )
    assert review.ncnr == Decimal("20.00")  # the Digi-Reel with its fee, and the NCNR part
    assert review.before_tariff
    assert "Whether a tariff is due is not known for line 4." in review.notes
    assert any("what DigiKey does if they differ" in note for note in review.notes)


async def test_whether_a_line_can_be_returned_is_said_where_nobody_knows(desk: Desk) -> None:
    silent = offer("NE555-ND", "2.00", ncnr=None)
    binding = offer("LM358-ND", "1.00", ncnr=True)
    desk.vendor.sells(part("RC0603", CUT), part("LM358", binding), part("NE555", silent))
    draft = await desk.draft(line(CUT), line(binding, of="LM358"), line(silent, of="NE555"))
    (review,) = await desk.placing.review(draft)
    said = [note for note in review.notes if "returned" in note]
    assert said == ["Whether line 3 can be cancelled or returned is not known."]
    draft.lines[:2] = [line(silent, 2, of="NE555")]
    await desk.drafts.save(draft)
    (review,) = await desk.placing.review(draft)
    assert "Whether lines 1 and 2 can be cancelled or returned is not known." in review.notes
    draft.lines = [line(CUT)]
    await desk.drafts.save(draft)
    (review,) = await desk.placing.review(draft)
    assert not any("returned" in note for note in review.notes)


@pytest.mark.parametrize(
    ("now", "quantity", "says"),
    [
        (replace(CUT, number="OTHER-ND"), 100, "no longer offers RC0603CT-ND"),
        (replace(CUT, breaks=()), 100, "no longer for sale"),
        (replace(CUT, moq=500), 100, "the minimum is 500: press Enter on the line for 500"),
        (
            replace(CUT, multiple=60),
            100,
            "100 is no multiple of 60: press Enter on the line for 60 or 120",
        ),
        (replace(CUT, maximum=50), 100, "the most is 50"),
        (replace(CUT, currency="EUR"), 100, "in EUR now, not USD"),
    ],
)
async def test_what_can_no_longer_be_bought_says_so_and_what_to_press(
    desk: Desk, now: object, quantity: int, says: str
) -> None:
    desk.vendor.sells(part("RC0603", now))  # type: ignore[arg-type]
    desk.vendor.parts["RC0603CT-ND"] = part("RC0603", now)  # type: ignore[arg-type]
    draft = await desk.draft(line(CUT, quantity))
    (review,) = await desk.placing.review(draft)
    assert len(review.problems) == 1
    assert says in review.problems[0]
    assert says in review.lines[0].problem
    with pytest.raises(Refusal):
        await desk.placing.place(review.order_id)
    assert desk.vendor.taken == []


async def test_a_part_that_is_gone_is_a_problem(desk: Desk) -> None:
    draft = await desk.draft(line(offer("GONE-ND"), of="GONE"))
    (review,) = await desk.placing.review(draft)
    assert "no longer knows this part" in review.problems[0]


async def test_out_of_stock_is_a_problem_only_where_nothing_can_be_backordered(desk: Desk) -> None:
    few = offer("RC0603CT-ND", stock=40)
    draft = await desk.draft(line(few, 100))
    for allowed, problem, note in (
        (False, "only 40 in stock and none can be back-ordered", ""),
        (True, "", "40 in stock, backorder 60, lead time 12 weeks"),
        (None, "", "40 in stock, backorder 60, lead time 12 weeks, if it can be back-ordered"),
    ):
        desk.vendor.sells(part("RC0603", few, backorder=allowed))
        desk.clock.advance(600)
        (review,) = await desk.placing.review(draft)
        assert bool(review.problems) == bool(problem)
        assert problem in review.lines[0].problem
        assert note in review.lines[0].note


async def test_a_bonded_line_is_priced_by_its_row_alone(desk: Desk) -> None:
    row = bonded_row("RC0603CT-ND")  # the catalogue sells the same number dearer
    draft = await desk.draft(bonded_line(row, 1500), ship_to=None)
    desk.vendor.stock["RC0603CT-ND"] = replace(row, unit_price=Decimal("0.04"))
    (review,) = await desk.placing.review(draft)
    assert (review.lines[0].unit_price, review.lines[0].was) == (Decimal("0.04"), Decimal("0.05"))
    assert "no multiple of the standard package 1,000" in review.lines[0].note
    assert desk.vendor.asked == []
    desk.vendor.stock["RC0603CT-ND"] = replace(row, minimum=2000)
    (review,) = await desk.placing.review(draft)
    assert "the minimum is 2,000 to release" in review.problems[0]
    desk.vendor.stock["RC0603CT-ND"] = replace(row, unit_price=None)
    (review,) = await desk.placing.review(draft)
    assert "no price for this bonded part" in review.problems[0]
    del desk.vendor.stock["RC0603CT-ND"]
    (review,) = await desk.placing.review(draft)
    assert "no longer knows this part" in review.problems[0]


@pytest.mark.parametrize(
    ("ship_to", "says"),
    [
        (None, "no ship-to: press s"),
        ("9999", "9999 is not among the locations"),
        ("7003", "no address for ship-to 7003"),
        ("7004", "buys in EUR"),
    ],
)
async def test_a_ship_to_that_cannot_be_shipped_to(
    desk: Desk, ship_to: str | None, says: str
) -> None:
    desk.vendor.sites = (
        *SITES,
        Location("7003", False, "USD", Address(company="Acme")),
        Location("7004", False, "EUR", SITES[0].address),
    )
    await desk.bonded.refresh()
    (review,) = await desk.placing.review(await desk.draft(line(CUT), ship_to=ship_to))
    assert says in review.problems[0]


async def test_with_the_vendor_down_the_draft_is_safe_and_nothing_can_be_placed(desk: Desk) -> None:
    draft = await desk.draft(line(CUT, 100, price="0.09"))
    desk.vendor.down = VendorDown("digikey", "DigiKey does not answer.")
    (review,) = await desk.placing.review(draft)
    assert (
        "could not be asked for the prices of line 1: DigiKey does not answer."
        in (review.problems[0])
    )
    assert review.lines[0].unit_price == Decimal("0.09")
    with pytest.raises(Refusal, match="Nothing was sent"):
        await desk.placing.place(review.order_id)
    assert await desk.drafts.open(draft.id) == draft
    desk.vendor.down = None
    (again,) = await desk.placing.review(draft)
    assert (again.number, again.problems) == (review.number, [])


async def test_a_part_that_stands_twice_is_said(desk: Desk) -> None:
    draft = await desk.draft(line(CUT, 100), line(CUT, 50))
    (review,) = await desk.placing.review(draft)
    assert "Lines 1 and 2 are the same part." in review.notes
    (review,) = await desk.placing.review(await desk.draft(line(CUT, 100)))
    assert not any("same part" in note for note in review.notes)


async def test_what_follows_a_vendors_sentence_begins_a_new_one(desk: Desk) -> None:
    draft = await desk.draft(line(CUT))
    desk.vendor.down = VendorDown("digikey", "DigiKey cannot answer now (503)")
    (review,) = await desk.placing.review(draft)
    assert "DigiKey cannot answer now (503). The draft is safe" in review.problems[0]


async def test_what_the_vendors_own_rules_forbid_is_said_at_review(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def seal(order: object) -> None:
        raise Invalid("digikey", "DigiKey takes at most 3 lines.", words="LineItems: too many")

    monkeypatch.setattr(desk.vendor, "seal", seal)
    (review,) = await desk.placing.review(await desk.draft(line(CUT)))
    assert review.problems == ["DigiKey takes at most 3 lines (LineItems: too many)."]


async def test_nothing_is_reviewed_of_an_empty_or_a_changed_draft(
    desk: Desk, tmp_path: Path
) -> None:
    with pytest.raises(Refusal, match="no lines"):
        await desk.placing.review(await desk.draft())
    draft = await desk.draft(line(CUT))
    other = await Desk(tmp_path, desk.vendor, person=BEN).open()
    theirs = await other.drafts.open(draft.id)
    theirs.lines[0].quantity = 900
    await other.drafts.save(theirs)
    with pytest.raises(Refusal, match="changed"):
        await desk.placing.review(draft)
    draft = await desk.drafts.open(draft.id)
    draft.lines[0].quantity = 1
    with pytest.raises(Refusal, match="not stored yet"):
        await desk.placing.review(draft)
    draft.lines[0].quantity = 900
    draft.customer_id = "7002"
    with pytest.raises(Refusal, match="not stored yet"):
        await desk.placing.review(draft)
    assert await desk.states() == []
    await other.close()


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["digikey", "ti"]),
            st.sampled_from([None, "7001", "7002"]),
            st.sampled_from(["USD", "EUR"]),
        ),
        min_size=1,
    ),
    st.sampled_from([None, "7001", "7009"]),
)
def test_splitting_loses_and_mixes_nothing(
    lines: list[tuple[str, str | None, str]], ship_to: str | None
) -> None:
    drafted = [
        replace(line(offer(str(at))), vendor=vendor, bonded_customer_id=site, currency=currency)
        for at, (vendor, site, currency) in enumerate(lines)
    ]
    groups = split(Draft(1, "", ship_to, drafted), [Priced() for _ in drafted], {})
    assert sorted(int(x.number) for group in groups for x, _ in group.lines) == list(
        range(len(lines))
    )
    for group in groups:
        assert {x.vendor for x, _ in group.lines} == {group.vendor}
        assert {x.currency for x, _ in group.lines} == {group.currency}
        goes_to = {x.bonded_customer_id or ship_to or "" for x, _ in group.lines}
        assert goes_to == {group.customer_id}
    assert len({group[:3] for group in groups}) == len(groups)
