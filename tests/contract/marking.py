"""Where a field of an answer goes: an answer full of known values, one of them changed at a time.

What differs in what the client makes of the two is where that field went. Nothing here knows a
field's name but for the values that the client would otherwise not take for what they are.
"""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

import httpx

from tests.contract.calls import ODD, Call
from tests.contract.parties import PO, SETTINGS, FreePace, StillClock, TokensInMemory
from tests.contract.strategies import render
from tests.contract.tighten import Document
from vendors.contract import Token
from vendors.digikey import connect
from vendors.errors import NotFound, Unreadable
from vendors.fields import CHECKED, ITSELF

Path = tuple[str | int, ...]
_ORDER: Final = 90000001
# Fields whose value has to be such for the client to take it, and another such value.
_SUCH: Final[dict[str, tuple[Any, ...]]] = {
    "purchaseOrder": (PO, "another"),
    "salesOrderId": (_ORDER, 7),
    "SalesOrderId": (_ORDER, 7),
    "PurchaseOrderNumber": (PO, "another"),
    "DigiKeyPartNumber": (ODD, "another"),
    "CustomerId": (4412, 7),
    "Currency": ("EUR", "CAD"),
    "currency": ("EUR", "CAD"),
    "PcnChangeDate": ("2027-02-03", "2027-02-04"),
    "ExpectedDeliveryDate": ("2027-02-03", "2027-02-04"),
    "ManufacturerLeadWeeks": ("12", "13"),
    "VendorLeadWeeks": ("12", "13"),
    "EncodedString": ("JVBERi0xLjcK", "JVBERi0xLjYK"),
}
_DEEPEST: Final = 9
# A category holds categories: two are enough to see the one in the other.
_NESTED: Final = 1


class Leaf(NamedTuple):
    """One field of an answer: the model it is of, its name, and one place where it stands."""

    model: str
    name: str
    path: Path


class Sample:
    """An answer with every field of a schema, and the places of its leaves."""

    def __init__(self, document: Document, schema: Any, **such: Any) -> None:
        self._document = document
        self._such = such
        self._count = 10
        self.leaves: list[Leaf] = []
        self._others: dict[Path, tuple[Any, ...]] = {}
        self.value = self._made(schema, (), "", "", 0)

    def others(self, leaf: Leaf) -> tuple[Any, ...]:
        """Other values that stand there as well as the one that does."""
        return self._others[leaf.path]

    def _made(self, schema: Any, path: Path, model: str, name: str, depth: int) -> Any:
        if "$ref" in schema:
            within = schema["$ref"].rsplit("/", 1)[1].removesuffix(".or_null")
            found = self._document["components"]["schemas"][within]
            if depth > _DEEPEST or (within == model and _nested(path) > _NESTED):
                return None
            return {
                one: self._made(child, (*path, one), within, one, depth + 1)
                for one, child in found["properties"].items()
            }
        if schema.get("type") == "array":
            items = schema["items"]
            if "$ref" in items or not name:
                inner = self._made(items, (*path, 0), model, name, depth)
                return [] if inner is None else [inner]
            first, *rest = self._values(items, name)
            return self._leaf(path, model, name, [first], *([other] for other in rest), [])
        first, *rest = self._values(schema, name, path)
        return self._leaf(path, model, name, first, *rest)

    def _leaf(self, path: Path, model: str, name: str, value: Any, *others: Any) -> Any:
        self.leaves.append(Leaf(model, name, path))
        self._others[path] = (*others, None)
        return value

    def _values(self, schema: Any, name: str, path: Path = ()) -> tuple[Any, ...]:
        self._count += 1
        number = self._count
        for where in (name, "/".join(str(one) for one in path[-2:])):
            if where in self._such:
                return self._such[where], 1
        if name in _SUCH:
            return _SUCH[name]
        if "enum" in schema:
            words = [one for one in schema["enum"] if one]
            return words[-1], words[0]
        match schema["type"], schema.get("format"):
            case "boolean", _:
                return False, True
            case "integer", _:
                return number, number + 1000, 1, 0
            case "number", _:
                return number, number + 1000
            case "string", "date-time":
                return f"2027-01-{number % 28 + 1:02}T00:00:00Z", "2027-03-01T00:00:00Z"
            case _:
                if name.lower().endswith(("url", "link")):
                    return f"https://v.example/{number}", "https://v.example/other"
                # A text that is a price as well, where the vendor writes prices as texts.
                return f"{number}.5", "other", "7.5"


