"""Entries of the address book: what may stand in one, and how they lie in the ledger."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import TYPE_CHECKING, NamedTuple

from cache import terms as terms_of
from cache import terms_words
from cache.convert import address, address_text
from cache.ledger import note
from cache.places import Refusal
from vendors.terms import NO_ORDER_TERMS, OrderTerms
from vendors.text import REPLACEMENT, clean
from vendors.vocabulary import Address

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from datetime import datetime

    from cache.people import Person

# What a ship-to of ours is called in drafts and orders begins so; no vendor's CustomerId does.
OURS = "own-"
LONGEST_CODE, LONGEST_NUMBER, LONGEST_TEXT = 8, 20, 120
# The parts of an address that are ours at a vendor's location too.
CONTACT = ("name", "telephone", "email")
ADDRESS = tuple(one.name for one in fields(Address))
# As they are called on the screen and in the audit.
WORDS = {
    "name": "contact",
    "company": "company",
    "line1": "street",
    "line2": "street, more",
    "city": "city",
    "region": "province",
    "postal_code": "postal code",
    "country": "country",
    "telephone": "telephone",
    "email": "email",
}

_CODE = re.compile(r"[A-Z][A-Z0-9-]*")
_NUMBER = re.compile(r"[A-Za-z0-9-]+")
_NOBODY = Address()
_COLUMNS = "place, vendor, code, said, currency, active"


class Entry(NamedTuple):
    """One ship-to, so far as it is ours to say.

    `place` is what drafts and orders call it. `vendor` is whose location it is, empty where it is
    ours. `code` is empty where a location goes by the one it has by itself. `numbers` are the
    CustomerIds of a ship-to of ours by vendor, `defaults` what an order there asks for by vendor;
    both sorted, without empty ones.
    """

    place: str
    vendor: str = ""
    code: str = ""
    said: Address = _NOBODY
    currency: str = ""
    active: bool = True
    numbers: tuple[tuple[str, str], ...] = ()
    defaults: tuple[tuple[str, OrderTerms], ...] = ()

    @property
    def ours(self) -> bool:
        return not self.vendor

    def number(self, vendor: str) -> str:
        """The vendor's CustomerId of it; empty where none is known."""
        return self.place if self.vendor == vendor else dict(self.numbers).get(vendor, "")

    def numbered(self, vendor: str, number: str) -> Entry:
        """With this CustomerId at the vendor; an empty one takes it away."""
        kept = dict(self.numbers) | {vendor: number}
        return self._replace(numbers=tuple(sorted((a, b) for a, b in kept.items() if b)))

    def default(self, vendor: str) -> OrderTerms:
        return dict(self.defaults).get(vendor, NO_ORDER_TERMS)

    def defaulted(self, vendor: str, terms: OrderTerms) -> Entry:
        """With these defaults at the vendor; terms that ask for nothing take them away."""
        kept = dict(self.defaults) | {vendor: terms}
        found = ((name, one) for name, one in kept.items() if one != NO_ORDER_TERMS)
        return self._replace(defaults=tuple(sorted(found, key=lambda one: one[0])))


# -- what may stand in one -----------------------------------------------------------------------


def faults(entry: Entry) -> Iterator[tuple[str, str]]:
    """What keeps it from being stored, as (field, sentence); the field is as a file calls it."""
    if entry.ours and not entry.code:
        yield "code", "a ship-to of ours needs a code, as AUS or PLANT2"
    if entry.code and (fault := code_fault(entry.code)):
        yield "code", fault
    if entry.vendor and entry.place.startswith(OURS):
        yield "customer_id", f"no CustomerId of a vendor's begins with {OURS}"
    if fault := text_fault("CustomerId", entry.place):
        yield "customer_id", fault
    for name in ADDRESS:
        text = str(getattr(entry.said, name))
        if fault := text_fault(WORDS[name], text):
            yield name, fault
        if text and entry.vendor and name not in CONTACT:
            yield name, f"the {WORDS[name]} of a vendor's location is what the vendor reports"
    yield from _forms(entry)
    for vendor, number in entry.numbers:
        if not _NUMBER.fullmatch(number) or len(number) > LONGEST_NUMBER:
            yield (
                f"customer_id {vendor}",
                f"a CustomerId is up to {LONGEST_NUMBER} digits, letters and -",
            )
    for vendor, terms in entry.defaults:
        if terms.export is not None:
            yield f"defaults {vendor}", "where goods end up is said of each order, not by default"
        for text in (terms.ship_method or "", terms.shipper_account, *terms.notes):
            if fault := text_fault("what is asked for", text, 250):
                yield f"defaults {vendor}", fault


def _forms(entry: Entry) -> Iterator[tuple[str, str]]:
    country, currency, email = entry.said.country, entry.currency, entry.said.email
    if country and not _letters(country, 2):
        yield "country", "a country is two letters, as MX"
    if currency and not _letters(currency, 3):
        yield "currency", "a currency is three letters, as EUR"
    at = email.partition("@")
    if email and (not at[0] or not at[2] or " " in email or "@" in at[2]):
        yield "email", "an email address is as in ann@acme.example"
    if entry.vendor and (entry.numbers or currency):
        yield "customer_id", "CustomerId and currency of a location are the vendor's to say"


