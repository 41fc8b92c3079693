"""A small node library for tests of the engine: plain nodes, and nodes that misbehave."""
