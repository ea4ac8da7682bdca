"""The one room that speaks HTTP: no other part of the program imports httpx or authlib.

It knows how to ask, how long to wait, how much to take and what must never be shown. It knows no
vendor's endpoint: what an answer means is said by the vendor's own package.
"""

# ruff: noqa: E402
import sys

# httpx brings its command for a shell along, with all that colours its answers: of each session 3
# MiB, and half of the time that importing httpx takes. It does without where this is not found.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]

from vendors.http.caller import Call, Http, Limits, Transport, retry_after
from vendors.http.keeper import Keeper
from vendors.http.oauth import Grants, OAuth
from vendors.http.redact import Redactor
from vendors.http.reply import Piece, Reply

__all__ = [
    "Call",
    "Grants",
    "Http",
    "Keeper",
    "Limits",
    "OAuth",
    "Piece",
    "Redactor",
    "Reply",
    "Transport",
    "retry_after",
]
