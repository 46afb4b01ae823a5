"""The section of docs/bench.md about reading a chain."""

from __future__ import annotations

from collections.abc import Sequence

from bench import report, served_page
from bench.figures import percentile
from bench.looked_up import Crowd, Kind, Measured, Plan

HEADING = "# Reading a chain"
BUDGET = 5.0  # ms, p50 beyond the slowest needed call


def placed(page: str, section: str) -> str:
    """`page` with `section` behind what `bench.turns` wrote, in place of an older one."""
    before = page.partition(f"\n{HEADING}\n")[0] if not page.startswith(HEADING) else ""
    crowds = served_page.kept(page)
    return f"{before.replace(crowds, '').rstrip()}\n\n{section.rstrip()}\n\n{crowds}".strip() + "\n"


def kept(old: str) -> str:
    """The section in an older page and what follows it, to follow a new one; empty where there is none."""
    _, heading, after = old.partition(f"\n{HEADING}\n")
    return heading + after if heading else served_page.kept(old)


def render(measured: Measured, plan: Plan, load: float) -> str:
    lines = [HEADING, "", f"`python -m bench.lookups` wrote this section. {report.machine()}.", ""]
    lines += _kinds(measured.kinds)
    lines += ["", *_crowds(measured.crowds)]
    if measured.wrong:
        lines += ["", "What went wrong:", "", *(f"- {what}" for what in sorted(set(measured.wrong)))]
    lines += ["", *(f"- {note}" for note in _notes(plan, load))]
    return "\n".join(lines) + "\n"


def overhead(kind: Kind) -> tuple[float, float]:
    """ms at p50: beyond the slowest request, and beyond all requests one after the other."""
    whole = percentile(kind.whole, 50)
    requests = [percentile(times, 50) for times in kind.raw]
    return whole - max(requests), whole - sum(requests)


def _kinds(kinds: Sequence[Kind]) -> list[str]:
    lines = [
        "| look-up | round trips | node alone: slowest, p50 | node alone: all, p50 | whole look-up, p50 | p95 "
        f"| beyond the slowest, p50 (budget ≤ {BUDGET:g} ms) | beyond all, p50 |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for kind in kinds:
        requests = [percentile(times, 50) for times in kind.raw]
        beyond, rest = overhead(kind)
        cells = (
            f"{kind.title} (`{kind.verdict}`)",
            str(len(requests)),
            *(_ms(each) for each in (max(requests), sum(requests))),
            *(_ms(percentile(kind.whole, percent)) for percent in (50, 95)),
            _ms(beyond) if beyond <= BUDGET else f"**{_ms(beyond)}**",
            _ms(rest),
        )
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def _crowds(crowds: Sequence[Crowd]) -> list[str]:
    lines = ["| at once | each, p50 | each, p95 | until the last, p50 | requests to the node |"]
    lines.append("| --- | ---: | ---: | ---: | ---: |")
    for crowd in crowds:
        times = (percentile(crowd.each, 50), percentile(crowd.each, 95), percentile(crowd.spans, 50))
        lines.append(f"| {' | '.join((crowd.title, *map(_ms, times), str(max(crowd.requests))))} |")
    return lines


def _ms(value: float) -> str:
    return f"{value:,.1f} ms"


def _notes(plan: Plan, load: float) -> list[str]:
    return [
        "The node is anvil on the same machine, so the network's own time is next to nothing and what remains is the "
        f"node's work and ours. Load average before the run: {load:.1f}.",
        f"Every look-up goes through the whole doctor (deadline, single flight, circuit breaker, size and schema "
        f"checks, verdict), {plan.repeats} times for each kind; the cache is made to forget in between. In turn with "
        "it the node is asked alone, with the very same request bodies, over httpx with a kept connection, and only "
        "the JSON is parsed.",
        "Round trips wait for one another; a request may hold many questions.",
        f"At once: {plan.crowds} times; all look-ups are started together on one event loop.",
    ]
