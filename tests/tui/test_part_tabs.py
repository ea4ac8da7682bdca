"""What stands in the tabs of a part, and the ways to buy it; long lists and hostile text."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cache.people import Person
from tests.tui import part_kit
from tests.tui.kit import DESK, SMALL, desk
from tests.tui.part_kit import (
    CUT,
    NOTICES,
    REEL,
    RESISTOR,
    SUBSTITUTES,
    PartShop,
    opened,
    shop_of,
    titles,
)
from tests.tui.test_history import ordered
from tui.screens.order import OrderSheet
from tui.screens.part_ways import WaysSheet
from vendors.details import Document, Related, Relation


async def test_an_order_of_the_part_opens(tmp_path: Path) -> None:
    async with desk(tmp_path, vendor=PartShop()) as it:
        await ordered(it)
        await it.press("2", "/", "ctrl+u", "RC0603FR-0710KL", "escape")
        await it.still()
        await opened(it, "9", "enter")
        assert isinstance(it.app.sheet, OrderSheet)
        await it.press("escape")
        assert "[9 ours]" in it.text()


async def test_ways_to_buy_are_asked_for_and_change_nothing(tmp_path: Path) -> None:
    async with desk(tmp_path, vendor=PartShop()) as it:
        await opened(it, "e", "1500", "enter")
        assert isinstance(it.app.sheet, WaysSheet)
        text = it.text()
        assert "Exact: 1,500 for 10.35 USD, the standard price" in text
        assert "Better Value: 5,000 for 22.00 USD" in text
        assert "Digi-Reel 311-10.0KHRDKR-ND: 1,500 at 0.00690, reel 7.00, together 17.35" in text
        assert shop_of(it).calls == {"part": 1, "ways to buy": 1, "reel price": 1}
        assert it.lines == []
        await it.press("down", "a")
        assert "Enter alone: 5,000" in it.text()
        await it.press("enter")
        await it.still()
        assert it.lines == [("RC0603FR-0710KL", 5000)]


async def test_ways_that_come_anew_leave_the_cursor_where_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk(tmp_path, vendor=PartShop()) as it:
        await opened(it, "e", "1500", "enter", "down")
        sheet = it.app.sheet
        assert isinstance(sheet, WaysSheet)
        here = sheet._packs[sheet._cursor]
        monkeypatch.setattr(part_kit, "WAYS", part_kit.WAYS[::-1])
        it.app.services.clock.advance(60)
        await it.press("f5")
        await it.still()
        assert sheet._packs[0] == here
        await it.press("a")
        assert f"Enter alone: {here.quantity:,}" in it.text()


async def test_no_reel_is_asked_for_where_none_is_made(tmp_path: Path) -> None:
    shop = PartShop()
    only = replace(RESISTOR, offers=(CUT, REEL))
    shop.shelf = (only,)
    shop.sells(only)
    async with desk(tmp_path, vendor=shop) as it:
        await opened(it, "e", "10", "enter")
        assert "No Digi-Reel is offered of it" in it.text()
        assert shop.calls == {"part": 1, "ways to buy": 1}


async def test_the_family_stands_by_what_differs(tmp_path: Path) -> None:
    async with desk(tmp_path, vendor=PartShop()) as it:
        await opened(it, "0")
        text = it.text()
        assert "base number RC0603: 2 variants here" in text
        head = next(line for line in text.splitlines() if "stock" in line)
        assert "Resistance" in head
        assert "Height" not in head
        assert "data sheet  https://vendor.test/datasheets/rc-group.pdf" in text
        await it.press("down", "a", "7", "enter")
        await it.still()
        assert it.lines == [("RC0603FR-074K7L", 7)]


async def test_a_variant_opens_and_more_are_asked_for(tmp_path: Path) -> None:
    shop = PartShop()
    shop.total = 3
    async with desk(tmp_path, vendor=shop) as it:
        await opened(it, "0")
        assert "m asks for more" in it.text()
        third = replace(RESISTOR, number="RC0603FR-071ML", offers=(replace(CUT, number="C-ND"),))
        shop.shelf = (*shop.shelf, third)
        await it.press("m")
        await it.still()
        assert "RC0603FR-071ML" in it.text()
        assert shop.calls["search RC0603"] == 2
        await it.press("m")
        assert "all that the vendor found is here" in it.text()
        await it.press("end", "enter")
        await it.still()
        assert titles(it) == ["RC0603FR-0710KL", "RC0603FR-074K7L"]


async def test_a_family_that_was_not_read_to_its_end_says_so(tmp_path: Path) -> None:
    shop = PartShop()
    shop.cut = True
    async with desk(tmp_path, vendor=shop) as it:
        await opened(it, "0")
        assert "2 came: the list ends there, and there may be more · base number" in it.text()
        await it.press("m")
        assert it.app.said.startswith("the list ends there, and there may be more")


async def test_an_address_is_copied_and_can_be_clicked(tmp_path: Path) -> None:
    async with desk(tmp_path, vendor=PartShop()) as it:
        sheet = await opened(it, "7", "down")
        await it.press("y")
        assert it.app._clipboard == "https://vendor.test/pcn/reels-2026.pdf"
        links = {
            segment.style.link
            for strip in it.app.screen._compositor.render_strips()
            for segment in strip
            if segment.style is not None and segment.style.link
        }
        assert links == {
            "https://vendor.test/datasheets/rc-group.pdf",
            "https://vendor.test/pcn/reels-2026.pdf",
        }
        await it.press("enter")
        assert "nothing is opened from here" in it.text()
        await it.press("end", "y")
        assert "there is nothing to copy here" in it.text()
        assert it.app.sheet is sheet


async def test_orders_and_drafts_of_the_same_number(tmp_path: Path) -> None:
    async with desk(tmp_path, vendor=PartShop()) as it:
        drafts = it.app.services.drafts
        drafts._person = Person(1002, "ben", "Ben Roy", False)
        theirs = await drafts.new()
        await it.press("2", "home", "a", "300", "enter")
        await it.still()
        draft = it.app._builder.draft
        assert draft is not None
        theirs.lines = [replace(draft.lines[0], id="x1", part="rc0603fr-0710kl", quantity=500)]
        await drafts.save(theirs)
        await opened(it, "9")
        text = it.text()
        rows = [line.split() for line in text.splitlines() if "draft D-" in line]
        assert [(row[-2] if row[-1] == "│" else row[-1]) for row in rows] == ["300", "500"]
        assert "ben" in text
        assert "you" in text


async def test_long_lists_scroll_and_draw_only_what_is_seen(tmp_path: Path) -> None:
    shop = PartShop()
    shop.related["substitutes"] = tuple(
        replace(SUBSTITUTES[0], part=f"SUB-{n:04}", number=f"S{n}-ND") for n in range(1000)
    )
    async with desk(tmp_path, SMALL, vendor=shop) as it:
        sheet = await opened(it, "3")
        drawn = 0
        cells = sheet.tab.table._cells

        def counting(row: Related) -> object:
            nonlocal drawn
            drawn += 1
            return cells(row)

        sheet.tab.table._cells = counting  # type: ignore[assignment]
        await it.press("end")
        await it.still()
        assert "▸Direct" in it.text()
        assert "SUB-0999" in it.text()
        assert drawn < 100
        await it.press("pageup", "home")
        await it.still()
        assert "SUB-0000" in it.text()


NASTY = "[/b][red]x[/red] \x1b]52;c;x\x07\x1b[31m \u202eRTL 全角" + " LONG" * 40


async def test_hostile_text_in_every_tab(tmp_path: Path) -> None:
    shop = PartShop()
    nasty = replace(
        RESISTOR,
        description=NASTY,
        detail=NASTY + "!",
        maker=NASTY,
        status=NASTY,
        datasheet="https://x.test/\x1b]8;;evil\x07",
        base=NASTY,
        shipping_note=NASTY,
        parameters=((NASTY, NASTY), ("", "")),
        other_names=(NASTY,),
    )
    shop.shelf = (nasty,)
    shop.sells(nasty)
    bad = Related(
        *(Relation.SUBSTITUTE, NASTY, NASTY, NASTY, NASTY, NASTY, None, None, NASTY, NASTY)
    )
    for what in ("substitutes", "other packagings", "goes with", "recommended"):
        shop.related[what] = (bad,)
    shop.papers = (Document(NASTY, NASTY, "javascript:x"), Document(NASTY, NASTY, NASTY))
    shop.notices = (replace(NOTICES[0], kind=NASTY, title=NASTY, url=NASTY),)
    async with desk(tmp_path, SMALL, vendor=shop) as it:
        sheet = await opened(it)
        for key in "1234567890":
            await it.press(key)
            await it.still()
            await it.press("down")
            assert sheet.tab.key == key
            for line in (*sheet.head(76), *sheet.lines(76), *sheet.foot(76)):
                assert sum(len(text) for text, _ in line) <= 76
            raw = [
                segment for strip in it.app.screen._compositor.render_strips() for segment in strip
            ]
            assert not any(c in segment.text for segment in raw for c in "\x1b\x07\u202e")
            assert not any(segment.style.link for segment in raw if segment.style is not None)


async def test_a_break_costs_what_the_line_would(tmp_path: Path) -> None:
    async with desk(tmp_path, vendor=PartShop()) as it:
        await opened(it)
        _, _, below = it.text().partition("price breaks of")
        rows = [line for line in below.splitlines() if " up " in line]
        assert [row.split("█")[0].split() for row in rows[:1]] == [
            ["│", "1", "up", "0.10000", "0.10"]
        ]
        bars = [row.count("█") * 2 + row.count("▌") for row in rows]
        assert bars == sorted(bars, reverse=True)
        assert bars[0] > 10 * bars[-1] > 0
        assert "pieces" in it.text()
        assert "each USD" in it.text()


@pytest.mark.parametrize("size", [SMALL, DESK])
async def test_names_of_parameters_are_whole(tmp_path: Path, size: tuple[int, int]) -> None:
    async with desk(tmp_path, size, vendor=PartShop()) as it:
        sheet = await opened(it, "2")
        said = " ".join("".join(text for text, _ in line) for line in sheet.lines(40))
        for word in ["Temperature", "Coefficient", "of", "Resistance", "(TCR)"]:
            assert word in said
        assert "…" not in said
