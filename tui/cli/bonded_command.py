"""`bondroom bonded`: the bonded stock without a screen, as a table, CSV or JSON on the output.

Exit status: 0 rows were written, 1 none was found (or a fault), 2 the words are wrong, 3 the
vendor names no bonded stock for this account; others as sysexits.h has them.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import sys
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from cache.bonded_filter import WORDS
from cache.bonded_finding import SORTS, Ask
from cache.bonded_order import named
from cache.places import Places, Refusal
from tui.cli.words import Misused, Words, complain
from tui.clocks import clock_of
from tui.text import UNKNOWN, fit, pieces, safe, unit_price, width_of
from vendors.errors import SignInNeeded, VendorError

if TYPE_CHECKING:
    from cache.bonded import BondedRow
    from cache.rows import Rows
    from cache.services import Services
    from tui.settings import Settings

NOTHING, MISUSED, NO_AGREEMENT, UNAVAILABLE = 1, 2, 3, 69

_HEADS = (
    *("loc", "part", "your number", "DigiKey number", "maker", "pack", "each", "cur"),
    *("reserve", "backorder", "min", "package", "NCNR", "lead", "country"),
)
_RIGHT = frozenset({"each", "reserve", "backorder", "min", "package", "lead"})
# In cells; what is longer ends in an ellipsis, and is whole in CSV and JSON.
_WIDEST = 28


def run(words: Sequence[str], settings: Settings, places: Places) -> int:
    """The exit status; what went wrong is said on standard error."""
    try:
        asked = _parser().parse_args(list(words))
        return asyncio.run(_run(asked, settings, places))
    except Misused as misused:
        complain(f"{misused}: `bondroom bonded --help` says how it is")
        return MISUSED
    except Refusal as refusal:
        complain(refusal.sentence)
        return refusal.status
    except VendorError as error:
        complain(error.in_full)
        return UNAVAILABLE


def _parser() -> argparse.ArgumentParser:
    words = "\n".join(f"  {name:<22}{what}" for name, what in WORDS.items())
    parser = Words(
        prog="bondroom bonded",
        description="The bonded stock as it was last fetched. Reserves are the vendor's figures.",
        epilog=f"the filter, all of which has to hold:\n{words}\n\nstatus: 0 rows, 1 none or a "
        "fault, 2 wrong words, 3 no bonded agreement, others as sysexits.h",
    )
    parser.add_argument("--location", metavar="CODE", help="one location, by code or CustomerId")
    parser.add_argument("--filter", metavar="WORDS", default="", help="what a row has to hold")
    parser.add_argument("--sort", metavar="COLUMN", default="part", help=", ".join(SORTS.values()))
    parser.add_argument("--down", action="store_true", help="the other way round")
    parser.add_argument("--format", choices=("table", "csv", "json"), default="table")
    parser.add_argument("--refresh", action="store_true", help="ask the vendor first")
    return parser


async def _run(asked: argparse.Namespace, settings: Settings, places: Places) -> int:
    from cache.services import Services

    services = Services(places, clock_of(places), prefix=settings.prefix)
    try:
        await services.open()
        if asked.refresh:
            await _refresh(services, settings)
        bonded = services.bonded
        if bonded.agreement is None:
            raise Refusal(
                "The bonded stock was not fetched yet: `bondroom bonded --refresh` asks for it."
            )
        if not bonded.agreement:
            complain(
                "DigiKey names no bonded stock for this account. That is no error: without a "
                "bonded agreement there is none to show."
            )
            return NO_AGREEMENT
        with contextlib.suppress(Refusal):
            await services.releasing.project()
        question = Ask(_site(services, asked.location), asked.filter, named(asked.sort), asked.down)
        rows = await bonded.all_rows(question)
        return _write(rows, asked.format, places)
    finally:
        await services.close()


async def _refresh(services: Services, settings: Settings) -> None:
    """Ask the vendor of these settings. Raises VendorError, Refusal."""
    from tui.connecting import SANDBOX, application
    from vendors import digikey
    from vendors.sandbox import world
    from vendors.sandbox.child import Child, SandboxFailed

    sandbox = settings.environment == SANDBOX
    child = Child(services.places.vendor) if sandbox else None
    account: str | None = None
    with contextlib.suppress(Refusal):
        account = await services.accounts.chosen("digikey")
    try:
        socket = None if child is None else str(await asyncio.to_thread(child.start))
        client = digikey.connect(
            application(settings, account),
            pace=services.pace,
            tokens=services.tokens,
            clock=services.clock,
            uds=socket,
        )
        try:
            if sandbox:
                # Whoever else uses it signs in by itself too; nobody waits for a person here.
                await client.signing_in.sign_in_by_itself(world.USER)
            elif not await client.signing_in.signed_in():
                raise SignInNeeded(
                    "digikey", "nobody is signed in at DigiKey: `bondroom login digikey` signs in"
                )
            services.bonded.attach([client])
            await services.bonded.refresh()
        finally:
            await client.aclose()
    except SandboxFailed as failed:
        raise Refusal(str(failed)) from None
    finally:
        if child is not None:
            await asyncio.to_thread(child.close)


def _site(services: Services, wanted: str | None) -> str | None:
    if wanted is None:
        return None
    sites = services.bonded.locations()
    for site in sites:
        if wanted.casefold() in (site.code.casefold(), site.customer_id.casefold()):
            return site.customer_id
    known = ", ".join(f"{site.code} ({site.customer_id})" for site in sites if site.bonded)
    raise Refusal(f"There is no location {wanted}. There are {known or 'none'}.", MISUSED)


def _write(rows: Rows[BondedRow], form: str, places: Places) -> int:
    from cache.bonded_export import texts

    if form == "table":
        if not len(rows):
            complain("No bonded part is chosen by that.")
            return NOTHING
        _table(rows)
        return 0
    now = clock_of(places).now()
    for text in texts(rows, form, environment=places.environment, now=now):
        sys.stdout.write(text)
    return 0 if len(rows) else NOTHING


def _table(rows: Rows[BondedRow]) -> None:
    lines = [_cells(row) for at in range(len(rows)) if (row := rows.row(at)) is not None]
    widths = [
        min(_WIDEST, max(map(width_of, column))) for column in zip(_HEADS, *lines, strict=True)
    ]
    for line in (_HEADS, *lines):
        cells = (
            fit(cell, width, right=head in _RIGHT)
            for head, cell, width in zip(_HEADS, line, widths, strict=True)
        )
        print("  ".join(cells).rstrip())


def _cells(row: BondedRow) -> tuple[str, ...]:
    said = (
        row.code or row.customer_id,
        row.part,
        row.customer_part or UNKNOWN,
        row.number,
        row.maker,
        row.packaging_text or UNKNOWN,
        unit_price(None if row.unit_price is None else Decimal(row.unit_price)),
        row.currency or UNKNOWN,
        pieces(row.reserve),
        pieces(row.backorder_reserve),
        pieces(row.minimum),
        pieces(row.standard_package),
        {None: UNKNOWN, 0: "no", 1: "yes"}[row.non_cancelable],
        UNKNOWN if row.lead_weeks is None else f"{row.lead_weeks} w",
        row.country or UNKNOWN,
    )
    return tuple(safe(cell) for cell in said)
