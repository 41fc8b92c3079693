"""Connections: kinds of outside systems, their clients, their tests, and the cipher of secrets.

Rows of connections live in the store; a worker gets resolved fields with a request, and never
sees the store.
"""
