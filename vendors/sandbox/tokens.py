"""Tokens and codes as the sandbox keeps them: hashed, in the book, and dated by its clock.

Lives and rotation: §7 of the facts on DigiKey. A refresh token is good once; shown a second time
it withdraws everything that was ever got with it, as does a code.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from vendors.sandbox.book import Book
from vendors.sandbox.clock import iso

PERSON_SECONDS = 1799
APPLICATION_SECONDS = 599
REFRESH_SECONDS = 7_775_999
_CODE_SECONDS = 60
# A spent code or token is kept so long after its end, to be known again when it is shown.
_KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose an access token is: a person's, or (None) the application's own."""

    user: str | None


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def challenge_of(verifier: str) -> str:
    """The S256 challenge of a PKCE verifier (RFC 7636, 4.2)."""
    digest = hashlib.sha256(verifier.encode("utf-8", "surrogateescape")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


class Tokens:
    """The tokens in the book."""

    def __init__(self, book: Book) -> None:
        self._book = book

    def code(self, user: str, redirect_uri: str, challenge: str | None) -> str:
        """A new code for `user`, good once and for a minute."""
        code = secrets.token_urlsafe(24)
        now = self._book.now()
        with self._book.writing():
            for table in ("code", "token"):
                self._book.db.execute(
                    f"DELETE FROM {table} WHERE expires < ?",  # noqa: S608
                    (iso(now - _KEPT),),
                )
            self._book.db.execute(
                "INSERT INTO code VALUES (?, ?, ?, ?, ?, NULL)",
                (_hash(code), redirect_uri, challenge, user, _after(now, _CODE_SECONDS)),
            )
        return code

    def redeem(self, code: str, redirect_uri: str, verifier: str) -> dict[str, Any] | None:
        """Tokens for a code; None where it is not taken."""
        with self._book.writing():
            row = self._book.db.execute(
                "SELECT * FROM code WHERE hash = ?", (_hash(code),)
            ).fetchone()
            if row is None:
                return None
            if row["family"] is not None:
                self._withdraw(row["family"])
                return None
            proved = row["challenge"] is None or hmac.compare_digest(
                challenge_of(verifier), str(row["challenge"])
            )
            late = row["expires"] <= iso(self._book.now())
            if late or row["redirect_uri"] != redirect_uri or not proved:
                return None
            family = secrets.token_hex(16)
            self._book.db.execute(
                "UPDATE code SET family = ? WHERE hash = ?", (family, row["hash"])
            )
            return self._person(row["user"], family)

    def refresh(self, token: str) -> dict[str, Any] | None:
        """New tokens for a refresh token, which is spent by that; None where it is not taken."""
        with self._book.writing():
            row = self._book.db.execute(
                "SELECT * FROM token WHERE hash = ? AND kind = 'refresh'", (_hash(token),)
            ).fetchone()
            if row is None:
                return None
            if row["spent"]:
                self._withdraw(row["family"])
                return None
            if row["revoked"] or row["expires"] <= iso(self._book.now()):
                return None
            self._book.db.execute("UPDATE token SET spent = 1 WHERE hash = ?", (row["hash"],))
            return self._person(row["user"], row["family"])

    def application(self) -> dict[str, Any]:
        """A token of the application's own; there is no refresh token beside it."""
        with self._book.writing():
            access = self._new("access", secrets.token_hex(16), None, APPLICATION_SECONDS)
        return {
            "access_token": access,
            "expires_in": APPLICATION_SECONDS,
            "token_type": "Bearer",
        }

    def holder(self, token: str) -> Holder | None:
        """Whose access token this is; None where it is unknown, withdrawn or past its time."""
        row = self._book.db.execute(
            "SELECT user FROM token WHERE hash = ? AND kind = 'access' AND NOT revoked"
            " AND expires > ?",
            (_hash(token), iso(self._book.now())),
        ).fetchone()
        return None if row is None else Holder(row["user"])

    def other(self, kind: str, seconds: int) -> str:
        """A new token of another vendor's, good for so many seconds. `kind` says whose."""
        with self._book.writing():
            return self._new(kind, secrets.token_hex(16), None, seconds)

    def is_good(self, kind: str, token: str) -> bool:
        """Whether such a token was given out and its time is not over."""
        row = self._book.db.execute(
            "SELECT 1 FROM token WHERE hash = ? AND kind = ? AND expires > ?",
            (_hash(token), kind, iso(self._book.now())),
        ).fetchone()
        return row is not None

    def _person(self, user: str, family: str) -> dict[str, Any]:
        return {
            "access_token": self._new("access", family, user, PERSON_SECONDS),
            "refresh_token": self._new("refresh", family, user, REFRESH_SECONDS),
            "expires_in": PERSON_SECONDS,
            "refresh_token_expires_in": REFRESH_SECONDS,
            "token_type": "Bearer",
        }

    def _new(self, kind: str, family: str, user: str | None, seconds: int) -> str:
        token = secrets.token_urlsafe(32)
        self._book.db.execute(
            "INSERT INTO token (hash, kind, family, user, expires) VALUES (?, ?, ?, ?, ?)",
            (_hash(token), kind, family, user, _after(self._book.now(), seconds)),
        )
        return token

    def _withdraw(self, family: str) -> None:
        self._book.db.execute("UPDATE token SET revoked = 1 WHERE family = ?", (family,))


def _after(now: datetime, seconds: int) -> str:
    return iso(now + timedelta(seconds=seconds))
