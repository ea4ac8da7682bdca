"""The lines, totals and words of one order on the sheet that places it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from cache.answered import Total
from cache.purchase_orders import vendor_name
from tui.screens.asking import from_here
from tui.screens.sheet import pair, paragraph
from tui.screens.terms_rows import line_lines
from tui.screens.vendor_terms import address_words
from tui.text import fit, money, pieces, unit_price, width_of
from tui.widgets.lines import spread
from vendors.order_limits import goes_to_warehouse, sends_to_ship_to

if TYPE_CHECKING:
    from cache.review import Review, ReviewLine
    from tui.widgets.lines import Line
    from vendors.vocabulary import Address, Rehearsal

# From this width on a line of the order stands in one row.
_ONE_ROW = 76
_INDENT = 5
_LONGEST = 32


def environment_words(environment: str, vendor: str) -> str:
    """The environment, and what that means for an order."""
    match environment:
        case "sandbox":
            return "SANDBOX: nothing is bought"
        case "vendor-test":
            return f"VENDOR TEST: {vendor_name(vendor)}'s own test system"
        case _:
            return "PRODUCTION: this buys for real"


def ncnr_words(review: Review) -> str:
    """Which lines cannot be cancelled or returned, and for how much."""
    which = review.ncnr_lines
    if len(which) > _LONGEST:
        which = f"{sum(line.ncnr is True for line in review.lines)} of its lines"
    return (
        f"{which[:1].upper()}{which[1:]} cannot be cancelled or returned "
        f"({money(review.ncnr)} {review.currency})"
    )


def ship_to_lines(review: Review, site: str, width: int, names: int) -> list[Line]:
    """Where it goes, whole, as the vendor is told; `site` is the ship-to's short name."""
    address = review.ship_to.address
    city = f"{address.city} {address.region} {address.postal_code}"
    told = (
        address.company,
        address.name,
        address.line1,
        address.line2,
        " ".join(city.split()),
        address.country,
        address.telephone,
        address.email,
    )
    where = ", ".join(dict.fromkeys(filter(None, told))) or "no address known"
    site = review.code or site
    code = f"{site} · " if site and site != review.customer_id else ""
    if goes_to_warehouse(review.vendor):
        number = f"   warehouse {review.customer_id}"
    else:
        number = f"   CustomerId {review.customer_id}" if sends_to_ship_to(review.vendor) else ""
    return [
        *pair("ship to", f"{code}{where}{number}", width, names),
        *_profile_lines(review, width, names),
    ]


def _profile_lines(review: Review, width: int, names: int) -> list[Line]:
    """Where the vendor sends it by the profile that is named, who pays, and whether that is where
    it is meant to go."""
    if not review.terms.profile:
        return []
    vendor, profile = vendor_name(review.vendor), review.profile
    if profile is None:
        words = (
            f"{review.terms.profile}: {vendor} has not told what it is, so where it is sent and "
            "who pays is not known here: T in the order pane, F5 asks"
        )
        return pair("profile", words, width, names)
    lines = pair("profile", f"{profile.name or 'no name'} · {profile.id}", width, names)
    lines += pair("sent to", address_words(profile.ship_to) or "no address told", width, names)
    payment = profile.payment or f"{vendor} does not say how"
    bill_to = address_words(profile.bill_to)
    lines += pair("paid", payment + (f" · {bill_to}" if bill_to else ""), width, names)
    if profile.end_use:
        lines += pair("end use", profile.end_use, width, names)
    if not same_place(profile.ship_to, review.ship_to.address):
        words = f"! {vendor} sends it to its profile's address, which is not that of the ship-to."
        lines += paragraph(words, width, "warn")
    if profile.usable is False:
        lines += paragraph(f"! {vendor} says that no order by API may name it.", width, "warn")
    return lines


def same_place(one: Address, other: Address) -> bool:
    """Whether two addresses are surely one place: the same street, city and postal code, however
    they are spaced, pointed and capitalized."""
    return _place(one) == _place(other)


def _place(address: Address) -> tuple[str, ...]:
    said = (address.line1, address.city, address.postal_code)
    return tuple("".join(letter for letter in text.casefold() if letter.isalnum()) for text in said)


def goods_lines(
    review: Review,
    site: Callable[[str], str],
    width: int,
    facts: Callable[[ReviewLine, Callable[[str], str]], str] | None = None,
) -> list[Line]:
    """Every line, with what its price is from, what it asks for, and what is against it; `facts`
    say of a line what stands below it."""
    facts = facts or _facts
    lines: list[Line] = []
    if width >= _ONE_ROW:
        lines.append(
            [(_one_row("#", "part", "quantity", "packaging", "each", "total", width), "head")]
        )
    for number, line in enumerate(review.lines, 1):
        lines += _line(number, line, width)
        lines += _under(facts(line, site), width, "dim")
        lines += line_lines(line.terms, width, _INDENT)
        if line.was is not None:
            lines += _under(f"price moved: it was {unit_price(line.was)}", width, "warn")
        if line.problem:
            lines += _under(f"! {from_here(line.problem)}", width, "danger")
        lines += _under(from_here(line.note), width, "dim")
    return lines


