"""Many sessions on one ledger at the same moment: one create an order, one number an order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from cache.people import Person
from tests.cache.desk import ANN, BEN, Desk, line
from tests.reliability import figures, sessions
from tests.reliability.counting import CUT, FarVendor, serving
from tests.reliability.running import CONTEXT, ended, start
from tests.sandbox.kit import short_folder

pytestmark = [pytest.mark.process]

ORDERS = 500
WRITERS, EACH = 8, 200
# As many buyers as a workstation may have, on few orders.
TEN, FEW, TIMES = 10, 40, 20
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


def commit_by(
    people: Sequence[Person], home: tuple[Path, Path], count: int, *, careless: bool = False
) -> list[tuple[str, str]]:
    """Number and what was said of it, of each order in a session of each of these people."""
    assert ended(start(sessions.draft_orders, *home, count)) == 0
    each = [(*home, person, careless) for person in people]
    return [one for said in at_once(sessions.commit_all, each) for one in said]


def created(home: tuple[Path, Path]) -> Counter[str]:
    """How many orders the vendor took under each number."""
    return Counter(body.split("|")[0] for body in FarVendor(home[1]).all_taken())


def kind(number: str, words: str) -> str:
    plain = words.replace(f"DigiKey has {number} already", "has it already")
    return next((known for known in ("accepted", *SECOND) if known in plain), f"bad: {words}")


async def test_two_sessions_that_commit_the_same_orders_at_once(home: tuple[Path, Path]) -> None:
    said = commit_by((ANN, BEN), home, ORDERS)
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


def test_ten_sessions_that_commit_the_same_orders_at_once(home: tuple[Path, Path]) -> None:
    people = [ANN._replace(uid=2000 + nth, name=f"buyer{nth}") for nth in range(TEN)]
    kinds = Counter(kind(*one) for one in commit_by(people, home, FEW))
    posts = created(home)
    assert set(posts.values()) == {1}
    assert len(posts) == FEW == kinds["accepted"]
    assert sum(kinds.values()) == FEW * TEN
    assert not [words for words in kinds if words.startswith("bad")], kinds
    figures.note(
        "ten sessions commit the same orders",
        f"{FEW} orders, {sum(posts.values())} sent, 0 bad; "
        + ", ".join(f"{times} {words}" for words, times in kinds.most_common()),
        points=FEW * TEN,
        bad=0,
    )


async def test_ten_sessions_that_take_a_draft_over_from_one_another(
    home: tuple[Path, Path],
) -> None:
    desk = await Desk(home[0], FarVendor(home[1])).open()
    draft = await desk.draft(line(CUT, 100))
    await desk.close()
    people = [ANN._replace(uid=2000 + nth, name=f"buyer{nth}") for nth in range(TEN)]
    said = at_once(sessions.take_over, [(*home, person, TIMES) for person in people])
    saved, lost = (sum(one[at] for one in said) for at in (0, 1))
    assert saved + lost == TEN * TIMES
    assert lost
    desk = await Desk(home[0], FarVendor(home[1])).open()
    # What was saved stands there, one version after another, and nothing else.
    assert (await desk.drafts.open(draft.id)).version == draft.version + saved
    await desk.close()


def test_a_session_that_believes_its_own_screen_is_caught(home: tuple[Path, Path]) -> None:
    """The proof is worth something: it tells this wrong placing from the true one."""
    commit_by((ANN, BEN), home, 10, careless=True)
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
