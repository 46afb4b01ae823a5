"""The section of docs/bench.md about many users at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bench import report, stock
from bench.figures import percentile
from bench.page import OURS
from bench.served_crowd import ADDRESSES, Outcome, cores
from bench.served_rounds import WAIT, Plan, Side, turns_a_second

BEGIN, END = "<!-- bench.serve: begin -->", "<!-- bench.serve: end -->"
HEADING = "# Many users at once"
STOCK = "stock Rasa 3.6.21, `rest` + action server"
NOTHING = "–"

Cell = Callable[[Outcome], str]


def placed(page: str, section: str) -> str:
    """`page` with `section` between the markers, in place of an older one; at the end where there is none."""
    marked = f"{BEGIN}\n{section.rstrip()}\n{END}\n"
    before, begin, rest = page.partition(BEGIN)
    if not begin:
        return f"{page.rstrip()}\n\n{marked}".lstrip()
    return before + marked + rest.partition(f"{END}\n")[2]


def kept(page: str) -> str:
    """The section of an older page with its markers, to follow a new one; empty where there is none."""
    _, begin, rest = page.partition(BEGIN)
    inside, end, _ = rest.partition(f"{END}\n")
    return begin + inside + end if end else ""


def render(sides: Mapping[str, Side], plan: Plan, load: float) -> str:
    """`sides`: ours, stock; one that was not asked for is not there. load: the load average before the run."""
    lines = [HEADING, "", f"`python -m bench.serve` wrote this section. {report.machine()}.", ""]
    paced = f"{plan.load.users} conversations, {plan.load.think:g} s to think, {plan.load.seconds:g} s"
    lines += _table(f"{paced}", sides, lambda side: side.paced, _ROWS)
    if plan.sweep:
        title = f"the most that is borne (p95 ≤ {WAIT:g} ms), {plan.load.seconds:g} s"
        lines += ["", *_table(title, sides, lambda side: side.borne, _ROWS[:8])]
    if plan.flat or plan.sweep:
        lines += ["", *_table("no time to think", sides, lambda side: side.flat, _ROWS)]
    lines += report.failures({name: troubles(side) for name, side in sides.items()})
    lines += ["", *(f"- {note}" for note in _notes(sides, plan, load))]
    return "\n".join(lines) + "\n"


def troubles(side: Side) -> list[str]:
    """What must not be: lost answers and errors. Second turns too, but of stock Rasa they are what it does."""
    found = list(side.failures)
    for each in side.rounds:
        where = f"{each.load.think:.1f} s to think"
        judged = {"lost": each.verdict.lost, "of somebody else": each.verdict.foreign, "without an answer": each.silent}
        found += [f"{where}: {count} {what}" for what, count in judged.items() if count]
        found += [f"{where}: {count} × {what}" for what, count in sorted(each.errors.items())]
    return found + ([f"{side.logged} errors in the server's log"] if side.logged else [])


def _table(
    title: str, sides: Mapping[str, Side], which: Callable[[Side], Outcome | None], rows: Sequence[tuple[str, Cell]]
) -> list[str]:
    names = [OURS if name == "ours" else STOCK for name in sides]
    lines = [f"| {' | '.join((title, *names))} |", f"| --- |{' ---: |' * len(names)}"]
    for name, cell in rows:
        outcomes = [which(side) for side in sides.values()]
        lines.append(f"| {' | '.join((name, *(cell(each) if each else NOTHING for each in outcomes)))} |")
    return lines


def _wait(percent: float) -> Cell:
    return lambda outcome: _ms(outcome.turns, percent)


def _first(percent: float) -> Cell:
    return lambda outcome: _ms(outcome.first, percent)


def _ms(values: Sequence[float], percent: float) -> str:
    return f"{percentile(values, percent):,.0f} ms" if values else NOTHING


def _each(what: str, of: Mapping[str, float]) -> list[float]:
    """One number for each process of the server."""
    return [value for name, value in of.items() if name.endswith(f"_{what}")]


def _summands(values: Sequence[float], unit: str, digits: int = 0) -> str:
    return " + ".join(f"{value:,.{digits}f}" for value in values) + f" {unit}" if values else NOTHING


def _memory(what: str) -> Cell:
    return lambda outcome: _summands(_each(what, outcome.ended), "MB")


def _cpu(outcome: Outcome) -> str:
    begun, ended = _each("cpu", outcome.begun), _each("cpu", outcome.ended)
    spent = [1000 * (after - before) / max(len(outcome.turns), 1) for before, after in zip(begun, ended, strict=True)]
    return _summands(spent, "ms", 1)


_ROWS: tuple[tuple[str, Cell], ...] = (
    ("turns a second", lambda outcome: f"{turns_a_second(outcome):.1f}"),
    ("answer, p50", _wait(50)),
    ("answer, p95", _wait(95)),
    ("answer, p99", _wait(99)),
    ("first bubble on the event stream, p50", _first(50)),
    ("first bubble on the event stream, p95", _first(95)),
    ("first bubble on the event stream, p99", _first(99)),
    ("turns", lambda outcome: f"{len(outcome.turns):,}"),
    ("lost", lambda outcome: str(outcome.verdict.lost)),
    ("twice", lambda outcome: str(outcome.verdict.duplicated)),
    ("messages sent twice on purpose", lambda outcome: str(outcome.resent)),
    ("event streams broken on purpose", lambda outcome: str(outcome.reconnected) if outcome.first else NOTHING),
    ("failed requests", lambda outcome: str(sum(outcome.errors.values()))),
    ("CPU of a turn", _cpu),
    ("memory at the end", _memory("memory")),
    ("its peak since the start", _memory("peak")),
)


def _notes(sides: Mapping[str, Side], plan: Plan, load: float) -> list[str]:
    mine, other = cores()
    where = "have a core each" if mine != other else "share the only core"
    rounds = [each for side in sides.values() for each in side.rounds]
    busy = max((each.client for each in rounds), default=0.0)
    late = max((percentile(each.lag, 99) for each in rounds if each.lag), default=0.0)
    notes = [
        f"One server at a time, started for this run. Server and client {where}; the stock action server is on the "
        f"client's. The client used at most {busy:.0%} of its core, and its own loop was at most {late:.0f} ms late "
        f"(p99). Load average before the run: {load:.1f}.",
        "A user of WalletDesk opens a session and an event stream over HTTP and keeps the stream open; a user of stock "
        "Rasa posts to `/webhooks/rest/webhook`, which has no stream. Both say what the conversations of the first "
        "part say, in an order of their own, and press the buttons they are shown. They come from "
        f"{len(ADDRESSES)} addresses of this machine, because the limits per address are on.",
        f"Time to think: evenly between half and one and a half of what is given. {plan.load.resend:.0%} of the "
        "messages are sent twice under the same id, half of them while the first is still being answered; before "
        f"{plan.load.drop:.0%} the event stream breaks and goes on from the last position.",
        "Lost: a message without an answer, a position that is missing in the history or on the event stream. Twice: "
        "a message, a position or an answer that is there more than once. Both are counted at the end, over the whole "
        "conversation of every user, from its event stream, its answers and its history. Stock Rasa knows no message "
        "ids; for it the turns in the tracker are counted, and a message that is sent twice is two turns.",
        "WalletDesk writes conversations to SQLite before it answers; stock Rasa keeps them in memory, as it comes. No "
        "look-ups. The rest is as in the first part: the stock bot, one thread for numeric libraries.",
    ]
    if not stock.has_tensorflow():
        notes.append("Stock Rasa borrows WalletDesk's stand-in for the import of TensorFlow, as in the first part.")
    if plan.sweep:
        notes.append(
            f"The most that is borne: found by halving in rounds of {plan.probe:g} s, then run in full. Borne "
            f"means that it keeps up with what is offered and p95 is ≤ {WAIT:g} ms."
        )
    return notes
