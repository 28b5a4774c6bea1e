"""Tests of the site of a preview."""
