"""How many pieces of a part TI has left: what lay there, less what was ordered here."""

from __future__ import annotations

from vendors.sandbox.book import Book
from vendors.sandbox.ti.shelf import Item


def left(book: Book, item: Item) -> int:
    """Pieces on hand."""
    return max(0, item.stock - sold(book).get(item.number, 0))


def sold(book: Book) -> dict[str, int]:
    """Pieces ordered so far, by part number."""
    return {str(row[0]): int(row[1]) for row in book.db.execute("SELECT * FROM ti_sold")}


def take(book: Book, number: str, pieces: int) -> None:
    """So many pieces are ordered."""
    book.db.execute(
        "INSERT INTO ti_sold VALUES (?, ?) ON CONFLICT DO UPDATE SET pieces = pieces + ?",
        (number, pieces, pieces),
    )
