"""Cross-file checks on the content, beyond what each file's own reader reports."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

from walletdesk.content import check_remarks, remarks
from walletdesk.content.entries import Entry, placeholders
from walletdesk.content.figures import PREFIX
from walletdesk.content.loader import DESK_TEXTS, Content, gather, topic_folders
from walletdesk.content.node import read
from walletdesk.core.chain.finding import FACTS, TOLD, VERDICTS, Status
from walletdesk.core.errors import Problem
from walletdesk.core.official import REASONS
from walletdesk.core.playbook import UNAVAILABLE, Ask, Branch, Conclude, LookUp, Playbook, Step, Tell
from walletdesk.core.turn import Move

FEWEST_TRANSCRIPTS = 6
# What the engine itself says; `{facts}`, `{explorer}` and `{coin}` are filled by the catalogue.
_DIALOGUE = """
secret secret_again secret_pairing_link secret_password secret_phrase_part secret_code
unreadable_empty unreadable_too_long
unreadable_binary stale_button unknown_button corrected same_topic which lost lost_twice
lost_at_start lost_twice_at_start nothing_open nothing_before restarted restarted_version person
help not_helped parked resumed noted waiting anything_else language sorry trouble heading_found
heading_do heading_dont heading_unchecked heading_sources source minutes hours days no_facts banner verify
welcome shell_loading shell_training shell_typing shell_hint shell_ways_out shell_bye shell_keep shell_kept
shell_not_kept anything_more helped partly person_unstaffed not_helped_unstaffed draft draft_unstaffed
feedback_card feedback_unstaffed feedback_sent ticket_sent desk_unavailable desk_reply draft_replaced
sent_before not_sent story change which_fact changed dropped evidence card ticket_line status_open
status_answered status_closed button_send button_story button_change_story button_change button_fact
still_refused only_your_own button_list button_discard button_show button_more button_out person_empty
not_helped_empty draft_empty story_first beside about_sending about_waiting about_reader answer_staff answer_offered
look_up_consent look_up_consent_address about_address address_look_alike address_nearly not_looked_up
no_look_ups look_ups_on lone_address code_kept
several_hashes address_not_hash hash_masked hash_too_short
hash_too_long
answer_card answer_sent ticket_gone status_added button_answer button_add button_dont_add day
"""
_OFFICIAL = (*REASONS, "secret", "listed_too", "list_missing", "list_old", "list_refreshed")
DESK_KEYS = (
    *(f"dialogue.{name}" for name in _DIALOGUE.split()),
    *(f"moves.{move.value}" for move in Move),
    *(f"official.{reason}" for reason in _OFFICIAL),
)
_ALWAYS_KNOWN = {"facts", "explorer", "coin", "topic", "title", "url", "date", "number", "network", "stage"}
_ALWAYS_KNOWN |= {"ticket", "tickets", "reply"}  # of the ticket desk
_OUTCOMES = {"transaction": {status.value for status in Status}, "address": {"found", "unavailable"}}
_VERDICTS = {verdict for verdicts in VERDICTS.values() for verdict in verdicts}
_PROMISES = re.compile(
    r"you(?:'re| are) safe|(?:we|i) (?:can|will) (?:freeze|recover|reverse|refund)|guarantee[ds]? (?:to )?recover"
    r"|你(?:已经)?(?:是)?安全了|(?:我们|官方)(?:可以|能|会)(?:帮你)?(?:冻结|追回|找回|退款|撤销)",
    re.IGNORECASE,
)
_DENIED = re.compile(r"(?:not|never|cannot|no one|nobody|不|没|别|勿|凡是|任何)[^.。;；]{0,40}$", re.IGNORECASE)
_PHONE = re.compile(r"(?<![\w.])(?:\+?\d[\d -]{8,}\d|400[- ]?\d{3,4}[- ]?\d{3,4})(?![\w.])")


def check(root: Path) -> list[Problem]:
    """Every problem of the content under `root`, in file order."""
    content, problems = gather(root)
    for key in DESK_KEYS:
        if key not in content.catalogue:
            prefix = key.partition(".")[0]
            name = next(f"data/{path}" for path, own in DESK_TEXTS.items() if own == prefix)
            problems.append(
                Problem(name, key.partition(".")[2], "is missing", "the dialogue says it; write it in both languages")
            )
    for folder in topic_folders(root):
        problems += _topic(root, folder, content)
    problems += _known_to_rasa(root, [folder.name for folder in topic_folders(root)])
    problems += check_remarks.check(root, content)
    for key, entry in content.catalogue.entries.items():
        problems += _claims(key, entry)
    return sorted(problems, key=lambda problem: (problem.file, problem.key))


def _topic(root: Path, folder: Path, content: Content) -> Iterator[Problem]:
    topic = folder.name
    book = content.library.playbooks.get(topic)
    texts = f"data/topics/{topic}/texts.yml"
    if f"{topic}.title" not in content.catalogue:
        yield Problem(texts, "title", "is missing", "name the problem in a few words; it is a button")
    if book:
        used = {"title"}
        for step in book.steps.values():
            yield from _step(topic, step, content, used)
        yield from _unused(topic, used, content)
        yield from _placeholders(topic, book, content)
    yield from _transcripts(topic, content)
    yield from _examples(root, folder)


def _step(topic: str, step: Step, content: Content, used: set[str]) -> Iterator[Problem]:
    yield from _chain(topic, step)
    file, catalogue = f"data/topics/{topic}/texts.yml", content.catalogue
    text = step.id if isinstance(step, Ask) else step.text if isinstance(step, (Tell, Conclude)) else None
    if text is None:
        return
    used.add(text)
    entry = catalogue.entries.get(f"{topic}.{text}")
    if entry is None:
        yield Problem(file, text, "is missing", f"playbook.yml, step {step.id}, says it")
        return
    if isinstance(step, Conclude) != bool(entry.sections):
        yield Problem(
            file, text, "has the wrong shape", "a conclusion has found/do/dont/unchecked/sources, other texts zh/en"
        )
    for source in entry.sources:
        if not catalogue.has_source(source):
            yield Problem(file, f"{text}.sources", f"names the unknown source `{source}`", "add it to data/sources.yml")
    if isinstance(step, Ask):
        yield from _question(topic, step, entry, content, used)


def _chain(topic: str, step: Step) -> Iterator[Problem]:
    """Names that only a look-up gives must be among those it can give."""
    file, known = f"data/topics/{topic}/playbook.yml", set[str]()
    if isinstance(step, LookUp) and step.port in _OUTCOMES:
        known, used = _OUTCOMES[step.port] | {UNAVAILABLE}, set(step.outcomes)
    elif isinstance(step, Branch) and step.fact == "verdict":
        known, used = _VERDICTS | {"unknown"}, set(step.cases)
    else:
        return
    for name in sorted(used - known):
        yield Problem(
            file, f"steps.{step.id}", f"`{name}` never comes of a look-up", f"known: {', '.join(sorted(known))}"
        )


def _question(topic: str, ask: Ask, entry: Entry, content: Content, used: set[str]) -> Iterator[Problem]:
    file = f"data/topics/{topic}/texts.yml"
    if not entry.why:
        yield Problem(file, f"{ask.id}.why", "is missing", "say why we ask")
    for option in ask.options:
        used.add(f"{ask.id}.options.{option.id}")
        if f"{topic}.{ask.id}.options.{option.id}" not in content.catalogue:
            yield Problem(
                file, f"{ask.id}.options.{option.id}", "is missing", "give the button a title in both languages"
            )
    for one, other in combinations(ask.options, 2):
        for word in {*one.words, *one.alone} & {*other.words, *other.alone}:
            yield Problem(
                file, f"{ask.id}.options", f"`{word}` means both {one.id} and {other.id}", "leave it in one of them"
            )


def _unused(topic: str, used: set[str], content: Content) -> Iterator[Problem]:
    for key in content.catalogue.entries:
        prefix, _, name = key.partition(".")
        if prefix == topic and name not in used:
            yield Problem(f"data/topics/{topic}/texts.yml", name, "is said by no step", "delete it or lead to it")


def _placeholders(topic: str, book: Playbook, content: Content) -> Iterator[Problem]:
    facts = {name for step in book.steps.values() if isinstance(step, Ask) for name in (step.fact, step.source)}
    facts |= {step.fact for step in book.steps.values() if isinstance(step, Branch)}
    known = _ALWAYS_KNOWN | set(content.profile) | {name for name in facts if name}
    if any(isinstance(step, LookUp) and step.port in _OUTCOMES for step in book.steps.values()):
        known |= FACTS | TOLD
    for key, entry in content.catalogue.entries.items():
        if key.startswith(f"{topic}."):
            for _, both in entry.parts():
                names = {name for texts in both.values() for text in texts for name in placeholders(text)}
                for name in sorted(name for name in names - known if not name.startswith(PREFIX)):
                    yield Problem(
                        f"data/topics/{topic}/texts.yml",
                        key.partition(".")[2],
                        f"uses the unknown placeholder {{{name}}}",
                        "use a fact that this playbook asks for, or a key of data/profile.yml",
                    )


def _transcripts(topic: str, content: Content) -> Iterator[Problem]:
    file = f"data/topics/{topic}/conversations.yml"
    own = [transcript for transcript in content.transcripts if transcript.file == file]
    if len(own) < FEWEST_TRANSCRIPTS:
        yield Problem(file, "(top)", f"has {len(own)} transcripts", f"write at least {FEWEST_TRANSCRIPTS}")
    for language in ("zh", "en"):
        if own and not any(transcript.language.startswith(language) for transcript in own):
            yield Problem(file, "(top)", f"has no transcript in {language}", "users write both languages")


def _examples(root: Path, folder: Path) -> Iterator[Problem]:
    problems: list[Problem] = []
    node = read(folder / "nlu.yml", root, problems)
    blocks = node.child("nlu").value
    if not problems and not (isinstance(blocks, list) and blocks):
        problems.append(Problem(node.file, "nlu", "has no examples", "write how people say it, in both languages"))
    intents = {block.get("intent") for block in blocks or () if isinstance(block, dict)}
    if not problems and intents != {folder.name}:
        hint = f"the folder is for {folder.name} alone"
        problems.append(Problem(node.file, "nlu", "has examples of another intent", hint))
    yield from problems


def _known_to_rasa(root: Path, topics: list[str]) -> Iterator[Problem]:
    """Rasa must know every topic as an intent, and the one rule must name it."""
    for name, listed in (("domain.yml", r"^  - {}\b"), ("data/rules.yml", r"^ +- intent: {}$")):
        path = root / name
        text = path.read_text(encoding="utf-8") if path.is_file() else None
        for topic in topics if text is not None else ():
            if not re.search(listed.format(re.escape(topic)), text or "", re.MULTILINE):
                yield Problem(name, topic, "is not listed", "add the topic's intent beside the others")


def _claims(key: str, entry: Entry) -> Iterator[Problem]:
    """Promises nobody can keep, and phone numbers: both cost people money."""
    prefix, _, name = key.partition(".")
    files = {prefix: path for path, prefix in {**DESK_TEXTS, **remarks.FILES}.items()}
    file = f"data/{files.get(prefix, f'topics/{prefix}/texts.yml')}"
    for part, both in entry.parts():
        for language, texts in both.items():
            place = ".".join(filter(None, (name, part, language)))
            for text in texts:
                promise = _PROMISES.search(text)
                if promise and part != "dont" and not _DENIED.search(text[: promise.start()]):
                    said = f"promises too much: “{promise[0]}”"
                    yield Problem(file, place, said, "say what really can be done")
                if _PHONE.search(text):
                    yield Problem(file, place, "looks like a phone number", "we give none but police lines")
