"""Where the material that belongs to others lies, if it is here: read in place, never copied."""

from __future__ import annotations

import json
import os
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml


def folder() -> Path | None:
    """`$BONDROOM_SHARED`, else `../shared` beside the checkout, else None."""
    named = os.environ.get("BONDROOM_SHARED")
    place = Path(named) if named else Path(__file__).resolve().parents[2].parent / "shared"
    return place if (place / "specs").is_dir() else None


ABSENT = "the vendors' own specifications are not at ../shared, nor where BONDROOM_SHARED says"


def read_json(text: str | bytes) -> Any:
    """JSON with money as Decimal. A number that is not finite, or a name twice, is an error."""
    return json.loads(
        text, parse_float=Decimal, parse_constant=_not_finite, object_pairs_hook=_once
    )


def _not_finite(word: str) -> None:
    raise ValueError(f"{word} is not JSON")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a field stands twice in one object")
    return found


class _Plain(yaml.SafeLoader):
    """YAML as JSON would have it: a date stays a text."""


_Plain.yaml_implicit_resolvers = {
    sign: [each for each in resolvers if each[0] != "tag:yaml.org,2002:timestamp"]
    for sign, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@cache
def specification(vendor: str, file: str) -> Any | None:
    """The vendor's file, JSON or YAML, as read, or None where it is not here.

    Do not change what is returned.
    """
    place = folder()
    if place is None:
        return None
    path = place / "specs" / vendor / file
    if not path.is_file():
        return None
    text = path.read_text("utf-8")
    return json.loads(text) if path.suffix == ".json" else yaml.load(text, _Plain)


def recording(vendor: str, file: str) -> Any | None:
    """A recorded answer, or None where it is not here."""
    place = folder()
    if place is None:
        return None
    path = place / "recordings" / vendor / file
    # Some were saved with a byte order mark.
    return json.loads(path.read_text("utf-8-sig")) if path.is_file() else None
