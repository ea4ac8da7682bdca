"""Chip resistors: thick film at 1 % and 5 %, thin film at 0.1 %, of several makers."""

from __future__ import annotations

from collections.abc import Callable

from vendors.sandbox.parts.family import TAPE, Core, Family
from vendors.sandbox.parts.values import E24, E96, E96_AND_E24, SIZES, Ohms, case

_REEL = {"0402": 10_000, "0603": 5_000, "0805": 5_000, "1206": 5_000}
_TENS = tuple(ten * 10 for ten in E24)

# What a maker's rule makes of a size and a value: (part number, DigiKey stub).
_Spell = Callable[[str, Ohms], tuple[str, str]]


def _yageo(size: str, ohms: Ohms) -> tuple[str, str]:
    letters = {"0402": "LR", "0603": "HR", "0805": "CR", "1206": "FR"}[size]
    return f"RC{size}FR-07{ohms.letter()}L", f"311-{ohms.point()}{letters}"


def _yageo5(size: str, ohms: Ohms) -> tuple[str, str]:
    letters = {"0402": "JR", "0603": "GR", "0805": "AR", "1206": "ER"}[size]
    return f"RC{size}JR-07{ohms.letter()}L", f"311-{ohms.plain()}{letters}"


def _vishay(size: str, ohms: Ohms) -> tuple[str, str]:
    letter = {"0402": "L", "0603": "H", "0805": "C", "1206": "F"}[size]
    return f"CRCW{size}{ohms.letter3()}FKEA", f"541-{ohms.point()}{letter}"


def _panasonic(size: str, ohms: Ohms) -> tuple[str, str]:
    code, letter = {"0402": ("2RK", "L"), "0603": ("3EK", "H"), "0805": ("6EN", "C")}[size]
    return f"ERJ-{code}F{ohms.code4()}{'X' if size == '0402' else 'V'}", f"P{ohms.point()}{letter}"


def _panasonic5(size: str, ohms: Ohms) -> tuple[str, str]:
    code, letter = {"0402": ("2GE", "J"), "0603": ("3GEY", "G"), "0805": ("6GEY", "A")}[size]
    return f"ERJ-{code}J{ohms.code3()}{'X' if size == '0402' else 'V'}", f"P{ohms.plain()}{letter}"


def _stackpole(size: str, ohms: Ohms) -> tuple[str, str]:
    mpn = f"RMCF{size}FT{ohms.letter3()}"
    return mpn, mpn


def _koa(size: str, ohms: Ohms) -> tuple[str, str]:
    code = {"0402": "1E", "0603": "1J", "0805": "2A"}[size]
    mpn = f"RN73H{code}TTD{ohms.code4()}B25"
    return mpn, f"2019-{mpn}"


def _family(
    maker: str,
    series: str,
    spell: _Spell,
    *,
    sizes: tuple[str, ...],
    digits: tuple[int, ...],
    decades: int,
    tolerance: str,
    price: int,
    thin: bool = False,
) -> Family:
    per_size = len(digits) * decades

    def rule(position: int) -> Core:
        at_size, rest = divmod(position, per_size)
        decade, digit = divmod(rest, len(digits))
        size = sizes[at_size]
        ohms = Ohms(digits[digit], decade)
        mpn, stub = spell(size, ohms)
        power = SIZES[size]
        return Core(
            mpn=mpn,
            description=f"RES {ohms.plain()} OHM {tolerance} {power[2]} {size}",
            parameters=(
                (2085, ohms.words()),
                (3, f"±{tolerance}"),
                (2, power[1]),
                (17, "±25ppm/°C" if thin else "±100ppm/°C"),
                (252, "-55°C ~ 155°C"),
                (16, case(size)),
                (1291, size),
            ),
            stub=stub,
            packs=TAPE,
            reel=_REEL[size],
            price=price + (2_000 * at_size if thin else 0),
        )

    return Family(
        maker, series, 52, per_size * len(sizes), rule, "resistor", plenty=4_000_000, weeks=16
    )


_THREE = ("0402", "0603", "0805")


def families() -> tuple[Family, ...]:
    return (
        _family(
            "yageo",
            "RC_L",
            _yageo,
            sizes=(*_THREE, "1206"),
            digits=E96_AND_E24,
            decades=6,
            tolerance="1%",
            price=10_000,
        ),
        _family(
            "vishay-dale",
            "CRCW e3",
            _vishay,
            sizes=_THREE,
            digits=E96_AND_E24,
            decades=6,
            tolerance="1%",
            price=10_000,
        ),
        _family(
            "panasonic",
            "ERJ",
            _panasonic,
            sizes=_THREE,
            digits=E96,
            decades=6,
            tolerance="1%",
            price=10_000,
        ),
        _family(
            "stackpole",
            "RMCF",
            _stackpole,
            sizes=("0603", "0805"),
            digits=E96,
            decades=6,
            tolerance="1%",
            price=10_000,
        ),
        _family(
            "yageo",
            "RC_L 5%",
            _yageo5,
            sizes=_THREE,
            digits=_TENS,
            decades=6,
            tolerance="5%",
            price=10_000,
        ),
        _family(
            "panasonic",
            "ERJ-G",
            _panasonic5,
            sizes=_THREE,
            digits=_TENS,
            decades=6,
            tolerance="5%",
            price=10_000,
        ),
        _family(
            "koa",
            "RN73H",
            _koa,
            sizes=_THREE,
            digits=_TENS,
            decades=4,
            tolerance="0.1%",
            price=42_000,
            thin=True,
        ),
    )
