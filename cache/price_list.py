"""A list of parts, priced one by one: DigiKey's v4 has no call for several parts at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from cache.convert import clean, normal
from cache.places import Refusal
from vendors.errors import SignInNeeded, TooMany, VendorError

if TYPE_CHECKING:
    from cache.catalogue import Catalogue
    from vendors.contract import Clock
    from vendors.vocabulary import Part

# Look-ups under way at one time, as where a draft is priced.
_AT_ONCE = 4
# What is counted when parts are looked up. Only an estimate hangs on it.
_PRODUCT = "digikey:product"


class Progress(NamedTuple):
    """How far a list has come. `asked` calls were answered, `cached` numbers needed none.

    `failed` of the numbers asked brought no part; `left` are still to be asked. `seconds` until
    the last of them has its turn, None where that is not known.
    """

    asked: int
    cached: int
    failed: int
    left: int
    seconds: float | None


class PriceList(NamedTuple):
    """What came, under the numbers that were asked for, as they were given.

    `stopped`: the limit, or the missing sign-in, that ended it; what is in neither of the other
    two was not asked then.
    """

    parts: dict[str, Part]
    failed: dict[str, VendorError]
    stopped: VendorError | None


async def price_list(
    catalogue: Catalogue,
    numbers: Sequence[str],
    progress: Callable[[Progress], None],
    within: timedelta,
    clock: Clock,
    seconds_for: Callable[[str, int], float] | None = None,
) -> PriceList:
    """Each distinct number at the price told `within` that time, else asked now.

    Offers of one part come by one call, whichever of its numbers is asked for first. A failure
    ends only its own number; a limit or a missing sign-in ends the list. Raises Refusal.
    """
    parts: dict[str, Part] = {}
    failed: dict[str, VendorError] = {}
    stopped: VendorError | Refusal | None = None
    asked = cached = 0
    # The same number written twice is one question.
    wanted = {normal(number): number for number in reversed(numbers) if clean(number)}
    waiting: list[str] = []
    since = clock.now() - within
    for number in reversed(wanted.values()):
        said = await catalogue.told(number)
        if said is not None and said[1] >= since:
            parts[number] = said[0]
            cached += 1
        else:
            waiting.append(number)

    def tell() -> None:
        left = len(waiting)
        seconds = None if seconds_for is None else seconds_for(_PRODUCT, left) if left else 0.0
        progress(Progress(asked, cached, len(failed), left, seconds))

    async def one(number: str) -> None:
        nonlocal asked, cached, stopped
        try:
            said = await catalogue.told(number)
            fresh = said is not None and said[1] >= since
            parts[number] = await catalogue.look_up(number, within=within)
        except (TooMany, SignInNeeded, Refusal) as error:
            stopped = stopped or error
            return
        except VendorError as error:
            failed[number] = error
            asked += 1
        else:
            asked, cached = asked + (not fresh), cached + fresh
        waiting.remove(number)

    async def some(queue: list[list[str]]) -> None:
        while queue:
            # One after another: the first brings the offers of the others as well.
            for number in queue.pop(0):
                if stopped is None:
                    await one(number)
                    tell()

    tell()
    queue = await catalogue.by_part(waiting)
    async with asyncio.TaskGroup() as group:
        for _ in range(_AT_ONCE):
            group.create_task(some(queue))
    if isinstance(stopped, Refusal):
        raise stopped
    # Every spelling that was asked for has its part.
    for number in numbers:
        spelled = wanted.get(normal(number))
        if spelled in parts:
            parts[number] = parts[spelled]
        elif spelled in failed:
            failed[number] = failed[spelled]
    return PriceList(parts, failed, stopped)
