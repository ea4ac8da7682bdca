"""A server that misbehaves on a real socket: every fault has a name, and an end."""

from __future__ import annotations

import asyncio
import gzip
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from tests.vendors.kit import Clock, Pace, Tokens, settings, token
from tests.vendors.orders import ORDER
from vendors.digikey import DigiKey, connect
from vendors.errors import NoAnswer, Unreachable, Unreadable, VendorDown, VendorError
from vendors.http import Limits
from vendors.vocabulary import Outcome

Handle = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
PATIENT = Limits(size=200_000, tries=1)
# Only for those who would never end by themselves: a busy machine may take longer for the others.
QUICK = replace(PATIENT, total=0.3)


def head(*lines: str, status: str = "200 OK") -> bytes:
    return "\r\n".join((f"HTTP/1.1 {status}", *lines, "", "")).encode()


def whole(body: bytes, *lines: str, status: str = "200 OK") -> bytes:
    return head(f"content-length: {len(body)}", *lines, status=status) + body


def saying(data: bytes) -> Handle:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(data)
        await writer.drain()

    return handle


async def reset(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    sock = writer.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def hush(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()


async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Never silent for long enough for a timeout that counts each read anew."""
    writer.write(head("content-length: 100000"))
    while not writer.transport.is_closing():
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.02)


@asynccontextmanager
async def vendor(
    handle: Handle, folder: Path, *, tcp: bool = False, limits: Limits = PATIENT
) -> AsyncIterator[tuple[DigiKey, list[bytes]]]:
    asked: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            asked.append(await reader.readuntil(b"\r\n\r\n"))
            await handle(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    path = str(folder / "s")
    if tcp:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        where = settings(environment="sandbox", base_url=f"http://127.0.0.1:{port}")
    else:
        server = await asyncio.start_unix_server(serve, path)
        where = settings(environment="sandbox", base_url="http://digikey.sandbox")
    client = connect(
        where,
        pace=Pace(),
        tokens=Tokens(digikey=token()),
        clock=Clock(),
        limits=limits,
        uds=None if tcp else path,
    )
    try:
        yield client, asked
    finally:
        await client.aclose()
        server.close()
        # A task for each connection: all end by themselves, now that the client has gone.
        others = asyncio.all_tasks() - {asyncio.current_task()}
        await asyncio.gather(*others)


BOMB = gzip.compress(b" " * 50_000_000, 9)
FAULTS: list[tuple[str, Handle, type[VendorError], Outcome]] = [
    ("reset", reset, NoAnswer, Outcome.UNKNOWN),
    ("closed", saying(b""), NoAnswer, Outcome.UNKNOWN),
    ("hush", hush, NoAnswer, Outcome.UNKNOWN),
    ("drip", drip, NoAnswer, Outcome.UNKNOWN),
    ("truncated", saying(head("content-length: 100") + b'{"a":1'), NoAnswer, Outcome.UNKNOWN),
    ("garbage", saying(b"\x16\x03\x01 not http\r\n\r\n"), NoAnswer, Outcome.UNKNOWN),
    ("html", saying(whole(b"<html>log in</html>")), Unreadable, Outcome.UNKNOWN),
    ("empty", saying(whole(b"")), Unreadable, Outcome.UNKNOWN),
    ("bomb", saying(whole(BOMB, "content-encoding: gzip")), Unreadable, Outcome.UNKNOWN),
    ("bad gzip", saying(whole(b"hello", "content-encoding: gzip")), Unreadable, Outcome.UNKNOWN),
    ("large", saying(whole(b" " * 300_000)), Unreadable, Outcome.UNKNOWN),
    ("deep", saying(whole(b"[" * 90_000 + b"]" * 90_000)), Unreadable, Outcome.UNKNOWN),
    (
        "flood",
        saying(head(*(f"x-{i}: {'a' * 90}" for i in range(3000)))),
        NoAnswer,
        Outcome.UNKNOWN,
    ),
    (
        "elsewhere",
        saying(whole(b"", "location: http://127.0.0.1:1/", status="307 Go")),
        Unreadable,
        Outcome.UNKNOWN,
    ),
    ("down", saying(whole(b"<b>", status="503 X")), VendorDown, Outcome.UNKNOWN),
]


@pytest.mark.parametrize("tcp", [False, True], ids=["uds", "tcp"])
@pytest.mark.parametrize(
    ("handle", "error", "outcome"), [f[1:] for f in FAULTS], ids=[f[0] for f in FAULTS]
)
async def test_every_fault_ends_and_is_told_apart(
    handle: Handle, error: type[VendorError], outcome: Outcome, tcp: bool, tmp_path: Path
) -> None:
    endless = handle in (hush, drip)
    limits = QUICK if endless else PATIENT
    async with (
        asyncio.timeout(60),
        vendor(handle, tmp_path, tcp=tcp, limits=limits) as (digikey, asked),
    ):
        with pytest.raises(error):
            await digikey.search("cap")
        assert len(asked) == 1 or (endless and not asked)

        asked.clear()
        await digikey.make_ready()
        answer = await digikey.create(digikey.seal(ORDER))
        assert answer.outcome is outcome
        assert len(asked) == 1 or (endless and not asked)


async def test_nobody_there_means_that_nothing_was_sent(tmp_path: Path) -> None:
    async with vendor(saying(b""), tmp_path) as (digikey, _):
        pass
    with pytest.raises(Unreachable):
        await digikey.search("cap")
    await digikey.make_ready()
    answer = await digikey.create(digikey.seal(ORDER))
    assert answer.outcome is Outcome.NOT_SENT
    await digikey.aclose()


async def test_a_create_takes_a_connection_of_its_own(tmp_path: Path) -> None:
    """A kept connection that the vendor closes just then would look like a lost answer."""
    served: list[int] = []

    async def count(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        place = len(served)
        served.append(1)
        writer.write(whole(b"{}"))
        while await reader.readuntil(b"\r\n\r\n"):
            served[place] += 1
            writer.write(whole(b"{}"))

    async with vendor(count, tmp_path) as (digikey, _):
        await digikey.locations()
        await digikey.locations()
        await digikey.make_ready()
        await digikey.create(digikey.seal(ORDER))
        await digikey.locations()
    assert served == [3, 1]
