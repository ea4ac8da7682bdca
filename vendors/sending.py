"""One request that changes something at a vendor: sent once, whatever becomes of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TypeAlias

from vendors.contract import Pace, Token
from vendors.errors import Unreachable, VendorError
from vendors.http import Keeper, Reply
from vendors.vocabulary import Answer, Outcome

Ask: TypeAlias = Callable[[Token], Awaitable[Reply]]
Judge: TypeAlias = Callable[[Reply], Answer]

# Seconds a token must still be good for before a create is begun, and when it is sent: between
# the two lies our turn under the rate limit, at most a minute.
_READY = 180.0
_SENDING = 15.0


class Sender:
    """Creates and changes with a token: each is one request on a connection nobody used before."""

    def __init__(self, keeper: Keeper, pace: Pace, ran_out: str) -> None:
        """`ran_out` says that there is no token any more, as the beginning of a sentence."""
        self._keeper = keeper
        self._pace = pace
        self._ran_out = ran_out

    async def make_ready(self) -> None:
        """Get a token that is good for `send`, which asks for none. Raises VendorError."""
        await self._keeper.get(good_for=_READY)

    async def send(self, product: str, ask: Ask, judge: Judge, not_known: str) -> Answer:
        """What `judge` makes of the one answer to `ask`. Never raises, never asks again.

        Where it cannot be told what became of it, the answer says `not_known`.
        """
        if refused := await no_turn(self._pace, product):
            return refused
        token = self._keeper.ready(_SENDING)
        if token is None:
            return Answer(Outcome.NOT_SENT, f"{self._ran_out}; nothing was sent")
        return await sent(self._pace, product, lambda: ask(token), judge, not_known)


async def no_turn(pace: Pace, product: str) -> Answer | None:
    """Waits for our turn: the answer where it does not come. Never raises."""
    try:
        await pace.turn(product)
    except Exception as error:  # noqa: BLE001 - it never raises, and nothing was sent
        return Answer(Outcome.NOT_SENT, _not_our_turn(error))
    return None


async def sent(
    pace: Pace,
    product: str,
    ask: Callable[[], Awaitable[Reply]],
    judge: Judge,
    not_known: str,
) -> Answer:
    """What `judge` makes of the one answer to `ask`, in our turn. See `Sender.send`."""
    try:
        reply = await ask()
    except Unreachable as error:
        return Answer(Outcome.NOT_SENT, error.in_full)
    except Exception as error:  # noqa: BLE001 - it never raises
        return _unknown(not_known, error)
    # Whatever the pace makes of the headers, the answer is not lost over it.
    with suppress(Exception):
        pace.learn(product, reply.headers, reply.status)
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
