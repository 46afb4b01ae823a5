"""The chat on somebody else's site: a script tag and two attributes where it is let in, a kind no where it is not."""

from __future__ import annotations

import httpx
import jwt
import pytest
from playwright.async_api import expect

from tests.e2e.widget.conftest import Visit
from tests.e2e.widget.hosts import Site
from tests.e2e.widget.person import Person
from tests.e2e.widget.server import Server

_TOKEN = """() => {
  const key = Object.keys(localStorage).find((each) => each.endsWith(':session'));
  return JSON.parse(localStorage.getItem(key)).token;
}"""
_STEAL = """async ([server, token]) => {
  try {
    const answer = await fetch(`${server}/api/history`, { headers: { authorization: `Bearer ${token}` } });
    return `read ${answer.status} ${await answer.text()}`;
  } catch (error) {
    return error.name;
  }
}"""


@pytest.mark.parametrize(
    ("attribute", "browser_language", "language"), [("auto", "zh-Hant", "zh-Hant"), ("en", "zh-Hans", "en")]
)
async def test_an_allowed_site_has_the_whole_chat(
    attribute: str, browser_language: str, language: str, visit: Visit, wallet: Site
) -> None:
    person = await visit(browser_language, f"{wallet.url}/{attribute}")
    person.language = language
    assert not person.watch.calls("/api/session"), "a chat nobody opened needs no session"
    await person.opens()
    await person.asks("my transfer failed")
    await expect(person.widget.get_by_role("dialog", name=person.words["title"])).to_be_visible()
    await person.page.reload()
    assert not person.watch.complaints
    await person.opens()
    assert len(await person.turns()) > 2


async def test_a_site_that_is_not_let_in_is_told_so_kindly(visit: Visit, stranger: Site) -> None:
    person = await visit(url=stranger.url)
    await person.launcher.click()
    words = person.words["not_allowed_here"]
    await expect(person.widget.get_by_role("status").filter(has_text=words)).to_be_visible()
    assert "token.im" in words
    await person.page.wait_for_timeout(1_500)
    assert len(person.watch.calls("/api/session")) == 1, "it asks again and again"
    assert not await person.turns()


async def token_of(person: Person) -> str:
    return str(await person.page.evaluate(_TOKEN))


async def test_a_stolen_token_is_worth_nothing_on_another_site(
    visit: Visit, wallet: Site, stranger: Site, server: Server
) -> None:
    victim = await visit()
    await victim.asks("my ETH transfer is stuck on pending")
    token = await token_of(victim)
    for site in (wallet, stranger):
        thief = await visit(url=site.url)
        stolen = str(await thief.page.evaluate(_STEAL, [server.url, token]))
        assert stolen == "TypeError" or stolen.startswith("read 403"), stolen
        async with httpx.AsyncClient(base_url=server.url, trust_env=False) as client:
            headers = {"Authorization": f"Bearer {token}", "Origin": site.url}
            for method, path in (("GET", "/api/history"), ("GET", "/api/events"), ("DELETE", "/api/session")):
                assert (await client.request(method, path, headers=headers)).status_code == 403
            assert (await client.post("/api/session", json={}, headers=headers)).status_code == 403
    assert len(await victim.asks("just one"))


async def test_a_guessed_session_is_refused(visit: Visit, server: Server) -> None:
    victim = await visit()
    claims = jwt.decode(await token_of(victim), options={"verify_signature": False})
    guesses = [
        jwt.encode(claims, "0" * 32, "HS256"),
        jwt.encode({**claims, "sid": "A" * 22}, "secret" * 6, "HS256"),
        jwt.encode(claims, None, "none"),
        (await token_of(victim))[:-4] + "AAAA",
    ]
    async with httpx.AsyncClient(base_url=server.url, trust_env=False) as client:
        for guess in guesses:
            headers = {"Authorization": f"Bearer {guess}", "Origin": server.url}
            for method, path in (("GET", "/api/history"), ("POST", "/api/session")):
                answer = await client.request(method, path, headers=headers)
                assert answer.status_code == 401, answer.text
                assert answer.headers["content-type"].startswith("application/problem+json")


async def test_a_token_nobody_knows_any_more_begins_a_new_conversation_and_says_so(visit: Visit) -> None:
    person = await visit()
    await person.asks("my ETH transfer is stuck on pending")
    await person.page.evaluate("""() => {
      const key = Object.keys(localStorage).find((each) => each.endsWith(':session'));
      const kept = JSON.parse(localStorage.getItem(key));
      localStorage.setItem(key, JSON.stringify({ ...kept, token: kept.token.slice(0, -4) + 'AAAA' }));
    }""")
    await person.page.reload()
    await person.greeted()
    await expect(person.widget.get_by_text(person.words["session_lost"])).to_be_visible()
    assert len(await person.turns()) == 1
    assert await person.asks("my ETH transfer is stuck on pending")
