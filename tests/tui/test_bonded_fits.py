"""What the bonded pane and its sheets say at 80 columns: whole, and as it is done there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.cache.desk import PLANT
from tests.tui.bonded_kit import SITES, Stocked, bonded
from tui.text import width_of
from tui.widgets.bars import prompt_line
from tui.widgets.prompts import NamePrompt

COMPANY = "Acme Electronics de Mexico Sociedad Anonima"


async def test_no_name_and_no_figure_of_the_values_is_cut(tmp_path: Path) -> None:
    shop = Stocked()
    shop.sites = (replace(SITES[0], address=replace(PLANT, company=COMPANY)), *SITES[1:])
    async with bonded(tmp_path, shop=shop) as it:
        await it.press("V")
        await it.sees("What the reserves are worth")
        sheet = it.app.sheet
        assert sheet is not None
        lines = ["".join(text for text, _ in line) for line in sheet.lines(76)]
        assert [line for line in lines if "…" in line or width_of(line) > 76] == []
        words = " ".join(lines).split()
        assert all(word in words for word in COMPANY.split())


async def test_by_part_the_keys_say_what_they_do_there(tmp_path: Path) -> None:
    async with bonded(tmp_path) as it:
        assert "→ location" in it.text()
        await it.press("t")
        await it.sees("→ unfold   ← fold   t by location")
        await it.press("t")
        await it.sees("→ location")


async def test_by_part_the_number_and_every_figure_are_whole(tmp_path: Path) -> None:
    async with bonded(tmp_path) as it:
        await it.press("t", "down")
        await it.sees(" GRM188R71H104KA93D · 2 locations · Murata")
        await it.sees("BO reserve 2,000")


def test_what_is_said_beside_a_question_ends_in_a_mark_where_it_is_cut() -> None:
    prompt = NamePrompt("name", "", "said " * 40, lambda _: None)
    line = "".join(text for text, _ in prompt_line(80, prompt))
    assert width_of(line) == 80
    assert line.endswith("…")
