"""What has to be known of one application at TI's store."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

VENDOR = "ti"
# TI's own name as the maker of its parts, as distributors list it.
MAKER = "Texas Instruments"

# TI's test system is no host of its own: an order is rehearsed at the same host with the same
# credentials, under a path that ends in `/test` (Store API, "Order create").
TEST = "vendor-test"
HOSTS = {TEST: "https://transact.ti.com", "production": "https://transact.ti.com"}


@dataclass(frozen=True, slots=True, repr=False)
class Settings:
    """`base_url` without a path. `currency` (ISO 4217) is what prices are asked for in.

    In the environment `vendor-test` nothing is ever placed: orders are only rehearsed. With
    `read_only` nothing that would order something leaves this machine. `repr` shows no id and no
    secret.

    Raises ValueError where something cannot be used, an address that is not the environment's
    among it.
    """

    base_url: str
    client_id: str
    client_secret: str
    environment: str
    currency: str = "USD"
    read_only: bool = False

    def __post_init__(self) -> None:
        parts = urlsplit(self.base_url)
        allowed = ("http", "https") if self.environment == "sandbox" else ("https",)
        if parts.scheme not in allowed or not parts.hostname or parts.path not in ("", "/"):
            raise ValueError("TI's address has to be https:// and a host, without a path")
        # With a dot at its end it is the same host.
        real = f".{parts.hostname.removesuffix('.')}".endswith(".ti.com")
        host = HOSTS.get(self.environment)
        if (real or host is not None) and self.base_url.rstrip("/") != host:
            raise ValueError("TI's address is not that of the environment")
        # No sentence repeats a value: it may be the secret.
        for text in (self.client_id, self.client_secret):
            if not (text and text.isascii() and text.isprintable()) or " " in text:
                raise ValueError("TI's client id and secret are ASCII letters and digits")
        if not (len(self.currency) == 3 and self.currency.isascii() and self.currency.isupper()):
            raise ValueError("TI's currency is three capital letters")

    def __repr__(self) -> str:
        return f"Settings({self.base_url!r}, environment={self.environment!r})"
