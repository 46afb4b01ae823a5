"""Mistakes in errors.yml, claims.yml, hard.yml and facts.yml are reported where they are; old figures are warned of."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.cli.test_commands import walletdesk
from tests.content import demo
from walletdesk.content.catalogue import Catalogue
from walletdesk.content.check import check
from walletdesk.content.figures import stale
from walletdesk.content.loader import gather, load

ERRORS = """\
out_of_gas:
  strings: [out of gas]
  zh: 气用完了，付了 {fact.price}。
  en: The gas ran out and {fact.price} is spent.
  do: {zh: 提高上限。, en: Raise the limit.}
  topic: demo
  source: bip_39
nonce_too_low:
  strings: [nonce too low, "4100"]
  zh: 序号用过了。
  en: That nonce is used.
  do: {zh: 刷新。, en: Refresh.}
  topic: demo
  source: bip_39
"""
CLAIMS = """\
hotline:
  said: [phone~ + support|official]
  unless: [police]
  zh: 没有电话客服。
  en: There is no phone support.
  topic: demo
"""
FACTS = """\
price: {value: 100 sun, source: bip_39, checked: "2026-11-22", shelf_life: "30"}
rule: {zh: 七天, en: seven days, source: bip_39, checked: "2026-11-22", shelf_life: stable}
"""
FILES = {"errors.yml": ERRORS, "claims.yml": CLAIMS, "facts.yml": FACTS}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = demo.make(tmp_path)
    for name, text in FILES.items():
        path = root / "data" / name
        kept = path.read_text(encoding="utf-8") if path.exists() else ""  # figures that our own chain texts mention
        path.write_text(kept + text, encoding="utf-8")
    return root


def test_good_files_have_no_problem(project: Path) -> None:
    assert check(project) == []


MISTAKES = [
    ("errors.yml", "[out of gas]", "[]", "out_of_gas.strings", "list the text as it is shown"),
    ("errors.yml", "[out of gas]", "[Nonce_too-LOW]", "nonce_too_low.strings", "already stands under"),
    ("errors.yml", '"4100"', '"41"', "nonce_too_low.strings", "too short"),
    ("errors.yml", "  topic: demo\n", "  topic: nowhere\n", "topic", "unknown topic"),
    ("errors.yml", "  source: bip_39\n", "  source: hearsay\n", "source", "names no known source"),
    ("errors.yml", "en: That nonce is used.", "fr: trop bas", "nonce_too_low.en", "say it in this language too"),
    ("errors.yml", "en: Refresh.", 'en: ""', "nonce_too_low.do.en", "say it in this language too"),
    ("errors.yml", "en: Refresh.", "en: We will recover it.", "nonce_too_low.how.en", "promises too much"),
    ("errors.yml", "{fact.price} is spent", "{fact.prize} is spent", "out_of_gas", "different placeholders"),
    ("claims.yml", "topic: demo", "topic: nowhere", "hotline.topic", "unknown topic"),
    ("claims.yml", "phone~ + support", "Phone + support", "hotline.said", "can match nothing"),
    ("claims.yml", "phone~ + support|official", "phone + ", "hotline.said", "can match nothing"),
    ("claims.yml", "said: [phone~ + support|official]", "said: []", "hotline.said", "list the ways people say it"),
    ("claims.yml", "unless: [police]", "until: [police]", "hotline.until", "is not a known key"),
    ("claims.yml", "unless: [police]", "weight: heavy", "hotline.weight", "is not known"),
    ("claims.yml", "unless: [police]", "knows: {nothing: here}", "hotline.knows.nothing", "is no answer of the topic"),
    ("claims.yml", "没有电话客服", "拨打 400-820-1234", "hotline.zh", "looks like a phone number"),
    ("claims.yml", "en: There is no", "en: You are safe, there is no", "hotline.en", "promises too much"),
    ("facts.yml", "shelf_life: stable", "shelf_life: soon", "rule.shelf_life", "is not a number of days"),
    (
        "facts.yml",
        'checked: "2026-11-22", shelf_life: stable',
        'checked: "22/11", shelf_life: stable',
        "checked",
        "date",
    ),
    (
        "facts.yml",
        "price: {value: 100 sun, source: bip_39",
        "price: {value: 1, source: hearsay",
        "price.source",
        "unknown",
    ),
    ("facts.yml", "price:", "prices:", "price", "is used by errors.out_of_gas but not here"),
]


@pytest.mark.parametrize(("file", "old", "new", "key", "problem"), MISTAKES, ids=[f"{m[0]} {m[2]}" for m in MISTAKES])
def test_a_mistake_is_reported_where_it_is(
    project: Path, file: str, old: str, new: str, key: str, problem: str
) -> None:
    text = FILES[file]
    assert old in text
    (project / "data" / file).write_text(text.replace(old, new), encoding="utf-8")

    named = [each for each in check(project) if key in each.key and problem in f"{each.problem} {each.hint}"]
    assert [each.file for each in named[:1]] == [f"data/{file}"]


def test_a_figure_is_said_by_its_name(project: Path) -> None:
    catalogue: Catalogue = load(project).catalogue

    assert catalogue.say("errors.out_of_gas", "en") == "The gas ran out and 100 sun is spent."
    assert catalogue.say("errors.out_of_gas", "zh-Hans") == "气用完了，付了 100 sun。"
    assert catalogue.figure("unheard_of", "en") == "—"


def test_a_figure_is_stale_the_day_after_its_shelf_life(project: Path) -> None:
    figures = {name: figure for name, figure in load(project).figures.items() if name in ("price", "rule")}

    assert list(stale(figures, date(2026, 12, 22))) == []
    (warning,) = stale(figures, date(2026, 12, 23))
    assert (warning.file, warning.key) == ("data/facts.yml", "price")
    assert "more than 30 days ago" in warning.problem


@pytest.mark.slow
def test_an_aged_figure_is_a_warning_and_a_failure_only_when_strict(project: Path) -> None:
    aged = FACTS.replace('checked: "2026-11-22", shelf_life: "30"', 'checked: "2001-01-01", shelf_life: "30"')
    path = project / "data" / "facts.yml"
    path.write_text(path.read_text(encoding="utf-8").replace(FACTS, aged), encoding="utf-8")

    lenient, strict = walletdesk("check", home=project), walletdesk("check", "--strict", home=project)
    assert (lenient.returncode, strict.returncode) == (0, 1)
    assert "warning: data/facts.yml: price: was last checked on 2001-01-01" in lenient.stderr


def test_every_figure_of_the_product_is_fresh_on_the_day_it_was_checked() -> None:
    figures = gather(demo.PROJECT)[0].figures

    assert len(figures) >= 15
    assert [each.key for each in stale(figures, max(figure.checked for figure in figures.values()))] == []
