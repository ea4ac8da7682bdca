"""Order terms and line terms: how they lie in SQLite, what is wrong with them, and in words."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from cache.ledger import bump, note
from cache.vendor_orders import day_words
from vendors.terms import (
    NO_LINE_TERMS,
    NO_ORDER_TERMS,
    ExportUse,
    LineTerms,
    OrderTerms,
    Schedule,
)

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from cache.people import Person
    from cache.store import Store
    from vendors.contract import Clock

# A name of something said and what is said, both fit for the screen and the audit.
Words = tuple[tuple[str, str], ...]

_ORDER = tuple(OrderTerms.__dataclass_fields__)
_LINE = tuple(LineTerms.__dataclass_fields__)
_EXPORT = tuple(ExportUse.__dataclass_fields__)
_BONDED_NOTE = "bonded_note {vendor}"
# Whose terms are meant where no line says yet which vendor's.
USUAL_VENDOR = "digikey"
# What goes together: a method with the account that pays for it.
_TOGETHER = (
    ("ship_method", "ship_control", "shipper_account"),
    ("cofc",),
    ("taxable",),
    ("notes",),
)


# -- as they lie in SQLite -----------------------------------------------------------------------


def order_text(terms: OrderTerms) -> str:
    """JSON of what is asked for; `{}` where nothing is. Equal terms are equal texts."""
    return _text(terms, NO_ORDER_TERMS)


def line_text(terms: LineTerms) -> str:
    """JSON of what is asked for; `{}` where nothing is. Equal terms are equal texts."""
    return _text(terms, NO_LINE_TERMS)


def order_terms(text: str) -> OrderTerms:
    """What `order_text` wrote; keys that it does not know are left out."""
    said = _known(text, _ORDER)
    if "notes" in said:
        said["notes"] = tuple(said["notes"])
    if "export" in said:
        uses = {name: str(said["export"].get(name, "")) for name in _EXPORT}
        said["export"] = ExportUse(**uses)
    return OrderTerms(**said)


def line_terms(text: str) -> LineTerms:
    """What `line_text` wrote; keys that it does not know are left out."""
    said = _known(text, _LINE)
    if "notes" in said:
        said["notes"] = tuple(said["notes"])
    if "wanted_on" in said:
        said["wanted_on"] = date.fromisoformat(said["wanted_on"])
    if "schedules" in said:
        said["schedules"] = tuple(
            Schedule(date.fromisoformat(one["on"]), int(one["quantity"]))
            for one in said["schedules"]
        )
    return LineTerms(**said)


def _text(terms: OrderTerms | LineTerms, nothing: OrderTerms | LineTerms) -> str:
    asked = {
        name: value for name, value in asdict(terms).items() if value != getattr(nothing, name)
    }
    return json.dumps(asked, default=_day, ensure_ascii=False)


def _day(value: object) -> str:
    if not isinstance(value, date):
        raise TypeError(type(value).__name__)
    return value.isoformat()


def _known(text: str, names: Sequence[str]) -> dict[str, Any]:
    said = json.loads(text)
    return {name: said[name] for name in names if name in said}


# -- what of them goes into another order --------------------------------------------------------


def shipping_of(terms: OrderTerms) -> OrderTerms:
    """How the goods travel and on whose account: what the next order to the same place keeps."""
    return OrderTerms(terms.ship_method, terms.ship_control, terms.shipper_account)


@dataclass(frozen=True, slots=True)
class Usual:
    """What a ship-to brings with it: its `defaults` by place and vendor, and where it has none,
    how the `last` order of this person went there, by place.
    """

    last: Mapping[str, OrderTerms]
    defaults: Mapping[tuple[str, str], OrderTerms]

    def at(self, place: str | None, vendor: str = USUAL_VENDOR) -> OrderTerms:
        """What an order at the vendor asks for that goes to `place`; nothing where it is None."""
        if place is None:
            return NO_ORDER_TERMS
        found = self.defaults.get((place, vendor)) or self.last.get(place)
        return found or NO_ORDER_TERMS


NOTHING_USUAL = Usual({}, {})


def usual(db: sqlite3.Connection, uid: int) -> Usual:
    """What each ship-to brings with it into an order of this person's."""
    rows = db.execute(
        "SELECT place, terms FROM purchase_order WHERE id IN (SELECT max(id) "
        "FROM purchase_order WHERE os_uid = ? AND state NOT IN ('reviewed', 'void') "
        "GROUP BY place)",
        (uid,),
    )
    last = {place: shipping_of(order_terms(text)) for place, text in rows}
    said = db.execute("SELECT place, vendor, terms FROM ship_to_default")
    return Usual(last, {(place, vendor): order_terms(text) for place, vendor, text in said})


