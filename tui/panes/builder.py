"""The order builder: the draft that is open, in memory under the keys, saved behind them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from cache.places import Refusal
from tui.draft_rows import COLUMNS, Shown, cells_of, price_at, total_of, trouble_of
from tui.offering import asked_again
from tui.open_draft import OpenDraft
from tui.room import Room
from tui.text import counted, fit, money, pieces
from tui.widgets.lines import Line, spread
from tui.widgets.pane import Pane
from tui.widgets.prompts import NamePrompt, QuantityPrompt, Terms
from tui.widgets.table import ListSource, Table
from vendors.buying import legal

if TYPE_CHECKING:
    from cache.drafts import Draft, DraftLine
    from vendors.vocabulary import Offer


class BuilderPane(Pane):
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
        self._open = OpenDraft(room.services.drafts, self._met)
        self._undo: list[list[DraftLine]] = []
        self._codes: dict[str, str] = {}

    # -- what it says of itself

    def summary(self) -> str:
        if self.draft is None:
            return ""
        name = f"“{self.draft.name}”" if self.draft.name else "no name"
        return f"{self.draft.label} {name} · {self._code(self.draft.customer_id)}"

    def _code(self, customer_id: str | None) -> str:
        if customer_id is None:
            return "no ship-to yet"
        return self._codes.get(customer_id, customer_id)

    def below(self, width: int) -> list[Line]:
        if self.draft is None or not self.draft.lines:
            return [[("", "dim")]]
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
        lines = counted(len(self.draft.lines), "line")
        return [[(spread(f" {lines}", right, width), "strong")]]

    # -- the draft

    @property
    def draft(self) -> Draft | None:
        return self._open.draft

    @property
    def _lines(self) -> list[DraftLine]:
        return self.draft.lines if self.draft else []

    @property
    def line(self) -> DraftLine | None:
        """The line under the cursor."""
        row = self.current
        return row.line if row is not None else None

    def _show(self, name: object = None) -> None:
        home = self.draft.customer_id if self.draft else None
        shown: list[Shown] = []
        names: list[object] = []
        for index, line in enumerate(self._lines):
            trouble = trouble_of(line)
            site = self._code(line.bonded_customer_id or home)
            role = "warn" if trouble and trouble[1] == "warn" else "text"
            shown.append(Shown(line, index + 1, site, role=role))
            names.append(line.id)
            if trouble:
                shown.append(Shown(None, index + 1, "", *trouble))
                names.append(line.id + " note")
        rows = ListSource(shown, names)
        self.table.show(rows)
        place = rows.position(name) if name is not None else None
        if place is not None:
            self.table.move(place - self.table.cursor)
        if self.table.current is not None and self.table.current.line is None:
            self.table.move(-1)
        self.lay_out()

    def _change(self, lines: list[DraftLine], name: object = None) -> None:
        self._undo.append(self._lines)
        del self._undo[:-200]
        self._put(lines, name)

    def _put(self, lines: list[DraftLine], name: object = None) -> None:
        if self.draft is None:
            return
        self.draft.lines = lines
        self._show(name)
        self._open.changed()
        self.room.work(self.flush, "builder-save", alone=False)

    async def flush(self) -> None:
        """When this returns, every change made before is in the ledger."""
        await self._open.flush()

    @property
    def unsaved(self) -> bool:
        return self._open.unsaved

    def _met(self, mine: Draft, instead: Draft, ours: list[DraftLine], words: str) -> None:
        """Another session was here: show what stands in the ledger, with ours one u away."""
        if self.draft is mine:
            self.take(instead)
            if ours:
                self._undo.append(ours)
        self.room.say(words, "warn")

    def add(self, line: DraftLine) -> None:
        """Put a line at the end of the draft."""
        if self.draft is None:
            return
        self._change([*self.draft.lines, line], line.id)
        trouble = trouble_of(line)
        said = f"line {len(self.draft.lines)}: {pieces(line.quantity)} {line.part}"
        if trouble and trouble[1] == "warn":
            self.room.say(f"{said} — {trouble[0].removeprefix('! ')}, in 3 Order", "warn")
        else:
            self.room.say(f"{said}, {money(total_of(line))} {line.currency}", "good")

    def take(self, draft: Draft) -> None:
        """Show another draft."""
        self._open.draft = draft
        self._undo.clear()
        self._read_sites()
        self._show()

    def _read_sites(self) -> None:
        sites = self.room.services.bonded.locations()
        self._codes = {site.customer_id: site.code for site in sites}
        if self.draft is not None and self.draft.customer_id is None and len(sites) == 1:
            self.draft.customer_id = sites[0].customer_id

    async def load(self) -> None:
        if self.draft is None:
            self.take(await self.room.services.drafts.current())
        else:
            self._read_sites()
            self._show()

    async def reopen(self) -> None:
        """Show the draft as it stands in the ledger, or the next one where it became orders."""
        drafts = self.room.services.drafts
        await self.flush()
        try:
            self.take(await drafts.open(self.draft.id if self.draft else 0))
        except Refusal:
            self.take(await drafts.current())

    async def refresh_from_vendor(self) -> None:
        """Prices and stock of the lines as they are now; quantity and packaging stay."""
        services = self.room.services
        found: dict[str, Offer] = {}
        for line in list(self._lines):
            if line.bonded_customer_id is not None:
                await services.bonded.refresh_part(line.bonded_customer_id, line.number)
            elif line.number not in found:
                part = await services.catalogue.look_up(line.number)
                found.update((offer.number, offer) for offer in part.offers)
        now = services.clock.now()
        lines = [
            asked_again(line, found[line.number], now)
            if line.bonded_customer_id is None and line.number in found
            else line
            for line in self._lines
        ]
        if lines != self._lines:
            self._change(lines, self.line.id if self.line else None)
        self.room.say("prices and stock of the lines are as DigiKey says now", "good")

    # -- what can be done with a line

    def _why_no_line(self) -> str | None:
        return None if self.line is not None else "there is no line here yet"

    why_not_quantity = why_not_remove = why_not_above = why_not_below = lambda self: (
        self._why_no_line()
    )

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
                lambda quantity: self._set_quantity(line, quantity),
            )
        )

    def _set_quantity(self, line: DraftLine, quantity: int) -> None:
        changed = replace(line, quantity=quantity, unit_price=price_at(line, quantity))
        self._change([changed if x.id == line.id else x for x in self._lines], line.id)
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
            self._set_quantity(line, to)

    def do_above(self) -> None:
        self._step(up=True)

    def do_below(self) -> None:
        self._step(up=False)

    def do_remove(self) -> None:
        line = self.line
        if line is None:
            return
        self._change([x for x in self._lines if x.id != line.id])
        self.room.say(f"{line.part} removed; u brings it back")

    def why_not_undo(self) -> str | None:
        return None if self._undo else "there is nothing to undo"

    def do_undo(self) -> None:
        self._put(self._undo.pop())
        more = counted(len(self._undo), "more change") if self._undo else "nothing more"
        self.room.say(f"undone; {more} to undo")

    # -- what can be done with the draft

    @property
    def needs_ship_to(self) -> bool:
        """Whether somebody has to say first where the lines go."""
        homeless = any(line.bonded_customer_id is None for line in self._lines)
        return self.draft is not None and self.draft.customer_id is None and homeless

    def do_ship_to(self) -> None:
        self.choose_ship_to(lambda: None)

    def choose_ship_to(self, then: Callable[[], None]) -> None:
        """Let the buyer choose among the locations; once chosen, do `then`."""
        from tui.screens.choice import ChoiceSheet

        draft, sites = self.draft, self.room.services.bonded.locations()
        if draft is None or not sites:
            self.room.say("no ship-to is known yet: 1 and F5 ask DigiKey for the locations", "warn")
            return
        rows = [
            (site.customer_id, f"{site.code:<5} {site.street} · {site.name}  {site.customer_id}")
            for site in sites
        ]

        def take(customer_id: str) -> None:
            draft.customer_id = customer_id
            self._put(self._lines, self.line.id if self.line else None)
            then()

        self.room.show_sheet(ChoiceSheet(self.room, "Ship to", rows, draft.customer_id, take))

    def do_field(self) -> None:
        self.room.go_to("search")
        self.room.do_field()

    def do_rename(self) -> None:
        draft = self.draft
        if draft is not None:
            self.room.ask(NamePrompt("name of the draft", draft.name, "", self._rename))

    def _rename(self, name: str) -> None:
        if self.draft is None:
            return
        self.draft.name = name
        self._put(self.draft.lines, self.line.id if self.line else None)

    def do_new_draft(self) -> None:
        self.room.work(self._new, "builder-open", hold=True)

    async def _new(self) -> None:
        await self.flush()
        self.take(await self.room.services.drafts.new())
        self.room.say("a new draft; d lists the others")

    def why_not_discard(self) -> str | None:
        return None if self._lines else "the draft is empty"

    def do_discard(self) -> None:
        draft = self.draft
        if draft is None:
            return
        lines = counted(len(draft.lines), "line")
        self.room.ask(
            NamePrompt(
                f"throw away {draft.label}",
                "",
                f"{lines}, and no u brings it back: type yes",
                lambda text: self._discard(draft, text),
            )
        )

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
                f"D-{h.id:<4} {fit(h.name or 'no name', 30)} {counted(h.lines, 'line'):>10}",
            )
            for h in heads
        ]
        chosen = str(self.draft.id) if self.draft else None
        self.room.show_sheet(ChoiceSheet(self.room, "Drafts", rows, chosen, self._open_draft))

    def _open_draft(self, name: str) -> None:
        async def job() -> None:
            self.take(await self.room.services.drafts.open(int(name)))

        self.room.work(job, "builder-open", hold=True)
