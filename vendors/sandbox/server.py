"""The sandbox as a process: a true HTTP server on a Unix socket, there for as long as it is needed.

It holds a lock on its folder while it serves. Attended, it leaves when no session is connected
any more; otherwise a signal ends it.
"""

from __future__ import annotations

import asyncio
import fcntl
import logging
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from starlette.types import ASGIApp
from uvicorn import Config, Server
from uvicorn.protocols.http.h11_impl import H11Protocol

from vendors.folders import file_mode, open_file
from vendors.sandbox import meeting
from vendors.sandbox.app import build
from vendors.sandbox.book import Book, BookError
from vendors.sandbox.clock import iso
from vendors.sandbox.desk import Desk
from vendors.sandbox.faults import Faults
from vendors.sandbox.limits import Limit
from vendors.sandbox.parts.catalogue import Catalogue, shared
from vendors.sandbox.trouble import Wire

FAULTS_VARIABLE = "BONDROOM_SANDBOX_FAULTS"
# How long the first session may take to come.
_FIRST = 10.0
# How long another server of the folder may take to leave.
_LEAVING = 5.0
# Idle connections stay open longer than a client keeps them: one that is closed as the client
# sends on it would make an unknown order out of nothing.
_KEEP_ALIVE = 600
_MOST_LOG = 1_000_000


class CannotServe(Exception):
    """The server does not start; the text is one sentence for people."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """How to serve. `port`: also on that loopback port.

    `attended`: leave when the last session has been gone for `grace` seconds.
    """

    frozen: str | None = None
    limit: Limit | None = None
    port: int | None = None
    attended: bool = False
    grace: float = meeting.GRACE


def serve(folder: Path, wishes: Wishes, ready: Callable[[meeting.Greeting], None]) -> None:
    """Serve until it is time to end; `ready` is called when sessions can connect.

    Raises CannotServe.
    """
    os.umask(0o077)
    try:
        meeting.own_folder(folder)
        with _alone(folder), _open_desk(folder, wishes.frozen) as desk:
            place = meeting.make_sockets_folder(folder)
            try:
                asyncio.run(_Service(desk, place, wishes).run(ready))
            finally:
                meeting.remove_sockets(folder, place)
    except (BookError, meeting.Unfit) as error:
        raise CannotServe(str(error)) from None
    except OSError as error:
        raise CannotServe(f"The sandbox cannot serve in {folder}: {error}.") from None


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the folder's lock, which the kernel takes back however this process ends."""
    lock = open_file(folder / meeting.SERVE_LOCK, os.O_RDWR)
    try:
        end = time.monotonic() + _LEAVING
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > end:
                    raise CannotServe(f"A sandbox already serves in {folder}.") from None
                time.sleep(0.02)
        yield
    finally:
        os.close(lock)


@contextmanager
def _open_desk(folder: Path, frozen: str | None) -> Iterator[Desk]:
    from vendors.sandbox.seed import seed
    from vendors.sandbox.shipstation.seed import seed as seed_inbound

    book, empty = Book.open(folder, frozen)
    try:
        desk = Desk(book, shared())
        if empty:
            with book.writing():
                seed(desk)
                book.set("seeded", iso(book.now()))
        seed_inbound(book)
        Faults(book).put_all(os.environ.get(FAULTS_VARIABLE, ""))
        yield desk
    finally:
        book.close()


def open_log(folder: Path) -> int:
    """The log of `folder` to append to, its owner's or its group's; begun anew when it is long."""
    log = open_file(folder / meeting.LOG, os.O_WRONLY | os.O_APPEND)
    if os.fstat(log).st_size > _MOST_LOG:
        os.ftruncate(log, 0)
    return log


def listen(path: Path) -> socket.socket:
    """A Unix socket at `path`, in place of whatever a server that was killed left there."""
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(os.fsencode(path))
    # Whoever may write to it may connect. Nobody can before it listens.
    path.chmod(file_mode(path.parent))
    listener.listen(128)
    return listener


