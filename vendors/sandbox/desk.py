"""What an endpoint is to the server: where it lies, who may call it, and a function that answers.

An endpoint knows no HTTP: it gets an `Ask` and gives back what becomes the JSON of a 200, an
`answers.Success` where it is another success, or raises `answers.Refused`. The server in front
of it sees to tokens, limits and faults.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from vendors.sandbox.book import Book
from vendors.sandbox.faults import Fault
from vendors.sandbox.parts.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class Desk:
    """What an endpoint works with. One call at a time: the server holds it alone."""

    book: Book
    catalogue: Catalogue


@dataclass(frozen=True, slots=True)
class Ask:
    """One call. Header names are in lower case; `params` are the decoded pieces of the path.

    `method` and `path` are as they came. `user` is the person whose token it carries, None for
    the application's own; `account` what the account header says; `text` the body as it came,
    `body` its JSON (numbers with a point as Decimal). `faults` are those in force on this path
    that an endpoint has to see to.
    """

    params: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    method: str = ""
    path: str = ""
    text: str = ""
    body: Any = None
    user: str | None = None
    account: int | None = None
    faults: Mapping[str, Fault] = field(default_factory=dict)


Answer = Callable[[Desk, Ask], Any]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One method on one path, as Starlette spells paths.

    `product` names whose limits it counts against. `envelope` is how its service spells errors:
    `api`, `problem` or `camel`. `person`: only a signed-in person's token is taken.
    """

    method: str
    path: str
    product: str
    envelope: str
    person: bool
    answer: Answer
