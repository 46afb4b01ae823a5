"""How soon an answer is on the screen. Printed, not judged: the machine of a test run is busy with other things."""

from __future__ import annotations

from statistics import median

import pytest

from tests.e2e.widget.conftest import Visit

# From the key that sends to the frame that shows the first words of the answer.
_MEASURE = """() => {
  const log = document.querySelector('walletdesk-chat').shadowRoot.querySelector('[role=log]');
  const count = log.children.length;
  const sent = ({ key }) => {
    if (key !== 'Enter') return;
    performance.mark('sent');
    removeEventListener('keydown', sent, true);
  };
  addEventListener('keydown', sent, true);
  new MutationObserver((_, observer) => {
    const last = log.lastElementChild;
    if (log.children.length < count + 2 || !last.matches('.bot')) return;
    observer.disconnect();
    requestAnimationFrame(() => setTimeout(() => {
      performance.mark('answered');
      performance.measure('first answer', 'sent', 'answered');
    }));
  }).observe(log, { childList: true });
}"""
_MEASURED = "() => performance.getEntriesByName('first answer').map((each) => each.duration)"
_SAID = (
    *("my ETH transfer is stuck on pending", "etherscan says pending", "just one", "mine is lower", "start over"),
    *("my transfer failed", "don't know", "nothing is missing", "back", "what is a nonce"),
)


async def test_the_first_answer_after_sending(visit: Visit, capsys: pytest.CaptureFixture[str]) -> None:
    person = await visit(reduced_motion="no-preference")
    for text in _SAID:
        await person.page.evaluate(_MEASURE)
        await person.asks(text)
    taken = sorted(await person.page.evaluate(_MEASURED))
    assert len(taken) == len(_SAID)
    with capsys.disabled():
        print(f"\nfirst answer on the screen: median {median(taken):.0f} ms, worst {taken[-1]:.0f} ms of {len(taken)}")
