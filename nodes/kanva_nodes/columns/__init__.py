"""Nodes that choose and compute columns."""