def code_fault(code: str) -> str:
    """Why this is no code of a ship-to; empty where it may be one."""
    if not _CODE.fullmatch(code) or len(code) > LONGEST_CODE:
        return f"a code is up to {LONGEST_CODE} of A to Z, 0 to 9 and -, a letter first"
    return ""


def text_fault(name: str, text: str, longest: int = LONGEST_TEXT) -> str:
    """It comes out on paper and stands on the screen: what nobody can see is not kept."""
    if len(text) > longest:
        return f"the {name} has {len(text)} characters, and the most is {longest}"
    if text != clean(text, longest) or REPLACEMENT in text:
        return f"the {name} holds a line end, a blank at its ends, or what nobody can see"
    return ""


def _letters(text: str, count: int) -> bool:
    return len(text) == count and text.isascii() and text.isalpha() and text.isupper()


# -- in words ------------------------------------------------------------------------------------


def changes(was: Entry, became: Entry) -> list[str]:
    """What is otherwise, in words for the screen and the audit."""
    found = terms_words.changed(_words(was), _words(became))
    for vendor in dict(was.defaults) | dict(became.defaults):
        said = terms_words.order_changed(was.default(vendor), became.default(vendor))
        found += [f"{vendor} {one}" for one in said]
    return found


def _words(entry: Entry) -> terms_words.Words:
    """All of it but the defaults."""
    found = [("code", entry.code)]
    found += [(WORDS[name], str(getattr(entry.said, name))) for name in ADDRESS]
    found.append(("currency", entry.currency))
    found += [(f"CustomerId at {vendor}", number) for vendor, number in entry.numbers]
    found.append(("retired", "" if entry.active else "yes"))
    return tuple((name, said) for name, said in found if said)


# -- as they lie in the ledger -------------------------------------------------------------------


def read(db: sqlite3.Connection) -> dict[str, Entry]:
    """Every entry by its place."""
    numbers: dict[str, list[tuple[str, str]]] = {}
    for place, vendor, number in db.execute(
        "SELECT place, vendor, customer_id FROM ship_to_number ORDER BY place, vendor"
    ):
        numbers.setdefault(place, []).append((vendor, number))
    asked: dict[str, list[tuple[str, OrderTerms]]] = {}
    for place, vendor, terms in db.execute(
        "SELECT place, vendor, terms FROM ship_to_default ORDER BY place, vendor"
    ):
        asked.setdefault(place, []).append((vendor, terms_of.order_terms(terms)))
    return {
        place: Entry(
            place,
            vendor or "",
            code or "",
            address(said),
            currency or "",
            bool(active),
            tuple(numbers.get(place, ())),
            tuple(asked.get(place, ())),
        )
        for place, vendor, code, said, currency, active in db.execute(
            f"SELECT {_COLUMNS} FROM ship_to ORDER BY id"  # noqa: S608 (constants)
        )
    }


def next_place(db: sqlite3.Connection) -> str:
    """What the next ship-to of ours is called. Run inside the write that puts it."""
    (last,) = db.execute(
        "SELECT coalesce(max(cast(substr(place, ?) AS INTEGER)), 0) FROM ship_to "
        "WHERE vendor IS NULL",
        (len(OURS) + 1,),
    ).fetchone()
    return f"{OURS}{last + 1}"


def put(
    db: sqlite3.Connection, before: Entry | None, after: Entry, at: datetime, person: Person
) -> None:
    """Store `after` in place of `before`, with an entry of the audit that says what is otherwise.

    Run inside a write, which counts itself. Raises Refusal where it may not stand so.
    """
    for _, sentence in faults(after):
        raise Refusal(f"{sentence[0].upper()}{sentence[1:]}. Nothing was changed.")
    taken = db.execute(
        "SELECT 1 FROM ship_to WHERE code = ? AND place <> ?", (after.code, after.place)
    ).fetchone()
    if after.code and taken is not None:
        raise Refusal(f"{after.code} is the code of another ship-to. Nothing was changed.")
    was = before or Entry(after.place, after.vendor)
    if before == after:
        return
    db.execute(
        f"INSERT INTO ship_to ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?) "  # noqa: S608 (constants)
        "ON CONFLICT (place) DO UPDATE SET code = excluded.code, said = excluded.said, "
        "currency = excluded.currency, active = excluded.active",
        (
            after.place,
            after.vendor or None,
            after.code or None,
            address_text(after.said),
            after.currency or None,
            after.active,
        ),
    )
    _replace(db, "ship_to_number", after.place, after.numbers)
    texts = [(vendor, terms_of.order_text(terms)) for vendor, terms in after.defaults]
    _replace(db, "ship_to_default", after.place, texts)
    note(
        db,
        person,
        at,
        "ship-to",
        was=was.code if before is not None else "",
        became=after.code or after.place,
        reason="; ".join([after.place, *changes(was, after)]),
    )


def _replace(
    db: sqlite3.Connection,
    table: str,
    place: str,
    rows: list[tuple[str, str]] | tuple[tuple[str, str], ...],
) -> None:
    db.execute(f"DELETE FROM {table} WHERE place = ?", (place,))  # noqa: S608 (constants)
    db.executemany(
        f"INSERT INTO {table} VALUES (?, ?, ?)",  # noqa: S608 (constants)
        [(place, *row) for row in rows],
    )
