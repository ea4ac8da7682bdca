"""Every field of every DigiKey endpoint the program uses, and what becomes of it.

Declared beside the wire models and translations, and held by tests: that it has every field of
the specification, that what is called kept or sent is in the wire model and the rest is not, and
that a kept one truly changes the vocabulary field named. `docs/fields.md` is made from it.

A field of an answer is kept (as `Type.field` of the vocabulary), an object with fields of its own,
or dropped with a reason. A field of a request is set by something, or never sent, with a reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

# What a field of an answer does besides: another value than was asked for refuses the answer.
CHECKED = "held against what was asked"
# The answer is this value itself, and no type of the vocabulary.
ITSELF = "the answer itself"


@dataclass(frozen=True, slots=True)
class Kept:
    """Goes to `to` of the vocabulary. `only` says when, where that is not always."""

    to: tuple[str, ...]
    only: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """Set by `by`: a field of the vocabulary or settings (`Type.field`), else in words.

    `only` says when, where that is not always.
    """

    by: tuple[str, ...]
    only: str = ""


@dataclass(frozen=True, slots=True)
class Within:
    """An object, or a list of such: its fields are those of the model of that name."""

    model: str


@dataclass(frozen=True, slots=True)
class Dropped:
    """Not read, or never sent. `why` is for people. Of an object, all of its fields."""

    why: str


Fate: TypeAlias = Kept | Sent | Within | Dropped


@dataclass(frozen=True, slots=True)
class Model:
    """One model as DigiKey calls it. `wire` is our class of it, `module.Class`, empty where what
    comes is read without one."""

    name: str
    wire: str
    fields: Mapping[str, Fate]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """`takes` and `gives` name the model of the body, or of its rows; empty where there is none.

    `parameters` are those of path and query, `headers` those beside the ones of every call.
    """

    method: str
    path: str
    gives: str = ""
    takes: str = ""
    parameters: Mapping[str, Fate] = field(default_factory=dict)
    headers: Mapping[str, Fate] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Described:
    """One API: its endpoints, the models it is asked with, and those it answers with."""

    title: str
    endpoints: tuple[Endpoint, ...]
    asked: tuple[Model, ...]
    answered: tuple[Model, ...]


def model(name: str, wire: str, **fields: Fate) -> Model:
    return Model(name, wire, fields)


def kept(*to: str, only: str = "") -> Kept:
    return Kept(to, only)


def sent(*by: str, only: str = "") -> Sent:
    return Sent(by, only)


LOCALE: Mapping[str, Fate] = {
    "X-DIGIKEY-Locale-Site": sent("Settings.site"),
    "X-DIGIKEY-Locale-Language": sent("Settings.language"),
    "X-DIGIKEY-Locale-Currency": sent("Settings.currency"),
}
ACCOUNT: Mapping[str, Fate] = {"X-DIGIKEY-Account-Id": sent("Settings.account_id")}
# Sent with every call but those of the sign-in itself.
EVERYWHERE: Mapping[str, Fate] = {
    "Authorization": sent("the token of the sign-in"),
    "X-DIGIKEY-Client-Id": sent("Settings.client_id"),
}


def apis() -> tuple[Described, ...]:
    """All of them, in the order of the README's table."""
    from vendors.digikey import fields_after, fields_around, fields_orders

    return (
        fields_after.SIGN_IN,
        fields_around.PRODUCTS,
        fields_around.NOTICES,
        fields_orders.SUPPLY,
        fields_orders.ORDERING,
        fields_orders.STATUS,
        fields_after.MANAGEMENT_1,
        fields_after.MANAGEMENT_2,
        fields_after.PACKING,
        fields_after.REFERENCE,
    )
