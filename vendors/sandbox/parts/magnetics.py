"""Inductors, ferrite beads and crystals."""

from __future__ import annotations

from vendors.sandbox.parts.family import TAPE, Core, Family
from vendors.sandbox.parts.values import E12


def _micro(tens: int, decade: int) -> str:
    """Microhenries: `tens` × 10^(`decade` - 1)."""
    return f"{tens * 10**decade / 10:.1f}".rstrip("0").rstrip(".")


def _inductor(
    maker: str, series: str, stub: str, name: str, sizes: tuple[tuple[str, str], ...], price: int
) -> Family:
    """`name` has the places {size}, {code} and {r}; `sizes` are (in the number, in words)."""

    def rule(position: int) -> Core:
        at_size, rest = divmod(position, len(E12) * 3)
        decade, digit = divmod(rest, len(E12))
        tens = E12[digit]
        size, words = sizes[at_size]
        code = f"{tens}{decade - 1}" if decade else f"{tens // 10}R{tens % 10}"
        mpn = name.format(size=size, code=code)
        amps = 6.4 / (1 + position % 36)
        return Core(
            mpn=mpn,
            description=f"FIXED IND {_micro(tens, decade)}UH {amps:.2f}A SMD",
            parameters=(
                (2087, f"{_micro(tens, decade)} µH"),
                (3, "±20%"),
                (2088, f"{amps:.2f} A"),
                (69, "Surface Mount"),
                (16, words),
            ),
            stub=stub.replace("{mpn}", mpn),
            packs=TAPE,
            reel=1000,
            price=price + 4_000 * at_size,
        )

    return Family(maker, series, 71, len(sizes) * len(E12) * 3, rule, "medium", 60_000, 18)


_BEADS = (10, 22, 33, 47, 70, 100, 120, 180, 220, 330, 470, 600, 1000, 1500, 1800, 2200)


def _bead(position: int) -> Core:
    at_size, rest = divmod(position, len(_BEADS) * 2)
    ohms, power = divmod(rest, 2)
    body, size = (("15", "0402"), ("18", "0603"), ("21", "0805"))[at_size]
    value = _BEADS[ohms]
    zeros = len(str(value)) - 2
    code = f"{str(value)[:2]}{zeros}"
    kind = "PG" if power else "AG"
    return Core(
        mpn=f"BLM{body}{kind}{code}SN1D",
        description=f"FERRITE BEAD {value} OHM {size} 1LN",
        parameters=((2085, f"{value} Ohms @ 100 MHz"), (2088, "2A" if power else "300mA"),
                    (16, size)),
        stub="490-{n}",
        packs=TAPE,
        reel=4000,
        price=10_000,
    )  # fmt: skip


_MEGAHERTZ = (
    "6.000", "7.3728", "8.000", "9.8304", "10.000", "11.0592", "12.000", "12.288", "13.000",
    "14.7456", "16.000", "18.432", "19.200", "20.000", "22.1184", "24.000", "24.576", "25.000",
    "26.000", "27.000", "30.000", "32.000", "40.000", "48.000",
)  # fmt: skip


def _crystal(maker: str, series: str, name: str, stub: str, kinds: tuple[str, ...]) -> Family:
    def rule(position: int) -> Core:
        kind, at = divmod(position, len(_MEGAHERTZ))
        megahertz = _MEGAHERTZ[at]
        mpn = name.format(mhz=megahertz, digits=megahertz.replace(".", "")[:3], kind=kinds[kind])
        return Core(
            mpn=mpn,
            description=f"CRYSTAL {megahertz}MHZ 18PF SMD",
            parameters=((2042, f"{megahertz.rstrip('0').rstrip('.')} MHz"), (3, "±20ppm"),
                        (69, "Surface Mount")),
            stub=stub,
            packs=TAPE,
            reel=1000,
            price=48_000,
        )  # fmt: skip

    return Family(maker, series, 171, len(kinds) * len(_MEGAHERTZ), rule, "medium", 30_000, 10)


def families() -> tuple[Family, ...]:
    square = (("4020", "4.0mm x 4.0mm"), ("6028", "6.0mm x 6.0mm"), ("8040", "8.0mm x 8.0mm"))
    return (
        _inductor("bourns", "SRN", "{mpn}", "SRN{size}-{code}M", square, 41_000),
        _inductor("bourns", "SRP", "{mpn}", "SRP{size}-{code}M", square, 96_000),
        _inductor("tdk", "VLS", "445-{n}", "VLS{size}HBX-{code}M", square, 52_000),
        _inductor("wurth", "WE-LQS", "732-{n}", "7440{size}-{code}", square, 138_000),
        _inductor("coilcraft", "XAL", "2457-{mpn}", "XAL{size}-{code}MEC", square, 187_000),
        _inductor("taiyo", "NR", "587-{n}", "NRS{size}T{code}MDGJ", square, 37_000),
        Family("murata", "BLM", 841, 3 * len(_BEADS) * 2, _bead, "chip", 900_000, 14),
        _crystal("abracon", "ABM8", "ABM8-{mhz}MHZ-{kind}-T", "535-{n}", ("B2", "D1X", "7-1")),
        _crystal("ecs", "ECX", "ECS-{mhz}-18-{kind}-TR", "50-{n}", ("33Q", "5PX")),
    )
