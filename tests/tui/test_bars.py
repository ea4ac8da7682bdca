"""The lines at the edges: room for what is typed, keys that act before keys that do not."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cache.limits import Low
from tui.actions import PLACES as EVERY_PLACE
from tui.actions import Action
from tui.keymap import _beneath, hinted, spelled
from tui.text import width_of
from tui.widgets.bars import again_after, hint_line, low_words, prompt_line, top_line
from tui.widgets.lines import Line, keys_line
from tui.widgets.prompts import NamePrompt
from vendors.errors import Invalid, NoAnswer, TooMany, VendorError

PLACES = ("history", "desk", "any")


def words(line: Line) -> str:
    return "".join(text for text, _ in line)


def test_a_name_of_sixty_characters_is_edited_whole_on_eighty_columns() -> None:
    name = "spares for line four, second half of the year, Austin plant!"
    line = prompt_line(80, NamePrompt("name of D-1", name, "Enter alone: no name", lambda _: None))
    assert name in words(line)


def test_a_key_that_cannot_act_is_dim_and_gives_way_to_those_that_can() -> None:
    dead = {"open", "copy", "reorder"}

    def can(action: Action) -> bool:
        return action.id not in dead

    line = hint_line(60, PLACES, can)
    roles = dict(line)
    assert roles["/"] == "key"
    assert roles["?"] == "key"
    assert width_of(words(line)) <= 60
    wide = dict(hint_line(200, PLACES, can))
    assert wide["y"] == "dim"


def test_a_key_that_nobody_here_acts_on_is_not_shown() -> None:
    shown = words(hint_line(200, PLACES, lambda action: None if action.id == "refresh" else True))
    assert "refresh" not in shown
    assert all(spelled(one.keys[0]) in shown for one in hinted(PLACES) if one.id != "refresh")


# Elsewhere it is Esc that leads out, and q out of the program.
LEFT_BY = {"filter": "Enter", "outcome": "Enter", "any": ""}


@pytest.mark.parametrize("where", sorted(EVERY_PLACE))
@pytest.mark.parametrize("width", [60, 40])
@pytest.mark.parametrize("able", [True, False])
def test_the_key_that_leaves_is_named_however_narrow_it_is(
    where: str, width: int, able: bool
) -> None:
    leaves = ("close", "leave", "quit")
    places = (where, *_beneath(where))
    line = hint_line(width, places, lambda action: action.id not in leaves or able)
    key = LEFT_BY.get(where, "q" if "desk" in places else "Esc")
    assert key in (["", *(text for text, _ in line)])
    assert width_of(words(line)) <= width
    if "desk" in places:
        assert words(line).endswith("? every key")


def test_of_keys_in_a_sheet_those_that_have_no_room_are_left_out_and_never_esc() -> None:
    keys = [("Enter", "choose"), ("x", "clear it"), ("c", "clear all"), ("Esc", "back")]
    assert words(keys_line(keys, 56)) == "Enter choose   x clear it   c clear all   Esc back"
    assert words(keys_line(keys, 50)) == words(keys_line(keys, 56))
    assert words(keys_line(keys, 49)) == "Enter choose   x clear it   Esc back"
    assert words(keys_line(keys, 12)) == "Esc back"


def test_what_is_unknown_stands_before_what_is_only_slow() -> None:
    panes = [(1, "Bonded", False), (2, "Search", False), (3, "Order", False), (4, "History", True)]
    line = top_line(80, "sandbox", "buyer1", panes, [("DigiKey", "trouble")], 1, "", alone=True)
    assert "? 1 unknown" in words(line)[:80]


THREE = [("DigiKey", "ok"), ("TI", "slow"), ("ShipStation", "ok")]
PANES = [(1, "Bonded", False), (2, "Search", True), (3, "Order", False), (4, "History", False)]


@pytest.mark.parametrize(
    ("width", "alone", "said", "names"),
    [
        (120, False, "DigiKey ok · TI slow · ShipStation ok", False),
        # What does well gives way before the names of the panes do.
        (120, True, " TI slow ", True),
        (80, True, " TI slow ", True),
    ],
)
def test_every_vendor_is_named_where_there_is_room_and_those_in_trouble_anywhere(
    width: int, alone: bool, said: str, names: bool
) -> None:
    line = top_line(width, "sandbox", "buyer1", PANES, THREE, 0, "", alone)
    assert said in words(line)
    assert ("ShipStation" in words(line)) is ("ShipStation" in said)
    assert ("1 Bonded" in words(line)) is names
    assert width_of(words(line)) <= width
    roles = [role for text, role in line if "TI slow" in text]
    assert roles == ["warn"]


def test_few_calls_are_those_of_a_vendor() -> None:
    until = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
    assert low_words(Low("ti:products", 12, until), until) == "12 TI part calls till 01:00"
    assert low_words(Low("shipstation:all", 3, until), until) == "3 ShipStation calls till 01:00"
    assert low_words(Low("digikey:product", 0, until), until) == "no part calls till 01:00"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (NoAnswer("digikey", "DigiKey did not answer."), "the same key asks again"),
        (TooMany("digikey", "The limit.", wait=2, daily=False), "asks again later"),
        (Invalid("digikey", "DigiKey says no."), ""),
        (NoAnswer("digikey", "Lost. Press F5 to ask again."), ""),
    ],
)
def test_what_failed_says_what_to_press(error: VendorError, said: str) -> None:
    assert said in again_after(error)
    assert bool(said) == bool(again_after(error))


@pytest.mark.parametrize(
    ("states", "unknown", "said"),
    [
        (("trouble", "trouble", "trouble"), 0, " TI trouble · ShipStation trouble "),
        (("trouble", "trouble", "trouble"), 1, " DigiKey, TI, ShipStation trouble "),
        (("trouble", "sign in", "trouble"), 1, " ! DigiKey, TI, ShipStation "),
        (("limit reached", "trouble", "limit reached"), 0, " DigiKey, ShipStation limit reached "),
        (("trouble", "ok", "slow"), 0, " DigiKey trouble · ShipStation slow "),
    ],
)
def test_however_many_vendors_are_down_each_is_named_on_eighty_columns(
    states: tuple[str, str, str], unknown: int, said: str
) -> None:
    vendors = list(zip(("DigiKey", "TI", "ShipStation"), states, strict=True))
    line = top_line(80, "sandbox", "a-long-name", PANES, vendors, unknown, "", alone=True)
    assert said in words(line)
    assert width_of(words(line)) <= 80
    assert ("? 1 unknown" in words(line)) is bool(unknown)


def test_where_nothing_else_has_room_vendors_in_trouble_are_counted() -> None:
    down = [("DigiKey", "trouble"), ("TI", "trouble"), ("ShipStation", "sign in")]
    line = top_line(80, "production", "ann", PANES, down, 12, "", True, "…4417")
    assert "! 3 vendors" in words(line)
    assert width_of(words(line)) <= 80
