"""What the lines of an order cost now, and whether they can be bought at all.

A bonded line is priced by its bonded row, any other by the catalogue, asked of the vendor anew or
told so short a time ago as the caller allows. What cannot be asked is not guessed: it is not fresh,
and says so.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from cache.buying_words import MARKETPLACE, NO_COST, backorder, no_backorder, reeling_fee, reported
from cache.claims import ALWAYS
from cache.places import Refusal
from cache.purchase_orders import FrozenLine, vendor_name
from cache.purpose import Purpose, errand
from vendors.buying import legal, price_of
from vendors.choices import line_takes
from vendors.errors import NotFound, VendorError, ended
from vendors.order_limits import only_from_stock, tells_price
from vendors.vocabulary import Packaging

if TYPE_CHECKING:
    from cache.bonded import Bonded
    from cache.catalogue import Catalogue
    from cache.drafts import DraftLine
    from cache.progress import Count
    from vendors.vocabulary import BondedStock, Location, Offer, Part

T = TypeVar("T")

# Look-ups under way at one time: quick enough for a long order, and gentle on a shared limit.
_AT_ONCE = 4


class Wanted(NamedTuple):
    """What has to be known of a line to price it. `cost`: of one piece, where no vendor tells."""

    vendor: str
    number: str
    maker: str
    part: str
    packaging: str
    quantity: int
    currency: str
    bonded_customer_id: str | None
    custom_reel: bool = False
    cost: Decimal | None = None

    @classmethod
    def of(cls, line: DraftLine) -> Wanted:
        return cls(
            line.vendor,
            line.number,
            line.maker,
            line.part,
            line.packaging,
            line.quantity,
            line.currency,
            line.bonded_customer_id,
            line.terms.custom_reel,
            line.terms.cost,
        )

    @classmethod
    def again(cls, vendor: str, currency: str, line: FrozenLine) -> Wanted:
        return cls(
            vendor,
            line.number,
            line.maker,
            line.part,
            line.packaging,
            line.quantity,
            currency,
            line.bonded_customer_id,
            line.terms.custom_reel,
            line.terms.cost,
        )


@dataclass(slots=True)
class Priced:
    """What a line costs now. `problem`, where there is one, keeps it from being ordered.

    `fresh` is False where the vendor could not be asked; then nothing else is known. `part` and
    `offer` are what the vendor says of an ordinary line, `minimum` the least of a bonded one. `at`:
    when it was told; None of a bonded one, which is always asked.
    """

    unit_price: Decimal | None = None
    fee: Decimal = Decimal(0)
    stock: int | None = None
    ncnr: bool | None = None
    tariff: bool | None = None
    marketplace: bool = False
    problem: str = ""
    note: str = ""
    fresh: bool = True
    part: Part | None = None
    offer: Offer | None = None
    minimum: int = 1
    at: datetime | None = None


async def price(
    wanted: Sequence[Wanted],
    catalogue: Catalogue,
    bonded: Bonded,
    purpose: Purpose = Purpose.PLACING,
    *,
    within: timedelta = ALWAYS,
    count: Count | None = None,
) -> list[Priced]:
    """Ask the price of every line, a part of several packagings once. Never raises VendorError.

    Of a part, what any session was told `within` that time is taken, for the same account. With
    `ALWAYS` no answer from before is, however young: only one that another session was waiting for
    when this was called, so two buyers who review the same part at once spend one call. Bonded rows
    are always asked: what others release goes off their reserve. It may use what of the day's calls
    is kept for orders, unless `purpose` is looking.
    """
    with errand(purpose=purpose):
        return await _price(wanted, catalogue, bonded, within, count)


async def _price(
    wanted: Sequence[Wanted],
    catalogue: Catalogue,
    bonded: Bonded,
    within: timedelta,
    count: Count | None,
) -> list[Priced]:
    asking = _uncounted if count is None else count.asking
    gate = asyncio.Semaphore(_AT_ONCE)
    parts: dict[tuple[str, str, str], list[int]] = {}
    answers: dict[int, Priced] = {}

    async def look_up(vendor: str, number: str) -> tuple[Part, datetime] | Priced:
        return await _asked(
            lambda: catalogue.look_up_dated(number, vendor=vendor, within=within, asking=asking)
        )

    def answered(lines: int) -> None:
        if count is not None:
            count.ended(lines)

    async def by_part(places: list[int]) -> None:
        async with gate:
            # The vendor's number is exact; one maker's number may stand for two parts.
            said = await look_up(wanted[places[0]].vendor, wanted[places[0]].number)
        for place in places:
            line = wanted[place]
            found = said
            if (
                not isinstance(said, Priced)
                and _offer(said[0], line) is None
                and place != places[0]
            ):
                async with gate:
                    found = await look_up(line.vendor, line.number)
            answers[place] = found if isinstance(found, Priced) else judge(line, *found)
        answered(len(places))

    async def by_location(place: int, customer_id: str) -> None:
        line = wanted[place]
        async with gate:
            asking()
            row = await _asked(lambda: bonded.refresh_part(customer_id, line.number))
            location = await bonded.ship_to(customer_id)
        answers[place] = row if isinstance(row, Priced) else judge_bonded(line, row, location)
        answered(1)

    jobs: list[Awaitable[None]] = []
    for place, line in enumerate(wanted):
        if not tells_price(line.vendor):
            answers[place] = judge_typed(line)
        elif line.bonded_customer_id is not None:
            jobs.append(by_location(place, line.bonded_customer_id))
        else:
            key = (line.vendor, line.maker.casefold(), line.part.casefold())
            parts.setdefault(key, []).append(place)
    if count is not None:
        count.begin(len(jobs) + len(parts), len(answers))
    await asyncio.gather(*jobs, *(by_part(places) for places in parts.values()))
    return [answers[place] for place in range(len(wanted))]


def judge(line: Wanted, part: Part, at: datetime | None = None) -> Priced:
    """Hold a line against what the vendor says of the part, told at `at`; None: now."""
    offer = _offer(part, line)
    name = vendor_name(line.vendor)
    if offer is None:
        return Priced(
            problem=f"{name} no longer offers {line.number}: take the line out (x) "
            "or find the part again (/)"
        )
    reel = offer.packaging is Packaging.DIGI_REEL
    priced = Priced(
        unit_price=price_of(offer, line.quantity),
        fee=offer.fee,
        stock=offer.stock,
        ncnr=True if reel else offer.ncnr,
        tariff=offer.tariff,
        marketplace=offer.marketplace,
        part=part,
        offer=offer,
        at=at,
    )
    priced.problem = (
        _offer_problem(line, offer)
        or _stock_problem(line, offer, part)
        or _reel_problem(line, offer)
    )
    priced.note = _said(
        backorder(line.quantity, offer.stock, part.lead_weeks, part.backorder_allowed),
        reeling_fee(offer.fee, offer.currency) if reel else "",
        MARKETPLACE if offer.marketplace else "",
    )
    return priced


def judge_bonded(line: Wanted, row: BondedStock, location: Location | None) -> Priced:
    """Hold a bonded line against the bonded row: its price, its release minimum, no breaks."""
    priced = Priced(
        unit_price=row.unit_price, ncnr=row.non_cancelable, minimum=max(1, row.minimum or 1)
    )
    verdict = legal(line.quantity, row.minimum, 1)
    name = vendor_name(line.vendor)
    if not verdict.ok:
        priced.problem = f"{verdict.reason} to release: press Enter on the line and take it"
    elif row.unit_price is None:
        priced.problem = (
            f"{name} gives no price for this bonded part: take the line out (x) and ask {name}"
        )
    elif location is not None and location.currency not in (None, line.currency):
        priced.problem = _other_currency(line, location.currency or "")
    package = row.standard_package
    priced.note = _said(
        reported(row.reserve) if row.reserve is not None and line.quantity > row.reserve else "",
        f"no multiple of the standard package {package:,}"
        if package and line.quantity % package
        else "",
    )
    return priced


def judge_typed(line: Wanted) -> Priced:
    """A line whose price no vendor tells: what a person typed that it costs."""
    problem = f"{NO_COST}: F2 on the line in the order pane types it"
    return Priced(unit_price=line.cost, problem="" if line.cost is not None else problem)


def _offer(part: Part, line: Wanted) -> Offer | None:
    wanted = line.number.casefold()
    for offer in part.offers:
        if offer.vendor == line.vendor and offer.number.casefold() == wanted:
            return offer
    return None


def _offer_problem(line: Wanted, offer: Offer) -> str:
    if not offer.breaks:
        return f"{line.number} is no longer for sale: take the line out (x)"
    if offer.currency != line.currency:
        return _other_currency(line, offer.currency)
    verdict = legal(line.quantity, offer.moq, offer.multiple, offer.maximum)
    if not verdict.ok:
        nearest = [f"{legal:,}" for legal in (verdict.below, verdict.above) if legal is not None]
        advice = f"press Enter on the line for {' or '.join(nearest)}" if nearest else "press x"
        return f"{verdict.reason}: {advice}"
    if price_of(offer, line.quantity) is None:
        least = min(step.quantity for step in offer.breaks)
        return f"there is no price below {least:,}: press Enter on the line for {least:,}"
    return ""


def _stock_problem(line: Wanted, offer: Offer, part: Part) -> str:
    stock = offer.stock
    never = part.backorder_allowed is False or only_from_stock(line.vendor)
    if stock is not None and stock < line.quantity and never:
        return f"{no_backorder(stock)}: press Enter on the line for fewer, or x to take it out"
    return ""


def _reel_problem(line: Wanted, offer: Offer) -> str:
    """A vendor that makes reels to measure says of which parts."""
    if not line.custom_reel or offer.custom_reel or "custom_reel" not in line_takes(line.vendor):
        return ""
    name = vendor_name(line.vendor)
    makes = "makes no" if offer.custom_reel is False else "does not say that it makes a"
    return f"{name} {makes} custom reel of {line.number}: F2 on the line takes it away"


def _other_currency(line: Wanted, now: str) -> str:
    return f"its price is in {now} now, not {line.currency}: take the line out (x) and add it again"


def _said(*sentences: str) -> str:
    return "; ".join(sentence for sentence in sentences if sentence)


def _uncounted() -> None:
    """Nobody counts the calls."""


async def _asked(ask: Callable[[], Awaitable[T]]) -> T | Priced:
    try:
        return await ask()
    except NotFound as error:
        name = vendor_name(error.vendor)
        return Priced(
            problem=f"{name} no longer knows this part: take the line out (x) or find it again (/)"
        )
    except (VendorError, Refusal) as error:
        # Another sentence follows wherever it is said.
        return Priced(problem=ended(error.sentence), fresh=False)


def what_changed(line: FrozenLine, now: Priced) -> str:
    """What of a reviewed line costs more or binds harder now; empty where nothing does.

    What was not known counts as less than what is: a buyer who was told that there is no tariff
    is told again when nobody can say so any more.
    """
    if (now.unit_price, now.fee) != (line.unit_price, line.fee):
        return f"the price of {line.number} moved"
    if _worse(now.ncnr, line.ncnr):
        if now.ncnr:
            return f"{line.number} can no longer be cancelled or returned"
        return f"whether {line.number} can be cancelled or returned is no longer known"
    if _worse(now.tariff, line.tariff):
        if now.tariff:
            return f"a tariff is due for {line.number}"
        return f"whether a tariff is due for {line.number} is no longer known"
    if now.marketplace and not line.marketplace:
        return f"a marketplace supplier ships {line.number} now, at a shipping charge of its own"
    return ""


def _worse(now: bool | None, before: bool | None) -> bool:
    """Of something a buyer would rather not have: it came, or can no longer be ruled out."""
    return before is not True and now is not before and now is not False


def went_wrong(priced: Iterable[Priced]) -> str:
    """Why prices are not fresh, in the words of the first that is not; empty where all are."""
    return next((line.problem for line in priced if not line.fresh), "")
