"""The demo page and the files of the widget, as built by `make widget`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sanic import Blueprint
from sanic.response import HTTPResponse

from walletdesk.channels.web.bundle import Asset, Bundle
from walletdesk.channels.web.problems import Problem

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
    )
)
_PAGE = {
    "Content-Security-Policy": POLICY,
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), display-capture=(), payment=(), usb=()",
}
# Any site may load the widget; whether it may talk is decided by the API. Module scripts are loaded with CORS.
_ASSET = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    # Of a picture that is opened as a page of its own, and of a worker.
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}
_ALL = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Vary": "Accept-Encoding"}
_FOREVER = "public, max-age=31536000, immutable"
_ASK_AGAIN = "no-cache"
_PIECE = 16_384  # bytes written at once; a slow line that takes them piece by piece is not cut off as idle
_GZIP = re.compile(r"\s*(?:gzip|\*)\s*(?:;\s*q=(?:1(?:\.0*)?|0?\.\d*[1-9]\d*)\s*)?", re.I)
_WRITTEN = ("index.html", "not_built.html")


def add_pages(blueprint: Blueprint, home: Path | None = None) -> None:
    """`home`: the folder that holds `dist` and `page`; without it the one of the settings."""
    bundles: dict[Path, Bundle] = {}

    def bundle(request: Any) -> Bundle:
        folder = home or request.app.ctx.door.settings.root / "widget"
        return bundles.setdefault(folder, Bundle(folder / "dist", folder / "page"))

    async def page(request: Any) -> HTTPResponse | None:
        files = bundle(request)
        if is_built(files):
            return await _sent(request, files["index.html"], _PAGE)
        return await _sent(request, _the(files, "not_built.html"), {**_PAGE, "Cache-Control": "no-store"}, 503)

    async def asset(request: Any, name: str) -> HTTPResponse | None:
        files = bundle(request)
        if name in _WRITTEN:
            raise Problem("not_found")
        return await _sent(request, _the(files, name), _ASSET)

    blueprint.add_route(page, "/", methods=["GET", "HEAD"], name="page")
    blueprint.add_route(asset, "/widget/<name:path>", methods=["GET", "HEAD"], name="asset")


def is_built(files: Bundle) -> bool:
    return "index.html" in files and any(name.endswith(".js") for name in files.names())


def _the(files: Bundle, name: str) -> Asset:
    try:
        return files[name]
    except KeyError:
        raise Problem("not_found") from None


async def _sent(request: Any, asset: Asset, extra: Mapping[str, str], status: int = 200) -> HTTPResponse | None:
    is_packed = bool(asset.packed) and any(map(_GZIP.fullmatch, _listed(request, "accept-encoding")))
    tag = f'"{asset.tag}-gzip"' if is_packed else f'"{asset.tag}"'
    headers = {"ETag": tag, "Cache-Control": _FOREVER if asset.is_hashed else _ASK_AGAIN, **_ALL, **extra}
    if status == 200 and _is_known(request, tag):
        return HTTPResponse(status=304, headers=headers)
    body = asset.packed if is_packed else asset.body
    headers |= {"Content-Length": str(len(body)), **({"Content-Encoding": "gzip"} if is_packed else {})}
    answer = HTTPResponse(b"", status, headers, asset.kind)
    if request.method == "HEAD":
        return answer
    await _in_pieces(request, answer, body)
    return None


async def _in_pieces(request: Any, answer: HTTPResponse, body: bytes) -> None:
    """Sanic would hand all of it to the socket's buffer and count the line as idle from then on."""
    line = await request.respond(answer)
    for start in range(0, max(1, len(body)), _PIECE):
        await line.send(body[start : start + _PIECE])


def _is_known(request: Any, tag: str) -> bool:
    known = [each.strip().removeprefix("W/") for each in _listed(request, "if-none-match")]
    return tag in known or "*" in known


def _listed(request: Any, name: str) -> Iterator[str]:
    for value in request.headers.getall(name, ()):
        yield from value.split(",")
