"""An order as the sandbox keeps it. Money is Decimal, instants are UTC, quantities are pieces."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any


@dataclass(slots=True)
class Consignment:
    """Pieces of a line that leave together: promised for one day, and what truly happens.

    `due` is when they were to leave, `waits` whether they are on back order until then.
    """

    quantity: int
    promised: datetime
    ships: datetime
    arrives: datetime
    tracking: str
    invoice: int
    scheduled: bool = False
    due: datetime | None = None
    waits: bool = False

    @property
    def leaves(self) -> datetime:
        """When they were to leave: `due`, else counted back from the day that was promised."""
        return self.due or self.promised - (self.arrives - self.ships)


@dataclass(slots=True)
class OrderLine:
    """One line. `expected` is the price the buyer sent, `unit_price` what the sandbox charges.

    `stocked` pieces are on the shelf from the start; the rest is on back order. `first` is the
    quantity before it was changed, None: never changed.
    """

    detail_id: int
    number: str
    mpn: str
    description: str
    pack_type: str
    country: str
    quantity: int
    unit_price: Decimal
    total: Decimal
    stocked: int
    expected: Decimal | None = None
    fee: Decimal = Decimal(0)
    reference: str = ""
    line_id: str | None = None
    bonded_at: int | None = None
    first: int | None = None
    consignments: list[Consignment] = field(default_factory=list)


@dataclass(slots=True)
class Sale:
    """One sales order: the fulfilment by DigiKey, or by one marketplace supplier.

    `minted` is when its number can first be seen. `forced` is a status that does not come from
    its consignments, until `forced_until` (None: for good).
    """

    id: int
    minted: datetime
    lines: list[OrderLine]
    supplier: str | None = None
    kind: str = ""
    forced: str | None = None
    forced_until: datetime | None = None

    @property
    def goods(self) -> Decimal:
        return sum((line.total for line in self.lines), Decimal(0))

    @property
    def fees(self) -> Decimal:
        return sum((line.fee for line in self.lines), Decimal(0))

    @property
    def total(self) -> Decimal:
        """Goods and reeling fees; the sandbox charges no freight, tax or tariff."""
        return self.goods + self.fees


@dataclass(slots=True)
class Order:
    """One web order. `visible` is when Order Status first shows it.

    `single`: nothing of a sales order leaves before all of it can.
    """

    order_number: int
    user: str
    customer_id: int
    po_number: str
    currency: str
    entered: datetime
    visible: datetime
    ship_method: str
    ship_to: dict[str, str]
    sales: list[Sale]
    source: str = "order"
    body: str | None = None
    single: bool = False

    @property
    def total(self) -> Decimal:
        return sum((sale.total for sale in self.sales), Decimal(0))

    def to_text(self) -> str:
        return json.dumps(asdict(self), default=str)

    @classmethod
    def from_text(cls, text: str) -> Order:
        raw: dict[str, Any] = json.loads(text)
        return cls(
            **{
                **raw,
                "entered": _instant(raw["entered"]),
                "visible": _instant(raw["visible"]),
                "sales": [_sale(sale) for sale in raw["sales"]],
            }
        )


@dataclass(frozen=True, slots=True)
class Change:
    """A change that was taken, and the lines that its sales order has from then on.

    It can be read back from `seen` on.
    """

    sale_id: int
    detail_id: int
    user: str
    taken: datetime
    seen: datetime
    method: str
    path: str
    body: str
    lines: list[OrderLine]


def lines_to_text(lines: list[OrderLine]) -> str:
    return json.dumps([asdict(line) for line in lines], default=str)


def lines_from_text(text: str) -> list[OrderLine]:
    return [_line(raw) for raw in json.loads(text)]


def _sale(raw: dict[str, Any]) -> Sale:
    until = raw["forced_until"]
    return Sale(
        **{
            **raw,
            "minted": _instant(raw["minted"]),
            "forced_until": _instant(until) if until else None,
            "lines": [_line(line) for line in raw["lines"]],
        }
    )


def _line(raw: dict[str, Any]) -> OrderLine:
    expected = raw["expected"]
    return OrderLine(
        **{
            **raw,
            "unit_price": Decimal(raw["unit_price"]),
            "total": Decimal(raw["total"]),
            "fee": Decimal(raw["fee"]),
            "expected": None if expected is None else Decimal(expected),
            "consignments": [
                Consignment(
                    **{
                        **one,
                        "promised": _instant(one["promised"]),
                        "ships": _instant(one["ships"]),
                        "arrives": _instant(one["arrives"]),
                        "due": _instant(one["due"]) if one.get("due") else None,
                    }
                )
                for one in raw["consignments"]
            ],
        }
    )


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
