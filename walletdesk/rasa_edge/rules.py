"""Writes data/rules.yml, the one rule of the bot, from the intents of domain.yml.

`python -m walletdesk.rasa_edge.rules` in the project folder; with `--check` it only says whether they agree.
"""

from __future__ import annotations

import sys
from pathlib import Path

from walletdesk.rasa_edge import no_tensorflow

RULES = Path("data/rules.yml")
_HEAD = """\
# Written by `python -m walletdesk.rasa_edge.rules` from the intents of domain.yml.
version: "3.1"
rules:
  - rule: every turn
    steps:
      - or:
"""
_TAIL = "      - action: action_turn\n"


def rules_for(domain_file: Path) -> str:
    """The text of rules.yml. Rasa adds intents of its own, which need the rule too (nlu_fallback among them)."""
    from rasa.shared.core.domain import Domain

    # Rasa obeys these above any rule, and rejects rules about them; the guard keeps users from typing them.
    commands = {"restart", "back", "session_start"}
    intents = sorted(set(Domain.load(str(domain_file)).intents) - commands)
    return _HEAD + "".join(f"          - intent: {intent}\n" for intent in intents) + _TAIL


def main(arguments: list[str]) -> int:
    no_tensorflow.hide()
    wanted = rules_for(Path("domain.yml"))
    if "--check" in arguments:
        return int(RULES.read_text("utf-8") != wanted)
    RULES.write_text(wanted, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
