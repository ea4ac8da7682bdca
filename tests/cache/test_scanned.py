"""Which order line a scanned bag belongs to."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from cache.scanned import Match, Scanned
from tests.cache.desk import NOON, Desk, Vendor, line, offer, part, vendor_line, vendor_order
from vendors.labels import GS, HEADER, RS, read_label
from vendors.terms import LineTerms
from vendors.vocabulary import VendorOrder

CUT, REEL = offer("RC0603CT-ND", "0.10"), offer("RC0603TR-ND", "0.01")
OTHER = offer("GRM188-ND", "0.25")


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    vendor = Vendor()
    vendor.sells(part("RC0603", CUT, REEL), part("GRM188", OTHER))
    desk = await Desk(tmp_path, vendor).open()
    yield desk
    await desk.close()


async def scanned(desk: Desk, **fields: str) -> Match:
    """What is found for a label with these fields; `_1P` is 1P."""
    text = "".join(f"{GS}{name.lstrip('_')}{said}" for name, said in fields.items())
    return await Scanned(desk.cache).find(read_label(f"{HEADER}{RS}06{text}"))


async def placed(desk: Desk, *lines: object) -> str:
    """An order of ours with these lines; its number."""
    draft = await desk.draft(*lines)  # type: ignore[arg-type]
    (review,) = await desk.placing.review(draft)
    await desk.placing.place(review.order_id)
    await desk.orders.project()
    return review.number


async def listed(desk: Desk, *orders: VendorOrder) -> None:
    desk.vendor.listed = list(orders)
    await desk.orders.refresh()


def found(match: Match) -> list[tuple[str, int, str]]:
    return [(one.order, one.line_no, one.number) for one in match.lines]


async def test_our_order_and_line_name_the_line(desk: Desk) -> None:
    number = await placed(desk, line(CUT), line(OTHER, of="GRM188"), line(CUT, 500))
    match = await scanned(desk, K=number.lower(), _4K="003", _1P="RC0603", _30P="RC0603CT-ND")
    assert found(match) == [(number, 3, "RC0603CT-ND")]
    assert match.by == "our order and line"
    assert match.lines[0].ordered == 500


async def test_a_line_number_that_is_of_another_part_is_not_believed(desk: Desk) -> None:
    number = await placed(desk, line(CUT), line(OTHER, of="GRM188"))
    match = await scanned(desk, K=number, _4K="1", _1P="GRM188")
    assert found(match) == [(number, 2, "GRM188-ND")]


async def test_without_a_line_the_part_in_our_order_is_it(desk: Desk) -> None:
    number = await placed(desk, line(CUT), line(OTHER, of="GRM188"))
    match = await scanned(desk, K=number, _1P="grm188")
    assert found(match) == [(number, 2, "GRM188-ND")]
    assert match.lines[0].shipped is None


async def test_several_lines_of_one_part_are_for_a_person(desk: Desk) -> None:
    number = await placed(desk, line(CUT), line(REEL, 5000))
    match = await scanned(desk, K=number, _1P="RC0603")
    assert [no for _, no, _ in found(match)] == [1, 2]
    exact = await scanned(desk, K=number, _1P="RC0603", _30P="RC0603TR-ND")
    assert [no for _, no, _ in found(exact)] == [2]


async def test_our_reference_chooses_among_several(desk: Desk) -> None:
    mine = replace(line(CUT, 300), terms=LineTerms(customer_part="BIN 7"))
    number = await placed(desk, line(CUT), mine)
    match = await scanned(desk, K=number, P="bin 7", _1P="RC0603")
    assert [no for _, no, _ in found(match)] == [2]


async def test_the_sales_order_and_the_part_find_it_where_our_number_is_blank(desk: Desk) -> None:
    here = vendor_order("", "991", sales=("88001",), lines=(vendor_line(ordered=100, shipped=100),))
    there = vendor_order("", "992", sales=("88002",), lines=(vendor_line(),))
    await listed(desk, here, there)
    match = await scanned(desk, K="", _1K="88001", _30P="RC0603CT-ND")
    assert found(match) == [("991", 0, "RC0603CT-ND")]
    assert (match.by, match.lines[0].shipped) == ("the sales order and the part", 100)


async def test_a_sales_order_that_another_begins_with_is_another(desk: Desk) -> None:
    await listed(desk, vendor_order("", "991", sales=("880011",), lines=(vendor_line(),)))
    assert (await scanned(desk, _1K="88001", _30P="OTHER-ND")).lines == ()
    assert (await scanned(desk, _1K="88001", _30P="RC0603CT-ND")).by == "the part alone"
    assert (await scanned(desk, K="", _1K="88001", _10K="9")).lines == ()


async def test_an_order_that_ours_is_the_beginning_of_is_another(desk: Desk) -> None:
    await listed(desk, vendor_order("A-22", lines=(vendor_line(),)))
    assert (await scanned(desk, K="A-2", _30P="RC0603CT-ND")).by == "the part alone"
    assert (await scanned(desk, K="A-2", _1K="7")).lines == ()


async def test_the_part_alone_is_looked_for_in_open_orders_only(desk: Desk) -> None:
    old = NOON - timedelta(days=30)
    await listed(
        desk,
        vendor_order("A-1", "991", status="Delivered", lines=(vendor_line(),), entered_at=old),
        vendor_order("A-2", "992", sales=("88002",), lines=(vendor_line(),)),
        vendor_order("A-3", "993", sales=("88003",), status="Canceled", lines=(vendor_line(),)),
    )
    match = await scanned(desk, _1P="RC0603")
    assert found(match) == [("A-2", 0, "RC0603CT-ND")]
    assert match.by == "the part alone"


async def test_another_packaging_of_the_part_is_found_after_the_number(desk: Desk) -> None:
    await listed(desk, vendor_order("A-2", lines=(vendor_line(),)))
    match = await scanned(desk, _30P="RC0603TR-ND", _1P="RC0603")
    assert found(match) == [("A-2", 0, "RC0603CT-ND")]


async def test_what_no_order_has_is_found_nowhere(desk: Desk) -> None:
    number = await placed(desk, line(CUT))
    assert (await scanned(desk, K=number, _1P="LM358")).lines == ()
    assert (await scanned(desk, K="ZZ-1", _1P="LM358", _1K="77")).lines == ()


async def test_a_part_number_that_is_the_beginning_of_another_is_another(desk: Desk) -> None:
    await placed(desk, line(CUT))
    assert (await scanned(desk, _1P="RC06")).lines == ()


async def test_a_packing_list_finds_its_order(desk: Desk) -> None:
    await listed(desk, vendor_order("A-2", sales=("88001", "88002"), lines=(vendor_line(),)))
    match = await scanned(desk, K="", _1K="88002", _10K="99", _11K="1")
    assert found(match) == [("A-2", 0, "")]


async def test_what_a_label_says_is_no_pattern(desk: Desk) -> None:
    await placed(desk, line(CUT))
    for text in ("*", "?", "[A-Z]*", "%", "_", "'"):
        assert (await scanned(desk, K=text, _1P=text)).lines == ()
