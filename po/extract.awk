# Msgids of the data files as a .pot: labels, titles, hints and help of forms, values of their
# choices (msgctxt = the field's name), titles, parameters and columns of SQL headers.
# Values are 'single quoted'; \' is a quote inside one.

function entry(ctx, id) {
	if (id == "" || (ctx, id) in seen)
		return
	seen[ctx, id] = 1
	gsub(/\\/, "\\\\", id)
	gsub(/"/, "\\\"", id)
	printf "#: %s\n", FILENAME
	if (ctx != "")
		printf "msgctxt \"%s\"\n", ctx
	printf "msgid \"%s\"\nmsgstr \"\"\n\n", id
}

# The quoted text after "key =" in line, or "".
function quoted(line, key,    rest) {
	if (!match(line, "(^|[^a-z_])" key "[ \t]*=[ \t]*'"))
		return ""
	rest = substr(line, RSTART + RLENGTH)
	if (!match(rest, /^([^'\\]|\\.)*'/))
		return ""
	rest = substr(rest, 1, RLENGTH - 1)
	gsub(/\\'/, "'", rest)
	return rest
}

FILENAME ~ /\.form$/ && !/^[ \t]*#/ {
	if (match($0, /^[ \t]*field[ \t]+[a-z0-9_]+/)) {
		field = substr($0, RSTART, RLENGTH)
		sub(/^[ \t]*field[ \t]+/, "", field)
	}
	entry("", quoted($0, "title"))
	entry("", quoted($0, "plural"))
	entry("", quoted($0, "label"))
	entry("", quoted($0, "hint"))
	entry("", quoted($0, "help"))
	n = split(quoted($0, "choices"), value, ",")
	for (i = 1; i <= n; i++)
		entry(field, value[i])
}

FILENAME ~ /\.sql$/ && /^-- (title|plural|field|param|column|help|menu|words):/ {
	line = $0
	if (line ~ /^-- (title|plural|help|menu):/)
		sub(/^-- [a-z]+:[ \t]*/, "", line)
	else if (line ~ /^-- words:/) {		# context a,b,c
		sub(/^-- words:[ \t]*/, "", line)
		context = line
		sub(/[ \t].*$/, "", context)
		sub(/^[^ \t]+[ \t]+/, "", line)
		n = split(line, value, ",")
		for (i = 1; i <= n; i++)
			entry(context, value[i])
		next
	} else if (line ~ /^-- param:/) {	# name type preset Label
		split(line, word, /[ \t]+/)
		if (word[4] ~ /^choice:/) {
			sub(/^choice:/, "", word[4])
			n = split(word[4], value, ",")
			for (i = 1; i <= n; i++)
				entry(word[3], value[i])
		}
		sub(/^-- param:[ \t]*[^ \t]+[ \t]+[^ \t]+[ \t]+[^ \t]+[ \t]*/, "", line)
	} else if (line ~ /^-- field:/)		# name type Label
		sub(/^-- field:[ \t]*[^ \t]+[ \t]+[^ \t]+[ \t]+/, "", line)
	else				# name type width [sum] Label
		sub(/^-- column:[ \t]*[^ \t]+[ \t]+[^ \t]+[ \t]+[^ \t]+[ \t]+((sum|min|max|count)[ \t]+)?/, "", line)
	sub(/[ \t]+$/, "", line)
	entry("", line)
}
