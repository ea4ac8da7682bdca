"""Vendor text is hostile."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendors.text import clean, link


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("plain 0.1uF [10%] [/b]", "plain 0.1uF [10%] [/b]"),
        ("RES 4.7 kΩ ±1% µ", "RES 4.7 kΩ ±1% µ"),
        ("10k\u2126", "10kΩ"),
        ("e\u0301", "é"),
        ("\x1b]52;c;Zm9v\x07", "�]52;c;Zm9v�"),
        ("a\x9b31mb", "a�31mb"),
        ("a\x00b\x7fc", "a�b�c"),
        ("abc\u202edef", "abc�def"),
        ("a\u200bb\u2060c\ufeffd", "a�b�c�d"),
        ("a\U000e0041b", "a�b"),
        ("a\ud800b", "a�b"),
        ("one\ttwo\r\nthree\u2028four\x85five", "one two three four five"),
        ("  padded\t", "padded"),
        (None, ""),
        ("", ""),
    ],
)
def test_nothing_invisible_stays(raw: str | None, shown: str) -> None:
    assert clean(raw) == shown


def test_a_long_text_is_cut_where_it_was_told_to() -> None:
    assert clean("x" * 50, 10) == "x" * 9 + "…"
    assert clean("x" * 10, 10) == "x" * 10
    assert len(clean("\u0301" * 5_000_000, 300)) == 300


@given(st.text(alphabet=st.characters(codec=None)), st.integers(2, 80))
def test_what_is_clean_is_one_short_visible_line(text: str, limit: int) -> None:
    once = clean(text, limit)
    assert len(once) <= limit
    assert clean(once, limit) == once
    assert not [c for c in once if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp")]
    assert not set("\u200b\u200d\u200e\u202a\u202e\u2066\u2069\ufeff") & set(once)


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("https://mm.digikey.com/a%20b.pdf?x=1#p", "https://mm.digikey.com/a%20b.pdf?x=1#p"),
        ("//mm.digikey.com/a.pdf", "https://mm.digikey.com/a.pdf"),
        ("https://x.example/µ.pdf", "https://x.example/%C2%B5.pdf"),
        ("http://plain.example/a.pdf", None),
        ("javascript:alert(1)", None),
        ("https://user@x.example/", None),
        ("https://x.example/\x1b]8;;", None),
        ("https://x.example/a b", None),
        ("https://x.exаmple/", None),
        ("https://[::1", None),
        ("https://" + "x" * 3000 + ".example", None),
        ("/relative", None),
        ("", None),
        (None, None),
    ],
)
def test_only_whole_https_addresses_stay(raw: str | None, kept: str | None) -> None:
    assert link(raw) == kept
