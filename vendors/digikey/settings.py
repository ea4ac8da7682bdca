"""What has to be known of one DigiKey application and account."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

VENDOR = "digikey"

# DigiKey's own documents name these hosts (Swagger `host` and `x-host-sandbox`). Each has its own
# applications: a client id of the one is not known to the other.
HOSTS = {
    "vendor-test": "https://sandbox-api.digikey.com",
    "production": "https://api.digikey.com",
}


@dataclass(frozen=True, slots=True, repr=False)
class Settings:
    """`base_url` without a path; `redirect_uri` as registered with the application.

    `account_id` is DigiKey's AccountID: which of the person's accounts prices are for and orders
    are billed to. `site`, `language` and `currency` are asked for; DigiKey may answer in others
    (UK, not GB, is its site for Britain). With `read_only` nothing that would order or change
    something leaves this machine. `repr` shows no id and no secret.

    Raises ValueError where something cannot be used, an address that is not the environment's
    among it.
    """

    base_url: str
    client_id: str
    client_secret: str
    redirect_uri: str
    environment: str
    account_id: str | None = None
    site: str = "US"
    language: str = "en"
    currency: str = "USD"
    read_only: bool = False

    def __post_init__(self) -> None:
        parts = urlsplit(self.base_url)
        allowed = ("http", "https") if self.environment == "sandbox" else ("https",)
        if parts.scheme not in allowed or not parts.hostname or parts.path not in ("", "/"):
            raise ValueError("DigiKey's address has to be https:// and a host, without a path")
        # With a dot at its end it is the same host.
        real = f".{parts.hostname.removesuffix('.')}".endswith(".digikey.com")
        host = HOSTS.get(self.environment)
        if (real or host is not None) and self.base_url.rstrip("/") != host:
            raise ValueError("DigiKey's address is not that of the environment")
        # What follows becomes headers. No sentence repeats a value: it may be the secret.
        if self.account_id is not None and not (
            self.account_id.isascii() and self.account_id.isdecimal()
        ):
            raise ValueError("DigiKey's account id is digits only")
        for text in (self.client_id, self.client_secret):
            if not (text and text.isascii() and text.isprintable()) or " " in text:
                raise ValueError("DigiKey's client id and secret are ASCII letters and digits")
        for text in (self.site, self.language, self.currency):
            if not (text.isascii() and text.isalpha()):
                raise ValueError("DigiKey's site, language and currency are letter codes")

    def __repr__(self) -> str:
        return f"Settings({self.base_url!r}, environment={self.environment!r})"
