"""The connection kinds that come with Kanva, one file a kind."""
