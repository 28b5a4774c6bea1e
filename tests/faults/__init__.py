"""What may go wrong between the bot, the wiki and its editors, tried on a real MediaWiki."""
