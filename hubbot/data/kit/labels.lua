-- Shows the labels of codes in the language of the page being read, from the codebook page,
-- and what the register says of an affiliate.

local p = {}

local CODEBOOK = '@codebook@'
local CODE_TEMPLATE = '@code@'
local REGISTER = '@register@'
local REGIONS = '@regions_module@'

local function trim( text )
	return mw.text.trim( text or '' )
end

local function key( text )
	return mw.ustring.lower( ( trim( text ):gsub( '%s+', ' ' ) ) )
end

-- Split a list of codes as it stands in a template: commas, breaks, bullets.
local function items( text )
	local found = {}
	text = text:gsub( '<[bB][rR]%s*/?>', '\n' )
	for _, mark in ipairs( { '،', '，', '、', '•' } ) do
		text = text:gsub( mark, '\n' )
	end
	for item in text:gmatch( '[^,\n]+' ) do
		item = trim( item:gsub( '^%s*[*#:;]+', '' ) )
		if item ~= '' then
			found[#found + 1] = item
		end
	end
	return found
end

local function parameters( template )
	local given = {}
	local body = template:sub( 3, -3 ):gsub( '<!%-%-.-%-%->', '' ):gsub( '%b{}', '' )
	body = body:gsub( '%[%[[^%[%]|]-|([^%[%]]-)%]%]', '%1' )
	for _, part in ipairs( mw.text.split( body, '|', true ) ) do
		local name, value = part:match( '^%s*([^=]-)%s*=%s*(.-)%s*$' )
		if name then
			given[name] = value
		end
	end
	return given
end

local function eachCode()
	local page = CODEBOOK ~= '' and mw.title.new( CODEBOOK )
	local text = page and page:getContent() or ''
	local at = 1
	return function ()
		local from, to = text:find( '{{' .. CODE_TEMPLATE, at, true )
		while from do
			at = to + 1
			local template = text:match( '^%b{}', from )
			if template and template:sub( to - from + 2 ):match( '^%s*[|}]' ) then
				return parameters( template )
			end
			from, to = text:find( '{{' .. CODE_TEMPLATE, at, true )
		end
	end
end

local function kindOf( row )
	return key( row.kind ) == 'support' and 'support' or 'need'
end

local function labelsOf( kind, language )
	local found = {}
	local function know( text, row )
		if text and trim( text ) ~= '' and not found[key( text )] then
			found[key( text )] = row
		end
	end
	for given in eachCode() do
		if given.code and kindOf( given ) == kind then
			local base = language:match( '^%a+' )
			local label = given['label/' .. language] or given['label/' .. base] or given.label
			local row = { code = given.code, label = label or given.code }
			know( given.code, row )
			for name, value in pairs( given ) do
				if name == 'label' or name:match( '^label/' ) then
					know( value, row )
				end
			end
			for _, alias in ipairs( items( given.aliases or '' ) ) do
				know( alias, row )
			end
		end
	end
	return found
end

-- {{#invoke:...|list|need or support|codes}}: the labels as a list with links to the codebook.
function p.list( frame )
	local language = frame:preprocess( '{{PAGELANGUAGE}}' )
	local known = labelsOf( frame.args[1], language )
	local list = mw.html.create( 'ul' ):css( 'margin-top', '0' )
	for _, item in ipairs( items( frame.args[2] or '' ) ) do
		local row = known[key( item )]
		local entry = list:tag( 'li' ):tag( 'bdi' )
		if row then
			local anchor = mw.uri.anchorEncode( 'code-' .. row.code )
			entry:wikitext( '[[:' .. CODEBOOK .. '#' .. anchor .. '|' .. mw.text.nowiki( row.label ) .. ']]' )
		else
			entry:wikitext( item )
		end
	end
	return tostring( list )
end

local function affiliate( text )
	local wanted = key( text )
	local loaded, register = pcall( mw.loadData, REGISTER )
	if REGISTER == '' or wanted == '' or not loaded then
		return nil
	end
	for _, entry in ipairs( register ) do
		if key( entry.affiliate_code ) == wanted or key( entry.group_name ) == wanted then
			return entry
		end
	end
	return nil
end

-- {{#invoke:...|affiliate|code or name}}: the affiliate's name.
function p.affiliate( frame )
	local entry = affiliate( frame.args[1] )
	return entry and entry.group_name and mw.text.nowiki( entry.group_name ) or frame.args[1]
end

local function countryOf( args )
	if trim( args.country ) ~= '' then
		return trim( args.country )
	end
	local entry = affiliate( args[1] )
	return entry and trim( entry.group_country ) or ''
end

-- {{#invoke:...|country|affiliate|country=...}}: the country given, else the affiliate's.
function p.country( frame )
	return countryOf( frame.args )
end

-- {{#invoke:...|region|affiliate|country=...|region=...}}: the region given, else the country's.
function p.region( frame )
	if trim( frame.args.region ) ~= '' then
		return trim( frame.args.region )
	end
	return mw.loadData( REGIONS )[key( countryOf( frame.args ) )] or ''
end

return p
