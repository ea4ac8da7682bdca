"""An answer of TI's with every field of its schema, each with other values that may stand there."""

from __future__ import annotations

import base64
from typing import Any, Final, NamedTuple

from tests.contract.marking import Path
from tests.contract.test_ti_fields import ENDPOINTS, body_of, models, resolved
from tests.contract.ti_watch import TOKEN
from vendors.fields import Fate, Within

PO: Final = "AC-2026-0001"
NUMBER: Final = "T10000001"
_PDF: Final = tuple(base64.b64encode(b"%PDF-1.4 " + one).decode() for one in (b"a", b"b"))
# What has to be such a value for the client to take it, and another such one.
_SUCH: Final[dict[str, tuple[Any, ...]]] = {
    "orderNumber": (NUMBER, "T10000009", ""),
    "checkoutProfileId": ("AB12", "CD34"),
    "customerPurchaseOrderNumber": (PO, "another"),
    "currencyCode": ("USD", "EUR"),
    "currency": ("USD", "EUR"),
    "profileCurrencyCode": ("USD", "EUR"),
    "tiLineItemNumber": ("7", "8"),
    "lineItems/status": ("Submitted", "Shipped", "Cancelled"),
    "lineItems/shippedQuantity": ("", 3),
    "orderDate": ("2026-11-20T01:02:03Z", "2026-11-21T01:02:03Z"),
    "trackingNumbers/shipDate": ("2026-11-20T01:02:03Z", "2026-11-21T01:02:03Z"),
    "forecastDate": ("2027-01-04", "2027-01-11"),
    "packageCarrier": ("Large T&R", "TUBE"),
    "lifeCycle": ("ACTIVE", "OBSOLETE"),
    "commercialInvoicePDF": _PDF,
    "waybillPDF": _PDF[::-1],
    "commercialInvoiceNumber": ("5900001", "5900002"),
    "numberOfUnitsShipped": ("000000000012", "13"),
    "shipTrackCodeQuantity": ("12.000", "13.000"),
    "shippingRate": ("7.00", "8.00"),
    "totalPages": (1, 2),
    "last": (True, False),
    "expires_in": (3599, 1800),
    "access_token": ("abc", "abd"),
}


class Leaf(NamedTuple):
    model: str
    name: str
    path: Path
    fate: Fate


class Sample:
    """An answer with every field of TI's schema, and what the table says of each leaf."""

    def __init__(self, endpoint: str) -> None:
        api, described = ENDPOINTS[endpoint]
        self._known = models(api, "answered")
        self._count = 10
        self.leaves: list[Leaf] = []
        self.others: dict[Path, tuple[Any, ...]] = {}
        if endpoint.endswith(TOKEN):
            fates = self._known[described.gives].fields
            made = [(name, self._leaf({"type": "string"}, name, (name,))) for name in fates]
            self.value: Any = dict(made)
            self.leaves += [Leaf(described.gives, one, (one,), fates[one]) for one in fates]
            return
        self._document, schema = body_of(endpoint, "answered")
        listed = schema.get("type") == "array" or (
            schema.get("$ref") and resolved(schema, self._document) is not self._at(schema)
        )
        self.value = self._object(schema, described.gives, (0,) if listed else ())
        if listed:
            self.value = [self.value]

    def _at(self, schema: Any) -> Any:
        node = self._document
        for step in schema["$ref"].split("/")[1:]:
            node = node[step]
        return node

    def _object(self, schema: Any, model: str, path: Path) -> dict[str, Any]:
        made = {}
        for name, inner in resolved(schema, self._document)["properties"].items():
            fate, plain = self._known[model].fields[name], resolved(inner, self._document)
            several = inner.get("type") == "array"
            place = (*path, name, 0) if several else (*path, name)
            if isinstance(fate, Within):
                value: Any = self._object(plain, fate.model, place)
            elif "properties" in plain:
                value = {}
                self.leaves.append(Leaf(model, name, (*path, name), fate))
                self.others[*path, name] = ([], {"a": 1}, None)
            else:
                value = self._leaf(plain, name, (*path, name))
                self.leaves.append(Leaf(model, name, (*path, name), fate))
            made[name] = [value] if several else value
        return made

    def _leaf(self, schema: Any, name: str, path: Path) -> Any:
        self._count += 1
        steps = [one for one in path if isinstance(one, str)]
        for where in ("/".join(steps[-2:]), name):
            if where in _SUCH:
                first, *rest = _SUCH[where]
                self.others[path] = (*rest, None)
                return first
        match schema["type"]:
            case "boolean":
                self.others[path] = (True, None)
                return False
            case "integer" | "number":
                self.others[path] = (self._count + 1000, None)
                return self._count
            case _:
                link = "https://v.example/" if name.lower().endswith("url") else "word "
                self.others[path] = (f"{link}other", None)
                return f"{link}{self._count}"
