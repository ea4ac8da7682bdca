"""What is said of a line's price: another quantity, another packaging, another price by now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from cache import cheaper
from cache.advice_facts import (
    Advice,
    Facts,
    binding,
    buyable,
    is_legal,
    is_row,
    is_short,
    others,
    own_offer,
    pack,
)
from cache.buying_words import NO_COST, NO_PRICE
from cache.checks import PRICES_HOLD
from cache.convert import normal
from cache.mending import Take
from cache.typed_lines import packaging_of
from cache.vendor_orders import amount_words, day_words
from vendors.buying import legal, price_of, to_cents
from vendors.order_limits import tells_price
from vendors.vocabulary import Offer, Packaging

if TYPE_CHECKING:
    from cache.drafts import DraftLine


def no_price(line: DraftLine, facts: Facts) -> Iterator[Advice]:
    """A legal quantity that has no price; of a bonded line that is the vendor's to mend."""
    if line.unit_price is not None or not is_legal(line):
        return
    if not tells_price(line.vendor):
        yield Advice("price", NO_COST, "warn", "F2", "types it", stops=True)
        return
    least = _least_priced(line) if line.bonded_customer_id is None else None
    if least is None:
        yield Advice("price", NO_PRICE, "warn", "x", "takes the line out", stops=True)
    else:
        takes = (Take(least),)
        yield Advice("price", NO_PRICE, "warn", "+", f"takes {least:,}", takes, stops=True)


def _least_priced(line: DraftLine) -> int | None:
    """The nearest quantity that is legal and has a price: the line's is below the first break."""
    offer = own_offer(line)
    first = min((one.quantity for one in line.breaks), default=None)
    return None if first is None else cheaper.least_legal(offer, first)


def other_packaging(line: DraftLine, facts: Facts) -> Iterator[Advice]:
    """Another packaging than was typed; or one that takes the quantity, where the line's does not.

    A vendor's own number names its packaging, so the word typed beside it may say another.
    """
    if line.bonded_customer_id is not None or facts.part is None:
        return
    typed, here = line.typed, own_offer(line)
    usable = others(line, facts)
    words_typed = {normal(typed.number), normal(typed.part)} - {""}
    named = None
    if words_typed:
        named = next((one for one in usable if normal(one.number) in words_typed), None)
    kind = packaging_of(typed.packaging) if typed.packaging else None
    if named is not None:
        words = f"{named.number} was typed, which is {pack(named)}; the line is {pack(here)}"
        yield _switch(words, named, line, facts)
    elif kind is not None and kind is not here.packaging:
        asked = next((one for one in usable if one.packaging is kind), None)
        words = f"{kind} was typed, and {line.number} is {pack(here)}"
        yield (
            Advice("packaging", words, "warn")
            if asked is None
            else _switch(words, asked, line, facts)
        )
    elif not is_legal(line):
        found = [
            (cheaper.cost(one, line.quantity) or Decimal(0), one.number, one)
            for one in usable
            if one.packaging is not Packaging.DIGI_REEL
            and buyable(one, line.quantity)
            and not (facts.never and is_short(one, line.quantity))
        ]
        if found:
            other = min(found, key=lambda one: one[:2])[2]
            short = f" ({other.stock:,} in stock)" if is_short(other, line.quantity) else ""
            words = f"{line.quantity:,} can be had as {pack(other)}{short}"
            yield _switch(words, other, line, facts)


def _switch(words: str, offer: Offer, line: DraftLine, facts: Facts) -> Advice:
    if not buyable(offer, line.quantity):
        judged = legal(line.quantity, offer.moq, offer.multiple, offer.maximum)
        why = judged.reason or "it has no price at this quantity"
        return Advice("packaging", f"{words} ({why})", "warn")
    bound = ", NCNR" if binding(offer) and not binding(own_offer(line)) else ""
    act = f"takes {line.quantity:,} {pack(offer)}{bound}"
    return Advice("packaging", words, "warn", "p", act, (_take(offer, line.quantity, facts),))


