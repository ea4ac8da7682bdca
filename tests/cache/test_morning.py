"""What waits for somebody: every reason, in order of urgency, from every environment."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from cache.ledger_schema import LEDGER, LEDGER_ID
from cache.morning import MOST, Item, Morning
from cache.places import ENVIRONMENTS, Places, prepare
from cache.services import Services
from cache.store import Store
from cache.tokens import TokenFiles
from tests.cache.desk import (
    ANN,
    BEN,
    NOON,
    Desk,
    Vendor,
    line,
    offer,
    part,
    vendor_line,
    vendor_order,
)
from vendors.contract import Token
from vendors.vocabulary import Answer, Outcome, VendorLine, VendorOrder

CUT = offer("RC0603CT-ND", "0.10")
DAY = timedelta(days=1)


def a_vendor() -> Vendor:
    vendor = Vendor()
    vendor.sells(part("RC0603", CUT))
    return vendor


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    desk = await Desk(tmp_path, a_vendor()).open()
    yield desk
    await desk.close()


async def placed(desk: Desk, outcome: Outcome = Outcome.ACCEPTED) -> str:
    """Place one order for 100 pieces at 0.10; its number."""
    numbers = ("88001",) if outcome is Outcome.ACCEPTED else ()
    desk.vendor.answer = Answer(outcome, "words", numbers)
    (review,) = await desk.placing.review(await desk.draft(line(CUT)))
    await desk.placing.place(review.order_id)
    return review.number


def listing(number: str, its: VendorLine | None = None, vendor_number: str = "991") -> VendorOrder:
    return vendor_order(number, vendor_number, sales=("88001",), lines=(its or vendor_line(),))


async def lists(desk: Desk, *orders: VendorOrder) -> None:
    desk.vendor.listed = list(orders)
    await desk.orders.refresh()


def said(items: list[Item]) -> list[tuple[str, str]]:
    return [(one.kind, one.words) for one in items]


def at(moment: datetime) -> str:
    """As the workstation's own clock shows it."""
    return f"{moment.astimezone():%H:%M}"


async def test_where_nothing_waits_the_list_is_empty(desk: Desk) -> None:
    number = await placed(desk)
    await lists(desk, listing(number), vendor_order("PO-9", "992"))
    desk.clock.advance(3600)
    assert await desk.morning.items() == []
    assert Morning.counts([]) == {}


async def test_an_unknown_order_says_when_it_was_sent_and_what_was_looked_for(desk: Desk) -> None:
    number = await placed(desk, Outcome.UNKNOWN)
    (item,) = await desk.morning.items()
    assert item.words == f"sent {at(NOON)}, no answer; not looked for yet"
    assert (item.kind, item.number, item.vendor, item.environment) == (
        *("unknown", number, "digikey"),
        "sandbox",
    )
    assert (item.since, item.rowid) == (NOON, desk.orders.first().rowid(0))
    assert item.order_id == 1
    await look(desk, 1, "not there yet")
    assert (await desk.morning.items())[0].words.endswith("no answer; looked once: not there yet")
    await look(desk, 1, "not there yet")
    await look(desk, 1, "still not there")
    assert (await desk.morning.items())[0].words.endswith("looked 3 times: still not there")


async def look(desk: Desk, order_id: int, said: str) -> None:
    await desk.ledger.write(
        lambda db: db.execute(
            "INSERT INTO look (order_id, at, by_hand, found, said) VALUES (?, ?, 0, '[]', ?)",
            (order_id, NOON.isoformat(), said),
        )
    )


async def test_sent_on_another_day_says_which(desk: Desk) -> None:
    await placed(desk, Outcome.UNKNOWN)
    desk.clock.advance(2 * 86400)
    (item,) = await desk.morning.items()
    assert item.words.startswith(f"sent 2 Mar 2026 {at(NOON)}, no answer")


async def test_an_order_placed_twice_waits_until_somebody_took_note(desk: Desk) -> None:
    number = await placed(desk)
    second = replace(listing(number, vendor_number="992"))
    sales = tuple(replace(one, number="88002") for one in second.sales_orders)
    await lists(desk, listing(number), replace(second, sales_orders=sales))
    twice = (await desk.morning.items())[0]
    assert (twice.kind, twice.words) == ("twice", "DigiKey has it twice: sales orders 88001, 88002")
    await desk.confirming.acknowledge(1, "twice 88001 88002", "one goes back")
    assert "twice" not in Morning.counts(await desk.morning.items())


