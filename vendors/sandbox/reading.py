"""Reads what a call carries, and notes everything wrong with it instead of stopping at the first.

Null and absent are the same, fields that nobody knows are ignored: so do the vendor's services.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from vendors.sandbox.answers import Refused

INT32 = 2**31 - 1
_DEAREST = 1_000_000_000


class Faulty:
    """What is wrong with a call, field by field."""

    def __init__(self) -> None:
        self.errors: list[tuple[str, str]] = []

    def note(self, field: str, words: str) -> None:
        self.errors.append((field, words))

    def refuse(self) -> None:
        """Raises Refused with all that was noted; does nothing where nothing was."""
        if self.errors:
            words = "One or more validation errors occurred."
            raise Refused(400, "The request is invalid.", words, errors=self.errors)


class Reader:
    """The fields of one JSON object, which stands at `place` in the body."""

    def __init__(self, raw: Mapping[str, Any], faulty: Faulty, place: str = "") -> None:
        self.raw = raw
        self.faulty = faulty
        self.place = place

    @classmethod
    def of_body(cls, body: Any, faulty: Faulty) -> Reader:
        """Raises Refused where `body` is no JSON object."""
        if not isinstance(body, dict):
            raise Refused(400, "The request is invalid.", "The body must be a JSON object.")
        return cls(body, faulty)

    def at(self, name: str) -> str:
        return f"{self.place}.{name}" if self.place else name

    def note(self, name: str, words: str) -> None:
        self.faulty.note(self.at(name), words)

    def _value(self, name: str, must: bool) -> Any:
        value = self.raw.get(name)
        if value is None and must:
            self.note(name, f"The {name} field is required.")
        return value

    def text(self, name: str, *, must: bool = False) -> str | None:
        """The text; where it `must` be there, not of blanks only."""
        value = self._value(name, must)
        if value is None:
            return None
        if not isinstance(value, str):
            self.note(name, f"The {name} field must be text.")
            return None
        if must and not value.strip():
            self.note(name, f"The {name} field is required.")
        return value

    def word(self, name: str, allowed: tuple[str, ...]) -> str | None:
        """One of `allowed`, spelled exactly so."""
        value = self.text(name)
        if value is not None and value not in allowed:
            self.note(name, f"The value {value!r} is not valid for {name}.")
            return None
        return value

    def whole(
        self, name: str, *, must: bool = False, least: int = 0, most: int = INT32
    ) -> int | None:
        value = self._value(name, must)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            self.note(name, f"The {name} field must be a whole number.")
            return None
        if not least <= value <= most:
            self.note(name, f"The field {name} must be between {least} and {most}.")
            return None
        return value

    def money(self, name: str, *, must: bool = False) -> Decimal | None:
        value = self._value(name, must)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            self.note(name, f"The {name} field must be a number.")
            return None
        if not 0 <= value < _DEAREST:
            self.note(name, f"The field {name} must be from 0 to {_DEAREST}.")
            return None
        return Decimal(value)

    def flag(self, name: str) -> bool | None:
        value = self._value(name, must=False)
        if value is not None and not isinstance(value, bool):
            self.note(name, f"The {name} field must be true or false.")
            return None
        return value

    def moment(self, name: str, *, must: bool = False) -> datetime | None:
        """An ISO 8601 instant; UTC where it names no zone."""
        value = self.text(name, must=must)
        if not value:
            return None
        try:
            read = datetime.fromisoformat(value)
        except ValueError:
            self.note(name, f"The {name} field must be an ISO 8601 date and time.")
            return None
        return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)

    def object(self, name: str, *, must: bool = False) -> Reader | None:
        value = self._value(name, must)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.note(name, f"The {name} field must be an object.")
            return None
        return Reader(value, self.faulty, self.at(name))

    def _list(self, name: str, must: bool) -> list[Any]:
        value = self._value(name, must)
        if value is None:
            return []
        if not isinstance(value, list):
            self.note(name, f"The {name} field must be a list.")
            return []
        return value

    def objects(self, name: str, *, must: bool = False) -> list[Reader]:
        """One reader an element; where the list `must` be there, at least one."""
        values = self._list(name, must)
        if must and not values and isinstance(self.raw.get(name), list):
            self.note(name, f"The {name} field needs at least one element.")
        found: list[Reader] = []
        for at, value in enumerate(values):
            if isinstance(value, dict):
                found.append(Reader(value, self.faulty, f"{self.at(name)}[{at}]"))
            else:
                self.faulty.note(f"{self.at(name)}[{at}]", "An object is expected here.")
        return found

    def texts(self, name: str) -> list[str]:
        values = self._list(name, must=False)
        found = [value for value in values if isinstance(value, str)]
        if len(found) != len(values):
            self.note(name, f"The {name} field must be a list of texts.")
        return found


class Query:
    """The query of one call. Names that nobody knows are ignored."""

    def __init__(self, query: Mapping[str, str], faulty: Faulty) -> None:
        self._query = query
        self._faulty = faulty

    def whole(self, name: str, default: int, *, least: int = 0, most: int = INT32) -> int:
        text = self._query.get(name)
        if text is None:
            return default
        value = number(text)
        if value is None:
            self._faulty.note(name, f"The value {text!r} is not valid for {name}.")
            return default
        if not least <= value <= most:
            self._faulty.note(name, f"The field {name} must be between {least} and {most}.")
            return default
        return value

    def flag(self, name: str) -> bool:
        text = self._query.get(name, "false").lower()
        if text not in ("true", "false"):
            self._faulty.note(name, f"The value {text!r} is not valid for {name}.")
        return text == "true"

    def day(self, name: str, default: date) -> date:
        text = self._query.get(name)
        if text is None:
            return default
        try:
            return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).date()
        except ValueError:
            self._faulty.note(name, f"The value {text!r} is not valid for {name}.")
            return default


def number(text: str) -> int | None:
    """The whole number of ASCII digits, else None."""
    plain = text.removeprefix("-")
    if plain.isascii() and plain.isdigit() and len(plain) <= 18:
        return int(text)
    return None
