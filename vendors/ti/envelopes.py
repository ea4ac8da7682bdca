"""What TI says when something is wrong, as the errors the program decides on.

A list of faults, bare by the schema, under `errors` in every example and answer, under `error` in
one; each with `type` or `errorType`. The same code means different things, and one thing has
different codes, so nothing is decided on a code: what is said is shown. Before the store's own
servers stands an edge that answers with a page of HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from vendors.contract import Clock
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
from vendors.ti.settings import VENDOR

# Seconds to wait where a 429 does not say, which TI documents of none: most limits count minutes.
_MINUTE = 60.0
_MOST_FAULTS = 20
_MOST_DATA = 30
_EXECUTION = re.compile(r"execution\s*id\W{0,3}\s*([A-Za-z0-9][A-Za-z0-9._-]{3,79})", re.I)
# What an approval that is missing is called by the gateway in front of all of TI's APIs.
_NOT_APPROVED = "apiproduct"
# The end of the codes that TI documents with 500 and 503: "TI-API-00556", "TI-API-0500".
_ITS_OWN = re.compile(r"-0+5\d\d$")
# Of a line that could not be taken, as (TI's name, ours).
_DATA = (
    ("quantity", "wanted"),
    ("availableQuantity", "available"),
    ("limit", "the most"),
    ("waitPeriod", "days to wait"),
)
# TI's "no limit" in an error about an order.
_NO_LIMIT = "999999999"


class Expired(SignInNeeded):
    """The access token is not taken (any more): get another one once and ask again."""


class AtTheEdge(NotAllowed):
    """Refused before the store's own servers had it, with a page in place of an answer."""


class Explained(Invalid):
    """The request is not accepted, and TI says why (`Envelope.says_why`)."""


class NotKnown(NotFound):
    """Something that the request names is not known, and TI says so (`Envelope.says_why`)."""


class Fault(NamedTuple):
    """One thing that is wrong: where, and TI's words. `theirs`: it is TI that failed. `named`: it
    stands in a list, as TI documents it, with a code, a reason or a message.
    """

    where: str
    words: str
    theirs: bool = False
    named: bool = False


class Envelope:
    """What an answer says to be wrong. `known` is False where it says nothing in TI's way.

    `says_why` is narrower, for what may have placed an order: faults that are named as TI documents
    them, and none of them TI's own. A gateway's words are none.
    """

    __slots__ = ("faults", "known", "request_id", "words")

    def __init__(self, reply: Reply, hide: Redactor) -> None:
        try:
            said = reply.json()
        except Unreadable:
            said = None
        self.faults = faults_of(said, hide)
        words = [fault.words for fault in self.faults] or list(_others(said, hide))
        self.words = clean("; ".join(dict.fromkeys(words)), 500)
        found = _EXECUTION.search(self.words)
        self.request_id = found[1] if found else None
        self.known = bool(words)

    @property
    def says_why(self) -> bool:
        named = any(fault.named for fault in self.faults)
        return named and not any(fault.theirs for fault in self.faults)

    @property
    def fields(self) -> tuple[tuple[str, str], ...]:
        return tuple((fault.where, fault.words) for fault in self.faults)


def faults_of(said: object, hide: Redactor) -> tuple[Fault, ...]:
    """The faults that an answer names; none where `errors` is there and says nothing (`""`)."""
    listed: object = said
    if isinstance(said, dict):
        inner = said.get("orderInfo")
        places = [said, inner] if isinstance(inner, dict) else [said]
        named = (one.get(name) for one in places for name in ("errors", "error"))
        listed = next((one for one in named if one), None)
    documented = isinstance(listed, list)
    if isinstance(listed, dict):
        listed = [listed]
    if isinstance(listed, str):
        listed = [{"message": listed}] if listed.strip() not in ("", "null") else []
    if not isinstance(listed, list):
        return ()
    return tuple(_fault(one, hide, documented) for one in listed[:_MOST_FAULTS])


