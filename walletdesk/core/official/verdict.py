"""What may be official, and what we say of a name: the words of this package."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from walletdesk.core.official.address import in_letters


class Kind(str, Enum):
    """What a name is. CHAT: an account with WeChat, QQ and the like. NAME: a product name. NONE: no name at all."""

    DOMAIN = "domain"
    EMAIL = "email"
    PHONE = "phone"
    TELEGRAM = "telegram"
    HANDLE = "handle"
    CHAT = "chat"
    PACKAGE = "package"
    DEVELOPER = "developer"
    FILE = "file"
    NAME = "name"
    NONE = "none"


class Ruling(str, Enum):
    """NEVER_OFFICIAL: of a kind that the wallet does not have at all. UNKNOWN: on no list of ours."""

    OFFICIAL = "official"
    LOOK_ALIKE = "look_alike"
    LISTED = "listed"
    NEVER_OFFICIAL = "never_official"
    UNKNOWN = "unknown"


_REASONS = """
host repository email package developer
inside glued ending digits homoglyph misspelt brand userinfo path invisible name email_user package_other
developer_other listed phone telegram
site number shortener malformed app_store platform service repository_other email_undocumented email_other
package_unknown developer_unknown file handle chat lure nothing too_long
"""
# Why a verdict is what it is; each has a text.
REASONS = frozenset(_REASONS.split())


@dataclass(frozen=True)
class Official:
    """What the wallet's makers have documented as theirs, and the names that give away an imitation.

    hosts: domains, their subdomains included. repositories: host and path. brands: how the product's name is written
    without blanks. imitations: names that are not the product's own. The last three: sites where a name proves nothing
    by itself, links that hide their target, and well-known services that are somebody else's.
    """

    hosts: tuple[str, ...]
    repositories: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    developers: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    imitations: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    shorteners: tuple[str, ...] = ()
    services: tuple[str, ...] = ()


@dataclass(frozen=True)
class Candidate:
    """A name found in a text: `raw` is what was written at `start`, `plain` its folded form, `hidden` whether
    invisible characters were inside it."""

    kind: Kind
    raw: str
    plain: str
    start: int
    end: int
    hidden: bool = False


@dataclass(frozen=True)
class Verdict:
    """name: normalised (a domain in ASCII). of: what it is, or imitates. reason: id of the text that explains it.
    detail: what gives it away, such as the odd letter. owner: the domain that decides who is behind an address.
    """

    kind: Kind
    name: str
    ruling: Ruling
    reason: str
    of: str | None = None
    detail: str = ""
    owner: str = ""
    listed: bool = False

    @property
    def is_official(self) -> bool:
        return self.ruling is Ruling.OFFICIAL

    def as_kind(self, kind: Kind, name: str) -> Verdict:
        return replace(self, kind=kind, name=name)


_MOST_SHOWN = 60
_DIGITS_SHOWN = 4


def defanged(verdict: Verdict) -> str:
    """The name in a form that no channel turns into a link, and short. The end of a domain is kept: it decides."""
    if verdict.kind is Kind.PHONE:
        return verdict.name[:_DIGITS_SHOWN] + "…"
    letters = in_letters(verdict.name)
    name = verdict.name if letters == verdict.name else f"{letters} = {verdict.name}"
    if not verdict.is_official:
        name = name.replace("@", "(at)").replace("://", "[:]//").replace(".", "[.]")
    name = "".join(char for char in name if char.isprintable())
    if len(name) <= _MOST_SHOWN:
        return name
    return "…" + name[1 - _MOST_SHOWN :] if verdict.kind is Kind.DOMAIN else name[: _MOST_SHOWN - 1] + "…"
