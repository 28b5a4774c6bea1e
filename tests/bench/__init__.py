"""Measures hubbot's speed on a real MediaWiki with made interviews; `make bench` runs it."""
