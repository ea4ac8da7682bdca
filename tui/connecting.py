"""From the settings to each vendor's client: the application, its secret, the account, the host.

For the screen and for the commands without one. What the clients need is imported when a
connection is made, in a thread, and not before the first frame.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from cache.places import NO_PERMISSION, Refusal
from cache.purchase_orders import VENDORS, vendor_name
from cache.sharing import group_name
from cache.tokens import read_private

if TYPE_CHECKING:
    from tui.settings import Settings
    from vendors.afterwards import Account
    from vendors.contract import Clock, Pace, Tokens
    from vendors.digikey import DigiKey
    from vendors.digikey import Settings as Application
    from vendors.http import Transport
    from vendors.shipstation import Settings as KeyHolder
    from vendors.ti import Settings as Store

SANDBOX = "sandbox"
DIGIKEY, TI, SHIPSTATION = VENDORS
# Exit status of sysexits.h: something is amiss with the settings.
CONFIG = 78
_GUIDE = "docs/first-day.md says how"


class Client(Protocol):
    """What every vendor's client has; what else it can do is asked with `isinstance`."""

    name: str

    async def aclose(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Means:
    """What a client is handed. `uds` is the sandbox's socket; `transport` takes the place of any
    connection."""

    pace: Pace
    tokens: Tokens
    clock: Clock
    transport: Transport | None = None
    uds: str | None = None


def configured(settings: Settings) -> tuple[str, ...]:
    """The vendors that a session asks: all in the sandbox, elsewhere those with settings.

    DigiKey too where nothing is set at all, so that somebody hears what is missing.
    """
    if settings.environment == SANDBOX:
        return VENDORS
    set_up = {
        DIGIKEY: bool(settings.digikey.client_id or settings.digikey.secret_file),
        TI: bool(settings.ti.client_id or settings.ti.secret_file),
        SHIPSTATION: why_never(settings, SHIPSTATION) == "" and bool(settings.shipstation.key_file),
    }
    return tuple(vendor for vendor in VENDORS if set_up[vendor]) or (DIGIKEY,)


def why_never(settings: Settings, vendor: str) -> str:
    """Why `vendor` cannot be asked in this environment, whatever is set; empty where it can."""
    if vendor == SHIPSTATION and settings.environment == "vendor-test":
        return "ShipStation has no test system, so it is not asked here"
    return ""


def connect(vendor: str, settings: Settings, account_id: str | None, means: Means) -> Client:
    """The client of `vendor`; nothing is asked yet. `account_id` as in `application`. Blocks.

    Raises Refusal where something is missing in the settings, or a file is not the person's alone.
    """
    match vendor:
        case "ti":
            from vendors import ti

            return ti.connect(store(settings), **handed(means))
        case "shipstation":
            from vendors import shipstation

            return shipstation.connect(key_holder(settings), **handed(means))
        case _:
            return connect_digikey(settings, account_id, means)


def connect_digikey(settings: Settings, account_id: str | None, means: Means) -> DigiKey:
    """As `connect`, of DigiKey."""
    from vendors import digikey

    return digikey.connect(application(settings, account_id), **handed(means))


def handed(means: Means) -> dict[str, Any]:
    """As the words of `connect` and `checkup` of every vendor."""
    return {name: getattr(means, name) for name in Means.__dataclass_fields__}


def application(settings: Settings, account_id: str | None) -> Application:
    """What a client of DigiKey in the environment of `settings` is told. Blocks.

    `account_id` is the one chosen at the sign-in; one in the settings wins. Raises Refusal where
    something is missing or the secret's file is not the person's alone.
    """
    from vendors.digikey import HOSTS
    from vendors.digikey import Settings as Application
    from vendors.sandbox import world

    app, environment = settings.digikey, settings.environment
    locale = {"site": app.site, "language": app.language, "currency": app.currency}
    if environment == SANDBOX:
        return Application(
            base_url=world.BASE_URL,
            client_id=world.CLIENT_ID,
            client_secret=world.CLIENT_SECRET,
            redirect_uri=world.REDIRECT_URI,
            environment=environment,
            account_id=account_id or str(world.ACCOUNT_ID),
            read_only=settings.read_only,
            **locale,
        )
    client_id = _needed(settings, DIGIKEY, "client_id", app.client_id)
    try:
        return Application(
            base_url=HOSTS[environment],
            client_id=client_id,
            client_secret=secret(settings, DIGIKEY, "secret_file", app.secret_file),
            redirect_uri=app.redirect_uri,
            environment=environment,
            account_id=app.account_id or account_id,
            read_only=settings.read_only,
            **locale,
        )
    except ValueError as error:
        raise _unusable(error) from None


def store(settings: Settings) -> Store:
    """What a client of TI is told. Blocks. Raises Refusal as `application` does."""
    from vendors.sandbox import world
    from vendors.ti import HOSTS
    from vendors.ti import Settings as Store

    app, environment = settings.ti, settings.environment
    if environment == SANDBOX:
        base_url, client_id, client_secret = (
            world.TI_BASE_URL,
            world.TI_CLIENT_ID,
            world.TI_CLIENT_SECRET,
        )
    else:
        base_url = HOSTS[environment]
        client_id = _needed(settings, TI, "client_id", app.client_id)
        client_secret = secret(settings, TI, "secret_file", app.secret_file)
    try:
        return Store(
            base_url=base_url,
            client_id=client_id,
            client_secret=client_secret,
            environment=environment,
            currency=app.currency,
            read_only=settings.read_only,
        )
    except ValueError as error:
        raise _unusable(error) from None


def key_holder(settings: Settings) -> KeyHolder:
    """What a client of ShipStation is told. Blocks. Raises Refusal as `application` does."""
    from vendors.sandbox import world
    from vendors.shipstation import HOSTS
    from vendors.shipstation import Settings as KeyHolder

    if never := why_never(settings, SHIPSTATION):
        raise Refusal(f"{never}. Nothing was asked.", CONFIG)
    if settings.environment == SANDBOX:
        base_url, key = world.SHIPSTATION_BASE_URL, world.SHIPSTATION_KEY
    else:
        base_url = HOSTS[settings.environment]
        key = secret(settings, SHIPSTATION, "key_file", settings.shipstation.key_file)
    try:
        return KeyHolder(
            base_url=base_url,
            api_key=key,
            environment=settings.environment,
            read_only=settings.read_only,
            warehouses=settings.shipstation.warehouses,
        )
    except ValueError as error:
        raise _unusable(error) from None


def account_words(account: Account) -> str:
    """An account as a person knows it: company, place, and the id at the end."""
    place = ", ".join(one for one in (account.city, account.country) if one)
    return " · ".join(one for one in (account.company, place, account.id) if one)


def secret(settings: Settings, vendor: str, name: str, path: Path | None) -> str:
    """What `vendor`'s file, the setting `name`, holds. Raises Refusal, which never repeats it."""
    path = _needed(settings, vendor, name, path)
    words = _words(vendor, name, path, settings.shared)
    if len(words) != 1:
        found = "is empty" if not words else f"holds more than the {_HOLDS[name]} alone"
        raise Refusal(f"{path} {found}. Nothing was asked; {_GUIDE}.", CONFIG)
    return words[0]


_HOLDS = {"secret_file": "secret", "key_file": "key"}
T = TypeVar("T")


def _needed(settings: Settings, vendor: str, name: str, found: T | None) -> T:
    if not found:
        raise Refusal(
            f"{vendor_name(vendor)} is not set up for {settings.environment}: {name} is missing in "
            f"[{vendor}] of the settings. Nothing was asked; {_GUIDE}.",
            CONFIG,
        )
    return found


def _unusable(error: ValueError) -> Refusal:
    return Refusal(f"{error}. Nothing was asked: correct the settings.", CONFIG)


def _words(vendor: str, name: str, path: Path, shared: Path | None) -> list[str]:
    held = _HOLDS[name]
    try:
        group = None if shared is None else shared.stat().st_gid
        return read_private(path, f"write the {held} anew", group).decode("utf-8").split()
    except FileNotFoundError:
        raise Refusal(
            f"There is no {path}, which the settings name as the {held}'s file. Nothing was asked; "
            f"{_GUIDE}.",
            CONFIG,
        ) from None
    except UnicodeDecodeError:
        raise Refusal(f"{path} is no text. Nothing was asked; {_GUIDE}.", CONFIG) from None
    except Refusal as refusal:
        if refusal.status != NO_PERMISSION or path.is_symlink():
            raise
        cure = f"type  chmod 600 {quote(str(path))}  and try again."
        if shared is not None:
            group_of = quote(group_name(shared.stat().st_gid))
            cure = (
                f"have root type  chown root:{group_of} {quote(str(path))}  and  chmod 640 "
                f"{quote(str(path))}  and try again."
            )
        raise Refusal(
            f"{path} holds a {held}, and is another user's or open to others; it was not used. If "
            f"others could read it, reset the {held} at {vendor_name(vendor)}. Else {cure}",
            NO_PERMISSION,
        ) from None
