"""The address book as a file: out and in again it is the same; a slip of it changes nothing."""

from __future__ import annotations

import asyncio
import tempfile
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cache import book_entries
from cache.audit import verify
from cache.book import Book, ShipTo
from cache.book_entries import ADDRESS, CONTACT, Entry
from cache.book_file import read, written
from cache.places import Refusal
from tests.cache.desk import ANN, Desk, Vendor
from vendors.digikey.words import SHIP_CONTROLS, SHIP_METHODS
from vendors.terms import OrderTerms
from vendors.text import REPLACEMENT, clean
from vendors.vocabulary import Address

PATTERN = "{prefix}-{yyyy}-{seq:04}"

# What people and vendors write, and what a TOML file might choke on.
_TEXT = (
    st.text(max_size=40)
    .map(lambda text: clean(text, 120))
    .filter(lambda text: REPLACEMENT not in text and clean(text, 120) == text)
) | st.sampled_from(['"', "'''", '"""', "\\u0041", "# no comment", "[[ship_to]]", "a = 1", "ß 東"])
_SOME = _TEXT.filter(bool)
_CODE = st.from_regex(r"[A-Z][A-Z0-9-]{0,7}", fullmatch=True)
_NUMBER = st.from_regex(r"[A-Za-z0-9-]{1,20}", fullmatch=True)
_CONTACT: dict[str, Any] = {
    "name": _TEXT,
    "telephone": _TEXT,
    "email": st.sampled_from(["", "ann@acme.example"]),
}
_PLACE: dict[str, Any] = {name: _TEXT for name in ADDRESS if name not in (*CONTACT, "country")} | {
    "country": st.sampled_from(["", "US", "DE"])
}
_TERMS = st.builds(
    OrderTerms,
    st.none() | st.sampled_from(sorted(SHIP_METHODS)),
    st.none() | st.sampled_from(sorted(SHIP_CONTROLS)),
    _TEXT,
    st.booleans(),
    st.none() | st.booleans(),
    st.lists(_SOME, max_size=3).map(tuple),
)


@st.composite
def _entries(draw: st.DrawFn) -> list[Entry]:
    codes = draw(st.lists(_CODE, max_size=5, unique=True))
    ours = draw(st.integers(0, len(codes)))
    found = []
    for at, code in enumerate(codes):
        if at < ours:
            said = Address(**{name: draw(one) for name, one in (_CONTACT | _PLACE).items()})
            currency = draw(st.sampled_from(["", "EUR"]))
            entry = Entry("", "", code, said, currency, draw(st.booleans()))
            entry = entry.numbered("digikey", draw(_NUMBER | st.just("")))
        else:
            said = Address(**{name: draw(one) for name, one in _CONTACT.items()})
            code = draw(st.sampled_from([code, ""]))
            entry = Entry(f"8{at}", "digikey", code, said, "", draw(st.booleans()))
        found.append(entry.defaulted("digikey", draw(_TERMS)))
    return [one for one in found if one != Entry(one.place, one.vendor)]


def book_of(entries: list[Entry]) -> list[ShipTo]:
    return [
        ShipTo(one._replace(place=one.place or f"own-{at}"), one.code, one.said, Address(), None)
        for at, one in enumerate(entries)
    ]


def as_file(entries: list[Entry]) -> str:
    return written(book_of(entries), PATTERN, "sandbox", "2026-03-02")


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(_entries())
def test_what_is_written_is_read_as_it_was(entries: list[Entry]) -> None:
    said = read(as_file(entries).encode(), "book.toml")
    assert (said.environment, said.pattern) == ("sandbox", PATTERN)
    assert sorted(said.entries) == sorted(entries)


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(_entries())
def test_taken_into_another_ledger_it_is_written_the_same(entries: list[Entry]) -> None:
    async def play(folder: Path) -> None:
        desk = await Desk(folder, Vendor()).open()
        try:
            desk.vendor.sites = ()
            await desk.bonded.refresh()
            book = Book(desk.ledger, desk.bonded, desk.clock, ANN)
            text = as_file(entries)
            file = read(text.encode(), "book.toml")
            await book.take(file, await book.plan(file))
            once = await book.written("sandbox")
            assert tomllib.loads(once) == tomllib.loads(text)
            again = read(once.encode(), "book.toml")
            assert (await book.plan(again)).nothing
        finally:
            await desk.close()

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(play(Path(folder)))


