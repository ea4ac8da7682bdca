"""TI and ShipStation in `bondroom doctor`: what each takes, and every part of its API once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from cache.places import Refusal
from tui.cli.doctor_report import Stop
from tui.connecting import SANDBOX, SHIPSTATION, TI, handed, key_holder, store
from vendors.errors import VendorError

if TYPE_CHECKING:
    from tui.cli.doctor_report import Examined
    from vendors.shipstation import checking as shipstation
    from vendors.ti import checking as ti

# The products of TI that have a day's limit, as the shared pace counts them.
_TI_PRODUCTS = ("ti:products", "ti:orders", "ti:catalogue")


async def examine_ti(it: Examined) -> None:
    """Raises Stop where the rest cannot be looked at."""
    from vendors import ti
    from vendors.ti.apis import PROFILES

    try:
        settings = store(it.settings)
    except Refusal as refusal:
        it.report.no("application", refusal.sentence)
        raise Stop from None
    checkup = ti.checkup(settings, **handed(it.means))
    try:
        where = _where(it, "client id and secret's file")
        taken = f"{where}: TI takes them; it is asked for a token by itself, nobody signs in"
        await _first(it, "application", checkup.application, taken)
        checks = await checkup.apis()
    finally:
        await checkup.aclose()
    it.report.clock(TI, it.pace.ahead)
    for check in checks:
        if check.asked:
            _api(it, check)
        else:
            it.report.note(check.api.title, "is not asked only to see that: TI counts each call")
        if check.api is PROFILES and check.rows == 0:
            it.report.no("ordering", "no checkout profile that the API may use: make one at ti.com")
    if checkup.places:
        it.report.note("ordering", checkup.places)
    whole = await it.services.whole_catalogues.standing("ti")
    none = "not fetched; `bondroom catalogue ti` does that, at most every four hours"
    it.report.note("whole catalogue", none if whole is None else whole.words)
    _limits(it)
    it.report.spent(TI, await it.services.pace.calls_today())


async def examine_shipstation(it: Examined) -> None:
    """Raises Stop where the rest cannot be looked at."""
    from vendors import shipstation

    try:
        settings = key_holder(it.settings)
    except Refusal as refusal:
        it.report.no("key", refusal.sentence)
        raise Stop from None
    checkup = shipstation.checkup(settings, **handed(it.means))
    try:
        taken = f"{_where(it, 'the key of the file')}: ShipStation takes it; it has no known end"
        await _first(it, "key", checkup.key, taken)
        checks = await checkup.apis()
    finally:
        await checkup.aclose()
    it.report.clock(SHIPSTATION, it.pace.ahead)
    for check in checks:
        _api(it, check)
    _needed(it, checks)
    how = {"ask": "made by a key on an order", "always": "made once DigiKey or TI took an order"}
    it.report.note("inbound orders", how[it.settings.shipstation.inbound])
    it.report.note("calls left today", "it has a limit by the minute alone (200)")
    it.report.spent(SHIPSTATION, await it.services.pace.calls_today())


def _where(it: Examined, words: str) -> str:
    return "built in" if it.settings.environment == SANDBOX else words


async def _first(it: Examined, piece: str, ask: Callable[[], Awaitable[None]], taken: str) -> None:
    """What all else needs. Raises Stop where the vendor does not take it, or cannot be reached."""
    try:
        await ask()
    except VendorError as error:
        it.report.no(piece, error.in_full)
        raise Stop from None
    it.report.ok(piece, taken)


def _api(it: Examined, check: ti.Checked | shipstation.Checked) -> None:
    if check.error is not None:
        it.report.no(check.api.title, check.error.in_full)
        return
    many = "" if check.rows is None else f"; it lists {check.rows:,}"
    it.report.ok(check.api.title, f"answers{many}")


def _needed(it: Examined, checks: Sequence[shipstation.Checked]) -> None:
    """Without a supplier and a warehouse there is nobody that goods could come from, or go to."""
    empty = [one.api.title.lower() for one in checks if one.error is None and one.rows == 0]
    missing = [one for one in empty if "supplier" in one or "warehouse" in one]
    if missing:
        it.report.note("missing", f"ShipStation has no {' and no '.join(missing)}: make them there")


def _limits(it: Examined) -> None:
    left = [
        f"{product.partition(':')[2]} {calls:,}"
        for product in _TI_PRODUCTS
        if (calls := it.services.pace.left(product)) is not None
    ]
    words = ", ".join(left)
    it.report.note(
        "calls left today",
        f"{words}, as counted here: TI does not say" if left else "TI does not say",
    )
