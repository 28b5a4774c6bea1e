"""The tests of hubbot: `tests/` mirrors `hubbot/`, file by file."""
