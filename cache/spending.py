"""What a buyer has spent, and which limits an order would go above. Reads the ledger; pure besides.

Counted are the orders that one person (by uid) placed at one vendor in one currency, and that may
be there: all but those known not to be. An order counts from when its attempt was written, with our
total or the vendor's where that is higher, approved or not. One that the vendor has twice counts as
often as it stands there. What we changed of an order afterwards counts where it was for more; less
gives nothing back, because nothing documents that it does.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from cache import changing_rules
from cache.convert import instant_text
from cache.places import Refusal
from cache.purchase_orders import vendor_name
from cache.spending_rules import NO_RULES, Rules, money_words, rules_of
from vendors.buying import line_total

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cache.people import Person
    from cache.purchase_orders import Frozen, FrozenLine
    from vendors.afterwards import HeldLine, LineChange

__all__ = ["NO_RULES", "Amount", "Over", "Rules", "change_gate", "over", "rules_of", "spent"]

DAY, WEEK = timedelta(hours=24), timedelta(days=7)


class Over(NamedTuple):
    """A limit that an order would go above. `kind`: which, as the settings name it, or `unset`."""

    words: str
    kind: str = ""


class Amount(NamedTuple):
    """Goods and fees; `ncnr` is what of it cannot be cancelled or returned, or may not be known
    to be. `bare`: without a tariff that may come on top.
    """

    total: Decimal = Decimal(0)
    ncnr: Decimal = Decimal(0)
    bare: bool = False

    def plus(self, other: Amount) -> Amount:
        return Amount(self.total + other.total, self.ncnr + other.ncnr, self.bare or other.bare)

    def times(self, many: int) -> Amount:
        return Amount(self.total * many, self.ncnr * many, self.bare)


def amount_of(order: Frozen) -> Amount:
    """What an order comes to, with its fees, by the prices it was reviewed at."""
    content = order.content
    ncnr = (_cost(line, content.currency) for line in content.lines if line.ncnr is not False)
    return Amount(content.goods + content.fees, sum(ncnr, Decimal(0)), content.before_tariff)


def over(
    db: sqlite3.Connection, order: Frozen, rules: Rules, person: Person, now: datetime
) -> tuple[Over, ...]:
    """The limits that `order` would go above, were `person` to place it now; mostly none."""
    if not rules.limits:
        return ()
    amount = amount_of(order)
    return _above(db, order, amount, amount, rules, person, now)


def change_gate(
    db: sqlite3.Connection,
    order: Frozen,
    line_no: int,
    change: LineChange,
    held: HeldLine,
    rules: Rules,
    person: Person,
    now: datetime,
) -> None:
    """Refuse a change of a placed order that would go above a limit; run where it is written ahead.

    What is more of a line counts at the price that was ordered at. There is no approval of a
    change: more pieces can be an order of their own, and that can be approved.
    """
    if not rules.limits:
        return
    more = _rise(order, line_no, change, held)
    if more.total <= 0:
        return
    whole = _placed(db, order).plus(more)
    if found := _above(db, order, more, whole, rules, person, now):
        raise Refusal(
            f"{found[0].words}. Nothing was sent: a change is not approved; order the pieces that "
            "are more by an order of their own, which can be."
        )


def spent(db: sqlite3.Connection, uid: int, vendor: str, currency: str, since: datetime) -> Amount:
    """What a person spent at a vendor, in a currency, from `since` on."""
    found = Amount()
    at = instant_text(since)
    for order_id, state in db.execute(
        "SELECT head.id, live_attempt.state FROM live_attempt "
        "JOIN purchase_order AS head ON head.id = order_id "
        "WHERE live_attempt.os_uid = ? AND live_attempt.created_at >= ? AND head.vendor = ? "
        "AND head.currency = ?",
        (uid, at, vendor, currency),
    ).fetchall():
        times = _times(db, order_id) if state == "duplicate" else 1
        found = found.plus(_ordered(db, order_id).times(times))
    for change in db.execute(
        f"{_CHANGES} AND change.os_uid = ? AND change.created_at >= ? AND head.vendor = ? "
        "AND head.currency = ?",
        (*_NOT_MADE, uid, at, vendor, currency),
    ).fetchall():
        found = found.plus(_changed(*change))
    return found


def _above(
    db: sqlite3.Connection,
    order: Frozen,
    more: Amount,
    whole: Amount,
    rules: Rules,
    person: Person,
    now: datetime,
) -> tuple[Over, ...]:
    """The limits that `more` would go above; `whole` is what the order then comes to."""
    vendor, currency = order.content.vendor, order.content.currency
    limit = rules.of(person.name, vendor, currency)
    if limit is None:
        words = f"No limit in {currency} is set for {person.name} at {vendor_name(vendor)}"
        return (Over(words, "unset"),)
    tariff = " before tariff" if whole.bare else ""
    found = []
    for kind, most, this, amount in (
        ("order", limit.order, more.total, whole.total),
        ("ncnr", limit.ncnr, more.ncnr, whole.ncnr),
    ):
        if most is not None and this > 0 and amount > most:
            what = f"{money_words(amount, currency)}{tariff}{_SUCH.get(kind, '')}"
            words = f"{what} is above {money_words(most, currency)} for one order"
            found.append(Over(words, kind))
    before = {
        window: spent(db, person.uid, vendor, currency, now - window)
        for window, limits in (
            (DAY, (limit.day, limit.ncnr_day)),
            (WEEK, (limit.week, limit.ncnr_week)),
        )
        if any(most is not None for most in limits)
    }
    for kind, most, window, period in (
        ("day", limit.day, DAY, "24 hours"),
        ("week", limit.week, WEEK, "7 days"),
        ("ncnr_day", limit.ncnr_day, DAY, "24 hours"),
        ("ncnr_week", limit.ncnr_week, WEEK, "7 days"),
    ):
        if most is None:
            continue
        was, this = before[window].total, more.total
        if kind in _SUCH:
            was, this = before[window].ncnr, more.ncnr
        # Where nothing of it is what the limit is about, it is not this that goes above.
        if this > 0 and was + this > most:
            what = f"{money_words(this, currency)}{tariff}{_SUCH.get(kind, '')}"
            sums = f"{what} is"
            if was:
                placed, both = money_words(was, currency), money_words(was + this, currency)
                sums = f"{what} and {placed} placed before come to {both},"
            words = f"{sums} above {money_words(most, currency)} for {period}"
            found.append(Over(words, kind))
    return tuple(found)


_SUCH = dict.fromkeys(("ncnr", "ncnr_day", "ncnr_week"), " of goods that are NCNR or may be")

# -- what was ordered, and what was changed of it --------------------------------------------------

# A change that may have been made; `closed` ones too, of which only a person says what they became.
_NOT_MADE = ("not_sent", "rejected", "refused")
_CHANGES = (
    "SELECT change.wanted, change.held, line.unit_price, line.ncnr, line.tariff, head.currency "
    "FROM order_change AS change JOIN purchase_order AS head ON head.id = change.order_id "
    "JOIN purchase_order_line AS line ON line.order_id = head.id AND line.line_no = change.line_no "
    "WHERE change.state NOT IN (?, ?, ?)"
)


def _ordered(db: sqlite3.Connection, order_id: int) -> Amount:
    """An order as it was sent, with the vendor's total where that is higher."""
    goods, fees, bare, currency = db.execute(
        "SELECT goods, fees, before_tariff, currency FROM purchase_order WHERE id = ?", (order_id,)
    ).fetchone()
    total = Decimal(goods) + Decimal(fees)
    answers = db.execute(
        "SELECT total FROM live_attempt WHERE order_id = ? AND total IS NOT NULL "
        "AND total_currency IN ('', ?)",
        (order_id, currency),
    ).fetchall()
    ncnr = Decimal(0)
    for quantity, price, fee in db.execute(
        "SELECT quantity, unit_price, fee FROM purchase_order_line "
        "WHERE order_id = ? AND ncnr IS NOT 0",
        (order_id,),
    ):
        ncnr += line_total(quantity, Decimal(price or 0), currency) + Decimal(fee)
    return Amount(max([total, *(Decimal(said) for (said,) in answers)]), ncnr, bool(bare))


