"""A shop whose answers wait until they are let go, for what is typed meanwhile."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from cache.typed import Typed
from cache.typed_lines import typed_line
from tests.cache.desk import NOON, offer, part
from tests.tui.kit import Shop
from vendors.vocabulary import Packaging, Part

if TYPE_CHECKING:
    from cache.drafts import DraftLine
    from tests.tui.kit import ShopDriver
    from tui.panes.builder import BuilderPane

# Parts that nobody has looked up yet: 20 characters, as buyers have them.
PARTS = [
    part(f"ERJ-PB3B{number:04d}V-ELONG", offer(f"P{number}CT-ND", f"0.{number + 10}"))
    for number in range(1, 13)
]
AMPLIFIER = part(
    "LM358DR",
    offer("296-LM358CT-ND", "0.30"),
    offer("296-LM358TR-ND", "0.12", packaging=Packaging.REEL, moq=2500, multiple=2500),
    offer("296-LM358TU-ND", "0.28", packaging=Packaging.TUBE, moq=50, multiple=50),
)


class SlowShop(Shop):
    """Knows parts under the maker's numbers too; answers to look-ups wait while `slow`."""

    def __init__(self, *, slow: bool = False) -> None:
        super().__init__()
        self.slow = slow
        self._go = asyncio.Event()
        self.shelf = (*self.shelf, *_two())
        for one in (*PARTS, AMPLIFIER, *_two()):
            self.sells(one)
            self.parts[one.number] = one

    async def look_up(self, number: str) -> Part:
        if self.slow:
            await self._go.wait()
        return await super().look_up(number)

    def answers(self) -> None:
        """What was asked is answered, and from now on at once."""
        self.slow = False
        self._go.set()


def _two() -> list[Part]:
    """The same number of two makers."""
    one = part("BC847B", offer("BC847B-1-ND", "0.02"))
    return [one, replace(one, maker="Nexperia", offers=(offer("BC847B-2-ND", "0.03"),))]


def pane(it: ShopDriver) -> BuilderPane:
    return it.app._builder


def typed_lines(count: int) -> list[DraftLine]:
    """So many lines as they come from a file, of different parts."""
    lines = []
    for number in range(count):
        typed = Typed(part=PARTS[number % len(PARTS)].number, source=f"bom.csv row {number + 2}")
        lines.append(typed_line(typed, number + 1, NOON))
    return lines


def cells(it: ShopDriver) -> list[tuple[str, int, str, str]]:
    """Part, quantity, packaging and vendor's number of every line; empty: no offer."""
    lines = pane(it).draft_lines
    return [(one.part, one.quantity, str(one.packaging), one.number) for one in lines]
