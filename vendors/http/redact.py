"""Keeps live secrets out of what people and logs see."""

from __future__ import annotations

import html
import json
import logging
import re
from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import quote, quote_plus

# At INFO httpx writes whole addresses, and an address can hold a sign-in code.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)

MASK = "•••"
# Shorter values would mask ordinary words; no vendor's secret is this short.
_SHORTEST = 6
_ENCODED = re.compile("%[0-9A-F]{2}")
_GAP = re.compile(r"(?:\s|\\[nrt])+")


class Redactor:
    """Masks the secrets it was told of in a text. Its `repr` shows none of them."""

    def __init__(self, *secrets: str | None) -> None:
        self._lasting = [secret for secret in secrets if secret and len(secret) >= _SHORTEST]
        # Tokens are renewed every half hour: the last ones are enough.
        self._passing: deque[str] = deque(maxlen=16)

    def add(self, secret: str | None) -> None:
        """Mask `secret` too, until sixteen newer ones came."""
        if secret and len(secret) >= _SHORTEST and secret not in self._passing:
            self._passing.append(secret)

    def __call__(self, text: str) -> str:
        # Looked for as if there were no blanks: a vendor may break what it repeats over lines.
        dense, place = _without_gaps(text)
        writings = {one for secret in (*self._lasting, *self._passing) for one in _writings(secret)}
        shown: list[str] = []
        done = 0
        for begin, end in _merged(span for one in writings for span in _spans(dense, one)):
            shown += [text[done : place(begin)], MASK]
            done = place(end - 1) + 1
        return "".join([*shown, text[done:]])


def _writings(secret: str) -> Iterator[str]:
    """A secret as it is, and as it stands in an address, in a form, in JSON and in a page."""
    for one in (
        secret,
        quote(secret, safe=""),
        quote_plus(secret),
        json.dumps(secret)[1:-1],
        html.escape(secret),
    ):
        yield _without_gaps(one)[0]
        yield _without_gaps(_ENCODED.sub(lambda found: found[0].lower(), one))[0]


def _without_gaps(text: str) -> tuple[str, Callable[[int], int]]:
    """`text` without blanks and line ends, also those of JSON, and where a character of it was."""
    runs: list[str] = []
    starts: list[int] = []
    shifts: list[int] = []
    done = length = 0
    for begin, end in (*(gap.span() for gap in _GAP.finditer(text)), (len(text), len(text))):
        if begin > done:
            runs.append(text[done:begin])
            starts.append(length)
            shifts.append(done - length)
            length += begin - done
        done = end
    return "".join(runs), lambda at: at + shifts[bisect_right(starts, at) - 1]


def _spans(text: str, writing: str) -> Iterator[tuple[int, int]]:
    if len(writing) < _SHORTEST:
        return
    at = text.find(writing)
    while at >= 0:
        yield at, at + len(writing)
        at = text.find(writing, at + 1)


def _merged(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """In order, overlapping ones as one: a secret within another must not uncover its rest."""
    begin = end = 0
    for one, other in sorted(spans):
        if one >= end:
            if end:
                yield begin, end
            begin = one
        end = max(end, other)
    if end:
        yield begin, end
