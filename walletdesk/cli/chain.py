"""`walletdesk tx` and `walletdesk address`: what a hash or an address is, and what the chains show of it."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, NoReturn

import click

if TYPE_CHECKING:
    from walletdesk.cli.chain_words import Words
    from walletdesk.core.chain.networks import Network

_LANGUAGES = {"auto": None, "zh": "zh-Hans", "en": "en"}
_MOST_READ = 200_000  # bytes of standard input
_REFUSED = 2

_machine = click.option("--json", "machine", is_flag=True, help="One JSON object instead of text.")
_lang = click.option(
    "--lang", type=click.Choice(list(_LANGUAGES)), default="auto", help="Language of the answer (default: LANG)."
)
_network = click.option("--network", metavar="N", help="This network alone, e.g. ethereum, tron, bitcoin.")


@click.command()
@click.argument("words", metavar="HASH...", nargs=-1, required=True)
@_network
@click.option("--from", "owner", metavar="ADDRESS", help="Your own address, if the transaction is yours.")
@click.option("--nonce", type=click.IntRange(min=0), help="The transaction's nonce, where an explorer shows it.")
@_machine
@_lang
def tx(
    words: tuple[str, ...], network: str | None, owner: str | None, nonce: int | None, machine: bool, lang: str
) -> None:
    """What has become of a transaction? 这笔交易怎么样了？

    HASH may be broken by blanks or stand in an explorer's link, which is never opened; `-` reads standard input. All
    networks that fit are asked at once. Exit code 0: it went through or waits in order; 1: there is a problem, or no
    answer; 2: wrong usage, or a secret was given, of which nothing is repeated or sent.

    \b
    walletdesk tx 0x12ab…
    walletdesk tx https://tronscan.org/#/transaction/12ab… --json
    walletdesk tx 12ab… --network bitcoin
    """
    from walletdesk.cli.chain_asking import Asking
    from walletdesk.cli.chain_hashes import Hashes
    from walletdesk.core.chain.finding import About

    said, in_words = _said(words), _words(lang)
    if _is_secret([*said, owner or ""]):
        _refuse(in_words, machine)
    meant = _meant(in_words, network)
    about = About(owner=_proper(owner, "--from") if owner else "", nonce=nonce)
    fine = Hashes(in_words, Asking(in_words, meant), meant).answer(_lines(said), about, machine)
    sys.exit(int(not fine))


@click.command()
@click.argument("words", metavar="ADDRESS...", nargs=-1, required=True)
@click.option("--known", metavar="OTHER", multiple=True, help="An address you know to be right, to compare with.")
@_network
@click.option("--look-up/--offline", "online", default=True, help="Also ask the networks (unless switched off).")
@click.option("--token", metavar="T", help="Also the balance of this token: its symbol or contract.")
@_machine
@_lang
def address(
    words: tuple[str, ...],
    known: tuple[str, ...],
    network: str | None,
    online: bool,
    token: str | None,
    machine: bool,
    lang: str,
) -> None:
    """Is this address right, and what is there? 这个地址写对了吗，上面有什么？

    Says which networks it belongs to, whether its checksum holds, and where it is wrong if not; with --known also
    whether it is made to be taken for another. `-` reads standard input, one address a line. Exit code 0: nothing is
    wrong with it; 1: something is, or no network answered; 2: wrong usage, or a secret was given.

    \b
    walletdesk address TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t --token USDT
    walletdesk address 0x5aAe… --known 0x5aAe… --offline
    """
    from walletdesk.cli.chain_addresses import Addresses
    from walletdesk.cli.chain_asking import Asking

    said, in_words = _said(words), _words(lang)
    if _is_secret([*said, *known, token or ""]):
        _refuse(in_words, machine)
    meant = _meant(in_words, network)
    asking = Asking(in_words, meant) if online else None
    right = [_proper(each, "--known") for each in known]
    sys.exit(int(not Addresses(in_words, asking, meant, right).answer(_lines(said), token or "", machine)))


def _said(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words, or what stands on standard input as one text."""
    if words != ("-",):
        return words
    return (sys.stdin.buffer.read(_MOST_READ).decode("utf-8", "replace").removeprefix("\ufeff"),)


def _lines(said: Sequence[str]) -> list[str]:
    """Each on its own; a line that is a JSON object stands for its `text`."""
    from walletdesk.cli.lines import read_lines

    read = read_lines(BytesIO("\n".join(said).encode("utf-8", "replace")))
    return [line.text for line in read if isinstance(line.text, str) and line.text.strip()]


def _is_secret(said: Iterable[str]) -> bool:
    """Also where blanks or line ends fell into it."""
    from walletdesk.core import secrets

    pieces = list(said)
    return any(secrets.find(text) for text in (" ".join(pieces), "\n".join(pieces), "".join(pieces)))


def _words(lang: str) -> Words:
    from walletdesk import bootstrap
    from walletdesk.cli.chain_words import Words
    from walletdesk.cli.tables import terminal_language

    return Words(bootstrap.the_content(), _LANGUAGES[lang] or terminal_language())


def _refuse(words: Words, machine: bool) -> NoReturn:
    """Nothing of a secret is repeated, kept or sent."""
    from walletdesk.cli.lines import write_line

    text = words.say("secret")
    if machine:
        write_line({"input_kind": "secret", "references": [], "findings": [], "text": text})
    else:
        click.echo(text)
    sys.exit(_REFUSED)


def _meant(words: Words, network: str | None) -> Network | None:
    """The network called by its id or by its name in either language."""
    if network is None:
        return None
    for known in words.networks.values():
        if network.casefold() in {known.id, *words.names(known)}:
            return known
    raise click.BadParameter(f"one of {', '.join(words.networks)}", param_hint="--network")


def _proper(written: str, option: str) -> str:
    """The address in its proper spelling; an option's value is never said back."""
    from walletdesk.core import addresses

    found = addresses.parse(written)
    if not found.valid:
        raise click.BadParameter("that is no valid address; `walletdesk address` says why", param_hint=option)
    return found.value
