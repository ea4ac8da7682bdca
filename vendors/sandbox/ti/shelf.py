"""What TI's store sells: its parts by their numbers, each on TI's own terms.

They are TI's parts of the catalogue, but for a few, and some that nobody else has. Prices, stock
and limits are TI's own, worked out from the part's index like everything in the catalogue.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from vendors.sandbox import money, traits
from vendors.sandbox.parts import taxonomy, terms
from vendors.sandbox.parts.catalogue import Catalogue
from vendors.sandbox.parts.family import Core, mix
from vendors.sandbox.ti import own

MAKER = "ti"
NO_LIMIT = 999_999_999
# In what TI can be paid; what is not priced in one of them is priced in dollars.
CURRENCIES = ("USD", "EUR", "GBP", "JPY", "CNY", "KRW", "TWD", "SGD", "MYR", "INR", "CAD")
_THOUSANDTH = Decimal("0.001")
# From how many pieces on, and what share of the price of one, in thousandths.
_BREAKS = ((1, 930), (100, 605), (250, 545), (1000, 430), (2500, 388), (7500, 361))
_CASES = {"SOIC": "SOIC (D)", "SO": "SO (NS)", "DIP": "PDIP (P)", "TSSOP": "TSSOP (PW)",
          "VSSOP": "VSSOP (DGK)", "SOT23": "SOT-23 (DBV)", "VQFN": "VQFN (RGT)",
          "SOPWR": "SO PowerPAD (DDA)", "FCBGA": "FCBGA (ABJ)"}  # fmt: skip
_OWN_FROM = 1_000_000
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Item:
    """One orderable part number. `breaks` are (pieces, 1/100,000 US dollar before the month's
    change); `stock` is what lay there before any order; `future` (pieces or None, weeks ahead)."""

    index: int
    number: str
    base: str
    description: str
    stock: int
    limit: int | None
    moq: int
    standard_pack: int
    breaks: tuple[tuple[int, int], ...]
    future: tuple[tuple[int | None, int], ...]
    control: str
    customs: str
    pins: int
    package: str
    carrier: str
    custom_reel: bool
    life_cycle: str
    country: str
    board: bool = False
    restricted: bool = False

    def currency(self, asked: str) -> str:
        """In what it is priced when `asked` is asked."""
        dollars_only = mix(self.index, 206) % 17 == 6 and self.number not in terms.WELL_KNOWN
        return "USD" if dollars_only or asked not in CURRENCIES else asked

    def prices(self, now: datetime, currency: str) -> list[tuple[int, Decimal]]:
        """(from how many pieces on, one piece in `currency`), as they are in this month."""
        share = self._share(now)
        return [
            (
                many,
                money.price(units * share // 1000, currency).quantize(_THOUSANDTH, ROUND_HALF_UP),
            )
            for many, units in self.breaks
        ]

    def price(self, quantity: int, now: datetime, currency: str) -> Decimal | None:
        """One of `quantity` pieces; None below the first break."""
        reached = [price for many, price in self.prices(now, currency) if many <= quantity]
        return reached[-1] if reached else None

    def _share(self, now: datetime) -> int:
        """A fifth of all prices is another one each month."""
        roll = mix(self.index, 300 + now.year * _MONTHS + now.month)
        return (960, 1040)[(roll >> 8) % 2] if roll % 5 == 0 else 1000

    def expected(self, now: datetime) -> list[tuple[int | None, date]]:
        """What comes and in which week, the week by its first day."""
        sunday = now.date() - timedelta(days=(now.weekday() + 1) % 7)
        return [(many, sunday + timedelta(weeks=weeks)) for many, weeks in self.future]


class Shelf:
    """Every part that TI's store sells."""

    def __init__(self, catalogue: Catalogue) -> None:
        cores = dict(_cores(catalogue))
        items = [
            _item(index, core, None)
            for index, core in cores.items()
            if not (mix(index, 201) % 13 == 0 and core.mpn not in terms.WELL_KNOWN)
        ]
        more = enumerate(own.parts(list(cores.values())), _OWN_FROM)
        items += [_item(index, each.core, each) for index, each in more]
        self.items: dict[str, Item] = {}
        for item in items:
            self.items.setdefault(item.number.casefold(), item)
        self._bases: dict[str, list[Item]] = {}
        for item in self.items.values():
            self._bases.setdefault(item.base.casefold(), []).append(item)

    def item(self, number: str) -> Item | None:
        """The part of that number, in any case."""
        return self.items.get(number.casefold())

    def of_base(self, base: str) -> list[Item]:
        """All parts of a base number, in the order of their own."""
        return sorted(self._bases.get(base.casefold(), []), key=lambda item: item.number)


