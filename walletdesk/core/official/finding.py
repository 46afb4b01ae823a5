"""Names in a message that may claim to be official: sites, mail addresses, accounts, phone numbers, packages, files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from walletdesk.core.official import address, phones
from walletdesk.core.official.spelling import plain, skeleton
from walletdesk.core.official.verdict import Candidate, Kind

# Letters of the scripts that can be taken for Latin; Chinese is written around names without blanks, so it ends them.
_L = (
    "a-z0-9_\u00df-\u02af\u0300-\u03ff\u0400-\u058f\u10a0-\u10ff\u13a0-\u13ff"
    "\u1d00-\u1fff\u2c60-\u2dff\ua640-\ua7ff\uab30-\uabbf"
)
_HAN = "\u3400-\u9fff"
_LABEL = rf"[{_L}-]{{1,63}}"
_DOT = r"(?:\s?[\[({<]\s?(?:\.|。|dot|点)\s?[\])}>]\s?|[.。]|\s?点\s?|\sdot\s)"
_HOST = rf"{_LABEL}(?:{_DOT}{_LABEL}){{1,12}}"
_SCHEME = r"(?:[a-z][a-z0-9+.*-]{1,9}(?:\[:\]|:)[/\\]{1,3}|[/\\]{2})"
_REST = rf"\.?(?::\d{{1,5}})?(?:[/?#\\][^\s<>\"'\u3000-\u303f{_HAN}]{{0,600}})?"
_USER = r"(?:[^\s/\\?#]{1,200}@)?"
_ANY = r"[^\s/\\?#<>\"'，；、]{1,253}"
# Up to the Chinese glued to it; "。" ends a sentence unless a name goes on behind it.
_OPEN = rf"(?=[^\s/\\?#{_HAN}]*[.%:\]])(?:[^\s/\\?#<>\"'\u3000-\u303f{_HAN}]|。(?=[{_L}])){{1,253}}"
_AT = r"(?:\s?(?:\[at\]|\(at\)|\{at\})\s?|@)"
_TELEGRAM = r"(?:telegram|电报|飞机|(?<![a-z])tg(?![a-z]))"
_PLACE = r"(?:群|频道|客服|机器人|社区|group|channel|chat|bot|support|admin|community)"
_ENDS = "apk|xapk|apks|aab|exe|msi|dmg|ipa|pkg|appimage|deb|zip|rar|7z|mobileconfig|crx"


class _Sort(NamedTuple):
    """How one kind of name is written. hint: what a text must contain for it to be looked for."""

    kind: Kind
    hint: str
    pattern: re.Pattern[str]


# What is surer comes first and takes its place.
_SORTS = (
    # With a scheme everything up to the next blank is the address, whatever it is made of.
    _Sort(Kind.DOMAIN, "/\\", re.compile(rf"(?<![{_L}])({_SCHEME}{_USER}(?:{_OPEN}|{_ANY}){_REST})")),
    _Sort(Kind.EMAIL, "@tT", re.compile(
        rf"(?<![{_L}.+%-])([{_L}.+%-]{{1,64}}(?:{_AT}[{_L}.+%-]{{1,64}}){{0,3}}{_AT}{_HOST})")),
    _Sort(Kind.FILE, ".", re.compile(
        rf"((?<![{_L}.+()/\\-])[{_L}.+()-]{{0,60}}[{_HAN}]{{0,12}}[{_L}.+()-]{{0,60}}\.(?:{_ENDS}))(?![a-z0-9/.-])")),
    _Sort(Kind.DEVELOPER, "ltdnc", re.compile(
        rf"(?<![{_L}])([{_L}]{{4,30}}(?:\s[{_L}]{{2,20}})?\s(?:pte|pty|ltd|limited|inc|llc)(?![a-z])(?:[\s.,]{{0,3}}(?:ltd|limited))?\.?)")),
    _Sort(Kind.DOMAIN, ".。点t", re.compile(rf"(?<![{_L}@.%&?#-])(?<![{_L}][/\\])({_HOST}{_REST})")),
    _Sort(Kind.HANDLE, "@", re.compile(r"(?<![\w.])(@[a-z][a-z0-9_]{3,31})(?![\w.@])")),
    _Sort(Kind.TELEGRAM, "tg电飞", re.compile(
        rf"{_TELEGRAM}\s?(?:号|账号|id|群|account|handle)?\s?[:：]\s?@?([a-z][a-z0-9_]{{4,31}})(?![a-z0-9_])")),
    _Sort(Kind.TELEGRAM, "tg电飞", re.compile(
        rf"((?:official\s|官方的?\s?){_TELEGRAM}|{_TELEGRAM}\s?(?:的|官方|official)?\s?{_PLACE})")),
    _Sort(Kind.CHAT, "微薇wvlsq", re.compile(
        r"(?:微信|薇信|(?<![a-z])(?:wechat|weixin|vx|line|signal|whatsapp|skype)(?![a-z]))\s?(?:客服|官方)?"
        r"(?:(?:号|群号|id)\s?[:：是]?|[:：])?\s?((?=[a-z_-]*\d|(?<=[:：号]))[a-z][a-z0-9_-]{5,19})(?![a-z0-9@.])")),
    _Sort(Kind.CHAT, "q", re.compile(r"(?<![a-z])qq\s?(?:客服|官方)?(?:号|群|群号)?\s?[:：是]?\s?(\d{5,12})(?!\d)")),
)  # fmt: skip
_PACKAGE = re.compile(r"(?:com|im|org|io|net)(?:\.[a-z][a-z0-9_]{0,40}){2,5}")
_NUMBERS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
_ODD_DOT = re.compile(r"。|点|\sdot\s")
# Endings that people spell out; "点" also means "tap", and "dot" is an English word.
_SPELT_ENDINGS = frozenset({"com", "cn", "net", "org", "im", "io", "cc", "top", "xyz", "vip", "info", "me", "co"})
# Endings that are words too: in "imtoken.my coins are gone" a blank is missing, "imtoken.app打不开" is the app.
_WORD_ENDING = re.compile(
    "am|app|as|at|be|by|do|go|help|how|in|info|is|it|me|my|no|now|of|on|one|or|so|support|to|today|us|we|what"
)
_ABOUT_A_SITE = re.compile(
    r"web|site|link|url|domain|official|real|fake|legit|genuine|download|visit|page|scam|phish"
    r"|网|链接|域名|官方|真|假|下载|点开|正版|骗|钓鱼"
)
# What goes on behind a host: letters of any other script, escapes and signs that a browser takes for part of it, and
# Chinese or pictures that lead to another ending.
_STRANGE = (
    rf"[^\W{_HAN}]\S*|[%&=+$*~|^@]+\w\S*"
    rf"|[^\w\s\x00-\x7f\u2010-\u2027\u3000-\u303f\uff00-\uffef]{{1,9}}[{_L}-]{{0,63}}[.。][{_L}]{{2,}}\S*"
)
_GLUED = re.compile(rf"{_STRANGE}|[{_HAN}]{{1,20}}[.。][{_L}]{{2,}}\S*")
_GLUED_TO_LINK = re.compile(rf"{_STRANGE}|[{_HAN}]{{1,20}}[{_L}-]{{0,63}}(?:[.。][{_L}]{{2,}}|%)\S*")
_GLUED_BEFORE = re.compile(rf"[^\W{_HAN}]{{1,63}}$")
_NEAR_TELEGRAM = re.compile(_TELEGRAM)
_NEAR = 24
_TRAILING = ".,;:!?)]}>'\"…-*~`|"
_LONGEST_LABEL = 63
MOST = 50


def find(text: str) -> tuple[Candidate, ...]:
    """In reading order, nothing twice, at most `MOST`. Being found says nothing yet of being false or true."""
    folded = plain(text)
    found: list[Candidate] = []
    for kind, start, end in _spans(folded.text):
        first, last = folded.place(start, end)
        if all(last <= each.start or first >= each.end for each in found):
            hidden = folded.hides_something(start, end)
            found.append(Candidate(kind, text[first:last], folded.text[start:end], first, last, hidden))
        if len(found) == MOST:
            break
    return tuple(sorted(found, key=lambda each: each.start))


def _spans(text: str) -> Iterator[tuple[Kind, int, int]]:
    for kind, hint, pattern in _SORTS:
        for match in pattern.finditer(text) if any(char in text for char in hint) else ():
            start, end = match.span(1)
            start, end = _start(kind, text, start), _end(kind, text, start, end)
            start += _chinese_before(text[start:end]) if kind is Kind.FILE else 0
            exact = _kind(kind, text, start, end)
            if exact:
                yield exact, start, end
    yield from ((Kind.PHONE, *span) for span in phones.find(text))


def _start(kind: Kind, text: str, start: int) -> int:
    """With the letters of another script right before a host: they are part of it."""
    before = _GLUED_BEFORE.search(text, max(0, start - _LONGEST_LABEL), start) if kind is Kind.DOMAIN else None
    return before.start() if before else start


def _end(kind: Kind, text: str, start: int, end: int) -> int:
    """Without the sentence's punctuation, but with everything that a browser would take for part of the host."""
    if kind is Kind.DEVELOPER:
        return end
    glued = None
    if kind is Kind.DOMAIN:
        glued = (_GLUED_TO_LINK if re.match(_SCHEME, text[start:end]) else _GLUED).match(text, end)
    return start + len(text[start : glued.end() if glued else end].rstrip(_TRAILING))


