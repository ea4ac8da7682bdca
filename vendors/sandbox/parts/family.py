"""What a maker's series is to the catalogue: a count, and a rule from position to part."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

_MASK = 0xFFFFFFFF


def mix(index: int, salt: int = 0) -> int:
    """A 32-bit number that looks random and is the same whenever the arguments are."""
    x = (index * 0x9E3779B1 + salt * 0x85EBCA6B + 0x27D4EB2F) & _MASK
    x ^= x >> 15
    x = x * 0x2C1B3C6D & _MASK
    x ^= x >> 12
    x = x * 0x297A2D39 & _MASK
    return x ^ (x >> 15)


@dataclass(frozen=True, slots=True)
class Core:
    """One part as its series' rule gives it.

    `stub` is the DigiKey number without the ending that names the packaging; `{n}` in it becomes
    the part's own serial number. `packs` are packaging codes, the most usual first. `reel` is the
    maker's standard package in pieces; `price` is one piece in 1/100,000 US dollar. `twist` names
    a term that is not the usual one; `terms.py` knows them.
    """

    mpn: str
    description: str
    parameters: tuple[tuple[int, str], ...]
    stub: str
    packs: tuple[str, ...]
    reel: int
    price: int
    base: str | None = None
    twist: str = ""


@dataclass(frozen=True, slots=True)
class Family:
    """A maker's series: `count` parts, the one at `position` made by `rule(position)`.

    `breaks` names the shape of its price breaks, `plenty` the largest usual stock in pieces.
    """

    maker: str
    series: str
    category: int
    count: int
    rule: Callable[[int], Core]
    breaks: str = "chip"
    plenty: int = 100_000
    weeks: int = 12


TAPE = ("CT", "TR", "DKR")
