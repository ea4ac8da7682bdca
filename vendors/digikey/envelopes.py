"""What DigiKey says when something is wrong, as the errors the program decides on.

The same API answers in either of two envelopes (its gateway and its services differ):
`ApiErrorResponse` (Ordering v3 document; Order Management spells it in camelCase) and
`DKProblemDetails` (RFC 7807). Recorded bodies of both are in the tests.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from vendors.contract import Clock
from vendors.digikey.settings import VENDOR
from vendors.errors import (
    Invalid,
    NotAllowed,
    NotFound,
    SignInNeeded,
    TooMany,
    Unreadable,
    VendorDown,
    VendorError,
)
from vendors.http import Redactor, Reply, retry_after
from vendors.text import clean

# Seconds to wait where a 429 does not say: the burst limit counts minutes.
_MINUTE = 60.0
_MOST_FIELDS = 20
# The last two are those of OAuth (RFC 6749), which a token endpoint may keep to.
_DOCUMENTED = ("errormessage", "errordetails", "title", "detail")
_WORDS = (*_DOCUMENTED, "error", "error_description")


class Expired(SignInNeeded):
    """The access token ran out: renew it once and ask again."""


class NotSubscribed(NotAllowed):
    """The application may not use this API; whoever knows which one it was says so."""


class Envelope:
    """The parts of either envelope, in one spelling. `known` is False for anything else.

    `says_why` is narrower, for what may have changed something: it says what is wrong, in words
    that stand where DigiKey documents them. A number to quote, or `error`, may be any gateway's.
    """

    __slots__ = ("fields", "known", "request_id", "says_why", "words")

    def __init__(self, reply: Reply, hide: Redactor) -> None:
        try:
            said = reply.json()
        except Unreadable:
            said = None
        body: dict[str, object] = {}
        if isinstance(said, dict):
            body = {key.lstrip("_").lower(): value for key, value in said.items()}
        found = {
            name: clean(hide(text)) for name in _WORDS if isinstance(text := body.get(name), str)
        }
        words = list(found.values())
        self.fields = _fields(body, hide)
        self.words = clean(": ".join(dict.fromkeys(word for word in words if word)), 400)
        number = body.get("requestid") or body.get("correlationid")
        self.request_id = clean(hide(number), 80) if isinstance(number, str) else None
        self.known = bool(words or self.fields) or self.request_id is not None
        documented = [found.get(name, "") for name in _DOCUMENTED]
        self.says_why = any(documented) or any(text for _, text in self.fields)


def _fields(body: Mapping[str, object], hide: Redactor) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    faults = body.get("validationerrors")
    for fault in faults if isinstance(faults, list) else []:
        if isinstance(fault, dict):
            low = {str(key).lower(): value for key, value in fault.items()}
            found.append((_text(low.get("field")), _text(low.get("message"))))
    named = body.get("errors")
    for name, texts in named.items() if isinstance(named, dict) else ():
        told = texts if isinstance(texts, list) else [texts]
        found.extend((name, _text(text)) for text in told)
    return tuple((clean(hide(name), 80), clean(hide(text))) for name, text in found[:_MOST_FIELDS])


def _text(said: object) -> str:
    return said if isinstance(said, str) else ""


def refusal(reply: Reply, clock: Clock, hide: Redactor) -> VendorError:
    """The error for an answer of status 400 and above."""
    said = Envelope(reply, hide)
    status = reply.status
    low = said.words.lower()

    def made(kind: type[VendorError], sentence: str) -> VendorError:
        return kind(VENDOR, sentence, words=said.words, request_id=said.request_id, status=status)

    if status in (400, 422):
        if not said.known:
            return made(Unreadable, f"something other than DigiKey's API answered ({status})")
        if "account id" in low:
            # Said of a call without the account header (measured): nobody typed anything wrong.
            return made(
                NotAllowed,
                "DigiKey does not take the account id, or wants one: bondroom login digikey "
                "--account ID chooses it, and account_id in the settings fixes it",
            )
        return Invalid(
            VENDOR,
            "DigiKey does not accept the request",
            words=said.words,
            request_id=said.request_id,
            status=status,
            fields=said.fields,
        )
    if status == 401:
        return _unauthorized(low, made)
    if status == 403:
        return made(NotAllowed, "DigiKey does not allow this for the account")
    if status == 404:
        if said.known or not reply.body.strip():
            return made(NotFound, "DigiKey does not know it")
        return made(Unreadable, "something other than DigiKey's API answered (404)")
    if status == 429:
        return _too_many(reply, said, clock)
    if status >= 500 or status == 408:
        return made(VendorDown, f"DigiKey cannot answer now ({status})")
    return made(Unreadable, f"DigiKey answered {status}, which it does not document")


def _unauthorized(low: str, made: Callable[[type[VendorError], str], VendorError]) -> VendorError:
    """A 401 has four meanings, told apart by its words only; one alone is cured by a new token."""
    if "subscribed" in low:
        return made(NotSubscribed, "the application is not subscribed to this API of DigiKey")
    if "expired" in low:
        return made(Expired, "the sign-in at DigiKey has run out")
    if "client" in low:
        return made(
            NotAllowed,
            "DigiKey does not accept the application: check client_id and the secret's file in "
            "the settings (production and the test system have each their own)",
        )
    return made(SignInNeeded, "DigiKey wants a sign-in")


def _too_many(reply: Reply, said: Envelope, clock: Clock) -> TooMany:
    """Whether the burst (a minute) or the day is used up: by its words, else by its headers."""
    headers = reply.headers
    low = said.words.lower()
    daily = "daily" in low or (
        "burst" not in low
        and "x-burstlimit-reset" not in headers
        and headers.get("x-ratelimit-remaining") == "0"
    )
    wait = retry_after(reply, clock)
    if wait is None:
        reset = headers.get("x-ratelimit-reset" if daily else "x-burstlimit-reset", "")
        wait = float(reset[:9]) if reset.isascii() and reset.isdigit() else _MINUTE
    return TooMany(
        VENDOR,
        f"DigiKey's calls for today are used up; it can be asked again in {wait / 3600:.1f} h"
        if daily
        else f"DigiKey's calls of this minute are used up; it can be asked again in {wait:.0f} s",
        wait=wait,
        daily=daily,
        words=said.words,
        request_id=said.request_id,
        status=reply.status,
    )
