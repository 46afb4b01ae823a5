"""Compiles `contracts/*.sol` once per content, and speaks the contract ABI."""

from __future__ import annotations

import hashlib
import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from eth_abi.abi import encode
from eth_utils.abi import function_signature_to_4byte_selector

from tests.e2e import tools

_SOURCES = tools.HERE / "contracts"
_SETTINGS = {
    "evmVersion": "prague",
    "optimizer": {"enabled": True, "runs": 200},
    "outputSelection": {"*": {"*": ["evm.bytecode.object", "evm.deployedBytecode.object"]}},
}


def compiled() -> Mapping[str, Mapping[str, str]]:
    """By contract name: `create` (deployment code without arguments) and `code` (what lies on the chain), 0x-hex."""
    sources = {path.name: {"content": path.read_text("utf-8")} for path in sorted(_SOURCES.glob("*.sol"))}
    question = json.dumps({"language": "Solidity", "sources": sources, "settings": _SETTINGS}, sort_keys=True)
    lock = (tools.HERE / "package-lock.json").read_text("utf-8")
    kept = tools.CACHE / f"{hashlib.sha256((question + lock).encode()).hexdigest()[:24]}.json"
    if not kept.exists():
        _keep(kept, _bytecode(question))
    found: Mapping[str, Mapping[str, str]] = json.loads(kept.read_text("utf-8"))
    return found


def _bytecode(question: str) -> dict[str, dict[str, str]]:
    said = subprocess.run(tools.solc(), input=question, capture_output=True, text=True, check=True, timeout=120).stdout
    answer = json.loads(said[said.index("{") :])
    errors = [each["formattedMessage"] for each in answer.get("errors", ()) if each["severity"] == "error"]
    if errors:
        raise ValueError("\n".join(errors))
    contracts = {name: made for file in answer["contracts"].values() for name, made in file.items()}
    return {name: _codes(made["evm"]) for name, made in contracts.items()}


def _codes(evm: Mapping[str, Any]) -> dict[str, str]:
    return {"create": "0x" + evm["bytecode"]["object"], "code": "0x" + evm["deployedBytecode"]["object"]}


def _keep(file: Path, bytecode: Mapping[str, Mapping[str, str]]) -> None:
    file.parent.mkdir(exist_ok=True)
    draft = file.with_suffix(".draft")
    draft.write_text(json.dumps(bytecode), "utf-8")
    draft.replace(file)


def call(signature: str, *values: Any) -> str:
    """Call data of `transfer(address,uint256)` and the like, 0x-hex."""
    selector = function_signature_to_4byte_selector(signature)
    return "0x" + (selector + encode(_types(signature), values)).hex()


def creation(code: str, types: tuple[str, ...] = (), *values: Any) -> str:
    return code + encode(types, values).hex()


def _types(signature: str) -> list[str]:
    inside = signature[signature.index("(") + 1 : -1]
    return inside.split(",") if inside else []
