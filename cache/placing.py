"""Placing: at most one create of an order, and every outcome known or openly unknown.

How it is sent once, and followed to its end, is told in `cache.sending`. The purchase order number
is what an order is known by, and the index in the ledger forbids a second create.
"""

from __future__ import annotations

import contextlib
import sqlite3
from dataclasses import replace
from typing import TYPE_CHECKING

from cache import acting, approval_rules, attempts, checks, colleagues, settling
from cache.answered import Total, otherwise
from cache.convert import clean
from cache.ledger import bump, note
from cache.places import Refusal
from cache.purchase_orders import Frozen, vendor_name
from cache.purpose import Purpose, errand
from cache.reviewing import Reviewing, in_other_money
from cache.sending import heard
from cache.spending_rules import NO_RULES
from vendors.contract import OrderTaker, Rehearser, Sealed
from vendors.errors import Invalid, VendorError

if TYPE_CHECKING:
    from collections.abc import Callable

    from cache.review import Review
    from cache.sessions import SessionLock
    from vendors.vocabulary import Answer, Rehearsal


def _nothing(db: sqlite3.Connection, vendor: str, account: str) -> str:
    """There is nothing against it."""
    return ""


class Placing(Reviewing):
    """Places what was reviewed, for one session of one person."""

    _attempts = attempts
    _stopped = "placing was stopped before an answer was stored"
    # Why nothing is sent to a vendor for an account; empty where it may be. Set by the services.
    why_not_for: Callable[[sqlite3.Connection, str, str], str] = staticmethod(_nothing)
    # Why this account places nothing at all; empty where it may. Set by the services.
    why_not_person = ""
    # Up to which sums this person places without approval. Set by the services.
    rules = NO_RULES

    @staticmethod
    def not_written(answer: Answer) -> str:
        numbers = ", ".join(answer.vendor_numbers)
        said = answer.outcome.value.replace("_", " ") + (f" as {numbers}" if numbers else "")
        words = f" (“{answer.message}”)" if answer.message else ""
        return (
            f"The vendor answered, and the answer could not be stored: {said}{words}. It is known "
            f"only here: write {numbers or 'it'} down. The order stays unknown in the ledger and "
            "will not be sent again."
        )

    async def open(self, session: SessionLock) -> int:
        """Take `session` as this session's lock, and clear up after dead sessions.

        Returns how many attempts of theirs were ended. One may also have died between an outcome
        in the ledger and its row on the screen, so the rows are brought up to the ledger.
        """
        ended = await super().open(session)
        session.sweep()
        await self._project()
        return ended

    # -- place ---------------------------------------------------------------------------------

    async def place(self, order_id: int, same_because: str = "") -> Answer:
        """Send a reviewed order once, and store what became of it.

        `same_because`: why it is placed though another order says the same (`Review.twins`); kept
        in the audit. Raises Refusal where it cannot be sent; then nothing was. Once it is on its
        way it is followed to its end even where the caller is cancelled, and nothing is raised but
        NotWritten, which has the answer that the disk did not take.
        """
        same_because = clean(same_because)
        checks.one_person(self.why_not_person)
        await self.recover()
        order, shown = await self._as_shown(order_id)
        vendor = order.content.vendor
        await self._same_account(order)
        # Told before a vendor is asked; it counts where the attempt is written.
        await self._within_limits(order)
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
        return await self._send_once(
            lambda: self._prepare(order, sealed, same_because, acting.account_of(taker)),
            lambda: self._create(taker, sealed, order),
        )

    async def rehearse(self, order_id: int) -> Rehearsal:
        """Have the vendor look at the very bytes that `place` would send. Places nothing, and makes
        no attempt: of it the audit alone tells.

        `passed` is None where the vendor could not be asked. Raises Refusal where it was not asked:
        the order cannot be placed as it is, or its vendor has no such thing.
        """
        order, _ = await self._as_shown(order_id)
        name = vendor_name(order.content.vendor)
        if order.content.problems:
            raise Refusal(f"{order.content.problems[0]} Nothing was sent.")
        taker = self._taker(order.content.vendor)
        if taker is None:
            raise Refusal(checks.not_connected(name))
        if not isinstance(taker, Rehearser):
            raise Refusal(f"{name} has no way to try an order out. Nothing was sent.")
        sealed = self._seal(taker, order)
        with errand("order rehearsed", Purpose.PLACING):
            said = await taker.rehearse(sealed)
        became = {True: "rehearsed", False: "would not be taken", None: "not asked"}[said.passed]

        def job(db: sqlite3.Connection) -> None:
            now = self._clock.now()
            note(
                *(db, self._person, now, "rehearsal"),
                order_id=order.id,
                became=became,
                reason=said.message,
            )
            bump(db)

        await self._ledger.write(job)
        return said

    async def _same_account(self, order: Frozen) -> None:
        """Asked for another account the vendor would not show what became of an attempt."""
        vendor = order.content.vendor
        account = acting.account_of(self._taker(vendor))

        def why_not(db: sqlite3.Connection) -> str:
            return self._not_again(db, order) or self.why_not_for(db, vendor, account)

        if why := await self._ledger.read(why_not):
            raise Refusal(f"{why} Nothing was sent.")

    async def _within_limits(self, order: Frozen) -> None:
        now = self._clock.now()
        await self._ledger.read(
            lambda db: approval_rules.check(db, order, self.rules, self._person, now)
        )

    async def _checks(self, order: Frozen, shown: Review) -> None:
        """What has to be so before anything is sent, whoever asks. Raises Refusal."""
        if self._session is None:
            raise Refusal("This session has no lock of its own. Nothing was sent: start again.")
        if words := in_other_money(shown):
            raise Refusal(f"{words} Nothing was sent.")
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

    async def _prepare(self, order: Frozen, sealed: Sealed, same_because: str, account: str) -> int:
        """The attempt is on the disk, with its bytes. Nothing was sent."""
        session, now = self._session.name if self._session else "", self._clock.now()

        def job(db: sqlite3.Connection) -> int:
            checks.one_person(self.why_not_person)
            if why := self.why_not_for(db, order.content.vendor, account):
                raise Refusal(f"{why} Nothing was sent.")
            approval_rules.gate(db, order, self.rules, self._person, now)
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

    async def _create(self, taker: OrderTaker, sealed: Sealed, order: Frozen) -> Answer:
        """The one create. It is called here and nowhere else, and never again."""
        answer = await heard(lambda: taker.create(sealed))
        content = order.content
        reviewed = Total(content.goods + content.fees, content.currency)
        other = otherwise(vendor_name(content.vendor), reviewed, answer)
        said = f"{answer.message} {other}".strip()
        return replace(answer, message=said) if other else answer
