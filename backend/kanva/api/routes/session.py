"""Signing in by a one-time link or by the password, and signing out."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool

from kanva.api.models.common import Refusal
from kanva.api.models.session import PasswordSignIn, Session
from kanva.api.server import Server, TheServer

router = APIRouter(tags=["session"])

_USED = """<!doctype html><html><head><meta charset="utf-8"><title>Kanva</title>
<style>
body{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:15vh auto;padding:0 1rem}
</style>
</head><body>
<p lang="ru">Эта ссылка уже использована или её срок вышел.
Получите новую: выполните <code>kanva open</code> там, где запущена Kanva.</p>
<p lang="en">This link has been used or has run out.
Get a new one: run <code>kanva open</code> where Kanva is running.</p>
</body></html>
"""


@router.get(
    "/login",
    response_class=RedirectResponse,
    status_code=303,
    responses={410: {"description": "The link has been used", "content": {"text/html": {}}}},
)
async def login(request: Request, server: TheServer, token: str = "") -> Response:
    """Sign in by a one-time link and go to the app; open to everybody."""
    response = RedirectResponse("/", 303)
    signed = await run_in_threadpool(
        server.sign_in.use_link, token, response, secure=_is_secure(request)
    )
    # Pressing the same link again in a browser that is signed in simply opens the app.
    if signed or token == "" or await server.sign_in.is_signed_in(request):
        return response
    return HTMLResponse(_USED, 410)


@router.get("/api/session")
async def session(request: Request, server: TheServer) -> Session:
    """Say whether this browser is signed in; open to everybody."""
    return _session(server, signed_in=await server.sign_in.is_signed_in(request))


@router.post(
    "/api/session",
    responses={
        400: {"model": Refusal, "description": "There is no password here"},
        403: {"model": Refusal, "description": "The password is wrong"},
        429: {"model": Refusal, "description": "Too many wrong passwords"},
    },
)
def sign_in(
    body: PasswordSignIn, request: Request, response: Response, server: TheServer
) -> Session:
    """Sign in by the password; open to everybody."""
    who = "" if request.client is None else request.client.host
    server.sign_in.use_password(body.password, who, response, secure=_is_secure(request))
    return _session(server, signed_in=True)


@router.delete("/api/session")
def sign_out(request: Request, response: Response, server: TheServer) -> Session:
    """Sign this browser out."""
    server.sign_in.sign_out(request, response)
    return _session(server, signed_in=False)


def _session(server: Server, *, signed_in: bool) -> Session:
    # The folder's name is nobody's business before signing in.
    return Session(
        signed_in=signed_in,
        mode=server.sign_in.mode,
        workspace=server.store.workspace.name if signed_in else None,
    )


def _is_secure(request: Request) -> bool:
    return request.url.scheme == "https"
