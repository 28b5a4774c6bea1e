"""Tests of what talks to a wiki, on a real one."""
