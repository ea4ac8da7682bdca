"""What the warehouse calls what we order: confirmed by a person, shared, and in the audit."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cache.inbound_mapping import Mapped, Missing, key_words, sku_key
from cache.places import Refusal
from tests.cache.desk import BEN, line
from tests.cache.inbound_kit import CUT, OTHER, REEL, InboundDesk, accepted
from tests.cache.warehouse import Keeper
from vendors.inbound import StockItem
from vendors.terms import LineTerms

WORDS = some.text(some.characters(exclude_categories=["Cs"]), max_size=12)
PART = some.tuples(WORDS, WORDS, WORDS)


@given(PART, some.sampled_from([str.upper, str.lower, lambda text: f"  {text} "]))
def test_a_part_is_the_same_however_it_is_written(
    part: tuple[str, str, str], written: type[str]
) -> None:
    plain = tuple(text for text in part if text.isascii())
    if len(plain) == len(part):
        assert sku_key(*part) == sku_key(*(written(text) for text in part))


@given(PART, PART)
def test_two_parts_never_share_a_key(
    one: tuple[str, str, str], other: tuple[str, str, str]
) -> None:
    from cache.convert import normal

    same = [normal(text) for text in one] == [normal(text) for text in other]
    assert (sku_key(*one) == sku_key(*other)) == same


@given(PART, WORDS)
def test_the_words_of_any_key_can_be_shown(part: tuple[str, str, str], kind: str) -> None:
    assert key_words("sku", sku_key(*part)).startswith("the SKU for ")
    assert key_words("sku", kind)
    assert key_words(kind, "[]")


async def a_desk(folder: Path, *lines: object) -> tuple[InboundDesk, int]:
    desk = await InboundDesk(folder, Keeper()).open()
    return desk, await accepted(desk, *lines)


async def missing_sku(desk: InboundDesk, order_id: int) -> Missing:
    (found,) = [one for one in await desk.inbound.mapping.missing(order_id) if one.kind == "sku"]
    return found


async def test_what_is_missing_is_named_once(tmp_path: Path) -> None:
    desk, order_id = await a_desk(tmp_path, line(CUT), line(REEL, 500), line(OTHER, 5, of="LM358"))
    missing = await desk.inbound.mapping.missing(order_id)
    assert [(one.kind, one.words) for one in missing] == [
        ("supplier", "the supplier for DigiKey"),
        ("warehouse", "the warehouse for the ship-to AUS (Austin)"),
        ("sku", "the SKU for RC0603 by Yageo"),
        ("sku", "the SKU for LM358 by Yageo"),
    ]
    await desk.mapped()
    assert await desk.inbound.mapping.missing(order_id) == ()
    await desk.close()


async def test_a_number_of_our_own_makes_it_another_sku(tmp_path: Path) -> None:
    ours = replace(line(CUT), terms=LineTerms(customer_part="CPN-10K"))
    desk, order_id = await a_desk(tmp_path, line(CUT), ours)
    found = [one for one in await desk.inbound.mapping.missing(order_id) if one.kind == "sku"]
    assert [one.customer_part for one in found] == ["", "CPN-10K"]
    await desk.inbound.mapping.confirm([Mapped("sku", found[0].key, "RC0603")])
    assert (await missing_sku(desk, order_id)).customer_part == "CPN-10K"
    await desk.close()


async def test_suggestions_are_only_that(tmp_path: Path) -> None:
    desk, order_id = await a_desk(tmp_path)
    mapping = desk.inbound.mapping
    supplier, warehouse, sku = await mapping.missing(order_id)
    offered = await mapping.suggest(supplier)
    assert [(one.value, one.why) for one in offered] == [("se-s1", "of that name")]
    assert [one.name for one in await mapping.suggest(warehouse)] == ["Austin plant", "Cork"]
    found = await mapping.suggest(sku)
    assert [(one.value, one.exact, one.why) for one in found] == [
        ("RC0603", True, "its SKU is the manufacturer's number"),
        (
            "OLD-RC0603",
            False,
            "it has the manufacturer's number in it; it is not active there",
        ),
    ]
    assert [one.value for one in await mapping.suggest(sku, "Resistor 10k")] == ["CPN-10K"]
    # Nothing of that is an entry.
    assert (await mapping.all(), len(await mapping.missing(order_id))) == ((), 3)
    await desk.close()


async def test_suppliers_of_another_name_are_all_offered(tmp_path: Path) -> None:
    desk, _ = await a_desk(tmp_path)
    lacking = Missing("supplier", "ti", "the supplier for TI")
    desk.keeper.stock = ()
    found = await desk.inbound.mapping.suggest(lacking, "Mouser")
    assert {one.why for one in found} == {"one of all there are"}
    places = await desk.inbound.mapping.suggest(Missing("place", "se-w1", "the place"))
    assert [one.value for one in places] == ["se-l1", "se-l2"]
    await desk.close()


async def test_exact_ones_may_be_confirmed_in_bulk(tmp_path: Path) -> None:
    desk, order_id = await a_desk(tmp_path, line(CUT), line(OTHER, 5, of="LM358"))
    missing = await desk.inbound.mapping.missing(order_id)
    offered = await desk.inbound.mapping.proposals(missing)
    assert [(one.value, one.name) for one in offered] == [("RC0603", "RES 10K 0603")]
    assert await desk.inbound.mapping.all() == ()
    await desk.inbound.mapping.confirm(offered)
    assert (await missing_sku(desk, order_id)).part == "LM358"
    # A SKU that is not active, or there twice, is proposed to nobody.
    desk.keeper.stock = (StockItem("LM358", "op amp", active=False),)
    assert await desk.inbound.mapping.proposals(missing[-1:]) == ()
    await desk.close()


async def test_every_change_is_in_the_audit_and_all_buyers_share_them(tmp_path: Path) -> None:
    desk, order_id = await a_desk(tmp_path)
    entry = Mapped("sku", (await missing_sku(desk, order_id)).key, "RC0603", "RES")
    await desk.inbound.mapping.confirm([entry])
    await desk.inbound.mapping.confirm([entry])
    ben = await InboundDesk(tmp_path, desk.keeper, desk.vendor, person=BEN).open()
    await ben.inbound.mapping.confirm([replace(entry, value="CPN-10K", name="")])
    (row,) = await desk.inbound.mapping.all()
    assert (row.value, row.person, row.words) == ("CPN-10K", "ben", "the SKU for RC0603 by yageo")
    await ben.inbound.mapping.remove("sku", entry.key)
    assert [(was, became) for _, was, became, _ in await desk.said()] == [
        ("", "RC0603 RES"),
        ("RC0603 RES", "CPN-10K"),
        ("CPN-10K", ""),
    ]
    with pytest.raises(Refusal, match="no such entry"):
        await desk.inbound.mapping.remove("sku", entry.key)
    await ben.close()
    await desk.close()


async def test_nothing_is_stored_where_one_of_several_is_nothing(tmp_path: Path) -> None:
    desk, order_id = await a_desk(tmp_path)
    good = Mapped("sku", (await missing_sku(desk, order_id)).key, "RC0603")
    for bad in (replace(good, value=" \0 "), Mapped("supplier", "", "se-1")):
        with pytest.raises(Refusal):
            await desk.inbound.mapping.confirm([good, bad])
    with pytest.raises(Refusal, match="nothing that can be mapped"):
        await desk.inbound.mapping.confirm([replace(good, kind="colour")])  # type: ignore[arg-type]
    assert await desk.inbound.mapping.all() == ()
    await desk.close()
