"""Purchase orders are written: numbered, their lines frozen as they were reviewed."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from cache import numbers, terms_words
from cache import terms as terms_of
from cache.convert import instant_text, money_text
from cache.draft_orders import void_reviewed
from cache.ledger import bump, move, note
from cache.places import Refusal
from cache.purchase_orders import (
    HEAD,
    LINE,
    PLACEABLE,
    Content,
    Frozen,
    FrozenLine,
    frozen,
    read_order,
)

if TYPE_CHECKING:
    from cache.people import Person
    from vendors.terms import OrderTerms


def sent_once(db: sqlite3.Connection, draft_id: int) -> dict[str, int]:
    """The order under whose number a line of the draft went out, though a person says it did not.

    Should that person be wrong, only the same number tells it: such lines stay together, with no
    others among them.
    """
    return dict(
        db.execute(
            "SELECT line.draft_line_id, line.order_id FROM purchase_order AS head "
            "JOIN purchase_order_line AS line ON line.order_id = head.id WHERE head.draft_id = ? "
            "AND EXISTS (SELECT 1 FROM attempt WHERE order_id = head.id AND state = 'not_placed')",
            (draft_id,),
        ).fetchall()
    )


def freeze(
    db: sqlite3.Connection,
    draft_id: int,
    contents: Sequence[Content],
    *,
    environment: str,
    prefix: str,
    at: datetime,
    person: Person,
) -> list[Frozen]:
    """One order for each of `contents`, with its number; run inside one write.

    An order of the draft that is still unsent keeps its number: where lines of it went out under
    the number, where vendor, ship-to and currency are the same, else any of the vendor that was
    only reviewed. Reviewed orders that the draft no longer needs become void. Raises Refusal while
    an order of the draft is placed.
    """
    open_orders = _open_orders(db, draft_id)
    once = sent_once(db, draft_id)
    taken: dict[int, Frozen] = {}
    for place, content in enumerate(contents):
        before = {once[line.draft_line_id] for line in content.lines if line.draft_line_id in once}
        for order in open_orders:
            if order.id in before and order not in taken.values():
                taken[place] = order
                break
    for place, content in enumerate(contents):
        for order in open_orders:
            if (
                place not in taken
                and order not in taken.values()
                and order.id not in once.values()
                and _same_group(order.content, content)
            ):
                taken[place] = order
                break
    for place, content in enumerate(contents):
        for order in open_orders:
            if (
                place not in taken
                and order not in taken.values()
                and order.state == "reviewed"
                and order.content.vendor == content.vendor
            ):
                taken[place] = order
    ids = []
    for place, content in enumerate(contents):
        if place in taken:
            order_id = taken[place].id
            _rewrite(db, order_id, content, at, person)
        else:
            number = numbers.give(db, prefix, at)
            order_id = _insert(db, draft_id, number, content, environment, at, person)
        ids.append(order_id)
    void_reviewed(db, draft_id, frozenset(ids), at, person, "the draft no longer needs it")
    return [order for order in (read_order(db, order_id) for order_id in ids) if order is not None]


def renumber(
    db: sqlite3.Connection, order: Frozen, number: str, at: datetime, person: Person
) -> Frozen:
    """Give a reviewed order the number that a person typed; the one it had becomes void.

    An order keeps its number from the first attempt on, so this is the same order anew. Run inside
    a write. Raises Refusal where the order was tried already or changed, or the number is taken.
    """
    stored = read_order(db, order.id)
    if stored is None or stored.state != "reviewed" or stored.version != order.version:
        raise Refusal(
            f"{order.number} was tried or changed meanwhile and keeps its number. Nothing was "
            "changed: press P to review it again."
        )
    if words := numbers.why_not_free(db, number):
        raise Refusal(words)
    order_id = _insert(
        db, order.draft_id, number, order.content, order.environment, at, person, typed=True
    )
    reason = f"{number} was typed instead"
    move(db, order.id, "void", reason=reason, at=at, person=person)
    anew = read_order(db, order_id)
    if anew is None:
        raise RuntimeError(f"order {order_id} is not there")
    return anew


def _in_words(content: Content) -> str:
    lines = [f"{line.quantity} {line.number} at {line.unit_price}" for line in content.lines]
    asked = [*terms_words.order_words(content.sent_terms)]
    for line in content.lines:
        its = terms_words.line_words(line.terms)
        asked += [(f"line {line.line_no} {name}", words) for name, words in its]
    terms = "".join(f"; {name}: {value}" for name, value in asked)
    where = f"{content.code} {content.ship_to.customer_id}".strip()
    return f"{'; '.join(lines)}; {content.currency} to {where}{terms}"


def _open_orders(db: sqlite3.Connection, draft_id: int) -> list[Frozen]:
    rows = db.execute(
        f"SELECT {HEAD} FROM purchase_order WHERE draft_id = ? ORDER BY id",  # noqa: S608
        (draft_id,),
    ).fetchall()
    orders = [frozen(db, row) for row in rows]
    for order in orders:
        if order.state == "placing":
            raise Refusal(
                f"{order.number} of this draft is being placed. Nothing was changed: "
                "wait for its outcome, then press P again."
            )
    return [order for order in orders if order.state in PLACEABLE]


def _same_group(one: Content, other: Content) -> bool:
    return (one.vendor, one.at, one.currency) == (other.vendor, other.at, other.currency)


def _insert(
    db: sqlite3.Connection,
    draft_id: int | None,
    number: str,
    content: Content,
    environment: str,
    at: datetime,
    person: Person,
    *,
    typed: bool = False,
) -> int:
    values = {
        "number": number,
        "typed": typed,
        "environment": environment,
        "draft_id": draft_id,
        "state": "reviewed",
        "version": 1,
        "changed": bump(db),
        "vendor_numbers": "[]",
        "os_uid": person.uid,
        "person": person.name,
        "full_name": person.full_name,
        "created_at": instant_text(at),
        **_columns(content),
    }
    names = ", ".join(values)
    marks = ", ".join("?" * len(values))
    cursor = db.execute(
        f"INSERT INTO purchase_order ({names}) VALUES ({marks})",  # noqa: S608
        tuple(values.values()),
    )
    order_id = cursor.lastrowid or 0
    _insert_lines(db, order_id, content.lines)
    how = "typed" if typed else "given by the pattern"
    note(db, person, at, "number", order_id=order_id, became=number, reason=how)
    return order_id


def _rewrite(
    db: sqlite3.Connection, order_id: int, content: Content, at: datetime, person: Person
) -> None:
    """Nothing but the age of prices and the stock moves where the content is the same."""
    (before,) = db.execute(
        "SELECT content_sha256 FROM purchase_order WHERE id = ?", (order_id,)
    ).fetchone()
    if before == content.sha256():
        db.execute(
            "UPDATE purchase_order SET priced_at = ?, changed = ? WHERE id = ?",
            (instant_text(content.priced_at), bump(db), order_id),
        )
        _replace_lines(db, order_id, content)
        return
    db.execute(
        "UPDATE purchase_order SET os_uid = ?, person = ?, full_name = ? WHERE id = ?",
        (person.uid, person.name, person.full_name, order_id),
    )
    _write(db, order_id, before, content, at, person)


def as_sent(
    db: sqlite3.Connection,
    order: Frozen,
    lines: tuple[FrozenLine, ...],
    terms: OrderTerms,
    at: datetime,
    person: Person,
) -> None:
    """Give an order back the lines and terms that an attempt of it sent, where it was reviewed
    anew since.

    Run inside a write, before the attempt counts as one that may have been placed.
    """
    content, before = order.content._replace(lines=lines, problems=()), order.content.sha256()
    if content.sent_terms != terms:
        content = content._replace(terms=terms, bonded_note="")
    if content.sha256() != before:
        _write(db, order.id, before, content, at, person)


def _write(
    db: sqlite3.Connection,
    order_id: int,
    before: str,
    content: Content,
    at: datetime,
    person: Person,
) -> None:
    values = _columns(content)
    marks = ", ".join(f"{name} = ?" for name in values)
    db.execute(
        f"UPDATE purchase_order SET {marks}, version = version + 1, changed = ? WHERE id = ?",  # noqa: S608
        (*values.values(), bump(db), order_id),
    )
    _replace_lines(db, order_id, content)
    note(
        db,
        person,
        at,
        "content",
        order_id=order_id,
        was=f"sha256 {before}",
        became=f"sha256 {content.sha256()}",
        reason=_in_words(content),
    )


def _replace_lines(db: sqlite3.Connection, order_id: int, content: Content) -> None:
    db.execute("DELETE FROM purchase_order_line WHERE order_id = ?", (order_id,))
    _insert_lines(db, order_id, content.lines)


def _columns(content: Content) -> dict[str, Any]:
    return {
        "vendor": content.vendor,
        "customer_id": content.ship_to.customer_id,
        "place": content.at,
        "place_code": content.code,
        "ship_to": json.dumps(asdict(content.ship_to), ensure_ascii=False),
        "currency": content.currency,
        "content_sha256": content.sha256(),
        "problems": json.dumps(content.problems, ensure_ascii=False),
        "goods": money_text(content.goods),
        "fees": money_text(content.fees),
        "before_tariff": content.before_tariff,
        "priced_at": instant_text(content.priced_at),
        "terms": terms_of.order_text(content.terms),
        "bonded_note": content.bonded_note,
    }


def _insert_lines(db: sqlite3.Connection, order_id: int, lines: Iterable[FrozenLine]) -> None:
    db.executemany(
        f"INSERT INTO purchase_order_line (order_id, {LINE}) "  # noqa: S608
        f"VALUES (?{', ?' * len(FrozenLine._fields)})",
        [
            (
                order_id,
                *line._replace(
                    unit_price=money_text(line.unit_price),  # type: ignore[arg-type]
                    fee=money_text(line.fee),  # type: ignore[arg-type]
                    terms=terms_of.line_text(line.terms),  # type: ignore[arg-type]
                ),
            )
            for line in lines
        ],
    )
