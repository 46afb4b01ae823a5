"""Runs of letters and digits that may be a code, also those that a chat broke: by blanks, a line's end, an invisible
character, full-width letters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from walletdesk.core import addresses

HEX = frozenset("0123456789abcdefABCDEF")
SIGNATURE = re.compile(r"[1-9A-HJ-NP-Za-km-z]{86,88}")
_WIDE = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_ESCAPE = re.compile(r"%(?:2[0136F]|3[ADF])", re.IGNORECASE)
_TOKEN = re.compile(r"[0-9A-Za-z]+")
_INSIDE = re.compile(r"0[xX](?=[0-9a-fA-F]{36,}\Z)")
_PREFIX = re.compile(r"(?:[0O][xX])+(?=[0-9A-Za-z]|\Z)")
_PASTED_TWICE = re.compile(r"((?:0x)?[0-9a-f]{64})https?\Z", re.IGNORECASE)
_INVISIBLE = "\u00ad\u200b-\u200f\u2060\ufeff"
_BREAK = re.compile(rf"(?:[ \t\u00a0\u3000\r\n{_INVISIBLE}]){{1,6}}\Z")
_LINE_BREAK = re.compile(rf"[\r\n{_INVISIBLE}]")
_MOST_PIECES = 6
_FEW_PIECES = 4
_SHORTEST_PIECE = 4
_WORD = 3  # letters of the words and numbers of a sentence that happen to be hexadecimal: "add", "24"
_LONG = 8
_LONGEST = 110


@dataclass(frozen=True)
class Run:
    """`text` with a plain 0x in front where there was one (`prefixed`), `digits` without; hex: whether all are."""

    start: int
    end: int
    text: str

    @property
    def prefixed(self) -> bool:
        return self.text.startswith("0x")

    @property
    def digits(self) -> str:
        return self.text[2:] if self.prefixed else self.text

    @property
    def hex(self) -> bool:
        return all(char in HEX for char in self.digits)


def plain(text: str) -> str:
    """Full-width forms narrowed and a link's escapes taken out; same length."""
    return _ESCAPE.sub("///", text.translate(_WIDE))


def is_mixed(run: str) -> bool:
    """A long word or a number is no code: digits and letters must both be there."""
    return any(char.isdigit() for char in run) and any(char.isalpha() for char in run)


def is_signature(run: str) -> bool:
    """Whether it is 64 bytes in base58, as Solana's signatures are."""
    from bip_utils import Base58Decoder

    return is_mixed(run) and len(Base58Decoder.Decode(run)) == 64


def runs(text: str) -> Iterator[Run]:
    """What may be a code, put together where it was broken; in no particular order. `text` is `plain`."""
    tokens = _with_lone_prefixes(list(_tokens(text)), text)
    used: set[int] = {at for at, token in enumerate(tokens) if token.hex and len(token.digits) == 64}
    yield from (tokens[at] for at in used)
    for group in _neighbours(tokens, text):
        for run, parts in (*_checked(tokens, group), *_hexadecimal(tokens, group, text, used)):
            if used.isdisjoint(parts):
                used.update(parts)
                yield run
    yield from (token for at, token in enumerate(tokens) if at not in used)


def _tokens(text: str) -> Iterator[Run]:
    for match in _TOKEN.finditer(text):
        start, written = match.start(), match[0]
        inside = _INSIDE.search(written)
        if inside and inside.start():
            start, written = start + inside.start(), written[inside.start() :]
        twice = _PASTED_TWICE.match(written)
        written = twice[1] if twice else written
        prefix = _PREFIX.match(written)
        shown = f"0x{written[prefix.end() :]}" if prefix else written
        yield Run(start, start + len(written), shown)


def _with_lone_prefixes(tokens: list[Run], text: str) -> list[Run]:
    """A hash whose 0x stands apart."""
    for at, (before, token) in enumerate(pairwise(tokens), 1):
        apart = before.prefixed and not before.digits and not token.prefixed and len(token.text) >= _LONG and token.hex
        if apart and _BREAK.match(text[before.end : token.start]):
            tokens[at] = Run(before.start, token.end, f"0x{token.text}")
    return tokens


