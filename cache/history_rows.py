"""The rows of the history: made of our orders, the vendor's, and what changed there."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from cache.answered import Total
from cache.comparing import Acknowledged, Difference, Sent
from cache.confirming import Confirmation, confirm
from cache.convert import instant, instant_text, money_text
from cache.news import WARNINGS, News
from cache.purchase_orders import Frozen, FrozenLine, line_of, lines_text, vendor_name
from cache.status_words import state_words
from cache.vendor_orders import Glance, day_words, from_text, glance
from vendors.vocabulary import VendorOrder

# Until it is finished an order in these states is asked after by itself.
_ASKED_AFTER = ("accepted", "duplicate", "not_placed")


class OwnOrder(NamedTuple):
    """A row of own_order. `lines` and `acknowledged` are JSON."""

    order_id: int
    vendor: str
    po_key: str
    number: str
    state: str
    vendor_numbers: str
    entered_at: str
    buyer: str
    total: str | None
    currency: str
    lines: str
    acknowledged: str
    customer_id: str
    account: str
    answered: str | None
    answered_currency: str

    @classmethod
    def of(cls, order: Frozen, acknowledged: dict[str, Acknowledged]) -> OwnOrder:
        content = order.content
        return cls(
            order_id=order.id,
            vendor=content.vendor,
            po_key=po_key(order.number),
            number=order.number,
            state=order.state,
            vendor_numbers=json.dumps(order.vendor_numbers),
            entered_at=instant_text(order.created_at),
            buyer=order.full_name or order.person,
            total=money_text(content.goods + content.fees),
            currency=content.currency,
            lines=lines_text(content.lines),
            acknowledged=json.dumps(
                [
                    (name, one.reason, one.person, instant_text(one.at))
                    for name, one in acknowledged.items()
                ],
                ensure_ascii=False,
            ),
            customer_id=content.ship_to.customer_id,
            account=order.account,
            answered=money_text(order.answered.amount) if order.answered else None,
            answered_currency=order.answered.currency if order.answered else "",
        )

    def sent(self) -> Sent:
        return Sent(
            self.vendor,
            self.state,
            self.currency,
            tuple(json.loads(self.vendor_numbers)),
            tuple(line_of(cells) for cells in json.loads(self.lines)),
            self.customer_id,
            self.account,
            Total(Decimal(self.answered), self.answered_currency) if self.answered else None,
        )

    def taken_note_of(self) -> dict[str, Acknowledged]:
        return {
            name: Acknowledged(reason, person, instant(at))
            for name, reason, person, at in json.loads(self.acknowledged)
        }


class _Row(NamedTuple):
    """A row of order_row without its id."""

    key: str
    order_id: int | None
    urgent: int
    number: str
    vendor: str
    vendor_numbers: str
    state: str
    status: str
    status_text: str
    entered_at: str
    buyer: str
    total: str | None
    currency: str
    goods_shipped: int | None
    goods_ordered: int | None
    next_date: str | None
    due: str | None
    ours: bool
    fetched_at: str | None
    confirmation: str
    differs: int
    difference: str
    news: str
    news_at: str | None
    open: bool
    held_up: bool
    warned_at: str | None
    account: str
    words: str


_OWN = ", ".join(OwnOrder._fields)
_PUT_OWN = (
    f"INSERT OR REPLACE INTO own_order ({_OWN}) "  # noqa: S608
    f"VALUES ({', '.join('?' * len(OwnOrder._fields))})"
)
_PUT_ROW = (
    f"INSERT INTO order_row ({', '.join(_Row._fields)}) "  # noqa: S608
    f"VALUES ({', '.join('?' * len(_Row._fields))}) ON CONFLICT (key) DO UPDATE SET "
    f"{', '.join(f'{name} = excluded.{name}' for name in _Row._fields)}"
)


def po_key(number: str) -> str:
    """What two purchase order numbers are compared by."""
    return number.strip().casefold()


def stored_number(order: VendorOrder) -> str:
    """The vendor's number; of an order listed without one, its moment and PO number instead."""
    return order.number or f"{instant_text(order.entered_at)} {po_key(order.po_number)}"


def their_key(order: VendorOrder) -> str:
    """The row of an order that is the vendor's alone."""
    return f"theirs {order.vendor} {stored_number(order)}"


def our_key(order_id: int) -> str:
    """The row of an order of ours."""
    return f"ours {order_id}"


