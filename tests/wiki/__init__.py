"""Tests of hubbot on a real MediaWiki."""
