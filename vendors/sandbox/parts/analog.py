"""Amplifiers, comparators, regulators and interface circuits."""

from __future__ import annotations

from vendors.sandbox.parts.family import TAPE, Core, Family

# (base, what it is, one piece in 1/100,000 US dollar)
_DUALS: tuple[tuple[str, str, int], ...] = (
    ("LM358", "OPAMP GP 2 CIRCUIT", 31_000), ("LM358B", "OPAMP GP 2 CIRCUIT", 34_000),
    ("LM324", "OPAMP GP 4 CIRCUIT", 39_000), ("LM393", "COMPARATOR 2 DIFFERENTIAL", 28_000),
    ("LM339", "COMPARATOR 4 DIFFERENTIAL", 30_000), ("LM2904", "OPAMP GP 2 CIRCUIT", 37_000),
    ("LM2903", "COMPARATOR 2 DIFFERENTIAL", 33_000), ("LM311", "COMPARATOR W/STROBE", 52_000),
    ("NE5532", "OPAMP AUDIO 2 CIRCUIT", 88_000), ("NE5534", "OPAMP AUDIO 1 CIRCUIT", 97_000),
    ("RC4558", "OPAMP GP 2 CIRCUIT", 41_000), ("RC4580", "OPAMP AUDIO 2 CIRCUIT", 62_000),
    ("TL061", "OPAMP JFET 1 CIRCUIT", 64_000), ("TL062", "OPAMP JFET 2 CIRCUIT", 71_000),
    ("TL071", "OPAMP JFET 1 CIRCUIT", 59_000), ("TL072", "OPAMP JFET 2 CIRCUIT", 66_000),
    ("TL074", "OPAMP JFET 4 CIRCUIT", 74_000), ("TL081", "OPAMP JFET 1 CIRCUIT", 57_000),
    ("TL082", "OPAMP JFET 2 CIRCUIT", 63_000), ("TL084", "OPAMP JFET 4 CIRCUIT", 79_000),
    ("TLC272", "OPAMP CMOS 2 CIRCUIT", 121_000), ("TLV2372", "OPAMP RRIO 2 CIRCUIT", 168_000),
    ("TLV9062", "OPAMP RRIO 2 CIRCUIT", 77_000), ("OPA2134", "OPAMP AUDIO 2 CIRCUIT", 512_000),
    ("OPA2340", "OPAMP RRIO 2 CIRCUIT", 421_000), ("OPA2277", "OPAMP PREC 2 CIRCUIT", 689_000),
    ("OPA333A", "OPAMP ZERO-DRIFT", 287_000), ("INA128", "IN-AMP 1 CIRCUIT", 978_000),
    ("NE555", "OSC TIMER 100KHZ", 44_000), ("SE555", "OSC TIMER 100KHZ", 126_000),
    ("TLC555", "OSC TIMER 2.1MHZ", 98_000), ("UA741", "OPAMP GP 1 CIRCUIT", 55_000),
    ("MAX3232", "RS232 DRVR/RCVR 2/2", 232_000), ("SN65HVD230", "CAN TRANSCEIVER 1/1", 254_000),
    ("SN75176B", "RS485 TRANSCEIVER 1/1", 143_000), ("THS4521", "OPAMP DIFF 1 CIRCUIT", 417_000),
)  # fmt: skip
_CASES = (("DR", "8SOIC", TAPE, 2500), ("D", "8SOIC", ("TUBE",), 75), ("P", "8DIP", ("TUBE",), 50),
          ("PWR", "8TSSOP", TAPE, 2000), ("DGKR", "8VSSOP", TAPE, 2500))  # fmt: skip


def _chip(mpn: str, stub: str, words: str, case: str, packs: tuple[str, ...], reel: int,
          price: int, base: str, twist: str = "") -> Core:  # fmt: skip
    return Core(
        mpn=mpn,
        description=f"IC {words} {case}",
        parameters=((183, words.title()), (1291, case), (252, "0°C ~ 70°C")),
        stub=stub,
        packs=packs,
        reel=reel,
        price=price,
        base=base,
        twist=twist,
    )


def _ti(position: int) -> Core:
    at, case = divmod(position, len(_CASES))
    base, words, price = _DUALS[at]
    ending, package, packs, reel = _CASES[case]
    return _chip(f"{base}{ending}", "296-{n}", words, package, packs, reel, price, base)


_NATIONAL = ("LM358", "LM358A", "LM324", "LM393", "LM339", "LMV358", "LMC6482A", "LMH6642",
             "LM317L", "LM386", "LP2951", "LM4040", "LM61C", "LM74", "LM2596S", "LM2675",
             "LMR14206")  # fmt: skip
_NS_CASES = (("MX/NOPB", "8SOIC", TAPE, 2500), ("M/NOPB", "8SOIC", ("TUBE",), 95),
             ("N/NOPB", "8DIP", ("TUBE",), 40))  # fmt: skip


def _national(position: int) -> Core:
    at, case = divmod(position, len(_NS_CASES))
    ending, package, packs, reel = _NS_CASES[case]
    base = _NATIONAL[at]
    mpn = f"{base}{ending}"
    return _chip(mpn, mpn, f"{base} LINEAR", package, packs, reel, 64_000 + 7_000 * at, base)


