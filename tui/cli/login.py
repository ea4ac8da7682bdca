"""`bondroom login digikey`: a person signs in, without the screen.

The address is one line, which the terminal wraps itself, so that it is marked and clicked whole.
What is pasted is not echoed: it holds a code that signs in whoever has it.
"""

from __future__ import annotations

import asyncio
import os
import select
import sys
import termios
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from shlex import quote
from typing import TYPE_CHECKING, TextIO

from cache.places import Places, Refusal
from tui.cli.commands import expected
from tui.cli.opened import services_of
from tui.cli.running import status_of
from tui.cli.words import Misused, parse
from tui.connecting import SANDBOX, account_words, application
from tui.escapes import clickable, clipboard, copied_by
from tui.text import safe, safe_lines, wrap
from vendors.errors import Invalid, VendorError
from vendors.sandbox.child import Child, SandboxFailed

if TYPE_CHECKING:
    from cache.services import Services
    from tui.cli.command import Asked
    from tui.settings import Settings
    from vendors.afterwards import Account
    from vendors.digikey import DigiKey
    from vendors.digikey.signin import SignIn
    from vendors.http import Transport

_REFUSED, _MISUSED, _INTERRUPTED = 1, 2, 130
_VENDOR = "digikey"
# Where nobody signs in, and what to do instead.
_BY_THEMSELVES = {
    "ti": "TI needs no sign-in by a person: with client_id and secret_file in [ti] of the settings "
    "the program gets its token by itself; bondroom doctor says whether TI takes them.",
    "shipstation": "ShipStation needs no sign-in: it takes the key that key_file in [shipstation] "
    "of the settings names; bondroom doctor says whether it does.",
}
# DigiKey's FAQ: a code is good for so many seconds.
_MINUTE = 60
# No address that a browser shows is longer.
_LONGEST = 8000


class _Over(Exception):
    """It ends here; the text is the sentence, and the status that of the command."""

    def __init__(self, sentence: str, status: int = _REFUSED) -> None:
        super().__init__(sentence)
        self.status = status


def run(
    words: Sequence[str],
    settings: Settings,
    places: Places,
    *,
    transport: Transport | None = None,
) -> int:
    """The exit status. `transport` takes the place of any connection."""
    row = expected("login")
    try:
        values = parse(row, words)
    except Misused as misused:
        return status_of(misused, row)
    vendor, account = str(values["vendor"]), str(values["account"])
    if account and not (account.isascii() and account.isdecimal()):
        problem = Misused("--account needs the account's id, digits only")
        return status_of(problem, row)
    if vendor in _BY_THEMSELVES:
        _say(_BY_THEMSELVES[vendor])
        return 0
    child = Child(places.vendor) if settings.environment == SANDBOX and not transport else None
    try:
        socket = None if child is None else str(child.start())
        return asyncio.run(_Login(settings, places, transport, socket).walk(account))
    except _Over as over:
        return _complain(str(over), over.status)
    except SandboxFailed as error:
        return _complain(str(error), _REFUSED)
    except Refusal as refusal:
        return _complain(refusal.sentence, refusal.status)
    except VendorError as error:
        return _complain(error.in_full, _REFUSED)
    except KeyboardInterrupt:
        return _complain("nobody was signed in; what was before still stands.", _INTERRUPTED)
    finally:
        if child is not None:
            child.close()


def command(asked: Asked) -> int:
    """As the table calls it."""
    return run(asked.words, asked.settings, asked.places)


class _Login:
    def __init__(
        self, settings: Settings, places: Places, transport: Transport | None, socket: str | None
    ) -> None:
        self._settings = settings
        self._places = places
        self._transport = transport
        self._socket = socket

    async def walk(self, wanted: str) -> int:
        from vendors import digikey

        # Before anything is asked: what is missing is said first.
        application(self._settings, None)
        services = services_of(self._settings, self._places)
        await services.open()
        vendor: DigiKey | None = None
        try:
            account = None
            with suppress(Refusal):
                account = await services.accounts.chosen(_VENDOR)
            vendor = digikey.connect(
                application(self._settings, account),
                pace=services.pace,
                tokens=services.tokens,
                clock=services.clock,
                transport=self._transport,
                uds=self._socket,
            )
            await self._sign_in(vendor.signing_in)
            await self._choose(vendor, services, wanted, account)
        finally:
            if vendor is not None:
                await vendor.aclose()
            await services.close()
        return 0

    async def _sign_in(self, signing_in: SignIn) -> None:
        address = signing_in.address()
        _say(f"Environment: {self._settings.environment.upper()}.")
        _say("Open this address in a browser of your own, and sign in with the buyer's account:\n")
        shown = clickable(address) if sys.stdout.isatty() else address
        print(shown, flush=True)
        _say("")
        if self._settings.environment == SANDBOX:
            command = f"bondroom sandbox browse {quote(address)}"
            _say(
                "No browser knows this sandbox. In another terminal this command plays one, and "
                "prints the address to paste here:\n"
            )
            print(command, flush=True)
            _say("")
        copied = command if self._settings.environment == SANDBOX else address
        if sys.stdout.isatty() and (sequence := clipboard(copied, os.environ)):
            sys.stdout.write(sequence)
            sys.stdout.flush()
            _say(f"It was also put on the clipboard {copied_by(os.environ)}, if that takes text.")
        _say(
            f"The browser is then sent to {signing_in.back_to}, which shows an error: that is as "
            "it should be. Copy the whole address that stands there, and paste it here within a "
            "minute of that; it is not shown. Enter ends it, Ctrl+C leaves."
        )

        def why_not(text: str) -> str:
            try:
                signing_in.check(text)
            except Invalid as error:
                return error.in_full
            except VendorError:
                return ""
            return ""

        await signing_in.take(_pasted(why_not))
        _say("Signed in.")

    async def _choose(
        self, vendor: DigiKey, services: Services, wanted: str, chosen: str | None
    ) -> None:
        """The account to order for; a vendor that does not say which there are ends nothing."""
        from vendors.contract import AccountHolder

        fixed = self._settings.digikey.account_id if self._socket is None else ""
        if fixed and wanted and fixed != wanted:
            raise _Over(
                f"the settings fix account_id = {fixed}: take that out to choose another", _MISUSED
            )
        accounts: tuple[Account, ...] = ()
        try:
            accounts = await vendor.accounts() if isinstance(vendor, AccountHolder) else ()
        except VendorError as error:
            _say(f"Which accounts there are is not known: {error.in_full}")
        known = {one.id: one for one in accounts}
        wanted = wanted or fixed
        if wanted and accounts and wanted not in known:
            raise _Over(
                f"signed in, but DigiKey does not list the account {wanted} for this person; it "
                f"lists {', '.join(known)}"
            )
        if not wanted and len(accounts) == 1:
            wanted = accounts[0].id
        if not wanted and accounts:
            wanted = _picked(accounts, chosen)
        if not wanted:
            return
        if not fixed:
            await services.accounts.choose(_VENDOR, wanted)
        words = account_words(known[wanted]) if wanted in known else wanted
        _say(f"Orders go to the account {words}.")
        if chosen not in (None, wanted) and not fixed:
            _say(
                f"A session that is open acts for …{chosen[-4:]} and orders nothing now: in it, L "
                "signs in for the new one, or leave it and start anew."
            )


