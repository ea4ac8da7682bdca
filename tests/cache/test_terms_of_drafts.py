"""Terms on their way: from the draft into the order that is frozen, sent, and made again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from cache.drafts import Draft, DraftLine
from cache.places import Refusal
from cache.purchase_orders import read_order
from cache.reordering import Reordering
from cache.review import Review
from cache.terms import BondedNotes, for_vendor
from tests.cache.desk import (
    ANN,
    BEN,
    NOON,
    Desk,
    Vendor,
    bonded_line,
    bonded_row,
    line,
    offer,
    part,
    vendor_line,
    vendor_order,
)
from vendors.contract import Sealed
from vendors.terms import (
    NO_LINE_TERMS,
    NO_ORDER_TERMS,
    ExportUse,
    LineTerms,
    OrderTerms,
    Schedule,
)
from vendors.vocabulary import Answer, Outcome, PurchaseOrder

CUT = offer("RC0603CT-ND", "0.10")
SOON = (NOON + timedelta(days=30)).date()
SHIPPING = OrderTerms("FedEx ground", "Single", "990044417")
OF_ORDER = replace(SHIPPING, cofc=True, taxable=False, notes=("dock 4", "call first"))
OF_LINE = LineTerms(
    "PO-10",
    "ACME-7",
    ("no re-reels",),
    True,
    None,
    (Schedule(SOON, 60), Schedule(SOON.replace(day=20), 40)),
    4711,
)


class Reader(Vendor):
    """The vendor in memory, which keeps what it was given to seal."""

    def __init__(self) -> None:
        super().__init__()
        self.sealed: list[PurchaseOrder] = []

    def seal(self, order: PurchaseOrder) -> Sealed:
        self.sealed.append(order)
        return super().seal(order)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    vendor = Reader()
    vendor.sells(part("RC0603", CUT))
    vendor.stock["RC0805-B"] = bonded_row("RC0805-B")
    desk = await Desk(tmp_path, vendor).open()
    yield desk
    await desk.close()


async def drafted(desk: Desk, *lines: DraftLine, terms: OrderTerms = OF_ORDER) -> Draft:
    draft = await desk.draft(*lines)
    draft.terms = terms
    await desk.drafts.save(draft)
    return draft


async def reviewed(desk: Desk, *lines: DraftLine, terms: OrderTerms = OF_ORDER) -> Review:
    (review,) = await desk.placing.review(await drafted(desk, *lines, terms=terms))
    return review


async def audit(desk: Desk) -> list[str]:
    return await desk.ledger.read(
        lambda db: [
            f"{what} {was} {became} {why}"
            for what, was, became, why in db.execute(
                "SELECT what, was, became, reason FROM audit ORDER BY id"
            )
        ]
    )


def asking(**terms: object) -> DraftLine:
    return replace(line(CUT), terms=LineTerms(**terms))  # type: ignore[arg-type]


# -- the draft -------------------------------------------------------------------------------------


async def test_terms_are_stored_with_the_draft_and_audited_in_words(desk: Desk) -> None:
    draft = await drafted(desk, replace(line(CUT), terms=OF_LINE))
    assert await desk.drafts.open(draft.id) == draft
    assert draft.lines[0].terms == OF_LINE
    said = "\n".join(await audit(desk))
    assert "ship method: none to FedEx ground" in said
    assert "RC0603CT-ND your line id: none to PO-10" in said
    assert "••••4417" in said
    assert SHIPPING.shipper_account not in said
    before = len(await audit(desk))
    await desk.drafts.save(draft)
    assert len(await audit(desk)) == before, "saved as it was, nothing changed"


async def test_another_session_cannot_overwrite_terms_unseen(desk: Desk, tmp_path: Path) -> None:
    other = await Desk(tmp_path, Vendor(), person=BEN).open()
    draft = await drafted(desk, line(CUT))
    theirs = await other.drafts.open(draft.id)
    draft.terms = NO_ORDER_TERMS
    await desk.drafts.save(draft)
    theirs.terms = OrderTerms(notes=("theirs",))
    with pytest.raises(Exception, match="another session"):
        await other.drafts.save(theirs)
    assert (await desk.drafts.open(draft.id)).terms == NO_ORDER_TERMS
    await other.close()


# -- what the next draft keeps ---------------------------------------------------------------------


async def test_a_new_draft_ships_as_the_last_order_went_to_the_same_place(desk: Desk) -> None:
    assert (await desk.drafts.new()).terms == NO_ORDER_TERMS
    review = await reviewed(desk, line(CUT))
    assert (await desk.drafts.usual()).last == {}, "what was only reviewed did not go anywhere"
    await desk.placing.place(review.order_id)
    assert (await desk.drafts.usual()).last == {("7001", "digikey"): SHIPPING}
    assert (await desk.drafts.new()).terms == SHIPPING, "notes and certificates are of that order"


async def test_it_is_of_the_same_person_and_of_the_last_order(desk: Desk, tmp_path: Path) -> None:
    for method in ("UPS ground", "UPS 2 day"):
        desk.clock.advance(86400)
        terms = OrderTerms(ship_method=method)
        review = await reviewed(desk, line(CUT, 100 + len(method)), terms=terms)
        await desk.placing.place(review.order_id)
    other = await Desk(tmp_path, Vendor(), person=BEN).open()
    assert (await other.drafts.usual()).last == {}
    assert (await desk.drafts.usual()).last == {
        ("7001", "digikey"): OrderTerms(ship_method="UPS 2 day")
    }
    await other.close()


# -- the order -------------------------------------------------------------------------------------


async def test_all_of_it_reaches_whoever_makes_the_bytes(desk: Desk) -> None:
    review = await reviewed(desk, replace(line(CUT), terms=OF_LINE))
    assert review.problems == []
    assert (review.terms, review.lines[0].terms) == (OF_ORDER, OF_LINE)
    await desk.placing.place(review.order_id)
    sealed = desk.vendor.sealed[-1]  # type: ignore[attr-defined]
    assert sealed.terms == OF_ORDER
    assert (sealed.lines[0].terms, sealed.lines[0].line_id) == (OF_LINE, "PO-10")
    assert "PO-10:RC0603CT-ND:100@0.10" in desk.vendor.taken[0]
    stored = await desk.ledger.read(lambda db: read_order(db, review.order_id))
    assert stored is not None
    assert (stored.content.terms, stored.content.lines[0].terms) == (OF_ORDER, OF_LINE)
    detail = await desk.orders.detail(desk.orders.first().rowid(0))
    assert detail.terms == OF_ORDER
    assert detail.lines[0].ours is not None
    assert detail.lines[0].ours.terms == OF_LINE


async def test_reviewed_again_on_other_terms_it_is_another_content(desk: Desk) -> None:
    draft = await drafted(desk, line(CUT))
    (before,) = await desk.placing.review(draft)
    draft.terms = SHIPPING
    await desk.drafts.save(draft)
    (after,) = await desk.placing.review(draft)
    assert (after.order_id, after.number) == (before.order_id, before.number)
    assert (after.version, after.terms) == (before.version + 1, SHIPPING)
    assert "ship method: FedEx ground" in (await audit(desk))[-1]


@pytest.mark.parametrize("what", ["order", "line"])
async def test_terms_changed_since_the_review_are_not_sent_unseen(desk: Desk, what: str) -> None:
    draft = await drafted(desk, line(CUT))
    (review,) = await desk.placing.review(draft)
    if what == "order":
        draft.terms = replace(OF_ORDER, ship_method="UPS ground")
    else:
        draft.lines = [replace(draft.lines[0], terms=LineTerms(cofc=True))]
    await desk.drafts.save(draft)
    with pytest.raises(Refusal, match="was changed since it was reviewed"):
        await desk.placing.place(review.order_id)
    assert desk.vendor.taken == []


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([asking(wanted_on=NOON.date())], "Line 1: the delivery day 2 Mar 2026 is not in the"),
        ([asking(schedules=(Schedule(SOON, 99),))], "come to 99 of 100 pieces (F2 on the line"),
        (
            [asking(line_id="A"), asking(line_id="a")],
            "Lines 1 and 2 would both go out as line A: give one of them another line id",
        ),
        ([asking(line_id="2"), line(CUT)], "Lines 1 and 2 would both go out as line 2"),
    ],
)
async def test_what_cannot_be_is_said_before_anything_is_sent(
    desk: Desk, lines: list[DraftLine], words: str
) -> None:
    review = await reviewed(desk, *lines)
    assert any(words in problem for problem in review.problems), review.problems
    with pytest.raises(Refusal):
        await desk.placing.place(review.order_id)
    assert desk.vendor.taken == []


async def test_the_price_of_a_quote_is_not_claimed_to_be_known(desk: Desk) -> None:
    review = await reviewed(desk, asking(quote=4711))
    assert any("is not the quote's" in note for note in review.notes)
    plain = await reviewed(desk, line(CUT))
    assert not any("quote" in note for note in plain.notes)


async def test_an_order_that_was_not_placed_comes_back_with_its_terms(desk: Desk) -> None:
    desk.vendor.answer = Answer(Outcome.UNKNOWN, "no answer")
    review = await reviewed(desk, replace(line(CUT), terms=OF_LINE))
    await desk.placing.place(review.order_id)
    await desk.reconciling.not_placed(review.order_id, "they know of none")
    (head,) = await desk.drafts.heads()
    again = await desk.drafts.open(head.id)
    assert (again.terms, again.lines[0].terms) == (OF_ORDER, OF_LINE)
    desk.clock.advance(60)
    desk.vendor.answer = Answer(Outcome.ACCEPTED, "", ("1",))
    (anew,) = await desk.placing.review(again)
    await desk.placing.place(anew.order_id)
    assert (await desk.states())[-1] == (review.number, "accepted")


async def test_what_turns_up_says_again_what_was_sent_with_it(desk: Desk) -> None:
    desk.vendor.answer = Answer(Outcome.UNKNOWN, "no answer")
    review = await reviewed(desk, line(CUT))
    await desk.placing.place(review.order_id)
    await desk.reconciling.not_placed(review.order_id, "they know of none")
    (head,) = await desk.drafts.heads()
    draft = await desk.drafts.open(head.id)
    draft.terms = OrderTerms(ship_method="UPS ground")
    await desk.drafts.save(draft)
    await desk.placing.review(draft)
    desk.vendor.listed = [vendor_order(review.number, lines=(vendor_line(),))]
    await desk.reconciling.look(review.order_id)
    stored = await desk.ledger.read(lambda db: read_order(db, review.order_id))
    assert stored is not None
    assert (stored.state, stored.content.terms) == ("accepted", OF_ORDER)


# -- ordered again ---------------------------------------------------------------------------------


async def test_ordered_again_it_keeps_what_is_not_of_that_one_order(desk: Desk) -> None:
    terms = replace(OF_ORDER, export=ExportUse("MX", "Acme MX", "Industrial", "Tools"))
    review = await reviewed(desk, replace(line(CUT), terms=OF_LINE), terms=terms)
    await desk.placing.place(review.order_id)
    desk.clock.advance(86400)
    again = Reordering(
        desk.ledger, desk.orders, desk.drafts, desk.catalogue, desk.bonded, desk.clock
    )
    draft, changes = await again.reorder(desk.orders.first().rowid(0))
    assert for_vendor(draft.terms, "digikey") == OF_ORDER
    assert draft.terms.notes == ()
    assert draft.lines[0].terms == LineTerms("", "ACME-7", ("no re-reels",), cofc=True)
    said = " ".join(changes)
    assert "your line id PO-10, the schedules and quote 4711 are not kept" in said
    assert "(export) is not kept" in said
    assert await desk.drafts.open(draft.id) == draft


# -- the note for bonded lines ---------------------------------------------------------------------


async def test_the_note_for_bonded_lines_goes_where_a_line_is_bonded(desk: Desk) -> None:
    notes = BondedNotes(desk.ledger, desk.clock, ANN)
    assert await notes.read("digikey") == ""
    await notes.set("digikey", "release from MO 7")
    assert await notes.read("digikey") == "release from MO 7"
    assert (await audit(desk))[-1] == "bonded note  release from MO 7 digikey"
    plain, bonded = await desk.placing.review(
        await drafted(desk, line(CUT), bonded_line(desk.vendor.stock["RC0805-B"]))
    )
    assert (plain.bonded_note, bonded.bonded_note) == ("", "release from MO 7")
    for review in (plain, bonded):
        await desk.placing.place(review.order_id)
    sealed = {order.number: order.terms.notes for order in desk.vendor.sealed}  # type: ignore[attr-defined]
    assert sealed[plain.number] == OF_ORDER.notes
    assert sealed[bonded.number] == (*OF_ORDER.notes, "release from MO 7")


async def test_ordered_again_the_note_is_the_one_of_now(desk: Desk) -> None:
    notes = BondedNotes(desk.ledger, desk.clock, ANN)
    await notes.set("digikey", "the old words")
    row = desk.vendor.stock["RC0805-B"]
    review = await reviewed(desk, bonded_line(row))
    await desk.placing.place(review.order_id)
    await notes.set("digikey", "the new words")
    desk.clock.advance(8 * 86400)
    again = Reordering(
        desk.ledger, desk.orders, desk.drafts, desk.catalogue, desk.bonded, desk.clock
    )
    draft, _ = await again.reorder(desk.orders.first().rowid(0))
    assert draft.terms.notes_of("digikey") == OF_ORDER.notes
    (anew,) = await desk.placing.review(draft)
    assert anew.bonded_note == "the new words"


async def test_a_note_that_a_buyer_typed_as_well_goes_out_once(desk: Desk) -> None:
    await BondedNotes(desk.ledger, desk.clock, ANN).set("digikey", "dock 4")
    review = await reviewed(desk, bonded_line(desk.vendor.stock["RC0805-B"]))
    await desk.placing.place(review.order_id)
    assert desk.vendor.sealed[-1].terms.notes == OF_ORDER.notes  # type: ignore[attr-defined]


async def test_nothing_asked_for_sends_nothing(desk: Desk) -> None:
    review = await reviewed(desk, line(CUT), terms=NO_ORDER_TERMS)
    await desk.placing.place(review.order_id)
    sealed = desk.vendor.sealed[-1]  # type: ignore[attr-defined]
    assert (sealed.terms, sealed.lines[0].terms) == (NO_ORDER_TERMS, NO_LINE_TERMS)
    assert sealed.lines[0].line_id == "1"
