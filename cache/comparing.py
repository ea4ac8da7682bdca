"""What the vendor says of an order otherwise than it was sent. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, NamedTuple

from cache.acting import ending
from cache.answered import Total
from cache.judging import alarm
from cache.pairing import LinePair, pairs
from cache.purchase_orders import Frozen, FrozenLine, vendor_name
from cache.vendor_orders import amount_words, day_words, is_canceled, open_releases
from vendors.buying import line_total
from vendors.vocabulary import SalesOrder, VendorLine, VendorOrder

What = Literal[
    "quantity",
    "price",
    "part",
    "date",
    "missing",
    "extra",
    "tariff",
    "charges",
    "total",
    "account",
    "twice",
]


class Acknowledged(NamedTuple):
    """Who took note of a difference, when, and why where that was said."""

    reason: str
    person: str
    at: datetime


class Difference(NamedTuple):
    """One thing that is not as it was ordered. `name` holds both values, so a new one is new.

    `line_no` is ours; None where it is about no line of ours.
    """

    name: str
    line_no: int | None
    what: What
    ours: str
    theirs: str
    words: str
    acknowledged: Acknowledged | None = None


class Sent(NamedTuple):
    """What an order's confirmation is held against.

    `customer_id` is the ship-to's; `account` is whom it was sent for, empty where none was named.
    `answered` is what the vendor's answer came to, None where it did not say.
    """

    vendor: str
    state: str
    currency: str
    vendor_numbers: tuple[str, ...]
    lines: tuple[FrozenLine, ...]
    customer_id: str = ""
    account: str = ""
    answered: Total | None = None

    @property
    def reviewed(self) -> Total:
        """Goods and fees as they were reviewed."""
        totals = (line.total(self.currency) for line in self.lines)
        goods = sum((one for one in totals if one is not None), Decimal(0))
        return Total(goods + sum((line.fee for line in self.lines), Decimal(0)), self.currency)

    @classmethod
    def of(cls, order: Frozen) -> Sent:
        content = order.content
        return cls(
            content.vendor,
            order.state,
            content.currency,
            order.vendor_numbers,
            content.lines,
            content.ship_to.customer_id,
            order.account,
            order.answered,
        )


def compare(sent: Sent, found: Sequence[VendorOrder]) -> list[Difference]:
    """Every difference, none of them acknowledged, in the order of the lines.

    Nothing but the alarm about an order placed twice, whose it is, and what the answer came to,
    until the vendor lists all the lines.
    """
    differing = [*_twice(sent), *_account(sent, found), *_answered(sent)]
    if not listed(found):
        return differing
    foreign = next((one for one in _alive(found) if one.currency not in ("", sent.currency)), None)
    if foreign is not None:
        differing.append(
            _differs("price", None, "the order", sent.currency, foreign.currency, "currency")
        )
    side_by_side = pairs(sent.lines, found)
    same_money, gone = foreign is None, not _alive(found)
    for pair in side_by_side:
        if pair.ours is not None:
            differing += _of_line(sent, pair.ours, pair.theirs, same_money=same_money, gone=gone)
    differing += _extra(side_by_side)
    if same_money:
        differing += _charges(sent, side_by_side, found)
    return differing


def _twice(sent: Sent) -> list[Difference]:
    if sent.state != "duplicate":
        return []
    numbers = ", ".join(sent.vendor_numbers)
    words = f"{vendor_name(sent.vendor)} has this order twice: {numbers}"
    return [Difference(alarm(sent.vendor_numbers), None, "twice", "one order", numbers, words)]


def _account(sent: Sent, found: Sequence[VendorOrder]) -> list[Difference]:
    """That it stands under a customer's number which is none of those it was sent with.

    Of an order DigiKey says one number, and of that no more than "CustomerID of the order" (Order
    Status v4): whether it is the account or the ship-to's is open, so either is as it was sent.
    """
    if not sent.account:
        return []
    ours = {_customer(sent.account), _customer(sent.customer_id)}
    others = {one.customer_id for one in found if _customer(one.customer_id) not in ours | {""}}
    if not others:
        return []
    theirs = ", ".join(sorted(ending(one) for one in others))
    place = f", ship-to {sent.customer_id}" if sent.customer_id else ""
    wanted = f"account {ending(sent.account)}{place}"
    said = f"{vendor_name(sent.vendor)} has it under customer {theirs}; sent for {wanted}"
    return [_differs("account", None, "account", wanted, theirs, "", said)]


def _answered(sent: Sent) -> list[Difference]:
    """That the vendor took it at another total than was reviewed, by its own answer."""
    said, ours = sent.answered, sent.reviewed
    if said is None or said.is_same(ours):
        return []
    words = f"{vendor_name(sent.vendor)} answered {said.words}; {ours.words} was reviewed"
    return [_differs("total", None, "the answer", ours.words, said.words, "total", words)]


def _customer(number: str) -> str:
    return number.strip().lstrip("0")


def listed(found: Sequence[VendorOrder]) -> bool:
    """Whether the vendor shows all the lines there are, even if that is none any more."""
    if any(not order.sales_orders and not is_canceled(order.status) for order in found):
        return False
    alive = _alive(found)
    if alive:
        return all(one.lines for one in alive)
    return any(order.sales_orders or is_canceled(order.status) for order in found)


def _alive(found: Iterable[VendorOrder]) -> list[SalesOrder]:
    return [
        one
        for order in found
        if not is_canceled(order.status)
        for one in order.sales_orders
        if not is_canceled(one.status)
    ]


def _of_line(
    sent: Sent, ours: FrozenLine, theirs: Sequence[VendorLine], *, same_money: bool, gone: bool
) -> list[Difference]:
    """`gone`: the vendor canceled all there was, perhaps without naming the lines any more."""
    which = f"line {ours.line_no}"
    if not theirs and not gone:
        return [
            _differs(
                "missing",
                ours,
                which,
                f"{ours.quantity} {ours.number}",
                "not there",
                said=f"{ours.quantity} {ours.number} ordered, and the vendor has no such line",
            )
        ]
    differing = _part(ours, theirs, which)
    ordered = sum(one.ordered for one in theirs)
    if ordered != ours.quantity:
        amount = "0: canceled" if not ordered else str(ordered)
        said = f"{ordered} of {ours.quantity}: canceled" if not ordered else ""
        differing.append(
            _differs("quantity", ours, which, str(ours.quantity), amount, "quantity", said)
        )
    if not ordered:
        return differing
    prices = _prices(theirs)
    wanted = None if ours.unit_price is None else amount_words(ours.unit_price)
    if same_money and prices and wanted not in (None, prices):
        differing.append(_differs("price", ours, which, wanted or "", prices, "unit price"))
    return differing + _date(sent, ours, theirs, which)


def _part(ours: FrozenLine, theirs: Sequence[VendorLine], which: str) -> list[Difference]:
    """By the vendor's number or by the maker's; what the vendor does not name is not another."""
    made = [one for one in theirs if _other(ours.part, one.part)]
    others = [one for one in theirs if one in made or _other(ours.number, one.number)]
    if not others:
        return []
    if made:
        found = _each(f"{one.number} ({one.part})" for one in others)
        return [_differs("part", ours, which, f"{ours.number} ({ours.part})", found, "part")]
    numbers = _each(one.number for one in others)
    return [_differs("part", ours, which, ours.number, numbers, "number")]


def _other(wanted: str, found: str) -> bool:
    return bool(_key(wanted) and _key(found)) and _key(wanted) != _key(found)


def _date(
    sent: Sent, ours: FrozenLine, theirs: Sequence[VendorLine], which: str
) -> list[Difference]:
    """Where no day was asked for, what stock showed was promised: all of it at once, or nothing."""
    asked = _asked_for(ours)
    if asked:
        return _other_days(ours, theirs, which, asked)
    needed = sum(one.quantity for one in sent.lines if _key(one.number) == _key(ours.number))
    if ours.stock is None or ours.stock < needed:
        return []
    waiting = sum(one.backordered for one in theirs)
    releases = [entry for one in theirs for entry in open_releases(one)]
    later = sum(pieces for pieces, _ in releases)
    if not waiting and not later:
        return []
    days = ", ".join(day_words(day) for day in sorted({day for _, day in releases}))
    amount = f"{waiting} backordered" if waiting else f"{later} scheduled"
    when = days or "no date yet"
    said = f"expected from stock; {amount}, {when}"
    return [_differs("date", ours, which, "from stock", f"{amount}, {when}", "date", said)]


def _asked_for(ours: FrozenLine) -> Counter[date]:
    """How many pieces were asked for which day."""
    if ours.terms.schedules:
        return Counter({one.on: one.quantity for one in ours.terms.schedules})
    day = ours.terms.wanted_on
    return Counter() if day is None else Counter({day: ours.quantity})


def _other_days(
    ours: FrozenLine, theirs: Sequence[VendorLine], which: str, asked: Counter[date]
) -> list[Difference]:
    """Pieces that the vendor plans for another day than was asked, or for none that it says.

    DigiKey takes a delivery day for one schedule of all the pieces (Ordering v3, `Schedules`), so
    both are held against its schedules in the same way. What has left says nothing any more.
    """
    planned: Counter[date] = Counter()
    for one in theirs:
        for pieces, day in open_releases(one):
            planned[day] += pieces
    waiting = sum(one.backordered for one in theirs)
    if not planned - asked and (planned or not waiting):
        return []
    when = ", ".join(f"{planned[day]} on {day_words(day)}" for day in sorted(planned))
    when = when or f"{waiting} backordered, no date yet"
    wanted = ", ".join(f"{asked[day]} on {day_words(day)}" for day in sorted(asked))
    return [_differs("date", ours, which, wanted, when, "date", f"asked for {wanted}; {when}")]


def _extra(side_by_side: Sequence[LinePair]) -> list[Difference]:
    """One for each number, however many lines of it there are."""
    by_number: dict[str, list[VendorLine]] = {}
    for pair in side_by_side:
        if pair.ours is None:
            for line in pair.theirs:
                if line.ordered:
                    by_number.setdefault(_key(line.number or line.part), []).append(line)
    differing = []
    for lines in by_number.values():
        number = lines[0].number or lines[0].part
        prices = _prices(lines) or "a price that is not said"
        amount = f"{sum(line.ordered for line in lines)} {number} at {prices}"
        said = f"{amount}: a line that was not ordered"
        differing.append(_differs("extra", None, "extra line", "nothing", amount, "", said))
    return differing


def _charges(
    sent: Sent, side_by_side: Sequence[LinePair], found: Sequence[VendorOrder]
) -> list[Difference]:
    """What the vendor's totals hold beyond its own lines and the fees that were reviewed.

    Its total of a sales order, and of a line, includes freight, tax and tariff by its documents
    (Order Status v4, `TotalPrice`), and is the bare lines in the one recording there is. It never
    says what is what, so this is kept apart from the price. Unknown totals and prices say nothing.
    """
    alive = _alive(found)
    totals = [one.total for one in alive if one.total is not None]
    lines = [line for one in alive for line in one.lines]
    unpriced = any(line.ordered and line.unit_price is None for line in lines)
    if not alive or len(totals) < len(alive) or unpriced:
        return []
    goods = sum((_goods(line, sent.currency) for line in lines), Decimal(0))
    fees = sum(
        (
            pair.ours.fee
            for pair in side_by_side
            if pair.ours is not None and any(line.ordered for line in pair.theirs)
        ),
        Decimal(0),
    )
    beyond = sum(totals, Decimal(0)) - goods - fees
    if not beyond:
        return []
    money = sent.currency
    expected = f"{amount_words(goods + fees)} {money}"
    charged = f"{amount_words(goods + fees + beyond)} {money}"
    vendor, amount = vendor_name(sent.vendor), f"{amount_words(abs(beyond))} {money}"
    what: What = "charges"
    if beyond < 0:
        said = f"{amount} less than {vendor}'s own lines and the fees"
    elif any(line.tariff for line in sent.lines):
        what = "tariff"
        said = (
            f"{amount} charged beyond the lines, tariff and perhaps tax or shipping; "
            f"{vendor} does not say which"
        )
    else:
        said = (
            f"{amount} charged beyond the lines (tariff, tax or shipping; {vendor} does not say "
            "which)"
        )
    return [_differs(what, None, what, expected, charged, "", said)]


def _goods(line: VendorLine, currency: str) -> Decimal:
    """The pieces of a line at its price, as the vendor rounded them where it only did that."""
    price = line.unit_price or Decimal(0)
    bare = line_total(line.ordered, price, currency)
    coin = Decimal(1).scaleb(int(bare.as_tuple().exponent))
    exact = line.ordered * price
    if line.total is not None and abs(line.total - exact) * 2 <= coin:
        return line.total
    return bare


def _differs(
    what: What,
    line: FrozenLine | None,
    which: str,
    ours: str,
    theirs: str,
    field: str = "",
    said: str = "",
) -> Difference:
    about = f"{which} {field}".rstrip()
    name = f"{about}: {ours} → {theirs}"
    part = f" {line.part or line.number}" if line is not None else ""
    words = f"{which}{part}: {said}" if said else f"{which}{part}: {field} {ours} → {theirs}"
    if line is None and said:
        words = said
    return Difference(name, line.line_no if line else None, what, ours, theirs, words)


def _prices(lines: Iterable[VendorLine]) -> str:
    """The prices of what is ordered; empty where none is said: that is no other price."""
    priced = (one.unit_price for one in lines if one.ordered)
    return _each(amount_words(price) for price in priced if price is not None)


def _each(words: Iterable[str]) -> str:
    """Each word once, in an order that does not follow the vendor's, so that names are stable."""
    return ", ".join(sorted(set(words)))


def _key(number: str) -> str:
    return number.strip().casefold()
