"""hubbot reads interview pages on a wiki and fills reports on its pages."""

__version__ = "0.1.0"