def costs_less(line: DraftLine, facts: Facts) -> Iterator[Advice]:
    """Whether more pieces, or another packaging, cost less than the line does.

    Never of bonded stock, which has one price; nor where days or a quote are for just these pieces.
    """
    if line.bonded_customer_id is not None or line.terms.schedules or line.terms.quote is not None:
        return
    own = own_offer(line)
    now = cheaper.cost(own, line.quantity) if is_legal(line) else None
    if now is None or line.unit_price != price_of(own, line.quantity):
        return
    deal = _cheapest([own, *others(line, facts)], line, facts)
    more = 0 if deal is None else deal.quantity - line.quantity
    if deal is None or deal.total > now or (deal.total == now and not more):
        return
    less = to_cents(now - deal.total, line.currency)
    what = " and ".join(f"{quantity:,} {pack(offer)}" for offer, quantity in deal.parts)
    words = f"{what} cost {less:,} {line.currency} less" if less else f"{what} cost the same"
    if more:
        words += f", {more:,} more"
    if not binding(own) and any(binding(offer) for offer, _ in deal.parts):
        words += ", NCNR"
    short = [
        f"{offer.stock:,} {pack(offer)} in stock"
        for offer, quantity in deal.parts
        if is_short(offer, quantity)
    ]
    if short:
        words += f" ({', '.join(short)})"
    takes = tuple(_take(offer, quantity, facts) for offer, quantity in deal.parts)
    yield Advice("cheaper", words, "warn", "c", "takes them", takes)


def _cheapest(offers: list[Offer], line: DraftLine, facts: Facts) -> cheaper.Deal | None:
    """The cheapest way; what is short and cannot be back-ordered is none."""
    deal = cheaper.cheapest(offers, line.quantity)
    while facts.never and deal is not None:
        short = {offer.number for offer, quantity in deal.parts if is_short(offer, quantity)}
        if not short:
            break
        offers = [one for one in offers if one.number not in short]
        deal = cheaper.cheapest(offers, line.quantity)
    return deal


def _take(offer: Offer, quantity: int, facts: Facts) -> Take:
    return Take(quantity, offer, facts.told.get(offer.number.casefold()))


def moved(line: DraftLine, facts: Facts) -> Iterator[Advice]:
    """The price is another one by now, or was told longer ago than an order is placed on."""
    if line.unit_price is None or not tells_price(line.vendor):
        return
    was, now = _amounts(line.unit_price, line.fee), ""
    if line.bonded_customer_id is not None:
        row = next((one for one in facts.bonded if is_row(line, one)), None)
        at = None if row is None else datetime.fromisoformat(row.fetched_at)
        if row is not None and row.unit_price is not None:
            now = _amounts(Decimal(row.unit_price), line.fee)
    else:
        number = line.number.casefold()
        at = facts.told.get(number)
        offers = facts.part.offers if facts.part is not None else ()
        offer = next((one for one in offers if one.number.casefold() == number), None)
        price = None if offer is None else price_of(offer, line.quantity)
        if offer is not None and offer.currency == line.currency and price is not None:
            now = _amounts(price, offer.fee)
    if at is not None and at > line.priced_at and now and now != was:
        yield Advice("moved", f"the price was {was}, now {now}", "warn", "F5", "takes it")
    elif is_old(line, facts):
        words = f"price as of {_when(line.priced_at, facts.now)}"
        yield Advice("old", words, "dim", "F5", "asks again")


def is_old(line: DraftLine, facts: Facts) -> bool:
    """Whether the price was told longer ago than an order is placed on."""
    return facts.now - line.priced_at > PRICES_HOLD


def _amounts(price: Decimal, fee: Decimal) -> str:
    return amount_words(price) + (f" with {amount_words(fee)} fee" if fee else "")


def _when(at: datetime, now: datetime) -> str:
    """The time today, else the day, in the workstation's own zone."""
    here, there = now.astimezone(), at.astimezone()
    return f"{there:%H:%M}" if there.date() == here.date() else day_words(there.date())