GOOD = """\
bondroom_book = 1
po_numbers = "{prefix}-{seq}"

[[ship_to]]
code = "PLANT2"
company = "Acme"
customer_id.digikey = "7000"
[ship_to.defaults.digikey]
ship_method = "UPS ground"

[[location]]
vendor = "digikey"
customer_id = "7002"
telephone = "1"
"""


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("bondroom_book = 1", "bondroom_book = 9", "line 1: it does not begin with bondroom_book"),
        ("{seq}", "{sequence}", "line 2: there is no piece {sequence}"),
        ('"PLANT2"', '"PLANT2', "line 5: "),
        ('"PLANT2"', '"2PLANT"', "line 5: a code is up to 8"),
        ('"PLANT2"', '""', "line 5: a ship-to of ours needs a code"),
        ("company", "compny", "line 6: there is no 'compny'; 'company' is"),
        ('"Acme"', "7", "line 6: company has to be text in quotes"),
        ('"Acme"', '"Ac\\u001bme"', "line 6: the company holds"),
        ("customer_id.digikey", "customer_id.mouser", "line 7: there is no vendor 'mouser' here"),
        ('"7000"', "7000", "line 7: a CustomerId is text in quotes"),
        ("UPS ground", "UPS grund", "line 9: ship_method has no 'UPS grund'; 'UPS ground' is"),
        ("telephone", "line1", "line 14: there is no 'line1'"),
        ('"7002"', '""', "line 11: a location needs its vendor and customer_id"),
        ('"7002"', '"own-1"', "line 13: no CustomerId of a vendor's begins with own-"),
        ('"7002"', '"70\\u202e02"', "line 13: the CustomerId holds"),
        ("[[location]]", "[[places]]", "line 11: there is no 'places'"),
        ("[[location]]", "[location]", "location has to be a list"),
        ('telephone = "1"', 'code = "PLANT2"', "line 14: PLANT2 stands twice"),
    ],
)
def test_a_slip_of_the_pen_is_told_with_its_line(old: str, new: str, words: str) -> None:
    read(GOOD.encode(), "book.toml")
    with pytest.raises(Refusal) as told:
        read(GOOD.replace(old, new, 1).encode(), "book.toml")
    assert words in told.value.sentence
    assert told.value.sentence.startswith("book.toml")
    assert told.value.sentence.endswith("Nothing was changed.")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\xff\xfe", "line 1: it is not UTF-8"),
        (b"a = 1\nb = '\xe9'", "line 2: it is not UTF-8"),
        (b"x = " + b"[" * 20_000, "nested too deeply"),
        (b" " * 1_000_001, "more than 1,000,000 bytes"),
        (b"x = " + b"1" * 5_000, "a number that is too long"),
        (b"", "it does not begin with"),
        (b"\x00", "line 1: "),
    ],
)
def test_what_is_no_such_file_is_one_sentence(data: bytes, words: str) -> None:
    with pytest.raises(Refusal, match=words):
        read(data, "book.toml")


async def test_nothing_is_half_taken_in(tmp_path: Path) -> None:
    desk = await Desk(tmp_path, Vendor()).open()
    book = Book(desk.ledger, desk.bonded, desk.clock, ANN)
    file = read(GOOD.encode(), "book.toml")
    shown = await book.plan(file)
    assert [one.after.code or one.after.place for one in shown.changes] == ["PLANT2", "7002"]
    assert shown.pattern == (PATTERN, "{prefix}-{seq}")
    await book.new("ELSE")
    taken = GOOD.replace('telephone = "1"', 'code = "ELSE"')
    with pytest.raises(Refusal, match="ELSE is the code of another"):
        await book.plan(read(taken.encode(), "book.toml"))
    with pytest.raises(Refusal, match="AUS is the code of Austin"):
        await book.plan(read(GOOD.replace("PLANT2", "AUS").encode(), "book.toml"))
    await desk.close()


async def test_what_changed_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    desk = await Desk(tmp_path, Vendor()).open()
    book = Book(desk.ledger, desk.bonded, desk.clock, ANN)
    file = read(GOOD.encode(), "book.toml")
    shown = await book.plan(file)
    await book.new("PLANT2")
    before = await desk.ledger.read(book_entries.read)
    with pytest.raises(Refusal, match="changed meanwhile"):
        await book.take(file, shown)
    assert await desk.ledger.read(book_entries.read) == before
    assert (await book.pattern())[0] == PATTERN
    await desk.close()


async def test_two_locations_may_change_their_codes_with_each_other(tmp_path: Path) -> None:
    desk = await Desk(tmp_path, Vendor()).open()
    book = Book(desk.ledger, desk.bonded, desk.clock, ANN)
    text = 'bondroom_book = 1\n[[location]]\nvendor = "digikey"\ncustomer_id = "7001"\n'
    text += 'code = "{}"\n[[location]]\nvendor = "digikey"\ncustomer_id = "7002"\ncode = "{}"\n'
    for one, other in (("COR", "AUS"), ("AUS", "COR")):
        file = read(text.format(one, other).encode(), "book.toml")
        await book.take(file, await book.plan(file))
        codes = {site.customer_id: site.code for site in desk.bonded.locations()}
        assert codes == {"7001": one, "7002": other} == book.codes()
    assert (await desk.ledger.read(verify)).broken is None
    await desk.close()


async def test_what_is_not_in_the_file_stays(tmp_path: Path) -> None:
    desk = await Desk(tmp_path, Vendor()).open()
    book = Book(desk.ledger, desk.bonded, desk.clock, ANN)
    await book.new("KEPT")
    file = read(GOOD.encode(), "book.toml")
    await book.take(file, await book.plan(file))
    kept = {one.code: one for one in book.ship_tos()}
    assert {"KEPT", "PLANT2", "AUS", "COR"} == set(kept)
    assert kept["COR"].entry.said.telephone == "1"
    assert kept["PLANT2"].entry.default("digikey").ship_method == "UPS ground"
    await desk.close()


async def test_another_shipper_account_is_said_though_both_are_shown_the_same(
    tmp_path: Path,
) -> None:
    desk = await Desk(tmp_path, Vendor()).open()
    book = Book(desk.ledger, desk.bonded, desk.clock, ANN)
    with_account = GOOD.replace('ship_method = "UPS ground"', 'shipper_account = "111222"')
    file = read(with_account.encode(), "book.toml")
    await book.take(file, await book.plan(file))
    file = read(with_account.replace("111222", "999888").encode(), "book.toml")
    plan = await book.plan(file)
    (change,) = plan.changes
    words = "digikey shipper account: •••• to another one that is shown the same"
    assert change.words == words
    await book.take(file, plan)
    audit = await desk.ledger.read(
        lambda db: db.execute("SELECT reason FROM audit ORDER BY id DESC LIMIT 1").fetchone()
    )
    assert words in audit[0]
    assert "999888" not in audit[0]
    await desk.close()
