"""Which site, language and currency an answer is for: asked in headers, silently corrected.

What a site does not know is replaced without a word, and only the echo in the answer shows it;
the echo keeps the letters' case of what was asked (both measured by others).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vendors.sandbox.money import RATES

# Site -> (its primary currency, its languages besides English). The United Kingdom is UK, not GB.
_SITES: dict[str, tuple[str, str]] = {
    "US": ("USD", ""), "CA": ("CAD", "fr"), "JP": ("JPY", "ja"), "UK": ("GBP", ""),
    "DE": ("EUR", "de"), "AT": ("EUR", "de"), "BE": ("EUR", "fr nl"), "DK": ("DKK", "da"),
    "FI": ("EUR", "fi sv"), "GR": ("EUR", ""), "IE": ("EUR", ""), "IT": ("EUR", "it"),
    "LU": ("EUR", "de fr"), "NL": ("EUR", "nl"), "NO": ("NOK", "no"), "PT": ("EUR", "pt"),
    "ES": ("EUR", "es"), "KR": ("KRW", "ko"), "HK": ("HKD", "zhs zht"), "SG": ("SGD", ""),
    "CN": ("CNY", "zhs"), "TW": ("TWD", "zht"), "AU": ("AUD", ""), "FR": ("EUR", "fr"),
    "IN": ("INR", ""), "NZ": ("NZD", ""), "SE": ("SEK", "sv"), "MX": ("USD", "es"),
    "CH": ("CHF", "de fr it"), "IL": ("ILS", "he"), "PL": ("PLN", "pl"), "SK": ("EUR", ""),
    "SI": ("EUR", ""), "LV": ("EUR", ""), "LT": ("EUR", ""), "EE": ("EUR", ""),
    "CZ": ("CZK", "cs"), "HU": ("HUF", "hu"), "BG": ("EUR", ""), "MY": ("MYR", ""),
    "ZA": ("ZAR", ""), "RO": ("RON", "ro"), "TH": ("THB", "th"), "PH": ("PHP", ""),
    "BR": ("USD", "pt"), "VN": ("USD", ""),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Locale:
    """As it was used. `site` and `language` stand in the case in which they were asked."""

    site: str
    language: str
    currency: str

    def echo(self) -> dict[str, str]:
        """IsoSearchLocale."""
        return {"Site": self.site, "Language": self.language, "Currency": self.currency}


def locale_of(headers: Mapping[str, str]) -> Locale:
    """What the headers ask for, corrected: dollars are legal everywhere, else the site's own."""
    site = headers.get("x-digikey-locale-site", "").strip()
    if site.upper() not in _SITES:
        site = "US"
    primary, languages = _SITES[site.upper()]
    language = headers.get("x-digikey-locale-language", "").strip()
    if language.lower() not in ("en", *languages.split()):
        language = "en"
    currency = headers.get("x-digikey-locale-currency", "").strip().upper()
    if currency not in ("USD", primary):
        currency = primary
    return Locale(site, language, currency)


def known_currency(code: str) -> bool:
    return code in RATES
