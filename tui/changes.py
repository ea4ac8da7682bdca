"""What was changed in the open draft, so that it can be undone and done again."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from cache.drafts import Draft, DraftLine
    from vendors.terms import OrderTerms

_MOST = 200


class State(NamedTuple):
    """All of a draft that a person changes. Lists of lines are made anew, never changed."""

    name: str
    customer_id: str | None
    lines: list[DraftLine]
    terms: OrderTerms

    @classmethod
    def of(cls, draft: Draft) -> State:
        return cls(draft.name, draft.customer_id, draft.lines, draft.terms)

    def put_into(self, draft: Draft) -> None:
        draft.name, draft.customer_id, draft.lines, draft.terms = self


class Changes:
    """The states before each change, and those undone, which a new change forgets."""

    def __init__(self) -> None:
        self._before: list[State] = []
        self._undone: list[State] = []

    @property
    def to_undo(self) -> int:
        return len(self._before)

    @property
    def to_redo(self) -> int:
        return len(self._undone)

    def made(self, before: State) -> None:
        self._before.append(before)
        del self._before[:-_MOST]
        self._undone.clear()

    def undo(self, now: State) -> State:
        self._undone.append(now)
        return self._before.pop()

    def redo(self, now: State) -> State:
        self._before.append(now)
        return self._undone.pop()

    def clear(self) -> None:
        self._before.clear()
        self._undone.clear()
