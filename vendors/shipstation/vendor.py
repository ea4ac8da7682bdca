"""ShipStation as the rest of the program sees it: capabilities in, vocabulary out."""

from __future__ import annotations

from datetime import date

from vendors.contract import Clock, Pace, Sealed
from vendors.errors import Invalid, NotAllowed
from vendors.http import Http, Redactor
from vendors.inbound import (
    InboundOrder,
    InboundPaper,
    InboundPlan,
    InboundState,
    OnHand,
    Receipt,
    SealedStep,
    StockItem,
    StockPlace,
    Supplier,
    Warehouse,
)
from vendors.shipstation import finding, ordering, steps, translate
from vendors.shipstation.apis import ORDERS, SUPPLIERS
from vendors.shipstation.asking import READ_ONLY, Asking
from vendors.shipstation.client import Client
from vendors.shipstation.sending import Sender
from vendors.shipstation.settings import SHIPPING, VENDOR, Settings
from vendors.vocabulary import Answer, Outcome, PurchaseOrder, VendorOrder


class ShipStation:
    """InboundKeeper of `vendors.inbound`, OrderTaker and OrderFinder of `vendors.contract`.

    Besides, the endpoints those leave out. It places no order at anybody.
    """

    name = VENDOR

    def __init__(
        self,
        settings: Settings,
        asking: Asking,
        http: Http,
        *,
        pace: Pace,
        clock: Clock,
        hide: Redactor,
    ) -> None:
        self._settings = settings
        self._client = Client(asking)
        self._http = http
        self._sender = Sender(pace)
        self._clock = clock
        self._hide = hide

    # -- who and where --

    async def suppliers(self, name: str = "") -> tuple[Supplier, ...]:
        said = await self._client.list_suppliers(name.strip() or None)
        return tuple(translate.supplier(one) for one in said)

    async def supplier(self, supplier_id: str) -> Supplier:
        """Raises NotFound."""
        return translate.supplier(await self._client.supplier(supplier_id))

    async def add_supplier(self, supplier: Supplier) -> Answer:
        """A new one, sent once: the id it got is the answer's number. Raises Invalid alone, before
        anything is sent. ShipStation takes no two of one name.
        """
        body = steps.supplier_body(supplier)
        return await self._sender.send(
            lambda: self._client.change("POST", SUPPLIERS, body),
            lambda reply: steps.supplier_made(reply, self._clock, self._hide),
            steps.NOT_KNOWN,
        )

    async def warehouses(self) -> tuple[Warehouse, ...]:
        """Those whose ids a purchase order takes, as the settings have it."""
        if self._settings.warehouses == SHIPPING:
            shipping = await self._client.list_warehouses()
            return tuple(translate.shipping_warehouse(one) for one in shipping)
        inventory = await self._client.list_inventory_warehouses()
        return tuple(translate.inventory_warehouse(one) for one in inventory)

    async def places(self) -> tuple[StockPlace, ...]:
        said = await self._client.list_inventory_locations()
        return tuple(translate.place(one) for one in said)

    async def items(
        self, *, sku: str = "", name: str = "", active: bool | None = None
    ) -> tuple[StockItem, ...]:
        """Whether ShipStation takes a piece of a SKU or name is not documented."""
        said = await self._client.list_products(
            sku=sku.strip() or None, name=name.strip() or None, active=active
        )
        return tuple(item for one in said if (item := translate.item(one)) is not None)

    async def on_hand(
        self, sku: str = "", *, warehouse_id: str = "", place_id: str = ""
    ) -> tuple[OnHand, ...]:
        """A row for each SKU and place. Of another SKU than was asked for none is given."""
        said = await self._client.list_inventory(
            sku=sku.strip() or None,
            warehouse_id=warehouse_id or None,
            location_id=place_id or None,
            group_by="location",
        )
        rows = (translate.on_hand(one) for one in said)
        wanted = sku.strip().casefold()
        return tuple(one for one in rows if not wanted or one.sku.casefold() == wanted)

    # -- inbound orders --

    async def inbound_under(self, reference: str) -> tuple[InboundOrder, ...]:
        return tuple(await finding.under(self._client, reference))

    async def inbound(self, inbound_id: str) -> InboundOrder:
        return translate.order(await self._client.purchase_order(inbound_id), inbound_id)

    async def inbound_since(self, since: date) -> tuple[InboundOrder, ...]:
        """`since` begins at midnight UTC."""
        return await self.inbound_orders(since=since)

    async def inbound_orders(
        self,
        *,
        number: str = "",
        state: InboundState | None = None,
        warehouse_id: str = "",
        reference: str = "",
        since: date | None = None,
    ) -> tuple[InboundOrder, ...]:
        """By everything ShipStation filters by, as a list says them: not `whole`.

        `number` is ShipStation's own. There is no filter by supplier, nor by a last day.
        """
        if state is InboundState.OTHER:
            raise Invalid(VENDOR, "ShipStation has no such state")
        said = await self._client.list_purchase_orders(
            order_number=number.strip() or None,
            status=None if state is None else state.value,
            warehouse_id=warehouse_id or None,
            reference_number=reference.strip() or None,
            created_from=since,
        )
        return tuple(translate.summary(one) for one in said)

    def seal_create(self, plan: InboundPlan) -> SealedStep:
        return steps.seal_create(plan)

    def seal_replace(self, inbound_id: str, plan: InboundPlan) -> SealedStep:
        return steps.seal_replace(inbound_id, plan)

    def seal_state(self, inbound_id: str, reference: str, state: InboundState) -> SealedStep:
        return steps.seal_state(inbound_id, reference, state)

    def seal_details(self, inbound_id: str, plan: InboundPlan) -> SealedStep:
        return steps.seal_details(inbound_id, plan)

    def seal_receive(
        self, inbound_id: str, reference: str, receipts: tuple[Receipt, ...]
    ) -> SealedStep:
        return steps.seal_receive(inbound_id, reference, receipts)

    async def send_step(self, sealed: SealedStep) -> Answer:
        """One request with the sealed bytes, on a connection nobody used before."""
        method = steps.route(sealed)
        if method is None:
            return Answer(
                Outcome.NOT_SENT, "the step was not made for ShipStation; nothing was sent"
            )
        return await self._sender.send(
            lambda: self._client.change(method, sealed.path, sealed.body),
            lambda reply: steps.outcome(reply, sealed, self._clock, self._hide),
            steps.NOT_KNOWN,
        )

    async def paper(self, inbound_id: str, which: InboundPaper) -> bytes:
        """The order's from open on, that of what was received from receiving on."""
        if which is InboundPaper.ORDER:
            return await self._client.order_summary(inbound_id)
        return await self._client.received_summary(inbound_id)

    # -- orders to suppliers without an API --

    def seal(self, order: PurchaseOrder) -> Sealed:
        return ordering.seal(order, self._clock.now().date())

    async def make_ready(self) -> None:
        if self._settings.read_only:
            raise NotAllowed(VENDOR, READ_ONLY)

    async def create(self, sealed: Sealed) -> Answer:
        """A draft in ShipStation; the answer's numbers are its id and its number there."""
        if sealed.vendor != VENDOR:
            return Answer(Outcome.NOT_SENT, "the order is for another vendor; nothing was sent")
        return await self._sender.send(
            lambda: self._client.change("POST", ORDERS, sealed.body),
            lambda reply: steps.created(reply, sealed.number, self._clock, self._hide),
            steps.NOT_KNOWN,
        )

    async def find_by_po(self, po_number: str) -> tuple[str, ...]:
        """The numbers that ShipStation gave by itself, its id where it gave none."""
        found = await self.inbound_under(po_number)
        return tuple(one.number or one.id for one in found)

    async def orders_under(
        self, po_number: str, since: date, until: date
    ) -> tuple[VendorOrder, ...]:
        """Asks by the number, and reads besides all that was made since the day before `since`:
        there is no filter by a last day, so `until` narrows nothing.
        """
        found = await finding.under(self._client, po_number, since)
        return tuple(translate.vendor_order(one) for one in found)

    async def aclose(self) -> None:
        await self._http.aclose()
