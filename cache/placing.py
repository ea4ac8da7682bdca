"""Placing: at most one create of an order, and every outcome known or openly unknown.

The steps of `place` have names and an order, and each stands alone. Up to `_prepare` nothing is
written of an attempt; from `_mark_sent` on, whatever breaks leaves the attempt `sent`, and an
attempt left `sent` becomes `unknown`. The vendors take no idempotency key: the purchase order
number is what an order is known by, and the index in the ledger forbids a second create.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from typing import TYPE_CHECKING

from cache import acting, attempts, checks, colleagues, settling
from cache.convert import clean
from cache.ledger import note
from cache.places import Refusal
from cache.purchase_orders import Frozen, vendor_name
from cache.reviewing import STOPPED, Reviewing
from vendors.contract import OrderTaker, Sealed
from vendors.errors import Invalid, VendorError
from vendors.vocabulary import Answer, Outcome

if TYPE_CHECKING:
    from cache.review import Review
    from cache.sessions import SessionLock

# How long, and how often, an answer that the disk does not take is written again. Seconds.
_KEEP_WRITING = 10.0
_WRITE_AGAIN = 0.5


class NotWritten(Exception):
    """The vendor answered, and the answer could not be written down.

    The ledger has the order as `sent`, later as unknown; it is not sent again. `sentence`: what
    happened, what is safe, what to do.
    """

    def __init__(self, answer: Answer) -> None:
        numbers = ", ".join(answer.vendor_numbers)
        said = answer.outcome.value.replace("_", " ") + (f" as {numbers}" if numbers else "")
        words = f" (“{answer.message}”)" if answer.message else ""
        self.answer = answer
        self.sentence = (
            f"The vendor answered, and the answer could not be stored: {said}{words}. It is known "
            f"only here: write {numbers or 'it'} down. The order stays unknown in the ledger and "
            "will not be sent again."
        )
        super().__init__(self.sentence)


class Placing(Reviewing):
    """Places what was reviewed, for one session of one person."""

    @property
    def busy(self) -> bool:
        """Whether an order is on its way right now."""
        return bool(self._sending)

    async def open(self, session: SessionLock) -> int:
        """Take `session` as this session's lock, and clear up after dead sessions.

        Returns how many attempts of theirs were ended. One may also have died between an outcome
        in the ledger and its row on the screen, so the rows are brought up to the ledger.
        """
        self._session = session
        ended = await self.recover()
        session.sweep()
        await self._project()
        return ended

    async def close(self) -> None:
        """Stop. An order that is on its way becomes unknown; it is never taken for not sent."""
        under_way = list(self._sending)
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
        await self.recover()

    # -- place ---------------------------------------------------------------------------------

    async def place(self, order_id: int, same_because: str = "") -> Answer:
        """Send a reviewed order once, and store what became of it.

        `same_because`: why it is placed though another order says the same (`Review.twins`); kept
        in the audit. Raises Refusal where it cannot be sent; then nothing was. Once it is on its
        way it is followed to its end even where the caller is cancelled, and nothing is raised but
        NotWritten, which has the answer that the disk did not take.
        """
        same_because = clean(same_because)
        await self.recover()
        order, shown = await self._as_shown(order_id)
        vendor = order.content.vendor
        await self._same_account(order)
        await checks.prices_hold(order, self._clock.now(), self._catalogue, self._bonded)
        await self._checks(order, shown)
        found = await checks.at_vendor(
            self._finder(vendor), vendor, order.number, "press P to try again"
        )
        if found:
            raise Refusal(await self._there_already(order, found))
        taker = await self._ready(order)
        # All of that took a while, in which another account may have been chosen.
        await self._as_shown(order_id)
        sealed = self._seal(taker, order)
        task = asyncio.create_task(self._send(taker, order, sealed, same_because))
        self._sending.add(task)
        self.began()
        task.add_done_callback(self._sent)
        return await asyncio.shield(task)

    async def _same_account(self, order: Frozen) -> None:
        """Asked for another account the vendor would not show what became of an attempt."""
        if why := await self._ledger.read(lambda db: self._not_again(db, order)):
            raise Refusal(f"{why} Nothing was sent.")

    async def _checks(self, order: Frozen, shown: Review) -> None:
        """What has to be so before anything is sent, whoever asks. Raises Refusal."""
        if self._session is None:
            raise Refusal("This session has no lock of its own. Nothing was sent: start again.")
        twins = await self._ledger.read(lambda db: colleagues.twins(db, order, self._clock.now()))
        checks.checks(order, self._environment, twins=twins, seen=shown.twins)

    async def _there_already(self, order: Frozen, found: tuple[str, ...]) -> str:
        """Why it is not sent. What an attempt of it may have become is unknown again, and looked
        for at once: the vendor's own word is worth more than "not placed".
        """
        already = checks.has_already(order.content.vendor, order.number, found)
        reopened = await self._ledger.write(
            lambda db: settling.turned_up(db, order.id, found, self._clock.now(), self._person)
        )
        if not reopened:
            todo = "press F2 and type another number."
            if order.state != "reviewed":
                # From its first attempt on an order keeps its number.
                todo = "r in the history makes a new draft of it, under another number."
            return f"{already}, and nothing of ours was sent under it. Nothing was sent: {todo}"
        await self._project()
        self.ended()
        # What the look cannot tell now is told by the next one, which comes by itself.
        with contextlib.suppress(Refusal, VendorError):
            await self.look(order.id)
        return (
            f"{already}: it was placed after all. Nothing was sent, and it stands in the history "
            "as what was found: press 4 to see it."
        )

    async def _ready(self, order: Frozen) -> OrderTaker:
        """The client that takes the order, with a token good for the create."""
        name = vendor_name(order.content.vendor)
        taker = self._taker(order.content.vendor)
        if taker is None:
            raise Refusal(checks.not_connected(name))
        try:
            await taker.make_ready()
        except VendorError as error:
            raise Refusal(f"{error.in_full} Nothing was sent: press P to try again.") from error
        return taker

    def _seal(self, taker: OrderTaker, order: Frozen) -> Sealed:
        """The very bytes that are stored and sent."""
        try:
            return taker.seal(order.to_send(self._buyer))
        except Invalid as error:
            raise Refusal(f"{error.in_full} Nothing was sent.") from error

    async def _send(
        self, taker: OrderTaker, order: Frozen, sealed: Sealed, same_because: str
    ) -> Answer:
        """From the written intent to the stored outcome."""
        attempt_id = await self._prepare(order, sealed, same_because, acting.account_of(taker))
        marked = False
        try:
            await self._mark_sent(attempt_id)
            marked = True
            answer = await self._create(taker, sealed)
            await self._settle(attempt_id, answer)
        except BaseException:
            # Where even this cannot be written, the next session ends the attempt the same way.
            with contextlib.suppress(Exception):
                if marked:
                    await self._orphan([attempt_id], STOPPED)
                else:
                    # Whatever stands on the disk, no byte has left.
                    await self._write_down(attempt_id, Answer(Outcome.NOT_SENT, STOPPED))
            raise
        finally:
            await self._project()
        return answer

    async def _prepare(self, order: Frozen, sealed: Sealed, same_because: str, account: str) -> int:
        """The attempt is on the disk, with its bytes. Nothing was sent."""
        session, now = self._session.name if self._session else "", self._clock.now()

        def job(db: sqlite3.Connection) -> int:
            attempt_id = attempts.prepare(
                *(db, order, sealed),
                account=account,
                session=session,
                at=now,
                person=self._person,
            )
            if same_because:
                note(db, self._person, now, "same lines", order_id=order.id, reason=same_because)
            return attempt_id

        return await self._ledger.write(job)

    async def _mark_sent(self, attempt_id: int) -> None:
        """The disk says that the order may be at the vendor. No byte has left yet."""
        await self._ledger.write(
            lambda db: attempts.mark_sent(db, attempt_id, self._clock.now(), self._person)
        )

    async def _create(self, taker: OrderTaker, sealed: Sealed) -> Answer:
        """The one create. It is called here and nowhere else, and never again."""
        try:
            return await taker.create(sealed)
        except Exception as error:  # noqa: BLE001 - a create never raises; one that does may have sent
            return Answer(
                Outcome.UNKNOWN, f"the client broke off before an answer ({type(error).__name__})"
            )

    async def _settle(self, attempt_id: int, answer: Answer) -> None:
        """The outcome is on the disk, and what left has left its draft. Raises NotWritten.

        The order is at the vendor or not, whatever the disk does: no error of the disk may pass
        for an order that was not sent.
        """
        until = self._clock.monotonic() + _KEEP_WRITING
        while True:
            try:
                return await self._write_down(attempt_id, answer)
            except Exception as error:
                if self._clock.monotonic() >= until:
                    raise NotWritten(answer) from error
            try:
                await self._clock.sleep(_WRITE_AGAIN)
            except asyncio.CancelledError:
                # The program is being left: this is the last chance to keep the answer.
                with contextlib.suppress(Exception):
                    await self._write_down(attempt_id, answer)
                raise

    async def _write_down(self, attempt_id: int, answer: Answer) -> None:
        """Written twice it is the same: an attempt that has ended is not ended again."""
        await self._ledger.write(
            lambda db: attempts.end(db, attempt_id, answer, self._clock.now(), self._person)
        )

    def _sent(self, task: asyncio.Task[Answer]) -> None:
        self._sending.discard(task)
        self.ended()
        if not task.cancelled():
            # Taken here too, for a caller that has gone: the ledger has what became of it.
            task.exception()
