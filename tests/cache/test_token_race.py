"""Many sessions of one person over one rotating token: none is used twice, none is lost.

The sandbox takes a refresh token once, and a second time withdraws everything got with it; so does
DigiKey. The processes are true ones, over the sandbox's true server.
"""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cache.clock import SystemClock
from cache.tokens import TokenFiles
from tests.cache.race_for_tokens import TASKS
from tests.contract.parties import SETTINGS, FreePace
from tests.sandbox.kit import short_folder
from vendors.digikey import DigiKey, connect
from vendors.errors import SignInNeeded
from vendors.sandbox.app import build
from vendors.sandbox.book import Book
from vendors.sandbox.desk import Desk
from vendors.sandbox.limits import Limit
from vendors.sandbox.parts.catalogue import shared
from vendors.sandbox.server import http_server, listen

pytestmark = pytest.mark.process

PROCESSES = 4


@dataclass
class Server:
    """The sandbox in this process, and one person's folder of tokens."""

    book: Book
    socket: Path
    folder: Path

    def client(self) -> DigiKey:
        tokens = TokenFiles(self.folder)
        uds = str(self.socket)
        return connect(SETTINGS, pace=FreePace(), tokens=tokens, clock=SystemClock(), uds=uds)

    async def sign_in(self) -> None:
        digikey = self.client()
        await digikey.signing_in.sign_in_by_itself()
        await digikey.aclose()

    def count(self, condition: str) -> int:
        """Refresh tokens of which the condition holds."""
        sql = f"SELECT count(*) FROM token WHERE kind = 'refresh' AND {condition}"
        return int(self.book.db.execute(sql).fetchone()[0])

    async def process(self, *how: str) -> Process:
        words = ["-m", "tests.cache.race_for_tokens", str(self.socket), str(self.folder), *how]
        return await asyncio.create_subprocess_exec(sys.executable, *words, stdin=PIPE, stdout=PIPE)


@asynccontextmanager
async def serving(folder: Path) -> AsyncIterator[Server]:
    with short_folder() as short:
        book, _ = Book.open(short, datetime.now(UTC).isoformat())
        app = build(Desk(book, shared()), limit=Limit(10**9, 10**9))
        server = http_server(app)
        task = asyncio.create_task(server.serve([listen(short / "s")]))
        try:
            yield Server(book, short / "s", folder / "tokens")
        finally:
            server.should_exit = True
            await task
            book.close()


async def _all_call(processes: Sequence[Process], times: int) -> tuple[int, list[str]]:
    """How many calls went well, and what the others were told."""
    for process in processes:
        assert process.stdin is not None
        process.stdin.write(f"{times}\n".encode())
    well, amiss = 0, []
    for process in processes:
        assert process.stdout is not None
        async with asyncio.timeout(120):
            said = json.loads(await process.stdout.readline())
        well += said["well"]
        amiss += said["amiss"]
    return well, amiss


async def _end(processes: Sequence[Process]) -> None:
    for process in processes:
        assert process.stdin is not None
        process.stdin.close()
        async with asyncio.timeout(30):
            assert await process.wait() == 0


def _only_their_owners(folder: Path) -> bool:
    modes = {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}
    return modes == {"digikey.json": 0o600, "digikey.lock": 0o600}


async def test_every_call_renews_and_no_token_is_used_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tokens that live shorter than a call wants: 4 processes with 8 tasks renew all the time."""
    monkeypatch.setattr("vendors.sandbox.tokens.PERSON_SECONDS", 30)
    times = 4
    async with serving(tmp_path) as server:
        await server.sign_in()
        processes = [await server.process() for _ in range(PROCESSES)]
        well, amiss = await _all_call(processes, times)
        await _end(processes)
        assert amiss == []
        assert well == PROCESSES * TASKS * times
        assert server.count("revoked = 1") == 0
        # Eight tasks of a process share a renewal; no process does without its own.
        assert server.count("spent = 1") >= PROCESSES * times
        assert server.count("spent = 0") == 1
        assert _only_their_owners(server.folder)


async def test_a_token_that_ran_out_is_renewed_once_by_all_of_them_together(
    tmp_path: Path,
) -> None:
    """An hour passes at the vendor while every session believes that its token is good."""
    rounds, times = 6, 2
    async with serving(tmp_path) as server:
        await server.sign_in()
        processes = [await server.process() for _ in range(PROCESSES)]
        for done in range(1, rounds + 1):
            server.book.advance(timedelta(hours=1))
            well, amiss = await _all_call(processes, times)
            assert (well, amiss) == (PROCESSES * TASKS * times, [])
            assert server.count("spent = 1") == done
        await _end(processes)
        assert server.count("revoked = 1") == 0


async def test_a_session_that_dies_between_rotation_and_disk_is_followed_by_a_sign_in(
    tmp_path: Path,
) -> None:
    """The new token is lost with it; the old one, shown again, would be taken for stolen."""
    async with serving(tmp_path) as server:
        await server.sign_in()
        server.book.advance(timedelta(hours=1))
        dying = await server.process("die")
        assert dying.stdin is not None
        assert dying.stdout is not None
        dying.stdin.write(b"1\n")
        async with asyncio.timeout(60):
            assert await dying.stdout.readline() == b"rotated\n"
        dying.kill()
        await dying.wait()
        # Another process took its turn and lost it: the vendor has seen one renewal, and sees none
        # besides, however many sessions come.
        for _ in range(3):
            digikey = server.client()
            with pytest.raises(SignInNeeded, match="sign in again"):
                await digikey.locations()
            assert not await digikey.signing_in.signed_in()
            await digikey.aclose()
        assert server.count("spent = 1") == 1
        assert server.count("revoked = 1") == 0
        await server.sign_in()
        digikey = server.client()
        assert await digikey.locations()
        await digikey.aclose()
