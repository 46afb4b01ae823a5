"""What the chat widget is built from, by the real content and by another wallet's."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.content import demo
from walletdesk.content import widget
from walletdesk.content.entries import placeholders
from walletdesk.content.loader import Content, gather
from walletdesk.core.official import Official
from walletdesk.core.secrets import prose

LANGUAGES = ("zh-Hans", "zh-Hant", "en")


@pytest.fixture(scope="module")
def content() -> Content:
    return gather(demo.PROJECT)[0]


@pytest.fixture(scope="module")
def sites(content: Content) -> widget.Sites:
    return widget.sites(content)


@pytest.fixture(scope="module")
def texts(content: Content) -> dict[str, dict[str, str]]:
    return widget.texts(content.catalogue)


def official(content: Content) -> Official:
    assert content.library.official is not None
    return content.library.official


def allows(sites: widget.Sites, place: str) -> bool:
    """As the widget decides (widget/src/safe_text/links.ts)."""
    host = place.partition("/")[0]
    under = any(host == known or host.endswith(f".{known}") for known in sites.hosts)
    return under or any(place == known or place.startswith(f"{known}/") for known in sites.repositories)


def test_every_link_that_a_text_of_ours_shows_may_be_opened(content: Content, sites: widget.Sites) -> None:
    catalogue = content.catalogue
    shown = [catalogue.say(key, language) for key in catalogue.entries for language in LANGUAGES]
    places = {place for text in shown for place in widget.links(text)}
    assert places
    assert {place for place in places if not allows(sites, place)} == set()


def test_explorers_and_sources_may_be_opened(content: Content, sites: widget.Sites) -> None:
    pages = [network.transaction_link("ab" * 32) for network in content.networks.values()]
    pages += [network.address_link("T" * 34) for network in content.networks.values()]
    places = [page.removeprefix("https://") for page in pages] + list(content.catalogue.source_urls())
    assert [place for place in places if not allows(sites, place)] == []


def test_the_makers_own_sites_may_be_opened(content: Content, sites: widget.Sites) -> None:
    assert set(official(content).hosts) <= set(sites.hosts)
    assert set(official(content).repositories) <= set(sites.repositories)


@pytest.mark.parametrize(
    "place",
    [
        *("github.com", "github.com/someone/wallet", "github.com/consenlabs/token-core-monorepo-fake", "x.com"),
        *("token.im.example.com", "nottoken.im", "etherscan.io.example.com", "raw.githubusercontent.com"),
    ],
)
def test_other_people_s_places_may_not(sites: widget.Sites, place: str) -> None:
    assert not allows(sites, place)


def test_nothing_is_allowed_that_no_file_of_ours_names(content: Content, sites: widget.Sites) -> None:
    names = ("profile.yml", "networks.yml", "sources.yml")
    written = "\n".join((demo.PROJECT / "data" / name).read_text("utf-8") for name in names)
    assert [place for place in (*sites.hosts, *sites.repositories) if place not in written] == []
    nodes = {re.sub(r"https://([^/]+).*", r"\1", url) for net in content.networks.values() for url in net.endpoints}
    explorers = {network.explorer for network in content.networks.values()}
    assert [node for node in nodes - explorers if node in sites.hosts] == []


def test_another_wallet_has_its_own_sites_and_name(tmp_path: Path) -> None:
    profile = demo.make(tmp_path) / "data" / "profile.yml"
    profile.write_text(
        profile.read_text("utf-8").replace("token.im", "purse.example").replace("imToken", "Purse"), "utf-8"
    )
    sources = tmp_path / "data" / "sources.yml"
    sources.write_text(
        "bip_39: {zh: 甲, en: A, url: docs.example.org/a, checked: '2026-11-22'}\n"
        "code: {zh: 乙, en: B, url: github.com/one/two/blob/main/x, checked: '2026-11-22'}\n",
        "utf-8",
    )
    content = gather(tmp_path)[0]
    sites, texts = widget.sites(content), widget.texts(content.catalogue)
    assert (sites.product, texts["en"]["title"]) == ("Purse", "Purse troubleshooting")
    assert {"purse.example", "docs.example.org"} <= set(sites.hosts)
    assert "token.im" not in sites.hosts
    assert "github.com/one/two" in sites.repositories


def test_all_three_languages_have_all_the_words(texts: dict[str, dict[str, str]]) -> None:
    assert tuple(texts) == LANGUAGES
    assert texts["zh-Hans"].keys() == texts["zh-Hant"].keys() == texts["en"].keys()
    assert all(text.strip() for language in LANGUAGES for text in texts[language].values())
    assert texts["zh-Hant"]["send"] == "傳送訊息"
    assert {"head_found", "head_do", "head_dont", "head_unchecked", "head_sources"} <= texts["en"].keys()


def test_the_widget_fills_the_same_places_in_every_language(texts: dict[str, dict[str, str]]) -> None:
    for key, text in texts["en"].items():
        names = placeholders(text)
        assert names <= {"count", "limit", "seconds", "name"}, key
        assert placeholders(texts["zh-Hans"][key]) == placeholders(texts["zh-Hant"][key]) == names, key
    assert texts["en"]["count_left"].endswith("{count}")


def test_every_word_the_widget_asks_for_exists_and_none_is_left_over(texts: dict[str, dict[str, str]]) -> None:
    """Its source names them as words('key'), in a quoted literal, or by the front of several (`guard_${kind}`)."""
    folder = demo.PROJECT / "widget" / "src"
    source = "\n".join(path.read_text("utf-8") for path in sorted(folder.rglob("*.ts")) if path.parent.name != "guard")
    asked = set(re.findall(r"words\(\s*'([a-z_]+)'", source))
    assert len(asked) > 30
    assert asked - texts["en"].keys() == set()
    quoted = set(re.findall(r"['`]([a-z_]+)['`]", source))
    fronts = tuple(re.findall(r"[`']([a-z]+_)(?:\$\{|')", source))
    assert [key for key in texts["en"] if key not in quoted and not key.startswith(fronts)] == []


def test_each_family_of_secrets_has_its_words(texts: dict[str, dict[str, str]]) -> None:
    source = (demo.PROJECT / "widget" / "src" / "guard" / "findings.ts").read_text("utf-8")
    listed = re.search(r"FAMILIES = \[([^]]+)\]", source)
    assert listed
    families = re.findall(r"'(\w+)'", listed[1])
    assert len(families) == 7
    assert [family for family in families if f"guard_{family}" not in texts["en"]] == []


@pytest.mark.parametrize("family", ["mnemonic", "mnemonic_part", "private_key", "keystore", "pairing_link"])
def test_a_refusal_says_that_nothing_was_sent(texts: dict[str, dict[str, str]], family: str) -> None:
    assert "没有从这个页面发出去" in texts["zh-Hans"][f"guard_{family}"]
    assert "not sent from this page" in texts["en"][f"guard_{family}"]


def test_the_guard_in_the_browser_has_the_word_sets_of_the_server_s() -> None:
    words = widget.guard_words()
    assert set(words["function_words"]) == prose.FUNCTION_WORDS
    named = {name for name, value in vars(prose).items() if isinstance(value, frozenset)}
    assert {name.upper() for name in words} == named
