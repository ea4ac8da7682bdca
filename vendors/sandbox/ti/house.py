"""TI's part of the sandbox: every endpoint and the sign-in, behind its gateway."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from vendors.sandbox.desk import Desk, Endpoint
from vendors.sandbox.house import House, route
from vendors.sandbox.limits import Limit
from vendors.sandbox.ti import errors, oauth, orders, products, profiles, shipments
from vendors.sandbox.ti.gateway import Gateway
from vendors.sandbox.ti.limits import Limits

ENDPOINTS: tuple[Endpoint, ...] = (
    *products.ENDPOINTS,
    *profiles.ENDPOINTS,
    *orders.ENDPOINTS,
    *shipments.ENDPOINTS,
)


def build(desk: Desk, limit: Limit | None, monotonic: Callable[[], float]) -> House:
    """TI's house over `desk`."""
    gateway = Gateway(desk, Limits(desk.book, limit, monotonic))
    return House(
        [
            *(
                route(each.path, each.method, partial(gateway.call, endpoint=each))
                for each in ENDPOINTS
            ),
            route(oauth.TOKEN, "POST", gateway.sign_in),
        ],
        errors.lost,
    )
