"""Kanva: a visual data-workflow editor over polars."""

from __future__ import annotations

__version__ = "0.1.0"
