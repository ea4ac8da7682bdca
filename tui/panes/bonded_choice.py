"""What is looked at in the bonded stock, and how it is kept; the words of its filter."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from typing import NamedTuple

from cache.bonded import PART_SORTS, SORTS, Ask
from cache.bonded_filter import WORDS

_SHORT = (
    "mfr: cpn: loc: pack: country: ncnr:yes lead>20 reserve> backorder> each<0.5 min> package> "
    "ncnrqty> signed>"
)
# What stands behind the name of a column in the filter.
_SIGNS = ":<>="


class Choice(NamedTuple):
    """One location or all, by location or by part, and in which order."""

    site: str | None = None
    turned: bool = False
    sort: str = "part"
    down: bool = False

    @property
    def sorts(self) -> Mapping[str, str]:
        return PART_SORTS if self.turned else SORTS

    def asked(self, text: str) -> Ask:
        """The question for these rows. By part all locations are asked for, whichever is chosen."""
        return Ask(None if self.turned else self.site, text, self.sort, self.down)

    def turn(self) -> Choice:
        """The other view; sorted as before where it has that column."""
        other = self._replace(turned=not self.turned)
        return other if self.sort in other.sorts else other._replace(sort="part", down=False)

    @property
    def sort_words(self) -> str:
        """How the rows are sorted, where that is not by part from A on."""
        if (self.sort, self.down) == ("part", False):
            return ""
        return f"by {self.sorts[self.sort]}{', last first' if self.down else ''}"


def written(choice: Choice, text: str) -> str:
    return json.dumps({**choice._asdict(), "text": text}, ensure_ascii=False)


def read(kept: str) -> tuple[Choice, str]:
    """What `written` made; everything, where it is not that or of another version."""
    with contextlib.suppress(ValueError, TypeError, KeyError, AttributeError):
        said = json.loads(kept)
        site, text, sort = said["site"], said["text"], said["sort"]
        choice = Choice(
            site if isinstance(site, str) else None,
            said["turned"] is True,
            sort if isinstance(sort, str) else "",
            said["down"] is True,
        )
        if choice.sort in choice.sorts and isinstance(text, str):
            return choice, text
    return Choice(), ""


def help_of(text: str) -> str:
    """One line about the filter while it is typed: of the word that is begun, else of all."""
    word = "" if text.endswith(" ") else text.rpartition(" ")[2].casefold()
    name = word.rstrip('"').split(":")[0].split("<")[0].split(">")[0].split("=")[0]
    if name and len(name) < len(word) and word[len(name)] in _SIGNS:
        for names, words in WORDS.items():
            if name in [one.rstrip(_SIGNS) for one in names.split()]:
                return f"{names}  {words}"
    return f"words, or {_SHORT}"
