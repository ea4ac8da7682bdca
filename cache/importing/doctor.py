"""What a spreadsheet did to part numbers and quantities. It says so, and changes nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from cache.importing.cells import Cell, Grid, Kind
from cache.importing.headers import Role
from cache.importing.quantities import could_be_decimals, pieces_of
from cache.importing.tables import Layout, first_line

# The columns in which a character more or less is another part.
NUMBERS = (Role.PART, Role.NUMBER, Role.REFERENCE)

_SOUND = re.compile(r"[A-Z0-9][A-Z0-9/.,+#_()&=*%-]*")
_EXPONENT = re.compile(r"([0-9]+)(?:[.,]([0-9]+))?E([+-]?)([0-9]{1,3})", re.IGNORECASE)
_ERRORS = re.compile(r"#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|NV|WERT!|BEZUG!|ZAHL!)", re.I)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_GERMAN = {"mrz": "mar", "mär": "mar", "mai": "may", "okt": "oct", "dez": "dec"}
_MONTH = "|".join((*_MONTHS, *_GERMAN))
_DAYS = (
    re.compile(rf"(?P<d>\d{{1,2}})[-. ]+(?P<m>{_MONTH})\.?(?:[- ]?(?P<y>\d{{2,4}}))?", re.I),
    re.compile(rf"(?P<m>{_MONTH})\.?[- ](?P<d>\d{{1,2}})(?:[- ](?P<y>\d{{4}}))?", re.I),
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?:[ T]0?0:00(?::00)?)?"),
    re.compile(r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{2,4})?"),
    re.compile(r"(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>\d{2,4})"),
)
_BLANKS = "\u00a0\u2007\u2009\u200a\u202f\u3000\u2002\u2003"
# Letters of other alphabets that look like ours, and what a word processor makes of marks.
_TWINS = str.maketrans(
    "АВЕКМНОРСТУХІЈЅаеорсухіјѕΑΒΕΖΗΙΚΜΝΟΡΤΥΧον"
    "\u2010\u2011\u2012\u2013\u2014\u2212\u2018\u2019\u201c\u201d\u2032\u2033\u2044",
    "ABEKMHOPCTYXIJSaeopcyxijsABEZHIKMNOPTYXov------''\"\"'\"/",
)
_THREE = re.compile(r"(\d+)[.,](\d{3})")
# Of `1.000,50` the comma.
_DECIMALS = re.compile(r"\d([.,])(?:\d{1,2}|\d{4,})(?!\d|[.,]\d)")
_SHOWN_AS = str.maketrans({"O": "0", "o": "0", "I": "1", "l": "1", "i": "1", "L": "1"})
_LETTER_O = re.compile(r"(?<=\d)[Oo](?=\d)")
_LETTER_L = re.compile(r"(?<=\d)[Il](?=\d)|(?<=\d)l(?![a-z])|(?<![a-z])l(?=\d)")


class Flag(NamedTuple):
    """`place` is the row's in the grid, `row` its number in the file, `maybe` what may have stood
    there, the likeliest first. `sure`: something did happen; else it is worth a look.
    """

    place: int
    row: int
    column: int
    role: Role
    was: str
    words: str
    maybe: tuple[str, ...] = ()
    sure: bool = True


class _Found(NamedTuple):
    words: str
    maybe: tuple[str, ...] = ()
    sure: bool = True


def examine(grid: Grid, layout: Layout) -> list[Flag]:
    """Every flag, by row and column."""
    columns = [(at, role) for at, role in enumerate(layout.roles) if role is not Role.NONE]
    start = first_line(grid, layout)
    doubtful = _marks_in_doubt(grid, layout)
    flags = []
    for place, row in enumerate(grid.rows[start:], start):
        for at, role in columns:
            cell = row.cell(at)
            if not cell.text and cell.kind is Kind.TEXT:
                continue
            if role in NUMBERS:
                found = _of_number(cell)
            elif role is Role.QUANTITY:
                found = _of_quantity(cell, doubtful)
            else:
                found = _of_cell(cell)
            flags += [Flag(place, row.number, at, role, cell.text, *one) for one in found]
    flags += _twins(grid, layout, start)
    return sorted(flags, key=lambda flag: (flag.place, flag.column, not flag.sure))


def _of_cell(cell: Cell) -> Iterator[_Found]:
    """What is amiss in a cell whatever it holds."""
    if cell.kind is Kind.FORMULA:
        yield _Found("a formula whose result is not in the file: open it, save it, read it again")
    elif cell.kind is Kind.FAULT or _ERRORS.fullmatch(cell.text.strip()):
        yield _Found("the spreadsheet's own error, not a value")


def _of_number(cell: Cell) -> Iterator[_Found]:
    text = cell.text
    if cell.kind is Kind.TEXT and _SOUND.fullmatch(text) and "=" not in text:
        exponent = _EXPONENT.fullmatch(text)
        if exponent:
            yield _of_exponent(exponent)
        elif text.isdigit():
            yield from _of_digits(text, typed=False)
        else:
            yield from _of_day(text)
            yield from _of_letters(text)
        return
    yield from _of_cell(cell)
    if cell.kind is Kind.NUMBER:
        yield from _of_numeric(cell)
    elif cell.kind is Kind.DATE:
        yield from _of_day(text)
    elif cell.kind is Kind.TRUTH:
        yield _Found("the spreadsheet took it for yes or no")
    elif cell.kind is Kind.TEXT:
        yield from _of_text(text)


def _of_text(text: str) -> Iterator[_Found]:
    """A cell with more in it than capitals, digits and the usual marks."""
    yield from _of_blanks(text)
    bare = text.strip().strip(_BLANKS)
    quoted = re.fullmatch(r'="?([^"]*)"?', bare)
    if quoted:
        yield _Found("a formula that kept a number as text", (quoted[1],))
    elif bare.startswith("'"):
        yield _Found("the mark that a spreadsheet keeps text by", (bare[1:],))
    if not bare.isascii():
        yield from _of_alphabet(bare)
        # What else is amiss is said of it as if it were ours, so that one key mends both.
        bare = _ours(_seen(bare))
    exponent = _EXPONENT.fullmatch(bare)
    if exponent:
        yield _of_exponent(exponent)
    elif bare.isdigit() and bare.isascii():
        yield from _of_digits(bare, typed=False)
    else:
        yield from _of_day(bare)
        yield from _of_letters(bare)


def _of_blanks(text: str) -> Iterator[_Found]:
    bare = text.strip().strip(_BLANKS)
    if any(character in _BLANKS for character in text):
        words = "a blank that is not an ordinary one (no-break or thin)"
        yield _Found(words, (re.sub(rf"[{_BLANKS}]", "", text).strip(),))
    elif re.search(r"\s", bare):
        yield _Found("a blank inside", (re.sub(r"\s+", "", bare),), bool(re.search(r"\s{2}", bare)))
    elif bare != text:
        where = "before it" if text[0].isspace() else "behind it"
        yield _Found(f"a blank {where}: looked up without", (bare,), sure=False)


def _of_alphabet(text: str) -> Iterator[_Found]:
    seen = _seen(text)
    if seen != text:
        yield _Found("a character that cannot be seen", (seen,))
    ours = _ours(seen)
    if ours != seen:
        odd = next((one for one in seen if one not in ours), seen[0])
        name = unicodedata.name(odd, "a sign of another alphabet").lower()
        maybe = tuple(dict.fromkeys((ours, _LETTER_O.sub("0", ours))))
        yield _Found(f"{name}, which only looks like ours", maybe)


def _seen(text: str) -> str:
    """Without what takes no place of its own."""
    return "".join(one for one in text if unicodedata.category(one) not in ("Cf", "Cc", "Mn"))


def _ours(text: str) -> str:
    return unicodedata.normalize("NFKC", text.translate(_TWINS)).translate(_TWINS)


def _of_exponent(found: re.Match[str]) -> _Found:
    """`2.2E+02`: what of it can have been typed that a spreadsheet shows like that."""
    whole, after, sign, power = found.groups()
    after, exponent = (after or "").rstrip("0"), int(power)
    if not after and not sign:
        # 22E1 as it stands: a spreadsheet would have changed it, and has not yet.
        return _Found("a spreadsheet makes a number of this", (), sure=False)
    exponent = -exponent if sign == "-" else exponent
    short = exponent - len(after)
    maybe = [f"{whole}{after}E{short}"]
    if after:
        maybe.append(f"{whole}.{after}E{exponent}")
    value = Decimal(f"{whole}{after}").scaleb(short)
    if value == value.to_integral_value() and value < 10**15:
        maybe.append(f"{int(value)}")
    return _Found("a number in powers of ten", tuple(dict.fromkeys(maybe)))


def _of_digits(text: str, typed: bool) -> Iterator[_Found]:
    """A part number of digits alone. `typed`: the file says that it is a number."""
    if len(text) > 15:
        words = f"{len(text)} digits, and a spreadsheet keeps 15"
        yield _Found(words + (": those at the end are lost" if text[15:].strip("0") == "" else ""))
    elif typed:
        yield _Found("a number to the spreadsheet: zeros before it are lost", (f"0{text}",))
    elif not text.startswith("0"):
        words = "digits alone: zeros before it are lost if a spreadsheet had it"
        yield _Found(words, (f"0{text}",), sure=False)


def _of_numeric(cell: Cell) -> Iterator[_Found]:
    text = cell.text
    if "E" in cell.shape.upper() and "GENERAL" not in cell.shape.upper():
        try:
            value = Decimal(text)
        except InvalidOperation:
            return
        exponent = value.adjusted()
        digits = "".join(map(str, value.normalize().as_tuple().digits))
        short = exponent - len(digits) + 1
        maybe = [f"{digits}E{short}", f"{digits[0]}.{digits[1:]}E{exponent}" if digits[1:] else ""]
        yield _Found(
            "a number in powers of ten to the spreadsheet",
            tuple(one for one in dict.fromkeys(maybe) if one),
        )
    elif text.isdigit():
        yield from _of_digits(text, typed=True)
    else:
        yield _Found("a number to the spreadsheet: what was typed may have been longer")


def _of_day(text: str) -> Iterator[_Found]:
    for form in _DAYS:
        found = form.fullmatch(text.strip())
        if found is None:
            continue
        word = found["m"].casefold()
        month = _GERMAN.get(word, word)
        number = _MONTHS.index(month) + 1 if month in _MONTHS else int(word)
        day = int(found["d"])
        if not (1 <= number <= 12 and 1 <= day <= 31):
            continue
        name, year = _MONTHS[number - 1].upper(), (found["y"] or "")[-2:]
        maybe = [f"{name}{day}", f"{day}{name}", f"{number}-{day}", f"{day}-{number}"]
        if day == 1 and year:
            # Of a month and a year a spreadsheet makes the first of that month.
            maybe[:0] = [f"{name}{year}", f"{number}-{year}"]
        yield _Found("a date: a spreadsheet made it of something else", tuple(maybe))
        return


def _of_letters(text: str) -> Iterator[_Found]:
    """Letters where digits stand all around them."""
    mended = _LETTER_O.sub("0", text)
    if mended != text:
        yield _Found("a letter O between digits", (mended,), sure=False)
    elif not re.search(r"[a-km-z]", text) and (mended := _LETTER_L.sub("1", text)) != text:
        yield _Found("a letter I or l beside digits", (mended,), sure=False)


def _of_quantity(cell: Cell, doubtful: frozenset[str]) -> Iterator[_Found]:
    yield from _of_cell(cell)
    if cell.kind is Kind.DATE:
        yield _Found("a date, not a quantity")
    elif could_be_decimals(cell.text) and not doubtful.isdisjoint(cell.text):
        number = pieces_of(cell)
        few = _as_decimals(cell.text)
        words = f"taken for {number:,.0f} pieces; some systems write {few} like this"
        yield _Found(words, (few,) if few.isdigit() else ())


def _as_decimals(text: str) -> str:
    """`5,000` as 5, `2.500` as 2.5."""
    whole, rest = _THREE.findall(text)[0]
    return f"{whole}.{rest}".rstrip("0").rstrip(".")


def _marks_in_doubt(grid: Grid, layout: Layout) -> frozenset[str]:
    """The marks of `5,000` and `5.000` that may stand before decimals here, as in 5 pieces.

    Both, where every quantity has three digits behind a mark or where both group thousands; one
    that elsewhere stands before decimals, as in `1.5`.
    """
    column = layout.column(Role.QUANTITY)
    if column is None:
        return frozenset()
    cells = [row.cell(column) for row in grid.rows[first_line(grid, layout) :]]
    said = [cell.text for cell in cells if cell.text.strip() and cell.kind is Kind.TEXT]
    three = [text for text in said if could_be_decimals(text)]
    both = any("," in text for text in three) and any("." in text for text in three)
    if both or (three and len(three) == len(said)):
        return frozenset(",.")
    found = (_DECIMALS.search(text) for text in said)
    return frozenset(one[1] for one in found if one)


def _twins(grid: Grid, layout: Layout, start: int) -> Iterator[Flag]:
    """Part numbers of two rows that differ in O and 0, or I, l and 1 alone."""
    column = layout.column(Role.PART)
    if column is None:
        return
    seen: dict[str, tuple[str, int]] = {}
    for place, row in enumerate(grid.rows[start:], start):
        text = row.cell(column).text.strip()
        if not text:
            continue
        same = text.translate(_SHOWN_AS).casefold()
        other, number = seen.setdefault(same, (text, row.number))
        if other.casefold() != text.casefold():
            words = f"row {number} has it with another O and 0, or I and 1"
            yield Flag(place, row.number, column, Role.PART, text, words, (other,), sure=False)