def moved(terms: OrderTerms, was: OrderTerms, there: OrderTerms) -> OrderTerms:
    """The terms of an order that goes elsewhere: what still is as the ship-to before brought it
    (`was`) is as the new one brings it (`there`); what a buyer set stays.
    """
    for together in _TOGETHER:
        if all(getattr(terms, name) == getattr(was, name) for name in together):
            # By its name: mypy cannot tell fields that are spelled at run time.
            terms = replace(terms, **{name: getattr(there, name) for name in together})
    return terms


def again(terms: OrderTerms) -> tuple[OrderTerms, str]:
    """The terms of an order that is made again, and in words what of them is not kept."""
    if terms.export is None:
        return terms, ""
    return (
        replace(terms, export=None),
        "Where it ends up and what for (export) is not kept: T says it anew.",
    )


def line_again(terms: LineTerms) -> tuple[LineTerms, str]:
    """The terms of a line that is made again, and in words what of them is not kept."""
    gone = [
        words
        for words, there in (
            (f"your line id {terms.line_id}", terms.line_id),
            ("the delivery day", terms.wanted_on),
            ("the schedules", terms.schedules),
            (f"quote {terms.quote}", terms.quote is not None),
        )
        if there
    ]
    kept = replace(terms, line_id="", wanted_on=None, schedules=(), quote=None)
    if not gone:
        return kept, ""
    is_are = "is" if len(gone) == 1 and gone != ["the schedules"] else "are"
    return kept, f"{_listed(gone)} {is_are} not kept"


# -- what is wrong with them ---------------------------------------------------------------------


def past_day(day: date, today: date) -> str:
    """Why nothing can be asked for that day; empty where it can."""
    return "" if day > today else f"{day_words(day)} is not in the future"


def line_faults(terms: LineTerms, quantity: int, today: date) -> list[str]:
    """What keeps a line of so many pieces from being ordered like that; each fit to stand alone."""
    days = [one.on for one in terms.schedules]
    faults = []
    if terms.wanted_on is not None:
        faults += _said(past_day(terms.wanted_on, today), "the delivery day ")
    for day in dict.fromkeys(days):
        faults += _said(past_day(day, today), "a schedule's day ")
    twice = [day for day, times in Counter(days).items() if times > 1]
    faults += [f"{day_words(day)} stands twice in the schedules" for day in twice]
    if any(one.quantity <= 0 for one in terms.schedules):
        faults.append("a schedule has no pieces")
    faults += _said(schedules_fault(terms.schedules, quantity), "")
    if terms.schedules and terms.wanted_on is not None:
        faults.append("it has a delivery day for all of it, and schedules")
    return faults


def schedules_fault(schedules: Sequence[Schedule], quantity: int) -> str:
    """That they are not the whole line of so many pieces; empty where they are, or are none, or
    how many there are was not said yet.
    """
    together = sum(one.quantity for one in schedules)
    if not schedules or not quantity or together == quantity:
        return ""
    return f"the schedules come to {together:,} of {quantity:,} pieces"


def several_days(lines: Iterable[tuple[int, LineTerms]]) -> str:
    """Which lines of one order, by our numbers, ask for more than one day; empty where none do."""
    lines = list(lines)
    split = [line_no for line_no, terms in lines if len({one.on for one in terms.schedules}) > 1]
    if split:
        return f"{_lines(split)} {'has' if len(split) == 1 else 'have'} schedules for several days"
    days = {
        line_no: terms.schedules[0].on if terms.schedules else terms.wanted_on
        for line_no, terms in lines
    }
    dated = [line_no for line_no, day in days.items() if day is not None]
    if len({days[line_no] for line_no in dated}) > 1:
        return f"{_lines(dated)} are for different days"
    return ""


def same_ids(ids: Iterable[tuple[int, str]]) -> list[tuple[str, list[int]]]:
    """Line ids that stand more than once, each with our numbers of the lines that have it.

    Compared trimmed and in any case: nobody documents that a vendor tells case apart.
    """
    found: dict[str, tuple[str, list[int]]] = {}
    for line_no, line_id in ids:
        found.setdefault(line_id.strip().casefold(), (line_id, []))[1].append(line_no)
    return [(line_id, numbers) for line_id, numbers in found.values() if len(numbers) > 1]


def _said(fault: str, before: str) -> list[str]:
    return [before + fault] if fault else []


# -- in words ------------------------------------------------------------------------------------


