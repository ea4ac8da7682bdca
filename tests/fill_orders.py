"""A long history of believable orders in the cache file, the same every time."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from cache.files import immediate
from cache.projection import all_came, put_theirs
from tests.fill import SITES, number_of, opened
from vendors.buying import line_total
from vendors.vocabulary import Address, SalesOrder, Shipment, VendorLine, VendorOrder

NEWEST = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
BUYERS = ("Ann Ito", "Ben Roy", "Cai Wu", "Dot Fay")

# Most of a year's orders are over.
_STATUSES = ("Shipped",) * 7 + ("Processing", "Partially Shipped", "Canceled")


def fill_orders(cache_db: Path, count: int) -> None:
    """Add `count` orders of the account's last year, as the vendor lists them, to the cache file.

    They come as a vendor's answer does, so that each can be opened. None is ours: our own rows
    follow a ledger, and would go with the first one that knows nothing of them.
    """
    step = timedelta(days=365) / max(1, count)
    with closing(opened(cache_db)) as db:
        for start in range(0, count, 1000):
            span = range(start, min(count, start + 1000))
            orders = [_order(index, NEWEST - index * step) for index in span]
            with immediate(db):
                put_theirs(db, orders, NEWEST)
        with immediate(db):
            all_came(db, "digikey", NEWEST)
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _order(index: int, entered_at: datetime) -> VendorOrder:
    site, city = SITES[index % len(SITES)]
    status = _STATUSES[index % len(_STATUSES)]
    lines = tuple(_line(index, line_no, status, entered_at) for line_no in range(1, 2 + index % 4))
    sales_order = SalesOrder(
        number=str(88_000_000 + index),
        status=status,
        status_text=f"{status} on the vendor's side",
        ship_method="FedEx Ground",
        total=sum((line.total for line in lines), Decimal(0)),
        currency="USD",
        lines=lines,
        ship_to=Address(name=BUYERS[index % len(BUYERS)], company="Acme", city=city, country="US"),
    )
    return VendorOrder(
        vendor="digikey",
        number=str(9_910_000_000_000_000 + index),
        po_number=f"PO-{entered_at.year}-{index:05}" if index % 8 else "",
        customer_id=site,
        entered_at=entered_at,
        currency="USD",
        status=status,
        status_text=sales_order.status_text,
        sales_orders=(sales_order,),
    )


def _line(index: int, line_no: int, status: str, entered_at: datetime) -> VendorLine:
    part = number_of(index * 7 + line_no)
    ordered = 100 * (1 + (index + line_no) % 50)
    sent = {"Shipped": ordered, "Partially Shipped": ordered if line_no == 1 else 0}.get(status, 0)
    price = Decimal("0.00584") * (1 + index % 90)
    return VendorLine(
        line_no=line_no,
        number=f"{part}CT-ND",
        part=part,
        description=f"part {index % 997} of line {line_no}",
        packaging_text="Cut Tape (CT)",
        ordered=ordered,
        shipped=sent,
        backordered=0,
        unit_price=price,
        total=line_total(ordered, price, "USD"),
        customer_reference="",
        line_id=str(line_no),
        shipments=_shipments(index, sent, entered_at),
        scheduled=() if sent else ((ordered, _due(index, entered_at)),),
    )


def _shipments(index: int, sent: int, entered_at: datetime) -> tuple[Shipment, ...]:
    if not sent:
        return ()
    left = entered_at + timedelta(days=2)
    return (Shipment(sent, left, f"1Z{index:09}", f"INV{index:07}", left.date()),)


def _due(index: int, entered_at: datetime) -> date:
    return (entered_at + timedelta(days=7 + index % 90)).date()
