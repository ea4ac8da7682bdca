"""The address book: ship-tos of our own, codes of locations, and what a ship-to brings with it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from cache.audit import verify
from cache.bonded import Ask
from cache.book import Book, ShipTo
from cache.places import Refusal
from cache.terms import moved
from tests.cache.desk import ANN, PLANT, Desk, Vendor, bonded_line, bonded_row, line, offer, part
from vendors.terms import NO_ORDER_TERMS, OrderTerms
from vendors.vocabulary import Address, Location

CUT = offer("311-10.0KHRCT-ND", "0.10")
RESISTOR = part("RC0603FR-0710KL", CUT)
PLANT2 = Address("Ann Ito", "Acme", "7 Side St", "", "Leeds", "", "LS1 1AA", "GB", "+44 1", "")
DHL = OrderTerms(ship_method="DHL worldwide Express", shipper_account="990044417")


@pytest_asyncio.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    vendor = Vendor()
    vendor.sells(RESISTOR)
    vendor.stock = {"RC0805-B": bonded_row("RC0805-B")}
    desk = await Desk(tmp_path, vendor).open()
    yield desk
    await desk.close()


def book_of(desk: Desk) -> Book:
    book = Book(desk.ledger, desk.bonded, desk.clock, ANN)
    desk.bonded.given = book.given
    return book


def found(book: Book, code: str) -> ShipTo:
    return next(one for one in book.ship_tos() if one.code == code)


async def begun(book: Book, code: str = "PLANT2", number: str = "7000") -> ShipTo:
    """A ship-to of our own with an address and a CustomerId."""
    await book.new(code)
    await book.change(
        found(book, code),
        lambda entry: entry._replace(said=PLANT2).numbered("digikey", number),
    )
    return found(book, code)


async def said(desk: Desk) -> list[tuple[str, str, str]]:
    return await desk.ledger.read(
        lambda db: db.execute(
            "SELECT was, became, reason FROM audit WHERE what = 'ship-to' ORDER BY id"
        ).fetchall()
    )


async def test_locations_stand_in_it_by_themselves(desk: Desk) -> None:
    book = book_of(desk)
    await book.read()
    assert [(one.code, one.place, one.entry.ours) for one in book.ship_tos()] == [
        ("AUS", "7001", False),
        ("COR", "7002", False),
    ]
    assert book.codes() == {"7001": "AUS", "7002": "COR"}


async def test_a_ship_to_of_our_own_is_offered_once_nothing_lacks(desk: Desk) -> None:
    book = book_of(desk)
    place = await book.new("PLANT2")
    assert found(book, "PLANT2").lacks() == (
        "a contact or company, a street, a city, a country and DigiKey's CustomerId"
    )
    assert place not in [one.place for one in book.usable()]
    await book.change(found(book, "PLANT2"), lambda entry: entry._replace(said=PLANT2))
    assert found(book, "PLANT2").lacks() == "DigiKey's CustomerId"
    await book.change(found(book, "PLANT2"), lambda entry: entry.numbered("digikey", "7000"))
    assert [one.place for one in book.usable()] == ["7001", "7002", place]
    assert book.usable("mouser") == [], "a location is one vendor's, and this has no number of ours"
    assert len(book.usable("ti")) == 3, "TI sends to its profile's address, whatever ours is called"


async def test_every_change_is_one_entry_of_the_audit_and_one_write(desk: Desk) -> None:
    book = book_of(desk)
    await begun(book)
    before = await desk.ledger.read(lambda db: db.execute("SELECT sequence FROM meta").fetchone())
    await book.change(found(book, "PLANT2"), lambda entry: entry.defaulted("digikey", DHL))
    after = await desk.ledger.read(lambda db: db.execute("SELECT sequence FROM meta").fetchone())
    assert after[0] == before[0] + 1
    entries = await said(desk)
    assert [(was, became) for was, became, _ in entries] == [
        ("", "PLANT2"),
        *[("PLANT2", "PLANT2")] * 2,
    ]
    assert "own-1; contact: none to Ann Ito; company: none to Acme" in entries[1][2]
    assert "CustomerId at digikey: none to 7000" in entries[1][2]
    assert "digikey ship method: none to DHL worldwide Express" in entries[2][2]
    assert "990044417" not in entries[2][2], "of an account only the end is written there"
    await book.change(found(book, "PLANT2"), lambda entry: entry)
    assert await said(desk) == entries, "what changes nothing is no change"
    assert (await desk.ledger.read(verify)).broken is None


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda e: e._replace(code="PLANT-NO-2"), "A code is up to 8"),
        (lambda e: e._replace(code=""), "needs a code"),
        (lambda e: e._replace(said=replace(e.said, country="GBR")), "two letters"),
        (lambda e: e._replace(said=replace(e.said, city="Le\x1beds")), "what nobody can see"),
        (lambda e: e._replace(said=replace(e.said, company="x" * 121)), "121 characters"),
        (lambda e: e._replace(said=replace(e.said, email="ann")), "email address"),
        (lambda e: e._replace(currency="EURO"), "three letters"),
        (lambda e: e.numbered("digikey", "7 000"), "A CustomerId is up to 20"),
        (lambda e: e._replace(code="OTHER"), "OTHER is the code of another"),
    ],
)
async def test_what_cannot_stand_there_is_refused_and_nothing_changed(
    desk: Desk, change: object, words: str
) -> None:
    book = book_of(desk)
    await begun(book, "OTHER")
    ship_to = await begun(book)
    with pytest.raises(Refusal, match=words):
        await book.change(ship_to, change)  # type: ignore[arg-type]
    assert found(book, "PLANT2") == ship_to


async def test_a_code_is_anybodys_only_once(desk: Desk) -> None:
    book = book_of(desk)
    await begun(book)
    for code in ("AUS", "PLANT2"):
        with pytest.raises(Refusal, match=f"{code} is the code of"):
            await book.new(code)
    desk.vendor.sites += (Location("7003", True, "USD", replace(PLANT, city="Plant2", line1="9")),)
    await book.change(found(book, "PLANT2"), lambda entry: entry._replace(code="PLA"))
    await desk.bonded.refresh()
    assert book.codes()["7003"] == "PLA2", "a location that comes later makes room"


async def test_a_location_by_another_code_is_called_so_wherever_it_stands(desk: Desk) -> None:
    book = book_of(desk)
    await book.read()
    rows, _ = await desk.bonded.find(Ask())
    before = rows.row(0)
    await book.change(found(book, "COR"), lambda entry: entry._replace(code="QUAY"))
    rows, _ = await desk.bonded.find(Ask(text="quay"))
    row = rows.row(0)
    assert before is not None
    assert row is not None
    assert (row.code, row.fetched_at) == ("QUAY", before.fetched_at)
    assert [site.code for site in desk.bonded.locations()] == ["AUS", "QUAY"]
    await desk.bonded.refresh()
    assert [site.code for site in desk.bonded.locations()] == ["AUS", "QUAY"]

    folder = desk.ledger.path.parent / "other"
    folder.mkdir()
    other = Desk(folder, desk.vendor)  # its cache.db is made anew
    await other.open()
    other.bonded.given = book.given
    await other.bonded.refresh()
    assert [site.code for site in other.bonded.locations()] == ["AUS", "QUAY"]
    await other.close()

    await book.change(found(book, "QUAY"), lambda entry: entry._replace(code=""))
    assert [site.code for site in desk.bonded.locations()] == ["AUS", "COR"]


async def test_at_a_location_the_contact_is_ours_and_the_address_the_vendors(desk: Desk) -> None:
    book = book_of(desk)
    await book.read()
    reach = Address(name="Bo Lind", telephone="+46 8 1")
    await book.change(found(book, "COR"), lambda entry: entry._replace(said=reach))
    with pytest.raises(Refusal, match="is what the vendor reports"):
        await book.change(
            found(book, "COR"), lambda entry: entry._replace(said=Address(line1="1 Elsewhere"))
        )
    draft = await desk.draft(line(CUT), ship_to="7002")
    (review,) = await desk.placing.review(draft)
    where = review.ship_to.address
    assert (where.name, where.telephone, where.line1) == ("Bo Lind", "+46 8 1", "2 Quay")
    assert (review.code, review.customer_id, review.problems) == ("COR", "7002", [])
    theirs = found(book, "COR").theirs
    assert (theirs.name, theirs.line1) == ("Dock 4", "2 Quay")


async def test_an_account_without_any_location_orders_to_a_ship_to_of_its_own(desk: Desk) -> None:
    desk.vendor.sites, desk.vendor.stock = (), {}
    await desk.bonded.refresh()
    book = book_of(desk)
    ship_to = await begun(book)
    draft = await desk.draft(line(CUT, 250), ship_to=ship_to.place)
    (review,) = await desk.placing.review(draft)
    assert (review.problems, review.code, review.customer_id) == ([], "PLANT2", "7000")
    assert review.ship_to.address == PLANT2
    await desk.placing.place(review.order_id)
    assert desk.vendor.taken[0].startswith(f"{review.number}|7000|USD|")

    again = await desk.drafts.new()
    assert again.customer_id == ship_to.place, "the next draft ships there as well"
    changes = await desk.ledger.read(
        lambda db: db.execute("SELECT reason FROM audit WHERE what = 'draft changed'").fetchall()
    )
    assert "ship-to: none to PLANT2" in changes[0][0]


async def test_two_ship_tos_under_one_customer_id_are_two(desk: Desk) -> None:
    book = book_of(desk)
    one, other = await begun(book), await begun(book, "PLANT3")
    (review,) = await desk.placing.review(await desk.draft(line(CUT, 250), ship_to=one.place))
    await desk.placing.place(review.order_id)
    (again,) = await desk.placing.review(await desk.draft(line(CUT, 250), ship_to=other.place))
    assert again.twins == ()
    (twin,) = await desk.placing.review(await desk.draft(line(CUT, 250), ship_to=one.place))
    assert [one.number for one in twin.twins] == [review.number]


async def test_bonded_lines_ship_to_their_location_whatever_the_draft_says(desk: Desk) -> None:
    book = book_of(desk)
    # Even where the ship-to goes by the location's own CustomerId.
    ship_to = await begun(book, number="7002")
    bonded = line(offer("RC0805-B", "0.05"), 1000)
    bonded.bonded_customer_id = "7002"
    draft = await desk.draft(line(CUT), bonded, ship_to=ship_to.place)
    ours, theirs = await desk.placing.review(draft)
    assert (ours.code, ours.ship_to.address.city) == ("PLANT2", "Leeds")
    assert (theirs.code, theirs.ship_to.address.city) == ("COR", "Cork")
    assert any("the draft ships to PLANT2 what is not bonded" in note for note in theirs.notes)
    draft.lines.reverse()
    await desk.drafts.save(draft)
    await desk.drafts.leases.give_back(draft.id)
    again = await desk.placing.review(draft)
    assert [one.number for one in again] == [theirs.number, ours.number], "each keeps its own"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda e: e._replace(active=False), "The ship-to PLANT2 is retired: press s"),
        (lambda e: e.numbered("digikey", ""), "lacks DigiKey's CustomerId: B opens"),
        (lambda e: e._replace(said=replace(e.said, line1="")), "lacks a street"),
        (lambda e: e._replace(currency="EUR"), "The ship-to PLANT2 buys in EUR"),
    ],
)
async def test_what_a_ship_to_lacks_keeps_the_order_here(
    desk: Desk, change: object, words: str
) -> None:
    book = book_of(desk)
    ship_to = await begun(book)
    await book.change(ship_to, change)  # type: ignore[arg-type]
    (review,) = await desk.placing.review(await desk.draft(line(CUT), ship_to=ship_to.place))
    assert [one for one in review.problems if words in one], review.problems


async def test_nothing_but_bonded_stock_goes_to_a_location_that_is_retired(desk: Desk) -> None:
    book = book_of(desk)
    await book.read()
    ship_to = next(one for one in book.ship_tos() if one.place == "7002")
    await book.change(ship_to, lambda entry: entry._replace(active=False))
    (review,) = await desk.placing.review(await desk.draft(line(CUT), ship_to="7002"))
    assert review.problems == [
        "The ship-to COR is retired: press s in the order pane, choose another."
    ]
    bonded = bonded_line(desk.vendor.stock["RC0805-B"])
    (review,) = await desk.placing.review(await desk.draft(bonded, ship_to="7002"))
    assert (review.customer_id, review.problems) == ("7002", [])


async def test_a_retired_one_is_not_taken_for_the_next_draft(desk: Desk) -> None:
    book = book_of(desk)
    ship_to = await begun(book)
    await desk.draft(line(CUT), ship_to=ship_to.place)
    await book.change(ship_to, lambda entry: entry._replace(active=False))
    assert (await desk.drafts.new()).customer_id is None
    with pytest.raises(Exception, match="retired, never deleted"):
        await desk.ledger.write(lambda db: db.execute("DELETE FROM ship_to"))


async def test_defaults_stand_before_how_the_last_order_went(desk: Desk) -> None:
    book = book_of(desk)
    await book.read()
    draft = await desk.draft(line(CUT), ship_to="7001")
    draft.terms = OrderTerms(ship_method="UPS ground", shipper_account="12345678")
    await desk.drafts.save(draft)
    (review,) = await desk.placing.review(draft)
    await desk.placing.place(review.order_id)
    fresh = await desk.drafts.new()
    assert (fresh.customer_id, fresh.terms.ship_method) == ("7001", "UPS ground")

    await book.change(found(book, "AUS"), lambda entry: entry.defaulted("digikey", DHL))
    assert (await desk.drafts.new()).terms == DHL, "whole: no account of another carrier's"
    usual = await desk.drafts.usual()
    assert usual.at("7001", "ti").ship_method == DHL.ship_method, "lines of DigiKey may follow"
    assert usual.at("7002") == usual.at(None) == NO_ORDER_TERMS


def test_what_a_buyer_set_stays_when_the_ship_to_is_another() -> None:
    was = OrderTerms("UPS ground", "Single", "111", True, None, ("dock 4",))
    there = OrderTerms("DHL worldwide Express", None, "222", False, True, ("dock 9",))
    assert moved(was, was, there) == there
    by_hand = replace(was, ship_method="FedEx ground", notes=("dock 4", "call"))
    assert moved(by_hand, was, there) == replace(by_hand, cofc=False, taxable=True), (
        "an account does not go with another carrier's method"
    )
    assert moved(replace(was, cofc=False), was, replace(there, cofc=True)).cofc is False


async def test_how_orders_are_numbered_is_changed_here_too(desk: Desk) -> None:
    book = book_of(desk)
    assert await book.pattern() == ("{prefix}-{yyyy}-{seq:04}", "AC-2026-0001")
    assert book.example("{prefix}{yy}-{seq:03}") == "AC26-001"
    with pytest.raises(Refusal, match="exactly once"):
        book.example("{prefix}")
    await book.set_pattern("{prefix}{yy}-{seq:03}")
    assert await book.pattern() == ("{prefix}{yy}-{seq:03}", "AC26-001")
    (review,) = await desk.placing.review(await desk.draft(line(CUT)))
    assert review.number == "AC26-001"


async def test_an_order_made_again_goes_to_the_same_ship_to_of_ours(desk: Desk) -> None:
    from cache.reordering import Reordering

    book = book_of(desk)
    ship_to = await begun(book)
    (review,) = await desk.placing.review(await desk.draft(line(CUT, 250), ship_to=ship_to.place))
    await desk.placing.place(review.order_id)
    await desk.orders.project()
    parts = (desk.ledger, desk.orders, desk.drafts, desk.catalogue, desk.bonded, desk.clock)
    rows = await desk.orders.rows()
    rowid = rows.row(0).rowid  # type: ignore[union-attr]
    made = await Reordering(*parts).reorder(rowid)
    assert made.draft.customer_id == ship_to.place
    await book.change(ship_to, lambda entry: entry._replace(active=False))
    made = await Reordering(*parts).reorder(rowid)
    assert made.draft.customer_id is None
    assert "It went to PLANT2 (Acme, Leeds), which is retired" in made.changes[0]
