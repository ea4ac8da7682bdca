"""The draft under the keys, its lease, and its way to the ledger behind them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from cache.drafts import Stale
from cache.places import Refusal
from tui.changes import State
from tui.text import counted

if TYPE_CHECKING:
    from cache.drafts import Draft, Drafts
    from cache.leases import Lease


class OpenDraft:
    """Holds the draft with its lease; saves it whole after each change, in order.

    Another session may have changed it meanwhile, or taken it over. Then nothing is overwritten
    and nothing lost: the draft as it stands is held from then on, and `meet` is called with what
    could not be saved of ours, where that is not in the ledger, and words.
    """

    def __init__(self, drafts: Drafts, meet: Callable[[State | None, str], None]) -> None:
        self.draft: Draft | None = None
        self.lease: Lease | None = None
        self._drafts = drafts
        self._meet = meet
        self._unsaved: Draft | None = None
        self._saving = asyncio.Lock()

    @property
    def read_only(self) -> bool:
        """Whether another session has the draft."""
        return self.lease is not None and not self.lease.mine

    @property
    def unsaved(self) -> bool:
        """Whether a change is not in the ledger yet."""
        return self._unsaved is not None

    def changed(self) -> None:
        """The draft that is held now has to be saved."""
        self._unsaved = self.draft

    async def flush(self) -> None:
        """Save what is not saved yet; when this returns, every change made before is."""
        async with self._saving:
            while (draft := self._unsaved) is not None:
                self._unsaved = None
                try:
                    await self._drafts.save(draft)
                except Stale:
                    await self._met(draft)
                except BaseException:
                    self._unsaved = self._unsaved or draft
                    raise

    # -- which draft it is

    async def current(self) -> None:
        """Hold the draft to go on with, or a new one."""
        draft = await self._drafts.current()
        await self._hold(draft, await self._drafts.leases.take(draft.id))

    async def new(self) -> None:
        draft = await self._drafts.new()
        await self._hold(draft, await self._drafts.leases.take(draft.id))

    async def take(self, draft_id: int) -> None:
        """Hold this draft, to read where another session has it. Raises Refusal: it is gone."""
        leases = self._drafts.leases
        lease = await leases.take(draft_id)
        try:
            draft = await self._drafts.open(draft_id)
        except Refusal:
            await leases.give_back(draft_id)
            raise
        await self._hold(draft, lease)

    async def take_over(self) -> None:
        """Take the lease of the draft that is held from whoever has it, and read it anew."""
        if self.draft is not None:
            lease = await self._drafts.leases.take_over(self.draft.id)
            await self._hold(await self._drafts.open(self.draft.id), lease)

    async def look(self) -> str:
        """What became of the draft since, by another session or by an order; empty: nothing.

        It is held as it stands, unless something was typed meanwhile: that is saved first, and
        meets it then. Raises Refusal where it is no longer open.
        """
        # While one of ours is being saved, the ledger may be ahead of what is held.
        async with self._saving:
            draft, before = self.draft, self.lease
            if draft is None or before is None or self.unsaved:
                return ""
            leases = self._drafts.leases
            stored = await self._drafts.open(draft.id)
            lease = await leases.holder(draft.id) or await leases.take(draft.id)
            same = stored.version == draft.version
            if self.draft is not draft or self.unsaved or (same and lease == before):
                return ""
            await self._hold(stored, lease)
            if not lease.mine and (lease.who, lease.since) != (before.who, before.since):
                return (
                    f"{lease.who} took {draft.label} over: it can be read here, and t takes it back"
                )
            if lease.mine and not before.mine:
                return f"{draft.label} is free again: you can change it now"
            if same:
                return ""
            who = "an order or another session" if lease.mine else lease.who
            return f"{who} changed {draft.label}: it stands here as it is now"

    async def _hold(self, draft: Draft, lease: Lease) -> None:
        before, mine = self.draft, not self.read_only
        self.draft, self.lease = draft, lease
        if before is not None and before.id != draft.id and mine:
            await self._drafts.leases.give_back(before.id)

    # -- another session was first

    async def _met(self, mine: Draft) -> None:
        ordered = await self._drafts.ordered(mine.lines)
        kept = [line for line in mine.lines if line.id not in ordered]
        ours = State.of(mine)._replace(lines=kept)
        try:
            theirs = await self._drafts.open(mine.id)
        except Refusal:
            await self._copied(mine, ours)
            return
        lease = await self._drafts.leases.take(mine.id)
        if self.draft is not mine:
            words = f"another session changed {mine.label}: your last change is not in it"
            self._meet(None, words)
            return
        self.draft, self.lease = theirs, lease
        if lease.mine:
            words = (
                f"another session changed {mine.label}: its lines stand here now, and u brings "
                "yours back"
            )
        else:
            words = (
                f"{lease.who} took {mine.label} over; nothing was overwritten. t takes it back, "
                "and then u brings your last change back"
            )
        self._meet(ours, words)

    async def _copied(self, mine: Draft, ours: State) -> None:
        out = len(mine.lines) - len(ours.lines)
        if out and not ours.lines:
            if self.draft is mine:
                await self.current()
            self._meet(
                None,
                f"{mine.label} is ordered: your last change came after it. Its lines stand in "
                "4 History",
            )
            return
        copy = await self._drafts.new(mine.name)
        ours.put_into(copy)
        await self._drafts.save(copy)
        if self.draft is mine:
            await self._hold(copy, await self._drafts.leases.take(copy.id))
        else:
            await self._drafts.leases.give_back(copy.id)
        kept = f", without {counted(out, 'line')} that an order has" if out else ""
        self._meet(
            None,
            f"{mine.label} was ordered or thrown away in another session. Your lines are kept "
            f"as {copy.label}{kept}: look in 4 History before you order them",
        )