async def test_what_else_differs_of_an_order_placed_twice_waits_after_the_alarm(desk: Desk) -> None:
    number = await placed(desk)
    dear = replace(vendor_line(), unit_price=Decimal("0.12"), total=Decimal("12.00"))
    first, second = listing(number, dear), listing(number, vendor_number="992")
    sales = tuple(replace(one, number="88002") for one in second.sales_orders)
    await lists(desk, first, replace(second, sales_orders=sales))
    assert "differing" not in Morning.counts(await desk.morning.items())
    await lists(desk, first, replace(second, sales_orders=sales, status="Canceled"))
    await desk.confirming.acknowledge(1, "twice 88001 88002", "the second was canceled")
    (item,) = await desk.morning.items()
    assert (item.kind, item.words) == (
        "differing",
        "line 1 RC0603: unit price 0.10 → 0.12 (and 1 more)",
    )


async def test_an_order_without_a_number(desk: Desk) -> None:
    await placed(desk, Outcome.ACCEPTED_NO_NUMBER)
    (item,) = await desk.morning.items()
    assert item.kind == "no number"
    assert item.words == f"sent {at(NOON)}; DigiKey took it and has given no number yet"


async def test_accepted_and_not_listed_after_ten_minutes(desk: Desk) -> None:
    number = await placed(desk)
    desk.clock.advance(600)
    assert await desk.morning.items() == []
    desk.clock.advance(1)
    (item,) = await desk.morning.items()
    assert item.kind == "unconfirmed"
    assert item.words == f"accepted {at(NOON)}; DigiKey does not list it yet"
    await lists(desk, listing(number))
    assert await desk.morning.items() == []


async def test_what_differs_until_it_is_acknowledged(desk: Desk) -> None:
    number = await placed(desk)
    dear = replace(vendor_line(ordered=80), unit_price=Decimal("0.12"), total=Decimal("9.60"))
    order = listing(number, dear)
    sales = tuple(replace(one, total=Decimal("9.60")) for one in order.sales_orders)
    await lists(desk, replace(order, sales_orders=sales))
    assert said(await desk.morning.items()) == [
        ("differing", "line 1 RC0603: quantity 100 → 80 (and 1 more)")
    ]
    await desk.confirming.acknowledge(1, "line 1 quantity: 100 → 80")
    await desk.confirming.acknowledge(1, "line 1 unit price: 0.10 → 0.12")
    assert await desk.morning.items() == []


async def test_late_is_ours_alone_and_begins_the_day_after(desk: Desk) -> None:
    number = await placed(desk)
    due = replace(vendor_line(), scheduled=((100, NOON.date()),))
    await lists(desk, listing(number, due), vendor_order("PO-9", "992", lines=(due,)))
    assert "late" not in Morning.counts(await desk.morning.items())
    desk.clock.advance(86400)
    late = [one for one in await desk.morning.items() if one.kind == "late"]
    assert [(one.number, one.words) for one in late] == [
        (number, "was to leave 2 Mar 2026, and did not")
    ]


async def test_a_slip_and_a_new_backorder_wait_for_each_person_who_has_not_looked(
    tmp_path: Path,
) -> None:
    vendor = a_vendor()
    desk = await Desk(tmp_path, vendor).open()
    ben = await Desk(tmp_path, vendor, clock=desk.clock, person=BEN).open()
    number = await placed(desk)
    first = replace(vendor_line(), scheduled=((100, NOON.date() + 5 * DAY),))
    await lists(desk, listing(number, first))
    desk.clock.advance(60)
    second = replace(first, scheduled=((100, NOON.date() + 9 * DAY),), backordered=30)
    await lists(desk, listing(number, second))
    # What is there twice of a kind is said once; the price is still the news of nobody.
    wanted = [
        ("slipped", "RC0603CT-ND: slipped 7 Mar 2026 → 11 Mar 2026"),
        ("backordered", "RC0603CT-ND: 30 backordered"),
    ]
    news = ("slipped", "backordered")
    for one in (desk, ben):
        found = [item for item in await one.morning.items() if item.kind in news]
        assert said(found) == wanted
        assert {item.since for item in found} == {desk.clock.now()}
    await desk.orders.looked(await desk.orders.detail(desk.orders.first().rowid(0)))
    assert not set(news) & set(Morning.counts(await desk.morning.items()))
    assert set(news) <= set(Morning.counts(await ben.morning.items()))
    await ben.close()
    await desk.close()


async def backordered(desk: Desk, number: str, pieces: int, shipped: int = 0) -> None:
    its = replace(vendor_line(), backordered=pieces, shipped=shipped)
    kept = [one for one in desk.vendor.listed if one.po_number != number]
    await lists(desk, *kept, listing(number, its, f"99{number}"))