def _times(db: sqlite3.Connection, order_id: int) -> int:
    """How often the vendor has an order that it has twice: the most orders that a look found,
    or a listing that settled it, which is noted as one.

    Noted or not: that a person took note of it does not say that the vendor took it back.
    """
    (most,) = db.execute(
        "SELECT max(json_array_length(found)) FROM look WHERE order_id = ?", (order_id,)
    ).fetchone()
    return max(2, most or 0)


def _placed(db: sqlite3.Connection, order: Frozen) -> Amount:
    """An order with all that was, or may have been, changed of it."""
    found = _ordered(db, order.id)
    rows = db.execute(f"{_CHANGES} AND head.id = ?", (*_NOT_MADE, order.id)).fetchall()
    for change in rows:
        found = found.plus(_changed(*change))
    return found


def _changed(
    wanted: str, held: str, price: str | None, ncnr: int | None, tariff: int | None, currency: str
) -> Amount:
    change, line = changing_rules.change_of(wanted), changing_rules.line_of(held)
    cost = _costs_more(change, line, Decimal(price or 0), currency)
    return Amount(cost, Decimal(0) if ncnr == 0 else cost, tariff != 0)


def _rise(order: Frozen, line_no: int, change: LineChange, held: HeldLine) -> Amount:
    (line,) = _numbered(order.content.lines, line_no)
    cost = _costs_more(change, held, line.unit_price or Decimal(0), order.content.currency)
    return Amount(cost, Decimal(0) if line.ncnr is False else cost, line.tariff is not False)


def _costs_more(change: LineChange, held: HeldLine, price: Decimal, currency: str) -> Decimal:
    """What the vendor's line costs more once it is changed; nothing where it is not for more."""
    after = changing_rules.total(change, held)
    if after is None or after <= held.quantity:
        return Decimal(0)
    return line_total(after, price, currency) - line_total(held.quantity, price, currency)


def _numbered(lines: Iterable[FrozenLine], line_no: int) -> list[FrozenLine]:
    return [line for line in lines if line.line_no == line_no]


def _cost(line: FrozenLine, currency: str) -> Decimal:
    return (line.total(currency) or Decimal(0)) + line.fee
