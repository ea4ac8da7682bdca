"""What a vendor's search may be narrowed and sorted by, and what of it is chosen."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from cache.searching import Narrowed
from tui.text import UNKNOWN
from vendors.details import Category, Choice, Choices, Filters

# The vendor's word for asking for nothing: leaving it away says the same.
_NOTHING = ("None", "NoFilter")
_DIRECTIONS = (Choice("ascending", "ascending", None), Choice("descending", "descending", None))
_PARAMETER = "parameter "
_WORDS = re.compile(r"\d*[A-Z]+(?![a-z])|[A-Z][a-z]*|[a-z]+|\d+")


class Kind(NamedTuple):
    """One kind of thing to narrow by. `many`: several values at once; `why_not`: none at all."""

    id: str
    name: str
    many: bool = False
    why_not: str = ""

    @property
    def parameter(self) -> str:
        """The id of the parameter that it is; empty for every other kind."""
        return _parameter(self.id)


class Value(NamedTuple):
    """One value. `parts` says how many have it; `path` names it where it stands alone."""

    id: str
    name: str
    parts: str
    path: str
    sought: str
    indent: int = 0

    @property
    def choice(self) -> Choice:
        return Choice(self.id, self.path, None)


class Chosen(NamedTuple):
    """The values chosen of one kind."""

    kind: str
    name: str
    values: tuple[Choice, ...]

    @property
    def parameter(self) -> str:
        """The id of the parameter that it is; empty for every other kind."""
        return _parameter(self.kind)


class Narrowing(NamedTuple):
    """All that is chosen. Frozen: every change is another one."""

    chosen: tuple[Chosen, ...] = ()

    def of(self, kind: str) -> tuple[Choice, ...]:
        return next((one.values for one in self.chosen if one.kind == kind), ())

    def _id(self, kind: str) -> str | None:
        return next((one.id for one in self.of(kind)), None)

    @property
    def category(self) -> str | None:
        """The category whose parameters may be chosen: the one chosen, if it is one."""
        found = self.of("category")
        return found[0].id if len(found) == 1 else None

    def put(self, kind: Kind, values: tuple[Choice, ...]) -> Narrowing:
        """With these `values` of `kind`; none take it away, and what has no sense without it."""
        kept = [one for one in self.chosen if one.kind != kind.id]
        if values:
            kept.append(Chosen(kind.id, kind.name, values))
        new = Narrowing(tuple(sorted(kept, key=lambda one: _place(one.kind))))
        if new.category != self.category:
            # A parameter is one of its category, and means nothing in another.
            new = Narrowing(tuple(one for one in new.chosen if not one.parameter))
        if not new.of("sort"):
            new = Narrowing(tuple(one for one in new.chosen if one.kind != "direction"))
        return new

    @property
    def narrowed(self) -> Narrowed:
        """What the catalogue is asked."""
        parameters = tuple(
            (one.parameter, _ids(one.values)) for one in self.chosen if one.parameter
        )
        stock = self._id("stock")
        filters = Filters(
            manufacturers=_ids(self.of("maker")),
            categories=_ids(self.of("category")),
            statuses=_ids(self.of("status")),
            packagings=_ids(self.of("packaging")),
            series=_ids(self.of("series")),
            marketplace=self._id("marketplace"),
            tariff=self._id("tariff"),
            minimum_available=int(stock) if stock else None,
            options=_ids(self.of("options")),
            parameter_category=self.category if parameters else None,
            parameters=parameters,
        )
        return Narrowed(filters, self._id("sort"), self._id("direction") == "descending")

    @property
    def words(self) -> str:
        """All of it in words, in one line."""
        return " · ".join(
            f"{one.name} {', '.join(value.name for value in one.values)}" for one in self.chosen
        )

    @property
    def short(self) -> str:
        """By what it is narrowed, for a frame: at most two kinds by name, and how many more."""
        names = [one.name for one in self.chosen if one.kind not in ("sort", "direction")]
        more = f" +{len(names) - 2}" if len(names) > 2 else ""
        said = [f"narrowed by {', '.join(names[:2])}{more}"] if names else []
        return ", ".join(said + ["sorted"] * bool(self.of("sort")))

    def unheeded(self, applied: Sequence[str]) -> list[str]:
        """The parameters chosen that are not among the ids by which the vendor says it filtered."""
        return [one.name for one in self.chosen if one.parameter and one.parameter not in applied]


_KINDS = (
    Kind("maker", "maker", many=True),
    Kind("category", "category", many=True),
    Kind("series", "series", many=True),
    Kind("status", "status", many=True),
    Kind("packaging", "packaging", many=True),
    Kind("stock", "in stock"),
    Kind("options", "has or is", many=True),
    Kind("marketplace", "marketplace"),
    Kind("tariff", "tariff"),
    Kind("sort", "sort by"),
    Kind("direction", "direction"),
)
_ORDER = {kind.id: place for place, kind in enumerate(_KINDS)}


class Offered:
    """What may be chosen: by the vendor's last answers, and its tree of categories where known.

    `plain` is what it offers for the words alone, `last` for the search as it is narrowed now.
    What no part of a narrowed answer has is left out of `last`, and may be chosen all the same.
    """

    def __init__(
        self,
        plain: Choices | None,
        last: Choices | None = None,
        tree: Sequence[Category] = (),
        *,
        plain_at: datetime | None = None,
        last_at: datetime | None = None,
        tree_at: datetime | None = None,
    ) -> None:
        """Each is None where it was never told, and `_at` says when it was."""
        self._last = last or plain or Choices()
        self._plain = plain or self._last
        self.tree = tree
        self.tree_at = tree_at
        self.plain_at = plain_at
        self.last_at = None if last is None else last_at

    def kinds(self, wanted: Narrowing) -> list[Kind]:
        """The kinds in the order of the screen, last the parameters of the category chosen."""
        return [self._judged(kind, wanted) for kind in _KINDS] + [
            Kind(_PARAMETER + number, name, many=True)
            for number, name in self._parameters(wanted).items()
        ]

    def why_no_parameters(self, wanted: Narrowing) -> str:
        """Why there are none to choose from, and what to do; empty where there are some."""
        if wanted.category is None and wanted.of("category"):
            return "A parameter belongs to one category: several are chosen."
        if wanted.category is None:
            return "Parameters: choose a category first, they belong to one."
        if not self._parameters(wanted):
            return "Parameters: DigiKey tells those of this category once t has asked it."
        return ""

    def values(self, kind: str, wanted: Narrowing) -> tuple[Value, ...]:
        """The values of a kind in the vendor's order, with those it told without narrowing."""
        last = self._of(self._last, kind, wanted)
        values = [_value(one.id, one.name, _parts(one.parts)) for one in last]
        if self._plain is not self._last:
            here = {one.id for one in last}
            values += [
                _value(one.id, one.name, _parts(one.parts, "in all"))
                for one in self._of(self._plain, kind, wanted)
                if one.id not in here
            ]
        if kind == "category":
            values += _branches(self.tree)
        return tuple(values)

    def _judged(self, kind: Kind, wanted: Narrowing) -> Kind:
        """`kind`, with the reason where nothing can be chosen of it."""
        if kind.id == "stock":
            return kind
        if kind.id == "direction":
            why = "" if wanted.of("sort") else "choose what to sort by first"
        else:
            offers = self._of(self._last, kind.id, wanted) or self._of(self._plain, kind.id, wanted)
            known = offers or (kind.id == "category" and self.tree)
            why = "" if known else "DigiKey offers nothing of this for these words"
        return kind._replace(why_not=why)

    def _parameters(self, wanted: Narrowing) -> dict[str, str]:
        """The parameters of the one category that is chosen: their ids and names."""
        return {
            one.id: one.name
            for said in (self._plain, self._last)
            for one in said.parameters
            if one.category.id == wanted.category
        }

    def _of(self, said: Choices, kind: str, wanted: Narrowing) -> Sequence[Choice]:
        match kind:
            case "maker":
                return said.makers
            case "category":
                # A parameter's own category may be a deeper one than those of the list.
                deeper = {one.category.id: one.category for one in said.parameters}
                listed = {one.id for one in said.categories}
                return [
                    *said.categories,
                    *(one for one in deeper.values() if one.id not in listed),
                ]
            case "series":
                return said.series
            case "status":
                return said.statuses
            case "packaging":
                return said.packagings
            case "options":
                return _words(said.options)
            case "marketplace":
                return _words(said.marketplaces)
            case "tariff":
                return _words(said.tariffs)
            case "sort":
                return _words(said.sorts)
            case "direction":
                return _DIRECTIONS
        found = (
            one.values
            for one in said.parameters
            if _PARAMETER + one.id == kind and one.category.id == wanted.category
        )
        return next(found, ())


