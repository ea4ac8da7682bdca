"""One order opened: what is to be done first, then ours beside the vendor's, and how it came."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from cache.purchase_orders import PLACEABLE, vendor_name
from cache.status_words import settled_words, state_words
from tui.screens import changed, inbound_rows, order_rows, packing, unknown
from tui.screens.facts import TextSheet
from tui.screens.limit_rows import story_rows
from tui.screens.marks import MarkedSheet, Row
from tui.screens.reason import ReasonSheet
from tui.screens.release_rows import release_rows
from tui.widgets.lines import Line

if TYPE_CHECKING:
    from cache.confirming import Difference
    from cache.order_detail import OrderDetail
    from cache.reconciling import Standing
    from cache.releasing import Effect
    from tui.room import Room

# The states in which the vendor has its lines, so that a reserve should show them.
_TAKEN = ("accepted", "accepted_no_number", "duplicate")


async def open_order(room: Room, rowid: int, line_no: int = 0, number: str = "") -> None:
    """Show the order behind a row of the history, and mark it as looked at by this person.

    The cursor stands on line `line_no` of ours, or on the vendor's line of this number.
    """
    detail, standing = await read(room, rowid)
    sheet = OrderSheet(room, detail, standing, await _effects(room, detail))
    room.show_sheet(sheet)
    if line_no or number:
        sheet.put_on(line_no, number)
    await room.services.orders.looked(detail)
    room.changed("orders")


async def read(room: Room, rowid: int) -> tuple[OrderDetail, Standing | None]:
    """The order, and of an open one how often it was looked for. Raises Refusal."""
    services = room.services
    detail = await services.orders.detail(rowid)
    if detail.order_id is None or detail.state not in unknown.OPEN:
        return detail, None
    return detail, await services.reconciling.standing(detail.order_id)


async def _effects(room: Room, detail: OrderDetail) -> tuple[Effect, ...]:
    """What became of the reserves of its bonded lines. Raises Refusal."""
    if detail.order_id is None or detail.state not in _TAKEN:
        return ()
    return await room.services.releasing.effects(detail.order_id)


class OrderSheet(MarkedSheet):
    """Enter on a row of the history opens this."""

    places: tuple[str, ...] = ("order", "sheet")

    def __init__(
        self,
        room: Room,
        detail: OrderDetail,
        standing: Standing | None,
        effects: Sequence[Effect] = (),
    ) -> None:
        super().__init__(room)
        self._effects = tuple(effects)
        self._put(detail, standing)

    def _put(self, detail: OrderDetail, standing: Standing | None) -> None:
        self._detail = detail
        self._standing = standing
        self.title = f"{detail.number} · {vendor_name(detail.vendor)}"
        status = detail.vendor_orders[0].status if detail.vendor_orders else ""
        self.mark = state_words(detail.state, status, noted=unknown.noted(detail))[1]

    def whence(self) -> tuple[str, ...]:
        return ("order", self._detail.number)

    async def again(self) -> None:
        detail, standing = await read(self._room, self._detail.rowid)
        effects = await _effects(self._room, detail)
        if effects != self._effects:
            self._effects = effects
            self._room.redraw_sheet()
        if (detail, standing) != (self._detail, self._standing):
            was, news = self._detail.state, detail.news != self._detail.news
            # What settled it is said as it is to whoever has another sheet before them.
            if detail.state != was and not settled_words(was, detail.state, "", ()):
                word = state_words(detail.state, "")[1]
                self._room.say(f"{detail.number} is now {word}: its audit below says why")
            self._put(detail, standing)
            self._room.redraw_sheet()
            if news:
                await self._room.services.orders.looked(detail)
                self._room.changed("orders")

    def rows(self, width: int) -> Sequence[Row]:
        detail, now = self._detail, self._room.now()
        rows = unknown.head_rows(detail, self._standing, now, width)
        for part in (
            order_rows.fact_rows,
            changed.change_rows,
            order_rows.difference_rows,
            order_rows.line_rows,
            partial(release_rows, self._effects),
            order_rows.shipment_rows,
            partial(inbound_rows.order_section, self._room),
            order_rows.news_rows,
            story_rows,
            order_rows.attempt_rows,
            order_rows.audit_rows,
        ):
            rows += part(detail, now, width)
        return rows

    def foot(self, width: int) -> Sequence[Line]:
        if self._detail.state not in unknown.OPEN:
            return ()
        return unknown.foot_lines(self._detail, self.mark_here, width)

    # -- keys

    def why_not_look(self) -> str | None:
        if self._detail.state in unknown.OPEN:
            return None
        if self._elsewhere:
            return f"{self._elsewhere}: F5 in the history asks for its progress"
        return "what became of this order is known: F5 in the history asks for its progress"

    def do_look(self) -> None:
        words = f"asking {vendor_name(self._detail.vendor)} for {self._detail.number} …"
        self._room.work(self._look, "look", words, asks=self._detail.vendor)

    async def _look(self) -> None:
        try:
            finding = await self._room.services.reconciling.look(self._order_id)
            self._room.say(finding.words, "text" if finding.kind == "one" else "warn")
        finally:
            # A look that failed stands among the looks too.
            self._room.changed("orders")

    def why_not_not_placed(self) -> str | None:
        if self._detail.state == "unknown":
            return None
        if self._elsewhere:
            return f"{self._elsewhere}, so there is nothing to say of it"
        return "only of an unknown order can be said that it was not placed"

    def do_not_placed(self) -> None:
        name, number = vendor_name(self._detail.vendor), self._detail.number
        self._ask_why(
            f"{number} was not placed",
            [
                (f"Only {name}'s word counts: that nothing is found proves nothing.", "danger"),
                (
                    "If it was placed all the same and is sent again, it is ordered twice. A new "
                    f"send keeps the number {number}, so that two would show as two.",
                    "text",
                ),
            ],
            f"Who at {name} said so, when and how? Enter takes it, Esc goes back.",
            self._not_placed,
        )

    async def _not_placed(self, reason: str) -> None:
        await self._room.services.reconciling.not_placed(self._order_id, reason)
        self._room.say(f"{self._detail.number} is not placed; d opens its draft")
        self._room.changed("orders")

    def why_not_note(self) -> str | None:
        here = self._difference
        if here is None:
            found = self._detail.confirmation
            if self._elsewhere:
                return f"{self._elsewhere}, so there is nothing to compare it with"
            if found is None or not found.differences:
                return "nothing differs from what was ordered"
            if not found.open:
                return "what differs was taken note of before; by whom stands below"
            return "put the cursor on what differs first: ↓"
        return None if here.acknowledged is None else "that was taken note of before"

    def do_note(self) -> None:
        here = self._difference
        if here is None:
            return
        if here.what != "twice":
            # By name, and one key each: a form with fifty reasons would be filled in unread.
            self._room.work(partial(self._note, here.name, ""), "told", alone=False)
            return
        self._ask_why(
            f"{self._detail.number}: take the alarm away",
            [
                (here.words, "danger"),
                ("It is charged twice unless one of them was cancelled.", "text"),
            ],
            "What was done about it, and who said so? Enter takes it, Esc goes back.",
            partial(self._note, here.name),
        )

    async def _note(self, name: str, reason: str) -> None:
        await self._room.services.confirming.acknowledge(self._order_id, name, reason)
        self._room.say("taken note of; it stays here with your name")
        self._room.changed("orders")

    @property
    def _difference(self) -> Difference | None:
        """What differs under the cursor; of an alarm at once the alarm."""
        found = self._detail.confirmation.differences if self._detail.confirmation else ()
        here = self.mark_here
        named = [one for one in found if here is not None and one.name == here.difference]
        alarms = [one for one in found if one.what == "twice" and one.acknowledged is None]
        return next(iter(named or alarms), None)

    def _ask_why(
        self,
        title: str,
        sentences: Sequence[tuple[str, str]],
        ask: str,
        tell: Callable[[str], Coroutine[Any, Any, None]],
    ) -> None:
        def take(reason: str) -> None:
            self._room.work(partial(tell, reason), "told", alone=False)

        self._room.show_sheet(ReasonSheet(self._room, title, sentences, ask, take))

    def why_not_body(self) -> str | None:
        if self._elsewhere:
            return f"{self._elsewhere}, so nothing of it was sent from here"
        return None if self._detail.attempts else "nothing of this order was sent from here"

    def do_body(self) -> None:
        self._room.work(self._body, "body", hold=True)

    async def _body(self) -> None:
        bodies = await self._room.services.orders.bodies(self._order_id)
        lines = [line for n, text in bodies for line in (f"attempt {n}", *text.split("\n"), "")]
        note = "as it was sent; what says who and where is hidden, and stays in the ledger"
        self._room.show_sheet(TextSheet(f"{self._detail.number}: the body", note, lines[:-1]))

    def why_not_draft(self) -> str | None:
        detail = self._detail
        if self._elsewhere:
            return f"{self._elsewhere}: r in the history makes a new draft of its lines"
        if detail.state in PLACEABLE and detail.draft_id is not None:
            return None
        match detail.state:
            case "unknown" | "placing":
                name = vendor_name(detail.vendor)
                return f"it may be at {name}: l looks now; nothing of it is ordered again before"
            case "accepted" | "accepted_no_number" | "duplicate" | "vendor":
                return "it is ordered: r in the history makes a new draft of its lines"
        return "its lines are in no draft: r in the history makes a new one of them"

    def do_draft(self) -> None:
        if self._detail.draft_id is not None:
            said = f"P places it again, under the same number {self._detail.number}"
            self._room.open_draft(self._detail.draft_id, said)

    def why_not_packing(self) -> str | None:
        return packing.why_not_packing(self._detail)

    def do_packing(self) -> None:
        room, detail = self._room, self._detail
        room.work(partial(packing.open_packing, room, detail), "packing-open", hold=True)

    def why_not_change(self) -> str | None:
        here, detail = self.mark_here, self._detail
        if here is not None and here.change:
            return None
        name = vendor_name(detail.vendor)
        if self._elsewhere:
            return f"{self._elsewhere}: o says what to tell {name}"
        if detail.state not in ("accepted", "duplicate"):
            return f"nothing of it can be changed at {name}: o says what can be done"
        if words := self._room.services.changing.why_not(detail.vendor):
            return words
        return None if self._line_here else "put the cursor on a line, or on a change, first: ↓"

    def do_change(self) -> None:
        here, detail = self.mark_here, self._detail
        if here is not None and here.change:
            found = next(one for one in detail.changes if one.id == here.change)
            self._room.show_sheet(changed.ChangedSheet(self._room, found))
        else:
            from tui.screens.change import open_change

            line = self._line_here
            open_change(self._room, self._order_id, detail.number, detail.vendor, line)

    @property
    def _line_here(self) -> int:
        """The line of ours under the cursor, or the only one there is; 0 for none."""
        ours = [line.ours.line_no for line in self._detail.lines if line.ours is not None]
        here = self.mark_here.line_no if self.mark_here is not None else 0
        return here or (ours[0] if len(ours) == 1 else 0)

    def why_not_inbound(self) -> str | None:
        if self._elsewhere:
            return f"{self._elsewhere}: the warehouse is told of our own orders only"
        return None

    def do_inbound(self) -> None:
        from tui.screens.inbound import open_inbound

        room, order_id = self._room, self._order_id
        room.work(partial(open_inbound, room, order_id), "inbound-open", hold=True)

    def do_wrong(self) -> None:
        from tui.screens.mistake import MistakeSheet

        self._room.show_sheet(MistakeSheet(self._room, self._detail))

    @property
    def _elsewhere(self) -> str:
        """That nothing of it is ours, to stand before what follows from that; empty for ours."""
        return "it was not ordered here" if self._detail.order_id is None else ""

    @property
    def _order_id(self) -> int:
        return self._detail.order_id or 0
