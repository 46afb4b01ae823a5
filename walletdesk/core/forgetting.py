"""What a conversation forgets once a secret was shown in it. Pure."""

from __future__ import annotations

from dataclasses import replace

from walletdesk.core.case import Case, Conversation, Draft
from walletdesk.core.playbook import Ask
from walletdesk.core.playbook import Kind as Answer
from walletdesk.core.ports import Kind
from walletdesk.core.scene import Library


def after_secret(library: Library, talk: Conversation) -> Conversation:
    """Nothing the user wrote freely is kept: part of the secret may be in it."""
    case, last = _without_words(library, talk.case), _without_words(library, talk.last)
    return replace(talk, draft=talk.draft and _bare(talk.draft), case=case, last=last)


def _without_words(library: Library, case: Case | None) -> Case | None:
    book = library.playbooks.get(case.topic) if case else None
    if case is None or book is None:
        return case
    free = {step.fact for step in book.steps.values() if isinstance(step, Ask) and step.kind is Answer.TEXT}
    return replace(case, facts={name: value for name, value in case.facts.items() if name not in free})


def _bare(draft: Draft) -> Draft | None:
    if draft.kind is Kind.FEEDBACK:
        return None
    return replace(draft, story="", beside="", changes=dict.fromkeys(draft.changes, ""))
