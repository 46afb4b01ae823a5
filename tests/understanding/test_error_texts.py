"""Every error text of data/errors.yml is decoded however it was copied, and ordinary messages hold none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from walletdesk.content.lexicon import read_lexicon
from walletdesk.understanding.finding import EntityFinder
from walletdesk.understanding.folding import fold
from walletdesk.understanding.lexicon import Lexicon

DATA = Path(__file__).parents[2] / "data"
ERRORS = yaml.load((DATA / "errors.yml").read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
TEXTS = [(error, text) for error, entry in ERRORS.items() for text in entry["strings"]]
LONG = [(error, text) for error, text in TEXTS if len([c for c in text if c.isalnum()]) >= 20]
# Every text that nodes, TRON, WalletConnect and the wallet's core are known to show; the names are the decoder's ids.
KNOWN = (
    """
insufficient funds for gas * price + value|insufficient funds for transfer|intrinsic gas too low|out of gas
execution reverted|max fee per gas less than block base fee|max priority fee per gas higher than max fee per gas
transaction underpriced|replacement transaction underpriced|already known|nonce too low|nonce too high
exceeds block gas limit|gas limit reached|account limit exceeded|txpool is full
gapped-nonce tx from delegated accounts|transaction type not supported|invalid sender|OUT_OF_ENERGY
SIGERROR|BANDWITH_ERROR|CONTRACT_VALIDATE_ERROR|CONTRACT_EXE_ERROR|DUP_TRANSACTION_ERROR|TAPOS_ERROR
TRANSACTION_EXPIRATION_ERROR|TOO_BIG_TRANSACTION_ERROR|SERVER_BUSY|NO_CONNECTION|NOT_ENOUGH_EFFECTIVE_CONNECTION
BLOCK_UNSOLIDIFIED|NOT_ENOUGH_PERMISSION|blockhash not found|block height exceeded|password_incorrect
invalid_address|invalid_address_checksum|insufficient_funds|invalid_utxo|amount_less_than_minimum
mnemonic_length_invalid|mnemonic_word_invalid|mnemonic_checksum_invalid|invalid_mnemonic|seed_not_equals
private_key_address_not_match|address_already_exist|mac_unmatch|derived_key_not_matched|keystore_invalid
kdf_unsupported|kdf_params_invalid|cipher_unsupported|keystore_version_invalid
keystore_contains_invalid_private_key|privatekey_invalid|hex_invalid|wif_invalid|wif_wrong_network
segwit_needs_compress_public_key|unsupported_chain|unsupported_taproot|invalid_encryption_data
invalid_encryption_data_signature|Request expired
""".strip()
    .replace("\n", "|")
    .split("|")
)

COPIES: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "upper case": str.upper,
    "lower case": str.lower,
    "in a Chinese sentence": lambda text: f"我刚才转账，页面弹出“{text}”，这是怎么回事",
    "behind Chinese without a blank": lambda text: f"一直提示{text}，急",
    "in an English sentence": lambda text: f"I tried to send and it says: {text}. What now?",
    "in a node's answer": lambda text: f'{{"jsonrpc":"2.0","id":1,"error":{{"code":-32000,"message":"{text}"}}}}',
    "with a line break inside": lambda text: text[: len(text) // 2] + "\n" + text[len(text) // 2 :],
    "with underscores for blanks": lambda text: text.replace(" ", "_"),
    "with blanks for underscores and hyphens": lambda text: text.replace("_", " ").replace("-", " "),
    "in full width": lambda text: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text),
}


@pytest.fixture(scope="module")
def finder() -> EntityFinder:
    return EntityFinder(Lexicon.from_mapping(read_lexicon(DATA / "lexicon.yml")))


def decoded(finder: EntityFinder, text: str) -> list[str]:
    return [entity.value for entity in finder.find(text) if entity.entity == "error_string"]


def test_every_known_error_text_has_an_entry(finder: EntityFinder) -> None:
    assert {text: decoded(finder, text) for text in KNOWN if len(decoded(finder, text)) != 1} == {}
    assert len({decoded(finder, text)[0] for text in KNOWN}) == len(KNOWN) - 2  # two of them have two spellings


@pytest.mark.parametrize("copied", COPIES.values(), ids=COPIES)
def test_an_error_text_is_decoded_however_it_was_copied(finder: EntityFinder, copied: Callable[[str], str]) -> None:
    numbers = {"as it is", "upper case", "lower case"}
    plain = next(name for name, each in COPIES.items() if each is copied) in numbers
    wrong = {
        text: found
        for error, text in TEXTS
        if (plain or not text.isdecimal()) and (found := decoded(finder, copied(text))) != [error]
    }
    assert wrong == {}


@pytest.mark.parametrize("part", [0.7, 0.85])
def test_an_error_text_that_was_cut_off_is_decoded(finder: EntityFinder, part: float) -> None:
    cut = {text: text[: int(len(text) * part)].rstrip() for _, text in LONG}
    wrong = {
        text: found
        for error, text in LONG
        if not _may_be_another(error, cut[text]) and (found := decoded(finder, f"Error: {cut[text]}...")) != [error]
    }
    assert wrong == {}


def _may_be_another(error: str, cut: str) -> bool:
    others = [squeezed(text) for other, text in TEXTS if other != error]
    return any(text.startswith(squeezed(cut)) or squeezed(cut).startswith(text) for text in others)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("err: nonce too low: next nonce 12, tx nonce 11", "nonce_too_low"),
        ("gas * price + value", "insufficient_funds_for_gas"),
        ("have 100 want 200: insufficient funds for gas * price + value: address 0x12", "insufficient_funds_for_gas"),
        ("WalletConnect error 4100", "request_expired"),
        ("错误代码：4100", "request_expired"),
        ("4100", "request_expired"),
        ("Error: replacement transaction underpriced", "replacement_transaction_underpriced"),
        ("FAIL - OUT_OF_ENERGY", "out_of_energy"),
        ("execution reverted: ERC20: transfer amount exceeds balance", "execution_reverted"),
        ("seed_not_equals", "seed_not_equals"),
        ('it says "insufficient fund', "insufficient_funds"),
        ("Insufficient balance to cover miner fee", "insufficient_funds_for_gas"),
        ("tx dropped or replaced what mean", "dropped_or_replaced"),
        ("less than block base fee", "max_fee_below_base_fee"),
        ("能量不足", "out_of_energy"),
        ("提示助記詞無效", "invalid_mnemonic"),
    ],
)
def test_a_distinctive_part_is_enough(finder: EntityFinder, text: str, error: str) -> None:
    assert decoded(finder, text)[:1] == [error]


@pytest.mark.parametrize("text", ["I sent 4100 USDT", "转了4100", "it cost 4100 in all", "outofgasoline"])
def test_what_only_looks_like_one_is_left_alone(finder: EntityFinder, text: str) -> None:
    assert decoded(finder, text) == []


def examples() -> Iterator[str]:
    for path in sorted(DATA.glob("**/nlu.yml")):
        for block in yaml.safe_load(path.read_text("utf-8"))["nlu"]:
            for line in block.get("examples", "").splitlines():
                yield line.removeprefix("- ").strip()


def test_ordinary_messages_hold_no_error_text(finder: EntityFinder) -> None:
    """A decoding without the error's own words would be a false alarm."""
    said = {error: [squeezed(text) for text in entry["strings"]] for error, entry in ERRORS.items()}
    messages = [message for message in examples() if message]
    false = {
        message: error
        for message in messages
        for error in decoded(finder, message)
        if not any(text[: max(12, int(len(text) * 0.6))] in squeezed(message) for text in said[error])
    }
    assert len(messages) > 4000
    assert false == {}


def squeezed(text: str) -> str:
    return "".join(char for char in fold(text) if char.isalnum())
