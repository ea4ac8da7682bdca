"""The pictures in `screenshots/` are of the program as it is. `make screenshots` draws them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenes import FOLDER, SCENES, SIZES, Scene, drawn, file_of

pytestmark = pytest.mark.process


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
async def test_the_picture_is_fresh(scene: Scene, size: tuple[int, int], tmp_path: Path) -> None:
    # Compared apart: explaining how two pictures differ takes longer than drawing them.
    fresh = await drawn(scene, size, tmp_path) == file_of(scene, size).read_text("utf-8")
    assert fresh, "the program draws this otherwise now: look at it, then `make screenshots`"


def test_no_picture_is_left_over() -> None:
    assert set(FOLDER.glob("*")) == {file_of(scene, size) for scene in SCENES for size in SIZES}
