"""Parts whose names, texts and terms are as nasty as a catalogue can hold.

What a screen, a file or a URL must survive: markup, terminal escapes, right-to-left marks, very
long text, characters that a path must encode; and terms that a rule must survive.
"""

from __future__ import annotations

from vendors.sandbox.parts.family import TAPE, Core, Family

_LONG = " ".join(f"SECTION {n} OF A DESCRIPTION THAT NEVER ENDS" for n in range(1, 11))[:400]
_OSC52 = "\x1b]52;c;Ym9uZHJvb20=\x07"

# (part number, description, DigiKey stub or "", packs, twist)
_ODD: tuple[tuple[str, str, str, tuple[str, ...], str], ...] = (
    ("[/b]", "CLOSES A TAG THAT NOBODY OPENED [/b] [/]", "", ("BULK",), ""),
    ("R[47k]-A", "0.1uF [10%] 47kΩ [red]NOT RED[/red]", "", ("BULK",), ""),
    ("ODD-CLICK", "[@click=app.quit]datasheet[/] [link='", "", ("BULK",), ""),
    ("ODD-ESC", "RED \x1b[31mALERT\x1b[0m \x1b[999;7m ESC SEQUENCES", "", ("BULK",), ""),
    ("ODD-OSC52", f"CLIPBOARD {_OSC52} WRITER", "", ("BULK",), ""),
    ("ODD-TITLE", "TITLE \x1b]0;OWNED\x1b\\ SETTER \x9b31m C1", "", ("BULK",), ""),
    ("ODD-RTL", "REVERSED \u202eKO TON SI SIHT\u202c TEXT", "", ("BULK",), ""),
    ("ODD-ZERO", "ZERO\u200bWIDTH\u200bSPACES AND\u2060JOINERS", "", ("BULK",), ""),
    ("ODD-NUL", "BELL \x07 NUL \x00 BS \x08 CR \r LF \n TAB \t DEL \x7f", "", ("BULK",), ""),
    ("ODD-LONG-" + "X" * 70, _LONG, "", ("BULK",), ""),
    ("ODD-EMOJI", "SMILE 🙂 FAMILY 👨‍👩‍👧 FLAG 🇩🇪 COMBINING e\u0301", "", ("BULK",), ""),
    ("ODD-WIDE", "全角文字 コンデンサ 電解 10µF", "", ("BULK",), ""),
    ("ODD-ΩµΔ±", "10 kΩ ±1% 100 µF 25°C ™ ® × ≤", "", ("BULK",), ""),
    ("=1+1", "=HYPERLINK(\"http://localhost\",\"CLICK\") FORMULA", "", ("BULK",), ""),
    ("+CMD|' /C calc'!A0", "-2+3 @SUM(1) FORMULA IN A SHEET", "", ("BULK",), ""),
    ("<script>alert(1)</script>", "MARKUP OF A BROWSER &amp; ENTITIES", "", ("BULK",), ""),
    ("'; DROP TABLE part; --", "QUOTES ' \" ` AND A SEMICOLON;", "", ("BULK",), ""),
    ("ODD SPACE 1 2", "SPACES  IN   THE NUMBER", "ODD SPACE 1 2", ("BULK",), ""),
    ("ODD/SLASH/2", "SLASHES IN THE NUMBER", "ODD/SLASH/2", TAPE, ""),
    ("ODD#HASH+PLUS%41", "HASH PLUS AND PERCENT", "ODD#HASH+PLUS%41", TAPE, ""),
    ("ODD?QUERY&A=B", "QUESTION MARK AND AMPERSAND", "ODD?QUERY&A=B", ("BULK",), ""),
    ("../../etc/passwd", "A PATH FOR A NUMBER", "", ("BULK",), ""),
    ("-", "A HYPHEN FOR A NUMBER", "", ("BULK",), ""),
    ("0", "A ZERO FOR A NUMBER", "", ("BULK",), ""),
    ("1E5", "A NUMBER THAT A SHEET TAKES FOR 100000", "", ("BULK",), ""),
    ("00012", "LEADING ZEROS", "", ("BULK",), ""),
    ("NULL", "THE WORD NULL", "", ("BULK",), ""),
    ("ODD-DESC-EMPTY", "", "", ("BULK",), ""),
    ("ODD-UNORDERABLE", "NO PRICE IN ANY PACKAGING", "", TAPE, "unorderable"),
    ("ODD-FREE", "UNIT PRICE 0.0 ON THE PART", "", TAPE, "no-unit-price"),
    ("ODD-MAX", "NO MORE THAN 500 PIECES AN ORDER", "", ("BULK",), "maximum"),
    ("ODD-NO-BACKORDER", "ONLY 37 PIECES AND NO BACK ORDER", "", ("BULK",), "no-backorder"),
    ("ODD-MARKET", "MARKETPLACE ONLY, MOQ 1972", "", (), "marketplace"),
    ("ODD-MARKET-2", "ONE OFFER HERE, ONE AT A SUPPLIER", "", TAPE, "marketplace"),
    ("ODD-NCNR", "NON-CANCELLABLE, NON-RETURNABLE", "", TAPE, "ncnr"),
    ("ODD-TARIFF", "A TARIFF IS ACTIVE", "", TAPE, "tariff"),
    ("ODD-REEL-4000", "REEL OF 2000, TWO REELS AT LEAST", "", TAPE, "two-reels"),
    ("ODD-FIVE-DECIMALS", "PRICES OF FIVE DECIMALS", "", TAPE, "decimals"),
    ("ODD-LAST-BUY", "LAST TIME BUY", "", TAPE, "last-buy"),
    ("ODD-OBSOLETE", "OBSOLETE, A FEW LEFT", "", TAPE, "obsolete"),
)  # fmt: skip


def _odd(position: int) -> Core:
    mpn, description, stub, packs, twist = _ODD[position]
    return Core(
        mpn=mpn,
        description=description,
        parameters=((183, description[:60] or "-"), (16, "-")),
        stub=stub or "9977-{n}",
        packs=packs,
        reel=2000,
        price=12_345 if twist == "decimals" else 55_000,
        twist=twist,
    )


def families() -> tuple[Family, ...]:
    return (Family("oddments", "Oddities [/b]", 314, len(_ODD), _odd, "medium", 5_000, 52),)
