"""Another session chose another account: this one says so, and orders nothing under the old one."""

from __future__ import annotations

from pathlib import Path

from cache.accounts import Accounts
from tests.tui.door import TWO, Door, Far, door, settings_in
from tui.screens.choice import ChoiceSheet


async def signed_in(it: Door) -> None:
    """For the first of two accounts."""
    await it.opens()
    await it.paste(it.back())
    assert isinstance(it.app.sheet, ChoiceSheet)
    await it.press("enter")
    await it.still()


def elsewhere(it: Door) -> Accounts:
    """The choice of a session beside this one, over the same ledger."""
    services = it.app.services
    return Accounts(services._ledger, services.clock, services.person)


async def why_not(it: Door, account: str) -> str:
    services = it.app.services
    why = services.placing.why_not_for
    return await services._ledger.read(lambda db: why(db, "digikey", account))


async def test_it_is_said_on_the_message_line_and_on_the_head(tmp_path: Path) -> None:
    async with door(tmp_path, Far(TWO), size=(80, 24)) as it:
        await signed_in(it)
        assert "account now" not in it.text()
        assert await why_not(it, "7718200") == ""
        await elsewhere(it).choose("digikey", "7718905")
        # At once, whatever this session has seen by then.
        said = await why_not(it, "7718200")
        assert "Another session chose the account …8905" in said
        it.app.changed("orders")
        await it.sees("account now …8905: L")
        assert "this one acts for …8200" in it.app.said
        # Once: what is said later stays.
        it.app.say("something else")
        it.app.changed("orders")
        await it.still()
        assert it.app.said == "something else"


async def test_signing_in_for_it_ends_the_notice(tmp_path: Path) -> None:
    async with door(tmp_path, Far(TWO)) as it:
        await signed_in(it)
        await elsewhere(it).choose("digikey", "7718905")
        it.app.changed("orders")
        await it.sees("account now …8905: L")
        await signed_in(it)
        await it.until(lambda: "account now" not in it.text(), "the end of the notice")
        assert await why_not(it, "7718905") == ""


async def test_an_account_of_the_settings_wins_over_any_choice(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, account_id="7718200")
    async with door(tmp_path, Far(TWO), settings) as it:
        await it.opens()
        await it.paste(it.back())
        await it.still()
        await elsewhere(it).choose("digikey", "7718905")
        it.app.changed("orders")
        await it.still()
        assert "account now" not in it.text()
        assert await why_not(it, "7718200") == ""
