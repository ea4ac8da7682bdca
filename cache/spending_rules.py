"""Limits and who may approve beyond them: read from the administrator's settings, and checked.

    [[limit]]
    buyer = "*"          an account name, or "*" for whoever has no table of their own
    vendor = "digikey"   or "*" for each vendor, by itself, that has no table of its own
    currency = "USD"
    order = "5000"       the most of one order
    day = "20000"        the most within 24 hours
    week = "60000"       the most within 7 days
    ncnr = "1000"        the most, of one order, that can be neither cancelled nor returned
    ncnr_day, ncnr_week  the same within 24 hours and 7 days
    [approval]
    approvers = ["carol", "dan"]
    hours = "48"         how long an approval holds
    drift = "2"          percent of the total that prices may rise meanwhile

Money is text, before tax, shipping and, where it is not known, tariff. What is left out is not
limited; one of the limits has to be there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from cache.places import Refusal
from cache.purchase_orders import VENDORS, vendor_name
from vendors.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable

# The exit status of sysexits.h for settings that cannot be used.
BAD_SETTINGS = 78
ANY = "*"
AMOUNTS = ("order", "day", "week", "ncnr", "ncnr_day", "ncnr_week")

_SYSTEM = "/etc/bondroom.toml"
_LIMIT = ("buyer", "vendor", "currency", *AMOUNTS)
_APPROVAL = ("approvers", "hours", "drift")
_MONEY = re.compile(r"\d{1,12}(\.\d{1,4})?", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
# An account's name as useradd(8) takes it, and as directories give them.
_NAME = re.compile(r"[^\s:*/,][^\s:*/,]{0,63}")
# Nobody remembers an approval that is older than a month.
_MOST_HOURS = 31 * 24


@dataclass(frozen=True, slots=True)
class Limit:
    """What one buyer may order of one vendor in one currency without asking. None: no limit."""

    buyer: str
    vendor: str
    currency: str
    order: Decimal | None = None
    day: Decimal | None = None
    week: Decimal | None = None
    ncnr: Decimal | None = None
    ncnr_day: Decimal | None = None
    ncnr_week: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """All limits, and who may approve beyond them; without a limit there is nothing to approve.

    `drift` is in percent of the total that was approved. `unfit` are approvers in the settings who
    decide nothing, since their accounts do not say which person acts.
    """

    limits: tuple[Limit, ...] = ()
    approvers: tuple[str, ...] = ()
    holds: timedelta = timedelta(hours=48)
    drift: Decimal = Decimal(2)
    unfit: tuple[str, ...] = ()

    def of(self, buyer: str, vendor: str, currency: str) -> Limit | None:
        """What holds for a buyer's orders there; None where no table covers them.

        A buyer with tables of their own has none of those for everybody.
        """
        own = [one for one in self.limits if one.buyer == buyer]
        rows = own or [one for one in self.limits if one.buyer == ANY]
        for its in (vendor, ANY):
            for one in rows:
                if (one.vendor, one.currency) == (its, currency):
                    return one
        return None

    def without(self, names: Iterable[str]) -> Rules:
        """The rules where none of `names` approves anything."""
        unfit = tuple(name for name in self.approvers if name in names)
        if not unfit:
            return self
        able = tuple(name for name in self.approvers if name not in unfit)
        return replace(self, approvers=able, unfit=(*self.unfit, *unfit))

    @property
    def names(self) -> tuple[str, ...]:
        """The accounts that are named, each once."""
        buyers = (one.buyer for one in self.limits if one.buyer != ANY)
        return tuple(dict.fromkeys((*buyers, *self.approvers, *self.unfit)))

    def words(self) -> list[str]:
        """A sentence for each limit, and one on who approves: for a person who looks it over."""
        if not self.limits:
            return ["No limits are set: every buyer orders for any sum."]
        found = [_in_words(one) for one in self.limits]
        if not self.approvers:
            return [*found, "Nobody may approve what is above a limit, so it cannot be ordered."]
        hours = int(self.holds.total_seconds() // 3600)
        return [
            *found,
            f"{these(self.approvers, 'and')} may approve what is above; that holds for {hours} "
            f"hours and while prices rise by at most {self.drift.normalize():f} %.",
        ]


NO_RULES = Rules()


def rules_of(
    limits: Sequence[Mapping[str, object]],
    approval: Mapping[str, object] | None = None,
    where: str = _SYSTEM,
) -> Rules:
    """The rules that the raw tables of the settings say. `where`: the file, for the sentences.

    Raises Refusal with the first thing that is wrong, in one sentence.
    """
    found: list[Limit] = []
    for place, table in enumerate(limits, 1):
        limit = _limit(table, f"{where}: [[limit]] {place}")
        same = (limit.buyer, limit.vendor, limit.currency)
        if same in ((one.buyer, one.vendor, one.currency) for one in found):
            raise _bad(
                f"{where}: [[limit]] {place} is for the same buyer, vendor and currency as one "
                "before it; keep one of them"
            )
        found.append(limit)
    return _approval(tuple(found), approval or {}, f"{where}: [approval]")


def money_words(amount: Decimal, currency: str) -> str:
    """As `5,120.00 USD`: at least two decimals, and no zeros beyond them."""
    whole, _, parts = format(amount, ",f").partition(".")
    return f"{whole}.{parts.rstrip('0').ljust(2, '0')} {currency}"


def these(names: Sequence[str], last: str) -> str:
    """`ann, ben or carol`, with `last` before the last of them."""
    *most, end = names
    return f"{', '.join(most)} {last} {end}" if most else end


def _limit(table: Mapping[str, object], at: str) -> Limit:
    _known(table, _LIMIT, at)
    for key in ("buyer", "vendor", "currency"):
        if key not in table:
            raise _bad(f"{at} does not say for which {key} it is")
    buyer = _text(table, "buyer", at)
    if buyer != ANY and not _NAME.fullmatch(buyer):
        raise _bad(f'{at}: buyer is {_shown(buyer)}, and must be the name of an account, or "*"')
    vendor = _text(table, "vendor", at)
    if vendor != ANY and vendor not in VENDORS:
        near = _nearest(vendor.lower(), VENDORS)
        raise _bad(
            f"{at}: there is no vendor {_shown(vendor)}; the nearest is {near!r}, and "
            f'"*" is each of {", ".join(VENDORS)}'
        )
    currency = _text(table, "currency", at)
    if not _CURRENCY.fullmatch(currency):
        raise _bad(f"{at}: currency is {_shown(currency)}, and must be three letters, as USD")
    amounts = {key: _money(table, key, at) for key in AMOUNTS if key in table}
    if not amounts:
        raise _bad(f"{at} limits nothing: it needs one of {', '.join(AMOUNTS)}")
    return Limit(buyer, vendor, currency, **amounts)


def _approval(limits: tuple[Limit, ...], table: Mapping[str, object], at: str) -> Rules:
    _known(table, _APPROVAL, at)
    given = table.get("approvers", [])
    names = [given] if isinstance(given, str) else given
    if not (isinstance(names, (list, tuple)) and all(isinstance(one, str) for one in names)):
        raise _bad(f'{at}: approvers must be a list of account names, as ["carol", "dan"]')
    for name in names:
        if not _NAME.fullmatch(name):
            raise _bad(f"{at}: approvers holds {_shown(name)}, which is no name of an account")
    hours = _number(table, "hours", at, "48")
    if not (hours == int(hours) and 1 <= hours <= _MOST_HOURS):
        raise _bad(f"{at}: hours is {hours}, and must be a whole number from 1 to {_MOST_HOURS}")
    drift = _number(table, "drift", at, "2")
    if drift > 100:
        raise _bad(f"{at}: drift is {drift}, and must be a percentage from 0 to 100")
    return Rules(limits, tuple(dict.fromkeys(names)), timedelta(hours=int(hours)), drift)


def _known(table: Mapping[str, object], keys: Sequence[str], at: str) -> None:
    for key in table:
        if key not in keys:
            near = _nearest(key, keys)
            raise _bad(f"{at}: there is no key {_shown(key)}; the nearest is {near!r}")


def _text(table: Mapping[str, object], key: str, at: str) -> str:
    value = table[key]
    if not isinstance(value, str):
        raise _bad(f"{at}: {key} must be text in quotes")
    return value


def _money(table: Mapping[str, object], key: str, at: str) -> Decimal:
    value = table[key]
    if not (isinstance(value, str) and _MONEY.fullmatch(value)):
        raise _bad(
            f"{at}: {key} is {_shown(value)}, and must be money as text in quotes, with a point "
            'and no other marks, as "5000" or "5000.50"'
        )
    return Decimal(value)


def _number(table: Mapping[str, object], key: str, at: str, usual: str) -> Decimal:
    value = table.get(key, usual)
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not (isinstance(text, str) and _MONEY.fullmatch(text)):
        raise _bad(f'{at}: {key} is {_shown(value)}, and must be a number, as "{usual}"')
    return Decimal(text)


def _shown(value: object) -> str:
    """What stands in the file, fit for one line."""
    return repr(clean(value, 60)) if isinstance(value, str) else clean(str(value), 60)


def _nearest(word: str, known: Iterable[str]) -> str:
    # difflib is only needed for the sentence of an error.
    from difflib import get_close_matches

    return get_close_matches(word, list(known), n=1, cutoff=0.0)[0]


def _bad(words: str) -> Refusal:
    return Refusal(f"{words}. Nothing was changed.", BAD_SETTINGS)


_EACH = {
    "order": "an order",
    "day": "24 hours",
    "week": "7 days",
    "ncnr": "NCNR goods an order",
    "ncnr_day": "NCNR goods within 24 hours",
    "ncnr_week": "NCNR goods within 7 days",
}


def _in_words(limit: Limit) -> str:
    who = "Whoever has no limits of their own" if limit.buyer == ANY else limit.buyer
    name = "each vendor" if limit.vendor == ANY else vendor_name(limit.vendor)
    amounts = [(each, getattr(limit, key)) for key, each in _EACH.items()]
    sums = [f"{money_words(a, limit.currency)} for {each}" for each, a in amounts if a is not None]
    return f"{who} at {name}: at most {', '.join(sums)}."
