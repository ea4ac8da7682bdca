"""Typed lines become offers: from what is here, else by one call for each part.

No quantity and no packaging is ever changed, and a vendor or a location is taken only where it was
typed. What cannot be settled stays an open line that says why, and which key mends it.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from cache import typed_finding as finding
from cache import typed_planning as planning
from cache.checks import PRICES_HOLD
from cache.claims import ALWAYS
from cache.convert import instant_text, normal, vendor_key
from cache.drafts import Stale
from cache.places import Refusal
from cache.progress import Count, Progress, Watch, unwatched
from cache.purchase_orders import vendor_name
from cache.purpose import errand
from cache.terms import USUAL_VENDOR
from cache.typed_lines import as_item, known_elsewhere, put_onto, still_open
from cache.typed_planning import Job, Plan, as_reported, as_told, why
from vendors.contract import NumberLookup, NumberSearch
from vendors.errors import NoAnswer, NotFound, Unreachable, VendorDown, VendorError
from vendors.inbound import InboundKeeper

if TYPE_CHECKING:
    from cache.bonded import Bonded
    from cache.bonded_rows import BondedRow
    from cache.catalogue import Catalogue
    from cache.drafts import Draft, DraftLine, Drafts
    from cache.people import Person
    from cache.store import Store
    from vendors.contract import Clock
    from vendors.inbound import StockItem
    from vendors.vocabulary import BondedStock, Part

__all__ = ["Progress", "Resolving", "Tell", "Wanted"]

Tell = Callable[[str, "DraftLine"], None]
Wanted = Callable[[str], bool]

# Look-ups under way at one time, as where a draft is priced.
_AT_ONCE = 4
# After so many that nobody answered, one behind the other, the rest is not tried: each would take
# as long as the vendor is given.
_SILENT = 2 * _AT_ONCE
_NOBODY = (Unreachable, NoAnswer, VendorDown)


def _always(line_id: str) -> bool:
    """Every line is wanted until it is told."""
    return True


class Resolving:
    """Looks typed lines up, for one session. `seconds_for` says how long so many calls take by the
    vendor's limits.
    """

    def __init__(
        self,
        cache: Store,
        catalogue: Catalogue,
        bonded: Bonded,
        drafts: Drafts,
        clock: Clock,
        person: Person,
        seconds_for: Callable[[str, int], float] | None = None,
    ) -> None:
        self._cache = cache
        self._catalogue = catalogue
        self._bonded = bonded
        self._drafts = drafts
        self._clock = clock
        self._uid = person.uid
        self._seconds_for = seconds_for
        self._lookups: dict[str, NumberLookup] = {}
        self._keepers: dict[str, InboundKeeper] = {}

    def attach(self, vendors: Sequence[object]) -> None:
        """Look lines up at these from now on."""
        self._lookups = {vendor_key(one): one for one in vendors if isinstance(one, NumberLookup)}
        self._keepers = {vendor_key(one): one for one in vendors if isinstance(one, InboundKeeper)}

    @property
    def vendors(self) -> tuple[str, ...]:
        """Those that a line may name, besides the usual one."""
        return tuple(one for one in (*self._lookups, *self._keepers) if one != USUAL_VENDOR)

    async def resolve(
        self,
        lines: Sequence[DraftLine],
        tell: Tell,
        progress: Watch,
        customer_id: str | None,
        wanted: Wanted = _always,
    ) -> None:
        """Look up every line that is no offer yet, and `tell` of each as it comes: as an offer, or
        open with its reason. `customer_id`: where the draft ships to.

        An answer of the last ten minutes is taken from any session; else each part is one call,
        four at a time. `wanted` is asked for each line right before its part is: a line that is
        not is left out, untold, and a part that no line wants is no call. Never raises VendorError.
        """
        open_ = [line for line in lines if not line.known]
        await self._run(open_, tell, progress, customer_id, wanted)

    async def ask_again(
        self,
        lines: Sequence[DraftLine],
        tell: Tell,
        progress: Watch,
        customer_id: str | None,
        wanted: Wanted = _always,
    ) -> list[str]:
        """Ask anew for every line, whether it is an offer or not; quantity and packaging stay.

        Offers are told on the terms of now. Those that could not be asked are not told: they stand
        as they are. What kept them is returned, in sentences, each once. `wanted` as in `resolve`.
        """
        return await self._run(list(lines), tell, progress, customer_id, wanted, within=ALWAYS)

    async def settle(self, draft: Draft, progress: Watch = unwatched) -> None:
        """Look up what of a draft is open, and store it so. `draft` then holds the lines told.

        Raises Refusal where another session changed it meanwhile.
        """
        told: dict[str, DraftLine] = {}
        await self.resolve(draft.lines, told.__setitem__, progress, draft.customer_id)
        before = draft.lines
        # The draft lies under the keys: it may have changed while the vendor was asked.
        anew = [(line.id in told and put_onto(line, told[line.id])) or line for line in draft.lines]
        if anew == before:
            return
        draft.lines = anew
        try:
            await self._drafts.save(draft)
        except Stale as stale:
            raise Refusal(stale.sentence) from stale

    async def _run(
        self,
        lines: Sequence[DraftLine],
        tell: Tell,
        progress: Watch,
        customer_id: str | None,
        wanted: Wanted = _always,
        within: timedelta = PRICES_HOLD,
    ) -> list[str]:
        if not lines:
            return []
        uid = self._uid
        found = await self._cache.read(lambda db: planning.plan(db, uid, lines, customer_id))
        count = Count(len(lines), progress, self._clock, self._seconds_for)
        run = _Run(self, tell, count, within)
        await run.through(found, wanted)
        return list(run.failed)

    async def part(
        self, vendor: str, numbers: Sequence[str], within: timedelta, asking: Callable[[], None]
    ) -> tuple[Part, datetime]:
        """What the vendor says of the first of these that it knows, and when. Raises VendorError,
        and Refusal while the vendor is not there."""
        missing: VendorError | None = None
        for number in numbers:
            try:
                return await self._catalogue.look_up_dated(
                    number, vendor=vendor, within=within, asking=asking
                )
            except NotFound as error:
                missing = error
        raise missing or NotFound(vendor, "nothing was asked for")

    async def item(self, vendor: str, sku: str, asking: Callable[[], None]) -> StockItem:
        """The product of this SKU, as `vendor` has it now. Raises VendorError, Refusal."""
        keeper = self._keepers.get(vendor)
        if keeper is None:
            raise Refusal(f"{vendor_name(vendor)} is not connected.")
        asking()
        with errand("SKU"):
            found = await keeper.items(sku=sku)
        item = next((one for one in found if normal(one.sku) == normal(sku)), None)
        if item is None:
            raise NotFound(vendor, f"{sku} is no SKU there")
        return item

    async def elsewhere(self, job: Job, within: timedelta, asking: Callable[[], None]) -> str:
        """Another vendor that knows the part which the usual one does not; empty where none does,
        none looks its numbers up, or it cannot be asked now."""
        for vendor, client in self._lookups.items():
            numbers = [
                one
                for one in job.numbers
                if not isinstance(client, NumberSearch) or client.takes(one)
            ]
            if vendor == job.vendor or not numbers:
                continue
            with contextlib.suppress(VendorError, Refusal):
                part, at = await self.part(vendor, numbers, within, asking)
                if all(not isinstance(as_told(one, job, part, at), str) for one in job.lines):
                    return vendor
        return ""

    async def told(
        self, vendor: str, numbers: Sequence[str], within: timedelta
    ) -> tuple[Part, datetime] | None:
        """As `part`, where no vendor is asked for it."""
        since = self._clock.now() - within
        for number in numbers:
            said = await self._catalogue.told(number, vendor)
            if said is not None and said[1] >= since:
                return said
        return None

    def now(self) -> datetime:
        return self._clock.now()

    async def row(
        self, customer_id: str, number: str, within: timedelta, asking: Callable[[], None]
    ) -> BondedRow:
        """The bonded row as it was reported within that time, else asked. Raises VendorError."""
        uid = self._uid

        def known(db: sqlite3.Connection, since: datetime) -> BondedRow | None:
            row = finding.bonded_row(db, uid, customer_id, number)
            return row if row is not None and row.fetched_at >= instant_text(since) else None

        async def ask() -> BondedStock:
            asking()
            return await self._bonded.refresh_part(customer_id, number)

        def keep(db: sqlite3.Connection, stock: BondedStock) -> BondedRow:
            row = finding.bonded_row(db, uid, stock.customer_id, stock.number)
            if row is None:
                raise NotFound(USUAL_VENDOR, f"{number} is reported there no more")
            return row

        return await self._catalogue.claims.once(
            f"bonded {customer_id} {normal(number)}", known, ask, keep, within=within
        )


class _Run:
    """One call of `resolve`: whom it tells, and what went wrong so far."""

    def __init__(self, service: Resolving, tell: Tell, count: Count, within: timedelta) -> None:
        self._service = service
        self._tell = tell
        self._count = count
        self._within = within
        # Calls without any answer, one behind the other, and the error of the last of them.
        self._silent = 0
        self._silence: VendorError | None = None
        self.failed: dict[str, None] = {}

    async def through(self, found: Plan, wanted: Wanted) -> None:
        for line, reason in found.faults:
            self._not_so(line, reason)
        queue = list(reversed(found.jobs))
        self._count.begin(len(queue), len(found.faults))

        async def some() -> None:
            while queue:
                job = queue.pop()
                lines = [line for line in job.lines if wanted(line.id)]
                if gone := len(job.lines) - len(lines):
                    self._count.dropped(gone, questions=0 if lines else 1)
                if lines:
                    await self._one(job._replace(lines=lines))
                    self._count.ended(len(lines))

        async with asyncio.TaskGroup() as group:
            for _ in range(min(_AT_ONCE, len(queue))):
                group.create_task(some())

    async def _one(self, job: Job) -> None:
        asked = False

        def asking() -> None:
            nonlocal asked
            asked = True
            self._count.asking()

        lines: list[DraftLine | str]
        try:
            if job.is_item:
                item = await self._service.item(job.vendor, job.numbers[0], asking)
                now = self._service.now()
                lines = [as_item(line, item, job.vendor, now) for line in job.lines]
            elif job.customer_id is None:
                part, at = await self._part_of(job, asking)
                lines = [as_told(line, job, part, at) for line in job.lines]
            else:
                where, number = job.customer_id, job.numbers[0]
                row = await self._service.row(where, number, self._within, asking)
                lines = [as_reported(line, row) for line in job.lines]
        except (VendorError, Refusal) as error:
            other = ""
            if isinstance(error, NotFound) and job.usual:
                other = await self._service.elsewhere(job, self._within, asking)
            self._missed(job, error, other)
            return
        if asked:
            self._silent = 0
        for line, said in zip(job.lines, lines, strict=True):
            if isinstance(said, str):
                self._not_so(line, said)
            else:
                self._tell(line.id, said)

    async def _part_of(self, job: Job, asking: Callable[[], None]) -> tuple[Part, datetime]:
        if self._silence is not None and self._silent >= _SILENT:
            here = await self._service.told(job.vendor, job.numbers, self._within)
            if here is None:
                raise self._silence
            return here
        return await self._service.part(job.vendor, job.numbers, self._within, asking)

    def _missed(self, job: Job, error: VendorError | Refusal, other: str) -> None:
        if isinstance(error, _NOBODY):
            self._silence, self._silent = error, self._silent + 1
        elif isinstance(error, VendorError):
            self._silent = 0
        for line in job.lines:
            if other:
                words = known_elsewhere(vendor_name(job.vendor), vendor_name(other))
                self._not_so(line, words, other)
            else:
                self._not_so(line, why(error, job))

    def _not_so(self, line: DraftLine, reason: str, other: str = "") -> None:
        """Why nothing could be told of a line. One that is an offer stands as it is."""
        if line.known:
            self.failed[f"{line.part}: {reason}"] = None
        else:
            self._tell(line.id, still_open(line, reason, other))
