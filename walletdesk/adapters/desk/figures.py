"""Counts what the journal and the ticket table hold, for the report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from walletdesk.adapters.desk.store import Store
from walletdesk.adapters.desk.tables import cases, phrases, tickets

SILENT = timedelta(minutes=30)
HANDED_OVER = "hand_over"
ENDINGS = ("concluded", "handed_over", "given_up", "in_progress")
ANSWERS = ("yes", "partly", "no")
_MOST_PHRASES = 50


@dataclass(frozen=True)
class Topic:
    """languages, endings (of `ENDINGS`), helped (of `ANSWERS`): cases by each."""

    topic: str
    cases: int
    languages: Mapping[str, int]
    endings: Mapping[str, int]
    helped: Mapping[str, int]


@dataclass(frozen=True)
class Place:
    """A step or an outcome of a topic; share: of the topic's cases."""

    topic: str
    name: str
    cases: int
    share: float


@dataclass(frozen=True)
class Unanswered:
    """count: since ever; the journal keeps no dates of each time."""

    phrase: str
    language: str
    count: int
    last_seen: datetime


@dataclass(frozen=True)
class Figures:
    """since: None from the beginning. rate: how many of those who answered said yes. tickets: property -> value -> how
    many."""

    since: datetime | None
    made: datetime
    topics: tuple[Topic, ...]
    languages: Mapping[str, int]
    endings: Mapping[str, int]
    outcomes: tuple[Place, ...]
    given_up: tuple[Place, ...]
    helped: Mapping[str, int]
    tickets: Mapping[str, Mapping[str, int]]
    unanswered: tuple[Unanswered, ...]

    @property
    def cases(self) -> int:
        return sum(topic.cases for topic in self.topics)

    @property
    def answers(self) -> int:
        return sum(self.helped.values())

    @property
    def rate(self) -> float | None:
        return self.helped["yes"] / self.answers if self.answers else None

    @property
    def is_empty(self) -> bool:
        return not (self.cases or self.unanswered or any(self.tickets.values()))


@dataclass(frozen=True)
class _Group:
    """Cases that do not differ in anything the report tells apart."""

    topic: str
    language: str
    step: str | None
    outcome: str | None
    helped: str | None
    ending: str
    cases: int


def count(store: Store, now: datetime, since: datetime | None = None) -> Figures:
    """Cases and tickets opened since then, and phrases last heard since then."""
    with store.reading() as connection:
        groups = _groups(connection, now, since)
        by_property = {name: _tickets(connection, name, since) for name in ("priority", "status", "team", "kind")}
        unanswered = _unanswered(connection, since)
    sizes = _sum(groups, lambda group: group.topic)
    return Figures(
        since=since,
        made=now,
        topics=tuple(_topic(topic, [g for g in groups if g.topic == topic]) for topic, _ in sizes.most_common()),
        languages=dict(_sum(groups, lambda group: group.language).most_common()),
        endings=_all_of(ENDINGS, _sum(groups, lambda group: group.ending)),
        outcomes=_places((g for g in groups if g.ending == "concluded"), lambda g: g.outcome, sizes),
        given_up=_places((g for g in groups if g.ending == "given_up"), lambda g: g.step, sizes),
        helped=_all_of(ANSWERS, _sum(groups, lambda group: group.helped)),
        tickets=by_property,
        unanswered=unanswered,
    )


def _groups(connection: Any, now: datetime, since: datetime | None) -> list[_Group]:
    ending = sa.case(
        (cases.c.ended.is_(None) & (cases.c.seen < now - SILENT), "given_up"),
        (cases.c.ended.is_(None), "in_progress"),
        (cases.c.outcome == HANDED_OVER, "handed_over"),
        else_="concluded",
    )
    columns = (cases.c.topic, cases.c.language, cases.c.last_step, cases.c.outcome, cases.c.helped)
    # By position: a bound parameter in GROUP BY is another expression than the same one in SELECT.
    by_position = [sa.text(str(number)) for number in range(1, len(columns) + 2)]
    query = sa.select(*columns, ending, sa.func.count(cases.c.id)).group_by(*by_position)
    if since:
        query = query.where(cases.c.opened >= since)
    return [_Group(*row) for row in connection.execute(query)]


def _tickets(connection: Any, name: str, since: datetime | None) -> dict[str, int]:
    column = tickets.c[name]
    query = sa.select(column, sa.func.count(tickets.c.id)).group_by(column).order_by(sa.func.count(tickets.c.id).desc())
    if since:
        query = query.where(tickets.c.opened >= since)
    return dict(connection.execute(query).all())


def _unanswered(connection: Any, since: datetime | None) -> tuple[Unanswered, ...]:
    columns = (phrases.c.phrase, phrases.c.language, phrases.c.count, phrases.c.last_seen)
    query = sa.select(*columns).order_by(phrases.c.count.desc(), phrases.c.last_seen.desc()).limit(_MOST_PHRASES)
    if since:
        query = query.where(phrases.c.last_seen >= since)
    return tuple(Unanswered(*row) for row in connection.execute(query))


def _topic(topic: str, groups: list[_Group]) -> Topic:
    return Topic(
        topic,
        sum(group.cases for group in groups),
        dict(_sum(groups, lambda group: group.language).most_common()),
        _all_of(ENDINGS, _sum(groups, lambda group: group.ending)),
        _all_of(ANSWERS, _sum(groups, lambda group: group.helped)),
    )


def _places(groups: Iterable[_Group], name: Any, sizes: Mapping[str, int]) -> tuple[Place, ...]:
    found = _sum(groups, lambda group: (group.topic, name(group) or ""))
    return tuple(Place(topic, name, cases, cases / sizes[topic]) for (topic, name), cases in found.most_common())


def _sum(groups: Iterable[_Group], key: Any) -> Counter[Any]:
    counted: Counter[Any] = Counter()
    for group in groups:
        if key(group) is not None:
            counted[key(group)] += group.cases
    return counted


def _all_of(names: tuple[str, ...], counted: Mapping[str, int]) -> dict[str, int]:
    """Zeros too, in their order; a value that is none of them is left out."""
    return {name: counted.get(name, 0) for name in names}
