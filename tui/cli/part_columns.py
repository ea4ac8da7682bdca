"""The columns of lists of parts, offers, and what surrounds a part."""

from __future__ import annotations

from tui.cli.table_output import Column

FETCHED = Column("fetched_at", "fetched", "instant")
FOUND = (
    Column("part", "part"),
    Column("maker", "maker"),
    Column("vendor", "vendor"),
    Column("packaging", "pack"),
    Column("stock", "stock", "number"),
    Column("at", "", "number"),
    Column("unit_price", "each", "price"),
    Column("total", "with fees", "money"),
    Column("currency", ""),
    Column("why_not", "why not so many"),
    Column("lead_weeks", "lead (w)", "number"),
    Column("status", "status"),
    Column("number", "number"),
    Column("description", "description"),
    FETCHED,
)
OFFERS = (
    Column("best", "", "flag"),
    Column("mark", "best"),
    Column("vendor", "vendor"),
    Column("packaging", "pack"),
    Column("number", "number"),
    Column("stock", "stock", "number"),
    Column("moq", "minimum", "number"),
    Column("multiple", "multiple", "number"),
    Column("at", "", "number"),
    Column("unit_price", "each", "price"),
    Column("total", "with fees", "money"),
    Column("currency", ""),
    Column("why_not", "why not so many"),
    Column("below", "below", "number"),
    Column("above", "above", "number"),
    Column("ncnr", "NCNR", "flag"),
    Column("tariff", "tariff", "flag"),
    Column("marketplace", "marketplace", "flag"),
    Column("own_price", "own price", "flag"),
    Column("lead_weeks", "lead (w)", "number"),
    FETCHED,
)
BREAKS = (
    Column("vendor", "vendor"),
    Column("packaging", "pack"),
    Column("number", "number"),
    Column("quantity", "from", "number"),
    Column("unit_price", "each", "price"),
    Column("total", "total", "money"),
    Column("currency", ""),
)
PARAMETERS = (Column("vendor", "vendor"), Column("name", "name"), Column("value", "value"))
RELATED = (
    Column("relation", "how it stands"),
    Column("kind", "kind"),
    Column("maker", "maker"),
    Column("part", "part"),
    Column("number", "number"),
    Column("stock", "stock", "number"),
    Column("unit_price", "each", "price"),
    Column("currency", ""),
    Column("description", "description"),
    Column("url", ""),
)
DOCUMENTS = (Column("kind", "kind"), Column("title", "title"), Column("url", "address"))
NOTICES = (
    Column("on", "on", "day"),
    Column("kind", "kind"),
    Column("title", "title"),
    Column("url", "address"),
)
WAYS = (
    Column("kind", "way"),
    Column("quantity", "pieces", "number"),
    Column("packs", "packs"),
    Column("total", "total", "money"),
    Column("currency", ""),
    Column("stock", "stock (as told)", "number"),
    Column("own_price", "own price", "flag"),
)
REEL = (
    Column("number", "number"),
    Column("quantity", "pieces", "number"),
    Column("unit_price", "each", "price"),
    Column("fee", "fee a reel", "money"),
    Column("total", "total", "money"),
    Column("currency", ""),
)
OURS = (
    Column("what", "what"),
    Column("number", "number"),
    Column("vendor", "vendor"),
    Column("state", "state"),
    Column("person", "who"),
    Column("at", "since", "instant"),
    Column("quantity", "pieces", "number"),
    Column("next_date", "next", "day"),
    Column("bonded", "bonded", "flag"),
)
BONDED = (
    Column("code", "location"),
    Column("customer_id", "CustomerId"),
    Column("number", "number"),
    Column("customer_part", "your number"),
    Column("packaging_text", "pack"),
    Column("reserve", "reserve", "number"),
    Column("backorder_reserve", "backorder", "number"),
    Column("minimum", "minimum", "number"),
    Column("standard_package", "package", "number"),
    Column("unit_price", "each", "price"),
    Column("currency", ""),
    Column("ncnr", "NCNR", "flag"),
    Column("lead_weeks", "lead (w)", "number"),
    FETCHED,
)
HISTORY = (
    Column("vendor", "vendor"),
    Column("number", "number"),
    Column("at", "from", "instant"),
    Column("stock", "stock", "number"),
    Column("lead_weeks", "lead (w)", "number"),
    Column("unit_price", "each", "price"),
    Column("currency", ""),
    Column("status", "status"),
)
FAMILY = (
    Column("part", "part"),
    Column("maker", "maker"),
    Column("vendor", "vendor"),
    Column("number", "number"),
    Column("stock", "stock", "number"),
    Column("unit_price", "each", "price"),
    Column("currency", ""),
    Column("lead_weeks", "lead (w)", "number"),
    Column("status", "status"),
    Column("description", "description"),
    FETCHED,
)
# How each kind of fact around a part is shown.
AROUND = {
    **dict.fromkeys(("substitutes", "packagings", "goes-with", "recommended"), RELATED),
    "documents": DOCUMENTS,
    "notices": NOTICES,
    "ways": WAYS,
    "reel": REEL,
}
# What `part --tab` shows.
TABS = ("offers", "breaks", "parameters", "ours", "bonded", "history", *AROUND)
