"""DigiKey's endpoints for what comes after an order, one method each; the wire comes out."""

from __future__ import annotations

from vendors.contract import Token
from vendors.digikey.apis import MANAGEMENT_2, PACKING, REFERENCE, Api, segment
from vendors.digikey.asking import Asking
from vendors.digikey.packing import LARGEST_ANSWER
from vendors.digikey.wire import parsed
from vendors.digikey.wire_management import ManagedEligibility, ManagedSalesOrder, pascal
from vendors.digikey.wire_packing import (
    AccountAssociation,
    InvoicePackingList,
    PoNumberPackList,
    SalesOrderPackList,
)
from vendors.http import Reply


class OrderClient:
    """Order Management, Packing List, Reference. Raises vendors.errors.VendorError."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking

    # -- Order Management v2, and changes by either version --

    async def change_eligibility(self, sales_order: str) -> ManagedEligibility:
        return await self._asking.read(
            MANAGEMENT_2,
            f"/salesorders/{segment(sales_order)}/changeeligibility",
            lambda said: parsed(ManagedEligibility, pascal(said)),
        )

    async def managed_sales_order(self, sales_order: str) -> ManagedSalesOrder:
        return await self._asking.read(
            MANAGEMENT_2,
            f"/salesorders/{segment(sales_order)}",
            lambda said: parsed(ManagedSalesOrder, pascal(said)),
        )

    async def change(
        self, method: str, api: Api, path: str, body: bytes, token: Token, kind: str
    ) -> Reply:
        """Exactly one request on a connection of its own; the answer may have any status."""
        return await self._asking.once(method, api, path, body, token, kind=kind)

    # -- Packing List v1 --

    async def packing_list(self, invoice: str, *, pdf: bool) -> InvoicePackingList:
        return await self._asking.read(
            PACKING,
            f"/invoice/{segment(invoice)}",
            lambda said: parsed(InvoicePackingList, said),
            query={"includePdf": pdf},
            size=LARGEST_ANSWER,
        )

    async def packing_lists_of(self, sales_order: str, *, pdf: bool) -> SalesOrderPackList:
        return await self._asking.read(
            PACKING,
            f"/salesorderid/{segment(sales_order)}",
            lambda said: parsed(SalesOrderPackList, said),
            query={"includePdf": pdf},
            size=LARGEST_ANSWER,
        )

    async def packing_lists_under(self, po_number: str, *, pdf: bool) -> PoNumberPackList:
        return await self._asking.read(
            PACKING,
            f"/purchaseordernumber/{segment(po_number)}",
            lambda said: parsed(PoNumberPackList, said),
            query={"includePdf": pdf},
            size=LARGEST_ANSWER,
        )

    # -- Reference v1 --

    async def associated_accounts(self) -> AccountAssociation:
        return await self._asking.read(
            REFERENCE, "/associatedaccounts", lambda said: parsed(AccountAssociation, said)
        )
