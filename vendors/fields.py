"""What becomes of every field of a vendor's endpoints: the words in which each vendor declares it.

Declared beside the wire models and translations (`vendors/<vendor>/fields.py`), and held by tests:
that it has every field of the specification, that what is called kept or sent is in the wire model
and the rest is not, and that a kept one truly changes the vocabulary field named. `docs/fields.md`
is made from all of them.

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
    """One model as the vendor calls it. `wire` is our class of it, `module.Class`, empty where what
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


def model(name: str, wire: str, /, **fields: Fate) -> Model:
    return Model(name, wire, fields)


def kept(*to: str, only: str = "") -> Kept:
    return Kept(to, only)


def sent(*by: str, only: str = "") -> Sent:
    return Sent(by, only)
