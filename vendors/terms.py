"""What an order and its lines ask for besides parts, quantities and prices.

Vendor-neutral, and all of it optional: `None` and empty mean that nothing is asked for, and that
the vendor's own habit holds. What a vendor does not take is refused before anything is sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class ExportUse:
    """Where the goods end up and what for: asked of independent distributors who export.

    `country` is the ISO 3166 two-letter code of the final destination, `consignee` the end
    customer. Both uses are words of the vendor's own lists, the second depends on the first.
    """

    country: str
    consignee: str
    primary: str
    secondary: str
    more: str = ""


@dataclass(frozen=True, slots=True)
class Schedule:
    """So many pieces of a line on this day."""

    on: date
    quantity: int


@dataclass(frozen=True, slots=True)
class OrderTerms:
    """What holds for a whole order.

    `ship_method` and `ship_control` are words of the vendor's lists. `shipper_account` is our own
    account with the carrier. `cofc`: the maker's certificate of compliance for all of it.

    `profile` is the id of a profile that the vendor keeps for us, with its address, payment and
    taxes (TI's checkout profile). `end_customer` is for whom the goods are, `job` our own job.
    `supplier` is whom the order goes to where the vendor only writes orders for others
    (ShipStation's supplier_id).

    `notes` go out with the order, whoever gets it. `own_notes`, of a draft that becomes orders of
    several vendors, are each a vendor and a note that it alone is to read: see `notes_of`.
    """

    ship_method: str | None = None
    ship_control: str | None = None
    shipper_account: str = ""
    cofc: bool = False
    taxable: bool | None = None
    notes: tuple[str, ...] = ()
    export: ExportUse | None = None
    profile: str = ""
    end_customer: str = ""
    expedite: bool = False
    job: str = ""
    supplier: str = ""
    own_notes: tuple[tuple[str, str], ...] = ()

    def notes_of(self, vendor: str) -> tuple[str, ...]:
        """The notes that this vendor alone is to read."""
        return tuple(note for whose, note in self.own_notes if whose == vendor)


@dataclass(frozen=True, slots=True)
class LineTerms:
    """What holds for one line.

    `line_id` is the line's name in the buyer's own system; empty: our line number. `wanted_on` is
    the day it should be in the house. `schedules` together are the whole quantity, or none.
    `quote` is the number of the vendor's quote whose price holds. `custom_reel`: on a reel made to
    measure. `supplier_part` is the supplier's own number of it, `cost` what one piece costs there,
    in the order's currency, where no vendor tells a price.
    """

    line_id: str = ""
    customer_part: str = ""
    notes: tuple[str, ...] = ()
    cofc: bool = False
    wanted_on: date | None = None
    schedules: tuple[Schedule, ...] = ()
    quote: int | None = None
    custom_reel: bool = False
    supplier_part: str = ""
    cost: Decimal | None = None


NO_ORDER_TERMS = OrderTerms()
NO_LINE_TERMS = LineTerms()
