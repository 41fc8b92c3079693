"""Connections: kinds of outside systems, their clients and their tests."""
