"""Whether ShipStation's API answers this key: each part of it asked once, cheaply."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vendors.errors import Unreadable, VendorError
from vendors.http import Http
from vendors.shipstation.apis import APIS, Api
from vendors.shipstation.asking import Asking
from vendors.shipstation.settings import VENDOR


@dataclass(frozen=True, slots=True)
class Checked:
    """How a part of the API answered: `error` as the client raises it, None where it answers.

    `rows`: how many things it says there are, None where it does not say.
    """

    api: Api
    error: VendorError | None = None
    rows: int | None = None


class Checkup:
    """What `bondroom doctor` asks. Every question changes nothing."""

    def __init__(self, asking: Asking, http: Http) -> None:
        self._asking = asking
        self._http = http

    async def key(self) -> None:
        """That ShipStation is there and takes the key. Raises VendorError; NotAllowed where it
        does not take it.
        """
        await self._asking.read(APIS[0].cheapest, _said)

    async def apis(self) -> list[Checked]:
        """Each part once, in the order of `APIS`. Never raises VendorError."""
        return [await self._ask(api) for api in APIS]

    async def _ask(self, api: Api) -> Checked:
        try:
            said = await self._asking.read(api.cheapest, _said)
        except VendorError as error:
            return Checked(api, error)
        rows, total = said.get(api.rows), said.get("total")
        if not isinstance(rows, list):
            return Checked(api, Unreadable(VENDOR, f"ShipStation lists no {api.title.lower()}"))
        return Checked(api, rows=total if isinstance(total, int) else len(rows))

    async def aclose(self) -> None:
        await self._http.aclose()


def _said(said: object) -> Mapping[str, object]:
    if not isinstance(said, dict):
        raise Unreadable(VENDOR, "ShipStation's answer is not what it documents")
    return said
