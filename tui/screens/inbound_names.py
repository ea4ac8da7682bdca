"""What the warehouse calls what we order: supplier, building, SKUs, each said once by a person."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from cache.inbound_mapping import Mapped, Missing, Suggestion
from tui.screens.form import Choice, Field, FormSheet
from tui.screens.sheet import paragraph
from tui.text import counted
from tui.widgets.lines import Line
from tui.widgets.prompts import NamePrompt

if TYPE_CHECKING:
    from cache.inbound import Planned
    from cache.inbound_mapping import MappedRow
    from tui.room import Room

_HEADS = {
    "supplier": "whom it comes from",
    "warehouse": "where it goes",
    "place": "where goods are put",
    "sku": "parts, by SKU",
}


async def open_names(room: Room, order_id: int) -> None:
    """Show what of an order has no name at the warehouse yet, and look for suggestions beside the
    keys. Raises Refusal."""
    inbound = room.services.inbound
    planned, known = await inbound.plan(order_id), await inbound.mapping.all()
    sheet = NamesSheet(room, planned, known)
    room.show_sheet(sheet)
    sheet.begin()


class NamesSheet(FormSheet):
    """Every entry is in the ledger as it is taken, and shared by all buyers."""

    def __init__(self, room: Room, planned: Planned, known: Sequence[MappedRow]) -> None:
        super().__init__(room)
        self.title = f"{planned.number} · what the warehouse calls it"
        self._mapping = room.services.inbound.mapping
        self._order_id = planned.order_id
        self._missing = {_id(one): one for one in planned.missing}
        # An entry's key is an id, or folded to one spelling: as the order asks for it, it reads
        # better. What other orders need is none of this one's.
        self._needs = {_id(one): one for one in planned.needs}
        self._known = self._of_this(known)
        self._offers: dict[str, tuple[Suggestion, ...]] = {}
        self._looking = ""
        self._over = False
        # On what is still to be said.
        self._at = next(iter(self._missing), "")

    @property
    def places(self) -> tuple[str, ...]:  # type: ignore[override]
        return super().places if self._field is not None else ("names", *super().places)

    def closed(self) -> None:
        self._over = True

    # -- what it could be

    def begin(self) -> None:
        """Look for what each could be, beside the keys."""
        missing = list(self._missing.values())
        self._room.work(partial(self._look, missing), "names", alone=False, asks="shipstation")

    async def _look(self, missing: Sequence[Missing], text: str = "") -> None:
        try:
            for one in missing:
                if self._over:
                    break
                self._looking = one.words
                self._room.redraw_sheet()
                self._offers[_id(one)] = await self._mapping.suggest(one, text)
        finally:
            self._looking = ""
            if not self._over:
                self._room.redraw_sheet()

    # -- what it shows

    def fields(self) -> Sequence[Field]:
        fields: list[Field] = []
        for kind, head in _HEADS.items():
            rows = [self._open(one) for one in self._missing.values() if one.kind == kind]
            rows += [self._said(one) for one in self._known.values() if one.kind == kind]
            fields += [Field("", head), *rows] if rows else []
        return fields

    def _of_this(self, known: Sequence[MappedRow]) -> dict[str, MappedRow]:
        """The entries that this order needs, and where its warehouse puts goods."""
        rows = {f"{one.kind} {one.key}": one for one in known}
        mine = {name: row for name, row in rows.items() if name in self._needs}
        for site in [row for row in mine.values() if row.kind == "warehouse"]:
            name = f"place {site.value}"
            if name in rows:
                where = f"the place at {site.name or site.value} where goods are put"
                self._needs[name] = Missing("place", site.value, where)
                mine[name] = rows[name]
        return mine

    def _open(self, one: Missing) -> Field:
        choices = self._choices(_id(one))
        nothing = "nothing there is like it: s looks for other words"
        why_not = "" if choices else nothing if _id(one) in self._offers else "looking …"
        return Field(
            _id(one),
            one.words,
            empty="not said yet",
            why_not=why_not,
            choices=choices,
            hint="Enter lists what it could be; s looks for other words; nothing is taken unasked",
        )

    def _said(self, one: MappedRow) -> Field:
        name = f"{one.kind} {one.key}"
        choices = self._choices(name)
        by_name = f"{one.name} ({one.value})" if one.name else one.value
        by_sku = f"{one.value} · {one.name}" if one.name else one.value
        return Field(
            name,
            self._needs[name].words,
            by_sku if one.kind == "sku" else by_name,
            why_not="" if choices else f"said by {one.person}; s looks for another, x forgets it",
            choices=choices,
            hint=f"said by {one.person}; Enter lists others, x forgets it",
        )

    def _choices(self, name: str) -> tuple[Choice, ...]:
        """What it could be: a SKU by itself, anything else by its name."""
        offers = self._offers.get(name, ())
        if name.startswith("sku "):
            return tuple(Choice(one.value, f"{one.name} · {one.why}") for one in offers)
        return tuple(Choice(one.name, f"({one.value}) · {one.why}") for one in offers)

    def lines(self, width: int) -> Sequence[Line]:
        if not self.fields():
            return paragraph("Everything of this order has its name there. Esc goes back.", width)
        return super().lines(width)

    def foot(self, width: int) -> Sequence[Line]:
        foot = list(super().foot(width))
        if self._looking and self._field is None:
            foot.insert(1, [(f"looking for {self._looking} …", "accent")])
        return foot

    # -- keys

    def take(self, name: str, text: str) -> str:
        kind, _, key = name.partition(" ")
        offers = zip(self._choices(name), self._offers.get(name, ()), strict=True)
        found = [one for choice, one in offers if choice.word == text]
        if text:
            entry = Mapped(kind, key, found[0].value, found[0].name)  # type: ignore[arg-type]
            self._work([entry])
        elif name in self._known:
            self._room.work(partial(self._forget, kind, key), "names-taken", alone=False)
        return ""

    def _work(self, entries: Sequence[Mapped]) -> None:
        self._room.work(partial(self._confirm, entries), "names-taken", alone=False)

    async def _confirm(self, entries: Sequence[Mapped]) -> None:
        await self._mapping.confirm(entries)
        for one in entries:
            self._missing.pop(f"{one.kind} {one.key}", None)
        # On to what is still to be said.
        self._at = next(iter(self._missing), self._at)
        self._room.say(f"taken: {counted(len(entries), 'name')}, for every buyer")
        await self._read()

    async def _forget(self, kind: str, key: str) -> None:
        await self._mapping.remove(kind, key)
        self._known.pop(f"{kind} {key}", None)
        missing = await self._mapping.missing(self._order_id)
        self._missing = {_id(one): one for one in missing}
        self._room.say("forgotten: it is asked for again at its next use")
        await self._read()
        await self._look([one for one in missing if _id(one) not in self._offers])

    async def _read(self) -> None:
        self._known = self._of_this(await self._mapping.all())
        self._room.changed("orders")
        if not self._over:
            self._room.redraw_sheet()

    def _exact(self) -> list[Mapped]:
        found = []
        for name, one in self._missing.items():
            exact = [its for its in self._offers.get(name, ()) if its.exact]
            if len(exact) == 1:
                found.append(Mapped(one.kind, one.key, exact[0].value, exact[0].name))
        return found

    def why_not_exact(self) -> str | None:
        if self._exact():
            return None
        return "no part left has a SKU that is its manufacturer's number"

    def do_exact(self) -> None:
        entries = self._exact()
        words = f"Enter takes {counted(len(entries), 'SKU')} that is the manufacturer's number"
        self._room.ask(NamePrompt("Take all", "", words, lambda _: self._work(entries)))

    def why_not_search(self) -> str | None:
        here = self._here
        return None if here is not None else "there is nothing to look for"

    def do_search(self) -> None:
        here = self._here
        if here is not None:
            missing = self._needs[here.id]
            words = f"a SKU, or a piece of its name, for {missing.words}"
            self._room.ask(NamePrompt("Look for", "", words, partial(self._search, missing)))

    def _search(self, missing: Missing, text: str) -> None:
        if text:
            look = partial(self._look, [missing], text)
            self._room.work(look, "names", alone=False, asks="shipstation")


def _id(one: Missing) -> str:
    return f"{one.kind} {one.key}"
