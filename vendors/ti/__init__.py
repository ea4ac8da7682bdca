"""Texas Instruments' store: parts by number, prices, the catalogue, orders and their status."""

from __future__ import annotations

from dataclasses import dataclass

from vendors.contract import Clock, Pace, Token, Tokens
from vendors.errors import NotAllowed, VendorError
from vendors.http import Grants, Http, Keeper, Limits, OAuth, Redactor, Reply, Transport
from vendors.ti.apis import TOKEN
from vendors.ti.asking import Asking
from vendors.ti.checking import Checkup
from vendors.ti.envelopes import AtTheEdge, refusal
from vendors.ti.settings import HOSTS, VENDOR, Settings
from vendors.ti.vendor import TI

__all__ = ["HOSTS", "TI", "Checkup", "Settings", "checkup", "connect"]


@dataclass(frozen=True, slots=True, repr=False)
class _Wired:
    asking: Asking
    http: Http
    application: Keeper
    hide: Redactor


def connect(
    settings: Settings,
    *,
    pace: Pace,
    tokens: Tokens,
    clock: Clock,
    limits: Limits | None = None,
    transport: Transport | None = None,
    uds: str | None = None,
) -> TI:
    """Everything TI can do, wired up; nothing is opened or asked yet.

    `uds` is the sandbox's socket; `transport` takes the place of any connection. The application's
    token lies under the key `ti`.
    """
    wired = _wire(settings, pace, tokens, clock, limits, transport, uds)
    return TI(
        settings,
        wired.asking,
        wired.http,
        wired.application,
        pace=pace,
        clock=clock,
        hide=wired.hide,
    )


def checkup(
    settings: Settings,
    *,
    pace: Pace,
    tokens: Tokens,
    clock: Clock,
    limits: Limits | None = None,
    transport: Transport | None = None,
    uds: str | None = None,
) -> Checkup:
    """What asks every API once; wired up as `connect` does it."""
    wired = _wire(settings, pace, tokens, clock, limits, transport, uds)
    return Checkup(wired.asking, wired.http, wired.application)


def _wire(
    settings: Settings,
    pace: Pace,
    tokens: Tokens,
    clock: Clock,
    limits: Limits | None,
    transport: Transport | None,
    uds: str | None,
) -> _Wired:
    hide = Redactor(settings.client_secret, settings.client_id)

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
    # Nobody signs in: of the grants only that of the application itself is ever asked for.
    oauth = OAuth(
        http,
        settings.base_url,
        Grants("", TOKEN, settings.client_id, settings.client_secret, ""),
        clock=clock,
        hide=hide,
        explain=explain,
    )

    async def renew(_: Token | None) -> Token:
        try:
            return await oauth.application()
        except AtTheEdge as error:
            # Of a part's number it would mean that the number is none of TI's.
            raise NotAllowed(VENDOR, error.sentence, status=error.status) from None

    application = Keeper(VENDOR, tokens, "ti", clock=clock, hide=hide, renew=renew)
    return _Wired(Asking(settings, http, application), http, application, hide)
