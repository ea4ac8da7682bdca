"""`make screenshots`: draw every scene anew. Nothing else writes to `screenshots/`."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from tests.scenes import FOLDER, SCENES, SIZES, drawn, file_of


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    kept = set()
    for scene in SCENES:
        for size in SIZES:
            with tempfile.TemporaryDirectory() as folder:
                svg = asyncio.run(drawn(scene, size, Path(folder)))
            path = file_of(scene, size)
            path.write_text(svg, encoding="utf-8")
            kept.add(path)
            print(f"{path.name}: {scene.shows}")
    for path in set(FOLDER.glob("*.svg")) - kept:
        path.unlink()


if __name__ == "__main__":
    main()
