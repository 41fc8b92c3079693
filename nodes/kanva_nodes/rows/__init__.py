"""Nodes that choose and order rows."""
