"""Preferred values of IEC 60063 and the ways makers write them into part numbers."""

from __future__ import annotations

E12 = (10, 12, 15, 18, 22, 27, 33, 39, 47, 56, 68, 82)
E24 = (10, 11, 12, 13, 15, 16, 18, 20, 22, 24, 27, 30,
       33, 36, 39, 43, 47, 51, 56, 62, 68, 75, 82, 91)  # fmt: skip
E96 = tuple(round(100 * 10 ** (step / 96)) for step in range(96))
E96_AND_E24 = tuple(sorted({*E96, *(ten * 10 for ten in E24)}))

# Sizes: inch name, metric name, power of a thick-film resistor.
SIZES = {
    "0402": ("1005", "0.063W, 1/16W", "1/16W"),
    "0603": ("1608", "0.1W, 1/10W", "1/10W"),
    "0805": ("2012", "0.125W, 1/8W", "1/8W"),
    "1206": ("3216", "0.25W, 1/4W", "1/4W"),
}


def case(size: str) -> str:
    return f"{size} ({SIZES[size][0]} Metric)"


class Ohms:
    """A resistance of three digits: `digits` × 10^(`decade` - 2) ohms, decade 0 to 6."""

    __slots__ = ("decade", "digits")

    def __init__(self, digits: int, decade: int) -> None:
        self.digits = digits
        self.decade = decade

    def _split(self) -> tuple[str, str, str]:
        unit, place = divmod(self.decade, 3)
        text = str(self.digits)
        return text[: place + 1], text[place + 1 :], "RKM"[unit]

    def letter(self) -> str:
        """`10K`, `4K7`, `1R02`: the letter is the point, trailing zeros fall."""
        whole, rest, unit = self._split()
        return f"{whole}{unit}{rest.rstrip('0')}"

    def letter3(self) -> str:
        """`10K0`, `4K70`, `100R`: always three digits."""
        whole, rest, unit = self._split()
        return f"{whole}{unit}{rest}"

    def code4(self) -> str:
        """`1002`, `10R2`, `1R02`: three digits and the number of zeros."""
        if self.decade >= 2:
            return f"{self.digits}{self.decade - 2}"
        whole, rest, _ = self._split()
        return f"{whole}R{rest}"

    def code3(self) -> str:
        """`103`, `1R5`: two digits and the number of zeros."""
        if self.decade >= 1:
            return f"{self.digits // 10}{self.decade - 1}"
        return f"{self.digits // 100}R{self.digits // 10 % 10}"

    def point(self) -> str:
        """`10.0K`, `100`, `1.02`: as in a DigiKey number."""
        whole, rest, unit = self._split()
        return f"{whole}{'.' if rest else ''}{rest}{unit.replace('R', '')}"

    def plain(self) -> str:
        """`10K`, `4.7K`, `100`: as in a description."""
        whole, rest, unit = self._split()
        rest = rest.rstrip("0")
        return f"{whole}{'.' if rest else ''}{rest}{unit.replace('R', '')}"

    def words(self) -> str:
        whole, rest, unit = self._split()
        rest = rest.rstrip("0")
        prefix = {"R": "", "K": "k", "M": "M"}[unit]
        return f"{whole}{'.' if rest else ''}{rest} {prefix}Ohms"


def picofarads(tens: int, decade: int) -> tuple[str, str, str]:
    """(code, description, parameter) of `tens` × 10^`decade` pF: `104`, `0.1UF`, `0.1 µF`."""
    code = f"{tens}{decade}"
    value = tens * 10**decade
    if value < 10_000:
        return code, f"{value}PF", f"{value} pF"
    micro = f"{value / 1_000_000:.6f}".rstrip("0").rstrip(".")
    return code, f"{micro}UF", f"{micro} µF"
