"""The built browser app: every file known beforehand, cached by its name, compressed once."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

_HASHED = re.compile(r"[-.][A-Za-z0-9_-]{8,}\.\w+$")
_ONE_YEAR = "public, max-age=31536000, immutable"
_COMPRESSIBLE = re.compile(r"^(text/|application/(javascript|json|wasm)|image/svg)")
_TYPES = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".css": "text/css",
    ".html": "text/html",
    ".svg": "image/svg+xml",
    ".json": "application/json",
    ".wasm": "application/wasm",
    ".woff2": "font/woff2",
    ".webmanifest": "application/manifest+json",
}
"""Named here because Windows lets other programs change what mimetypes answers."""

_NOT_BUILT = """<!doctype html><meta charset="utf-8"><title>Kanva</title>
<p lang="ru">Сервер Kanva работает, но приложение для браузера не собрано.
Соберите его в папке frontend: npm ci, затем npm run build.</p>
<p lang="en">The Kanva server is running, but its browser app is not built.
Build it in the folder frontend: npm ci, then npm run build.</p>
"""


@dataclass(frozen=True, slots=True)
class _Page:
    content: bytes
    compressed: bytes | None
    headers: dict[str, str]


class Pages:
    """The files of the browser app, by URL path.

    Args:
        folder: The built app; it may be missing.
    """

    def __init__(self, folder: Path) -> None:
        # Read now, not when asked: an update under a running server must not mix two builds.
        self._files: dict[str, bytes] = {}
        if folder.is_dir():
            for file in sorted(folder.rglob("*")):
                if file.is_file():
                    path = f"/{file.relative_to(folder).as_posix()}"
                    self._files[path] = file.read_bytes()
        self._ready: dict[str, _Page] = {}

    def owns(self, method: str, path: str) -> bool:
        """Tell whether a request is for a page or one of its files, and for nothing of the API.

        Args:
            method: HTTP method.
            path: URL path.

        Returns:
            True for a known file and for any address that the app itself draws in the browser.
        """
        if method not in {"GET", "HEAD"}:
            return False
        if path in self._files:
            return True
        # An address with an ending is a file that is not there: it must not answer with a page.
        last = path.rsplit("/", maxsplit=1)[-1]
        is_address = "." not in last or last.endswith(".kanva.json")
        return is_address and path not in {"/login", "/api"} and not path.startswith("/api/")

    def respond(self, request: Request) -> Response:
        """Answer with a file; any address of the app answers with its one page."""
        path = request.url.path if request.url.path in self._files else "/index.html"
        page = self._page(path)
        if request.headers.get("if-none-match") == page.headers["ETag"]:
            return Response(status_code=304, headers=page.headers)
        accepted = request.headers.get("accept-encoding", "")
        if page.compressed is not None and "gzip" in accepted:
            headers = {**page.headers, "Content-Encoding": "gzip"}
            return Response(page.compressed, headers=headers)
        return Response(page.content, headers=page.headers)

    def _page(self, path: str) -> _Page:
        page = self._ready.get(path)
        if page is None:
            page = self._ready[path] = self._load(path)
        return page

    def _load(self, path: str) -> _Page:
        content = self._files.get(path, _NOT_BUILT.encode())
        ending = Path(path).suffix.lower()
        media = _TYPES.get(ending) or mimetypes.guess_type(path)[0] or "application/octet-stream"
        text = media.startswith("text/") or media == "image/svg+xml"
        hashed = path.startswith("/assets/") and _HASHED.search(path) is not None
        headers = {
            "Content-Type": f"{media}; charset=utf-8" if text else media,
            "Cache-Control": _ONE_YEAR if hashed else "no-cache",
            "ETag": f'"{hashlib.sha256(content).hexdigest()[:32]}"',
            "Vary": "Accept-Encoding",
        }
        packed = None
        if _COMPRESSIBLE.match(media) and len(content) > 1024:
            packed = gzip.compress(content, 9, mtime=0)
        return _Page(content, packed, headers)
