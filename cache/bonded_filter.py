"""The little language of the bonded filter: words, and what a named column has to hold.

`yageo "10k ohm" mfr:"texas ins" loc:aus ncnr:yes lead>20 reserve>=1000 each<0.5`. All of it has to
hold at once. What is begun and not finished (`mfr:`, `lead>`) chooses nothing yet; what is wrong
is said, and nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from cache.convert import clean
from cache.places import Refusal

# The index knows words of this many letters and more.
INDEXED = 3
# What prices are compared in: parts of one unit of the currency.
PRICE_UNITS = 10**8
# SQLite's integers end here; larger figures compare as this one.
_MOST = 2**63 - 1

# Each text column that can be named, and each column of figures: column, and what is asked for.
_TEXTS = {
    "mfr": "maker",
    "cpn": "customer_part",
    "pack": "packaging_text",
    "country": "country",
    "loc": "place",
}
_PIECES = "pieces"
_FIGURES = {
    "lead": ("lead_weeks", "weeks"),
    "reserve": ("reserve", _PIECES),
    "backorder": ("backorder_reserve", _PIECES),
    "min": ("minimum", _PIECES),
    "package": ("standard_package", _PIECES),
    "ncnrqty": ("ncnr_quantity", _PIECES),
    "each": ("price_units", "a price"),
    "signed": ("ncnr_signed", "a day"),
}
_ANSWERS = ("yes", "no", "unknown")
# One line of help for each.
WORDS = {
    "words": "every one has to stand somewhere: numbers, maker, description, pack type, location",
    "mfr:": "in the maker's name",
    "cpn:": "in your own part number",
    "loc:": "in the location's code, name or CustomerId",
    "pack:": "in the pack type",
    "country:": "in the country of origin",
    "ncnr:": "yes, no or unknown",
    "lead> lead<": "weeks of lead time",
    "reserve> backorder>": "pieces, each of the two figures by itself",
    "each<": "the price of a piece, in the row's own currency",
    "min> package>": "release minimum, standard package",
    "ncnrqty> signed>": "NCNR quantity; the day NCNR was signed, as 2026-03-01",
}
_NAMED = "mfr: cpn: loc: pack: country: ncnr: lead> reserve> backorder> each> min> package> signed>"

_WORD = re.compile(
    r"""(?P<name>[A-Za-z]+)(?P<sign>:|<=|>=|<|>|=)(?P<value>"[^"]*"?|\S*)"""
    r"""|"(?P<quoted>[^"]*)"?|(?P<word>\S+)"""
)
_SPECIAL = re.compile(r"[*?[]")


class BadFilter(Refusal):
    """A word of the filter means nothing here. `sentence` says which, and what there is."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, 2)


class Term(NamedTuple):
    """One thing that has to hold: `sql` of the row `b` with its `value`; `match` for the index."""

    sql: str
    value: str | int
    match: str = ""


class Filter(NamedTuple):
    """What a row has to be. `plain`: SQL and the index read all of it alike."""

    terms: tuple[Term, ...]
    plain: bool

    @property
    def match(self) -> str:
        """For bonded_fts; empty where nothing of it is in the index."""
        return " AND ".join(term.match for term in self.terms if term.match)

    @property
    def rest(self) -> tuple[Term, ...]:
        """What the index does not know."""
        return tuple(term for term in self.terms if not term.match)


def parse(text: str) -> Filter:
    """What was typed, understood. Raises BadFilter."""
    typed = clean(text)
    return Filter(tuple(_terms(typed)), typed.isascii())


def _terms(text: str) -> Iterator[Term]:
    for found in _WORD.finditer(text):
        if found["name"] is None:
            word = found["word"] if found["quoted"] is None else clean(found["quoted"])
            if word:
                yield _text("words", "", word)
            continue
        name, value = found["name"].casefold(), clean(found["value"].strip('"'))
        term = _named(name, found["sign"], value, found[0])
        if term is not None:
            yield term


def _named(name: str, sign: str, value: str, typed: str) -> Term | None:
    if name in _TEXTS:
        if sign != ":":
            raise BadFilter(f"“{typed}”: {name} is text, as {name}:{value or '…'}.")
        return _text(_TEXTS[name], _TEXTS[name], value) if value else None
    if name == "ncnr":
        if sign != ":":
            raise BadFilter(f"“{typed}”: it is ncnr:yes, ncnr:no or ncnr:unknown.")
        return _answer(value, typed) if value else None
    if name not in _FIGURES:
        raise BadFilter(f"“{typed}”: there is no {name} to filter by. There are {_NAMED}.")
    if sign == ":":
        raise BadFilter(f"“{typed}”: {name} is a figure, as {name}>{value or '…'} or {name}<….")
    column, what = _FIGURES[name]
    return Term(f"b.{column} {sign} ?", _figure(value, what, typed)) if value else None


def _text(column: str, named: str, word: str) -> Term:
    quoted = word.replace('"', '""')
    match = ""
    if len(word) >= INDEXED:
        match = f'{named} : "{quoted}"' if named else f'"{quoted}"'
    if named:
        return Term(f"b.{column} LIKE ? ESCAPE '!'", _like(word), match)
    return Term("b.words GLOB ?", "*" + _SPECIAL.sub(r"[\g<0>]", word.casefold()) + "*", match)


def _like(word: str) -> str:
    return "%" + re.sub(r"[%_!]", r"!\g<0>", word) + "%"


def _answer(value: str, typed: str) -> Term:
    meant = [one for one in _ANSWERS if one.startswith(value.casefold())]
    match meant:
        case ["yes"]:
            return Term("b.non_cancelable = ?", 1)
        case ["no"]:
            return Term("b.non_cancelable = ?", 0)
        case ["unknown"]:
            return Term("b.non_cancelable IS NULL AND ?", 1)
        case _:
            raise BadFilter(f"“{typed}”: it is ncnr:yes, ncnr:no or ncnr:unknown.")


def _figure(value: str, what: str, typed: str) -> int | str:
    if what == "a day":
        try:
            return date.fromisoformat(value).isoformat()
        except ValueError:
            raise BadFilter(f"“{typed}”: {value} is no day; one is written 2026-03-01.") from None
    plain = value.replace(",", "")
    try:
        if not re.fullmatch(r"\d+(\.\d*)?|\.\d+", plain, re.ASCII):
            raise InvalidOperation
        number = Decimal(plain)
    except InvalidOperation:
        raise BadFilter(f"“{typed}”: {value} is no number; it asks for {what}.") from None
    if what == "a price":
        return price_units(number)
    if number != number.to_integral_value():
        raise BadFilter(f"“{typed}”: {value} is no whole number of {what}.")
    return min(int(number), _MOST)


def price_units(price: Decimal) -> int:
    """A price as whole 10⁻⁸ of its currency: to sort and compare by, never to reckon with."""
    if not price.is_finite() or abs(price) >= _MOST // PRICE_UNITS:
        return _MOST
    return int(price * PRICE_UNITS)
