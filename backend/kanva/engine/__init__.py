"""The engine: finds node types, analyses workflows, runs them over polars, shows their rows."""
