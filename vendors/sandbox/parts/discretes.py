"""Diodes, transistors and LEDs; some numbers belong to several makers."""

from __future__ import annotations

from vendors.sandbox.parts.family import TAPE, Core, Family
from vendors.sandbox.parts.values import E24

_VOLTS = ("5.0", "6.0", "6.5", "7.0", "7.5", "8.0", "8.5", "9.0", "10", "11", "12", "13", "14",
          "15", "16", "17", "18", "20", "22", "24", "26", "28", "30", "33", "36", "40", "43", "45",
          "48", "51", "54", "58", "60", "64", "70", "75", "78", "85")  # fmt: skip


def _tvs(maker: str, stub: str, price: int) -> Family:
    def rule(position: int) -> Core:
        at, both = divmod(position, 2)
        volts = _VOLTS[at]
        return Core(
            mpn=f"SMBJ{volts}{'CA' if both else 'A'}",
            description=f"TVS DIODE {volts.removesuffix('.0')}VWM SMB",
            parameters=((2094, f"{volts}V"), (183, "Bidirectional" if both else "Unidirectional"),
                        (16, "DO-214AA, SMB")),
            stub=stub.replace("{mpn}", f"SMBJ{volts}{'CA' if both else 'A'}"),
            packs=TAPE,
            reel=3000,
            price=price,
        )  # fmt: skip

    return Family(maker, "SMBJ", 144, len(_VOLTS) * 2, rule, "medium", 120_000, 20)


_ZENERS = tuple(f"{ten // 10}V{ten % 10}" for ten in E24 if ten >= 24) + tuple(
    str(ten) for ten in E24 if ten <= 75
)


def _zener(maker: str, name: str, stub: str) -> Family:
    def rule(position: int) -> Core:
        code = _ZENERS[position]
        volts = code.replace("V", ".")
        return Core(
            mpn=name.format(code),
            description=f"DIODE ZENER {volts}V 250MW SOT23",
            parameters=((2079, f"{volts} V"), (3, "±5%"), (16, "TO-236-3, SC-59, SOT-23-3")),
            stub=stub.replace("{mpn}", name.format(code)),
            packs=TAPE,
            reel=3000,
            price=12_000,
        )

    return Family(maker, "BZX84", 287, len(_ZENERS), rule, "chip", 400_000, 10)


_BIPOLARS = ("2N7002", "BC807-25", "BC817-40", "BC846B", "BC847B", "BC847C", "BC856B", "BC857B",
             "BC857C", "BSS84", "BSS138", "MMBT2222A", "MMBT2907A", "MMBT3904", "MMBT3906",
             "MMBT5551", "MMBTA42", "MMBTA92", "PMBT4401", "PMBT4403")  # fmt: skip


def _transistor(maker: str, ending: str, stub: str) -> Family:
    def rule(position: int) -> Core:
        base = _BIPOLARS[position]
        field_effect = base in {"2N7002", "BSS84", "BSS138"}
        mpn = f"{base}{ending}"
        return Core(
            mpn=mpn,
            description="MOSFET N-CH 60V SOT23" if field_effect else "TRANS NPN/PNP 0.1A SOT23",
            parameters=((183, "MOSFET" if field_effect else "Bipolar"), (16, "SOT-23-3")),
            stub=stub.replace("{mpn}", mpn),
            packs=TAPE,
            reel=3000,
            price=13_000 + 400 * position,
            base=base,
        )

    return Family(maker, "-", 276, len(_BIPOLARS), rule, "chip", 700_000, 12)


_FETS = ("IRF540N", "IRF3205", "IRF4905", "IRF9540N", "IRFB4110", "IRFP260N", "IRFZ44N", "IRL540N",
         "IRLB8743", "IRLML2502", "IRLML6402", "IRLR2905", "IRLZ44N", "BSC010N04LS",
         "BSC014N06NS", "BSZ0902NS", "IPB017N10N5", "IPD90N04S4")  # fmt: skip


