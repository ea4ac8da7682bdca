"""Changing an order that the vendor has: each change known, seen, or openly unknown.

The vendor is asked how the line stands, the change is written ahead, sent once and never again by
the program (`cache.sending`), and whether it was made is read back. An answer only says that it was
taken.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import TYPE_CHECKING

from cache import changing_ledger as ledgers
from cache import changing_rules as rules
from cache import changing_seen as seen
from cache.changing_asking import HOLDS, ChangePlans, LineStanding, Prepared, Standing
from cache.changing_seen import ChangeSeen
from cache.convert import clean
from cache.places import Refusal
from cache.purchase_orders import Frozen, vendor_name
from cache.purpose import Purpose, errand
from cache.sending import heard
from cache.spending import change_gate
from vendors.errors import NotFound, Unreadable, VendorError

if TYPE_CHECKING:
    from vendors.afterwards import HeldLine, LineChange, SealedChange
    from vendors.contract import OrderChanger
    from vendors.vocabulary import Answer

__all__ = ["ChangeSeen", "Changing", "LineStanding", "Prepared", "Standing"]

# Fewer letters and digits than this are no reason.
_SENSE = 3


class Changing(ChangePlans):
    """Changes orders, for one session of one person."""

    _attempts = ledgers
    _stopped = "sending was stopped before an answer was stored"

    @staticmethod
    def not_written(answer: Answer) -> str:
        said = f" (“{answer.message}”)" if answer.message else ""
        return (
            "The vendor answered, and the answer could not be stored: "
            f"{answer.outcome.value.replace('_', ' ')}{said}. The change stays unknown in the "
            "ledger until it is seen at the vendor, and will not be sent again."
        )

    @property
    def ready(self) -> bool:
        """Whether there is a vendor to ask, and a lock to ask under."""
        return bool(self._changers) and self._session is not None

    # -- sending -----------------------------------------------------------------------------------

    async def send(self, prepared_id: int) -> Answer:
        """Send a prepared change once, and store what became of it.

        The line is read once more before: it has to be as it was shown. Raises Refusal or
        VendorError where it is not sent; once it is on its way it is followed to its end even
        where the caller is cancelled, and nothing is raised but NotWritten.
        """
        await self.recover()
        prepared = self._prepared.get(prepared_id)
        if prepared is None:
            raise Refusal("That change was sent or left before. Nothing was sent: begin it again.")
        order = await self._order(prepared.order_id)
        changer = self._may(prepared.vendor)
        if self._session is None:
            raise Refusal("This session has no lock of its own. Nothing was sent: start again.")
        if self._clock.now() - prepared.asked_at > HOLDS:
            raise Refusal(
                "How the line stands was asked more than ten minutes ago. Nothing was sent: "
                "Esc goes back, and P asks again."
            )
        await self._as_shown(changer, prepared)
        sealed = self._seal(changer, prepared.change)
        # Sent or not, this one is never taken up again.
        if self._prepared.pop(prepared_id, None) is None:
            raise Refusal("That change is being sent. Nothing was sent a second time.")
        return await self._send_once(
            lambda: self._prepare(order, prepared, sealed), lambda: self._post(changer, sealed)
        )

    async def _as_shown(self, changer: OrderChanger, prepared: Prepared) -> None:
        """The line is still as it was shown, and there is a token for the send."""
        change = prepared.change
        try:
            with errand("order to be changed", Purpose.PLACING):
                held = await changer.held(change.sales_order)
            await changer.make_ready()
        except VendorError as error:
            raise Refusal(f"{error.in_full} Nothing was sent: type it again to try.") from error
        if rules.detail_of(held, change.detail) != prepared.held:
            raise Refusal(
                f"Line {prepared.line_no} changed at the vendor since it was shown. Nothing was "
                "sent: Esc goes back, and P asks again."
            )

    async def _prepare(self, order: Frozen, prepared: Prepared, sealed: SealedChange) -> int:
        """The change is on the disk, with its bytes. Nothing was sent."""
        session, now = self._session.name if self._session else "", self._clock.now()
        line_no, change, held = prepared.line_no, prepared.change, prepared.held

        def job(db: sqlite3.Connection) -> int:
            change_gate(db, order, line_no, change, held, self.rules, self._person, now)
            return ledgers.prepare(
                *(db, order, line_no, change, held, prepared.line_quantity, sealed),
                session=session,
                at=now,
                person=self._person,
            )

        return await self._ledger.write(job)

    async def _post(self, changer: OrderChanger, sealed: SealedChange) -> Answer:
        """The one request. It is made here and nowhere else, and never again."""
        return await heard(lambda: changer.send_change(sealed))

    # -- afterwards ----------------------------------------------------------------------------

    async def look(self, change_id: int, *, by_hand: bool = True) -> str:
        """Read the line back now; what was found, in words. Raises Refusal, VendorError."""
        change = await self.change(change_id)
        if change.state not in seen.READ_BACK:
            raise Refusal("What became of that change is known. The vendor was not asked.")
        changer = self._changer(change.vendor)
        if changer is None:
            raise Refusal(f"{vendor_name(change.vendor)} is not connected. It was not asked.")
        await self._ours(change.order_id, change.number, change.vendor)
        shown: HeldLine | None = None
        try:
            with errand("change read back", Purpose.STATUS):
                held = await changer.held(change.sales_order)
        except (NotFound, Unreadable) as error:
            # An answer all the same, about this order: the others do not wait for a better one.
            said, made = error.in_full, False
        else:
            shown = rules.detail_of(held, change.detail)
            said = rules.found_words(change.change, change.held, shown)
            made = shown is not None and rules.is_made(change.change, change.held, shown)
        await self._ledger.write(
            lambda db: ledgers.note_look(
                db,
                change_id,
                shown,
                said,
                made=made,
                by_hand=by_hand,
                at=self._clock.now(),
                person=self._person,
            )
        )
        await self._project()
        return said

    async def close_change(self, change_id: int, reason: str) -> None:
        """Take a person's word, with a reason, on a change that `waits_for_a_person`.

        Whatever it says, the vendor's lines still count as they are. Raises Refusal.
        """
        why = clean(reason)
        if sum(letter.isalnum() for letter in why) < _SENSE:
            raise Refusal("Only a reason closes it: type what the vendor said. Nothing was noted.")
        await self._ledger.write(
            lambda db: ledgers.close(db, change_id, why, self._clock.now(), self._person)
        )
        await self._project()

    async def waiting(self) -> list[tuple[datetime, int]]:
        """The changes that are read back by themselves, and when each is next; soonest first."""
        now = self._clock.now()
        return await self._ledger.read(lambda db: seen.waiting(db, now))

    async def last_sent(
        self, order_id: int, change: LineChange, held: HeldLine
    ) -> ChangeSeen | None:
        """The last change of the order that asked for this of a line that stood so; else None."""
        now = self._clock.now()
        found = await self._ledger.read(lambda db: seen.of_order(db, order_id, now))
        same = (one for one in reversed(found) if (one.change, one.held) == (change, held))
        return next(same, None)

    async def change(self, change_id: int) -> ChangeSeen:
        """The change as the ledger has it. Raises Refusal where there is none."""
        now = self._clock.now()
        found = await self._ledger.read(lambda db: seen.read(db, change_id, now))
        if found is None:
            raise Refusal("There is no such change in the ledger.")
        return found