def order_words(terms: OrderTerms) -> Words:
    """What is asked for, so far as anything is. Of an account only the end is shown."""
    found: list[tuple[str, str]] = []
    if terms.ship_method is not None:
        found.append(("ship method", terms.ship_method))
    if terms.ship_control is not None:
        found.append(("ship control", terms.ship_control))
    if terms.shipper_account:
        found.append(("shipper account", f"our own, {masked(terms.shipper_account)}"))
    if terms.cofc:
        found.append(("CofC", "the maker's certificate for the whole order"))
    if terms.taxable is not None:
        found.append(("taxable", "yes" if terms.taxable else "no"))
    found += [("note", text) for text in terms.notes]
    if terms.export is not None:
        found.append(("export", _export_words(terms.export)))
    return tuple(found)


def line_words(terms: LineTerms) -> Words:
    """What is asked for of one line, so far as anything is."""
    found: list[tuple[str, str]] = []
    if terms.line_id:
        found.append(("your line id", terms.line_id))
    if terms.customer_part:
        found.append(("your part", terms.customer_part))
    if terms.cofc:
        found.append(("CofC", "the maker's certificate for this line"))
    if terms.wanted_on is not None:
        found.append(("in the house on", day_words(terms.wanted_on)))
    if terms.schedules:
        found.append(("schedules", schedules_words(terms.schedules)))
    if terms.quote is not None:
        found.append(("quote", str(terms.quote)))
    found += [("note", text) for text in terms.notes]
    return tuple(found)


def schedules_words(schedules: Sequence[Schedule]) -> str:
    return ", ".join(f"{one.quantity:,} on {day_words(one.on)}" for one in schedules)


def changed(before: Words, after: Words) -> list[str]:
    """What is otherwise, in words for the audit."""
    old, new = _by_name(before), _by_name(after)
    return [
        f"{name}: {old.get(name, 'none')} to {new.get(name, 'none')}"
        for name in dict.fromkeys((*old, *new))
        if old.get(name) != new.get(name)
    ]


def order_changed(before: OrderTerms, after: OrderTerms) -> list[str]:
    """As `changed`, of the terms of an order; of two shipper accounts that look the same masked it
    says that they are two.
    """
    found = changed(order_words(before), order_words(after))
    was, now = before.shipper_account, after.shipper_account
    if was and now and was != now and masked(was) == masked(now):
        found.append(f"shipper account: {masked(was)} to another one that is shown the same")
    return found


def masked(account: str) -> str:
    """The end of an account's number: enough to know it by, not to use it."""
    return "••••" + (account[-4:] if len(account) > 6 else "")


def _export_words(use: ExportUse) -> str:
    goes = f"to {use.country or '?'} for {use.consignee or '?'}"
    what = f"{use.primary or '?'} / {use.secondary or '?'}"
    return f"{goes}: {what}" + (f" ({use.more})" if use.more else "")


def _by_name(words: Words) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in words:
        found[name] = f"{found[name]} | {value}" if name in found else value
    return found


def _lines(numbers: Sequence[int]) -> str:
    return ("line " if len(numbers) == 1 else "lines ") + _listed([str(one) for one in numbers])


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


# -- the note that goes with bonded lines --------------------------------------------------------


class BondedNotes:
    """For each vendor the note that goes with bonded lines. All buyers of a ledger share it."""

    def __init__(self, ledger: Store, clock: Clock, person: Person) -> None:
        self._ledger = ledger
        self._clock = clock
        self._person = person

    async def read(self, vendor: str) -> str:
        """Empty where none was set."""
        return await self._ledger.read(lambda db: bonded_note(db, vendor))

    async def set(self, vendor: str, text: str) -> None:
        """Orders reviewed from now on carry it; the change stands in the audit."""
        await self._ledger.write(
            lambda db: set_bonded_note(db, vendor, text, self._clock.now(), self._person)
        )


def bonded_note(db: sqlite3.Connection, vendor: str) -> str:
    """What the vendor wants to read on orders with bonded lines; empty where nothing was set."""
    row = db.execute(
        "SELECT value FROM setting WHERE name = ?", (_BONDED_NOTE.format(vendor=vendor),)
    ).fetchone()
    return "" if row is None else str(row[0])


def set_bonded_note(
    db: sqlite3.Connection, vendor: str, text: str, at: datetime, person: Person
) -> None:
    """Orders reviewed from now on that have bonded lines carry `text`. Run inside a write."""
    was = bonded_note(db, vendor)
    if text == was:
        return
    db.execute(
        "INSERT OR REPLACE INTO setting VALUES (?, ?)", (_BONDED_NOTE.format(vendor=vendor), text)
    )
    note(db, person, at, "bonded note", was=was, became=text, reason=vendor)
    bump(db)
