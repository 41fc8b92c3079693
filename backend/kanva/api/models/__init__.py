"""Shapes of requests and answers; the types of the browser app are generated from them."""

from __future__ import annotations
