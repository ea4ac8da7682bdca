"""Goods received: read before, posted once, read after.

A receipt told twice is not the same as once, so what is posted is held against the figures before
and after it. One of which nobody knows whether it was made is shown with both, blocks the next one,
and is settled by a person alone: somebody at the warehouse may have received the same.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from cache import inbound_ledger as ledgers
from cache import inbound_mapping as mapping
from cache import inbound_rules as rules
from cache import inbound_seen as seen
from cache.facts import facts_text
from cache.inbound_asking import InboundAsking, sense
from cache.inbound_attempts import Moved
from cache.inbound_figures import BagLine, BagMatch, Receivable, Received, ReceiveLine
from cache.inbound_seen import ReceivedLine
from cache.places import Refusal
from cache.purchase_orders import vendor_name
from cache.purpose import Purpose, errand
from cache.scanned import Scanned
from cache.sending import NotWritten
from vendors.errors import NotFound, VendorError
from vendors.inbound import InboundState, InboundStep, Receipt
from vendors.vocabulary import Answer, Outcome

if TYPE_CHECKING:
    from vendors.inbound import InboundLine, InboundOrder
    from vendors.labels import Label

# Goods are received from open on (ShipStation v2, receives); more than was ordered after the last.
_RECEIVES = (InboundState.OPEN, InboundState.RECEIVING, InboundState.RECEIVED)


class InboundReceiving(InboundAsking):
    """Receives, for one session of one person."""

    async def receivable(self, order_id: int) -> Receivable:
        """What can be received now. Asks how it stands. Raises Refusal, VendorError."""
        its, steps = await self._its(order_id)
        one = await self._read(its)
        keeper = self._may()
        with errand("stock places", Purpose.LOOKING):
            every = await keeper.places()
        here = one.plan.warehouse_id
        places = tuple(place for place in every if place.warehouse_id == here)
        entry = await self._ledger.read(lambda db: mapping.read(db, "place", [here]).get(here))
        known = {place.id for place in places}
        default = entry.value if entry is not None and entry.value in known else ""
        if not default and len(places) == 1:
            default = places[0].id
        parts = await self._parts(order_id)
        lines = _lines(one, parts, steps)
        self._shown[order_id] = {line.sku: line.received or 0 for line in lines}
        return Receivable(
            order_id,
            its.reference,
            str(one.state),
            here,
            lines,
            places,
            default,
            self._clock.now(),
            _why_not(its, steps, one),
        )

    async def receive(
        self, order_id: int, receipts: Sequence[Receipt], over_because: str = ""
    ) -> Received:
        """Post what came, once, and hold the figures after it against those before.

        `over_because`: why more is received than is to come; kept in the audit. Raises Refusal and
        VendorError where nothing was posted. Where more came since `receivable` showed it, that is
        said once and nothing is posted: it may be the same goods.
        """
        await self.recover()
        keeper, posted = self._may(), tuple(receipts)
        async with self.turn(order_id):
            its, steps = await self._its(order_id)
            one = await self._read(its)
            if words := _why_not(its, steps, one):
                raise Refusal(f"{words}. Nothing was received.")
            parts = await self._parts(order_id)
            over = self._checked(one, steps, posted)
            self._as_shown(order_id, _lines(one, parts, steps), posted)
            why = ""
            if over:
                said = f"{over} Nothing was received: say why, or receive less."
                why = sense(over_because, said)
            one = await self._with_stock(one, posted)
            sealed = self._sealed(lambda: keeper.seal_receive(its.keeper_id, its.reference, posted))
            try:
                answer = await self._step(its, sealed, facts_text(posted), one, why)
            except Moved:
                raise Refusal(
                    "Another session told something of it since it was read. Nothing was received: "
                    "look at the figures again."
                ) from None
            except NotWritten as lost:
                last = await self._last_receipt(order_id)
                return Received(last, "unknown", lost.sentence, ())
            self._shown.pop(order_id, None)
            return await self._afterwards(its, posted, one, answer, parts)

    async def settle_receipt(self, order_id: int, attempt_id: int, made: bool, reason: str) -> None:
        """Take a person's word, with a reason, on whether a receipt was made. Raises Refusal."""
        why = sense(reason, "Only a reason settles it: type what the warehouse said.")
        at = self._clock.now()
        await self._ledger.write(
            lambda db: ledgers.settle_receipt(
                *(db, order_id, attempt_id), made=made, reason=why, at=at, person=self._person
            )
        )
        self.ended()
        await self._project()

    async def received(self, order_id: int) -> tuple[ReceivedLine, ...]:
        """What came so far, by SKU, as it was read last; `sent` is what was posted from here.

        Asks nobody. Empty where the warehouse knows no inbound order yet.
        """
        its, steps = await self._both(order_id)
        if its is None or its.seen is None:
            return ()
        ours, refused = _posted(steps)
        parts = await self._parts(order_id)
        return tuple(
            ReceivedLine(
                *(line.sku, parts.get(line.sku, line.supplier_part), line.quantity),
                before=None,
                after=line.received,
                sent=ours[line.sku],
                rejected_after=line.rejected,
                rejected_sent=refused[line.sku],
            )
            for line in its.seen.plan.lines
        )

    async def match_bag(self, label: Label) -> BagMatch:
        """The lines of open inbound orders that a bag may belong to. Asks nobody."""
        match = await Scanned(self._cache).find(label)
        found: list[BagLine] = []
        told: list[str] = []
        for line in match.lines:
            order_id = await self._cache.read(partial(_order_of, rowid=line.rowid))
            its, _ = (None, ()) if order_id is None else await self._both(order_id)
            if order_id is None or its is None or its.seen is None:
                told.append(f"the warehouse knows no inbound order of {line.order}")
            elif its.seen.state not in _RECEIVES:
                told.append(f"the inbound order of {line.order} is {its.state}")
            else:
                lines = (await self.plan(order_id)).lines
                mine = [one for one in lines if line.line_no in one.line_nos]
                shown = {one.sku: one for one in its.seen.plan.lines}
                found += [
                    BagLine(
                        *(order_id, its.reference, line.line_no, one.sku, one.part),
                        shown[one.sku].quantity,
                        shown[one.sku].received,
                        label.quantity,
                    )
                    for one in mine
                    if one.sku in shown
                ]
                if not any(one.sku in shown for one in mine):
                    told.append(f"the inbound order of {line.order} has no line for it")
        if found:
            return BagMatch(tuple(dict.fromkeys(found)), match.by)
        if not match.lines:
            told = ["no order here has that part"]
        return BagMatch((), match.by, "; ".join(dict.fromkeys(told)))

    # -- around a receipt ------------------------------------------------------------------------

    async def _read(self, its: seen.Inbound) -> InboundOrder:
        """How it stands now. Raises Refusal, VendorError."""
        keeper = self._may()
        if not its.keeper_id:
            raise Refusal(
                f"The warehouse has no inbound order of {its.reference} yet. Nothing was received."
            )
        try:
            with errand("inbound order", Purpose.STATUS):
                return await keeper.inbound(its.keeper_id)
        except NotFound:
            raise Refusal(
                f"{vendor_name(its.keeper)} does not know the inbound order of {its.reference} any "
                "more. Nothing was received."
            ) from None

    async def _with_stock(self, one: InboundOrder, receipts: Sequence[Receipt]) -> InboundOrder:
        """With what lies in the warehouse of these SKUs, where the order does not say what came.

        No page of ShipStation's names a received quantity on an order. Raises nothing of a vendor.
        """
        keeper, wanted = self._may(), {receipt.sku for receipt in receipts}
        lines = []
        for line in one.plan.lines:
            if line.sku in wanted and line.received is None:
                with contextlib.suppress(VendorError), errand("stock", Purpose.STATUS):
                    rows = await keeper.on_hand(line.sku)
                    here = ("", one.plan.warehouse_id)
                    there = sum(row.on_hand for row in rows if row.warehouse_id in here)
                    line = replace(line, on_hand=there)
            lines.append(line)
        return replace(one, plan=replace(one.plan, lines=tuple(lines)))

    def _as_shown(
        self, order_id: int, lines: Sequence[ReceiveLine], receipts: Sequence[Receipt]
    ) -> None:
        """Raises Refusal, once, where others received of these SKUs since it was shown."""
        now = {line.sku: line.received or 0 for line in lines}
        shown, self._shown[order_id] = self._shown.get(order_id, now), now
        moved = [
            f"{sku} had {shown.get(sku, 0):,} when it was shown, and has {now[sku]:,} now"
            for sku in dict.fromkeys(receipt.sku for receipt in receipts)
            if now[sku] != shown.get(sku, 0)
        ]
        if moved:
            raise Refusal(
                f"{'; '.join(moved)}: somebody received of it meanwhile. Nothing was received: "
                "where these are other goods, post them once more."
            )

    def _checked(
        self, one: InboundOrder, steps: Sequence[seen.Step], receipts: tuple[Receipt, ...]
    ) -> str:
        """That more would come than was ordered, in a sentence; else empty. Raises Refusal."""
        lines = {line.sku: line for line in one.plan.lines}
        if not receipts:
            raise Refusal("No pieces were said to have come. Nothing was received.")
        for receipt in receipts:
            if receipt.sku not in lines:
                raise Refusal(
                    f"{receipt.sku} is no SKU of this inbound order, which has "
                    f"{', '.join(lines) or 'none'}. Nothing was received."
                )
            if min(receipt.received, receipt.rejected) < 0 or not (
                receipt.received or receipt.rejected
            ):
                raise Refusal(f"How many of {receipt.sku} came is not said. Nothing was received.")
            if not receipt.place_id:
                raise Refusal(f"Where {receipt.sku} is put is not said. Nothing was received.")
        came: Counter[str] = Counter()
        for receipt in receipts:
            came[receipt.sku] += receipt.received
        ours, _ = _posted(steps)
        over = []
        for sku, pieces in came.items():
            line = lines[sku]
            before = ours[sku] if line.received is None else line.received
            if before + pieces > line.quantity:
                over.append(
                    f"{sku}: {before:,} of {line.quantity:,} came before, {pieces:,} more are "
                    f"{before + pieces - line.quantity:,} too many"
                )
        return f"{'; '.join(over)}." if over else ""

    async def _afterwards(
        self,
        its: seen.Inbound,
        posted: tuple[Receipt, ...],
        before: InboundOrder,
        answer: Answer,
        parts: dict[str, str],
    ) -> Received:
        """Read it again, and say what became of the receipt. Raises nothing: it is posted, or not,
        whatever the disk does, and no error of the disk may pass for what was not received.
        """
        state = "unknown" if answer.outcome is Outcome.UNKNOWN else "accepted"
        step = seen.posted(await self._last_receipt(its.order_id), posted, before, state)
        name = vendor_name(its.keeper)
        told = f" ({answer.message})" if answer.message else ""
        if answer.outcome in (Outcome.REJECTED, Outcome.REFUSED, Outcome.NOT_SENT):
            await self._project()
            words = f"{name} said no{told}. Nothing was received."
            if answer.outcome is Outcome.NOT_SENT:
                words = f"{name} could not be told{told}. Nothing was received."
            return Received(step.id, "no", words, seen.received_lines(step))
        try:
            after: InboundOrder | None = await self._with_stock(await self._read(its), posted)
        except (Refusal, VendorError):
            after = None
        made = after is not None and rules.is_received(step, after)
        figures = rules.figures(step, after)
        if after is not None and step.id:
            shown, at = after, self._clock.now()
            # It is known what came of it: a disk that does not take the figures changes nothing.
            with contextlib.suppress(Refusal, sqlite3.Error):
                await self._ledger.write(
                    lambda db: ledgers.note_received(
                        db, step.id, shown, made, figures, at, self._person
                    )
                )
        await self._project()
        lines = tuple(
            replace(line, part=parts.get(line.sku, line.part))
            for line in seen.received_lines(step._replace(after=after))
        )
        if step.state == "unknown":
            words = (
                f"It is not known whether {name} took it{told}: {figures}. It is not posted again: "
                "look at the warehouse and say what came of it."
            )
            return Received(step.id, "unknown", words, lines)
        if made:
            return Received(step.id, "received", f"{name} shows it: {figures}.", lines)
        words = f"{name} took it, and its figures are not what they were and this: {figures}."
        if after is None:
            words = f"{name} took it, and how it stands now could not be read."
        return Received(step.id, "taken", words, lines)

    async def _last_receipt(self, order_id: int) -> int:
        """The id of the receipt that was just posted; 0 where the disk does not say."""
        with contextlib.suppress(Refusal, sqlite3.Error):
            _, steps = await self._both(order_id)
            return max((one.id for one in steps if one.step is InboundStep.RECEIVE), default=0)
        return 0

    async def _both(self, order_id: int) -> tuple[seen.Inbound | None, tuple[seen.Step, ...]]:
        def job(db: sqlite3.Connection) -> tuple[seen.Inbound | None, tuple[seen.Step, ...]]:
            its = seen.read(db, order_id)
            return its, () if its is None else seen.steps(db, its.id)

        return await self._ledger.read(job)

    async def _parts(self, order_id: int) -> dict[str, str]:
        """The maker's number by SKU."""
        return {line.sku: line.part for line in (await self.plan(order_id)).lines if line.sku}


