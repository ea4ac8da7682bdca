"""Suppliers: listed, read, made, replaced; there is no way to remove one.

Undocumented, and chosen here: names are compared trimmed and in any case; one that is there
already is refused; a replacement that leaves a field out empties it, and answers the supplier.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from vendors.sandbox.book import Book
from vendors.sandbox.desk import Ask, Desk
from vendors.sandbox.shipstation.ids import new_id
from vendors.sandbox.shipstation.paging import by_cursor
from vendors.sandbox.shipstation.refusals import conflict, missing, reader_of

Json = dict[str, Any]

FIELDS = ("supplier_email", "address_line_1", "address_line_2", "city", "state", "postal_code",
          "country_code", "contact_name", "contact_phone")  # fmt: skip


def all_suppliers(book: Book) -> list[Json]:
    rows = book.db.execute("SELECT id, name, content FROM shipstation_supplier")
    return [_answer(row[0], row[1], row[2]) for row in rows.fetchall()]


def supplier(book: Book, supplier_id: str) -> Json | None:
    row = book.db.execute(
        "SELECT id, name, content FROM shipstation_supplier WHERE id = ?", (supplier_id,)
    ).fetchone()
    return None if row is None else _answer(row[0], row[1], row[2])


def keep(book: Book, supplier_id: str, name: str, fields: Mapping[str, str]) -> None:
    """Put a supplier there, or in place of what it was."""
    book.db.execute(
        "INSERT INTO shipstation_supplier VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
        " name = excluded.name, name_key = excluded.name_key, content = excluded.content",
        (supplier_id, name, _key(name), json.dumps(dict(fields))),
    )


def _answer(supplier_id: str, name: str, content: str) -> Json:
    return {"supplier_id": supplier_id, "supplier_name": name, **json.loads(content)}


def _key(name: str) -> str:
    return name.strip().casefold()


def _read(desk: Desk, ask: Ask, supplier_id: str) -> tuple[str, dict[str, str]]:
    """The name and the other fields in the body. Raises Rejected."""
    reader, noted = reader_of(ask.body)
    name = reader.text("supplier_name", must=True)
    fields = {each: text for each in FIELDS if (text := reader.text(each)) is not None}
    if len(fields.get("country_code", "US")) != 2:
        reader.note("country_code", "It must be a code of two letters.")
    noted.refuse()
    assert name is not None  # noqa: S101 - else it was noted
    row = desk.book.db.execute(
        "SELECT id FROM shipstation_supplier WHERE name_key = ?", (_key(name),)
    ).fetchone()
    if row is not None and row[0] != supplier_id:
        raise conflict(f"A supplier with the name {name.strip()!r} already exists")
    return name, fields


def list_suppliers(desk: Desk, ask: Ask) -> Json:
    def find(asked: Mapping[str, str]) -> list[Json]:
        piece = asked.get("supplier_name", "").casefold()
        found = all_suppliers(desk.book)
        return [each for each in found if piece in each["supplier_name"].casefold()]

    def place(each: Json) -> list[str]:
        return [_key(each["supplier_name"]), each["supplier_id"]]

    shown, beside = by_cursor(ask, ("supplier_name",), find, place)
    return {"suppliers": shown, **beside}


def get_supplier(desk: Desk, ask: Ask) -> Json:
    found = supplier(desk.book, ask.params["supplier_id"])
    if found is None:
        raise missing("Supplier")
    return found


def create_supplier(desk: Desk, ask: Ask) -> Json:
    name, fields = _read(desk, ask, "")
    made = new_id(desk.book)
    keep(desk.book, made, name, fields)
    return {"supplier_id": made}


def update_supplier(desk: Desk, ask: Ask) -> Json:
    get_supplier(desk, ask)
    name, fields = _read(desk, ask, ask.params["supplier_id"])
    keep(desk.book, ask.params["supplier_id"], name, fields)
    return get_supplier(desk, ask)
