<?php
/**
 * The settings of every test wiki. A wiki's own LocalSettings.php sets $hubbotWiki (its folder,
 * cookie prefix and secret) and $wgServer before this, and its own further lines after this.
 */

if ( !defined( 'MEDIAWIKI' ) ) {
	exit;
}

// The address. It follows the Host header, so that a proxy in front is the wiki's address too.
if ( isset( $_SERVER['HTTP_HOST'] ) ) {
	$wgServer = 'http://' . $_SERVER['HTTP_HOST'];
}
$wgCanonicalServer = $wgServer;
$wgScriptPath = '';
$wgArticlePath = '/wiki/$1';
$wgSitename = 'Hubbot test wiki';
$wgMetaNamespace = 'Project';
$wgLanguageCode = 'en';
$wgLocaltimezone = 'UTC';
$wgSecretKey = $hubbotWiki['secret'];
// Cookies know no ports: without a prefix of its own a wiki would log out its neighbours.
$wgCookiePrefix = $hubbotWiki['cookies'];

// Storage: SQLite files in the wiki's own folder.
$wgDBtype = 'sqlite';
$wgDBname = 'wiki';
$wgSQLiteDataDir = $hubbotWiki['folder'] . '/data';
$wgUploadDirectory = $hubbotWiki['folder'] . '/images';
$wgCacheDirectory = $hubbotWiki['folder'] . '/cache';
$wgLocalisationCacheConf['store'] = 'array';
$hubbotSideFile = static fn ( string $name ): array => [
	'type' => 'sqlite',
	'dbname' => $name,
	'tablePrefix' => '',
	'variables' => [ 'synchronous' => 'OFF' ],
	'dbDirectory' => $hubbotWiki['folder'] . '/data',
	'trxMode' => 'IMMEDIATE',
	'flags' => 0,
];
$wgDBservers = [
	[ 'host' => '', 'user' => '', 'password' => '', 'load' => 1, 'flags' => DBO_DEFAULT ]
	+ array_diff_key( $hubbotSideFile( 'wiki' ), [ 'trxMode' => 1, 'flags' => 1 ] )
];
$wgObjectCaches[CACHE_DB] = [
	'class' => SqlBagOStuff::class,
	'loggroup' => 'SQLBagOStuff',
	'server' => $hubbotSideFile( 'wikicache' ),
];
$wgJobTypeConf['default'] = [
	'class' => 'JobQueueDB',
	'claimTTL' => 3600,
	'server' => $hubbotSideFile( 'wiki_jobqueue' ),
];
$wgMainCacheType = CACHE_DB;
$wgSessionCacheType = CACHE_DB;
$wgParserCacheType = CACHE_DB;
$wgSharedTables[] = 'actor';

// Everything a request sets off is done before it is answered (see router.php).
$wgJobRunRate = 1000;
$wgRunJobsAsync = false;

// Accounts: cheap password hashes, no mail, no rule that slows a test.
$wgPasswordDefault = 'pbkdf2';
$wgPasswordConfig['pbkdf2']['cost'] = '1';
$wgEnableEmail = false;
$wgPingback = false;
$wgEnableUploads = false;
$wgUseInstantCommons = false;
$wgNamespacesWithSubpages[NS_MAIN] = true;
$wgNamespacesWithSubpages[NS_TEMPLATE] = true;
$wgShowExceptionDetails = true;
$wgInvalidateCacheOnLocalSettingsChange = false;

wfLoadSkin( 'Vector' );
$wgDefaultSkin = 'vector';
wfLoadExtensions( [
	'AbuseFilter', 'Cite', 'InputBox', 'ParserFunctions', 'Scribunto', 'SpamBlacklist',
	'TemplateData',
] );
$wgPFEnableStringFunctions = true;
$wgScribuntoDefaultEngine = 'luastandalone';
$wgScribuntoEngineConf['luastandalone']['luaPath'] = '/usr/bin/lua5.1';
// The list of the wiki itself alone: the default one would be fetched from another host.
$wgBlacklistSettings['spam']['files'] = [];

require __DIR__ . '/stubs.php';
