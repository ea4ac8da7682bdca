"""The sign-in: the address to open, and a box for the address that comes of it.

Nothing listens for the browser: on a shared host anybody could knock. What is pasted is never
shown, because it holds a code that signs in whoever has it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from shlex import quote
from typing import TYPE_CHECKING

from cache.places import Refusal
from tui.connecting import SANDBOX, account_words
from tui.screens.choice import ChoiceSheet
from tui.screens.sheet import WIDEST, BaseSheet, paragraph
from tui.text import fit
from tui.widgets.lines import Line, Span, link_role
from vendors.errors import Invalid, SignInNeeded, VendorError

if TYPE_CHECKING:
    from textual.events import Key

    from tui.app import Bondroom
    from tui.live import Live
    from vendors.afterwards import Account
    from vendors.digikey.signin import SignIn

# DigiKey's FAQ: a code is good for so many seconds.
MINUTE = 60
# No address that a browser shows is longer.
_LONGEST = 8000


class LoginSheet(BaseSheet):
    """Calls `done` with a sentence once somebody is signed in and the account is known."""

    title = "Sign in at DigiKey"
    places: tuple[str, ...] = ("login",)
    sides = False
    # No screen is wider: nothing of the desk is to stand beside the address.
    widest = 10_000

    def __init__(self, app: Bondroom, live: Live, done: Callable[[str], None]) -> None:
        self.mark = app.environment.upper()
        self._app = app
        self._live = live
        self._done = done
        self._signing_in: SignIn | None = None
        self._address = ""
        self._pasted = ""
        self._words = ("asking for an address …", "dim")
        self._busy = True
        self._over = False
        self._since = 0.0
        self._opened = True
        self._shown = MINUTE
        self._timer: asyncio.TimerHandle | None = None
        app.work(self._begin, "login", alone=False)

    # -- what it shows

    def lines(self, width: int) -> Sequence[Line]:
        if not self._address:
            return ()
        back_to = self._signing_in.back_to if self._signing_in is not None else ""
        lines = paragraph(
            "Open this address in a browser of your own and sign in there with the buyer's My "
            f"DigiKey account. The browser is then sent to {back_to}, which shows an error: that "
            "is as it should be. Copy the whole address that stands in the browser then.",
            min(width, WIDEST),
            "text",
        )
        role = link_role(self._address)
        pieces = [self._address[at : at + width] for at in range(0, len(self._address), width)]
        lines += [[("", "dim")], *([(piece, role)] for piece in pieces), [("", "dim")]]
        if self._app.environment == SANDBOX:
            lines += paragraph(
                "No browser knows this sandbox. F2 copies a command that plays one: paste it into "
                "another terminal, and paste what it prints here. (Typed by hand it is  bondroom "
                "sandbox browse  and asks for the address.)",
                min(width, WIDEST),
            )
        return lines

    def foot(self, width: int) -> Sequence[Line]:
        lines = [*paragraph(self._words[0], width, self._words[1]), *self._minute(width)]
        lines.append([("paste it here ▸ ", "accent"), *self._box(width - 16)])
        return lines

    def _minute(self, width: int) -> list[Line]:
        if not self._address:
            return []
        # One line of sixty columns: the seconds are drawn alone, in the last line but one.
        words = " s left for pasting, if sent on when this was opened"
        if not self._opened:
            words = " s left for pasting, counted since Enter was pressed"
        role = "text" if self._shown > 15 else "warn"
        return [[(f"{self._shown:>2}", role), (fit(words, width - 2), "dim")]]

    def _box(self, width: int) -> list[Span]:
        if not self._pasted:
            return [(" ", "caret"), (" " * (width - 1), "field")]
        words = f"{len(self._pasted)} characters, not shown"
        return [(fit(words, width - 1), "field"), (" ", "caret")]

    # -- keys

    def key(self, event: Key) -> bool:
        character = event.character
        if character and character.isprintable() and len(character) == 1:
            self._take_in(character)
        elif event.key == "backspace":
            self._pasted = self._pasted[:-1]
        elif event.key == "ctrl+u":
            self._pasted = ""
        else:
            return False
        self._app.redraw_sheet()
        return True

    def paste(self, text: str) -> None:
        """Taken at once where it is whole; a piece of a wrapped address waits for the next."""
        if text.lstrip().lower().startswith(("https://", "http://")):
            self._pasted = ""
        self._take_in(text)
        if self._why_not() is None:
            self.do_take()
        else:
            self._say("that is not the whole address yet: Enter says what is missing", "dim")

    def _take_in(self, text: str) -> None:
        self._pasted = (self._pasted + text)[:_LONGEST]

    def _why_not(self) -> VendorError | None:
        if self._busy or self._signing_in is None:
            return Invalid("digikey", "wait a moment: DigiKey is being asked")
        try:
            self._signing_in.check(self._pasted)
        except VendorError as error:
            return error
        return None

    def why_not_take(self) -> str | None:
        return "wait a moment: DigiKey is being asked" if self._busy else None

    def do_take(self) -> None:
        if not self._pasted.strip():
            self._opened = False
            self._start_minute()
            self._say("Now sign in there, copy the address, and paste it below.", "dim")
            return
        error = self._why_not()
        if isinstance(error, Invalid):
            self._say(_sentence(error), "warn")
            return
        self._busy = True
        self._say("signing in …", "accent")
        self._app.work(self._sign_in, "login", alone=False)

    def why_not_copy(self) -> str | None:
        return None if self._address else "there is no address yet"

    def do_copy(self) -> None:
        if self._app.environment == SANDBOX:
            self._copy(f"bondroom sandbox browse {quote(self._address)}", "the command")
        else:
            self._copy(self._address, "the address")

    def _copy(self, text: str, what: str) -> None:
        self._app.copy(text, what)

    def why_not_again(self) -> str | None:
        return self.why_not_take()

    def do_again(self) -> None:
        self._busy = True
        self._pasted = ""
        self._app.work(self._begin, "login", alone=False)

    def do_close(self) -> None:
        self._app.say("nobody was signed in; L begins again", "dim")
        self._app.close_sheet()

    def closed(self) -> None:
        self._over = True
        self._pasted = ""
        if self._timer is not None:
            self._timer.cancel()

    # -- beside the keys

    async def _begin(self) -> None:
        try:
            self._signing_in = await self._live.signing_in(self._app)
        except (Refusal, VendorError) as error:
            self._say(error.sentence, "warn")
            return
        finally:
            self._busy = False
        if self._signing_in is None:
            self._say(self._app.said or "DigiKey cannot be reached", "warn")
            return
        self._address = self._signing_in.address()
        self._opened = True
        self._start_minute()
        self._say("", "dim")

    async def _sign_in(self) -> None:
        assert self._signing_in is not None  # noqa: S101 - told to the type checker
        pasted, self._pasted = self._pasted, ""
        try:
            await self._signing_in.take(pasted)
        except SignInNeeded as error:
            # The code, or the answer, is used up: with another address it begins anew.
            self._address = self._signing_in.address()
            self._opened = True
            self._start_minute()
            self._say(f"{_sentence(error)} The address above is a new one.", "warn")
            return
        except (Refusal, VendorError) as error:
            self._address = self._signing_in.address()
            self._say(f"{_sentence(error)} The address above is a new one.", "warn")
            return
        finally:
            self._busy = False
        await self._choose_account()

    async def _choose_account(self) -> None:
        try:
            accounts = await self._live.accounts()
        except VendorError as error:
            self._finish(f"Signed in. Which accounts there are is not known: {error.in_full}")
            return
        fixed = self._live.fixed_account
        if fixed:
            known = not accounts or fixed in [one.id for one in accounts]
            amiss = " DigiKey does not list it for this person: correct the settings."
            self._finish(f"Signed in, for account {fixed} of the settings.{'' if known else amiss}")
        elif not accounts:
            self._finish("Signed in. DigiKey lists no account for this person.")
        elif len(accounts) == 1:
            await self._use(accounts[0])
        else:
            chosen = await self._live.chosen_account()
            self._close()
            by_id = {one.id: one for one in accounts}

            def take(account_id: str) -> None:
                self._app.work(partial(self._use, by_id[account_id]), "login", alone=False)

            self._app.show_sheet(AccountChoice(self._app, accounts, chosen, take, self._done))

    async def _use(self, account: Account) -> None:
        try:
            await self._live.use_account(self._app, account.id)
        except Refusal as refusal:
            self._finish(f"Signed in, and the account is not kept: {refusal.sentence}")
            return
        self._finish(f"Signed in, for {account_words(account)}.")

    def _finish(self, words: str) -> None:
        self._close()
        self._done(words)

    def _close(self) -> None:
        if not self._over and self._app.sheet is self:
            self._app.close_sheet()

    def _say(self, words: str, role: str) -> None:
        self._words = words, role
        if not self._over:
            self._app.redraw_sheet()
            self._app.draw_bars()

    # -- the minute

    def _start_minute(self) -> None:
        self._since = self._app.services.clock.monotonic()
        self._shown = MINUTE
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(1.0, self._tick)

    def _tick(self) -> None:
        """Draw the cells of the seconds that are others now, and nothing else."""
        if self._over:
            return
        before = f"{self._shown:>2}"
        passed = self._app.services.clock.monotonic() - self._since
        self._shown = max(0, MINUTE - int(passed))
        now = f"{self._shown:>2}"
        changed = [at for at in (0, 1) if before[at] != now[at]]
        if changed and self._app.sheet is self:
            self._app.touch_sheet(1, changed[0], len(changed))
        if self._shown:
            self._timer = asyncio.get_running_loop().call_later(1.0, self._tick)


class AccountChoice(ChoiceSheet):
    """Which account to order for. Leaving it calls `left`: somebody is signed in all the same."""

    def __init__(
        self,
        app: Bondroom,
        accounts: Sequence[Account],
        chosen: str | None,
        take: Callable[[str], None],
        left: Callable[[str], None],
    ) -> None:
        rows = [(one.id, account_words(one)) for one in accounts]
        super().__init__(app, "Which account do you order for?", rows, chosen, take)
        self._app = app
        self._left = left
        self._chosen = chosen

    def do_close(self) -> None:
        self._app.close_sheet()
        if self._chosen is None:
            words = "No account was chosen: L asks again."
        else:
            words = f"The account stays the one of before, …{self._chosen[-4:]}: L asks again."
            if self._chosen not in (name for name, _ in self._rows):
                words += " DigiKey does not list it for this person."
        self._left(f"Signed in. {words}")


def _sentence(error: VendorError | Refusal) -> str:
    words = error.in_full if isinstance(error, VendorError) else error.sentence
    return words[:1].upper() + words[1:]
