"""A secret never leaves the browser, in whatever way it gets into the field."""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import expect

from tests.e2e.widget.conftest import Visit
from tests.e2e.widget.person import Person
from tests.e2e.widget.secrets_shown import keystore_text, leaks, phrase, private_key
from tests.e2e.widget.words import words

FIXTURE = Path(__file__).parents[2] / "data" / "guard_cases.json"
SECRETS = [
    ("en", phrase(51), "guard_mnemonic"),
    ("en", phrase(52, count=24), "guard_mnemonic"),
    ("zh-Hans", phrase(53, "chinese_simplified"), "guard_mnemonic"),
    ("zh-Hant", phrase(54, "chinese_traditional"), "guard_mnemonic"),
    ("en", private_key(55), "guard_private_key"),
    ("zh-Hans", keystore_text(56), "guard_keystore"),
]
# A field of the bundle's own, whose messages go nowhere: what it lets go, and the kinds of what it stops.
_OUTCOMES = """async (texts) => {
  const real = document.querySelector('walletdesk-chat').shadowRoot.querySelector('walletdesk-composer');
  const outcome = (composer, text) => new Promise((done) => {
    const once = { once: true };
    composer.addEventListener('say', () => done(null), once);
    composer.addEventListener('unchecked', () => done('unchecked'), once);
    const kinds = (event) => [...new Set(event.detail.map((each) => each.kind))].sort();
    composer.addEventListener('stopped', (event) => done(kinds(event)), once);
    composer.field.value = text;
    composer.field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
  });
  const all = [];
  for (const messages of texts) {
    const composer = document.createElement('walletdesk-composer');
    composer.words = real.words;
    composer.earlier = new real.earlier.constructor();
    document.body.append(composer);
    await composer.updateComplete;
    let at = -1, kinds = [];
    for (const [place, text] of messages.entries()) {
      const found = await outcome(composer, text);
      if (found === null) continue;
      [at, kinds] = [place, found];
      break;
    }
    all.push([at, kinds]);
    composer.remove();
  }
  return all;
}"""


def _either(*texts: str | None) -> re.Pattern[str]:
    """Typed slowly, a phrase is stopped when it has words enough to be a part of one."""
    return re.compile("|".join(re.escape(text) for text in texts if text))


async def stopped(person: Person, secret: str, key: str) -> None:
    """The field is blank, the reason is on the screen, and nothing of it is anywhere."""
    await expect(person.sheet).to_be_visible()
    await expect(person.sheet).to_contain_text(person.words["guard_title"])
    await expect(person.sheet).to_contain_text(_either(person.words[key], person.words.get(f"{key}_part")))
    for paragraph in person.words["guard_what_to_do"].split("\n"):
        await expect(person.sheet).to_contain_text(paragraph)
    assert await person.has_typed() == ""
    sent = len(person.watch.messages())
    await person.named(person.words["understood"]).click()
    await expect(person.sheet).to_have_count(0)
    await expect(person.field).to_be_focused()
    await person.page.keyboard.press("Control+z")
    assert await person.has_typed() == ""
    assert not await leaks(person, secret)
    assert len(person.watch.messages()) == sent
    assert not person.watch.complaints


async def test_typed_and_sent(visit: Visit) -> None:
    async def tried(language: str, secret: str, key: str) -> None:
        person = await visit(language)
        await person.types(secret)
        await stopped(person, secret, key)
        assert not person.watch.messages()
        await person.page.reload()
        await person.new_since(0)
        assert await person.has_typed() == ""
        assert not await leaks(person, secret)

    await asyncio.gather(*(tried(*each) for each in SECRETS))


async def test_typed_key_by_key_it_is_stopped_before_anybody_sends_it(visit: Visit) -> None:
    person, secret = await visit(), phrase(61)
    await person.field.press_sequentially(secret, delay=8)
    await stopped(person, secret, "guard_mnemonic")


async def test_pasted(visit: Visit) -> None:
    people = [await visit(language) for language, *_ in SECRETS]
    # One clipboard for all of them.
    for person, (_, secret, key) in zip(people, SECRETS, strict=True):
        await paste(person, secret)
        await stopped(person, secret, key)


async def paste(person: Person, text: str) -> None:
    await person.page.bring_to_front()
    await person.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await person.page.evaluate("(text) => navigator.clipboard.writeText(text)", text)
    await person.field.focus()
    await person.page.keyboard.press("Control+v")


async def test_pasted_behind_a_harmless_beginning(visit: Visit) -> None:
    person, secret = await visit(), phrase(62)
    first, rest = secret.split()[:6], secret.split()[6:]
    await person.types(" ".join(first) + " ", and_sends=False)
    await paste(person, " ".join(rest))
    await stopped(person, secret, "guard_mnemonic")


async def test_dropped(visit: Visit) -> None:
    person, secret = await visit(), phrase(63)
    await drop(person, {"items": [{"mimeType": "text/plain", "data": secret}], "dragOperationsMask": 1})
    await stopped(person, secret, "guard_mnemonic")
    await drop(person, {"items": [{"mimeType": "text/plain", "data": "my transfer failed"}], "dragOperationsMask": 1})
    await expect(person.field).to_have_value("my transfer failed")


