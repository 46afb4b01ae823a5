"""Which language to answer in."""

from __future__ import annotations

import re
from collections.abc import Collection

from .folding import simplified_only, traditional_only

# An English word carries about as much as this many Chinese characters.
_CHARACTERS_A_WORD = 1.8

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_OTHER_SCRIPT = re.compile(r"[\u0370-\u058f\u0590-\u06ff\u0900-\u0e7f\u3040-\u30ff\uac00-\ud7af]")
_CODE = re.compile(
    r"""https?://\S+ | www\.\S+ | \S+@\S+\.\w+ | \b[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|io|im|app|xyz|top|cc)\b\S*
      | 0x[0-9a-f]* (?:…|\.{2,})? [0-9a-f]* | \w*[0-9_]\w*                 # hashes, masked or not; snake_case
      | \b[A-Za-z]+[a-z][A-Z]\w* | \b[A-Z]{2,}\b                          # camelCase, TICKERS
      | \b[1-9A-HJ-NP-Za-km-z]{24,}\b""",
    re.VERBOSE,
)
WORD = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]+(?:['’][A-Za-z]+)?")
# Said in every language of the trade; they do not turn a Chinese conversation English.
_NEUTRAL = frozenset(
    [
        "ok",
        "okay",
        "k",
        "yes",
        "yeah",
        "no",
        "y",
        "n",
        "hi",
        "hello",
        "bye",
        "app",
        "gas",
        "token",
        "nft",
        "defi",
        "dapp",
        "swap",
        "pending",
        "wallet",
        "txid",
        "hash",
        "tx",
        "fail",
        "failed",
        "success",
        "error",
        "memo",
        "tag",
        "usdt",
        "usdc",
        "eth",
        "btc",
        "trx",
        "bnb",
        "sol",
        "matic",
        "pol",
        "tron",
        "ethereum",
        "bitcoin",
        "bsc",
        "polygon",
        "solana",
        "arbitrum",
        "base",
        "metamask",
        "imtoken",
        "trust",
        "ledger",
        "binance",
        "okx",
        "tronscan",
        "etherscan",
        "bscscan",
        "telegram",
        "walletconnect",
        "uniswap",
        "pancakeswap",
        "android",
        "iphone",
        "ios",
        "keystore",
        "staking",
        "airdrop",
        "approve",
        "usd",
        "rpc",
        "wifi",
        "vpn",
    ]
)
# Beside Chinese these speak for a person writing English; a pasted error message has few of them.
_SPOKEN = frozenset(
    [
        "i",
        "i'm",
        "im",
        "i've",
        "my",
        "me",
        "mine",
        "we",
        "our",
        "you",
        "your",
        "he",
        "she",
        "they",
        "it",
        "its",
        "it's",
        "is",
        "are",
        "was",
        "were",
        "am",
        "be",
        "been",
        "do",
        "does",
        "did",
        "don't",
        "doesn't",
        "didn't",
        "can",
        "can't",
        "cannot",
        "could",
        "should",
        "would",
        "will",
        "how",
        "what",
        "why",
        "where",
        "when",
        "who",
        "which",
        "the",
        "a",
        "an",
        "have",
        "has",
        "had",
        "in",
        "on",
        "to",
        "and",
        "but",
        "or",
        "so",
        "this",
        "that",
        "there",
        "here",
        "from",
        "with",
        "at",
        "if",
        "then",
        "because",
    ]
)
_SPOKEN_WEIGHT, _PASTED_WEIGHT = 2.0, 0.3
_GREETINGS = frozenset(["hi", "hello", "bye"])
_CANTONESE = re.compile("[嘅咗唔冇喺啲嘢佢哋咁乜嚟咩啱嗰噉諗攞俾畀]|點解|點樣|而家|係咪")


def language_of(text: str, previous: str | None = None, neutral: Collection[str] = ()) -> str | None:
    """One of zh-Hans, zh-Hant, en; None when the text does not tell (numbers, tickers, "ok", another script).

    `previous` is the conversation's language: Han text that would be written alike in both scripts keeps it.
    `neutral`: more lower-case words (brands, coins) that say nothing about the language.
    """
    han = len(_HAN.findall(text))
    if len(_OTHER_SCRIPT.findall(text)) > han:
        return None
    if not han:
        return "en" if _is_english(text, frozenset(neutral)) else None
    words = [word for word in _words(_CODE.sub(" ", text)) if word not in _NEUTRAL and word not in neutral]
    spoken = sum(word in _SPOKEN for word in words)
    english = _SPOKEN_WEIGHT * spoken + _PASTED_WEIGHT * (len(words) - spoken)
    return "en" if english * _CHARACTERS_A_WORD > han else _script(text, previous)


def without_codes(text: str) -> str:
    """The text with a blank for every address, hash, link and ticker."""
    return _CODE.sub(" ", text)


def _words(text: str) -> list[str]:
    return [word.lower().replace("’", "'") for word in WORD.findall(text)]


def _is_english(text: str, neutral: frozenset[str]) -> bool:
    """Of a text without a Chinese character; brands, tickers and code alone are no language. SHOUTING is."""
    shouted = text.upper() == text and len(_words(text)) >= 3
    words = _words(_CODE.sub(" ", text.lower() if shouted else text))
    telling = [word for word in words if word not in _NEUTRAL and word not in neutral and len(word) > 1]
    return bool(telling) or len(words) >= 3 or not _GREETINGS.isdisjoint(words)


def _script(text: str, previous: str | None) -> str:
    traditional = sum(char in traditional_only() for char in text) + len(_CANTONESE.findall(text))
    simplified = sum(char in simplified_only() for char in text)
    if traditional == simplified:
        return previous if previous in ("zh-Hans", "zh-Hant") else "zh-Hans"
    return "zh-Hant" if traditional > simplified else "zh-Hans"
