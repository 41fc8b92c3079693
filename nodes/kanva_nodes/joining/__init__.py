"""Nodes that bring tables together."""
