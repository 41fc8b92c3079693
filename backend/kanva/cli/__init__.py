"""The command line: `kanva serve | open | run | check | nodes | docs | examples | openapi`."""

from __future__ import annotations

from kanva.cli.entry import main

__all__ = ["main"]
