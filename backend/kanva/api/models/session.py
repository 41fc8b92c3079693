"""Signing in."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from kanva.api.models.common import Answer, Body


class Session(Answer):
    """Whether somebody is signed in, and how one does."""

    signed_in: bool
    mode: Literal["local", "password"]
    workspace: str | None


class PasswordSignIn(Body):
    """The password."""

    password: Annotated[str, Field(max_length=1000)]


class Health(Answer):
    """The server is up."""

    status: Literal["ok"]
    version: str
