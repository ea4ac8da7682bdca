"""Baskets on the whole way: draft, review, placing, the true client, the true sandbox, invoice.

In one process and without a socket: what is looked at is the money, not the wire.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, Final, cast

import httpx
from starlette.types import ASGIApp, Receive, Scope, Send

from cache.clock import FixedClock
from cache.drafts import DraftLine
from cache.review import Review
from tests.cache.desk import Desk as Workstation
from tests.contract.parties import SETTINGS, FreePace, StillClock, TokensInMemory
from tests.sandbox.kit import FROZEN, START
from tui.offering import line_of
from vendors.buying import legal
from vendors.digikey import DigiKey, connect
from vendors.sandbox.app import build
from vendors.sandbox.book import Book
from vendors.sandbox.desk import Desk
from vendors.sandbox.limits import Limit
from vendors.sandbox.parts.catalogue import Catalogue
from vendors.sandbox.trouble import Wire
from vendors.vocabulary import (
    BondedStock,
    Offer,
    Outcome,
    Packaging,
    Part,
    PriceBreak,
    SalesOrder,
)

# Where the baskets of a currency ship to, and the site of the vendor that sells in it.
SHIPS_TO: Final = {"USD": ("7718231", "7718280", "7718291"), "EUR": ("7718240",)}
_SITE: Final = {"USD": "US", "EUR": "DE"}
# Files in memory where the system has such a folder: no disk is waited for, none is looked at.
_MEMORY: Final = "/dev/shm"
_NO_LIMIT: Final = Limit(10**9, 10**9)
_MOST_LINES: Final = 8
# Parts of each kind (packagings, own prices, tariff, supplier) that baskets are drawn from.
_OF_EACH: Final = 4


@dataclass(frozen=True)
class Choice:
    """What a line can be drawn from: a packaging of a part, or a bonded row as one.

    `most` is how many pieces there are where none can be back-ordered.
    """

    offer: Offer
    part: str
    maker: str
    most: int | None = None
    bonded_at: str | None = None

    @property
    def kind(self) -> str:
        if self.bonded_at is not None:
            return "bonded"
        return "marketplace" if self.offer.marketplace else str(self.offer.packaging)


@dataclass
class Counter:
    """One workstation that buys in one currency, and the sandbox's book behind it."""

    currency: str
    digikey: DigiKey
    station: Workstation
    book: Book
    choices: dict[str, list[Choice]]

    def basket(self, dice: Random) -> list[DraftLine]:
        """One to eight lines, rather few: each kind as likely as any other."""
        kinds = sorted(self.choices)
        size = min(dice.randint(1, _MOST_LINES), dice.randint(1, _MOST_LINES))
        drawn = [dice.choice(self.choices[dice.choice(kinds)]) for _ in range(size)]
        return [self._line(choice, quantity_of(choice, dice)) for choice in drawn]

    def _line(self, choice: Choice, quantity: int) -> DraftLine:
        now = self.station.clock.now()
        line = line_of(choice.offer, choice.part, choice.maker, "", quantity, now)
        return replace(line, bonded_customer_id=choice.bonded_at)

    async def review(self, lines: list[DraftLine], ship_to: str) -> list[Review]:
        """What the buyer is shown: one for each order that the basket becomes."""
        draft = await self.station.draft(*lines, ship_to=ship_to)
        return await self.station.placing.review(draft)

    async def charged(self, review: Review) -> list[SalesOrder]:
        """Place it, and read back through Order Status what was charged."""
        assert not review.problems, review.problems
        answer = await self.station.placing.place(review.order_id)
        assert answer.outcome is Outcome.ACCEPTED, f"{answer.outcome}: {answer.message}"
        return [await self.digikey.sales_order(number) for number in answer.vendor_numbers]

    def fees(self, sales: list[SalesOrder]) -> dict[int, Decimal]:
        """Fee by our line's number, out of the book: Order Status does not say it by the line."""
        order = self.book.by_sale(int(sales[0].number))
        assert order is not None
        return {int(line.line_id or 0): line.fee for sale in order.sales for line in sale.lines}


class _Remembering(Catalogue):
    """Looks through its twenty thousand numbers once for each that is asked."""

    def __init__(self) -> None:
        super().__init__()
        self.by_number = lru_cache(maxsize=None)(super().by_number)  # type: ignore[method-assign]


@lru_cache(maxsize=1)
def _catalogue() -> Catalogue:
    return _Remembering()


