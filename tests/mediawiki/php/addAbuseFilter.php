<?php
/**
 * Maintenance script: adds an abuse filter, read as JSON from standard input (name, rules,
 * actions: an object of action name and its parameters), and prints its number.
 */

use MediaWiki\Extension\AbuseFilter\AbuseFilterServices;
use MediaWiki\Extension\AbuseFilter\Filter\MutableFilter;

require_once '/usr/share/mediawiki/maintenance/Maintenance.php';

class AddAbuseFilter extends Maintenance {
	public function execute() {
		$given = json_decode( stream_get_contents( STDIN ), true );
		$filter = MutableFilter::newDefault();
		$filter->setName( $given['name'] );
		$filter->setRules( $given['rules'] );
		$filter->setActions( $given['actions'] );
		$filter->setEnabled( true );
		$filter->setGroup( 'default' );
		$status = AbuseFilterServices::getFilterStore()->saveFilter(
			User::newFromName( $given['user'] ), null, $filter, MutableFilter::newDefault()
		);
		if ( !$status->isGood() ) {
			$this->fatalError( (string)$status );
		}
		$this->output( $status->getValue()[0] . "\n" );
	}
}

$maintClass = AddAbuseFilter::class;
require_once RUN_MAINTENANCE_IF_MAIN;
