"""Signing a person in at DigiKey.

The person opens an address in a browser of their own, signs in there, and pastes the address the
browser is then sent to. Nothing listens for it: on a shared host any local user could knock.
"""

from __future__ import annotations

import hmac
import re
from urllib.parse import parse_qs, parse_qsl, quote, urlencode, urlsplit

from vendors.digikey.envelopes import Envelope
from vendors.digikey.settings import VENDOR, Settings
from vendors.errors import Invalid, SignInNeeded, Unreadable
from vendors.http import Call, Http, Keeper, OAuth, Redactor
from vendors.text import clean

_MOST_FIELDS = 20
# Line ends and marks of a paste inside an address that a terminal wrapped.
_NOT_IN_URL = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")


class SignIn:
    """One sign-in at a time: `address`, then `take` with what the browser was sent to."""

    def __init__(
        self, settings: Settings, http: Http, oauth: OAuth, keeper: Keeper, hide: Redactor
    ) -> None:
        self._settings = settings
        self._http = http
        self._oauth = oauth
        self._keeper = keeper
        self._hide = hide
        self._pending: tuple[str, str] | None = None

    async def signed_in(self) -> bool:
        """Whether there is a token, or one that can be renewed, as far as is known here."""
        return await self._keeper.has()

    def address(self) -> str:
        """A new address to sign in at. An earlier one is no longer taken."""
        address, state, verifier = self._oauth.begin()
        self._pending = (state, verifier)
        self._hide.add(verifier)
        return address

    async def take(self, pasted: str) -> None:
        """Sign in with the pasted address; afterwards its tokens are stored.

        Raises Invalid where it is not the address of this sign-in (paste again), SignInNeeded
        where DigiKey refused (start again). The code in it lives one minute.
        """
        if self._pending is None:
            raise SignInNeeded(VENDOR, "no sign-in has been started")
        state, verifier = self._pending
        try:
            code = self._code(pasted, state)
        except SignInNeeded:
            self._pending = None
            raise
        # A code is good once, whatever comes of it.
        self._pending = None
        await self._keeper.put(await self._oauth.exchange(code, verifier))

    async def sign_in_by_itself(self, user: str = "buyer1") -> None:
        """Sign in at the built-in sandbox without a person, by the same calls a person makes."""
        if self._settings.environment != "sandbox":
            raise Invalid(VENDOR, "only the built-in sandbox lets a program sign in by itself")
        parts = urlsplit(self.address())
        query = urlencode([*parse_qsl(parts.query), ("sandbox_user", user)], quote_via=quote)
        reply = await self._http.once(Call("GET", f"{parts.path}?{query}"))
        if reply.status != 302:
            raise Unreadable(
                VENDOR,
                "the sandbox did not sign its user in",
                words=Envelope(reply, self._hide).words,
                status=reply.status,
            )
        await self.take(reply.headers.get("location", ""))

    def _code(self, pasted: str, state: str) -> str:
        """The code in a pasted address, after every check. No error repeats what was pasted."""
        query: dict[str, list[str]] = {}
        fault = ""
        try:
            parts = urlsplit(_NOT_IN_URL.sub("", pasted))
            query = parse_qs(parts.query, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
            wanted = urlsplit(self._settings.redirect_uri)
            if (parts.scheme.lower(), parts.netloc.lower(), parts.path or "/") != (
                wanted.scheme.lower(),
                wanted.netloc.lower(),
                wanted.path or "/",
            ):
                fault = "that is not the address the browser is sent to after signing in"
        except ValueError:
            fault = "that is no address"
        if fault:
            raise Invalid(VENDOR, fault)
        states = query.get("state", [])
        if len(states) != 1 or not hmac.compare_digest(
            states[0].encode(errors="replace"), state.encode()
        ):
            raise Invalid(VENDOR, "that address belongs to another sign-in: start again")
        if "error" in query:
            words = " ".join((*query["error"], *query.get("error_description", ())))
            raise SignInNeeded(
                VENDOR, "DigiKey did not sign you in", words=clean(self._hide(words))
            )
        codes = query.get("code", [])
        if len(codes) != 1 or not codes[0]:
            raise Invalid(VENDOR, "there is no sign-in code in that address")
        return codes[0]
