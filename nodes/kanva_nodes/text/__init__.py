"""Nodes that work on text and dates."""
