"""`walletdesk tickets`: list, show, reply, close."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from walletdesk.cli.desk import Counter

STATUSES = ("open", "answered", "closed", "all")
LANGUAGES = {"zh": "zh-Hans", "en": "en"}
_language = click.option("--lang", type=click.Choice(list(LANGUAGES)), help="Language of the labels (default: LANG).")
_json = click.option("--json", "machine", is_flag=True, help="One JSON object a line.")
_yes = click.option("--yes", is_flag=True, help="Send it although it has a phone number, a strange link or such.")


@click.group()
def tickets() -> None:
    """Read and answer what users handed over. 工单：查看、回复、关闭。

    \b
    walletdesk tickets list --urgent
    walletdesk tickets show WD-7K3M-9Q2F
    walletdesk tickets reply WD-7K3M-9Q2F 'Please update to the newest version.'
    walletdesk tickets close WD-7K3M-9Q2F
    """


@tickets.command("list")
@click.option("--status", type=click.Choice(STATUSES), default="open", show_default=True)
@click.option("--team", metavar="T", help="general, technical or security.")
@click.option("--urgent", is_flag=True, help="Urgent ones only.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, metavar="N")
@_json
@_language
def list_tickets(status: str, team: str | None, urgent: bool, limit: int, machine: bool, lang: str | None) -> None:
    """Urgent ones first, then those that wait longest. 紧急的在前，等得最久的在前。"""
    _counter(lang).list_tickets(status, team, urgent, limit, machine)


@tickets.command()
@click.argument("number")
@_json
@_language
def show(number: str, machine: bool, lang: str | None) -> None:
    """Everything about one ticket. 一张工单的全部内容。"""
    sys.exit(_counter(lang).show(number, machine))


@tickets.command()
@click.argument("number")
@click.argument("text")
@_yes
@_language
def reply(number: str, text: str, yes: bool, lang: str | None) -> None:
    """Answer a ticket; `-` as TEXT reads it from standard input. 回复工单。

    The user reads it with the next message in that conversation.
    """
    sys.exit(_counter(lang).reply(number, _text(text), sure=yes))


@tickets.command()
@click.argument("number")
@click.option("--reply", "text", metavar="TEXT", help="Last words for the user; `-` reads them from standard input.")
@_yes
@_language
def close(number: str, text: str | None, yes: bool, lang: str | None) -> None:
    """Close a ticket. 关闭工单。"""
    counter = _counter(lang)
    sys.exit(counter.close(number) if text is None else counter.reply(number, _text(text), sure=yes, closing=True))


def _text(given: str) -> str:
    return sys.stdin.buffer.read().decode("utf-8", "replace") if given == "-" else given


def _counter(lang: str | None) -> Counter:
    from walletdesk import bootstrap
    from walletdesk.adapters.desk import Staff
    from walletdesk.cli.desk import Counter
    from walletdesk.cli.tables import terminal_language

    language = LANGUAGES[lang] if lang else terminal_language()
    return Counter(bootstrap.the_labels(), Staff(bootstrap.the_store()), language)
