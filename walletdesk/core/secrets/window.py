"""A phrase that arrives in pieces: what one conversation remembers of its last messages."""

from __future__ import annotations

from collections import deque

from walletdesk.core.secrets import fragments, hexkeys, told
from walletdesk.core.secrets.findings import (
    MNEMONIC,
    MNEMONIC_PART,
    PHRASE_PART,
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
# Messages of list words only, four or so each, close together.
_BARE, _BARE_ENOUGH, _CLOSE = 3, 8, 4
# Where the conversation speaks of a phrase: clear words in bare messages, and words that were told by their place.
_CUED_ENOUGH, _CUED_LONGEST = 4, 6
_TOLD_ENOUGH = 3


class Window:
    """One per conversation, in memory only. Keeps weights of the last 40 messages and short runs of Chinese
    characters, no other text; the repr shows nothing. Not safe for use by two threads at once."""

    __slots__ = ("_cued", "_expects_key", "_seen", "_told")

    def __init__(self) -> None:
        self._seen: deque[Fragment | None] = deque(maxlen=_MESSAGES)
        self._told: deque[tuple[int, int]] = deque(maxlen=_MESSAGES)
        self._cued = 0
        self._expects_key = False

    def __repr__(self) -> str:
        return "<Window>"

    def see(self, text: str) -> Redacted:
        """Like `redact`, and aware of what this conversation said before."""
        folded = Folded(text)
        found = settle([*find_in(folded), *self._told_in_turn(folded), *self._remembered(folded)])
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
        if self._total(fragment) >= _ENOUGH or self._all_bare() or fragments.completes_chinese(self._seen):
            found.append(folded.finding(MNEMONIC, *fragment.span))
        elif fragment.is_obvious or self._bare_after_cue(fragment):
            found.append(folded.finding(MNEMONIC_PART, *fragment.span))
        return found

    def _told_in_turn(self, folded: Folded) -> list[Finding]:
        """Words told by their place, here and before: the third makes them a part of a phrase."""
        quotes = told.quoted(folded, cued=any(clear for clear, _ in self._told))
        placed = quotes or told.placed(folded)
        self._told.append((sum(quote.count for quote in quotes), sum(quote.count for quote in placed)))
        self._cued = _MESSAGES if quotes or told.mentions_phrase(folded.lower) else max(0, self._cued - 1)
        enough = sum(bool(each) for _, each in self._told) > 1 and sum(each for _, each in self._told) >= _TOLD_ENOUGH
        kind = MNEMONIC_PART if enough else PHRASE_PART
        return [folded.finding(kind, quote.start, quote.end) for quote in (placed if enough else quotes)]

    def _all_bare(self) -> bool:
        """Whether this message and those just before it are rows of list words that make a phrase together."""
        rows = [seen.bare for seen in list(self._seen)[-_CLOSE:] if seen and seen.bare >= _BARE]
        return bool(self._seen[-1] and self._seen[-1].bare >= _BARE) and len(rows) > 1 and sum(rows) >= _BARE_ENOUGH

    def _bare_after_cue(self, fragment: Fragment) -> bool:
        """Bare list words, few a message, in a conversation about a phrase."""
        if not self._cued or not fragment.clear:
            return False
        last = [seen for seen in list(self._seen)[-_CUED_LONGEST:] if seen and seen.bare]
        return sum(seen.clear for seen in last) >= _CUED_ENOUGH

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