@lru_cache(maxsize=2)
def shelf(catalogue: Catalogue) -> Shelf:
    """TI's shelf over a catalogue; made once for each."""
    return Shelf(catalogue)


def _cores(catalogue: Catalogue) -> list[tuple[int, Core]]:
    found: list[tuple[int, Core]] = []
    for category in dict.fromkeys(
        family.category for family in catalogue.families if family.maker == MAKER
    ):
        for span in catalogue.of_category(category):
            at, _ = catalogue.core(span.start)
            if catalogue.families[at].maker == MAKER:
                found += [(index, catalogue.core(index)[1]) for index in span]
    return found


def _item(index: int, core: Core, mine: own.Own | None) -> Item:
    roll, known = mix(index, 202), core.mpn in terms.WELL_KNOWN
    status = taxonomy.ACTIVE if mine else terms.status_of(index, core)
    words, case = (dict(core.parameters)[key] for key in (183, 1291))
    pins, kind = _case(case)
    pack = core.packs[0]
    on_tape = pack in ("CT", "TR", "SMALL")
    special = mine if mine is not None else own.Own(core)
    life = special.life_cycle or {
        taxonomy.OBSOLETE: "OBSOLETE", taxonomy.LAST_TIME_BUY: "LIFEBUY",
        taxonomy.NOT_FOR_NEW: "NRND",
    }.get(status, "ACTIVE")  # fmt: skip
    usual_first = 250 if on_tape and roll % 23 == 4 and not known and mine is None else 1
    first = special.first or usual_first
    moq = special.moq or (first if roll % 3 else 1)
    limit = special.limit
    if limit is None and mine is None and roll % 11 == 2 and not known:
        limit = (500, 1000, 2500, 5000)[(roll >> 6) % 4]
    stock = special.stock
    if stock is None:
        stock = _stock(roll, known, life)
    customs, control, _ = traits.codes(739)
    return Item(
        index=index,
        number=core.mpn,
        base=core.base or core.mpn,
        description=words if special.board else f"{words}, {pins}-pin {kind.split(' ')[0]}",
        stock=stock,
        limit=limit,
        moq=moq,
        standard_pack=core.reel,
        breaks=_breaks(core, roll, first),
        future=special.future if special.future is not None else _future(roll, stock, core.reel),
        control="3A001.A.5" if special.restricted else control,
        customs=customs.replace(".", ""),
        pins=pins,
        package="Board" if special.board else kind,
        carrier=own.CARRIERS[pack],
        custom_reel=(on_tape and life == "ACTIVE" and (known or roll % 5 < 3))
        if special.custom_reel is None
        else special.custom_reel,
        life_cycle=life,
        country=("MY", "PH", "CN", "TW", "MX")[index % 5],
        board=special.board,
        restricted=special.restricted,
    )


def _case(case: str) -> tuple[int, str]:
    """(how many pins, TI's name of the package) of `8SOIC` or `SOT23-6`."""
    found = re.fullmatch(r"(\d+)([A-Z]\w*)", case)
    if found:
        return int(found[1]), _CASES.get(found[2], found[2])
    kind, _, pins = case.partition("-")
    return int(pins) if pins.isdecimal() else 8, _CASES.get(kind, kind)


def _stock(roll: int, known: bool, life: str) -> int:
    if known:
        return 25_000 + roll % 50_000
    if roll % 9 == 1 or life == "OBSOLETE":
        return 0
    share = (roll >> 8) % 1000
    return 40 + 60_000 * share * share // 1_000_000


def _breaks(core: Core, roll: int, first: int) -> tuple[tuple[int, int], ...]:
    """To a tenth of a cent, as TI's prices are."""
    share = 780 + roll % 340
    found = [
        (many, max(100, core.price * share // 1000 * part // 100_000 * 100))
        for many, part in _BREAKS
        if many >= first
    ]
    return ((first, found[0][1]), *found) if found[0][0] != first else tuple(found)


def _future(roll: int, stock: int, reel: int) -> tuple[tuple[int | None, int], ...]:
    if stock and (roll >> 3) % 5:
        return ()
    times = 1 + (roll >> 5) % 3
    return tuple(
        (None if (roll >> at) % 3 == 0 else reel * (1 + (roll >> at) % 4), 2 + 3 * at)
        for at in range(times)
    )
