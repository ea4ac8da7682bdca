"""Proofs of placing: never twice, never lost, whatever dies and whatever the disk does."""