def put_own(db: sqlite3.Connection, orders: Iterable[OwnOrder]) -> None:
    db.executemany(_PUT_OWN, orders)


def theirs(db: sqlite3.Connection, vendor: str, key: str) -> list[tuple[VendorOrder, str]]:
    """The vendor's orders under a number of ours, oldest first, and when each was fetched."""
    rows = db.execute(
        "SELECT body, fetched_at FROM vendor_order WHERE vendor = ? AND po_key = ? "
        "AND po_key <> '' ORDER BY entered_at, number",
        (vendor, key),
    )
    return [(from_text(body), fetched_at) for body, fetched_at in rows]


def one(db: sqlite3.Connection, vendor: str, number: str) -> list[tuple[VendorOrder, str]]:
    """The vendor's order under its own number, if it is stored."""
    rows = db.execute(
        "SELECT body, fetched_at FROM vendor_order WHERE vendor = ? AND number = ?",
        (vendor, number),
    )
    return [(from_text(body), fetched_at) for body, fetched_at in rows]


def news_of(
    db: sqlite3.Connection, vendor: str, orders: Iterable[VendorOrder], key: str = ""
) -> list[News]:
    """What changed of these orders of a vendor's, the newest first; and what of the order of ours
    whose row has this `key` was settled.
    """
    rows = db.execute(
        "SELECT at, kind, words FROM order_news WHERE vendor = ? "
        "AND number IN (SELECT value FROM json_each(?)) ORDER BY at DESC, id",
        (vendor, json.dumps([key, *(stored_number(order) for order in orders)])),
    )
    return [News(instant(at), kind, words) for at, kind, words in rows]


def seen_at(os_uid: int) -> str:
    """SQL over order_row: when this person looked at the row, or at all of them; '' for never."""
    found = f"SELECT max(at) FROM seen WHERE os_uid = {os_uid:d} AND key IN (order_row.key, '')"  # noqa: S608
    return f"coalesce(({found}), '')"


def fresh(os_uid: int) -> str:
    """SQL over order_row: 1 where something changed since this person looked at the row."""
    return f"(news_at IS NOT NULL AND news_at > {seen_at(os_uid)})"


def draw(db: sqlite3.Connection, keys: Iterable[tuple[str, str]], today: date) -> None:
    """Make the rows of these (vendor, po_key) anew. Ours and theirs under one key are one row.

    An empty key has none: what was ordered without a number stands by itself.
    """
    for vendor, key in sorted(keys):
        found = theirs(db, vendor, key)
        row = db.execute(
            f"SELECT {_OWN} FROM own_order WHERE vendor = ? AND po_key = ?",  # noqa: S608
            (vendor, key),
        ).fetchone()
        if row is None:
            for order, fetched_at in found:
                draw_theirs(db, order, fetched_at, today)
            continue
        db.executemany(
            "DELETE FROM order_row WHERE key = ?", [(their_key(order),) for order, _ in found]
        )
        fetched = max((fetched_at for _, fetched_at in found), default=None)
        _draw_ours(db, OwnOrder(*row), [order for order, _ in found], fetched, today)


def draw_theirs(db: sqlite3.Connection, order: VendorOrder, fetched_at: str, today: date) -> None:
    """Make the row of an order that is the vendor's alone."""
    seen = glance([order], today)
    buyer = next((one.ship_to.name for one in order.sales_orders if one.ship_to.name), "")
    number = order.po_number.strip() or order.number or "no number yet"
    news, news_at, _ = _news(news_of(db, order.vendor, [order]))
    shown = (state_words("vendor", order.status)[1], buyer or "elsewhere")
    cells = _cells(order.entered_at.date(), seen, seen.total, order.currency, listed=True)
    row = _Row(
        key=their_key(order),
        order_id=None,
        urgent=0,
        number=number,
        vendor=order.vendor,
        vendor_numbers=seen.vendor_numbers,
        state="vendor",
        status=order.status,
        status_text=order.status_text,
        entered_at=instant_text(order.entered_at),
        buyer=buyer,
        total=money_text(seen.total),
        currency=order.currency,
        goods_shipped=seen.goods_shipped,
        goods_ordered=seen.goods_ordered,
        next_date=_day(seen.next_date),
        due=_day(seen.due),
        ours=False,
        fetched_at=fetched_at,
        confirmation="",
        differs=0,
        difference="",
        news=news,
        news_at=news_at,
        open=False,
        held_up=False,
        warned_at=None,
        account="",
        words=_words(order.vendor, seen.words, number, *shown, *cells),
    )
    db.execute(_PUT_ROW, row)


