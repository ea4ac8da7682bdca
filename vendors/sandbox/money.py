"""The sandbox's money: whole hundred-thousandths of a US dollar, and its invented exchange rates.

DigiKey's unit prices have up to five decimals, so an integer of 1/100,000 holds each exactly.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

UNITS = 100_000
_CENT = Decimal("0.01")

# Millionths of one unit of currency for one millionth of a US dollar. Invented, and fixed.
RATES: dict[str, int] = {
    "USD": 1_000_000, "CAD": 1_370_000, "JPY": 151_000_000, "GBP": 790_000, "EUR": 920_000,
    "HKD": 7_800_000, "SGD": 1_340_000, "TWD": 32_100_000, "KRW": 1_370_000_000, "AUD": 1_520_000,
    "NZD": 1_660_000, "INR": 83_500_000, "DKK": 6_870_000, "NOK": 10_700_000, "SEK": 10_500_000,
    "ILS": 3_700_000, "CNY": 7_240_000, "PLN": 3_960_000, "CHF": 890_000, "CZK": 23_100_000,
    "HUF": 361_000_000, "RON": 4_580_000, "ZAR": 18_400_000, "MYR": 4_450_000, "THB": 36_300_000,
    "PHP": 58_200_000,
}  # fmt: skip


def price(units: int, currency: str = "USD") -> Decimal:
    """`units` hundred-thousandths of a US dollar, in `currency`, to five decimals, half up."""
    return Decimal((units * RATES[currency] + 500_000) // 1_000_000).scaleb(-5)


def cents(amount: Decimal) -> Decimal:
    """Rounded half up to cents, as the line totals in recorded answers are."""
    return amount.quantize(_CENT, ROUND_HALF_UP)


def number(amount: Decimal) -> float:
    """For the JSON of an answer: the float whose shortest text is exactly `amount`.

    Raises ValueError where there is none, so that no answer carries an inexact price.
    """
    as_float = float(amount)
    if Decimal(repr(as_float)) != amount:
        raise ValueError(f"{amount} cannot stand in JSON exactly")
    return as_float
