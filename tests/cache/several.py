"""One session with three vendors in memory: DigiKey, TI, and a warehouse's system."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from cache.drafts import Draft, DraftLine
from cache.kept_lists import Profiles, Suppliers
from cache.purchase_orders import read_order
from tests.cache.desk import NOON, PLANT, Desk, Vendor, line, offer, part
from vendors.contract import Sealed
from vendors.errors import NotFound
from vendors.inbound import StockItem, Supplier
from vendors.terms import NO_LINE_TERMS, LineTerms
from vendors.vocabulary import (
    Address,
    CheckoutProfile,
    Location,
    Offer,
    Part,
    PurchaseOrder,
    Rehearsal,
)

CUT = offer("RC0603CT-ND", "0.10")
LM358_AT_DIGIKEY = offer("296-LM358-ND", "0.40")
LM358 = replace(offer("LM358DR", "0.35"), vendor="ti", custom_reel=True)
NE555 = replace(offer("NE555P", "0.50", stock=80), vendor="ti", custom_reel=False)
THERE = Address("", "Acme", "1 Plant Rd", "", "Austin", "TX", "78701", "US")
PROFILE = CheckoutProfile("AC1001", "Austin", THERE, THERE, "TI Line of Credit", "Industrial", True)
ACME = Supplier("se-1", "Acme Metals")


def ti_part(*offers: Offer) -> Part:
    number = offers[0].number
    return replace(part(number, *offers, backorder=None), maker="Texas Instruments", number=number)


class Ti(Vendor):
    """Knows numbers alone, keeps profiles, and looks at orders without placing them."""

    name = "ti"

    def __init__(self) -> None:
        super().__init__()
        self.sites: tuple[Location, ...] = ()
        self.profiles: tuple[CheckoutProfile, ...] = (PROFILE,)
        self.rehearsed: list[bytes] = []
        self.says = Rehearsal(True, "no errors", Decimal("35.00"), "USD")
        self.sells(ti_part(LM358), ti_part(NE555))

    def takes(self, words: str) -> bool:
        return " " not in words

    async def by_number(self, number: str) -> None:
        raise AssertionError("a search was not asked for here")

    def seal(self, order: PurchaseOrder) -> Sealed:
        sealed = super().seal(order)
        terms = order.terms
        more = f"|{terms.profile}|{terms.ship_method}|{terms.supplier}|{','.join(terms.notes)}"
        return Sealed(self.name, order.number, sealed.body + more.encode())

    async def rehearse(self, sealed: Sealed) -> Rehearsal:
        self.rehearsed.append(sealed.body)
        return self.says

    async def checkout_profiles(self) -> tuple[CheckoutProfile, ...]:
        self.asked.append("profiles")
        return self.profiles

    # It holds no bonded stock.
    locations = bonded = bonded_part = None  # type: ignore[assignment]


class Warehouse:
    """Writes orders down for suppliers, and knows SKUs; tells no price and lists no orders."""

    name = "shipstation"

    def __init__(self) -> None:
        self.skus = {"BRK-1": StockItem("BRK-1", "Bracket, steel", True)}
        self.asked: list[str] = []

    async def suppliers(self, name: str = "") -> tuple[Supplier, ...]:
        return (ACME,)

    async def items(self, *, sku: str = "", name: str = "") -> tuple[StockItem, ...]:
        self.asked.append(sku)
        return tuple(one for key, one in self.skus.items() if key.casefold() == sku.casefold())

    async def _unasked(self, *args: object) -> None:
        raise AssertionError("nothing else of it is asked when lines are ordered")

    warehouses = places = on_hand = inbound_under = inbound = inbound_since = _unasked
    seal_create = seal_replace = seal_state = seal_details = seal_receive = _unasked
    send_step = paper = _unasked


def ti_line(its: Offer = LM358, quantity: int = 100, terms: LineTerms = NO_LINE_TERMS) -> DraftLine:
    return replace(
        line(its, quantity, of=its.number), maker="Texas Instruments", terms=terms, stock=None
    )


def sku_line(cost: str | None = "1.25", quantity: int = 40) -> DraftLine:
    paid = None if cost is None else Decimal(cost)
    its = replace(offer("BRK-1"), vendor="shipstation", breaks=(), stock=None)
    made = line(replace(its, breaks=CUT.breaks), quantity, of="BRK-1")
    return replace(
        made, breaks=(), maker="", unit_price=paid, terms=LineTerms(cost=paid), priced_at=NOON
    )


def attach(desk: Desk, *vendors: object) -> None:
    """Let the services of the desk ask these besides its own vendor."""
    everybody = [desk.vendor, *vendors]
    desk.placing.profiles = Profiles(desk.cache, desk.catalogue.claims, desk.clock)
    for service in (
        *(desk.catalogue, desk.bonded, desk.orders, desk.placing, desk.reconciling),
        *(desk.resolving, desk.placing.profiles),
    ):
        service.attach(everybody)


def suppliers_of(desk: Desk, *vendors: object) -> Suppliers:
    found = Suppliers(desk.cache, desk.catalogue.claims, desk.clock)
    found.attach(vendors)
    return found


async def stored(desk: Desk, draft: Draft) -> None:
    await desk.drafts.save(draft)
    await desk.drafts.leases.give_back(draft.id)


async def sent_terms(desk: Desk, number: str) -> object:
    """What the ledger says that an order asks for."""

    def job(db: object) -> object:
        row = db.execute("SELECT id FROM purchase_order WHERE number = ?", (number,)).fetchone()  # type: ignore[attr-defined]
        order = read_order(db, row[0])  # type: ignore[arg-type]
        if order is None:
            raise NotFound("digikey", number)
        return order.content.sent_terms

    return await desk.ledger.read(job)


__all__ = [
    "ACME",
    "CUT",
    "LM358",
    "LM358_AT_DIGIKEY",
    "NE555",
    "PLANT",
    "PROFILE",
    "Ti",
    "Warehouse",
    "attach",
    "sent_terms",
    "sku_line",
    "stored",
    "suppliers_of",
    "ti_line",
    "ti_part",
]
