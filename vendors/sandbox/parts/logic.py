"""Logic gates and microcontrollers, each in all the packages its maker names."""

from __future__ import annotations

from vendors.sandbox.parts.family import TAPE, Core, Family

_FUNCTIONS: tuple[tuple[str, str], ...] = (
    ("00", "GATE NAND 4CH 2-INP"), ("02", "GATE NOR 4CH 2-INP"), ("04", "INVERTER 6CH 1-INP"),
    ("05", "INVERTER OD 6CH 1-INP"), ("08", "GATE AND 4CH 2-INP"), ("10", "GATE NAND 3CH 3-INP"),
    ("11", "GATE AND 3CH 3-INP"), ("14", "INVERTER SCHMITT 6CH"), ("20", "GATE NAND 2CH 4-INP"),
    ("21", "GATE AND 2CH 4-INP"), ("27", "GATE NOR 3CH 3-INP"), ("30", "GATE NAND 1CH 8-INP"),
    ("32", "GATE OR 4CH 2-INP"), ("42", "DECODER BCD 1 X 4:10"), ("74", "FF D-TYPE DUAL 1BIT"),
    ("85", "COMPARATOR MAGNITUDE 4BIT"), ("86", "GATE XOR 4CH 2-INP"), ("109", "FF J-K DUAL 1BIT"),
    ("123", "MULTIVIBRATOR DUAL"), ("125", "BUFFER NON-INVERT 4CH"), ("126", "BUFFER 3-ST 4CH"),
    ("132", "GATE NAND SCHMITT 4CH"), ("138", "DECODER 1 X 3:8"), ("139", "DECODER 2 X 2:4"),
    ("151", "MULTIPLEXER 1 X 8:1"), ("153", "MULTIPLEXER 2 X 4:1"), ("157", "MUX 4 X 2:1"),
    ("161", "COUNTER BINARY 4BIT"), ("163", "COUNTER BINARY SYNC 4BIT"), ("164", "SHIFT REG 8BIT"),
    ("165", "SHIFT REG PAR-IN 8BIT"), ("173", "FF D-TYPE SNGL 4BIT"), ("174", "FF D-TYPE 6BIT"),
    ("193", "COUNTER UP/DOWN 4BIT"), ("240", "BUFFER INVERT DUAL 4BIT"),
    ("244", "BUFFER NON-INVERT DUAL"), ("245", "TRANSCEIVER 8BIT"), ("273", "FF D-TYPE 8BIT"),
    ("373", "LATCH TRANSPARENT 8BIT"), ("595", "SHIFT REG LATCH 8BIT"),
)  # fmt: skip


def _gate(mpn: str, stub: str, function: tuple[str, str], case: str, volts: str,
          packs: tuple[str, ...], reel: int, price: int, base: str) -> Core:  # fmt: skip
    return Core(
        mpn=mpn,
        description=f"IC {function[1]} {case}",
        parameters=((183, function[1].title()), (14, volts), (1291, case)),
        stub=stub,
        packs=packs,
        reel=reel,
        price=price,
        base=base,
    )


_TI_LINES = (("LS", "4.75V ~ 5.25V", 71_000), ("HC", "2V ~ 6V", 38_000),
             ("HCT", "4.5V ~ 5.5V", 41_000), ("LVC", "1.65V ~ 3.6V", 35_000),
             ("AHC", "2V ~ 5.5V", 36_000), ("ACT", "4.5V ~ 5.5V", 55_000))  # fmt: skip
_TI_CASES = (("DR", "14SOIC", TAPE, 2500), ("N", "14DIP", ("TUBE",), 25),
             ("PWR", "14TSSOP", TAPE, 2000), ("D", "14SOIC", ("TUBE",), 50))  # fmt: skip


def _ti(position: int) -> Core:
    line, rest = divmod(position, 160)
    at, case = divmod(rest, 4)
    name, volts, price = _TI_LINES[line]
    ending, words, packs, reel = _TI_CASES[case]
    base = f"SN74{name}{_FUNCTIONS[at][0]}"
    return _gate(f"{base}{ending}", "296-{n}", _FUNCTIONS[at], words, volts, packs, reel,
                 price + 900 * at, base)  # fmt: skip


_NXP_LINES = ("HC", "HCT", "LVC", "AHC")
_NXP_CASES = (("D,118", "14SO", 2500), ("PW,118", "14TSSOP", 2500), ("BQ,115", "14DHVQFN", 3000))


