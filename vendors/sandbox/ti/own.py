"""What only TI sells: small reels, boards, and numbers with something odd about them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from vendors.sandbox.parts.family import Core

CARRIERS = {"TR": "Large T&R", "CT": "Large T&R", "SMALL": "Small T&R", "TUBE": "Tube",
            "TRAY": "Tray", "BOX": "Box"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Own:
    """A part with its carrier, and the terms that are not the usual ones (None: the usual).

    `first` is the least quantity that has a price, `future` (pieces or None, weeks ahead).
    """

    core: Core
    limit: int | None = None
    stock: int | None = None
    moq: int | None = None
    first: int | None = None
    custom_reel: bool | None = None
    life_cycle: str | None = None
    future: tuple[tuple[int | None, int], ...] | None = None
    board: bool = False
    restricted: bool = False


def _core(number: str, base: str, words: str, case: str, pack: str, pack_of: int,
          price: int) -> Core:  # fmt: skip
    return Core(
        mpn=number,
        description=f"IC {words.upper()} {case}",
        parameters=((183, words), (1291, case)),
        stub="",
        packs=(pack,),
        reel=pack_of,
        price=price,
        base=base,
    )


_SPECIAL: tuple[Own, ...] = (
    Own(_core("AFE7799IABJ", "AFE7799", "Quad-channel RF transceiver", "400FCBGA", "TRAY", 126,
              41_200_000), limit=50, stock=5_435, custom_reel=False,
        future=((3500, 2), (5000, 3), (2000, 4))),
    Own(_core("ISO1042DWR", "ISO1042", "Isolated CAN transceiver", "16SOIC", "TR", 2000, 288_000),
        stock=38_400, custom_reel=True),
    Own(_core("ISO1042DWVR", "ISO1042", "Isolated CAN transceiver", "8SOIC", "TR", 1000, 291_000),
        stock=12_100, first=250, moq=250),
    Own(_core("OPA33AIDR", "OPA33", "Zero-drift amplifier", "8SOIC", "TR", 2500, 176_000),
        stock=26_000, custom_reel=True),
    Own(_core("LP2982AIM5-3.3/NOPB", "LP2982", "50-mA low-noise LDO", "5SOT23", "TR", 1000, 74_000),
        stock=9_800, custom_reel=True),
    Own(_core("LP2989IM-2.5/NOPB", "LP2989", "500-mA low-noise LDO", "8SOIC", "TUBE", 95, 161_000),
        stock=0, future=((None, 3), (1900, 9))),
    Own(_core("TLV9002IDGKT", "TLV9002", "Dual RRIO amplifier", "8VSSOP", "SMALL", 250, 52_000),
        stock=0, life_cycle="PREVIEW", future=((None, 6),)),
    Own(_core("SN74HC00DE4", "SN74HC00", "Quad NAND gate", "14SOIC", "TUBE", 50, 39_000),
        stock=611, life_cycle="NRND", limit=500),
    Own(_core("CD4049UBPWR", "CD4049UB", "Hex inverting buffer", "16TSSOP", "TR", 2000, 21_000),
        stock=64_000, first=500, moq=500),
    # The least quantity is one piece, yet nothing below 250 has a price.
    Own(_core("CD4050BPWR", "CD4050B", "Hex buffer", "16TSSOP", "TR", 2000, 22_000),
        stock=31_000, first=250, moq=1),
    Own(_core("ADS54J60IRMPR", "ADS54J60", "Dual 16-bit ADC", "72VQFN", "TR", 2000, 61_500_000),
        stock=140, restricted=True, limit=10),
    Own(_core("TPS562201EVM-601", "TPS562201EVM-601", "Evaluation module", "0BOARD", "BOX", 1,
              2_900_000), stock=31, limit=5, custom_reel=False, board=True),
    Own(_core("LAUNCHXL-F28379D", "LAUNCHXL-F28379D", "LaunchPad kit", "0BOARD", "BOX", 1,
              3_379_000), stock=212, limit=10, custom_reel=False, board=True),
    Own(_core("TMDSEVM 6678LE", "TMDSEVM6678", "Evaluation module", "0BOARD", "BOX", 1, 45_000_000),
        stock=4, limit=2, custom_reel=False, board=True),
)  # fmt: skip
_SMALL = (("DBVT", "DBVR"), ("RGTT", "RGTR"))


def parts(shared: list[Core]) -> Iterator[Own]:
    """All of them. `shared` are the parts that others sell as well: those on large reels of a
    certain case come on small ones too."""
    yield from _SPECIAL
    for core in shared:
        for small, large in _SMALL:
            if core.mpn.endswith(large):
                base = core.base or core.mpn.removesuffix(large)
                words, case = (dict(core.parameters)[key] for key in (183, 1291))
                price = core.price * 11 // 10
                yield Own(_core(f"{base}{small}", base, words, case, "SMALL", 250, price))
