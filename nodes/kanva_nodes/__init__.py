"""The node library of Kanva: one node type per file, in a package per category."""