def _chinese_before(file: str) -> int:
    """我下载了imtoken.apk: the name begins with its Latin letters, where it has some."""
    match = re.search(rf"[{_L}][{_L}.+()-]*$", file.rpartition(".")[0])
    return match.start() if match else 0


def _kind(kind: Kind, text: str, start: int, end: int) -> Kind | None:
    """What the match really is; None where it is no name at all."""
    said = text[start:end]
    if kind is Kind.HANDLE:
        near = text[max(0, start - _NEAR) : end + _NEAR]
        return Kind.TELEGRAM if _NEAR_TELEGRAM.search(near) else kind
    if kind is Kind.EMAIL:
        return kind if _ends_in_a_domain(re.split(_AT, said)[-1]) else None
    if kind is not Kind.DOMAIN:
        return kind
    if re.match(_SCHEME, said):
        return kind if re.sub(rf"^{_SCHEME}", "", said) else None
    if _PACKAGE.fullmatch(said):
        return Kind.PACKAGE
    return kind if _is_site(text, start, end) else None


def _is_site(text: str, start: int, end: int) -> bool:
    said = text[start:end]
    host = re.split(r"[/?#\\:]", said)[0]
    if _NUMBERS.fullmatch(host):
        return len(said) > len(host)
    if not _ends_in_a_domain(host):
        return False
    labels = address.undisguised(host).split(".")
    if _ODD_DOT.search(host):
        alone = said == text.strip() or _ABOUT_A_SITE.search(text)
        return bool(alone) and labels[-1] in _SPELT_ENDINGS
    goes_on = re.match(rf"\s?[a-z{_HAN}]", text[end:])
    missing_blank = len(labels) == 2 and _WORD_ENDING.fullmatch(labels[-1]) and said == host and goes_on
    return not missing_blank or bool(_ABOUT_A_SITE.search(text[:start] + text[end:]))


def _ends_in_a_domain(host: str) -> bool:
    labels = address.undisguised(host).split(".")
    if any(not label for label in labels) or not any(char.isalpha() for char in "".join(labels[:-1])):
        return False
    last = labels[-1]
    return address.is_ending(last) or last.startswith("xn--") or address.is_ending(skeleton(last))
