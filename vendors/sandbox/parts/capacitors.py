"""Capacitors: multilayer ceramics of six makers, and radial electrolytics of three."""

from __future__ import annotations

from collections.abc import Callable

from vendors.sandbox.parts.family import TAPE, Core, Family, mix
from vendors.sandbox.parts.values import E12, case, picofarads

_E6 = E12[::2]
_SIZES = ("0402", "0603", "0805", "1206")
_REEL = {"0402": 10_000, "0603": 4_000, "0805": 3_000, "1206": 2_000}

# (dielectric, volts, two digits, zeros): what every maker here makes.
_COMBINATIONS: tuple[tuple[str, str, int, int], ...] = tuple(
    (dielectric, volts, tens, decade)
    for dielectric, all_volts, decades, tens_list in (
        ("C0G", ("50", "100"), (0, 1), E12),
        ("X7R", ("16", "25", "50", "100"), (2, 3, 4), _E6),
        ("X5R", ("6.3", "10", "16", "25"), (4, 5, 6), _E6[:5]),
    )
    for volts in all_volts
    for decade in decades
    for tens in tens_list
)
_TOLERANCE = {"C0G": ("J", "5%"), "X7R": ("K", "10%"), "X5R": ("M", "20%")}

_Spell = Callable[[str, str, str, str, str], str]


def _murata(size: str, dielectric: str, volts: str, code: str, tol: str) -> str:
    body = {"0402": "155", "0603": "188", "0805": "21B", "1206": "31C"}[size]
    temp = {"C0G": "5C", "X7R": "R7", "X5R": "R6"}[dielectric]
    volt = {"6.3": "0J", "10": "1A", "16": "1C", "25": "1E", "50": "1H", "100": "2A"}[volts]
    ending = "A93" if (size, volts) == ("0603", "50") else f"A{11 + 10 * _SIZES.index(size)}"
    return f"GRM{body}{temp}{volt}{code}{tol}{ending}D"


def _samsung(size: str, dielectric: str, volts: str, code: str, tol: str) -> str:
    body = {"0402": "05", "0603": "10", "0805": "21", "1206": "31"}[size]
    temp = {"C0G": "C", "X7R": "B", "X5R": "A"}[dielectric]
    volt = {"6.3": "Q", "10": "P", "16": "O", "25": "A", "50": "B", "100": "C"}[volts]
    return f"CL{body}{temp}{code}{tol}{volt}8NNNC"


def _tdk(size: str, dielectric: str, volts: str, code: str, tol: str) -> str:
    body = {"0402": "C1005", "0603": "C1608", "0805": "C2012", "1206": "C3216"}[size]
    volt = {"6.3": "0J", "10": "1A", "16": "1C", "25": "1E", "50": "1H", "100": "2A"}[volts]
    thick = {"0402": "050BB", "0603": "080AA", "0805": "125AB", "1206": "160AC"}[size]
    return f"{body}{dielectric}{volt}{code}{tol}{thick}"


def _kemet(size: str, dielectric: str, volts: str, code: str, tol: str) -> str:
    volt = {"6.3": "9", "10": "8", "16": "4", "25": "3", "50": "5", "100": "1"}[volts]
    temp = {"C0G": "G", "X7R": "R", "X5R": "P"}[dielectric]
    return f"C{size}C{code}{tol}{volt}{temp}ACTU"


def _yageo(size: str, dielectric: str, volts: str, code: str, tol: str) -> str:
    volt = {"6.3": "5", "10": "6", "16": "7", "25": "8", "50": "9", "100": "0"}[volts]
    temp = "NPO" if dielectric == "C0G" else dielectric
    return f"CC{size}{tol}R{temp}{volt}BB{code}"


def _taiyo(size: str, dielectric: str, volts: str, code: str, tol: str) -> str:
    volt = {"6.3": "J", "10": "L", "16": "E", "25": "T", "50": "U", "100": "H"}[volts]
    body = {"0402": "105", "0603": "107", "0805": "212", "1206": "316"}[size]
    temp = {"C0G": "CG", "X7R": "B7", "X5R": "BJ"}[dielectric]
    return f"{volt}MK{body}{temp}{code}{tol}A-T"


