"""Each kind of mistake an editor can make is reported with its file, its key and a hint; all of them at once."""

from pathlib import Path

import pytest

from tests.content import demo
from walletdesk.content.check import check
from walletdesk.content.loader import load
from walletdesk.core.errors import ContentError


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return demo.make(tmp_path)


def test_the_demo_has_no_problem(project: Path) -> None:
    assert check(project) == []


MISTAKES = [
    ("playbook.yml", "topic: demo", "topic: other", "topic", "differs from the folder's name"),
    ("playbook.yml", "start: ask_chain", "start: nowhere", "start", "names a step that does not exist"),
    ("playbook.yml", "next: end_wait}", "next: end}", "steps.tell_tron.next", "leads to the unknown step"),
    ("playbook.yml", "tron: tell_tron", "tron: end_wait", "steps.tell_tron", "cannot be reached"),
    ("playbook.yml", "unavailable: end_wait", "pending: end_wait", "outcomes", "does not handle `unavailable`"),
    ("playbook.yml", "look_up: transaction", "look_up: weather", "look_up", "is not something we can look up"),
    ("playbook.yml", "next: end_wait}", "next: tell_tron}", "steps.tell_tron", "comes back to itself"),
    ("playbook.yml", "    dont_know: ask_sure\n", "", "ask_chain.dont_know", "is missing or empty"),
    ("playbook.yml", "from: network", "form: network", "ask_chain.form", "is not a known key"),
    ("playbook.yml", "{conclude: wait}", "{conclude: wait, tell: wait}", "end_wait", "exactly one kind of step"),
    ("playbook.yml", "{conclude: wait}", "{hand_over: nobody}", "hand_over", "is not a team"),
    ("playbook.yml", "topic: demo", "topic: demo\ntopic: demo", "line 2", "occurs twice"),
    ("playbook.yml", "start: ask_chain", "start: [ask_chain", "line", "is not valid YAML"),
    ("playbook.yml", "ask_sure", "rules", "(top)", "would make Rasa take this file"),
    ("texts.yml", "en: Which network?", "fr: Quel réseau ?", "ask_chain.en", "is missing"),
    ("texts.yml", "en: Which network?", 'en: ""', "ask_chain.en", "say it in this language too"),
    ("texts.yml", "Wait a little in {product}.", "Wait a little.", "wait.found", "different placeholders"),
    ("texts.yml", "{product}", "{colour}", "wait", "uses the unknown placeholder {colour}"),
    ("texts.yml", "在 {product}", "在 {product", "wait", "unmatched brace"),
    ("texts.yml", "title:", "tilte:", "title", "is missing"),
    ("texts.yml", "tron_rule:", "tron_rules:", "tron_rules", "is said by no step"),
    ("texts.yml", "  why: {zh: 规则不同。, en: Rules differ.}\n", "", "ask_chain.why", "say why we ask"),
    ("texts.yml", "    tron: {zh: 波场, en: TRON}\n", "", "options.tron", "give the button a title"),
    ("texts.yml", "en: TRON}", "en: TRON, also: [eth]}", "ask_chain.options", "`eth` means both"),
    ("texts.yml", "[bip_39]", "[hearsay]", "wait.sources", "names the unknown source"),
    ("texts.yml", "  sources: [bip_39]\n", "", "wait", "names no source"),
    ("texts.yml", "  dont: {zh: [重发], en: [send again]}\n", "", "wait.dont", "is missing"),
    ("texts.yml", "en: [wait]", "en: [we can recover it]", "wait.do.en", "promises too much"),
    ("texts.yml", "zh: [等]", "zh: [你已经安全了]", "wait.do.zh", "promises too much"),
    ("texts.yml", "en: [wait]", "en: [call 400-820-1234]", "wait.do.en", "looks like a phone number"),
    ("nlu.yml", "intent: demo", "intent: other", "nlu", "examples of another intent"),
    ("nlu.yml", "nlu:", "mlu:", "nlu", "has no examples"),
    ("conversations.yml", "language: zh-Hans", "language: en", "(top)", "has no transcript in zh"),
    ("conversations.yml", "language: zh-Hans", "language: klingon", "language", "is not a language"),
    ("conversations.yml", "    - user: tron it was", "    - says: tron it was", "turns[1]", "either `user` or `press`"),
]


@pytest.mark.parametrize(("file", "old", "new", "key", "problem"), MISTAKES, ids=[m[4] for m in MISTAKES])
def test_a_mistake_is_reported_where_it_is(
    project: Path, file: str, old: str, new: str, key: str, problem: str
) -> None:
    demo.replace(project, file, old, new)
    found = check(project)

    named = [each for each in found if problem in f"{each.problem} {each.hint}" and key in each.key]
    assert named
    assert all(each.file == f"data/topics/demo/{file}" for each in named)
    assert all(each.hint for each in found)


def test_all_mistakes_are_reported_at_once(project: Path) -> None:
    demo.replace(project, "playbook.yml", "start: ask_chain", "start: nowhere")
    demo.replace(project, "texts.yml", "[bip_39]", "[hearsay]")
    demo.replace(project, "nlu.yml", "intent: demo", "intent: other")

    files = {problem.file for problem in check(project)}
    assert {"data/topics/demo/playbook.yml", "data/topics/demo/nlu.yml"} <= files


def test_a_missing_file_and_one_that_is_not_text_are_reported(project: Path) -> None:
    (project / "data/topics/demo/conversations.yml").unlink()
    (project / "data/topics/demo/texts.yml").write_bytes(b"\xff\xfe\x00binary")

    problems = {(problem.file, problem.problem) for problem in check(project)}
    assert ("data/topics/demo/conversations.yml", "the file is missing") in problems
    assert ("data/topics/demo/texts.yml", "is not UTF-8 text") in problems


def test_a_topic_that_rasa_does_not_know_is_reported(project: Path) -> None:
    (project / "domain.yml").write_text("intents:\n  - other\n", encoding="utf-8")

    assert [(problem.file, problem.key) for problem in check(project)] == [("domain.yml", "demo")]


def test_loading_refuses_content_with_any_problem(project: Path) -> None:
    demo.replace(project, "playbook.yml", "start: ask_chain", "start: nowhere")

    with pytest.raises(ContentError) as caught:
        load(project)
    assert "names a step that does not exist" in str(caught.value)


def test_a_family_needs_topics_that_exist_and_a_text(project: Path) -> None:
    (project / "data/dialogue/families.yml").write_text("rare: [demo, unicorn]\n", "utf-8")

    found = [(problem.file, problem.problem) for problem in check(project)]

    assert ("data/dialogue/families.yml", "there is no topic `unicorn`") in found
    assert ("data/dialogue/families.yml", "the family `rare` has no text") in found
