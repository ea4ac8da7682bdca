"""From the settings to a client of DigiKey: the application, its secret, the account, the host.

For the screen and for the commands without one. What the clients need is imported when a
connection is made, in a thread, and not before the first frame.
"""

from __future__ import annotations

from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from cache.places import NO_PERMISSION, Refusal
from cache.tokens import read_private
from vendors.sandbox import world

if TYPE_CHECKING:
    from tui.settings import Settings
    from vendors.afterwards import Account
    from vendors.digikey import Settings as Application

SANDBOX = "sandbox"
# Exit status of sysexits.h: something is amiss with the settings.
CONFIG = 78
_GUIDE = "docs/first-day.md says how"


def application(settings: Settings, account_id: str | None) -> Application:
    """What a client of DigiKey in the environment of `settings` is told. Blocks.

    `account_id` is the one chosen at the sign-in; one in the settings wins. Raises Refusal where
    something is missing or the secret's file is not the person's alone.
    """
    from vendors.digikey import HOSTS
    from vendors.digikey import Settings as Application

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
    if not app.client_id:
        raise Refusal(
            f"DigiKey is not set up for {environment}: client_id is missing in [digikey] of the "
            f"settings. Nothing was asked; {_GUIDE}.",
            CONFIG,
        )
    try:
        return Application(
            base_url=HOSTS[environment],
            client_id=app.client_id,
            client_secret=secret(settings),
            redirect_uri=app.redirect_uri,
            environment=environment,
            account_id=app.account_id or account_id,
            read_only=settings.read_only,
            **locale,
        )
    except ValueError as error:
        raise Refusal(f"{error}. Nothing was asked: correct the settings.", CONFIG) from None


def account_words(account: Account) -> str:
    """An account as a person knows it: company, place, and the id at the end."""
    place = ", ".join(one for one in (account.city, account.country) if one)
    return " · ".join(one for one in (account.company, place, account.id) if one)


def secret(settings: Settings) -> str:
    """The application's secret out of its file. Raises Refusal, which never repeats it."""
    path = settings.digikey.secret_file
    if path is None:
        raise Refusal(
            f"DigiKey is not set up for {settings.environment}: secret_file is missing in "
            f"[digikey] of the settings. Nothing was asked; {_GUIDE}.",
            CONFIG,
        )
    words = _words(path)
    if len(words) != 1:
        found = "is empty" if not words else "holds more than the secret alone"
        raise Refusal(f"{path} {found}. Nothing was asked; {_GUIDE}.", CONFIG)
    return words[0]


def _words(path: Path) -> list[str]:
    try:
        return read_private(path, "write the secret anew").decode("utf-8").split()
    except FileNotFoundError:
        raise Refusal(
            f"There is no {path}, which the settings name as the secret's file. Nothing was asked; "
            f"{_GUIDE}.",
            CONFIG,
        ) from None
    except UnicodeDecodeError:
        raise Refusal(f"{path} is no text. Nothing was asked; {_GUIDE}.", CONFIG) from None
    except Refusal as refusal:
        if refusal.status != NO_PERMISSION or path.is_symlink():
            raise
        raise Refusal(
            f"{path} holds a secret, and is another user's or open to others; it was not used. If "
            "others could read it, reset the secret at DigiKey. Else type  chmod 600 "
            f"{quote(str(path))}  and try again.",
            NO_PERMISSION,
        ) from None
