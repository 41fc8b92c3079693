"""A 1C base behind its OData interface, as the guide and recordings of live bases have it."""
