"""The draft under the keys, and its way to the ledger behind them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from cache.drafts import Stale
from cache.places import Refusal

if TYPE_CHECKING:
    from cache.drafts import Draft, DraftLine, Drafts


class OpenDraft:
    """Holds the draft; saves it whole after each change, in order.

    Another session may have changed it meanwhile. Then nothing is overwritten and nothing lost:
    `meet` is called with the draft that could not be saved, the one to show instead, the lines of
    ours that it lacks, and words.
    """

    def __init__(
        self,
        drafts: Drafts,
        meet: Callable[[Draft, Draft, list[DraftLine], str], None],
    ) -> None:
        self.draft: Draft | None = None
        self._drafts = drafts
        self._meet = meet
        self._unsaved: Draft | None = None
        self._saving = asyncio.Lock()

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

    async def _met(self, mine: Draft) -> None:
        lines = list(mine.lines)
        try:
            theirs = await self._drafts.open(mine.id)
        except Refusal:
            copy = await self._drafts.new(mine.name)
            copy.lines, copy.customer_id = lines, mine.customer_id
            await self._drafts.save(copy)
            self._meet(
                mine,
                copy,
                [],
                f"{mine.label} was ordered or thrown away in another session. Your lines are kept "
                f"as {copy.label}: look in 4 History before you order them",
            )
        else:
            self._meet(
                mine,
                theirs,
                lines,
                f"another session changed {mine.label}: its lines stand here now, and u brings "
                "yours back",
            )
