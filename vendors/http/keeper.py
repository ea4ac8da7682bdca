"""A token that is good when it is needed, renewed by one at a time over all sessions.

A refresh token is good once: using one twice makes the vendor withdraw the whole family of
tokens. So renewing happens under the lock that all sessions of the person share, after reading
again what another one may have written, and the new token is durable before it is used. That it is
about to be used is on the disk before it is: one that was shown, and whose successor never reached
the disk, is not shown again by anybody.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

from vendors.contract import Clock, Token, Tokens
from vendors.errors import NoAnswer, SignInNeeded, Unreadable, VendorError
from vendors.http.redact import Redactor

_AGAIN = "the sign-in has ended: sign in again"
_USED_UP = "the sign-in was being renewed, and what came of it is not here: sign in again"


class Keeper:
    """One kind of token of one vendor (a person's, or the application's own)."""

    def __init__(
        self,
        vendor: str,
        tokens: Tokens,
        key: str,
        *,
        clock: Clock,
        hide: Redactor,
        renew: Callable[[Token | None], Awaitable[Token]],
    ) -> None:
        """`renew` gets the token there is, or None, and raises SignInNeeded where it cannot."""
        self._vendor = vendor
        self._tokens = tokens
        self._key = key
        self._clock = clock
        self._hide = hide
        self._renew = renew
        self._held: Token | None = None
        self._unsaved: Token | None = None
        self._refused: Token | None = None
        self._renewing: asyncio.Task[Token] | None = None

    def ready(self, good_for: float = 10.0) -> Token | None:
        """The token in hand if it is good for so many seconds more; asks nobody."""
        return self._held if self._good(self._held, good_for, None) else None

    async def get(self, *, good_for: float = 60.0, spent: str | None = None) -> Token:
        """A token other than the access token `spent`, good for `good_for` seconds more.

        Where the vendor gives out none that lasts so long, one that is good now: who sends an
        order asks `ready` once more. Raises SignInNeeded, and whatever renewing at the vendor and
        storing raise.
        """
        held = self._held
        # Twice: the renewal under way may have been asked for by somebody who wanted less.
        for _ in range(2):
            if held is not None and self._good(held, good_for, spent):
                return held
            if self._renewing is None:
                self._renewing = asyncio.create_task(self._renew_alone(good_for, spent))
                self._renewing.add_done_callback(self._finished)
            # Shielded: whoever waits may be cancelled by the next key, but the vendor has then
            # given out a new refresh token that must still be stored.
            held = await asyncio.shield(self._renewing)
        if held is not None and self._good(held, 0.0, spent):
            return held
        raise SignInNeeded(self._vendor, "the vendor gives out no token that lasts: sign in again")

    async def put(self, token: Token) -> None:
        """Store a token that a sign-in gave."""
        async with self._tokens.alone(self._key):
            await self._save(token)

    async def has(self) -> bool:
        """Whether there is a token that is good or can be renewed, as far as we know."""
        token = self._unsaved or self._held
        if token is None or token == self._refused:
            # Another session of the person may have signed in.
            token = await self._tokens.read(self._key)
        if token is None or token == self._refused:
            return False
        if token.refresh is None:
            return self._good(token, 0.0, None)
        until = token.refresh_expires_at
        return until is None or until > self._clock.now()

    async def settle(self) -> None:
        """Wait until a renewal under way has stored what it got."""
        if self._renewing is not None:
            await asyncio.wait([self._renewing])

    def _finished(self, task: asyncio.Task[Token]) -> None:
        self._renewing = None
        # Looked at, so that a failure whose waiters are all gone is not reported as forgotten.
        if not task.cancelled():
            task.exception()

    def _good(self, token: Token | None, seconds: float, spent: str | None) -> bool:
        if token is None or token.access == spent:
            return False
        return token.expires_at - self._clock.now() > timedelta(seconds=seconds)

    async def _renew_alone(self, good_for: float, spent: str | None) -> Token:
        async with self._tokens.alone(self._key):
            if self._unsaved is not None:
                # Given out by the vendor, but never stored: the one on disk is spent.
                return await self._save(self._unsaved)
            token = await self._tokens.read(self._key)
            if token is not None and self._good(token, good_for, spent):
                return self._hold(token)
            if token is not None and token == self._refused:
                raise SignInNeeded(self._vendor, _AGAIN)
            if token is not None and token.spent:
                # Somebody showed it and died, or never heard what came of it.
                self._refused = token
                raise SignInNeeded(self._vendor, _USED_UP)
            try:
                fresh = await self._renew_once(token)
            except SignInNeeded:
                # A session with another idea of the lock may have renewed it meanwhile.
                again = await self._tokens.read(self._key)
                if again is not None and again != token and self._good(again, good_for, spent):
                    return self._hold(again)
                self._refused = again
                raise
            return await self._save(fresh)

    async def _renew_once(self, token: Token | None) -> Token:
        """Renew, noting before that the refresh token is shown. Raises what `renew` raises."""
        if token is None or token.refresh is None:
            return await self._renew(token)
        await self._tokens.spend(self._key, token)
        try:
            return await self._renew(token)
        except (NoAnswer, Unreadable, SignInNeeded):
            # It may have been exchanged, or is no good: the note stands.
            raise
        except VendorError:
            # It never left, or the vendor said that it does nothing now: as good as before.
            await self._tokens.write(self._key, token)
            raise

    async def _save(self, token: Token) -> Token:
        token = replace(token, spent=False)
        self._unsaved = token
        await self._tokens.write(self._key, token)
        self._unsaved = None
        return self._hold(token)

    def _hold(self, token: Token) -> Token:
        self._hide.add(token.access)
        self._hide.add(token.refresh)
        self._held = token
        return token
