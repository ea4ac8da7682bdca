"""A packing list that is whole is asked once for good; its paper overwrites no file."""

from __future__ import annotations

import stat
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from cache.clock import FixedClock
from cache.packing import GAPS_KEEP, Packing, is_whole, parts_of
from cache.places import Refusal
from tests.cache.around import Session, Teller
from tests.cache.desk import NOON
from tests.packed import INVOICE, LOTS, PDF, Packs
from vendors.afterwards import PackedLine
from vendors.errors import Invalid, Unreadable, VendorDown, VendorError

DIGIKEY = "digikey"
AN_HOUR = GAPS_KEEP.total_seconds()


class Sender(Packs, Teller):
    """What the session asks, with packing lists."""

    def __init__(self) -> None:
        Teller.__init__(self)
        Packs.__init__(self)


@pytest.fixture
def vendor() -> Sender:
    return Sender()


async def session(folder: Path, vendor: Sender) -> tuple[Session, Packing]:
    here = await Session(folder, FixedClock(NOON), vendor).open()
    packing = Packing(here.store, here.catalogue.claims, here.clock)
    packing.attach([vendor])
    return here, packing


@pytest.fixture
async def here(tmp_path: Path, vendor: Sender) -> AsyncIterator[tuple[Session, Packing]]:
    found = await session(tmp_path, vendor)
    yield found
    await found[0].store.close()


async def test_nothing_is_asked_before_somebody_asks_and_a_whole_list_once_for_good(
    here: tuple[Session, Packing], vendor: Sender, tmp_path: Path
) -> None:
    one, packing = here
    (unasked,) = await packing.have(DIGIKEY, [INVOICE])
    assert (unasked.lines, unasked.at, unasked.old) == ((), None, True)
    assert not vendor.packed
    told = await packing.ask(DIGIKEY, INVOICE)
    assert (told.lines, told.at, told.whole, told.old) == (LOTS, NOON, True, False)
    one.clock.advance(timedelta(days=400).total_seconds())
    assert await packing.ask(DIGIKEY, INVOICE) == told
    # Another session, too, and after the vendor forgot it.
    vendor.lists.clear()
    other, its = await session(tmp_path, vendor)
    assert await its.ask(DIGIKEY, INVOICE) == told
    assert await its.have(DIGIKEY, [INVOICE]) == [told]
    await other.store.close()
    assert vendor.packed == {(INVOICE, False): 1}


async def test_a_list_with_gaps_is_asked_again_after_an_hour(
    here: tuple[Session, Packing], vendor: Sender
) -> None:
    one, packing = here
    vendor.lists[INVOICE] = LOTS[:1]
    told = await packing.ask(DIGIKEY, INVOICE)
    assert (told.lines, told.whole, told.old) == (LOTS[:1], False, False)
    await packing.ask(DIGIKEY, INVOICE)
    assert vendor.packed.total() == 1
    one.clock.advance(AN_HOUR + 1)
    assert (await packing.have(DIGIKEY, [INVOICE]))[0].old
    vendor.lists[INVOICE] = LOTS
    assert (await packing.ask(DIGIKEY, INVOICE)).whole
    assert vendor.packed.total() == 2


async def test_that_there_is_none_is_an_answer_for_an_hour_and_takes_nothing_away(
    here: tuple[Session, Packing], vendor: Sender
) -> None:
    one, packing = here
    vendor.lists.clear()
    told = await packing.ask(DIGIKEY, INVOICE)
    assert (told.lines, told.at, told.whole) == ((), NOON, False)
    await packing.ask(DIGIKEY, INVOICE)
    assert vendor.packed.total() == 1
    one.clock.advance(AN_HOUR + 1)
    vendor.lists[INVOICE] = LOTS
    assert (await packing.ask(DIGIKEY, INVOICE)).lines == LOTS
    # A person wants it anew, and the vendor knows of none now: what was in the box stays known.
    vendor.lists.clear()
    one.clock.advance(60)
    assert (await packing.ask(DIGIKEY, INVOICE, anew=True)).lines == LOTS
    assert (await packing.have(DIGIKEY, [INVOICE]))[0].lines == LOTS
    assert vendor.packed.total() == 3


