"""`bondroom doctor`: one line for each piece, and what to do where one is missing.

It asks every API of every vendor once, by what costs least and changes nothing; a vendor that fails
keeps no other from its turn. No line holds a secret, a client id or a whole account number: what it
prints is meant to be shown to others.
"""

from __future__ import annotations

import asyncio
import pwd
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cache.clock import SystemClock
from cache.places import Places, Refusal, prepare
from cache.purchase_orders import VENDORS
from tui.cli import doctor_digikey, doctor_shared, doctor_vendors
from tui.cli.commands import expected
from tui.cli.doctor_report import Examined, Listening, Report, Stop
from tui.cli.running import status_of
from tui.cli.words import Misused, parse
from tui.clocks import clock_of
from tui.connecting import (
    DIGIKEY,
    SANDBOX,
    SHIPSTATION,
    TI,
    Means,
    configured,
    why_never,
)
from tui.settings import BadSettings, Settings, files, read
from vendors.sandbox.child import Child, SandboxFailed

if TYPE_CHECKING:
    from cache.services import Services
    from tui.cli.command import Asked
    from vendors.contract import Clock
    from vendors.http import Transport

_REST = "was not looked at: mend what stands above, then look again"
_EXAMINE = {
    DIGIKEY: doctor_digikey.examine,
    TI: doctor_vendors.examine_ti,
    SHIPSTATION: doctor_vendors.examine_shipstation,
}
# What to do where nothing is set of a vendor, which is no fault.
_NOT_SET_UP = {
    DIGIKEY: "not set up: [digikey] of the settings takes client_id and secret_file",
    TI: "not set up: [ti] of the settings takes client_id and secret_file",
    SHIPSTATION: "not set up: [shipstation] of the settings takes key_file",
}


def run(
    words: Sequence[str],
    environment: str | None,
    *,
    clock: Clock | None = None,
    transport: Transport | None = None,
) -> int:
    """0 where every piece is well, 1 where one is not. `transport` takes the connection's place."""
    row = expected("doctor")
    try:
        parse(row, words)
    except Misused as misused:
        return status_of(misused, row)
    report = Report()
    try:
        asyncio.run(_Doctor(report, clock, transport).look(environment))
    except Stop:
        report.note("the rest", _REST)
    return report.status


def command(asked: Asked) -> int:
    """As the table calls it."""
    return run(asked.words, asked.environment)


class _Doctor:
    def __init__(self, report: Report, clock: Clock | None, transport: Transport | None) -> None:
        self._report = report
        self._chosen = clock
        # The vendor's Date is held against the machine's own, also where the sandbox's was moved.
        self._machine = clock or SystemClock()
        self._clock = self._machine
        self._transport = transport

    async def look(self, environment: str | None) -> None:
        """Every piece in the order in which one needs the other. Raises Stop."""
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
            for vendor in VENDORS:
                await self._vendor(vendor, settings, services, socket)
                self._report.over()
        finally:
            await services.close()
            if child is not None:
                child.close()

    # -- here

    def _settings(self, environment: str | None) -> tuple[Settings, Places]:
        try:
            settings = read(environment=environment)
            places = Places.of(settings.environment, settings.folder, settings.shared)
        except BadSettings as bad:
            cure = doctor_shared.unreadable()
            self._report.no("settings", f"{bad} {cure}".rstrip())
            raise Stop from None
        found = [str(path) for path in files() if path.exists()]
        only = "; read_only, so nothing is ordered or changed" if settings.read_only else ""
        source = " and ".join(found) or "no file, so all as it comes"
        self._report.ok("settings", f"{settings.environment.upper()}{only}; from {source}")
        self._limits(settings, places)
        doctor_shared.examine(self._report, settings, places)
        try:
            prepare(places)
        except Refusal as refusal:
            self._report.no("folders", refusal.sentence)
            raise Stop from None
        mine = [places.data, places.cache, places.state, places.tokens]
        if places.own is not None:
            mine = [places.own, places.tokens]
        modes = ", ".join(f"{path} {path.stat().st_mode & 0o777:04o}" for path in mine)
        self._report.ok("folders", f"yours alone: {modes}")
        return settings, places

    def _limits(self, settings: Settings, places: Places) -> None:
        from cache.people import impersonal
        from cache.spending_rules import rules_of, these

        try:
            rules = rules_of(settings.limits, settings.approval)
        except Refusal as refusal:
            self._report.no("limits", refusal.sentence)
            raise Stop from None
        said = " ".join(rules.words())
        if strangers := [name for name in rules.names if not _is_account(name)]:
            who = these(strangers, "or")
            self._report.no("limits", f"no account is called {who}, letter for letter. {said}")
        else:
            self._report.ok("limits", said)
        if rules.limits and places.shared is None:
            self._report.note("sums of limits", _EACH_ALONE.format(ledger=places.ledger))
        own_sandbox = places.shared is None and places.environment == SANDBOX
        unfit = impersonal(rules.approvers, settings.several)
        if unfit and not settings.allow_several and not own_sandbox:
            words = "do not say which person acts, so that they approve nothing"
            self._report.no("approvers", f"{these(unfit, 'and')} {words}: name persons' accounts")

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
            raise Stop from None

    # -- at the vendors

    async def _vendor(
        self, vendor: str, settings: Settings, services: Services, socket: str | None
    ) -> None:
        never = why_never(settings, vendor)
        if never or vendor not in configured(settings):
            self._report.head(vendor, never or _NOT_SET_UP[vendor], well=False)
            return
        self._report.head(vendor, f"set up for {settings.environment.upper()}")
        pace = Listening(services.pace, self._machine)
        means = Means(pace, services.tokens, self._clock, self._transport, socket)
        try:
            await _EXAMINE[vendor](Examined(self._report, settings, services, means, pace))
        except Stop:
            self._report.note("the rest", _REST)


_EACH_ALONE = (
    "without a shared folder each buyer has a ledger of their own, and the sums count what was "
    "ordered from that alone ({ledger}); a request made here reaches no approver. Several buyers: "
    "have root type  bondroom setup --shared DIR --group GROUP"
)


def _is_account(name: str) -> bool:
    """Whether this machine knows the account; one without an entry is called by its number."""
    try:
        pwd.getpwnam(name)
    except KeyError:
        return name.removeprefix("uid").isdecimal()
    return True
