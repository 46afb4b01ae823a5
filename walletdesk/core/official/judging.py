"""The verdict on one name. Nothing is looked up on the network: allow-list, spelling and a stored block list decide."""

from __future__ import annotations

import re
from collections.abc import Callable

from walletdesk.core.official import address, likeness, phones
from walletdesk.core.official.address import Address, is_under
from walletdesk.core.official.finding import MOST, find
from walletdesk.core.official.spelling import distance, plain
from walletdesk.core.official.verdict import Candidate, Kind, Official, Ruling, Verdict

Listed = Callable[[str], bool]
_TELEGRAM_HOSTS = ("t.me", "telegram.me", "telegram.dog", "telesco.pe")
_PHONE_HOSTS = ("wa.me", "api.whatsapp.com")
_APP_STORES = ("apps.apple.com", "itunes.apple.com")
_PROGRAM = re.compile(r"\.(?:apk|xapk|apks|aab|exe|msi|dmg|ipa|pkg|mobileconfig|crx|zip|rar)$", re.IGNORECASE)
_LONGEST = 4000
_HOST_ALONE = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}|(?=\d*[^\d\W])[^\s@.]+(?:\.[^\s@.]+)*\.(?:xn--)?[^\W\d][^\W_]+\.?")
_HOST_OF_CHINESE = re.compile(r"[\u3400-\u9fff][^.]*$|。")  # a sentence
_BEFORE_A_COMPANY = re.compile(r"^(?:developer|publisher|seller|by|from|is|the|named|called|shows)\s")
_AT = re.compile(r"\s?[\[({]at[\])}]\s?")
# What sites that steal phrases are called after; a name of nobody we know with such a word in it promises no good.
_LURE = re.compile(
    r"rectif|validat|sync|dapp|wallet|claim|airdrop|restor|recover|reward|giveaway|bonus|unlock|migrat|verif|refund"
    r"|(?:web3|node|chain)-?connect|tron[a-z-]*energy|energy[a-z-]*(?:rent|market|tron)|rent[a-z-]*energy|free-?gas"
)
_WORST_FIRST = (Ruling.LOOK_ALIKE, Ruling.LISTED, Ruling.NEVER_OFFICIAL, Ruling.UNKNOWN, Ruling.OFFICIAL)


def judge(text: str, official: Official, listed: Listed) -> Verdict:
    """The verdict on a text that somebody asks about; of several names in it the worst one counts. Never raises."""
    return min(judge_all(text, official, listed), key=severity)


def severity(verdict: Verdict) -> int:
    """Sorts verdicts, the worst first."""
    return _WORST_FIRST.index(verdict.ruling)


def judge_all(text: str, official: Official, listed: Listed) -> tuple[Verdict, ...]:
    """One verdict for each name in the text, at least one: for a text without any it says so."""
    if len(text) > _LONGEST:
        return (Verdict(Kind.NONE, "", Ruling.UNKNOWN, "too_long"),)
    found = find(text) or _alone(text, official)
    if len(found) >= MOST:
        return (Verdict(Kind.NONE, "", Ruling.UNKNOWN, "too_long"),)
    named = tuple(dict.fromkeys(verdict_on(each, official, listed) for each in found))
    return named or (Verdict(Kind.NONE, "", Ruling.UNKNOWN, "nothing"),)


def _alone(text: str, official: Official) -> tuple[Candidate, ...]:
    """What counts as a name only where nothing else is said: bare digits, an IP address, an imitator's name."""
    folded = plain(text.strip())
    said = folded.text
    kind = None
    if phones.may_be_number(said):
        kind = Kind.PHONE
    elif _HOST_ALONE.fullmatch(address.undisguised(said)) and not _HOST_OF_CHINESE.search(said):
        kind = Kind.DOMAIN
    elif said in {name.lower() for name in official.imitations}:
        kind = Kind.NAME
    elif _letters(said) in {_letters(name) for name in official.developers}:
        kind = Kind.DEVELOPER
    return (Candidate(kind, text, said, 0, len(text), bool(folded.hidden)),) if kind else ()


