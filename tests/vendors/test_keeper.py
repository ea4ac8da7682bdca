"""One token for all: renewed by one at a time, on the disk before it is used."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from tests.vendors.kit import (
    ACCESS,
    EMPTY,
    REFRESH,
    START,
    Clock,
    Tokens,
    answer,
    desk,
    error_body,
    token,
    tokens_answer,
)
from vendors.contract import Token
from vendors.errors import (
    NoAnswer,
    NotAllowed,
    SignInNeeded,
    TooMany,
    Unreachable,
    Unreadable,
    VendorDown,
)
from vendors.http import Keeper, Redactor

SPENT = token(seconds=-1)


class Server:
    """Gives out tokens as DigiKey does: a refresh token is good once, and twice is theft."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self.good = REFRESH
        self.given = 0
        self.revoked = False
        self.alone = True
        self.hold = asyncio.Event()
        self.hold.set()
        self.asked = asyncio.Event()
        self.lives = 1799.0

    async def renew(self, had: Token | None) -> Token:
        lock = self._tokens.lock("digikey")
        self.alone = self.alone and lock.locked()
        if had is None or had.refresh is None:
            raise SignInNeeded("digikey", "sign in")
        if self.revoked or had.refresh != self.good:
            self.revoked = True
            raise SignInNeeded("digikey", "Invalid RefreshToken")
        self.asked.set()
        await self.hold.wait()
        self.given += 1
        self.good = f"refresh-{self.given}"
        return token(seconds=self.lives, access=f"access-{self.given}", refresh=self.good)


def keeper(tokens: Tokens, server: Server, clock: Clock | None = None) -> Keeper:
    return Keeper(
        "digikey",
        tokens,
        "digikey",
        clock=clock or Clock(),
        hide=Redactor(),
        renew=server.renew,
    )


def office(stored: Token | None = SPENT) -> tuple[Tokens, Server]:
    tokens = Tokens(digikey=stored) if stored else Tokens()
    return tokens, Server(tokens)


async def test_a_good_token_is_read_once_and_kept() -> None:
    tokens, server = office(token())
    one = keeper(tokens, server)
    assert (await one.get()).access == ACCESS
    tokens.stored.clear()
    assert (await one.get()).access == ACCESS
    assert server.given == 0


async def test_many_who_wait_cause_one_renewal() -> None:
    tokens, server = office()
    one = keeper(tokens, server)
    got = await asyncio.gather(*(one.get() for _ in range(50)))
    assert {each.access for each in got} == {"access-1"}
    assert (server.given, server.alone) == (1, True)
    assert [each.access for each in tokens.written] == ["access-1"]


async def test_many_sessions_cause_one_renewal() -> None:
    """Each reads again under the lock what another one has written meanwhile."""
    tokens, server = office()
    got = await asyncio.gather(*(keeper(tokens, server).get() for _ in range(20)))
    assert {each.access for each in got} == {"access-1"}
    assert (server.given, server.revoked, server.alone) == (1, False, True)


async def test_sessions_renew_in_turns_for_days() -> None:
    tokens, server = office()
    clock = Clock()
    server.lives = 1e9
    sessions = [keeper(tokens, server, clock) for _ in range(5)]
    for _ in range(40):
        held = tokens.stored["digikey"].access
        got = await asyncio.gather(*(each.get(spent=held) for each in sessions))
        assert len({each.access for each in got}) == 1
        assert got[0].access != held
    assert (server.given, server.revoked) == (40, False)


async def test_a_token_is_stored_before_anybody_has_it() -> None:
    tokens, server = office()
    seen: list[str] = []

    async def write(key: str, fresh: Token) -> None:
        await asyncio.sleep(0)
        seen.append("stored")

    tokens.write = write  # type: ignore[method-assign]
    one = keeper(tokens, server)
    waiting = asyncio.create_task(one.get())
    waiting.add_done_callback(lambda _: seen.append("used"))
    await waiting
    await asyncio.sleep(0)
    assert seen == ["stored", "used"]


async def test_whoever_waits_may_go_and_the_token_is_stored_all_the_same() -> None:
    """The vendor has given it out: lost now, the person would have to sign in again."""
    tokens, server = office()
    server.hold.clear()
    one = keeper(tokens, server)
    waiting = asyncio.create_task(one.get())
    await server.asked.wait()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    server.hold.set()
    await one.settle()
    assert tokens.stored["digikey"].access == "access-1"
    assert (await one.get()).access == "access-1"
    assert server.given == 1


async def test_a_failure_that_nobody_waits_for_is_not_reported_as_forgotten() -> None:
    tokens, server = office(None)
    told: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: told.append(context))
    one = keeper(tokens, server)
    waiting = asyncio.create_task(one.get())
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    await one.settle()
    del one
    assert told == []


