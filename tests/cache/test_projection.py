"""The rows of the history are the ledger and the vendor's answers, however those came together."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cache.comparing import Acknowledged
from cache.convert import instant
from cache.history_rows import news_of
from cache.judging import alarm
from cache.ledger import Stamp
from cache.projection import Ours, one, po_key, put_ours, put_theirs, stamp_of, theirs
from cache.purchase_orders import Content, Frozen, FrozenLine
from cache.vendor_orders import from_text
from tests.cache.desk import NOON, SITES, vendor_line, vendor_order
from tests.cache.test_finding import a_catalogue
from vendors.vocabulary import Shipment, VendorOrder

TODAY = NOON.date()
NOON_TEXT = "2026-03-02T12:00:00.000+00:00"
LINE = FrozenLine(
    *(1, "line", "RC0603CT-ND", "RC0603", "Yageo", "", "cut", "", 100),
    *(Decimal("0.10"), Decimal("7.00"), None, None, None, False, None),
)
CONTENT = Content("digikey", SITES[0], "USD", (LINE,), (), NOON)


def own(order_id: int, state: str = "accepted", *numbers: str) -> Frozen:
    return Frozen(
        id=order_id,
        number=f"AC-{order_id}",
        typed=False,
        environment="sandbox",
        draft_id=None,
        state=state,
        version=1,
        content=CONTENT,
        vendor_numbers=numbers,
        person="ann",
        full_name="Ann Ito",
        created_at=NOON + timedelta(minutes=order_id),
    )


def rows(db: sqlite3.Connection) -> dict[str, dict[str, Any]]:
    """Everything that stands in the list, by key; not where it stands."""
    cursor = db.execute("SELECT * FROM order_row")
    names = [column[0] for column in cursor.description]
    found = [dict(zip(names, row, strict=True)) for row in cursor]
    return {row["key"]: {k: v for k, v in row.items() if k != "id"} for row in found}


def without_news(db: sqlite3.Connection) -> dict[str, dict[str, Any]]:
    """What changed is known only to who was there before."""
    return {key: {**row, "news": "", "news_at": None} for key, row in rows(db).items()}


def project(db: sqlite3.Connection, sequence: int, *orders: Frozen, since: int = 0) -> bool:
    return put_ours(db, Ours(since, False, Stamp("L", sequence), orders, {}), NOON)


def test_both_sides_of_an_order_are_one_row() -> None:
    with closing(a_catalogue()) as db:
        theirs_ = vendor_order(
            " ac-1 ", lines=(vendor_line(shipped=100),), sales=("88001", "88002")
        )
        put_theirs(db, [theirs_, vendor_order("OTHER-9", "2")], NOON)
        project(db, 5, own(1, "unknown"))
        assert sorted(rows(db)) == ["ours 1", "theirs digikey 2"]
        row = rows(db)["ours 1"]
        assert (row["number"], row["state"], row["urgent"], row["ours"]) == (
            "AC-1",
            "unknown",
            1,
            1,
        )
        assert (row["vendor_numbers"], row["status"]) == ("88001, 88002", "Processing")
        assert (row["goods_shipped"], row["goods_ordered"]) == (2, 2)
        assert (row["total"], row["buyer"]) == ("17.00", "Ann Ito")  # ours: what we sent
        assert "rc0603ct-nd" in row["words"]
        assert "88002" in row["words"]


def test_an_order_made_elsewhere_shows_what_the_vendor_says() -> None:
    with closing(a_catalogue()) as db:
        put_theirs(db, [vendor_order("PO 7", "991", lines=(vendor_line(),))], NOON)
        (row,) = rows(db).values()
        assert (row["number"], row["state"], row["ours"], row["order_id"]) == (
            "PO 7",
            "vendor",
            0,
            None,
        )
        assert (row["total"], row["buyer"], row["status"]) == ("10.00", "Dock 4", "Processing")
        put_theirs(db, [vendor_order("", "992"), vendor_order("", "")], NOON)
        assert {row["number"] for row in rows(db).values()} == {"PO 7", "992", "no number yet"}


def test_an_order_listed_before_it_had_a_number_is_one_row_after() -> None:
    with closing(a_catalogue()) as db:
        put_theirs(db, [vendor_order("PO-1", "", sales=())], NOON)
        put_theirs(db, [vendor_order("PO-1", "991")], NOON)
        assert list(rows(db)) == ["theirs digikey 991"]
        assert len(theirs(db, "digikey", "po-1")) == 1
        assert one(db, "digikey", "991")[0][0].po_number == "PO-1"


def test_an_order_listed_before_it_had_a_number_is_not_there_twice_after() -> None:
    """Its moment may be another once it is entered; its sales orders are the same."""
    with closing(a_catalogue()) as db:
        project(db, 1, own(1))
        put_theirs(db, [replace(listing(), number="", entered_at=NOON - timedelta(hours=1))], NOON)
        put_theirs(db, [listing()], NOON + timedelta(hours=1))
        assert rows(db)["ours 1"]["confirmation"] == "confirmed"
        assert len(theirs(db, "digikey", "ac-1")) == 1


def test_a_number_that_moved_at_the_vendor_leaves_the_row_it_stood_in() -> None:
    with closing(a_catalogue()) as db:
        project(db, 1, own(1))
        put_theirs(db, [vendor_order("AC-1", "991")], NOON)
        assert rows(db)["ours 1"]["vendor_numbers"] == "88001"
        put_theirs(db, [vendor_order("AC-2", "991")], NOON)
        assert rows(db)["ours 1"]["vendor_numbers"] == ""
        assert rows(db)["theirs digikey 991"]["number"] == "AC-2"


def test_only_what_changed_since_the_stamp_is_needed_and_more_does_no_harm() -> None:
    with closing(a_catalogue()) as db:
        assert project(db, 5, own(1, "reviewed"), own(2))
        assert project(db, 7, own(1, "accepted", "88001"), since=5)
        assert (rows(db)["ours 1"]["state"], len(rows(db))) == ("accepted", 2)
        assert stamp_of(db) == Stamp("L", 7)
        # Another session, which read the ledger earlier, comes late.
        assert project(db, 6, own(1, "placing"), since=5)
        assert (rows(db)["ours 1"]["state"], stamp_of(db)) == ("accepted", Stamp("L", 7))


def test_a_change_that_does_not_join_what_stands_there_is_not_taken() -> None:
    with closing(a_catalogue()) as db:
        assert not project(db, 7, own(1), since=5)  # nothing was projected yet
        assert project(db, 3, own(1))
        assert not project(db, 9, own(2), since=5)  # 4 and 5 are missing
        other = Ours(3, False, Stamp("another ledger", 9), (own(2),), {})
        assert not put_ours(db, other, NOON)
        assert list(rows(db)) == ["ours 1"]
        assert stamp_of(db) == Stamp("L", 3)


@pytest.mark.parametrize("how", ["another ledger", "put back"])
def test_another_ledger_or_an_earlier_day_of_it_replaces_all_of_ours(how: str) -> None:
    with closing(a_catalogue()) as db:
        project(db, 9, own(1), own(2))
        put_theirs(db, [vendor_order("AC-1", "991"), vendor_order("AC-2", "992")], NOON)
        stamp = Stamp("other", 20) if how == "another ledger" else Stamp("L", 4)
        assert put_ours(db, Ours(0, how == "put back", stamp, (own(2, "reviewed"),), {}), NOON)
        assert stamp_of(db) == stamp
        found = rows(db)
        assert sorted(found) == ["ours 2", "theirs digikey 991"]
        assert found["ours 2"]["state"] == "reviewed"
        assert found["theirs digikey 991"]["number"] == "AC-1"


# -- confirmation, news, and who saw them ----------------------------------------------------------


def listing(**changed: Any) -> VendorOrder:
    """Our order AC-1 as it was sent, but for what of its one line `changed`."""
    line = replace(vendor_line(), total=Decimal("10.00"), **changed)
    order = vendor_order("AC-1", "991", lines=(line,))
    (one_sale,) = order.sales_orders
    total = line.ordered * line.unit_price + LINE.fee
    return replace(order, sales_orders=(replace(one_sale, total=total),))


def test_an_accepted_order_is_unlisted_then_confirmed_or_differs() -> None:
    with closing(a_catalogue()) as db:
        project(db, 1, own(1), own(2, "reviewed"))
        assert rows(db)["ours 1"]["confirmation"] == "unlisted"
        assert rows(db)["ours 2"]["confirmation"] == ""
        put_theirs(db, [listing()], NOON)
        row = rows(db)["ours 1"]
        assert (row["confirmation"], row["differs"], row["difference"]) == ("confirmed", 0, "")
        put_theirs(db, [listing(ordered=80)], NOON)
        row = rows(db)["ours 1"]
        assert (row["confirmation"], row["differs"]) == ("differs", 1)
        assert row["difference"] == "line 1 RC0603: quantity 100 → 80"
        noted = {1: {"line 1 quantity: 100 → 80": Acknowledged("fine", "ann", NOON)}}
        assert put_ours(db, Ours(1, False, Stamp("L", 2), (own(1),), noted), NOON)
        row = rows(db)["ours 1"]
        assert (row["confirmation"], row["differs"], row["difference"]) == ("confirmed", 0, "")


def test_an_order_placed_twice_stands_on_top_until_somebody_took_note() -> None:
    with closing(a_catalogue()) as db:
        double = own(1, "duplicate", "88001", "88002")
        project(db, 1, double)
        assert (rows(db)["ours 1"]["urgent"], rows(db)["ours 1"]["confirmation"]) == (1, "differs")
        noted = {1: {alarm(("88001", "88002")): Acknowledged("one goes back", "ann", NOON)}}
        put_ours(db, Ours(1, False, Stamp("L", 2), (double,), noted), NOON)
        assert rows(db)["ours 1"]["urgent"] == 0


def test_the_words_shown_find_the_row() -> None:
    with closing(a_catalogue()) as db:
        project(db, 1, own(1), own(2, "accepted_no_number"), own(3, "not_placed"))
        order = replace(vendor_order("PO-9", "992", status="Received"), sales_orders=())
        put_theirs(db, [replace(listing(ordered=80), status="Shipped"), order], NOON)
        words = {key: row["words"] for key, row in rows(db).items()}
        for key, shown in (
            ("ours 1", ("shipped", "differs", "accepted", "ann ito", "digikey")),
            ("ours 2", ("no number yet", "unlisted")),
            ("ours 3", ("not placed",)),
            ("theirs digikey 992", ("at vendor", "elsewhere", "po-9")),
        ):
            # As a filter does: every word typed, wherever it stands.
            for word in " ".join(shown).split():
                assert word in words[key], (key, word)


def test_the_same_answer_again_is_only_younger() -> None:
    with closing(a_catalogue()) as db:
        project(db, 1, own(1))
        both = [listing(), vendor_order("PO-2", "992")]
        assert put_theirs(db, both, NOON) == 2
        before = rows(db)
        assert put_theirs(db, both, NOON + timedelta(hours=1)) == 0
        after = rows(db)
        assert {row["fetched_at"] for row in after.values()} == {"2026-03-02T13:00:00.000+00:00"}
        for key, row in after.items():
            assert {**row, "fetched_at": NOON_TEXT} == before[key]
        assert db.execute("SELECT count(*) FROM order_news").fetchone() == (0,)


def test_a_day_that_passed_is_drawn_anew_though_the_vendor_says_the_same() -> None:
    with closing(a_catalogue()) as db:
        box = Shipment(100, NOON, "1Z9", "4711", TODAY)
        on_its_way = vendor_order(
            "PO-2", "992", lines=(replace(vendor_line(shipped=100), shipments=(box,)),)
        )
        put_theirs(db, [on_its_way], NOON)
        assert rows(db)["theirs digikey 992"]["next_date"] == TODAY.isoformat()
        assert put_theirs(db, [on_its_way], NOON + timedelta(days=1)) == 0
        assert rows(db)["theirs digikey 992"]["next_date"] is None


def test_what_changed_stands_in_the_row_and_the_last_twenty_are_kept() -> None:
    with closing(a_catalogue()) as db:
        project(db, 1, own(1))
        for hour in range(30):
            put_theirs(db, [listing(ordered=100 + hour)], NOON + timedelta(hours=hour))
        row = rows(db)["ours 1"]
        assert row["news"] == "RC0603CT-ND: 128 → 129 pieces"
        assert row["news_at"] == "2026-03-03T17:00:00.000+00:00"
        assert db.execute("SELECT count(*) FROM order_news").fetchone() == (20,)
        news = news_of(db, "digikey", [listing()])
        assert [one.words for one in news[:2]] == [
            "RC0603CT-ND: 128 → 129 pieces",
            "RC0603CT-ND: 127 → 128 pieces",
        ]


def test_news_follows_an_order_that_got_its_number_later() -> None:
    with closing(a_catalogue()) as db:
        project(db, 1, own(1))
        put_theirs(db, [replace(listing(), number="")], NOON)
        put_theirs(db, [replace(listing(ordered=80), number="")], NOON + timedelta(hours=1))
        put_theirs(db, [listing(ordered=80)], NOON + timedelta(hours=2))
        assert rows(db)["ours 1"]["news"] == "RC0603CT-ND: 100 → 80 pieces"


def test_another_order_under_our_number_is_news_and_under_another_is_not() -> None:
    with closing(a_catalogue()) as db:
        project(db, 1, own(1))
        put_theirs(db, [listing(), vendor_order("PO-2", "995")], NOON)
        later = NOON + timedelta(hours=1)
        put_theirs(db, [replace(listing(), number="992"), vendor_order("PO-2", "996")], later)
        assert rows(db)["ours 1"]["news"] == "another order under this number: 992"
        assert rows(db)["theirs digikey 996"]["news"] == ""


# -- whatever comes in whatever order --------------------------------------------------------------

_vendor_orders = st.builds(
    lambda number, po, status, at: replace(
        vendor_order(po, number, status=status), entered_at=NOON + timedelta(minutes=at)
    ),
    st.sampled_from(["", "1", "2", "3"]),
    st.sampled_from(["", "AC-1", " ac-1", "AC-2", "PO-9"]),
    st.sampled_from(["Processing", "Shipped"]),
    st.integers(0, 1),
)
_steps = st.lists(
    st.tuples(st.just("ours"), st.integers(1, 3), st.sampled_from(["reviewed", "unknown"]))
    | st.tuples(st.just("theirs"), st.lists(_vendor_orders, max_size=3)),
    max_size=8,
)


@given(_steps)
def test_step_by_step_gives_the_same_rows_as_all_at_once(steps: list[tuple[Any, ...]]) -> None:
    ledger: dict[int, Frozen] = {}
    with closing(a_catalogue()) as db, closing(a_catalogue()) as anew:
        for sequence, step in enumerate(steps, 1):
            if step[0] == "ours":
                order = own(step[1], step[2])
                ledger[order.id] = order
                assert project(db, sequence, order, since=(stamp_of(db) or ("", 0))[1])
            else:
                put_theirs(db, step[1], NOON + timedelta(seconds=sequence))
        stored: list[tuple[VendorOrder, str]] = [
            (from_text(body), at)
            for body, at in db.execute("SELECT body, fetched_at FROM vendor_order")
        ]
        project(anew, 1, *ledger.values())
        for order_, at in stored:
            put_theirs(anew, [order_], instant(at))
        assert without_news(db) == without_news(anew)
        assert {row["number"] for row in rows(db).values() if row["ours"]} == {
            order.number for order in ledger.values()
        }
        known = {po_key(order.number) for order in ledger.values()}
        alone = [order_ for order_, _ in stored if po_key(order_.po_number) not in known]
        assert sum(not row["ours"] for row in rows(db).values()) == len(alone)
