"""Words of a phrase that a message names: "第五个是 …", "my first word is …", "the first four words: …".

Nearly every word of the lists is an everyday word, so a list word counts only where the sentence quotes it: behind a
place in the phrase or a name of the phrase, and a joint ("是", "is", ":", a quotation mark).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from walletdesk.core.secrets.chinese import sounds_like_prose
from walletdesk.core.secrets.findings import MNEMONIC_PART, PHRASE_PART, Finding
from walletdesk.core.secrets.folding import Folded
from walletdesk.core.secrets.prose import CHINESE_GRAMMAR, CHINESE_PREDICATES, PREDICATES, WALLET_WORDS
from walletdesk.core.secrets.tokens import HAN
from walletdesk.core.secrets.wordlists import ENGLISH, FUNCTION, LABEL, Lexicon, is_near, lexicon

# From here on a phrase counts as exposed; fewer words are a slip to be warned about.
MANY = 4
_LONGEST = 2_000
_NUMERAL = r"(?:\d{1,2}|[一二三四五六七八九十两兩]{1,3}|几)"
_HAN_WORD = r"(?:助[记記]?[词詞]|[单單][词詞]|[词詞]|[字])"
_ORDINAL = (
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|last|final|next|1st|2nd|3rd"
    r"|\d{1,2}th)"
)
_COUNT = r"(?:\d{1,2}|two|three|four|five|six|seven|eight|nine|ten|eleven|few)"
_PHRASE = re.compile(
    r"(?:助|注|恢复|恢復|种子|種子)[记記]?[词詞语語]|助[记記]|[单單][词詞]|[字词詞](?![库庫典])"
    r"|(?<![a-z])(?:words?|seed|mnemonics?|phrase|seedphrase)(?![a-z])"
)
# A place in the phrase; `sure` where it says that it is a place among words.
_PLACE = (
    rf"(?:(?P<sure>第\s?{_NUMERAL}\s?[个個位]?\s?{_HAN_WORD}|(?<![a-z]){_ORDINAL}\s(?:{_COUNT}\s)?(?:seed\s)?words?"
    rf"|(?<![a-z])words?\s?(?:no\.?|nr\.?|number)?\s?#?\d{{1,2}}"
    rf"|(?:前|后|後|最后|最後|头|頭)面?\s?{_NUMERAL}\s?[个個]?\s?{_HAN_WORD}?)"
    rf"|(?P<place>第\s?{_NUMERAL}\s?[个個位]?|下一[个個]|(?<![a-z]){_ORDINAL}(?:\sone)?)"
    r"|(?P<name>助[记記][词詞]|[单單][词詞]|恢[复復][词詞]|种子[词詞]"
    r"|(?<![a-z])(?:phrase|seedphrase|seed|mnemonic|words)))"
)
_JOINT = (
    r"(?:\s?(?:应该|應該|好像|大概|可能|就|我记得|分别|分別|probably|maybe|i think|was|should|could|might)?\s?"
    r"(?:是|[为為]|叫|写的|[:=]|->|(?<![a-z])(?:is|are|was|were|be)(?![a-z]))\s?:?\s?(?:called|probably|maybe|好像)?"
    r"|\s[-–—](?=\s)|\s?(?=[\"'“‘「『《]))\s?"
)
_NAMED = re.compile(_PLACE + _JOINT)
_HAN_DIRECT = re.compile(rf"第\s?{_NUMERAL}\s?[个個位]?\s?{_HAN_WORD}\s?(?=[a-z])")
_PLACE_DIRECT = re.compile(rf"第\s?{_NUMERAL}\s?[个個位]?\s?(?=[a-z])")
_NAME_DIRECT = re.compile(r"(?:助[记記][词詞]|(?<![a-z])(?:phrase|seedphrase|mnemonic|words))\s?[,，]?\s(?=[a-z])")
_BEHIND = re.compile(
    rf"(?P<word>[^\W\d_{HAN}]{{3,8}})[\"'”’」』]?\s?"
    rf"(?:就?是我?的?第\s?{_NUMERAL}\s?[个個位]?\s?{_HAN_WORD}"
    rf"|is (?:my|the) {_ORDINAL} (?:seed )?word(?! (?:of|on|in) ))"
)
_LETTERS = re.compile(
    rf"(?:第\s?{_NUMERAL}\s?[个個位]?\s?{_HAN_WORD}"
    rf"|(?<![a-z])(?:{_ORDINAL} word|word #?\d{{1,2}}))[^.。!！?？\n]{{0,16}}?"
    r"(?:(?<![a-z])(?P<before>[a-z]{1,6})\s?(?:开头|開頭|打头|起头|开始的|结尾|結尾)"
    r"|(?:starts?|begins?|starting|beginning|ends?)"
    r" (?:with|in) (?:the letters? )?[\"'“]?(?P<behind>[a-z]{1,6})(?![a-z]))"
)
_GAP = re.compile(r"[\s,，、;；/|.\-–\"'“”‘’「」『』()（）\d#:]*(?:(?:and|then|和|跟|然后|還有|还有)\s)?[\"'“‘]?")
_TOKEN = re.compile(rf"[^\W\d_{HAN}]+")
_HAN_LIST = re.compile(rf"[{HAN}](?:[\s,，、/|]{{1,2}}[{HAN}]){{2,}}(?![{HAN}])|[{HAN}](?![{HAN}])")
_HAN_RUN = re.compile(rf"[{HAN}]{{3,11}}(?![{HAN}])")
_SOUND = -3.0
_BETWEEN = re.compile(
    r"[\s,，、;；.。!！~?？]*(?:我的?|吧|呢|and|then|my|the|然后|还有|哦|啊|好像|大概|应该)*[\s,，、;；.。!！~?？]*"
)
_LIST_TALK = re.compile(r"(?<![a-z])(?:of|on|in) the (?:official |bip.?39 |word ?)?list(?![a-z])|[词詞][库庫]")


@dataclass(frozen=True, repr=False)
class _Quote:
    """Place of the words, how many, how many of them are no everyday words, and where their announcement begins."""

    start: int
    end: int
    count: int
    clear: int
    cue: int


def find(folded: Folded) -> Iterator[Finding]:
    quotes = quoted(folded)
    kind = MNEMONIC_PART if sum(quote.count for quote in quotes) >= MANY else PHRASE_PART
    for quote in quotes:
        yield folded.finding(kind, quote.start, quote.end)


def mentions_phrase(text: str) -> bool:
    """Whether folded text speaks of a phrase or of words."""
    return _PHRASE.search(text) is not None


def quoted(folded: Folded, cued: bool = False) -> list[_Quote]:
    """`cued`: words of a phrase were told before, so "第五个是 …" needs nothing more around it."""
    text = folded.lower
    if len(text) > _LONGEST or not ("第" in text or _PHRASE.search(text) or _NAMED.search(text)):
        return []
    found = _without_overlaps([*_named(text, cued), *_direct(text, cued), *_behind(text), *_letters(text)])
    if cued or _PHRASE.search(text):
        return found
    return found if found and _nothing_else(text, found) else []


def placed(folded: Folded) -> list[_Quote]:
    """List words of any kind at their places, in a message of nothing else: it takes three such messages."""
    text = folded.lower
    if len(text) > _LONGEST:
        return []
    cues = [cue for pattern in (_NAMED, _PLACE_DIRECT, _HAN_DIRECT) for cue in pattern.finditer(text)]
    runs = [(cue, _words(text, cue.end(), True, fewest=0)) for cue in cues if not cue.groupdict().get("name")]
    found = _without_overlaps([replace(run, cue=cue.start()) for cue, run in runs if run])
    return found if found and _nothing_else(text, found) else []


def _without_overlaps(quotes: list[_Quote]) -> list[_Quote]:
    kept: list[_Quote] = []
    for quote in sorted(quotes, key=lambda each: (each.start, -each.end)):
        if not kept or quote.start >= kept[-1].end:
            kept.append(quote)
    return kept


def _nothing_else(text: str, quotes: list[_Quote]) -> bool:
    """Whether the message is places and their words only."""
    done = 0
    for quote in quotes:
        if not _BETWEEN.fullmatch(text, done, max(done, quote.cue)):
            return False
        done = quote.end
    return _BETWEEN.fullmatch(text, done) is not None


def _named(text: str, cued: bool) -> Iterator[_Quote]:
    talk = _LIST_TALK.search(text) is not None
    for cue in _NAMED.finditer(text):
        sure = cue["sure"] is not None or (cued and cue["place"] is not None)
        run = None if talk and not sure else _words(text, cue.end(), sure) or _characters(text, cue.end(), sure)
        shaky = cue["name"] is not None or (run and text[run.start : run.end] in WALLET_WORDS)
        if run and (not shaky or run.count > 1 or _ends_there(text, run.end)):
            yield _Quote(run.start, run.end, run.count, run.clear, cue.start())


def _direct(text: str, cued: bool) -> Iterator[_Quote]:
    """Without a joint: a place in Chinese with a Latin word behind it, or a name with three words."""
    for pattern, fewest in ((_PLACE_DIRECT if cued else _HAN_DIRECT, 1), (_NAME_DIRECT, 3)):
        for cue in pattern.finditer(text):
            run = _words(text, cue.end(), fewest == 1)
            if run and run.clear >= fewest:
                yield _Quote(run.start, run.end, run.count, run.clear, cue.start())


def _behind(text: str) -> Iterator[_Quote]:
    lex = lexicon()
    for hit in _BEHIND.finditer(text):
        if _is_clear(hit["word"], lex, True):
            yield _Quote(*hit.span("word"), 1, 1, hit.start())


def _letters(text: str) -> Iterator[_Quote]:
    for hit in _LETTERS.finditer(text):
        yield _Quote(*hit.span("before" if hit["before"] else "behind"), 1, 1, hit.start())


def _words(text: str, at: int, sure: bool, fewest: int = 1) -> _Quote | None:
    """The list words that follow at once; half of them and `fewest` must be clear; a slip needs two clear ones."""
    lex = lexicon()
    english = lex.lists[ENGLISH]
    start = end = clear = count = slips = 0
    while True:
        gap = _GAP.match(text, at)
        token = _TOKEN.match(text, gap.end() if gap else at)
        if token is None:
            break
        mask = lex.bits.get(token[0], 0)
        if count == 0 and not mask & lex.whole:
            break
        if not mask & lex.whole or (mask & LABEL and count):
            if mask or clear < 2 or slips or not is_near(token[0], ENGLISH):
                break
            slips += 1
        start, end, at = (start or token.start()), token.end(), token.end()
        count += 1
        clear += bool(mask & english or count > 2) and _is_clear(token[0], lex, sure)
    enough = count > 0 and (fewest == 0 or (clear >= fewest and 2 * clear >= count))
    return _Quote(start, end, count, clear, start) if enough else None


def _is_clear(word: str, lex: Lexicon, sure: bool) -> bool:
    mask = lex.bits.get(word, 0)
    if not mask & lex.whole or mask & (FUNCTION | LABEL) or word in PREDICATES:
        return False
    return sure or word not in WALLET_WORDS


def _characters(text: str, at: int, sure: bool) -> _Quote | None:
    """Chinese words of a phrase: one character that stands alone, or several apart."""
    lex = lexicon()
    hit = _HAN_LIST.match(text, at) if sure else None
    characters = re.sub(r"[\s,，、/|]", "", hit[0]) if hit else ""
    if hit is None:
        hit = _HAN_RUN.match(text, at) if sure else None
        characters = hit[0] if hit and sounds_like_prose(hit[0]) < _SOUND else ""
    listed = characters and all(lex.bits.get(char, 0) & lex.chinese for char in characters)
    if hit is None or not listed or all(c in CHINESE_GRAMMAR | CHINESE_PREDICATES for c in characters):
        return None
    return _Quote(hit.start(), hit.end(), len(characters), len(characters), at)


def _ends_there(text: str, end: int) -> bool:
    """Whether no word of the same script goes on behind it: "the phrase is letter by letter" is no quotation."""
    return _TOKEN.match(text, end) is None and not re.match(r"\s[a-z]", text[end:])
