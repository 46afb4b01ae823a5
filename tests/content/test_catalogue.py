import pytest

from tests.content import demo
from walletdesk.content import graph
from walletdesk.content.catalogue import Catalogue
from walletdesk.content.loader import Content, load
from walletdesk.core.turn import Form


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Content:
    return load(demo.make(tmp_path_factory.mktemp("project")))


@pytest.fixture(scope="module")
def catalogue(content: Content) -> Catalogue:
    return content.catalogue


def test_a_question_is_said_with_its_reason_first_and_without_it_when_repeated(catalogue: Catalogue) -> None:
    assert catalogue.say("demo.ask_chain", "en", {}, Form.ASK) == "Which network?\nRules differ."
    assert catalogue.say("demo.ask_chain", "en", {}, Form.AGAIN) == "Which network?"


def test_a_conclusion_has_all_its_parts_and_its_source_with_date(catalogue: Catalogue) -> None:
    said = catalogue.say("demo.wait", "en", {}, Form.CONCLUDE)

    assert said.split("\n\n")[:2] == ["What we found\nWait a little in imToken.", "Do this now\n1. wait"]
    assert "Do not\n· send again" in said
    assert said.endswith("(github.com/bitcoin/bips, checked 2026-11-22)")


def test_traditional_chinese_is_written_with_taiwans_words(catalogue: Catalogue) -> None:
    assert catalogue.say("demo.ask_chain", "zh-Hant") == "哪條網路？"


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"chain": "tron"}, "· Kind of network: TRON"),
        ({"network": "bsc"}, "· Network: BNB Smart Chain"),
        ({"duration": "180"}, "· Time passed: about 3 h"),
        ({"duration": "4320"}, "· Time passed: about 3 days"),
        ({"duration": "1440"}, "· Time passed: about 1 day"),
        ({"duration": "2879"}, "· Time passed: about 1 day"),
        ({"duration": "60"}, "· Time passed: about 1 h"),
        ({"tx_hash": "0x" + "ab" * 32}, "· Transaction hash: 0xababab…ababab"),
        ({"chain": "unknown", "secret_fact": "x"}, "· (none yet)"),
    ],
)
def test_facts_are_listed_as_the_user_would_write_them(catalogue: Catalogue, facts: dict, expected: str) -> None:
    assert catalogue.list_facts(facts, "en") == expected


def test_an_unknown_key_apologises_and_an_unknown_fact_is_a_dash(catalogue: Catalogue) -> None:
    assert catalogue.say("demo.nothing", "en") == catalogue.say("dialogue.sorry", "en")
    assert "“—”" in catalogue.say("dialogue.parked", "en", {})


def test_a_fact_cannot_smuggle_in_a_placeholder(catalogue: Catalogue) -> None:
    assert catalogue.say("dialogue.minutes", "en", {"number": "{email}"}) == "about {email} min"


def test_the_tree_is_drawn_with_every_step_and_way(content: Content) -> None:
    chart = graph.mermaid(content.library.playbooks["demo"], content.catalogue, "en")

    assert chart.startswith("flowchart TD")
    assert 'ask_chain[/"Which network?"/]' in chart
    assert 'ask_chain -->|"evm"| look' in chart
    assert 'look -->|"success / unavailable"| end_wait' in chart
