"""A phrase that arrives in pieces: what one conversation remembers of its last messages."""

from __future__ import annotations

from collections import deque

from walletdesk.core.secrets import fragments, hexkeys
from walletdesk.core.secrets.findings import (
    MNEMONIC,
    MNEMONIC_PART,
    PRIVATE_KEY,
    Finding,
    Redacted,
    cut,
    settle,
)
from walletdesk.core.secrets.folding import Folded
from walletdesk.core.secrets.fragments import Fragment
from walletdesk.core.secrets.scan import find_in, redact

_MESSAGES = 40
# Nine clear words of one list, told in pieces, are a phrase in the making.
_ENOUGH = 9.0


class Window:
    """One per conversation, in memory only. Keeps weights of the last 40 messages and short runs of Chinese
    characters, no other text; the repr shows nothing. Not safe for use by two threads at once."""

    __slots__ = ("_expects_key", "_seen")

    def __init__(self) -> None:
        self._seen: deque[Fragment | None] = deque(maxlen=_MESSAGES)
        self._expects_key = False

    def __repr__(self) -> str:
        return "<Window>"

    def see(self, text: str) -> Redacted:
        """Like `redact`, and aware of what this conversation said before."""
        folded = Folded(text)
        found = settle([*find_in(folded), *self._remembered(folded)])
        if not found:
            return Redacted(text, ())
        rest = redact(cut(text, found))
        kinds = dict.fromkeys([*(finding.kind for finding in found), *rest.found])
        return Redacted(rest.text, tuple(kinds))

    def _remembered(self, folded: Folded) -> list[Finding]:
        found = self._announced_key(folded)
        fragment = fragments.read(folded)
        self._seen.append(fragment)
        if fragment is None:
            return found
        if self._total(fragment) >= _ENOUGH or fragments.completes_chinese(self._seen):
            found.append(folded.finding(MNEMONIC, *fragment.span))
        elif fragment.is_obvious:
            found.append(folded.finding(MNEMONIC_PART, *fragment.span))
        return found

    def _announced_key(self, folded: Folded) -> list[Finding]:
        """64 hex digits right after a message that ended by announcing a private key."""
        expected, self._expects_key = self._expects_key, hexkeys.ends_with_key_cue(folded.lower)
        spans = hexkeys.unlabelled(folded.lower) if expected else []
        return [folded.finding(PRIVATE_KEY, *span) for span in spans]

    def _total(self, fragment: Fragment) -> float:
        """The weight of all fragments of one list, at best over the lists this message belongs to."""
        return max(
            (sum(seen.weights.get(bit, 0.0) for seen in self._seen if seen) for bit in fragment.weights),
            default=0.0,
        )
