"""What the client is handed in these tests, and an order for it to place."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Final

from vendors.contract import Token
from vendors.digikey import Settings
from vendors.vocabulary import Address, Line, PurchaseOrder

# The sandbox's application is public by nature.
SETTINGS: Final = Settings(
    base_url="http://digikey.sandbox",
    client_id="bondroom-sandbox",
    client_secret="sandbox-not-a-secret",
    redirect_uri="https://localhost",
    environment="sandbox",
    account_id="7718200",
)
NOW: Final = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
PO: Final = "AC-2026-0001"


class StillClock:
    """Time that moves only while somebody sleeps, and then at once."""

    def __init__(self, now: datetime = NOW) -> None:
        self._now = now
        self._seconds = 0.0

    def now(self) -> datetime:
        return self._now + timedelta(seconds=self._seconds)

    def in_hours(self, hours: float) -> datetime:
        return self.now() + timedelta(hours=hours)

    def monotonic(self) -> float:
        return self._seconds

    async def sleep(self, seconds: float) -> None:
        self._seconds += seconds
        await asyncio.sleep(0)


class FreePace:
    """No limit; remembers which products were called and what was learnt."""

    def __init__(self) -> None:
        self.turns: list[str] = []

    async def turn(self, product: str) -> None:
        self.turns.append(product)

    def learn(self, product: str, headers: Mapping[str, str], status: int) -> None:
        pass


class TokensInMemory:
    """Tokens for one test."""

    def __init__(self) -> None:
        self.kept: dict[str, Token] = {}
        self._lock = asyncio.Lock()

    async def read(self, key: str) -> Token | None:
        return self.kept.get(key)

    async def write(self, key: str, token: Token) -> None:
        self.kept[key] = token

    async def spend(self, key: str, token: Token) -> None:
        self.kept[key] = replace(token, spent=True)

    def alone(self, key: str) -> asyncio.Lock:
        return self._lock


SHIP_TO: Final = Address(
    name="Ada Example",
    company="Example Instruments",
    line1="1 Example Way",
    line2="Dock 4",
    city="Austin",
    region="TX",
    postal_code="78701",
    country="US",
    telephone="555-0100",
    email="ada@example.com",
)


def purchase_order(
    *lines: Line, number: str = PO, customer_id: str = "7718201", currency: str = "USD"
) -> PurchaseOrder:
    """An order of `lines`, or of one ordinary line."""
    return PurchaseOrder(
        number=number,
        vendor="digikey",
        currency=currency,
        customer_id=customer_id,
        ship_to=SHIP_TO,
        buyer=SHIP_TO,
        lines=lines or (Line("296-1-ND", "LM358", 10, Decimal("0.86"), "1"),),
    )
