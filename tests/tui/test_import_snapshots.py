"""Pictures of lists that are taken in. Each docstring says what a person should see.

Look at the pictures of a failing run before `pytest --snapshot-update`.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events

from tests.tui.kit import DESK, SMALL, ShopDriver
from tests.tui.test_snapshots import Compare, same

SIZES = pytest.mark.parametrize("size", [SMALL, DESK])

BOM = """\
Amplifier board\t\t\t\t\t\t
\t\t\t\t\t\t
Item\tRefDes\tManufacturer PN\tManufacturer\tQty\tDescription\tInternal PN
1\tR1, R2\tRC0603FR-0710KL\tYageo\t2\tRES 10K 1% 0603 thick film\tACME-10K
2\tC1\t2.2E+02\tMurata\t1\tCAP 100n X7R\t
3\tU1\t\tTI\t1\top amp\t
4\tU2\tLM358DR \tTI\t1\top amp\tACME-358
5\tU3, U4\tSN74LVC1G04DBVR\tTI\t3\tinverter\t
6\tD1\t1N41\u041e8\tonsemi\t1\tdiode\t
7\tX1\t1-Dec\tEpson\tsome\tcrystal\t
"""
TEN = "\n".join(f"RC0603FR-07{at}KL\t{at}00" for at in range(1, 11))


async def _pasted(it: ShopDriver, text: str) -> None:
    await it.press("3", "z")
    it.app.post_message(events.Paste(text))
    await it.still()


@SIZES
def test_a_bill_of_materials(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    """Columns with what each is, the head, rows with ! and ?; what to look at, and 7 lines."""

    async def play(it: ShopDriver) -> None:
        await _pasted(it, BOM)

    assert same(snap_compare, tmp_path, size, play)


@SIZES
def test_one_cell_mended_and_fifty_boards(
    snap_compare: Compare, tmp_path: Path, size: tuple[int, int]
) -> None:
    """22E1 green in its row with ✓ below; boards 50, attrition 2 %; the Cyrillic O under ▸."""

    async def play(it: ShopDriver) -> None:
        await _pasted(it, BOM)
        await it.press("f", "b", "5", "0", "enter", "a", "2", "enter", "down", "down", "down")

    assert same(snap_compare, tmp_path, size, play)


@SIZES
def test_ten_plain_lines(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    """No head, part and quantity, nothing to look at; Enter takes 10 lines."""

    async def play(it: ShopDriver) -> None:
        await _pasted(it, TEN)

    assert same(snap_compare, tmp_path, size, play)
