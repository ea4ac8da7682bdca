"""Many sessions on one ledger at the same moment: one create an order, one number an order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.cache.desk import ANN, BEN, Desk
from tests.reliability import figures, sessions
from tests.reliability.counting import FarVendor, serving
from tests.reliability.running import CONTEXT, ended, start
from tests.sandbox.kit import short_folder

pytestmark = [pytest.mark.process]

ORDERS = 500
WRITERS, EACH = 8, 200
# What the one who comes second may be told. Anything else, as that the ledger was busy, is bad.
SECOND = ("is being placed by another session", "was placed before", "has it already")


@pytest.fixture
def home() -> Iterator[tuple[Path, Path]]:
    """A folder for the ledger, and the socket of a vendor that counts what it is sent."""
    with short_folder() as folder:
        (folder / "home").mkdir()
        with serving(folder / "s"):
            yield folder / "home", folder / "s"


def at_once(target: Callable[..., None], each: Sequence[tuple[Any, ...]]) -> list[Any]:
    """What processes say that run `target` together, one for the arguments of each."""
    together, running = CONTEXT.Barrier(len(each)), []
    for arguments in each:
        said, saying = CONTEXT.Pipe(duplex=False)
        # Theirs alone, so that one that dies is heard of.
        with saying:
            running.append((start(target, *arguments, together, saying), said))
    try:
        return [said.recv() for _, said in running]
    except EOFError:
        for process, _ in running:
            process.kill()
        raise AssertionError("a session died; what it said stands above") from None
    finally:
        for process, said in running:
            said.close()
            ended(process)


def commit_by_two(home: tuple[Path, Path], count: int, *, careless: bool) -> list[tuple[str, str]]:
    """Number and what was said of it, of each order in each of two sessions."""
    assert ended(start(sessions.draft_orders, *home, count)) == 0
    both = [(*home, person, careless) for person in (ANN, BEN)]
    return [one for said in at_once(sessions.commit_all, both) for one in said]


def created(home: tuple[Path, Path]) -> Counter[str]:
    """How many orders the vendor took under each number."""
    return Counter(body.split("|")[0] for body in FarVendor(home[1]).all_taken())


def kind(number: str, words: str) -> str:
    plain = words.replace(f"DigiKey has {number} already", "has it already")
    return next((known for known in ("accepted", *SECOND) if known in plain), f"bad: {words}")


async def test_two_sessions_that_commit_the_same_orders_at_once(home: tuple[Path, Path]) -> None:
    said = commit_by_two(home, ORDERS, careless=False)
    kinds, posts = Counter(kind(*one) for one in said), created(home)
    numbers = {number for number, _ in said}
    more = [number for number in numbers if posts[number] != 1]
    bad = sum(times for words, times in kinds.items() if words.startswith("bad"))
    figures.note(
        "two sessions commit the same orders",
        f"{len(numbers)} orders, {sum(posts.values())} sent, {len(more) + bad} bad; "
        + ", ".join(f"{times} {words}" for words, times in kinds.most_common()),
        points=len(numbers),
        bad=len(more) + bad,
    )
    assert bad == 0, kinds
    assert more == []
    assert len(numbers) == ORDERS == kinds["accepted"]
    # The index of the ledger was asked, and not the screen alone.
    assert kinds[SECOND[0]] + kinds[SECOND[1]] >= ORDERS // 2
    desk = await Desk(home[0], FarVendor(home[1])).open()
    assert Counter(state for _, state in await desk.states()) == {"accepted": ORDERS}
    await desk.close()


def test_a_session_that_believes_its_own_screen_is_caught(home: tuple[Path, Path]) -> None:
    """The proof is worth something: it tells this wrong placing from the true one."""
    commit_by_two(home, 10, careless=True)
    assert max(created(home).values()) == 2


def test_writers_that_take_numbers_at_the_same_time(home: tuple[Path, Path]) -> None:
    given = at_once(sessions.take_numbers, [(*home, EACH)] * WRITERS)
    numbers = [number for one, _ in given for number in one]
    longest = max(seconds for _, seconds in given)
    twice = len(numbers) - len(set(numbers))
    figures.note(
        "writers take numbers",
        f"{WRITERS} writers, {len(numbers)} numbers, {twice} given twice, no lock error, "
        f"the longest wait {longest:.1f} s",
        points=len(numbers),
        bad=twice,
        longest_wait_s=round(longest, 2),
    )
    assert set(numbers) == {f"AC-2026-{nth:04}" for nth in range(1, WRITERS * EACH + 1)}
    assert twice == 0