def verdict_on(candidate: Candidate, official: Official, listed: Listed) -> Verdict:
    said = candidate.plain
    if candidate.kind is Kind.DOMAIN:
        verdict = _site(address.read(said), official, listed)
    elif candidate.kind is Kind.EMAIL:
        verdict = _mail(_AT.sub("@", said), official, listed)
    elif candidate.kind is Kind.PACKAGE:
        verdict = _package(said, official, listed)
    elif candidate.kind is Kind.DEVELOPER:
        verdict = _developer(said, official)
    else:
        verdict = _by_kind(candidate.kind, said, official)
    if candidate.hidden and verdict.is_official:
        return Verdict(verdict.kind, verdict.name, Ruling.LOOK_ALIKE, "invisible", verdict.of, owner=verdict.owner)
    return verdict


def _by_kind(kind: Kind, said: str, official: Official) -> Verdict:
    """Kinds that no spelling makes official."""
    if kind is Kind.PHONE:
        return Verdict(kind, phones.digits(said), Ruling.NEVER_OFFICIAL, "phone")
    if kind is Kind.TELEGRAM:
        return Verdict(kind, said.lstrip("@"), Ruling.NEVER_OFFICIAL, "telegram")
    if kind is Kind.NAME:
        return Verdict(kind, said, Ruling.LOOK_ALIKE, "name", official.hosts[0])
    return Verdict(kind, said.lstrip("@"), Ruling.UNKNOWN, kind.value)


def _site(where: Address, official: Official, listed: Listed) -> Verdict:
    """An address by its host; what is documented comes first, then what imitates it, then what others have listed."""
    name = where.ascii or where.name
    host = is_under(where.ascii, official.hosts)
    if host:
        return Verdict(Kind.DOMAIN, name, Ruling.OFFICIAL, "host", host, owner=host)
    false = _imitation(where, official)
    on_list = bool(where.ascii) and not where.is_number and listed(where.ascii)
    if false:
        reason, of, detail = false
        return Verdict(Kind.DOMAIN, name, Ruling.LOOK_ALIKE, reason, of, detail, where.owner, on_list)
    if on_list:
        return Verdict(Kind.DOMAIN, name, Ruling.LISTED, "listed", owner=where.owner, listed=True)
    return _elsewhere(where, name, official)


def _imitation(where: Address, official: Official) -> likeness.Likeness | None:
    site = official.hosts[0]
    if is_under(where.ascii, official.platforms):
        return None
    if where.user and likeness.names_product(where.user, official):
        return "userinfo", site, ""
    false = likeness.of_domain(where.name, where.owner, official)
    if false or is_under(where.ascii, (*_hosts(official.repositories), *_TELEGRAM_HOSTS)):
        return false
    named = any(of in where.rest.lower() for of in official.hosts)
    return ("path", site, "") if named and not is_under(where.ascii, official.services) else None


def _hosts(repositories: tuple[str, ...]) -> tuple[str, ...]:
    return tuple({repository.partition("/")[0] for repository in repositories})


def _elsewhere(where: Address, name: str, official: Official) -> Verdict:
    """Sites that are nobody's imitation."""
    host = where.ascii
    if is_under(host, _hosts(official.repositories)):
        return _repository(where, name, official)
    if is_under(host, _TELEGRAM_HOSTS):
        return Verdict(
            Kind.TELEGRAM, "/".join((name, *address.folders(where.rest)[:1])), Ruling.NEVER_OFFICIAL, "telegram"
        )
    if is_under(host, _PHONE_HOSTS):
        number = phones.digits(where.rest)
        return Verdict(Kind.PHONE, number or name, Ruling.NEVER_OFFICIAL, "phone")
    reason = "site"
    if where.is_number:
        reason = "number"
    elif not host:
        reason = "malformed"
    elif is_under(host, official.shorteners):
        reason = "shortener"
    elif is_under(host, _APP_STORES):
        reason = "app_store"
    elif is_under(host, official.platforms):
        reason = "platform"
    elif is_under(host, official.services):
        reason = "service"
    elif _PROGRAM.search("/".join(address.folders(where.rest))):
        reason = "file"
    elif _LURE.search(host):
        reason = "lure"
    return Verdict(Kind.DOMAIN, name, Ruling.UNKNOWN, reason, owner=where.owner)


