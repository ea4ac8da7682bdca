"""A vendor on a Unix socket that takes whatever it is sent, and a client of it.

It knows no idempotency: two creates are two orders. Only a body that came whole is an order.
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

from tests.cache.desk import Vendor, offer, part
from vendors.contract import Sealed
from vendors.vocabulary import Answer, Outcome

CUT = offer("RC0603CT-ND", "0.10")


class _Counter(BaseHTTPRequestHandler):
    """Serves one connection. The next waits for its end, so nothing is under way unseen."""

    server: _Server

    def do_POST(self) -> None:
        wanted = int(self.headers["Content-Length"])
        body = self.rfile.read(wanted)
        if len(body) == wanted:
            self.server.taken.append(body.decode())
            self._say([f"{88_000 + len(self.server.taken)}"])

    def do_GET(self) -> None:
        self._say(self.server.taken)

    def log_message(self, *_: object) -> None:
        """Nothing is said of a call."""

    def _say(self, what: list[str]) -> None:
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
        super().__init__(str(path), _Counter)
        self.taken: list[str] = []


@contextmanager
def serving(path: Path) -> Iterator[None]:
    """The vendor at `path` while inside. A thread of this process serves it."""
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
        super().__init__("vendor", timeout=60)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))


class FarVendor(Vendor):
    """The vendor of the cache's tests, whose orders lie in another process."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.sells(part("RC0603", CUT))
        self._path = path

    def taken_under(self, number: str) -> int:
        """How many orders the vendor holds under `number`, once all calls before are served."""
        return sum(body.split("|")[0] == number for body in self.all_taken())

    def all_taken(self) -> list[str]:
        return self._ask("GET", b"")

    async def create(self, sealed: Sealed) -> Answer:
        try:
            said = self._ask("POST", sealed.body)
        except (OSError, http.client.HTTPException) as error:
            return Answer(Outcome.UNKNOWN, str(error))
        return Answer(Outcome.ACCEPTED, "thank you", tuple(said), "req-1", 200, "{}")

    async def find_by_po(self, po_number: str) -> tuple[str, ...]:
        return ("88001",) * self.taken_under(po_number)

    def _ask(self, method: str, body: bytes) -> list[str]:
        call = _Call(self._path)
        try:
            call.putrequest(method, "/orders")
            call.putheader("Content-Length", str(len(body)))
            call.endheaders()
            # In two pieces, so that there is a moment at which half of an order is there.
            for piece in (body[: len(body) // 2], body[len(body) // 2 :]):
                if piece:
                    call.send(piece)
            said: list[str] = json.loads(call.getresponse().read())
            return said
        finally:
            call.close()
