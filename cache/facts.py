"""Frozen dataclasses of the vocabulary as JSON text, and back: exactly as a vendor told them.

Money is text, days are ISO 8601; nothing is rounded and no float is made.
"""

from __future__ import annotations

import dataclasses
import json
import types
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

T = TypeVar("T")


def facts_text(facts: Iterable[object]) -> str:
    """A JSON list of dataclasses."""
    return json.dumps([_plain(fact) for fact in facts], ensure_ascii=False, separators=(",", ":"))


def facts(kind: type[T], text: str) -> tuple[T, ...] | None:
    """What `facts_text` made of instances of `kind`; a field that was not stored is its default.

    None for what another version stored and this one cannot read: it is not known here then.
    """
    try:
        return tuple(_made(kind, one) for one in json.loads(text))
    except (TypeError, ValueError, AttributeError, ArithmeticError):
        return None


def _plain(value: object) -> object:
    if dataclasses.is_dataclass(value):
        return {
            field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)
        }
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    return value


def _made(kind: Any, plain: Any) -> Any:
    if isinstance(kind, types.UnionType):
        kinds = [one for one in get_args(kind) if one is not types.NoneType]
        if plain is None or len(kinds) > 1:
            return plain
        kind = kinds[0]
    if get_origin(kind) is tuple:
        inner = get_args(kind)
        if inner[-1] is Ellipsis:
            return tuple(_made(inner[0], one) for one in plain)
        return tuple(_made(its, one) for its, one in zip(inner, plain, strict=True))
    if dataclasses.is_dataclass(kind):
        made: Any = kind
        hints = _hints(made)
        return made(
            **{name: _made(hints[name], one) for name, one in plain.items() if name in hints}
        )
    if kind is Decimal:
        return Decimal(plain)
    if kind is date:
        return date.fromisoformat(plain)
    if issubclass(kind, StrEnum):
        return kind(plain)
    return plain


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)
