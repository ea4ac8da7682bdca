"""The table of approvals; a part of the ledger.

A request is never changed once it was made, and decided once: approved, declined, or withdrawn by
whoever asked. What was approved can be taken back, once. Whether an approval still holds is not
stored otherwise: that follows from the order as it is, from its attempts and from the time.
"""

from __future__ import annotations

APPROVALS = """
-- `content_sha256` is of what the order says without its prices, `content` (JSON) what it said, by
-- which later changes are told. Both, and `total`, are as the order was when it was asked for, and
-- are written anew as the approver saw it when it is decided. `kinds` (JSON) are the limits it was
-- above, by name. `tried` is how many attempts the order had: those that come after use it up.
CREATE TABLE approval (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  order_id INTEGER NOT NULL REFERENCES purchase_order (id),
  reason TEXT NOT NULL,
  os_uid INTEGER NOT NULL,
  person TEXT NOT NULL,
  asked_at TEXT NOT NULL,
  asked_content TEXT NOT NULL,
  content_sha256 TEXT NOT NULL,
  total TEXT NOT NULL,
  currency TEXT NOT NULL,
  kinds TEXT NOT NULL,
  tried INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN (
    'asked', 'approved', 'declined', 'withdrawn', 'taken back')),
  until TEXT,
  decided_uid INTEGER,
  decided_by TEXT NOT NULL DEFAULT '',
  decided_at TEXT,
  decision_reason TEXT NOT NULL DEFAULT '',
  taken_uid INTEGER,
  taken_by TEXT NOT NULL DEFAULT '',
  taken_at TEXT,
  taken_reason TEXT NOT NULL DEFAULT '',
  CHECK (state NOT IN ('approved', 'taken back') OR (until IS NOT NULL AND decided_uid IS NOT NULL
    AND decided_at IS NOT NULL AND decided_uid <> os_uid)),
  CHECK ((state = 'taken back') = (taken_uid IS NOT NULL AND taken_at IS NOT NULL))
) STRICT;
CREATE INDEX approval_of ON approval (order_id);
-- Not a partial one: SQLite takes such a one only for its own condition, word for word.
CREATE INDEX approval_state ON approval (state);
CREATE UNIQUE INDEX approval_waits_once ON approval (order_id) WHERE state = 'asked';
CREATE TRIGGER approval_kept BEFORE DELETE ON approval
  BEGIN SELECT raise(ABORT, 'approvals are never deleted'); END;
CREATE TRIGGER approval_asked_stays BEFORE UPDATE OF
  order_id, reason, os_uid, person, asked_at, asked_content ON approval
  BEGIN SELECT raise(ABORT, 'what was asked for is never changed'); END;
CREATE TRIGGER approval_decided_once BEFORE UPDATE ON approval
  WHEN OLD.state <> 'asked' AND (OLD.state <> 'approved' OR NEW.state <> 'taken back')
  BEGIN SELECT raise(ABORT, 'an approval is decided once'); END;
CREATE TRIGGER approval_decision_stays BEFORE UPDATE OF
  content_sha256, total, currency, kinds, tried, until, decided_uid, decided_by, decided_at,
  decision_reason ON approval WHEN OLD.state <> 'asked'
  BEGIN SELECT raise(ABORT, 'what was decided is never changed'); END;
"""
