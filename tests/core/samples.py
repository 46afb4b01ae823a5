"""A small desk: one playbook with every kind of step, one urgent, one that only answers."""

from __future__ import annotations

from walletdesk.core.playbook import Ask, Branch, Conclude, HandOver, Kind, LookUp, Option, Playbook, Tell
from walletdesk.core.scene import Library
from walletdesk.core.turn import Press, Reply

HASH = "0x" + "ab" * 32
STUCK = Playbook(
    topic="stuck",
    start="ask_chain",
    steps={
        "ask_chain": Ask(
            id="ask_chain",
            fact="chain",
            kind=Kind.CHOICE,
            source="network",
            options=(
                Option("evm", "ask_hash", ("ethereum", "bsc"), ("ethereum", "eth chain", "以太坊")),
                Option("tron", "ask_age", ("tron",), ("tron", "波场")),
            ),
            dont_know="tell_where",
            skip="ask_hash",
        ),
        "tell_where": Tell("tell_where", "where_to_look", "ask_chain"),
        "ask_hash": Ask(
            id="ask_hash",
            fact="tx_hash",
            kind=Kind.ENTITY,
            source="tx_hash",
            next="look",
            dont_know="ask_sent",
            skip="person",
        ),
        "look": LookUp("look", "transaction", {"pending": "end_wait", "success": "split", "unavailable": "ask_sent"}),
        "ask_sent": Ask(
            id="ask_sent",
            fact="is_sender",
            kind=Kind.YES_NO,
            options=(Option("yes", "ask_story"), Option("no", "end_wait")),
            dont_know="end_wait",
            skip="end_wait",
        ),
        "ask_story": Ask(id="ask_story", fact="story", kind=Kind.TEXT, next="split", dont_know="split", skip="split"),
        "ask_age": Ask(
            id="ask_age",
            fact="age",
            kind=Kind.CHOICE,
            source="duration",
            options=(
                Option("young", "end_wait", ("..5",), ("just now",)),
                Option("old", "end_expired", ("5..",), ("long ago",), ("gone",)),
            ),
            dont_know="end_expired",
            skip="end_expired",
        ),
        "split": Branch("split", "chain", {"tron": "end_expired"}, "end_done"),
        "end_wait": Conclude("end_wait", "wait"),
        "end_expired": Conclude("end_expired", "expired"),
        "end_done": Conclude("end_done", "done"),
        "person": HandOver("person", "technical"),
    },
)
THEFT = Playbook(
    topic="theft",
    start="tell_stop",
    urgent=True,
    steps={
        "tell_stop": Tell("tell_stop", "stop", "ask_left"),
        "ask_left": Ask(
            id="ask_left",
            fact="left",
            kind=Kind.YES_NO,
            options=(Option("yes", "end_move", (), ("back",)), Option("no", "end_report")),
            dont_know="end_report",
            skip="end_report",
        ),
        "end_move": Conclude("end_move", "move"),
        "end_report": Conclude("end_report", "report"),
    },
)
LEAK = Playbook(
    topic="seed_leaked",
    start="ask_left",
    urgent=True,
    steps={
        "ask_left": Ask(
            id="ask_left",
            fact="left",
            kind=Kind.YES_NO,
            options=(Option("yes", "end_move"), Option("no", "end_move")),
            dont_know="end_move",
            skip="end_move",
        ),
        "end_move": Conclude("end_move", "move"),
    },
)
LOOP = Playbook(
    topic="loop",
    start="ask_a",
    steps={
        "ask_a": Ask(
            id="ask_a",
            fact="a",
            kind=Kind.CHOICE,
            options=(Option("again", "ask_a"), Option("on", "ask_day", (), ("on",))),
            dont_know="end",
            skip="end",
        ),
        "ask_day": Ask(
            id="ask_day",
            fact="day",
            kind=Kind.CHOICE,
            options=(Option("tuesday", "end", (), ("a tuesday",)), Option("other", "end")),
            dont_know="end",
            skip="end",
            early=True,
        ),
        "end": Conclude("end", "end"),
    },
)
FEES = Playbook("fees", "end", {"end": Conclude("end", "how_fees_work")})
ELSE = Playbook("out_of_scope", "end", {"end": Conclude("end", "not_ours")})

PHRASES = {
    "yes": ("yes", "是", "对"),
    "no": ("no", "没有", "不是"),
    "denial": ("not", "不是", "没"),
    "correction": ("actually", "其实"),
    "dont_know": ("i don't know", "不知道"),
    "skip": ("skip",),
    "back": ("back", "返回"),
    "restart": ("start over",),
    "person": ("a person", "人工"),
    "help": ("help",),
    "resume": ("continue",),
    "return": ("back to my problem",),
    "not_helped": ("it didn't help",),
    "english": ("english please",),
    "chinese": ("说中文",),
    "traditional": ("繁体",),
}
LIBRARY = Library(
    {book.topic: book for book in (STUCK, THEFT, LEAK, FEES, ELSE)},
    PHRASES,
    frozenset({"greet", "thank"}),
    labelled=frozenset({"chain", "age"}),
)


def said(text: str, intent: str = "", confidence: float = 0.9, **entities: str) -> Reply:
    ranking = ((intent, confidence),) if intent else ()
    return Reply(text, intent, confidence if intent else 0.0, ranking, {k: (v,) for k, v in entities.items()})


def pressed(step: str, value: str, nonce: int) -> Reply:
    return Reply(intent="press", confidence=1.0, press=Press(step, value, str(nonce)))
