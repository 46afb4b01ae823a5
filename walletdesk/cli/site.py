"""`walletdesk site`: is this the official one?"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from datetime import date, datetime, timezone
from pathlib import Path
from typing import Any

import click

_LANGUAGES = {"zh": "zh-Hans", "en": "en"}
_TRADITIONAL = ("zh_TW", "zh_HK", "zh_MO", "zh-Hant")
_STALE_AFTER = 30  # days


@click.command()
@click.argument("text", required=False)
@click.option("--json", "machine", is_flag=True, help="One JSON object for each text.")
@click.option("--lang", type=click.Choice(list(_LANGUAGES)), help="Language of the answer (default: LANG).")
@click.option("--refresh", is_flag=True, help="Download the list of phishing sites by npm first.")
@click.option(
    "--from",
    "source",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="With --refresh: take the list from this config.json or package instead.",
)
def site(text: str | None, machine: bool, lang: str | None, refresh: bool, source: Path | None) -> None:
    """Is this domain, mail, number, account, app file or package official? 网址、邮箱、号码、账号、安装包是官方的吗？

    `-` as TEXT reads lines from standard input. Exit code 0: all official; 1: not; 2: wrong usage. Nothing is opened.

    \b
    walletdesk site token-im.com
    walletdesk site 'https://token.im@evil.com' --json
    walletdesk site --refresh
    """
    if not text and not refresh:
        raise click.UsageError("give a TEXT, `-` for standard input, or --refresh")
    if source and not refresh:
        raise click.UsageError("--from goes with --refresh")
    desk = _Counter(_LANGUAGES[lang] if lang else _of_environment())
    if refresh:
        desk.refresh(source)
    if text:
        sys.exit(int(not desk.answer(text, machine)))


def _of_environment() -> str:
    named = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    if named.startswith(_TRADITIONAL):
        return "zh-Hant"
    return "zh-Hans" if named.startswith("zh") else "en"


class _Counter:
    def __init__(self, language: str) -> None:
        from walletdesk import bootstrap

        content = bootstrap.the_content()
        self._catalogue = content.catalogue
        self._official = content.library.official
        self._list = bootstrap.the_phishing_list()
        self._path = bootstrap.the_settings().phishing_list
        self._language = language

    def refresh(self, source: Path | None) -> None:
        from walletdesk.adapters.phishing_download import refresh

        edition = refresh(self._path, _today(), source)
        click.echo(self._say("list_refreshed", {"version": edition.version, "count": str(edition.count)}), err=True)

    def answer(self, text: str, machine: bool) -> bool:
        """Whether everything asked about is official."""
        from walletdesk.cli.lines import read_lines, write_error

        if text != "-":
            fine = self._one(text, machine)
        else:
            fine = True
            for line in read_lines():
                if line.error:
                    write_error(line)
                    fine = False
                else:
                    fine = self._one(line.text if isinstance(line.text, str) else "", machine) and fine
        if not machine:
            self._mention_the_list()
        return fine

    def _one(self, text: str, machine: bool) -> bool:
        from walletdesk.cli.lines import write_line
        from walletdesk.core import official, secrets

        if secrets.find(text):
            answers = [self._secret()]
        else:
            assert self._official is not None  # noqa: S101  (the loader always reads it)
            verdicts = official.judge_all(text, self._official, self._list.lists)
            answers = [self._in_words(verdict) for verdict in sorted(verdicts, key=official.severity)]
        if machine:
            write_line({**answers[0], "others": answers[1:]} if len(answers) > 1 else answers[0])
        else:
            for each in answers:
                click.echo(each["text"])
        return all(each["ruling"] == official.Ruling.OFFICIAL.value for each in answers)

    def _secret(self) -> dict[str, Any]:
        said = self._say("secret")
        nothing = {"kind": "none", "name": "", "ruling": "unknown", "of": None}
        return {**nothing, "reason": "secret", "listed": False, "text": said}

    def _in_words(self, verdict: Any) -> dict[str, Any]:
        from walletdesk.core import official

        said = self._say(verdict.reason, official.facts_of(verdict))
        if verdict.listed and verdict.ruling is not official.Ruling.LISTED:
            said = f"{said} {self._say('listed_too')}"
        fields = {"kind": verdict.kind.value, "name": verdict.name, "ruling": verdict.ruling.value, "of": verdict.of}
        return {**fields, "reason": verdict.reason, "listed": verdict.listed, "text": said}

    def _mention_the_list(self) -> None:
        edition = self._list.edition
        if edition is None:
            click.echo(self._say("list_missing"), err=True)
        elif _age(edition.fetched) > _STALE_AFTER:
            click.echo(self._say("list_old", {"date": edition.fetched}), err=True)

    def _say(self, key: str, facts: Mapping[str, str] | None = None) -> str:
        return self._catalogue.say(f"official.{key}", self._language, facts)


def _today() -> date:
    return datetime.now(timezone.utc).date()


def _age(fetched: str) -> float:
    """In days; endless where the date is none."""
    try:
        return (_today() - date.fromisoformat(fetched)).days
    except ValueError:
        return float("inf")
