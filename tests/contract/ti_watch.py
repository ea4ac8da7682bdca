"""What was asked of TI and answered: held against TI's files, and noted for the page.

Signing in is in none of the files; TI's page on it says how (`form_of` holds a request to that).
"""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qs, urlsplit

from tests.contract import exercised, ti_spec
from tests.contract.referee import Answered, Asked, Fault

TOKEN: Final = "/v1/oauth/accesstoken"
# Of a token: given, refused to a wrong application, and the store behind it not there.
_OF_TOKENS: Final = frozenset((200, 400, 401, 429, 500, 503))


def judge_request(asked: Asked) -> list[Fault]:
    """Everything wrong with a request."""
    if urlsplit(asked.url).path == TOKEN:
        return _of_a_token(asked)
    return ti_spec.judge_request(asked)


def judge_answer(asked: Asked, answered: Answered) -> list[Fault]:
    """Everything wrong with the answer to `asked`."""
    if urlsplit(asked.url).path == TOKEN:
        return []
    return ti_spec.judge_answer(asked, answered)


def note(who: str, asked: Asked, status: int) -> None:
    """Have it stand in the page that `asked` was answered so, where TI's files know that."""
    if urlsplit(asked.url).path == TOKEN:
        if status in _OF_TOKENS:
            exercised.note(who, asked.method, TOKEN, status)
        return
    path = ti_spec.template(asked)
    if path is not None and status in statuses(asked.method, path):
        exercised.note(who, asked.method, ti_spec.BASE + path, status)


def statuses(method: str, path: str) -> frozenset[int]:
    """The statuses that TI's files have for a path of theirs; of a token, those above."""
    if path == TOKEN:
        return _OF_TOKENS
    for book in ti_spec.books():
        told = book.loose["paths"].get(path, {}).get(method.lower())
        if told is not None:
            return frozenset(int(status) for status in told["responses"])
    return frozenset()


def _of_a_token(asked: Asked) -> list[Fault]:
    headers = {name.lower(): value for name, value in asked.headers.items()}
    form = parse_qs(asked.body.decode(), strict_parsing=True)
    wrong = [
        words
        for bad, words in (
            (asked.method != "POST", "a token is asked for by POST"),
            (bool(urlsplit(asked.url).query), "the address has no query"),
            ("authorization" in headers, "no Basic header"),
            (
                headers.get("content-type", "").partition(";")[0]
                != "application/x-www-form-urlencoded",
                "a form",
            ),
            (
                form.keys() != {"grant_type", "client_id", "client_secret"}
                or form["grant_type"] != ["client_credentials"],
                "the form has the three fields",
            ),
        )
        if bad
    ]
    return [Fault("request", "TI's page on authentication", "", words) for words in wrong]


def known() -> set[tuple[str, str, int]]:
    """(method, whole path template, status) of all that TI's files declare, and of the token."""
    found = {("POST", TOKEN, status) for status in _OF_TOKENS}
    for book in ti_spec.books():
        for path, item in book.loose["paths"].items():
            for method in item:
                found |= {
                    (method.upper(), ti_spec.BASE + path, status)
                    for status in statuses(method, path)
                }
    return found
