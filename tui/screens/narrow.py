"""A vendor's search narrowed and sorted: the kinds, what is chosen of each, and the asking."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from tui.screens.narrow_kinds import Kind, Narrowing, Offered
from tui.screens.narrow_values import StockPrompt, ValuesSheet, few
from tui.screens.sheet import BaseSheet, paragraph
from tui.text import at, counted, fit, width_of
from tui.widgets.lines import Line, keys_line
from vendors.details import Choice

if TYPE_CHECKING:
    from textual.events import Key

    from tui.room import Room

VENDOR = "digikey"


class NarrowSheet(BaseSheet):
    """Enter chooses of a kind, `t` asks the vendor so, Esc leaves the search as it was.

    Esc with changes that were not taken asks: nothing chosen is dropped by one key.
    """

    def __init__(
        self,
        room: Room,
        words: str,
        offered: Offered,
        wanted: Narrowing,
        take: Callable[[Narrowing], None],
    ) -> None:
        """`take` gets what is to be asked."""
        self.title = f"Narrow “{words}”"
        self._room = room
        self._offered = offered
        self._before = self._wanted = wanted
        self._take = take
        self._at = 0
        self._values: ValuesSheet | None = None
        self._leaving = False
        self._kinds = offered.kinds(wanted)

    def _put(self, wanted: Narrowing) -> None:
        was, self._wanted = self._wanted, wanted
        self._kinds = self._offered.kinds(wanted)
        self._at = min(self._at, len(self._kinds) - 1)
        lost = [one.name for one in was.chosen if one.parameter]
        if lost and wanted.chosen and was.category != wanted.category:
            self._room.say(f"of another category, and so not asked for: {', '.join(lost)}", "warn")
        self._room.redraw_sheet()

    @property
    def _kind(self) -> Kind:
        return self._kinds[self._at]

    @property
    def places(self) -> tuple[str, ...]:  # type: ignore[override]
        return ("narrow_left" if self._leaving else "narrow", "sheet")

    @property
    def _changes(self) -> int:
        """In how many rows something else is chosen than is asked for now."""
        kinds = {one.kind for one in (*self._before.chosen, *self._wanted.chosen)}
        return sum(self._before.of(kind) != self._wanted.of(kind) for kind in kinds)

    # -- keys

    def key(self, event: Key) -> bool:
        if self._leaving and event.key not in ("escape", "q", "enter", "t"):
            self._leaving = False
            self._room.redraw_sheet()
        return False

    def _move(self, by: int) -> None:
        self._at = max(0, min(len(self._kinds) - 1, self._at + by))
        self._room.redraw_sheet()

    def do_down(self) -> None:
        self._move(1)

    def do_up(self) -> None:
        self._move(-1)

    def why_not_open(self) -> str | None:
        return self._kind.why_not or None

    def do_open(self) -> None:
        kind = self._kind
        if kind.id == "stock":
            chosen = self._wanted.of("stock")
            self._room.ask(StockPrompt(chosen[0].id if chosen else "", self._take_stock))
            return
        self._values = ValuesSheet(
            self._room,
            kind,
            self._offered.values(kind.id, self._wanted),
            self._wanted.of(kind.id),
            partial(self._take_values, kind),
            self._about(kind),
            self.do_refresh if kind.id == "category" else None,
        )
        self._room.show_sheet(self._values)

    def _about(self, kind: Kind) -> str:
        if kind.id in ("direction", "sort", "options", "marketplace", "tariff"):
            return ""
        now, said = self._room.now(), self._offered
        told = f"Counts are parts, as DigiKey said {at(said.last_at or said.plain_at, now)}"
        if said.last_at:
            told += (
                f" to the search as it is narrowed now; “in all”: without, {at(said.plain_at, now)}"
            )
        if kind.id == "category":
            tree = f"; “in catalogue”: its whole tree, {at(said.tree_at, now)}"
            told += tree if said.tree_at else ". F5 asks for its whole tree"
        return told + "."

    def _take_values(self, kind: Kind, values: tuple[Choice, ...]) -> None:
        self._values = None
        self._put(self._wanted.put(kind, values))

    def _take_stock(self, quantity: int | None) -> None:
        kind = next(one for one in self._kinds if one.id == "stock")
        least = () if quantity is None else (Choice(str(quantity), f"at least {quantity:,}", None),)
        self._put(self._wanted.put(kind, least))

    def why_not_empty(self) -> str | None:
        return None if self._wanted.of(self._kind.id) else "nothing is chosen there"

    def do_empty(self) -> None:
        self._put(self._wanted.put(self._kind, ()))

    def why_not_empty_all(self) -> str | None:
        return None if self._wanted.chosen else "nothing is chosen"

    def do_empty_all(self) -> None:
        self._put(Narrowing())

    def do_take(self) -> None:
        self._room.close_sheet()
        self._take(self._wanted)

    def do_close(self) -> None:
        if self._changes and not self._leaving:
            self._leaving = True
            self._room.redraw_sheet()
            return
        self._room.close_sheet()
        dropped = f"{counted(self._changes, 'change')} dropped: the search is as it was"
        self._room.say(dropped if self._changes else "")

    def do_refresh(self) -> None:
        words = "asking DigiKey for its categories …"
        self._room.work(self._ask_tree, "narrow-tree", words, asks=VENDOR)

    async def _ask_tree(self) -> None:
        known = await self._room.services.parts.categories(VENDOR, anew=True)
        self._offered.tree, self._offered.tree_at = known.facts, known.at
        self._kinds = self._offered.kinds(self._wanted)
        values = self._values
        if values is not None and values.kind.id == "category":
            values.renew(self._offered.values("category", self._wanted), self._about(values.kind))
        self._room.say("DigiKey's tree of categories is here")
        self._room.redraw_sheet()

    # -- what it shows

    @property
    def cursor_line(self) -> int:
        return self._at + (1 if self._at >= self._first else 0)

    @property
    def _first(self) -> int:
        """Where the parameters begin."""
        return sum(not one.parameter for one in self._kinds)

    def lines(self, width: int) -> Sequence[Line]:
        names = min(24, max(width_of(one.name) for one in self._kinds))
        rows = [self._row(place, names, width) for place in range(len(self._kinds))]
        why = self._offered.why_no_parameters(self._wanted)
        category = self._wanted.of("category")
        said = why or f"parameters of {category[0].name}"
        # At the side of what it is about, not among the kinds that can be chosen.
        rows.insert(self._first, [(fit(f"  {said}", width), "dim" if why else "head")])
        return rows

    def _row(self, place: int, names: int, width: int) -> Line:
        kind = self._kinds[place]
        values = self._wanted.of(kind.id)
        said, role = ", ".join(one.name for one in values), "text"
        if not said:
            said, role = kind.why_not or "any", "dim"
            if kind.id in ("sort", "direction") and not kind.why_not:
                said = "as DigiKey orders them" if kind.id == "sort" else "ascending"
        room = width - names - 4
        if place == self._at:
            return [(fit(f"▸ {fit(kind.name, names)}  {fit(said, room)}", width), "cursor")]
        return [(f"  {fit(kind.name, names)}  ", "dim"), (fit(said, room), role)]

    def foot(self, width: int) -> Sequence[Line]:
        wanted = self._wanted
        said = (
            f"Asked for: {wanted.words}." if wanted.chosen else "Nothing is chosen: all is found."
        )
        taken = wanted == self._before
        ask = "t closes: nothing is changed." if taken else "t asks DigiKey so: one call."
        if not taken and not wanted.chosen:
            ask = "t shows the search without narrowing, as it is known here: no call."
        if self._leaving:
            changes = counted(self._changes, "change")
            ask = f"{changes} not taken: Enter takes them, Esc again drops them."
            keys = [("Enter", "take them"), ("Esc", "drop them"), ("any other key", "stay")]
            return [
                [("─" * width, "frame")],
                *few(paragraph(said, width, "text"), 4),
                *paragraph(ask, width, "warn"),
                keys_line(keys, width),
            ]
        keys = [("Enter", "choose"), ("x", "clear it"), ("c", "clear all"), ("t", "ask so")]
        return [
            [("─" * width, "frame")],
            *few(paragraph(said, width, "text"), 4),
            *paragraph(ask, width, "dim" if taken else "accent"),
            keys_line([*keys, ("Esc", "back")], width),
        ]
