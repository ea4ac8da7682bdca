"""`bondroom catalogue`: all that a vendor sells, into the parts that are known here."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TYPE_CHECKING

from cache.places import Places, Refusal
from cache.purchase_orders import vendor_name
from tui.cli.command import FAULT, Asked
from tui.cli.commands import expected
from tui.cli.opened import services_of
from tui.cli.running import status_of
from tui.cli.words import Misused, complain, parse
from tui.text import safe
from vendors.contract import WholeCatalogue
from vendors.errors import VendorError

if TYPE_CHECKING:
    from cache.services import Services
    from cache.whole_catalogue import Came
    from tui.settings import Settings

    Connected = Callable[[Services, Settings, str], AbstractAsyncContextManager[object]]

# Where nobody watches a bar, a line is printed once for so many parts.
_A_LINE = 10_000
_MEGA = 1_000_000


def run(
    words: Sequence[str], settings: Settings, places: Places, connect: Connected | None = None
) -> int:
    """The exit status; what went wrong is said on standard error. `connect` takes the place of the
    true connection.
    """
    row = expected("catalogue")
    try:
        vendor = str(parse(row, words)["vendor"])
        return asyncio.run(_run(vendor, settings, places, connect or connected))
    except Misused as misused:
        return status_of(misused, row)
    except VendorError as error:
        complain(error.in_full)
        return FAULT
    except Refusal as refusal:
        complain(refusal.sentence)
        return refusal.status
    except KeyboardInterrupt:
        complain("Stopped: what had arrived is here, and marked as partial.")
        return FAULT


def command(asked: Asked) -> int:
    """As the table calls it."""
    return run(asked.words, asked.settings, asked.places)


async def _run(vendor: str, settings: Settings, places: Places, connect: Connected) -> int:
    services = services_of(settings, places)
    name = vendor_name(vendor)
    try:
        await services.open()
        catalogues = services.whole_catalogues
        await catalogues.expect(vendor)
        async with connect(services, settings, vendor) as client:
            if not isinstance(client, WholeCatalogue):
                raise Refusal(f"{name} gives no catalogue that could be taken in whole.")
            with _Telling(name) as came:
                try:
                    standing = await catalogues.fetch(client, came)
                except VendorError:
                    left = await catalogues.standing(vendor)
                    if left is not None and left.parts:
                        complain(f"It broke off; {left.parts:,} parts came before that.")
                    raise
        print(f"{name}: {standing.words}.")
        return 0
    finally:
        await services.close()


class _Telling:
    """A bar on a terminal, else a line now and then."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._bar = _Bar(name) if sys.stdout.isatty() else None
        self._said = 0

    def __enter__(self) -> Callable[[Came], None]:
        if self._bar is not None:
            self._bar.start()
        else:
            print(f"Asking {self._name} for its whole catalogue …", flush=True)
        return self._came

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def _came(self, came: Came) -> None:
        if self._bar is not None:
            self._bar.show(came)
        elif came.parts // _A_LINE > self._said:
            self._said = came.parts // _A_LINE
            of = "" if came.of is None else f" of {came.of / _MEGA:,.1f}"
            print(f"{came.parts:,} parts, {came.bytes / _MEGA:,.1f}{of} MB", flush=True)


class _Bar:
    """Bytes as far as their number is said, and the parts that are stored."""

    def __init__(self, name: str) -> None:
        from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn

        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            DownloadColumn(),
            TextColumn("{task.fields[parts]}"),
        )
        self._task = self._progress.add_task(f"{name}'s catalogue", total=None, parts="")
        self.start, self.stop = self._progress.start, self._progress.stop

    def show(self, came: Came) -> None:
        words = f"{came.parts:,} parts"
        self._progress.update(self._task, completed=came.bytes, total=came.of, parts=words)


@asynccontextmanager
async def connected(services: Services, settings: Settings, vendor: str) -> AsyncIterator[object]:
    """The client of these settings, with the sandbox behind it where that plays the vendor."""
    from tui.connecting import SANDBOX, Means, configured, connect
    from vendors.sandbox.child import Child, SandboxFailed

    if vendor not in configured(settings):
        raise Refusal(
            f"{vendor_name(vendor)} is not set up for {settings.environment}: nothing was asked; "
            "docs/first-day.md says how."
        )
    child = Child(services.places.vendor) if settings.environment == SANDBOX else None
    try:
        socket = None if child is None else str(await asyncio.to_thread(child.start))
        means = Means(services.pace, services.tokens, services.clock, uds=socket)
        client = await asyncio.to_thread(connect, vendor, settings, None, means)
        try:
            yield client
        finally:
            await client.aclose()
    except SandboxFailed as failed:
        raise Refusal(safe(str(failed))) from None
    finally:
        if child is not None:
            await asyncio.to_thread(child.close)
