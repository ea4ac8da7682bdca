"""The order builder: the draft that is open, in memory under the keys, saved behind them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from cache.catalogue import JUST_NOW
from cache.offering import asked_again
from cache.places import Refusal
from tui.draft_rows import (
    ASKED,
    COLUMNS,
    Shown,
    cells_of,
    has_terms,
    price_at,
    terms_in_short,
    total_of,
    trouble_of,
)
from tui.panes.drafting import DraftPane
from tui.releasing import row_of, split_up
from tui.room import Room
from tui.text import counted, fit, money, pieces
from tui.widgets.lines import Line, spread
from tui.widgets.prompts import QuantityPrompt, Terms
from tui.widgets.table import ListSource, Table
from vendors.buying import legal

if TYPE_CHECKING:
    from cache.drafts import DraftLine
    from vendors.vocabulary import Offer


class BuilderPane(DraftPane):
    """One draft, line by line."""

    number = 3
    word = "Order"
    place = "builder"
    empty = "No line yet.\na on a part in Bonded or Search adds it here."

    def __init__(self, room: Room) -> None:
        super().__init__(
            room,
            Table(COLUMNS, cells_of, lambda row: row.role, lambda row: row.line is None),
        )

    # -- what it says of itself

    def summary(self) -> str:
        if self.draft is None:
            return ""
        name = f"“{self.draft.name}”" if self.draft.name else "no name"
        return f"{self.draft.label} {name} · {self._code(self.draft.customer_id)}"

    def _code(self, customer_id: str | None) -> str:
        if customer_id is None:
            return "no ship-to yet"
        return self.codes.get(customer_id, customer_id)

    def below(self, width: int) -> list[Line]:
        if self.draft is None or not self.draft.lines:
            return [*self.lease_lines(width), [("", "dim")]]
        totals: dict[str, Decimal] = defaultdict(Decimal)
        known = True
        for line in self.draft.lines:
            total = total_of(line)
            known = known and total is not None
            totals[line.currency] += total or Decimal(0)
        # Not known is not none; the review counts it the same way.
        tariff = any(line.tariff is not False for line in self.draft.lines)
        words = " + ".join(f"{money(totals[code])} {code}" for code in sorted(totals))
        right = (
            ("before tariff  " if tariff else "") + words + ("" if known else "  and more") + " "
        )
        left = f" {counted(len(self.draft.lines), 'line')}"
        if any(has_terms(line) for line in self.draft.lines):
            left += f"   {ASKED} has terms: F2"
        rows = [*self.lease_lines(width), [(spread(left, right, width), "strong")]]
        if asked := terms_in_short(self.draft.terms):
            rows.append([(fit(f" T {asked}", width), "dim")])
        return rows

    # -- the draft

    @property
    def line(self) -> DraftLine | None:
        """The line under the cursor."""
        row = self.current
        return row.line if row is not None else None

    def show_lines(self, name: object = None) -> None:
        home = self.draft.customer_id if self.draft else None
        shown: list[Shown] = []
        names: list[object] = []
        earlier: dict[str, str] = {}
        today = self.room.now().date()
        for index, line in enumerate(self.draft_lines):
            trouble = trouble_of(line, today)
            site = self._code(line.bonded_customer_id or home)
            role = "warn" if trouble and trouble[1] == "warn" else "text"
            shown.append(Shown(line, index + 1, site, role=role))
            names.append(line.id)
            if trouble:
                shown.append(Shown(None, index + 1, "", *trouble))
                names.append(line.id + " note")
            if words := earlier.get(line.part.casefold()):
                shown.append(Shown(None, index + 1, "", f"· {words}", "warn"))
                names.append(line.id + " again")
            else:
                earlier[line.part.casefold()] = _stands(index + 1, line)
        rows = ListSource(shown, names)
        self.table.show(rows)
        place = rows.position(name) if name is not None else None
        if place is not None:
            self.table.move(place - self.table.cursor)
        if self.table.current is not None and self.table.current.line is None:
            self.table.move(-1)
        self.lay_out()

    def add(self, *lines: DraftLine) -> None:
        """Put a line at the end of the draft, or what one of bonded stock was split into."""
        if self.draft is None or not lines:
            return
        line = lines[0]
        if self.not_taken(f"{pieces(sum(one.quantity for one in lines))} {line.part}"):
            return
        if len(lines) > 1:
            self.change_lines([*self.draft.lines, *lines], line.id)
            self._say_split(len(self.draft.lines) - len(lines) + 1, *lines)
            return
        same = [
            _stands(index, one)
            for index, one in enumerate(self.draft.lines, 1)
            if one.part.casefold() == line.part.casefold()
        ]
        self.change_lines([*self.draft.lines, line], line.id)
        trouble = trouble_of(line, self.room.now().date())
        said = f"line {len(self.draft.lines)}: {pieces(line.quantity)} {line.part}"
        if trouble and trouble[1] == "warn":
            self.room.say(f"{said} — {trouble[0].removeprefix('! ')}, in 3 Order", "warn")
        elif same:
            self.room.say(f"{said} — {same[0]}, in 3 Order", "warn")
        else:
            self.room.say(f"{said}, {money(total_of(line))} {line.currency}", "good")

    def _say_split(self, number: int, bonded: DraftLine, rest: DraftLine) -> None:
        home = self.draft.customer_id if self.draft else None
        there = "where you will say" if home is None else f"to {self._code(home)}, as the draft"
        self.room.say(
            f"line {number}: {pieces(bonded.quantity)} bonded; line {number + 1}: "
            f"{pieces(rest.quantity)} {rest.packaging} from the catalogue, ships {there}; "
            "u takes it back",
            "good",
        )

    async def refresh_from_vendor(self) -> None:
        """Prices and stock of the lines as they are now; quantity and packaging stay."""
        if words := self.why_not_change():
            self.room.say(words, "warn")
            return
        services = self.room.services
        found: dict[str, Offer] = {}
        for line in list(self.draft_lines):
            if line.bonded_customer_id is not None:
                await services.bonded.refresh_part(line.bonded_customer_id, line.number)
            elif line.number not in found:
                part = await services.catalogue.look_up(line.number, within=JUST_NOW)
                found.update((offer.number, offer) for offer in part.offers)
        now = services.clock.now()
        lines = [
            asked_again(line, found[line.number], now)
            if line.bonded_customer_id is None and line.number in found
            else line
            for line in self.draft_lines
        ]
        if lines != self.draft_lines:
            self.change_lines(lines, self.line.id if self.line else None)
        self.room.say("prices and stock of the lines are as DigiKey says now", "good")

    # -- what can be done with a line

    def _why_no_line(self) -> str | None:
        return self.why_not_change() or (None if self.line else "there is no line here yet")

    why_not_quantity = why_not_remove = why_not_above = why_not_below = why_not_line_terms = (
        lambda self: self._why_no_line()
    )

    def why_not_split(self) -> str | None:
        line = self.line
        if words := self._why_no_line():
            return words
        if line is None or line.bonded_customer_id is None:
            return "only a line of bonded stock is split into reserve and catalogue"
        return None

    def do_split(self) -> None:
        if self.line is not None:
            job = partial(self._split, self.line.id)
            self.room.work(job, "split", "looking in the catalogue …")

    async def _split(self, line_id: str) -> None:
        line = next((one for one in self.draft_lines if one.id == line_id), None)
        row = None if line is None else await row_of(self.room, line)
        if line is None or row is None:
            raise Refusal("The bonded row of the line is not here. F5 in 1 Bonded asks for it.")
        parts = await split_up(self.room, [line], line, row)
        place = next((at for at, one in enumerate(self.draft_lines) if one.id == line_id), None)
        if place is None or self.draft_lines[place] != line:
            raise Refusal("The line was changed meanwhile. Nothing was split: press F3 again.")
        if words := self.why_not_change():
            self.room.say(words, "warn")
            return
        # Other lines may have come or gone while the catalogue was asked.
        here = self.draft_lines
        self.change_lines([*here[:place], *parts, *here[place + 1 :]], line_id)
        self._say_split(place + 1, *parts)

    def do_line_terms(self) -> None:
        from tui.screens.line_terms import LineTermsSheet

        if self.line is not None:
            self.room.show_sheet(LineTermsSheet(self.room, self, self.line))

    def do_quantity(self) -> None:
        line = self.line
        if line is None:
            return
        terms = Terms(
            line.moq,
            line.multiple,
            line.maximum,
            line.currency,
            line.fee,
            lambda quantity: price_at(line, quantity),
        )
        self.room.ask(
            QuantityPrompt(
                f"{line.part} {line.packaging}",
                terms,
                line.quantity,
                lambda quantity: self._set_quantity(line.id, line.part, quantity),
            )
        )

    def _set_quantity(self, line_id: str, part: str, quantity: int) -> None:
        if self.not_taken(f"{pieces(quantity)} {part}"):
            return
        # The draft may have been changed elsewhere while it was typed.
        line = next((one for one in self.draft_lines if one.id == line_id), None)
        if line is None:
            words = f"{pieces(quantity)} {part} was not taken: its line is in this draft no more"
            self.room.say(words, "warn")
            return
        changed = replace(line, quantity=quantity, unit_price=price_at(line, quantity))
        self.change_lines([changed if x.id == line.id else x for x in self.draft_lines], line.id)
        self.room.say(f"{line.part}: {pieces(quantity)} pieces")

    def _step(self, up: bool) -> None:
        line = self.line
        if line is None:
            return
        judged = legal(line.quantity, line.moq, line.multiple, line.maximum)
        to = judged.above if up else judged.below
        if judged.ok:
            to = line.quantity + max(1, line.multiple) * (1 if up else -1)
            if not legal(to, line.moq, line.multiple, line.maximum).ok:
                to = None
        if to is None:
            self.room.say(f"there is no legal quantity {'above' if up else 'below'}", "warn")
        else:
            self._set_quantity(line.id, line.part, to)

    def do_above(self) -> None:
        self._step(up=True)

    def do_below(self) -> None:
        self._step(up=False)

    def do_remove(self) -> None:
        line = self.line
        if line is None:
            return
        self.change_lines([x for x in self.draft_lines if x.id != line.id])
        self.room.say(f"{line.part} removed; u brings it back")

    def do_field(self) -> None:
        self.room.go_to("search")
        self.room.do_field()


def _stands(number: int, line: DraftLine) -> str:
    """What is said where the part of this line is in a later one again."""
    return f"line {number} has {pieces(line.quantity)} of this part already"
