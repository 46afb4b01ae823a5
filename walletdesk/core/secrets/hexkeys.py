"""64 hex digits: a private key or a transaction id. The form cannot tell, only the words around can."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator

from walletdesk.core.secrets.findings import PRIVATE_KEY, Finding
from walletdesk.core.secrets.folding import Folded

# Longer runs (signed transactions, call data) are shortened too: no 64 digits in a row may stay.
_LONG_HEX = re.compile(r"[0-9a-fA-F]{64,}")
_HEX_GROUPS = re.compile(
    r"(?<![0-9a-z])(?:0x\s?)?[0-9a-f]{2,}(?:[ \t\r\n]{1,3}[0-9a-f]{2,})*(?![0-9a-z])|[0-9a-f]{64,}"
)
_GROUP = re.compile(r"(?:0x)?([0-9a-f]+)")
_KEY_CUE = re.compile(
    r"(?<!public)(?<!public )(?<!pub)(?<!pub )(?<!pub_)(?<![a-z])"
    r"(?:private[\s_-]*keys?|priv[\s_-]*keys?|secret[\s_-]*keys?|secret|keys?|pk|sk)(?![a-z])"
    r"|(?<!公)(?:私\s*[钥鑰匙]|密\s*[钥鑰匙]|秘\s*[钥鑰匙]|[钥鑰]匙|プライベートキー|秘密鍵|개인\s*키)"
)
_HASH_CUE = re.compile(
    r"(?<![a-z])(?:tx[\s_-]*(?:id|hash)?|txn|hash(?:es)?|transactions?|signatures?|block|topics?|public[\s_-]*keys?|pub[\s_-]*key|etherscan|tronscan|explorer)(?![a-z])"
    r"|交\s*易|哈\s*希|雜湊|单号|區塊|区块|签名|公\s*[钥鑰]"
)
# A key that was *talked about* (stolen, never shared) does not name the hash that follows.
_STORY = re.compile(
    r"(?<![a-z])(?:stolen|leak\w*|never|gone|sent|went|moved|lost|hack\w*|drain\w*|drained|thief|scam\w*)(?![a-z])"
    r"|被盗|被盜|泄露|洩露|泄漏|没有|沒有|转走|轉走|转到|偷"
)
_NAMES_IT = re.compile(r"(?:[:=>]|(?<![a-z])is|是|为|為|如下)[\s\"'`“(<-]*$")
# The key of a WalletConnect v1 link belongs to the link.
_IN_LINK = re.compile(r"(?<![a-z0-9])wc(?::|%3a)[^\s\"'<>]*(?:key)(?:=|%3d)\Z")
_LINK_REACH = 400
# 64 random hex digits hold 40 decimal ones; fewer than this happens never.
_FEWEST_DIGITS = 10
_REACH_BEFORE = 64
_REACH_AFTER = 32
# "key" or "pk" alone says less than "private key", so it must stand closer.
_REACH_OF_BARE_KEY = 28
_FULL_CUE = re.compile(r"priv|secret|[私密秘개]|プライ")


def find(folded: Folded) -> Iterator[Finding]:
    text = folded.lower
    last_end, last_was_key = 0, False
    for start, end in _candidates(text):
        if "wc" in text and _IN_LINK.search(text, max(0, start - _LINK_REACH), start):
            continue
        follows = last_was_key and _only_joins(text[last_end:start])
        last_was_key = follows or _is_called_key(text, start, end)
        last_end = end
        if last_was_key:
            yield folded.finding(PRIVATE_KEY, start, end)


def unlabelled(text: str) -> list[tuple[int, int]]:
    """Places of 64 hex digits that the words around them do not name as a hash; `text` is folded."""
    return [span for span in _candidates(text) if not _HASH_CUE.search(text, max(0, span[0] - 32), span[0])]


def ends_with_key_cue(text: str) -> bool:
    """Whether a message announces a key that the next message may hold; `text` is folded, lower case."""
    return _called_before(text, len(text))


def mask_hashes(text: str) -> str:
    """Runs of 64 or more hex digits become first four, an ellipsis, last four; a leading 0x stays.

    So do 64 digits in several pieces: a key that was pasted over two lines is a key.
    """
    short = _LONG_HEX.sub(lambda run: f"{run[0][:4]}…{run[0][-4:]}", text)
    lower = "".join(char.lower() if len(char.lower()) == 1 else char for char in short)
    for start, end in reversed(list(_candidates(lower))):
        start += 2 * lower.startswith("0x", start)
        short = f"{short[:start]}{short[start : start + 4].strip()}…{short[end - 4 : end].strip()}{short[end:]}"
    return short


def _candidates(text: str) -> Iterator[tuple[int, int]]:
    """Places of exactly 64 hex digits, with or without 0x, in one piece or in groups."""
    if sum(map(text.count, "0123456789")) < _FEWEST_DIGITS:
        return
    for run in _HEX_GROUPS.finditer(text):
        if run.end() - run.start() >= 64:
            yield from _sixty_four(text, run.start(), run.end())


def _sixty_four(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Neighbouring groups that make exactly 64 digits (prose words such as "add" may stand beside them)."""
    window: deque[tuple[int, int]] = deque()
    total = 0
    for group in _GROUP.finditer(text, start, end):
        window.append(group.span(1))
        total += group.end() - group.start(1)
        while total > 64:
            a, b = window.popleft()
            total -= b - a
        if total == 64:
            a = window[0][0]
            yield a - 2 if text.startswith("0x", a - 2) else a, group.end()
            window.clear()
            total = 0


def _is_called_key(text: str, start: int, end: int) -> bool:
    return _called_before(text, start) or _called_after(text, start, end)


def _called_before(text: str, start: int) -> bool:
    before = text[max(0, start - _REACH_BEFORE) : start]
    cue = _last_end(_KEY_CUE, before)
    if cue < 0:
        return False
    between = before[cue:]
    if len(between) > _REACH_OF_BARE_KEY and not _FULL_CUE.search(before):
        return False
    return not _HASH_CUE.search(between) and (not _STORY.search(between) or bool(_NAMES_IT.search(between)))


def _called_after(text: str, start: int, end: int) -> bool:
    cue = _KEY_CUE.search(text, end, end + _REACH_AFTER)
    if not cue or _HASH_CUE.search(text, max(0, start - _REACH_AFTER), start):
        return False
    between = text[end : cue.start()]
    return not _HASH_CUE.search(between) and not _STORY.search(text, end, cue.end() + 12)


def _last_end(pattern: re.Pattern[str], text: str) -> int:
    last = -1
    for hit in pattern.finditer(text):
        last = hit.end()
    return last


def _only_joins(between: str) -> bool:
    return len(between) <= 16 and not re.search(r"[^\W\d_]", re.sub(r"\band\b|[和与跟]", "", between))
