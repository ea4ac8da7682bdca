"""What a buyer sees before placing: the draft split into orders, at the prices of this minute."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from cache.purchase_orders import Content, Frozen, FrozenLine, vendor_name
from cache.review_notes import (
    on_lines,
    on_prices,
    on_several_days,
    these,
    to_another_place,
)
from cache.review_problems import problems_of
from cache.terms import for_vendor
from vendors.buying import break_at
from vendors.terms import NO_LINE_TERMS, NO_ORDER_TERMS, LineTerms, OrderTerms
from vendors.vocabulary import Address, CheckoutProfile, Location

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cache.colleagues import Twin
    from cache.drafts import Draft, DraftLine
    from cache.pricing import Priced


_NOBODY = Address()


class ReviewLine(NamedTuple):
    """One line as it would be sent. `was` is the drafted price, where it is another one now.

    `problem` keeps the order from being placed; `note` is worth knowing. `total` is without fee.
    `break_from`: the price is that of so many pieces and more; None where no break tells it.
    """

    line_no: int
    id: str
    number: str
    part: str
    maker: str
    description: str
    packaging: str
    packaging_text: str
    quantity: int
    unit_price: Decimal | None
    fee: Decimal
    total: Decimal | None
    was: Decimal | None
    stock: int | None
    ncnr: bool | None
    tariff: bool | None
    marketplace: bool
    bonded_customer_id: str | None
    problem: str
    note: str
    terms: LineTerms = NO_LINE_TERMS
    break_from: int | None = None


@dataclass(slots=True)
class Review:
    """One purchase order to be placed. With any of `problems` it cannot be.

    `goods` are the lines, `fees` what stands beside them, `ncnr` what of both cannot be cancelled
    or returned. All amounts are in `currency`, before tax, shipping, and tariff if `before_tariff`.
    The first `elsewhere` of `notes` are of what others have and what is on order. `tried`: it was
    sent or refused before, and keeps its number.
    `twins` are orders that may be just the same one: to place it, a person says why. `version` is
    the order's, as it is shown. `bonded_note` goes out behind the notes of `terms`. `account` is
    the vendor's that would be billed, whole, empty where the vendor names none; `buyer` is who
    orders, as the vendor is told. `code` is what the address book calls the ship-to, empty where
    it is not in it. `profile` is the vendor's that the order names, None where it is not known here
    or the vendor has none; `rehearses`: the vendor can look at the order without placing it.
    `supplier` is the name of whom the order goes to, where that is not the vendor and is known.
    """

    order_id: int
    version: int
    number: str
    vendor: str
    environment: str
    ship_to: Location
    customer_id: str
    currency: str
    lines: list[ReviewLine]
    goods: Decimal
    fees: Decimal
    total: Decimal
    before_tariff: bool
    ncnr: Decimal
    problems: list[str]
    priced_at: datetime
    notes: list[str]
    twins: tuple[Twin, ...] = ()
    elsewhere: int = 0
    tried: bool = False
    terms: OrderTerms = NO_ORDER_TERMS
    bonded_note: str = ""
    account: str = ""
    buyer: Address = _NOBODY
    code: str = ""
    profile: CheckoutProfile | None = None
    rehearses: bool = False
    supplier: str = ""

    @property
    def ncnr_lines(self) -> str:
        """Which lines cannot be cancelled or returned, as `line 2`; empty where none is known."""
        numbers = [line.line_no for line in self.lines if line.ncnr]
        return these(numbers) if numbers else ""


class Group(NamedTuple):
    """The lines of a draft that go into one order, with their prices.

    `customer_id` is what the draft calls the ship-to.
    """

    vendor: str
    customer_id: str
    currency: str
    lines: list[tuple[DraftLine, Priced]]


def split(draft: Draft, priced: Sequence[Priced], apart: Mapping[str, int]) -> list[Group]:
    """One group for each vendor, ship-to and currency, in the order of the draft's lines.

    `apart`: lines, by id, that make a group of their own with others of the same mark.
    """
    groups: dict[tuple[str, str, str, int | None], Group] = {}
    for line, now in zip(draft.lines, priced, strict=True):
        customer_id = line.bonded_customer_id or draft.customer_id or ""
        key = (line.vendor, customer_id, line.currency, apart.get(line.id))
        groups.setdefault(key, Group(*key[:3], [])).lines.append((line, now))
    return list(groups.values())


def content_of(
    group: Group,
    ship_to: Location | None,
    asked_at: datetime,
    terms: OrderTerms = NO_ORDER_TERMS,
    bonded_note: str = "",
    code: str = "",
    why_not: str = "",
) -> Content:
    """The group as it is frozen, with what of the draft's `terms` its vendor has a place for.
    `asked_at`: when the vendor was asked for the prices that were not
    told before; it is as old as the oldest of them.

    `bonded_note` goes only where a line is bonded. `code` is the ship-to's, `why_not` what keeps
    orders from going there.
    """
    lines = tuple(
        FrozenLine(
            line_no=line_no,
            draft_line_id=line.id,
            number=line.number,
            part=line.part,
            maker=line.maker,
            description=line.description,
            packaging=str(line.packaging),
            packaging_text=line.packaging_text,
            quantity=line.quantity,
            unit_price=now.unit_price if now.fresh else line.unit_price,
            fee=now.fee if now.fresh else line.fee,
            stock=now.stock if now.fresh else line.stock,
            ncnr=now.ncnr if now.fresh else line.ncnr,
            tariff=now.tariff if now.fresh else line.tariff,
            marketplace=now.marketplace if now.fresh else line.marketplace,
            bonded_customer_id=line.bonded_customer_id,
            terms=line.terms,
        )
        for line_no, (line, now) in enumerate(group.lines, 1)
    )
    terms = for_vendor(terms, group.vendor)
    bonded = any(line.bonded_customer_id is not None for line in lines)
    stale = [line.priced_at for line, now in group.lines if not now.fresh]
    told = [now.at for _, now in group.lines if now.fresh and now.at is not None]
    return Content(
        vendor=group.vendor,
        ship_to=ship_to or Location(group.customer_id, None, None, Address()),
        currency=group.currency,
        lines=lines,
        problems=problems_of(group, lines, ship_to, terms, asked_at, code, why_not),
        priced_at=min([asked_at, *stale, *told]),
        terms=terms,
        bonded_note=bonded_note if bonded else "",
        place=group.customer_id,
        code=code,
    )


def review_of_order(order: Frozen) -> Review:
    """An order as it was reviewed, for whoever did not review it: without what was only said then,
    such as which break a price is from."""
    lines = [
        ReviewLine(
            line_no=line.line_no,
            id=line.draft_line_id,
            number=line.number,
            part=line.part,
            maker=line.maker,
            description=line.description,
            packaging=line.packaging,
            packaging_text=line.packaging_text,
            quantity=line.quantity,
            unit_price=line.unit_price,
            fee=line.fee,
            total=line.total(order.content.currency),
            was=None,
            stock=line.stock,
            ncnr=line.ncnr,
            tariff=line.tariff,
            marketplace=line.marketplace,
            bonded_customer_id=line.bonded_customer_id,
            problem="",
            note="",
            terms=line.terms,
        )
        for line in order.content.lines
    ]
    return _reviewed(order, lines, [])


def review_of(order: Frozen, group: Group, draft_ship_to: str | None = None) -> Review:
    """`draft_ship_to`: where the draft ships what is not bonded, by a location's CustomerId or the
    code of a ship-to of ours."""
    content = order.content
    lines = [
        _line(frozen, line, now, content.currency)
        for frozen, (line, now) in zip(content.lines, group.lines, strict=True)
    ]
    notes = [
        *on_prices(content.vendor),
        *to_another_place(lines, content.ship_to.customer_id, draft_ship_to),
        *on_lines(lines, vendor_name(content.vendor)),
        *on_several_days(content),
    ]
    return _reviewed(order, lines, notes)


def _reviewed(order: Frozen, lines: list[ReviewLine], notes: list[str]) -> Review:
    content = order.content
    ncnr = (line.fee + (line.total or 0) for line in lines if line.ncnr)
    return Review(
        order_id=order.id,
        version=order.version,
        number=order.number,
        vendor=content.vendor,
        environment=order.environment,
        ship_to=content.ship_to,
        customer_id=content.ship_to.customer_id,
        currency=content.currency,
        lines=lines,
        goods=content.goods,
        fees=content.fees,
        total=content.goods + content.fees,
        before_tariff=content.before_tariff,
        ncnr=sum(ncnr, Decimal(0)),
        problems=list(content.problems),
        priced_at=content.priced_at,
        notes=notes,
        tried=order.state != "reviewed",
        terms=content.terms,
        bonded_note=content.bonded_note,
        code=content.code,
    )


def _line(frozen: FrozenLine, line: DraftLine, now: Priced, currency: str) -> ReviewLine:
    moved = line.unit_price is not None and frozen.unit_price not in (None, line.unit_price)
    return ReviewLine(
        line_no=frozen.line_no,
        id=line.id,
        number=frozen.number,
        part=frozen.part,
        maker=frozen.maker,
        description=frozen.description,
        packaging=frozen.packaging,
        packaging_text=frozen.packaging_text,
        quantity=frozen.quantity,
        unit_price=frozen.unit_price,
        fee=frozen.fee,
        total=frozen.total(currency),
        was=line.unit_price if moved else None,
        stock=frozen.stock,
        ncnr=frozen.ncnr,
        tariff=frozen.tariff,
        marketplace=frozen.marketplace,
        bonded_customer_id=frozen.bonded_customer_id,
        problem=now.problem,
        note=now.note,
        terms=frozen.terms,
        break_from=_break_from(line, now),
    )


def _break_from(line: DraftLine, now: Priced) -> int | None:
    """Where the vendor could not be asked, by the breaks that were drafted. A bonded price has
    none."""
    if line.bonded_customer_id is not None:
        return None
    breaks = now.offer.breaks if now.offer is not None else () if now.fresh else line.breaks
    reached = break_at(breaks, line.quantity)
    return None if reached is None else reached.quantity
