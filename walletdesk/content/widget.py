"""What the chat widget is built from: its words, the sites it may link to, and the word sets of its secret guard."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from walletdesk.content.catalogue import Catalogue
from walletdesk.content.entries import SECTIONS, placeholders
from walletdesk.content.loader import Content
from walletdesk.core.secrets import prose

PREFIX = "widget."
LANGUAGES = ("zh-Hans", "zh-Hant", "en")
# Where anybody can publish, so that a host alone says nothing; one account's project is listed instead.
_CODE_HOSTS = frozenset({"github.com", "gitlab.com"})
_LINK = re.compile(r"https://([a-z0-9.-]+\.[a-z]{2,24}(?:/[\w./-]*)?)", re.IGNORECASE)


@dataclass(frozen=True)
class Sites:
    """What may become a link. A host counts with its subdomains, a repository (host/owner/name) with all below it."""

    product: str
    hosts: tuple[str, ...]
    repositories: tuple[str, ...]


def texts(catalogue: Catalogue) -> dict[str, dict[str, str]]:
    """language -> key -> text. Placeholders that the widget itself fills stay as they are; `head_<section>` are the
    headings of the desk's answers."""
    keys = {key.removeprefix(PREFIX): key for key in catalogue.entries if key.startswith(PREFIX)}
    keys |= {f"head_{section}": f"dialogue.heading_{section}" for section in (*SECTIONS, "sources")}
    return {language: {name: _said(catalogue, key, language) for name, key in keys.items()} for language in LANGUAGES}


def _said(catalogue: Catalogue, key: str, language: str) -> str:
    both = catalogue.entries[key].text
    names = {name for paragraphs in both.values() for text in paragraphs for name in placeholders(text)}
    return catalogue.say(key, language, {name: f"{{{name}}}" for name in names})


def sites(content: Content) -> Sites:
    """Only what our own content names: the makers' sites, explorers, sources, and links in texts."""
    official = content.library.official
    assert official is not None  # noqa: S101  (the loader always reads it)
    places = set(_named(content))
    own = set(official.hosts)
    return Sites(
        content.profile["product"],
        tuple(sorted(_shortest(own | {_host(place) for place in places if not _is_code(place)}))),
        tuple(sorted(set(official.repositories) | {_project(place) for place in places if _is_code(place)})),
    )


def _named(content: Content) -> Iterator[str]:
    """host/path of everything a text of ours can link to."""
    yield from (network.explorer for network in content.networks.values())
    yield from content.catalogue.source_urls()
    yield from (place for text in all_texts(content.catalogue) for place in links(text))
    yield from (place for value in content.profile.values() for place in links(value))


def all_texts(catalogue: Catalogue) -> Iterator[str]:
    for entry in catalogue.entries.values():
        for _, both in entry.parts():
            for paragraphs in both.values():
                yield from paragraphs


def links(text: str) -> list[str]:
    """host/path of the https links in a text."""
    return [link.rstrip("./") for link in _LINK.findall(text.lower())]


def _host(place: str) -> str:
    return place.partition("/")[0].removeprefix("www.")


def _is_code(place: str) -> bool:
    return _host(place) in _CODE_HOSTS


def _project(place: str) -> str:
    return "/".join(place.split("/")[:3])


def _shortest(hosts: set[str]) -> set[str]:
    """Without the hosts that another one already covers."""
    return {host for host in hosts if not any(host.endswith(f".{other}") for other in hosts)}


def guard_words() -> Mapping[str, Sequence[str]]:
    """The word sets by which the guard in the browser tells prose from a phrase, as the server's has them."""
    sets = {
        "function_words": prose.FUNCTION_WORDS,
        "wallet_words": prose.WALLET_WORDS,
        "predicates": prose.PREDICATES,
        "chinese_predicates": prose.CHINESE_PREDICATES,
        "soft_joints": prose.SOFT_JOINTS,
        "labels": prose.LABELS,
        "common_words": prose.COMMON_WORDS,
        "chinese_grammar": prose.CHINESE_GRAMMAR,
        "chinese_pairs": prose.CHINESE_PAIRS,
        "announcements": prose.ANNOUNCEMENTS,
    }
    return {name: sorted(words) for name, words in sets.items()}
