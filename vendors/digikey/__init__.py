"""DigiKey: parts, prices, bonded stock, orders and their status."""

from __future__ import annotations

from dataclasses import dataclass, replace

from vendors.contract import Clock, Pace, Token, Tokens
from vendors.digikey.apis import AUTHORIZE, TOKEN
from vendors.digikey.asking import Asking
from vendors.digikey.checking import Checkup
from vendors.digikey.envelopes import refusal
from vendors.digikey.settings import HOSTS, VENDOR, Settings
from vendors.digikey.signin import SignIn
from vendors.digikey.vendor import DigiKey
from vendors.errors import SignInNeeded, VendorError
from vendors.http import Grants, Http, Keeper, Limits, OAuth, Redactor, Reply, Transport

__all__ = ["HOSTS", "Checkup", "DigiKey", "Settings", "checkup", "connect"]


@dataclass(frozen=True, slots=True, repr=False)
class _Wired:
    asking: Asking
    http: Http
    oauth: OAuth
    person: Keeper
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
) -> DigiKey:
    """Everything DigiKey can do, wired up; nothing is opened or asked yet.

    `uds` is the sandbox's socket; `transport` takes the place of any connection. Tokens lie under
    the keys `digikey` (the person's) and `digikey-application`.
    """
    wired = _wire(settings, pace, tokens, clock, limits, transport, uds)
    return DigiKey(
        settings,
        wired.asking,
        wired.http,
        wired.person,
        wired.application,
        SignIn(settings, wired.http, wired.oauth, wired.person, wired.hide),
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
    return Checkup(wired.asking, wired.http, wired.person, wired.application)


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
    oauth = OAuth(
        http,
        settings.base_url,
        Grants(
            AUTHORIZE,
            TOKEN,
            settings.client_id,
            settings.client_secret,
            settings.redirect_uri,
        ),
        clock=clock,
        hide=hide,
        explain=explain,
    )

    async def renew_person(token: Token | None) -> Token:
        if token is None or token.refresh is None:
            raise SignInNeeded(VENDOR, "sign in at DigiKey")
        fresh = await oauth.refresh(token.refresh)
        if fresh.refresh is not None:
            return fresh
        # None given anew means that the old one stays good (RFC 6749, section 6).
        return replace(fresh, refresh=token.refresh, refresh_expires_at=token.refresh_expires_at)

    async def renew_application(_: Token | None) -> Token:
        return await oauth.application()

    person = Keeper(VENDOR, tokens, "digikey", clock=clock, hide=hide, renew=renew_person)
    application = Keeper(
        VENDOR, tokens, "digikey-application", clock=clock, hide=hide, renew=renew_application
    )
    asking = Asking(settings, http, person, application)
    return _Wired(asking, http, oauth, person, application, hide)
