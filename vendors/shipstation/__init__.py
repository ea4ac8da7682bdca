"""ShipStation: what is to come into the warehouse, from whom, and what came."""

from __future__ import annotations

from dataclasses import dataclass

from vendors.contract import Clock, Pace, Tokens
from vendors.errors import VendorError
from vendors.http import Http, Limits, Redactor, Reply, Transport
from vendors.shipstation.asking import Asking
from vendors.shipstation.checking import Checkup
from vendors.shipstation.envelopes import refusal
from vendors.shipstation.settings import HOSTS, VENDOR, Settings
from vendors.shipstation.vendor import ShipStation

__all__ = ["HOSTS", "Checkup", "Settings", "ShipStation", "checkup", "connect"]


@dataclass(frozen=True, slots=True, repr=False)
class _Wired:
    asking: Asking
    http: Http
    hide: Redactor


def connect(
    settings: Settings,
    *,
    pace: Pace,
    tokens: Tokens | None = None,
    clock: Clock,
    limits: Limits | None = None,
    transport: Transport | None = None,
    uds: str | None = None,
) -> ShipStation:
    """Everything ShipStation can do, wired up; nothing is opened or asked yet.

    `tokens` are not needed: the key is in the settings. `uds` is the sandbox's socket; `transport`
    takes the place of any connection.
    """
    wired = _wire(settings, pace, clock, limits, transport, uds)
    return ShipStation(settings, wired.asking, wired.http, pace=pace, clock=clock, hide=wired.hide)


def checkup(
    settings: Settings,
    *,
    pace: Pace,
    tokens: Tokens | None = None,
    clock: Clock,
    limits: Limits | None = None,
    transport: Transport | None = None,
    uds: str | None = None,
) -> Checkup:
    """What asks every part of the API once; wired up as `connect` does it."""
    wired = _wire(settings, pace, clock, limits, transport, uds)
    return Checkup(wired.asking, wired.http)


def _wire(
    settings: Settings,
    pace: Pace,
    clock: Clock,
    limits: Limits | None,
    transport: Transport | None,
    uds: str | None,
) -> _Wired:
    hide = Redactor(settings.api_key)

    def explain(reply: Reply) -> VendorError:
        return refusal(reply, clock, hide)

    http = Http(
        VENDOR,
        settings.base_url,
        pace=pace,
        clock=clock,
        explain=explain,
        limits=limits,
        transport=transport,
        uds=uds,
    )
    return _Wired(Asking(settings, http, hide), http, hide)
