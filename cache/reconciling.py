"""Reconciling: what became of an order whose outcome is open, asked of the vendor's own lists.

By itself and on demand, in any session, one at a time across all of them. The vendor is asked
first, then one write of the ledger has the look and what it settles: a session that dies between
the two leaves the order as it was, and the next one asks again. Finding nothing settles nothing:
that an order was not placed is a person's word, with a reason.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from cache import acting, polling, projection, settling
from cache.convert import clean, instant_text, vendor_key
from cache.draft_orders import put_back
from cache.judging import Finding, judge
from cache.ledger import move
from cache.places import Refusal
from cache.purchase_orders import vendor_name
from cache.purpose import Purpose, errand
from cache.settling import Asked, Look, Standing
from vendors.contract import OrderFinder
from vendors.errors import TooMany, Unreadable, VendorError

if TYPE_CHECKING:
    from cache.orders import Orders
    from cache.people import Person
    from cache.placing import Placing
    from cache.sessions import SessionLock
    from cache.store import Store
    from vendors.contract import Clock
    from vendors.vocabulary import UnreadOrder, VendorOrder

__all__ = ["Reconciling", "Standing", "settle_listed"]

# The file whose lock says that some session is looking.
_LOOKING = "looking"
# Fewer letters and digits than this are no reason.
_SENSE = 3
# So many orders of a listing are judged in one go; other readers have their turn in between.
_AT_ONCE = 64


class Reconciling:
    """Looks for orders at their vendors, for one session of one person."""

    def __init__(
        self,
        ledger: Store,
        cache: Store,
        orders: Orders,
        placing: Placing,
        clock: Clock,
        person: Person,
    ) -> None:
        self._ledger = ledger
        self._cache = cache
        self._orders = orders
        self._placing = placing
        self._clock = clock
        self._person = person
        self._session: SessionLock | None = None
        self._finders: list[OrderFinder] = []
        # Told the vendor's name whenever one answered, to a person or by itself.
        self.answered: Callable[[str], None] = lambda _: None
        placing.look = self.look

    def attach(self, vendors: Sequence[object]) -> None:
        self._finders = [vendor for vendor in vendors if isinstance(vendor, OrderFinder)]

    def open(self, session: SessionLock) -> None:
        self._session = session

    @property
    def ready(self) -> bool:
        """Whether there is a vendor to ask, and a lock to ask under."""
        return bool(self._finders) and self._session is not None

    async def standing(self, order_id: int) -> Standing:
        """Every look for the order so far, and when the next one comes by itself."""
        now = self._clock.now()

        def job(db: sqlite3.Connection) -> Standing:
            elsewhere = self._elsewhere(*_whose(db, order_id))
            return settling.standing(db, order_id, now)._replace(elsewhere=elsewhere)

        return await self._ledger.read(job)

    async def look(self, order_id: int) -> Finding:
        """Look for the order now, because a person wants it; the schedule stays as it is.

        Raises Refusal where it cannot be at the vendor, is being looked for already or was sent
        for another account, and VendorError where the vendor cannot be asked. Either way nothing
        was changed.
        """
        with self.alone() as alone:
            if not alone:
                raise Refusal(
                    "Orders are being looked for at this moment, here or in another session. "
                    "Nothing was asked a second time: wait for it, or look again in a moment."
                )
            return await self.look_alone(order_id, by_hand=True)

    @contextlib.contextmanager
    def alone(self) -> Iterator[bool]:
        """Whether no other session looks for orders; while inside, none does. Raises Refusal."""
        if self._session is None:
            raise Refusal("This session has no lock of its own. Nothing was asked: start again.")
        with contextlib.ExitStack() as stack:
            try:
                alone = stack.enter_context(self._session.alone(_LOOKING))
            except OSError as error:
                raise Refusal(
                    f"It cannot be told whether another session looks for orders ({error}). "
                    "Nothing was asked: look after the disk, then try again."
                ) from None
            yield alone

    async def look_alone(self, order_id: int, *, by_hand: bool) -> Finding:
        """Look for the order, inside `alone`. Raises Refusal, and VendorError once it is noted."""
        order = await self._asked(order_id)
        try:
            with errand("order looked for", Purpose.STATUS):
                found = await self._ask(order)
        except VendorError as error:
            await self._note(order, by_hand, None, error.in_full)
            raise
        # The rows can be had again; what the vendor said must reach the ledger in any case.
        with contextlib.suppress(Refusal, sqlite3.Error):
            await self._store(order, found)
        finding = judge(order.lines, found, order.changed)
        await self._note(order, by_hand, finding, finding.words)
        return finding

    async def poll(self, order_id: int) -> None:
        """Look how an order of ours goes on, inside `alone`.

        Nothing is written to the ledger unless it settles something. Raises Refusal, VendorError.
        """
        order = await self._asked(order_id)
        try:
            with errand("order asked after"):
                found = await self._ask(order)
        except TooMany:
            raise  # Nothing was asked, and it is next when calls are left again.
        except VendorError:
            await self._store(order, ())
            raise
        await self._store(order, found)
        finding = judge(order.lines, found, order.changed)
        if order.becomes(finding) is not None:
            now = self._clock.now()
            await self._ledger.write(
                lambda db: settling.settle_seen(db, order_id, finding, now, self._person)
            )
            await self._project()

    async def not_placed(self, order_id: int, reason: str) -> None:
        """Take a person's word that an unknown order is not at the vendor; its lines go back.

        Raises Refusal where it is not unknown, the session that sent it still runs, the vendor
        was seen to have it, it is being looked for, it was sent for another account than is acted
        for now, or `reason` is none. Nothing was changed then.
        """
        if sum(letter.isalnum() for letter in reason) < _SENSE:
            raise Refusal(
                "Only a reason makes it not placed: type how you know. Nothing was changed."
            )
        with self.alone() as alone, contextlib.ExitStack() as held:
            if not alone:
                raise Refusal(
                    "Orders are being looked for at this moment. Nothing was changed: wait for "
                    "what is found, then say it again."
                )
            row = await self._ledger.read(lambda db: _unknown(db, order_id))
            if row is None:
                raise Refusal(_NOT_UNKNOWN)
            number, session, found = row
            vendor, account = await self._ledger.read(lambda db: _whose(db, order_id))
            if other := self._elsewhere(vendor, account):
                raise Refusal(
                    f"{number} was {other}. Nothing was changed: {acting.TODO} to look for it "
                    "there, and say it then."
                )
            if found:
                raise Refusal(
                    f"The last look found {', '.join(found)} under {number}, so it is at the "
                    "vendor. Nothing was changed: look again for the rest of it."
                )
            self._refuse_while_it_runs(held, number, session)
            now, why = self._clock.now(), clean(reason)
            await self._ledger.write(lambda db: _not_placed(db, order_id, why, now, self._person))
        await self._project()

    # -- the steps of a look -------------------------------------------------------------------

    async def _asked(self, order_id: int) -> Asked:
        now = self._clock.now()
        return await self._ledger.read(lambda db: settling.asked(db, order_id, now))

    async def _ask(self, order: Asked) -> tuple[VendorOrder, ...]:
        finder = next((one for one in self._finders if vendor_key(one) == order.vendor), None)
        if finder is None:
            raise Refusal(
                f"{vendor_name(order.vendor)} is not connected. It was not asked: wait a moment "
                "and look again."
            )
        # Another account's orders are not shown: that would pass for "not found".
        if other := acting.elsewhere(order.account, acting.account_of(finder)):
            raise Refusal(
                f"{order.number} was {other}. It was not asked after: {acting.TODO} to look."
            )
        try:
            found = await finder.orders_under(order.number, order.since, order.until)
        except VendorError:
            raise
        except Exception as error:
            # No answer may end the looks for this order, or keep the others waiting.
            raise Unreadable(
                order.vendor, f"The answer could not be read ({type(error).__name__})."
            ) from error
        self.answered(order.vendor)
        return found

    def _elsewhere(self, vendor: str, account: str) -> str:
        """That an order was sent for another account; empty where no client is here to say so."""
        client = next((one for one in self._finders if vendor_key(one) == vendor), None)
        return "" if client is None else acting.elsewhere(account, acting.account_of(client))

    async def _store(self, order: Asked, found: Sequence[VendorOrder]) -> None:
        now = self._clock.now()

        def job(db: sqlite3.Connection) -> None:
            polling.asked(db, order.vendor, order.number, order.sent_at, now)
            projection.put_theirs(db, found, now)

        await self._cache.write(job)

    async def _note(self, order: Asked, by_hand: bool, finding: Finding | None, said: str) -> None:
        orders = finding.orders if finding else ()
        look = Look(self._clock.now(), by_hand, orders, said)
        await self._ledger.write(
            lambda db: settling.note_look(db, order.order_id, look, finding, self._person)
        )
        await self._project()

    def _refuse_while_it_runs(
        self, held: contextlib.ExitStack, number: str, session: str | None
    ) -> None:
        """A session that runs may still have the answer under way. Of this one we know."""
        if session is None or self._session is None:
            return
        if session == self._session.name:
            if not self._placing.busy:
                return
            raise Refusal(
                "An order is on its way from here. Nothing was changed: wait for its outcome."
            )
        if not held.enter_context(self._session.ended(session)):
            raise Refusal(
                f"The session that sent {number} still runs, and an answer may come to it. "
                "Nothing was changed: leave that session with q first, or say it there."
            )

    async def _project(self) -> None:
        """Bring the screen's rows up to the ledger; the ledger is right even where that fails."""
        with contextlib.suppress(Exception):
            await self._orders.project()


