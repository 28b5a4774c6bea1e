<?php
/**
 * Stand-ins for what Debian does not ship: enough of Translate and Kartographer that pages made
 * for Meta-Wiki read sensibly. A page that holds <translate> is a translatable page; its
 * subpages named by a language code are its copies, in that language, that only FuzzyBot edits.
 */

use MediaWiki\MediaWikiServices;

function hubbotTranslationLanguage( Title $title ): ?string {
	$code = $title->getSubpageText();
	if ( $code === $title->getText() || !MediaWikiServices::getInstance()->getLanguageNameUtils()
		->isKnownLanguageTag( $code ) ) {
		return null;
	}
	$page = MediaWikiServices::getInstance()->getWikiPageFactory()
		->newFromTitle( $title->getBaseTitle() );
	$content = $page->getContent();
	$isSource = $content instanceof TextContent && strpos( $content->getText(), '<translate' ) !== false;
	return $isSource ? $code : null;
}

function hubbotVisibleTagText( ?string $text, array $attributes ): string {
	$shown = json_encode( $attributes, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES );
	return htmlspecialchars( $shown . ' ' . trim( (string)$text ) );
}

$wgHooks['PageContentLanguage'][] = static function ( Title $title, &$language, $userLanguage ) {
	$code = hubbotTranslationLanguage( $title );
	if ( $code !== null ) {
		$language = MediaWikiServices::getInstance()->getLanguageFactory()->getLanguage( $code );
	}
};

// As Translate does it: the tags go before templates are expanded, their content stays.
$wgHooks['ParserBeforeInternalParse'][] = static function ( Parser $parser, &$text ) {
	$text = preg_replace( '~</?(?:translate|tvar)\b[^>]*>\n?|<!--T:\d+-->[ \n]?~', '', $text );
};

$wgHooks['getUserPermissionsErrors'][] = static function ( $title, $user, $action, &$result ) {
	if ( $action === 'edit' && $user->getName() !== 'FuzzyBot'
		&& hubbotTranslationLanguage( $title ) !== null ) {
		$result = [ 'tpt-target-page', $title->getBaseText(), '' ];
		return false;
	}
	return true;
};

$wgHooks['ParserFirstCallInit'][] = static function ( Parser $parser ) {
	$inner = static fn ( $text, $attributes, Parser $parser, PPFrame $frame ) =>
		$parser->recursiveTagParse( (string)$text, $frame );
	$parser->setHook( 'translate', $inner );
	$parser->setHook( 'tvar', $inner );
	$parser->setHook( 'languages', static fn () =>
		'<div class="mw-pt-languages">Languages of this page</div>' );
	$parser->setHook( 'mapframe', static fn ( $text, $attributes ) =>
		'<div class="mw-kartographer-map" style="border:1px solid;max-height:12em;overflow:auto">'
		. '<pre>' . hubbotVisibleTagText( $text, $attributes ) . '</pre></div>' );
	$parser->setHook( 'maplink', static fn ( $text, $attributes ) =>
		'<span class="mw-kartographer-maplink">'
		. hubbotVisibleTagText( $text, $attributes ) . '</span>' );
};
