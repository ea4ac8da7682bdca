"""The sheets of a draft with lines of several vendors, driven by keys."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from tests.cache.several import PROFILE, Ti, Warehouse, sku_line, ti_line
from tests.cache.typing_kit import typed
from tests.tui.kit import DESK, Shop, ShopDriver, desk
from tui.draft_rows import terms_in_short
from tui.screens.commit import CommitSheet
from tui.screens.commit_rows import same_place
from tui.screens.form import FormSheet
from tui.screens.outcome import outcome_words
from tui.screens.terms_shared import with_term
from vendors.inbound import Warehouse as Building
from vendors.terms import LineTerms, OrderTerms
from vendors.vocabulary import Address, Outcome, Rehearsal

PROFILE_AT, END_CUSTOMER, EXPEDITE, JOB, NOTE = range(5)


class Buildings(Warehouse):
    """With a building to choose."""

    async def warehouses(self) -> tuple[Building, ...]:  # type: ignore[override]
        return (Building("se-77", "Main"),)


@asynccontextmanager
async def three(folder: Path) -> AsyncIterator[tuple[ShopDriver, Ti]]:
    """The desk with DigiKey, TI and a warehouse's system."""
    ti = Ti()
    async with desk(folder, DESK, Shop()) as it:
        it.app.services.attach([it.vendor, ti, Buildings()])
        await it.press("3")
        yield it, ti


def terms(it: ShopDriver) -> OrderTerms:
    draft = it.app._builder.draft
    assert draft is not None
    return draft.terms


async def form(it: ShopDriver, key: str) -> None:
    await it.press(key)
    await it.until(lambda: isinstance(it.app.sheet, FormSheet), "the form")
    await it.still()


async def armed(it: ShopDriver) -> None:
    """The commit sheet counts keys by now."""
    sheet = it.app.sheet
    assert isinstance(sheet, CommitSheet)
    await it.until(lambda: sheet.armed, "keys that count")


async def test_an_order_at_ti_has_its_own_fields_and_a_profile_that_was_told(
    tmp_path: Path,
) -> None:
    async with three(tmp_path) as (it, ti):
        it.app.add_line(ti_line())
        await it.still()
        await form(it, "T")
        assert "ship method" not in it.text(), "TI has no place for it"
        assert ti.asked == ["profiles"], "never told before, so it is asked beside the keys"
        await it.press("enter", "austin")
        await it.sees("▸ Austin · Acme, 1 Plant Rd, Austin TX 78701")
        await it.press("enter", *["down"] * JOB, "enter", "J-7", "enter")
        await it.press("down", "enter", "x" * 61, "enter")
        assert terms(it) == OrderTerms(profile="AC1001", job="J-7", notes=("x" * 61,))
        await it.sees("Note 1 has 61 characters, and TI takes 60")
        await it.press("escape")
        await form(it, "T")
        assert ti.asked == ["profiles"], "kept, and not asked again"
        await it.press("f5")
        await it.still()
        assert ti.asked == ["profiles", "profiles"]


async def test_the_order_sheet_has_a_section_for_each_vendor(tmp_path: Path) -> None:
    async with three(tmp_path) as (it, _):
        await it.press("2", "a", "250", "enter", "3")
        it.app.add_line(ti_line())
        await it.still()
        await form(it, "T")
        for words in ("orders at DigiKey", "ship method", "orders at TI", "checkout profile"):
            assert words in it.text()
        assert it.text().index("orders at TI") < it.text().index("to all of them")


async def test_a_line_at_ti_says_what_ti_has_a_place_for(tmp_path: Path) -> None:
    async with three(tmp_path) as (it, _):
        it.app.add_line(ti_line(terms=LineTerms(quote=7)))
        await it.still()
        await it.press("3")
        await it.sees("TI has no place for a quote")
        await form(it, "f2")
        assert "in the house on" not in it.text()
        await it.sees("TI has no place for it: x takes it away")
        await it.press(*["down"] * 4, "enter", "yes", "enter")
        line = it.app._builder.draft_lines[0]
        assert line.terms == LineTerms(quote=7, custom_reel=True)


