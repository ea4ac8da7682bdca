"""Lines of ours beside the vendor's lines for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from cache.purchase_orders import FrozenLine
from cache.vendor_orders import kept_lines
from vendors.buying import line_total
from vendors.vocabulary import Shipment, VendorLine, VendorOrder


class LinePair(NamedTuple):
    """A line of ours and the vendor's lines for it; a line only one side has stands alone."""

    ours: FrozenLine | None
    theirs: tuple[VendorLine, ...]


def pairs(ours: Sequence[FrozenLine], vendor_orders: Sequence[VendorOrder]) -> tuple[LinePair, ...]:
    """Put lines side by side: by line id and number, by number, by line id, by the maker's part.

    The vendor often gives no line id back, and splits a line over several sales orders. Several
    lines of ours with one number share the vendor's lines of it by price and quantity, in order;
    a line of the vendor that is more than one of ours is cut. Every piece stands once.
    """
    # A new one each: lines are told apart by what they are, not what they say.
    left = [replace(line) for line in kept_lines(vendor_orders)]
    given: list[list[VendorLine]] = [[] for _ in ours]

    def take(line: FrozenLine, *, number: bool) -> list[VendorLine]:
        found = [
            one
            for one in left
            if one.line_id is not None
            and _key(one.line_id) == _key(line.line_id)
            and (not number or _key(one.number) == _key(line.number))
        ]
        left[:] = [one for one in left if all(one is not other for other in found)]
        return found

    def deal(members: list[int], pool: list[VendorLine]) -> None:
        left[:] = [one for one in left if all(one is not other for other in pool)]
        needs = [ours[at].quantity - sum(one.ordered for one in given[at]) for at in members]
        shares = _deal([ours[at] for at in members], needs, pool)
        for at, share in zip(members, shares, strict=True):
            given[at] += share

    for at, line in enumerate(ours):
        given[at] += take(line, number=True)
    for number in dict.fromkeys(_key(line.number) for line in ours):
        members = [at for at, line in enumerate(ours) if _key(line.number) == number]
        deal(members, [one for one in left if _key(one.number) == number])
    for at, line in enumerate(ours):
        if not given[at]:
            given[at] += take(line, number=False)
    alone = [at for at, line in enumerate(ours) if not given[at] and line.part]
    for part in dict.fromkeys(_key(ours[at].part) for at in alone):
        members = [at for at in alone if _key(ours[at].part) == part]
        deal(members, [one for one in left if _key(one.part) == part])
    both = (LinePair(line, tuple(theirs)) for line, theirs in zip(ours, given, strict=True))
    return (*both, *(LinePair(None, (line,)) for line in left))


def _key(number: str) -> str:
    return number.strip().casefold()


def _deal(
    ours: Sequence[FrozenLine], needs: list[int], pool: Sequence[VendorLine]
) -> list[list[VendorLine]]:
    """Share `pool` out so that each line gets what it needs; what is over goes to the last."""
    rest = [line.ordered for line in pool]
    # Of each line in the pool: who has how much of it.
    taken: list[dict[int, int]] = [{} for _ in pool]

    def give(to: int, of: int, pieces: int) -> None:
        taken[of][to] = taken[of].get(to, 0) + pieces
        rest[of] -= pieces
        needs[to] -= pieces

    for any_price in (False, True):
        for to, of in ((to, of) for to in range(len(ours)) for of in range(len(pool))):
            fits = any_price or pool[of].unit_price == ours[to].unit_price
            if fits and 0 < needs[to] == rest[of]:
                give(to, of, rest[of])
        for to, of in ((to, of) for to in range(len(ours)) for of in range(len(pool))):
            fits = any_price or pool[of].unit_price == ours[to].unit_price
            if fits and needs[to] > 0 and rest[of] > 0:
                give(to, of, min(needs[to], rest[of]))
    for of, its in enumerate(taken):
        if rest[of] or not its:
            wanting = [to for to in range(len(ours)) if needs[to] > 0]
            give(wanting[0] if wanting else max(its, default=len(ours) - 1), of, rest[of])
    shares: list[list[VendorLine]] = [[] for _ in ours]
    for line, its in zip(pool, taken, strict=True):
        for to, piece in zip(sorted(its), _cut(line, [its[to] for to in sorted(its)]), strict=True):
            shares[to].append(piece)
    return shares


def _cut(line: VendorLine, sizes: Sequence[int]) -> list[VendorLine]:
    """The line in parts of `sizes` pieces, the first of which are shipped first."""
    if len(sizes) == 1:
        return [line]
    parts, shipped, backordered = [], line.shipped, line.backordered
    unit, total = line.unit_price, line.total
    if unit is None:
        # Nothing says what each part of it costs.
        total = None
    shipments, scheduled, leaving = list(line.shipments), list(line.scheduled), list(line.leaving)
    for at, size in enumerate(sizes):
        last = at == len(sizes) - 1
        gone = shipped if last else min(shipped, size)
        # Whatever waits for stock is what leaves last.
        waits = backordered if last else max(0, backordered - sum(sizes[at + 1 :]))
        worth = total
        if total is not None and unit is not None and not last:
            worth = line_total(size, unit, "")
            total -= worth
        parts.append(
            replace(
                line,
                ordered=size,
                shipped=gone,
                backordered=waits,
                total=worth,
                shipments=_shipments(shipments, None if last else size),
                scheduled=_scheduled(scheduled, None if last else size),
                leaving=_scheduled(leaving, None if last else size),
                # How many of these are set aside is not said.
                reserved=None,
            )
        )
        shipped, backordered = shipped - gone, backordered - waits
    return parts


def _shipments(left: list[Shipment], size: int | None) -> tuple[Shipment, ...]:
    """Take `size` pieces off `left`; None takes all."""
    found: list[Shipment] = []
    while left and (size is None or size > 0):
        pieces = left[0].quantity if size is None else min(size, left[0].quantity)
        found.append(replace(left[0], quantity=pieces))
        left[0] = replace(left[0], quantity=left[0].quantity - pieces)
        size = None if size is None else size - pieces
        if not left[0].quantity:
            left.pop(0)
    return tuple(found)


def _scheduled(
    left: list[tuple[int, date | None]], size: int | None
) -> tuple[tuple[int, date | None], ...]:
    found: list[tuple[int, date | None]] = []
    while left and (size is None or size > 0):
        there, day = left[0]
        pieces = there if size is None else min(size, there)
        found.append((pieces, day))
        left[0] = (there - pieces, day)
        size = None if size is None else size - pieces
        if not left[0][0]:
            left.pop(0)
    return tuple(found)
