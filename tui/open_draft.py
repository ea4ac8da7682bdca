"""The draft under the keys, its lease, and its way to the ledger behind them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from cache.draft_orders import Gone
from cache.drafts import Stale
from cache.places import Refusal
from tui.changes import State
from tui.text import counted

if TYPE_CHECKING:
    from cache.drafts import Draft, DraftLine, Drafts
    from cache.leases import Lease


class OpenDraft:
    """Holds the draft with its lease; saves it whole after each change, in order.

    Another session may have changed it meanwhile, or taken it over. Then nothing is overwritten
    and nothing lost: the draft as it stands is held from then on. Lines of ours that it never had
    go behind its own or, where another session has it, become a draft of their own; `meet` is
    called with what else could not be saved of ours, or None, and words.
    """

    def __init__(self, drafts: Drafts, meet: Callable[[State | None, str], None]) -> None:
        self.draft: Draft | None = None
        self.lease: Lease | None = None
        self._drafts = drafts
        self._meet = meet
        self._unsaved: list[Draft] = []
        # What stood in the ledger of each draft, by its id, when it was last held or saved.
        self._stood: dict[int, State] = {}
        self._saving = asyncio.Lock()

    @property
    def read_only(self) -> bool:
        """Whether another session has the draft."""
        return self.lease is not None and not self.lease.mine

    @property
    def unsaved(self) -> bool:
        """Whether a change is not in the ledger yet."""
        return bool(self._unsaved)

    def changed(self) -> None:
        """The draft that is held now has to be saved."""
        if self.draft is not None:
            self._mark(self.draft)

    async def flush(self) -> None:
        """Save what is not saved yet; when this returns, every change made before is."""
        async with self._saving:
            while self._unsaved:
                draft = self._unsaved.pop(0)
                before = State.of(draft)
                try:
                    await self._drafts.save(draft)
                except Stale:
                    # Not saved, until it is known where its lines go.
                    self._mark(draft)
                    await self._met(draft)
                except BaseException:
                    self._mark(draft)
                    raise
                else:
                    self._stood[draft.id] = before
                    if self.draft is None or self.draft.id != draft.id:
                        await self._drafts.leases.give_back(draft.id)

    async def keep(self, lines: list[DraftLine]) -> None:
        """Save these lines, which the draft that is held does not take, as a draft of their own."""
        mine = self.draft
        if mine is not None:
            copy = await self._drafts.new(mine.name)
            State.of(mine)._replace(lines=lines).put_into(copy)
            self._mark(copy)
            await self.flush()

    def _mark(self, draft: Draft) -> None:
        if all(one is not draft for one in self._unsaved):
            self._unsaved.append(draft)

    def _settle(self, draft: Draft) -> None:
        """Nothing of this draft has to be saved any more."""
        self._unsaved = [one for one in self._unsaved if one is not draft]

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
        self._stood[draft.id] = State.of(draft)
        if before is not None and before.id != draft.id and mine:
            await self._drafts.leases.give_back(before.id)

    # -- another session was first

    async def _met(self, mine: Draft) -> None:
        ordered = await self._drafts.ordered(mine.lines)
        try:
            theirs = await self._drafts.open(mine.id)
        except Refusal as refusal:
            words = refusal.words if isinstance(refusal, Gone) else f"{mine.label} is not open"
            await self._copied(mine, ordered, words)
            return
        leases = self._drafts.leases
        lease = await leases.take(mine.id)
        if lease.mine and self.draft is not mine:
            await leases.give_back(mine.id)
        stood = self._stood.get(mine.id, State.of(theirs))
        had = ordered | {line.id for line in (*stood.lines, *theirs.lines)}
        own = not lease.mine or self.draft is not mine
        copy = None
        if own and any(line.id not in had for line in mine.lines):
            copy = await self._drafts.new(mine.name)
        # Keys were not held: from here on nothing is awaited, so that no line comes in between.
        ours = State.of(mine)
        new = [line for line in ours.lines if line.id not in had]
        old = [line for line in ours.lines if line.id in had]
        more = ours._replace(lines=old) != stood
        self._settle(mine)
        if copy is not None:
            ours._replace(lines=new).put_into(copy)
            self._mark(copy)
        if self.draft is not mine:
            words = f"another session changed {mine.label}"
            words += ": your last change is not in it" if more else ""
            self._meet(None, words + _kept(new, mine, copy))
            return
        self.draft, self.lease = theirs, lease
        self._stood[theirs.id] = State.of(theirs)
        if lease.mine and new:
            theirs.lines = [*theirs.lines, *new]
            self._mark(theirs)
        free = [line for line in (ours.lines if lease.mine else old) if line.id not in ordered]
        words = (
            _changed(mine, len(new), more) if lease.mine else _taken(lease, mine, more, bool(new))
        )
        self._meet(ours._replace(lines=free) if more else None, words + _kept(new, mine, copy))

    async def _copied(self, mine: Draft, ordered: set[str], became: str) -> None:
        if mine.lines and all(line.id in ordered for line in mine.lines):
            self._settle(mine)
            if self.draft is mine:
                await self.current()
            self._meet(
                None,
                f"{mine.label} is ordered: your last change came after it. Its lines stand in "
                "4 History",
            )
            return
        copy = await self._drafts.new(mine.name)
        lease = await self._drafts.leases.take(copy.id)
        # As above: what was typed up to here goes along.
        kept = [line for line in mine.lines if line.id not in ordered]
        State.of(mine)._replace(lines=kept).put_into(copy)
        self._settle(mine)
        self._mark(copy)
        if self.draft is mine:
            self.draft, self.lease = copy, lease
        out = len(mine.lines) - len(kept)
        without = f", without {counted(out, 'line')} that an order has" if out else ""
        self._meet(
            None,
            f"{became} meanwhile. Your lines are kept as {copy.label}{without}: look in "
            "4 History before you order them",
        )
        await self._drafts.leases.give_back(mine.id)


def _changed(mine: Draft, new: int, more: bool) -> str:
    """Another session changed the draft, and has let it go."""
    words = f"another session changed {mine.label}: its lines stand here now"
    if new:
        words += f", {'yours' if new == 1 else f'your {new}'} behind them"
    return words + (", and u brings yours back" if more else "")


def _taken(lease: Lease, mine: Draft, more: bool, new: bool) -> str:
    words = f"{lease.who} took {mine.label} over"
    if more:
        words += (
            "; nothing was overwritten. t takes it back, and then u brings your last change back"
        )
    elif not new:
        words += "; nothing was overwritten. t takes it back"
    return words


def _kept(new: list[DraftLine], mine: Draft, copy: Draft | None) -> str:
    """Where those lines are that the draft never had."""
    if copy is None:
        return ""
    lines = "line" if len(new) == 1 else counted(len(new), "line")
    are = "is" if len(new) == 1 else "are"
    return f"; your {lines} that {mine.label} did not take {are} kept as {copy.label}: d opens it"
