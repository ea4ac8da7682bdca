"""Product Information's two lists: all manufacturers, and the tree of categories.

Their ids are those of the products, and those that the filters of a search take.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from vendors.sandbox import shapes
from vendors.sandbox.answers import Refused
from vendors.sandbox.desk import Ask, Desk, Endpoint
from vendors.sandbox.locales import locale_of
from vendors.sandbox.parts import taxonomy
from vendors.sandbox.reading import number

Json = dict[str, Any]


def manufacturers(desk: Desk, ask: Ask) -> Json:
    """ManufacturersResponse: makers, and the suppliers of the marketplace among them."""
    known = sorted(taxonomy.MAKERS.values(), key=lambda maker: maker.name.casefold())
    return {"Manufacturers": [{"Id": maker.id, "Name": maker.name} for maker in known]}


def _category(counts: Counter[int], id_: int) -> Json:
    """Category; a top one has id 0 for its parent. A category without any has an empty list."""
    if id_ in taxonomy.ROOTS:
        own = [each for each, (root, _) in taxonomy.CATEGORIES.items() if root == id_]
        return {
            "CategoryId": id_,
            "ParentId": 0,
            "Name": taxonomy.ROOTS[id_],
            "ProductCount": counts[-id_],
            "Children": [_category(counts, each) for each in own],
        }
    root, name = taxonomy.CATEGORIES[id_]
    return {
        "CategoryId": id_,
        "ParentId": root,
        "Name": name,
        "ProductCount": counts[id_],
        "Children": [],
    }


def categories(desk: Desk, ask: Ask) -> Json:
    """CategoriesResponse: the top categories, each with its own below it."""
    counts = shapes.category_counts(desk.catalogue)
    return {
        "ProductCount": len(desk.catalogue),
        "Categories": [_category(counts, root) for root in taxonomy.ROOTS],
        "SearchLocaleUsed": locale_of(ask.headers).echo(),
    }


def one_category(desk: Desk, ask: Ask) -> Json:
    """CategoryResponse of one id, at the top or below."""
    wanted = ask.params["categoryId"]
    id_ = number(wanted)
    if id_ is None:
        words = f"The value '{wanted}' is not valid."
        raise Refused(400, "The request is invalid.", words, errors=[("categoryId", words)])
    if id_ not in taxonomy.ROOTS and id_ not in taxonomy.CATEGORIES:
        raise Refused(404, "Not Found", f"Requested Category {wanted} Not Found")
    return {
        "Category": _category(shapes.category_counts(desk.catalogue), id_),
        "SearchLocaleUsed": locale_of(ask.headers).echo(),
    }


_LISTS = "/products/v4/search"

ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint("GET", f"{_LISTS}/manufacturers", "products", "problem", False, manufacturers),
    Endpoint("GET", f"{_LISTS}/categories", "products", "problem", False, categories),
    Endpoint("GET", f"{_LISTS}/categories/{{categoryId}}", "products", "problem", False,
             one_category),
)  # fmt: skip
