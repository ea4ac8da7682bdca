"""What the vendors allow, how much of it is kept for orders, and what their answers say of it."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from typing import NamedTuple

from vendors.errors import TooMany


class Limits(NamedTuple):
    per_minute: int
    per_day: int | None


# DigiKey's "shared concepts" page, until an answer's headers say otherwise. Supply Chain and Order
# Management are not on it: half of what the slowest reading product has is our own caution.
LIMITS = {
    "digikey:product": Limits(120, 1000),
    "digikey:status": Limits(120, 1000),
    "digikey:ordering": Limits(10, None),
    # TI's page on response codes and rate limits; the catalogue's one call in four hours is held by
    # whoever asks for it. Of profiles and shipment notices nothing is stated.
    "ti:products": Limits(600, 100_000),
    "ti:orders": Limits(600, 3000),
    # "200 requests per minute", for the whole key; a 429 says for how long (Retry-After).
    "shipstation:all": Limits(200, None),
}
CAREFUL = Limits(60, None)

# Digits of the largest count in a header that is taken for one.
_LONGEST = 15

# At least so many calls of a day are kept for orders, where the day has twice as many.
_RESERVE = 50

# A product in the words of its day's end, and what its last calls are kept for.
_WORDS = {
    "product": ("about parts", "for the prices of orders that are being placed"),
    "status": ("about orders", "for orders of which nobody knows whether they were placed"),
    "products": ("about parts at TI", "for the prices of orders that are being placed"),
    "orders": ("about orders at TI", "for placing orders and finding them again"),
    "all": ("to ShipStation", "for telling the warehouse of orders"),
}
_ANY = ("of this kind", "for orders")
# The same in one word, for a line that has few cells.
_KINDS = {
    "product": "part",
    "status": "order status",
    "ordering": "order",
    "supply": "bonded",
    "management": "change",
    "packing": "packing list",
    "notices": "notice",
    "reference": "account",
    "products": "part",
    "orders": "order",
    "shipments": "shipment",
    "profiles": "profile",
    # One limit for all that is asked there.
    "all": "",
}


class Low(NamedTuple):
    """Of a product's calls few are left, or none: so many, and new ones from `until` on (UTC)."""

    product: str
    left: int
    until: datetime

    @property
    def kind(self) -> str:
        """What they are asked about, in a word or two."""
        api = self.product.partition(":")[2]
        return _KINDS.get(api, api)


def reserve_of(per_day: int) -> int:
    """How many of a day's calls are kept for orders: a tenth, at least 50, at most half."""
    return min(max(_RESERVE, per_day // 10), per_day // 2)


def too_many(product: str, wait: float, *, daily: bool) -> TooMany:
    vendor, _, api = product.partition(":")
    about, _ = _WORDS.get(api, _ANY)
    if daily:
        sentence = (
            f"No calls {about} are left today: ask again in {wait / 3600:.1f} h. What is shown was "
            "stored before."
        )
    else:
        sentence = f"Too many calls {about} just now: try again in {wait:.0f} s. Nothing was sent."
    return TooMany(vendor, sentence, wait=wait, daily=daily)


def kept_back(product: str, left: int, per_day: int, wait: float) -> TooMany:
    vendor, _, api = product.partition(":")
    about, kept_for = _WORDS.get(api, _ANY)
    sentence = (
        f"Of today's {per_day:,} calls {about} the last {left:,} are kept {kept_for}. Nothing was "
        f"asked: what is shown was stored before, and can be asked again in {wait / 3600:.1f} h."
    )
    return TooMany(vendor, sentence, wait=wait, daily=True)


def tells(name: str) -> bool:
    return name == "retry-after" or name.startswith(("x-ratelimit-", "x-burstlimit-"))


def whole_number(text: str | None) -> int | None:
    """None too for what is longer than any count there is, and than SQLite holds."""
    fit = text is not None and text.isascii() and text.isdigit() and len(text) <= _LONGEST
    return int(text) if text is not None and fit else None


def seconds_until(text: str | None, now: datetime) -> float | None:
    """Seconds from `now`, of a count of seconds or an HTTP date."""
    if text is None:
        return None
    count = whole_number(text)
    if count is not None:
        return float(count)
    from email.utils import parsedate_to_datetime

    with contextlib.suppress(ValueError, TypeError):
        return max(0.0, (parsedate_to_datetime(text) - now).total_seconds())
    return None


def utc_day(now: datetime) -> str:
    return now.astimezone(UTC).date().isoformat()


def till_midnight(now: datetime) -> float:
    utc = now.astimezone(UTC)
    return 86_400.0 - (utc.hour * 3600 + utc.minute * 60 + utc.second)
