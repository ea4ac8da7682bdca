"""What every specification lacks alike: closed objects, nullable answers, whole numbers.

One document becomes two, because a request and an answer are not read alike: what we send is
never null, and whatever the vendor answers may be.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any, Final

Document = dict[str, Any]

_REF: Final = "#/components/schemas/"
_OR_NULL: Final = ".or_null"
METHODS: Final = ("get", "post", "put", "patch")


def _schemas(node: Any) -> Iterator[Document]:
    """Every schema within `node`, itself included."""
    if not isinstance(node, dict):
        return
    yield node
    for child in node.get("properties", {}).values():
        yield from _schemas(child)
    for key in ("items", "additionalProperties"):
        yield from _schemas(node.get(key))
    for key in ("anyOf", "oneOf", "allOf"):
        for child in node.get(key, []):
            yield from _schemas(child)


def _nullable(schema: Document) -> Document:
    """`schema`, or null. A reference goes to the nullable twin of the model it names."""
    if "$ref" in schema:
        return {"$ref": schema["$ref"] + _OR_NULL}
    opened = {**schema, "nullable": True}
    if "enum" in opened:
        opened["enum"] = [*opened["enum"], None]
    return opened


def _operations(document: Document) -> Iterator[Document]:
    for item in document["paths"].values():
        yield from (operation for key, operation in item.items() if key in METHODS)


def tighten(document: Document, servers: list[str], *, answers: bool) -> Document:
    """A copy of `document` to judge requests with, or `answers`; `servers` are its base URLs."""
    strict = copy.deepcopy(document)
    strict["servers"] = [{"url": url} for url in servers]
    models: Document = strict["components"]["schemas"]
    for model in models.values():
        for schema in _schemas(model):
            if schema.get("type") == "object":
                schema.setdefault("additionalProperties", False)
            if answers and "properties" in schema:
                must = schema.get("required", [])
                schema["properties"] = {
                    name: child if name in must else _nullable(child)
                    for name, child in schema["properties"].items()
                }
    if answers:
        twins = {name + _OR_NULL: {**model, "nullable": True} for name, model in models.items()}
        models.update(twins)
    for operation in _operations(strict):
        for parameter in operation.get("parameters", []):
            schema = parameter["schema"]
            # The rebuilt files say `number`; the vendor's own Swagger says `integer` wherever
            # both can be seen.
            if schema.get("type") == "number":
                schema["type"] = "integer"
            if schema.get("type") == "string":
                schema.setdefault("minLength", 1)  # an empty header or value says nothing
        if "requestBody" in operation:
            operation["requestBody"]["required"] = True
    return strict
