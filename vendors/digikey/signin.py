"""Signing a person in at DigiKey.

The person opens an address in a browser of their own, signs in there, and pastes the address the
browser is then sent to. Nothing listens for it: on a shared host any local user could knock.
"""

from __future__ import annotations

import hmac
import re
from urllib.parse import SplitResult, parse_qs, parse_qsl, quote, urlencode, urlsplit

from vendors.digikey.apis import AUTHORIZE
from vendors.digikey.envelopes import Envelope
from vendors.digikey.settings import VENDOR, Settings
from vendors.errors import Invalid, SignInNeeded, Unreadable
from vendors.http import Call, Http, Keeper, OAuth, Redactor
from vendors.text import clean

# DigiKey's FAQ: a code is good for a minute from the moment the browser gets it.
CODE_SECONDS = 60

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

    @property
    def back_to(self) -> str:
        """The address, without its query, that the browser is sent to afterwards."""
        return self._settings.redirect_uri

    async def signed_in(self) -> bool:
        """Whether there is a token, or one that can be renewed, as far as is known here."""
        return await self._keeper.has()

    def address(self) -> str:
        """A new address to sign in at. An earlier one is no longer taken."""
        address, state, verifier = self._oauth.begin()
        self._pending = (state, verifier)
        self._hide.add(verifier)
        return address

    def check(self, pasted: str) -> None:
        """Whether `take` would send this to DigiKey: asks nobody, and uses nothing up.

        Raises as `take` does before it asks.
        """
        if self._pending is None:
            raise SignInNeeded(VENDOR, "no sign-in has been started")
        self._code(pasted, self._pending[0])

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
        text = _NOT_IN_URL.sub("", pasted)
        try:
            parts = urlsplit(text)
            query = parse_qs(parts.query, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
            fault = self._wrong_place(text, parts)
        except ValueError:
            fault = "that is no address"
        if fault:
            raise Invalid(VENDOR, fault)
        states = query.get("state", [])
        if len(states) != 1 or not states[0]:
            raise Invalid(
                VENDOR, "that address has no state, so it may be cut off: copy all of it once more"
            )
        if not hmac.compare_digest(states[0].encode(errors="replace"), state.encode()):
            if state.startswith(states[0]):
                raise Invalid(
                    VENDOR, "that address is cut off at its end: copy all of it once more"
                )
            raise Invalid(
                VENDOR,
                "that address belongs to another sign-in: open the address that stands here, and "
                "paste what comes of that one",
            )
        if "error" in query:
            words = " ".join((*query["error"], *query.get("error_description", ())))
            raise SignInNeeded(
                VENDOR, "DigiKey did not sign you in", words=clean(self._hide(words))
            )
        codes = query.get("code", [])
        if not codes or not codes[0]:
            raise Invalid(VENDOR, "there is no sign-in code in that address: copy all of it")
        if len(codes) != 1:
            raise Invalid(VENDOR, "there is more than one sign-in code in that address")
        return codes[0]

    def _wrong_place(self, text: str, parts: SplitResult) -> str:
        """Why `text` is not where the browser is sent after signing in; empty where it is."""
        wanted = urlsplit(self._settings.redirect_uri)
        back_to = self._settings.redirect_uri
        if not text:
            return f"nothing was pasted: it is the whole address, from {wanted.scheme}:// on"
        scheme, host = parts.scheme.lower(), parts.netloc.lower()
        if not scheme or not host:
            return f"that is only a part: copy the whole address, from {wanted.scheme}:// on"
        if host == urlsplit(self._settings.base_url).netloc and parts.path == AUTHORIZE:
            return (
                "that is the address to open in the browser: paste the one that the browser shows "
                "after you have signed in there"
            )
        if host != wanted.netloc.lower():
            return f"that address is of another host: the one to paste begins with {back_to}"
        if scheme != wanted.scheme.lower():
            return f"that address does not begin with {wanted.scheme}://: it was changed on its way"
        if (parts.path or "/") != (wanted.path or "/"):
            return f"that address has another path: the one to paste begins with {back_to}"
        return ""
