"""What comes after an order at DigiKey, and whose account it is: capabilities of `DigiKey`."""

from __future__ import annotations

import asyncio

from vendors.afterwards import (
    Account,
    Eligible,
    HeldOrder,
    LineChange,
    PackingList,
    SealedChange,
)
from vendors.contract import Clock
from vendors.digikey import accounts, changing, packing
from vendors.digikey.order_client import OrderClient
from vendors.digikey.settings import VENDOR
from vendors.digikey.wire_packing import InvoicePackingList
from vendors.errors import Invalid
from vendors.http import Redactor
from vendors.sending import Sender
from vendors.vocabulary import Answer, Outcome


class AfterOrder:
    """OrderChanger, Packer and AccountHolder."""

    _order_client: OrderClient
    _sender: Sender
    _clock: Clock
    _hide: Redactor

    # -- changes --

    async def eligible(self, sales_order: str) -> Eligible:
        """Asks version 2, whose answer is about quantities as well as days."""
        said = await self._order_client.change_eligibility(sales_order)
        return changing.eligible(said, sales_order)

    async def held(self, sales_order: str) -> HeldOrder:
        """A change may take up to a minute before it is seen here (DigiKey's page)."""
        said = await self._order_client.managed_sales_order(sales_order)
        return changing.held(said, sales_order)

    def seal_change(self, change: LineChange) -> SealedChange:
        return changing.seal(change, self._clock.now().date())

    async def send_change(self, sealed: SealedChange) -> Answer:
        """One request with the sealed bytes, on a connection nobody used before."""
        found = changing.route(sealed)
        if found is None:
            return Answer(Outcome.NOT_SENT, "that is no change for DigiKey; nothing was sent")
        api, path, kind = found
        return await self._sender.send(
            api.product,
            lambda token: self._order_client.change(
                sealed.method, api, path, sealed.body, token, kind
            ),
            lambda reply: changing.outcome(reply, self._clock, self._hide),
            changing.NOT_KNOWN,
        )

    # -- packing lists --

    async def packing_lists(
        self, *, invoice: str = "", sales_order: str = "", po_number: str = "", pdf: bool = False
    ) -> tuple[PackingList, ...]:
        """By exactly one of the three numbers, else Invalid. Raises NotFound.

        `pdf`: with DigiKey's own paper, where it has one of at most 20 MB; may be megabytes.
        """
        given = [text for text in (invoice, sales_order, po_number) if text.strip()]
        if len(given) != 1:
            raise Invalid(VENDOR, "a packing list is asked for by one number")
        number, ask = given[0].strip(), self._order_client
        said: list[InvoicePackingList]
        if invoice.strip():
            said = [await ask.packing_list(number, pdf=pdf)]
        elif sales_order.strip():
            said = (await ask.packing_lists_of(number, pdf=pdf)).PackingListInvoice or []
        else:
            found = await ask.packing_lists_under(number, pdf=pdf)
            orders = found.SalesOrderPackLists or []
            said = [one for order in orders for one in order.PackingListInvoice or []]
        if pdf:
            return await asyncio.to_thread(packing.packing_lists, said)
        return packing.packing_lists(said)

    # -- accounts --

    async def accounts(self) -> tuple[Account, ...]:
        return accounts.accounts(await self._order_client.associated_accounts())
