"""Buildings and the places in them: inventory warehouses, inventory locations, and the warehouses
that parcels leave from.

The last have ids and addresses of their own, and the names of the first. Undocumented, and chosen
here: a name may stand twice; a warehouse takes its locations with it when it is removed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from vendors.sandbox.answers import Success
from vendors.sandbox.book import Book
from vendors.sandbox.clock import instant, iso
from vendors.sandbox.desk import Answer, Ask, Desk
from vendors.sandbox.shipstation.ids import new_id
from vendors.sandbox.shipstation.paging import by_cursor
from vendors.sandbox.shipstation.refusals import missing, reader_of, wrong_state, wrong_value
from vendors.sandbox.shipstation.world import SENDERS

Json = dict[str, Any]

WAREHOUSE, LOCATION = "inventory_warehouse", "inventory_location"
_WORDS = {WAREHOUSE: "Inventory warehouse", LOCATION: "Inventory location"}


def written(moment: datetime, *, thousandths: bool = False) -> str:
    """An instant as ShipStation writes it: of warehouses and locations to the thousandth."""
    whole = moment.isoformat(timespec="milliseconds" if thousandths else "seconds")
    return whole.replace("+00:00", "Z")


def put(
    book: Book, kind: str, place_id: str, name: str, created: datetime, warehouse_id: str | None
) -> None:
    book.db.execute(
        "INSERT INTO shipstation_place VALUES (?, ?, ?, ?, ?, ?)",
        (place_id, kind, name, warehouse_id, iso(created), iso(created)),
    )


def all_places(book: Book, kind: str) -> list[Json]:
    rows = book.db.execute(
        "SELECT id, kind, name, warehouse_id, created, updated FROM shipstation_place"
        " WHERE kind = ?",
        (kind,),
    )
    return [_answer(tuple(row)) for row in rows.fetchall()]


def place(book: Book, kind: str, place_id: str) -> Json | None:
    row = book.db.execute(
        "SELECT id, kind, name, warehouse_id, created, updated FROM shipstation_place"
        " WHERE kind = ? AND id = ?",
        (kind, place_id),
    ).fetchone()
    return None if row is None else _answer(tuple(row))


def _answer(row: tuple[Any, ...]) -> Json:
    place_id, kind, name, warehouse_id, created, updated = row
    return {
        f"{kind}_id": place_id,
        "name": name,
        **({"inventory_warehouse_id": warehouse_id} if kind == LOCATION else {}),
        "created_at": written(instant(created), thousandths=True),
        "updated_at": written(instant(updated), thousandths=True),
    }


# -- inventory warehouses and locations ------------------------------------------------------------


def lister(kind: str) -> Answer:
    def answer(desk: Desk, ask: Ask) -> Json:
        def find(_: Mapping[str, str]) -> list[Json]:
            return all_places(desk.book, kind)

        def made(each: Json) -> list[str]:
            return [each["created_at"], each[f"{kind}_id"]]

        shown, beside = by_cursor(ask, (), find, made, also="limit")
        return {f"{kind}s": shown, **beside}

    return answer


def reader(kind: str) -> Answer:
    def answer(desk: Desk, ask: Ask) -> Json:
        found = place(desk.book, kind, ask.params[f"{kind}_id"])
        if found is None:
            raise missing(_WORDS[kind])
        return found

    return answer


def maker(kind: str) -> Answer:
    def answer(desk: Desk, ask: Ask) -> Json:
        body, noted = reader_of(ask.body)
        name = body.text("name", must=True)
        within = None
        if kind == LOCATION:
            within = body.text("inventory_warehouse_id", must=True)
        noted.refuse()
        if within is not None and place(desk.book, WAREHOUSE, within) is None:
            raise missing(_WORDS[WAREHOUSE])
        made = new_id(desk.book)
        put(desk.book, kind, made, str(name), desk.book.now(), within)
        found = place(desk.book, kind, made)
        assert found is not None  # noqa: S101 - it was just put there
        return found

    return answer


def renamer(kind: str) -> Answer:
    def answer(desk: Desk, ask: Ask) -> Success:
        reader(kind)(desk, ask)
        body, noted = reader_of(ask.body)
        name = body.text("name", must=body.raw.get("name") is not None)
        noted.refuse()
        if name is not None:
            desk.book.db.execute(
                "UPDATE shipstation_place SET name = ?, updated = ? WHERE id = ?",
                (name, iso(desk.book.now()), ask.params[f"{kind}_id"]),
            )
        return Success(204)

    return answer


def remover(kind: str) -> Answer:
    """With `remove_inventory=1` what lies there goes first; else it must be empty."""

    def answer(desk: Desk, ask: Ask) -> Success:
        reader(kind)(desk, ask)
        wanted = ask.query.get("remove_inventory", "0")
        if wanted not in ("0", "1"):
            raise wrong_value("remove_inventory: It is 0 or 1.")
        here = ask.params[f"{kind}_id"]
        db = desk.book.db
        inside = "SELECT id FROM shipstation_place WHERE id = ?1 OR warehouse_id = ?1"
        lying = db.execute(
            f"SELECT sum(quantity) FROM shipstation_stock WHERE location_id IN ({inside})",  # noqa: S608
            (here,),
        ).fetchone()[0]
        if lying and wanted == "0":
            raise wrong_state(f"{_WORDS[kind]} has On Hand inventory")
        db.execute(
            f"DELETE FROM shipstation_stock WHERE location_id IN ({inside})",  # noqa: S608
            (here,),
        )
        db.execute("DELETE FROM shipstation_place WHERE id = ?1 OR warehouse_id = ?1", (here,))
        return Success(204)

    return answer


# -- warehouses that parcels leave from ------------------------------------------------------------


def list_warehouses(desk: Desk, ask: Ask) -> Json:
    return {"warehouses": [_sender(at) for at in range(len(SENDERS))]}


def get_warehouse(desk: Desk, ask: Ask) -> Json:
    for at, sender in enumerate(SENDERS):
        if sender.id == ask.params["warehouse_id"]:
            return _sender(at)
    raise missing("Warehouse")


def _sender(at: int) -> Json:
    sender = SENDERS[at]
    site = sender.site
    address = {
        "name": site.name,
        "phone": "555-0100",
        "company_name": sender.company,
        "address_line1": site.line1,
        **({"address_line2": site.line2} if site.line2 else {}),
        "city_locality": site.city,
        "state_province": site.province,
        "postal_code": site.postal_code,
        "country_code": site.country,
        "address_residential_indicator": "no",
    }
    return {
        "warehouse_id": sender.id,
        "is_default": at == 0,
        "name": site.name,
        "created_at": sender.created,
        "origin_address": address,
        "return_address": address,
    }
