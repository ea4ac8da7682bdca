"""One vendor's part of the sandbox, on a host of its own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from vendors.sandbox.desk import Desk
from vendors.sandbox.limits import Limit


@dataclass(frozen=True, slots=True)
class House:
    """What a vendor answers, and how it words what is not its endpoints' affair.

    `lost` is the answer to a path or a method that it has not (404, 405) and to a fault of the
    sandbox's own (500): by the status.
    """

    routes: Sequence[Route]
    lost: Callable[[Request, int], Response]


class Builder(Protocol):
    """Builds a vendor's house over `desk`.

    `limit` stands in place of its published limits; `monotonic` counts the seconds of those.
    """

    def __call__(
        self, desk: Desk, limit: Limit | None, monotonic: Callable[[], float]
    ) -> House: ...


def route(path: str, method: str, answer: Callable[[Request], Awaitable[Response]]) -> Route:
    """A route of one method. A wrapper, since Starlette takes a `partial` for an application."""

    async def endpoint(request: Request) -> Response:
        return await answer(request)

    return Route(path, endpoint, methods=[method])
