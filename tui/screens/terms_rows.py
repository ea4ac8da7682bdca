"""How terms stand on the sheets that show an order: in words, before and after it was sent."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from cache.purchase_orders import vendor_name
from cache.terms_words import line_words, order_words
from tui.screens.sheet import pair, paragraph
from vendors.choices import choices_of, order_takes

if TYPE_CHECKING:
    from cache.review import Review
    from tui.widgets.lines import Line
    from vendors.terms import LineTerms, OrderTerms

_AT_ONCE = "lines in stock at once, each other when it comes"
# As the narrow column of names on these sheets holds them.
_SHORT = {
    "ship method": "method",
    "ship control": "control",
    "shipper account": "account",
    "end customer": "for",
    "checkout profile": "profile",
}


def release_lines(review: Review, width: int, names: int) -> list[Line]:
    """How the order travels and what else it asks for: everything that goes out with it."""
    name, terms = vendor_name(review.vendor), review.terms
    # Whoever reviewed has the vendor's package: this imports nothing.
    means = choices_of(review.vendor).ship_controls.get(terms.ship_control or "", "")
    method = f"{name} chooses the method"
    if "ship_method" not in order_takes(review.vendor):
        # Profile and supplier stand with what they are.
        named = {"checkout profile"} | ({"supplier"} if review.supplier else set())
        lines = asked_lines(terms, width, names, named)
        if review.supplier:
            lines = pair("supplier", f"{review.supplier} · {terms.supplier}", width, names) + lines
        return lines
    match terms.ship_control, terms.ship_method:
        case None, None:
            release = f"{_AT_ONCE}; {method} (both default)"
        case None, _:
            release = f"{_AT_ONCE} (default)"
        case _, None:
            release = f"{means}; {method} (default)" if means else f"{method} (default)"
        case _:
            release = means
    lines = pair("release", release, width, names) if release else []
    lines += asked_lines(terms, width, names)
    if review.bonded_note:
        lines += pair("note", f"{review.bonded_note} (for the bonded lines)", width, names)
    return lines


def asked_lines(
    terms: OrderTerms, width: int, names: int, without: Collection[str] = ()
) -> list[Line]:
    """What the whole order asks for, a name and its words each; none where it asks for nothing."""
    lines: list[Line] = []
    for what, words in order_words(terms):
        if what in without:
            continue
        lines += pair(_SHORT.get(what, what), words, width, names)
    return lines


def line_lines(terms: LineTerms, width: int, indent: int) -> list[Line]:
    """What one line asks for, under it; a note each in a line of its own."""
    blank = " " * indent
    lines: list[Line] = []
    short = [f"{what} {words}" for what, words in line_words(terms) if what != "note"]
    notes = [f"note: {words}" for what, words in line_words(terms) if what == "note"]
    for text in (*([" · ".join(short)] if short else []), *notes):
        lines += [[(blank, "dim"), *piece] for piece in paragraph(text, width - indent, "text")]
    return lines
