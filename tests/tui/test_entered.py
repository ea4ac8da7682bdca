"""What is taken from a list into a row, where every cell says the same before and after."""

from __future__ import annotations

from dataclasses import replace

from cache.drafts import DraftLine
from cache.typed import Typed
from cache.typed_lines import still_open, typed_line
from tests.cache.desk import NOON, line, offer
from tui.entered import line_from, words_of
from tui.widgets.grid import Row
from vendors.vocabulary import Packaging

TODAY = NOON.date()


def taken(stood: DraftLine, number: str = "", maker: str = "") -> DraftLine:
    words = words_of(stood, str, TODAY)
    return line_from(Row(stood.id, False, words, words, number, maker), stood, NOON, TODAY)


def test_a_maker_or_an_offer_that_is_taken_counts_on_an_open_line() -> None:
    stood = still_open(typed_line(Typed("LM358", packaging="cut"), 40, NOON), "two makers")
    assert taken(stood) is stood
    maker = taken(stood, maker="onsemi")
    assert maker.typed == Typed("LM358", packaging="cut", maker="onsemi")
    exact = taken(stood, "LM358-ON-ND", "onsemi")
    assert (exact.typed.number, exact.typed.reason, exact.quantity) == ("LM358-ON-ND", "", 40)


def test_another_offer_in_the_same_packaging_is_another_one() -> None:
    stood = line(offer("RC0603CT-ND"), 250)
    assert taken(stood, "rc0603ct-nd", stood.maker) is stood
    other = taken(stood, "RC0603-MP-ND", stood.maker)
    assert not other.known
    assert (other.typed.number, other.quantity) == ("RC0603-MP-ND", 250)
    # Whoever spells its maker otherwise means the same line, in its packaging.
    reel = replace(stood, packaging=Packaging.REEL)
    assert taken(reel, maker="Yageo Corp.") is reel
