"""The orders that are there when a sandbox is new, the same for the same clock.

They need no index of the catalogue: a sandbox's first start waits for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import count, cycle, islice

from vendors.sandbox import bonded, fulfilment, money, shapes
from vendors.sandbox.charging import line_of
from vendors.sandbox.desk import Desk
from vendors.sandbox.model import Consignment, Order, OrderLine, Sale
from vendors.sandbox.parts.catalogue import Catalogue, Part
from vendors.sandbox.parts.family import mix
from vendors.sandbox.parts.taxonomy import ACTIVE
from vendors.sandbox.parts.terms import Variation
from vendors.sandbox.seed_orders import ALL, SHAPES, Move, Seed, Shape
from vendors.sandbox.ti import seed as ti
from vendors.sandbox.world import ACCOUNT_ID, COMPANY, SITES, Site

# An order without a number gets it so long after the sandbox was made.
_MINTED_IN = timedelta(minutes=15)
_LOOSE = {"CT": (10, 25, 50, 100, 200, 250, 500, 1000), "DKR": (250, 500, 1000)}
_BY_THE_PIECE = (5, 10, 20, 25, 50, 100)
_REELS = (1, 1, 2, 3)

# One line to order: a part, its packaging and the pieces.
Choice = tuple[Part, Variation, int]


def seed(desk: Desk) -> None:
    """Put the orders into the desk's book; inside one transaction, or one of its own."""
    with desk.book.writing():
        now = desk.book.now()
        shelf = _Shelf(desk.catalogue)
        for at, each in enumerate(ALL):
            desk.book.add(_order(desk, shelf, each, at, now))
        ti.seed(desk)


