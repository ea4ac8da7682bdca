"""A draft as the commands hold it: its lease, its lines by number, its changes with undo.

Every change is in the ledger before the command ends. A quantity that cannot be ordered is refused
with the nearest ones that can, and nothing is changed that was not asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from cache.places import Refusal
from cache.terms import NOTHING_USUAL, USUAL_VENDOR
from tui.changes import Changes, State
from tui.cli.headless import NOTHING, Desk
from tui.open_draft import OpenDraft
from tui.text import at, pieces
from vendors.buying import legal
from vendors.terms import NO_ORDER_TERMS

if TYPE_CHECKING:
    from cache.drafts import Draft, DraftLine
    from tui.panes.drafting import DraftPane


class HeldDraft:
    """The one draft that commands change. `take` or `new` first; `flush` after each change."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._open = OpenDraft(desk.services.drafts, self._met)
        self._usual = NOTHING_USUAL
        self.changes = Changes()
        # No line is under a cursor here.
        self.line: DraftLine | None = None

    @property
    def pane(self) -> DraftPane:
        """As the forms for terms know it."""
        return cast("DraftPane", self)

    @property
    def draft(self) -> Draft | None:
        return self._open.draft

    @property
    def there(self) -> Draft:
        """The draft. Raises Refusal where none is open."""
        if self._open.draft is None:
            raise Refusal("No draft is open: `open D-17` opens one, `draft new` begins one.", 2)
        return self._open.draft

    @property
    def draft_lines(self) -> list[DraftLine]:
        return self._open.draft.lines if self._open.draft else []

    # -- which one, and whose

    async def take(self, number: int) -> Draft:
        """Hold this draft, to read where another session has it. Raises Refusal: it is gone."""
        if self._open.draft is None or self._open.draft.id != number:
            if number not in {one.id for one in await self._desk.services.drafts.heads()}:
                raise Refusal(
                    f"There is no open draft D-{number}: `drafts` lists them. Nothing was changed.",
                    NOTHING,
                )
            await self._open.take(number)
            await self._begun()
        else:
            # An order, or another session, may have changed it since.
            await self._open.look()
        return self.there

    async def new(self, name: str) -> Draft:
        draft = await self._desk.services.drafts.new(name)
        return await self.take(draft.id)

    async def current(self) -> Draft:
        await self._open.current()
        await self._begun()
        return self.there

    async def take_over(self) -> None:
        await self._open.take_over()
        await self._begun()

    async def let_go(self) -> None:
        """No draft is held any more, and another session may take it."""
        draft = self._open.draft
        if draft is not None:
            await self._open.flush()
            await self._desk.services.drafts.leases.give_back(draft.id)
        self._open = OpenDraft(self._desk.services.drafts, self._met)
        self.changes.clear()

    async def _begun(self) -> None:
        services = self._desk.services
        self.changes.clear()
        await services.book.read()
        self._usual = await services.drafts.usual()
        usable = services.book.usable(self.vendor)
        nowhere = self.there.customer_id is None and len(usable) == 1
        if nowhere and not self.why_not_change():
            # As the screen does: with one ship-to there is nothing to choose.
            there, terms = usable[0].place, self.there.terms
            if terms == NO_ORDER_TERMS:
                terms = self._usual.at(there, self.vendor)
            self._put(State.of(self.there)._replace(customer_id=there, terms=terms))
            await self._open.flush()

    @property
    def vendor(self) -> str:
        """Whose order the draft becomes, or the first of them."""
        return next((line.vendor for line in self.draft_lines if line.vendor), USUAL_VENDOR)

    def why_not_change(self) -> str | None:
        lease, draft = self._open.lease, self._open.draft
        if draft is None:
            return "no draft is open"
        if lease is None or lease.mine:
            return None
        since = at(lease.since, self._desk.now()).partition(" ")[2]
        return (
            f"{lease.who}, since {since} has {draft.label}: "
            f"`draft take-over {draft.label}` takes it over"
        )

    def mine(self) -> Draft:
        """The draft, to change it. Raises Refusal where another session has it."""
        draft = self.there
        if words := self.why_not_change():
            raise Refusal(f"{words[:1].upper()}{words[1:]}. Nothing was changed.")
        return draft

    # -- its lines

    def numbered(self, text: str) -> tuple[int, DraftLine]:
        """The line of this number, and its place. Raises Refusal."""
        lines = self.there.lines
        number = int(text) if text.isdecimal() and len(text) < 6 else 0
        if not 1 <= number <= len(lines):
            has = f"lines 1 to {len(lines)}" if len(lines) > 1 else "line 1" if lines else "no line"
            raise Refusal(f"{self.there.label} has {has}, and no line “{text}”.", 2)
        return number - 1, lines[number - 1]

    @property
    def codes(self) -> dict[str, str]:
        """What ship-tos are called, by CustomerId or place."""
        return self._desk.services.book.codes()

    def code(self, customer_id: str | None) -> str:
        if customer_id is None:
            return "no ship-to yet"
        return self.codes.get(customer_id, customer_id)

    # -- its changes

    def change(self, state: State, name: object = None) -> None:
        """The draft is this from now on; `undo` brings back what it was."""
        draft = self.mine()
        self.changes.made(State.of(draft))
        self._put(state)

    def change_lines(self, lines: Sequence[DraftLine], name: object = None) -> None:
        self.change(State.of(self.there)._replace(lines=list(lines)), name)

    def recall(self, state: State) -> None:
        """An earlier or a later state again."""
        self.mine()
        self._put(state)

    def _put(self, state: State) -> None:
        state.put_into(self.there)
        self._open.changed()

    async def flush(self) -> None:
        """When this returns, every change made before is in the ledger."""
        await self._open.flush()
        await self._desk.services.releasing.project()

    def _met(self, ours: State | None, words: str) -> None:
        """Another session was here."""
        self.changes.clear()
        if ours is not None:
            self.changes.made(ours)
        self._desk.say(f"{words[:1].upper()}{words[1:]}.", "warn")


def number_of(text: str) -> int:
    """A number of pieces, above zero. Raises Refusal."""
    from tui.widgets.editor import whole

    number = whole(text)
    if not number:
        raise Refusal(f"“{text}” is no number of pieces. Nothing was changed.", 2)
    return number


def check_legal(line: DraftLine, what: str) -> None:
    """Raises Refusal where so many pieces cannot be ordered, naming the nearest that can."""
    judged = legal(line.quantity, line.moq, line.multiple, line.maximum)
    if judged.ok:
        return
    near = [pieces(one) for one in (judged.below, judged.above) if one is not None]
    can = f"; {' and '.join(near)} can be ordered" if near else ""
    named = " ".join(filter(None, (line.part, line.packaging)))
    raise Refusal(f"{named}: {judged.reason}{can}. {what}", 1)
