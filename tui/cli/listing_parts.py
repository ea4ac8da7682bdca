"""Parts as lists: search, all that surrounds one, offers compared, its family, ways to buy it.

They show what is here. A vendor is asked by `--ask` alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from cache.offers_compared import compare, compared, shown
from cache.part_details import (
    ASSOCIATED,
    DOCUMENTS,
    NOTICES,
    PACKAGINGS,
    RECOMMENDED,
    REEL,
    SUBSTITUTES,
    WAYS,
    Tab,
)
from cache.places import Refusal
from cache.purchase_orders import SELLERS, vendor_name
from cache.searching import PLAIN
from tui.cli import part_columns
from tui.cli.command import NOTHING, Asked
from tui.cli.finding_part import Sold, find_part, rowid_of
from tui.cli.listing_common import number_of, truth
from tui.cli.listing_narrow import VENDOR, narrowing
from tui.cli.partly import Hearing
from tui.cli.table_output import Column, Row
from tui.cli.words import complain
from tui.text import counted, money, pieces
from vendors.errors import VendorError
from vendors.vocabulary import Packaging

if TYPE_CHECKING:
    from cache.part_details import Opened
    from cache.searching import Heard, Narrowed
    from cache.services import Services
    from tui.cli.opened import Link
    from vendors.details import WayToBuy
    from vendors.vocabulary import Offer, Part

_LIMIT = 50
_AROUND: dict[str, Tab[Any]] = {
    "substitutes": SUBSTITUTES,
    "packagings": PACKAGINGS,
    "goes-with": ASSOCIATED,
    "recommended": RECOMMENDED,
    "documents": DOCUMENTS,
    "notices": NOTICES,
    "ways": WAYS,
    "reel": REEL,
}


# -- search ----------------------------------------------------------------------------------------


async def find(asked: Asked) -> int:
    """What is known here for some words, or what the vendors answer to them."""
    text = " ".join(asked.many("words"))
    at, limit = number_of(asked, "pieces", 1), number_of(asked, "limit", _LIMIT)
    by, hearing = asked.text("by"), Hearing()
    async with asked.opened() as services, asked.linked(services) as link:
        narrowed = (await narrowing(services, text, by)).narrowed if by else PLAIN
        if asked.flag("ask") or asked.flag("more"):
            await link.connect()
            # Whoever narrows is asked alone.
            hearing.unasked(link.amiss, SELLERS if narrowed == PLAIN else (VENDOR,))
            await _ask(services, text, narrowed, hearing, more=asked.flag("more"))
        if narrowed == PLAIN:
            rows, total = await services.catalogue.whole(text)
            said = await services.catalogue.asked(text)
        else:
            rows, said = await services.catalogue.hits(text, narrowed)
            total = len(rows)
        here = [row for place in range(min(limit, len(rows))) if (row := rows.row(place))]
    found = []
    for row in here:
        offers = [one.offer for one in row.offers]
        best = shown(offers, at)
        told: Row = {} if best is None else _offer_row(offers[best], at, None, None)
        found.append(
            {
                **told,
                "part": row.part,
                "maker": row.maker,
                "description": row.description,
                "status": row.status,
                "lead_weeks": row.lead_weeks,
                "fetched_at": None if best is None else row.offers[best].at,
            }
        )
    notes = [f"{counted(total, 'part')} here" + (f", the first {limit}" if total > limit else "")]
    notes += [
        f"{vendor_name(vendor)} has {counted(one.total, 'part')} for it, {one.came:,} came"
        f"{one.ends and f': {one.ends}'}"
        for vendor, one in said.items()
    ]
    empty = f"Nothing is known here for {text}."
    if not hearing.asked:
        empty += " --ask asks the vendors: one call each."
    status = asked.out.rows("parts", part_columns.FOUND, found, empty=empty, notes=notes)
    return hearing.status(status)


async def _ask(
    services: Services, text: str, narrowed: Narrowed, hearing: Hearing, *, more: bool
) -> None:
    _, said = await services.catalogue.hits(text, narrowed)
    came = max((one.came for one in said.values()), default=0) if more else 0

    async def told(heard: Heard) -> None:
        if heard.error is not None:
            hearing.silent(heard.vendor, heard.error)
        elif heard.asked is not None:
            hearing.answered(heard.vendor)
        elif heard.numbers_only:
            complain(f"{vendor_name(heard.vendor)} was not asked: it answers numbers only.")

    try:
        await services.catalogue.ask(text, came, narrowed, told=told)
    except (VendorError, Refusal):
        # Where nobody answered, the first error is raised again.
        if not hearing.lacks:
            raise


# -- one part --------------------------------------------------------------------------------------


async def part(asked: Asked) -> int:
    """One tab of what is known of a part."""
    tab, hearing = asked.text("tab"), Hearing()
    async with asked.opened() as services, asked.linked(services) as link:
        sold = await find_part(services, link, asked, hearing)
        if tab in _AROUND:
            return hearing.status(await _around(asked, services, link, sold, tab))
        if asked.flag("ask"):
            await hearing.of(sold.vendor, _anew(services, link, sold.vendor, sold.number))
            sold = await find_part(services, link, asked, hearing)
        columns: Sequence[Column]
        rows: Sequence[Row]
        match tab:
            case "offers":
                return hearing.status(_compared(asked, sold))
            case "breaks":
                columns, rows = part_columns.BREAKS, _breaks(sold)
            case "parameters":
                columns, rows = part_columns.PARAMETERS, _parameters(sold)
            case "ours":
                columns, rows = part_columns.OURS, await _ours(services, sold)
            case "bonded":
                columns, rows = part_columns.BONDED, await _bonded(services, sold)
            case _:
                columns, rows = part_columns.HISTORY, await _history(services, sold)
    empty = f"{sold.part}: there is nothing of that here ({tab})."
    return hearing.status(asked.out.rows(f"part.{tab}", columns, rows, empty=empty))


async def _anew(services: Services, link: Link, vendor: str, number: str) -> Opened:
    await link.connect((vendor,))
    return await services.parts.open(number, vendor=vendor, anew=True)


async def compare_offers(asked: Asked) -> int:
    """Every offer of a part compared at a number of pieces."""
    hearing = Hearing()
    async with asked.opened() as services, asked.linked(services) as link:
        sold = await find_part(services, link, asked, hearing)
        if asked.flag("ask"):
            await link.connect()
            hearing.unasked(link.amiss, sold.by)
            for vendor, (told, _) in sold.by.items():
                if vendor in link.ready and told.offers:
                    number = told.offers[0].number
                    question = services.parts.open(number, vendor=vendor, anew=True)
                    await hearing.of(vendor, question)
            sold = await find_part(services, link, asked, hearing)
    return hearing.status(_compared(asked, sold))


async def ways(asked: Asked) -> int:
    """The ways to buy a number of pieces."""
    hearing = Hearing()
    async with asked.opened() as services, asked.linked(services) as link:
        sold = await find_part(services, link, asked, hearing)
        return hearing.status(await _around(asked, services, link, sold, "ways"))


async def family(asked: Asked) -> int:
    """The parts of one family, and in what they differ."""
    hearing = Hearing()
    async with asked.opened() as services, asked.linked(services) as link:
        sold = await find_part(services, link, asked, hearing)
        rowid = await rowid_of(services, sold)
        found = await services.families.have(rowid)
        if asked.flag("ask") or asked.flag("more"):
            await link.connect((sold.vendor,))
            came = found.asked.came if asked.flag("more") and found and found.asked else 0
            found = await services.families.ask(rowid, came, anew=True)
    if found is None:
        raise Refusal(f"{sold.part} is no longer known here.", NOTHING)
    names = found.columns
    columns = (*part_columns.FAMILY, *(Column(f"parameter.{name}", name) for name in names))
    rows = [
        {**one._asdict(), **{f"parameter.{name}": value for name, value in one.parameters}}
        for one in found.variants
    ]
    notes = [f"{found.kind} {found.name} of {found.maker}"]
    if found.asked is None:
        notes.append("The vendor was not asked for all of them: --ask asks, one call for fifty.")
    else:
        notes.append(f"{found.asked.came:,} of {found.asked.total:,} came.")
        if found.asked.cut:
            notes.append(f"{found.asked.ends}.")
    empty = f"No family is known of {sold.part}: its vendor names neither base nor series."
    status = asked.out.rows("family", columns, rows, empty=empty, notes=notes)
    return hearing.status(status)


async def _around(asked: Asked, services: Services, link: Link, sold: Sold, name: str) -> int:
    tab = _AROUND[name]
    pieces_wanted = number_of(asked, "pieces", 1)
    if tab is REEL:
        its = [one for one in sold.offers if one.vendor == sold.vendor]
        made = [one.number for one in its if one.packaging is Packaging.DIGI_REEL]
        sold = sold._replace(number=made[0]) if made else sold
    known = await services.parts.have(tab, sold.vendor, sold.number, pieces_wanted)
    if asked.flag("ask"):
        await link.connect((sold.vendor,))
        known = await services.parts.ask(tab, sold.vendor, sold.number, pieces_wanted, anew=True)
    if known.at is None:
        complain(f"{vendor_name(sold.vendor)} was not asked for that yet: --ask asks, one call.")
        return NOTHING
    rows = [_way_row(one) if name == "ways" else _plain(one) for one in known.facts]
    notes = [f"{sold.number} of {vendor_name(sold.vendor)}, asked {known.at.astimezone():%F %R}"]
    empty = f"{vendor_name(sold.vendor)} names none of {sold.number} ({tab.name})."
    return asked.out.rows(f"part.{name}", part_columns.AROUND[name], rows, empty=empty, notes=notes)


def _compared(asked: Asked, sold: Sold) -> int:
    at = number_of(asked, "pieces", 1)
    comparison = compare(sold.offers, at)
    rows = [
        _offer_row(one.offer, at, sold.by.get(one.offer.vendor), place == comparison.best)
        for place, one in enumerate(comparison.rows)
    ]
    notes = []
    if (deal := comparison.more) is not None:
        packs = " and ".join(f"{many:,} of {offer.number}" for offer, many in deal.parts)
        currency = deal.parts[0][0].currency
        notes.append(f"{pieces(deal.quantity)} cost less: {packs}, {money(deal.total)} {currency}")
    if comparison.others:
        notes.append(f"Not compared with prices in {', '.join(comparison.others)}.")
    empty = f"No offer of {sold.part} is known here. --ask asks: one call a vendor."
    return asked.out.rows("part.offers", part_columns.OFFERS, rows, empty=empty, notes=notes)


# -- rows ------------------------------------------------------------------------------------------


def _offer_row(
    offer: Offer, at: int, told: tuple[Part, datetime] | None, best: bool | None
) -> dict[str, Any]:
    its = compared(offer, at)
    return {
        "vendor": offer.vendor,
        "number": offer.number,
        "packaging": offer.packaging_text or offer.packaging.value,
        "stock": offer.stock,
        "moq": offer.moq,
        "multiple": offer.multiple,
        "at": at,
        "unit_price": its.each,
        "total": its.total,
        "currency": offer.currency,
        "why_not": its.why_not,
        "below": its.below,
        "above": its.above,
        "ncnr": offer.ncnr,
        "tariff": offer.tariff,
        "marketplace": offer.marketplace,
        "own_price": offer.own_price,
        "best": best,
        "mark": "best" if best else "",
        "lead_weeks": told[0].lead_weeks if told else None,
        "fetched_at": told[1] if told else None,
    }


def _breaks(sold: Sold) -> list[Row]:
    from vendors.buying import line_total

    return [
        {
            "vendor": offer.vendor,
            "packaging": offer.packaging_text or offer.packaging.value,
            "number": offer.number,
            "quantity": one.quantity,
            "unit_price": one.unit_price,
            "total": line_total(one.quantity, one.unit_price, offer.currency),
            "currency": offer.currency,
        }
        for offer in sold.offers
        for one in offer.breaks
    ]


def _parameters(sold: Sold) -> list[Row]:
    found: list[Row] = []
    for vendor, (told, _) in sold.by.items():
        facts = {
            one.name.replace("_", " "): getattr(told, one.name)
            for one in fields(told)
            if one.name not in ("offers", "parameters", "account", "series_id")
        }
        named = [*facts.items(), *told.parameters]
        found += [
            {"vendor": vendor, "name": name, "value": value}
            for name, value in named
            if value not in (None, "", ())
        ]
    return found


async def _ours(services: Services, sold: Sold) -> list[Row]:
    having = await services.ours.of(sold.part)
    found: list[Row] = [{**one._asdict(), "what": "order"} for one in having.orders]
    return found + [
        {**one._asdict(), "what": "draft", "number": f"D-{one.id}", "state": "open"}
        for one in having.drafts
    ]


async def _bonded(services: Services, sold: Sold) -> list[Row]:
    rows = await services.completing.bonded(sold.part, sold.maker)
    return [{**one._asdict(), "ncnr": truth(one.non_cancelable)} for one in rows]


async def _history(services: Services, sold: Sold) -> list[Row]:
    return [
        {**one._asdict(), "vendor": offer.vendor, "number": offer.number}
        for offer in sold.offers
        for one in await services.watched.history(offer.vendor, offer.number)
    ]


def _way_row(way: WayToBuy) -> Row:
    packs = [f"{one.quantity:,} × {one.packaging_text} {one.number}" for one in way.packs]
    return {**_plain(way), "packs": packs}


def _plain(fact: object) -> dict[str, Any]:
    if not is_dataclass(fact):
        raise TypeError(fact)
    return {one.name: getattr(fact, one.name) for one in fields(fact)}
