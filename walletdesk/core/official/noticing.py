"""Which names in a message deserve a word, though nobody may have asked. Pure.

An explorer, an exchange or the user's own mail address mentioned in passing does not; an imitation always does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from walletdesk.core.official.finding import find
from walletdesk.core.official.judging import Listed, verdict_on
from walletdesk.core.official.likeness import names_product
from walletdesk.core.official.spelling import plain
from walletdesk.core.official.verdict import Candidate, Kind, Official, Ruling, Verdict, defanged
from walletdesk.core.turn import Remark
from walletdesk.core.words import width

TOPIC = "phishing_report"
SITE = "site"  # the entity, as it was written
SUSPECT = "suspect"  # the fact, in a form that can be shown
_MOST = 3
_SHORT = 80  # columns; a longer message has more to it than a name
# Messages that ask what is genuine, whatever their words.
_ABOUT_GENUINENESS = frozenset({TOPIC, "security_advice"})
_ABOUT_SUPPORT = "contact_support"
_ASKS = re.compile(
    r"official|legit|genuine|authentic|\breal\b|\bfake\b|phish|scam|fraud|\btrust|\bverify|impost|imperson"
    r"|官方|官网|真的|真假|正版|正规|假的|冒充|假冒|山寨|骗|钓鱼|靠谱|可信|官方的"
)
_SUPPORT = re.compile(
    r"support|hotline|helpline|customer|agent|service|contact|\bcall(?:ed|s|ing)?\b|\bphone[ds]?\b"
    r"|客服|热线|人工|电话|来电|打给|联系|加我|加他|加她|官方"
)
_OWN = re.compile(
    r"我的?(?:手机|电话|号码|微信|邮箱|联系方式)|\bmy (?:phone|number|mobile|cell|e-?mail)|call me|打给我|联系我|回我"
)
# "our Telegram group" is talked about all the time; a word is due where it is taken for the makers' own.
_PLACE = re.compile(r".*(?:telegram|电报|飞机|tg).*")
_CLAIMED = re.compile(r"official|genuine|\breal\b|\byou(?:rs?)?\b|官方|真的|你们|是不是|客服")
_CONTACTS = frozenset({Kind.PHONE, Kind.TELEGRAM, Kind.CHAT, Kind.HANDLE})
_NOT_OURS = frozenset({"service", "developer_unknown", "package_unknown"})


def notice(text: str, intent: str, official: Official, listed: Listed) -> tuple[Remark, ...]:
    """At most three remarks, one for each name that is worth it. `text` is as it was written."""
    verdicts = worth_a_word(text, intent, official, listed)
    alone = all(verdict.is_official for verdict in verdicts) and width(text) <= _SHORT
    return tuple(_remark(verdict, enough=alone) for verdict in verdicts)


def worth_a_word(text: str, intent: str, official: Official, listed: Listed) -> Sequence[Verdict]:
    candidates = find(text)
    if not candidates:
        return ()
    said = plain(text).text
    judged = [(each, verdict_on(each, official, listed)) for each in candidates]
    worth = [verdict for each, verdict in judged if _deserves(each, verdict, said, intent, official)]
    return list(_once(tuple(dict.fromkeys(worth))))[:_MOST]


def _once(verdicts: Sequence[Verdict]) -> Iterator[Verdict]:
    """Of what the same is to be said of all, one: an account rather than a "Telegram group"."""
    same = [verdict for verdict in verdicts if verdict.ruling is Ruling.NEVER_OFFICIAL]
    best = {verdict.reason: verdict for verdict in sorted(same, key=lambda each: not _PLACE.fullmatch(each.name))}
    yield from (verdict for verdict in verdicts if verdict not in same or best[verdict.reason] is verdict)


def _deserves(candidate: Candidate, verdict: Verdict, said: str, intent: str, official: Official) -> bool:
    if verdict.ruling in (Ruling.LOOK_ALIKE, Ruling.LISTED):
        return True
    asked = intent in _ABOUT_GENUINENESS or bool(_ASKS.search(said))
    if candidate.kind in _CONTACTS:
        return _is_their_contact(candidate, asked or intent == _ABOUT_SUPPORT, said, official)
    if verdict.is_official:
        return asked or intent == _ABOUT_SUPPORT
    return asked and verdict.reason not in _NOT_OURS and not _OWN.search(said)


def _is_their_contact(candidate: Candidate, asked: bool, said: str, official: Official) -> bool:
    """Whether it is an account or a number of somebody who claims to be the support."""
    if _OWN.search(said) or (_PLACE.fullmatch(candidate.plain) and not _CLAIMED.search(said)):
        return False
    return asked or bool(_SUPPORT.search(said)) or names_product(candidate.plain, official)


def _remark(verdict: Verdict, enough: bool) -> Remark:
    topic = None if verdict.is_official and not enough else TOPIC
    return Remark(f"official.{verdict.reason}", facts_of(verdict), topic, enough)


def facts_of(verdict: Verdict) -> dict[str, str]:
    """What the text of a verdict may mention; safe to show."""
    facts = {"name": defanged(verdict), "of": verdict.of or "", "detail": verdict.detail}
    owner = Verdict(Kind.DOMAIN, verdict.owner, verdict.ruling, verdict.reason)
    return {name: value for name, value in {**facts, "owner": defanged(owner)}.items() if value}