async def test_what_shipped_elsewhere_keeps_no_backorder_out_of_the_list(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.vendor.sells(part("RC0603", offer("RC0603CT-ND", "0.10", stock=50)))
    numbers = [await placed(desk) for _ in range(3)]
    for number in numbers:
        await backordered(desk, number, 0)
    desk.clock.advance(60)
    await backordered(desk, numbers[0], 30)
    for number in numbers[1:]:
        desk.clock.advance(60)
        await backordered(desk, number, 0, shipped=70)
    monkeypatch.setattr("cache.morning.MOST", 2)
    kinds = [(one.kind, one.number) for one in await desk.morning.items()]
    assert kinds == [("backordered", numbers[0])]


async def test_a_backorder_that_was_shipped_since_waits_for_nobody(desk: Desk) -> None:
    desk.vendor.sells(part("RC0603", offer("RC0603CT-ND", "0.10", stock=50)))
    number = await placed(desk)
    for pieces, shipped in ((0, 0), (50, 50)):
        await backordered(desk, number, pieces, shipped)
        desk.clock.advance(60)
    assert [one.kind for one in await desk.morning.items()] == ["backordered"]
    await backordered(desk, number, 0, shipped=100)
    assert await desk.morning.items() == []
    # It is still marked: nobody looked.
    assert [row.fresh for row in (desk.orders.first().row(0),) if row] == [1]


async def test_the_most_urgent_stands_first_and_the_oldest_of_a_kind_before_others(
    desk: Desk,
) -> None:
    numbers = []
    for outcome in (Outcome.ACCEPTED_NO_NUMBER, Outcome.UNKNOWN, Outcome.ACCEPTED, Outcome.UNKNOWN):
        numbers.append(await placed(desk, outcome))
        desk.clock.advance(60)
    desk.clock.advance(3600)
    items = await desk.morning.items()
    assert [(one.kind, one.number) for one in items] == [
        ("unknown", numbers[1]),
        ("unknown", numbers[3]),
        ("no number", numbers[0]),
        ("unconfirmed", numbers[2]),
    ]
    assert Morning.counts(items) == {"unknown": 2, "no number": 1, "unconfirmed": 1}
    assert list(Morning.counts(items)) == ["unknown", "no number", "unconfirmed"]


async def test_no_more_than_two_hundred(desk: Desk) -> None:
    await placed(desk, Outcome.UNKNOWN)

    def many(db: sqlite3.Connection) -> None:
        names = [row[1] for row in db.execute("PRAGMA table_info(purchase_order)")]
        columns = ", ".join(name for name in names if name not in ("id", "number"))
        for at_ in range(300):
            db.execute(
                f"INSERT INTO purchase_order (number, {columns}) "
                f"SELECT 'X-{at_}', {columns} FROM purchase_order WHERE id = 1"
            )
        db.execute("UPDATE meta SET sequence = sequence + 1")

    await desk.ledger.write(many)
    assert len(await desk.morning.items()) == MOST


# -- sign-ins --------------------------------------------------------------------------------------


async def test_a_sign_in_that_is_about_to_end(tmp_path: Path) -> None:
    desk = await Desk(tmp_path, a_vendor()).open()
    tokens = TokenFiles(tmp_path / "tokens")
    morning = Morning(desk.ledger, desk.cache, desk.clock, ANN, "sandbox", tokens=tokens)
    assert await morning.items() == []  # never signed in: nothing ends
    for days, words in (
        (8, None),
        (7, f"the sign-in at DigiKey ends in 7 days, 9 Mar 2026 {at(NOON)}: sign in again"),
        (6, f"the sign-in at DigiKey ends in 6 days, 8 Mar 2026 {at(NOON)}: sign in again"),
        (1, f"the sign-in at DigiKey ends in 1 day, 3 Mar 2026 {at(NOON)}: sign in again"),
        (-1, f"the sign-in at DigiKey ended 1 Mar 2026 {at(NOON)}: sign in again"),
    ):
        ends = NOON + days * DAY
        await tokens.write("digikey", Token("secret-access", NOON, "secret-refresh", ends))
        items = await morning.items()
        assert [one.words for one in items] == ([] if words is None else [words])
        assert "secret" not in repr(items)
        assert all((one.kind, one.since, one.rowid) == ("sign-in", ends, None) for one in items)
    await tokens.write("digikey", Token("a", NOON, "b", None))
    assert await morning.items() == []  # nobody knows when it ends
    await tokens.spend("digikey", Token("a", NOON, "b", NOON + 80 * DAY))
    assert await morning.items() == []  # perhaps it is just being renewed
    (tmp_path / "tokens" / "digikey.json").chmod(0o644)
    (item,) = await morning.items()
    assert item.words == "the sign-in at DigiKey that is stored here cannot be read"
    await desk.close()


# -- other environments ----------------------------------------------------------------------------


async def elsewhere(folder: Path, environment: str, *outcomes: Outcome) -> Places:
    """Another environment with orders of these outcomes."""
    places = Places.of(environment, folder)
    prepare(places)
    desk = Desk(places.data, a_vendor(), environment=environment)
    await desk.open()
    for outcome in outcomes:
        await placed(desk, outcome)
    await desk.close()
    places.ledger_id.touch()
    return places


async def test_unknown_orders_of_every_environment_stand_on_every_list(
    desk: Desk, tmp_path: Path
) -> None:
    here = await placed(desk, Outcome.UNKNOWN)
    every = (Outcome.UNKNOWN, Outcome.ACCEPTED, Outcome.ACCEPTED_NO_NUMBER)
    places = await elsewhere(tmp_path / "all", "production", *every)
    morning = Morning(desk.ledger, desk.cache, desk.clock, ANN, "sandbox", others=[places])
    before = places.ledger.read_bytes(), sorted(one.name for one in places.data.iterdir())
    items = await morning.items()
    assert [(one.kind, one.environment, one.number) for one in items] == [
        ("unknown", "sandbox", here),
        ("unknown", "production", "AC-2026-0001"),
    ]
    assert (items[1].rowid, items[1].order_id) == (None, 1)
    after = places.ledger.read_bytes(), sorted(one.name for one in places.data.iterdir())
    assert after == before


def lost(places: Places) -> None:
    places.ledger.unlink()


def empty(places: Places) -> None:
    places.ledger.write_bytes(b"")


def garbage(places: Places) -> None:
    places.ledger.write_bytes(b"no database " * 1000)


def truncated(places: Places) -> None:
    places.ledger.write_bytes(places.ledger.read_bytes()[:5000])


def foreign(places: Places) -> None:
    with closing(sqlite3.connect(places.ledger)) as db:
        db.execute("PRAGMA application_id = 1")


def newer(places: Places) -> None:
    with closing(sqlite3.connect(places.ledger)) as db:
        db.execute("PRAGMA user_version = 99")


def a_folder(places: Places) -> None:
    places.ledger.unlink()
    places.ledger.mkdir()


@pytest.mark.parametrize("harm", [lost, empty, garbage, truncated, foreign, newer, a_folder])
async def test_a_ledger_that_cannot_be_read_says_so_and_stops_nothing(
    desk: Desk, tmp_path: Path, harm: Callable[[Places], None]
) -> None:
    number = await placed(desk, Outcome.UNKNOWN)
    places = await elsewhere(tmp_path / "all", "production", Outcome.UNKNOWN)
    harm(places)
    morning = Morning(desk.ledger, desk.cache, desk.clock, ANN, "sandbox", others=[places])
    amiss, ours = await morning.items()
    assert ours.number == number
    assert (amiss.kind, amiss.environment, amiss.number) == ("unknown", "production", "")
    assert amiss.words.startswith("the ledger of production cannot be read")


async def test_a_ledger_that_another_session_writes_is_waited_for(
    desk: Desk, tmp_path: Path
) -> None:
    places = await elsewhere(tmp_path / "all", "production", Outcome.UNKNOWN)
    store = Store(places.ledger, journal="rollback", schema=LEDGER, application_id=LEDGER_ID)
    await store.open()
    morning = Morning(desk.ledger, desk.cache, desk.clock, ANN, "sandbox", others=[places])
    writes = [
        store.write(lambda db: db.execute("UPDATE meta SET sequence = sequence + 1"))
        for _ in range(20)
    ]
    looks = [morning.items() for _ in range(20)]
    found = await asyncio.gather(*looks, *writes)
    for items in found[:20]:
        assert isinstance(items, list)
        assert [one.number for one in items] == ["AC-2026-0001"]
    await store.close()


async def test_a_session_asks_the_environments_beside_its_own(tmp_path: Path) -> None:
    await elsewhere(tmp_path, "production", Outcome.UNKNOWN)
    places = Places.of("sandbox", tmp_path)
    prepare(places)
    services = Services(places, Desk(tmp_path, a_vendor()).clock)
    await services.open()
    assert [(one.kind, one.environment) for one in await services.morning.items()] == [
        ("unknown", "production")
    ]
    await services.close()


@pytest.mark.parametrize("folder", [None, Path("/srv/bondroom"), Path("/srv/sandbox")])
def test_places_beside_each_other(folder: Path | None) -> None:
    for one in ENVIRONMENTS:
        for other in ENVIRONMENTS:
            assert Places.of(one, folder).sibling(other) == Places.of(other, folder)
    with pytest.raises(ValueError, match="no such environment"):
        Places.of("sandbox", folder).sibling("moon")