@asynccontextmanager
async def counter(currency: str) -> AsyncIterator[Counter]:
    """A new sandbox without limits, and a workstation that is signed in there."""
    with TemporaryDirectory(dir=_MEMORY if os.access(_MEMORY, os.W_OK) else None) as folder:
        async with _counter(Path(folder), currency) as made:
            yield made


@asynccontextmanager
async def _counter(folder: Path, currency: str) -> AsyncIterator[Counter]:
    book, _ = Book.open(folder, FROZEN)
    digikey = connect(
        replace(SETTINGS, site=_SITE[currency], currency=currency),
        pace=FreePace(),
        tokens=TokensInMemory(),
        clock=StillClock(START),
        transport=httpx.ASGITransport(_wired(build(Desk(book, _catalogue()), limit=_NO_LIMIT))),
    )
    await digikey.signing_in.sign_in_by_itself()
    station = Workstation(folder, cast(Any, digikey), FixedClock(START))
    await station.open()
    try:
        parts = [await digikey.look_up(number) for number in _numbers(_catalogue())]
        choices: dict[str, list[Choice]] = {}
        for choice in (*_offered(parts), *_bonded(await digikey.bonded(), currency)):
            assert choice.offer.currency == currency
            choices.setdefault(choice.kind, []).append(choice)
        yield Counter(currency, digikey, station, book, choices)
    finally:
        await station.close()
        await digikey.aclose()
        book.close()


def _wired(app: ASGIApp) -> ASGIApp:
    """`app` as it stands behind the sandbox's own socket."""

    async def wired(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, "state": {"wire": Wire(local=True, hang_up=_cannot)}}, receive, send)

    return wired


def _cannot() -> None:
    raise AssertionError("there is no connection here that could be cut")


def _numbers(catalogue: Catalogue) -> Iterator[str]:
    """A vendor's number of a few parts of every kind there is, and of all the oddities."""
    seen: dict[tuple[object, ...], int] = {}
    first_oddity = catalogue.oddities.start
    for step in range(6_000):
        part = catalogue.part((11 + step * 7_919) % first_oddity)
        packs = tuple(one.pack for one in part.variations if one.breaks)
        kind = (packs, part.own_prices, part.tariff, bool(part.variations[0].supplier))
        if packs and seen.get(kind, 0) < _OF_EACH:
            seen[kind] = seen.get(kind, 0) + 1
            yield part.variations[-1].number
    for index in catalogue.oddities:
        yield catalogue.part(index).variations[-1].number


def _offered(parts: list[Part]) -> Iterator[Choice]:
    for part in parts:
        for offer in part.offers:
            # A supplier sends nothing later, whatever holds for the part.
            later = part.backorder_allowed and not offer.marketplace
            most = None if later else offer.stock or 0
            if offer.breaks and (most is None or most >= offer.moq):
                yield Choice(offer, part.number, part.maker, most)


def _bonded(rows: tuple[BondedStock, ...], currency: str) -> Iterator[Choice]:
    """Bonded rows at the sites that buy in `currency`, each as an offer with one price."""
    for row in rows:
        in_euro = row.customer_id in SHIPS_TO["EUR"]
        if row.unit_price is not None and in_euro == (currency == "EUR"):
            offer = Offer(
                vendor="digikey",
                number=row.number,
                packaging=Packaging.OTHER,
                packaging_text=row.packaging_text,
                stock=None,
                moq=row.minimum,
                multiple=1,
                breaks=(PriceBreak(1, row.unit_price),),
                currency=currency,
            )
            yield Choice(offer, row.part, row.maker, bonded_at=row.customer_id)


def quantity_of(choice: Choice, dice: Random) -> int:
    """A legal quantity, often at a price break, one below or one above it."""
    offer = choice.offer
    step = dice.choice(offer.breaks).quantity
    around = dice.choice((step - 1, step, step + 1, dice.randint(1, 40) * 25))
    near = max(around, offer.moq, dice.randint(1, 3_000) if dice.random() < 0.5 else 0)
    limits = [most for most in (choice.most, offer.maximum) if most is not None]
    # The sandbox sells tape & box by the whole box; our rules leave that to the vendor to say.
    boxed = offer.packaging is Packaging.BOX and offer.moq == offer.standard_package
    step_of = offer.moq if boxed else offer.multiple
    verdict = legal(near, offer.moq, step_of, min(limits, default=None))
    found = near if verdict.ok else verdict.above or verdict.below
    assert found is not None, f"{offer.number}: {verdict.reason}"
    return found