async def test_the_sheet_shows_where_ti_sends_and_tries_the_order_out(tmp_path: Path) -> None:
    async with three(tmp_path) as (it, ti):
        elsewhere = replace(PROFILE.ship_to, line1="9 Far Rd")
        ti.profiles = (replace(PROFILE, ship_to=elsewhere),)
        ti.says = Rehearsal(True, "", Decimal("36.50"), "USD")
        await it.app.services.profiles.ask("ti")
        it.app.add_line(ti_line())
        await it.still()
        await form(it, "T")
        await it.press("enter", "ac", "enter", "escape", "P")
        await it.until(lambda: isinstance(it.app.sheet, CommitSheet), "the commit sheet")
        await armed(it)
        for words in ("9 Far Rd", "TI Line of Credit", "not that of the ship-to", "F3 try out"):
            await it.sees(words)
        await it.press("f3")
        await it.sees("Rehearsed: TI would take it so. Nothing was placed.")
        await it.sees("It came to 36.50 USD there; here it is 35.00 USD")
        assert (len(ti.rehearsed), ti.taken) == (1, [])
        ti.says = Rehearsal(False, "LM358DR is restricted")
        await armed(it)
        await it.press("f3")
        await it.sees("TI would not take it so. Nothing was placed. LM358DR is restricted")
        await it.sees("SANDBOX: nothing is bought")
        assert await it.app.services.orders.unknown() == 0


async def test_digikey_cannot_try_an_order_out(tmp_path: Path) -> None:
    async with three(tmp_path) as (it, _):
        await it.press("2", "a", "250", "enter", "3", "P")
        await it.until(lambda: isinstance(it.app.sheet, CommitSheet), "the commit sheet")
        await armed(it)
        await it.press("f3")
        await it.sees("DigiKey has no way to try an order out")


async def test_what_only_ti_knows_is_taken_by_one_key(tmp_path: Path) -> None:
    async with three(tmp_path) as (it, ti):
        await it.press("3")
        it.app.add_typed([typed("LM358DR")], "typed")
        await it.sees("no part that DigiKey knows, and TI does: O takes")
        asked = len(ti.asked)
        await it.press("O")
        await it.until(lambda: it.app._builder.draft_lines[0].known, "TI's offer")
        line = it.app._builder.draft_lines[0]
        assert (line.vendor, line.number, line.quantity) == ("ti", "LM358DR", 100)
        assert len(ti.asked) == asked, "it was told a moment ago"
        await it.press("O")
        await it.sees("no other vendor is said to have the part of this line")


async def test_a_suppliers_sku_costs_what_is_typed(tmp_path: Path) -> None:
    async with three(tmp_path) as (it, _):
        it.app.add_line(sku_line(None))
        await it.still()
        await it.press("3")
        await it.sees("nobody tells its price, and none was typed: F2")
        await form(it, "f2")
        await it.press("down", "enter", "1,25", "enter")
        await it.sees("a cost is a number, as 1.25")
        await it.press("ctrl+u", "1.25 eur", "enter", "escape")
        line = it.app._builder.draft_lines[0]
        assert (line.terms.cost, line.unit_price, line.currency) == (
            Decimal("1.25"),
            Decimal("1.25"),
            "EUR",
        )
        await form(it, "T")
        await it.press("enter", "acme", "enter", "down", "enter", "main", "enter")
        await it.still()
        assert terms(it).supplier == "se-1"
        rows = await it.app.services.inbound.mapping.all()
        assert [(row.kind, row.key, row.value) for row in rows] == [("warehouse", "7001", "se-77")]


def test_one_place_however_it_is_written() -> None:
    one = Address("", "Acme", "1 Plant Rd.", "", "AUSTIN", "TX", "78701", "US")
    assert same_place(one, replace(one, line1="1 plant rd", city="Austin", company="Acme Inc"))
    assert not same_place(one, replace(one, line1="2 Plant Rd"))
    assert not same_place(one, replace(one, postal_code="78702"))


