"""Somebody else's web site with the chat in it: one script tag, one element with two attributes."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType

PAGE = """<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><title>A wallet</title>
    <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
    <meta name="color-scheme" content="light dark"></head>
  <body>
    <main><h1>A wallet</h1><p>Balance, history, settings.</p></main>
    <script type="module" src="{server}/widget/walletdesk-chat.js"></script>
    <walletdesk-chat server="{server}" language="{language}"></walletdesk-chat>
  </body>
</html>
"""


class Site:
    """`server`: whose widget it embeds. The language is what stands behind the slash, "auto" where nothing does."""

    def __init__(self) -> None:
        self.server = ""
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._http.server_port}"

    def __enter__(self) -> Site:
        threading.Thread(target=self._http.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.shutdown()
        self._http.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                page = PAGE.format(server=site.server, language=self.path.strip("/") or "auto").encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(page)))
                self.end_headers()
                self.wfile.write(page)

            def log_message(self, *_: object) -> None:
                """Nobody reads it."""

        return Handler
