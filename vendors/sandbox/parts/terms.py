"""The terms on which a part is offered: packagings with their own numbers, MOQ, breaks, stock.

All of it is computed from the part's index, so that nothing is stored and all runs agree.
"""

from __future__ import annotations

from dataclasses import dataclass

from vendors.sandbox.parts import taxonomy
from vendors.sandbox.parts.family import Core, Family, mix

NO_LIMIT = 999_999_999
DIGI_REEL_FEE = 700  # US cents a reel
MARKETPLACE_MOQ = 1_972
_REELED = {"TR", "TB"}

# From how many pieces on, and what share of the price of one, in thousandths.
_LOOSE = {
    "resistor": ((1, 1000), (10, 210), (25, 168), (50, 131), (100, 100), (250, 77), (500, 63),
                 (1000, 52)),
    "chip": ((1, 1000), (10, 620), (25, 540), (50, 470), (100, 360), (250, 290), (500, 252),
             (1000, 217)),
    "medium": ((1, 1000), (10, 810), (25, 750), (100, 640), (250, 580), (500, 520), (1000, 450)),
    "large": ((1, 1000), (10, 880), (25, 840), (100, 770), (250, 740), (500, 700)),
}  # fmt: skip
# From how many standard packages on.
_REEL = {
    "resistor": ((1, 44), (2, 40), (4, 36), (10, 31), (20, 27)),
    "chip": ((1, 178), (2, 165), (4, 152), (10, 140)),
    "medium": ((1, 400), (2, 380), (4, 365), (10, 350)),
    "large": ((1, 650), (2, 640)),
}
_ENDINGS = {"CT": "1-ND", "TR": "2-ND", "TB": "3-ND", "TUBE": "5-ND", "DKR": "6-ND"}

