"""The address book as a file: TOML, to be read, edited and taken in again.

A file says all of each ship-to that stands in it, and nothing of those that do not. It is data and
never a program; what it does not know it refuses, with the line, so that a slip of the pen changes
nothing.
"""

from __future__ import annotations

import difflib
import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from cache import book_entries
from cache.book_entries import ADDRESS, CONTACT, Entry
from cache.numbers import Pattern
from cache.places import Refusal
from vendors.choices import NONE, Choices, choices_of
from vendors.terms import NO_ORDER_TERMS, OrderTerms
from vendors.vocabulary import Address

if TYPE_CHECKING:
    from cache.book import ShipTo

FORM = 1
# Of a file and of the ship-tos in it: far more than a person writes.
MOST_BYTES, MOST = 1_000_000, 2_000

_NAMES = {"name": "contact", "region": "province"}
_KEYS = {one: _NAMES.get(one, one) for one in ADDRESS}
_TERMS = {
    "ship_method": str,
    "ship_control": str,
    "shipper_account": str,
    "cofc": bool,
    "taxable": bool,
    "notes": list,
}
_WORDS = {
    str: "text in quotes",
    bool: "true or false",
    int: "a number",
    list: "a list",
    dict: "a table",
}
_HEADS = {"ship_to": "ship-to", "location": "location"}
_ANY_HEAD = re.compile(r"\s*\[\[\s*(\w+)\s*\]\]")
_TOP = {"bondroom_book": int, "environment": str, "po_numbers": str}

_HEAD = """\
# The address book of bondroom, {environment}, written on {day}.
# It holds shipper accounts and people's telephones: keep it as you keep those.
#
# A ship-to says all of itself: what is taken out of it here is taken out of the book. Ship-tos that
# are not in this file stay as they are, and none is ever deleted: retired = true offers it no more.
# A location is a vendor's; of it the code, the contact and the defaults are ours.
"""


class BookFile(NamedTuple):
    """What a file says. `place` of a ship-to of our own is empty: it is known by its code."""

    environment: str
    pattern: str
    entries: tuple[Entry, ...]


# -- out -----------------------------------------------------------------------------------------


def written(book: Sequence[ShipTo], pattern: str, environment: str, day: str) -> str:
    """The file. Locations of which nothing is ours stand in it as comments."""
    lines = [_HEAD.format(environment=environment, day=day)]
    lines += [f"bondroom_book = {FORM}", f"environment = {_text(environment)}"]
    lines += [f"po_numbers = {_text(pattern)}", ""]
    bare = []
    for one in sorted(book, key=lambda one: (not one.entry.ours, one.code)):
        entry = one.entry
        if entry.vendor and entry == Entry(entry.place, entry.vendor):
            bare.append(f"#   {entry.vendor} {entry.place}  {one.code}  {one.name}")
            continue
        lines += [*_written(entry), ""]
    if bare:
        lines += ["# Locations of which nothing is said here:", *bare, ""]
    return "\n".join(lines)


def _written(entry: Entry) -> Iterable[str]:
    kind = "ship_to" if entry.ours else "location"
    yield f"[[{kind}]]"
    if entry.vendor:
        yield f"vendor = {_text(entry.vendor)}"
        yield f"customer_id = {_text(entry.place)}"
    if entry.code:
        yield f"code = {_text(entry.code)}"
    for name, key in _KEYS.items():
        if text := getattr(entry.said, name):
            yield f"{key} = {_text(text)}"
    if entry.currency:
        yield f"currency = {_text(entry.currency)}"
    if not entry.active:
        yield "retired = true"
    for vendor, number in entry.numbers:
        yield f"customer_id.{vendor} = {_text(number)}"
    for vendor, terms in entry.defaults:
        yield f"[{kind}.defaults.{vendor}]"
        for name in _TERMS:
            said = getattr(terms, name)
            if said == getattr(NO_ORDER_TERMS, name):
                continue
            if isinstance(said, tuple):
                yield f"{name} = [{', '.join(map(_text, said))}]"
            else:
                yield f"{name} = {_text(said) if isinstance(said, str) else str(said).lower()}"


