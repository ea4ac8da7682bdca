"""What changed at the vendor between two of its answers about an order, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Literal, NamedTuple, get_args

from cache.status_words import THEIRS
from cache.vendor_orders import amount_words, day_words, is_canceled, open_releases
from vendors.vocabulary import VendorLine, VendorOrder

Kind = Literal[
    "canceled",
    "slipped",
    "backordered",
    "price",
    "quantity",
    "new order",
    "date",
    "shipped",
    "status",
]

# What somebody has to know as long as the order is not finished.
WARNINGS: tuple[Literal["slipped", "backordered"], ...] = ("slipped", "backordered")


class Change(NamedTuple):
    kind: Kind
    words: str


class News(NamedTuple):
    """A change as it was stored. `at`: when the vendor first told us."""

    at: datetime
    kind: str
    words: str


def changes(before: Sequence[VendorOrder], after: Sequence[VendorOrder]) -> list[Change]:
    """What is new in `after`, most urgent first. Where nothing was known before, nothing is news.

    Lines are compared by the vendor's number, summed over the sales orders: which of them a line
    stands in is the vendor's own affair.
    """
    if not before:
        return []
    was, now = _by_number(before), _by_number(after)
    found = [*_orders(before, after)]
    for key in dict.fromkeys((*was, *now)):
        found += _line(was.get(key), now.get(key))
    found += _shipped(was, now)
    order = get_args(Kind)
    return sorted(dict.fromkeys(found), key=lambda one: order.index(one.kind))


class _Sum(NamedTuple):
    """The lines of one number, canceled ones included as nothing ordered."""

    number: str
    lines: tuple[VendorLine, ...]
    ordered: int
    shipped: int
    backordered: int
    prices: tuple[str, ...]

    @property
    def whole(self) -> bool:
        return 0 < self.ordered <= self.shipped

    def dates(self) -> list[tuple[int, date]]:
        """The schedule of what has not left: how many pieces will have by each day."""
        gone, reached = self.shipped, []
        releases = [entry for line in self.lines for entry in open_releases(line)]
        for pieces, day in sorted(releases, key=lambda entry: entry[1]):
            gone += pieces
            reached.append((gone, day))
        return reached


def _by_number(orders: Iterable[VendorOrder]) -> dict[str, _Sum]:
    lines: dict[str, list[tuple[VendorLine, bool]]] = {}
    for order in orders:
        for sales_order in order.sales_orders:
            off = is_canceled(order.status) or is_canceled(sales_order.status)
            for line in sales_order.lines:
                lines.setdefault((line.number or line.part).casefold(), []).append((line, off))
    return {key: _sum(its) for key, its in lines.items()}


def _sum(its: Sequence[tuple[VendorLine, bool]]) -> _Sum:
    alive = tuple(line for line, off in its if not off)
    return _Sum(
        its[0][0].number or its[0][0].part,
        alive,
        sum(min(line.ordered, line.shipped) if off else line.ordered for line, off in its),
        sum(line.shipped for line, _ in its),
        sum(line.backordered for line in alive),
        tuple(
            sorted(
                {
                    amount_words(line.unit_price)
                    for line in alive
                    if line.ordered and line.unit_price is not None
                }
            )
        ),
    )


def _orders(before: Sequence[VendorOrder], after: Sequence[VendorOrder]) -> Iterator[Change]:
    known = {one.number for order in before for one in order.sales_orders}
    canceled = set(_canceled(before))
    for number in _canceled(after):
        if number not in canceled:
            yield Change("canceled", f"{number} canceled")
    for order in after:
        for one in order.sales_orders:
            if one.number and one.number not in known:
                yield Change("new order", f"new sales order {one.number}")
    was, now = _status(before), _status(after)
    if was != now and not all(is_canceled(order.status) for order in after):
        yield Change("status", f"{was} → {now}")


def _canceled(orders: Iterable[VendorOrder]) -> Iterator[str]:
    for order in orders:
        if is_canceled(order.status):
            yield f"order {order.number}".rstrip()
            continue
        for one in order.sales_orders:
            if is_canceled(one.status):
                yield f"sales order {one.number}"


def _status(orders: Iterable[VendorOrder]) -> str:
    words = (THEIRS.get(order.status, ("", order.status))[1] for order in orders)
    return ", ".join(dict.fromkeys(words))


def _line(was: _Sum | None, now: _Sum | None) -> Iterator[Change]:
    if was is None or now is None:
        line = was or now
        if line is not None and line.ordered:
            what = "removed" if now is None else "added"
            yield Change("quantity", f"{line.number}: {line.ordered} {what}")
        return
    number = now.number
    if now.ordered != was.ordered:
        if now.ordered:
            yield Change("quantity", f"{number}: {was.ordered} → {now.ordered} pieces")
        elif now.lines:
            yield Change("canceled", f"{number}: {was.ordered} canceled")
    if was.prices and now.prices and was.prices != now.prices:
        prices = (", ".join(its.prices) for its in (was, now))
        yield Change("price", f"{number}: price {' → '.join(prices)}")
    if now.backordered > was.backordered:
        yield Change("backordered", f"{number}: {now.backordered - was.backordered} backordered")
    if now.ordered:
        yield from _dates(was, now)


def _dates(was: _Sum, now: _Sum) -> Iterator[Change]:
    """The first pieces to come whose day moved, and the first in transit that did."""
    before, after = was.dates(), now.dates()
    number = now.number
    for pieces in sorted({upto for upto, _ in before + after if upto > now.shipped}):
        old = next((day for upto, day in before if upto >= pieces), None)
        new = next((day for upto, day in after if upto >= pieces), None)
        if old != new:
            yield _moved(number, old, new)
            break
    awaited, expected = _expected(was), _expected(now)
    for parcel, days in expected.items():
        # Boxes that share their papers cannot be told apart.
        if len(days) == len(awaited.get(parcel, ())) == 1 and days != awaited[parcel]:
            yield _moved(f"{number} on its way", *awaited[parcel], *days)


def _expected(its: _Sum) -> dict[tuple[str | None, str | None], set[date]]:
    """The days on which parcels should come, by invoice and tracking number."""
    days: dict[tuple[str | None, str | None], set[date]] = {}
    for line in its.lines:
        for one in line.shipments:
            if one.expected is not None:
                days.setdefault((one.invoice, one.tracking), set()).add(one.expected)
    return days


def _moved(what: str, old: date | None, new: date | None) -> Change:
    if old is not None and new is not None:
        later = new > old
        said = "slipped" if later else "moved forward"
        words = f"{what}: {said} {day_words(old)} → {day_words(new)}"
        return Change("slipped" if later else "date", words)
    if new is not None:
        return Change("date", f"{what}: expected {day_words(new)}")
    gone = day_words(old) if old is not None else ""
    return Change("date", f"{what}: no date any more, was {gone}")


def _shipped(was: dict[str, _Sum], now: dict[str, _Sum]) -> Iterator[Change]:
    before = {key: its.shipped for key, its in was.items()}
    if not any(its.shipped > before.get(key, 0) for key, its in now.items()):
        return
    wanted = [its for its in now.values() if its.ordered]
    old = set(_papers(was))
    count = sum(1 for its in wanted if its.whole)
    words = f"shipped: {count} of {len(wanted)} lines whole"
    new = (paper for paper in _papers(now) if paper not in old)
    yield Change("shipped", "; ".join(dict.fromkeys((words, *new))))


def _papers(sums: dict[str, _Sum]) -> Iterator[str]:
    for its in sums.values():
        for shipment in (one for line in its.lines for one in line.shipments):
            if shipment.invoice:
                yield f"invoice {shipment.invoice}"
            if shipment.tracking:
                yield f"tracking {shipment.tracking}"
