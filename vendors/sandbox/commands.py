"""`sandbox serve|advance|fault|book|browse|status`: the sandbox by hand, from any process.

All but `serve` work on the book itself, whether a server runs or not.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import parse_qsl, urlencode, urlsplit

from vendors.sandbox import meeting, world
from vendors.sandbox.book import Book, BookError
from vendors.sandbox.clock import instant, iso, span
from vendors.sandbox.faults import ALWAYS, KINDS, Fault, Faults

if TYPE_CHECKING:
    from vendors.sandbox.model import Change, Order, OrderLine

LIMITS_VARIABLE = "BONDROOM_SANDBOX_LIMITS"
# By vendor: the module whose `as_json` and `as_lines` tell of the orders under a number.
_OTHERS = {
    "shipstation": "vendors.sandbox.shipstation.told",
    "ti": "vendors.sandbox.ti.told",
}
_INVENTED = "All of it is invented data."
_BAD = 2
# The status with which a browser is sent on.
_SENT_ON = 302
_PATIENCE = 5.0


class _BadWords(Exception):
    """What was typed makes no sense; the text is one sentence."""


class _Words(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise _BadWords(f"{message[:1].upper()}{message[1:]}: `{self.prog} --help` lists all.")


def main(words: Sequence[str], folder: Path) -> int:
    """Run one command on the sandbox in `folder`. 0 where it went well, 2 with a sentence."""
    try:
        asked = _parser().parse_args(list(words))
        run: Callable[[argparse.Namespace, Path], None] = asked.run
        run(asked, folder.absolute())
    except SystemExit as end:  # --help
        return int(end.code or 0)
    except (_BadWords, BookError, ValueError) as problem:
        return _complain(str(problem))
    except TimeoutError:
        return _complain(f"The sandbox in {folder} runs and does not answer.")
    except OSError as problem:
        return _complain(f"The sandbox in {folder} cannot be used: {problem}")
    return 0


def _complain(sentence: str) -> int:
    sys.stderr.write(f"bondroom sandbox: {sentence}\n")
    return _BAD


def _parser() -> argparse.ArgumentParser:
    parser = _Words(
        prog="bondroom sandbox",
        description=f"The vendors as one local service. {_INVENTED}",
        allow_abbrev=False,
    )
    commands = parser.add_subparsers(required=True, metavar="command", parser_class=_Words)

    serve = commands.add_parser("serve", help="serve until a signal comes", allow_abbrev=False)
    serve.add_argument("--port", type=int, help="also on this loopback port; 0: any free one")
    serve.add_argument("--frozen", metavar="INSTANT", help="stop a new sandbox's clock there")
    serve.add_argument("--attended", action="store_true", help=argparse.SUPPRESS)
    serve.add_argument("--grace", type=float, default=meeting.GRACE, help=argparse.SUPPRESS)
    serve.set_defaults(run=_serve)

    advance = commands.add_parser("advance", help="move the clock on: 90m, 3d, 1w")
    advance.add_argument("by")
    advance.set_defaults(run=_advance)

    fault = commands.add_parser("fault", help="let it fail; without a name: what there is")
    fault.add_argument("what", nargs="?", metavar="NAME[:times[:seconds=2]]|clear")
    fault.set_defaults(run=_fault)

    book = commands.add_parser("book", help="what its order book holds", allow_abbrev=False)
    book.add_argument("--po", metavar="NUMBER", help="only this purchase order")
    book.add_argument(
        "--vendor", choices=sorted(_OTHERS), help="another vendor's orders than DigiKey's"
    )
    book.add_argument("--json", action="store_true")
    book.set_defaults(run=_book)

    browse = commands.add_parser(
        "browse", help="play the browser of a person who signs in", allow_abbrev=False
    )
    browse.add_argument("address", nargs="?", metavar="ADDRESS", help="without it: from the input")
    browse.add_argument("--user", default=world.USER, help=f"who signs in; else {world.USER}")
    browse.add_argument("--refuse", action="store_true", help="the person says no")
    browse.set_defaults(run=_browse)

    status = commands.add_parser("status", help="whether it runs, and since when")
    status.set_defaults(run=_status)
    return parser


# -- serve


def _serve(asked: argparse.Namespace, folder: Path) -> None:
    from vendors.sandbox import server
    from vendors.sandbox.limits import read_limit

    if asked.frozen is not None:
        try:
            instant(asked.frozen)
        except ValueError:
            raise _BadWords(f"{asked.frozen!r} is no instant, as in 2026-11-23T14:02.") from None
    if asked.port is not None and not 0 <= asked.port <= 65535:
        raise _BadWords(f"{asked.port} is no port.")
    limit = os.environ.get(LIMITS_VARIABLE)
    wishes = server.Wishes(
        asked.frozen,
        read_limit(limit) if limit else None,
        asked.port,
        asked.attended,
        asked.grace,
    )
    try:
        meeting.own_folder(folder)
        log = server.open_log(folder)
        server.log_to(log)
        server.serve(folder, wishes, server.answer_parent(log) if asked.attended else _say_where)
    except (meeting.Unfit, server.CannotServe) as problem:
        raise _BadWords(str(problem)) from None


def _say_where(greeting: meeting.Greeting) -> None:
    where = f"{greeting.address} and on {greeting.calls}" if greeting.address else greeting.calls
    _print(
        f"The sandbox serves at {where}. {_INVENTED}",
        f"Client id {world.CLIENT_ID}, secret {world.CLIENT_SECRET}, person {world.USER}.",
        f"TI at {world.TI_BASE_URL}, client id {world.TI_CLIENT_ID}, "
        f"secret {world.TI_CLIENT_SECRET}.",
        f"ShipStation at {world.SHIPSTATION_BASE_URL}, key {world.SHIPSTATION_KEY}.",
        "Ctrl+C ends it.",
    )


# -- the clock and the faults


def _advance(asked: argparse.Namespace, folder: Path) -> None:
    by = span(asked.by)
    with _book_in(folder) as book:
        now = book.advance(by)
    _print(f"It is {iso(now)} in the sandbox now. {_INVENTED}")


def _fault(asked: argparse.Namespace, folder: Path) -> None:
    with _book_in(folder) as book:
        faults = Faults(book)
        if asked.what == "clear":
            faults.clear()
        elif asked.what is not None:
            faults.put_all(asked.what)
        on = faults.all()
    if asked.what is None:
        width = max(map(len, KINDS))
        _print(*(f"{name:<{width}}  {kind.words}" for name, kind in KINDS.items()), "")
    _print(*map(_fault_words, on))
    _print(f"{len(on)} on in the sandbox. {_INVENTED}" if on else f"None is on. {_INVENTED}")


def _fault_words(fault: Fault) -> str:
    times = {ALWAYS: "until cleared", 1: "once"}.get(fault.times, f"{fault.times} times")
    options = "".join(f", {name} {value}" for name, value in fault.options.items())
    return f"on: {fault.name}, {times}{options}"


# -- the book


def _book(asked: argparse.Namespace, folder: Path) -> None:
    if asked.vendor is not None:
        _others_book(asked, folder)
        return
    with _book_in(folder) as book:
        orders = book.by_po(asked.po, ahead=True)
        changes = {
            order.order_number: [one for sale in order.sales for one in book.changes(sale.id)]
            for order in orders
        }
    if asked.json:
        # In ASCII, so that no control that a buyer sent reaches a terminal.
        shown = [_order_json(order, changes[order.order_number]) for order in orders]
        _print(json.dumps(shown, indent=1))
        return
    for order in orders:
        sales = ", ".join(str(sale.id) for sale in order.sales)
        _print(
            f"PO {_plain(order.po_number)}  web order {order.order_number}  "
            f"sales orders {sales}  {order.total} {order.currency}  "
            f"by {order.user} at {iso(order.entered)}"
        )
        _print(
            *(
                f"  {line.quantity:>9}  {_plain(line.number):<28} {_plain(line.mpn):<28} "
                f"{line.unit_price:>12} {line.total:>14}"
                for line in _lines(order)
            ),
            *(
                f"  changed by {one.user} at {iso(one.taken)}, to be seen from {iso(one.seen)}: "
                f"line {one.detail_id} of {one.sale_id}, {_plain(one.method)} {_plain(one.body)}"
                for one in changes[order.order_number]
            ),
        )
    _print(f"{len(orders)} orders in the sandbox's book. {_INVENTED}")


def _others_book(asked: argparse.Namespace, folder: Path) -> None:
    told = import_module(_OTHERS[asked.vendor])
    with _book_in(folder) as book:
        if asked.json:
            _print(json.dumps(told.as_json(book, asked.po), indent=1))
            return
        _print(*map(_plain, told.as_lines(book, asked.po)))
        many = len(told.as_json(book, asked.po))
    _print(f"{many} orders in the sandbox's book. {_INVENTED}")


def _order_json(order: Order, changes: Sequence[Change]) -> dict[str, Any]:
    """An order as it stands with all changes, what was asked for, and each change as it came."""
    return {
        "data": "invented",
        "po_number": order.po_number,
        "order_number": str(order.order_number),
        "user": order.user,
        "customer_id": order.customer_id,
        "entered": iso(order.entered),
        "currency": order.currency,
        "total": str(order.total),
        "lines": [
            {
                "number": line.number,
                "mpn": line.mpn,
                "quantity": line.quantity,
                "first_quantity": line.quantity if line.first is None else line.first,
                "unit_price": str(line.unit_price),
                "total": str(line.total),
                "fee": str(line.fee),
                "line_id": line.line_id,
                "bonded_at": line.bonded_at,
                "reference": line.reference,
                "schedules": [
                    {"leaves": f"{one.leaves:%Y-%m-%d}", "quantity": one.quantity}
                    for one in line.consignments
                    if one.scheduled
                ],
            }
            for line in _lines(order)
        ],
        "sales_orders": [
            {"id": sale.id, "supplier": sale.supplier, "total": str(sale.total)}
            for sale in order.sales
        ],
        "asked": json.loads(order.body) if order.body else None,
        "changes": [
            {
                "sales_order": one.sale_id,
                "detail": one.detail_id,
                "user": one.user,
                "taken": iso(one.taken),
                "seen": iso(one.seen),
                "method": one.method,
                "path": one.path,
                "asked": json.loads(one.body),
            }
            for one in changes
        ],
    }


def _lines(order: Order) -> list[OrderLine]:
    """By the buyer's own line numbers where they are numbers, else by sales order."""
    lines = [line for sale in order.sales for line in sale.lines]
    if all(line.line_id and line.line_id.isdecimal() for line in lines):
        lines.sort(key=lambda line: int(line.line_id or 0))
    return lines


