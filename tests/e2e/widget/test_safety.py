"""What the page may do, what it does, and that nothing anybody says becomes more than text."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from tests.e2e.widget.conftest import Visit
from tests.e2e.widget.person import Person
from tests.e2e.widget.server import Server

# No unsafe-inline, no unsafe-eval, no other host, and no string that becomes markup.
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "connect-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
    "require-trusted-types-for": "'script'",
}
HOSTILE = (
    "<img src=x onerror=\"document.title='owned'\"><b>bold</b><script>document.title='owned'</script>",
    "<svg/onload=document.title='owned'> &lt;i&gt; &amp; {{7*7}} ${7*7} <!-- c --> </div></textarea>",
    "[click](javascript:document.title='owned') **bold** _it_ `code` ![x](https://evil.example/x.png)",
)
BIDI = "pay \u202egnp.exe\u202c to \u2066me\u2069 now\u200b\u200f!"
ADDRESS = "0x52908400098527886E0F7030069857D2E4169EE7"


async def test_the_policy_of_the_page_is_exactly_this(visit: Visit, server: Server) -> None:
    person = await visit()
    answer = await person.page.goto(server.url)
    assert answer is not None
    sent = answer.headers["content-security-policy"]
    assert dict(part.strip().split(" ", 1) for part in sent.split(";")) == POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert not await person.page.context.cookies()


async def test_a_whole_visit_asks_nobody_else_and_breaks_no_rule(visit: Visit, server: Server) -> None:
    person = await visit("en", color_scheme="dark", reduced_motion="no-preference")
    await person.asks("my USDT transfer on Tron failed, out of energy")
    await person.picks("menu_genuine")
    await person.new_since(len(await person.turns()) - 1)
    await person.picks("menu_photos")
    await person.button("understood").click()
    await person.speaks("zh-Hant")
    await person.asks("轉帳失敗")
    await person.page.reload()
    await person.new_since(1)
    assert {each.origin for each in person.watch.sent if not each.url.startswith("data:")} == {server.url}
    assert not person.watch.sockets
    assert not person.watch.complaints
    assert not person.watch.violations
    inline = await person.page.evaluate("() => document.querySelectorAll('[style]:not(walletdesk-chat), style').length")
    assert inline == 0


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
async def test_markup_typed_by_the_user_is_text(text: str, visit: Visit, server: Server) -> None:
    person = await visit()
    await person.asks(text)
    assert (await person.said())[-1].startswith(text)
    await person.page.reload()
    await person.new_since(1)
    await only_text(person, server)


async def test_what_the_staff_writes_is_text(visit: Visit, server: Server) -> None:
    person = await visit()
    number = await person.hands_over("the app shows an error I do not know, please have a look")
    seen = len(await person.turns())
    written = "\n".join(
        (*HOSTILE, f"see https://token.im/a?b=1#c, https://evil.example/{ADDRESS} and {BIDI} {ADDRESS}")
    )
    await server.staff("tickets", "reply", number, written, "--yes")
    told = "\n".join(await person.new_since(seen))

    for line in HOSTILE:
        assert line in told
    await only_text(person, server)
    reply = person.log.locator(":scope > *").last
    links = await reply.get_by_role("link").evaluate_all("all => all.map(({href, target, rel}) => [href, target, rel])")
    assert links == [["https://token.im/a?b=1#c", "_blank", "noopener noreferrer nofollow"]]
    assert "https://evil.example/" in told
    assert "pay gnp.exe to me now!" in told
    assert not re.search("[\u200b-\u200f\u202a-\u202e\u2066-\u2069]", told)


async def only_text(person: Person, server: Server) -> None:
    assert await person.page.title() != "owned"
    assert not await person.log.locator("img, script, svg[onload], b, i:not(.bubble > i), iframe, textarea").count()
    assert {each.origin for each in person.watch.sent if not each.url.startswith("data:")} == {server.url}
    assert not person.watch.complaints
    assert not person.watch.violations


async def test_an_address_is_short_and_copied_whole(visit: Visit, server: Server) -> None:
    person = await visit()
    await person.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    number = await person.hands_over("which address did the money go to, please have a look at it")
    seen = len(await person.turns())
    await server.staff("tickets", "reply", number, f"It went to {ADDRESS}.", "--yes")
    await person.new_since(seen)

    short = person.widget.get_by_role("button", name=f"{ADDRESS[:10]}…{ADDRESS[-8:]}", exact=True)
    await expect(short).to_be_visible()
    copy = person.widget.get_by_role("button", name=re.compile(f"^{person.words['copy_address']}"))
    await copy.click()
    await expect(person.status("copied")).to_be_visible()
    assert await person.page.evaluate("() => navigator.clipboard.readText()") == ADDRESS
    await short.click()
    await expect(person.widget.get_by_role("button", name=ADDRESS, exact=True)).to_be_visible()


async def test_who_cannot_begin_is_told_and_begins_later_without_doing_anything(visit: Visit) -> None:
    person = await visit()
    await person.page.route("**/api/session", lambda route: route.abort())
    await person.page.evaluate("() => localStorage.clear()")
    await person.page.reload()
    await expect(person.status("reconnecting")).to_be_visible(timeout=10_000)
    await person.page.unroute("**/api/session")
    await person.new_since(0)
    await expect(person.status("reconnecting")).to_have_count(0)
