"""What a browser tells the outside and complains about: requests, storage, errors, violations of the policy."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

from playwright.async_api import BrowserContext, Page, Request

_TELL = "tellViolation"
_LISTEN = f"""
addEventListener('securitypolicyviolation', (event) =>
  window.{_TELL}(`${{event.effectiveDirective}} ${{event.blockedURI}} ${{event.sourceFile}}:${{event.lineNumber}}`));
"""
_STORED = """async () => {
  const all = { ...localStorage }, session = { ...sessionStorage }, bases = {};
  for (const { name } of await indexedDB.databases()) {
    const base = await new Promise((done, failed) => {
      const asked = indexedDB.open(name);
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => failed(asked.error);
    });
    for (const store of base.objectStoreNames) {
      bases[`${name}/${store}`] = await new Promise((done) => {
        const asked = base.transaction(store).objectStore(store).getAll();
        asked.onsuccess = () => done(asked.result);
      });
    }
  }
  const caches_ = 'caches' in window ? await caches.keys() : [];
  const { cookie } = document, { href } = location, { name, history: { state } } = window;
  const named = { cookie, href, name, state };
  return JSON.stringify({ all, session, bases, caches_, named });
}"""


@dataclass
class Sent:
    method: str
    url: str
    body: str
    headers: dict[str, str]

    @property
    def origin(self) -> str:
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def path(self) -> str:
        return urlsplit(self.url).path

    def __str__(self) -> str:
        return f"{self.method} {unquote(self.url)} {json.dumps(self.headers)} {self.body}"


@dataclass
class Watch:
    context: BrowserContext
    sent: list[Sent] = field(default_factory=list)
    sockets: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)

    async def begin(self) -> Watch:
        context = self.context
        context.on("request", self._request)
        context.on("console", lambda said: self._said(said.type, said.text))
        context.on("weberror", lambda error: self.complaints.append(f"uncaught: {error.error}"))
        context.on("page", lambda page: page.on("websocket", lambda socket: self.sockets.append(socket.url)))
        await context.expose_binding(_TELL, lambda _, violation: self.violations.append(violation))
        await context.add_init_script(_LISTEN)
        return self

    def calls(self, path: str, method: str = "POST") -> list[Sent]:
        return [each for each in self.sent if each.path == path and each.method == method]

    def messages(self) -> list[dict[str, Any]]:
        """Bodies of all messages sent, each try by itself."""
        return [json.loads(each.body) for each in self.calls("/api/messages")]

    def _request(self, request: Request) -> None:
        body = request.post_data_buffer or b""
        self.sent.append(Sent(request.method, request.url, body.decode("utf-8", "replace"), dict(request.headers)))

    def _said(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.complaints.append(f"{kind}: {text}")


async def stored(page: Page) -> str:
    """All that the page has kept in this browser, as one text."""
    kept: str = await page.evaluate(_STORED)
    return kept
