"""`bondroom doctor`: one line for each piece, and what to do where one is missing.

It asks every API of the vendor once, by what costs least and changes nothing. No line holds a
secret, a client id or a whole account number: what it prints is meant to be shown to others.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from cache.clock import SystemClock
from cache.places import Places, Refusal, prepare
from tui.clocks import clock_of
from tui.connecting import SANDBOX, application
from tui.settings import BadSettings, Settings, files, read
from tui.text import counted, pieces, safe
from vendors.errors import NotAllowed, VendorError
from vendors.sandbox import world
from vendors.sandbox.child import Child, SandboxFailed

if TYPE_CHECKING:
    from cache.pace import Calls
    from cache.services import Services
    from vendors.contract import Clock, Pace
    from vendors.digikey.checking import Checked
    from vendors.http import Transport

_MISUSED = 2
_VENDOR = "digikey"
# A clock further off than this is worth a word: delivery days and limits go by it.
_CLOCK_OFF = timedelta(minutes=1)
_FEW_DAYS = 7
_FORBIDDEN = 403
_LOGIN = "type  bondroom login digikey"


def run(
    words: Sequence[str],
    environment: str | None,
    *,
    clock: Clock | None = None,
    transport: Transport | None = None,
) -> int:
    """0 where every piece is well, 1 where one is not. `transport` takes the connection's place."""
    if words:
        print("bondroom: doctor takes no words: it is  bondroom doctor", file=sys.stderr)
        return _MISUSED
    report = _Report()
    try:
        asyncio.run(_Doctor(report, clock, transport).look(environment))
    except _Stop:
        report.note("the rest", "was not looked at: mend what stands above, then look again")
    return report.status


class _Stop(Exception):
    """Without this piece there is no looking at the next."""


class _Report:
    """Lines as they become known; the status is 1 from the first that says `no`."""

    def __init__(self) -> None:
        self.status = 0

    def ok(self, piece: str, words: str) -> None:
        self._line("ok", piece, words)

    def no(self, piece: str, words: str) -> None:
        self.status = 1
        self._line("no", piece, words)

    def note(self, piece: str, words: str) -> None:
        """Neither well nor amiss."""
        self._line("–", piece, words)

    def _line(self, mark: str, piece: str, words: str) -> None:
        print(safe(f"{mark:<3}{piece:<29}{words}"), flush=True)


class _Listening:
    """The shared pace, which also keeps what the answers' headers say."""

    def __init__(self, pace: Pace, clock: Clock) -> None:
        self._pace = pace
        self._clock = clock
        self.heard: dict[str, Mapping[str, str]] = {}
        self.ahead: timedelta | None = None

    async def turn(self, product: str) -> None:
        await self._pace.turn(product)

    def learn(self, product: str, headers: Mapping[str, str], status: int) -> None:
        self.heard[product] = headers
        with suppress(ValueError, TypeError):
            self.ahead = self._clock.now() - parsedate_to_datetime(headers["date"])
        self._pace.learn(product, headers, status)