# -- what is typed ---------------------------------------------------------------------------------


def _pasted(why_not: Callable[[str], str]) -> str:
    """What was pasted once nothing more is missing; over as many lines as it takes."""
    text = ""
    with _unseen() as terminal:
        for line in _lines(terminal):
            starts = line.lstrip().lower().startswith(("https://", "http://"))
            text = (line if starts else text + line)[:_LONGEST]
            words = why_not(text)
            if not words:
                return text
            if text.strip():
                _say(f"{words.rstrip('.')}.")
                _say(f"So far {len(text)} characters came, not shown; go on, or paste anew.")
    raise _Over(f"nobody was signed in: {why_not(text)}")


def _lines(terminal: bool) -> Iterator[str]:
    """Lines as they come; on a terminal with the seconds that are left counting down."""
    if not terminal:
        for line in sys.stdin:
            yield line.rstrip("\r\n")
        return
    began = time.monotonic()
    shown = -1
    while True:
        left = max(0, _MINUTE - int(time.monotonic() - began))
        if left != shown:
            shown = left
            sys.stdout.write(f"\r{left:>2} s if the browser was sent on at once ▸ ")
            sys.stdout.flush()
        if not select.select([sys.stdin], [], [], 0.2)[0]:
            continue
        line = sys.stdin.readline()
        sys.stdout.write("\n")
        if not line:
            return
        yield line.rstrip("\r\n")
        shown = -1


@contextmanager
def _unseen() -> Iterator[bool]:
    """What is typed is not shown; True where there is a terminal."""
    if not sys.stdin.isatty():
        yield False
        return
    descriptor = sys.stdin.fileno()
    before = termios.tcgetattr(descriptor)
    quiet = termios.tcgetattr(descriptor)
    quiet[3] &= ~termios.ECHO
    try:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, quiet)
        yield True
    finally:
        # What was pasted and not read must not become commands of the shell.
        termios.tcsetattr(descriptor, termios.TCSAFLUSH, before)


def _picked(accounts: Sequence[Account], chosen: str | None) -> str:
    """The one that the person picks by its number; Enter alone takes the one of before."""
    _say("Which account do you order for?")
    for place, one in enumerate(accounts, 1):
        mark = " (as before)" if one.id == chosen else ""
        _say(f"  {place}  {account_words(one)}{mark}")
    if not sys.stdin.isatty():
        raise _Over("signed in, and no account was chosen: say which with --account ID")
    while True:
        sys.stdout.write(f"1 to {len(accounts)} ▸ ")
        sys.stdout.flush()
        typed = sys.stdin.readline()
        if not typed:
            raise _Over("signed in, and no account was chosen: type the command again")
        typed = typed.strip()
        if not typed and chosen in [one.id for one in accounts]:
            return str(chosen)
        if typed.isascii() and typed.isdecimal() and 0 < int(typed[:9]) <= len(accounts):
            return accounts[int(typed) - 1].id


def _say(text: str) -> None:
    print(_for(sys.stdout, safe_lines(text)), flush=True)


def _complain(sentence: str, status: int) -> int:
    print(_for(sys.stderr, f"bondroom: {safe(sentence)}"), file=sys.stderr)
    return status


def _for(stream: TextIO, text: str) -> str:
    """`text` in lines that break between words on a terminal, each as far in as the one it was.

    What reads it elsewhere gets it whole.
    """
    if not stream.isatty():
        return text
    width = os.get_terminal_size(stream.fileno()).columns
    lines = []
    for line in text.split("\n"):
        indent = " " * (len(line) - len(line.lstrip()))
        lines += [indent + piece for piece in wrap(line, width - len(indent))]
    return "\n".join(lines)
