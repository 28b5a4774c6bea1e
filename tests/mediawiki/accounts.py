"""The accounts that every test wiki has.

The passwords open nothing but wikis on loopback that live for one test; they are fixed so that a
test can look for them in everything that a program wrote.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Account:
    """A user of the test wiki: `login` is the name to log in with (a bot's has a suffix)."""

    user: str
    login: str
    password: str


ADMIN = Account("Admin", "Admin", "loopback admin password")
COORDINATOR = Account("Coordinator", "Coordinator", "loopback coordinator password")
# The account of Translate, the only one that may write translation copies.
FUZZY_BOT = Account("FuzzyBot", "FuzzyBot", "loopback fuzzybot password")
BOT_MAIN_PASSWORD = "loopback account password"  # noqa: S105 - opens a test wiki on loopback only
BOT_PASSWORD_NAME = "hubbot"  # noqa: S105 - the name of a bot password, not the password
# MediaWiki wants at least 32 characters, and takes 32 of [0-9a-v] as a bot password's mark.
BOT_PASSWORD = "loopback0botpassword0for0hubbot0"  # noqa: S105 - as above
BOT = Account("HubBot", f"HubBot@{BOT_PASSWORD_NAME}", BOT_PASSWORD)
BOT_GRANTS = ("basic", "highvolume", "editpage", "createeditmovepage", "editprotected")
ACCOUNTS = {account.user: account for account in (ADMIN, COORDINATOR, FUZZY_BOT, BOT)}


def bot_environment() -> dict[str, str]:
    """Give the environment variables with which hubbot logs in as the bot."""
    return {
        "HUBBOT_USERNAME": BOT.user,
        "HUBBOT_BOTPASSWORD_NAME": BOT_PASSWORD_NAME,
        "HUBBOT_BOTPASSWORD": BOT_PASSWORD,
    }
