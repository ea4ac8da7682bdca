"""Text for the screen: made safe, cut to cells, and numbers as a buyer reads them.

Everything a pane draws passes through `fit`, and everything that came from outside through
`safe`; the application's line filter stands behind both as the last guard.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from rich.cells import cell_len, set_cell_size

# C0, DEL and C1 controls; soft hyphen; bidirectional marks, embeddings, overrides and isolates;
# zero-width characters; line and paragraph separators; BOM; interlinear marks; surrogates; tags.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
UNKNOWN = "—"


def safe(text: str) -> str:
    """`text` with everything a terminal could act on, or hide, replaced by U+FFFD."""
    return text if text.isascii() and text.isprintable() else _UNSAFE.sub("\ufffd", text)


def safe_lines(text: str) -> str:
    """As `safe`, with its line ends kept."""
    return "\n".join(safe(line) for line in text.split("\n"))


def width_of(text: str) -> int:
    """Cells that `text` takes on the terminal."""
    return len(text) if text.isascii() else cell_len(text)


def fit(text: str, width: int, right: bool = False) -> str:
    """`text` in exactly `width` cells; what is cut ends in `…`."""
    if width <= 0:
        return ""
    text = safe(text)
    taken = width_of(text)
    if taken > width:
        return (text[: width - 1] if text.isascii() else set_cell_size(text, width - 1)) + "…"
    blank = " " * (width - taken)
    return blank + text if right else text + blank


def wrap(text: str, width: int) -> list[str]:
    """`text` in lines of at most `width` cells, broken at blanks where there are any."""
    # Two cells at least: the widest character has to have room, or this would never end.
    width = max(2, width)
    lines: list[str] = []
    line = ""
    for word in safe(text).split():
        while width_of(word) > width:
            if line:
                lines.append(line)
                line = ""
            lines.append(set_cell_size(word, width))
            word = word[max(1, len(lines[-1].rstrip())) :]
        if line and width_of(line) + 1 + width_of(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    if line or not lines:
        lines.append(line)
    return lines


def pieces(quantity: int | None) -> str:
    """A quantity to the piece with thousands marks; what is not known is a dash, never 0."""
    return UNKNOWN if quantity is None else f"{quantity:,}"


def counted(count: int, word: str) -> str:
    """`1 line`, `2 lines`."""
    return f"{count:,} {word}{'' if count == 1 else 's'}"


def money(amount: Decimal | None) -> str:
    """An amount to the hundredth. The currency stands once, in the head or the total."""
    if amount is None:
        return UNKNOWN
    # Half up, as line totals are: Python's format would round half to even.
    return f"{amount.quantize(Decimal('0.01'), ROUND_HALF_UP):,}"


def unit_price(amount: Decimal | None) -> str:
    """A unit price with the five decimals the vendor prices in, so that points align.

    One with more is shown whole: what is shown is what is sent.
    """
    if amount is None:
        return UNKNOWN
    return f"{amount:,.5f}" if amount == round(amount, 5) else f"{amount.normalize():,f}"


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day(value: date | str | None, today: date) -> str:
    """A date, short and unambiguous: `24 Nov`, and with the year where it is another."""
    if not value:
        return UNKNOWN
    try:
        value = date.fromisoformat(value[:10]) if isinstance(value, str) else value
    except ValueError:
        return UNKNOWN
    month = _MONTHS[value.month - 1]
    return f"{value.day} {month}" + ("" if value.year == today.year else f" {value.year}")


def at(moment: datetime | str | None, now: datetime) -> str:
    """When something was fetched: the time today, else the day. In the workstation's own zone."""
    if not moment:
        return "never"
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment)
    local = moment.astimezone(now.tzinfo)
    if local.date() == now.date():
        return f"at {local:%H:%M}"
    return f"on {day(local.date(), now.date())}"


def age(moment: datetime, now: datetime) -> str:
    """How old a fact is, in the largest unit that says it."""
    seconds = max(0, int((now - moment).total_seconds()))
    if seconds < 120:
        return f"{seconds} s"
    if seconds < 7200:
        return f"{seconds // 60} min"
    if seconds < 172800:
        return f"{seconds // 3600} h"
    return f"{seconds // 86400} days"
