"""The field's own words as frozen types. Vendor-neutral: no vendor's field name stands here.

Quantities are pieces, always. Money is `Decimal` beside an ISO 4217 currency, never a float.
Instants are timezone-aware UTC. `None` means that the vendor did not say; it is never zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from vendors.details import Choices
from vendors.terms import NO_LINE_TERMS, NO_ORDER_TERMS, LineTerms, OrderTerms


class Packaging(StrEnum):
    """How the pieces arrive. The value is the word shown on the screen."""

    CUT_TAPE = "cut"
    REEL = "reel"
    DIGI_REEL = "digi-reel"
    TUBE = "tube"
    TRAY = "tray"
    BULK = "bulk"
    BOX = "box"
    BAG = "bag"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class PriceBreak:
    """From `quantity` pieces on, one piece costs `unit_price`."""

    quantity: int
    unit_price: Decimal


@dataclass(frozen=True, slots=True)
class Offer:
    """One packaging of one part at one vendor: what can be ordered under one number.

    `moq` is the fewest pieces, `multiple` what the quantity must be a multiple of (1: any),
    `maximum` the most (None: no limit said). `fee` is added once a line, whatever the quantity.
    No `breaks` means: not for sale in this packaging. `custom_reel`: whether it can be had on a
    reel made to measure; None where the vendor does not say.
    """

    vendor: str
    number: str
    packaging: Packaging
    packaging_text: str
    stock: int | None
    moq: int
    multiple: int
    breaks: tuple[PriceBreak, ...]
    currency: str
    fee: Decimal = Decimal(0)
    maximum: int | None = None
    standard_package: int | None = None
    own_price: bool = False
    ncnr: bool | None = None
    tariff: bool | None = None
    marketplace: bool = False
    supplier: str | None = None
    custom_reel: bool | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A maker's part, with every offer one vendor has of it.

    `base` is the number of the family it belongs to, `series_id` the vendor's id of `series`.
    `factory_stock` is pieces that the maker has, not the vendor. `last_buy` is the last day to
    order it. `eccn` (export control), `htsus` (US customs), `msl` (moisture sensitivity), `reach`
    and `rohs` are the vendor's words for the class. `account` is the one that the vendor says its
    prices are for.
    """

    maker: str
    number: str
    description: str
    detail: str
    status: str
    category: str
    offers: tuple[Offer, ...]
    series: str | None = None
    datasheet: str | None = None
    lead_weeks: int | None = None
    rohs: str | None = None
    obsolete: bool | None = None
    backorder_allowed: bool | None = None
    parameters: tuple[tuple[str, str], ...] = ()
    other_names: tuple[str, ...] = ()
    base: str | None = None
    series_id: str | None = None
    photo: str | None = None
    video: str | None = None
    url: str | None = None
    normally_stocked: bool | None = None
    end_of_life: bool | None = None
    last_buy: date | None = None
    factory_stock: int | None = None
    reach: str | None = None
    eccn: str | None = None
    htsus: str | None = None
    msl: str | None = None
    shipping_note: str | None = None
    account: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """One page of a word search: what came, and how many the vendor says there are.

    The first `above` of the parts stand beside the page: the next begins as if they had not come.
    `choices` is what it may be narrowed by, None where the vendor offers nothing. `cut`: the list
    was not read to its end, so that there may be more than `total`.
    """

    parts: tuple[Part, ...]
    total: int
    currency: str
    choices: Choices | None = None
    above: int = 0
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Address:
    """Where goods go. Country is the ISO 3166 two-letter code."""

    name: str = ""
    company: str = ""
    line1: str = ""
    line2: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""
    telephone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Location:
    """One of the customer's own sites that the vendor knows, with or without bonded stock.

    `customer_id` is the vendor's number of the site; an order ships to one of these.
    """

    customer_id: str
    bonded: bool | None
    currency: str | None
    address: Address


