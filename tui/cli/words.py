"""What the commands of the shell share: their words read, and what is amiss said."""

from __future__ import annotations

import argparse
import sys
from typing import NoReturn

from tui.text import safe


class Misused(Exception):
    """The words after a command are not as it takes them; the text says which."""


class Words(argparse.ArgumentParser):
    """A parser whose error is Misused, so that each command says it in its own way."""

    def __init__(self, prog: str, description: str, epilog: str) -> None:
        super().__init__(
            prog=prog,
            description=description,
            epilog=epilog,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )

    def error(self, message: str) -> NoReturn:
        raise Misused(message)


def complain(sentence: str) -> None:
    """Say on standard error what is amiss."""
    print(f"bondroom: {safe(sentence)}", file=sys.stderr)
