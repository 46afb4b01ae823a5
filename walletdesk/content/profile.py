"""Reads profile.yml and sites.yml: the wallet this desk serves, and what counts as official."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from walletdesk.content.node import Node
from walletdesk.core.official import Official

_OWN = ("hosts", "repositories", "emails", "packages", "developers", "brands", "imitations")
_OTHERS = ("platforms", "shorteners", "services")
OFFICIAL = "official"
# What texts mention must itself be on the list.
_MENTIONED = {
    "site": "hosts",
    "email": "emails",
    "security_email": "emails",
    "android_package": "packages",
    "app_store_developer": "developers",
}
_AS_WRITTEN = frozenset({"developers", "brands", "imitations"})


def placeholders(profile: Node) -> Mapping[str, str]:
    """What texts may mention as {product}, {site}, …"""
    return {key: node.text() for key, node in profile.items() if key != OFFICIAL}


def official(profile: Node, sites: Node, explorers: Iterable[str]) -> Official:
    """`explorers` are somebody else's services, too."""
    own, others = profile.child(OFFICIAL), sites
    own.only(*_OWN)
    others.only(*_OTHERS)
    listed = {name: _names(own, name) for name in _OWN} | {name: _names(others, name) for name in _OTHERS}
    if not listed["hosts"]:
        own.report("is missing", "list at least one domain of the wallet's makers", "hosts")
        listed["hosts"] = (profile.optional("site") or "invalid",)
    for key, name in _MENTIONED.items():
        if profile.has(key) and profile.child(key).text() not in own.child(name).texts():
            profile.report("is not on the official list", f"add it to `{OFFICIAL}: {name}:` or correct it", key)
    listed["services"] = (*listed["services"], *explorers)
    return Official(**listed)


def _names(node: Node, name: str) -> tuple[str, ...]:
    written = node.child(name).texts()
    return written if name in _AS_WRITTEN else tuple(text.lower() for text in written)