async def test_asked_anew_by_hand_a_whole_list_is_asked_again_but_not_twice_in_a_row(
    here: tuple[Session, Packing], vendor: Sender
) -> None:
    one, packing = here
    await packing.ask(DIGIKEY, INVOICE)
    await packing.ask(DIGIKEY, INVOICE, anew=True)
    assert vendor.packed.total() == 1
    one.clock.advance(31)
    vendor.lists[INVOICE] = tuple(replace(lot, country="CN") for lot in LOTS)
    assert {lot.country for lot in (await packing.ask(DIGIKEY, INVOICE, anew=True)).lines} == {"CN"}
    assert vendor.packed.total() == 2


async def test_what_fails_is_said_and_nothing_is_kept_of_it(
    here: tuple[Session, Packing], vendor: Sender
) -> None:
    _, packing = here
    vendor.paper_fails = VendorDown(DIGIKEY, "DigiKey cannot answer")
    with pytest.raises(VendorDown):
        await packing.ask(DIGIKEY, INVOICE)
    assert (await packing.have(DIGIKEY, [INVOICE]))[0].at is None
    with pytest.raises(Refusal, match="cannot be asked for packing lists"):
        await packing.ask("nobody", INVOICE)


async def test_the_paper_is_a_new_file_for_its_owner_alone(
    here: tuple[Session, Packing], vendor: Sender, tmp_path: Path
) -> None:
    _, packing = here
    target = tmp_path / "packing.pdf"
    await packing.save_paper(DIGIKEY, INVOICE, target)
    assert target.read_bytes() == PDF
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    # Its lines came along: opening the list costs no second call.
    assert (await packing.ask(DIGIKEY, INVOICE)).lines == LOTS
    assert vendor.packed == {(INVOICE, True): 1}


async def test_no_file_is_overwritten_and_no_call_spent_on_one_that_cannot_be(
    here: tuple[Session, Packing], vendor: Sender, tmp_path: Path
) -> None:
    _, packing = here
    mine, link = tmp_path / "mine.pdf", tmp_path / "link.pdf"
    mine.write_text("mine")
    link.symlink_to(tmp_path / "elsewhere.pdf")
    for target in (mine, link, tmp_path / "no" / "folder.pdf"):
        with pytest.raises(Refusal, match=r"Nothing was (overwritten|written)"):
            await packing.save_paper(DIGIKEY, INVOICE, target)
    assert mine.read_text() == "mine"
    assert not (tmp_path / "elsewhere.pdf").exists()
    assert not vendor.packed


async def test_where_there_is_no_paper_it_is_said_and_no_file_is_left(
    here: tuple[Session, Packing], vendor: Sender, tmp_path: Path
) -> None:
    _, packing = here
    target = tmp_path / "packing.pdf"
    vendor.paper = None
    with pytest.raises(Refusal, match="DigiKey has no paper for this invoice"):
        await packing.save_paper(DIGIKEY, INVOICE, target)
    vendor.lists.clear()
    with pytest.raises(Refusal, match="no packing list of invoice"):
        await packing.save_paper(DIGIKEY, INVOICE, target)
    assert not target.exists()


def test_the_lots_of_a_line_stand_together_and_come_to_what_was_shipped() -> None:
    (only,) = parts_of(LOTS)
    assert only.lots == LOTS
    second = replace(LOTS[0], line="2", line_id="20", lot_quantity=5, shipped=5)
    assert [len(part.lots) for part in parts_of((LOTS[0], second, LOTS[1]))] == [2, 1]
    assert is_whole((LOTS[0], second, LOTS[1]))
    assert not is_whole((LOTS[0], second))
    assert not is_whole((replace(second, shipped=None),))
    assert not is_whole(())


# -- several invoices of one order -----------------------------------------------------------------

OTHER, THIRD = "80000002", "80000003"


def of(invoice: str) -> tuple[PackedLine, ...]:
    return tuple(replace(lot, invoice=invoice) for lot in LOTS)


