"""Lines of LocalSettings.php for what tests ask of a wiki, to join and hand to `TestWiki`."""

READ_ONLY = "$wgReadOnly = 'Maintenance of the test wiki';"

SWEDISH = "$wgLanguageCode = 'sv';"

# ConfirmEdit with a typed question, for everybody, bots included.
CAPTCHA_ON_EVERY_EDIT = """
wfLoadExtensions( [ 'ConfirmEdit', 'ConfirmEdit/QuestyCaptcha' ] );
$wgCaptchaQuestions = [ 'What colour is the sea?' => 'blue' ];
foreach ( [ 'edit', 'create', 'addurl' ] as $trigger ) {
	$wgCaptchaTriggers[$trigger] = true;
}
foreach ( [ '*', 'user', 'autoconfirmed', 'bot', 'sysop' ] as $group ) {
	$wgGroupPermissions[$group]['skipcaptcha'] = false;
}
"""

NO_EDITS_WITHOUT_LOGIN = "$wgGroupPermissions['*']['edit'] = false;"

BOTS_MAY_NOT_EDIT = """
foreach ( [ '*', 'user', 'bot' ] as $group ) {
	$wgGroupPermissions[$group]['edit'] = false;
}
"""


def largest_page(kibibytes: int) -> str:
    """Refuse pages over a size; save a page first and set this then to have one over it."""
    return f"$wgMaxArticleSize = {kibibytes};"


def edits_per_minute(limit: int) -> str:
    """Let each account save so often in a minute, bots included; then it is `ratelimited`."""
    limits = f"[ 'user' => [ {limit}, 60 ], 'ip' => [ {limit}, 60 ], 'newbie' => [ {limit}, 60 ] ]"
    return (
        f"$wgRateLimits['edit'] = {limits};\n"
        "foreach ( [ 'bot', 'sysop' ] as $group ) {\n"
        "\t$wgGroupPermissions[$group]['noratelimit'] = false;\n}"
    )


def namespace_alias(alias: str, constant: str) -> str:
    """Name a namespace a second time, as in `namespace_alias("T", "NS_TEMPLATE")`."""
    return f"$wgNamespaceAliases['{alias}'] = {constant};"
