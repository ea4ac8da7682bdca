"""The page of every field: made from the tables beside the wire models, which tests hold true."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from tui.actions import ACTIONS, spelled

if TYPE_CHECKING:
    from vendors.digikey.fields import Described, Endpoint, Fate

_HEAD = """\
# Every field of every DigiKey endpoint

What Bondroom sends, where it comes from, and what becomes of all that DigiKey answers. A name like
`Offer.moq` is a field of the program's own types (`vendors/vocabulary.py`, `details.py`,
`terms.py`, `afterwards.py`); the first table says where each type is shown and stored. The tables
stand beside the code (`vendors/digikey/fields.py`); tests hold that they name every field of the
specification, that what is kept truly changes the field it is said to change, that what is sent
truly follows what is said to set it, and that what is dropped changes nothing.
"""


def _key(place: str, action: str) -> str:
    """The key of an action, as it is spelled on the screen."""
    (found,) = (one for one in ACTIONS if (one.where, one.id) == (place, action))
    return f"`{spelled(found.keys[0])}`"


_PART = "search; sheet of the part"
_ORDER = "history; sheet of the order"
_TOLD = "`cache.db`, as it was told"
_LEDGER = "`ledger.db`, with the order"
_CHANGE = "changing an order"


def places() -> Mapping[str, tuple[str, str]]:
    """For each type, where a buyer sees or sets it, and where it is stored."""
    terms = f"order builder, {_key('builder', 'terms')}; commit sheet; sheet of the order"
    lines = f"order builder, {_key('builder', 'line_terms')}; commit sheet; sheet of the order"
    return {
        "Account": ("signing in: which account to act for", "sign-in folder"),
        "Address": ("ship-to, commit sheet, sheet of the order", "`cache.db`; `ledger.db` as sent"),
        "Answer": ("what became of an order; sheet of the order", "`ledger.db`, with the attempt"),
        "BondedStock": ("bonded stock", "`cache.db`; the reserve over time in `ledger.db`"),
        "Category": ("narrowing a search", _TOLD),
        "ChangeNotice": ("sheet of the part, its tab", _TOLD),
        "Choice": ("narrowing a search", _TOLD),
        "Choices": ("narrowing a search", _TOLD),
        "Document": ("sheet of the part, its tab", _TOLD),
        "Eligible": (_CHANGE, "not stored: asked before each change"),
        "ExportUse": (terms, _LEDGER),
        "FilteredSearch": ("search", "`cache.db`, with what was found"),
        "Filters": ("narrowing a search", "`cache.db`, with what was found"),
        "Found": ("search", "`cache.db`"),
        "HeldLine": (_CHANGE, "`ledger.db`, with the change"),
        "HeldOrder": (_CHANGE, "`ledger.db`, with the change"),
        "HeldSchedule": (_CHANGE, "`ledger.db`, with the change"),
        "Line": ("order builder, commit sheet", _LEDGER),
        "LineChange": (_CHANGE, "`ledger.db`, with the change"),
        "LineTerms": (lines, _LEDGER),
        "Location": ("bonded stock; ship-to", "`cache.db`"),
        "Maker": ("narrowing a search", _TOLD),
        "Offer": (_PART, "`cache.db`"),
        "OrderPage": ("history: how much of it came", "not stored"),
        "OrderTerms": (terms, _LEDGER),
        "PackedLine": ("packing list of an order", _TOLD),
        "Packer": ("packing list of an order: saving its PDF", "not stored"),
        "PackingList": ("packing list of an order", "its PDF as a file of the buyer's"),
        "ParameterChoice": ("narrowing a search", _TOLD),
        "Part": (_PART, "`cache.db`"),
        "PriceBreak": (_PART, "`cache.db`"),
        "PricedPack": ("sheet of the part, its tab", _TOLD),
        "PurchaseOrder": (f"commit sheet, {_key('desk', 'place')}", _LEDGER),
        "ReelPrice": ("sheet of the part, its tab", _TOLD),
        "Related": ("sheet of the part, its tabs", _TOLD),
        "SalesOrder": (_ORDER, "`cache.db`"),
        "Schedule": (lines, _LEDGER),
        "Settings": ("settings file; account: chosen at sign-in", "settings file; sign-in folder"),
        "Shipment": (_ORDER, "`cache.db`"),
        "StatusReporter": (f"history, {_key('any', 'refresh')}", "not stored"),
        "Token": ("how long the sign-in still lasts, when that is short", "sign-in folder"),
        "VendorLine": (_ORDER, "`cache.db`"),
        "VendorOrder": (_ORDER, "`cache.db`"),
        "WayToBuy": ("sheet of the part, its tab", _TOLD),
    }


# Kept, and so far shown on no screen.
NOT_SHOWN: Mapping[str, str] = {
    "Eligible.open_lines": "the lines themselves are shown, each with its schedules",
    "Part.series_id": "kept with the part, for narrowing a search to its series",
    "SalesOrder.order_number": "the web order is shown with the order that it stands in",
}


def fields_page() -> str:
    """Every field, as a page."""
    from vendors.digikey.fields import EVERYWHERE, apis

    lines = [_HEAD, "## Where the program's own types are", ""]
    lines += ["| type | seen or set | stored |", "|---|---|---|"]
    lines += [f"| `{name}` | {seen} | {kept} |" for name, (seen, kept) in places().items()]
    if NOT_SHOWN:
        lines += ["", "Kept, and shown nowhere yet:", ""]
        lines += [f"- `{name}`: {why}" for name, why in NOT_SHOWN.items()]
    lines += ["", "With every call but those of the sign-in go:", ""]
    lines += _table(("header", "set by"), EVERYWHERE)
    lines.append("")
    for api in apis():
        lines += _api(api)
    return "\n".join(lines[:-1]) + "\n"


def _api(api: Described) -> Iterator[str]:
    yield from (f"## {api.title}", "")
    for endpoint in api.endpoints:
        yield from _endpoint(endpoint)
    for title, models in (("sent", api.asked), ("answered", api.answered)):
        for model in models:
            head = ("field", "set by" if title == "sent" else "goes to")
            yield from (f"### `{model.name}`, {title}", "")
            yield from (*_table(head, model.fields), "")


def _endpoint(endpoint: Endpoint) -> Iterator[str]:
    yield from (f"### `{endpoint.method} {endpoint.path}`", "")
    said = [
        f"sends `{endpoint.takes}`" if endpoint.takes else "",
        f"answered with `{endpoint.gives}`" if endpoint.gives else "",
    ]
    words = ", ".join(one for one in said if one)
    yield from (f"{words[:1].upper()}{words[1:]}." if words else "No answer has a body.", "")
    both = {**endpoint.parameters, **endpoint.headers}
    if both:
        yield from (*_table(("parameter or header", "set by"), both), "")


def _table(head: Iterable[str], fields: Mapping[str, Fate]) -> Iterator[str]:
    yield "| " + " | ".join(head) + " |"
    yield "|---|---|"
    for name, fate in fields.items():
        yield f"| `{name}` | {_words(fate)} |"


def _words(fate: Fate) -> str:
    from vendors.digikey.fields import Dropped, Kept, Within

    if isinstance(fate, Dropped):
        return f"– {fate.why}"
    if isinstance(fate, Within):
        return f"see `{fate.model}`"
    names = fate.to if isinstance(fate, Kept) else fate.by
    said = ", ".join(f"`{one}`" if _is_field(one) else one for one in names)
    return f"{said} ({fate.only})" if fate.only else said


def _is_field(text: str) -> bool:
    """Whether it is `Type.field` and not words."""
    left, _, right = text.partition(".")
    return left.isidentifier() and right.isidentifier()
