"""Changing a line of an order that the vendor has: what is allowed, and what is to be otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from cache.changing_rules import as_it_stands, schedules_words
from cache.places import Refusal
from cache.purchase_orders import vendor_name
from cache.terms_faults import past_day
from cache.terms_words import schedules_words as schedules_said
from cache.vendor_orders import day_words
from tui.days import HOW, typed_day
from tui.schedules import HOW_SCHEDULES, LONGEST, as_typed, typed_schedules
from tui.screens.form import Choice, Field, FormSheet
from tui.screens.sheet import paragraph
from tui.text import age, pieces
from tui.widgets.editor import LineEditor
from tui.widgets.lines import Line
from vendors.afterwards import ChangeKind, HeldLine, HeldSchedule, LineChange
from vendors.errors import VendorError

if TYPE_CHECKING:
    from textual.events import Key

    from cache.changing import LineStanding, Standing
    from tui.room import Room

_YES, _NO = "yes", "no"
_DATED = (ChangeKind.SCHEDULES, ChangeKind.SCHEDULE_DATE)
_ONE = "one change at a time: x takes the other away"


def open_change(room: Room, order_id: int, number: str, vendor: str, line_no: int) -> None:
    """Show the sheet at once; what the vendor allows comes when it has answered."""
    sheet = ChangeSheet(room, order_id, number, vendor, line_no)
    room.show_sheet(sheet)
    room.work(sheet.ask, "change-asked", asks=vendor)


class ChangeSheet(FormSheet):
    """Opened by c on a line of an order. One change at a time, sent from a sheet of its own."""

    def __init__(self, room: Room, order_id: int, number: str, vendor: str, line_no: int) -> None:
        super().__init__(room)
        self.title = f"{number}: change line {line_no}"
        self.mark = room.environment.upper()
        self.change: LineChange | None = None
        self._order_id = order_id
        self._vendor = vendor
        self._line_no = line_no
        self._standing: Standing | None = None
        self._failed = ""
        self._asking = ""
        self._over = False

    @property
    def places(self) -> tuple[str, ...]:  # type: ignore[override]
        if self._asking or self._standing is None:
            return ("sheet",)
        return ("change", *super().places) if self._field is None else super().places

    def closed(self) -> None:
        self._over = True

    # -- asking

    async def ask(self) -> None:
        try:
            self._standing = await self._room.services.changing.standing(self._order_id)
        except (Refusal, VendorError) as error:
            self._failed = error.in_full if isinstance(error, VendorError) else error.sentence
            raise
        finally:
            if not self._over:
                self._room.redraw_sheet()

    def key(self, event: Key) -> bool:
        if self._asking and event.key != "escape":
            self._room.say(f"{self._asking}: wait for it, or Esc goes back", "warn")
            return True
        return super().key(event)

    def why_not_review(self) -> str | None:
        return None if self.change else "nothing is to be changed yet: Enter on a field types it"

    def do_review(self) -> None:
        change = self.change
        if change is not None:
            self._asking = f"{vendor_name(self._vendor)} is being asked how the line stands now"
            self._room.redraw_sheet()
            prepare = partial(self._prepare, change)
            self._room.work(prepare, "change-asked", alone=False, asks=self._vendor)

    async def _prepare(self, change: LineChange) -> None:
        from tui.screens.change_commit import ChangeCommit

        try:
            prepared = await self._room.services.changing.prepare(self._order_id, change)
        except (Refusal, VendorError) as error:
            said = error.in_full if isinstance(error, VendorError) else error.sentence
            self._complaint = said
            if isinstance(error, VendorError):
                raise
            return
        finally:
            self._asking = ""
            if not self._over:
                self._room.redraw_sheet()
        if not self._over:
            self._room.show_sheet(ChangeCommit(self._room, prepared))

    # -- what it shows

    def lines(self, width: int) -> Sequence[Line]:
        name = vendor_name(self._vendor)
        if self._standing is None:
            self._cursor_line = None
            if self._failed:
                words = f"What can be changed is not known: {self._failed} Esc, then c asks again."
                return paragraph(words, width, "warn")
            return paragraph(f"asking {name} how the line stands …", width, "accent")
        said = f"{name} was asked {age(self._standing.asked_at, self._room.now())} ago."
        if not self._mine:
            said += f" Its order management shows no line {self._line_no} of this order"
            gone = self._standing.missing
            said += f", and does not know {', '.join(gone)}." if gone else "."
            self._cursor_line = None
            return paragraph(said, width, "warn")
        head = paragraph(said, width)
        lines = super().lines(width)
        if self._cursor_line is not None:
            self._cursor_line += len(head)
        return [*head, *lines]

    def foot(self, width: int) -> Sequence[Line]:
        if self._asking:
            return [[("", "dim")], *paragraph(f"{self._asking} …", width, "accent")]
        if self._standing is None or not self._mine:
            return [[("", "dim")], [("Esc", "key"), (" back", "dim")]]
        lines = list(super().foot(width))
        if self._field is None and self.change is not None:
            lines[-1] = [("P", "key"), (" review and send   ", "dim"), *lines[-1]]
        return lines

    @property
    def _mine(self) -> list[LineStanding]:
        """The vendor's lines of ours; mostly one."""
        found = self._standing.lines if self._standing else ()
        return [one for one in found if one.line_no == self._line_no]

    def fields(self) -> Sequence[Field]:
        return [field for one in self._mine for field in self._of(one)]

    def _of(self, standing: LineStanding) -> list[Field]:
        line, mine = standing.line, self._change_of(standing.line)
        asked = self.change

        def why_not(kind: ChangeKind, index: int | None = None) -> str:
            if words := standing.why_not.get(kind):
                return words
            this = mine is not None and mine.kind is kind and mine.index == index
            return "" if asked is None or this else _ONE

        at = f"{line.sales_order} {line.detail}"
        backorder = f", {pieces(line.backordered)} on backorder" if line.backordered else ""
        head = (
            f"sales order {line.sales_order} · {line.number} · {pieces(line.quantity)} pieces, "
            f"{pieces(line.shipped)} shipped{backorder}"
        )
        quantity = _value(mine, ChangeKind.QUANTITY)
        days = mine.schedules if mine and mine.kind is ChangeKind.QUANTITY else ()
        backordered = _value(mine, ChangeKind.BACKORDER)
        anew = mine.schedules if mine and mine.kind is ChangeKind.SCHEDULES else ()
        name = vendor_name(self._vendor)
        return [
            Field("", head),
            Field(
                f"quantity {at}",
                "new quantity",
                quantity,
                f"{pieces(line.quantity)} now",
                quantity,
                why_not(ChangeKind.QUANTITY),
                hint="the new total; minimum and multiple hold as in an order. No call cancels",
            ),
            Field(
                f"days {at}",
                "… on which days",
                schedules_said(days),
                f"{name} picks them" if quantity else "a new quantity first",
                as_typed(days),
                why_not(ChangeKind.QUANTITY) or ("" if quantity else "a new quantity first"),
                hint=f"{HOW_SCHEDULES}; or nothing",
                longest=LONGEST,
            ),
            Field(
                f"backorder {at}",
                "on backorder",
                backordered,
                f"{pieces(line.backordered)} now",
                backordered,
                why_not(ChangeKind.BACKORDER),
                hint="how many may still come later; what is reserved stays",
            ),
            Field(
                f"schedules {at}",
                "all days anew",
                schedules_said(anew),
                schedules_words(line.schedules),
                as_typed(anew),
                why_not(ChangeKind.SCHEDULES),
                hint=HOW_SCHEDULES,
                longest=LONGEST,
            ),
            *(
                self._day_field(one, at, mine, why_not(ChangeKind.SCHEDULE_DATE, one.index))
                for one in line.schedules
                if one.index >= 0
            ),
            self._next_field(at, mine),
        ]

    def _day_field(
        self, one: HeldSchedule, at: str, mine: LineChange | None, why_not: str
    ) -> Field:
        moved = mine if mine and mine.index == one.index else None
        to = day_words(moved.on) if moved and moved.on else ""
        now = day_words(one.on) if one.on else "no day"
        return Field(
            f"day {at} {one.index}",
            f"schedule {one.index}",
            f"{pieces(one.quantity)} on {to}" if to else "",
            f"{pieces(one.quantity)} on {now}",
            moved.on.isoformat() if moved and moved.on else "",
            why_not,
            hint=f"its new day: {HOW}",
        )

    def _next_field(self, at: str, mine: LineChange | None) -> Field:
        dated = mine is not None and mine.kind in _DATED
        said = _YES if mine is not None and mine.accept_next else _NO
        return Field(
            f"next {at}",
            "accept the next",
            said if dated and said == _YES else "",
            _NO if dated else "only where days change",
            said,
            "" if dated else "only where days change: type those first",
            (Choice(_NO, "it is refused if it cannot be that day"), Choice(_YES, "later is fine")),
            "whether the next day that can be delivered is taken instead",
        )

    # -- taking

    def take(self, name: str, text: str) -> str:
        what, sale, detail, *rest = name.split(" ")
        line = next(
            one.line
            for one in self._mine
            if (one.line.sales_order, one.line.detail) == (sale, detail)
        )
        said = self._said(what, line, int(rest[0]) if rest else None, text)
        if isinstance(said, str):
            return said
        self.change = said
        return ""

    def _said(
        self, what: str, line: HeldLine, index: int | None, text: str
    ) -> LineChange | str | None:
        """The change with this field taken, None for none; or what is wrong with it."""
        mine, today = self._change_of(line), self._room.now().date()
        if what == "next":
            return replace(mine, accept_next=text == _YES) if mine else "type the days first"
        if not text:
            return replace(mine, schedules=()) if what == "days" and mine else None
        anew = partial(LineChange, sales_order=line.sales_order, detail=line.detail)
        change: LineChange
        match what:
            case "quantity" | "backorder":
                quantity = LineEditor(text).number()
                if quantity is None or (what == "quantity" and not quantity):
                    return "whole pieces above zero, as 2500: no call cancels a line"
                change = anew(ChangeKind(what), quantity=quantity)
            case "day":
                day = typed_day(text, today)
                if day is None:
                    return f"that is no day: type {HOW}"
                if words := past_day(day, today):
                    return words
                change = anew(ChangeKind.SCHEDULE_DATE, index=index, on=day)
            case _:
                plan = typed_schedules(text, today)
                if isinstance(plan, str):
                    return plan
                change = anew(ChangeKind.SCHEDULES, schedules=plan)
                if what == "days":
                    if mine is None or mine.kind is not ChangeKind.QUANTITY:
                        return "type the new quantity first"
                    change = replace(mine, schedules=plan)
        if mine is not None and change.kind in _DATED:
            change = replace(change, accept_next=mine.accept_next)
        return as_it_stands(change, line) or change

    def _change_of(self, line: HeldLine) -> LineChange | None:
        change = self.change
        where = (line.sales_order, line.detail)
        return change if change and (change.sales_order, change.detail) == where else None


def _value(change: LineChange | None, kind: ChangeKind) -> str:
    return pieces(change.quantity or 0) if change is not None and change.kind is kind else ""
