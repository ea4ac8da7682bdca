"""What a vendor said about parts, stored and read back.

Stored are facts, each as young as can be: an answer adds and renews, it never removes. A word
search says less about a part than a look-up does, so what it leaves out is kept, and so is our own
price while it is young: see OWN_PRICE_KEEPS.

A part is one, whoever sells it: vendors meet in it by maker and maker's number. What it is, is said
by the first that told of it, or by one that sells many makers' parts where the first sells one's
alone; the others fill in what nobody said.
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
from vendors.makers import maker_of, own_maker
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
    *("marketplace", "supplier", "custom_reel", "fetched_at"),
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
    """The part of offer row `offer`, with all offers of that vendor, and when they were fetched."""
    row = connection.execute("SELECT part, vendor FROM offer WHERE id = ?", (offer,)).fetchone()
    return None if row is None else at_vendors(connection, row[0]).get(row[1])


def at_vendors(connection: sqlite3.Connection, rowid: int) -> dict[str, tuple[Part, datetime]]:
    """The part in row `rowid` as each vendor sells it, and when that was fetched of it last; in
    stored order. Empty where the row is gone, or nobody offers it.
    """
    row = connection.execute("SELECT * FROM part WHERE id = ?", (rowid,))
    names = [column[0] for column in row.description]
    values = row.fetchone()
    if values is None:
        return {}
    stored = dict(zip(names, values, strict=True))
    offers: dict[str, list[dict[str, Any]]] = {}
    for columns in connection.execute(_GET_OFFER + " WHERE part = ? ORDER BY id", (rowid,)):
        one = dict(zip(_OFFER, columns, strict=True))
        offers.setdefault(one["vendor"], []).append(one)
    return {
        vendor: (
            _part(stored, tuple(map(_offer, its)), vendor),
            instant(max(one["fetched_at"] for one in its)),
        )
        for vendor, its in offers.items()
    }


def find_part(connection: sqlite3.Connection, number: str, maker: str) -> int | None:
    """The row of the maker's part; None where it is not here."""
    row = connection.execute(
        "SELECT id FROM part WHERE number = ? AND maker = ?", (number.strip(), maker_of(maker))
    ).fetchone()
    return None if row is None else int(row[0])


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
            made[key] = _part(row, tuple(map(_offer, its)), row["vendor"]), told
        found[row["vendor"], row["asked"].casefold()] = made[key]
    return found


def _part(stored: dict[str, Any], offers: tuple[Offer, ...], vendor: str = "") -> Part:
    """The part as `vendor` sells it: how long it takes to get more is the word of who told that."""
    details = {"detail": "", "category": "", **json.loads(stored["details"] or "{}")}
    last_buy = details.get("last_buy")
    its_own = not vendor or details.get("told_by") in (None, vendor)
    return Part(
        maker=stored["maker"],
        number=stored["number"],
        description=stored["description"],
        status=stored["status"],
        offers=offers,
        lead_weeks=stored["lead_weeks"] if its_own else None,
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
        "INSERT OR REPLACE INTO told_number VALUES (?, ?, ?)",
        ((one, vendor, told) for one in numbers.values()),
    )
    return rowid


def told(
    connection: sqlite3.Connection,
    number: str,
    vendor: str | None,
    prices_for: str | None,
    since: datetime | None = None,
) -> tuple[Part, datetime] | None:
    """What product details of `vendor` (None: of any, the newest) said last of `number`, exactly,
    and when; None before `since`, and where that was said for others than `prices_for` (None: for
    anybody).
    """
    row = connection.execute(
        "SELECT body, at, prices_for FROM told_number AS n JOIN told ON told.id = n.told "
        "WHERE n.number = ?1 AND (?2 IS NULL OR n.vendor = ?2) ORDER BY at DESC LIMIT 1",
        (number, vendor),
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
                (kind, name, maker_of(part.maker), rowid),
            )


def _put_part(connection: sqlite3.Connection, part: Part, at: str) -> int:
    key = (part.number.strip(), maker_of(part.maker))
    known = connection.execute(
        "SELECT id, description, other_names, status, lead_weeks, details FROM part "
        "WHERE number = ? AND maker = ?",
        key,
    ).fetchone()
    rowid, *before, details = known or (None, "", "", "", None, None)
    kept = json.loads(details or "{}")
    said: list[Any] = [
        *(part.description, "\n".join(part.other_names), part.status, part.lead_weeks)
    ]
    new = {name: getattr(part, name) for name in _DETAILS}
    new |= {
        "parameters": part.parameters or None,
        "last_buy": None if part.last_buy is None else part.last_buy.isoformat(),
    }
    new = {name: value for name, value in new.items() if value not in (None, "")}
    teller = part.offers[0].vendor if part.offers else None
    if _tells(teller, kept.get("told_by")):
        merged = kept | new | ({"told_by": teller} if teller else {})
    else:
        merged, said, before = new | kept, before, said
    one_by_one = zip(said, before, strict=True)
    words = [then if now in (None, "") else now for now, then in one_by_one]
    text = json.dumps(merged, ensure_ascii=False) if merged else None
    if rowid is None:
        (rowid,) = connection.execute(
            "INSERT INTO part (description, other_names, status, lead_weeks, details, fetched_at, "
            "number, maker) VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
            (*words, text, at, *key),
        ).fetchone()
        return int(rowid)
    connection.execute(
        "UPDATE part SET status = ?, lead_weeks = ?, details = ?, fetched_at = ? WHERE id = ?",
        (*words[2:], text, at, rowid),
    )
    if words[:2] != list(known[1:3]):
        # Apart, so that the words are only indexed anew where they changed.
        connection.execute(
            "UPDATE part SET description = ?, other_names = ? WHERE id = ?", (*words[:2], rowid)
        )
    return int(rowid)


def _tells(vendor: str | None, before: str | None) -> bool:
    """Whether what this vendor says of a part stands before what `before` told of it."""
    return before in (None, vendor) or vendor is None or own_maker(before) is not None


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
        custom_reel=flag(stored["custom_reel"]),
    )