def plain_words(word: str) -> str:
    """A word of a vendor's list as it is read: `Has3DModel` as `has 3D model`."""
    words = _WORDS.findall(word)
    read = " ".join(one if len(one) > 1 and one.isupper() else one.lower() for one in words)
    return read.replace("digi key", "DigiKey") or word


def _words(words: Sequence[str]) -> list[Choice]:
    return [Choice(word, plain_words(word), None) for word in words if word not in _NOTHING]


def _parts(count: int | None, which: str = "") -> str:
    return UNKNOWN if count is None else f"{count:,} {which}".rstrip()


def _value(number: str, name: str, parts: str, indent: int = 0, path: str = "") -> Value:
    path = path or name
    return Value(number, name, parts, path, path.casefold(), indent)


def _branches(tree: Sequence[Category], above: str = "", indent: int = 0) -> Iterator[Value]:
    """A tree from the top, each branch below its own."""
    for one in tree:
        path = f"{above} / {one.name}" if above else one.name
        yield _value(one.id, one.name, _parts(one.parts, "in catalogue"), indent, path)
        yield from _branches(one.children, path, indent + 1)


def _parameter(kind: str) -> str:
    return kind.removeprefix(_PARAMETER) if kind.startswith(_PARAMETER) else ""


def _ids(values: Sequence[Choice]) -> tuple[str, ...]:
    return tuple(one.id for one in values)


def _place(kind: str) -> int:
    return _ORDER.get(kind, len(_ORDER))
