"""The house rules that a machine can hold us to."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

from walletdesk.content.node import read, reserved_keys

ROOT = Path(__file__).parents[1]
CODE = sorted([*(ROOT / "walletdesk").rglob("*.py"), *(ROOT / "actions").rglob("*.py")])
OURS = sorted(p for p in (ROOT / "data").rglob("*.yml") if p.name not in ("nlu.yml", "rules.yml"))
FORBIDDEN_NAMES = {"utils", "helpers", "common", "manager", "base", "misc"}
# These hold patterns that recognise people's words; the command line's help is its own page.
PATTERNS = {"understanding", "secrets", "official", "cli", "check.py"}
SPEAKING = [path for path in CODE if not PATTERNS & set(path.relative_to(ROOT).parts)]
_SENTENCE = re.compile(r"[\u4e00-\u9fff]{4,}|\b(?:please|sorry|you should|your wallet)\b(?=.* )", re.I)


def strings(path: Path) -> list[str]:
    """String constants that are not docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    constants = [n for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    return [node.value for node in constants if id(node) not in docstrings]


def test_the_import_contracts_hold() -> None:
    done = subprocess.run([Path(sys.executable).parent / "lint-imports"], cwd=ROOT, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout


def test_every_module_fits_in_a_head_and_has_a_telling_name() -> None:
    long = {str(path): lines for path in CODE if (lines := len(path.read_text("utf-8").splitlines())) > 300}

    assert long == {}
    assert [path for path in CODE if path.stem in FORBIDDEN_NAMES] == []


def test_no_sentence_for_users_stands_in_code() -> None:
    said = {str(path): [text for text in strings(path) if _SENTENCE.search(text)] for path in SPEAKING}

    assert {path: texts for path, texts in said.items() if texts} == {}


def test_rasa_does_not_take_our_yaml_for_training_data() -> None:
    taken = {str(path.relative_to(ROOT)): list(reserved_keys(read(path, ROOT, []))) for path in OURS}

    assert {name: keys for name, keys in taken.items() if keys} == {}


def test_the_core_imports_without_anything_around_it() -> None:
    script = (
        "import sys, walletdesk.core.dialogue, walletdesk.core.secrets;"
        "print([m for m in ('rasa', 'yaml', 'spacy', 'aiohttp', 'sanic') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
