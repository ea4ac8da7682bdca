"""A warehouse's system on a Unix socket, and a client of it whose every moment is counted.

It keeps a book for each run and does whatever it is told, twice too; only a body that came whole is
a request.
"""

from __future__ import annotations

import http.client
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import UnixStreamServer
from typing import Any

from cache.facts import facts
from cache.inbound_seen import order_text
from tests.cache.warehouse import Book, Keeper
from tests.reliability.wire import READ_WHOLE, Moments
from vendors.errors import NoAnswer, NotFound
from vendors.inbound import InboundOrder, SealedStep
from vendors.vocabulary import Answer, Outcome

_KEPT = ("outcome", "message", "vendor_numbers", "request_id", "http_status", "body")


class _Clerk(BaseHTTPRequestHandler):
    """Serves one connection. The next waits for its end, so nothing is under way unseen."""

    server: _Server

    def do_POST(self) -> None:
        wanted = int(self.headers["Content-Length"])
        body = self.rfile.read(wanted)
        if len(body) == wanted:
            answer = self._book().apply(body)
            self._say({name: getattr(answer, name) for name in _KEPT})

    def do_GET(self) -> None:
        book, what = self._book(), self.path.split("/")[2]
        if what == "came":
            self._say(dict(book.came))
        else:
            self._say([order_text(one) for one in book.orders.values()])

    def log_message(self, *_: object) -> None:
        """Nothing is said of a call."""

    def _book(self) -> Book:
        return self.server.books.setdefault(self.path.split("/")[1], Book())

    def _say(self, what: object) -> None:
        text = json.dumps(what).encode()
        try:
            self.send_response(200)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)
        except OSError:
            # Whoever asked was killed.
            self.close_connection = True


class _Server(UnixStreamServer):
    request_queue_size = 128

    def __init__(self, path: Path) -> None:
        super().__init__(str(path), _Clerk)
        self.books: dict[str, Book] = {}


@contextmanager
def serving(path: Path) -> Iterator[None]:
    """The system at `path` while inside. A thread of this process serves it."""
    with _Server(path) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()


class _Call(http.client.HTTPConnection):
    def __init__(self, path: Path) -> None:
        super().__init__("warehouse", timeout=60)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))


class FarKeeper(Keeper):
    """The warehouse's system of the cache's tests, whose book of this run lies far away."""

    def __init__(self, path: Path, run: str, moments: Moments | None = None) -> None:
        super().__init__()
        self._path, self._run, self._moments = path, run, moments

    async def inbound_under(self, reference: str) -> tuple[InboundOrder, ...]:
        wanted = reference.casefold()
        return tuple(one for one in self._every() if one.plan.reference.casefold() == wanted)

    async def inbound(self, inbound_id: str) -> InboundOrder:
        for one in self._every():
            if one.id == inbound_id:
                return one
        raise NotFound("shipstation", "ShipStation does not know it")

    async def send_step(self, sealed: SealedStep) -> Answer:
        try:
            said = self._call("POST", "step", sealed.body)
        except (OSError, http.client.HTTPException) as error:
            return Answer(Outcome.UNKNOWN, str(error))
        numbers = tuple(said.pop("vendor_numbers"))
        return Answer(Outcome(said.pop("outcome")), **said, vendor_numbers=numbers)

    def came(self) -> dict[str, int]:
        """How often each step came, once all calls before are served."""
        found: dict[str, int] = self._call("GET", "came", b"")
        return found

    def _every(self) -> list[InboundOrder]:
        try:
            texts = self._call("GET", "orders", b"")
        except (OSError, http.client.HTTPException) as error:
            raise NoAnswer("shipstation", f"no answer: {error}") from error
        return [one for text in texts for one in facts(InboundOrder, text) or ()]

    def _call(self, method: str, what: str, body: bytes) -> Any:
        call, name = _Call(self._path), f"{method} {what}"
        try:
            self._reach(f"{name}: before it connects")
            call.putrequest(method, f"/{self._run}/{what}")
            call.putheader("Content-Length", str(len(body)))
            call.endheaders()
            self._reach(f"{name}: the head was sent")
            half = len(body) // 2
            for piece, moment in ((body[:half], "half was sent"), (body[half:], "all was sent")):
                if piece:
                    call.send(piece)
                    self._reach(f"{name}: {moment}")
            answer = call.getresponse()
            self._reach(f"{name}: the answer began")
            text = answer.read()
            self._reach(f"{name}: {READ_WHOLE}")
            return json.loads(text)
        finally:
            call.close()

    def _reach(self, name: str) -> None:
        if self._moments is not None:
            self._moments.reach(name)
