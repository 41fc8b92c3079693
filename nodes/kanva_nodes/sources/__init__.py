"""Nodes that bring data in: text and CSV files, Excel books."""
