"""Starting, training, reaching actions, and Rasa's own commands behind our layer."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from edge_toys import HERE, ROOT, key, write_project

from walletdesk.core.errors import SetupError
from walletdesk.rasa_edge import launch, training

if TYPE_CHECKING:
    from conftest import Bot


def python(program: str, folder: Path, timeout: float = 120) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, timeout=timeout)


def test_nothing_of_rasa_is_imported_to_find_an_up_to_date_model(project: Path, model: Path) -> None:
    program = (
        "import sys, pathlib; from walletdesk.rasa_edge.launch import Edge, train\n"
        f"print(train(Edge(root=pathlib.Path({str(project)!r}))))\n"
        "assert not any(name.split('.')[0] in {'rasa', 'numpy', 'structlog'} for name in sys.modules)\n"
    )
    done = python(program, ROOT)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == str(model)


def test_a_model_is_out_of_date_when_anything_it_is_made_from_changes(tmp_path: Path) -> None:
    write_project(tmp_path)
    models = tmp_path / "models"
    models.mkdir()

    def pretend_to_train() -> None:
        training._remember(models, training.fingerprint(tmp_path), "walletdesk-1.tar.gz")
        (models / "walletdesk-1.tar.gz").touch()
        assert training.trained_model(tmp_path, models)

    for name in ("config.yml", "domain.yml", "data/rules.yml", "data/toy/nlu.yml"):
        pretend_to_train()
        with (tmp_path / name).open("a") as file:
            file.write("# changed\n")
        assert training.trained_model(tmp_path, models) is None, name
    pretend_to_train()
    (models / "walletdesk-1.tar.gz").unlink()
    assert training.trained_model(tmp_path, models) is None
    (models / training.STATE).write_text("not json")
    assert training.trained_model(tmp_path, models) is None


def test_our_own_yaml_beside_the_examples_does_not_change_the_model(tmp_path: Path) -> None:
    write_project(tmp_path)
    before = training.fingerprint(tmp_path)
    (tmp_path / "data" / "toy" / "texts.yml").write_text("ask:\n  en: What?\n")
    assert training.fingerprint(tmp_path) == before
    assert all(Path(path).name in {"rules.yml", "nlu.yml"} for path in training.training_files(tmp_path))


def test_training_reports_its_stages(edge: launch.Edge) -> None:
    stages: list[str] = []
    with training._stages(stages.append):
        import logging

        hooks = logging.getLogger("rasa.engine.training.hooks")
        hooks.info("Starting to train component 'RulePolicy'.")
        hooks.info("Finished training component 'RulePolicy'.")
    assert stages == ["RulePolicy"]


def test_a_model_that_cannot_be_loaded_is_an_error_with_a_way_out(edge: launch.Edge, tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="train again"):
        asyncio.run(launch.load_agent(edge, tmp_path / "no such model.tar.gz"))


@pytest.mark.rasa
def test_an_action_package_that_cannot_be_imported_is_an_error_and_no_exit(edge: launch.Edge, model: Path) -> None:
    broken = dataclasses.replace(edge, actions_package="no_such_package")
    with pytest.raises(SetupError, match=r"no_such_package.*No module named"):
        asyncio.run(launch.load_agent(broken, model))


def test_the_open_api_is_refused(edge: launch.Edge) -> None:
    for argv in (["run", "--enable-api"], ["shell", "--enable-api=true"]):
        with pytest.raises(SetupError, match="--enable-api"):
            launch.run_rasa(edge, argv)


@pytest.mark.rasa
def test_rasas_own_commands_run_behind_our_layer(edge: launch.Edge, model: Path, tmp_path: Path) -> None:
    program = (
        f"import sys, pathlib; sys.path.insert(0, {str(HERE)!r})\n"
        "from walletdesk.rasa_edge.launch import Edge, run_rasa\n"
        f"edge = Edge(root=pathlib.Path({str(edge.root)!r}))\n"
        f"sys.exit(run_rasa(edge, ['data', 'validate', '--data', {str(edge.root / 'data')!r}]))\n"
    )
    done = python(program, tmp_path)
    assert done.returncode == 0, done.stderr[-2000:]
    assert "tensorflow" not in done.stderr.lower()


@pytest.mark.rasa
def test_the_endpoint_translates_what_actions_raise(
    edge: launch.Edge, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rasa.utils.endpoints import ClientResponseError
    from rasa_sdk.interfaces import ActionExecutionRejection

    from walletdesk.rasa_edge.endpoint import InProcessEndpoint

    endpoint = InProcessEndpoint("toy_actions", timeout=0.05)
    tracker = {"sender_id": "a", "slots": {}, "latest_message": {"text": "please sleep"}, "events": []}
    call = {"next_action": "action_turn", "sender_id": "a", "tracker": tracker}

    def status_of(call: dict[str, Any]) -> tuple[int, str]:
        with pytest.raises(ClientResponseError) as caught:
            bot.run(endpoint.request(json=call))
        return caught.value.status, caught.value.text

    async def reject(call: Any) -> Any:
        raise ActionExecutionRejection("action_turn", "not now")

    secret = key("endpoint")
    assert status_of(call) == (500, "")
    assert status_of({**call, "next_action": "no_such"})[0] == 404
    tracker["latest_message"] = {"text": f"please explode {secret}"}
    assert status_of(call) == (500, "")
    monkeypatch.setattr(endpoint._runner._executor, "run", reject)
    status, text = status_of(call)
    assert (status, json.loads(text)) == (400, {"error": "not now", "action_name": "action_turn"})


def test_only_the_actions_of_the_named_package_are_run(edge: launch.Edge) -> None:
    """Another package's class of the same name may be imported in the same process."""
    from rasa_sdk import Action

    from walletdesk.rasa_edge.runner import ActionRunner

    class Stranger(Action):
        def name(self) -> str:
            return "action_turn"

    runner = ActionRunner("toy_actions")
    assert runner.names == ("action_session_start", "action_turn")
    assert type(runner._executor.actions["action_turn"].__self__).__module__ == "toy_actions.turn"
    assert Stranger().name() in runner.names