async def test_the_invoices_of_a_sales_order_are_one_call_and_kept_each(
    here: tuple[Session, Packing], vendor: Sender
) -> None:
    _, packing = here
    vendor.lists[OTHER] = of(OTHER)
    vendor.by_order["88001"] = (INVOICE, OTHER)
    sales = {INVOICE: "88001", OTHER: "88001"}
    found = await packing.ask_order(DIGIKEY, sales, "AC-1")
    assert {one: packed.lines for one, packed in found.items()} == {INVOICE: LOTS, OTHER: of(OTHER)}
    assert all(one.whole for one in found.values())
    assert await packing.ask(DIGIKEY, OTHER) == found[OTHER]
    assert await packing.ask_order(DIGIKEY, sales, "AC-1") == found
    assert vendor.packed == {("88001", False): 1}


async def test_over_several_sales_orders_it_is_asked_by_our_number(
    here: tuple[Session, Packing], vendor: Sender
) -> None:
    _, packing = here
    vendor.lists[OTHER] = of(OTHER)
    vendor.by_order["AC-1"] = (INVOICE, OTHER)
    found = await packing.ask_order(DIGIKEY, {INVOICE: "88001", OTHER: "88002"}, "AC-1")
    assert set(found) == {INVOICE, OTHER}
    assert vendor.packed == {("AC-1", False): 1}


async def test_what_does_not_come_with_the_order_is_left_to_be_asked_for_by_itself(
    here: tuple[Session, Packing], vendor: Sender
) -> None:
    """It proves nothing, so nothing is kept of it; what nobody wanted is not kept either."""
    _, packing = here
    vendor.lists |= {OTHER: of(OTHER), THIRD: of(THIRD)}
    vendor.by_order["88001"] = (INVOICE, THIRD)
    found = await packing.ask_order(DIGIKEY, {INVOICE: "88001", OTHER: "88001"}, "")
    assert set(found) == {INVOICE}
    assert [one.at for one in await packing.have(DIGIKEY, [OTHER, THIRD])] == [None, None]


@pytest.mark.parametrize("error", [Unreadable(DIGIKEY, "odd"), Invalid(DIGIKEY, "no number"), None])
async def test_an_order_that_cannot_be_had_in_one_call_is_asked_for_by_invoice(
    here: tuple[Session, Packing], vendor: Sender, error: VendorError | None
) -> None:
    _, packing = here
    vendor.paper_fails = error
    assert await packing.ask_order(DIGIKEY, {INVOICE: "88001", OTHER: "88001"}, "") == {}
    vendor.paper_fails = VendorDown(DIGIKEY, "DigiKey cannot answer")
    with pytest.raises(VendorDown):
        await packing.ask_order(DIGIKEY, {INVOICE: "88002", OTHER: "88002"}, "")


async def test_one_invoice_or_an_order_without_a_number_is_no_call(
    here: tuple[Session, Packing], vendor: Sender
) -> None:
    _, packing = here
    assert await packing.ask_order(DIGIKEY, {INVOICE: "88001"}, "AC-1") == {}
    assert await packing.ask_order(DIGIKEY, {INVOICE: "88001", OTHER: "88002"}, " ") == {}
    assert not vendor.packed


# -- a vendor that goes by its own order number ----------------------------------------------------


async def test_by_order_one_call_has_all_that_left_and_is_asked_again_for_more(
    tmp_path: Path, vendor: Sender
) -> None:
    vendor.name = "ti"
    vendor.by_order = {"T10000001": (INVOICE,)}
    one, packing = await session(tmp_path, vendor)
    told = await packing.ask("ti", "T10000001")
    assert (told.lines, told.whole, told.old) == (LOTS, False, False), "more may leave of it"
    assert await packing.ask("ti", "T10000001") == told
    assert vendor.packed == {("T10000001", False): 1}
    one.clock.advance(AN_HOUR + 1)
    assert [its.old for its in await packing.have("ti", ["T10000001"])] == [True]
    await packing.ask("ti", "T10000001")
    assert vendor.packed == {("T10000001", False): 2}
    await one.store.close()
