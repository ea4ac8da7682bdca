"""What a vendor said about parts, stored and read back.

Stored are facts, each as young as can be: an answer adds and renews, it never removes. A word
search says less about a part than a look-up does, so what it leaves out is kept, and so is our own
price while it is young: see OWN_PRICE_KEEPS.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from cache.convert import breaks, breaks_text, flag, instant, instant_text, money_text
from cache.facts import facts, facts_text
from vendors.vocabulary import Offer, Packaging, Part

# A standard price does not replace our own price that is younger than this. After that the newer
# price is the truer one: our own may have been agreed for a time that is over.
OWN_PRICE_KEEPS = timedelta(minutes=10)

# Whole answers are large, and of no use once they are old: what is in them stays in part and offer.
_TOLD_KEEPS = timedelta(days=7)

# Facts of a part that no list shows: kept together, as JSON.
_DETAILS = (
    *("detail", "category", "series", "datasheet", "rohs", "obsolete", "backorder_allowed"),
    *("base", "series_id", "photo", "video", "url", "normally_stocked", "end_of_life"),
    *("factory_stock", "reach", "eccn", "htsus", "msl", "shipping_note", "account"),
)

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
        _put_family(connection, rowid, part)
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
    found = tuple(_offer(dict(zip(_OFFER, columns, strict=True))) for columns in offers)
    return _part(stored, found), instant(stored["fetched_at"])


def parts_of(
    connection: sqlite3.Connection, numbers: Collection[tuple[str, str]]
) -> dict[tuple[str, str], tuple[Part, dict[str, datetime]]]:
    """For each (vendor, vendor's number) that is here, its part with all offers of that vendor, and
    when each of them was told, by its number case-folded. By the vendor and the number case-folded.

    Two queries, however many there are.
    """
    cursor = connection.execute(
        "SELECT o.number AS asked, o.vendor AS vendor, p.* FROM json_each(?) AS one "
        "CROSS JOIN offer AS o ON o.number = one.value ->> 1 AND o.vendor = one.value ->> 0 "
        "JOIN part AS p ON p.id = o.part",
        (json.dumps(list(numbers)),),
    )
    names = [column[0] for column in cursor.description]
    rows = [dict(zip(names, values, strict=True)) for values in cursor]
    offers: dict[tuple[int, str], list[dict[str, Any]]] = {}
    columns = connection.execute(
        _GET_OFFER + " WHERE part IN (SELECT value FROM json_each(?)) ORDER BY id",  # noqa: S608
        (json.dumps([row["id"] for row in rows]),),
    )
    for values in columns:
        stored = dict(zip(_OFFER, values, strict=True))
        offers.setdefault((stored["part"], stored["vendor"]), []).append(stored)
    made: dict[tuple[int, str], tuple[Part, dict[str, datetime]]] = {}
    found = {}
    for row in rows:
        key = (row["id"], row["vendor"])
        if key not in made:
            its = offers.get(key, [])
            told = {one["number"].casefold(): instant(one["fetched_at"]) for one in its}
            made[key] = _part(row, tuple(map(_offer, its))), told
        found[row["vendor"], row["asked"].casefold()] = made[key]
    return found


def _part(stored: dict[str, Any], offers: tuple[Offer, ...]) -> Part:
    details = {"detail": "", "category": "", **json.loads(stored["details"] or "{}")}
    last_buy = details.get("last_buy")
    return Part(
        maker=stored["maker"],
        number=stored["number"],
        description=stored["description"],
        status=stored["status"],
        offers=offers,
        lead_weeks=stored["lead_weeks"],
        parameters=tuple((name, value) for name, value in details.get("parameters", ())),
        last_buy=None if last_buy is None else date.fromisoformat(last_buy),
        other_names=tuple(filter(None, stored["other_names"].split("\n"))),
        **{name: details[name] for name in _DETAILS if name in details},
    )


def find_offer(connection: sqlite3.Connection, vendor: str, number: str) -> int | None:
    """The row of the offer under the vendor's `number`; None where it is not here."""
    row = connection.execute(
        "SELECT id FROM offer WHERE number = ? AND vendor = ?", (number, vendor)
    ).fetchone()
    return None if row is None else int(row[0])


def put_told(
    connection: sqlite3.Connection,
    number: str,
    part: Part,
    vendor: str,
    prices_for: str,
    at: datetime,
) -> int:
    """Store what product details said when they were asked for `number`; the part's rowid.

    `prices_for`: whose prices the vendor was asked for.
    """
    (rowid,) = put(connection, [part], at)
    (told,) = connection.execute(
        "INSERT INTO told (part, vendor, prices_for, body, at) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (part, vendor) DO UPDATE SET prices_for = excluded.prices_for, "
        "body = excluded.body, at = excluded.at RETURNING id",
        (rowid, vendor, prices_for, facts_text([part]), instant_text(at)),
    ).fetchone()
    old = instant_text(at - _TOLD_KEEPS)
    connection.execute(
        "DELETE FROM told_number WHERE told IN (SELECT id FROM told WHERE at < ?)", (old,)
    )
    connection.execute("DELETE FROM told WHERE at < ?", (old,))
    numbers = {one.casefold(): one for one in (number, *(offer.number for offer in part.offers))}
    connection.executemany(
        "INSERT OR REPLACE INTO told_number VALUES (?, ?)",
        ((one, told) for one in numbers.values()),
    )
    return rowid


def told(
    connection: sqlite3.Connection,
    number: str,
    prices_for: str | None,
    since: datetime | None = None,
) -> tuple[Part, datetime] | None:
    """What product details said last of `number`, exactly, and when; None before `since`, and
    where that was said for others than `prices_for` (None: for anybody).
    """
    row = connection.execute(
        "SELECT body, at, prices_for FROM told_number JOIN told ON told.id = told WHERE number = ?",
        (number,),
    ).fetchone()
    if row is None or (since is not None and row[1] < instant_text(since)):
        return None
    if prices_for not in (None, row[2]):
        return None
    read = facts(Part, row[0])
    return (read[0], instant(row[1])) if read else None


def _put_family(connection: sqlite3.Connection, rowid: int, part: Part) -> None:
    for kind, name in (("base number", part.base), ("series", part.series)):
        if name:
            connection.execute(
                "INSERT OR IGNORE INTO family VALUES (?, ?, ?, ?)",
                (kind, name, part.maker.strip(), rowid),
            )


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
    if part.last_buy is not None:
        merged["last_buy"] = part.last_buy.isoformat()
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