def _neighbours(tokens: Sequence[Run], text: str) -> Iterator[range]:
    """Indexes of tokens that only blanks, line ends or invisible characters keep apart; two at least."""
    first = 0
    for at in range(1, len(tokens) + 1):
        if at == len(tokens) or not _BREAK.match(text[tokens[at - 1].end : tokens[at].start]):
            if at - first > 1:
                yield range(first, at)
            first = at


def _checked(tokens: Sequence[Run], group: range) -> Iterator[tuple[Run, range]]:
    """Bitcoin and TRON addresses, which a checksum proves, and Solana's signatures, which hardly any words make."""
    for first in group:
        if len(tokens[first].text) < _SHORTEST_PIECE or not is_mixed(tokens[first].text):
            continue
        joined = tokens[first].text
        for last in range(first + 1, min(group.stop, first + _MOST_PIECES)):
            joined += tokens[last].text
            parts = range(first, last + 1)
            if _is_checked(joined) or _is_broken_signature(joined, tokens[first], tokens[last], len(parts)):
                yield Run(tokens[first].start, tokens[last].end, joined), parts
                break


def _is_checked(joined: str) -> bool:
    return joined[0] in "13TbB" and 26 <= len(joined) <= 62 and addresses.parse(joined).reason == "ok"


def _is_broken_signature(joined: str, first: Run, last: Run, parts: int) -> bool:
    if parts != 2 or not SIGNATURE.fullmatch(joined) or first.hex or last.hex:
        return False
    return is_signature(joined) and not any(addresses.parse(each.text).valid for each in (first, last))


def _hexadecimal(tokens: Sequence[Run], group: range, text: str, whole: set[int]) -> Iterator[tuple[Run, range]]:
    """Neighbouring pieces that make 64 digits, or behind 0x an address's 40, or nearly."""
    for segment in _segments(tokens, group, whole):
        if tokens[segment.start].prefixed:
            yield from _behind_prefix(tokens, segment, text)
        else:
            yield from _sixty_four(tokens, segment, text)


def _segments(tokens: Sequence[Run], group: range, whole: set[int]) -> Iterator[range]:
    first = group.start
    for at in group:
        ends = at in whole or not tokens[at].hex
        if ends or tokens[at].prefixed:
            if at - first > 1:
                yield range(first, at)
            first = at + ends
    if group.stop - first > 1:
        yield range(first, group.stop)


def _behind_prefix(tokens: Sequence[Run], segment: range, text: str) -> Iterator[tuple[Run, range]]:
    sums: dict[int, range] = {}
    total = nearly = 0
    for at in segment:
        total += len(tokens[at].digits)
        if total > _LONGEST:
            break
        sums[total] = range(segment.start, at + 1)
        nearly = total if all(len(tokens[i].digits) >= _LONG for i in sums[total][1:]) else nearly
    for wanted in (64, 40, nearly):
        parts = sums.get(wanted, range(0))
        if len(parts) > 1 and _belong_together(tokens, parts, text):
            yield _joined(tokens, parts), parts
            return


def _sixty_four(tokens: Sequence[Run], segment: range, text: str) -> Iterator[tuple[Run, range]]:
    first, total = segment.start, 0
    for at in segment:
        total += len(tokens[at].digits)
        while total > 64:
            total -= len(tokens[first].digits)
            first += 1
        parts = range(first, at + 1)
        if total == 64 and _belong_together(tokens, parts, text):
            run = _joined(tokens, parts)
            if is_mixed(run.text):
                yield run, parts
            first, total = at + 1, 0


def _belong_together(tokens: Sequence[Run], parts: range, text: str) -> bool:
    """Not a hash with a short word or number of the sentence behind it."""
    if len(parts) > _FEW_PIECES:
        return True
    for before, at in pairwise(parts):
        gap = text[tokens[before].end : tokens[at].start]
        piece = tokens[at].text
        if len(piece) <= _WORD and not is_mixed(piece) and not _LINE_BREAK.search(gap):
            return False
    return True


def _joined(tokens: Sequence[Run], parts: range) -> Run:
    return Run(tokens[parts[0]].start, tokens[parts[-1]].end, "".join(tokens[at].text for at in parts))
