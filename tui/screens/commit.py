"""The point of no return: one purchase order, one thing to type at a time.

What counts as typed is said in `tui.screens.typed`; while a send runs the sheet is dead, and says
so to every key.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from cache.purchase_orders import vendor_name
from tui.room import Room
from tui.screens.asking import from_here
from tui.screens.buyer_rows import buyer_lines
from tui.screens.commit_rows import (
    first_of_foot,
    goods_lines,
    ncnr_words,
    rehearsal_lines,
    ship_to_lines,
    total_lines,
)
from tui.screens.limit_rows import asking, held_foot, limit_lines, limits_of
from tui.screens.sheet import pair, paragraph
from tui.screens.terms_rows import release_lines
from tui.screens.typed import DIGITS, FINGERS, GUARD, TypedSheet, end_of, end_words
from tui.text import age, day
from tui.widgets.lines import Line, Span
from tui.widgets.prompts import NamePrompt

if TYPE_CHECKING:
    from cache.colleagues import Twin
    from cache.review import Review
    from tui.screens.commit_orders import Batch
    from tui.screens.limit_rows import Limits
    from vendors.vocabulary import Rehearsal

__all__ = ["FINGERS", "GUARD", "CommitSheet"]

_SAME, _NCNR = "SAME", "NCNR"
# The most that is typed: a word and a reason, a word and the end of a number.
_LIMITS = {_SAME: 120, _NCNR: 12}
# What places the sheet's keys have where it asks, looks a number up, and waits for an answer.
_PLACES: dict[str, tuple[str, ...]] = {
    "": ("commit",),
    "asking": ("sheet",),
    "rehearsing": ("sheet",),
    "sending": (),
}
_WAIT = "it is being sent and cannot be stopped: its answer comes here by itself"
_CHECKS = "it is being checked before it is sent: what comes of it is said here by itself"
_LOOKED_AT = "{} looks at the order, and nothing is placed: Esc goes back"
_ASKED = "{} is being asked whether the number is free: Esc goes back"
_ON_TOP = "Shipping and tax come on top, and are not known here."
# The names at the left of what the order says, in cells.
_NAMES = 9
# A longer number has the title to itself: the frame of a narrow screen holds no more.
_TITLED = 20


class CommitSheet(TypedSheet):
    """Shows one order as it will be sent and asks for what has to be typed."""

    def __init__(
        self,
        room: Room,
        batch: Batch,
        send: Callable[[], None],
        renumber: Callable[[str], None],
        guard: float = GUARD,
        rehearse: Callable[[], None] = lambda: None,
        limits: Limits | None = None,
        ask: Callable[[str], None] = lambda reason: None,
        go_on: Callable[[], None] = lambda: None,
    ) -> None:
        """Of `batch` the order that is at its turn; `send` is called once, at the end.

        `renumber` is called with a number that was typed; `renumbered` or `refused` end that.
        `rehearse` has the vendor look at it; `rehearsed` or `refused` end that.
        `limits` say how it stands to the buyer's; above one `ask` is called with the reason for an
        approval, and `go_on` to leave it waiting and show the order that follows.
        """
        super().__init__(room, guard)
        self.review = review = batch.review
        self.mark = review.environment.upper()
        self.on_its_way = False
        self.same_because = ""
        self._batch = batch
        self._send = send
        self._renumber = renumber
        self._rehearse = rehearse
        self._limits = limits
        self._ask_approval = ask
        self._go_on_without = go_on
        self._rehearsal: Rehearsal | None = None
        self._words = [_SAME] if review.twins else []
        self._words += [_NCNR] if review.ncnr else []
        self._stand()
        self._name()
        self.ask_next()

    def _name(self) -> None:
        self.title = f"Place {self.review.number}"
        if not self._titled_alone:
            self.title += f" {self._where}"

    @property
    def _where(self) -> str:
        return f"at {self._vendor} · {self._batch.place}"

    @property
    def _vendor(self) -> str:
        return vendor_name(self.review.vendor)

    @property
    def _titled_alone(self) -> bool:
        return len(self.review.number) > _TITLED

    def _stand(self, doing: str = "") -> None:
        """It asks, or is `asking` about a number, or `sending`: keys act, or say why not."""
        self._doing = doing
        self.places = _PLACES[doing]

    @property
    def sending(self) -> bool:
        return self._doing == "sending"

    @property
    def asking(self) -> bool:
        return self._doing == "asking"

    @property
    def rehearsing(self) -> bool:
        return self._doing == "rehearsing"

    def began(self) -> None:
        """Everything was asked; from now on the order is on its way."""
        self.on_its_way = True
        self._room.redraw_sheet()

    @property
    def _word(self) -> str:
        """What has to be typed before, or with, the end of the number; empty: nothing more."""
        return self._words[0] if self._words else ""

    @property
    def _end(self) -> str:
        """What places it."""
        return end_of(self.review.number)

    @property
    def limit(self) -> int:
        return _LIMITS.get(self._word, DIGITS * 2)

    # -- keys

    def deaf(self, key: str) -> str:
        if self.sending:
            return _WAIT if self.on_its_way else _CHECKS
        if self.asking and key != "escape":
            return _ASKED.format(self._vendor)
        return _LOOKED_AT.format(self._vendor) if self.rehearsing and key != "escape" else ""

    @property
    def takes_text(self) -> bool:
        waits = self.asking or self.rehearsing or self.held
        return not waits and not self.review.problems

    @property
    def held(self) -> bool:
        """Whether it is above a limit, and no approval covers it."""
        return self._limits is not None and self._limits.held

    @property
    def lacks(self) -> frozenset[str]:  # type: ignore[override]
        # What Enter does above a limit stands at the foot: it places nothing.
        return frozenset({"commit"} if self.held else {"approval"})

    async def again(self) -> None:
        """An approval may have come, or gone."""
        if self._doing:
            return
        limits = await limits_of(self._room, self.review.order_id)
        if limits != self._limits and not self._doing:
            self._limits = limits
            self.ask_next()
            self._room.redraw_sheet()

    def why_not_commit(self) -> str | None:
        if self.review.problems:
            return "this order cannot be placed as it is: Esc goes back"
        if self.held and self._batch.following is None:
            if self._limits is not None and self._limits.state == "asked":
                return "it waits for approval: Esc goes back; nothing was sent"
            return "it is above a limit: F4 asks for approval, Esc goes back; nothing was sent"
        return None

    def why_not_approval(self) -> str | None:
        if self.review.problems:
            return "this order cannot be placed as it is: Esc goes back"
        state = self._limits.state if self._limits is not None else "within"
        if state in ("within", "approved"):
            return "it is approved" if state == "approved" else "it is above no limit"
        return "it was asked for before, and waits" if state == "asked" else None

    def do_approval(self) -> None:
        if self._limits is not None:
            number = self.review.number
            self._room.show_sheet(asking(self._room, number, self._limits, self._ask_approval))

    def do_commit(self) -> None:
        if self.held:
            self._go_on_without()
            return
        typed, wanted = self.editor.text.strip(), self._word
        word, _, reason = typed.partition(" ")
        self.editor.clear()
        if wanted == _SAME and word.upper() == _SAME:
            self.same_because = reason.strip()
            if self.same_because:
                self._go_on()
            else:
                self.complaint = f"and why? {_SAME} and the reason in one line; nothing was sent"
        elif wanted and typed.upper() == wanted:
            self._go_on()
        elif typed.upper() in self._places_it:
            self.on_its_way = False
            self._stand("sending")
            self._send()
        else:
            whole = self._places_it[-1] if self._places_it else wanted
            self.complaint = f"that is not {whole}; nothing was sent" if typed else "nothing typed"
        self._room.redraw_sheet()

    @property
    def _places_it(self) -> tuple[str, ...]:
        """What sends it now: the end of its number, and of NCNR goods that word in front."""
        match self._words:
            case []:
                return (self._end,)
            case [word] if word == _NCNR:
                return (f"{_NCNR}{self._end}", f"{_NCNR} {self._end}")
        return ()

    def _go_on(self) -> None:
        self._words.pop(0)
        self.complaint = ""
        self.ask_next()

    def do_close(self) -> None:
        self._room.close_sheet()
        left = self._batch.left
        if self._limits is not None and self._limits.state == "asked":
            waits = f"{self.review.number} waits for approval: w tells when it is decided"
            left = f"{waits}; {left}" if len(self._batch.reviews) > 1 else waits
        self._room.say(left)

    def why_not_number(self) -> str | None:
        if self.review.tried:
            return f"{self.review.number} was tried before and keeps its number"
        return None

    def do_number(self) -> None:
        self._room.ask(NamePrompt("own number", "", "Enter: is it free?", self._take_number))

    def _take_number(self, text: str) -> None:
        self._stand("asking")
        self.complaint = ""
        self._renumber(text)
        self._room.redraw_sheet()

    def renumbered(self, review: Review) -> None:
        """The order has another number now."""
        self.review = review
        self._name()
        self._live_again("")

    def why_not_rehearse(self) -> str | None:
        if not self.review.rehearses:
            return f"{self._vendor} has no way to try an order out"
        if self.review.problems:
            return "this order cannot be placed as it is: Esc goes back"
        return None

    def do_rehearse(self) -> None:
        self._stand("rehearsing")
        self.complaint, self._rehearsal = "", None
        self._rehearse()
        self._room.redraw_sheet()

    def rehearsed(self, said: Rehearsal) -> None:
        """What the vendor said to it; nothing was placed."""
        self._rehearsal = said
        self._live_again("")

    def refused(self, sentence: str) -> None:
        """What was asked for did not begin; the sheet lives again."""
        self._live_again(from_here(sentence))

    def _live_again(self, complaint: str) -> None:
        self._stand()
        self.complaint = complaint
        self.ask_next()
        # What was said to keys meanwhile is over.
        self._room.say("")
        self._room.redraw_sheet()

    # -- what it shows

    def lines(self, width: int) -> Sequence[Line]:
        review, batch = self.review, self._batch
        # On a small screen only the beginning is in view: what may keep it from being placed.
        lines = self._first(width)
        lines += batch.first(width)
        if lines:
            lines.append([("", "dim")])
        if self._titled_alone:
            lines += pair("order", self._where, width, _NAMES)
        lines += ship_to_lines(review, batch.site(review.customer_id), width, _NAMES)
        lines += buyer_lines(review, width, _NAMES)
        lines.append([("", "dim")])
        lines += goods_lines(review, batch.site, width)
        lines.append([("", "dim")])
        lines += total_lines(review, age(review.priced_at, self._room.now()), width)
        lines.append([("", "dim")])
        lines += release_lines(review, width, _NAMES)
        for note in (*review.notes[review.elsewhere :], _ON_TOP):
            lines += paragraph(note, width)
        if batch.following is not None or batch.at:
            lines += [[("", "dim")], *batch.rows(width)]
        return lines

    def _first(self, width: int) -> list[Line]:
        """What is to be read before anything else: what is wrong, and what others have of it."""
        review = self.review
        lines: list[Line] = []
        for problem in review.problems:
            lines += paragraph(f"! {from_here(problem)}", width, "danger")
        lines += limit_lines(self._limits, width)
        if self._rehearsal is not None:
            lines += rehearsal_lines(review, self._rehearsal, width)
        # The first one stands at the foot as long as it is asked about.
        for twin in review.twins[1 if self._word == _SAME else 0 :]:
            lines += paragraph(f"! {self._twin(twin)}", width, "warn")
        for note in review.notes[: review.elsewhere]:
            lines += paragraph(note, width, "text")
        return lines

    def foot(self, width: int) -> Sequence[Line]:
        """What has to be typed: always in view, however long the order is."""
        lines: list[Line] = [first_of_foot(self.review, width)]
        if self.sending:
            doing = "sending …" if self.on_its_way else "checking prices and number … not sent yet;"
            return [*lines, *paragraph(f"{doing} this sheet waits for the answer", width, "accent")]
        if self.asking:
            return [*lines, [(f"asking {self._vendor} whether the number is free …", "accent")]]
        if self.rehearsing:
            words = f"{self._vendor} looks at the order; nothing is placed …"
            return [*lines, *paragraph(words, width, "accent")]
        if self.complaint:
            lines += paragraph(self.complaint, width, "warn")
        if self.review.problems:
            return [
                *lines,
                [("! it cannot be placed as it is   ", "warn"), ("Esc", "key"), (" back", "dim")],
            ]
        if self._limits is not None and self.held:
            following = self._batch.following
            number = "" if following is None else following.number
            return [*lines, *held_foot(self._limits, self.review.tried, number, width)]
        wanted, end = self._word, end_words(self.review.number)
        if wanted == _SAME:
            ask = f"{self._twin(self.review.twins[0])}: type {_SAME} and why, and Enter."
        elif wanted == _NCNR:
            ask = f"{ncnr_words(self.review)}: type {_NCNR} and Enter."
        else:
            ask = f"To place it, type {end} and Enter."
        lines += paragraph(ask, width, "strong")
        if wanted == _NCNR:
            lines += paragraph(f"Or {_NCNR} and {end} in one line: that places it at once.", width)
        same = width - (39 if self.review.rehearses else 26)
        room = same if wanted == _SAME else 13 if wanted == _NCNR else 9
        field: list[Span] = [("▸ ", "accent"), *self.editor.spans(room, active=True)]
        keys: list[Span] = [("   ", "dim"), ("Esc", "key"), (" back   ", "dim")]
        more: list[Span] = [("F2", "key"), (" number", "dim")]
        if self.review.tried:
            more = [("F2 number stays", "dim")]
        if self.review.rehearses:
            more += [("   F3", "key"), (" try out", "dim")]
        return [*lines, [*field, *keys, *more]]

    def _twin(self, twin: Twin) -> str:
        now = self._room.now()
        when = day(twin.at.astimezone(now.tzinfo).date(), now.date())
        return (
            f"{twin.number} of {when} ({twin.person}; {twin.standing}) is in this one whole, to "
            "the same ship-to"
        )
