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
# A site that wants something of the user's wallet is judged whatever the message is about.
_SITE = re.compile(r"site|\bpage|\blink\b|\burl\b|\bdapp|portal|platform|网站|网页|网址|链接|页面|平台|官网")
_WANTS = re.compile(
    r"(?:tell|told|say|said|ask|want|need|force|require|prompt)\w*[^.。]{0,40}"
    r"(?:connect|validat|sync|rectif|verif|claim|import|enter|typ|sign|approv|phrase|seed|key|migrat|restor|updat|register|pay)"
    r"|\b(?:i|to|should|can|and) (?:connect|validate|sync|rectify|verify|claim|import|enter|type|sign|approve)\b"
    r"|\b(?:connected|validated|synced|claimed|imported|entered|typed|signed|approved)\b"
    r"|(?:让|叫|要|提示|需要|必须|说).{0,16}(?:连接|验证|同步|授权|签名|导入|输入|助记词|私钥|激活|领取|认证|迁移|恢复|注册|付)"
    r"|(?:连接|连)了?(?:我的)?钱包|(?:验证|同步|领取|授权|签名|导入|输入)了"
)
# Where an installer comes from that nobody should install.
_FROM = re.compile(
    r"mediafire|mega\.nz|drive\.google|dropbox|telegram|whatsapp|discord|group|chat|friend|mirror|forum|youtube|apkpure|uptodown"
    r"|wallet|crypto|网盘|百度云|群|电报|微信|qq|朋友|别人|有人|客服|私聊|论坛|钱包"
)
_SAFE = re.compile(
    r"\bsafe\b|official|legit|genuine|\breal\b|\bfake\b|\btrust|scam|安全|官方|真的|假的|正规|靠谱|可信|骗|钓鱼|能用|可以用"
)
_CONTACTS = frozenset({Kind.PHONE, Kind.TELEGRAM, Kind.CHAT, Kind.HANDLE})
_NOT_OURS = frozenset({"developer_unknown", "package_unknown"})
_SOMEONE_ELSES = frozenset({"service", "platform", "app_store"})
_NAMED_IN_PASSING = frozenset({"service"})


def notice(text: str, intent: str, official: Official, listed: Listed) -> tuple[Remark, ...]:
    """At most three remarks, one for each name that is worth it. `text` is as it was written."""
    verdicts = worth_a_word(text, intent, official, listed)
    harmless = all(verdict.is_official or verdict.reason in _SOMEONE_ELSES for verdict in verdicts)
    alone = not harmless and _is_name_alone(text)
    enough = alone or (harmless and width(text) <= _SHORT)
    leads = alone or (bool(_WANTS.search(plain(text).text)) and any(map(_is_bad, verdicts)))
    return tuple(_remark(verdict, enough, leads) for verdict in verdicts)


def _is_bad(verdict: Verdict) -> bool:
    site = verdict.kind is Kind.DOMAIN
    return site and (verdict.ruling in (Ruling.LOOK_ALIKE, Ruling.LISTED) or verdict.reason == "lure")


def _is_name_alone(text: str) -> bool:
    """Whether nothing is said but a site's name, an address or a file."""
    (first, *more) = find(text) or (None,)
    return first is not None and not more and not re.search(r"[^\W_]", text[: first.start] + text[first.end :])


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
    if verdict.ruling in (Ruling.LOOK_ALIKE, Ruling.LISTED) or verdict.reason == "lure":
        return True
    if candidate.kind is Kind.DOMAIN and said.strip() == candidate.plain:
        return True
    if candidate.kind is Kind.FILE and (names_product(candidate.plain, official) or _FROM.search(said)):
        return True
    if verdict.reason in _NAMED_IN_PASSING:
        return bool(_SAFE.search(said)) and width(said) <= _SHORT
    wanted = candidate.kind is Kind.DOMAIN and _SITE.search(said) and _WANTS.search(said)
    if wanted and not verdict.is_official and not _OWN.search(said):
        return verdict.reason not in _SOMEONE_ELSES
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


def _remark(verdict: Verdict, enough: bool, leads: bool) -> Remark:
    topic = None if verdict.is_official and not enough else TOPIC
    leads = leads and not verdict.is_official
    return Remark(f"official.{verdict.reason}", facts_of(verdict), topic, enough, leads)


def facts_of(verdict: Verdict) -> dict[str, str]:
    """What the text of a verdict may mention; safe to show."""
    facts = {"name": defanged(verdict), "of": verdict.of or "", "detail": verdict.detail}
    owner = Verdict(Kind.DOMAIN, verdict.owner, verdict.ruling, verdict.reason)
    return {name: value for name, value in {**facts, "owner": defanged(owner)}.items() if value}
