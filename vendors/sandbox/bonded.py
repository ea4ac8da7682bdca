"""The customer's bonded stock: which part lies at which site, on which terms. By rule.

A row is one part at one site. All cases of the vendor's field list come up (our facts page, §5):
an override of the release minimum with and without a threshold, a threshold without its override,
non-cancelable with and without a signature, quantities that are null.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from itertools import chain

from vendors.sandbox import money
from vendors.sandbox.parts.catalogue import Catalogue, Part
from vendors.sandbox.parts.family import mix
from vendors.sandbox.parts.terms import Variation
from vendors.sandbox.world import SITES, Site

BONDED_SITES = tuple(site for site in SITES if site.bonded)
# What the vendor writes where nothing was signed: day 0 of the modified Julian calendar.
NEVER_SIGNED = "1858-11-17T00:00:00Z"

_POOL = 300
# Parts that demonstrations name, and numbers with characters that a path or a sheet trips over.
_NAMED = ("RC0603FR-0710KL", "GRM188R71H104KA93D", "LM358DR", "ERJ-3EKF1002V", "CRCW060310K0FKEA",
          "ECA-1VHG102", "LM358MX/NOPB", "NE555P", "STM32F103C8T6", "SN74HC595N",
          "LTC1086CS8#PBF", "LTC1086CS8#TRPBF", "MAX232CSA+", "MAX232CSA+T",
          "MC 1,5/ 2-ST-3,81", "R[47k]-A", "ODD-CLICK", "ODD SPACE 1 2", "ODD/SLASH/2",
          "ODD#HASH+PLUS%41", "ODD?QUERY&A=B", "ODD-ΩµΔ±", "ODD-NUL", "ODD-RTL", "ODD-ESC",
          "ODD-FIVE-DECIMALS", "ODD-NCNR")  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One part at one site. `units` is the price of a piece in 1/100,000 US dollar.

    `reserve` and `back_order_reserve` are what the vendor calls so, in pieces, before anything was
    released here; either can be unknown.
    """

    site: Site
    part: Part
    variation: Variation
    customer_part: str | None
    units: int
    reserve: int | None
    back_order_reserve: int | None
    lead_weeks: str | None
    ncnr_quantity: int | None
    ncnr_signed: str | None
    override: bool
    threshold: int | None
    non_cancelable: bool

    @cached_property
    def price(self) -> Decimal:
        """Of one piece, in the site's currency."""
        return money.price(self.units, self.site.currency)

    @property
    def standard_package(self) -> int:
        return self.part.core.reel

    @property
    def minimum(self) -> int:
        """The release minimum in pieces (the vendor's words on MinimumReleaseQuantityOverride)."""
        return max(1, self.threshold or 0) if self.override else self.standard_package

    def left(self, released: Mapping[tuple[int, str], int]) -> int | None:
        """The reserve after what was released; never below zero.

        As it was at a site whose releases are not filled from it.
        """
        if self.reserve is None or not self.site.drawn:
            return self.reserve
        return max(
            0, self.reserve - released.get((self.site.customer_id, self.variation.number), 0)
        )


def by_rule(catalogue: Catalogue) -> Iterator[Row]:
    """Every row. Only the last need the catalogue's index, which takes a moment to build."""
    for at, (part, variation) in enumerate(_pool(catalogue)):
        # Each part lies at one site, and every third at the next one as well.
        for step in range(2 if at % 3 == 0 else 1):
            site = BONDED_SITES[(at + step) % len(BONDED_SITES)]
            yield _row(site, part, variation, at, step)


@lru_cache(maxsize=2)
def rows(catalogue: Catalogue) -> tuple[Row, ...]:
    """Every row, site by site."""
    return tuple(sorted(by_rule(catalogue), key=lambda row: BONDED_SITES.index(row.site)))


@lru_cache(maxsize=2)
def _by_number(catalogue: Catalogue) -> dict[tuple[int, str], Row]:
    return {(row.site.customer_id, row.variation.number.casefold()): row for row in rows(catalogue)}


def row(catalogue: Catalogue, customer_id: int, number: str) -> Row | None:
    """The row of DigiKey's `number` at the site with that customer id."""
    return _by_number(catalogue).get((customer_id, number.strip().casefold()))


def _pool(catalogue: Catalogue) -> Iterator[tuple[Part, Variation]]:
    """The parts that lie bonded somewhere, and in which packaging."""
    seen: set[int] = set()
    # The oddities among them are named, so that the first rows of a list look like stock.
    size = catalogue.oddities.start
    by_step = ((41 + 613 * step) % size for step in range(_POOL - len(_NAMED)))
    by_name = (index for mpn in _NAMED for index in catalogue.by_number(mpn)[:1])
    for index in chain(by_step, by_name):
        part = catalogue.part(index)
        variation = _packaging(part)
        if variation is not None and index not in seen:
            seen.add(index)
            yield part, variation


def _packaging(part: Part) -> Variation | None:
    """What a program holds: whole reels, else the first packaging that is for sale."""
    sold = [each for each in part.variations if each.breaks and not each.supplier]
    reels = [each for each in sold if each.pack in ("TR", "TB") and part.index % 7]
    return next(iter(reels or sold), None)


def _row(site: Site, part: Part, variation: Variation, at: int, step: int) -> Row:
    roll = mix(part.index, 40 + step)
    reel = part.core.reel
    reserve = reel * (2 + roll % 38)
    signed = f"202{4 + at % 3}-0{1 + roll % 9}-15T00:00:00Z"
    ncnr: tuple[bool, str | None, int | None] = (
        (True, signed, reserve),
        (True, NEVER_SIGNED, None),
        (False, NEVER_SIGNED, None),
        (False, NEVER_SIGNED, 0),
        (False, None, None),
    )[at % 5]
    override, threshold = (
        (False, 0), (True, 0), (True, max(2, reel // 10)), (False, 25), (True, None),
    )[(at + step) % 11 % 5]  # fmt: skip
    none_of = (at + 3 * step) % 11
    return Row(
        site=site,
        part=part,
        variation=variation,
        customer_part=(f"ACM-{100_000 + part.index}", f"{site.customer_id % 1000}/{at:04d} R{step}",
                       "", None)[at % 9 % 4],
        units=max(40, variation.breaks[-1][1] * (900 + roll % 150) // 1000),
        reserve=None if none_of in (3, 7) else 0 if none_of == 9 else reserve,
        back_order_reserve=None if none_of in (5, 7) else reel * (roll % 4),
        lead_weeks=(part.lead_weeks, "0", "52", part.lead_weeks)[at % 13 % 4],
        ncnr_quantity=ncnr[2],
        ncnr_signed=ncnr[1],
        override=override,
        threshold=threshold,
        non_cancelable=ncnr[0],
    )  # fmt: skip
