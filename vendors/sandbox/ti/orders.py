"""Order API: trying an order, placing it, and reading what was placed.

It does not look whether a PO number came before, and takes no price: what TI asks at this moment
is charged.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from zlib import crc32

from vendors.sandbox import money
from vendors.sandbox.answers import Success
from vendors.sandbox.carriage import morning
from vendors.sandbox.desk import Ask, Desk, Endpoint
from vendors.sandbox.reading import number
from vendors.sandbox.ti import errors, fulfilment, orderbook, rules, shapes
from vendors.sandbox.ti.errors import Refused
from vendors.sandbox.ti.model import Order, OrderLine
from vendors.sandbox.ti.rules import Asked, AskedLine, Checked
from vendors.sandbox.ti.shelf import CURRENCIES, Item
from vendors.sandbox.world import Profile

Json = dict[str, Any]

_SERVICE = "orders"
_CENT = Decimal("0.01")
_REEL = 700_000  # 1/100,000 US dollar, as every price of the sandbox's
_SHIPPING = 700_000
_EXPEDITED = 2_500_000
_UNSEEN_FOR = 300.0  # seconds
_LONGEST = timedelta(days=366)
_USUAL = timedelta(days=30)


def try_order(desk: Desk, ask: Ask) -> Success:
    """POST /test: what would happen. Nothing is stored. Raises Refused."""
    order = _order(desk, ask)
    return Success(201, shapes.rehearsed(order, order.entered, crc32(ask.text.encode())))


def place_order(desk: Desk, ask: Ask) -> Success:
    """POST: one order more in the book. Raises Refused; then nothing was ordered."""
    order = _keep(desk, ask, _order(desk, ask))
    if "twice" in ask.faults:
        _keep(desk, ask, _order(desk, ask))
    body = shapes.taken(order, order.entered)
    if "no-number" in ask.faults:
        (body.get("orderInfo") or body)["orderNumber"] = ""
    return Success(201, body)


def _keep(desk: Desk, ask: Ask, order: Order) -> Order:
    order.serial = orderbook.next_serial(desk.book)
    order.number = f"T{order.serial:08d}"
    if (fault := ask.faults.get("late-visible")) is not None:
        order.visible += timedelta(seconds=fault.seconds(_UNSEEN_FOR))
    fulfilment.plan(desk.book, order)
    orderbook.add(desk.book, order)
    return order


def _order(desk: Desk, ask: Ask) -> Order:
    """The order as TI would take it, without a number yet. Raises Refused."""
    asked = rules.read(ask.body)
    now = desk.book.now()
    found = rules.check(desk, asked, now)
    if found.profile is None:
        raise Refused(422, {"errors": found.errors})
    order = charged(asked, found.profile, found.items, now, ask.text)
    if not found.errors and (dear := rules.too_dear(found.profile, order.total)):
        found.errors.append(dear)
    if found.errors:
        raise Refused(422, _half_filled(order, found, ask.text))
    return order


def charged(
    asked: Asked, profile: Profile, items: list[tuple[AskedLine, Item]], now: datetime, text: str
) -> Order:
    """An order of `items` at the prices of `now`."""
    currency = profile.currency
    lines = [_line(line, item, now, currency) for line, item in items]
    order = Order(
        serial=0,
        number="",
        profile_id=profile.id,
        po_number=asked.po_number,
        currency=currency,
        entered=now,
        visible=now,
        lines=lines,
        end_customer=asked.end_customer,
        expedite=asked.expedite,
        comments=list(asked.comments),
        body=text,
    )
    order.shipping = _cents(money.price(_EXPEDITED if asked.expedite else _SHIPPING, currency))
    if profile.free_shipping and not asked.expedite:
        order.discount = order.shipping
    order.tax = _cents(order.goods * profile.tax / 1000)
    return order


def _line(line: AskedLine, item: Item, now: datetime, currency: str) -> OrderLine:
    price = item.price(line.quantity, now, currency)
    assert price is not None  # noqa: S101 - `rules.check` has refused what has no price
    return OrderLine(
        place=line.place,
        number=item.number,
        description=item.description,
        quantity=line.quantity,
        unit_price=price,
        number_given=line.number_given,
        customer_part=line.customer_part,
        custom_reel=line.custom_reel,
        fee=_cents(money.price(_REEL, currency)) if line.custom_reel else Decimal(0),
        comments=list(line.comments),
        customs=item.customs,
        country=item.country,
        carrier=item.carrier,
        standard_pack=item.standard_pack,
        board=item.board,
    )


def _half_filled(order: Order, found: Checked, text: str) -> Json:
    """Beside the errors stands nothing, an empty order, or one with the lines that are right."""
    shape = crc32(text.encode()) % 3
    if shape == 0:
        return {"errors": found.errors}
    if shape == 1:
        return {"orderInfo": {}, "errors": found.errors}
    half = shapes.whole(order, order.entered, "recorded")
    for line in half["lineItems"]:
        line["status"] = ""
    half |= {"orderStatus": "", "isProductionOrder": False}
    return {"orderInfo": half, "errors": found.errors}


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(_CENT, ROUND_HALF_UP)


# -- reading


def orders(desk: Desk, ask: Ask) -> list[Json]:
    """Summaries of the orders of some days, both ends with it; of thirty days where none is named.

    Raises Refused.
    """
    faults: list[tuple[str, str]] = []
    today = desk.book.now().date()
    end = _day(ask, "endDate", today, faults)
    start = _day(ask, "startDate", end - _USUAL, faults)
    if not faults and start > end:
        faults.append(("startDate", "startDate must not be after endDate"))
    if not faults and end - start > _LONGEST:
        faults.append(("startDate", "The date range is limited to 1 year"))
    if faults:
        raise errors.invalid(_SERVICE, "QueryParameter", *faults)
    now = desk.book.now()
    found = orderbook.between(desk.book, morning(start), morning(end) + timedelta(days=1))
    return [shapes.summary(order, now) for order in found]


def order_detail(desk: Desk, ask: Ask) -> Json | list[Json]:
    """One order, whole. Raises Refused."""
    wanted = ask.params["orderNumber"]
    order = orderbook.by_number(desk.book, wanted)
    if order is None:
        raise errors.missing(_SERVICE, "Order", "orderNumber", wanted)
    return shapes.read(order, desk.book.now())


def delivery_cost(desk: Desk, ask: Ask) -> Json:
    """What sending so many pieces to a country would cost: an estimate. Raises Refused.

    The schema is flat and the example is not: abroad it is flat here, at home it is not.
    """
    faults: list[tuple[str, str]] = []
    region, currency = (ask.query.get(name, "") for name in ("regionCode", "currencyCode"))
    quantity = number(ask.query.get("quantity", ""))
    if len(region) != 2 or not region.isupper():
        faults.append(("regionCode", "regionCode is required, as two letters"))
    if currency not in CURRENCIES:
        faults.append(("currencyCode", "currencyCode is required, as an ISO 4217 code"))
    if quantity is None or quantity < 1:
        faults.append(("quantity", "quantity must be greater than 0"))
    if faults or quantity is None:
        raise errors.invalid(_SERVICE, "QueryParameter", *faults)
    units = _SHIPPING + (0 if region == "US" else 1_150_000) + quantity // 1000 * 20_000
    said = {
        "shippingRate": f"{_cents(money.price(units, currency)):f}",
        "shippingServiceLevel": "Ground" if region == "US" else "International Economy",
        "regionCode": region,
        "currencyCode": currency,
    }
    return {"DeliveryCost": said} if region == "US" else said


def _day(ask: Ask, name: str, default: date, faults: list[tuple[str, str]]) -> date:
    text = ask.query.get(name)
    if text is None:
        return default
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).date()
    except ValueError:
        faults.append((name, f"{name} must be in the format YYYY-MM-DD"))
        return default


_ORDERS = "/v2/store/orders"

ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint("POST", f"{_ORDERS}/test", "ti:orders", _SERVICE, False, try_order),
    Endpoint("POST", _ORDERS, "ti:orders", _SERVICE, False, place_order),
    # TI's page writes it so.
    Endpoint("POST", f"{_ORDERS}/", "ti:orders", _SERVICE, False, place_order),
    Endpoint("GET", _ORDERS, "ti:orders", _SERVICE, False, orders),
    Endpoint("GET", f"{_ORDERS}/deliveryCost", "ti:orders", _SERVICE, False, delivery_cost),
    Endpoint("GET", f"{_ORDERS}/{{orderNumber}}", "ti:orders", _SERVICE, False, order_detail),
)
