"""An order at TI as the sandbox keeps it. Money is Decimal, instants are UTC, quantities pieces."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from vendors.sandbox.world import TI_PROFILES, Profile


@dataclass(slots=True)
class Parcel:
    """Pieces of a line that leave together."""

    quantity: int
    ships: datetime
    arrives: datetime
    serial: int

    @property
    def waybill(self) -> str:
        """Ten digits, as TI's are."""
        return f"04{self.serial:08d}"

    @property
    def invoice(self) -> str:
        return f"59{self.serial:08d}"

    @property
    def tracking(self) -> str:
        return f"92612999910998{self.serial:08d}"


@dataclass(slots=True)
class OrderLine:
    """One line. `number_given` is the buyer's own number for it as it came: a text, a whole
    number, or None. `fee` is for a custom reel."""

    place: int
    number: str
    description: str
    quantity: int
    unit_price: Decimal
    number_given: str | int | None = None
    customer_part: str = ""
    custom_reel: bool = False
    fee: Decimal = Decimal(0)
    comments: list[str] = field(default_factory=list)
    customs: str = ""
    country: str = ""
    carrier: str = ""
    standard_pack: int = 1
    board: bool = False
    parcels: list[Parcel] = field(default_factory=list)

    @property
    def total(self) -> Decimal:
        """Goods and fee, in whole cents."""
        return (self.unit_price * self.quantity).quantize(Decimal("0.01")) + self.fee


@dataclass(slots=True)
class Order:
    """One order. `number` is empty and `serial` 0 for one that was only rehearsed.

    `forced` is a status that does not come from its parcels; `visible` when it can first be read.
    """

    serial: int
    number: str
    profile_id: str
    po_number: str
    currency: str
    entered: datetime
    visible: datetime
    lines: list[OrderLine]
    shipping: Decimal = Decimal(0)
    discount: Decimal = Decimal(0)
    tax: Decimal = Decimal(0)
    end_customer: str = ""
    expedite: bool = False
    comments: list[str] = field(default_factory=list)
    entry: str = "API"
    forced: str | None = None
    source: str = "order"
    body: str | None = None

    @property
    def profile(self) -> Profile:
        return next(each for each in TI_PROFILES if each.id == self.profile_id)

    @property
    def goods(self) -> Decimal:
        return sum((line.total for line in self.lines), Decimal(0))

    @property
    def total(self) -> Decimal:
        return self.goods + self.shipping + self.tax - self.discount

    def to_text(self) -> str:
        return json.dumps(asdict(self), default=str)

    @classmethod
    def from_text(cls, text: str) -> Order:
        raw: dict[str, Any] = json.loads(text)
        for name in ("shipping", "discount", "tax"):
            raw[name] = Decimal(raw[name])
        for name in ("entered", "visible"):
            raw[name] = _instant(raw[name])
        return cls(**{**raw, "lines": [_line(line) for line in raw["lines"]]})


def _line(raw: dict[str, Any]) -> OrderLine:
    return OrderLine(
        **{
            **raw,
            "unit_price": Decimal(raw["unit_price"]),
            "fee": Decimal(raw["fee"]),
            "parcels": [
                Parcel(
                    **{**one, "ships": _instant(one["ships"]), "arrives": _instant(one["arrives"])}
                )
                for one in raw["parcels"]
            ],
        }
    )


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
