"""The order builder: the draft that is open, in memory under the keys, saved behind them."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from cache.offering import price_at
from cache.places import Refusal
from tui.draft_rows import (
    ASKED,
    COLUMNS,
    END,
    UNASKED,
    Place,
    Shown,
    Sums,
    cells_of,
    sums_of,
    terms_in_short,
    total_of,
    troubles_of,
)
from tui.entered import due_words
from tui.looking_up import bar, how_far
from tui.panes.advised import AdvisedPane
from tui.releasing import row_of, split_up
from tui.room import Room
from tui.text import UNKNOWN, counted, fit, money, pieces, width_of, wrap
from tui.widgets.grid import PACKAGING, PART, QUANTITY
from tui.widgets.lines import Line, spread
from tui.widgets.table import Table
from vendors.buying import legal

if TYPE_CHECKING:
    from cache.advice import Advice
    from cache.drafts import DraftLine
    from cache.progress import Progress

    _Made = tuple[DraftLine, Place, list[Advice] | None, list[Shown]]

# Cells under which nothing is wrapped, and those before what is said under a line.
_NARROW = 30
_INDENT = 3
# Cells of the bar of look-ups: at most, and where it still shows anything.
_BAR = 20
_LEAST_BAR = 6


class BuilderPane(AdvisedPane):
    """One draft, line by line."""

    number = 3
    word = "Order"
    place = "builder"
    empty = "No line yet.\ni types lines here; a on a part in Bonded or Search adds it."

    def __init__(self, room: Room) -> None:
        super().__init__(
            room,
            Table(COLUMNS, cells_of, lambda row: row.role, lambda row: row.note),
        )
        # What was made of each line, and of all of them, while they are the same.
        self._made: dict[str, _Made] = {}
        self._summed: tuple[list[DraftLine], Sums] | None = None

    # -- what it says of itself

    def summary(self) -> str:
        if self.draft is None:
            return ""
        name = f"“{self.draft.name}”" if self.draft.name else "no name"
        return f"{self.draft.label} {name} · {self.code(self.draft.customer_id)}"

    def code(self, customer_id: str | None) -> str:
        if customer_id is None:
            return "no ship-to yet"
        return self.codes.get(customer_id, customer_id)

    def below(self, width: int) -> list[Line]:
        if self.draft is None or not self.draft.lines:
            return [*self.lease_lines(width), [("", "dim")]]
        sums = self._sums(self.draft.lines)
        words = " + ".join(f"{money(sums.totals[code])} {code}" for code in sorted(sums.totals))
        right = (
            ("before tariff  " if sums.tariff else "")
            + words
            + ("" if sums.known else "  and more")
            + " "
        )
        left = f" {counted(len(self.draft.lines), 'line')}"
        far = self.looking.far
        if far is None and sums.not_asked > UNASKED:
            left += f" · {sums.not_asked:,} parts not looked up: F5"
        if sums.terms:
            left += f"   {ASKED} has terms: F2"
        rows = [*self.lease_lines(width), *([] if far is None else [_far_line(far, width)])]
        rows.append([(spread(left, right, width), "strong")])
        vendors = sorted({line.vendor for line in self.draft.lines})
        if asked := terms_in_short(self.draft.terms, vendors):
            rows.append([(fit(f" T {asked}", width), "dim")])
        return rows

    def _sums(self, lines: list[DraftLine]) -> Sums:
        """Lists of lines are made anew, never changed: one that was added up stays so."""
        if self._summed is None or self._summed[0] is not lines:
            self._summed = lines, sums_of(lines)
        return self._summed[1]

    # -- the draft

    @property
    def line(self) -> DraftLine | None:
        """The line under the cursor."""
        row = self.current
        return row.line if row is not None else None

    def shown_rows(self) -> tuple[list[Shown], list[object]]:
        home = self.draft.customer_id if self.draft else None
        shown: list[Shown] = []
        names: list[object] = []
        earlier: dict[str, str] = {}
        today = self.room.now().date()
        before, self._made = self._made, {}
        for index, line in enumerate(self.draft_lines, 1):
            part = line.part.casefold()
            again = earlier.get(part, "") if part else ""
            if part and not again:
                earlier[part] = _stands(index, line)
            to = line.bonded_customer_id or home
            site = UNKNOWN if to is None else self.code(to)
            waits = self.waits(line.id) and not line.known
            place = Place(index, waits, site, again, today, self._shown_width)
            advice = self.advice_of(line)
            kept = before.get(line.id)
            # A keystroke must not make the rows of five hundred lines anew.
            if kept is None or kept[0] is not line or kept[1] != place or kept[2] is not advice:
                kept = line, place, advice, self._rows_of(line, place)
            self._made[line.id] = kept
            shown += kept[3]
            names.append(line.id)
            names += [(line.id, at) for at in range(1, len(kept[3]))]
        if shown or self.grid is not None:
            number = len(self.draft_lines) + 1
            shown.append(Shown(None, number, "", "i types lines", "dim", end=True))
            names.append(END)
        return shown, names

    def _rows_of(self, line: DraftLine, place: Place) -> list[Shown]:
        """The row of a line, and what is said under it."""
        advised = self.advised(line, place.width)
        notes = troubles_of(line, place.today, place.waits, advised=advised is not None)
        notes += advised or []
        if place.again:
            notes.append((f"· {place.again}", "warn"))
        role = "warn" if any(words.startswith("!") for words, _ in notes) else "text"
        due = due_words(line, place.today)
        row = Shown(line, place.number, place.site, role=role, due=due, waits=place.waits)
        # Notes have one row, which says itself where it is cut.
        under = [
            (one, its)
            for words, its in notes
            for one in ([words] if its == "dim" else _wrapped(words, place.width))
        ]
        return [row, *(Shown(None, place.number, "", words, its) for words, its in under)]

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
        troubles = troubles_of(line, self.room.now().date(), waits=False)
        said = f"line {len(self.draft.lines)}: {pieces(line.quantity)} {line.part}"
        if troubles and troubles[0][1] == "warn":
            self.room.say(f"{said} — {troubles[0][0].removeprefix('! ')}, in 3 Order", "warn")
        elif same:
            self.room.say(f"{said} — {same[0]}, in 3 Order", "warn")
        else:
            self.room.say(f"{said}, {money(total_of(line))} {line.currency}", "good")

    def _say_split(self, number: int, bonded: DraftLine, rest: DraftLine) -> None:
        home = self.draft.customer_id if self.draft else None
        there = "where you will say" if home is None else f"to {self.code(home)}, as the draft"
        self.room.say(
            f"line {number}: {pieces(bonded.quantity)} bonded; line {number + 1}: "
            f"{pieces(rest.quantity)} {rest.packaging} from the catalogue, ships {there}; "
            "u takes it back",
            "good",
        )

    # -- what can be done with a line

    def _why_no_line(self) -> str | None:
        return self.why_not_change() or (None if self.line else "there is no line here yet")

    why_not_remove = why_not_above = why_not_below = lambda self: self._why_no_line()

    def why_not_line_terms(self) -> str | None:
        return self._why_no_line()

    def why_not_ways(self) -> str | None:
        return self._why_no_line()

    def do_ways(self) -> None:
        if self.line is not None:
            self.type_into(self.line, PACKAGING)
            self.do_list()

    def why_not_open(self) -> str | None:
        line = self.line
        if line is None or not line.known:
            return "there is no part to open here yet"
        return None

    def do_open(self) -> None:
        from tui.screens.part_opening import open_part

        if self.line is not None:
            line = self.line
            open_part(
                self.room, number=line.number, part=line.part, maker=line.maker, vendor=line.vendor
            )

    def why_not_split(self) -> str | None:
        line = self.line
        if words := self._why_no_line():
            return words
        if self.mends("b"):
            return None
        if line is None or line.bonded_customer_id is None:
            return "only a line of bonded stock is split into reserve and catalogue"
        return None

    def do_split(self) -> None:
        if self.mends("b"):
            self.mend("b")
        elif self.line is not None:
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
        from tui.screens.line_terms import open_line_terms

        line = self.line
        if line is not None:
            self.room.work(lambda: open_line_terms(self.room, self, line), "terms", hold=True)

    def why_not_quantity(self) -> str | None:
        return self.why_not_type_lines()

    def do_quantity(self) -> None:
        if self.line is None:
            self.do_type_lines()
        else:
            # Of a line that says what is amiss with it, the words for its part are meant.
            open_ = not self.line.known and bool(self.line.typed.reason)
            self.type_into(self.line, PART if open_ else QUANTITY)

    def _set_quantity(self, line_id: str, part: str, quantity: int) -> None:
        if self.not_taken(f"{pieces(quantity)} {part}"):
            return
        # The draft may have been changed elsewhere while it was typed.
        line = next((one for one in self.draft_lines if one.id == line_id), None)
        if line is None:
            words = f"{pieces(quantity)} {part} was not taken: its line is in this draft no more"
            self.room.say(words, "warn")
            return
        price, typed = price_at(line, quantity), replace(line.typed, quantity="")
        changed = replace(line, quantity=quantity, unit_price=price, typed=typed)
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
        if self.mends("+"):
            self.mend("+")
        else:
            self._step(up=True)

    def do_below(self) -> None:
        self._step(up=False)

    def do_last(self) -> None:
        """To the last line; from there to the empty row behind it."""
        here = self.table.cursor
        super().do_last()
        if self.line is None and self.draft_lines and here < self.table.cursor:
            last = self.draft_lines[-1].id
            place = self.table.rows.position(last)
            if place is not None and place != here:
                self._move(place - self.table.cursor)

    def do_remove(self) -> None:
        line = self.line
        if line is None:
            return
        self.change_lines([x for x in self.draft_lines if x.id != line.id])
        self.room.say(f"{line.part} removed; u brings it back")

    def do_field(self) -> None:
        self.room.go_to("search")
        self.room.do_field()


def _far_line(far: Progress, width: int) -> Line:
    """How far the look-ups have come; in a narrow pane the bar yields to the words."""
    words = f" {how_far(far)}"
    wide = min(_BAR, width - width_of(words) - 2)
    return [(f" {bar(far, wide)}" if wide >= _LEAST_BAR else "", "accent"), (words, "text")]


def _wrapped(words: str, width: int) -> list[str]:
    """What is said under a line, whole: the key that mends it stands at its end."""
    # Before the first layout nobody knows the width.
    if width < _NARROW or width_of(words) <= width - _INDENT:
        return [words]
    first, *more = wrap(words, width - _INDENT - 2)
    return [first, *(f"  {one}" for one in more)]


def _stands(number: int, line: DraftLine) -> str:
    """What is said where the part of this line is in a later one again."""
    many = f"{pieces(line.quantity)} of " if line.quantity else ""
    return f"line {number} has {many}this part already"
