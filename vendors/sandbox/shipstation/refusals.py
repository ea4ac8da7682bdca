"""How ShipStation says no: a request id, and a list of errors.

Shapes and words: `error_response_body` of its specification. Which code goes with what is not
documented; what is missing is `field_value_required`, what does not exist `invalid_identifier`, a
forbidden move `invalid_status`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from vendors.sandbox.answers import Refused
from vendors.sandbox.reading import Faulty, Reader

_SOURCE = "ShipStation"
# What refusals of the gateway, which know only a status, are called here.
_BY_STATUS: Mapping[int, tuple[str, str]] = {
    400: ("validation", "invalid_field_value"),
    401: ("security", "unauthorized"),
    403: ("security", "forbidden"),
    404: ("validation", "invalid_identifier"),
    429: ("system", "rate_limit_exceeded"),
}
_OTHERWISE = ("system", "unspecified")


class Problem(NamedTuple):
    """One element of `errors`; `kind` is its error_type."""

    kind: str
    code: str
    message: str


class Rejected(Refused):
    """A refusal with the errors of ShipStation's own."""

    def __init__(self, status: int, problems: Sequence[Problem]) -> None:
        super().__init__(status, problems[0].message)
        self.problems = tuple(problems)


class Noted(Faulty):
    """What is wrong with a call; refuses as ShipStation does."""

    def refuse(self) -> None:
        """Raises Rejected with all that was noted; does nothing where nothing was."""
        if self.errors:
            raise Rejected(400, [_of_field(name, words) for name, words in self.errors])


def _of_field(name: str, words: str) -> Problem:
    missing = words.endswith("field is required.")
    code = "field_value_required" if missing else "invalid_field_value"
    return Problem("validation", code, f"{name}: {words}")


def body_of(refused: Refused, request_id: str) -> dict[str, Any]:
    """`error_response_body`. Of what the gateway refused, the words for its status."""
    problems = refused.problems if isinstance(refused, Rejected) else ()
    if not problems:
        kind, code = _BY_STATUS.get(refused.status, _OTHERWISE)
        problems = (Problem(kind, code, refused.details),)
    return {
        "request_id": request_id,
        "errors": [
            {
                "error_source": _SOURCE,
                "error_type": each.kind,
                "error_code": each.code,
                "message": each.message,
            }
            for each in problems
        ],
    }


def reader_of(body: Any) -> tuple[Reader, Noted]:
    """Reads an object in the body of a call. Raises Rejected where there is none."""
    if body is None:
        problem = Problem("validation", "request_body_required", "Body of request cannot be null.")
        raise Rejected(400, [problem])
    if not isinstance(body, dict):
        raise Rejected(400, [Problem("validation", "invalid_object", "The body is no object.")])
    noted = Noted()
    return Reader(body, noted), noted


def missing(what: str) -> Rejected:
    """404; the one documented text of the kind is "Supplier with the given ID was not found"."""
    words = f"{what} with the given ID was not found"
    return Rejected(404, [Problem("validation", "invalid_identifier", words)])


def conflict(words: str) -> Rejected:
    """Something of that name is there already."""
    return Rejected(400, [Problem("business_rules", "identifier_conflict", words)])


def wrong_state(words: str) -> Rejected:
    return Rejected(400, [Problem("business_rules", "invalid_status", words)])


def wrong_value(words: str) -> Rejected:
    return Rejected(400, [Problem("validation", "invalid_field_value", words)])
