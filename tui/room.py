"""What panes and sheets may ask of the application, and what they hand to it.

Panes do not know one another; a part found in one reaches the draft in another through here.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeAlias

from tui.widgets.editor import LineEditor

if TYPE_CHECKING:
    from cache.drafts import DraftLine
    from cache.services import Services
    from tui.screens.sheet import BaseSheet
    from vendors.errors import VendorError


# What runs beside the keys: called when its turn has come, and not at all if it is ended before.
Job: TypeAlias = Callable[[], Coroutine[Any, Any, None]]


class Hint(NamedTuple):
    """What a prompt says about the text typed so far."""

    text: str = ""
    role: str = "dim"
    higher: str | None = None
    lower: str | None = None


class Prompt(Protocol):
    """One question on the message line, answered by typing."""

    title: str
    editor: LineEditor
    place: str

    def hint(self) -> Hint: ...

    def taken(self, text: str) -> bool:
        """Take the answer; False leaves the prompt open (and the hint says why)."""
        ...


class Room(Protocol):
    """The application, as panes and sheets see it."""

    services: Services
    environment: str

    def now(self) -> datetime:
        """This instant in the workstation's own zone."""
        ...

    def say(self, text: str, role: str = "text") -> None:
        """Put one sentence on the message line."""
        ...

    def draw_bars(self) -> None:
        """Draw the lines at the edges anew: other keys may act now."""
        ...

    def ask(self, prompt: Prompt) -> None: ...

    def show_sheet(self, sheet: BaseSheet) -> None: ...

    def close_sheet(self) -> None: ...

    def redraw_sheet(self) -> None: ...

    def scroll_sheet(self, by: int) -> None:
        """Scroll the topmost sheet by so many lines."""
        ...

    def touch_sheet(self, up: int, start: int, cells: int) -> None:
        """Draw so many cells of the topmost sheet's foot anew, `up` lines above its last."""
        ...

    def vendor(self, name: str, state: str) -> None:
        """Show how a vendor does: `ok`, or a word for what is wrong."""
        ...

    def state_of(self, name: str) -> str:
        """How a vendor does, as it was shown last; empty: nothing was shown of it."""
        ...

    def copy(self, text: str, words: str = "") -> None:
        """Put `text` on the terminal's clipboard and say so; `words` name it where it is long."""
        ...

    def work(
        self,
        job: Job,
        group: str,
        doing: str = "",
        alone: bool = True,
        asks: str = "",
        hold: bool = False,
    ) -> None:
        """Run beside the keys. Where `alone`, a newer job of the same group ends the older one.

        With `hold` the keys wait for it; only for what is quickly read from the local store.

        What a vendor or the store says against it is put on the message line; `doing`, where
        given, stands there meanwhile. `asks` names the vendor that is well when it went well.
        """
        ...

    async def connected(self) -> None:
        """Return once the vendors can be asked, or it was said why they cannot."""
        ...

    def heard(self, error: VendorError) -> None:
        """Say what a vendor, or the way to it, said against a question."""
        ...

    def settled(self, came: bool = True) -> None:
        """Rows that keys were waiting for have come; or they will not, and the keys are let go."""
        ...

    def why_not_add_line(self) -> str | None:
        """Why no line can be put into the draft that is open; None where it can."""
        ...

    def add_line(self, *lines: DraftLine) -> None:
        """Put a line into the draft that is open, or the lines that it was split into."""
        ...

    def add_typed(self, lines: Sequence[DraftLine], said: str) -> None:
        """Put lines that are no offers yet at the end of the open draft, and look them up.

        `said` is what the message line says of them.
        """
        ...

    def open_draft(
        self, draft_id: int, said: str, changes: Sequence[str] = (), review: bool = False
    ) -> None:
        """Go to a stored draft from whatever stands over it; `changes` are to be read first.

        With `review` it is reviewed at once, as `review` does.
        """
        ...

    def review(self) -> None:
        """Review the draft that is open, and show the sheets that place it."""
        ...

    def go_to(self, pane: str) -> None: ...

    def do_field(self) -> None:
        """Type into the field of the pane that is active."""
        ...

    def changed(self, topic: str) -> None:
        """Facts of this topic (`orders`, `catalogue`, `bonded`) are new: redraw who shows them."""
        ...
