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
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from cache import attempts, freezing, pricing, purchase_orders
from cache.attempts import why_not_placeable
from cache.drafts import read_draft
from cache.people import Buyer
from cache.places import Refusal
from cache.purchase_orders import PLACEABLE, Frozen, vendor_name
from cache.review import Group, Review, content_of, review_of, split
from vendors.contract import OrderFinder, OrderTaker, Sealed
from vendors.errors import Invalid, VendorError
from vendors.vocabulary import Answer, Outcome

if TYPE_CHECKING:
    from cache.bonded import Bonded
    from cache.catalogue import Catalogue
    from cache.drafts import Draft
    from cache.orders import Orders
    from cache.people import Person
    from cache.sessions import SessionLock
    from cache.store import Store
    from vendors.contract import Clock
    from vendors.vocabulary import Location

# Older prices than this are not placed on: the buyer looks at new ones first.
PRICES_HOLD = timedelta(minutes=10)

# How long, and how often, an answer that the disk does not take is written again. Seconds.
_KEEP_WRITING = 10.0
_WRITE_AGAIN = 0.5

_ORPHANED = "the program ended before an answer was stored"
_STOPPED = "placing was stopped before an answer was stored"


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


class Placing:
    """Reviews drafts and places what was reviewed, for one session of one person.

    `session` is the lock that tells other sessions that this one is alive; without one nothing
    can be placed. `prefix` begins the purchase order numbers given here; `buyer` is what vendors
    are told of who orders.
    """

    def __init__(
        self,
        ledger: Store,
        catalogue: Catalogue,
        bonded: Bonded,
        orders: Orders,
        clock: Clock,
        person: Person,
        environment: str,
        *,
        session: SessionLock | None = None,
        prefix: str = "AC",
        buyer: Buyer | None = None,
    ) -> None:
        self._ledger = ledger
        self._catalogue = catalogue
        self._bonded = bonded
        self._orders = orders
        self._clock = clock
        self._person = person
        self._environment = environment
        self._session = session
        self._prefix = prefix
        self._buyer = buyer or Buyer()
        self._vendors: tuple[object, ...] = ()
        self._shown: dict[int, int] = {}
        self._sending: set[asyncio.Task[Answer]] = set()

    @property
    def busy(self) -> bool:
        """Whether an order is on its way right now."""
        return bool(self._sending)

    def attach(self, vendors: Sequence[object]) -> None:
        self._vendors = tuple(vendors)

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

    # -- review --------------------------------------------------------------------------------

    async def review(self, draft: Draft) -> list[Review]:
        """The orders that `draft` would become, at today's prices, each with its number.

        Every price is asked anew. Reviewing again keeps the numbers, and without a change the
        orders too. The draft itself is not touched. Raises Refusal where the draft has no lines,
        has unsaved changes, or one of its orders is being placed.
        """
        if not draft.lines:
            raise Refusal("The draft has no lines. Press / to find a part and a to add it.")
        seen = _said(draft)
        await self.recover()
        asked_at = self._clock.now()
        wanted = [pricing.Wanted.of(line) for line in draft.lines]
        groups = split(draft, await pricing.price(wanted, self._catalogue, self._bonded))
        contents = [
            content_of(group, await self._ship_to(group.customer_id), asked_at) for group in groups
        ]

        def job(db: sqlite3.Connection) -> list[Frozen]:
            stored = read_draft(db, draft.id)
            if _said(stored) != seen:
                raise Refusal(
                    f"{draft.label} changed while its prices were asked, or is not stored yet. "
                    "Nothing was reviewed: press P again, or d to open it anew."
                )
            return freezing.freeze(
                db,
                draft.id,
                contents,
                environment=self._environment,
                prefix=self._prefix,
                at=self._clock.now(),
                person=self._person,
            )

        orders = await self._ledger.write(job)
        self._shown.update((order.id, order.version) for order in orders)
        await self._project()
        return [self._reviewed(order, group) for order, group in zip(orders, groups, strict=True)]

    def _reviewed(self, order: Frozen, group: Group) -> Review:
        """With what the vendor's own rules say against it, so far as they can be known here."""
        review = review_of(order, group)
        taker = self._taker(order.content.vendor)
        if taker is not None and not review.problems:
            try:
                taker.seal(order.to_send(self._buyer))
            except Invalid as error:
                review.problems.append(error.in_full)
        return review

    async def _ship_to(self, customer_id: str) -> Location | None:
        return await self._bonded.ship_to(customer_id) if customer_id else None

    # -- place ---------------------------------------------------------------------------------

    async def place(self, order_id: int) -> Answer:
        """Send a reviewed order once, and store what became of it.

        Raises Refusal where it cannot be sent; then nothing was. Once it is on its way it is
        followed to its end even where the caller is cancelled, and nothing is raised but
        NotWritten, which has the answer that the disk did not take.
        """
        order = await self._freeze(order_id)
        await self._prices_hold(order)
        self._checks(order)
        await self._not_at_vendor(order)
        taker = await self._ready(order)
        sealed = self._seal(taker, order)
        task = asyncio.create_task(self._send(taker, order, sealed))
        self._sending.add(task)
        task.add_done_callback(self._sent)
        return await asyncio.shield(task)

    async def _freeze(self, order_id: int) -> Frozen:
        """The order exactly as this session showed it."""
        await self.recover()
        order = await self._ledger.read(lambda db: purchase_orders.read_order(db, order_id))
        if order is None or order.state not in PLACEABLE:
            number = order.number if order else f"order {order_id}"
            raise Refusal(why_not_placeable(number, order.state if order else "missing"))
        if self._shown.get(order_id) != order.version:
            raise Refusal(
                f"{order.number} is not as it was shown here last. Nothing was sent: "
                "press P to review it again."
            )
        return order

    async def _prices_hold(self, order: Frozen) -> None:
        """The prices shown are of the last ten minutes, and the vendor still says the same."""
        content = order.content
        if abs(self._clock.now() - content.priced_at) > PRICES_HOLD:
            raise Refusal(
                f"The prices of {order.number} are older than ten minutes. Nothing was sent: "
                "press P to review it at new ones."
            )
        wanted = [
            pricing.Wanted.again(content.vendor, content.currency, line) for line in content.lines
        ]
        now = await pricing.price(wanted, self._catalogue, self._bonded)
        silent = pricing.went_wrong(now)
        if silent:
            raise Refusal(
                f"The prices of {order.number} could not be checked: {silent} "
                "Nothing was sent: press P to try again."
            )
        for line, priced in zip(content.lines, now, strict=True):
            problem = priced.problem or pricing.what_changed(line, priced)
            if problem:
                raise Refusal(
                    f"Line {line.line_no} changed since it was reviewed: {problem}. "
                    "Nothing was sent: press P to review the order again."
                )

    def _checks(self, order: Frozen) -> None:
        """What has to be so before anything is sent, whoever asks. Raises Refusal."""
        content = order.content
        if order.environment != self._environment:
            raise Refusal(
                f"{order.number} is an order of the environment {order.environment}. "
                "Nothing was sent."
            )
        if content.problems:
            raise Refusal(f"{content.problems[0]} Nothing was sent.")
        if not content.lines or any(line.unit_price is None for line in content.lines):
            raise Refusal(
                f"{order.number} has no line, or one without a price. Nothing was sent: "
                "press P to review it again."
            )
        if self._session is None:
            raise Refusal("This session has no lock of its own. Nothing was sent: start again.")

    async def _not_at_vendor(self, order: Frozen) -> None:
        """The vendor knows no order under this number yet."""
        name = vendor_name(order.content.vendor)
        finder = self._finder(order.content.vendor)
        if finder is None:
            raise Refusal(_not_connected(name))
        try:
            found = await finder.find_by_po(order.number)
        except VendorError as error:
            raise Refusal(
                f"{name} could not be asked whether it has {order.number} already: "
                f"{error.in_full} Nothing was sent: press P to try again."
            ) from error
        if found:
            raise Refusal(
                f"{name} has {order.number} already, as {', '.join(found)}. Nothing was sent: "
                "press 4, then F5, to see that order."
            )

    async def _ready(self, order: Frozen) -> OrderTaker:
        """The client that takes the order, with a token good for the create."""
        name = vendor_name(order.content.vendor)
        taker = self._taker(order.content.vendor)
        if taker is None:
            raise Refusal(_not_connected(name))
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

    async def _send(self, taker: OrderTaker, order: Frozen, sealed: Sealed) -> Answer:
        """From the written intent to the stored outcome."""
        attempt_id = await self._prepare(order, sealed)
        try:
            await self._mark_sent(attempt_id)
            answer = await self._create(taker, sealed)
            await self._settle(attempt_id, answer)
        except BaseException:
            # Where even this cannot be written, the next session ends the attempt the same way.
            with contextlib.suppress(Exception):
                await self._orphan([attempt_id], _STOPPED)
            raise
        finally:
            await self._project()
        return answer

    async def _prepare(self, order: Frozen, sealed: Sealed) -> int:
        """The attempt is on the disk, with its bytes. Nothing was sent."""
        session = self._session.name if self._session else ""
        return await self._ledger.write(
            lambda db: attempts.prepare(
                db, order, sealed, session=session, at=self._clock.now(), person=self._person
            )
        )

    async def _mark_sent(self, attempt_id: int) -> None:
        """The disk says that the order may be at the vendor. No byte has left yet."""
        await self._ledger.write(lambda db: attempts.mark_sent(db, attempt_id, self._clock.now()))

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
        if not task.cancelled():
            # Taken here too, for a caller that has gone: the ledger has what became of it.
            task.exception()

    # -- what is left of those who died ---------------------------------------------------------

    async def recover(self) -> int:
        """End the attempts that nobody is making any more; how many there were.

        `prepared` becomes not_sent, `sent` becomes unknown. An attempt whose session still holds
        its lock is left alone.
        """
        if self._session is None:
            return 0
        left = await self._ledger.read(attempts.under_way)
        ended = 0
        for name, attempt_ids in left.items():
            with self._session.ended(name) as gone:
                if gone or (name == self._session.name and not self._sending):
                    await self._orphan(attempt_ids, _ORPHANED if gone else _STOPPED)
                    ended += len(attempt_ids)
        if ended:
            await self._project()
        return ended

    async def _orphan(self, attempt_ids: list[int], reason: str) -> None:
        def job(db: sqlite3.Connection) -> None:
            for attempt_id in attempt_ids:
                attempts.orphan(db, attempt_id, reason, self._clock.now(), self._person)

        await self._ledger.write(job)

    async def _project(self) -> None:
        """Bring the screen's rows up to the ledger; the ledger is right even where that fails."""
        with contextlib.suppress(Exception):
            await self._orders.project()

    def _taker(self, vendor: str) -> OrderTaker | None:
        clients = (client for client in self._vendors if isinstance(client, OrderTaker))
        return next((client for client in clients if _is(client, vendor)), None)

    def _finder(self, vendor: str) -> OrderFinder | None:
        clients = (client for client in self._vendors if isinstance(client, OrderFinder))
        return next((client for client in clients if _is(client, vendor)), None)


def _is(client: object, vendor: str) -> bool:
    return getattr(client, "name", vendor) == vendor


def _said(draft: Draft) -> tuple[object, ...]:
    """What of a draft decides which orders it becomes."""
    lines = [(line.id, line.number, line.quantity, line.bonded_customer_id) for line in draft.lines]
    return draft.version, draft.customer_id, lines


def _not_connected(name: str) -> str:
    return f"{name} is not connected. Nothing was sent: wait a moment and press P again."
