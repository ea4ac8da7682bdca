"""One request for approval: what changed since, who asks and why, and the order whole.

What counts as typed is said in `tui.screens.typed`. Only what stands here is approved: where the
order is another one meanwhile, the ledger refuses, and it is shown anew.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from cache.places import Refusal
from cache.purchase_orders import PLACEABLE, vendor_name
from cache.review import review_of_order
from cache.spending_rules import these
from tui.screens import taking_back
from tui.screens.commit_rows import (
    first_of_foot,
    goods_lines,
    ordered_facts,
    ship_to_lines,
    total_lines,
)
from tui.screens.limit_rows import STATES, changed_lines
from tui.screens.order_rows import moment
from tui.screens.reason import ReasonSheet
from tui.screens.sheet import pair, paragraph
from tui.screens.terms_rows import release_lines
from tui.screens.typed import GUARD, TypedSheet, end_of, end_words
from tui.text import age, money
from tui.widgets.lines import Line, keys_line

if TYPE_CHECKING:
    from cache.approvals import Request
    from cache.purchase_orders import Frozen
    from cache.review import Review
    from tui.room import Room

# The names at the left of what the request says, in cells.
_NAMES = 9
_CHANGED = "It was changed just now: read it again. Nothing was decided."


class Seen(NamedTuple):
    """A request as it was read. `changes`: what of the order changed since it was asked for;
    `spent`: what whoever asked placed in 24 hours and in 7 days."""

    request: Request
    order: Frozen
    changes: tuple[str, ...]
    spent: tuple[Decimal, Decimal]
    review: Review


async def read(room: Room, request_id: int) -> Seen:
    """Raises Refusal."""
    approvals = room.services.approvals
    request, order, changes = await approvals.look(request_id)
    review = await _named(room, review_of_order(order))
    return Seen(request, order, changes, await approvals.spent(request), review)


async def _named(room: Room, review: Review) -> Review:
    """With what the vendor calls the profile and the supplier that the order names."""
    services, terms = room.services, review.terms
    if terms.profile and (profiles := await services.profiles.have(review.vendor)):
        review.profile = next((one for one in profiles.items if one.id == terms.profile), None)
    if terms.supplier and (suppliers := await services.suppliers.have(review.vendor)):
        review.supplier = next((x.name for x in suppliers.items if x.id == terms.supplier), "")
    return review


async def open_approval(room: Room, request_id: int) -> None:
    """Show the request. Raises Refusal."""
    room.show_sheet(ApprovalSheet(room, await read(room, request_id)))


async def open_of_order(room: Room, order_id: int, place: bool = False) -> None:
    """Show what waits, or was decided, of an order; with `place` review it at once instead.
    Raises Refusal where there is nothing any more."""
    waiting = await room.services.approvals.waiting()
    request = next((one for one in reversed(waiting) if one.order_id == order_id), None)
    if request is None:
        raise Refusal("It was placed, or decided, meanwhile: the list shows what is left.")
    if place:
        await open_draft_of(room, request.id)
    else:
        await open_approval(room, request.id)


async def open_draft_of(room: Room, request_id: int) -> None:
    """Go to the draft of the order that was asked for, and review it. Raises Refusal."""
    _, order, _ = await room.services.approvals.look(request_id)
    if order.draft_id is None or order.state not in PLACEABLE:
        raise Refusal(f"{order.number} is in no draft any more: 4 shows it in the history.")
    room.open_draft(order.draft_id, "", review=True)


def _content(seen: Seen) -> str:
    return seen.order.content.sha256()


class ApprovalSheet(TypedSheet):
    """For whoever may decide; others read the same, and are told who may."""

    places: tuple[str, ...] = ("approval",)

    def __init__(self, room: Room, seen: Seen, guard: float = GUARD) -> None:
        super().__init__(room, guard)
        self._deciding = False
        # What the ledger takes for looked at is what stands here, and nothing that is on its way.
        self._turn = asyncio.Lock()
        self._put(seen)
        self.ask_next()

    def _put(self, seen: Seen) -> None:
        self.seen, order = seen, seen.order
        self._review = seen.review
        self.mark = order.environment.upper()
        self.title = f"Approval of {order.number} at {vendor_name(order.content.vendor)}"

    async def again(self) -> None:
        """Show the order as it is now: what is typed counts for what was read."""
        async with self._turn:
            seen = await read(self._room, self.request.id)
            if seen == self.seen:
                return
            changed = _content(seen) != _content(self.seen)
            self._put(seen)
            self.complaint = _CHANGED if self.decidable and changed else ""
            self.ask_next()
            self._room.redraw_sheet()

    # -- what may be done

    @property
    def request(self) -> Request:
        return self.seen.request

    @property
    def decidable(self) -> bool:
        """Whether it waits, and the person at this session may decide it."""
        return self._waits and not self.request.barred

    @property
    def withdrawable(self) -> bool:
        """Whether it waits, and the person at this session asked for it."""
        return self._waits and self.mine

    @property
    def _waits(self) -> bool:
        return self.request.state == "asked" and self.seen.order.state in PLACEABLE

    @property
    def mine(self) -> bool:
        return self.request.by_uid == self._room.services.person.uid

    @property
    def to_place(self) -> bool:
        """Whether whoever asked can place it now."""
        return self.mine and self.request.state == "approved"

    @property
    def given(self) -> bool:
        """Whether it is approved, and the person at this session may take that back."""
        return not self.request.kept

    def _who_may(self) -> str:
        """Who can decide instead, for a sentence of its own."""
        if can := self.request.can:
            return f" {these(can, 'or')} may."
        return " Nobody can: an administrator has to name another approver."

    @property
    def _barred(self) -> str:
        why = f"You cannot decide it: {self.request.barred}."
        return why + self._who_may()

    # -- keys

    def deaf(self, key: str) -> str:
        return "it is being decided: what comes of it is said here" if self._deciding else ""

    @property
    def takes_text(self) -> bool:
        return self.decidable

    @property
    def lacks(self) -> frozenset[str]:  # type: ignore[override]
        # Whose request it is, and who may decide it, stays so.
        no = self.withdrawable or self.given
        lacking = set() if no else {"decline"} if self.mine else {"draft"}
        return frozenset(lacking if self.decidable or self.to_place else {*lacking, "commit"})

    def why_not_commit(self) -> str | None:
        return None if self.decidable or self.to_place else self._why_not()

    def _why_not(self) -> str:
        request = self.request
        if self.seen.order.state not in PLACEABLE:
            return (
                f"{request.number} is {self.seen.order.state.replace('_', ' ')}: nothing to decide"
            )
        if request.state != "asked":
            return f"it is decided: {STATES[request.state][1]}; Esc goes back"
        return self._barred

    def do_commit(self) -> None:
        if self.to_place:
            self._room.work(partial(open_draft_of, self._room, self.request.id), "approval")
            return
        typed, wanted = self.editor.text.strip(), end_of(self.request.number)
        self.editor.clear()
        if typed.upper() == wanted:
            self._decide(approve=True, reason="")
        else:
            words = f"that is not {wanted}" if typed else "nothing typed"
            self.complaint = f"{words}; nothing was approved"
        self._room.redraw_sheet()

    def why_not_decline(self) -> str | None:
        no = self.decidable or self.withdrawable or self.given
        return None if no else self._why_not()

    def do_decline(self) -> None:
        request = self.request
        if self.given:
            self._room.show_sheet(taking_back.asking(self._room, request))
            return
        total = f"{money(self._review.total)} {self._review.currency}"
        sentences = [(f"{request.by} asks for {total}: “{request.reason}”", "text")]
        title = f"Decline {request.number}"
        ask = f"Why not? {request.by} reads it. Enter declines, Esc goes back."
        if self.withdrawable:
            title = f"Withdraw the request for {request.number}"
            ask = "Why? It stays in the story of the order. Enter withdraws, Esc goes back."
        self._room.show_sheet(
            ReasonSheet(
                *(self._room, title, sentences),
                ask,
                lambda reason: self._decide(approve=False, reason=reason),
            )
        )

    def why_not_draft(self) -> str | None:
        if self.seen.order.state not in PLACEABLE or self.seen.order.draft_id is None:
            return "it is in no draft any more: 4 shows it in the history"
        return None if self.mine else f"the draft is {self.request.by}'s: it is approved as it is"

    def do_draft(self) -> None:
        said = f"P reviews it again, under the same number {self.request.number}"
        if self.seen.order.draft_id is not None:
            self._room.open_draft(self.seen.order.draft_id, said)

    def _decide(self, approve: bool, reason: str) -> None:
        self._deciding = True
        job = partial(self._decided, _content(self.seen), approve, reason)
        self._room.work(job, "approval", alone=False)

    async def _decided(self, content: str, approve: bool, reason: str) -> None:
        """Decide on what said `content` when the last key was pressed, and on nothing else."""
        approvals, room = self._room.services.approvals, self._room
        try:
            async with self._turn:
                if content != _content(self.seen):
                    raise Refusal(_CHANGED)
                request = await approvals.decide(self.request.id, approve, reason)
        except Refusal as refusal:
            self._deciding = False
            await self.again()
            self.complaint = refusal.sentence
            room.redraw_sheet()
            return
        finally:
            self._deciding = False
        room.close_sheet()
        until = "" if request.until is None else f" until {moment(request.until, room.now())}"
        what = f"approved{until}: {request.by} can place it" if approve else "declined"
        words = f"{request.number} is {what}; {request.by}'s list says so"
        if request.state == "withdrawn":
            words = f"the request for {request.number} is withdrawn; the draft is kept"
        room.say(words, "good")
        room.changed("orders")

    # -- what it shows

    def lines(self, width: int) -> Sequence[Line]:
        review, order = self._review, self.seen.order
        blank: Line = [("", "dim")]
        lines = changed_lines(self.seen.changes, width)
        lines += [blank] if lines else []
        lines += self._asked(width)
        lines.append(blank)
        for problem in review.problems:
            lines += paragraph(f"! {problem}", width, "danger")
        site = self._site(review.customer_id)
        lines += ship_to_lines(review, site, width, _NAMES)
        lines += release_lines(review, width, _NAMES)
        lines.append(blank)
        lines += goods_lines(review, self._site, width, ordered_facts)
        lines.append(blank)
        lines += total_lines(review, age(order.content.priced_at, self._room.now()), width)
        return lines

    def _site(self, customer_id: str) -> str:
        locations = self._room.services.bonded.locations()
        codes = {site.customer_id: site.code for site in locations}
        return codes.get(customer_id) or customer_id

    def _asked(self, width: int) -> list[Line]:
        """Who asks for what and why, which limits it is above, and what was placed before."""
        request, now = self.request, self._room.now()
        _, word, role = STATES[request.state]
        lines = pair("asked by", f"{request.by}, {moment(request.at, now)}", width, _NAMES)
        lines += pair("why", request.reason, width, _NAMES, "strong")
        if request.state != "asked":
            lines += pair(word, self._decision(), width, max(_NAMES, len(word)), role)
        for words in request.over or ("no limit, as things are now",):
            lines += pair("above", words, width, _NAMES, "warn" if request.over else "text")
        day, week = (f"{money(amount)} {request.currency}" for amount in self.seen.spent)
        vendor = vendor_name(request.vendor)
        words = f"{day} in 24 hours, {week} in 7 days, by {request.by} at {vendor}; this is on top"
        return lines + pair("placed", words, width, _NAMES)

    def _decision(self) -> str:
        request, now = self.request, self._room.now()
        if request.decided_at is None:
            return "nobody decided it"
        words = f"decided by {request.decided_by}, {moment(request.decided_at, now)}"
        if request.state == "approved" and request.until is not None:
            words += f", holds until {moment(request.until, now)}"
        words += f": “{request.decision_reason}”" if request.decision_reason else ""
        if request.taken_at is None:
            return words
        why = f": “{request.taken_reason}”" if request.taken_reason else ""
        return f"by {request.taken_by}, {moment(request.taken_at, now)}{why}; {words}"

    def foot(self, width: int) -> Sequence[Line]:
        """What has to be typed, or why nothing can be: always in view."""
        lines: list[Line] = [first_of_foot(self._review, width)]
        if self._deciding:
            return [*lines, [("writing it into the ledger …", "accent")]]
        if self.complaint:
            lines += paragraph(self.complaint, width, "warn")
        draft = [] if self.why_not_draft() else [("F2", "draft")]
        if self.to_place:
            keys = keys_line([("Enter", "review and place"), *draft, ("Esc", "back")], width)
            words = "It is approved: Enter opens its draft and shows the sheet that places it."
            return [*lines, *paragraph(words, width, "strong"), keys]
        if not self.decidable:
            words = self._why_not()
            sentence = f"{words[:1].upper()}{words[1:]}"
            lines += paragraph(f"{sentence.rstrip('.')}.", width, "warn")
            back = [("F4", "withdraw it")] if self.withdrawable else []
            back += [("F4", "take it back")] if self.given else []
            return [*lines, keys_line([*back, *draft, ("Esc", "back")], width)]
        rules = self._room.services.approvals.rules
        holds = f"{rules.holds.total_seconds() / 3600:g} hours"
        ask = f"To approve it, type {end_words(self.request.number)} and Enter."
        lines += paragraph(ask, width, "strong")
        rises = f"{rules.drift.normalize():f} %"
        lines += paragraph(f"That holds for {holds}, and while it rises by {rises} at most.", width)
        field = [("▸ ", "accent"), *self.editor.spans(9, active=True), ("   ", "dim")]
        keys = keys_line([("F4", "decline, and why"), ("Esc", "back")], width - 14)
        return [*lines, [*field, *keys]]
