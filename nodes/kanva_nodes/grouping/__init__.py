"""Nodes that sum rows up."""
