"""The pane of a draft: which one is open, whose it is, what was changed, how it is saved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from cache.places import Refusal
from tui.changes import Changes, State
from tui.open_draft import OpenDraft
from tui.room import Room
from tui.text import at, counted, fit, width_of
from tui.widgets.lines import Line
from tui.widgets.pane import Pane
from tui.widgets.prompts import NamePrompt
from tui.widgets.table import Table

if TYPE_CHECKING:
    from cache.drafts import Draft, DraftLine
    from cache.leases import Lease


class DraftPane(Pane):
    """What can be done with a draft as a whole. What a line is, and how it looks: `show_lines`."""

    def __init__(self, room: Room, table: Table) -> None:
        super().__init__(room, table)
        self._open = OpenDraft(room.services.drafts, self._met)
        self._changes = Changes()
        # What people call the places that lines go to.
        self.codes: dict[str, str] = {}

    def show_lines(self, name: object = None) -> None:
        """Show the lines of the draft, the cursor on the row of this name."""
        raise NotImplementedError

    async def read_beside(self) -> None:
        """Read what belongs to drafts and stands beside them in the ledger."""

    @property
    def line(self) -> DraftLine | None:
        """The line under the cursor."""
        raise NotImplementedError

    @property
    def draft(self) -> Draft | None:
        return self._open.draft

    @property
    def draft_lines(self) -> list[DraftLine]:
        return self.draft.lines if self.draft else []

    @property
    def unsaved(self) -> bool:
        return self._open.unsaved

    # -- whose it is

    def why_not_change(self) -> str | None:
        """Why the draft cannot be changed here; None where it can."""
        lease = self._open.lease
        if lease is None or lease.mine:
            return None
        return f"{lease.who}{self._since(lease)}"

    def _since(self, lease: Lease) -> str:
        since = at(lease.since, self.room.now()).partition(" ")[2]
        return f", since {since} has this draft: t takes it over"

    def lease_lines(self, width: int) -> list[Line]:
        """One line where another session has the draft; it never hides the key."""
        lease = self._open.lease
        if lease is None or lease.mine:
            return []
        words = self._since(lease)
        who = fit(lease.who, min(width_of(lease.who), max(1, width - 1 - width_of(words))))
        return [[(fit(f" {who}{words}", width), "warn")]]

    def do_take_over(self) -> None:
        self.room.work(self._take_over, "builder-open", hold=True)

    async def _take_over(self) -> None:
        if not self._open.read_only:
            # Who has it by now is known after a look.
            label = self.draft.label if self.draft else "the draft"
            if not await self._looked():
                self.room.say(f"nobody else has {label}: it is yours to change")
            return
        await self._open.take_over()
        self._show_anew()
        self.room.say(f"{self.draft.label if self.draft else 'the draft'} is yours to change")

    def look_at_lease(self) -> None:
        """See whether another session took the draft over, changed it, or let it go.

        An order changes it too: its lines leave with it, and come back where it was not placed.
        """
        self.room.work(self._look_at_lease, "builder-look")

    async def _look_at_lease(self) -> None:
        await self._looked()

    async def _looked(self) -> str:
        """What was said of the draft after a look at it; empty: nothing became of it."""
        if self.room.services.busy:
            # An order is on its way from here; the draft is opened anew behind it.
            return ""
        before = self.draft
        try:
            words = await self._open.look()
        except Refusal as refusal:
            if self.draft is not before or self.unsaved:
                return ""
            await self._go_on()
            words = refusal.sentence
        if before and self.draft and before.version != self.draft.version:
            # What u would bring back may have lines that are ordered by now.
            self._changes.clear()
        if words:
            self._show_anew()
            self.room.say(words, "warn")
        return words

    # -- its changes

    def not_taken(self, typed: str) -> bool:
        """Whether the draft was lost while this was typed at it; then that is said."""
        words = self.why_not_change()
        if words:
            self.room.say(f"{typed} was not taken: {words}", "warn")
        return words is not None

    def change(self, state: State, name: object = None) -> None:
        """The draft is this from now on, and is saved so; `u` brings back what it was."""
        if words := self.why_not_change():
            # It was taken over while something was asked.
            self.room.say(words, "warn")
        elif self.draft is not None:
            self._changes.made(State.of(self.draft))
            self._put(state, name)

    def change_lines(self, lines: list[DraftLine], name: object = None) -> None:
        if self.draft is not None:
            self.change(State.of(self.draft)._replace(lines=lines), name)

    def _put(self, state: State, name: object = None) -> None:
        if self.draft is None:
            return
        bonded = _bonded_in(self.draft.lines)
        state.put_into(self.draft)
        self.show_lines(name)
        self._open.changed()
        job = self._save_releases if bonded != _bonded_in(state.lines) else self._save
        self.room.work(job, "builder-save", alone=False)

    async def _save(self) -> None:
        await self._open.flush()

    async def _save_releases(self) -> None:
        """Save, and bring what stands beside the reserves up to it."""
        await self._save()
        await self.room.services.releasing.project()

    async def flush(self) -> None:
        """When this returns, every change made before is in the ledger."""
        await self._open.flush()

    def _met(self, ours: State | None, words: str) -> None:
        """Another session was here: show what stands in the ledger, with ours one u away."""
        self._changes.clear()
        if ours is not None:
            self._changes.made(ours)
        self._show_anew()
        self.room.say(words, "warn")

    def why_not_undo(self) -> str | None:
        nothing = None if self._changes.to_undo else "there is nothing to undo"
        return self.why_not_change() or nothing

    def do_undo(self) -> None:
        if self.draft is not None:
            self._recall(self._changes.undo(State.of(self.draft)))
            left = self._changes.to_undo
            more = counted(left, "more change") if left else "nothing more"
            self.room.say(f"undone; {more} to undo, Ctrl+R does it again")

    def why_not_redo(self) -> str | None:
        nothing = None if self._changes.to_redo else "there is nothing to do again"
        return self.why_not_change() or nothing

    def do_redo(self) -> None:
        if self.draft is not None:
            self._recall(self._changes.redo(State.of(self.draft)))
            left = self._changes.to_redo
            more = counted(left, "more change") if left else "nothing more"
            self.room.say(f"done again; {more} to do again")

    def _recall(self, state: State) -> None:
        self._put(state._replace(lines=self.recalled(state.lines)), self._row)

    def recalled(self, lines: list[DraftLine]) -> list[DraftLine]:
        """Lines of an earlier state, with what was told of them since."""
        return lines

    @property
    def _row(self) -> object:
        return self.line.id if self.line else None

    # -- which one it is

    async def load(self) -> None:
        if self.draft is None:
            await self._open.current()
            await self.read_beside()
        self._show_anew()

    async def reopen(self) -> None:
        """Show the draft as it stands in the ledger, or the next one where it became orders."""
        await self.flush()
        try:
            await self._open.take(self.draft.id if self.draft else 0)
        except Refusal:
            await self._open.current()
        await self.read_beside()
        self._show_another()

    def open_draft(
        self,
        draft_id: int,
        said: str = "",
        notes: Sequence[str] = (),
        then: Callable[[], None] = lambda: None,
    ) -> None:
        """Show this draft and go to it. `said` stands on the message line, `notes` on a sheet;
        `then` is called once it is open."""
        from tui.screens.facts import FactsSheet

        async def job() -> None:
            await self.flush()
            await self._open.take(draft_id)
            self._show_another()
            self.room.go_to(self.place)
            if said:
                self.room.say(said, "good")
            if notes:
                self.room.show_sheet(FactsSheet("What changed since it was ordered", (), notes))
            then()

        self.room.work(job, "builder-open", hold=True)

    async def _go_on(self) -> None:
        await self._open.current()
        self._changes.clear()

    def _show_another(self) -> None:
        self._changes.clear()
        self._show_anew()

    def _show_anew(self) -> None:
        self.show_lines()

    def do_new_draft(self) -> None:
        self.room.work(self._new, "builder-open", hold=True)

    async def _new(self) -> None:
        await self.flush()
        await self._open.new()
        self._show_another()
        self.room.say("a new draft; d lists the others")

    def why_not_discard(self) -> str | None:
        return self.why_not_change()

    def do_discard(self) -> None:
        draft = self.draft
        if draft is None:
            return
        if not draft.lines and not self._changes.to_undo:
            # Nothing is lost with it.
            self._discard(draft, "yes")
            return
        lines = counted(len(draft.lines), "line")
        words = f"type yes: {lines} go, no u helps"
        title = f"throw away {draft.label}"
        self.room.ask(NamePrompt(title, "", words, lambda text: self._discard(draft, text)))

    def _discard(self, draft: Draft, text: str) -> None:
        if text.casefold() != "yes":
            self.room.say(f"{draft.label} is kept")
            return

        async def job() -> None:
            await self.flush()
            await self.room.services.drafts.discard(draft.id)
            await self.reopen()
            self.room.say(f"{draft.label} is thrown away; its numbers are void")

        self.room.work(job, "builder-open", hold=True)

    def do_drafts(self) -> None:
        self.room.work(self._list, "builder-open", hold=True)

    async def _list(self) -> None:
        from tui.screens.choice import ChoiceSheet

        await self.flush()
        heads = await self.room.services.drafts.heads()
        rows = [
            (
                str(h.id),
                f"D-{h.id:<4} {fit(h.name or 'no name', 30)} {counted(h.lines, 'line'):>10}"
                + (f"   {h.holder.who} has it" if h.holder else ""),
            )
            for h in heads
        ]
        chosen = str(self.draft.id) if self.draft else None
        sheet = ChoiceSheet(self.room, "Drafts", rows, chosen, lambda name: self._choose(int(name)))
        self.room.show_sheet(sheet)

    async def take(self, draft_id: int) -> None:
        """Show this draft in place of the one that stands here. Raises Refusal: it is gone."""
        await self._open.take(draft_id)
        self._show_another()

    def _choose(self, draft_id: int) -> None:
        async def job() -> None:
            await self.take(draft_id)
            if words := self.why_not_change():
                self.room.say(words, "warn")

        self.room.work(job, "builder-open", hold=True)

    # -- what it is called, and how it goes

    def why_not_terms(self) -> str | None:
        return self.why_not_change() or (None if self.draft else "the draft is not open yet")

    def do_terms(self) -> None:
        from tui.screens.terms import open_order_terms

        self.room.work(lambda: open_order_terms(self.room, self), "terms", hold=True)

    def why_not_rename(self) -> str | None:
        return self.why_not_change()

    def do_rename(self) -> None:
        if self.draft is not None:
            self.room.ask(NamePrompt("name of the draft", self.draft.name, "", self._rename))

    def _rename(self, name: str) -> None:
        if self.draft is not None and not self.not_taken(f"“{name}”"):
            self.change(State.of(self.draft)._replace(name=name), self._row)


def _bonded_in(lines: Sequence[DraftLine]) -> list[tuple[str, str, int]]:
    """What these lines take of bonded rows."""
    return [
        (line.bonded_customer_id, line.number, line.quantity)
        for line in lines
        if line.bonded_customer_id is not None
    ]
