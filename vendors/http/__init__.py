"""The one room that speaks HTTP: no other part of the program imports httpx or authlib.

It knows how to ask, how long to wait, how much to take and what must never be shown. It knows no
vendor's endpoint: what an answer means is said by the vendor's own package.
"""

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
