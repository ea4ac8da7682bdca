"""Changing an order that the vendor has: each change known, seen, or openly unknown.

Like a create (`cache.placing`): the vendor is asked how the line stands, the change is written
ahead, sent once and never again by the program, and whether it was made is read back. An answer
only says that it was taken.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import Callable
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
from vendors.errors import NotFound, Unreadable, VendorError
from vendors.vocabulary import Answer, Outcome

if TYPE_CHECKING:
    from cache.orders import Orders
    from cache.people import Person
    from cache.sessions import SessionLock
    from cache.store import Store
    from vendors.afterwards import HeldLine, SealedChange
    from vendors.contract import Clock, OrderChanger

__all__ = ["ChangeSeen", "Changing", "LineStanding", "NotWritten", "Prepared", "Standing"]

# How long, and how often, an answer that the disk does not take is written again. Seconds.
_KEEP_WRITING, _WRITE_AGAIN = 10.0, 0.5
# Fewer letters and digits than this are no reason.
_SENSE = 3
_ORPHANED = "the program ended before an answer was stored"
_STOPPED = "sending was stopped before an answer was stored"


class NotWritten(Exception):
    """The vendor answered a change, and the answer could not be written down.

    The ledger has it as `sent`, later as unknown; it is not sent again.
    """

    def __init__(self, answer: Answer) -> None:
        said = f" (“{answer.message}”)" if answer.message else ""
        self.answer = answer
        self.sentence = (
            "The vendor answered, and the answer could not be stored: "
            f"{answer.outcome.value.replace('_', ' ')}{said}. The change stays unknown in the "
            "ledger until it is seen at the vendor, and will not be sent again."
        )
        super().__init__(self.sentence)


class Changing(ChangePlans):
    """Changes orders, for one session of one person.

    `why_not` says why nothing is changed now (None: it may be). `busy` while one is on its way.
    """

    def __init__(
        self,
        ledger: Store,
        orders: Orders,
        clock: Clock,
        person: Person,
        environment: str,
        why_not: Callable[[], str | None] = lambda: None,
    ) -> None:
        super().__init__(ledger, clock, environment, why_not)
        self._orders = orders
        self._person = person
        self._session: SessionLock | None = None
        self._sending: set[asyncio.Task[Answer]] = set()
        # Told when everything was asked and a change is about to be sent.
        self.began: Callable[[], None] = lambda: None
        # Told whenever a send came to its end, so that it is read back in time.
        self.ended: Callable[[], None] = lambda: None

    async def open(self, session: SessionLock) -> int:
        """Take `session` as this session's lock; how many changes of dead ones were ended."""
        self._session = session
        return await self.recover()

    async def close(self) -> None:
        """Stop. A change that is on its way becomes unknown; it is never taken for not sent."""
        under_way = list(self._sending)
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
        await self.recover()

    @property
    def busy(self) -> bool:
        return bool(self._sending)

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
        task = asyncio.create_task(self._send(changer, order, prepared, sealed))
        self._sending.add(task)
        self.began()
        task.add_done_callback(self._sent)
        return await asyncio.shield(task)

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

    async def _send(
        self, changer: OrderChanger, order: Frozen, prepared: Prepared, sealed: SealedChange
    ) -> Answer:
        """From the written intent to the stored outcome; as `Placing` does it with an order."""
        change_id = await self._prepare(order, prepared, sealed)
        marked = False
        try:
            await self._mark_sent(change_id)
            marked = True
            answer = await self._post(changer, sealed)
            await self._settle(change_id, answer)
        except BaseException:
            # Where even this cannot be written, the next session ends the change the same way.
            with contextlib.suppress(Exception):
                if marked:
                    await self._orphan([change_id], _STOPPED)
                else:
                    # Whatever stands on the disk, no byte has left.
                    await self._write_down(change_id, Answer(Outcome.NOT_SENT, _STOPPED))
            raise
        finally:
            await self._project()
        return answer

    async def _prepare(self, order: Frozen, prepared: Prepared, sealed: SealedChange) -> int:
        """The change is on the disk, with its bytes. Nothing was sent."""
        session = self._session.name if self._session else ""
        return await self._ledger.write(
            lambda db: ledgers.prepare(
                db,
                order,
                prepared.line_no,
                prepared.change,
                prepared.held,
                prepared.line_quantity,
                sealed,
                session=session,
                at=self._clock.now(),
                person=self._person,
            )
        )

    async def _mark_sent(self, change_id: int) -> None:
        """The disk says that the change may be made. No byte has left yet."""
        await self._ledger.write(
            lambda db: ledgers.mark_sent(db, change_id, self._clock.now(), self._person)
        )

    async def _post(self, changer: OrderChanger, sealed: SealedChange) -> Answer:
        """The one request. It is made here and nowhere else, and never again."""
        try:
            return await changer.send_change(sealed)
        except Exception as error:  # noqa: BLE001 - it never raises; one that does may have sent
            return Answer(
                Outcome.UNKNOWN, f"the client broke off before an answer ({type(error).__name__})"
            )

    async def _settle(self, change_id: int, answer: Answer) -> None:
        """The outcome is on the disk. Raises NotWritten where the disk does not take it."""
        until = self._clock.monotonic() + _KEEP_WRITING
        while True:
            try:
                return await self._write_down(change_id, answer)
            except Exception as error:
                if self._clock.monotonic() >= until:
                    raise NotWritten(answer) from error
            try:
                await self._clock.sleep(_WRITE_AGAIN)
            except asyncio.CancelledError:
                # The program is being left: this is the last chance to keep the answer.
                with contextlib.suppress(Exception):
                    await self._write_down(change_id, answer)
                raise

    async def _write_down(self, change_id: int, answer: Answer) -> None:
        await self._ledger.write(
            lambda db: ledgers.end(db, change_id, answer, self._clock.now(), self._person)
        )

    def _sent(self, task: asyncio.Task[Answer]) -> None:
        self._sending.discard(task)
        self.ended()
        if not task.cancelled():
            # Taken here too, for a caller that has gone: the ledger has what became of it.
            task.exception()

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

    async def recover(self) -> int:
        """End the changes that nobody is sending any more; how many there were.

        As `Reviewing.recover` does it: `prepared` becomes not_sent, `sent` becomes unknown.
        """
        if self._session is None:
            return 0
        left = await self._ledger.read(ledgers.under_way)
        ended = 0
        for name, change_ids in left.items():
            with self._session.ended(name) as gone:
                if gone or (name == self._session.name and not self._sending):
                    await self._orphan(change_ids, _ORPHANED if gone else _STOPPED)
                    ended += len(change_ids)
        if ended:
            await self._project()
        return ended

    async def waiting(self) -> list[tuple[datetime, int]]:
        """The changes that are read back by themselves, and when each is next; soonest first."""
        now = self._clock.now()
        return await self._ledger.read(lambda db: seen.waiting(db, now))

    async def change(self, change_id: int) -> ChangeSeen:
        """The change as the ledger has it. Raises Refusal where there is none."""
        now = self._clock.now()
        found = await self._ledger.read(lambda db: seen.read(db, change_id, now))
        if found is None:
            raise Refusal("There is no such change in the ledger.")
        return found

    # -- means -------------------------------------------------------------------------------------

    async def _orphan(self, change_ids: list[int], reason: str) -> None:
        def job(db: sqlite3.Connection) -> None:
            for change_id in change_ids:
                ledgers.orphan(db, change_id, reason, self._clock.now(), self._person)

        await self._ledger.write(job)

    async def _project(self) -> None:
        """Bring the screen's rows up to the ledger; the ledger is right even where that fails."""
        with contextlib.suppress(Exception):
            await self._orders.project()
