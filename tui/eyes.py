"""What eyes, braille lines and the clipboard get of the application: colours, cursor, copies."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Protocol, cast

from textual.app import App
from textual.geometry import Offset

from tui import themes
from tui.escapes import TOO_LONG, clipboard, copied_by, cursor_given_back, cursor_shown
from tui.terminal import send
from tui.text import safe_lines

if TYPE_CHECKING:
    from tui.room import Room


class Stands(Protocol):
    """A widget that has the cursor."""

    @property
    def region(self) -> Any: ...

    def stands(self) -> tuple[int, int]:
        """Column and line of the widget where its cursor stands, or its caret."""
        ...


class Eyes(App[None], inherit_bindings=False):
    """The application as far as it is seen. `STYLES` are those of the theme in use when it is made.

    The terminal's own cursor stands where ours does, for who has the screen read or felt: on the
    row, or at the caret where something is typed. Textual moves it there behind every frame anyway.
    """

    BINDINGS = []  # noqa: RUF012 - declared so by the base class

    def __init__(self) -> None:
        super().__init__(ansi_color=themes.used().own)
        self.copied = ""

    def get_css_variables(self) -> dict[str, str]:
        theme = themes.used()
        background, foreground = theme.background, theme.foreground
        if theme.own:
            background = foreground = "ansi_default"
        return super().get_css_variables() | {
            "room-background": background,
            "room-foreground": foreground,
        }

    # -- the cursor

    def who_stands(self) -> Stands:
        """The widget that has the cursor."""
        raise NotImplementedError

    @property
    def cursor_position(self) -> Offset:
        """Where the terminal's cursor stands; read once for each frame."""
        widget = self.who_stands()
        return Offset(*widget.region.offset) + Offset(*widget.stands())

    @cursor_position.setter
    def cursor_position(self, _: Offset) -> None:
        """Textual sets it once, before there is anything for it to stand on."""

    def on_mount(self) -> None:
        if not self.is_headless:
            self.app_resume_signal.subscribe(self, lambda _: self.show_cursor())
            self.show_cursor()

    def show_cursor(self) -> None:
        """Textual hides it, when it starts and when it comes back."""
        send(self, cursor_shown(os.environ))

    async def on_unmount(self) -> None:
        if not self.is_headless:
            send(self, cursor_given_back(os.environ))

    # -- text and addresses that leave the screen

    def say(self, text: str, role: str = "text") -> None:
        raise NotImplementedError

    def copy(self, text: str, words: str = "") -> None:
        """Put `text` on the terminal's clipboard, and say which way it went. See `Room.copy`."""
        self.copied = self._clipboard = safe_lines(text)
        if sequence := clipboard(self.copied, os.environ):
            send(self, sequence)
            self.say(f"copied {words or text} {copied_by(os.environ)}; if not, F6 shows it")
        else:
            what = words or "the text"
            self.say(f"not copied: {what} {TOO_LONG}; F6 shows it, and w there saves it", "warn")

    def why_not_copied(self) -> str | None:
        return None if self.copied else "nothing was copied yet: y copies"

    def do_copied(self) -> None:
        from tui.screens.copied import CopiedSheet

        room = cast("Room", self)
        room.show_sheet(CopiedSheet(room, self.copied))

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """Nothing is opened here: it would open on the machine that the buyer is a guest of."""
        self.say("nothing is opened from here: click the address, or copy it", "warn")
