"""What a look-up says in a conversation: one bubble with everything the chain shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from walletdesk.core.turn import Line

REPORT = "chain.report"
NOTES = "notes"


def report(facts: Mapping[str, str], notes: Sequence[str], key: str = REPORT) -> tuple[Line, ...]:
    """The bubble, or nothing where there is nothing to say. notes: keys under `chain.`."""
    return (Line(key, facts={**facts, NOTES: " ".join(notes)}),) if notes else ()
