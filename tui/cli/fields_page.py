"""The page of every field: made from the tables beside the wire models, which tests hold true."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from tui.actions import ACTIONS
from tui.keymap import spelled

if TYPE_CHECKING:
    from vendors.fields import Described, Endpoint, Fate

_HEAD = """\
# Every field of every endpoint

What Bondroom sends to each vendor, where it comes from, and what becomes of all that the vendor
answers. A name like `Offer.moq` is a field of the program's own types (`vendors/vocabulary.py`,
`details.py`, `terms.py`, `afterwards.py`, `inbound.py`); the first table says where each type is
shown and stored. The tables stand beside the code (`vendors/<vendor>/fields*.py`); tests hold that
they name every field of the specification, that what is kept truly changes the field it is said to
change, that what is sent truly follows what is said to set it, and that what is dropped changes
nothing.
"""


class Vendor(NamedTuple):
    """One vendor's tables. `everywhere` is what goes with every call but those of the sign-in."""

    title: str
    everywhere: Mapping[str, Fate]
    apis: tuple[Described, ...]


def described() -> tuple[Vendor, ...]:
    """Every vendor that there are tables of, in the order of the README."""
    from vendors.digikey import fields as digikey
    from vendors.shipstation import fields as shipstation
    from vendors.ti import fields as ti

    return (
        Vendor("DigiKey", digikey.EVERYWHERE, digikey.apis()),
        Vendor("TI", ti.EVERYWHERE, ti.apis()),
        Vendor("ShipStation", shipstation.EVERYWHERE, shipstation.apis()),
    )


def _key(place: str, action: str) -> str:
    """The key of an action, as it is spelled on the screen."""
    (found,) = (one for one in ACTIONS if (one.where, one.id) == (place, action))
    return f"`{spelled(found.keys[0])}`"


_PART = "search; sheet of the part"
_ORDER = "history; sheet of the order"
_TOLD = "`cache.db`, as it was told"
_LEDGER = "`ledger.db`, with the order"
_CHANGE = "changing an order"
_INBOUND = "inbound order"


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
        "CheckoutProfile": (terms, _LEDGER),
        "Choice": ("narrowing a search", _TOLD),
        "Choices": ("narrowing a search", _TOLD),
        "DeliveryCost": (terms, "not stored"),
        "DeliveryPricer": (terms, "not stored"),
        "Document": ("sheet of the part, its tab", _TOLD),
        "Eligible": (_CHANGE, "not stored: asked before each change"),
        "ExportUse": (terms, _LEDGER),
        "FilteredSearch": ("search", "`cache.db`, with what was found"),
        "Filters": ("narrowing a search", "`cache.db`, with what was found"),
        "Found": ("search", "`cache.db`"),
        "HeldLine": (_CHANGE, "`ledger.db`, with the change"),
        "HeldOrder": (_CHANGE, "`ledger.db`, with the change"),
        "HeldSchedule": (_CHANGE, "`ledger.db`, with the change"),
        "InboundLine": (_INBOUND, "`ledger.db`, with the inbound order"),
        "InboundOrder": (_INBOUND, "`ledger.db`: its id, number and state"),
        "InboundPlan": (_INBOUND, "`ledger.db`, with the inbound order"),
        "Line": ("order builder, commit sheet", _LEDGER),
        "LineChange": (_CHANGE, "`ledger.db`, with the change"),
        "LineTerms": (lines, _LEDGER),
        "Location": ("bonded stock; ship-to", "`cache.db`"),
        "Maker": ("narrowing a search", _TOLD),
        "NumberLookup": ("search; prices of a draft", "not stored"),
        "NumberSearch": ("search", "not stored"),
        "Offer": (_PART, "`cache.db`"),
        "OnHand": ("goods received", "not stored"),
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
        "Receipt": ("goods received", "`ledger.db`, with its attempt"),
        "ReelPrice": ("sheet of the part, its tab", _TOLD),
        "Rehearsal": ("commit sheet", "not stored"),
        "Related": ("sheet of the part, its tabs", _TOLD),
        "SalesOrder": (_ORDER, "`cache.db`"),
        "Schedule": (lines, _LEDGER),
        "Settings": ("settings file; account: chosen at sign-in", "settings file; sign-in folder"),
        "Shipment": (_ORDER, "`cache.db`"),
        "StockItem": ("inbound order: its SKUs", "`ledger.db`: the SKU that was chosen"),
        "StockPlace": ("goods received: where to", "`ledger.db`, with them"),
        "StatusReporter": (f"history, {_key('any', 'refresh')}", "not stored"),
        "Supplier": ("inbound order: from whom", "`ledger.db`: the one that was chosen"),
        "Token": ("how long the sign-in still lasts, when that is short", "sign-in folder"),
        "VendorLine": (_ORDER, "`cache.db`"),
        "VendorOrder": (_ORDER, "`cache.db`"),
        "Warehouse": ("inbound order: where to", "`ledger.db`: the one that was chosen"),
        "WayToBuy": ("sheet of the part, its tab", _TOLD),
    }


# Kept, and so far shown on no screen.
NOT_SHOWN: Mapping[str, str] = {
    "DeliveryCost.service": "the estimate is of one service, the one that the profile has",
    "Eligible.open_lines": "the lines themselves are shown, each with its schedules",
    "InboundOrder.changed_at": "what differs is shown, whenever it was changed",
    "InboundPlan.supplier_id": "the supplier is shown by its name",
    "OnHand.available": "pieces on hand are not an order's affair",
    "Part.series_id": "kept with the part, for narrowing a search to its series",
    "SalesOrder.order_number": "the web order is shown with the order that it stands in",
}


def fields_page() -> str:
    """Every field, as a page."""
    lines = [_HEAD, "## Where the program's own types are", ""]
    lines += ["| type | seen or set | stored |", "|---|---|---|"]
    lines += [f"| `{name}` | {seen} | {kept} |" for name, (seen, kept) in places().items()]
    if NOT_SHOWN:
        lines += ["", "Kept, and shown nowhere yet:", ""]
        lines += [f"- `{name}`: {why}" for name, why in NOT_SHOWN.items()]
    lines.append("")
    for vendor in described():
        lines += [f"## {vendor.title}", "", "With every call but those of the sign-in go:", ""]
        lines += [*_table(("header", "set by"), vendor.everywhere), ""]
        for api in vendor.apis:
            lines += _api(vendor, api)
    return "\n".join(lines[:-1]) + "\n"


def _api(vendor: Vendor, api: Described) -> Iterator[str]:
    yield from (f"## {vendor.title}: {api.title}", "")
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
    from vendors.fields import Dropped, Kept, Within

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
