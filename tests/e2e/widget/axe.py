"""axe-core, from the npm packages of these tests, over what is on the screen now."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.e2e.tools import HERE, ToolsMissing
from tests.e2e.widget.person import Person

SCRIPT: Path = HERE / "node_modules" / "axe-core" / "axe.min.js"
# What is good practice counts as well; nothing is left out.
_RUN = """async () => (await axe.run(document, { resultTypes: ['violations', 'incomplete'] }))
  .violations.map(({ id, impact, nodes }) => `${id} (${impact}): ${nodes.map((node) => node.target.flat().join(' ')
    + ' ' + node.failureSummary).join(' | ')}`)"""


async def violations(person: Person) -> list[str]:
    """The context must have been made with bypass_csp."""
    if not SCRIPT.is_file():
        raise ToolsMissing("axe-core")
    if not await person.page.evaluate("() => 'axe' in window"):
        await person.page.add_script_tag(path=str(SCRIPT))
    found: Any = await person.page.evaluate(_RUN)
    return [str(each) for each in found]