def _draw_ours(
    db: sqlite3.Connection,
    own: OwnOrder,
    found: Sequence[VendorOrder],
    fetched_at: str | None,
    today: date,
) -> None:
    sent = own.sent()
    seen = glance(found, today) if found else _NOTHING
    confirmation = confirm(sent, found, own.taken_note_of())
    said, open_ones = _confirmed(confirmation)
    key = our_key(own.order_id)
    news, news_at, warned_at = _news(news_of(db, own.vendor, found, key))
    is_open = own.state in _ASKED_AFTER and not seen.finished
    numbers = seen.vendor_numbers or ", ".join(sent.vendor_numbers)
    alarmed = any(one.what == "twice" for one in open_ones)
    word = state_words(own.state, seen.status, noted=not alarmed)[1]
    shown = (own.number, numbers, own.buyer, own.state, word, said)
    total = None if own.total is None else Decimal(own.total)
    cells = _cells(instant(own.entered_at).date(), seen, total, own.currency, listed=bool(found))
    row = _Row(
        key=key,
        order_id=own.order_id,
        urgent=-1 if own.state == "void" else int(own.state == "unknown" or alarmed),
        number=own.number,
        vendor=own.vendor,
        vendor_numbers=numbers,
        state=own.state,
        status=seen.status,
        status_text=seen.status_text,
        entered_at=own.entered_at,
        buyer=own.buyer,
        total=own.total,
        currency=own.currency,
        goods_shipped=seen.goods_shipped if found else None,
        goods_ordered=seen.goods_ordered if found else None,
        next_date=_day(seen.next_date),
        due=_day(seen.due),
        ours=True,
        fetched_at=fetched_at,
        confirmation=said,
        differs=len(open_ones),
        difference=open_ones[0].words if open_ones else "",
        news=news,
        news_at=news_at,
        open=is_open,
        held_up=seen.held_up,
        warned_at=warned_at if is_open else None,
        account=own.account,
        words=_words(own.vendor, _parts(sent.lines), seen.words, *shown, *cells),
    )
    db.execute(_PUT_ROW, row)


_NOTHING = Glance("", "", "", None, 0, 0, None, None, finished=False, held_up=False, words="")


def _confirmed(confirmation: Confirmation | None) -> tuple[str, list[Difference]]:
    """The word for the row, and what differs and nobody took note of."""
    if confirmation is None:
        return "", []
    open_ones = [one for one in confirmation.differences if one.acknowledged is None]
    if open_ones:
        return "differs", open_ones
    return ("confirmed" if confirmation.confirmed else "unlisted"), []


def _news(news: Sequence[News]) -> tuple[str, str | None, str | None]:
    """What changed last, and when; and when it was last something to warn of."""
    if not news:
        return "", None, None
    last = [one.words for one in news if one.at == news[0].at]
    warned_at = next((instant_text(one.at) for one in news if one.kind in WARNINGS), None)
    return "; ".join(dict.fromkeys(last)), instant_text(news[0].at), warned_at


def _parts(lines: Iterable[FrozenLine]) -> str:
    return " ".join(dict.fromkeys(text for line in lines for text in (line.number, line.part)))


def _cells(
    entered: date, seen: Glance, total: Decimal | None, currency: str, *, listed: bool
) -> list[str]:
    """What else the row shows, as a filter finds it: days, goods, total, currency."""
    days = [day for day in (entered, seen.next_date, seen.due) if day is not None]
    cells = [text for day in days for text in (found_as(day), str(day.year))]
    if listed:
        cells.append(f"{seen.goods_shipped}/{seen.goods_ordered}")
    if total is not None:
        cells.append(f"{total.quantize(Decimal('0.01'), ROUND_HALF_UP):,}")
    return [*cells, currency]


def found_as(day: date) -> str:
    """A day without its year as one word, by which no other is found: `02mar`."""
    number, month, _ = day_words(day).casefold().split()
    return f"{number:0>2}{month}"


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _words(vendor: str, *texts: str) -> str:
    """Everything a filter may find a row by, case-folded. What another word holds is left out:
    the maker's number is mostly the beginning of the vendor's, and every filter reads all of it.
    """
    found = ""
    for text in (vendor_name(vendor), *" ".join(texts).split()):
        word = text.casefold()
        if word not in found:
            found = f"{found} {word}" if found else word
    return found
