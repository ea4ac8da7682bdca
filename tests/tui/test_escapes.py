"""What the terminal is meant to act on: links, the clipboard, the window's name."""

from __future__ import annotations

import base64
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.escapes import TOO_LONG, can_click, clickable, clipboard, copied_by, window_title
from tui.widgets.lines import link_role, strip_of

ADDRESS = "https://api.digikey.com/v1/oauth2/authorize?" + "state=" + "x" * 230
OSC_52 = re.compile(r"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07")


def taken(sequence: str) -> str:
    """What a terminal would put on its clipboard."""
    found = OSC_52.fullmatch(sequence)
    assert found is not None, repr(sequence)
    return base64.b64decode(found[1]).decode()


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=400))
def test_a_bare_terminal_gets_the_text_and_nothing_that_it_could_act_on(text: str) -> None:
    assert taken(clipboard(text, {})) == text


def test_tmux_gets_it_for_itself_and_for_the_terminal_around_it() -> None:
    sequence = clipboard(ADDRESS, {"TMUX": "/tmp/tmux-0/default,1,0"})
    own, _, wrapped = sequence.partition("\x1bPtmux;")
    assert taken(own) == ADDRESS
    assert wrapped.endswith("\x1b\\")
    # Inside tmux's string every escape is doubled.
    assert taken(wrapped.removesuffix("\x1b\\").replace("\x1b\x1b", "\x1b")) == ADDRESS


def test_gnu_screen_gets_it_in_pieces_that_it_does_not_drop() -> None:
    sequence = clipboard(ADDRESS, {"STY": "1.pts"})
    pieces = re.findall(r"\x1bP(.*?)\x1b\\", sequence, re.DOTALL)
    assert "".join(f"\x1bP{piece}\x1b\\" for piece in pieces) == sequence
    assert max(map(len, pieces)) <= 76
    assert taken("".join(pieces)) == ADDRESS


def test_what_is_too_long_for_a_clipboard_is_not_sent_in_part() -> None:
    assert clipboard("x" * 60_000, {}) == ""
    assert taken(clipboard("x" * 50_000, {})) == "x" * 50_000


def test_a_person_is_told_which_way_it_went_and_what_that_needs() -> None:
    assert copied_by({}) == "by the terminal (OSC 52)"
    assert "through tmux" in copied_by({"TMUX": "x"})
    assert "set-clipboard on" in copied_by({"TMUX": "x"})
    assert "through screen" in copied_by({"STY": "1.pts"})


def test_the_cap_that_is_said_is_the_cap() -> None:
    most = int(re.findall(r"(\d+) kB", TOO_LONG)[0]) * 1000
    assert clipboard("x" * most, {})
    assert not clipboard("x" * (most + 1000), {})


def test_an_address_can_be_clicked_whole() -> None:
    assert clickable(ADDRESS) == f"\x1b]8;;{ADDRESS}\x1b\\{ADDRESS}\x1b]8;;\x1b\\"


@pytest.mark.parametrize(
    "address",
    [
        "http://digikey.sandbox/x",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://a/\x1b\\x",
        "https://a/ b",
        "https://a/\u202e",
        "https://a/\x9c",
        "https://",
        "",
    ],
)
def test_what_could_end_the_sequence_or_is_no_https_is_no_link(address: str) -> None:
    assert not can_click(address)
    assert clickable(address) == address
    assert link_role(address) == "accent"


def test_the_pieces_of_a_link_are_one_link() -> None:
    """A terminal that marks a link under the mouse marks all lines of it."""
    role = link_role(ADDRESS)
    styles = [strip_of([(piece, role)], 80)._segments[0].style for piece in ("one", "two")]
    assert styles[0] is not None
    assert styles[0].link == ADDRESS
    assert styles[0] is styles[1]


@given(st.text())
def test_a_windows_name_holds_nothing_that_a_terminal_acts_on(text: str) -> None:
    title = window_title(text)
    assert title.startswith("\x1b]2;")
    assert title.endswith("\x07")
    assert all(" " <= sign <= "~" for sign in title[4:-1])
