"""A transport that judges what passes through it."""

from __future__ import annotations

import httpx

from tests.contract import exercised
from tests.contract.referee import Answered, Asked, Fault, Referee

# Not the vendor's: lengths and encodings of the body that was taken apart to be judged.
_HOP = {"content-encoding", "content-length", "transfer-encoding"}


class RefereeTransport(httpx.AsyncBaseTransport):
    """Hands requests on to `inner` and holds them and their answers against `referee`.

    Raises AssertionError, with a JSON pointer for each fault, in the middle of the call: a client
    that turned faults into errors of its own would hide them. `faults` keeps all of them too,
    for a client that never raises (a create). With `trusting`, answers pass as they come, unread
    and unjudged: for those that break the specification on purpose.
    """

    def __init__(self, inner: httpx.AsyncBaseTransport, referee: Referee) -> None:
        self._inner = inner
        self.referee = referee
        self.trusting = False
        self.asked: list[Asked] = []
        self.faults: list[Fault] = []
        self.calls: list[tuple[Asked, Answered]] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        asked = Asked(
            request.method, str(request.url), dict(request.headers), await request.aread()
        )
        self.asked.append(asked)
        self._hold(self.referee.judge_request(asked), asked)
        response = await self._inner.handle_async_request(request)
        if self.trusting:
            return response
        content = await response.aread()
        await response.aclose()
        answered = Answered(response.status_code, dict(response.headers), content)
        self.calls.append((asked, answered))
        self._hold(self.referee.judge_answer(asked, answered), asked)
        self.referee.note(exercised.TOGETHER, asked, response.status_code)
        kept = [(key, text) for key, text in response.headers.items() if key not in _HOP]
        return httpx.Response(
            response.status_code, headers=kept, content=content, extensions=response.extensions
        )

    def _hold(self, faults: list[Fault], asked: Asked) -> None:
        if faults:
            self.faults += faults
            listed = "\n  ".join(str(fault) for fault in faults)
            raise AssertionError(f"{asked.method} {asked.url}\n  {listed}")

    async def aclose(self) -> None:
        await self._inner.aclose()