async def test_the_access_token_that_the_vendor_called_expired_is_not_given_out_again() -> None:
    tokens, server = office(token())
    one = keeper(tokens, server)
    held = await one.get()
    fresh = await one.get(spent=held.access)
    assert fresh.access == "access-1"
    assert (await one.get(spent=held.access)).access == "access-1"
    assert server.given == 1


async def test_what_another_session_renewed_is_taken_instead_of_renewing() -> None:
    tokens, server = office(token())
    first, second = keeper(tokens, server), keeper(tokens, server)
    held = await first.get()
    assert (await second.get()).access == held.access
    assert (await second.get(spent=held.access)).access == "access-1"
    assert (await first.get(spent=held.access)).access == "access-1"
    assert server.given == 1


async def test_a_refresh_token_that_is_spent_is_not_tried_twice() -> None:
    tokens, server = office(token(seconds=-1, refresh="stolen"))
    one = keeper(tokens, server)
    for _ in range(3):
        with pytest.raises(SignInNeeded):
            await one.get()
        assert not await one.has()
    server.revoked, server.good = False, "stolen"
    with pytest.raises(SignInNeeded, match="sign in again"):
        await one.get()
    assert server.given == 0


async def test_a_refresh_that_lost_a_race_takes_what_the_winner_wrote() -> None:
    """A session on another machine does not share the lock, only the folder."""
    tokens, server = office()

    async def lose(had: Token | None) -> Token:
        tokens.stored["digikey"] = token(access="winner", refresh="w")
        raise SignInNeeded("digikey", "Invalid RefreshToken")

    server.renew = lose  # type: ignore[method-assign]
    one = keeper(tokens, server)
    assert (await one.get()).access == "winner"
    assert await one.has()


async def test_a_sign_in_after_the_end_is_used() -> None:
    tokens, server = office(token(seconds=-1, refresh="stolen"))
    one, other = keeper(tokens, server), keeper(tokens, server)
    with pytest.raises(SignInNeeded):
        await one.get()
    await other.put(token(access="signed-in", refresh="new"))
    assert await one.has()
    assert (await one.get()).access == "signed-in"


async def test_a_token_that_could_not_be_stored_is_stored_the_next_time() -> None:
    """The one on the disk is spent: asking the vendor with it again would lose both."""
    tokens, server = office()
    tokens.fault = OSError(28, "No space left on device")
    one = keeper(tokens, server)
    for _ in range(2):
        with pytest.raises(OSError, match="No space"):
            await one.get()
        assert one.ready() is None
        assert await one.has()
    assert server.given == 1
    tokens.fault = None
    assert (await one.get()).access == "access-1"
    assert tokens.stored["digikey"].access == "access-1"
    assert server.given == 1


async def test_a_sign_in_that_could_not_be_stored_is_stored_the_next_time() -> None:
    tokens, server = office(None)
    tokens.fault = OSError(28, "No space left on device")
    one = keeper(tokens, server)
    with pytest.raises(OSError, match="No space"):
        await one.put(token(access="signed-in"))
    assert one.ready() is None
    tokens.fault = None
    assert await one.has()
    assert (await one.get()).access == "signed-in"
    assert tokens.stored["digikey"].access == "signed-in"


def once_failing(tokens: Tokens, server: Server, failure: Exception) -> Keeper:
    """A session whose first renewal fails so."""
    fails = [failure]

    async def renew(had: Token | None) -> Token:
        if fails:
            raise fails.pop()
        return await server.renew(had)

    return Keeper("digikey", tokens, "digikey", clock=Clock(), hide=Redactor(), renew=renew)


@pytest.mark.parametrize(
    "failure",
    [
        NoAnswer("digikey", "the connection broke"),
        Unreadable("digikey", "the answer was cut short"),
        asyncio.CancelledError(),
    ],
    ids=["no answer", "unreadable", "ended"],
)
async def test_a_token_whose_answer_was_lost_is_never_shown_again(failure: Exception) -> None:
    """It may have been exchanged: shown twice, the vendor takes it for stolen."""
    tokens, server = office()
    one = once_failing(tokens, server, failure)
    with pytest.raises(type(failure)):
        await one.get()
    for session in (one, keeper(tokens, server)):
        for _ in range(2):
            with pytest.raises(SignInNeeded, match="sign in again"):
                await session.get()
            assert not await session.has()
    assert not server.asked.is_set()