_SECOND = _DUALS[:20]


def _st(position: int) -> Core:
    """The second source: the same numbers as the first maker's, for other parts."""
    at, case = divmod(position, 2)
    base, words, price = _SECOND[at]
    ending, packs, reel = (("D", ("TUBE",), 100), ("DT", TAPE, 2500))[case]
    return _chip(f"{base}{ending}", "497-{n}", words, "8SO", packs, reel, price - 3_000, base)


def _onsemi(position: int) -> Core:
    at, case = divmod(position, 2)
    base, words, price = _SECOND[at]
    ending, package, reel = (("DR2G", "8SOIC", 2500), ("DMR2G", "8MICRO", 4000))[case]
    mpn = f"{base}{ending}"
    return _chip(mpn, f"{mpn}OS", words, package, TAPE, reel, price - 2_000, base, "no-unit-price")


_SWITCHERS = ("TPS5430", "TPS54202", "TPS54302", "TPS54331", "TPS54360", "TPS54531", "TPS560430",
              "TPS561201", "TPS562201", "TPS563200", "TPS61023", "TPS61088", "TPS61230A",
              "TPS62125", "TPS62130", "TPS62160", "TPS62743", "TPS62840", "TPS63000", "TPS63020",
              "TPS63070", "TPS65131", "TPS7A0233", "TPS7A4700", "TLV1117-33", "TLV62569",
              "TLV75533", "LM5008A", "LM5164", "LMR33630A")  # fmt: skip
_SW_CASES = (("DDAR", "8SOPWR", 2500), ("DBVR", "SOT23-6", 3000), ("RGTR", "16VQFN", 3000))


def _switcher(position: int) -> Core:
    at, case = divmod(position, len(_SW_CASES))
    ending, package, reel = _SW_CASES[case]
    base = _SWITCHERS[at]
    return _chip(f"{base}{ending}", "296-{n}", "REG SWITCHING ADJ", package, TAPE, reel,
                 96_000 + 11_500 * at, base)  # fmt: skip


_LINEAR = (1086, 1117, 1461, 1490, 1521, 1575, 1761, 1763, 1764, 1765, 1785, 1787, 1912, 1931, 1933,
           1962, 1963, 2057, 2940, 3008, 3042, 3045, 3080, 3083, 3471, 3477, 3580, 3652, 3757, 3845,
           4054, 4150, 4162, 4350, 4357, 4364, 4412, 5400, 6101, 6655)  # fmt: skip
_LT_CASES = (("CS8", "8SO", 100), ("IMS8", "8MSOP", 50), ("HS-2", "16SO", 50))


def _linear(position: int) -> Core:
    at, rest = divmod(position, 6)
    case, tape = divmod(rest, 2)
    grade, package, reel = _LT_CASES[case]
    base = f"LTC{_LINEAR[at]}"
    mpn = f"{base}{grade}#{'TRPBF' if tape else 'PBF'}"
    return _chip(mpn, mpn if tape else f"{mpn}", "LINEAR TECHNOLOGY", package,
                 TAPE if tape else ("TUBE",), 2500 if tape else reel,
                 389_000 + 21_000 * at, base)  # fmt: skip


_MAXIM = (232, 485, 487, 488, 490, 603, 660, 690, 706, 809, 811, 813, 1232, 1487, 1555, 1672,
          1811, 3051, 3232, 3373, 3485, 3490, 4172, 4372, 6029, 6675, 7219, 9812, 14783,
          31855)  # fmt: skip
_MX_CASES = (
    ("CSA", "8SOIC", 100),
    ("ESA", "8SOIC", 100),
    ("EUA", "8UMAX", 50),
    ("CPA", "8DIP", 50),
)


def _maxim(position: int) -> Core:
    at, rest = divmod(position, 8)
    case, tape = divmod(rest, 2)
    grade, package, reel = _MX_CASES[case]
    base = f"MAX{_MAXIM[at]}"
    mpn = f"{base}{grade}+{'T' if tape else ''}"
    return _chip(mpn, mpn, "INTERFACE", package, TAPE if tape else ("TUBE",),
                 2500 if tape else reel, 178_000 + 13_000 * at, base)  # fmt: skip


def families() -> tuple[Family, ...]:
    return (
        Family("ti", "-", 687, len(_DUALS) * len(_CASES), _ti, "medium", 75_000, 6),
        Family("ti", "LM", 687, len(_NATIONAL) * 3, _national, "medium", 20_000, 6),
        Family("st", "-", 687, len(_SECOND) * 2, _st, "medium", 30_000, 14),
        Family("onsemi", "-", 687, len(_SECOND) * 2, _onsemi, "medium", 30_000, 16),
        Family("ti", "Eco-Mode™", 739, len(_SWITCHERS) * 3, _switcher, "medium", 25_000, 12),
        Family("adi", "-", 739, len(_LINEAR) * 6, _linear, "large", 2_000, 10),
        Family("maxim", "-", 710, len(_MAXIM) * 8, _maxim, "large", 3_000, 15),
    )
