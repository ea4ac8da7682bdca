"""The lines of an opened order, as they stand on its sheet."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from cache.pairing import LinePair
from tests.cache.desk import NOON, vendor_line
from tui.screens.order_rows import line_rows
from vendors.vocabulary import VendorLine


def shown(*lines: VendorLine) -> str:
    """The row of one line of an order made elsewhere, which the vendor keeps as `lines`."""
    detail: Any = SimpleNamespace(lines=[LinePair(None, lines)], currency="USD", goods=None)
    rows = line_rows(detail, NOON, 120)
    return "".join(text for text, _ in rows[2].line)


def test_a_price_and_a_total_that_are_not_said_are_dashes() -> None:
    line = replace(vendor_line(ordered=100), unit_price=None, total=None)
    assert shown(line).split()[-2:] == ["—", "—"]


def test_a_total_of_which_one_part_is_not_said_is_not_a_smaller_one() -> None:
    whole = vendor_line(ordered=100)
    assert shown(whole).split()[-1] == f"{whole.total:.2f}"
    assert shown(whole, replace(whole, total=None)).split()[-1] == "—"