async def drop(person: Person, data: dict[str, Any]) -> None:
    """As the browser itself tells a page of it."""
    box = await person.field.bounding_box()
    assert box is not None
    place = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    line = await person.page.context.new_cdp_session(person.page)
    for kind in ("dragEnter", "dragOver", "drop"):
        await line.send("Input.dispatchDragEvent", {"type": kind, **place, "data": data})
    await line.detach()


@pytest.mark.parametrize("reloaded", [False, True], ids=["at once", "with a reload between"])
async def test_told_over_several_messages(reloaded: bool, visit: Visit) -> None:
    """The first messages are sentences nobody could stop; the one that makes it a phrase does not leave."""
    person = await visit()
    talk = next(each for each in json.loads(FIXTURE.read_text("utf-8"))["conversations"] if each["refused"] >= 1)
    for message in talk["messages"][: talk["refused"]]:
        await person.asks(message)
        assert not await person.sheet.count()
    if reloaded:
        await person.page.reload()
        await person.new_since(talk["refused"])
    last = talk["messages"][talk["refused"]]
    await person.types(last)
    await expect(person.sheet).to_contain_text(person.words["guard_title"])
    assert await person.has_typed() == ""
    assert last not in [message.get("text") for message in person.watch.messages()]


async def test_who_has_shown_it_elsewhere_is_told_what_to_do(visit: Visit) -> None:
    person = await visit()
    await person.types(phrase(66))
    await expect(person.sheet).to_be_visible()
    before = len(await person.turns())
    await person.button("guard_leaked").click()
    told = "\n".join(await person.new_since(before))
    assert "new wallet" in told


async def test_a_hash_that_looks_like_a_key_may_be_sent_as_a_hash(visit: Visit) -> None:
    person, code = await visit(), private_key(67).split()[-1]
    await person.types(f"my bitcoin transaction hash {code} is unconfirmed")
    await person.new_since(1)
    assert not await person.sheet.count()


async def test_without_the_word_lists_nothing_is_sent(visit: Visit) -> None:
    person = await visit()
    await person.page.route("**/widget/window-*.js", lambda route: route.abort())
    await person.page.reload()
    await person.new_since(0)
    await person.types(phrase(68))
    await expect(person.sheet).to_contain_text(person.words["guard_unavailable"])
    assert not person.watch.messages()


@pytest.mark.parametrize("what", ["typed and sent", "pasted"])
async def test_an_innocent_message_is_not_stopped(what: str, visit: Visit) -> None:
    person = await visit()
    text = "I wrote my recovery phrase on paper, twelve words, and the app says one word is wrong"
    if what == "pasted":
        await paste(person, text)
        await expect(person.field).to_have_value(text)
        await person.answer_to(lambda: person.field.press("Enter"))
    else:
        await person.asks(text)
    assert not await person.sheet.count()


async def test_the_bundle_and_the_server_agree_on_every_case(visit: Visit) -> None:
    person = await visit()
    fixture = json.loads(FIXTURE.read_text("utf-8"))
    here = [case for case in fixture["cases"] if case["where"] == "both"]
    talks = fixture["conversations"]
    asked = [[case["text"]] for case in here] + [talk["messages"] for talk in talks]
    expected = [[0, sorted(case["kinds"])] if case["kinds"] else [-1, []] for case in here]
    expected += [[talk["refused"], sorted(talk["kinds"])] for talk in talks]
    found = await person.page.evaluate(_OUTCOMES, asked)
    names = [case["id"] for case in here] + [talk["id"] for talk in talks]
    wrong = [(name, got, want) for name, got, want in zip(names, found, expected, strict=True) if got != want]
    assert not wrong
    assert len(here) >= 350
    assert len(person.watch.messages()) == 0


@pytest.mark.parametrize("way", ["pasted", "dropped"])
async def test_a_photo_is_refused_and_why(way: str, visit: Visit, tmp_path: Path) -> None:
    person = await visit("zh-Hans")
    if way == "pasted":
        await person.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        await person.page.evaluate(_PICTURE)
        await person.field.focus()
        await person.page.keyboard.press("Control+v")
    else:
        photo = tmp_path / "backup.png"
        photo.write_bytes(b"\x89PNG\r\n\x1a\n")
        await drop(person, {"items": [], "files": [str(photo)], "dragOperationsMask": 1})
    await expect(person.sheet).to_contain_text(words("zh-Hans")["file_refused_title"])
    await expect(person.sheet).to_contain_text(words("zh-Hans")["photos_body"])
    assert not person.watch.messages()


_PICTURE = """async () => {
  const canvas = new OffscreenCanvas(8, 8);
  canvas.getContext('2d').fillRect(0, 0, 8, 8);
  await navigator.clipboard.write([new ClipboardItem({ 'image/png': await canvas.convertToBlob() })]);
}"""
