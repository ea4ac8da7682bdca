"""Changes of every kind: the ledger and the true client at the true sandbox, with faults."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import pytest_asyncio

from cache.changing import Changing
from cache.clock import FixedClock
from cache.ledger_schema import LEDGER, LEDGER_ID
from cache.orders import Orders
from cache.places import Refusal
from cache.schema import CACHE, CACHE_ID
from cache.sessions import SessionLock
from cache.store import Store
from tests.cache.desk import ANN
from tests.contract.referee import Referee
from tests.contract.shop import NOW, Shop, order_of, shop, sold
from vendors.afterwards import ChangeKind, HeldLine, LineChange
from vendors.digikey import DigiKey
from vendors.terms import LineTerms, Schedule
from vendors.vocabulary import Answer, Outcome, PurchaseOrder

PO = "AC-2026-0300"
# Wednesdays: something leaves. A Saturday, on which nothing does.
FIRST, SECOND, THIRD = date(2027, 3, 3), date(2027, 4, 7), date(2027, 5, 5)
SATURDAY = date(2027, 3, 6)
_HEAD = (
    "INSERT INTO purchase_order (number, typed, environment, vendor, customer_id, ship_to, "
    "currency, state, version, changed, content_sha256, problems, goods, fees, before_tariff, "
    "priced_at, vendor_numbers, os_uid, person, full_name, created_at) VALUES (?, 0, 'sandbox', "
    '\'digikey\', \'7001\', \'{"customer_id": "7001", "bonded": false, "currency": "USD", '
    "\"address\": {}}', 'USD', 'accepted', 1, 1, '', '[]', '0', '0', 0, ?, json_array(?), 1, "
    "'ann', '', ?)"
)
_LINE = (
    "INSERT INTO purchase_order_line (order_id, line_no, draft_line_id, number, part, maker, "
    "description, packaging, packaging_text, quantity, unit_price, fee, marketplace) "
    "VALUES (1, 1, '', ?, 'LM358', '', '', 'cut', '', ?, '0.5', '0', 0)"
)


@pytest_asyncio.fixture
async def here(referee: Referee) -> AsyncIterator[Shop]:
    async with shop(referee) as made:
        yield made


class Desk:
    """A ledger with one accepted order, and the service over the client."""

    def __init__(self, here: Shop, digikey: DigiKey, folder: Path) -> None:
        self.here = here
        self.digikey = digikey
        self.clock = FixedClock(NOW)
        self._folder = folder
        self.ledger, cache = (
            Store(
                folder / f"{name}.db",
                journal=journal,
                schema=schema,
                application_id=number,
                inline=True,
            )
            for name, journal, schema, number in (
                ("ledger", "rollback", LEDGER, LEDGER_ID),
                ("cache", "wal", CACHE, CACHE_ID),
            )
        )
        self._cache = cache
        orders = Orders(self.ledger, cache, self.clock, ANN)
        self.changing = Changing(self.ledger, orders, self.clock, ANN, "sandbox")

    async def open(self, sale: str, number: str, quantity: int) -> Desk:
        await self.ledger.open()
        await self._cache.open()
        at = NOW.isoformat()
        await self.ledger.write(lambda db: db.execute(_HEAD, (PO, at, sale, at)))
        await self.ledger.write(lambda db: db.execute(_LINE, (number, quantity)))
        self.sale = sale
        self.changing.attach([self.digikey])
        (self._folder / "sessions").mkdir()
        self._session = SessionLock(self._folder / "sessions")
        await self.changing.open(self._session)
        return self

    async def close(self) -> None:
        await self.changing.close()
        self._session.close()
        await self.ledger.close()
        await self._cache.close()

    async def line(self) -> HeldLine:
        (found,) = (await self.digikey.held(self.sale)).lines
        return found

    async def change(self, kind: ChangeKind, **more: object) -> Answer:
        line = await self.line()
        wanted = LineChange(kind, self.sale, line.detail, **more)  # type: ignore[arg-type]
        prepared = await self.changing.prepare(1, wanted)
        return await self.changing.send(prepared.id)

    async def looked(self, change: int = 1) -> str:
        """What the change is after a look."""
        await self.changing.look(change, by_hand=False)
        return (await self.changing.change(change)).state

    @property
    def sends(self) -> int:
        """How many requests there were that change something."""
        return sum(one.method in ("PUT", "PATCH") for one in self.here.wire.asked)


async def a_desk(here: Shop, folder: Path, quantity: int | None = None) -> Desk:
    """An order of 100 in two schedules, or of `quantity` more than there is in stock."""
    digikey = await here.buyer()
    offer = sold(await digikey.look_up("LM358MX/NOPB"))
    pieces = 100 if quantity is None else (offer.stock or 0) + quantity
    order: PurchaseOrder = order_of(offer, number=PO, quantity=pieces)
    if quantity is None:
        plan = LineTerms(schedules=(Schedule(FIRST, 60), Schedule(SECOND, 40)))
        order = replace(order, lines=(replace(order.lines[0], terms=plan),))
    await digikey.make_ready()
    answer = await digikey.create(digikey.seal(order))
    assert answer.outcome is Outcome.ACCEPTED, answer.message
    return await Desk(here, digikey, folder).open(answer.vendor_numbers[0], offer.number, pieces)


async def test_a_new_quantity_is_taken_not_seen_at_once_and_seen_after_a_minute(
    here: Shop, tmp_path: Path
) -> None:
    desk = await a_desk(here, tmp_path)
    (line,) = (await desk.changing.standing(1)).lines
    assert (line.line_no, line.eligible) == (1, True)
    assert (await desk.change(ChangeKind.QUANTITY, quantity=120)).outcome is Outcome.ACCEPTED
    assert await desk.looked() == "accepted"
    with pytest.raises(Refusal, match="change of it is open"):
        await desk.change(ChangeKind.QUANTITY, quantity=130)
    here.later(minutes=2)
    assert await desk.looked() == "seen"
    assert desk.sends == 1
    await desk.close()


async def test_less_on_backorder_is_seen(here: Shop, tmp_path: Path) -> None:
    desk = await a_desk(here, tmp_path, 5000)
    wanted = (await desk.line()).backordered - 1
    assert (await desk.change(ChangeKind.BACKORDER, quantity=wanted)).outcome is Outcome.ACCEPTED
    here.later(minutes=2)
    assert await desk.looked() == "seen"
    await desk.close()


async def test_all_days_anew_and_one_of_them_again(here: Shop, tmp_path: Path) -> None:
    desk = await a_desk(here, tmp_path)
    plan = (Schedule(FIRST, 50), Schedule(SECOND, 50))
    assert (await desk.change(ChangeKind.SCHEDULES, schedules=plan)).outcome is Outcome.ACCEPTED
    here.later(minutes=2)
    assert await desk.looked() == "seen"
    index = (await desk.line()).schedules[1].index
    moved = await desk.change(ChangeKind.SCHEDULE_DATE, index=index, on=THIRD)
    assert moved.outcome is Outcome.ACCEPTED
    here.later(minutes=2)
    assert await desk.looked(2) == "seen"
    assert desk.sends == 2
    await desk.close()


async def test_a_day_on_which_nothing_leaves_is_rejected_unless_the_next_is_accepted(
    here: Shop, tmp_path: Path
) -> None:
    desk = await a_desk(here, tmp_path)
    index = (await desk.line()).schedules[0].index
    answer = await desk.change(ChangeKind.SCHEDULE_DATE, index=index, on=SATURDAY)
    assert answer.outcome is Outcome.REJECTED
    answer = await desk.change(ChangeKind.SCHEDULE_DATE, index=index, on=SATURDAY, accept_next=True)
    assert answer.outcome is Outcome.ACCEPTED
    here.later(minutes=2)
    assert await desk.looked(2) == "seen"
    await desk.close()


@pytest.mark.parametrize(
    ("fault", "state", "after"),
    [
        ("lost-answer", "unknown", "seen"),
        ("drop-before", "unknown", "unknown"),
        ("500-before", "unknown", "unknown"),
        ("500-after", "unknown", "seen"),
        ("429-burst", "refused", "refused"),
    ],
)
@pytest.mark.parametrize("kind", ["quantity", "schedules"])
async def test_a_change_that_goes_wrong_is_sent_once_and_known_when_it_is_seen(
    here: Shop, tmp_path: Path, kind: str, fault: str, state: str, after: str
) -> None:
    desk = await a_desk(here, tmp_path)
    line = await desk.line()
    more = {"quantity": {"quantity": 120}, "schedules": {"schedules": (Schedule(FIRST, 100),)}}
    wanted = LineChange(ChangeKind(kind), desk.sale, line.detail, **more[kind])  # type: ignore[arg-type]
    prepared = await desk.changing.prepare(1, wanted)
    changes = "/details/" if kind == "quantity" else "/OrderManagement/v1"
    here.faults.put(fault, path=changes, seconds=0.01)
    await desk.changing.send(prepared.id)
    assert (await desk.changing.change(1)).state == state
    here.later(minutes=2)
    if state == "unknown":
        assert await desk.looked() == after
    else:
        assert (await desk.changing.change(1)).state == after
    assert desk.sends == 1
    await desk.close()


async def test_what_is_not_shown_for_an_hour_waits_for_a_person(here: Shop, tmp_path: Path) -> None:
    desk = await a_desk(here, tmp_path)
    line = await desk.line()
    wanted = LineChange(ChangeKind.QUANTITY, desk.sale, line.detail, quantity=120)
    prepared = await desk.changing.prepare(1, wanted)
    here.faults.put("late-visible", path="/details/", seconds=7200)
    assert (await desk.changing.send(prepared.id)).outcome is Outcome.ACCEPTED
    desk.clock.advance(3600)
    here.later(hours=1)
    assert await desk.looked() == "not_seen"
    here.later(hours=2)
    desk.digikey = await here.buyer()
    desk.changing.attach([desk.digikey])
    assert await desk.looked() == "seen"
    await desk.close()


async def test_what_has_shipped_is_said_not_to_be_changed(here: Shop, tmp_path: Path) -> None:
    desk = await a_desk(here, tmp_path)
    here.later(days=300)
    desk.changing.attach([await here.buyer()])
    (line,) = (await desk.changing.standing(1)).lines
    assert line.eligible is False
    assert set(line.why_not) == set(ChangeKind)
    await desk.close()
