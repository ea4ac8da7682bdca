"""TI and ShipStation at work before a vendor that repeats all it hears: asked, ordered, told."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

from cache.inbound_mapping import Mapped
from cache.places import Refusal
from tests.cache.desk import line
from tests.reliability.canaries import Strike, breaks, faults, grant_refused, page, problem
from tests.reliability.overheard import Person
from vendors.errors import VendorError
from vendors.inbound import InboundPaper, InboundState, Receipt
from vendors.terms import OrderTerms

_KINDS: tuple[Strike, ...] = (
    *(faults(status) for status in (400, 401, 403, 404, 409, 422, 429, 500)),
    *(problem(401), page(403), page(500), breaks),
)
# Of the sandbox: one that TI sends packing lists of, and how its parts begin.
_SHIPPED, _WORDS = "T10000419", "LM358"

_TOKEN = "/v1/oauth/accesstoken"
# The id of the order that the warehouse is told of.
ORDER = 3

Ask = Callable[[], Awaitable[object]]


async def _asked(it: Person, what: str, path: str, ask: Ask, *strikes: Strike) -> None:
    """Ask while the answers at `path` are these, and read all that is said of it."""
    it.world.vendor.strikes[path] = list(strikes)
    try:
        answer = await ask()
    except (VendorError, Refusal) as error:
        it.app.heard(error) if isinstance(error, VendorError) else it.app.say(str(error))
        it.world.note(f"{what}: an error", f"{error!r} {vars(error)}")
    else:
        it.world.note(f"{what}: an answer", repr(answer))
    it.world.vendor.strikes = {}
    await it.sees_all(what)


async def asked(it: Person) -> None:
    """Every question of TI's, each refused in every way, and then answered; its token too."""
    services = it.app.services
    asks: dict[str, Ask] = {
        "/v2/store/products": lambda: services.catalogue.ask(_WORDS, vendor="ti"),
        "/v2/checkoutprofiles": lambda: services.profiles.ask("ti"),
        "/v2/store/orders": lambda: services.orders.refresh("ti"),
        "/advanced-shipment-notices": lambda: services.packing.ask("ti", _SHIPPED, anew=True),
    }
    for path, ask in asks.items():
        for kind in _KINDS:
            await _asked(it, f"TI {path}", path, ask, *[kind] * 4)
        await _asked(it, f"TI {path}", path, ask)
    for kind in (grant_refused, *_KINDS):
        # The one that it has is not taken any more.
        it.world.clock.advance(3600)
        before = it.world.vendor.asked.count(_TOKEN)
        await _asked(it, "TI's token", _TOKEN, asks["/v2/store/orders"], *[kind] * 4)
        assert it.world.vendor.asked.count(_TOKEN) > before
    await _asked(it, "TI's token", _TOKEN, asks["/v2/store/orders"])


async def ordered(it: Person) -> int:
    """The order that TI took, after it was tried out and refused in every way."""
    services = it.app.services
    await services.catalogue.ask(_WORDS, vendor="ti")
    found = await services.catalogue.find(_WORDS)
    rows = [row for at in range(len(found)) if (row := found.row(at)) is not None]
    part, offer = next(
        (row, one.offer)
        for row in rows
        for one in row.offers
        if one.offer.vendor == "ti" and (one.offer.stock or 0) > 1000 and one.offer.breaks
    )
    draft = await services.drafts.new("at TI")
    draft.lines = [line(offer, offer.moq, of=part.part)]
    draft.customer_id = services.bonded.locations()[0].customer_id
    profile = next(one for one in (await services.profiles.ask("ti")).items if one.usable)
    draft.terms = OrderTerms(profile=profile.id)
    await services.drafts.save(draft)
    (review,) = await services.placing.review(draft)
    assert review.problems == []
    order_id, orders = review.order_id, "POST /v2/store/orders"
    assert order_id == ORDER
    for kind in (*_KINDS, None):
        strikes = [kind] if kind else []
        await _asked(
            it, "TI's rehearsal", orders, lambda: services.placing.rehearse(order_id), *strikes
        )

    async def place() -> object:
        # As it stands after it was refused.
        (again,) = await services.placing.review(draft)
        assert again.order_id == order_id
        return await services.placing.place(order_id)

    for refused in (faults(400), faults(403), page(403)):
        await _asked(it, "TI's order", orders, place, refused)
    await _asked(it, "TI's order", orders, place)
    row = (await services.orders.all_rows(review.number)).row(0)
    assert row is not None
    assert (row.number, row.state) == (review.number, "accepted")
    return order_id


async def told(it: Person, order_id: int, home: Path) -> None:
    """The warehouse is told of the order, goods are received, and its paper is saved."""
    services = it.app.services
    inbound, orders = services.inbound, "/v2/purchase_orders"
    for path in ("/v2/inventory_warehouses", "/v2/suppliers", "/v2/products"):
        for kind in _KINDS:
            for one in await inbound.mapping.missing(order_id):
                await _asked(
                    it, path, path, lambda one=one: inbound.mapping.suggest(one), *[kind] * 4
                )
    for one in await inbound.mapping.missing(order_id):
        # By its own name, else by what some product of the sandbox is called.
        its = await inbound.mapping.suggest(one) or await inbound.mapping.suggest(one, "RES")
        first = its[0]
        await inbound.mapping.confirm([Mapped(one.kind, one.key, first.value, first.name)])
    for kind in (faults(400), faults(401), faults(403), page(403), problem(422)):
        await _asked(it, "told", f"POST {orders}", lambda: inbound.make(order_id), kind)
        await _asked(it, "told", f"GET {orders}", lambda: inbound.look(order_id), *[kind] * 4)
    # What the last of them left unknown a person settles.
    await _asked(it, "told", orders, lambda: inbound.make_anew(order_id, "nothing there"))
    standing = await inbound.standing(order_id)
    assert standing is not None
    assert standing.row.state == InboundState.OPEN, standing
    can = await inbound.receivable(order_id)
    came = [Receipt(one.sku, can.places[0].id, 1) for one in can.lines]
    for kind in (faults(400), page(403), None):
        strikes = [kind] if kind else []
        await _asked(it, "received", "/receives", lambda: inbound.receive(order_id, came), *strikes)
    for kind in (*_KINDS, None):
        strikes = [kind] * 4 if kind else []
        target = home / f"inbound-{len(list(home.iterdir()))}.pdf"
        await _asked(
            it,
            "the paper",
            "/documents/",
            lambda target=target: inbound.paper(order_id, InboundPaper.ORDER, target),
            *strikes,
        )
    assert list(home.glob("inbound-*.pdf"))


async def others(it: Person) -> None:
    """All of it, at one desk."""
    await asked(it)
    await told(it, await ordered(it), it.world.home)
    asked_for = " ".join(it.world.vendor.asked)
    for path in (_TOKEN, "/v2/store/orders/test", "/receives", "/documents/"):
        assert path in asked_for
