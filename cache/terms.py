"""Order terms and line terms: how they lie in SQLite, and what of them goes into another order."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from cache.ledger import bump, note
from cache.terms_words import listed
from vendors.choices import order_takes
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
    ("profile",),
    ("end_customer",),
    ("expedite",),
    ("job",),
    ("supplier",),
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
    if "own_notes" in said:
        said["own_notes"] = tuple((vendor, text) for vendor, text in said["own_notes"])
    if "export" in said:
        uses = {name: str(said["export"].get(name, "")) for name in _EXPORT}
        said["export"] = ExportUse(**uses)
    return OrderTerms(**said)


def line_terms(text: str) -> LineTerms:
    """What `line_text` wrote; keys that it does not know are left out."""
    said = _known(text, _LINE)
    if "notes" in said:
        said["notes"] = tuple(said["notes"])
    if "cost" in said:
        said["cost"] = Decimal(said["cost"])
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
    return json.dumps(asked, default=_written, ensure_ascii=False)


def _written(value: object) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    if not isinstance(value, date):
        raise TypeError(type(value).__name__)
    return value.isoformat()


def _known(text: str, names: Sequence[str]) -> dict[str, Any]:
    said = json.loads(text)
    return {name: said[name] for name in names if name in said}


# -- what of them goes into another order --------------------------------------------------------


def for_vendor(terms: OrderTerms, vendor: str) -> OrderTerms:
    """What of a draft's terms an order at this vendor has a place for; the rest is not sent.

    Its notes are those for every vendor, then those for this one.
    """
    takes = order_takes(vendor)
    # By its name: mypy cannot tell fields that are spelled at run time.
    found = OrderTerms(**{name: getattr(terms, name) for name in _ORDER if name in takes})
    if "notes" not in takes or not (own := terms.notes_of(vendor)):
        return found
    return replace(found, notes=tuple(dict.fromkeys((*found.notes, *own))))


def for_alone(terms: OrderTerms, vendor: str) -> OrderTerms:
    """The terms of one order at this vendor as those of a draft: its notes are for it alone."""
    own = tuple((vendor, note) for note in terms.notes)
    return replace(terms, notes=(), own_notes=own)


def own_notes(notes: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Notes for one vendor each, vendors in one order and each one's as they came: said in another
    order, the same is equal."""
    return tuple(sorted(notes, key=lambda one: one[0]))


def shipping_of(terms: OrderTerms) -> OrderTerms:
    """How the goods travel and on whose account, or by which profile of the vendor's: what the next
    order to the same place keeps."""
    return OrderTerms(
        terms.ship_method, terms.ship_control, terms.shipper_account, profile=terms.profile
    )


@dataclass(frozen=True, slots=True)
class Usual:
    """What a ship-to brings with it: its `defaults` by place and vendor, and where it has none,
    how the `last` order of this person at the vendor went there, by place and vendor.
    """

    last: Mapping[tuple[str, str], OrderTerms]
    defaults: Mapping[tuple[str, str], OrderTerms]

    def at(self, place: str | None, vendor: str = USUAL_VENDOR) -> OrderTerms:
        """What a draft asks for that goes to `place`; nothing where it is None.

        All of what is usual at `vendor`, and of what is at others that which only they take: the
        lines of the draft may become orders of theirs too. Of notes each is for its own vendor.
        """
        if place is None:
            return NO_ORDER_TERMS
        found = for_alone(self._of(place, vendor), vendor)
        theirs = {its for at, its in (*self.last, *self.defaults) if at == place} - {vendor}
        for other in sorted(theirs):
            said = for_alone(self._of(place, other), other)
            only = order_takes(other) - order_takes(vendor)
            more = {name: getattr(said, name) for name in only}
            found = replace(found, **{name: one for name, one in more.items() if one})
            found = replace(found, own_notes=own_notes((*found.own_notes, *said.own_notes)))
        return found

    def _of(self, place: str, vendor: str) -> OrderTerms:
        found = self.defaults.get((place, vendor)) or self.last.get((place, vendor))
        return found or NO_ORDER_TERMS


NOTHING_USUAL = Usual({}, {})


def usual(db: sqlite3.Connection, uid: int) -> Usual:
    """What each ship-to brings with it into an order of this person's."""
    rows = db.execute(
        "SELECT place, vendor, terms FROM purchase_order WHERE id IN (SELECT max(id) "
        "FROM purchase_order WHERE os_uid = ? AND state NOT IN ('reviewed', 'void') "
        "GROUP BY place, vendor)",
        (uid,),
    )
    last = {(place, vendor): shipping_of(order_terms(text)) for place, vendor, text in rows}
    said = db.execute("SELECT place, vendor, terms FROM ship_to_default")
    return Usual(last, {(place, vendor): order_terms(text) for place, vendor, text in said})


def moved(terms: OrderTerms, was: OrderTerms, there: OrderTerms) -> OrderTerms:
    """The terms of an order that goes elsewhere: what still is as the ship-to before brought it
    (`was`) is as the new one brings it (`there`); what a buyer set stays. Of notes for one vendor
    each vendor's are one thing.
    """
    for together in _TOGETHER:
        if all(getattr(terms, name) == getattr(was, name) for name in together):
            # By its name: mypy cannot tell fields that are spelled at run time.
            terms = replace(terms, **{name: getattr(there, name) for name in together})
    notes: list[tuple[str, str]] = []
    for vendor in {whose for its in (terms, was, there) for whose, _ in its.own_notes}:
        as_it_came = terms.notes_of(vendor) == was.notes_of(vendor)
        said = (there if as_it_came else terms).notes_of(vendor)
        notes += [(vendor, note) for note in said]
    return replace(terms, own_notes=own_notes(notes))


def again(terms: OrderTerms, vendor: str) -> tuple[OrderTerms, str]:
    """The terms of a draft that makes an order at this vendor again, and in words what of them is
    not kept."""
    terms = for_alone(terms, vendor)
    gone = [
        words
        for words, there in (
            ("where it ends up and what for (export)", terms.export is not None),
            ("the end customer", terms.end_customer),
            ("your job", terms.job),
            ("expedited shipping", terms.expedite),
        )
        if there
    ]
    if not gone:
        return terms, ""
    kept = replace(terms, export=None, end_customer="", job="", expedite=False)
    said = listed(gone)
    is_are, it_them = ("is", "it") if len(gone) == 1 else ("are", "them")
    return kept, f"{said[:1].upper()}{said[1:]} {is_are} not kept: T says {it_them} anew."


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
    return kept, f"{listed(gone)} {is_are} not kept"


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
