"""What is said of where a line's pieces come from: bonded stock, the vendor's stock, the maker."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from cache import cheaper
from cache.advice_facts import Advice, Facts, binding, buyable, is_legal, is_row, others, own_offer
from cache.buying_words import (
    MARKETPLACE,
    RESERVE_FILLS,
    backorder,
    no_backorder,
    reeling_fee,
    reported,
)
from cache.mending import Take
from cache.vendor_orders import day_words
from vendors.vocabulary import Packaging

if TYPE_CHECKING:
    from cache.bonded_rows import BondedRow
    from cache.drafts import DraftLine
    from vendors.vocabulary import Offer


def free(row: BondedRow, facts: Facts) -> int:
    """Pieces of the reported reserve beside our releases and the other lines of the draft."""
    taken = facts.taken.get((row.customer_id, row.number.casefold()), 0)
    return max(0, (row.reserve or 0) - row.released - taken)


def bonded(line: DraftLine, facts: Facts) -> Iterator[Advice]:
    """Bonded stock has what a line of the catalogue buys, or a part of it."""
    if line.bonded_customer_id is not None:
        return
    rows = [
        row
        for row in facts.bonded
        if row.vendor == line.vendor
        and row.unit_price is not None
        and row.currency
        and free(row, facts) > 0
        and _same_maker(row.maker, line.maker)
    ]
    if not rows:
        return

    def rank(row: BondedRow) -> tuple[bool, bool, int, str]:
        whole = free(row, facts) >= line.quantity
        return not whole, row.customer_id != facts.ship_to, -free(row, facts), row.code

    row = min(rows, key=rank)
    words = f"bonded {row.code} reports {row.reserve:,}{_beside(row, facts)}"
    if line.terms.schedules:
        yield Advice("bonded", f"{words}; the line's days are for all its pieces", "warn")
        return
    there = "" if row.customer_id == facts.ship_to else f", ships to {row.code}"
    # Another currency is another order as well.
    there += "" if row.currency == line.currency else f", in {row.currency}"
    bound = ", NCNR" if row.non_cancelable and not binding(own_offer(line)) else ""
    least = max(1, row.minimum)
    if free(row, facts) >= line.quantity >= least:
        act = f"takes all from there{there}{bound}"
        yield Advice("bonded", words, "warn", "b", act, (Take(line.quantity, row=row),))
    elif line.quantity < least:
        yield Advice("bonded", f"{words}, released from {least:,} up", "dim")
    else:
        yield _in_two(line, row, words, there + bound, facts)


def _in_two(line: DraftLine, row: BondedRow, words: str, more: str, facts: Facts) -> Advice:
    """What the reserve has room for in whole packages, and the rest from the catalogue."""
    room = free(row, facts)
    whole = room - room % (row.standard_package or 1)
    rest = line.quantity - whole
    offers: list[Offer] = [own_offer(line), *others(line, facts)]
    if whole < max(1, row.minimum):
        return Advice("bonded", f"{words}: less than one release", "dim")
    fits = [
        one
        for one in offers
        if buyable(one, rest)
        and (one.number == line.number or one.packaging is not Packaging.DIGI_REEL)
    ]
    if not fits:
        return Advice("bonded", f"{words}; the rest of {rest:,} cannot be bought so", "dim")
    # The line's own packaging where it can be: nothing changes it unasked.
    rest_of = min(fits, key=lambda one: (one.number != line.number, cheaper.cost(one, rest) or 0))
    act = f"takes {whole:,} from there{more}, buys {rest:,} {rest_of.packaging}"
    told = facts.told.get(rest_of.number.casefold())
    takes = (Take(rest, rest_of, told), Take(whole, row=row))
    return Advice("bonded", words, "warn", "b", act, takes)


def _beside(row: BondedRow, facts: Facts) -> str:
    """What of the reserve is spoken for, as far as it is known here."""
    taken = facts.taken.get((row.customer_id, row.number.casefold()), 0)
    said = [
        f"{row.released:,} released" if row.released else "",
        f"{taken:,} in this draft" if taken else "",
        f"{row.drafted:,} in others' drafts" if row.drafted else "",
    ]
    words = ", ".join(filter(None, said))
    return f" ({words})" if words else ""


def _same_maker(one: str, other: str) -> bool:
    return not one or not other or one.strip().casefold() == other.strip().casefold()


def reserve(line: DraftLine, facts: Facts) -> Iterator[Advice]:
    """A bonded line larger than what is reported of its row, and what nobody documents."""
    if line.bonded_customer_id is None:
        return
    row = next((one for one in facts.bonded if is_row(line, one)), None)
    if row is not None and row.reserve is not None and line.quantity > free(row, facts):
        words = reported(row.reserve) + _beside(row, facts)
        yield Advice("reserve", words, "warn", "b", "splits it")
    package = None if row is None else row.standard_package
    if package and line.quantity % package:
        yield Advice("package", f"no multiple of the standard package {package:,}", "dim")
    yield Advice("release", RESERVE_FILLS, "dim")


def stock(line: DraftLine, facts: Facts) -> Iterator[Advice]:
    """What of a line ships now, and when the rest comes."""
    here = line.stock
    if line.bonded_customer_id is not None or here is None or line.quantity <= here:
        return
    part = facts.part
    lead = None if part is None else part.lead_weeks
    allowed = None if part is None else part.backorder_allowed
    never = facts.never
    words = no_backorder(here) if never else backorder(line.quantity, here, lead, allowed)
    role = "warn" if never else "dim"
    own = own_offer(line)
    fewer = cheaper.most_legal(own, here) if here else None
    if fewer is None or not buyable(own, fewer) or line.terms.schedules:
        yield Advice("stock", words, role, stops=never)
    else:
        yield Advice("stock", words, role, "f", f"takes {fewer:,}", (Take(fewer),), never)


def life(line: DraftLine, facts: Facts) -> Iterator[Advice]:
    """What the vendor says of the part's end."""
    part = facts.part
    if part is None:
        return
    today = facts.now.astimezone().date()
    if part.last_buy is not None:
        past = part.last_buy < today
        on = day_words(part.last_buy)
        words = f"the last day to order it was {on}" if past else f"last-time buy: until {on}"
        yield Advice("last buy", words, "warn", "o", "opens the part")
    if part.obsolete:
        yield Advice("obsolete", "obsolete", "warn", "o", "opens the part: substitutes")
    elif part.end_of_life:
        yield Advice("end of life", "at the end of its life", "warn", "o", "opens the part")


