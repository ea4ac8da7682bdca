"""One request that makes or changes something at ShipStation: sent once, whatever becomes of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TypeAlias

from vendors.contract import Pace
from vendors.errors import Unreachable, VendorError
from vendors.http import Reply
from vendors.shipstation.apis import PRODUCT
from vendors.vocabulary import Answer, Outcome

Ask: TypeAlias = Callable[[], Awaitable[Reply]]
Judge: TypeAlias = Callable[[Reply], Answer]


class Sender:
    """Each is one request on a connection nobody used before."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace

    async def send(self, ask: Ask, judge: Judge, not_known: str) -> Answer:
        """What `judge` makes of the one answer to `ask`. Never raises, never asks again.

        Where it cannot be told what became of it, the answer says `not_known`.
        """
        try:
            await self._pace.turn(PRODUCT)
        except Exception as error:  # noqa: BLE001 - it never raises, and nothing was sent
            return Answer(Outcome.NOT_SENT, _not_our_turn(error))
        try:
            reply = await ask()
        except Unreachable as error:
            return Answer(Outcome.NOT_SENT, error.in_full)
        except Exception as error:  # noqa: BLE001 - it never raises
            return _unknown(not_known, error)
        # Whatever the pace makes of the headers, the answer is not lost over it.
        with suppress(Exception):
            self._pace.learn(PRODUCT, reply.headers, reply.status)
        try:
            return judge(reply)
        except Exception as error:  # noqa: BLE001 - it never raises
            return _unknown(not_known, error, reply)


def _not_our_turn(error: Exception) -> str:
    if isinstance(error, VendorError):
        return error.in_full
    return f"it was not our turn ({type(error).__name__}); nothing was sent"


def _unknown(not_known: str, error: Exception, reply: Reply | None = None) -> Answer:
    said = error.sentence if isinstance(error, VendorError) else type(error).__name__
    status = error.status if isinstance(error, VendorError) else None
    return Answer(
        Outcome.UNKNOWN,
        f"{not_known}: {said}",
        http_status=reply.status if reply is not None else status,
    )
