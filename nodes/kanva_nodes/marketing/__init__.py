"""Nodes that know marketing methods."""