def _fet(position: int) -> Core:
    base = _FETS[position // 2]
    tape = position % 2
    return Core(
        mpn=f"{base}{'STRLPBF' if tape else 'PBF'}",
        description=f"MOSFET N-CH 100V {'D2PAK' if tape else 'TO220AB'}",
        parameters=((183, "N-Channel"), (14, "100 V"), (1291, "D2PAK" if tape else "TO-220AB")),
        stub="448-{n}",
        packs=TAPE if tape else ("TUBE",),
        reel=800 if tape else 50,
        price=121_000 + 9_000 * position,
        base=base,
    )


_RECTIFIERS = ("1N4001", "1N4002", "1N4003", "1N4004", "1N4005", "1N4006", "1N4007", "1N5817",
               "1N5818", "1N5819", "1N5400", "1N5404", "1N5408", "UF4007", "SB560",
               "1N4148")  # fmt: skip


def _rectifier(position: int) -> Core:
    at, pack = divmod(position, 2)
    mpn = f"{_RECTIFIERS[at]}-E3/{('54', '73')[pack]}"
    return Core(
        mpn=mpn,
        description="DIODE STANDARD 1A DO204AL",
        parameters=((14, f"{50 * (at + 1)} V"), (16, "DO-204AL, DO-41, Axial")),
        stub=f"{_RECTIFIERS[at]}-E3/{('54', '73')[pack]}GI",
        packs=("CT", "TR") if pack == 0 else ("CT", "TB"),
        reel=5500 if pack == 0 else 3000,
        price=11_000 + 500 * at,
        base=_RECTIFIERS[at],
    )


_COLOURS = (("C", "BLUE"), ("G", "GREEN"), ("K", "RED"), ("Y", "YELLOW"), ("W", "WHITE"),
            ("A", "AMBER"), ("E", "ORANGE"), ("T", "WARM WHITE"))  # fmt: skip


def _led(maker: str, name: str, stub: str, sizes: tuple[tuple[str, str], ...]) -> Family:
    def rule(position: int) -> Core:
        at_size, colour = divmod(position, len(_COLOURS))
        letter, words = _COLOURS[colour]
        code, size = sizes[at_size]
        return Core(
            mpn=name.format(code=code, letter=letter),
            description=f"LED {words} CLEAR {size} SMD",
            parameters=((46, words.title()), (16, size), (69, "Surface Mount")),
            stub=stub,
            packs=TAPE,
            reel=3000,
            price=17_000 + 2_500 * colour,
        )

    return Family(maker, "-", 105, len(sizes) * len(_COLOURS), rule, "medium", 200_000, 14)


def families() -> tuple[Family, ...]:
    sizes = (("150", "1206"), ("170", "0805"), ("190", "0603"), ("191", "0603"), ("281", "0402"))
    return (
        _tvs("littelfuse", "{mpn}LF", 42_000),
        _tvs("bourns", "{mpn}BRN", 39_000),
        _tvs("vishay-semi", "{mpn}VI", 44_000),
        _zener("nexperia", "BZX84-C{},215", "1727-{n}"),
        _zener("onsemi", "BZX84C{}LT1G", "{mpn}OS"),
        _zener("diodes", "BZX84C{}-7-F", "{mpn}DI"),
        _transistor("nexperia", ",215", "1727-{n}"),
        _transistor("onsemi", "LT1G", "{mpn}OS"),
        _transistor("diodes", "-7-F", "{mpn}DI"),
        Family("infineon", "HEXFET®", 278, len(_FETS) * 2, _fet, "medium", 9_000, 26),
        Family("vishay-semi", "-", 280, len(_RECTIFIERS) * 2, _rectifier, "chip", 90_000, 16),
        _led("liteon", "LTST-C{code}{letter}KT", "160-{n}", sizes),
        _led("kingbright", "AP{code}{letter}D/Z", "754-{n}", sizes),
    )
