"""Everything that can go wrong at a vendor, as a tree the rest of the program can decide on.

Each error has a `sentence` for the screen (what happened and what is safe), the vendor's own
`words` where there were any, and the `request_id` to quote to the vendor. None holds a secret,
a header or a body.
"""

from __future__ import annotations


def ended(text: str) -> str:
    """As a sentence behind which another one may follow: with a full stop, if nothing ends it."""
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


class VendorError(Exception):
    """Base of all."""

    def __init__(
        self,
        vendor: str,
        sentence: str,
        *,
        words: str = "",
        request_id: str | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(f"{vendor}: {sentence}" + (f" ({words})" if words else ""))
        self.vendor = vendor
        self.sentence = sentence
        self.words = words
        self.request_id = request_id
        self.status = status

    @property
    def in_full(self) -> str:
        """The sentence, with the vendor's own words behind it where there were any; it is ended,
        so that another one may follow.
        """
        if not self.words:
            return ended(self.sentence)
        return f"{self.sentence.removesuffix('.')} ({self.words})."


class Unreachable(VendorError):
    """No connection: name, route, TLS, refused. No byte of the request left this machine."""


class NoAnswer(VendorError):
    """The connection broke or time ran out after the request may have left."""


class Unreadable(VendorError):
    """An answer came that is not what the vendor documents, or is too large."""


class SignInNeeded(VendorError):
    """No token, or one that can no longer be renewed: a person has to sign in."""


class NotAllowed(VendorError):
    """Signed in, but not for this: subscription, rights, wrong client or account."""


class NotFound(VendorError):
    """The vendor does not know the number asked for."""


class Invalid(VendorError):
    """The vendor read the request and said what is wrong with it."""

    def __init__(
        self,
        vendor: str,
        sentence: str,
        *,
        words: str = "",
        request_id: str | None = None,
        status: int | None = None,
        fields: tuple[tuple[str, str], ...] = (),
    ) -> None:
        super().__init__(vendor, sentence, words=words, request_id=request_id, status=status)
        self.fields = fields


class TooMany(VendorError):
    """The rate limit. `wait` is seconds until the vendor will listen again; `daily` ends a day."""

    def __init__(
        self,
        vendor: str,
        sentence: str,
        *,
        wait: float,
        daily: bool,
        words: str = "",
        request_id: str | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(vendor, sentence, words=words, request_id=request_id, status=status)
        self.wait = wait
        self.daily = daily


class VendorDown(VendorError):
    """The vendor answered that it cannot answer (5xx)."""
