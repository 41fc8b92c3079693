"""Nodes that write data out: text and CSV files, Excel books."""
