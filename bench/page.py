"""Puts the page of one comparison together: tables, failures and how it was measured."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from bench import report, stock
from bench.figures import Figure, over_rounds
from bench.rounds import Results
from bench.scenario import LONG_TURNS, SHORT_TURNS, Plan, read

OURS, STOCK, LIGHT = "WalletDesk", "stock Rasa 3.6.21", "WalletDesk, light tier"


@dataclass(frozen=True)
class Setting:
    """pipeline: names of WalletDesk's components in this run; installed: its size in MB, None where not asked for."""

    plan: Plan
    quick: bool = False
    pipeline: Sequence[str] = ()
    installed: float | None = None


def render(results: Mapping[str, Results], setting: Setting) -> str:
    """`results` by side: ours, stock, light; a side that was not asked for is not there."""
    plan = setting.plan
    measured = {name: over_rounds(each.runs, each.trainings) for name, each in results.items()}
    ours, theirs, light = (measured.get(name, {}) for name in ("ours", "stock", "light"))
    if setting.installed is not None:
        ours = {**ours, "installed": Figure.over([setting.installed])}
    lines = ["# A turn of WalletDesk against stock Rasa", "", *_opening(plan, setting.quick), ""]
    lines += report.table((OURS, STOCK), ours, theirs, "full", plan.short)
    lines += ["", "## Light tier", "", *_light(light, ours, plan)]
    lines += report.failures({name: [*each.failures, *_troubles(each)] for name, each in results.items()})
    lines += ["", "## How it was measured", "", *(f"- {note}" for note in _notes(setting, results))]
    return "\n".join(lines) + "\n"


def failed(results: Mapping[str, Results]) -> bool:
    return any(each.failures or _troubles(each) for each in results.values())


def _opening(plan: Plan, quick: bool) -> list[str]:
    lines = [f"`make bench` wrote this page. {report.machine()}.", ""]
    if quick:
        lines += ["**A quick run: one round and few turns. The numbers are rough.**", ""]
    how = "One round" if plan.rounds == 1 else f"Medians over {plan.rounds} rounds, in brackets the extremes"
    return [*lines, f"{how}. Ratio: WalletDesk / stock. Budgets are printed, nothing depends on them."]


def _light(light: Mapping[str, Figure], full: Mapping[str, Figure], plan: Plan) -> list[str]:
    if not light:
        return ["Not measured in this run."]
    return report.table((LIGHT, "WalletDesk, all encoders"), light, full, "light", plan.short)


def _troubles(results: Results) -> list[str]:
    """Turns that were fast because they went wrong."""
    found = []
    for number, run in enumerate(results.runs, 1):
        if run["silent"]:
            found.append(f"round {number}: {run['silent']} turns without an answer")
        if run["errors"]:
            found.append(f"round {number}: {run['errors']} errors in the log")
    return found


def _notes(setting: Setting, results: Mapping[str, Results]) -> list[str]:
    plan = setting.plan
    turns = sum(len(conversation) for conversation in plan.conversations())
    classifier = "DIET" if stock.has_tensorflow() else "LogisticRegression"
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("rasa-sdk", "jsonschema"))
    notes = [
        "Every round starts a fresh process for each side, one after the other; both talk to Rasa's agent from Python, "
        "without a web server in front. Both stores are in memory. Numeric libraries use one thread.",
        f"The Rasa process of either side is bound to one core. WalletDesk's actions run inside it; the stock actions "
        f"run in their own server (`python -m rasa_sdk`), {_server_core()}. {_server_memory(results)}",
        f"Stock: the same intents and the same examples, JiebaTokenizer, CountVectors (words, characters), "
        f"{classifier}, FallbackClassifier, one rule from every intent to one action that keeps a slot and "
        f"answers a line with three buttons; Rasa's own validation of action results; no guard. {versions}.",
        *_stand_in(),
        "WalletDesk: the project as it is, its guard and its redacting store included, no look-ups. "
        f"Its pipeline: {', '.join(setting.pipeline)}.",
        f"Turns: {turns} a round, in {len(plan.conversations())} conversations ({len(read())} different ones), "
        "Chinese, English and mixed, short and long; where a user presses a button, it is one of the bot's "
        "last answer. The clock runs from message to complete answer. "
        "Turns a second: the same turns, one after the other.",
        f"Turn 5 and turn 200: one conversation of {LONG_TURNS} typed messages a round; "
        "both windows hold the same messages.",
        f"Memory: resident set after those conversations and {plan.short:,} more of {SHORT_TURNS} turns.",
        "Start: from the start of the process to the first answer, the model trained before, the stock action server "
        "already up. CPU seconds are those of the Rasa process.",
        "Installed size: the files of every package WalletDesk depends on, encoders included; "
        "the stock set-up has no installation of its own here.",
        "Training: once a side, from the start of the process, empty cache, all cores open to it.",
    ]
    return [note.strip() for note in notes]


def _stand_in() -> list[str]:
    if stock.has_tensorflow():
        return []
    return [
        "TensorFlow is not installed: stock Rasa could not start, so it borrows WalletDesk's stand-in for the import. "
        "An installation with TensorFlow starts later, needs more memory and trains longer than the column says."
    ]


def _server_core() -> str:
    from bench.rounds import cores

    mine, other = cores()
    return "which has another core to itself" if mine != other else "on the same core, for this machine has only one"


def _server_memory(results: Mapping[str, Results]) -> str:
    sizes = results["stock"].server_memory if "stock" in results else []
    return f"Its {median(sizes):.0f} MB are not counted." if sizes else ""