def _repository(where: Address, name: str, official: Official) -> Verdict:
    """On a code host the path says whose it is."""
    path = tuple(part.lower() for part in address.folders(where.rest))
    for repository in official.repositories:
        host, *wanted = repository.lower().split("/")
        if where.ascii in (host, f"www.{host}") and list(path[: len(wanted)]) == wanted:
            return Verdict(Kind.DOMAIN, repository, Ruling.OFFICIAL, "repository", repository, owner=host)
    shown = "/".join((name, *path[:2]))
    return Verdict(Kind.DOMAIN, shown, Ruling.UNKNOWN, "repository_other", official.repositories[0], owner=where.owner)


def _mail(said: str, official: Official, listed: Listed) -> Verdict:
    user, _, domain = said.rpartition("@")
    where = address.read(domain)
    name = f"{user}@{where.ascii or where.name}"
    if name in official.emails:
        return Verdict(Kind.EMAIL, name, Ruling.OFFICIAL, "email", name, owner=where.owner)
    if where.ascii in official.hosts:
        return Verdict(Kind.EMAIL, name, Ruling.UNKNOWN, "email_undocumented", where.ascii, owner=where.owner)
    site = _site(where, official, listed)
    if site.is_official:  # a subdomain that sends no documented mail
        return Verdict(Kind.EMAIL, name, Ruling.UNKNOWN, "email_undocumented", site.of, owner=where.owner)
    if site.ruling in (Ruling.LOOK_ALIKE, Ruling.LISTED):
        return site.as_kind(Kind.EMAIL, name)
    if likeness.names_product(user, official):
        return Verdict(Kind.EMAIL, name, Ruling.LOOK_ALIKE, "email_user", official.hosts[0], owner=where.owner)
    return Verdict(Kind.EMAIL, name, Ruling.UNKNOWN, "email_other", owner=where.owner)


def _package(said: str, official: Official, listed: Listed) -> Verdict:
    """A reversed domain: `im.token.app` is a package, though .app is a top-level domain too."""
    if said in official.packages:
        return Verdict(Kind.PACKAGE, said, Ruling.OFFICIAL, "package", said)
    site = _site(address.read(said), official, listed)
    if site.is_official or site.listed:
        return site
    of = official.packages[0] if official.packages else official.hosts[0]
    alike = any(distance(said, own, 2) <= 2 or said.startswith(own) for own in official.packages)
    if alike or likeness.names_product(said, official):
        return Verdict(Kind.PACKAGE, said, Ruling.LOOK_ALIKE, "package_other", of)
    return Verdict(Kind.PACKAGE, said, Ruling.UNKNOWN, "package_unknown", of)


def _developer(said: str, official: Official) -> Verdict:
    said = _BEFORE_A_COMPANY.sub("", said)
    for own in official.developers:
        if _letters(said) == _letters(own):
            return Verdict(Kind.DEVELOPER, own, Ruling.OFFICIAL, "developer", own)
    of = official.developers[0] if official.developers else official.hosts[0]
    if likeness.names_product(said, official):
        return Verdict(Kind.DEVELOPER, said, Ruling.LOOK_ALIKE, "developer_other", of)
    return Verdict(Kind.DEVELOPER, said, Ruling.UNKNOWN, "developer_unknown", of)


def _letters(name: str) -> str:
    """A company's name without blanks and points."""
    return re.sub(r"[\s.,]+", "", name.lower())