def _line(number: int, line: ReviewLine, width: int) -> list[Line]:
    """One line of the order: in one row, or where that is too narrow in two."""
    packaging = "bonded" if line.bonded_customer_id else line.packaging
    quantity, each, total = pieces(line.quantity), unit_price(line.unit_price), money(line.total)
    ncnr = "NCNR" if line.ncnr else ""
    if width >= _ONE_ROW:
        rows = [_one_row(str(number), line.part, quantity, packaging, each, total, width, ncnr)]
    else:
        rows = [
            f"{number:>3}  {fit(line.part, width - 29)} {quantity:>11}  {packaging}",
            f"{' ' * _INDENT}each {each:>12}   total {total:>12}  {ncnr}",
        ]
    return [[(fit(row, width), "text")] for row in rows]


def _one_row(
    number: str, part: str, quantity: str, packaging: str, each: str, total: str, width: int,
    ncnr: str = "",
) -> str:  # fmt: skip
    head = f"{number:>3}  {fit(part, width - 59)} {quantity:>11}  {fit(packaging, 9)}"
    return fit(f"{head}{each:>12} {total:>12}  {ncnr}", width)


def _facts(line: ReviewLine, site: Callable[[str], str]) -> str:
    """What is ordered by which number, which break its price is from, and where it comes from."""
    if line.bonded_customer_id is not None:
        price, there = (
            "bonded price, it has no breaks",
            f"bonded at {site(line.bonded_customer_id)}",
        )
    else:
        known = line.break_from is not None
        price = f"price from {line.break_from:,}" if known else "price break not known"
        if line.terms.cost is not None:
            price = "the cost that was typed"
        enough = line.stock is not None and line.stock >= line.quantity
        there = "in stock" if enough else ""
    tariff = "tariff on top" if line.tariff else ""
    return " · ".join(filter(None, (line.number, line.maker, price, there, tariff)))


def ordered_facts(line: ReviewLine, site: Callable[[str], str]) -> str:
    """What is ordered by which number, for whoever was not told the rest when it was reviewed."""
    where = line.bonded_customer_id
    bonded = "" if where is None else f"bonded at {site(where)}"
    fee = f"fee {money(line.fee)}" if line.fee else ""
    unknown = "NCNR not known" if line.ncnr is None else ""
    tariff = "tariff on top" if line.tariff else ""
    told = line.packaging_text
    packaging = "" if told.casefold() == line.packaging.casefold() else told
    words = (line.number, line.maker, packaging, bonded, fee, unknown, tariff)
    return " · ".join(filter(None, words))


def _under(words: str, width: int, role: str) -> list[Line]:
    if not words:
        return []
    blank = " " * _INDENT
    return [[(blank, "dim"), *piece] for piece in paragraph(words, width - _INDENT, role)]


def total_words(review: Review) -> str:
    """What it comes to, and what that is without."""
    return f"{money(review.total)} {review.currency}" + (
        " before tariff" if review.before_tariff else ""
    )


def total_lines(review: Review, age: str, width: int) -> list[Line]:
    """Goods and fees apart, what they come to, how old the prices are, and what binds."""
    lines: list[Line] = []
    if review.fees:
        for name, amount in (("goods", review.goods), ("fees", review.fees)):
            words = f"{name}   {money(amount)} {review.currency}"
            lines.append([(spread("", words, width), "text")])
    before = "before tariff" if review.before_tariff else "goods and fees"
    total = f"{before}   {money(review.total)} {review.currency}"
    lines.append([(spread(f"{' ' * _INDENT}prices {age} old", total, width), "strong")])
    if review.ncnr:
        words = "NCNR, cannot be cancelled or returned" if width >= _ONE_ROW else "of which NCNR"
        words += f"   {money(review.ncnr)} {review.currency}"
        lines.append([(spread("", words, width), "warn")])
    return lines


def first_of_foot(review: Review, width: int) -> Line:
    """Always in view while one types: which environment it is, and how much."""
    where, much = environment_words(review.environment, review.vendor), total_words(review)
    if width_of(where) + width_of(much) + 1 > width:
        much = f"{money(review.total)} {review.currency}"
    role = "danger" if review.environment == "production" else "strong"
    return [(spread(where, much, width), role)]


def rehearsal_lines(review: Review, said: Rehearsal, width: int) -> list[Line]:
    """What the vendor said to an order that it was only to look at."""
    vendor = vendor_name(review.vendor)
    match said.passed:
        case True:
            words, role = f"Rehearsed: {vendor} would take it so. Nothing was placed.", "good"
        case False:
            words, role = f"! {vendor} would not take it so. Nothing was placed.", "danger"
        case _:
            words, role = f"! {vendor} could not be asked. Nothing was placed.", "warn"
    if said.message:
        words += f" {said.message}"
    lines = paragraph(words, width, role)
    ours = Total(review.total, review.currency)
    theirs = None if said.total is None else Total(said.total, said.currency)
    if theirs is not None and not theirs.is_same(ours):
        words = f"It came to {theirs.words} there; here it is {ours.words}."
        lines += paragraph(words, width, "warn")
    return lines