@dataclass(frozen=True, slots=True)
class BondedStock:
    """What the vendor reports as reserved for one location.

    The vendor has two reserve figures with near-identical descriptions and no on-hand figure:
    both are kept apart, never added, and never called stock. `minimum` is the release minimum.
    """

    customer_id: str
    number: str
    part: str
    customer_part: str
    maker: str
    description: str
    packaging_text: str
    unit_price: Decimal | None
    reserve: int | None
    backorder_reserve: int | None
    minimum: int
    standard_package: int | None
    non_cancelable: bool | None
    ncnr_signed: date | None
    ncnr_quantity: int | None
    lead_weeks: int | None
    country: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a purchase order, as it is sent. `unit_price` is the price expected.

    `line_id` is what the vendor is told as our name of the line: `terms.line_id`, else our number.
    """

    number: str
    part: str
    quantity: int
    unit_price: Decimal
    line_id: str
    description: str = ""
    terms: LineTerms = NO_LINE_TERMS


@dataclass(frozen=True, slots=True)
class PurchaseOrder:
    """An order as it goes to one vendor: one currency, one ship-to."""

    number: str
    vendor: str
    currency: str
    customer_id: str
    ship_to: Address
    buyer: Address
    lines: tuple[Line, ...]
    terms: OrderTerms = NO_ORDER_TERMS


class Outcome(StrEnum):
    """What became of one attempt to create an order. Nothing else can become of it.

    `not_sent`: no byte left, the vendor cannot know of it. `rejected`: the vendor read the order
    and said no. `refused`: the vendor did not read it (sign-in, rights, rate). `unknown`: it may
    or may not have been placed. `accepted_no_number`: taken, its number comes later.
    """

    NOT_SENT = "not_sent"
    REJECTED = "rejected"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    ACCEPTED = "accepted"
    ACCEPTED_NO_NUMBER = "accepted_no_number"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the vendor said to a create, word for word where there were words.

    `total` is what it comes to, with `currency`, where the answer says so; goods and fees, without
    shipping and taxes. None where it does not.
    """

    outcome: Outcome
    message: str
    vendor_numbers: tuple[str, ...] = ()
    request_id: str | None = None
    http_status: int | None = None
    body: str | None = None
    total: Decimal | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What the vendor said to an order that it was only to look at: nothing was placed.

    `passed`: it would take the order so; None where it could not be asked. `total` as of `Answer`.
    """

    passed: bool | None
    message: str
    total: Decimal | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class CheckoutProfile:
    """A profile that the vendor keeps for us: an order that names it goes to its address.

    `payment` and `end_use` are the vendor's words. `usable`: by API; None where it does not say.
    `currency` is the one that an order by it is charged in; empty where that is not said.
    """

    id: str
    name: str
    ship_to: Address
    bill_to: Address
    payment: str
    end_use: str
    usable: bool | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class DeliveryCost:
    """What delivery would cost, as the vendor estimates it; `service` is its word for the way."""

    amount: Decimal
    currency: str
    service: str


@dataclass(frozen=True, slots=True)
class Shipment:
    """Pieces of one line that left the vendor."""

    quantity: int
    shipped_at: datetime | None
    tracking: str | None
    invoice: str | None
    expected: date | None


@dataclass(frozen=True, slots=True)
class VendorLine:
    """One line of an order as the vendor keeps it.

    `reserved` is pieces set aside for it that have not left. `scheduled` are pieces and the day
    they are planned for, `leaving` pieces and the day on which they leave the vendor.
    """

    line_no: int
    number: str
    part: str
    description: str
    packaging_text: str
    ordered: int
    shipped: int
    backordered: int
    unit_price: Decimal | None
    total: Decimal | None
    customer_reference: str
    line_id: str | None
    shipments: tuple[Shipment, ...] = ()
    scheduled: tuple[tuple[int, date | None], ...] = ()
    reserved: int | None = None
    country: str = ""
    leaving: tuple[tuple[int, date | None], ...] = ()


@dataclass(frozen=True, slots=True)
class SalesOrder:
    """One fulfilment of an order at the vendor; one order may have several.

    `order_number` is the web order it belongs to; like `po_number` it is empty where not said.
    `delivery` is what the vendor says that its delivery costs, estimated or charged, in `currency`
    and beyond `total`; None where it does not say.
    """

    number: str
    status: str
    status_text: str
    ship_method: str
    total: Decimal | None
    currency: str
    lines: tuple[VendorLine, ...]
    ship_to: Address = Address()
    po_number: str = ""
    order_number: str = ""
    delivery: Decimal | None = None


@dataclass(frozen=True, slots=True)
class VendorOrder:
    """An order as the vendor keeps it, ours or made elsewhere on the account.

    `number` is the vendor's web order number, text because it is longer than a float is exact;
    `po_number` is empty where the order was made without one. `status` is the vendor's own word.
    """

    vendor: str
    number: str
    po_number: str
    customer_id: str
    entered_at: datetime
    currency: str
    status: str
    status_text: str
    sales_orders: tuple[SalesOrder, ...]


@dataclass(frozen=True, slots=True)
class UnreadOrder:
    """An order that stands in an answer and could not be read: not known, and never "not there".

    `number` is the vendor's, empty where that could not be read either. `po_numbers` are all it
    stands under; None where they could not be read, so that it may be under any. `words` say which
    order and which field, as a sentence without its end.
    """

    number: str
    po_numbers: frozenset[str] | None
    words: str

    def may_be(self, po_number: str) -> bool:
        """Whether it may be an order under this number."""
        if self.po_numbers is None:
            return True
        wanted = po_number.strip().casefold()
        return any(one.strip().casefold() == wanted for one in self.po_numbers)


@dataclass(frozen=True, slots=True)
class OrderPage:
    """One page of the account's orders, and how many there are in the span asked for.

    `unread` are those of the page that are not among `orders`, because they could not be read.
    """

    orders: tuple[VendorOrder, ...]
    total: int
    unread: tuple[UnreadOrder, ...] = ()
