"""How a watched offer moved: price, stock and lead time, each with a small picture."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from tui.screens.part_pictures import Figure, from_to, over_time, spark
from tui.text import day, fit, pieces, unit_price, width_of
from tui.widgets.lines import Line

if TYPE_CHECKING:
    from cache.watched import Fact

SPAN = timedelta(days=90)
_NAMES = 13
_MOST = 45


def history_lines(facts: Sequence[Fact], now: datetime, width: int) -> list[Line]:
    """Of the last 90 days, or since the first fact where that is less; now stands at the right."""
    if not facts:
        return []
    begin = max(now - SPAN, min(facts[0].at, now - timedelta(days=1)))
    local = begin.astimezone(now.tzinfo).date()
    head = f"{fit('since', _NAMES)}{day(local, now.date())}"
    lines: list[Line] = [[(head, "dim")]]
    # Prices of two currencies are not one picture.
    currency = facts[-1].currency
    prices: list[tuple[datetime, Figure | None]] = [
        (one.at, one.unit_price if one.currency == currency else None) for one in facts
    ]
    stocks: list[tuple[datetime, Figure | None]] = [(one.at, one.stock) for one in facts]
    leads: list[tuple[datetime, Figure | None]] = [(one.at, one.lead_weeks) for one in facts]
    rows = (
        (f"each {currency}".strip(), prices, _price),
        ("stock", stocks, _pieces),
        ("lead, weeks", leads, _pieces),
    )
    said = [from_to(_within(told, begin), words) for _, told, words in rows]
    # The figures are whole, and also those of less than a cell; the picture takes what is left.
    cells = max(8, min(_MOST, width - _NAMES - 2 - max(width_of(one) for one in said)))
    for (name, told, _), text in zip(rows, said, strict=True):
        picture = spark(over_time(told, begin, now, cells))
        rest = fit(f"  {text}", max(0, width - _NAMES - cells)).rstrip()
        lines.append([(fit(name, _NAMES), "dim"), (picture, "accent"), (rest, "text")])
    if facts[-1].status:
        status = fit(facts[-1].status, width - _NAMES)
        lines.append([(fit("status", _NAMES), "dim"), (status, "text")])
    return lines


def _within(told: Sequence[tuple[datetime, Figure | None]], begin: datetime) -> list[Figure | None]:
    """What held at `begin`, and everything after it."""
    before = [figure for at, figure in told if at <= begin]
    return [*before[-1:], *(figure for at, figure in told if at > begin)]


def _price(figure: Figure) -> str:
    return unit_price(Decimal(figure))


def _pieces(figure: Figure) -> str:
    return pieces(int(figure))
