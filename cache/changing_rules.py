"""Changes to a line that the vendor has: what may be changed, what it does, whether it was made.

Pure. Of DigiKey it is documented (Order Management, portal pages) that a quantity is the new total
and cannot be changed once anything of the line has shipped, and that it picks the days itself where
a new quantity says none. Nothing documents another price; there is no cancelling.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from cache.purchase_orders import FrozenLine
from cache.terms_faults import schedules_fault
from cache.vendor_orders import day_words
from vendors.afterwards import ChangeKind, HeldLine, HeldSchedule, LineChange
from vendors.terms import Schedule

if TYPE_CHECKING:
    from vendors.afterwards import HeldOrder


class Made(NamedTuple):
    """What a change that was sent did, or may have done, to a line of ours.

    `quantity` is what our line comes to, None where only its days changed. `held` is the vendor's
    line as it stood before, `shown` as it was seen changed, None where it was not.
    """

    line_no: int
    change: LineChange
    quantity: int | None
    held: HeldLine
    shown: HeldLine | None


class Asked(NamedTuple):
    """Pieces of a vendor's line before it was first changed, and what it was asked to be since."""

    before: int
    after: frozenset[int]


# -- what may be changed ---------------------------------------------------------------------------


def why_not(line: HeldLine) -> dict[ChangeKind, str]:
    """Why a line cannot be changed in these ways; the other ways are open."""
    if line.quantity and line.shipped >= line.quantity:
        return dict.fromkeys(ChangeKind, "all of it has shipped: it is returned, not changed")
    found: dict[ChangeKind, str] = {}
    if line.shipped:
        found[ChangeKind.QUANTITY] = (
            f"{line.shipped:,} have shipped: a quantity is only changed before anything has"
        )
    if not line.backordered:
        found[ChangeKind.BACKORDER] = "nothing of it is on backorder"
    if not any(one.index >= 0 for one in line.schedules):
        found[ChangeKind.SCHEDULE_DATE] = "the vendor has no schedule of it that could move"
    return found


def as_it_stands(change: LineChange, line: HeldLine) -> str:
    """Why `change` would change nothing, or aims at what is not there; empty where it does not."""
    match change.kind:
        case ChangeKind.QUANTITY if change.quantity == line.quantity:
            return f"the vendor has {line.quantity:,} already"
        case ChangeKind.BACKORDER if change.quantity == line.backordered:
            return f"{line.backordered:,} are on backorder already"
        case ChangeKind.BACKORDER if _total(change, line) == 0:
            return "nothing would be left of the line, and no call cancels one"
        case ChangeKind.SCHEDULES if _days(line.schedules) == _wished(change.schedules):
            return "the vendor has it scheduled so already"
        case ChangeKind.SCHEDULE_DATE:
            one = _schedule(line, change.index)
            if one is None:
                return "the vendor has no such schedule any more"
            if one.on is not None and one.on == change.on:
                return f"it stands on {day_words(one.on)} already"
    pieces = change.quantity if change.kind is ChangeKind.QUANTITY else line.quantity
    # In a draft no quantity is one that was not said yet; at the vendor it is none.
    if change.schedules and not pieces:
        return "the vendor has no pieces of it left to schedule"
    return schedules_fault(change.schedules, pieces or 0)


def total(change: LineChange, line: HeldLine) -> int | None:
    """The pieces that `line` comes to once it is changed; None where only its days change.

    What a new quantity on backorder does to the line's is not documented: it is taken for less or
    more of the line.
    """
    return None if change.kind in _DATED else _total(change, line)


_DATED = (ChangeKind.SCHEDULES, ChangeKind.SCHEDULE_DATE)


def _total(change: LineChange, line: HeldLine) -> int:
    wanted = change.quantity or 0
    if change.kind is ChangeKind.BACKORDER:
        return line.quantity - line.backordered + wanted
    return wanted


def our_line(ours: Sequence[FrozenLine], line: HeldLine) -> FrozenLine | None:
    """The line of ours that the vendor's is: by line id and number, by number, by the maker's.

    Of several of ours with one number the first of as many pieces, else the first: what is
    compared are the pieces of a number.
    """
    for found in (
        [
            one
            for one in ours
            if line.line_id is not None
            and _key(one.line_id) == _key(line.line_id)
            and _key(one.number) == _key(line.number)
        ],
        [one for one in ours if _key(one.number) == _key(line.number)],
        [one for one in ours if line.part and _key(one.part) == _key(line.part)],
    ):
        if found:
            return next((one for one in found if one.quantity == line.quantity), found[0])
    return None


