"""All that is said of one line before it costs money, whole, each with the key that mends it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui.screens.facts import FactsSheet
from tui.text import pieces

if TYPE_CHECKING:
    from cache.advice import Advice
    from cache.drafts import DraftLine

_CLOSES = "The keys act on the line, behind this sheet: Esc, then the key."


def advice_sheet(
    line: DraftLine, number: int, troubles: Sequence[str], advice: Sequence[Advice]
) -> FactsSheet:
    """Of line `number`: `troubles`, which keep it from being ordered, then what is said of it."""
    facts = [("!", words.removeprefix("! ").removeprefix("· ")) for words in troubles]
    facts += [
        (
            one.key or ("!" if one.stops else "◆" if one.role == "warn" else "·"),
            one.words + _act(one),
        )
        for one in advice
    ]
    title = f"Line {number} · {pieces(line.quantity)} {line.part}"
    return FactsSheet(title, facts, (_CLOSES,) if any(one.key for one in advice) else ())


def _act(advice: Advice) -> str:
    return f": {advice.act}" if advice.key else ""