def _text(text: str) -> str:
    """A basic string of TOML: JSON's escapes are among its own, and DEL has to be one too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


# -- in ------------------------------------------------------------------------------------------


class _Amiss(Exception):
    """What is wrong: in words, in which entry, at which key."""

    def __init__(self, words: str, kind: str = "", at: int = 0, key: str = "") -> None:
        super().__init__(words)
        self.words, self.kind, self.at, self.key = words, kind, at, key


def read(data: bytes, name: str) -> BookFile:
    """What the file `name` says. Raises Refusal with one sentence that names the line."""
    nothing = "Nothing was changed."
    if len(data) > MOST_BYTES:
        raise Refusal(f"{name} has more than {MOST_BYTES:,} bytes. {nothing}")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Refusal(f"{name}, line {line}: it is not UTF-8. {nothing}") from None
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        what, _, where = str(error).partition(" (at ")
        line_no = re.search(r"line (\d+)", where)
        at = int(line_no[1]) if line_no else text.rstrip().count("\n") + 1
        raise Refusal(f"{name}, line {at}: {what[0].lower()}{what[1:]}. {nothing}") from None
    except RecursionError:
        raise Refusal(f"{name} is nested too deeply. {nothing}") from None
    except ValueError:
        # tomllib hands on what Python says of a number with thousands of digits.
        raise Refusal(f"{name} holds a number that is too long. {nothing}") from None
    try:
        return _book(said)
    except _Amiss as amiss:
        line = _line_of(text, amiss)
        where_ = f", line {line}" if line else ""
        raise Refusal(f"{name}{where_}: {amiss.words}. {nothing}") from None


def _book(said: dict[str, Any]) -> BookFile:
    if said.get("bondroom_book") != FORM:
        raise _Amiss(f"it does not begin with bondroom_book = {FORM}", key="bondroom_book")
    _known(said, {**_TOP, "ship_to": list, "location": list}, "", 0)
    pattern = said.get("po_numbers", "")
    if pattern:
        try:
            Pattern.of(pattern)
        except Refusal as refusal:
            words = refusal.sentence.removesuffix(" Nothing was changed.").removesuffix(".")
            raise _Amiss(f"{words[0].lower()}{words[1:]}", key="po_numbers") from None
    entries: list[Entry] = []
    for kind in _HEADS:
        for at, one in enumerate(said.get(kind, [])):
            if not isinstance(one, dict):
                raise _Amiss(f"{kind} has to be [[{kind}]]", key=kind)
            entries.append(_entry(one, kind, at))
            if len(entries) > MOST:
                raise _Amiss(f"it has more than {MOST} ship-tos", kind, at)
            _twice(entries, kind, at)
    return BookFile(said.get("environment", ""), pattern, tuple(entries))


def _twice(entries: Sequence[Entry], kind: str, at: int) -> None:
    last = entries[-1]
    for one in entries[:-1]:
        if last.code and one.code == last.code:
            raise _Amiss(f"{last.code} stands twice", kind, at, "code")
        if last.place and one.place == last.place:
            raise _Amiss(f"the location {last.place} stands twice", kind, at, "customer_id")


def _entry(said: dict[str, Any], kind: str, at: int) -> Entry:
    ours = kind == "ship_to"
    names = ADDRESS if ours else CONTACT
    keys = {_KEYS[name]: str for name in names} | {"code": str, "retired": bool, "defaults": dict}
    keys |= {"currency": str, "customer_id": dict} if ours else {"vendor": str, "customer_id": str}
    _known(said, keys, kind, at)
    place, vendor = "", ""
    if not ours:
        place, vendor = said.get("customer_id", ""), said.get("vendor", "")
        if not place or not vendor:
            raise _Amiss("a location needs its vendor and customer_id", kind, at)
        _vendor(vendor, kind, at, "vendor")
    numbers = said.get("customer_id", {}) if ours else {}
    for one, number in numbers.items():
        _vendor(one, kind, at, "customer_id")
        if not isinstance(number, str):
            raise _Amiss("a CustomerId is text in quotes", kind, at, "customer_id")
    entry = Entry(
        place,
        vendor,
        said.get("code", "").upper(),
        Address(**{name: said.get(_KEYS[name], "") for name in names}),
        said.get("currency", "").upper(),
        not said.get("retired", False),
    )
    entry = entry._replace(
        said=_country(entry.said),
        numbers=tuple(sorted((one, text) for one, text in numbers.items() if text)),
    )
    for one, terms in said.get("defaults", {}).items():
        choices = _vendor(one, kind, at, "defaults")
        if not isinstance(terms, dict):
            raise _Amiss(f"defaults of a vendor are a table [{kind}.defaults.{one}]", kind, at)
        entry = entry.defaulted(one, _terms(terms, choices, kind, at))
    for field, words in book_entries.faults(entry):
        raise _Amiss(words, kind, at, _KEYS.get(field, field).split()[0])
    return entry


def _country(said: Address) -> Address:
    return replace(said, country=said.country.upper())


def _vendor(name: str, kind: str, at: int, key: str) -> Choices:
    choices = choices_of(name)
    if choices is NONE:
        raise _Amiss(f"there is no vendor {name!r} here", kind, at, key)
    return choices


def _terms(said: dict[str, Any], choices: Choices, kind: str, at: int) -> OrderTerms:
    _known(said, _TERMS, kind, at)
    for key, listed in (
        ("ship_method", choices.ship_methods),
        ("ship_control", tuple(choices.ship_controls)),
    ):
        if (text := said.get(key)) and text not in listed:
            raise _Amiss(f"{key} has no {text!r}{_nearest(text, listed)}", kind, at, key)
    notes = said.get("notes", [])
    if not all(isinstance(one, str) and one for one in notes):
        raise _Amiss("notes are texts in quotes, none of them empty", kind, at, "notes")
    return OrderTerms(
        said.get("ship_method") or None,
        said.get("ship_control") or None,
        said.get("shipper_account", ""),
        said.get("cofc", False),
        said.get("taxable"),
        tuple(notes),
    )


def _known(said: Mapping[str, Any], keys: Mapping[str, type], kind: str, at: int) -> None:
    """Raises _Amiss where a key is none of these, or holds something else."""
    for key, value in said.items():
        if key not in keys:
            raise _Amiss(f"there is no {key!r}{_nearest(key, keys)}", kind, at, key)
        if type(value) is not keys[key]:
            raise _Amiss(f"{key} has to be {_WORDS[keys[key]]}", kind, at, key)


def _nearest(word: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(word, list(known), 1)
    return f"; {close[0]!r} is" if close else ""


def _line_of(text: str, amiss: _Amiss) -> int:
    """The line it is about: of the key in its entry, else where the entry begins; 0: not known."""
    lines = text.splitlines()
    heads = [at for at, line in enumerate(lines) if _ANY_HEAD.match(line)]
    start, stop = 0, len(lines)
    if amiss.kind:
        mine = [at for at in heads if _ANY_HEAD.match(lines[at])[1] == amiss.kind]  # type: ignore[index]
        if amiss.at >= len(mine):
            return 0
        start = mine[amiss.at]
        stop = next((at for at in heads if at > start), len(lines))
    key = re.compile(rf"""\s*(\[.*\b)?["']?{re.escape(amiss.key)}\b""") if amiss.key else None
    for at in range(start, stop):
        if key is not None and key.match(lines[at]):
            return at + 1
    return start + 1
