"""Whether TI's APIs answer this application: each asked once, cheaply."""

from __future__ import annotations

from dataclasses import dataclass

from vendors.errors import NotFound, VendorError
from vendors.http import Http, Keeper
from vendors.ti.apis import APIS, CATALOGUE, PROFILES, Api
from vendors.ti.asking import Asking


@dataclass(frozen=True, slots=True)
class Checked:
    """How an API answered: `error` as the client raises it, None where it answers.

    `asked` is False where it is not to be asked only for that. `rows`: how many things it listed,
    where it answers with a list; of checkout profiles, without one nothing can be ordered.
    """

    api: Api
    asked: bool = True
    error: VendorError | None = None
    rows: int | None = None


class Checkup:
    """What `bondroom doctor` asks. Every question changes nothing."""

    def __init__(self, asking: Asking, http: Http, application: Keeper) -> None:
        self._asking = asking
        self._http = http
        self._application = application

    async def application(self) -> None:
        """That client id and secret are TI's. Raises VendorError; NotAllowed where not."""
        await self._application.get()

    @property
    def places(self) -> str:
        """Why no order may be placed with these settings; empty where one may."""
        return self._asking.places

    async def apis(self) -> list[Checked]:
        """Each API once, in the order of `APIS`. Never raises VendorError."""
        return [await self._ask(api) for api in APIS]

    async def _ask(self, api: Api) -> Checked:
        if api is CATALOGUE:
            return Checked(api, asked=False)
        try:
            rows = await self._asking.read(api, api.cheapest, _rows)
        except NotFound:
            # It was read, and the number that nobody has was looked for.
            return Checked(api)
        except VendorError as error:
            return Checked(api, error=error)
        return Checked(api, rows=rows if api is PROFILES else None)

    async def aclose(self) -> None:
        await self._application.settle()
        await self._http.aclose()


def _rows(said: object) -> int | None:
    return len(said) if isinstance(said, list) else None
