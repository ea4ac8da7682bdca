"""The values of parameters by part, so that a search can filter by them and count them."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from vendors.sandbox.ids import value_id
from vendors.sandbox.parts.catalogue import Catalogue

_NONE = 0xFFFF


@dataclass(slots=True)
class Column:
    """One parameter: what value each part has, as a place in `texts`; in which categories."""

    places: array[int]
    categories: set[int] = field(default_factory=set)
    texts: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    _known: dict[str, int] = field(default_factory=dict)

    def put(self, index: int, parameter: int, text: str) -> None:
        place = self._known.get(text)
        if place is None:
            place = self._known[text] = len(self.texts)
            self.texts.append(text)
            self.ids.append(value_id(parameter, text))
        self.places[index] = place

    def place(self, text: str) -> int | None:
        """Where in `texts` that is."""
        return self._known.get(text)

    def counts(self, indexes: Sequence[int]) -> list[tuple[str, str, int]]:
        """(id, text, how many of `indexes`) of each value that they have, by text."""
        counted = Counter(map(self.places.__getitem__, indexes))
        counted.pop(_NONE, None)
        return sorted(
            ((self.ids[place], self.texts[place], many) for place, many in counted.items()),
            key=lambda value: value[1],
        )

    def having(self, indexes: Sequence[int], ids: frozenset[str]) -> list[int]:
        """Those of `indexes` whose value is one of `ids`."""
        wanted = {place for place, id_ in enumerate(self.ids) if id_ in ids}
        return [index for index in indexes if self.places[index] in wanted]


@lru_cache(maxsize=2)
def columns(catalogue: Catalogue) -> dict[int, Column]:
    """Every parameter's column; worked out once, in about a fifth of a second."""
    found: dict[int, Column] = {}
    size = len(catalogue)
    index = 0
    for family in catalogue.families:
        for position in range(family.count):
            for parameter, text in family.rule(position).parameters:
                column = found.get(parameter)
                if column is None:
                    column = found[parameter] = Column(array("H", [_NONE]) * size)
                column.categories.add(family.category)
                column.put(index, parameter, text)
            index += 1
    return found
