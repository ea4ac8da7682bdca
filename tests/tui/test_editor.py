"""The line editor takes every key in order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.text import width_of
from tui.widgets.editor import LineEditor


def typed(text: str, **options: bool) -> LineEditor:
    editor = LineEditor(**options)  # type: ignore[arg-type]
    for character in text:
        editor.key(character, character)
    return editor


def test_what_is_typed_is_there() -> None:
    assert typed("LM358/NOPB u n 1N4148").text == "LM358/NOPB u n 1N4148"


def test_editing_in_the_middle() -> None:
    editor = typed("RC603")
    for _ in range(3):
        editor.key("left", None)
    editor.key("0", "0")
    assert editor.text == "RC0603"
    editor.key("backspace", "\x7f")
    editor.key("delete", None)
    assert editor.text == "RC03"
    editor.key("ctrl+u", None)
    assert (editor.text, editor.caret) == ("03", 0)


def test_a_word_is_taken_back() -> None:
    editor = typed("0603 10k 1%")
    editor.key("ctrl+w", None)
    assert editor.text == "0603 10k "


def test_what_is_no_quantity_is_shown_and_is_none() -> None:
    assert typed("12x,5-00").text == "12x,5-00", "what is typed is shown"
    assert typed("12x,5-00").number() is None
    assert typed("").number() is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2500", 2500),
        ("2,500", 2500),
        ("2.500", 2500),
        ("2'500", 2500),
        ("1 250 000", 1_250_000),
        ("12.50", None),
        ("1.5", None),
        ("1,2500", None),
        (",500", None),
        ("2500,", None),
        ("1234567890", None),
    ],
)
def test_marks_of_thousands_are_told_from_points(text: str, number: int | None) -> None:
    assert typed(text).number() == number


@given(st.text(max_size=12))
def test_whatever_is_typed_as_a_quantity_is_a_number_or_none(text: str) -> None:
    editor = typed(text)
    assert editor.number() is None or editor.text.isascii()


def test_keys_that_are_not_editing_are_left_to_others() -> None:
    editor = typed("abc")
    assert not editor.key("enter", "\r")
    assert not editor.key("escape", "\x1b")
    assert not editor.key("f5", None)


def test_a_paste_is_one_line_without_controls() -> None:
    editor = LineEditor()
    editor.paste("RC0603\tFR\r\n-0710KL\x1b[31m")
    assert editor.text == "RC0603 FR -0710KL\ufffd[31m"


@given(st.text(max_size=40), st.integers(min_value=3, max_value=30), st.data())
def test_the_field_keeps_its_width_and_shows_the_caret(
    text: str, width: int, data: st.DataObject
) -> None:
    editor = LineEditor(text)
    editor.caret = data.draw(st.integers(min_value=0, max_value=len(text)))
    spans = editor.spans(width, active=True)
    assert sum(width_of(piece) for piece, _ in spans) == width
    assert [role for _, role in spans].count("caret") == 1
