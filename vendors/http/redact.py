"""Keeps live secrets out of what people and logs see."""

from __future__ import annotations

import json
import logging
from collections import deque
from urllib.parse import quote, quote_plus

# At INFO httpx writes whole addresses, and an address can hold a sign-in code.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)

MASK = "•••"
# Shorter values would mask ordinary words; no vendor's secret is this short.
_SHORTEST = 6


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
        writings = {one for secret in (*self._lasting, *self._passing) for one in _writings(secret)}
        # The longest first: a secret within another must not leave the rest of that one standing.
        for writing in sorted(writings, key=len, reverse=True):
            text = text.replace(writing, MASK)
        return text


def _writings(secret: str) -> tuple[str, ...]:
    """A secret as it is, and as it stands in an address, in a form and in JSON."""
    return secret, quote(secret, safe=""), quote_plus(secret), json.dumps(secret)[1:-1]
