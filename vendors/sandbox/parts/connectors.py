"""Connectors: headers and terminal blocks, with the odd characters their numbers have."""

from __future__ import annotations

from vendors.sandbox.parts.family import Core, Family


def _header(
    mpn: str, stub: str, positions: int, pitch: str, words: str, packs: tuple[str, ...], reel: int,
    price: int, detail: str = "",
) -> Core:  # fmt: skip
    return Core(
        mpn=mpn,
        description=f"CONN HEADER {words} {positions}POS {pitch.upper().replace(' ', '')}{detail}",
        parameters=((88, str(positions)), (508, pitch), (69, "Through Hole")),
        stub=stub,
        packs=packs,
        reel=reel,
        price=price + 900 * positions,
    )


_JST = (("XH", "-A", "2.50 mm"), ("PH", "-K-S(LF)(SN)", "2.00 mm"),
        ("EH", "-A(LF)(SN)", "2.50 mm"), ("ZH", "R(LF)(SN)", "1.50 mm"))  # fmt: skip


def _jst(position: int) -> Core:
    way, rest = divmod(position, 4 * 15)
    series, at = divmod(rest, 15)
    name, ending, pitch = _JST[series]
    positions = at + 2
    angle = "SB"[way]
    return _header(
        f"{angle}{positions}B-{name}{ending}", "455-{n}", positions, pitch,
        "VERT" if angle == "B" else "R/A", ("BULK",), 1000, 7_000,
    )  # fmt: skip


def _kk(position: int) -> Core:
    positions = position + 2
    return _header(
        f"0022232{positions:02d}1", "900-{n}", positions, "2.54 mm", "VERT", ("BAG",), 100, 11_000,
    )  # fmt: skip


def _microfit(position: int) -> Core:
    way, at = divmod(position, 12)
    positions = 2 * (at + 1)
    return _header(
        f"43045-{positions:02d}{('00', '12', '27')[way]}", f"WM{{n}}-{positions}", positions,
        "3.00 mm", ("R/A", "VERT", "SMD")[way], ("TRAY",), 250, 98_000,
    )  # fmt: skip


_PLATING = (("G", "GOLD"), ("T", "TIN"), ("F", "FLASH"), ("L", "LIGHT GOLD"))


def _tsw(position: int) -> Core:
    rows, rest = divmod(position, 600)
    length, rest = divmod(rest, 200)
    plating, at = divmod(rest, 50)
    positions = (at + 1) * (rows + 1)
    letter, metal = _PLATING[plating]
    mpn = f"TSW-1{at + 1:02d}-{('07', '08', '14')[length]}-{letter}-{'SD'[rows]}"
    return _header(
        mpn, f"SAM{{n}}-{mpn[4:7]}", positions, "2.54 mm", "VERT", ("BULK",), 1, 12_000,
        f" {metal}",
    )  # fmt: skip


def _mta(position: int) -> Core:
    series, at = divmod(position, 27)
    positions = at + 2
    number = ("640456", "640454", "641215")[series]
    lead = "" if positions < 10 else f"{positions // 10}-"
    return _header(
        f"{lead}{number}-{positions % 10}", f"A{{n}}-{positions}", positions, "2.54 mm",
        "VERT" if series != 1 else "R/A", ("TUBE",), 48, 14_000,
    )  # fmt: skip


def _phoenix(position: int) -> Core:
    kind, at = divmod(position, 19)
    positions = at + 2
    name, pitch = (
        ("MC 1,5/{:2d}-ST-3,81", "3.81 mm"), ("MSTB 2,5/{:2d}-ST-5,08", "5.08 mm"),
        ("PT 1,5/{:2d}-3,5-H", "3.50 mm"), ("FK-MCP 1,5/{:2d}-ST-3,5", "3.50 mm"),
    )[kind]  # fmt: skip
    return Core(
        mpn=name.format(positions),
        description=f"TERM BLK {positions}P {pitch.upper().replace(' ', '')} PCB",
        parameters=((88, str(positions)), (508, pitch)),
        stub="277-{n}",
        packs=("BOX" if kind % 2 else "BULK",),
        reel=50,
        price=61_000 + 21_000 * positions,
    )


def _harwin(position: int) -> Core:
    row, at = divmod(position, 40)
    return _header(
        f"M20-99{'98'[row]}{at + 1:02d}45", "952-{n}", (at + 1) * (row + 1), "2.54 mm", "VERT",
        ("BULK",), 1, 8_000,
    )  # fmt: skip


def families() -> tuple[Family, ...]:
    return (
        Family("jst", "XH/PH/EH/ZH", 314, 2 * 4 * 15, _jst, "medium", 250_000, 8),
        Family("molex", "KK 254", 314, 35, _kk, "medium", 90_000, 14),
        Family("molex", "Micro-Fit 3.0", 314, 36, _microfit, "medium", 20_000, 16),
        Family("samtec", "TSW", 314, 1200, _tsw, "medium", 3_000, 4),
        Family("te", "MTA-100", 314, 81, _mta, "medium", 15_000, 22),
        Family("phoenix", "COMBICON", 371, 76, _phoenix, "medium", 4_000, 9),
        Family("harwin", "M20", 314, 80, _harwin, "medium", 60_000, 7),
    )
