"""The vendor's search narrowed and sorted: what is offered, chosen and asked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.tui.kit import CAPACITOR, RESISTOR
from tests.tui.narrow_kit import (
    LESS,
    Narrowable,
    choose,
    desk,
    flat,
    opened,
    parts,
    quiet,
    taken,
    to,
)
from vendors.details import Choices, Filters


async def test_makers_chosen_by_letters_are_asked_for_in_one_call(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        calls = len(it.vendor.searched)
        await opened(it)
        await choose(it, "maker", "yag", "space", "ctrl+u", "vish", "space", "enter")
        assert "Asked for: maker Yageo, Vishay." in it.text()
        assert it.vendor.narrowed == []
        await taken(it)
        wanted = Filters(manufacturers=("13", "541"))
        assert it.vendor.narrowed == [("resistor", 0, wanted, None, False)]
        assert len(it.vendor.searched) == calls


async def test_the_hits_stand_in_the_vendors_order_and_the_frame_says_by_what(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path) as it:
        assert parts(it)[0] == RESISTOR.number
        await opened(it)
        await choose(it, "maker", "enter")
        await choose(it, "sort by", "pri", "enter")
        await choose(it, "direction", "down", "enter")
        await taken(it)
        assert parts(it) == [CAPACITOR.number, RESISTOR.number]
        assert it.vendor.narrowed[0][3:] == ("Price", True)
        assert "2 of 2 at 12:02 · narrowed by maker, sorted" in it.text()
        assert "maker Yageo · sort by price · direction descending" in it.text()


async def test_every_kind_reaches_the_vendor(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await opened(it)
        await choose(it, "category", "enter")
        for name in ("maker", "series", "status", "packaging", "has or is"):
            await choose(it, name, "space", "enter")
        await choose(it, "marketplace", "enter")
        await choose(it, "tariff", "only", "enter")
        await choose(it, "in stock", "2,500", "enter")
        await choose(it, "Resistance", "space", "down", "space", "enter")
        await choose(it, "Tolerance", "enter")
        await taken(it)
        assert it.vendor.narrowed[0][2] == Filters(
            manufacturers=("13",),
            categories=("52",),
            statuses=("0",),
            packagings=("2",),
            series=("801",),
            marketplace="ExcludeMarketPlace",
            tariff="TariffOnly",
            minimum_available=2500,
            options=("HasDatasheet",),
            parameter_category="52",
            parameters=(("2085", ("10 kOhms", "1 kOhms")), ("3", ("1131",))),
        )
        assert "2 of 2 at 12:02 · narrowed by maker" in it.text()


async def test_what_asks_for_nothing_is_not_offered(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await opened(it)
        await choose(it, "marketplace")
        assert "exclude market place" in it.text()
        assert "no filter" not in it.text()
        assert "2 of 2" in it.text()


async def test_parameters_wait_for_their_category(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await opened(it)
        assert "Resistance" not in it.text()
        assert "choose a category first" in it.text()
        await choose(it, "category", "space", "down", "space", "enter")
        assert "belongs to one category: several are chosen" in it.text()
        await choose(it, "category", "space", "enter")
        assert "Resistance" not in it.text()
        assert "tells those of this category once t has asked" in it.text()


async def test_another_category_takes_its_parameters_away_and_says_so(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await opened(it)
        await choose(it, "category", "chip", "enter")
        await choose(it, "Resistance", "enter")
        await choose(it, "category", "through", "space", "enter")
        assert it.app.said == "of another category, and so not asked for: Resistance"
        await taken(it)
        assert it.vendor.narrowed[0][2] == Filters(categories=("52", "53"))


async def test_a_parameter_the_vendor_ignored_is_said(tmp_path: Path) -> None:
    shop = Narrowable()
    shop.less = replace(LESS, applied=("3",))
    async with desk(tmp_path, shop) as it:
        await opened(it)
        await choose(it, "category", "enter")
        await choose(it, "Resistance", "enter")
        await choose(it, "Tolerance", "enter")
        await taken(it)
        assert it.app.said.startswith("DigiKey did not filter by Resistance: what came disregards")
        await it.press("escape")
        assert it.app.said == "not narrowed any more"


async def test_an_ignored_parameter_still_stands_above_the_rows_later(tmp_path: Path) -> None:
    shop = Narrowable()
    shop.less = replace(LESS, applied=())
    async with desk(tmp_path, shop) as it:
        await opened(it)
        await choose(it, "category", "enter")
        await choose(it, "Tolerance", "enter")
        await taken(it)
        await it.press("z", "1", "2")
        assert "DigiKey did not filter by Tolerance · category Resistors / Chip" in it.text()


@pytest.mark.parametrize("applied", [None, LESS])
async def test_what_it_filtered_by_is_compared_or_openly_not_known(
    tmp_path: Path, applied: Choices | None
) -> None:
    shop = Narrowable()
    shop.less = applied
    async with desk(tmp_path, shop) as it:
        await opened(it)
        await choose(it, "category", "enter")
        await choose(it, "Tolerance", "enter")
        await taken(it)
        said = "DigiKey did not say by which parameters it filtered" in it.app.said
        assert said is (applied is None)
        assert "did not filter" not in it.app.said


async def test_m_goes_on_with_the_narrowed_search(tmp_path: Path) -> None:
    shop = Narrowable()
    shop.total, shop.hits = 120, (CAPACITOR,)
    async with desk(tmp_path, shop) as it:
        await opened(it)
        await choose(it, "maker", "enter")
        await taken(it)
        assert "1 of 120" in it.text()
        await it.press("m")
        await quiet(it)
        wanted = Filters(manufacturers=("13",))
        assert [call[:3] for call in shop.narrowed] == [
            ("resistor", 0, wanted),
            ("resistor", 1, wanted),
        ]
        assert "2 of 120" in it.text()


async def test_other_words_are_not_narrowed_and_the_same_again_are(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await opened(it)
        await choose(it, "maker", "enter")
        await taken(it)
        await it.press("/", "s")
        await quiet(it)
        assert it.app.said == "other words are not narrowed; the same words again are"
        assert "narrowed by" not in it.text()
        await it.press("backspace")
        await quiet(it)
        assert "narrowed by maker" in it.text()
        await it.press("s", "enter")
        await quiet(it)
        assert it.vendor.searched[-1] == "resistors"
        await it.press("/", "backspace", "enter")
        await quiet(it)
        assert it.vendor.searched[-1] == "resistor"
        assert len(it.vendor.narrowed) == 1


async def test_cleared_it_shows_what_is_here_without_a_call(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await opened(it)
        await choose(it, "maker", "enter")
        await taken(it)
        calls = len(it.vendor.searched), len(it.vendor.narrowed)
        await opened(it)
        await it.press("c")
        assert "Nothing is chosen" in it.text()
        await taken(it)
        assert (len(it.vendor.searched), len(it.vendor.narrowed)) == calls
        assert it.app.said == "not narrowed any more; F5 asks DigiKey again"
        assert "at DigiKey at 12:02" in it.text()
        assert parts(it)[0] == RESISTOR.number


async def test_nothing_changed_asks_nothing(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await opened(it)
        await choose(it, "maker", "enter")
        await taken(it)
        await opened(it)
        await taken(it)
        assert len(it.vendor.narrowed) == 1


async def test_esc_leaves_the_search_as_it_was(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await opened(it)
        await it.press("escape")
        assert it.app.sheet is None, "without changes one Esc is enough"
        await opened(it)
        await choose(it, "maker", "enter")
        await choose(it, "status", "enter")
        await it.press("escape")
        assert "2 changes not taken: Enter takes them, Esc again drops them." in it.text()
        await it.press("escape")
        await quiet(it)
        assert it.app.sheet is None
        assert it.app.said == "2 changes dropped: the search is as it was"
        assert it.vendor.narrowed == []
        assert "narrowed by" not in it.text()


async def test_esc_in_the_list_of_values_keeps_what_was_ticked(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await opened(it)
        await choose(it, "maker", "space", "down", "space", "escape")
        assert "Asked for: maker Yageo, Panasonic." in it.text()
        await choose(it, "maker", "up", "space", "escape")
        assert "Asked for: maker Panasonic." in it.text()
        await choose(it, "maker", "down", "down", "escape")
        assert "Asked for: maker Panasonic." in it.text(), "looking on changes nothing"
        await choose(it, "maker", "space", "escape")
        assert "Nothing is chosen" in it.text(), "what was cleared stays so"


async def test_after_esc_enter_takes_the_changes_and_any_other_key_stays(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await opened(it)
        await choose(it, "maker", "space", "escape")
        await it.press("escape", "j")
        assert "not taken" not in it.text()
        assert "t asks DigiKey so: one call." in it.text()
        await it.press("escape")
        assert "1 change not taken: Enter takes them" in it.text()
        await it.press("enter")
        await quiet(it)
        assert it.vendor.narrowed == [("resistor", 0, Filters(manufacturers=("13",)), None, False)]


async def test_x_clears_one_and_says_where_there_is_nothing(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await opened(it)
        await choose(it, "maker", "enter")
        await choose(it, "status", "enter")
        await to(it, "maker")
        await it.press("x")
        assert "Asked for: status Active." in it.text()
        await it.press("x")
        assert it.app.said == "nothing is chosen there"


async def test_what_only_the_whole_search_has_is_offered_when_narrowed(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        await opened(it)
        await choose(it, "maker", "enter")
        await taken(it)
        await opened(it)
        await choose(it, "maker")
        assert "400 in all" in it.text()
        assert "37" in it.text()
        assert "to the search as it is narrowed now; “in all”: without, at 12:02" in flat(it)
        await it.press("pana", "space", "enter")
        await taken(it)
        assert it.vendor.narrowed[-1][2] == Filters(manufacturers=("13", "10"))
