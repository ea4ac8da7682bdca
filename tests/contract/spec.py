"""What an endpoint and an API are in our own tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

LOCALE: Final = (
    "X-DIGIKEY-Locale-Language",
    "X-DIGIKEY-Locale-Currency",
    "X-DIGIKEY-Locale-Site",
)
ACCOUNT: Final = "X-DIGIKEY-Account-Id"
CLIENT_ID: Final = "X-DIGIKEY-Client-Id"
JSON: Final = "application/json"
FORM: Final = "application/x-www-form-urlencoded"
# RFC 6902.
PATCH: Final = "application/json-patch+json"
# Answers that come from the gateway before the API has seen anything, in either error shape.
GATEWAY: Final = (401, 429, 503)
EITHER: Final = ("ApiErrorResponse", "DKProblemDetails")
PROBLEM: Final = ("DKProblemDetails",)
ERROR: Final = ("ApiErrorResponse",)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One method on one path. `query`, `path_types` and `body` use the types of `models`.

    `kind` is the media type of the body.
    """

    method: str
    path: str
    answers: Mapping[int, tuple[str, ...]]
    query: Mapping[str, str] = field(default_factory=dict)
    path_types: Mapping[str, str] = field(default_factory=dict)
    headers: tuple[str, ...] = ()
    body: str = ""
    kind: str = JSON
    signed: bool = True


@dataclass(frozen=True, slots=True)
class Spec:
    """One API of the vendor. `official` names the vendor's file, empty where there is none."""

    name: str
    base: str
    models: str
    endpoints: tuple[Endpoint, ...]
    official: str = ""


def errors(error: tuple[str, ...]) -> dict[int, tuple[str, ...]]:
    """What goes wrong, by status: in the shape of the API, or from the gateway in either."""
    found = dict.fromkeys((400, 403, 404, 500), error)
    for status in GATEWAY:
        found[status] = tuple(sorted({*EITHER, *error}))
    return found


def answered(good: str, error: tuple[str, ...]) -> dict[int, tuple[str, ...]]:
    """One model of success, and the errors."""
    return {200: (good,), **errors(error)}
