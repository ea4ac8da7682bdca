"""The states of an order as they are shown: a glyph and a word, for the screen and for filters."""

from __future__ import annotations

# Ours, until the vendor has a status of its own.
OURS = {
    "reviewed": ("·", "reviewed"),
    "placing": ("…", "placing"),
    "not_sent": ("✕", "not sent"),
    "rejected": ("✕", "rejected"),
    "refused": ("✕", "refused"),
    "unknown": ("?", "unknown"),
    "accepted": ("○", "accepted"),
    "accepted_no_number": ("○", "no number yet"),
    "duplicate": ("!", "ordered twice"),
    "not_placed": ("✕", "not placed"),
    "void": ("–", "void"),
}
# The vendor's own statuses. `Received` means that the vendor has the order, not we the goods;
# its `Unknown` is none of our unknowns.
THEIRS = {
    "Unknown": ("○", "vendor: unlisted"),
    "Received": ("○", "at vendor"),
    "Processing": ("◔", "processing"),
    "Processing3rdParty": ("◔", "at a partner"),
    "ProcessingPartialShipment": ("◐", "part shipped"),
    "ProcessingAwaitingBackorders": ("◔", "backordered"),
    "ProcessingShipBackorder": ("◐", "backorder ships"),
    "ProcessingScheduledShipmentMultipleRelease": ("◔", "scheduled"),
    "ProcessingScheduledShipmentsMultipleRelease": ("◔", "scheduled"),
    "ProcessingScheduledShipmentSingleRelease": ("◔", "scheduled"),
    "ProcessingScheduledShipmentMsc": ("◔", "scheduled"),
    "ProcessingDkAnd3rdParty": ("◔", "part at partner"),
    "ProcessingMultiple3rdParty": ("◔", "at partners"),
    "Shipped": ("●", "shipped"),
    "Delivered": ("✓", "delivered"),
    "GenericDelay": ("!", "delayed"),
    "Canceled": ("✕", "canceled"),
    "Proforma": ("!", "proforma"),
    "ActionRequiredWireTransfer": ("!", "wire transfer"),
}


def state_words(state: str, status: str) -> tuple[str, str]:
    """Glyph and word: the vendor's status once it has taken the order, else what we know."""
    if state in ("accepted", "accepted_no_number", "vendor") and status:
        return THEIRS.get(status, ("○", f"vendor: {status}"))
    return OURS.get(state, ("○", state))