def _nested(path: Path) -> int:
    names = [step for step in path if isinstance(step, str)]
    return names.count(names[-1])


def changed(value: Any, path: Path, other: Any) -> Any:
    """A copy of `value` with `other` at `path`."""
    made = copy.deepcopy(value)
    place = made
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = other
    return made


def differing(one: Any, two: Any) -> Iterator[str]:
    """The fields of vocabulary types, as `Type.field`, in which two results differ."""
    if one == two:
        return
    if dataclasses.is_dataclass(one) and type(one) is type(two):
        for each in dataclasses.fields(one):
            inner = getattr(one, each.name), getattr(two, each.name)
            if inner[0] == inner[1]:
                continue
            deeper = list(differing(*inner))
            yield from (
                deeper if deeper and ITSELF not in deeper else [f"{type(one).__name__}.{each.name}"]
            )
    elif isinstance(one, tuple) and isinstance(two, tuple) and len(one) == len(two):
        for first, second in zip(one, two, strict=True):
            yield from differing(first, second)
    else:
        yield ITSELF


class Trace:
    """The real client, asked by one call, answered with what is handed in.

    `beside` answers other paths: what a call needs besides, by the beginning of the path.
    """

    def __init__(self, call: Call, beside: Mapping[str, Any] | None = None) -> None:
        self._call = call
        self._beside = beside or {}
        self._said = b""
        self.tokens = TokensInMemory()
        clock = StillClock()
        self.tokens.kept["digikey"] = Token("a.b", clock.in_hours(1), "r", clock.in_hours(99))
        self._digikey = connect(
            SETTINGS,
            pace=FreePace(),
            tokens=self.tokens,
            clock=clock,
            transport=httpx.MockTransport(self._answer),
        )

    def _answer(self, request: httpx.Request) -> httpx.Response:
        kind = {"content-type": "application/json"}
        for path, said in self._beside.items():
            if request.url.path.startswith(path):
                return httpx.Response(200, headers=kind, content=render(said).encode())
        return httpx.Response(200, headers=kind, content=self._said)

    async def made_of(self, answer: Any) -> Any:
        """What the client makes of `answer`; CHECKED where it refuses it."""
        self._said = render(answer).encode()
        try:
            return await self._call(self._digikey)
        except (NotFound, Unreadable):
            return CHECKED

    async def reached(
        self, sample: Sample, leaf: Leaf, without: Path | None = None
    ) -> frozenset[str]:
        """What `leaf` changes, as `differing` spells it, or CHECKED; `without` is not said then."""
        whole = sample.value if without is None else changed(sample.value, without, None)
        before = await self.made_of(whole)
        found: set[str] = set()
        for other in sample.others(leaf) if before is not CHECKED else ():
            after = await self.made_of(changed(whole, leaf.path, other))
            found.update([CHECKED] if after is CHECKED else differing(before, after))
        return frozenset(found)

    async def reached_behind(self, sample: Sample, leaf: Leaf) -> frozenset[str]:
        """The same where another field of the same object, or of one around it, is not said:
        what stands in for another does nothing while that one is there."""
        found: frozenset[str] = frozenset()
        for deep in range(len(leaf.path) - 1, -1, -1):
            place = sample.value
            for step in leaf.path[:deep]:
                place = place[step]
            for name in place if isinstance(place, dict) else ():
                if name != leaf.path[deep]:
                    found |= await self.reached(sample, leaf, (*leaf.path[:deep], name))
        return found

    async def aclose(self) -> None:
        await self._digikey.aclose()