# -- signing in


def _browse(asked: argparse.Namespace, folder: Path) -> None:
    """Print the address that a browser is sent to when the person has signed in there."""
    from vendors.sandbox import oauth
    from vendors.sandbox.tokens import Tokens

    # One that was marked on a screen comes in several lines.
    address = "".join((asked.address or _typed()).split())
    parts = urlsplit(address)
    if f"{parts.scheme}://{parts.netloc}{parts.path}" != world.BASE_URL + oauth.AUTHORIZE:
        raise _BadWords(
            f"That is no address of the sandbox's sign-in: it begins with {world.BASE_URL}"
            f"{oauth.AUTHORIZE}, and wants quotes around it."
        )
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    with _book_in(folder) as book:
        answer = oauth.authorize(Tokens(book), {**query, "sandbox_user": asked.user})
    if answer.status_code != _SENT_ON:
        said = json.loads(bytes(answer.body))
        raise _BadWords(f"The sandbox signs nobody in: {_plain(said['Error'])}.")
    back = str(answer.headers["location"])
    if asked.refuse:
        state = {name: query[name] for name in ("state",) if name in query}
        back = f"{query['redirect_uri']}?{urlencode({'error': 'access_denied', **state})}"
    _print(_plain(back))


def _typed() -> str:
    """The address from the input, up to an empty line."""
    if sys.stdin.isatty():
        _print("Paste the address to open, then Enter on an empty line:")
    lines = []
    for line in sys.stdin:
        if not line.strip():
            break
        lines.append(line)
    return "".join(lines)


# -- status


def _status(asked: argparse.Namespace, folder: Path) -> None:
    with _book_in(folder) as book:
        frozen = book.get("frozen")
        now, on = book.now(), Faults(book).all()
        others = (import_module(name).as_json(book, None) for name in _OTHERS.values())
        orders = len(book.by_po(None)) + sum(map(len, others))
    met = meeting.meet(folder, _PATIENCE)
    if met is None:
        _print(f"The sandbox in {folder} does not run.")
    else:
        line, greeting = met
        line.close()
        _print(
            f"The sandbox in {folder} runs since {greeting.since}, process {greeting.pid}, "
            f"{greeting.sessions} sessions, socket {greeting.calls}."
        )
    standing = " and stands still" if frozen else ""
    _print(
        f"It is {iso(now)} there{standing}; {orders} orders were placed in it.",
        *map(_fault_words, on),
        _INVENTED,
    )


# -- means


def _book_in(folder: Path) -> closing[Book]:
    """The book in `folder` for as long as a `with` lasts. Raises BookError where there is none."""
    return closing(Book.existing(folder))


def _plain(text: str) -> str:
    """Text that a buyer sent, without what a terminal would act on."""
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)


def _print(*lines: str) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)
    sys.stdout.flush()