async def settle_listed(
    ledger: Store,
    cache: Store,
    vendor: str,
    account: str,
    since: datetime,
    at: datetime,
    person: Person,
    unread: Sequence[UnreadOrder] = (),
) -> None:
    """Judge our orders by a listing of the whole `account` that was read to its last page.

    What was sent for another account is not in it, whatever stands there under the same number.
    `since`: when it was begun; what cache.db has from then on is what it showed. An order that it
    did not show is not judged: not listed proves nothing. Nor is one of which an order in the list
    that could not be read (`unread`) may be a part, or the second.
    """
    shown = await cache.read(lambda db: _listed(db, vendor, instant_text(since)))
    listed = [one for one in shown if not any(each.may_be(one[1]) for each in unread)]
    for first in range(0, len(listed), _AT_ONCE):
        some = listed[first : first + _AT_ONCE]
        found = await cache.read(lambda db, some=some: _found(db, vendor, some, since))  # type: ignore[misc]
        asked = await ledger.read(lambda db, some=some: _all_asked(db, some, at))  # type: ignore[misc]
        settled = {
            order.order_id: finding
            for order in asked
            if not acting.elsewhere(order.account, account)
            and order.becomes(finding := judge(order.lines, found[order.order_id], order.changed))
            is not None
        }
        if settled:

            def job(db: sqlite3.Connection, settled: dict[int, Finding] = settled) -> None:
                for order_id, finding in settled.items():
                    settling.settle_seen(db, order_id, finding, at, person)

            await ledger.write(job)


