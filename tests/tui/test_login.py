"""Signing in on the screen: a paste, what is wrong with one, the account, and no secret shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.tui.door import CODE, ONE, TWO, Far, body, door, read, settings_in
from tests.tui.kit import SMALL
from tui.screens.choice import ChoiceSheet
from tui.settings import Settings
from vendors.errors import SignInNeeded


async def test_elsewhere_than_in_the_sandbox_nobody_is_asked_before_a_person_signs_in(
    tmp_path: Path,
) -> None:
    async with door(tmp_path) as it:
        assert it.far.asked == []
        assert "PRODUCTION" in it.text()
        assert "sign in" in it.text().split("\n")[0]
        assert "L signs in" in it.app.said


@pytest.mark.parametrize("size", [SMALL, (60, 20), (200, 50)])
async def test_the_whole_address_stands_on_the_screen(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with door(tmp_path, size=size) as it:
        await it.opens()
        assert it.address == it.sheet._address
        assert it.address.startswith("https://api.digikey.com/v1/oauth2/authorize?")
        assert 250 < len(it.address) < 320
        # Neither a frame nor the desk stands beside it, for the mouse to mark as well.
        beside = [line for line in it.text().split("\n") if it.address[:40] in line]
        assert [line.strip() for line in beside] == [it.address[: size[0] - 4]]
        assert not any("│" in line for line in it.in_sheet)
        assert "s left for pasting, if sent on when this was opened" in it.text()
        assert "Esc back" in it.text().split("\n")[-1]


async def test_a_paste_broken_over_lines_signs_in_at_once(tmp_path: Path) -> None:
    async with door(tmp_path) as it:
        await it.opens()
        whole = it.back()
        await it.paste(f"  {whole[:30]}\r\n   {whole[30:70]}\n  {whole[70:]}\n")
        assert it.app.sheet is None
        assert "Signed in, for Acme · Austin · 7718200" in it.app.said
        (exchange,) = it.far.at("/token")
        assert body(exchange)["code"] == CODE
        assert body(exchange)["code_verifier"]
        token = read(tmp_path / "production/state/tokens/digikey.json")
        assert token["refresh"] == "canary-refresh-0002"
        # What nobody could ask before is asked now, for the account.
        await it.still()
        (first,) = it.far.at("/orderstatus/v4/orders")
        assert first.headers["x-digikey-account-id"] == "7718200"
        assert await it.app.services.accounts.chosen("digikey") == "7718200"


async def test_of_several_accounts_one_is_picked_and_used_from_then_on(tmp_path: Path) -> None:
    async with door(tmp_path, Far(TWO)) as it:
        await it.opens()
        await it.paste(it.back())
        assert isinstance(it.app.sheet, ChoiceSheet)
        assert "Acme Europe · 7718905" in it.text()
        await it.press("down", "enter")
        await it.still()
        assert "Acme Europe" in it.app.said
        await it.still()
        assert {one.headers["x-digikey-account-id"] for one in it.far.at("/orders")} == {"7718905"}
    async with door(tmp_path, far := Far(TWO)) as it:
        await it.press("4", "f5")
        await it.still()
        assert {one.headers["x-digikey-account-id"] for one in far.at("/orders")} == {"7718905"}


async def test_what_another_session_chose_meanwhile_is_not_taken_for_what_this_one_uses(
    tmp_path: Path,
) -> None:
    async with door(tmp_path, Far(TWO)) as it:
        await it.opens()
        await it.paste(it.back())
        await it.press("enter")
        await it.still()
        assert {one.headers["x-digikey-account-id"] for one in it.far.at("/orders")} == {"7718200"}
        await it.app.services.accounts.choose("digikey", "7718905")
        await it.opens()
        await it.paste(it.back())
        # The cursor stands on what is chosen by now.
        await it.press("enter")
        await it.still()
        assert "Acme Europe" in it.app.said
        await it.press("4", "f5")
        await it.still()
        assert it.far.at("/orders")[-1].headers["x-digikey-account-id"] == "7718905"


async def test_who_leaves_the_choice_is_signed_in_all_the_same(tmp_path: Path) -> None:
    async with door(tmp_path, Far(TWO)) as it:
        await it.opens()
        await it.paste(it.back())
        await it.press("escape")
        await it.still()
        assert await it.app.services.accounts.chosen("digikey") is None
        assert it.far.at("/SupplyChain")


@pytest.mark.parametrize(
    ("before", "words"), [("7718905", "…8905: L asks again."), ("99", "does not list it")]
)
async def test_who_leaves_the_choice_keeps_the_account_of_before(
    tmp_path: Path, before: str, words: str
) -> None:
    async with door(tmp_path, Far(TWO)) as it:
        await it.app.services.accounts.choose("digikey", before)
        await it.opens()
        await it.paste(it.back())
        await it.press("escape")
        assert "stays the one of before" in it.app.said
        assert words in it.app.said
        assert await it.app.services.accounts.chosen("digikey") == before


async def test_an_account_of_the_settings_is_not_asked_for(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, account_id="7718905")
    async with door(tmp_path, Far(TWO), settings) as it:
        await it.opens()
        await it.paste(it.back())
        assert "for account 7718905 of the settings." in it.app.said
    async with door(tmp_path, Far(ONE), settings) as it:
        await it.opens()
        await it.paste(it.back())
        assert "DigiKey does not list it" in it.app.said


async def test_accounts_that_cannot_be_listed_end_no_sign_in(tmp_path: Path) -> None:
    async with door(tmp_path, Far(no_accounts=403)) as it:
        await it.opens()
        await it.paste(it.back())
        assert "Signed in. Which accounts there are is not known" in it.app.said
        assert it.app.sheet is None


async def test_what_is_typed_line_by_line_is_taken_once_it_is_whole(tmp_path: Path) -> None:
    """Without bracketed paste every line end of a wrapped address is an Enter."""
    async with door(tmp_path) as it:
        await it.opens()
        whole = it.back()
        it.burst(whole[:40], "enter", whole[40:])
        await it.pilot.pause()
        assert it.far.asked == []
        assert f"{len(whole)} characters, not shown" in it.text()
        await it.press("enter")
        await it.still()
        assert "Signed in" in it.app.said


@pytest.mark.parametrize(
    ("pasted", "words"),
    [
        ("https://evil.example/?code={code}&state={state}", "is of another host"),
        ("https://localhost/?code={code}&state=other", "belongs to another sign-in"),
        ("https://localhost/?state={state}", "no sign-in code"),
        ("{code}", "only a part"),
    ],
)
async def test_what_is_wrong_is_said_and_the_box_stays_open(
    tmp_path: Path, pasted: str, words: str
) -> None:
    async with door(tmp_path) as it:
        await it.opens()
        text = pasted.format(code=CODE, state=it.state)
        await it.paste(text)
        assert "not the whole address yet" in it.text()
        await it.press("enter")
        await it.sees(words)
        assert CODE not in it.text()
        assert it.far.asked == []
        # The right one takes its place.
        await it.paste(it.back())
        assert "Signed in" in it.app.said


async def test_a_refusal_in_the_browser_begins_anew(tmp_path: Path) -> None:
    async with door(tmp_path) as it:
        await it.opens()
        before = it.address
        await it.paste(f"https://localhost/?error=access_denied&state={it.state}")
        await it.press("enter")
        await it.sees("did not sign you in (access_denied)")
        await it.still()
        assert it.far.asked == []
        assert it.address != before
        await it.paste(it.back())
        assert "Signed in" in it.app.said


async def test_a_code_that_is_too_old_begins_anew(tmp_path: Path) -> None:
    far = Far(refuses={"error": "invalid_grant", "error_description": "The code is expired"})
    async with door(tmp_path, far) as it:
        await it.opens()
        before = it.address
        await it.paste(it.back())
        await it.sees("it lives one minute")
        assert "The code is expired" in " ".join(" ".join(it.in_sheet).split())
        assert it.address != before
        far.refuses = None
        await it.paste(it.back())
        assert "Signed in" in it.app.said


async def test_nothing_of_what_was_pasted_is_ever_shown(tmp_path: Path) -> None:
    async with door(tmp_path) as it:
        await it.opens()
        await it.press(*f"https://localhost/?code={CODE}")
        assert "canary-code" not in it.text()
        assert CODE not in it.text()
        await it.press("escape")
        assert CODE not in it.text()
        await it.opens()
        assert "characters, not shown" not in it.text()


async def test_the_seconds_count_down_in_their_own_cells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with door(tmp_path, size=SMALL) as it:
        await it.opens()
        assert "60 s left" in it.text()
        drawn: list[tuple[int, int]] = []
        refresh = it.app._view.refresh

        def spy(*regions: object, **more: bool) -> object:
            drawn.extend((region.width, region.height) for region in regions)  # type: ignore[attr-defined]
            return refresh(*regions, **more)  # type: ignore[arg-type]

        monkeypatch.setattr(it.app._view, "refresh", spy)
        for passed, shown, cells in ((1, "59", 2), (1, "58", 1), (0, "58", 0), (9, "49", 2)):
            drawn.clear()
            it.app.services.clock.advance(passed)  # type: ignore[attr-defined]
            it.sheet._tick()
            await it.pilot.pause()
            assert f"{shown} s left" in it.text()
            assert drawn == ([(cells, 1)] if cells else [])
        # Enter alone says that the browser has just been sent on.
        await it.press("enter")
        assert "60 s left for pasting, counted since Enter was pressed" in it.text()
        it.app.services.clock.advance(90)  # type: ignore[attr-defined]
        it.sheet._tick()
        await it.pilot.pause()
        assert " 0 s left" in it.text()


async def test_nothing_counts_once_the_sheet_is_gone(tmp_path: Path) -> None:
    async with door(tmp_path) as it:
        await it.opens()
        sheet = it.sheet
        await it.press("escape")
        assert sheet._timer is not None
        assert sheet._timer.cancelled()
        assert "nobody was signed in" in it.app.said


async def test_f2_copies_the_address_and_f5_makes_another(tmp_path: Path) -> None:
    async with door(tmp_path) as it:
        await it.opens()
        before = it.address
        await it.press("f2")
        assert it.app.clipboard == before
        await it.press("f5")
        await it.still()
        assert it.address != before


@pytest.mark.parametrize("missing", ["client_id", "secret_file", "file", "mode", "empty", "two"])
async def test_what_is_missing_in_the_settings_is_said(tmp_path: Path, missing: str) -> None:
    settings = settings_in(tmp_path)
    secret = tmp_path / "secret"
    match missing:
        case "client_id":
            settings = settings_in(tmp_path, client_id="")
        case "secret_file":
            settings = settings_in(tmp_path, secret_file=None)
        case "file":
            secret.unlink()
        case "mode":
            secret.chmod(0o644)
        case "empty":
            secret.write_text("\n")
        case "two":
            secret.write_text("canary-client-secret-9a77 and more")
    async with door(tmp_path, settings=settings) as it:
        assert "not set up" in it.text().split("\n")[0]
        await it.press("L")
        await it.still()
        words = {
            "client_id": "client_id is missing",
            "secret_file": "secret_file is missing",
            "file": "There is no",
            "mode": "chmod 600",
            "empty": "is empty",
            "two": "holds more than",
        }[missing]
        assert words in it.app.said
        assert words in " ".join(line.strip() for line in it.text().split("\n"))
        assert "canary" not in it.text()
        assert it.far.asked == []


async def test_a_sign_in_that_ended_names_the_key(tmp_path: Path) -> None:
    async with door(tmp_path) as it:
        it.app.heard(SignInNeeded("digikey", "the sign-in has ended: sign in again"))
        await it.still()
        assert "L signs in" in it.app.said
        assert it.far.asked == []


async def test_on_a_read_only_day_nothing_is_placed_and_the_rest_works(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    only = Settings("production", tmp_path, read_only=True, digikey=settings.digikey)
    async with door(tmp_path, settings=only) as it:
        await it.press("P")
        assert "read_only = true" in it.app.said
        await it.opens()
        await it.paste(it.back())
        await it.still()
        assert it.far.at("/orders")


async def test_the_list_of_what_waits_leads_to_the_sign_in(tmp_path: Path) -> None:
    async with door(tmp_path) as it:
        await it.opens()
        await it.paste(it.back())
        services = it.app.services
        stored = await services.tokens.read("digikey")
        assert stored is not None
        ends = services.clock.now() + timedelta(days=3, hours=1)
        await services.tokens.write("digikey", replace(stored, refresh_expires_at=ends))
        it.app.changed("orders")
        await it.sees("1 sign-in ends")
        await it.press("w")
        await it.sees("the sign-in at DigiKey ends in 3 days")
        assert "L signs in anew" in it.text()
        await it.press("L")
        await it.sees("paste it here")