def test_the_draft_names_only_terms_that_its_vendors_take() -> None:
    terms = OrderTerms(profile="7C1E0D5A42B84F6E93A0D1B2C3E4F501", job="J-7", notes=("dock 4",))
    assert terms_in_short(terms, ["digikey"]) == "note dock 4"
    both = terms_in_short(terms, ["digikey", "ti"])
    # The note that both take stands once, and an id says nothing to a person.
    assert both == "note dock 4 · checkout profile chosen · job J-7"


def test_an_order_that_is_only_written_down_promises_no_confirmation() -> None:
    _, _, words = outcome_words(Outcome.ACCEPTED, "shipstation")
    assert "told the supplier nothing" in words
    assert "mail" not in words
    assert "comes by mail" in outcome_words(Outcome.ACCEPTED, "ti")[2]


async def test_a_note_for_one_vendor_stands_on_its_order_alone_before_it_is_sent(
    tmp_path: Path,
) -> None:
    async with three(tmp_path) as (it, _):
        await it.app.services.profiles.ask("ti")
        await it.press("2", "a", "250", "enter", "3")
        it.app.add_line(ti_line())
        await it.still()
        await form(it, "T")
        for field, text in (
            ("note 0 digikey", "bin 7"),
            ("note 0 ti", "dock 9"),
            ("note 0", "all"),
        ):
            await at_field(it, field)
            await it.press("enter", *("space" if one == " " else one for one in text), "enter")
        assert terms(it).notes == ("all",)
        assert terms(it).own_notes == (("digikey", "bin 7"), ("ti", "dock 9"))
        await it.sees("another note for TI")
        await it.press("escape", "P")
        await it.until(lambda: isinstance(it.app.sheet, CommitSheet), "the commit sheet")
        first = it.app.sheet
        assert isinstance(first, CommitSheet)
        assert noted(first) == ["all", "bin 7"]
        await armed(it)
        await it.press(first.review.number[-4:], "enter")
        await it.until(lambda: type(it.app.sheet).__name__ == "OutcomeSheet", "the outcome")
        await it.press("enter")
        await it.until(lambda: isinstance(it.app.sheet, CommitSheet), "the next order")
        second = it.app.sheet
        assert isinstance(second, CommitSheet)
        assert noted(second) == ["all", "dock 9"]
        assert [one.terms.notes for one in it.vendor.sealed][-1:] == [("all", "bin 7")]


async def test_a_note_for_one_vendor_is_changed_taken_away_and_never_hidden(
    tmp_path: Path,
) -> None:
    async with three(tmp_path) as (it, _):
        it.app.add_line(ti_line())
        await it.still()
        await form(it, "T")
        assert "for TI" not in it.text(), "of one vendor all notes are its own"
        assert it.app._builder.draft is not None
        it.app._builder.draft.terms = OrderTerms(own_notes=(("digikey", "bin 7"), ("ti", "dock 9")))
        await it.press("escape")
        await form(it, "T")
        await at_field(it, "note 0 digikey")
        await it.press("x")
        assert terms(it).own_notes == (("ti", "dock 9"),)
        await at_field(it, "note 0 ti")
        await it.press("enter", *["backspace"] * 6, *"y" * 61, "enter")
        assert terms(it).own_notes == (("ti", "y" * 61),)
        await it.sees("Note 1 has 61 characters, and TI takes 60")


def test_a_note_that_is_typed_and_taken_away_leaves_the_terms_as_they_were() -> None:
    terms = OrderTerms(own_notes=(("digikey", "bin 7"), ("ti", "dock 9")))
    typed = with_term(terms, "note 1 digikey", "call")
    assert typed is not None
    assert typed.notes_of("digikey") == ("bin 7", "call")
    assert with_term(typed, "note 1 digikey", "") == terms


async def at_field(it: ShopDriver, field: str) -> None:
    """Go up, then down to the field of this id."""
    sheet = it.app.sheet
    assert isinstance(sheet, FormSheet)
    await it.press(*["up"] * 40)
    for _ in range(40):
        if sheet._at == field:
            return
        await it.press("down")
    raise AssertionError(field)


def noted(sheet: CommitSheet) -> list[str]:
    """The notes that stand on it."""
    rows = ["".join(text for text, _ in line).split() for line in sheet.lines(110)]
    return [" ".join(row[1:]) for row in rows if row[:1] == ["note"]]