class _Doctor:
    def __init__(self, report: _Report, clock: Clock | None, transport: Transport | None) -> None:
        self._report = report
        self._chosen = clock
        # The vendor's Date is held against the machine's own, also where the sandbox's was moved.
        self._machine = clock or SystemClock()
        self._clock = self._machine
        self._transport = transport

    async def look(self, environment: str | None) -> None:
        """Every piece in the order in which one needs the other. Raises _Stop."""
        settings, places = self._settings(environment)
        self._clock = self._chosen or clock_of(places)
        from cache.services import Services

        services = Services(places, self._clock, prefix=settings.prefix)
        await services.open()
        child: Child | None = None
        try:
            self._files(services)
            socket = None
            if settings.environment == SANDBOX and self._transport is None:
                child = Child(places.vendor)
                socket = self._sandbox(child)
            await self._vendor(settings, services, socket)
        finally:
            await services.close()
            if child is not None:
                child.close()

    # -- here

    def _settings(self, environment: str | None) -> tuple[Settings, Places]:
        try:
            settings = read(environment=environment)
            places = Places.of(settings.environment, settings.folder)
        except BadSettings as bad:
            self._report.no("settings", str(bad))
            raise _Stop from None
        found = [str(path) for path in files() if path.exists()]
        only = "; read_only, so nothing is ordered or changed" if settings.read_only else ""
        source = " and ".join(found) or "no file, so all as it comes"
        self._report.ok("settings", f"{settings.environment.upper()}{only}; from {source}")
        try:
            prepare(places)
        except Refusal as refusal:
            self._report.no("folders", refusal.sentence)
            raise _Stop from None
        mine = (places.data, places.cache, places.state, places.tokens)
        modes = ", ".join(f"{path} {path.stat().st_mode & 0o777:04o}" for path in mine)
        self._report.ok("folders", f"yours alone: {modes}")
        return settings, places

    def _files(self, services: Services) -> None:
        places = services.places
        if services.ordering:
            self._report.ok("ledger", f"open and sound: {places.ledger}")
        else:
            self._report.no("ledger", services.why_not)
        amiss = [note for note in services.notes if note != services.why_not]
        if amiss:
            self._report.no("cache", " ".join(amiss))
        else:
            self._report.ok("cache", f"open: {places.cache_db}")

    def _sandbox(self, child: Child) -> str:
        try:
            return str(child.start())
        except SandboxFailed as error:
            self._report.no("sandbox", str(error))
            raise _Stop from None

    # -- at the vendor

    async def _vendor(self, settings: Settings, services: Services, socket: str | None) -> None:
        from vendors import digikey

        account = None
        with suppress(Refusal):
            account = await services.accounts.chosen(_VENDOR)
        try:
            app = application(settings, account)
        except Refusal as refusal:
            self._report.no("application", refusal.sentence)
            raise _Stop from None
        pace = _Listening(services.pace, self._machine)
        tokens, clock, transport = services.tokens, self._clock, self._transport
        checkup = digikey.checkup(
            app, pace=pace, tokens=tokens, clock=clock, transport=transport, uds=socket
        )
        try:
            await self._application(checkup.application, settings)
            if settings.environment == SANDBOX and not await checkup.signed_in():
                # As the program itself does it there.
                vendor = digikey.connect(
                    app, pace=pace, tokens=tokens, clock=clock, transport=transport, uds=socket
                )
                await vendor.signing_in.sign_in_by_itself(world.USER)
                await vendor.aclose()
            await self._sign_in(services, settings)
            checks = await checkup.apis()
        except VendorError as error:
            self._report.no("DigiKey", error.in_full)
            raise _Stop from None
        finally:
            await checkup.aclose()
        self._clock_off(pace.ahead)
        for check in checks:
            self._api(check)
        self._account(app.account_id, checks)
        self._bonded(checks)
        self._limits(pace.heard)
        self._spent(await services.pace.calls_today())

    async def _application(self, ask: Callable[[], object], settings: Settings) -> None:
        where = "built in" if settings.environment == SANDBOX else "client id and secret's file"
        try:
            await ask()  # type: ignore[misc]
        except VendorError as error:
            self._report.no("application", error.in_full)
            if not isinstance(error, NotAllowed):
                # Whoever cannot be reached need not be asked nine times more.
                raise _Stop from None
        else:
            self._report.ok("application", f"{where}: DigiKey takes them")

    async def _sign_in(self, services: Services, settings: Settings) -> None:
        try:
            token = await services.tokens.read(_VENDOR)
        except Refusal as refusal:
            self._report.no("sign-in", refusal.sentence)
            return
        now = self._clock.now()
        if token is None:
            self._report.no("sign-in", f"nobody is signed in: {_LOGIN}")
        elif token.spent and token.expires_at <= now:
            self._report.no("sign-in", f"it was being renewed when the answer got lost: {_LOGIN}")
        elif token.refresh_expires_at is None:
            self._report.ok("sign-in", "signed in; DigiKey does not say until when")
        elif token.refresh_expires_at <= now:
            self._report.no("sign-in", f"it has ended: {_LOGIN}")
        else:
            days = (token.refresh_expires_at - now).days
            soon = f"; {_LOGIN}  before it ends" if days <= _FEW_DAYS else ""
            self._report.ok("sign-in", f"good for {counted(days, 'day')} more{soon}")

    def _clock_off(self, ahead: timedelta | None) -> None:
        if ahead is None:
            self._report.note("clock", "DigiKey does not say what time it is")
            return
        seconds = round(abs(ahead).total_seconds())
        way = "ahead of" if ahead > timedelta() else "behind"
        if abs(ahead) > _CLOCK_OFF:
            words = f"this machine's is {pieces(seconds)} s {way} DigiKey's: have it set"
            self._report.no("clock", words)
        else:
            self._report.ok("clock", f"within {seconds + 1} s of DigiKey's")

    def _api(self, check: Checked) -> None:
        name = check.api.title
        token = "a person's sign-in" if check.api.person else "either token"
        if not check.asked:
            self._report.note(
                name,
                "takes orders and nothing else, so it is not asked: look in the portal whether "
                "the app is subscribed to it",
            )
        elif check.error is None:
            self._report.ok(name, f"answers ({token})")
        elif _no_agreement(check):
            self._report.ok(name, "answers, and allows nothing to this account")
        else:
            self._report.no(name, check.error.in_full)

    def _account(self, account_id: str | None, checks: Sequence[Checked]) -> None:
        listed = [account for check in checks for account in check.accounts]
        if account_id is None:
            many = f"; DigiKey lists {len(listed)}" if listed else ""
            self._report.no("account", f"none was chosen{many}: {_LOGIN}")
            return
        end = f"…{account_id[-4:]}"
        known = next((one for one in listed if one.id == account_id), None)
        if known is not None:
            self._report.ok("account", f"{end} {known.company}")
        elif listed:
            self._report.no("account", f"{end} is not among the {len(listed)} that DigiKey lists")
        else:
            self._report.note("account", f"{end}; DigiKey lists none to compare it with")

    def _bonded(self, checks: Sequence[Checked]) -> None:
        from vendors.digikey.apis import SUPPLY

        check = next(one for one in checks if one.api is SUPPLY)
        if check.rows:
            # The bonded pane counts those alone that hold bonded stock.
            of_all = f"{check.bonded} of {counted(check.rows, 'location')} with bonded stock"
            self._report.ok("bonded agreement", of_all)
        elif check.rows == 0 or _no_agreement(check):
            self._report.note("bonded agreement", "none for this account; all else works without")
        else:
            self._report.note("bonded agreement", "not known, as Supply Chain did not answer")

    def _limits(self, heard: Mapping[str, Mapping[str, str]]) -> None:
        left = []
        for product, headers in sorted(heard.items()):
            today, all_day = headers.get("x-ratelimit-remaining"), headers.get("x-ratelimit-limit")
            if today is not None and all_day is not None:
                left.append(f"{product.removeprefix('digikey:')} {today} of {all_day}")
        if left:
            self._report.ok("calls left today", ", ".join(left))
        else:
            self._report.note("calls left today", "DigiKey does not say")

    def _spent(self, calls: Sequence[Calls]) -> None:
        """What this workstation asked today, the most frequent first."""
        asked = sorted(calls, key=lambda one: -one.n)
        kinds = (
            f"{one.product.removeprefix('digikey:')} {one.what or 'other'} {one.n}" for one in asked
        )
        self._report.note("calls made today", ", ".join(kinds) or "none before these")


def _no_agreement(check: Checked) -> bool:
    return isinstance(check.error, NotAllowed) and check.error.status == _FORBIDDEN
