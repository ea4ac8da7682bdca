"""What is said of the lines before they cost money, and the keys that mend it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cache.advice_facts import own_offer, pack
from cache.places import Refusal
from tui.draft_rows import troubles_of
from tui.panes.entry import EntryPane
from tui.room import Room
from tui.text import fit, pieces, width_of
from tui.widgets.table import Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cache.advice import Advice
    from cache.drafts import DraftLine
    from tui.changes import State

# So much of what costs has a row of its own.
_MOST = 2
# Cells that the table leaves free before and behind what is said under a line.
_INDENT = 4
_MORE = " …  m says all"


class AdvisedPane(EntryPane):
    """Asks beside the keys what is to be said of each line; nothing is changed unasked."""

    def __init__(self, room: Room, table: Table) -> None:
        super().__init__(room, table)
        # By line, with the line as it was then: of another it is not said.
        self._advice: dict[str, tuple[DraftLine, list[Advice]]] = {}
        self._asking = self._stale = False

    def _put(self, state: State, name: object = None) -> None:
        super()._put(state, name)
        self._advise()

    def _show_anew(self) -> None:
        super()._show_anew()
        self._advise()

    def _advise(self) -> None:
        """Ask, one at a time: while lines are typed in a burst, the last of them asks for all."""
        self._stale = True
        if not self._asking and any(line.known for line in self.draft_lines):
            self._asking = True
            self.room.work(self._ask_advice, "advice", alone=False)

    async def _ask_advice(self) -> None:
        try:
            while self._stale and self.draft is not None:
                self._stale = False
                lines = {line.id: line for line in self.draft.lines}
                found = await self.room.services.advising.of(self.draft)
                self._advice = {line_id: (lines[line_id], its) for line_id, its in found.items()}
                self.show_lines(self._row)
        except Refusal:
            # Without it the draft is as usable; what is amiss is said where it is amiss.
            pass
        finally:
            self._asking = False

    def advice_of(self, line: DraftLine) -> list[Advice] | None:
        """What is to be said of the line as it stands; None: not asked yet."""
        said = self._advice.get(line.id)
        if said is None or (said[0] is not line and said[0] != line):
            return None
        return said[1]

    def advised(self, line: DraftLine, width: int) -> list[tuple[str, str]] | None:
        """The same in rows with their roles: the first of what costs have one each, the rest share
        the last one, which says where it goes on if it is cut at `width` cells.
        """
        advice = self.advice_of(line)
        if advice is None:
            return None
        warnings = [one for one in advice if one.role == "warn"]
        rows = [(f"{_glyph(one)} {one.said}", "warn") for one in warnings[:_MOST]]
        notes = [*warnings[_MOST:], *(one for one in advice if one.role != "warn")]
        if notes:
            rows.append((_in_one(notes, width - _INDENT), "dim"))
        return rows

    def why_not_advice(self) -> str | None:
        line = self.line
        if line is None:
            return "there is no line here"
        nothing = not self.troubles(line) and not self.advice_of(line)
        return "there is nothing to be said of this line" if nothing else None

    def do_advice(self) -> None:
        from tui.screens.advice import advice_sheet

        line, row = self.line, self.current
        if line is not None and row is not None:
            told = self.advice_of(line) or []
            self.room.show_sheet(advice_sheet(line, row.number, self.troubles(line), told))

    def troubles(self, line: DraftLine) -> list[str]:
        """What keeps the line from being ordered, in words."""
        waits = self.waits(line.id) and not line.known
        advised = self.advice_of(line) is not None
        found = troubles_of(line, self.room.now().date(), waits, advised=advised)
        return [words for words, _ in found]

    # -- the keys that mend

    def mends(self, key: str) -> Advice | None:
        """What `key` would take for the line under the cursor."""
        advice = (self.line and self.advice_of(self.line)) or ()
        return next((one for one in advice if one.key == key and one.takes), None)

    def mend(self, key: str) -> None:
        from cache.mending import mend

        line, advice = self.line, self.mends(key)
        if line is None or advice is None:
            return
        try:
            lines = mend(self.draft_lines, line, advice)
        except Refusal as refusal:
            self.room.say(refusal.sentence, "warn")
            return
        self.change_lines(lines, line.id)
        self.room.say(f"{line.part}: took {_taken(line, advice)}; u takes it back", "good")

    def _why_no_mending(self, key: str) -> str | None:
        nothing = f"nothing is said of this line that {key} mends"
        return self.why_not_change() or (None if self.mends(key) else nothing)

    def why_not_cheaper(self) -> str | None:
        return self._why_no_mending("c")

    def do_cheaper(self) -> None:
        self.mend("c")

    def why_not_packaging(self) -> str | None:
        return self._why_no_mending("p")

    def do_packaging(self) -> None:
        self.mend("p")

    def why_not_fewer(self) -> str | None:
        return self._why_no_mending("f")

    def do_fewer(self) -> None:
        self.mend("f")


def _glyph(advice: Advice) -> str:
    return "!" if advice.stops else "◆"


def _taken(line: DraftLine, advice: Advice) -> str:
    """What the line has become, in words."""
    said = []
    for take in advice.takes:
        if take.row is not None:
            kind = f"bonded {take.row.code}"
        else:
            kind = pack(take.offer or own_offer(line))
        said.append(f"{pieces(take.quantity)} {kind}")
    return " and ".join(said)


def _in_one(notes: Sequence[Advice], width: int) -> str:
    """Several notes in one row, with their keys at its end where there is room for them."""
    words = "· " + " · ".join(one.words for one in notes)
    acts: dict[str, str] = {}
    for one in notes:
        if one.key:
            # A key does one thing, and is named once.
            acts.setdefault(one.key, one.act)
    keys = ", ".join(f"{key} {act}" for key, act in acts.items())
    whole = f"{words}: {keys}" if keys else words
    if width <= len(_MORE) or width_of(whole) <= width:
        return whole
    return fit(words, width - len(_MORE)).rstrip(" …") + _MORE
