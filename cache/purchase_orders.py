"""Purchase orders in the ledger: their numbers, and their lines frozen as they were reviewed."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from cache import acting, answered
from cache import terms as terms_of
from cache.convert import flag, instant, money_text
from vendors.buying import line_total
from vendors.terms import NO_LINE_TERMS, NO_ORDER_TERMS, LineTerms, OrderTerms
from vendors.vocabulary import Address, Line, Location, PurchaseOrder

if TYPE_CHECKING:
    from cache.answered import Total
    from cache.people import Buyer

# The states in which nothing of an order can be at the vendor, so that it may be (re)written
# and sent, under the number it has.
PLACEABLE = ("reviewed", "not_sent", "rejected", "refused", "not_placed")

_NAMES = {"digikey": "DigiKey", "ti": "TI", "shipstation": "ShipStation"}
# In the order in which they are shown and asked.
VENDORS = tuple(_NAMES)
# Those of them that are asked for parts, and for the history.
SELLERS = ("digikey", "ti")


def vendor_name(vendor: str) -> str:
    """A vendor as its own name is written."""
    return _NAMES.get(vendor, vendor)


class FrozenLine(NamedTuple):
    """A line as it was reviewed.

    `stock`: pieces the vendor had then, None where it did not say.
    """

    line_no: int
    draft_line_id: str
    number: str
    part: str
    maker: str
    description: str
    packaging: str
    packaging_text: str
    quantity: int
    unit_price: Decimal | None
    fee: Decimal
    stock: int | None
    ncnr: bool | None
    tariff: bool | None
    marketplace: bool
    bonded_customer_id: str | None
    terms: LineTerms = NO_LINE_TERMS

    @property
    def line_id(self) -> str:
        """What travels to the vendor as our name of the line: the buyer's own, else `line_no`."""
        return self.terms.line_id or str(self.line_no)

    def total(self, currency: str) -> Decimal | None:
        """Without the fee."""
        if self.unit_price is None:
            return None
        return line_total(self.quantity, self.unit_price, currency)


class Content(NamedTuple):
    """What one order says: everything that is shown before it is placed.

    `bonded_note` goes out behind the notes of `terms`; empty where no line is bonded. `place` is
    what drafts call the ship-to, where that is not its CustomerId; `code` what it is shown under.
    """

    vendor: str
    ship_to: Location
    currency: str
    lines: tuple[FrozenLine, ...]
    problems: tuple[str, ...]
    priced_at: datetime
    terms: OrderTerms = NO_ORDER_TERMS
    bonded_note: str = ""
    place: str = ""
    code: str = ""

    @property
    def at(self) -> str:
        """What drafts call the ship-to."""
        return self.place or self.ship_to.customer_id

    @property
    def sent_terms(self) -> OrderTerms:
        """The terms as the vendor gets them."""
        if not self.bonded_note or self.bonded_note in self.terms.notes:
            return self.terms
        return replace(self.terms, notes=(*self.terms.notes, self.bonded_note))

    @property
    def goods(self) -> Decimal:
        """The lines that have a price, without fees."""
        totals = (line.total(self.currency) for line in self.lines)
        return sum((total for total in totals if total is not None), Decimal(0))

    @property
    def fees(self) -> Decimal:
        return sum((line.fee for line in self.lines), Decimal(0))

    @property
    def before_tariff(self) -> bool:
        """True unless every line is known to have no tariff."""
        return any(line.tariff is not False for line in self.lines)

    def sha256(self) -> str:
        """Of all that would be sent or decided on; not of the prices' age, or of stock."""
        lines = [
            line._replace(stock=None, terms=terms_of.line_text(line.terms))  # type: ignore[arg-type]
            for line in self.lines
        ]
        asked = [terms_of.order_text(self.terms), self.bonded_note]
        where = [self.at, self.code, asdict(self.ship_to)]
        said = [self.vendor, where, self.currency, lines, self.problems, asked]
        return hashlib.sha256(json.dumps(said, default=str).encode()).hexdigest()


