"""The HTTP and WebSocket server: thin routes over the engine and the store."""

from __future__ import annotations
