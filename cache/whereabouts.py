"""Where a session was, kept as files of one person's own, so that the next one can go on there.

Each session writes one file and holds a lock beside it; the kernel lets go of the lock however the
session ends. A file without a living session is therefore one that was cut off. An orderly end
removes it. What stands there is typed text and ids, never a secret, and never trusted: a file that
is damaged or that anybody else could write is ignored with one sentence.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from cache.convert import instant
from cache.places import Refusal, private_folder
from cache.sessions import SessionLock
from cache.tokens import read_private
from vendors.text import clean

# Of that many days nobody knows any more what they were about.
_KEPT = timedelta(days=14)
# What reading a file of anybody's making can come to.
_SPOILED = (ValueError, KeyError, TypeError, AttributeError, RecursionError)
# Longer texts than these are not typed: characters, and entries of a list.
_LONGEST, _MOST = 500, 60
_CELLS = 6


@dataclass(frozen=True, slots=True)
class TypedLine:
    """The row of a draft that was being typed: its id, the active cell, what each cell says."""

    id: str
    cell: int
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Where:
    """One moment of a session.

    `fields` are the texts of the panes' fields, by pane; `rows` the place of each cursor and what
    tells its row. `typing`: `field`, `line` or nothing. `sheet` says how what stood over the desk
    is opened again, `asked` and `text` in which field of it something was typed, and what. `said`
    is what was typed and has no place of its own to go back to: names and texts. `ended`: how it
    came to its end, where it still could say so.
    """

    at: datetime
    pane: str
    draft_id: int | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    typing: str = ""
    line: TypedLine | None = None
    sheet: tuple[str, ...] = ()
    asked: str = ""
    text: str = ""
    said: tuple[tuple[str, str], ...] = ()
    ended: str = ""


class Whereabouts:
    """This session's file, and what the sessions before it left. Blocks: for a thread."""

    def __init__(self, folder: Path, now: Callable[[], datetime]) -> None:
        self._folder = folder
        self._now = now
        self._lock: SessionLock | None = None
        self._offered: list[Path] = []

    def begin(self, worth: Callable[[Where], bool]) -> tuple[Where | None, str]:
        """The newest session that was cut off and is `worth` going back to, and a sentence where
        something is amiss. What is too old, or worth nothing, is removed. Raises OSError, Refusal.
        """
        private_folder(self._folder)
        lock = self._lock = self._lock or SessionLock(self._folder)
        found: list[tuple[Where, Path]] = []
        amiss = ""
        for path in self._folder.glob("*.json"):
            with lock.ended(path.stem) as gone:
                if not gone:
                    continue
                try:
                    where = _read(path)
                except FileNotFoundError:
                    continue
                except (Refusal, OSError, *_SPOILED):
                    amiss = (
                        "Where the last session was cannot be read, and is ignored; drafts and "
                        "orders are safe."
                    )
                    where = None
                if where is None or where.at < self._now() - _KEPT or not worth(where):
                    with contextlib.suppress(OSError):
                        path.unlink()
                else:
                    found.append((where, path))
        lock.sweep()
        found.sort(key=lambda one: one[0].at)
        if not found:
            return None, amiss
        # An older one is offered by a later start, unless this one ends in good order.
        where, path = found[-1]
        self._offered = [path]
        return where, amiss

    def take(self) -> bool:
        """Go on there: the offer is used up. False where another session of the person's did."""
        taken = False
        for path in self._offered:
            with contextlib.suppress(FileNotFoundError):
                path.unlink()
                taken = True
        self._offered = []
        return taken

    def put(self, where: Where) -> None:
        """Keep this as where the session is, whole or not at all. Raises OSError."""
        if self._lock is None:
            return
        path = self._folder / f"{self._lock.name}.json"
        new = self._folder / f"{self._lock.name}.{time.monotonic_ns()}.new"
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        descriptor = os.open(new, flags, 0o600)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                json.dump(_stored(where), file)
                file.flush()
                os.fsync(file.fileno())
            new.replace(path)
        except BaseException:
            new.unlink(missing_ok=True)
            raise

    def left(self) -> None:
        """The session ends in good order: nothing is offered, nor what it was offered itself."""
        if self._lock is not None:
            (self._folder / f"{self._lock.name}.json").unlink(missing_ok=True)
        self.take()

    def close(self) -> None:
        """The session is over: what it kept is the next one's."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None


def _stored(where: Where) -> dict[str, Any]:
    return {**asdict(where), "at": where.at.isoformat()}


def _read(path: Path) -> Where:
    """Raises Refusal, OSError and what is `_SPOILED`: it is not used then."""
    stored = json.loads(read_private(path, "start again"))
    line = stored["line"]
    at = instant(_text(stored["at"]))
    if at.tzinfo is None:
        raise ValueError("no time")
    return Where(
        at=at,
        pane=_text(stored["pane"]),
        draft_id=None if stored["draft_id"] is None else _number(stored["draft_id"]),
        fields={_text(name): _text(text) for name, text in _some(stored["fields"].items())},
        rows={
            _text(name): (_number(place), _text(told))
            for name, (place, told) in _some(stored["rows"].items())
        },
        typing=_text(stored["typing"]),
        line=None if line is None else _line(line),
        sheet=tuple(_text(one) for one in _some(stored["sheet"])),
        asked=_text(stored["asked"]),
        text=_text(stored["text"]),
        said=tuple((_text(name), _text(text)) for name, text in _some(stored["said"])),
        ended=_text(stored["ended"]),
    )


def _line(stored: Any) -> TypedLine:
    words = tuple(_text(word) for word in _some(stored["words"]))
    cell = _number(stored["cell"])
    if len(words) != _CELLS or cell >= _CELLS:
        raise ValueError("no line")
    return TypedLine(_text(stored["id"]), cell, words)


def _some(many: Any) -> list[Any]:
    found = list(many)
    if len(found) > _MOST:
        raise ValueError("too many")
    return found


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return clean(value, _LONGEST)


def _number(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**62:
        raise TypeError
    return value
