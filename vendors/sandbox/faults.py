"""Faults on request: what can go wrong with a vendor, switched on by name.

A fault lies in the book, so that a command or a test in another process can set it; the server
reads it at every call. Its path is a piece of the paths it strikes, or `*writes*` (orders and
changes to them, not the questions beside), `*changes*` (only these) or `*calls*` (no sign-in).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from vendors.sandbox.book import Book, BookError

ALWAYS = -1
_ORDERS = "/Ordering/v3/Orders"
# The paths, whole and in small letters, by which the other vendors take orders.
_OTHERS_ORDERS = ("/v2/store/orders",)
# Where inbound orders are made, and below it changed.
_INBOUND = "/v2/purchase_orders"
_SIGN_INS = ("/oauth2/", "/oauth/")
_MANAGEMENT = "/OrderManagement/"
_ANY = ""
# What works on calls but not on signing in, unless a path says so.
_CALLS = "*calls*"
# What writes in the vendor's books: taking orders and changing them; and the changes alone.
_WRITES = "*writes*"
_CHANGES = "*changes*"


class Kind(NamedTuple):
    times: int
    path: str
    words: str


KINDS: dict[str, Kind] = {
    "drop-before": Kind(1, _WRITES, "close the connection before the order or change is taken"),
    "drop-after": Kind(1, _WRITES, "take it, then close the connection without an answer"),
    "lost-answer": Kind(1, _WRITES, "take it, then say nothing (seconds, default 3600)"),
    "500-before": Kind(1, _WRITES, "answer 500 before the order or change is taken"),
    "500-after": Kind(1, _WRITES, "take it, then answer 500"),
    "no-number": Kind(1, _ORDERS, "SalesOrderId -1; the number comes later (seconds, default 60)"),
    "late-visible": Kind(1, _WRITES, "the order or change can be seen later (seconds)"),
    "twice": Kind(1, _WRITES, "take the order (two order numbers) or change twice, tell of one"),
    "429-burst": Kind(1, _CALLS, "the minute's limit is reached (seconds, default 2)"),
    "429-daily": Kind(1, _CALLS, "the day's limit is reached"),
    "latency": Kind(ALWAYS, _ANY, "wait before answering (seconds, default 1)"),
    "down": Kind(ALWAYS, _ANY, "503 for everything"),
    "no-agreement-403": Kind(ALWAYS, "/SupplyChain/", "no bonded agreement, said with 403"),
    "no-agreement-empty": Kind(ALWAYS, "/SupplyChain/", "no bonded agreement, said with 200 []"),
    "expired-token": Kind(1, _CALLS, "the access token has expired"),
    "not-subscribed": Kind(ALWAYS, _CALLS, "the application is not subscribed to the API"),
    "garbage": Kind(1, _CALLS, "200 with JSON that ends in the middle"),
    "html": Kind(1, _CALLS, "200 with a page of HTML"),
    "broken-off": Kind(1, _CALLS, "200, then the connection ends in the middle of the answer"),
    "edge-403": Kind(1, _CALLS, "403 with a page of HTML, before the call is looked at"),
    "oversized": Kind(1, _CALLS, "200 with a body that does not end soon (bytes, default 64 MiB)"),
}
_MOST_TIMES = 1_000_000
_MOST_SECONDS = 86_400.0
_MOST_BYTES = 1 << 30
_ENVELOPES = ("gateway", "service")


def _seconds(value: Any) -> float:
    if not 0 <= (number := float(value)) <= _MOST_SECONDS:
        raise ValueError
    return number


def _bytes(value: Any) -> int:
    if not 0 <= (number := int(value)) <= _MOST_BYTES:
        raise ValueError
    return number


_OPTIONS: dict[str, Callable[[Any], Any]] = {
    "seconds": _seconds,
    "bytes": _bytes,
    "envelope": str,
}


@dataclass(frozen=True, slots=True)
class Fault:
    id: int
    name: str
    times: int
    path: str
    options: dict[str, Any] = field(default_factory=dict)

    def seconds(self, default: float) -> float:
        return float(self.options.get("seconds", default))

    def fits(self, path: str, method: str) -> bool:
        if self.path == _CALLS:
            return not any(place in path for place in _SIGN_INS)
        if self.path in (_WRITES, _CHANGES):
            if self.path == _WRITES and path.casefold().rstrip("/") in _OTHERS_ORDERS:
                return method != "GET"
            if path.startswith(_INBOUND):
                made = path.rstrip("/") == _INBOUND
                return method != "GET" and not (made and self.path == _CHANGES)
            places = (_MANAGEMENT,) if self.path == _CHANGES else (_MANAGEMENT, _ORDERS)
            return method != "GET" and any(place.casefold() in path.casefold() for place in places)
        return self.path.casefold() in path.casefold()

    def to_json(self) -> dict[str, Any]:
        return {"fault": self.name, "times": self.times, "path": self.path, **self.options}


class Faults:
    """The faults in the book."""

    def __init__(self, book: Book) -> None:
        self._book = book

    def put(
        self, name: str, times: int | None = None, path: str | None = None, **options: Any
    ) -> None:
        """Switch `name` on for `times` calls (-1: until cleared, 0: off). Raises BookError."""
        kind = KINDS.get(name)
        if kind is None:
            raise BookError(f"There is no fault {name!r}. There are: {', '.join(sorted(KINDS))}.")
        kept: dict[str, Any] = {}
        for option, value in options.items():
            if option not in _OPTIONS:
                raise BookError(f"A fault has no {option!r}, only {', '.join(sorted(_OPTIONS))}.")
            try:
                kept[option] = _OPTIONS[option](value)
            except (TypeError, ValueError, OverflowError):
                raise BookError(f"{value!r} is no value for {option!r}.") from None
        if kept.get("envelope", _ENVELOPES[0]) not in _ENVELOPES:
            raise BookError("The envelope of an error is `gateway` or `service`.")
        number = kind.times if times is None else times
        if not isinstance(number, int) or not ALWAYS <= number <= _MOST_TIMES:
            raise BookError(f"A fault lasts {ALWAYS} (until cleared) to {_MOST_TIMES} times.")
        with self._book.writing():
            self._book.db.execute("DELETE FROM fault WHERE name = ?", (name,))
            if number != 0:
                self._book.db.execute(
                    "INSERT INTO fault (name, times, path, options) VALUES (?, ?, ?, ?)",
                    (name, number, kind.path if path is None else path, json.dumps(kept)),
                )

    def put_all(self, text: str) -> None:
        """From one line of settings: `drop-after`, `latency:-1:seconds=2`, several with commas.

        All or none of them. Raises BookError.
        """
        with self._book.writing():
            for item in filter(None, (piece.strip() for piece in text.split(","))):
                name, *rest = item.split(":")
                times: int | None = None
                options: dict[str, Any] = {}
                for piece in rest:
                    key, equals, value = piece.partition("=")
                    if equals and key in (*_OPTIONS, "path"):
                        options[key] = value
                    elif re.fullmatch(r"-?[0-9]{1,9}", piece):
                        times = int(piece)
                    else:
                        raise BookError(f"{item!r} is no fault: write name:times:seconds=2.")
                self.put(name, times, **options)

    def clear(self) -> None:
        self._book.db.execute("DELETE FROM fault")

    def all(self) -> list[Fault]:
        rows = self._book.db.execute("SELECT id, name, times, path, options FROM fault ORDER BY id")
        return [Fault(row[0], row[1], row[2], row[3], json.loads(row[4])) for row in rows]

    def at(self, path: str, method: str) -> dict[str, Fault]:
        return {fault.name: fault for fault in self.all() if fault.fits(path, method)}

    def spend(self, fault: Fault) -> None:
        """One time fewer."""
        if fault.times == ALWAYS:
            return
        with self._book.writing():
            self._book.db.execute("UPDATE fault SET times = times - 1 WHERE id = ?", (fault.id,))
            self._book.db.execute("DELETE FROM fault WHERE id = ? AND times <= 0", (fault.id,))