class _Shelf:
    """Parts to choose from, each kind in an order of its own."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._usual = self._by_step(271, 1009, _is_usual)
        self._supplied = self._by_step(5, 211, lambda part: bool(part.variations[0].supplier))
        self._odd = cycle(self._oddities())
        rows = [row for row in islice(bonded.by_rule(catalogue), 160) if row.reserve]
        self._rows = {site: cycle([row for row in rows if row.site == site]) for site in SITES}

    def _by_step(self, start: int, step: int, fits: Callable[[Part], bool]) -> Iterator[Part]:
        size = self._catalogue.oddities.stop
        parts = (self._catalogue.part((start + step * at) % size) for at in count())
        return (part for part in parts if fits(part))

    def _oddities(self) -> list[Part]:
        parts = (self._catalogue.part(index) for index in self._catalogue.oddities)
        return [part for part in parts if _is_usual(part)]

    def usual(self, kind: str, at: int) -> Choice:
        part = next(self._odd if kind == "odd" else self._usual)
        variation = _packaging(part, at)
        return part, variation, _quantity(variation, at)

    def supplied(self, supplier: str) -> Choice:
        """What that marketplace supplier sells, one minimum of it."""
        for part in self._oddities() if supplier == "oddments" else self._supplied:
            for variation in part.variations:
                if variation.supplier == supplier:
                    return part, variation, variation.moq
        raise LookupError(supplier)

    def row(self, site: Site) -> bonded.Row:
        return next(self._rows[site])


def _is_usual(part: Part) -> bool:
    sold = [each for each in part.variations if each.breaks and not each.supplier]
    return part.status == ACTIVE and part.stock > 1_000 and bool(sold)


def _packaging(part: Part, at: int) -> Variation:
    """Mostly loose, at times a reel where one is there."""
    sold = [each for each in part.variations if each.breaks and not each.supplier]
    return sold[(0, 0, 1, 0, 2)[at % 5] % len(sold)]


def _quantity(variation: Variation, at: int) -> int:
    if variation.multiple > 1:
        return max(variation.moq, variation.multiple * _REELS[at % len(_REELS)])
    usual = _LOOSE.get(variation.pack, _BY_THE_PIECE)
    return max(variation.moq, usual[at % len(usual)])


def _order(desk: Desk, shelf: _Shelf, each: Seed, at: int, now: datetime) -> Order:
    shape = SHAPES[each.shape]
    site = None if each.site is None else SITES[each.site]
    # Not all at one time of the day, where the day leaves room.
    spread = timedelta(minutes=mix(at, 60) % 480 if each.days > 1 else 0, microseconds=at * 7919)
    entered = now - timedelta(days=each.days) - spread
    minted = now + _MINTED_IN if each.shape == "unnumbered" else entered
    currency = site.currency if site else "USD"
    sales: list[Sale] = []
    for position, supplier in enumerate(shape.suppliers):
        sale = Sale(desk.book.next_sale_id(), minted, [], supplier, shape.kind)
        sale.lines = _lines(shelf, each, site, supplier, currency, at)
        if position == shape.forced_sale and shape.forced is not None:
            sale.forced = shape.forced
            sale.forced_until = None if shape.until is None else now + timedelta(days=shape.until)
        _plan(sale, shape, position, each.method, entered, now)
        fulfilment.label(desk.book, sale, each.method)
        sales.append(sale)
    return Order(
        order_number=desk.book.next_order_number(),
        user=each.user,
        customer_id=site.customer_id if site else ACCOUNT_ID,
        po_number=each.po_number,
        currency=currency,
        entered=entered,
        visible=minted,
        ship_method=each.method,
        ship_to=_ship_to(site or SITES[0], each.user),
        sales=sales,
        source="seed",
    )


def _lines(
    shelf: _Shelf, each: Seed, site: Site | None, supplier: str | None, currency: str, at: int
) -> list[OrderLine]:
    lines: list[OrderLine] = []
    for number in range(1 if supplier else each.lines):
        # Of a delivery out of the reserve every other line is an ordinary one.
        if each.parts == "bonded" and site and not supplier and number % 2 == 0:
            row = shelf.row(site)
            quantity = max(row.minimum, row.standard_package // 4)
            line = line_of(row.part, row.variation, quantity, row.price)
            line.bonded_at = site.customer_id
        else:
            roll = mix(at, 61 + number)
            if supplier:
                part, variation, quantity = shelf.supplied(supplier)
            else:
                part, variation, quantity = shelf.usual(each.parts, roll)
            units = part.unit(variation, quantity, own=True) or 0
            line = line_of(part, variation, quantity, money.price(units, currency))
            line.fee = shapes.fee(variation, currency)
            line.reference = ("", "", f"ACM-{100_000 + part.index}", "PROTO-B R17")[roll % 4]
        line.detail_id = number + 1
        line.line_id = str(10 * (number + 1)) if at % 2 else None
        lines.append(line)
    return lines


def _plan(
    sale: Sale, shape: Shape, position: int, method: str, entered: datetime, now: datetime
) -> None:
    for at, line in enumerate(sale.lines):
        if not shape.lines:
            line.stocked = line.quantity
            line.consignments = fulfilment.plan(line, entered, method, weeks=0)
            continue
        # With several sales orders each has its own moves, else they take turns by line.
        turn = position if len(shape.suppliers) > 1 else at
        line.consignments = list(_moves(line, shape.lines[turn % len(shape.lines)], now))


def _moves(line: OrderLine, moves: tuple[Move, ...], now: datetime) -> Iterator[Consignment]:
    left = line.quantity
    for at, move in enumerate(moves, 1):
        many = left if at == len(moves) else line.quantity * move.tenths // 10
        left -= many
        if many:
            line.stocked += many if move.stocked else 0
            yield Consignment(
                quantity=many,
                promised=now + timedelta(days=move.promised),
                ships=now + timedelta(days=move.leaves),
                arrives=now + timedelta(days=move.arrives),
                tracking="",
                invoice=0,
                scheduled=move.scheduled,
                waits=not move.stocked,
            )


def _ship_to(site: Site, user: str) -> dict[str, str]:
    """What came from the web shop has the street in the second line, as recorded answers have."""
    web = user == "web"
    return {
        "Company": COMPANY,
        "FirstName": user.upper() if web else user.title(),
        "LastName": "",
        "AddressLineOne": "" if web else site.line1,
        "AddressLineTwo": site.line1 if web else site.line2,
        "City": site.city.upper() if web else site.city,
        "Province": site.province,
        "PostalCode": site.postal_code,
        "Country": site.country,
        "Phone": "555-0100",
    }