def _fault(said: object, hide: Redactor, documented: bool) -> Fault:
    if not isinstance(said, dict):
        return Fault("", clean(hide(str(said))) or "a fault that it does not name")
    text = {
        name: clean(hide(str(value)))
        for name, value in said.items()
        if isinstance(value, str | int) and not isinstance(value, bool)
    }
    where = ".".join(one for one in (text.get("section", ""), text.get("field", "")) if one)
    words = [text.get("reason", ""), text.get("message", ""), *_data(said.get("data"), hide)]
    code = text.get("errorCode", "")
    told = ": ".join(dict.fromkeys(one for one in words if one)) or "a fault that it does not name"
    told = clean(told, 1000)
    why = any((code, text.get("reason"), text.get("message")))
    return Fault(
        where,
        f"{told} [{code}]" if code else told,
        theirs=_ITS_OWN.search(code) is not None,
        named=documented and why,
    )


def _data(said: object, hide: Redactor) -> Iterator[str]:
    """Which line it is, and what there is of it: mostly texts, an empty one where not known."""
    for one in said[:_MOST_DATA] if isinstance(said, list) else [said]:
        if not isinstance(one, dict):
            continue
        told = {
            str(name): clean(hide(str(value)), 60)
            for name, value in one.items()
            if isinstance(value, str | int) and str(value).strip() not in ("", "null", _NO_LIMIT)
        }
        line = told.get("customerLineItemNumber", "")
        number = told.get("tiPartNumber", "")
        which = " ".join(text for text in (f"line {line}" if line else "", number) if text)
        rest = ", ".join(f"{ours} {told[name]}" for name, ours in _DATA if name in told)
        if which or rest:
            yield f"{which} ({rest})" if which and rest else which or rest


def _others(said: object, hide: Redactor) -> Iterator[str]:
    """The words of the gateway in front of TI's APIs, and of a token endpoint (RFC 6749)."""
    if not isinstance(said, Mapping):
        return
    fault = said.get("fault")
    if isinstance(fault, Mapping):
        said = fault
    for name in ("faultstring", "Error", "error", "error_description", "ErrorCode", "message"):
        text = said.get(name)
        if isinstance(text, str) and clean(text):
            yield clean(hide(text))


def refusal(reply: Reply, clock: Clock, hide: Redactor) -> VendorError:
    """The error for an answer of status 400 and above."""
    said = Envelope(reply, hide)
    status = reply.status

    def made(kind: type[VendorError], sentence: str) -> VendorError:
        return kind(VENDOR, sentence, words=said.words, request_id=said.request_id, status=status)

    if status in (401, 403) and _NOT_APPROVED in reply.text[:4000].casefold():
        return made(
            NotAllowed,
            "the application is not approved for this API of TI's: each is asked for by itself, "
            "under API keys and access in the myTI company account",
        )
    if status in (400, 422):
        if not said.known:
            return made(Unreadable, f"something other than TI's API answered ({status})")
        return (Explained if said.says_why else Invalid)(
            VENDOR,
            "TI does not accept the request",
            words=said.words,
            request_id=said.request_id,
            status=status,
            fields=said.fields,
        )
    if status == 401:
        return made(Expired, "TI does not take the token")
    if status == 403:
        if said.known:
            return made(NotAllowed, "TI does not allow this for the account")
        return made(AtTheEdge, "TI's edge refused it before the store saw it (403)")
    if status == 404:
        if said.known or not reply.body.strip():
            return made(NotKnown if said.says_why else NotFound, "TI does not know it")
        return made(Unreadable, "something other than TI's API answered (404)")
    if status == 429:
        return _too_many(reply, said, clock)
    if status >= 500 or status == 408:
        return made(VendorDown, f"TI cannot answer now ({status})")
    return made(Unreadable, f"TI answered {status}, which it does not document here")


def _too_many(reply: Reply, said: Envelope, clock: Clock) -> TooMany:
    daily = "daily" in said.words.casefold() or "per day" in said.words.casefold()
    wait = retry_after(reply, clock)
    if wait is None:
        wait = _MINUTE
    return TooMany(
        VENDOR,
        "TI's calls for today are used up"
        if daily
        else f"TI wants fewer calls; it can be asked again in {wait:.0f} s",
        wait=wait,
        daily=daily,
        words=said.words,
        request_id=said.request_id,
        status=reply.status,
    )
