"""The lines of an opened order, as they stand on its sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

from cache.order_detail import delivery_of
from cache.pairing import LinePair
from tests.cache.desk import NOON, vendor_line
from tui.screens.order_rows import line_rows
from vendors.vocabulary import VendorLine, VendorOrder


def shown(*lines: VendorLine) -> str:
    """The row of one line of an order made elsewhere, which the vendor keeps as `lines`."""
    return sheet(*lines)[2]


def sheet(
    *lines: VendorLine, width: int = 120, vendor_orders: Sequence[VendorOrder] = ()
) -> list[str]:
    """All that is shown of it."""
    detail: Any = SimpleNamespace(
        lines=[LinePair(None, lines)],
        currency="USD",
        goods=None,
        vendor="digikey",
        vendor_orders=vendor_orders,
        delivery=delivery_of(vendor_orders),
    )
    rows = line_rows(detail, NOON, width)
    return ["".join(text for text, _ in row.line) for row in rows]


def test_a_price_and_a_total_that_are_not_said_are_dashes() -> None:
    line = replace(vendor_line(ordered=100), unit_price=None, total=None)
    assert shown(line).split()[-2:] == ["—", "—"]


def test_a_total_of_which_one_part_is_not_said_is_not_a_smaller_one() -> None:
    whole = vendor_line(ordered=100)
    assert shown(whole).split()[-1] == f"{whole.total:.2f}"
    assert shown(whole, replace(whole, total=None)).split()[-1] == "—"


def test_what_is_set_aside_when_it_leaves_and_where_it_is_made_stand_below_the_line() -> None:
    line = vendor_line(ordered=100)
    assert len(sheet(line)) == 3
    said = replace(
        line, reserved=1500, country="Japan", leaving=((1000, date(2026, 3, 18)), (500, None))
    )
    assert [text.strip() for text in sheet(said)[3:]] == [
        "set aside for it at DigiKey, and not left yet: 1,500",
        "leaves DigiKey: 1,000 on 18 Mar, 500 on a day not said",
        "country of origin: Japan",
    ]
    # Nothing set aside is nothing to say, and two halves of a line are told together.
    halves = sheet(replace(said, leaving=()), replace(said, reserved=0, leaving=()))
    assert [text.strip() for text in halves[3:]] == [
        "set aside for it at DigiKey, and not left yet: 1,500",
        "country of origin: Japan",
    ]