class _Http(H11Protocol):
    """Lets the application see and cut the connection by which a call came."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        family = transport.get_extra_info("socket").family
        wire = Wire(local=family == socket.AF_UNIX, hang_up=transport.close)
        self.app_state = {**self.app_state, "wire": wire}


def http_server(app: ASGIApp) -> Server:
    """The HTTP server in front of `app`; run it with `serve` and the sockets to listen on."""
    return Server(
        Config(
            app,
            http=_Http,
            ws="none",
            lifespan="off",
            loop="asyncio",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_keep_alive=_KEEP_ALIVE,
            timeout_graceful_shutdown=1,
        )
    )


class _Presence(asyncio.Protocol):
    """One session that is connected."""

    def __init__(self, service: _Service) -> None:
        self._service = service
        self._counted = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        greeting = self._service.come()
        if greeting is None:
            transport.close()
            return
        self._counted = True
        if isinstance(transport, asyncio.WriteTransport):
            transport.write(greeting.to_bytes())

    def connection_lost(self, error: Exception | None) -> None:
        if self._counted:
            self._service.go()


class _Service:
    """The two sockets, who is connected, and when it is time to leave."""

    def __init__(self, desk: Desk, place: Path, wishes: Wishes) -> None:
        self._desk = desk
        self._wishes = wishes
        self._presence = listen(place / meeting.PRESENCE)
        self._listeners = [listen(place / meeting.CALLS)]
        address = ""
        if wishes.port is not None:
            self._listeners.append(socket.create_server(("127.0.0.1", wishes.port)))
            address = f"http://127.0.0.1:{self._listeners[1].getsockname()[1]}"
        self._greeting = meeting.Greeting(
            pid=os.getpid(),
            code=meeting.code(),
            frozen=desk.book.get("frozen"),
            since=iso(datetime.now(UTC)),
            calls=str(place / meeting.CALLS),
            address=address,
            sessions=0,
        )
        self._sessions = 0
        self._leaving: asyncio.TimerHandle | None = None
        self._server = http_server(build(desk, limit=wishes.limit))

    async def run(self, ready: Callable[[meeting.Greeting], None]) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            loop.add_signal_handler(number, self._leave)
        door = await loop.create_unix_server(lambda: _Presence(self), sock=self._presence)
        self._wait(_FIRST)
        # The first question would wait for the catalogue's index; calls go on beside it.
        threading.Thread(target=_warm, args=(self._desk.catalogue,), daemon=True).start()
        ready(self._greeting)
        try:
            await self._server.serve(self._listeners)
        finally:
            door.close()

    def come(self) -> meeting.Greeting | None:
        """A session has connected; None: too late, the server is leaving."""
        if self._server.should_exit:
            return None
        if self._leaving is not None:
            self._leaving.cancel()
        self._sessions += 1
        return replace(self._greeting, sessions=self._sessions - 1)

    def go(self) -> None:
        self._sessions -= 1
        if not self._sessions:
            self._wait(self._wishes.grace)

    def _wait(self, seconds: float) -> None:
        if self._wishes.attended:
            self._leaving = asyncio.get_running_loop().call_later(seconds, self._leave)

    def _leave(self) -> None:
        self._server.should_exit = True


def _warm(catalogue: Catalogue) -> None:
    from vendors.sandbox.products import warm

    warm(catalogue)


def log_to(descriptor: int) -> None:
    """Warnings and faults of the server's own go to `descriptor`, and nothing else does."""
    stream = os.fdopen(descriptor, "a", encoding="utf-8", errors="backslashreplace")
    logging.basicConfig(
        level=logging.WARNING, stream=stream, format="%(asctime)s %(levelname)s %(message)s"
    )


def answer_parent(log: int) -> Callable[[meeting.Greeting], None]:
    """Says that sessions can connect to whoever started this process, then lets go of them."""

    def ready(_: meeting.Greeting) -> None:
        try:
            sys.stderr.write(meeting.READY + "\n")
            sys.stderr.flush()
        except OSError:
            # Whoever started this has gone already; another session may come.
            pass
        os.dup2(log, 2)

    return ready