@pytest.mark.parametrize(
    "failure",
    [
        Unreachable("digikey", "no route"),
        VendorDown("digikey", "it cannot answer (503)"),
        TooMany("digikey", "too many", wait=1.0, daily=False),
        NotAllowed("digikey", "invalid_client"),
    ],
    ids=["never left", "down", "limit", "wrong application"],
)
async def test_a_token_that_was_not_exchanged_is_as_good_as_before(failure: Exception) -> None:
    tokens, server = office()
    one = once_failing(tokens, server, failure)
    with pytest.raises(type(failure)):
        await one.get()
    assert tokens.stored["digikey"] == SPENT
    assert (await one.get()).access == "access-1"


async def test_that_a_token_is_shown_is_on_the_disk_before_it_is_and_gone_afterwards() -> None:
    tokens, server = office()
    seen: list[bool] = []
    renew = server.renew

    async def look(had: Token | None) -> Token:
        seen.append(tokens.stored["digikey"].spent)
        return await renew(had)

    server.renew = look  # type: ignore[method-assign]
    await keeper(tokens, server).get()
    assert seen == [True]
    assert not tokens.stored["digikey"].spent


async def test_nothing_is_shown_where_the_disk_does_not_take_the_note() -> None:
    tokens, server = office()

    async def full(key: str, shown: Token) -> None:
        raise OSError(28, "No space left on device")

    tokens.spend = full  # type: ignore[method-assign]
    with pytest.raises(OSError, match="No space"):
        await keeper(tokens, server).get()
    assert not server.asked.is_set()


async def test_an_access_token_is_used_to_its_end_though_it_cannot_be_renewed() -> None:
    tokens, server = office(replace(token(), spent=True))
    one = keeper(tokens, server)
    assert (await one.get()).access == ACCESS
    with pytest.raises(SignInNeeded, match="sign in again"):
        await one.get(spent=ACCESS)


@pytest.mark.parametrize(
    ("stored", "has"),
    [
        (None, False),
        (token(), True),
        (token(seconds=-1), True),
        (token(seconds=5, refresh=None), True),
        (token(seconds=-1, refresh=None), False),
        (Token("a", START, "r", START - timedelta(seconds=1)), False),
        (Token("a", START, "r", None), True),
    ],
)
async def test_signed_in_is_who_has_a_token_that_is_good_or_can_be_renewed(
    stored: Token | None, has: bool
) -> None:
    tokens, server = office(stored)
    assert await keeper(tokens, server).has() is has
    assert server.given == 0


async def test_what_is_in_hand_for_sending_asks_nobody() -> None:
    tokens, server = office(token(seconds=30))
    one = keeper(tokens, server)
    assert one.ready() is None
    await one.get(good_for=20)
    assert one.ready(29) is not None
    assert one.ready(31) is None


async def test_whoever_needs_longer_is_not_given_what_another_asked_for() -> None:
    """The renewal under way may only have read a token that is good for less."""
    tokens, server = office(token(seconds=100))
    one = keeper(tokens, server)
    short, long = await asyncio.gather(one.get(good_for=60), one.get(good_for=180))
    assert (short.access, long.access) == (ACCESS, "access-1")


async def test_a_vendor_whose_tokens_are_too_short_gives_what_it_has() -> None:
    tokens, server = office()
    server.lives = 20.0
    one = keeper(tokens, server)
    got = await one.get(good_for=60)
    assert got.access in ("access-1", "access-2")
    server.lives = -1.0
    with pytest.raises(SignInNeeded, match="no token that lasts"):
        await one.get(spent=got.access)


async def test_a_session_that_ends_waits_for_its_renewal() -> None:
    here = desk(tokens_answer(2), EMPTY, tokens=Tokens(digikey=SPENT))
    searching = asyncio.create_task(here.digikey.search("cap"))
    while not here.vendor.asked:
        await asyncio.sleep(0)
    searching.cancel()
    await here.digikey.aclose()
    assert here.tokens.stored["digikey"].access == "canary-access-token-0002"


async def test_two_sessions_with_one_spent_token_use_it_once() -> None:
    """The whole way, calls and all: DigiKey's answer to a replay would be the end of both."""
    used: list[str] = []

    def vendor(request: httpx.Request) -> httpx.Response:
        if request.url.path != "/v1/oauth2/token":
            return EMPTY
        used.append(request.content.decode())
        replayed = len(used) != len(set(used))
        body = error_body("Invalid RefreshToken", status=401)
        return answer(body, 401) if replayed else tokens_answer(len(used) + 1)

    tokens = Tokens(digikey=SPENT)
    sessions = [desk(vendor, tokens=tokens) for _ in range(4)]
    await asyncio.gather(*(each.digikey.search("cap") for each in sessions for _ in range(5)))
    assert len(used) == 1
