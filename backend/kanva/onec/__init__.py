"""1C:Enterprise: reserved for the client of its OData interface and its query language."""
