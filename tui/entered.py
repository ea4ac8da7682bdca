"""From what the cells of a row say to the line of a draft, and back. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cache.offering import price_at
from cache.purchase_orders import vendor_name
from cache.terms import USUAL_VENDOR
from cache.typed import Typed
from cache.typed_lines import typed_line
from tui.days import typed_day
from tui.text import day, pieces
from tui.widgets.editor import whole
from tui.widgets.grid import DUE, PACKAGING, PART, QUANTITY, REFERENCE, VENDOR, Row, Words
from vendors.terms import NO_LINE_TERMS
from vendors.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from cache.drafts import DraftLine
    from vendors.terms import LineTerms

_BONDED = "bonded"
# Cells that say which offer is meant.
_MEANT = (PART, PACKAGING, VENDOR)


def words_of(line: DraftLine, code: Callable[[str], str], today: date) -> Words:
    """What the cells of `line` say; `code` names a location by its CustomerId."""
    typed = line.typed
    packaging, vendor = typed.packaging, typed.vendor
    if line.known:
        packaging, vendor = line.packaging, vendor_name(line.vendor)
    if line.bonded_customer_id is not None:
        vendor = f"{_BONDED} {code(line.bonded_customer_id)}"
    return Words(
        clean(line.part),
        pieces(line.quantity) if line.quantity else clean(typed.quantity),
        clean(packaging),
        clean(vendor),
        line.terms.customer_part,
        due_words(line, today),
    )


def due_words(line: DraftLine, today: date) -> str:
    """The day that the line is wanted on, or what was typed for it."""
    if line.typed.due:
        return clean(line.typed.due)
    return day(line.terms.wanted_on, today) if line.terms.wanted_on else ""


def line_from(row: Row, line: DraftLine | None, at: datetime, today: date) -> DraftLine:
    """The line that `row` says; `line` is what it was, None where it is new.

    What was not changed stays as it was. Words for another part, packaging or vendor make it a
    line that has to be looked up; it keeps its quantity and its terms.
    """
    if line is None:
        return _new(row, at, today)
    changed = {
        cell
        for cell, (said, stood) in enumerate(zip(row.words, row.before, strict=True))
        if said != stood
    }
    # A line goes on meaning its part where nothing is said instead.
    meant = {cell for cell in changed if cell in _MEANT and (cell != PART or row.words.part)}
    # What was taken from a list may be another one though every cell says the same.
    offered = line.number or line.typed.number
    if row.words.part and (
        _is_other(row.number, offered) or (not line.known and _is_other(row.maker, line.maker))
    ):
        meant.add(PART)
    if meant:
        line = _meant_anew(row, line, meant, at)
    if QUANTITY in changed and row.words.quantity:
        number, words = _quantity(row.words.quantity)
        line = replace(
            line,
            quantity=number,
            unit_price=price_at(line, number),
            typed=replace(line.typed, quantity=words),
        )
    if REFERENCE in changed:
        terms = replace(line.terms, customer_part=clean(row.words.reference))
        line = replace(line, terms=terms)
    if DUE in changed:
        terms, words = _due(line.terms, row.words.due, today)
        line = replace(line, terms=terms, typed=replace(line.typed, due=words))
    return line


def _is_other(taken: str, stood: str) -> bool:
    return bool(taken) and taken.casefold() != stood.casefold()


def _new(row: Row, at: datetime, today: date) -> DraftLine:
    said = row.words
    quantity, unread = _quantity(said.quantity)
    terms = replace(NO_LINE_TERMS, customer_part=clean(said.reference))
    terms, due = _due(terms, said.due, today)
    packaging, vendor = _bonded_is_no_packaging(said.packaging, said.vendor)
    typed = Typed(
        part=said.part,
        quantity=unread,
        packaging=packaging,
        vendor=vendor,
        due=due,
        number=row.number,
        maker=row.maker,
    )
    return replace(typed_line(typed, quantity, at, terms), id=row.id)


def _meant_anew(row: Row, line: DraftLine, meant: set[int], at: datetime) -> DraftLine:
    was, said = line.typed, row.words
    bonded = line.bonded_customer_id is not None
    elsewhere = line.known and not bonded and line.vendor != USUAL_VENDOR
    if PART in meant or row.number:
        # Another part comes from where this one came: nothing changes the vendor unasked.
        vendor = row.before.vendor if bonded or elsewhere else was.vendor
        typed = replace(was, part=said.part, number=row.number, maker=row.maker, vendor=vendor)
    elif line.known:
        # The number that was typed may name a packaging that is not meant any more.
        typed = replace(was, part=line.part, number="", maker=line.maker)
        if bonded and VENDOR not in meant:
            typed = replace(typed, vendor="")
        elif elsewhere:
            typed = replace(typed, vendor=row.before.vendor)
    else:
        typed = was
    if PACKAGING in meant:
        typed = replace(typed, packaging=said.packaging)
    if VENDOR in meant:
        typed = replace(typed, vendor=said.vendor)
    packaging, vendor = _bonded_is_no_packaging(typed.packaging, typed.vendor)
    typed = replace(typed, packaging=packaging, vendor=vendor, reason="", other="")
    return replace(typed_line(typed, line.quantity, at, line.terms), id=line.id)


def _bonded_is_no_packaging(packaging: str, vendor: str) -> tuple[str, str]:
    """`bonded` in the cell of the packaging, where the screen shows it too, means the vendor."""
    if packaging.casefold().startswith(_BONDED):
        return "", vendor if vendor.casefold().startswith(_BONDED) else packaging
    return packaging, vendor


def _quantity(text: str) -> tuple[int, str]:
    """The number of pieces, 0 where it is none, and then what was typed."""
    number = whole(text)
    return (number, "") if number else (0, text)


def _due(terms: LineTerms, text: str, today: date) -> tuple[LineTerms, str]:
    """The terms with the day, and what was typed where it is no day."""
    on = typed_day(text, today) if text else None
    return replace(terms, wanted_on=on), "" if on else text
