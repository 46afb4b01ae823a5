"""How people write a recovery phrase down: layouts by name, and the slips they make."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

CIRCLED_ONE = unicodedata.lookup("CIRCLED DIGIT ONE")
Words = list[str]


def _numbered(form: str, joint: str) -> Callable[[Words], str]:
    return lambda words: joint.join(form.format(n=n, word=word) for n, word in enumerate(words, 1))


def _circled(words: Words) -> str:
    return " ".join(f"{chr(ord(CIRCLED_ONE) + n % 9)}{word}" for n, word in enumerate(words))


def _joined(joint: str) -> Callable[[Words], str]:
    return lambda words: joint.join(words)


def _two_a_line(words: Words) -> str:
    return "\n".join(" ".join(words[at : at + 2]) for at in range(0, len(words), 2))


LAYOUTS: dict[str, Callable[[Words], str]] = {
    "spaces": _joined(" "),
    "commas": _joined(", "),
    "bare commas": _joined(","),
    "lines": _joined("\n"),
    "semicolons": _joined("; "),
    "slashes": _joined(" / "),
    "pipes": _joined("|"),
    "hyphens": _joined("-"),
    "tabs": _joined("\t"),
    "keys": _joined(" 🔑 "),
    "full-width spaces": _joined("\u3000"),
    "Chinese commas": _joined("、"),
    "full-width commas": _joined("，"),
    "underscores": _joined("_"),
    "escaped line ends": _joined("\\n"),
    "a Python list": str,
    "1. word": _numbered("{n}. {word}", "\n"),
    "1)word": _numbered("{n}){word}", " "),
    "word 1:": _numbered("word {n}: {word}", "\n"),
    "第1个": _numbered("第{n}个{word}", "，"),
    "circled numbers": _circled,
    "two a line": _two_a_line,
    "invisible letters": lambda words: " ".join("\u200b".join(word) for word in words),
    "decomposed": lambda words: unicodedata.normalize("NFKD", " ".join(words)),
    "upper case": lambda words: " ".join(words).upper(),
    "asked in English": lambda words: f"hi, I tried “{' '.join(words)}” twice, please help",
    "asked in Chinese": lambda words: f"我的助记词是 {' '.join(words)} 为什么导入失败",
}


def _misspelt(words: Words) -> Words:
    return [*words[:5], words[5][:2] + ("x" if words[5][2] != "x" else "k") + words[5][3:], *words[6:]]


def _moved(first: int) -> Callable[[Words], Words]:
    return lambda words: ["".join(chr(ord(char) - 97 + first) for char in word) for word in words]


SLIPS: dict[str, Callable[[Words], Words]] = {
    "one word misspelt": _misspelt,
    "two words swapped": lambda words: [*words[:3], words[4], words[3], *words[5:]],
    "one word missing": lambda words: words[1:],
    "two words missing": lambda words: words[:-2],
    "first four letters": lambda words: [word[:4] for word in words],
    "spelt backwards": lambda words: [word[::-1] for word in words],
    "the order backwards": lambda words: words[::-1],
    "full-width letters": _moved(0xFF41),
    "mathematical letters": _moved(0x1D41A),
    "written together": lambda words: ["".join(words)],
    "in camel case": lambda words: ["".join(word.capitalize() for word in words)],
    "two words together": lambda words: [one + next_ for one, next_ in zip(words[::2], words[1::2], strict=True)],
}