# -- whether it was made ---------------------------------------------------------------------------


def is_made(change: LineChange, before: HeldLine, now: HeldLine) -> bool:
    """Whether the vendor's line stands as it was wanted. `before`: as it stood when it was sent."""
    match change.kind:
        case ChangeKind.QUANTITY:
            return now.quantity == change.quantity
        case ChangeKind.BACKORDER:
            # The line's quantity tells, whatever came in since. Whether it changes with what is on
            # backorder is not documented: where it does not, what came in and left since would
            # look like the change.
            return now.quantity == _total(change, before) or (
                now.backordered == change.quantity and now.shipped == before.shipped
            )
        case ChangeKind.SCHEDULES:
            return _as_planned(change, _wished(change.schedules), before, now)
        case ChangeKind.SCHEDULE_DATE:
            moved = [
                replace(one, on=change.on) if one.index == change.index else one
                for one in before.schedules
            ]
            return _as_planned(change, _days(moved), before, now)


def _as_planned(
    change: LineChange, wanted: Counter[date | None], before: HeldLine, now: HeldLine
) -> bool:
    found = _days(now.schedules)
    if found == wanted:
        return True
    # Accepted was the next day on which it can deliver: as much of it as wanted, and nothing before
    # the day it was wanted for.
    return (
        change.accept_next
        and found != _days(before.schedules)
        and sum(found.values()) == sum(wanted.values())
        and all(day is not None and _by(found, day) <= _by(wanted, day) for day in found)
    )


def _by(days: Counter[date | None], day: date) -> int:
    """How many pieces are planned up to a day."""
    return sum(pieces for on, pieces in days.items() if on is not None and on <= day)


def found_words(change: LineChange, before: HeldLine, now: HeldLine | None) -> str:
    """What a look found, fit to stand behind "looked at noon:"."""
    if now is None:
        return "the vendor does not show the line any more"
    if is_made(change, before, now):
        return f"the vendor shows it changed: {_as_seen(change.kind, now)}"
    if _as_seen(change.kind, now) == _as_seen(change.kind, before):
        return f"the vendor shows it as it was: {_as_seen(change.kind, now)}"
    return f"the vendor shows neither the old nor the new: {_as_seen(change.kind, now)}"


def _as_seen(kind: ChangeKind, line: HeldLine) -> str:
    match kind:
        case ChangeKind.QUANTITY:
            return f"{line.quantity:,} pieces"
        case ChangeKind.BACKORDER:
            return f"{line.backordered:,} of {line.quantity:,} on backorder"
    return schedules_words(line.schedules)


# -- in words --------------------------------------------------------------------------------------


def words(change: LineChange, line: HeldLine) -> str:
    """What changes, from what to what: one line."""
    match change.kind:
        case ChangeKind.QUANTITY:
            days = f", {_wished_words(change.schedules)}" if change.schedules else ""
            return f"quantity {line.quantity:,} → {change.quantity or 0:,}{days}"
        case ChangeKind.BACKORDER:
            return f"on backorder {line.backordered:,} → {change.quantity or 0:,}"
        case ChangeKind.SCHEDULES:
            found = f"schedules {schedules_words(line.schedules)} → "
            return found + _wished_words(change.schedules) + _next(change)
    one = _schedule(line, change.index)
    was = "no day" if one is None or one.on is None else day_words(one.on)
    to = "no day" if change.on is None else day_words(change.on)
    pieces = 0 if one is None else one.quantity
    return f"{pieces:,} pieces of {was} → {to}{_next(change)}"


def _next(change: LineChange) -> str:
    return ", or the next day that can be delivered" if change.accept_next else ""


def schedules_words(schedules: Iterable[HeldSchedule]) -> str:
    return _plan_words((one.quantity, one.on) for one in schedules) or "no schedules"


def _wished_words(schedules: Iterable[Schedule]) -> str:
    return _plan_words((one.quantity, one.on) for one in schedules)


