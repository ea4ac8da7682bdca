"""The file beside the ledger that says which one is here; standing alone, that it was lost."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from cache.files import Foreign, sync
from cache.places import UNAVAILABLE, refusal_of
from vendors.folders import open_file

_NAMES = "ledger "


def expect(marker: Path, path: Path, identity: str) -> None:
    """That the file at `path` is the one `marker` names, if it names one. Raises Foreign."""
    if _named(marker) not in ("", identity):
        raise Foreign(
            f"{path} is another ledger than the one that was here. Nothing in it was changed: "
            f"have the right one put back, or remove {marker} if this one is meant.",
            UNAVAILABLE,
        )


def complete(marker: Path, identity: str) -> None:
    """Write `marker` where it is missing, or of a version that named no ledger. Raises Refusal."""
    if not marker.exists() or (identity and not _named(marker)):
        write(marker, identity)


def write(marker: Path, identity: str) -> None:
    """Let `marker` name the ledger `identity`; on the disk when it returns. Raises Refusal.

    Cut off in between it names none, and is completed when the ledger is opened next.
    """
    names = f"{_NAMES}{identity}\n" if identity else ""
    said = f"made {datetime.now(UTC).isoformat(timespec='seconds')}\n{names}"
    try:
        descriptor = open_file(marker, os.O_WRONLY | os.O_TRUNC)
        try:
            os.write(descriptor, said.encode())
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        sync(marker.parent)
    except OSError as error:
        raise refusal_of(error, marker) from None


def _named(marker: Path) -> str:
    """The identity that the file names; empty where there is no file, or it names none."""
    try:
        said = marker.read_bytes().decode(errors="replace")
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise refusal_of(error, marker) from None
    # A line that was cut off names nothing.
    whole = said[: said.rfind("\n") + 1].splitlines()
    return next((one.removeprefix(_NAMES) for one in whole if one.startswith(_NAMES)), "")
