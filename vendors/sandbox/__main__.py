"""`python -m vendors.sandbox COMMAND … --folder F`: the sandbox without the rest of Bondroom."""

from __future__ import annotations

import sys
from pathlib import Path

from vendors.sandbox.commands import main


def _run(words: list[str]) -> int:
    folder = ""
    if "--folder" in words[:-1]:
        at = words.index("--folder")
        folder = words[at + 1]
        del words[at : at + 2]
    if not folder:
        sys.stderr.write("sandbox: say which folder is meant: --folder FOLDER\n")
        return 2
    return main(words, Path(folder))


if __name__ == "__main__":
    sys.exit(_run(sys.argv[1:]))
