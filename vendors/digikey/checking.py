"""Whether DigiKey's APIs answer this application and person: each asked once, cheaply."""

from __future__ import annotations

from dataclasses import dataclass

from vendors.afterwards import Account
from vendors.digikey.accounts import accounts
from vendors.digikey.apis import APIS, REFERENCE, STATUS, SUPPLY, Api
from vendors.digikey.asking import Asking
from vendors.digikey.wire import parsed
from vendors.digikey.wire import rows as listed
from vendors.digikey.wire_packing import AccountAssociation
from vendors.digikey.wire_supply import CustomerLocation
from vendors.errors import NotFound, VendorError
from vendors.http import Http, Keeper


@dataclass(frozen=True, slots=True)
class Checked:
    """How an API answered: `error` as the client raises it, None where it answers.

    `asked` is False where there is nothing that could be asked without ordering something.
    `rows`: how many things it listed, where it answers with a list; of sites, `bonded` are those
    that it says hold bonded stock. `accounts`: those that the person may act for, where the API is
    the one that says so.
    """

    api: Api
    asked: bool = True
    error: VendorError | None = None
    rows: int | None = None
    bonded: int | None = None
    accounts: tuple[Account, ...] = ()


class Checkup:
    """What `bondroom doctor` asks. Every question changes nothing."""

    def __init__(self, asking: Asking, http: Http, person: Keeper, application: Keeper) -> None:
        self._asking = asking
        self._http = http
        self._keepers = (person, application)
        self._person = person
        self._application = application

    async def application(self) -> None:
        """That client id and secret are DigiKey's. Raises VendorError; NotAllowed where not."""
        await self._application.get()

    async def signed_in(self) -> bool:
        return await self._person.has()

    async def apis(self) -> list[Checked]:
        """Each API once, in the order of `APIS`. Never raises VendorError."""
        return [await self._ask(api) for api in APIS]

    async def _ask(self, api: Api) -> Checked:
        if not api.cheapest:
            return Checked(api, asked=False)
        try:
            if api is REFERENCE:
                return Checked(api, accounts=await self._asking.read(api, api.cheapest, _accounts))
            if api is SUPPLY:
                sites, bonded = await self._asking.read(api, api.cheapest, _sites)
                return Checked(api, rows=sites, bonded=bonded)
            # Of what is asked here only these take the account, and only Status needs it.
            rows = await self._asking.read(api, api.cheapest, _rows, account=api is STATUS)
        except NotFound:
            # It was read, and the number that nobody has was looked for.
            return Checked(api)
        except VendorError as error:
            return Checked(api, error=error)
        return Checked(api, rows=rows)

    async def aclose(self) -> None:
        for keeper in self._keepers:
            await keeper.settle()
        await self._http.aclose()


def _accounts(said: object) -> tuple[Account, ...]:
    return accounts(parsed(AccountAssociation, said))


def _sites(said: object) -> tuple[int, int]:
    sites = listed(CustomerLocation, said)
    return len(sites), sum(one.BondedInventory is True for one in sites)


def _rows(said: object) -> int | None:
    return len(said) if isinstance(said, list) else None
