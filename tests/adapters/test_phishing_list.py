"""The block list: taken from a package as it is shipped, searched as a file, never half-written."""

from __future__ import annotations

import io
import json
import shutil
import tarfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from walletdesk.adapters.phishing_download import refresh
from walletdesk.adapters.phishing_list import FEWEST, PhishingFile, write
from walletdesk.core.errors import PortError, Refused, Unavailable
from walletdesk.core.ports import Edition

TODAY = date(2026, 11, 22)
MANY = [f"scam-{number}.example" for number in range(FEWEST)]


def config(**fields: object) -> bytes:
    shape = {"version": 2, "tolerance": 2, "fuzzylist": [], "whitelist": [], "blacklist": MANY}
    return json.dumps({**shape, **fields}).encode()


def package(path: Path, files: Mapping[str, bytes]) -> Path:
    """A package as `npm pack` makes one."""
    with tarfile.open(path, "w:gz") as packed:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            packed.addfile(member, io.BytesIO(content))
    return path


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "var" / "phishing.txt"


def listed(place: Path, tmp_path: Path, **fields: object) -> PhishingFile:
    source = package(tmp_path / "eth-phishing-detect-9.8.7.tgz", {"package/src/config.json": config(**fields)})
    refresh(place, TODAY, source)
    return PhishingFile(place)


def test_a_package_becomes_a_list_with_version_date_and_count(place: Path, tmp_path: Path) -> None:
    sites = listed(place, tmp_path)

    assert sites.edition == Edition("9.8.7", "2026-11-22", len(MANY))
    assert all(sites.lists(host) for host in MANY)


def test_a_listed_domain_takes_its_subdomains_along_and_nothing_else(place: Path, tmp_path: Path) -> None:
    sites = listed(place, tmp_path, blacklist=[*MANY, "evil.com", "zzz.vip", "aaa.app", "only.this.org"])

    assert all(map(sites.lists, ("evil.com", "www.evil.com", "a.b.evil.com", "zzz.vip", "aaa.app", "x.only.this.org")))
    assert not any(map(sites.lists, ("notevil.com", "evil.com.au", "com", "this.org", "", ".", "scam-1", "example")))


def test_an_exception_of_the_list_is_not_listed(place: Path, tmp_path: Path) -> None:
    sites = listed(place, tmp_path, blacklist=[*MANY, "pages.dev"], whitelist=["good.pages.dev"])

    assert sites.lists("bad.pages.dev")
    assert not sites.lists("good.pages.dev")
    assert not sites.lists("www.good.pages.dev")


def test_names_are_cleaned_and_what_is_no_domain_is_left_out(place: Path, tmp_path: Path) -> None:
    odd = [
        "EVIL.com.",
        "tokeп.im",
        "com",
        "10.0.0.1",
        "a b.com",
        "x/y.com",
        "!evil.org",
        "#x.com",
        "",
        7,
        None,
        "a\nb.com",
    ]
    sites = listed(place, tmp_path, blacklist=[*MANY, *odd])

    assert sites.edition is not None
    assert sites.edition.count == len(MANY) + 2
    assert sites.lists("evil.com")
    assert sites.lists("xn--toke-e6d.im")


def test_the_newer_names_of_the_fields_and_a_bare_file_are_taken_too(place: Path, tmp_path: Path) -> None:
    source = tmp_path / "config.json"
    source.write_text(json.dumps({"blocklist": [*MANY, "evil.com"], "allowlist": ["fine.evil.com"]}), "utf-8")

    assert refresh(place, TODAY, source).count == len(MANY) + 1
    assert PhishingFile(place).lists("evil.com")
    assert not PhishingFile(place).lists("fine.evil.com")


@pytest.mark.parametrize(
    "bad",
    [
        b"",
        b"not json",
        b"[]",
        b"{}",
        b'{"blacklist": "evil.com"}',
        config(blacklist=["evil.com"]),
        config(whitelist={"a": 1}),
        b"[" * 100_000,
    ],
)
def test_a_list_of_another_shape_is_refused_and_the_old_one_stays(place: Path, tmp_path: Path, bad: bytes) -> None:
    before = listed(place, tmp_path).edition
    with pytest.raises(Refused):
        refresh(place, TODAY, package(tmp_path / "bad-1.0.0.tgz", {"package/src/config.json": bad}))

    assert PhishingFile(place).edition == before


@pytest.mark.parametrize("broken", ["no config", "not an archive", "cut short", "a folder instead"])
def test_a_broken_package_is_an_error_and_the_old_list_stays(place: Path, tmp_path: Path, broken: str) -> None:
    before = listed(place, tmp_path).edition
    source = package(
        tmp_path / "other-1.0.0.tgz", {"package/README.md": b"x" * 5000, "../../src/config.json": config()}
    )
    if broken == "not an archive":
        source.write_bytes(b"nothing of the kind")
    elif broken == "cut short":
        source.write_bytes(source.read_bytes()[:60])
    elif broken == "a folder instead":
        source = tmp_path
    with pytest.raises(Unavailable):
        refresh(place, TODAY, source)

    assert PhishingFile(place).edition == before


def test_without_a_file_nothing_is_listed(place: Path) -> None:
    assert PhishingFile(place).edition is None
    assert not PhishingFile(place).lists("evil.com")


@pytest.mark.parametrize("content", [b"", b"\n", b"evil.com\n", b"#walletdesk-phishing 1 2\n", b"\xff" * 300])
def test_a_file_that_is_not_ours_counts_as_none(place: Path, content: bytes) -> None:
    place.parent.mkdir()
    place.write_bytes(content)

    assert PhishingFile(place).edition is None
    assert not PhishingFile(place).lists("evil.com")


def test_an_open_list_goes_over_to_a_new_file_and_notices_when_it_is_gone(place: Path) -> None:
    sites = PhishingFile(place)
    write(place, Edition("1", "2026-10-01", 1), ["old.com"], [])
    assert sites.lists("old.com")

    write(place, Edition("2", "2026-11-01", 1), ["new.com"], [])
    assert (sites.lists("old.com"), sites.lists("new.com")) == (False, True)
    assert sites.edition == Edition("2", "2026-11-01", 1)

    place.unlink()
    assert (sites.edition, sites.lists("new.com")) == (None, False)


def test_a_place_that_cannot_be_written_is_said_and_leaves_no_litter(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file where a folder should be", "utf-8")
    with pytest.raises(Unavailable):
        write(tmp_path / "var" / "phishing.txt", Edition("1", "2026-11-22", 1), ["evil.com"], [])

    assert [path.name for path in tmp_path.iterdir()] == ["var"]


def test_without_npm_it_is_said_what_else_can_be_done(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(PortError, match="--from"):
        refresh(place, TODAY)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed")
def test_the_real_package_has_thousands_of_domains(place: Path) -> None:
    try:
        edition = refresh(place, TODAY)
    except Unavailable as problem:
        pytest.skip(str(problem))

    sites = PhishingFile(place)
    assert edition.count > 10_000
    assert sites.lists("imtoken.la")
    assert not any(map(sites.lists, ("token.im", "support.token.im", "github.com", "etherscan.io", "binance.com")))
