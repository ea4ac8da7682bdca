"""What a vendor said about parts, stored and read back.

Stored are facts, each as young as can be: an answer adds and renews, it never removes. A word
search says less about a part than a look-up does, so what it leaves out is kept, and so is our own
price while it is young: see OWN_PRICE_KEEPS.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from cache.convert import breaks, breaks_text, flag, instant, instant_text, money_text
from vendors.vocabulary import Offer, Packaging, Part

# A standard price does not replace our own price that is younger than this. After that the newer
# price is the truer one: our own may have been agreed for a time that is over.
OWN_PRICE_KEEPS = timedelta(minutes=10)

# Facts of a part that no list shows: kept together, as JSON.
_DETAILS = ("detail", "category", "series", "datasheet", "rohs", "obsolete", "backorder_allowed")

# Columns of offer, most of them named as in the vocabulary.
_OFFER = (
    *("part", "vendor", "number", "packaging", "packaging_text", "stock", "moq", "multiple"),
    *("maximum", "standard_package", "breaks", "currency", "fee", "own_price", "ncnr", "tariff"),
    *("marketplace", "supplier", "fetched_at"),
)
_PRICE = frozenset(("breaks", "currency", "fee", "own_price", "fetched_at"))
_PUT_OFFER = (
    f"INSERT INTO offer ({', '.join(_OFFER)}) VALUES ({', '.join('?' * len(_OFFER))}) "  # noqa: S608
    "ON CONFLICT (number, vendor) DO UPDATE SET "
    + ", ".join(
        f"{name} = CASE WHEN offer.own_price > excluded.own_price AND offer.fetched_at > ? "
        f"THEN offer.{name} ELSE excluded.{name} END"
        if name in _PRICE
        else f"{name} = excluded.{name}"
        for name in _OFFER
    )
)
_GET_OFFER = f"SELECT {', '.join(_OFFER)} FROM offer"  # noqa: S608 (constants)


def put(connection: sqlite3.Connection, parts: Sequence[Part], at: datetime) -> list[int]:
    """Store `parts`, fetched at `at`; their rowids, in order. Rows that are there keep theirs."""
    rowids = []
    for part in parts:
        rowid = _put_part(connection, part, instant_text(at))
        for offer in part.offers:
            _put_offer(connection, rowid, offer, at)
        rowids.append(rowid)
    return rowids


def get(connection: sqlite3.Connection, offer: int) -> tuple[Part, datetime] | None:
    """The part of offer row `offer`, with all offers of that vendor, and when it was fetched."""
    row = connection.execute(
        "SELECT p.*, o.vendor AS vendor FROM offer o JOIN part p ON p.id = o.part WHERE o.id = ?",
        (offer,),
    )
    names = [column[0] for column in row.description]
    values = row.fetchone()
    if values is None:
        return None
    stored = dict(zip(names, values, strict=True))
    offers = connection.execute(
        _GET_OFFER + " WHERE part = ? AND vendor = ? ORDER BY id", (stored["id"], stored["vendor"])
    )
    details = json.loads(stored["details"] or "{}")
    part = Part(
        maker=stored["maker"],
        number=stored["number"],
        description=stored["description"],
        detail=details.get("detail", ""),
        status=stored["status"],
        category=details.get("category", ""),
        offers=tuple(_offer(dict(zip(_OFFER, columns, strict=True))) for columns in offers),
        series=details.get("series"),
        datasheet=details.get("datasheet"),
        lead_weeks=stored["lead_weeks"],
        rohs=details.get("rohs"),
        obsolete=details.get("obsolete"),
        backorder_allowed=details.get("backorder_allowed"),
        parameters=tuple((name, value) for name, value in details.get("parameters", ())),
        other_names=tuple(filter(None, stored["other_names"].split("\n"))),
    )
    return part, instant(stored["fetched_at"])


def _put_part(connection: sqlite3.Connection, part: Part, at: str) -> int:
    key = (part.number.strip(), part.maker.strip())
    known = connection.execute(
        "SELECT id, description, other_names, status, lead_weeks, details FROM part "
        "WHERE number = ? AND maker = ?",
        key,
    ).fetchone()
    rowid, description, other_names, status, lead_weeks, details = known or (
        None,
        "",
        "",
        "",
        None,
        None,
    )
    merged = json.loads(details or "{}")
    merged.update(
        {name: getattr(part, name) for name in _DETAILS if getattr(part, name) not in (None, "")}
    )
    if part.parameters:
        merged["parameters"] = part.parameters
    values = (
        part.description or description,
        "\n".join(part.other_names) or other_names,
        part.status or status,
        part.lead_weeks if part.lead_weeks is not None else lead_weeks,
        json.dumps(merged, ensure_ascii=False) if merged else None,
        at,
    )
    if rowid is None:
        (rowid,) = connection.execute(
            "INSERT INTO part (description, other_names, status, lead_weeks, details, fetched_at, "
            "number, maker) VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
            (*values, *key),
        ).fetchone()
        return int(rowid)
    connection.execute(
        "UPDATE part SET status = ?3, lead_weeks = ?4, details = ?5, fetched_at = ?6 WHERE id = ?7",
        (*values, rowid),
    )
    if values[:2] != (description, other_names):
        # Apart, so that the words are only indexed anew where they changed.
        connection.execute(
            "UPDATE part SET description = ?, other_names = ? WHERE id = ?", (*values[:2], rowid)
        )
    return int(rowid)


def _put_offer(connection: sqlite3.Connection, part: int, offer: Offer, at: datetime) -> None:
    values = {name: getattr(offer, name, None) for name in _OFFER}
    values.update(
        part=part,
        packaging=offer.packaging.value,
        breaks=breaks_text(offer.breaks),
        fee=money_text(offer.fee),
        fetched_at=instant_text(at),
    )
    young = instant_text(at - OWN_PRICE_KEEPS)
    connection.execute(_PUT_OFFER, [values[name] for name in _OFFER] + [young] * len(_PRICE))


def _offer(stored: dict[str, Any]) -> Offer:
    return Offer(
        vendor=stored["vendor"],
        number=stored["number"],
        packaging=Packaging(stored["packaging"]),
        packaging_text=stored["packaging_text"],
        stock=stored["stock"],
        moq=stored["moq"],
        multiple=stored["multiple"],
        breaks=breaks(stored["breaks"]),
        currency=stored["currency"],
        fee=Decimal(stored["fee"]),
        maximum=stored["maximum"],
        standard_package=stored["standard_package"],
        own_price=bool(stored["own_price"]),
        ncnr=flag(stored["ncnr"]),
        tariff=flag(stored["tariff"]),
        marketplace=bool(stored["marketplace"]),
        supplier=stored["supplier"],
    )
