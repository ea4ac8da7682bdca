"""One request that makes or changes something at ShipStation, which takes no tokens."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from vendors.contract import Pace
from vendors.http import Reply
from vendors.sending import Judge, no_turn, sent
from vendors.shipstation.apis import PRODUCT
from vendors.vocabulary import Answer

Ask: TypeAlias = Callable[[], Awaitable[Reply]]


class Sender:
    """Each is one request on a connection nobody used before."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace

    async def send(self, ask: Ask, judge: Judge, not_known: str) -> Answer:
        """What `judge` makes of the one answer to `ask`. Never raises, never asks again.

        Where it cannot be told what became of it, the answer says `not_known`.
        """
        if refused := await no_turn(self._pace, PRODUCT):
            return refused
        return await sent(self._pace, PRODUCT, ask, judge, not_known)
