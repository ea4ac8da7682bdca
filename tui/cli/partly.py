"""Several vendors asked by one command: who gives no answer is named, and what is here is written.

Exit status: as without it where all answered; 5 where some did; 69 where none did.
"""

from __future__ import annotations

from collections.abc import Awaitable, Iterable, Mapping
from typing import TypeVar

from cache.places import UNAVAILABLE, Refusal
from cache.purchase_orders import vendor_name
from tui.cli.command import PARTLY
from tui.cli.words import complain
from vendors.errors import NotFound, VendorError

T = TypeVar("T")


class Hearing:
    """Who answered of those that one command asked."""

    def __init__(self) -> None:
        self._answered: set[str] = set()
        self._silent: set[str] = set()

    @property
    def lacks(self) -> bool:
        """Whether any gave no answer."""
        return bool(self._silent)

    @property
    def asked(self) -> bool:
        """Whether any was asked, or should have been."""
        return bool(self._answered or self._silent)

    def answered(self, vendor: str) -> None:
        self._answered.add(vendor)

    def silent(self, vendor: str, error: VendorError | Refusal) -> None:
        """Say on standard error that the vendor gave no answer, and why; once a vendor."""
        if vendor in self._silent:
            return
        self._silent.add(vendor)
        why = error.in_full if isinstance(error, VendorError) else error.sentence
        complain(f"Without {vendor_name(vendor)}: {why}")

    def unasked(self, amiss: Mapping[str, VendorError | Refusal], wanted: Iterable[str]) -> None:
        """Those of `wanted` that cannot be asked at all."""
        for vendor in wanted:
            if vendor in amiss:
                self.silent(vendor, amiss[vendor])

    async def of(self, vendor: str, question: Awaitable[T]) -> T | None:
        """The vendor's answer; None where it gave none, or knows nothing of it, which was said."""
        try:
            answer = await question
        except NotFound as unknown:
            # That it does not know is an answer: asked again, it says the same.
            complain(unknown.in_full)
            self.answered(vendor)
            return None
        except (VendorError, Refusal) as error:
            self.silent(vendor, error)
            return None
        self.answered(vendor)
        return answer

    def status(self, status: int) -> int:
        """The exit status of a command that otherwise ends with `status`."""
        if not self.lacks:
            return status
        return PARTLY if self._answered else UNAVAILABLE
