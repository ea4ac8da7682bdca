"""What ShipStation says when something is wrong, as the errors the program decides on.

One envelope: `{"request_id", "errors": [{error_source, error_type, error_code, message}]}` (OpenAPI
file, `error_response_body`). A 500 has no body at all, and a success may carry `errors` too.
"""

from __future__ import annotations

from vendors.contract import Clock
from vendors.errors import (
    Invalid,
    NotAllowed,
    NotFound,
    TooMany,
    Unreadable,
    VendorDown,
    VendorError,
)
from vendors.http import Redactor, Reply, retry_after
from vendors.shipstation.settings import VENDOR
from vendors.text import clean

# Seconds to wait where a 429 does not say: the limit counts minutes.
_MINUTE = 60.0
_MOST_FIELDS = 20
ADD_ON = "purchase orders and inventory need ShipStation's Inventory API add-on"


class Envelope:
    """What stands in the envelope, made safe. `known` is False for any other body.

    `fields` are (error code, message), `sources` what each error comes from: ShipStation, a
    carrier, an order source. The lists of codes and sources are taken as open. `says_why` is
    narrower than `known`, for what may have changed something: an error of it has words, or a code.
    """

    __slots__ = ("fields", "known", "request_id", "sources", "words")

    def __init__(self, reply: Reply, hide: Redactor) -> None:
        said: object = None
        if speaks_json(reply):
            try:
                said = reply.json()
            except Unreadable:
                said = None
        body: dict[str, object] = said if isinstance(said, dict) else {}
        listed = body.get("errors")
        errors = (
            [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
        )

        def text(value: object, limit: int = 300) -> str:
            return clean(hide(value), limit) if isinstance(value, str) else ""

        self.fields = tuple(
            (text(one.get("error_code"), 80), text(one.get("message")))
            for one in errors[:_MOST_FIELDS]
        )
        self.sources = frozenset(text(one.get("error_source"), 40).casefold() for one in errors)
        told = (message or code for code, message in self.fields)
        self.words = clean("; ".join(dict.fromkeys(one for one in told if one)), 400)
        self.request_id = text(body.get("request_id"), 80) or None
        self.known = bool(self.fields) or self.request_id is not None

    @property
    def says_why(self) -> bool:
        return bool(self.words)

    @property
    def partly(self) -> str:
        """What a success says besides that is wrong; empty where it says nothing of the kind."""
        if not self.fields:
            return ""
        return self.words or "errors without words"


def speaks_json(reply: Reply) -> bool:
    """Whether the body may be read as JSON: its media type says so, or none is said."""
    kind = media_type(reply)
    return not kind or kind == "application/json" or kind.endswith("+json")


def media_type(reply: Reply) -> str:
    return reply.headers.get("content-type", "").partition(";")[0].strip().casefold()


def refusal(reply: Reply, clock: Clock, hide: Redactor) -> VendorError:
    """The error for an answer of status 400 and above."""
    said = Envelope(reply, hide)
    status = reply.status

    def made(kind: type[VendorError], sentence: str) -> VendorError:
        return kind(VENDOR, sentence, words=said.words, request_id=said.request_id, status=status)

    if status in (400, 422) and not said.known:
        return made(Unreadable, f"something other than ShipStation's API answered ({status})")
    if status in (400, 409, 422):
        return Invalid(
            VENDOR,
            "ShipStation does not accept the request"
            if status != 409
            else "ShipStation says that this conflicts with what it has",
            words=said.words,
            request_id=said.request_id,
            status=status,
            fields=said.fields,
        )
    if status == 401:
        return made(
            NotAllowed,
            "ShipStation does not accept the API key: check the key's file in the settings",
        )
    if status == 403:
        return made(NotAllowed, f"ShipStation does not allow this for the API key ({ADD_ON})")
    if status == 404:
        if said.known or not reply.body.strip():
            return made(NotFound, "ShipStation does not know it")
        return made(Unreadable, "something other than ShipStation's API answered (404)")
    if status == 429:
        wait = retry_after(reply, clock)
        wait = _MINUTE if wait is None else wait
        # The document warns that a carrier's limit comes as the same status.
        whose = "a carrier's calls" if "carrier" in said.sources else "ShipStation's calls"
        return TooMany(
            VENDOR,
            f"{whose} of this minute are used up; it can be asked again in {wait:.0f} s",
            wait=wait,
            daily=False,
            words=said.words,
            request_id=said.request_id,
            status=status,
        )
    if status >= 500 or status == 408:
        return made(VendorDown, f"ShipStation cannot answer now ({status})")
    return made(Unreadable, f"ShipStation answered {status}, which it does not document")
