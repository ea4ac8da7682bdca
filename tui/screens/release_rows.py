"""What became of the reserves of an order's bonded lines, on the order's sheet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from cache.purchase_orders import vendor_name
from tui.screens.marks import Mark, Row, blank, rows_of
from tui.screens.order_rows import moment
from tui.screens.sheet import paragraph
from tui.text import pieces
from tui.widgets.lines import Line

if TYPE_CHECKING:
    from cache.order_detail import OrderDetail
    from cache.releasing import Effect


def release_rows(
    effects: Sequence[Effect], detail: OrderDetail, now: datetime, width: int
) -> list[Row]:
    """One paragraph for each bonded line; `y` there copies the numbers to quote to the vendor."""
    if not effects:
        return []
    rows = [blank(), *rows_of([[("bonded lines and the reserve", "head")]])]
    for one in effects:
        mark = Mark(quotable(one), f"what to quote to {vendor_name(one.vendor)}: {one.quote}")
        head = f"line {one.line_no} · {pieces(one.quantity)} of {one.part}: "
        role = "text" if one.changed else "warn" if one.changed is False else "dim"
        rows += rows_of(paragraph(f"{head}{one.words}", width, role), mark)
        read = f" · row read {moment(one.read_at, now)}" if one.read_at else ""
        rows += rows_of(_in_by_two(f"{one.quote}{read}", width))
    return rows


def quotable(one: Effect) -> str:
    """The numbers, and what the reserve was before and after, for a person at the vendor."""
    before, after = pieces(one.before), pieces(one.after)
    return f"{one.quote} · {pieces(one.quantity)} pieces · reserve before {before}, after {after}"


def _in_by_two(text: str, width: int) -> list[Line]:
    return [[("  ", "dim"), *line] for line in paragraph(text, width - 2)]
