"""Inbound orders without telling anything: what would be told, how it stands, what waits."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from cache import inbound_attempts as attempts
from cache import inbound_plan as plans
from cache import inbound_seen as seen
from cache.convert import clean, vendor_key
from cache.history_rows import po_key, theirs
from cache.inbound_ledger import note_unasked
from cache.inbound_mapping import Mappings, Missing
from cache.inbound_plan import InboundSaid, Planned
from cache.inbound_rows import InboundRow
from cache.inbound_seen import Inbound as Its
from cache.inbound_seen import InboundStanding, Step
from cache.places import Refusal
from cache.purchase_orders import vendor_name
from cache.purpose import Purpose, errand
from cache.sending import SendsOnce, heard
from vendors.errors import Invalid, NotFound, VendorError
from vendors.inbound import InboundKeeper

if TYPE_CHECKING:
    from cache.orders import Orders
    from cache.people import Person
    from cache.store import Store
    from vendors.contract import Clock
    from vendors.inbound import InboundOrder, SealedStep
    from vendors.vocabulary import Answer

# The file whose lock says that some session tells by itself.
_TELLING = "inbound"
# Fewer letters and digits than this are no reason.
_SENSE = 3
# It could not be asked how an order stands: by itself not again before so long.
_UNASKED = timedelta(minutes=5)


def sense(reason: str, words: str) -> str:
    """`reason`, tidied. Raises Refusal with `words` where it is none."""
    why = clean(reason)
    if sum(letter.isalnum() for letter in why) < _SENSE:
        raise Refusal(words)
    return why


class InboundAsking(SendsOnce):
    """Reads and asks, for one session of one person.

    `usual` is what the settings say of every inbound order. `why_not` says why nothing is told now.
    """

    _attempts = attempts
    _stopped = "telling the warehouse was stopped before an answer was stored"

    def __init__(
        self,
        ledger: Store,
        cache: Store,
        orders: Orders,
        clock: Clock,
        person: Person,
        environment: str,
        why_not: Callable[[], str | None] = lambda: None,
    ) -> None:
        super().__init__(ledger, orders, clock, person)
        self._cache = cache
        self._environment = environment
        self._why_not = why_not
        self._keepers: list[InboundKeeper] = []
        self._turns: dict[int, asyncio.Lock] = {}
        # Of each order, what had come by SKU when this session was shown it last.
        self._shown: dict[int, dict[str, int]] = {}
        self.usual = InboundSaid()
        self.mapping = Mappings(ledger, clock, person, self._may, self._missing)

    @staticmethod
    def not_written(answer: Answer) -> str:
        said = f" (“{answer.message}”)" if answer.message else ""
        return (
            "The warehouse's system answered, and the answer could not be stored: "
            f"{answer.outcome.value.replace('_', ' ')}{said}. The step stays unknown in the ledger "
            "until it is looked up, and will not be told again before that."
        )

    def attach(self, vendors: Sequence[object]) -> None:
        """Tell these from now on, where they are a warehouse's system."""
        self._keepers = [one for one in vendors if isinstance(one, InboundKeeper)]

    @property
    def ready(self) -> bool:
        """Whether there is a warehouse's system to tell, and a lock to tell under."""
        return bool(self._keepers) and self._session is not None

    def why_not(self) -> str | None:
        """Why the warehouse can be told nothing now; None where it can."""
        words = self._why_not()
        if words is None and not self._keepers:
            words = f"{vendor_name(plans.KEEPER)} is not connected"
        return words

    # -- what would be told ----------------------------------------------------------------------

    async def plan(self, order_id: int) -> Planned:
        """What would be told of an order now. Asks nobody. Raises Refusal where there is none."""

        def job(db: sqlite3.Connection) -> tuple[plans.Known | None, Its | None]:
            return plans.known(db, order_id), seen.read(db, order_id)

        known, its = await self._ledger.read(job)
        if known is None:
            raise Refusal(attempts_missing())
        order = known.order
        found = await self._cache.read(
            lambda db: theirs(db, order.content.vendor, po_key(order.number))
        )
        said = InboundSaid() if its is None else its.said
        today = self._clock.now().date()
        return plans.planned(known, [one for one, _ in found], said, self.usual, today)

    async def _missing(self, order_id: int) -> tuple[Missing, ...]:
        return (await self.plan(order_id)).missing

    # -- how it stands ---------------------------------------------------------------------------

    async def standing(self, order_id: int) -> InboundStanding | None:
        """Everything the ledger has of an order's inbound order; None where there is none."""
        return await self._ledger.read(lambda db: seen.standing(db, order_id))

    async def waits(self) -> tuple[InboundRow, ...]:
        """Those that wait for a person, the oldest first."""
        return await self._ledger.read(seen.waiting_rows)

    async def due(self) -> list[tuple[datetime, int]]:
        """When each is looked at next by itself, soonest first, and which order's it is."""
        return await self._ledger.read(seen.due)

    async def _its(self, order_id: int) -> tuple[Its, tuple[Step, ...]]:
        """The inbound order and its steps. Raises Refusal where there is none, or one is sent."""

        def job(db: sqlite3.Connection) -> tuple[Its, tuple[Step, ...]] | None:
            its = seen.read(db, order_id)
            return None if its is None else (its, seen.steps(db, its.id))

        found = await self._ledger.read(job)
        if found is None:
            raise Refusal("The warehouse was told nothing of that order yet. Nothing was asked.")
        its, steps = found
        if any(one.state in ("prepared", "sent") for one in steps):
            raise Refusal(
                f"The inbound order of {its.reference} is being told this moment, here or in "
                "another session. Nothing was told a second time: look again in a moment."
            )
        return its, steps

    async def _look_up(self, its: Its) -> tuple[InboundOrder, ...]:
        """Every one under our number, and the one that is known by its id. Raises VendorError."""
        keeper = self._may()
        try:
            with errand("inbound order", Purpose.STATUS):
                found = await keeper.inbound_under(its.reference)
                if its.keeper_id and all(one.id != its.keeper_id for one in found):
                    found = (*found, *await _by_id(keeper, its.keeper_id))
        except VendorError as error:
            said, at = error.in_full, self._clock.now()
            await self._ledger.write(lambda db: note_unasked(db, its, said, at, _UNASKED))
            raise
        return found

    # -- means -----------------------------------------------------------------------------------

    @contextlib.contextmanager
    def alone(self) -> Iterator[bool]:
        """Whether no other session tells by itself just now; while inside, none does.

        Raises Refusal, OSError.
        """
        if self._session is None:
            raise Refusal("This session has no lock of its own. Nothing was told: start again.")
        with self._session.alone(_TELLING) as alone:
            yield alone

    def turn(self, order_id: int) -> asyncio.Lock:
        """One thing at a time for an order, in this session."""
        return self._turns.setdefault(order_id, asyncio.Lock())

    def _may(self) -> InboundKeeper:
        """The system that may be told now. Raises Refusal."""
        words = self.why_not()
        if words is not None or not self._keepers:
            raise Refusal(f"{(words or '').removesuffix('.')}. The warehouse was told nothing.")
        return self._keepers[0]

    @property
    def keeper(self) -> str:
        """What the warehouse's system is called in the ledger."""
        return vendor_key(self._keepers[0]) if self._keepers else plans.KEEPER

    def _sealed(self, make: Callable[[], SealedStep]) -> SealedStep:
        try:
            return make()
        except Invalid as error:
            raise Refusal(f"{error.in_full} The warehouse was told nothing.") from error

    async def _post(self, keeper: InboundKeeper, sealed: SealedStep) -> Answer:
        """The one request of a step. It is made here and nowhere else, and never again."""
        return await heard(lambda: keeper.send_step(sealed))

    async def _prepare(
        self,
        its: Its,
        sealed: SealedStep,
        wanted: str,
        before: InboundOrder | None,
        reason: str,
    ) -> int:
        """The step is on the disk, with its bytes. Nothing was sent."""
        session = self._session.name if self._session else ""
        return await self._ledger.write(
            lambda db: attempts.prepare(
                *(db, its, sealed, wanted, before),
                reason=reason,
                session=session,
                at=self._clock.now(),
                person=self._person,
            )
        )

    async def _step(
        self,
        its: Its,
        sealed: SealedStep,
        wanted: str,
        before: InboundOrder | None = None,
        reason: str = "",
    ) -> Answer:
        """Send a step once and follow it to its end. Raises as `_prepare` does, and NotWritten."""
        keeper = self._may()
        if self._session is None:
            raise Refusal("This session has no lock of its own. Nothing was told: start again.")
        return await self._send_once(
            lambda: self._prepare(its, sealed, wanted, before, reason),
            lambda: self._post(keeper, sealed),
        )


def attempts_missing() -> str:
    return "There is no such order in the ledger. Nothing was told."


async def _by_id(keeper: InboundKeeper, inbound_id: str) -> tuple[InboundOrder, ...]:
    try:
        return (await keeper.inbound(inbound_id),)
    except NotFound:
        return ()
