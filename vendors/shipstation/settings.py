"""What has to be known of one ShipStation account."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

VENDOR = "shipstation"

# The one server of ShipStation's API v2 (its OpenAPI file). There is no test system: its mock
# server keeps nothing, so it is none either.
HOSTS = {"production": "https://api.shipstation.com"}

INVENTORY, SHIPPING = "inventory", "shipping"


@dataclass(frozen=True, slots=True, repr=False)
class Settings:
    """`base_url` without a path. With `read_only` nothing that would make or change something
    leaves this machine. `repr` shows no key.

    `warehouses` says whose ids a purchase order's `warehouse_id` is: `inventory` (of
    /v2/inventory_warehouses) or `shipping` (of /v2/warehouses). No document says which. Receiving
    needs an inventory location, and each of those lies in an inventory warehouse: hence the choice.

    Raises ValueError where something cannot be used, an environment that ShipStation does not have
    and an address that is not the environment's among it.
    """

    base_url: str
    api_key: str
    environment: str
    read_only: bool = False
    warehouses: str = INVENTORY

    def __post_init__(self) -> None:
        if self.environment == "vendor-test":
            raise ValueError(
                "ShipStation has no test system: it can be used in the sandbox and in production"
            )
        parts = urlsplit(self.base_url)
        allowed = ("http", "https") if self.environment == "sandbox" else ("https",)
        if parts.scheme not in allowed or not parts.hostname or parts.path not in ("", "/"):
            raise ValueError("ShipStation's address has to be https:// and a host, without a path")
        # With a dot at its end it is the same host.
        real = f".{parts.hostname.removesuffix('.')}".endswith(".shipstation.com")
        host = HOSTS.get(self.environment)
        if (real or host is not None) and self.base_url.rstrip("/") != host:
            raise ValueError("ShipStation's address is not that of the environment")
        # It becomes a header. No sentence repeats it.
        if not (self.api_key.isascii() and self.api_key.isprintable()) or " " in self.api_key:
            raise ValueError("ShipStation's API key is ASCII letters and digits")
        if not self.api_key:
            raise ValueError("ShipStation's API key is missing")
        if self.warehouses not in (INVENTORY, SHIPPING):
            raise ValueError("ShipStation's warehouses are inventory or shipping")

    def __repr__(self) -> str:
        return f"Settings({self.base_url!r}, environment={self.environment!r})"
