"""The pace: one count for all sessions, never above what the vendor allows, and no harm if lost."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cache.clock import FixedClock
from cache.limits import LIMITS, Low, reserve_of
from cache.pace import Calls, SharedPace
from cache.purpose import Purpose, errand
from tests.cache.desk import NOON
from tests.cache.take_turns import PRODUCT
from vendors.errors import TooMany

ORDERING = LIMITS[PRODUCT].per_minute
SEARCH = "digikey:product"


@pytest.fixture
async def make(tmp_path: Path) -> AsyncIterator[Callable[..., SharedPace]]:
    """Makes sessions over one file, on clocks of their own."""
    made: list[SharedPace] = []

    def new(clock: FixedClock | None = None, path: Path = tmp_path / "quota.db") -> SharedPace:
        made.append(SharedPace(path, clock or FixedClock(NOON)))
        return made[-1]

    yield new
    for pace in made:
        await pace.close()


async def turns(pace: SharedPace, clock: FixedClock, count: int) -> list[float]:
    """Seconds from the beginning at which turns begin, one asked for when the last began."""
    found = []
    for _ in range(count):
        await pace.turn(PRODUCT)
        found.append(clock.monotonic())
    return found


def most_in_a_minute(instants: list[float]) -> int:
    """The most turns that any window of a minute holds, its end not counted."""
    return max(
        (sum(begin <= one < begin + 60 - 1e-6 for one in instants) for begin in instants), default=0
    )


async def test_half_a_minutes_calls_go_at_once_and_the_rest_is_spread(
    make: Callable[..., SharedPace],
) -> None:
    clock = FixedClock(NOON)
    found = await turns(make(clock), clock, 30)
    assert found[: ORDERING // 2] == [0.0] * (ORDERING // 2)
    assert found[ORDERING // 2 :] == pytest.approx([12.0 * n for n in range(1, 26)])
    assert most_in_a_minute(found) <= ORDERING


async def test_sessions_share_one_count_and_products_none(make: Callable[..., SharedPace]) -> None:
    clock = FixedClock(NOON)
    one, other = make(clock), make(clock)
    found = [*await turns(one, clock, 3), *await turns(other, clock, 3)]
    assert found[-1] == pytest.approx(12.0)
    await other.turn(SEARCH)
    assert clock.monotonic() == pytest.approx(12.0)


async def test_nobody_waits_longer_than_a_minute(make: Callable[..., SharedPace]) -> None:
    clock = FixedClock(NOON)
    pace = make(clock)

    class Still(FixedClock):
        async def sleep(self, seconds: float) -> None:
            """Others ask meanwhile."""

    still = make(Still(NOON))
    for _ in range(10):
        await still.turn(PRODUCT)
    with pytest.raises(TooMany, match="try again in 72 s") as told:
        await pace.turn(PRODUCT)
    assert (told.value.wait, told.value.daily) == (pytest.approx(72.0), False)
    # Who was told to come later has used nothing up.
    clock.advance(12)
    await pace.turn(PRODUCT)
    assert clock.monotonic() == pytest.approx(72.0)


async def test_the_day_has_an_end_and_a_new_one_begins_at_midnight(
    make: Callable[..., SharedPace],
) -> None:
    clock = FixedClock(NOON)
    pace = make(clock)
    assert pace.left(SEARCH) is None
    await pace.turn(SEARCH)
    assert pace.left(SEARCH) == 999
    pace.learn(SEARCH, {"x-ratelimit-limit": "500", "x-ratelimit-remaining": "1"}, 200)
    with errand(purpose=Purpose.PLACING):
        await pace.turn(SEARCH)
        assert pace.left(SEARCH) == 0
        with pytest.raises(TooMany, match=r"left today: ask again in 12\.0 h") as told:
            await pace.turn(SEARCH)
    assert told.value.daily
    clock.advance(told.value.wait)
    await pace.turn(SEARCH)
    assert pace.left(SEARCH) == 499


async def test_what_one_session_hears_holds_for_all(make: Callable[..., SharedPace]) -> None:
    clock = FixedClock(NOON)
    one, other = make(clock), make(clock)
    one.learn(PRODUCT, {"x-burstlimit-limit": "4"}, 200)
    await one.turn(SEARCH)  # what was learned before this turn is stored now
    assert await turns(other, clock, 4) == pytest.approx([0, 0, 30, 60])


@pytest.mark.parametrize(
    ("headers", "waits"),
    [
        ({"retry-after": "7"}, 7),
        ({"retry-after": "Mon, 02 Mar 2026 12:00:09 GMT"}, 9),
        ({"x-burstlimit-reset": "11", "x-ratelimit-reset": "4000"}, 11),
        ({"retry-after": "soon", "x-burstlimit-reset": "13"}, 13),
        ({"retry-after": "-5"}, 60),
        ({"retry-after": "9" * 400, "x-ratelimit-limit": "9" * 40}, 60),
        ({}, 60),
    ],
)
async def test_a_refused_call_stops_everybody_for_as_long_as_it_says(
    make: Callable[..., SharedPace], headers: dict[str, str], waits: float
) -> None:
    clock = FixedClock(NOON)
    one, other = make(clock), make(clock)
    one.learn(PRODUCT, headers, 429)
    await one.turn(SEARCH)
    assert await turns(other, clock, 1) == pytest.approx([waits])


async def test_a_refusal_for_the_day_is_told_at_once(make: Callable[..., SharedPace]) -> None:
    pace = make()
    pace.learn(SEARCH, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "7200"}, 429)
    with pytest.raises(TooMany) as told:
        await pace.turn(SEARCH)
    assert told.value.daily
    pace.learn("other", {"x-ratelimit-remaining": "0", "retry-after": "7200"}, 429)
    with pytest.raises(TooMany, match=r"again in 2\.0 h") as told:
        await pace.turn("other")
    assert (told.value.daily, told.value.wait) == (True, pytest.approx(7200.0))


async def test_what_lasts_longer_than_a_minute_is_the_days_whatever_is_said(
    make: Callable[..., SharedPace],
) -> None:
    pace = make()
    pace.learn(PRODUCT, {"retry-after": "3600"}, 429)
    with pytest.raises(TooMany, match=r"left today: ask again in 1\.0 h") as told:
        await pace.turn(PRODUCT)
    assert told.value.daily


async def test_after_a_block_those_who_waited_do_not_all_start_at_once(
    make: Callable[..., SharedPace],
) -> None:
    began: list[float] = []

    class Noted(FixedClock):
        async def sleep(self, seconds: float) -> None:
            began.append(self.monotonic() + seconds)

    clock = Noted(NOON)
    pace = make(clock)
    pace.learn(PRODUCT, {"retry-after": "30"}, 429)
    for _ in range(40):
        with contextlib.suppress(TooMany):
            await pace.turn(PRODUCT)
        clock.advance(2)
    assert min(began) == pytest.approx(30.0)
    assert most_in_a_minute(began) <= ORDERING


async def test_a_clock_that_was_set_back_does_not_block_for_good(
    make: Callable[..., SharedPace],
) -> None:
    ahead = make(FixedClock(NOON + timedelta(days=30)))
    await ahead.turn(PRODUCT)
    ahead.learn(PRODUCT, {"retry-after": "86400"}, 429)
    await ahead.turn(SEARCH)
    clock = FixedClock(NOON)
    assert await turns(make(clock), clock, 1) == [0.0]


# -- the reserve -----------------------------------------------------------------------------------


def heard(left: int, per_day: int = 1000) -> dict[str, str]:
    return {"x-ratelimit-limit": str(per_day), "x-ratelimit-remaining": str(left)}


async def test_the_last_calls_of_a_day_are_kept_for_orders(
    make: Callable[..., SharedPace],
) -> None:
    pace = make()
    pace.learn(SEARCH, heard(101), 200)
    await pace.turn(SEARCH)
    assert (pace.left(SEARCH), pace.usable(SEARCH)) == (100, 0)
    with pytest.raises(TooMany) as told:
        await pace.turn(SEARCH)
    assert told.value.daily
    assert told.value.wait == pytest.approx(12 * 3600)
    for words in ("1,000 calls about parts", "the last 100 are kept for the prices", "12.0 h"):
        assert words in told.value.sentence
    with errand(purpose=Purpose.PLACING):
        for _ in range(100):
            await pace.turn(SEARCH)
        with pytest.raises(TooMany, match="No calls about parts are left today: ask again in"):
            await pace.turn(SEARCH)


async def test_orders_that_are_looked_for_may_use_what_polls_and_lists_may_not(
    make: Callable[..., SharedPace],
) -> None:
    pace = make()
    pace.learn("digikey:status", heard(80), 200)
    with errand("list of orders"), pytest.raises(TooMany, match="whether they were placed"):
        await pace.turn("digikey:status")
    with errand("order looked for", Purpose.STATUS):
        await pace.turn("digikey:status")
    assert pace.left("digikey:status") == 79


async def test_an_api_without_a_day_has_no_reserve(make: Callable[..., SharedPace]) -> None:
    pace = make()
    await pace.turn(PRODUCT)
    assert (pace.left(PRODUCT), pace.usable(PRODUCT), pace.low(PRODUCT)) == (None, None, None)


@pytest.mark.parametrize(
    ("per_day", "kept"), [(10_000, 1000), (1000, 100), (200, 50), (60, 30), (1, 0)]
)
def test_a_tenth_is_kept_at_least_fifty_and_never_more_than_half(per_day: int, kept: int) -> None:
    assert reserve_of(per_day) == kept


@pytest.mark.parametrize(("left", "low"), [(201, False), (200, True), (0, True)])
async def test_a_fifth_of_a_day_is_few(
    make: Callable[..., SharedPace], left: int, low: bool
) -> None:
    clock = FixedClock(NOON)
    pace = make(clock)
    assert not pace.low(SEARCH)
    pace.learn(SEARCH, heard(left), 200)
    await pace.turn(PRODUCT)  # what was learned before this turn is stored now
    assert (pace.left(SEARCH), pace.low(SEARCH) is not None) == (left, low)
    clock.advance(86_400)
    assert (pace.left(SEARCH), pace.low(SEARCH)) == (None, None)


async def test_what_is_low_says_until_when_and_for_whom(make: Callable[..., SharedPace]) -> None:
    clock = FixedClock(NOON)
    pace = make(clock)
    pace.learn(SEARCH, heard(120), 200)
    await pace.turn(PRODUCT)  # what was learned before this turn is stored now
    midnight = NOON.replace(hour=0) + timedelta(days=1)
    assert pace.low(SEARCH) == Low(SEARCH, 20, midnight)
    assert pace.low(SEARCH, Purpose.PLACING) == Low(SEARCH, 120, midnight)
    assert Low(SEARCH, 20, midnight).kind == "part"
    # Refused for hours: whatever was counted, none are left until then.
    pace.learn(PRODUCT, {"retry-after": "7200"}, 429)
    await pace.turn(SEARCH)
    assert pace.low(PRODUCT) == Low(PRODUCT, 0, NOON + timedelta(hours=2))


async def test_every_kind_of_call_is_counted_over_all_sessions(
    make: Callable[..., SharedPace],
) -> None:
    clock = FixedClock(NOON)
    one, other = make(clock), make(clock)
    with errand("part"):
        await one.turn(SEARCH)
        await other.turn(SEARCH)
        with errand(purpose=Purpose.PLACING):
            await other.turn(SEARCH)
    await one.turn("digikey:supply")
    assert await one.calls_today() == [
        Calls(SEARCH, "looking", "part", 2),
        Calls(SEARCH, "placing", "part", 1),
        Calls("digikey:supply", "looking", "", 1),
    ]
    one.learn(SEARCH, heard(0), 200)
    with pytest.raises(TooMany):
        await one.turn(SEARCH)
    assert sum(one.n for one in await other.calls_today()) == 4  # what was refused was no call
    clock.advance(86_400)
    assert await one.calls_today() == []


async def test_it_says_how_long_so_many_calls_take(make: Callable[..., SharedPace]) -> None:
    clock = FixedClock(NOON)
    pace = make(clock)
    assert pace.seconds_for(PRODUCT, 5) == 0
    for calls in (6, 20):
        fresh = make(FixedClock(NOON), pace._path.with_name(f"quota-{calls}.db"))
        told = fresh.seconds_for(PRODUCT, calls)
        assert told == pytest.approx((await turns(fresh, fresh._clock, calls))[-1])  # type: ignore[arg-type]
    await turns(pace, clock, 5)
    assert pace.seconds_for(PRODUCT, 1) == pytest.approx(12.0)
    pace.learn(PRODUCT, {"retry-after": "30"}, 429)
    await pace.turn(SEARCH)
    assert pace.seconds_for(PRODUCT, 1) == pytest.approx(30.0)


# -- the file --------------------------------------------------------------------------------------


async def test_a_lost_file_is_begun_anew(make: Callable[..., SharedPace], tmp_path: Path) -> None:
    clock = FixedClock(NOON)
    pace = make(clock)
    await turns(pace, clock, 5)
    (tmp_path / "quota.db").unlink()
    assert await turns(pace, clock, 5) == [0.0] * 5
    assert pace.shared
    assert (await turns(make(clock), clock, 1)) == pytest.approx([12.0])  # by both again


@pytest.mark.parametrize("content", [b"", b"no database" * 500])
async def test_a_broken_file_is_begun_anew(
    make: Callable[..., SharedPace], tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "quota.db"
    path.write_bytes(content)
    path.chmod(0o600)
    pace = make()
    await pace.turn(PRODUCT)
    assert pace.shared
    assert path.stat().st_mode & 0o777 == 0o600


async def test_without_a_file_each_session_counts_for_itself_at_half_the_limit(
    make: Callable[..., SharedPace], tmp_path: Path
) -> None:
    clock = FixedClock(NOON)
    pace = make(clock, tmp_path / "nowhere" / "quota.db")
    found = await turns(pace, clock, 12)
    assert not pace.shared
    assert ORDERING // 4 < most_in_a_minute(found) <= ORDERING // 2
    await pace.turn(SEARCH)
    assert pace.left(SEARCH) == 499


async def test_a_file_others_may_read_is_not_used(
    make: Callable[..., SharedPace], tmp_path: Path
) -> None:
    path = tmp_path / "quota.db"
    path.touch()
    path.chmod(0o644)
    pace = make()
    await pace.turn(PRODUCT)
    assert not pace.shared
    assert path.read_bytes() == b""


async def test_an_answer_after_the_end_is_not_missed_and_not_an_error(
    make: Callable[..., SharedPace],
) -> None:
    pace = make()
    await pace.close()
    pace.learn(PRODUCT, {"retry-after": "7"}, 429)


# -- never above ----------------------------------------------------------------------------------

_events = st.lists(
    st.tuples(st.just("turn"), st.floats(0, 40))
    | st.tuples(st.just("refused"), st.integers(0, 50)),
    min_size=20,
    max_size=80,
)


@settings(max_examples=30)
@given(_events)
def test_no_minute_ever_holds_more_than_the_limit(events: list[tuple[str, float]]) -> None:
    async def run() -> list[float]:
        began: list[float] = []

        class Noted(FixedClock):
            """Many ask at once: a turn that has to wait holds up nobody."""

            def now(self) -> datetime:
                self.turn = self.monotonic()
                return super().now()

            async def sleep(self, seconds: float) -> None:
                self.turn += seconds

        clock = Noted(NOON)
        with TemporaryDirectory() as folder:
            paces = [SharedPace(Path(folder) / "quota.db", clock) for _ in range(2)]
            for number, (event, much) in enumerate(events):
                pace = paces[number % 2]
                if event == "refused":
                    pace.learn(PRODUCT, {"retry-after": str(much)}, 429)
                    await pace.turn(SEARCH)
                    continue
                clock.advance(much / 10)
                with contextlib.suppress(TooMany):
                    await pace.turn(PRODUCT)
                    began.append(clock.turn)
            for pace in paces:
                await pace.close()
        return began

    assert most_in_a_minute(asyncio.run(run())) <= ORDERING
