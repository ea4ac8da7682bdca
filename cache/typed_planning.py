"""What has to be asked for typed lines, each thing once, and what the answers make of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from cache import typed_finding as finding
from cache.bonded_rows import BondedRow
from cache.convert import clean, normal
from cache.offering import asked_again, release_line
from cache.purchase_orders import vendor_name
from cache.terms import USUAL_VENDOR
from cache.typed_lines import (
    another,
    as_offer,
    bonded_as_several,
    chosen,
    no_sku,
    not_asked,
    not_known,
    nothing_typed,
    of_another_maker,
    other_maker,
    refused,
    same,
    taken_as,
)
from cache.typed_sources import Source, source_of
from vendors.errors import Invalid, NotFound, VendorError, ended
from vendors.order_limits import tells_price

if TYPE_CHECKING:
    from cache.drafts import DraftLine
    from cache.places import Refusal
    from cache.typed import Typed
    from vendors.vocabulary import Part


class Job(NamedTuple):
    """One thing to ask, and the lines it is for.

    `numbers`: of a part at `vendor`, one after the other until one is known; or the bonded row of
    the location `customer_id`, by the first. `part`: the maker's number that has to come back,
    `maker` whose, both empty where that is not known here. `usual`: nobody named the vendor.
    """

    numbers: tuple[str, ...]
    lines: list[DraftLine]
    part: str = ""
    maker: str = ""
    customer_id: str | None = None
    place: str = ""
    vendor: str = USUAL_VENDOR
    usual: bool = False

    @property
    def is_item(self) -> bool:
        """Whether it is a SKU that the vendor only writes orders for."""
        return not tells_price(self.vendor)


class Plan(NamedTuple):
    """`faults`: lines for which nothing is asked, each with why."""

    jobs: list[Job]
    faults: list[tuple[DraftLine, str]]


def plan(
    db: sqlite3.Connection, uid: int, lines: Sequence[DraftLine], customer_id: str | None
) -> Plan:
    """The jobs for `lines` of a draft that ships to `customer_id`, in their order."""
    sites = finding.places(db)
    codes = finding.codes(db)
    jobs: dict[tuple[str, ...], Job] = {}
    faults: list[tuple[DraftLine, str]] = []
    for line in lines:
        try:
            key, job = _job(db, uid, line, customer_id, sites, codes)
        except ValueError as why_not:
            faults.append((line, str(why_not)))
        else:
            jobs.setdefault(key, job).lines.append(line)
    return Plan(list(jobs.values()), faults)


def _job(
    db: sqlite3.Connection,
    uid: int,
    line: DraftLine,
    ship_to: str | None,
    sites: dict[str, str],
    codes: dict[str, str],
) -> tuple[tuple[str, ...], Job]:
    """Raises ValueError, with words, where nothing is to be asked for the line."""
    typed = line.typed
    if line.known:
        if line.bonded_customer_id is not None:
            return _at(line.bonded_customer_id, line.number, codes)
        source = Source(line.vendor)
        meant = finding.meant(db, line.number, line.number, vendor=line.vendor)
    else:
        if not (clean(typed.part) or clean(typed.number)):
            raise ValueError(nothing_typed())
        source = source_of(typed.vendor, sites)
        if source.bonded:
            return _bonded(db, uid, line, source.place, ship_to, codes)
        meant = finding.meant(db, typed.number, typed.part, typed.maker, source.vendor)
    if not tells_price(source.vendor):
        return _item(line, source.vendor)
    if meant.fault:
        raise ValueError(meant.fault)
    job = Job(meant.numbers, [], meant.part, meant.maker, vendor=source.vendor)
    return (source.vendor, str(source.typed), meant.key), job._replace(usual=not source.typed)


def _item(line: DraftLine, vendor: str) -> tuple[tuple[str, ...], Job]:
    sku = line.number or clean(line.typed.number) or clean(line.typed.part)
    return ("item", vendor, normal(sku)), Job((sku,), [], vendor=vendor)


def _bonded(
    db: sqlite3.Connection,
    uid: int,
    line: DraftLine,
    place: str,
    ship_to: str | None,
    codes: dict[str, str],
) -> tuple[tuple[str, ...], Job]:
    """The row that is meant: at the place that was typed, else the only one, else where the draft
    ships to.
    """
    typed = line.typed
    rows = _of_one_part(finding.bonded_rows(db, uid, typed.part, typed.number), typed)
    if place:
        here = [row for row in rows if row.customer_id == place]
        if not here:
            # Not in the last report; the vendor knows better than that.
            return _at(place, clean(typed.number) or clean(typed.part), codes)
    else:
        here = rows if len(rows) == 1 else [row for row in rows if row.customer_id == ship_to]
    if len(here) == 1:
        return _at(here[0].customer_id, here[0].number, codes)
    if here:
        numbers = ", ".join(row.number for row in here)
        raise ValueError(f"{here[0].code} has it bonded as {numbers}: F4 lists them")
    if not rows:
        raise ValueError(
            "no location reports bonded stock of it: empty as vendor takes the catalogue, "
            "F5 in 1 Bonded asks for the reserves anew"
        )
    there = ", ".join(dict.fromkeys(row.code for row in rows))
    raise ValueError(f"bonded at {there}: bonded {rows[0].code} says which (F4 lists them)")


def _of_one_part(rows: list[BondedRow], typed: Typed) -> list[BondedRow]:
    """The rows, or those of the maker that was typed. Raises ValueError where they are of several
    parts: where they are bonded says nothing of which is meant.
    """
    exact = (typed.number, typed.part)
    if any(same(row.number, words) for row in rows for words in exact):
        return [row for row in rows if any(same(row.number, words) for words in exact)]
    named = [row for row in rows if row.maker.casefold() == clean(typed.maker).casefold()]
    found = named or rows
    parts = {(row.part.casefold(), row.maker.casefold()): row for row in found}
    if len(parts) > 1:
        raise ValueError(
            bonded_as_several(sorted(f"{r.part} of {r.maker}" for r in parts.values()))
        )
    return found


def _at(customer_id: str, number: str, codes: dict[str, str]) -> tuple[tuple[str, ...], Job]:
    job = Job((number,), [], customer_id=customer_id, place=codes.get(customer_id, customer_id))
    return ("bonded", customer_id, normal(number)), job


def as_told(line: DraftLine, job: Job, part: Part, at: datetime) -> DraftLine | str:
    """The line as the vendor told of the part at `at`, or in words why it is none of its offers."""
    if line.known:
        for offer in part.offers:
            if offer.vendor == line.vendor and same(offer.number, line.number):
                return asked_again(line, offer, at)
        return f"{vendor_name(line.vendor)} offers {line.number} no more"
    if not _is_it(line, job, part):
        return another(_vendor(part), part)
    if _of_another(line, part.maker, [offer.number for offer in part.offers]):
        return other_maker(_vendor(part), part.number, part.maker, line.typed.maker)
    meant = chosen(part, _number(line, part), line.typed.packaging)
    return meant if isinstance(meant, str) else as_offer(line, part, meant, at)


def as_reported(line: DraftLine, row: BondedRow) -> DraftLine | str:
    """The line as a release of the bonded row, or in words why it cannot be one."""
    if row.unit_price is None or not row.currency:
        name = vendor_name(row.vendor)
        return f"{name} gives no price for it bonded at {row.code}: x takes it out, ask {name}"
    if not line.known and _of_another(line, row.maker, [row.number]):
        return other_maker(vendor_name(row.vendor), row.part, row.maker, line.typed.maker)
    return taken_as(line, release_line(row, line.quantity))


def why(error: VendorError | Refusal, job: Job) -> str:
    """Why nothing was told, in words for the line, with what mends it."""
    if not isinstance(error, VendorError):
        return not_asked(vendor_name(job.vendor), ended(error.sentence))
    name = vendor_name(error.vendor)
    if isinstance(error, NotFound) and job.is_item:
        return no_sku(name)
    if isinstance(error, NotFound):
        if job.customer_id is not None:
            return f"{name} reports no bonded stock of it at {job.place}: Enter changes it"
        return not_known(name)
    if isinstance(error, Invalid):
        return refused(name, error.in_full)
    return not_asked(name, ended(error.sentence))


def _is_it(line: DraftLine, job: Job, part: Part) -> bool:
    """Whether what came is what was asked for, and no part that the vendor finds like it."""
    if job.part:
        same_maker = not job.maker or job.maker.casefold() == part.maker.casefold()
        return same(part.number, job.part) and same_maker
    names = (part.number, *(offer.number for offer in part.offers), *part.other_names)
    typed = (line.typed.number, line.typed.part)
    return any(same(one, name) for one in typed if one.strip() for name in names)


def _of_another(line: DraftLine, maker: str, numbers: Sequence[str]) -> bool:
    """Whether another maker was typed. A vendor's own number, one of `numbers`, is exact."""
    typed = line.typed
    exact = any(same(one, number) for one in (typed.number, typed.part) for number in numbers)
    return not exact and of_another_maker(typed.maker, maker)


def _number(line: DraftLine, part: Part) -> str:
    """What was typed that names an offer; else what was typed for the part."""
    for words in (line.typed.number, line.typed.part):
        if words.strip() and any(same(offer.number, words) for offer in part.offers):
            return words
    return line.typed.part


def _vendor(part: Part) -> str:
    return vendor_name(part.offers[0].vendor if part.offers else USUAL_VENDOR)