_NOT_UNKNOWN = (
    "Only an order that is unknown can be called not placed, and this one is not any more. "
    "Nothing was changed: open it again to see what became of it."
)


def _whose(db: sqlite3.Connection, order_id: int) -> tuple[str, str]:
    """The order's vendor, and for which account it was sent."""
    row = db.execute("SELECT vendor FROM purchase_order WHERE id = ?", (order_id,)).fetchone()
    return "" if row is None else str(row[0]), acting.sent_for(db, order_id)


def _unknown(
    db: sqlite3.Connection, order_id: int
) -> tuple[str, str | None, tuple[str, ...]] | None:
    """The unknown order's number, the session that sent it, what the last look found."""
    row = db.execute(
        "SELECT number, (SELECT session FROM live_attempt WHERE order_id = head.id) "
        "FROM purchase_order AS head WHERE id = ? AND state = 'unknown'",
        (order_id,),
    ).fetchone()
    if row is None:
        return None
    return (*row, settling.found_last(db, order_id))


def _not_placed(
    db: sqlite3.Connection, order_id: int, reason: str, at: datetime, person: Person
) -> None:
    if _unknown(db, order_id) is None:
        raise Refusal(_NOT_UNKNOWN)
    db.execute(
        "UPDATE attempt SET state = 'not_placed' WHERE order_id = ? AND state = 'unknown'",
        (order_id,),
    )
    move(db, order_id, "not_placed", reason=reason, at=at, person=person)
    put_back(db, order_id, at, person)


def _listed(db: sqlite3.Connection, vendor: str, since: str) -> list[tuple[int, str]]:
    """Our orders that were listed, each with the key of its number."""
    return db.execute(
        "SELECT own.order_id, own.po_key FROM own_order AS own WHERE own.vendor = ? "
        "AND EXISTS (SELECT 1 FROM vendor_order AS its WHERE its.vendor = own.vendor "
        "AND its.po_key = own.po_key AND its.po_key <> '' AND its.fetched_at >= ?)",
        (vendor, since),
    ).fetchall()


def _found(
    db: sqlite3.Connection, vendor: str, listed: Sequence[tuple[int, str]], since: datetime
) -> dict[int, list[VendorOrder]]:
    begun = instant_text(since)
    return {
        order_id: [one for one, at in projection.theirs(db, vendor, key) if at >= begun]
        for order_id, key in listed
    }


def _all_asked(
    db: sqlite3.Connection, listed: Sequence[tuple[int, str]], at: datetime
) -> list[Asked]:
    found = []
    for order_id, _ in listed:
        with contextlib.suppress(Refusal):
            found.append(settling.asked(db, order_id, at))
    return found
