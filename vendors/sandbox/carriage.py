"""How things travel: the shipping methods an order may name, their days, their tracking numbers."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

# As Ordering v3 lists them -> working days on the way (the days are the sandbox's own).
METHODS: dict[str, int] = {
    "DHL worldwide Express": 3, "FedEx ground": 4, "FedEx 3 day": 3, "FedEx 2 day": 2,
    "FedEx standard overnight": 1, "FedEx priority overnight": 1, "FedEx first overnight": 1,
    "FedEx international priority": 3, "FedEx international economy": 5, "UPS ground": 4,
    "UPS 3 day": 3, "UPS 2 day": 2, "UPS 2 day noon": 2, "UPS 1 day": 1,
    "UPS 1 day 3 p.m.": 1, "UPS 1 day early a.m.": 1, "UPS worldwide expedited": 4,
    "UPS worldwide express": 2, "UPS worldwide saver": 3, "USPS express mail international": 7,
    "USPS express mail": 2, "USPS priority mail": 3, "USPS ground advantage": 5,
    "USPS standard mail": 6,
}  # fmt: skip
USUAL = "UPS ground"
_LISTED = {name.casefold(): name for name in METHODS}
_CUT_OFF = 22  # o'clock, UTC: what leaves on a day leaves then


def listed(method: str) -> str | None:
    """The listed spelling of a method, compared in any case; None where it is not in the list."""
    return _LISTED.get(method.strip().casefold())


def shown(method: str) -> str:
    """How Order Status writes it: `UPS Ground` for the list's `UPS ground`."""
    return " ".join(word[:1].upper() + word[1:] for word in method.split(" "))


def tracking(method: str, serial: int) -> str:
    carrier = method.split(" ")[0]
    if carrier == "UPS":
        return f"1Z9X07{serial:012d}"
    if carrier == "FedEx":
        return f"7749{serial:08d}"
    if carrier == "USPS":
        return f"9405511{serial:015d}"
    return f"{4_100_000_000 + serial}"


def says_when(method: str) -> bool:
    """Whether the carrier tells an expected day of delivery."""
    return not method.startswith("USPS")


def is_workday(moment: datetime) -> bool:
    return moment.weekday() < 5


def next_dispatch(earliest: datetime) -> datetime:
    """The first time after `earliest` at which a parcel leaves."""
    leaves = earliest.replace(hour=_CUT_OFF, minute=0, second=0, microsecond=0)
    while leaves <= earliest or not is_workday(leaves):
        leaves += timedelta(days=1)
    return leaves


def morning(day: date) -> datetime:
    """When a day begins, UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def arrival(method: str, leaves: datetime) -> datetime:
    """At noon, so many working days later."""
    comes = leaves.replace(hour=12)
    left = METHODS[method]
    while left:
        comes += timedelta(days=1)
        left -= is_workday(comes)
    return comes


def dispatch_for(method: str, in_house: datetime) -> datetime:
    """When to send what is to be there on that day."""
    leaves = in_house.replace(hour=_CUT_OFF, minute=0, second=0, microsecond=0)
    left = METHODS[method]
    while left:
        left -= is_workday(leaves)
        leaves -= timedelta(days=1)
    while not is_workday(leaves):
        leaves -= timedelta(days=1)
    return leaves
