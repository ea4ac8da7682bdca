"""ShipStation's ids: `se-` and a number."""

from __future__ import annotations

from vendors.sandbox.book import Book

_FIRST = 60_411


def new_id(book: Book) -> str:
    """An id that nothing had before."""
    return f"se-{_next(book)}"


def _next(book: Book) -> int:
    value = int(book.get("shipstation_next", str(_FIRST)))
    book.set("shipstation_next", str(value + 1))
    return value


def number_of(se_id: str) -> int | None:
    """The number in an id as it is spelled here, else None."""
    digits = se_id.removeprefix("se-")
    fits = se_id.startswith("se-") and digits.isascii() and digits.isdigit() and len(digits) <= 18
    return int(digits) if fits else None
