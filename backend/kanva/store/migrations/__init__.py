"""Steps that bring a database up to the present tables, in order."""
