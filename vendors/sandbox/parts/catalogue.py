"""The catalogue: every part by its index, by its numbers, and by words."""

from __future__ import annotations

import threading
from array import array
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate

from vendors.sandbox.parts import (
    accessories,
    analog,
    capacitors,
    connectors,
    discretes,
    logic,
    magnetics,
    oddities,
    resistors,
    taxonomy,
    terms,
)
from vendors.sandbox.parts.family import Core, Family, mix
from vendors.sandbox.parts.terms import Variation


@dataclass(frozen=True, slots=True)
class Part:
    """One part with all its terms. `unit_price` is 1/100,000 US dollar and may be 0."""

    index: int
    family: Family
    core: Core
    status: int
    stock: int
    variations: tuple[Variation, ...]
    unit_price: int
    ncnr: bool
    tariff: bool
    backorder: bool
    lead_weeks: str | None

    @property
    def mpn(self) -> str:
        return self.core.mpn

    @property
    def maker(self) -> taxonomy.Maker:
        return taxonomy.MAKERS[self.family.maker]

    @property
    def own_prices(self) -> bool:
        """Whether the sandbox's account has prices of its own for this part."""
        return self.index % 5 == 2

    def breaks(self, variation: Variation, *, own: bool) -> tuple[tuple[int, int], ...]:
        """What the account pays: its own prices where it has them and `own` is asked."""
        if not (own and self.own_prices) or variation.supplier:
            return variation.breaks
        return tuple((many, units * 93 // 100) for many, units in variation.breaks)

    def unit(self, variation: Variation, quantity: int, *, own: bool) -> int | None:
        """The price of one piece of `quantity`, in 1/100,000 US dollar; None below all breaks."""
        reached = [units for many, units in self.breaks(variation, own=own) if many <= quantity]
        return reached[-1] if reached else None

    def variation(self, number: str) -> Variation | None:
        wanted = number.casefold()
        for variation in self.variations:
            if variation.number.casefold() == wanted:
                return variation
        return None

    def detail(self) -> str:
        values = [value for _, value in self.core.parameters if value != "-"]
        return " ".join([*values, taxonomy.CATEGORIES[self.family.category][1]])


def fold(text: str) -> str:
    """How texts and questions are compared: small letters, Ω as `ohm`, µ as `u`."""
    return text.casefold().replace("ω", " ohm ").replace("μ", "u")


@dataclass(frozen=True, slots=True)
class Index:
    """What a word search needs of every part, by index."""

    texts: list[str]
    stock: array[int]
    price: array[int]
    status: bytearray
    family: array[int]
    packs: bytearray
    pack_sets: list[tuple[str, ...]]
    marketplace: bytearray
    tariff: bytearray


class Catalogue:
    """Parts by rule. Thread-safe; nothing in it ever changes."""

    def __init__(self) -> None:
        self.families: tuple[Family, ...] = (
            *resistors.families(),
            *capacitors.families(),
            *magnetics.families(),
            *connectors.families(),
            *logic.families(),
            *analog.families(),
            *discretes.families(),
            *(odd := oddities.families()),
            # After all others, so that their places, and what is worked out from these, stay.
            *(more := accessories.families()),
        )
        self._ends = list(accumulate(family.count for family in self.families))
        end = self._ends[-1] - sum(family.count for family in more)
        self.oddities = range(end - sum(family.count for family in odd), end)
        self._lock = threading.Lock()
        self.part = lru_cache(maxsize=2048)(self._part)

    def __len__(self) -> int:
        return self._ends[-1]

    def core(self, index: int) -> tuple[int, Core]:
        """(number of the series, what its rule gives). Raises IndexError."""
        if not 0 <= index < len(self):
            raise IndexError(index)
        at = bisect_right(self._ends, index)
        family = self.families[at]
        return at, family.rule(index - self._ends[at] + family.count)

    def of_category(self, category: int) -> list[range]:
        """The indexes of a category's parts, one range a series."""
        return [
            range(end - family.count, end)
            for family, end in zip(self.families, self._ends, strict=True)
            if family.category == category
        ]

    def _part(self, index: int) -> Part:
        at, core = self.core(index)
        family = self.families[at]
        status = terms.status_of(index, core)
        all_variations = terms.variations(index, family, core)
        gone = status in (taxonomy.OBSOLETE, taxonomy.DISCONTINUED)
        priced = [variation for variation in all_variations if variation.breaks]
        known = core.mpn in terms.WELL_KNOWN
        free = core.twist == "no-unit-price" or (mix(index, 8) % 97 == 5 and not known)
        lead = ("0", "6", None)[mix(index, 9) // 7 % 3] if mix(index, 9) % 7 == 0 else None
        return Part(
            index=index,
            family=family,
            core=core,
            status=status,
            stock=terms.stock_of(index, family, core, status),
            variations=all_variations,
            # The first variation may be a supplier's: then so is the part's unit price.
            unit_price=0 if free or not priced else priced[0].breaks[0][1],
            ncnr=terms.is_ncnr(index, core),
            tariff=terms.has_tariff(index, family, core),
            backorder=not gone and core.twist not in ("no-backorder", "unorderable"),
            lead_weeks=lead if mix(index, 9) % 7 == 0 else str(family.weeks + index % 9),
        )

    @property
    def index(self) -> Index:
        """Built at the first question; the server asks once in a thread as it starts."""
        with self._lock:
            return self._index

    @cached_property
    def _index(self) -> Index:
        size = len(self)
        made = Index(
            texts=[], stock=array("q"), price=array("q"), status=bytearray(size),
            family=array("H"), packs=bytearray(size), pack_sets=[], marketplace=bytearray(size),
            tariff=bytearray(size),
        )  # fmt: skip
        seen: dict[tuple[str, ...], int] = {}
        index = 0
        for at, family in enumerate(self.families):
            category = taxonomy.CATEGORIES[family.category][1]
            tail = f"{taxonomy.MAKERS[family.maker].name} {family.series} {category}"
            for position in range(family.count):
                core = family.rule(position)
                status = terms.status_of(index, core)
                words = " ".join(core.description.split())
                listed = "\n".join(terms.numbers(index, core, status))
                made.texts.append(fold(f"\n{core.mpn}\n{listed}\n {words} {tail} "))
                made.stock.append(terms.stock_of(index, family, core, status))
                made.price.append(core.price)
                made.family.append(at)
                made.status[index] = status
                made.packs[index] = seen.setdefault(core.packs, len(seen))
                made.marketplace[index] = terms.has_marketplace(index, core, status)
                made.tariff[index] = terms.has_tariff(index, family, core)
                index += 1
        made.pack_sets.extend(seen)
        return made

    def find(self, words: str) -> list[int]:
        """Indexes of the parts that have every word.

        First those with a number that begins so, then those with every word whole.
        """
        texts = self.index.texts
        asked = fold(words).split()
        hits: list[int] = list(range(len(texts)))
        for word in asked:
            hits = [index for index in hits if word in texts[index]]
        if not asked:
            return hits
        start = "\n" + " ".join(asked)
        whole = [f" {word} " for word in asked]
        groups: tuple[list[int], list[int], list[int]] = ([], [], [])
        for index in hits:
            text = texts[index]
            rank = 0 if start in text else 1 if all(word in text for word in whole) else 2
            groups[rank].append(index)
        return [*groups[0], *groups[1], *groups[2]]

    def by_number(self, number: str) -> list[int]:
        """Indexes of the parts that `number` names: DigiKey's number, else the maker's.

        A maker's number can name several parts.
        """
        wanted = number.strip().casefold()
        needle = f"\n{fold(number.strip())}\n"
        close = [index for index, text in enumerate(self.index.texts) if needle in text]
        exact = [index for index in close if self.part(index).variation(wanted) is not None]
        return exact or [index for index in close if self.part(index).mpn.casefold() == wanted]


@lru_cache(maxsize=1)
def shared() -> Catalogue:
    """The one catalogue of this process."""
    return Catalogue()
