"""The book, its clock and its money: what is kept, who sees it when, and what cannot be kept."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sandbox.kit import FROZEN, START
from tests.sandbox.orders import line, order
from vendors.sandbox import money
from vendors.sandbox.book import Book, BookError
from vendors.sandbox.clock import instant, iso, span
from vendors.sandbox.model import Change, Consignment, Order, Sale

DAY = timedelta(days=1)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    made, _ = Book.open(tmp_path, FROZEN)
    yield made
    made.close()


def window(
    book: Book, *, user: str | None = None, limit: int = 25, offset: int = 0
) -> tuple[int, list[str]]:
    """(how many, the PO numbers on one page) entered from a day before the start to a day after."""
    many, found = book.orders(START - DAY, START + DAY, user=user, limit=limit, offset=offset)
    return many, [one.po_number for one in found]


# -- opening


def test_a_book_counts_as_new_until_it_is_marked_as_seeded(tmp_path: Path) -> None:
    for _ in range(2):
        book, new = Book.open(tmp_path)
        assert new
        book.close()
    book, _ = Book.open(tmp_path)
    book.set("seeded", "now")
    book.close()
    book, new = Book.open(tmp_path)
    assert not new
    book.close()


def test_a_book_is_its_owners_alone(tmp_path: Path, book: Book) -> None:
    book.set("a", "b")
    files = list(tmp_path.glob("book.db*"))
    assert len(files) > 1
    for path in files:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_frozen_book_keeps_its_clock(tmp_path: Path) -> None:
    book, _ = Book.open(tmp_path, "2026-11-23T15:02:00+01:00")
    assert book.now() == START
    book.close()
    with pytest.raises(BookError, match="another clock"):
        Book.open(tmp_path, "2026-11-24T00:00:00")
    for frozen in (None, "2026-11-23T14:02"):
        again, _ = Book.open(tmp_path, frozen)
        assert again.now() == START
        again.close()


def test_a_book_with_the_real_clock_is_not_frozen_later(tmp_path: Path) -> None:
    book, _ = Book.open(tmp_path, now=lambda: START)
    book.close()
    with pytest.raises(BookError, match="the real one"):
        Book.open(tmp_path, FROZEN)


def test_the_real_clock_runs_on_from_where_it_was_advanced_to(tmp_path: Path) -> None:
    moments = iter([START, START + DAY])
    book, _ = Book.open(tmp_path, now=lambda: next(moments))
    assert book.advance(timedelta(hours=2)) == START + timedelta(hours=2)
    assert book.now() == START + DAY + timedelta(hours=2)
    book.close()


def test_what_is_no_book_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "book.db"
    path.write_bytes(b"not a database at all" * 50)
    with pytest.raises(BookError, match="damaged"):
        Book.open(tmp_path)
    assert path.read_bytes() == b"not a database at all" * 50


def test_a_book_of_another_version_is_refused(tmp_path: Path, book: Book) -> None:
    book.db.execute("PRAGMA user_version = 99")
    with pytest.raises(BookError, match="another version"):
        Book.open(tmp_path)


def test_a_book_is_not_opened_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").touch()
    (tmp_path / "book.db").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="symbolic links"):
        Book.open(tmp_path)


def test_a_transaction_is_kept_whole_or_not_at_all(book: Book) -> None:
    def fail() -> None:
        with book.writing():
            book.set("outer", "kept?")
            with book.writing():
                book.set("inner", "kept?")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert book.get("outer") == book.get("inner") == ""
    with book.writing():
        book.set("outer", "kept")
    assert book.get("outer") == "kept"


def test_another_process_sees_what_was_written_and_adds_to_it(tmp_path: Path, book: Book) -> None:
    other = Book.existing(tmp_path)
    for nth in range(1, 4):
        assert (book if nth % 2 else other).count("products", "2026-11-23") == nth
    assert book.count("products", "2026-11-24") == 1
    assert other.count("ordering", "2026-11-23") == 1
    other.close()


# -- orders


def test_an_order_comes_back_as_it_was_put_in(book: Book) -> None:
    held = line("A-ND", 3, "0.00310", "0.01", fee="7.00", line_id="1")
    held.expected = Decimal("0.0031")
    held.consignments = [Consignment(3, START, START + DAY, START + 2 * DAY, "1Z", 41700, True)]
    sale = Sale(90, START, [held], "Rochester", "x", "Canceled", START + DAY)
    put = order("AC-1", sale, Sale(91, START, []))
    book.add(put)
    assert book.by_po("AC-1") == [put]
    assert isinstance(book.by_po("AC-1")[0], Order)
    assert book.by_sale(90) == book.by_sale(91) == put
    assert book.by_sale(92) is None
    assert put.total == Decimal("7.01")


def test_a_po_number_is_found_trimmed_and_in_any_case_and_all_of_it(book: Book) -> None:
    for number in ("AC-Straße", " ac-STRASSE ", "AC-Stra"):
        book.add(order(number, Sale(90 + len(number), START, [])))
    assert [one.po_number for one in book.by_po("Ac-strasse")] == ["AC-Straße", " ac-STRASSE "]


def test_a_page_of_orders_is_newest_first_and_says_how_many_there_are(book: Book) -> None:
    for nth in range(5):
        entered = START - timedelta(hours=nth)
        book.add(order(f"PO-{nth}", entered=entered, user="ann" if nth % 2 else "buyer1"))
    assert window(book) == (5, ["PO-0", "PO-1", "PO-2", "PO-3", "PO-4"])
    assert window(book, limit=2, offset=2) == (5, ["PO-2", "PO-3"])
    assert window(book, user="ann") == (2, ["PO-1", "PO-3"])


def test_the_window_begins_with_its_first_instant_and_ends_before_its_last(book: Book) -> None:
    for number, entered in (("first", START - DAY), ("last", START + DAY)):
        book.add(order(number, entered=entered))
    assert window(book) == (1, ["first"])


def test_an_order_is_seen_once_its_time_has_come(book: Book) -> None:
    book.add(order("AC-1", visible=START + timedelta(seconds=60)))
    assert window(book) == (0, [])
    assert [one.po_number for one in book.by_po("AC-1")] == ["AC-1"]
    book.advance(timedelta(seconds=60))
    assert window(book) == (1, ["AC-1"])


def test_what_was_placed_is_told_from_what_was_there(book: Book) -> None:
    book.add(order("OLD", source="seed"))
    book.add(order("AC-1"))
    assert [one.po_number for one in book.by_po(None)] == ["AC-1"]


def test_a_change_shows_from_its_time_on(book: Book) -> None:
    """And at once to whoever looks ahead; the order itself stays as it was taken."""
    put = order("AC-1", Sale(90, START, [line("A", 7, "1", "7")]))
    book.add(put)
    for at, quantity in enumerate((8, 9), 1):
        lines = [line("A", quantity, "1", str(quantity))]
        seen = START + timedelta(seconds=10 * at)
        book.change(Change(90, 1, "ann", START, seen, "PUT", "/p", "{}", lines))

    def quantities(**how: bool) -> list[int]:
        found = [*book.by_po("AC-1", **how), book.by_sale(90, **how)]
        return [one.sales[0].lines[0].quantity for one in found if one is not None]

    assert quantities() == [7, 7]
    assert quantities(ahead=True) == [9, 9]
    for quantity in (8, 9):
        book.advance(timedelta(seconds=10))
        assert quantities() == [quantity] * 2
        (shown,) = book.orders(START - DAY, START + DAY, user=None, limit=5, offset=0)[1]
        assert shown.sales[0].lines[0].quantity == quantity
    assert [each.lines[0].quantity for each in book.changes(90)] == [8, 9]


def test_what_was_released_shows_after_half_an_hour(book: Book) -> None:
    book.add(order("AC-1", Sale(90, START, [line("A", 7, "1", "7", bonded_at=1)])))
    assert (book.released(), book.released(seen=True)) == ({(1, "A"): 7}, {})
    book.advance(timedelta(minutes=30))
    assert book.released(seen=True) == {(1, "A"): 7}


def test_a_book_of_the_version_before_is_brought_up(tmp_path: Path) -> None:
    """Its orders stay, and what they released."""
    made, _ = Book.open(tmp_path, FROZEN)
    put = order("AC-1", Sale(90, START, [line("A", 7, "1", "7", bonded_at=1)]))
    made.add(put)
    later = made.db.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table'"
        " AND (name = 'change' OR name LIKE 'shipstation%' OR name LIKE 'ti%')"
    )
    dropped = "".join(f"DROP TABLE {row[0]};" for row in later.fetchall())
    made.db.executescript(
        f"{dropped} ALTER TABLE release DROP COLUMN seen; PRAGMA user_version = 1"
    )
    made.close()
    book = Book.existing(tmp_path)
    assert book.by_po("AC-1") == [put]
    assert book.released(seen=True) == {(1, "A"): 7}
    assert book.changes(90) == []
    book.close()


def test_releases_are_added_up_by_location_and_number(book: Book) -> None:
    lines = [line("A", 3, "1", "3", bonded_at=1), line("A", 4, "1", "4", bonded_at=1)]
    book.add(order("AC-1", Sale(90, START, [*lines, line("A", 9, "1", "9")])))
    book.add(order("AC-2", Sale(91, START, [line("A", 5, "1", "5", bonded_at=2)])))
    assert book.released() == {(1, "A"): 7, (2, "A"): 5}


def test_numbers_are_given_once(book: Book) -> None:
    orders = [book.next_order_number() for _ in range(3)]
    sales = [book.next_sale_id() for _ in range(3)]
    serials = [book.next_serial() for _ in range(3)]
    for given_out in (orders, sales, serials):
        assert sorted(set(given_out)) == given_out
    # Sixteen digits, and more than a float holds; a sales order's number is an int32.
    assert all(len(str(number)) == 16 and number > 2**53 for number in orders)
    assert all(number < 2**31 for number in sales)


def test_a_number_is_not_given_to_two_orders(book: Book) -> None:
    put = order("AC-1", Sale(90, START, []))
    book.add(put)
    with pytest.raises(sqlite3.IntegrityError):
        book.add(put)
    with pytest.raises(sqlite3.IntegrityError):
        book.add(order("AC-2", Sale(90, START, [])))
    assert [one.po_number for one in book.by_po(None)] == ["AC-1"]


# -- the clock


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90s", 90), ("90m", 5400), ("2h", 7200), ("3d", 259200), ("1w", 604800), ("1d12h", 129600)],
)
def test_a_span_of_time_is_read(text: str, seconds: int) -> None:
    assert span(text).total_seconds() == seconds


@pytest.mark.parametrize("text", ["", "3", "d", "3 d", "-1d", "3x", "1.5h", "3d!", "999999w"])
def test_what_is_no_span_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"no span of time|more than ten years"):
        span(text)


def test_an_instant_without_an_offset_is_utc() -> None:
    assert instant("2026-11-23T14:02") == START == instant("2026-11-23T15:02:00+01:00")
    with pytest.raises(ValueError, match="Invalid isoformat"):
        instant("tomorrow")


@given(st.lists(st.datetimes(timezones=st.just(UTC)), min_size=2))
def test_the_text_of_instants_sorts_as_time_does(known: list[datetime]) -> None:
    assert sorted(map(iso, known)) == [iso(moment) for moment in sorted(known)]
    assert [instant(iso(moment)) for moment in known] == known


# -- money


def test_a_price_is_exact_in_dollars_and_rounded_half_up_in_others() -> None:
    assert money.price(310) == Decimal("0.00310")
    assert money.price(12_345_678) == Decimal("123.45678")
    assert money.price(1, "EUR") == Decimal("0.00001")
    assert money.price(25, "EUR") == Decimal("0.00023")
    assert money.price(0, "JPY") == 0


@pytest.mark.parametrize(
    ("amount", "rounded"), [("0.005", "0.01"), ("0.0049", "0.00"), ("7.755", "7.76"), ("1", "1.00")]
)
def test_a_line_total_is_rounded_half_up_to_cents(amount: str, rounded: str) -> None:
    assert str(money.cents(Decimal(amount))) == rounded


@given(st.integers(0, 10**10), st.sampled_from(sorted(money.RATES)))
def test_every_price_stands_in_json_exactly_or_is_refused(units: int, currency: str) -> None:
    amount = money.price(units, currency)
    try:
        shown = repr(money.number(amount))
    except ValueError:
        # Only what no float holds: more digits than any price here has.
        assert len(str(amount).replace(".", "").lstrip("0")) > 15
    else:
        assert Decimal(shown) == amount


def test_an_amount_that_no_float_holds_is_refused() -> None:
    with pytest.raises(ValueError, match="exactly"):
        money.number(Decimal("0.12345678901234567891"))