# Parts that demonstrations and documents name: always active and in stock.
WELL_KNOWN = frozenset(
    {"RC0603FR-0710KL", "GRM188R71H104KA93D", "LM358DR", "ERJ-3EKF1002V", "CRCW060310K0FKEA",
     "ECA-1VHG102", "LM358MX/NOPB", "NE555P", "STM32F103C8T6", "SN74HC595N", "CC0603KRX7R9BB104",
     "CL10B104KB8NNNC"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Variation:
    """One packaging of a part: what is ordered under one DigiKey number.

    `breaks` are (pieces, 1/100,000 US dollar); none means: not for sale so. `maximum` 0 and
    NO_LIMIT both mean no limit. `fee` is US cents a line. `supplier` is a marketplace maker key.
    """

    number: str
    pack: str
    breaks: tuple[tuple[int, int], ...]
    stock: int
    moq: int
    standard_package: int
    maximum: int = NO_LIMIT
    fee: int = 0
    supplier: str | None = None

    @property
    def multiple(self) -> int:
        """Reels and boxes are sold whole."""
        return self.standard_package if self.pack in _REELED else 1


def status_of(index: int, core: Core) -> int:
    if core.twist in ("last-buy", "obsolete"):
        return taxonomy.LAST_TIME_BUY if core.twist == "last-buy" else taxonomy.OBSOLETE
    if core.twist or core.mpn in WELL_KNOWN:
        return taxonomy.ACTIVE
    roll = mix(index, 1) % 1000
    for status, below in (
        (taxonomy.OBSOLETE, 20),
        (taxonomy.DISCONTINUED, 35),
        (taxonomy.LAST_TIME_BUY, 50),
        (taxonomy.NOT_FOR_NEW, 75),
    ):
        if roll < below:
            return status
    return taxonomy.ACTIVE


def stock_of(index: int, family: Family, core: Core, status: int) -> int:
    if core.twist == "no-backorder":
        return 37
    roll = mix(index, 2)
    if core.mpn in WELL_KNOWN:
        return family.plenty // 2 + roll % family.plenty
    if status in (taxonomy.OBSOLETE, taxonomy.DISCONTINUED):
        return roll % 3 * (roll >> 8) % 900
    if roll % 12 == 0:
        return 0
    share = (roll >> 8) % 1000
    return max(1, family.plenty * share * share // 1_000_000)


def has_marketplace(index: int, core: Core, status: int) -> bool:
    if core.twist:
        return core.twist == "marketplace"
    if core.mpn in WELL_KNOWN:
        return core.mpn == "SN74HC595N"
    if status in (taxonomy.OBSOLETE, taxonomy.DISCONTINUED):
        return mix(index, 4) % 2 == 0
    return mix(index, 4) % 61 == 0


def has_tariff(index: int, family: Family, core: Core) -> bool:
    """By country of origin, as tariffs are."""
    if core.twist:
        return core.twist == "tariff"
    return taxonomy.MAKERS[family.maker].country == "CN" and mix(index, 5) % 3 > 0


def is_ncnr(index: int, core: Core) -> bool:
    if core.twist:
        return core.twist == "ncnr"
    return core.mpn not in WELL_KNOWN and mix(index, 6) % 29 == 0


def number(core: Core, index: int, pack: str) -> str:
    """The DigiKey number of one packaging; all of them end in -ND, few in the same way."""
    stub = core.stub.replace("{n}", str(1000 + index))
    if "{n}" in core.stub and pack in _ENDINGS:
        return f"{stub}-{_ENDINGS[pack]}"
    if pack in ("CT", "TR", "TB", "DKR"):
        return f"{stub}{pack}-ND"
    return f"{stub}-ND"


def numbers(index: int, core: Core, status: int) -> list[str]:
    """All numbers of a part, marketplace first, without working out the terms."""
    own = [number(core, index, pack) for pack in core.packs]
    if has_marketplace(index, core, status):
        return [_marketplace_number(core), *own]
    return own


def _supplier(core: Core) -> str:
    """One part has a partner of its own, so that an order can go to two of them."""
    return "oddments" if core.mpn == "ODD-MARKET-2" else "rochester"


def _marketplace_number(core: Core) -> str:
    return f"{taxonomy.MAKERS[_supplier(core)].id}-{core.mpn}-ND"


def _unit(price: int, share: int, quantity: int) -> int:
    units = max(40, price * share // 1000)
    if units >= 100_000 and quantity < 100:
        return units // 1000 * 1000  # whole cents, as small quantities of dear parts have
    return units


def variations(index: int, family: Family, core: Core) -> tuple[Variation, ...]:
    status = status_of(index, core)
    stock = stock_of(index, family, core, status)
    roll = mix(index, 7)
    made: list[Variation] = []
    if has_marketplace(index, core, status):
        unit = max(40, core.price * 7 // 10)
        made.append(
            Variation(_marketplace_number(core), "BULK" if not core.packs else core.packs[0],
                      ((MARKETPLACE_MOQ, unit),), MARKETPLACE_MOQ * (1 + roll % 7),
                      MARKETPLACE_MOQ, 1, 0, supplier=_supplier(core))
        )  # fmt: skip
    for pack in core.packs:
        label = number(core, index, pack)
        if core.twist == "unorderable" or (
            pack == "DKR" and roll % 13 == 0 and core.mpn not in WELL_KNOWN
        ):
            fee = DIGI_REEL_FEE if pack == "DKR" else 0
            made.append(Variation(label, pack, (), 0, 0, 0, 0, fee))
        elif pack in _REELED:
            packages = 2 if core.twist == "two-reels" or roll % 37 == 0 else 1
            breaks = tuple(
                (many * core.reel, _unit(core.price, share, many * core.reel))
                for many, share in _REEL[family.breaks]
                if many >= packages
            )
            made.append(
                Variation(label, pack, breaks, stock // core.reel * core.reel,
                          packages * core.reel, core.reel, 0 if roll % 5 == 0 else NO_LIMIT)
            )  # fmt: skip
        else:
            # Some passives are sold by tens.
            moq = 10 if core.price == 10_000 and roll % 43 == 0 else 1
            breaks = tuple(
                (many, _unit(core.price, share, many))
                for many, share in _LOOSE[family.breaks]
                if many >= moq
            )
            made.append(
                Variation(
                    label, pack, breaks, stock, moq,
                    standard_package=roll % 2 if pack in ("CT", "DKR") else core.reel,
                    maximum=500 if core.twist == "maximum" else 0 if roll % 5 == 0 else NO_LIMIT,
                    fee=DIGI_REEL_FEE if pack == "DKR" else 0,
                )
            )  # fmt: skip
    return tuple(made)
