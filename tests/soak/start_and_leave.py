"""A process that starts the sandbox of a folder, asks it, and leaves it, so many times."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.sandbox.test_child import ask
from vendors.sandbox.child import Child


def main(folder: Path, times: int) -> None:
    for _ in range(times):
        # No grace: the server is on its way out for whoever comes next.
        child = Child(folder, grace=0.0)
        print(ask(child.start()), flush=True)
        child.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