@pytest.mark.rasa
def test_an_action_cannot_change_rasas_tracker(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    from walletdesk.rasa_edge.endpoint import InProcessEndpoint

    endpoint = InProcessEndpoint("toy_actions")
    body = {"next_action": "x", "tracker": {"slots": {"conversation": {"turns": 1}}}}

    async def meddle(call: Any) -> Any:
        call["tracker"]["slots"]["conversation"]["turns"] = 99
        return {"events": [], "responses": []}

    monkeypatch.setattr(endpoint._runner, "run", meddle)
    assert bot.run(endpoint.request(json=body)) == {"events": [], "responses": []}
    assert body["tracker"]["slots"]["conversation"]["turns"] == 1


@pytest.mark.rasa
def test_endpoints_yml_understands_inproc(edge: launch.Edge, model: Path) -> None:
    launch.prepare(edge)
    from rasa.core.utils import AvailableEndpoints

    from walletdesk.rasa_edge.endpoint import HttpEndpoint, InProcessEndpoint

    assert isinstance(AvailableEndpoints.read_endpoints(edge.endpoints_file).action, InProcessEndpoint)
    remote = dataclasses.replace(edge, action_url="http://127.0.0.1:1/webhook", action_timeout=3.0)
    chosen = launch._endpoints(remote).action
    assert isinstance(chosen, HttpEndpoint)
    assert chosen.timeout == 3.0


@pytest.mark.rasa
def test_rules_and_domain_agree() -> None:
    """One rule for every intent: an intent without it would fall into Rasa's fallback, which undoes the turn."""
    from walletdesk.rasa_edge import no_tensorflow, rules

    no_tensorflow.hide()
    assert (ROOT / rules.RULES).read_text("utf-8") == rules.rules_for(ROOT / "domain.yml"), (
        "run: python -m walletdesk.rasa_edge.rules"
    )


@pytest.mark.rasa
def test_rasas_importer_takes_nothing_but_rules_and_examples_from_data() -> None:
    """Rasa's own commands scan all of data/; our playbooks, texts and conversations lie there too."""
    launch.prepare(launch.Edge(root=ROOT))
    from rasa.shared.data import get_core_directory, get_nlu_directory
    from rasa.shared.importers.importer import TrainingDataImporter

    importer = TrainingDataImporter.load_from_config(
        str(ROOT / "config.yml"), str(ROOT / "domain.yml"), [str(ROOT / "data")]
    )
    assert [step.block_name for step in importer.get_stories().story_steps[:1]] == ["every turn"]
    core = Path(get_core_directory([str(ROOT / "data")]))
    assert all(path.name.endswith("rules.yml") for path in core.rglob("*.yml"))
    assert all(path.name.endswith("nlu.yml") for path in Path(get_nlu_directory([str(ROOT / "data")])).rglob("*.yml"))
    unknown = set(importer.get_nlu_data().intents) - set(importer.get_domain().intents)
    assert unknown == set()
