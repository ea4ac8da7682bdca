"""What the warehouse knows of an order: what it is told, step by step, and what it says came."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cache.inbound_late import takes_no_details
from cache.inbound_rows import inbound_words
from cache.purchase_orders import vendor_name
from tui.days import typed_day
from tui.files import free_file, typed_path
from tui.screens import inbound_rows
from tui.screens.form import Choice, Field, FormSheet
from tui.screens.marks import MarkedSheet, Row
from tui.screens.reason import ReasonSheet
from tui.text import day
from tui.widgets.lines import Line, keys_line
from tui.widgets.prompts import NamePrompt
from vendors.choices import PAYMENT_STATES, PAYMENT_TERMS
from vendors.inbound import InboundPaper, InboundState

if TYPE_CHECKING:
    from cache.inbound import InboundSaid, InboundStanding, Made, Planned
    from tui.room import Room

_LONGEST_PATH = 1000
# What a person types to have it cancelled there: nothing else undoes that.
_CANCEL = "cancel"


async def open_inbound(room: Room, order_id: int) -> None:
    """Show what the warehouse knows of an order of ours. Asks nobody. Raises Refusal."""
    planned, standing = await _read(room, order_id)
    room.show_sheet(InboundSheet(room, planned, standing))


async def _read(room: Room, order_id: int) -> tuple[Planned, InboundStanding | None]:
    inbound = room.services.inbound
    return await inbound.plan(order_id), await inbound.standing(order_id)


class InboundSheet(MarkedSheet):
    """`e` on an order opens it. Nothing is told to the warehouse before `m`."""

    places: tuple[str, ...] = ("inbound", "sheet")

    def __init__(self, room: Room, planned: Planned, standing: InboundStanding | None) -> None:
        super().__init__(room)
        self._inbound = room.services.inbound
        self._said: InboundSaid = planned.said
        self._put(planned, standing)

    def _put(self, planned: Planned, standing: InboundStanding | None) -> None:
        self._planned, self._standing = planned, standing
        self.title = f"{planned.number} · what the warehouse knows"
        self.mark = "not told" if standing is None else inbound_words(standing.row.state)[1]

    @property
    def _order_id(self) -> int:
        return self._planned.order_id

    @property
    def _name(self) -> str:
        return vendor_name(self._standing.row.keeper if self._standing else "shipstation")

    async def again(self) -> None:
        planned, standing = await _read(self._room, self._order_id)
        if (planned, standing) != (self._planned, self._standing):
            self._put(planned, standing)
            self._room.redraw_sheet()

    def rows(self, width: int) -> Sequence[Row]:
        now = self._room.now()
        rows = inbound_rows.head_rows(self._planned, self._standing, self._name, now, width)
        for part in (inbound_rows.plan_rows, inbound_rows.line_rows, inbound_rows.step_rows):
            rows += part(self._planned, self._standing, now, width)
        return rows

    def foot(self, width: int) -> Sequence[Line]:
        told = self._standing is not None
        pairs = [("m", "go on" if told else f"tell {self._name}"), ("f", "change"), ("M", "names")]
        if told:
            pairs += [("r", "receive"), ("l", "look"), ("p", "paper")]
        if self._unsettled:
            # What waits for a person alone comes before what else can be done.
            pairs = [("t", "it was taken"), ("n", "it was not"), ("l", "look"), ("p", "paper")]
        return [[("", "dim")], keys_line([*pairs, ("Esc", "back")], width)]

    def _work(self, job: Callable[[], Coroutine[Any, Any, None]], doing: str = "") -> None:
        self._room.work(job, "inbound", doing, alone=False, asks="shipstation")

    def _told(self, made: Made) -> None:
        self._room.say(made.words, "text" if made.done else "warn")
        self._room.changed("orders")

    # -- telling it

    def why_not_make(self) -> str | None:
        return self._inbound.why_not()

    def do_make(self) -> None:
        if self._planned.missing:
            self.do_names()
        else:
            self._work(self._make, f"telling {self._name} of {self._planned.number} …")

    async def _make(self) -> None:
        try:
            self._told(await self._inbound.make(self._order_id, self._said))
        finally:
            self._room.changed("orders")

    why_not_names = why_not_make

    def do_names(self) -> None:
        from tui.screens.inbound_names import open_names

        self._work(partial(open_names, self._room, self._order_id))

    def why_not_change(self) -> str | None:
        if self._standing is not None and takes_no_details(self._standing.seen):
            return f"{self._name} takes no such change any more: it does while the order is open"
        return None

    def do_change(self) -> None:
        self._room.show_sheet(SaidSheet(self._room, self._planned, self._take_said))

    def _take_said(self, said: InboundSaid) -> None:
        self._said = said
        self._planned = replace(self._planned, said=said)
        if self._standing is not None:
            self._work(partial(self._change, said), f"telling {self._name} …")

    async def _change(self, said: InboundSaid) -> None:
        self._told(await self._inbound.change(self._order_id, said))

    def why_not_look(self) -> str | None:
        if self._standing is None:
            return f"{self._name} was told nothing of it yet: m tells it"
        return self._inbound.why_not()

    def do_look(self) -> None:
        self._work(self._look, f"asking {self._name} for {self._planned.number} …")

    async def _look(self) -> None:
        self._told(await self._inbound.look(self._order_id))

    # -- a person's word

    def why_not_not_made(self) -> str | None:
        if self._unsettled:
            return None
        if self._standing is None or not self._standing.can_make_anew:
            return "only of what may or may not be there, or is gone, can be said that it is not"
        return self._inbound.why_not()

    @property
    def _unsettled(self) -> int:
        """The receipt, of which nobody knows whether it was taken: its attempt; 0 for none."""
        attempts = self._standing.attempts if self._standing else ()
        return next((one.id for one in attempts if one.can_settle), 0)

    def do_not_made(self) -> None:
        if self._unsettled:
            self._ask_receipt(made=False)
            return
        self._ask_why(
            f"{self._planned.number}: make it anew at {self._name}",
            f"{self._name} is asked once more first. If one is there after all, it is that one.",
            self._anew,
        )

    async def _anew(self, reason: str) -> None:
        self._told(await self._inbound.make_anew(self._order_id, reason))

    def why_not_taken(self) -> str | None:
        return None if self._unsettled else "there is no receipt of which nobody knows"

    def do_taken(self) -> None:
        self._ask_receipt(made=True)

    def _ask_receipt(self, *, made: bool) -> None:
        attempt = self._unsettled
        was = "taken" if made else "not taken"
        self._ask_why(
            f"{self._planned.number}: the receipt was {was}",
            f"Look at {self._name}'s own figures first: what is said wrong is counted wrong there.",
            partial(self._settle, attempt, made),
        )

    async def _settle(self, attempt: int, made: bool, reason: str) -> None:
        await self._inbound.settle_receipt(self._order_id, attempt, made, reason)
        self._room.say("it is settled; it stands here with your name")
        self._room.changed("orders")

    def _ask_why(
        self, title: str, sentence: str, tell: Callable[[str], Coroutine[Any, Any, None]]
    ) -> None:
        def take(reason: str) -> None:
            self._work(partial(tell, reason))

        ask = "Why, and who looked? Enter takes it, Esc goes back."
        sheet = ReasonSheet(self._room, title, [(sentence, "text")], ask, take)
        self._room.show_sheet(sheet)

    def why_not_cancel(self) -> str | None:
        if self._standing is None or self._standing.row.state not in ("draft", "open"):
            return f"only a draft or an open one can be cancelled at {self._name}"
        return self._inbound.why_not()

    def do_cancel(self) -> None:
        words = f"type {_CANCEL}: the order itself is not cancelled by that, only {self._name}'s"
        self._room.ask(NamePrompt(f"Cancel at {self._name}", "", words, self._cancel))

    def _cancel(self, text: str) -> None:
        if text.casefold() == _CANCEL:
            self._work(self._cancelled, f"telling {self._name} …")
        else:
            self._room.say(f"nothing was changed: “{_CANCEL}” was not typed")

    async def _cancelled(self) -> None:
        self._told(await self._inbound.tell_state(self._order_id, InboundState.CANCELLED))

    # -- what came

    def why_not_receive(self) -> str | None:
        if self._standing is None:
            return f"{self._name} was told nothing of it yet: m tells it"
        return self._inbound.why_not()

    def do_receive(self) -> None:
        from tui.screens.receiving import open_receiving

        words = f"asking {self._name} what is open of {self._planned.number} …"
        self._work(partial(open_receiving, self._room, self._order_id), words)

    why_not_paper = why_not_goods_paper = why_not_receive

    def do_paper(self) -> None:
        self._ask_paper(InboundPaper.ORDER, "order")

    def do_goods_paper(self) -> None:
        self._ask_paper(InboundPaper.RECEIVED, "received")

    def _ask_paper(self, which: InboundPaper, word: str) -> None:
        target = free_file(f"inbound-{word}-{self._planned.number}", ".pdf")
        self._room.ask(
            NamePrompt(
                "PDF into",
                target.name,
                f"in {target.parent}; one call to {self._name}",
                lambda text: self._save(which, typed_path(text or target.name)),
                limit=_LONGEST_PATH,
            )
        )

    def _save(self, which: InboundPaper, target: Path) -> None:
        self._work(partial(self._saved, which, target), f"asking {self._name} for the paper …")

    async def _saved(self, which: InboundPaper, target: Path) -> None:
        await self._inbound.paper(self._order_id, which, target)
        self._room.say(f"the paper is written to {target}")


class SaidSheet(FormSheet):
    """What a person says of an inbound order: payment, days, carrier, a note."""

    def __init__(self, room: Room, planned: Planned, take: Callable[[InboundSaid], None]) -> None:
        super().__init__(room)
        self.title = f"{planned.number} · what the warehouse is told besides"
        self._said = planned.said
        self._taken = take

    def fields(self) -> Sequence[Field]:
        said, today = self._said, self._room.now().date()
        terms = tuple(Choice(word) for word in PAYMENT_TERMS)
        states = tuple(Choice(word) for word in PAYMENT_STATES)
        usual = "as the settings say"
        dates = "the vendor's own, where it told one"
        return [
            Field("payment_terms", "payment terms", said.payment_terms, usual, choices=terms),
            Field("payment_status", "payment status", said.payment_status, usual, choices=states),
            *(
                Field(
                    name,
                    words,
                    day(value, today) if value else "",
                    dates,
                    hint="a day, as 24 Nov or 2026-11-24",
                )
                for name, words, value in (
                    ("ordered_on", "ordered on", said.ordered_on),
                    ("expected_on", "expected on", said.expected_on),
                )
            ),
            Field("carrier", "carrier", said.carrier, "the vendor's", said.carrier),
            Field("tracking", "tracking", said.tracking, "the vendor's", said.tracking),
            Field("note", "note to supplier", said.note, "none", said.note),
        ]

    def take(self, name: str, text: str) -> str:
        value: Any = text
        if name in ("ordered_on", "expected_on"):
            value = typed_day(text, self._room.now().date()) if text else None
            if text and value is None:
                return f"“{text}” is no day; 24 Nov or 2026-11-24 is"
        self._said = replace(self._said, **{name: value})
        self._taken(self._said)
        return ""
