<?php
/**
 * Hands each request of PHP's built-in server to MediaWiki, and logs it.
 *
 * The whole answer is held back until MediaWiki has ended, its deferred updates and jobs
 * included: a client that has its answer then finds link tables and caches up to date. One JSON
 * line a request goes to the file named by HUBBOT_REQUEST_LOG, before the answer leaves.
 */

function hubbotLoggedParameters(): array {
	$logged = [];
	foreach ( array_merge( $_GET, $_POST ) as $name => $value ) {
		if ( preg_match( '/token$|password/i', $name ) ) {
			continue;
		}
		$value = is_string( $value ) ? $value : json_encode( $value );
		$logged[$name] = strlen( $value ) > 300 ? '(' . strlen( $value ) . ' bytes)' : $value;
	}
	return $logged;
}

function hubbotLogRequest( int $bytes ): void {
	$line = json_encode( [
		'started' => $_SERVER['REQUEST_TIME_FLOAT'],
		'seconds' => round( microtime( true ) - $_SERVER['REQUEST_TIME_FLOAT'], 4 ),
		'method' => $_SERVER['REQUEST_METHOD'],
		'path' => strtok( $_SERVER['REQUEST_URI'], '?' ),
		'status' => http_response_code(),
		'bytes' => $bytes,
		'agent' => $_SERVER['HTTP_USER_AGENT'] ?? '',
		'params' => (object)hubbotLoggedParameters(),
	], JSON_INVALID_UTF8_SUBSTITUTE | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES );
	file_put_contents( getenv( 'HUBBOT_REQUEST_LOG' ), $line . "\n", FILE_APPEND | LOCK_EX );
}

function hubbotEntryPoint(): ?string {
	$path = strtok( $_SERVER['REQUEST_URI'], '?' );
	if ( in_array( $path, [ '/api.php', '/index.php', '/load.php', '/rest.php' ] ) ) {
		return $path;
	}
	if ( $path === '/' || strpos( $path, '/wiki/' ) === 0 ) {
		return '/index.php';
	}
	return null;
}

if ( hubbotEntryPoint() === null ) {
	return false;
}
$_SERVER['SCRIPT_NAME'] = $_SERVER['PHP_SELF'] = hubbotEntryPoint();
$_SERVER['SCRIPT_FILENAME'] = $_SERVER['DOCUMENT_ROOT'] . hubbotEntryPoint();
ob_start( static function ( string $answer, int $phase ): string {
	if ( $phase & PHP_OUTPUT_HANDLER_FINAL ) {
		hubbotLogRequest( strlen( $answer ) );
	}
	return $answer;
}, 0, PHP_OUTPUT_HANDLER_CLEANABLE );
chdir( $_SERVER['DOCUMENT_ROOT'] );
require $_SERVER['SCRIPT_FILENAME'];
// index.php has run the jobs of its request by now; api.php leaves them to others.
if ( hubbotEntryPoint() === '/api.php' && $_SERVER['REQUEST_METHOD'] === 'POST' ) {
	MediaWiki\MediaWikiServices::getInstance()->getJobRunner()->run( [ 'maxJobs' => 1000 ] );
}