def _plan_words(plan: Iterable[tuple[int, date | None]]) -> str:
    return ", ".join(
        f"{pieces:,} on {day_words(on)}" if on else f"{pieces:,} without a day"
        for pieces, on in plan
    )


# -- what it does to an order ----------------------------------------------------------------------


def as_changed(lines: Sequence[FrozenLine], made: Iterable[Made]) -> tuple[FrozenLine, ...]:
    """Our lines as they were ordered and then changed by ourselves; `made`: the oldest first.

    Only what was seen counts. Nothing was promised from stock for a changed line. Where the vendor
    split our line its days are no longer held against those that were asked for.
    """
    by_no = {line.line_no: line for line in lines}
    for one in made:
        line = by_no.get(one.line_no)
        if line is None or one.shown is None:
            continue
        quantity = pieces_of(line.quantity, [one])
        terms = line.terms
        asked = bool(terms.schedules) or terms.wanted_on is not None
        if one.change.schedules and not one.change.accept_next:
            terms = replace(terms, schedules=one.change.schedules, wanted_on=None)
        elif asked or one.change.kind in _DATED:
            days = _days(one.shown.schedules)
            found = tuple(Schedule(day, pieces) for day, pieces in days.items() if day)
            terms = replace(terms, schedules=found, wanted_on=None)
        if sum(each.quantity for each in terms.schedules) != quantity:
            terms = replace(terms, schedules=(), wanted_on=None)
        by_no[one.line_no] = line._replace(quantity=quantity, stock=None, terms=terms)
    return tuple(by_no[line.line_no] for line in lines)


def pieces_of(ordered: int, made: Iterable[Made]) -> int:
    """What a line of ours with so many pieces comes to; `made`: its changes, the oldest first.

    Only what was seen counts. Less on backorder can leave the vendor's line as many pieces as
    before, and then ours is as before too.
    """
    for one in made:
        seen = one.shown is not None and one.shown.quantity == _total(one.change, one.held)
        if one.quantity is not None and seen:
            ordered = one.quantity
    return ordered


def by_detail(made: Iterable[Made]) -> dict[tuple[str, str], Asked]:
    """What the vendor's lines were before we changed their quantities, and what they may be now.

    By sales order and detail. Whatever became of a change that was sent: it may have been made.
    """
    found: dict[tuple[str, str], Asked] = {}
    for one in made:
        if one.quantity is not None:
            where = (one.change.sales_order, one.change.detail)
            before = found.get(where, Asked(one.held.quantity, frozenset()))
            after = _total(one.change, one.held)
            found[where] = before._replace(after=before.after | {after})
    return found


# -- as it is stored -------------------------------------------------------------------------------


def to_text(said: LineChange | HeldLine) -> str:
    return json.dumps(asdict(said), default=_plain, ensure_ascii=False)


def change_of(text: str) -> LineChange:
    said = json.loads(text)
    return LineChange(
        **{
            **said,
            "kind": ChangeKind(said["kind"]),
            "schedules": tuple(_wish(one) for one in said["schedules"]),
            "on": _day(said["on"]),
        }
    )


def line_of(text: str) -> HeldLine:
    said = json.loads(text)
    schedules = tuple(
        HeldSchedule(one["index"], _day(one["on"]), one["quantity"]) for one in said["schedules"]
    )
    return HeldLine(**{**said, "schedules": schedules})


def detail_of(held: HeldOrder, detail: str) -> HeldLine | None:
    return next((one for one in held.lines if one.detail == detail), None)


def _wish(said: dict[str, Any]) -> Schedule:
    return Schedule(date.fromisoformat(said["on"]), said["quantity"])


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _schedule(line: HeldLine, index: int | None) -> HeldSchedule | None:
    return next((one for one in line.schedules if one.index == index and one.index >= 0), None)


def _days(schedules: Iterable[HeldSchedule]) -> Counter[date | None]:
    found: Counter[date | None] = Counter()
    for one in schedules:
        found[one.on] += one.quantity
    return found


def _wished(schedules: Iterable[Schedule]) -> Counter[date | None]:
    found: Counter[date | None] = Counter()
    for one in schedules:
        found[one.on] += one.quantity
    return found


def _key(number: str) -> str:
    return number.strip().casefold()