def _ceramic(maker: str, series: str, prefix: str, spell: _Spell) -> Family:
    count = len(_COMBINATIONS)

    def rule(position: int) -> Core:
        at_size, rest = divmod(position, count)
        size = _SIZES[at_size]
        dielectric, volts, tens, decade = _COMBINATIONS[rest]
        code, short, words = picofarads(tens, decade)
        letter, tolerance = _TOLERANCE[dielectric]
        name = "C0G/NP0" if dielectric == "C0G" else dielectric
        return Core(
            mpn=spell(size, dielectric, volts, code, letter),
            description=f"CAP CER {short} {volts}V {name} {size}",
            parameters=(
                (2049, words),
                (3, f"±{tolerance}"),
                (14, f"{volts}V"),
                (17, "C0G, NP0" if dielectric == "C0G" else dielectric),
                (69, "Surface Mount, MLCC"),
                (16, case(size)),
            ),
            stub=f"{prefix}-{{n}}",
            packs=TAPE,
            reel=_REEL[size],
            price=10_000 + 9_000 * max(0, decade - 3) + 3_000 * at_size,
        )

    return Family(maker, series, 60, count * len(_SIZES), rule, "chip", 2_500_000, 20)


_VOLTS = (("0J", "6.3"), ("1A", "10"), ("1C", "16"), ("1E", "25"),
          ("1V", "35"), ("1H", "50"), ("1J", "63"), ("2A", "100"))  # fmt: skip
# (code of µF, value in µF)
_MICRO = tuple(
    (code, micro)
    for code, micro in (
        ("010", "1"), ("2R2", "2.2"), ("3R3", "3.3"), ("4R7", "4.7"), ("100", "10"),
        ("220", "22"), ("330", "33"), ("470", "47"), ("101", "100"), ("221", "220"),
        ("331", "330"), ("471", "470"), ("102", "1000"), ("222", "2200"), ("332", "3300"),
        ("472", "4700"),
    )
)  # fmt: skip


def _electrolytic(
    maker: str,
    series: str,
    name: str,
    stub: str,
    packs: tuple[str, ...],
    reel: int,
    first: int = 0,
) -> Family:
    """`name` has the places {volt}, {volts}, {code} and {micro}; `stub` may have {at}."""

    def rule(position: int) -> Core:
        at_volt, at_micro = divmod(position, len(_MICRO))
        volt, volts = _VOLTS[at_volt]
        code, micro = _MICRO[at_micro]
        mpn = name.format(volt=volt, volts=volts.replace(".", "R"), code=code, micro=micro)
        return Core(
            mpn=mpn,
            description=f"CAP ALUM {micro}UF 20% {volts}V RADIAL",
            parameters=(
                (2049, f"{micro} µF"),
                (3, "±20%"),
                (14, f"{volts} V"),
                (252, "-55°C ~ 105°C"),
                (69, "Through Hole"),
                (16, "Radial, Can"),
            ),
            stub=stub.replace("{at}", str(first + position)).replace("{mpn}", mpn),
            packs=packs,
            reel=reel,
            price=14_000 + 2_100 * at_micro + 1_300 * at_volt + mix(position, 3) % 4_000,
        )

    return Family(maker, series, 58, len(_VOLTS) * len(_MICRO), rule, "medium", 40_000, 26)


def families() -> tuple[Family, ...]:
    # ECA-1VHG102 is position 76 of its series and has long been P5555-ND.
    return (
        _ceramic("murata", "GRM", "490", _murata),
        _ceramic("samsung", "CL", "1276", _samsung),
        _ceramic("tdk", "C", "445", _tdk),
        _ceramic("kemet", "C", "399", _kemet),
        _ceramic("yageo", "CC", "311", _yageo),
        _ceramic("taiyo", "M", "587", _taiyo),
        _electrolytic("panasonic", "NHG", "ECA-{volt}HG{code}", "P{at}", ("BULK",), 200, 5479),
        _electrolytic("panasonic", "M", "ECA-{volt}M{code}B", "P{at}", ("CT", "TB"), 2000, 10200),
        _electrolytic("nichicon", "UVR", "UVR{volt}{code}MED", "493-{n}", ("BULK",), 500),
        _electrolytic("nichicon", "UHE", "UHE{volt}{code}MPD", "493-{n}", ("BULK",), 500),
        _electrolytic("rubycon", "YXF", "{volts}YXF{micro}M", "1189-{n}", ("CT", "TB"), 2000),
    )
