"""A project with one small, faultless topic; tests break it in one place at a time."""

from __future__ import annotations

import shutil
from pathlib import Path

PROJECT = Path(__file__).parents[2]
# What speaks of topics the demo does not have.
OF_OUR_TOPICS = shutil.ignore_patterns("conversations.yml", "families.yml", "starters.yml", "hard.yml")

PLAYBOOK = """\
topic: demo
start: ask_chain
steps:
  ask_chain:
    ask: chain
    from: network
    options:
      evm: {next: look, values: [ethereum]}
      tron: tell_tron
    dont_know: ask_sure
  ask_sure:
    ask: sure
    yes: end_wait
    no: ask_chain
    dont_know: end_wait
  tell_tron: {tell: tron_rule, next: end_wait}
  look:
    look_up: transaction
    outcomes: {success: end_wait, unavailable: end_wait}
  end_wait: {conclude: wait}
"""
TEXTS = """\
title: {zh: 示例, en: Demo}
ask_chain:
  zh: 哪条网络？
  en: Which network?
  why: {zh: 规则不同。, en: Rules differ.}
  options:
    evm: {zh: 以太坊, en: Ethereum, also: [eth]}
    tron: {zh: 波场, en: TRON}
ask_sure:
  zh: 确定吗？
  en: Are you sure?
  why: {zh: 免得弄错。, en: So that we do not err.}
  options:
    "yes": {zh: 确定, en: "Yes"}
    "no": {zh: 不确定, en: "No"}
tron_rule: {zh: 波场不会一直打包中。, en: TRON does not stay pending.}
wait:
  found: {zh: "在 {product} 里等一等。", en: "Wait a little in {product}."}
  do: {zh: [等], en: [wait]}
  dont: {zh: [重发], en: [send again]}
  unchecked: {zh: 链上状态。, en: The chain.}
  sources: [bip_39]
"""
NLU = """\
version: "3.1"
nlu:
  - intent: demo
    metadata: {language: en}
    examples: |
      - demo please
"""
TRANSCRIPT = """\
- title: en, tron {number}
  language: {language}
  turns:
    - user: a demo please, and be quick about it
      intent: demo
      bot: [demo.ask_chain]
    - user: {answer}
      bot: [demo.tron_rule, demo.wait, dialogue.anything_else]
"""


def make(root: Path) -> Path:
    """The project folder, below `root`."""
    data = root / "data"
    data.mkdir(parents=True)
    shutil.copy(PROJECT / "config.yml", root)
    for name in ("dialogue", "smalltalk"):
        shutil.copytree(PROJECT / "data" / name, data / name, ignore=OF_OUR_TOPICS)
    for name in ("profile.yml", "sites.yml", "networks.yml", "sources.yml", "lexicon.yml", "facts.yml"):
        shutil.copy(PROJECT / "data" / name, data)
    topic = data / "topics" / "demo"
    topic.mkdir(parents=True)
    said = [("en", "tron it was")] * 5 + [("zh-Hans", "波场上的")]
    conversations = "".join(
        TRANSCRIPT.format(number=number, language=language, answer=answer)
        for number, (language, answer) in enumerate(said)
    )
    files = {"playbook.yml": PLAYBOOK, "texts.yml": TEXTS, "nlu.yml": NLU, "conversations.yml": conversations}
    for name, text in files.items():
        (topic / name).write_text(text, encoding="utf-8")
    return root


def replace(root: Path, file: str, old: str, new: str) -> None:
    path = root / "data" / "topics" / "demo" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
