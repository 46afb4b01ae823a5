"""The `walletdesk` command. Nothing slow is imported before a command needs it: help and banner come at once."""

from __future__ import annotations

import asyncio
import sys
import threading
from pathlib import Path
from typing import Any

import click

from walletdesk.cli.chain import address, tx
from walletdesk.cli.report import report
from walletdesk.cli.site import site
from walletdesk.cli.telegram import telegram
from walletdesk.cli.tickets import tickets
from walletdesk.cli.widget import widget_data
from walletdesk.core.errors import ContentError, PortError, SetupError

_LANGUAGES = {"auto": None, "zh": "zh-Hans", "en": "en"}


class _Commands(click.Group):
    """Turns our own errors into a message and exit code 1; a traceback is for defects only."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except ContentError as error:
            for problem in error.problems:
                click.echo(str(problem), err=True)
        except (SetupError, PortError) as error:
            click.echo(str(error), err=True)
        sys.exit(1)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Troubleshooting for self-custody wallets, in Chinese and English. 自助排查钱包问题，中英双语。

    \b
    walletdesk chat                              talk to it / 开始对话
    echo '转账一直打包中' | walletdesk classify    what is this message about?
    walletdesk check                             is everything under data/ in order?
    """


main.add_command(tickets)
main.add_command(report)
main.add_command(site)
main.add_command(tx)
main.add_command(address)
main.add_command(widget_data)
main.add_command(telegram)


@main.command()
@click.option("--lang", type=click.Choice(list(_LANGUAGES)), default="auto", help="Keep to one language.")
@click.option("--json", "machine", is_flag=True, help="JSON lines in and out instead of a shell.")
def chat(lang: str, machine: bool) -> None:
    """Talk to the desk. 和它对话。

    \b
    walletdesk chat --lang zh
    echo '{"sender":"a","text":"my USDT is stuck"}' | walletdesk chat --json
    """
    language = _LANGUAGES[lang]
    if machine:
        from walletdesk.cli import machine as machine_modes

        asyncio.run(_with_talk(lambda talk: machine_modes.chat(talk, language), _report_on_stderr))
        return
    from walletdesk.cli.shell import Shell

    shell = Shell(language)
    shell.banner()
    loop = asyncio.new_event_loop()
    talk = shell.start(lambda report: loop.run_until_complete(_load_talk(report)))
    threading.Thread(target=asyncio.run, args=(_wake(talk),)).start()
    loop.run_until_complete(shell.talk(talk))


@main.command()
def classify() -> None:
    """Say what each line is about: intent, ranking, entities, language. 判断每行消息的意图。

    \b
    echo 'TRC20 能量不足 转不出去' | walletdesk classify
    """
    from walletdesk.cli import machine

    asyncio.run(_with_talk(machine.classify, _report_on_stderr))


@main.command()
def redact() -> None:
    """Take secrets out of each line. 把每行里的助记词、私钥遮掉。

    \b
    echo '{"sender":"a","text":"…"}' | walletdesk redact     lines of one sender count as one conversation
    """
    from walletdesk.cli import machine

    machine.redact()


@main.command()
@click.option("--strict", is_flag=True, help="Fail where a figure of data/facts.yml is past its shelf life, too.")
def check(strict: bool) -> None:
    """Check all content and play all transcripts. 检查全部内容，一次列出所有问题。"""
    from walletdesk.cli import contents

    sys.exit(contents.check(strict))


@main.command()
@click.argument("topic")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="en", help="Language of the labels.")
@click.option(
    "--svg", type=click.Path(dir_okay=False, path_type=Path), help="Also draw it to this file (needs Graphviz)."
)
def graph(topic: str, lang: str, svg: Path | None) -> None:
    """Draw a topic's decision tree as Mermaid. 画出某个主题的决策树。

    \b
    walletdesk graph transfer_pending --lang zh
    """
    from walletdesk.cli import contents

    sys.exit(contents.graph(topic, _LANGUAGES[lang] or "en", svg))


@main.command()
@click.option("--force", is_flag=True, help="Train even if nothing has changed.")
def train(force: bool) -> None:
    """Train the model if anything it is made from has changed. 训练模型。"""
    from walletdesk.rasa_edge import launch

    click.echo(str(launch.train(_edge(), _report_on_stderr, force)))


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True)
def serve(host: str, port: int) -> None:
    """Serve the chat widget, its page and its API. 启动聊天窗口的服务。

    \b
    walletdesk serve                              then open http://127.0.0.1:8000/
    walletdesk serve --host 0.0.0.0 --port 8080   behind a proxy that speaks HTTPS
    """
    from walletdesk import bootstrap
    from walletdesk.rasa_edge import launch, serving

    door = serving.listen(host, port)  # first: whoever waits for a model wants to know at once that the port is taken
    edge = _edge(in_database=True)
    bootstrap.warm_up()
    model = launch.train(edge, _report_on_stderr)
    serving.serve(edge, model, door, lambda url: click.echo(f"WalletDesk: {url}"))


@main.command()
@click.option("--port", default=5055, show_default=True)
def actions(port: int) -> None:
    """Run the actions as a server of their own. 单独运行 action 服务。

    \b
    walletdesk actions &
    WALLETDESK_ACTIONS=http://127.0.0.1:5055/webhook walletdesk chat
    """
    from walletdesk import bootstrap
    from walletdesk.rasa_edge import launch

    bootstrap.warm_up()
    launch.run_actions(_edge(), port)


@main.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def rasa(arguments: tuple[str, ...]) -> None:
    """Rasa's own commands with our guard and compatibility layer. 带保护层的 rasa 命令。

    \b
    walletdesk rasa data validate
    """
    from walletdesk.rasa_edge import launch

    sys.exit(launch.run_rasa(_edge(), arguments))


def _edge(in_database: bool = False) -> Any:
    """`in_database`: conversations survive the process."""
    from walletdesk import bootstrap
    from walletdesk.rasa_edge.launch import Edge

    settings = bootstrap.the_settings()
    return Edge(
        root=settings.root,
        action_url=settings.action_url,
        log_level=settings.log_level,
        conversations=settings.desk_url if in_database else None,
    )


def _report_on_stderr(stage: str) -> None:
    click.echo(f"train: {stage}", err=True)


async def _load_talk(report: Any) -> Any:
    from walletdesk.rasa_edge import launch, serving

    edge = _edge()
    model = await asyncio.to_thread(launch.train, edge, report)
    agent = await launch.load_agent(edge, model)
    from walletdesk.rasa_edge.talk import Talk

    talk = Talk(agent, serving.apologise)
    await talk.understand("hello 你好")  # dictionaries and encoders are read at their first use; let it not be a user's
    return talk


async def _wake(talk: Any) -> None:
    """Unclear messages wake the big encoders, which takes a second; done while the user still reads the welcome."""
    for unclear in ("some odd thing about it, maybe, who knows", "有点怪怪的，说不上来"):
        await talk.understand(unclear)


async def _with_talk(use: Any, report: Any) -> None:
    await use(await _load_talk(report))
