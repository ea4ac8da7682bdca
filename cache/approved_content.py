"""What an approval is of: all that an order says without its prices, and what changed since."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from decimal import Decimal
from typing import TYPE_CHECKING

from cache import terms as terms_of
from cache.purchase_orders import line_of, lines_text, vendor_name
from cache.spending_rules import money_words
from cache.terms_words import changed, line_words, order_changed
from vendors.vocabulary import Address, Location

if TYPE_CHECKING:
    from cache.purchase_orders import Content, FrozenLine


def content_hash(content: Content) -> str:
    """SHA-256 of what would be ordered, from whom, to where and on which terms.

    Without prices and fees, which the total stands for, and without what the vendor says anew each
    day: stock, and its own words for a part. Whether goods can be returned, and whether a tariff
    applies, belongs to what was approved.
    """
    lines = [
        [
            *(line.line_no, line.number, line.part, line.maker, line.packaging, line.quantity),
            *(line.ncnr, line.tariff, line.marketplace, line.bonded_customer_id),
            terms_of.line_text(line.terms),
        ]
        for line in content.lines
    ]
    where = [content.at, content.ship_to.customer_id, asdict(content.ship_to.address)]
    asked = terms_of.order_text(content.sent_terms)
    said = [content.vendor, where, content.currency, lines, asked]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def content_text(content: Content) -> str:
    """All of it as JSON, prices too, by which `changes` tells what is otherwise later."""
    return json.dumps(
        {
            "vendor": content.vendor,
            "ship_to": asdict(content.ship_to),
            "currency": content.currency,
            "lines": lines_text(content.lines),
            "terms": terms_of.order_text(content.sent_terms),
        },
        ensure_ascii=False,
    )


def changes(before: str, now: Content) -> tuple[str, ...]:
    """What is otherwise than `content_text` told it then, one thing a sentence; mostly nothing."""
    then = json.loads(before)
    found = []
    if then["vendor"] != now.vendor:
        found.append(f"vendor: {vendor_name(then['vendor'])} → {vendor_name(now.vendor)}")
    was = Location(**{**then["ship_to"], "address": Address(**then["ship_to"]["address"])})
    if (was.customer_id, was.address) != (now.ship_to.customer_id, now.ship_to.address):
        found.append(f"ship-to: {_place(was)} → {_place(now.ship_to)}")
    lines = [line_of(cells) for cells in json.loads(then["lines"])]
    found += _lines(lines, now.lines)
    found += order_changed(terms_of.order_terms(then["terms"]), now.sent_terms)
    total = _total(lines, then["currency"])
    if (total, then["currency"]) != (now.goods + now.fees, now.currency):
        after = money_words(now.goods + now.fees, now.currency)
        found.append(f"total: {money_words(total, then['currency'])} → {after}")
    return tuple(found)


def _lines(before: list[FrozenLine], now: tuple[FrozenLine, ...]) -> list[str]:
    """Lines are known again by the draft's own id of them."""
    old = {line.draft_line_id: line for line in before}
    found = []
    for line in now:
        was = old.pop(line.draft_line_id, None)
        name = f"line {line.line_no} {line.part}"
        if was is None:
            price = "" if line.unit_price is None else f" at {_plain(line.unit_price)}"
            found.append(f"{name}: new, {line.quantity:,}{price}")
        elif more := _line(was, line):
            found.append(f"{name}: {', '.join(more)}")
    found += [
        f"line {line.line_no} {line.part}: gone, {line.quantity:,} of it" for line in old.values()
    ]
    return found


def _line(was: FrozenLine, now: FrozenLine) -> list[str]:
    found = []
    if was.line_no != now.line_no:
        found.append(f"was line {was.line_no}")
    if was.number != now.number or was.packaging != now.packaging:
        found.append(f"{was.number} {was.packaging} → {now.number} {now.packaging}")
    if was.quantity != now.quantity:
        found.append(f"{was.quantity:,} → {now.quantity:,} pieces")
    if was.unit_price != now.unit_price:
        found.append(f"{_plain(was.unit_price)} → {_plain(now.unit_price)} each")
    if was.fee != now.fee:
        found.append(f"fee {_plain(was.fee)} → {_plain(now.fee)}")
    for name, before, after in (
        ("NCNR", was.ncnr, now.ncnr),
        ("tariff", was.tariff, now.tariff),
        ("marketplace", was.marketplace, now.marketplace),
    ):
        if before != after:
            found.append(f"{name} {_YES[before]} → {_YES[after]}")
    if was.bonded_customer_id != now.bonded_customer_id:
        found.append(f"bonded {was.bonded_customer_id or 'no'} → {now.bonded_customer_id or 'no'}")
    return found + changed(line_words(was.terms), line_words(now.terms))


_YES = {True: "yes", False: "no", None: "not known"}


def _plain(amount: Decimal | None) -> str:
    return "no price" if amount is None else format(amount, "f")


def _total(lines: list[FrozenLine], currency: str) -> Decimal:
    return sum(((line.total(currency) or Decimal(0)) + line.fee for line in lines), Decimal(0))


def _place(place: Location) -> str:
    said = [part for part in asdict(place.address).values() if part]
    return f"{place.customer_id} {', '.join(said)}".strip()