def binds(line: DraftLine, facts: Facts) -> Iterator[Advice]:
    """What cannot be undone or costs besides: NCNR, a Digi-Reel's fee, marketplace, tariff."""
    own = own_offer(line)
    if binding(own):
        said = ["NCNR: cannot be cancelled or returned"]
        if own.packaging is Packaging.DIGI_REEL and line.fee:
            said.append(reeling_fee(line.fee, line.currency))
        yield Advice("ncnr", ", ".join(said), "dim", "o", "opens the part")
    if line.marketplace:
        yield _instead(Advice("marketplace", MARKETPLACE, "warn"), line, facts)
    if line.tariff:
        yield Advice("tariff", "a tariff is added", "dim", "o", "opens the part")


def _instead(advice: Advice, line: DraftLine, facts: Facts) -> Advice:
    """With the vendor's own packaging as what mends it, where it sells the quantity itself."""
    own = [
        one
        for one in others(line, facts)
        if not one.marketplace
        and one.packaging is not Packaging.DIGI_REEL
        and buyable(one, line.quantity)
    ]
    if not own or not is_legal(line):
        return replace(advice, key="o", act="opens the part")
    best = min(own, key=lambda one: (cheaper.cost(one, line.quantity) or 0, one.number))
    told = facts.told.get(best.number.casefold())
    act = f"takes {line.quantity:,} {best.packaging} of the vendor's own"
    return replace(advice, key="p", act=act, takes=(Take(line.quantity, best, told),))
