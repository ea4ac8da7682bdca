"""DigiKey in `bondroom doctor`: the application, a person's sign-in, every API, the account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from cache.places import Refusal
from tui.cli.doctor_report import Stop
from tui.connecting import DIGIKEY, SANDBOX, application, connect_digikey, handed
from tui.text import counted
from vendors.errors import NotAllowed, VendorError
from vendors.sandbox import world

if TYPE_CHECKING:
    from tui.cli.doctor_report import Examined
    from vendors.digikey.checking import Checked, Checkup

_FEW_DAYS = 7
_FORBIDDEN = 403
_LOGIN = "type  bondroom login digikey"


async def examine(it: Examined) -> None:
    """Raises Stop where the rest cannot be looked at."""
    from vendors import digikey

    report, settings, services = it.report, it.settings, it.services
    account = None
    with suppress(Refusal):
        account = await services.accounts.chosen(DIGIKEY)
    try:
        app = application(settings, account)
    except Refusal as refusal:
        report.no("application", refusal.sentence)
        raise Stop from None
    checkup = digikey.checkup(app, **handed(it.means))
    try:
        await _application(it, checkup)
        if settings.environment == SANDBOX and not await checkup.signed_in():
            # As the program itself does it there.
            vendor = connect_digikey(settings, account, it.means)
            await vendor.signing_in.sign_in_by_itself(world.USER)
            await vendor.aclose()
        await _sign_in(it)
        checks = await checkup.apis()
    except VendorError as error:
        report.no("DigiKey", error.in_full)
        raise Stop from None
    finally:
        await checkup.aclose()
    report.clock(DIGIKEY, it.pace.ahead)
    for check in checks:
        _api(it, check)
    _account(it, app.account_id, checks)
    _bonded(it, checks)
    _limits(it, it.pace.heard)
    report.spent(DIGIKEY, await services.pace.calls_today())


async def _application(it: Examined, checkup: Checkup) -> None:
    where = "built in" if it.settings.environment == SANDBOX else "client id and secret's file"
    try:
        await checkup.application()
    except VendorError as error:
        it.report.no("application", error.in_full)
        if not isinstance(error, NotAllowed):
            # Whoever cannot be reached need not be asked nine times more.
            raise Stop from None
    else:
        it.report.ok("application", f"{where}: DigiKey takes them")


async def _sign_in(it: Examined) -> None:
    try:
        token = await it.services.tokens.read(DIGIKEY)
    except Refusal as refusal:
        it.report.no("sign-in", refusal.sentence)
        return
    now = it.means.clock.now()
    if token is None:
        it.report.no("sign-in", f"nobody is signed in: {_LOGIN}")
    elif token.spent and token.expires_at <= now:
        it.report.no("sign-in", f"it was being renewed when the answer got lost: {_LOGIN}")
    elif token.refresh_expires_at is None:
        it.report.ok("sign-in", "signed in; DigiKey does not say until when")
    elif token.refresh_expires_at <= now:
        it.report.no("sign-in", f"it has ended: {_LOGIN}")
    else:
        days = (token.refresh_expires_at - now).days
        soon = f"; {_LOGIN}  before it ends" if days <= _FEW_DAYS else ""
        it.report.ok("sign-in", f"good for {counted(days, 'day')} more{soon}")


def _api(it: Examined, check: Checked) -> None:
    name = check.api.title
    token = "a person's sign-in" if check.api.person else "either token"
    if not check.asked:
        it.report.note(
            name,
            "takes orders and nothing else, so it is not asked: look in the portal whether "
            "the app is subscribed to it",
        )
    elif check.error is None:
        it.report.ok(name, f"answers ({token})")
    elif _no_agreement(check):
        it.report.ok(name, "answers, and allows nothing to this account")
    else:
        it.report.no(name, check.error.in_full)


def _account(it: Examined, account_id: str | None, checks: Sequence[Checked]) -> None:
    listed = [account for check in checks for account in check.accounts]
    if account_id is None:
        many = f"; DigiKey lists {len(listed)}" if listed else ""
        it.report.no("account", f"none was chosen{many}: {_LOGIN}")
        return
    end = f"…{account_id[-4:]}"
    known = next((one for one in listed if one.id == account_id), None)
    if known is not None:
        it.report.ok("account", f"{end} {known.company}")
    elif listed:
        it.report.no("account", f"{end} is not among the {len(listed)} that DigiKey lists")
    else:
        it.report.note("account", f"{end}; DigiKey lists none to compare it with")


def _bonded(it: Examined, checks: Sequence[Checked]) -> None:
    from vendors.digikey.apis import SUPPLY

    check = next(one for one in checks if one.api is SUPPLY)
    if check.rows:
        # The bonded pane counts those alone that hold bonded stock.
        of_all = f"{check.bonded} of {counted(check.rows, 'location')} with bonded stock"
        it.report.ok("bonded agreement", of_all)
    elif check.rows == 0 or _no_agreement(check):
        it.report.note("bonded agreement", "none for this account; all else works without")
    else:
        it.report.note("bonded agreement", "not known, as Supply Chain did not answer")


def _limits(it: Examined, heard: Mapping[str, Mapping[str, str]]) -> None:
    left = []
    for product, headers in sorted(heard.items()):
        today, all_day = headers.get("x-ratelimit-remaining"), headers.get("x-ratelimit-limit")
        if today is not None and all_day is not None:
            left.append(f"{product.removeprefix('digikey:')} {today} of {all_day}")
    if left:
        it.report.ok("calls left today", ", ".join(left))
    else:
        it.report.note("calls left today", "DigiKey does not say")


def _no_agreement(check: Checked) -> bool:
    return isinstance(check.error, NotAllowed) and check.error.status == _FORBIDDEN
