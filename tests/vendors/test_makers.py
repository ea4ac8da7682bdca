"""Makers by one name, and who sells one maker's parts alone."""

from __future__ import annotations

import pytest

from vendors.makers import maker_of, may_sell, own_maker


@pytest.mark.parametrize(
    "text",
    [
        *("Texas Instruments", "TI", "ti ", "TEXAS  INSTRUMENTS", "Texas Instruments Inc."),
        *("Texas Instruments, Inc", "Texas Instruments Incorporated"),
    ],
)
def test_every_spelling_of_one_maker_is_one_name(text: str) -> None:
    assert maker_of(text) == "Texas Instruments"


@pytest.mark.parametrize("text", ["Titan", "TI Tech", "National Semiconductor", "Yageo", ""])
def test_another_maker_stays_as_written(text: str) -> None:
    assert maker_of(f" {text} ") == text


def test_who_sells_one_makers_parts_is_not_asked_for_anothers() -> None:
    assert own_maker("ti") == "Texas Instruments"
    assert own_maker("digikey") is None
    assert may_sell("ti", "TI")
    assert not may_sell("ti", "Yageo")
    assert may_sell("ti", ""), "of whom it is, is not known"
    assert may_sell("digikey", "Yageo")
