"""Web addresses as a browser takes them, however they are spelt."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

import idna

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

_SCHEME = re.compile(r"^\s*(?:[a-z][a-z0-9+.*-]{1,9}\s*[:：])?[/\\]{2,}|^(?:hxxps?|h\*\*ps?|https?):[/\\]?")
_SPELT_DOT = re.compile(r"\s?[\[({<]\s?(?:\.|。|dot|点)\s?[\])}>]\s?|。|\s?点\s?|\sdot\s")
_BRACKETED_DOT = re.compile(r"\[(?:\.|dot|点)\]|。")
_SPELT_COLON = re.compile(r"\[:\]")
_PUNYCODE = re.compile(r"(?<![^.@/])xn--[a-z0-9-]+")
_PORT = re.compile(r":\d*$")
_LONGEST = 253


@dataclass(frozen=True)
class Address:
    """name: the host in Unicode; ascii: the same for the wire, "" where it is no valid name; owner: the registrable
    domain in Unicode. user: what stood before an @. rest: path, query and fragment."""

    name: str
    ascii: str
    owner: str
    user: str = ""
    rest: str = ""
    is_number: bool = False


def undisguised(text: str) -> str:
    """`token[.]im`, `token。im`, `token dot im`, `token点im` -> `token.im`. A real link has a real 点 in it."""
    spelt = _BRACKETED_DOT if text.startswith(("http:", "https:")) else _SPELT_DOT
    return spelt.sub(".", _SPELT_COLON.sub(":", text))


def read(text: str) -> Address:
    """Take a folded address apart. Never raises: what is no name has an empty `ascii`."""
    bare = _SCHEME.sub("", undisguised(text), count=1).replace("\\", "/")
    where = re.search(r"[/?#]", bare)
    authority, rest = (bare[: where.start()], bare[where.start() :]) if where else (bare, "")
    user, _, host = unquote(authority).rpartition("@")
    # A browser refuses a host with these; what a thief hopes the reader takes for the host is kept as `user`.
    before, _, host = re.sub(r"[/?#]", "/", host).rpartition("/")
    host = _PORT.sub("", host).strip("[]") if not host.startswith("[") else host.partition("]")[0].strip("[")
    name = in_letters(host.removesuffix(".").strip())
    wire = _ascii(name)
    number = _is_number(host)
    return Address(name, wire, name if number else owner(name), (user or before).lower(), rest, number)


def in_letters(name: str) -> str:
    """With punycode labels in the letters they stand for."""
    return _PUNYCODE.sub(lambda label: _decoded(label[0]), name) if "xn--" in name else name


def _decoded(label: str) -> str:
    try:
        return idna.decode(label)
    except (idna.IDNAError, UnicodeError):
        pass
    try:
        return label[4:].encode("ascii").decode("punycode")
    except (UnicodeError, ValueError):
        return label


def _ascii(name: str) -> str:
    if not name or len(name) > _LONGEST:
        return ""
    if name.isascii():
        return name if re.fullmatch(r"[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*", name) else ""
    try:
        return idna.encode(name, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        return ""


def _is_number(host: str) -> bool:
    """IPv4 and IPv6, also as one number in decimal or hexadecimal."""
    if re.fullmatch(r"\d{8,10}|0x[0-9a-f]{8}", host):
        return True
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=1)
def _suffixes() -> PublicSuffixList:
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList(accept_unknown=False, only_icann=True)


@lru_cache(maxsize=1024)
def owner(name: str) -> str:
    """The part of a domain that somebody registered: `evil.co.uk` of `a.b.evil.co.uk`."""
    registered = _suffixes().privatesuffix(name) if ".." not in name else None
    return registered or ".".join(name.split(".")[-2:])


@lru_cache(maxsize=1024)
def is_ending(label: str) -> bool:
    """Whether it is a top-level domain that exists."""
    return _suffixes().publicsuffix(label) is not None


def is_under(host: str, parents: tuple[str, ...]) -> str | None:
    """The parent that `host` is, or is a subdomain of."""
    return next((parent for parent in parents if host == parent or host.endswith("." + parent)), None)


def folders(rest: str) -> tuple[str, ...]:
    """The path as a server sees it, `..` and escapes resolved."""
    found: list[str] = []
    for part in unquote(re.split(r"[?#]", rest)[0]).split("/"):
        if part == "..":
            del found[-1:]
        elif part not in ("", "."):
            found.append(part)
    return tuple(found)
