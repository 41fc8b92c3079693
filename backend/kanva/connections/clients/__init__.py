"""Clients of outside systems; nodes use them, and so do the kinds of connections."""