class Frozen(NamedTuple):
    """An order as the ledger has it. `answered`: what the vendor said at once that it comes to."""

    id: int
    number: str
    typed: bool
    environment: str
    draft_id: int | None
    state: str
    version: int
    content: Content
    vendor_numbers: tuple[str, ...]
    person: str
    full_name: str
    created_at: datetime
    account: str = ""
    answered: Total | None = None

    def contact(self, buyer: Buyer) -> Address:
        """Who orders, as the vendor is told: what `buyer` leaves empty is as at the ship-to."""
        place = self.content.ship_to.address
        return replace(
            place,
            name=self.full_name or self.person,
            company=buyer.company or place.company,
            telephone=buyer.telephone or place.telephone,
            email=buyer.email or place.email,
        )

    def to_send(self, buyer: Buyer) -> PurchaseOrder:
        """In the vendors' vocabulary. Every line must have a price."""
        content = self.content
        lines = tuple(
            Line(
                number=line.number,
                part=line.part,
                quantity=line.quantity,
                unit_price=line.unit_price,
                line_id=line.line_id,
                description=line.description,
                terms=line.terms,
            )
            for line in content.lines
            if line.unit_price is not None
        )
        if len(lines) != len(content.lines):
            raise ValueError(f"{self.number} has a line without a price")
        return PurchaseOrder(
            number=self.number,
            vendor=content.vendor,
            currency=content.currency,
            customer_id=content.ship_to.customer_id,
            ship_to=content.ship_to.address,
            buyer=self.contact(buyer),
            lines=lines,
            terms=content.sent_terms,
        )


HEAD = (
    "id, number, typed, environment, draft_id, state, version, vendor, ship_to, currency, "
    "problems, priced_at, terms, bonded_note, place, place_code, vendor_numbers, person, "
    "full_name, created_at"
)
LINE = ", ".join(FrozenLine._fields)


def read_order(db: sqlite3.Connection, order_id: int) -> Frozen | None:
    row = db.execute(f"SELECT {HEAD} FROM purchase_order WHERE id = ?", (order_id,)).fetchone()  # noqa: S608
    return None if row is None else frozen(db, row)


def changed_orders(db: sqlite3.Connection, since: int) -> list[Frozen]:
    """Orders that changed after the ledger's sequence `since`."""
    rows = db.execute(
        # By id, SQLite would read every order there is, in order, and not the few by the index.
        f"SELECT {HEAD} FROM purchase_order WHERE changed > ? ORDER BY changed, id",  # noqa: S608
        (since,),
    ).fetchall()
    return [frozen(db, row) for row in rows]


def frozen(db: sqlite3.Connection, row: Sequence[Any]) -> Frozen:
    """The order whose `HEAD` is `row`, with its lines."""
    (order_id, number, typed, environment, draft_id, state, version) = row[:7]
    (vendor, ship_to, currency, problems, priced_at, terms, bonded_note) = row[7:14]
    (called, code, known_as, person, full_name, created) = row[14:]
    lines = db.execute(
        f"SELECT {LINE} FROM purchase_order_line WHERE order_id = ? ORDER BY line_no",  # noqa: S608
        (order_id,),
    )
    place = json.loads(ship_to)
    content = Content(
        vendor=vendor,
        ship_to=Location(**{**place, "address": Address(**place["address"])}),
        currency=currency,
        lines=tuple(line_of(cells) for cells in lines),
        problems=tuple(json.loads(problems)),
        priced_at=instant(priced_at),
        terms=terms_of.order_terms(terms),
        bonded_note=bonded_note,
        place=called,
        code=code,
    )
    return Frozen(
        id=order_id,
        number=number,
        typed=bool(typed),
        environment=environment,
        draft_id=draft_id,
        state=state,
        version=version,
        content=content,
        vendor_numbers=tuple(json.loads(known_as)),
        person=person,
        full_name=full_name,
        created_at=instant(created),
        account=acting.sent_for(db, order_id),
        answered=answered.total_of(db, order_id),
    )


def lines_text(lines: Sequence[FrozenLine]) -> str:
    """The lines as JSON, each as `line_of` reads it."""
    return json.dumps(lines, default=_plain, ensure_ascii=False)


def line_of(cells: Sequence[Any]) -> FrozenLine:
    """A line from its cells as they lie in SQLite or JSON: money and terms as text, flags as 0
    and 1."""
    *most, terms = cells
    line = FrozenLine(*most)
    return line._replace(
        unit_price=None if line.unit_price is None else Decimal(line.unit_price),
        fee=Decimal(line.fee),
        ncnr=flag(line.ncnr),
        tariff=flag(line.tariff),
        marketplace=bool(line.marketplace),
        terms=terms_of.line_terms(terms),
    )


def _plain(value: object) -> str | None:
    if isinstance(value, LineTerms):
        return terms_of.line_text(value)
    if not isinstance(value, Decimal):
        raise TypeError(type(value).__name__)
    return money_text(value)
