"""Small servers that obey the wire facts of systems that cannot be had in a test."""
