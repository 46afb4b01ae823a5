"""profile.yml and sites.yml: the one place that says what is official."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.content import demo
from walletdesk.content.loader import gather
from walletdesk.core.official import judge


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return demo.make(tmp_path)


def rewrite(project: Path, file: str, old: str, new: str) -> None:
    path = project / "data" / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def problems(project: Path) -> list[str]:
    return [f"{each.file}: {each.key}: {each.problem}" for each in gather(project)[1]]


def test_what_is_official_comes_from_the_files_with_explorers_as_somebody_elses(project: Path) -> None:
    content, found = gather(project)
    official = content.library.official

    assert found == []
    assert official is not None
    assert official.hosts == ("token.im",)
    assert {"etherscan.io", "tronscan.org", "binance.com"} <= set(official.services)
    assert "official" not in content.profile


def test_another_brand_needs_no_other_file(project: Path) -> None:
    profile = project / "data" / "profile.yml"
    text = profile.read_text("utf-8")
    for old, new in (("token.im", "acme.example"), ("imToken", "AcmeWallet"), ("IMTOKEN PTE.LTD.", "ACME LTD")):
        text = text.replace(old, new)
    profile.write_text(text, "utf-8")
    content, found = gather(project)
    official = content.library.official

    assert found == []
    assert official is not None
    assert judge("help.acme.example", official, lambda host: False).is_official
    assert not judge("token.im", official, lambda host: False).is_official
    assert "acme.example" in content.catalogue.say("official.site", "en", {"name": "x"})


def test_a_misspelt_list_and_a_missing_host_are_reported(project: Path) -> None:
    rewrite(project, "profile.yml", "  hosts: [token.im]", "  host: [token.im]")

    assert any("profile.yml: official.host: is not a known key" in problem for problem in problems(project))
    assert any("profile.yml: official.hosts: is missing" in problem for problem in problems(project))


def test_what_texts_mention_must_be_on_the_list(project: Path) -> None:
    rewrite(project, "profile.yml", "email: support@token.im", "email: help@token-im.com")

    assert problems(project) == ["data/profile.yml: email: is not on the official list"]


def test_without_the_list_of_other_sites_the_project_still_works(project: Path) -> None:
    (project / "data" / "sites.yml").unlink()

    assert problems(project) == []
