"""What goes with other parts: housings that mate with headers, their contacts, and kits."""

from __future__ import annotations

import re
from typing import NamedTuple

from vendors.sandbox.parts.family import Core, Family

HEADERS, HOUSINGS, CONTACTS, BLOCKS, RESISTOR_KITS, CAPACITOR_KITS = 314, 319, 316, 371, 65, 66

# (series, how the number of a housing begins, pitch, the contact that goes into it)
_JST = (("XH", "XHP", "2.50 mm", "SXH-001T-P0.6"), ("PH", "PHR", "2.00 mm", "SPH-002T-P0.5S"),
        ("EH", "EHR", "2.50 mm", "SEH-001T-P0.6"),
        ("ZH", "ZHR", "1.50 mm", "SZH-002T-P0.5"))  # fmt: skip
_MOST_JST = 16


def _housing(
    mpn: str, stub: str, positions: int, pitch: str, price: int, pack: str = "BULK"
) -> Core:
    return Core(
        mpn=mpn,
        description=f"CONN RCPT HSG {positions}POS {pitch.upper().replace(' ', '')}",
        parameters=((88, str(positions)), (508, pitch)),
        stub=stub,
        packs=(pack,),
        reel=1000,
        price=price + 300 * positions,
    )


def _jst(position: int) -> Core:
    series, at = divmod(position, _MOST_JST - 1)
    _, beginning, pitch, _ = _JST[series]
    return _housing(f"{beginning}-{at + 2}", "455-{n}", at + 2, pitch, 6_000)


def _kk(position: int) -> Core:
    positions = position + 2
    return _housing(f"0022012{positions:02d}7", "900-{n}", positions, "2.54 mm", 9_000, "BAG")


def _microfit(position: int) -> Core:
    positions = 2 * (position + 1)
    return _housing(f"43025-{positions:02d}00", "WM{n}", positions, "3.00 mm", 21_000)


def _phoenix(position: int) -> Core:
    kind, at = divmod(position, 19)
    positions = at + 2
    name, pitch = (("MC 1,5/{:2d}-G-3,81", "3.81 mm"), ("MSTBA 2,5/{:2d}-G-5,08", "5.08 mm"))[kind]
    return Core(
        mpn=name.format(positions),
        description=f"TERM BLK HDR {positions}POS {pitch.upper().replace(' ', '')}",
        parameters=((88, str(positions)), (508, pitch)),
        stub="277-{n}",
        packs=("BOX",),
        reel=50,
        price=38_000 + 12_000 * positions,
    )


def _contact(maker: str, numbers: tuple[str, ...], stub: str, series: str) -> Family:
    def rule(position: int) -> Core:
        mpn = numbers[position]
        return Core(
            mpn=mpn,
            description="CONN SOCKET CRIMP TIN 22-28AWG",
            parameters=((183, "Socket"),),
            stub=stub.replace("{mpn}", mpn),
            packs=("CT", "TR"),
            reel=8000,
            price=10_000,
        )

    return Family(maker, series, CONTACTS, len(numbers), rule, "chip", 900_000, 8)


class Joint(NamedTuple):
    """Two series of one maker that mate: how the numbers of either side begin, and the contact."""

    maker: str
    header: str
    housing: str
    contact: str | None = None


JOINTS: tuple[Joint, ...] = (
    *(Joint("jst", rf"[BS]\d+B-{name}", f"{begins}-", pin) for name, begins, _, pin in _JST),
    Joint("molex", "002223", "002201", "0008500114"),
    Joint("molex", "43045-", "43025-", "43030-0007"),
    Joint("phoenix", r"MC 1,5/ ?\d+-ST-3,81", r"MC 1,5/ ?\d+-G-3,81"),
    Joint("phoenix", "MSTB 2,5/", "MSTBA 2,5/"),
)


def joint_of(maker: str, mpn: str) -> tuple[Joint, str] | None:
    """The joint that a part is one side of, and how the numbers of its other side begin."""
    for joint in JOINTS:
        if joint.maker == maker:
            for own, other in ((joint.header, joint.housing), (joint.housing, joint.header)):
                if re.match(own, mpn):
                    return joint, other
    return None


# (maker, series whose parts are in it, case, part number, description, price)
KITS: tuple[tuple[str, str, str, str, str, int], ...] = (
    ("yageo", "RC_L", "0402", "RC0402FR-LKIT", "RESISTOR KIT 1% 0402 1-10M", 3_995_000),
    ("yageo", "RC_L", "0603", "RC0603FR-LKIT", "RESISTOR KIT 1% 0603 1-10M", 3_895_000),
    ("yageo", "RC_L", "0805", "RC0805FR-LKIT", "RESISTOR KIT 1% 0805 1-10M", 3_895_000),
    ("panasonic", "ERJ", "0603", "ERJ-3EK-KIT", "RESISTOR KIT 1% 0603", 5_250_000),
    ("murata", "GRM", "0402", "GRM15-KIT-DE", "CAPACITOR CERAMIC KIT 0402", 8_800_000),
    ("murata", "GRM", "0603", "GRM18-KIT-DE", "CAPACITOR CERAMIC KIT 0603", 8_800_000),
    ("kemet", "C", "0603", "CER-ENG-KIT-35", "CAPACITOR CERAMIC KIT 0603", 9_900_000),
)


def _kits(maker: str, category: int) -> Family:
    own = tuple(kit for kit in KITS if kit[0] == maker)

    def rule(position: int) -> Core:
        _, _, size, mpn, description, price = own[position]
        return Core(
            mpn=mpn,
            description=description,
            parameters=((183, description.title()), (16, size)),
            stub=mpn,
            packs=("BOX",),
            reel=1,
            price=price,
        )

    return Family(maker, "-", category, len(own), rule, "large", 60, 10)


def families() -> tuple[Family, ...]:
    return (
        Family("jst", "XH/PH/EH/ZH", HOUSINGS, 4 * (_MOST_JST - 1), _jst, "medium", 200_000, 8),
        Family("molex", "KK 254", HOUSINGS, 35, _kk, "medium", 80_000, 14),
        Family("molex", "Micro-Fit 3.0", HOUSINGS, 12, _microfit, "medium", 20_000, 16),
        Family("phoenix", "COMBICON", BLOCKS, 38, _phoenix, "medium", 4_000, 9),
        _contact("jst", tuple(contact for *_, contact in _JST), "455-{n}", "XH/PH/EH/ZH"),
        _contact("molex", ("0008500114",), "WM{n}", "KK 254"),
        _contact("molex", ("43030-0007",), "WM{n}", "Micro-Fit 3.0"),
        _kits("yageo", RESISTOR_KITS),
        _kits("panasonic", RESISTOR_KITS),
        _kits("murata", CAPACITOR_KITS),
        _kits("kemet", CAPACITOR_KITS),
    )
