"""A real MediaWiki on loopback for tests, made fresh from Debian's packages in about a second."""

from .accounts import ACCOUNTS, ADMIN, BOT, COORDINATOR, Account
from .client import ApiError, ApiSession
from .packages import WikiUnavailableError
from .proxy import FaultProxy
from .server import SeenRequest
from .wiki import Revision, TestWiki

__all__ = [
    "ACCOUNTS",
    "ADMIN",
    "BOT",
    "COORDINATOR",
    "Account",
    "ApiError",
    "ApiSession",
    "FaultProxy",
    "Revision",
    "SeenRequest",
    "TestWiki",
    "WikiUnavailableError",
]
