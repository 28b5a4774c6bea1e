"""The errors that hubbot tells its operator, each in one sentence."""

from __future__ import annotations


class HubbotError(Exception):
    """An error for the operator; the message is a whole sentence with the mend."""


class UsageError(HubbotError):
    """The command line asks for something that cannot be done."""


class ConfigError(HubbotError):
    """The configuration file has mistakes; the message names every one with its key."""


class LoginError(HubbotError):
    """The account cannot be logged in."""


class NoAccountError(LoginError):
    """No account is configured, or no password for it; reading can go on without."""


class SourceError(HubbotError):
    """A source could not be read in full, so nothing may be published."""


class LockError(HubbotError):
    """Another run for the same wiki and configuration holds the lock."""


class OutputError(HubbotError):
    """Something could not be written on this machine."""