def _lines(
    one: InboundOrder, parts: dict[str, str], steps: Sequence[seen.Step]
) -> tuple[ReceiveLine, ...]:
    ours, _ = _posted(steps)
    return tuple(_line(line, parts, ours, one.state) for line in one.plan.lines)


def _line(
    line: InboundLine, parts: dict[str, str], ours: Counter[str], state: InboundState
) -> ReceiveLine:
    here = line.received is None
    came = ours[line.sku] if line.received is None else line.received
    # Where all of it came, others may have received what was not posted here.
    left = 0 if here and state is InboundState.RECEIVED else max(line.quantity - came, 0)
    part = parts.get(line.sku, "")
    return ReceiveLine(line.sku, part, line.quantity, came, line.rejected, left, here)


def _why_not(its: seen.Inbound, steps: Sequence[seen.Step], one: InboundOrder) -> str:
    """Why nothing can be received, a sentence without its end; empty where it can."""
    if its.state == "twice":
        return f"{its.reference} is there twice: cancel what is wrong there first"
    if any(step.state == "unknown" for step in steps):
        return f"It is not known yet whether an earlier step of {its.reference} was made"
    if one.state not in _RECEIVES:
        return f"The inbound order of {its.reference} is {one.status_text or one.state}"
    return ""


def _posted(steps: Sequence[seen.Step]) -> tuple[Counter[str], Counter[str]]:
    """Pieces received and rejected from here, by SKU, of receipts that were made."""
    came: Counter[str] = Counter()
    rejected: Counter[str] = Counter()
    for step in steps:
        if step.state in ("accepted", "seen", "closed"):
            for receipt in step.receipts:
                came[receipt.sku] += receipt.received
                rejected[receipt.sku] += receipt.rejected
    return came, rejected


def _order_of(db: sqlite3.Connection, rowid: int) -> int | None:
    row = db.execute("SELECT order_id FROM order_row WHERE id = ?", (rowid,)).fetchone()
    return None if row is None else row[0]
