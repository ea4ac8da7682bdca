"""Fields of an order's terms that only some vendors have: a checkout profile, a supplier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from cache.purchase_orders import vendor_name
from cache.review_problems import long_notes
from tui.screens.form import Choice, Field
from tui.screens.terms_shared import NO, YES, yes_or_no
from tui.text import at

if TYPE_CHECKING:
    from cache.kept_lists import Kept
    from vendors.inbound import Supplier, Warehouse
    from vendors.terms import OrderTerms
    from vendors.vocabulary import Address, CheckoutProfile


@dataclass(slots=True)
class Lists:
    """What vendors keep for us, as it was told last; None of what was never told."""

    profiles: Kept[CheckoutProfile] | None = None
    suppliers: Kept[Supplier] | None = None
    warehouses: Kept[Warehouse] | None = None
    # The warehouse of each ship-to, its id and name, by what drafts call the ship-to.
    buildings: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def address_words(address: Address) -> str:
    """An address in one line."""
    city = " ".join(filter(None, (address.city, address.region, address.postal_code)))
    said = (address.company, address.name, address.line1, address.line2, city, address.country)
    return ", ".join(dict.fromkeys(filter(None, said)))


def profile_words(profile: CheckoutProfile) -> str:
    """Where it sends, who pays, and whether an order may name it."""
    return " · ".join(
        filter(
            None,
            (
                profile.name,
                address_words(profile.ship_to),
                profile.payment,
                "not for orders by API" if profile.usable is False else "",
            ),
        )
    )


def _by_name(profile: CheckoutProfile) -> str:
    """Its name first: the id is for the vendor."""
    return f"{profile_words(profile)} · {profile.id}"


def profile_fields(
    terms: OrderTerms, vendor: str, kept: Kept[CheckoutProfile] | None, now: datetime
) -> list[Field]:
    """What an order by a checkout profile says besides its notes."""
    name = vendor_name(vendor)
    named = [one for one in kept.items if one.id == terms.profile] if kept else []
    said = _by_name(named[0]) if named else terms.profile
    amiss = ""
    if terms.profile and kept is not None and not named:
        amiss = f"{name} did not name it when it was asked last"
    elif named and named[0].usable is False:
        amiss = f"{name} says that no order by API may name it"
    return [
        Field(
            "profile",
            "checkout profile",
            said,
            "needed: address, payment and taxes are its own",
            terms.profile,
            _nothing_to_choose(name, "checkout profile", kept),
            tuple(Choice(one.id, profile_words(one), _by_name(one)) for one in kept.items)
            if kept
            else (),
            _as_told(name, kept, now),
            amiss,
        ),
        Field(
            "end_customer",
            "end customer",
            terms.end_customer,
            "not said",
            terms.end_customer,
            hint="the company that the goods are for",
        ),
        Field(
            "expedite",
            "expedite",
            YES if terms.expedite else "",
            NO,
            YES if terms.expedite else NO,
            choices=yes_or_no(),
            hint=f"{name} does not say before what it costs",
        ),
        Field(
            "job",
            "job",
            terms.job,
            "none",
            terms.job,
            hint=f"{name} has no field for it: it goes as a comment, and so does who orders",
            longest=50,
        ),
    ]


def supplier_fields(
    terms: OrderTerms, vendor: str, kept: Kept[Supplier] | None, now: datetime
) -> list[Field]:
    """Whom the order goes to."""
    name = vendor_name(vendor)
    named = [one for one in kept.items if one.id == terms.supplier] if kept else []
    return [
        Field(
            "supplier",
            "supplier",
            f"{named[0].name}  {terms.supplier}" if named else terms.supplier,
            "needed",
            terms.supplier,
            _nothing_to_choose(name, "supplier", kept),
            tuple(Choice(one.id, _supplier_words(one)) for one in kept.items) if kept else (),
            f"one for all such lines of the draft; {_as_told(name, kept, now)}",
            amiss=(
                f"{name} did not name it when it was asked last"
                if terms.supplier and kept is not None and not named
                else ""
            ),
        )
    ]


def warehouse_field(
    place: str, chosen: tuple[str, str] | None, vendor: str, kept: Kept[Warehouse] | None
) -> Field:
    """Which of the vendor's warehouses the ship-to called `place` is; for every order, of every
    buyer here."""
    name = vendor_name(vendor)
    value, called = chosen or ("", "")
    return Field(
        "warehouse",
        "warehouse",
        f"{called}  {value}".strip(),
        "needed",
        value,
        _nothing_to_choose(name, "warehouse", kept) if place else "there is no ship-to: s, first",
        tuple(Choice(one.id, one.name) for one in kept.items) if kept else (),
        f"which one {place} is at {name}: for all orders that go there, of every buyer here",
    )


def with_vendor_term(terms: OrderTerms, name: str, text: str) -> OrderTerms | None:
    """`terms` with what was typed into the field `name`; None where it is none of these."""
    match name:
        case "profile":
            return replace(terms, profile=text)
        case "end_customer":
            return replace(terms, end_customer=text)
        case "expedite":
            return replace(terms, expedite=text == YES)
        case "job":
            return replace(terms, job=text)
        case "supplier":
            return replace(terms, supplier=text)
    return None


def too_long(vendors: Sequence[str], notes: Sequence[str], at: int) -> str:
    """Which of the vendors take no note as long as the one at this place, in words."""
    said = (long_notes(vendor, ("",) * at + (notes[at],)) for vendor in vendors if at < len(notes))
    return "; ".join(words for found in said for words in found)


def _supplier_words(supplier: Supplier) -> str:
    return " · ".join(filter(None, (supplier.name, address_words(supplier.address))))


def _nothing_to_choose(name: str, what: str, kept: Kept[object] | None) -> str:
    if kept is None:
        return f"{name} has not told its {what}s yet: F5 asks"
    return "" if kept.items else f"{name} has no {what} for us: it is made on its own pages"


def _as_told(name: str, kept: Kept[object] | None, now: datetime) -> str:
    return "" if kept is None else f"as {name} told {at(kept.at, now)}; F5 asks anew"