def _nexperia(position: int) -> Core:
    line, rest = divmod(position, 120)
    at, case = divmod(rest, 3)
    ending, words, reel = _NXP_CASES[case]
    base = f"74{_NXP_LINES[line]}{_FUNCTIONS[at][0]}"
    return _gate(f"{base}{ending}", "1727-{n}", _FUNCTIONS[at], words, "2V ~ 6V", TAPE, reel,
                 33_000 + 700 * at, base)  # fmt: skip


_ON_LINES = ("HC", "VHC", "AC")
_ON_CASES = (("DR2G", "14SOIC", 2500), ("DTR2G", "14TSSOP", 2500))


def _onsemi(position: int) -> Core:
    line, rest = divmod(position, 80)
    at, case = divmod(rest, 2)
    ending, words, reel = _ON_CASES[case]
    base = f"MC74{_ON_LINES[line]}{_FUNCTIONS[at][0]}A"
    mpn = f"{base}{ending}"
    return _gate(mpn, f"{mpn}OS", _FUNCTIONS[at], words, "2V ~ 6V", TAPE, reel,
                 36_000 + 800 * at, base)  # fmt: skip


_STM32 = ("F030", "F103", "F303", "F407", "G031", "G071", "G431", "L031", "L072", "L476", "H743",
          "U575")  # fmt: skip
_PINS = (("K", "32"), ("C", "48"), ("R", "64"), ("V", "100"), ("Z", "144"))
_FLASH = (("4", "16"), ("6", "32"), ("8", "64"), ("B", "128"), ("C", "256"), ("E", "512"))


def _stm32(position: int) -> Core:
    line, rest = divmod(position, 60)
    pins, rest = divmod(rest, 12)
    flash, case = divmod(rest, 2)
    letter, count = _PINS[pins]
    size, kilobytes = _FLASH[flash]
    mpn = f"STM32{_STM32[line]}{letter}{size}{'TU'[case]}6"
    words = f"{count}{'LQFP' if case == 0 else 'UFQFPN'}"
    return Core(
        mpn=mpn,
        description=f"IC MCU 32BIT {kilobytes}KB FLASH {words}",
        parameters=((183, f"ARM® Cortex®-M, {kilobytes}KB flash"), (1291, words)),
        stub="497-{n}",
        packs=("TRAY",),
        reel=(2500, 1500, 960, 540, 360)[pins],
        price=118_000 + 61_000 * pins + 44_000 * flash + 23_000 * line,
        base=f"STM32{_STM32[line]}",
    )


_MICROCHIP = ("PIC10F200", "PIC12F675", "PIC12F1840", "PIC16F84A", "PIC16F628A", "PIC16F877A",
              "PIC16F1455", "PIC16F18446", "PIC18F2550", "PIC18F4520", "PIC18F46K22",
              "PIC24FJ64GA002", "PIC32MX250F128B", "MCP2221A", "MCP2515", "MCP23017", "MCP3008",
              "MCP4725", "MCP6002", "MCP6004", "MCP73831", "MCP9808", "24LC256", "25LC640A",
              "93LC46B", "23LC1024")  # fmt: skip
_MC_CASES = (("-I/P", "DIP", ("TUBE",), 25), ("-I/SO", "SOIC", ("TUBE",), 42),
             ("T-I/SS", "SSOP", TAPE, 1600), ("T-E/ML", "QFN", TAPE, 3300))  # fmt: skip


def _microchip(position: int) -> Core:
    at, case = divmod(position, 4)
    ending, words, packs, reel = _MC_CASES[case]
    mpn = f"{_MICROCHIP[at]}{ending}"
    return Core(
        mpn=mpn,
        description=f"IC {_MICROCHIP[at][:3]} {'MCU 8BIT' if at < 13 else 'PERIPHERAL'} {words}",
        parameters=((1291, words), (252, "-40°C ~ 85°C (TA)")),
        stub=mpn,
        packs=packs,
        reel=reel,
        price=72_000 + 9_300 * at,
        base=_MICROCHIP[at],
    )


def families() -> tuple[Family, ...]:
    return (
        Family("ti", "74", 705, 6 * 160, _ti, "medium", 40_000, 6),
        Family("nexperia", "74", 705, 4 * 120, _nexperia, "medium", 60_000, 8),
        Family("onsemi", "74", 705, 3 * 80, _onsemi, "medium", 30_000, 12),
        Family("st", "STM32", 685, 12 * 60, _stm32, "large", 9_000, 26),
        Family("microchip", "PIC", 685, len(_MICROCHIP) * 4, _microchip, "large", 8_000, 12),
    )
