"""The address book on the screen: ship-tos of our own, and what they bring into a draft."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cache.audit import verify
from cache.book import ShipTo
from cache.terms import for_alone, for_vendor
from tests.tui.kit import DESK, SMALL, Shop, ShopDriver, desk
from tests.tui.test_drafting import beside
from tui.actions import ACTIONS
from tui.keymap import find
from tui.screens.book import BookSheet
from tui.screens.book_entry import EntrySheet, PatternSheet
from tui.screens.commit import CommitSheet
from vendors.terms import NO_ORDER_TERMS
from vendors.vocabulary import Address

RESISTORS = ("2", "a", "250", "enter")
# Rows of the form of a ship-to of our own.
CODE, NUMBER, CONTACT, COMPANY, STREET, MORE, CITY, REGION, POSTAL, COUNTRY = range(10)
TELEPHONE, EMAIL, CURRENCY, METHOD, CONTROL, ACCOUNT, COFC, TAXABLE, NOTE = range(10, 19)


def alone() -> Shop:
    """A vendor that knows no location of ours, as without a bonded agreement."""
    shop = Shop()
    shop.sites, shop.stock = (), {}
    return shop


def entry(it: ShopDriver, code: str) -> ShipTo:
    return next(one for one in it.app.services.book.ship_tos() if one.code == code)


def typed(text: str) -> list[str]:
    return ["space" if letter == " " else letter for letter in text]


async def put(it: ShopDriver, at: int, text: str) -> None:
    """From the first field go down to the one at this place, change it, and go back up."""
    await it.press(*["down"] * at, "enter", "ctrl+u", *typed(text), "enter", *["up"] * at)
    await it.still()


async def opened(it: ShopDriver) -> None:
    await it.press("B")
    await it.until(lambda: isinstance(it.app.sheet, BookSheet), "the book")


async def plant2(it: ShopDriver) -> None:
    """Write a ship-to of our own, as a person does; the book stands open behind it."""
    await opened(it)
    await it.press("n", "plant2", "enter")
    await it.until(lambda: isinstance(it.app.sheet, EntrySheet), "the form")
    for at, text in (
        (NUMBER, "7000"),
        (CONTACT, "Ann Ito"),
        (COMPANY, "Acme"),
        (STREET, "7 Side St"),
        (CITY, "Leeds"),
        (POSTAL, "LS1 1AA"),
        (COUNTRY, "gb"),
    ):
        await put(it, at, text)
    await it.press("escape")


def test_its_key_is_nobody_elses() -> None:
    assert [action.id for action in ACTIONS if "B" in action.keys] == ["book"]
    for pane in ("bonded", "by_part", "search", "builder", "history"):
        action = find((pane, "desk", "any"), "B")
        assert action is not None
        assert action.id == "book"


async def test_without_an_agreement_an_order_goes_to_a_ship_to_of_our_own(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL, alone(), ship_to=False) as it:
        await it.press(*RESISTORS, "P")
        await it.sees("no ship-to is known yet: 1 and F5 ask DigiKey")
        quantities = [line.quantity for line in it.app._builder.draft_lines]
        # Typed at the sheet that did not come: none of it is a quantity.
        await it.press("enter", "0001", "enter")
        assert [line.quantity for line in it.app._builder.draft_lines] == quantities
        await it.press("escape")
        await plant2(it)
        assert it.vendor.sealed == []
        await it.press("escape", "P")
        await it.until(lambda: getattr(it.app.sheet, "armed", False), "the commit sheet")
        assert isinstance(it.app.sheet, CommitSheet)
        await it.sees("PLANT2 · Acme")
        await it.sees("Leeds LS1 1AA, GB")
        assert it.app.sheet.review.customer_id == "7000"
        await it.press(it.app.sheet.review.number[-4:], "enter")
        await it.until(lambda: type(it.app.sheet).__name__ == "OutcomeSheet", "the outcome")
        sent = it.vendor.sealed[-1]
        assert (sent.customer_id, sent.ship_to) == (
            "7000",
            Address("Ann Ito", "Acme", "7 Side St", "", "Leeds", "", "LS1 1AA", "GB"),
        )


async def test_a_new_one_is_chosen_where_a_draft_ships(tmp_path: Path) -> None:
    async with desk(tmp_path, DESK) as it:
        await plant2(it)
        await it.press("escape", "3", "s")
        await it.sees("PLANT2 7 Side St · Leeds · Acme  7000")
        await it.press("down", "down", "enter")
        await it.still()
        assert it.app._builder.draft is not None
        assert it.app._builder.draft.customer_id == entry(it, "PLANT2").place
        await it.sees("D-1 no name · PLANT2")


@pytest.mark.parametrize(
    ("at", "text", "words"),
    [
        (CODE, "aus", "AUS is the code of Austin · Acme"),
        (CODE, "2nd", "a letter first"),
        (NUMBER, "7 000", "a CustomerId is up to 20"),
        (COUNTRY, "gbr", "a country is two letters"),
        (EMAIL, "ann", "an email address is as in"),
        (CURRENCY, "eu", "a currency is three letters"),
    ],
)
async def test_what_cannot_be_is_said_and_nothing_changes(
    tmp_path: Path, at: int, text: str, words: str
) -> None:
    async with desk(tmp_path, SMALL) as it:
        await plant2(it)
        before = entry(it, "PLANT2")
        await it.press("enter")
        await it.until(lambda: isinstance(it.app.sheet, EntrySheet), "the form")
        await it.press(*["down"] * at, "enter", "ctrl+u", *typed(text), "enter")
        await it.sees(words)
        assert entry(it, "PLANT2") == before


async def test_what_a_vendor_reports_cannot_be_changed_and_a_contact_can(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL) as it:
        await opened(it)
        await it.press("enter")
        await it.until(lambda: isinstance(it.app.sheet, EntrySheet), "the form")
        await put(it, 1, "Bo Lind")
        await it.press(*["down"] * 5, "enter")
        await it.sees("as DigiKey reports it: only DigiKey can change it")
        await it.press("x")
        aus = entry(it, "AUS")
        assert (aus.address.name, aus.theirs.name, aus.address.company) == (
            "Bo Lind",
            "Dock 4",
            "Acme",
        )
        await it.press(*["up"] * 5)
        await put(it, CODE, "tex")
        await it.press("escape", "escape", "3")
        await it.sees("D-1 no name · TEX")


async def test_defaults_fill_a_draft_and_never_what_a_buyer_set(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL) as it:
        await opened(it)
        await it.press("down", "enter")
        await it.until(lambda: isinstance(it.app.sheet, EntrySheet), "the form")
        # Of a location CustomerId and address stand behind the contact.
        base = 13
        await put(it, base, "dhl")
        await put(it, base + 2, "990044417")
        await put(it, base + 5, "dock 9")
        await it.press(*["down"] * (base + 5))
        await it.sees("••••4417")
        assert "990044417" not in it.text()
        await it.press("escape", "escape", "3", "s", "down", "enter")
        await it.still()
        draft = it.app._builder.draft
        assert draft is not None
        wanted = entry(it, "COR").entry.default("digikey")
        # The notes of a vendor's defaults are for that vendor alone.
        assert draft.terms == for_alone(wanted, "digikey")
        assert for_vendor(draft.terms, "digikey") == wanted
        assert (wanted.ship_method, wanted.notes) == ("DHL worldwide Express", ("dock 9",))
        await it.press("s", "up", "enter")
        await it.still()
        assert draft.terms == NO_ORDER_TERMS
        draft.terms = replace(NO_ORDER_TERMS, ship_method="UPS ground")
        await it.press("s", "down", "enter")
        await it.still()
        assert (draft.terms.ship_method, draft.terms.notes_of("digikey")) == (
            "UPS ground",
            ("dock 9",),
        )
        await it.press("n")
        await it.still()
        assert it.app._builder.draft is not None
        begun = it.app._builder.draft.terms
        assert begun == for_alone(wanted, "digikey"), "a new draft begins with them"


async def test_a_retired_one_is_offered_no_more_and_comes_back(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL) as it:
        await plant2(it)
        await it.press("x")
        await it.sees("PLANT2 is retired")
        await it.press("escape", "3", "s")
        await it.sees("Ship to")
        assert "PLANT2" not in it.text()
        await it.press("escape")
        await opened(it)
        await it.press("down", "down", "x")
        await it.sees("PLANT2 is offered again")
        async with beside(tmp_path) as ben:
            await ben.book.read()
            assert [one.code for one in ben.book.usable()] == ["AUS", "COR", "PLANT2"]
        assert (await it.app.services._ledger.read(verify)).broken is None


async def test_what_another_session_wrote_is_there_when_it_opens(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL) as it:
        async with beside(tmp_path) as ben:
            await ben.book.new("BENS")
        await opened(it)
        await it.sees("BENS")
        await it.sees("incomplete")


async def test_orders_are_numbered_as_is_said_there(tmp_path: Path) -> None:
    async with desk(tmp_path, SMALL) as it:
        await opened(it)
        await it.sees("the next: AC-2026-0001")
        await it.press("p", "enter", "ctrl+u", *typed("{prefix}"), "enter")
        assert isinstance(it.app.sheet, PatternSheet)
        await it.sees("needs {seq}")
        await it.press("ctrl+u", *typed("PO{yy}-{seq:03}"), "enter")
        await it.still()
        await it.sees("PO26-001")
        await it.press("escape")
        await it.sees("orders are numbered PO{yy}-{seq:03} · the next: PO26-001")
        await it.press("escape", *RESISTORS, "P")
        await it.until(lambda: isinstance(it.app.sheet, CommitSheet), "the commit sheet")
        await it.sees("Place PO26-001")


async def test_keys_in_one_burst_write_what_they_say(tmp_path: Path) -> None:
    """After a stall of the line everything comes at once; nothing is lost, nothing goes amiss."""
    async with desk(tmp_path, SMALL, alone(), ship_to=False) as it:
        it.burst("B", "n", "hub", "enter", "down", "enter", "7000", "enter", "down", "enter")
        it.burst("Ann", "enter", "down", "enter", "Acme", "enter", "escape", "escape")
        await it.until(lambda: it.app.sheet is None and bool(it.app.services.book.ship_tos()), "it")
        await it.still()
        hub = entry(it, "HUB")
        assert (hub.entry.number("digikey"), hub.address.name, hub.address.company) == (
            "7000",
            "Ann",
            "Acme",
        )
