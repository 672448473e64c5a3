#!/usr/bin/env bash
# The tree keeps its shape: layers, outside headers, file sizes, banned calls, file lists.
# Sources: doc/DESIGN.md "The tree", TRUST "calls", STYLE "Size and state". Prints TAP.
set -u
cd "${QUEN_SRC:-$(dirname "$0")/../..}" || exit 99
n=0 bad=0

# ok NAME FINDINGS: passes when there are none.
ok() {
	n=$((n + 1))
	if [ -z "$2" ]; then
		printf 'ok %d - %s\n' "$n" "$1"
	else
		bad=1
		printf 'not ok %d - %s\n' "$n" "$1"
		printf '%s\n' "$2" | sed 's/^/# /'
	fi
}

# What each folder of src may include; a folder that is not here may not exist.
may_include() {
	case $1 in
	base) echo "base" ;;
	model) echo "base model" ;;
	db) echo "base model db" ;;
	store) echo "base model db store" ;;
	domain) echo "base model db store domain" ;;
	report) echo "base model db store domain report" ;;
	exchange) echo "base model db store domain report access exchange" ;;	# access: the sandbox of the parser
	ui) echo "base model ui" ;;
	jobs) echo "base model db store domain report exchange jobs" ;;
	screens) echo "base model db store domain report exchange jobs ui screens" ;;
	access) echo "base access" ;;
	pam) echo "pam access" ;;	# for the words of identity.sock only: it links with none of us
	cli) echo "base model db store domain report exchange jobs ui screens access cli" ;;
	*) return 1 ;;
	esac
}

# The one folder in which an outside library is spoken to. Tests alone use cmocka and vterm.
home_of() {
	case $1 in
	sqlite3.h) echo db ;;
	ncurses.h | curses.h | ncursesw/* | panel.h | term.h) echo ui ;;
	hpdf.h | zint.h | xlsxwriter.h | ft2build.h | freetype/*) echo report ;;
	zip.h | expat.h) echo "report exchange" ;;
	libical/*) echo exchange ;;
	libssh/* | seccomp.h | security/pam_appl.h) echo access ;;
	security/*) echo pam ;;
	confuse.h | utf8proc.h | jansson.h | sodium.h | libintl.h | dlfcn.h) echo base ;;
	# ISO C, POSIX and Linux: anywhere.
	assert.h | ctype.h | dirent.h | errno.h | fcntl.h | ftw.h | getopt.h | iconv.h | inttypes.h | \
	langinfo.h | limits.h | locale.h | math.h | netdb.h | poll.h | pthread.h | pty.h | pwd.h | grp.h | \
	regex.h | sched.h | signal.h | stdalign.h | stdarg.h | stdatomic.h | stdbool.h | stddef.h | stdint.h | stdio.h | \
	stdlib.h | string.h | strings.h | sysexits.h | syslog.h | termios.h | time.h | unistd.h | wchar.h | \
	netinet/* | arpa/* | sys/* | linux/*) echo any ;;
	*) echo nowhere ;;
	esac
}

layers=$(
	for dir in src/*/; do
		layer=$(basename "$dir")
		allowed=$(may_include "$layer") || { echo "$dir: not a layer"; continue; }
		grep -HnE '^[[:space:]]*#[[:space:]]*include[[:space:]]*"' "$dir"*.[ch] |
		while IFS= read -r hit; do
			to=$(printf '%s' "$hit" | sed -E 's/.*"([^"]*)".*/\1/')
			[ "$to" = config.h ] && continue
			case " $allowed " in
			*" ${to%%/*} "*) [ -f "src/$to" ] || echo "$hit: no such header" ;;
			*) echo "$hit: $layer may include only: $allowed" ;;
			esac
		done
	done)
ok "layers include downward only" "$layers"

outside=$(
	grep -HnoE '^[[:space:]]*#[[:space:]]*include[[:space:]]*<[^>]*>' -r src --include='*.[ch]' |
	while IFS= read -r hit; do
		header=$(printf '%s' "$hit" | sed -E 's/.*<([^>]*)>.*/\1/')
		layer=$(printf '%s' "$hit" | cut -d/ -f2)
		where=$(home_of "$header")
		case " any $where " in *" $layer "*) continue ;; esac
		[ "$where" = any ] || echo "$hit: belongs to $where"
	done)
ok "each outside header is in one folder only" "$outside"

own=$(
	for c in src/*/*.c; do
		h=${c%.c}.h
		[ -f "$h" ] || continue
		first=$(grep -oE '^#include "[^"]*"' "$c" | grep -v config.h | head -n 1)
		# Or the header that the parts of it share, which includes it: form_int.h.
		case $first in
		"#include \"${h#src/}\"") continue ;;
		"#include \"$(dirname "${h#src/}")/$(basename "$c" .c)_"*) continue ;;
		esac
		echo "$c: its own header comes first, not $first"
	done)
ok "own header first" "$own"

long=$(find src tests -name '*.[ch]' | while IFS= read -r f; do
	lines=$(wc -l < "$f")
	case $f in src/*) most=600 ;; *) most=800 ;; esac	# a test is a list of cases
	[ "$lines" -lt "$most" ] || echo "$f: $lines lines"
done)
ok "every source file is shorter than 600 lines" "$long"

# Comments and texts may name them: only calls count.
calls=$(grep -rnE '(^|[^A-Za-z0-9_."])(system|popen|strcpy|strcat|sprintf|vsprintf|gets|alloca|strtok|tmpnam|mktemp)[[:space:]]*\(' \
    src --include='*.[ch]' | grep -vE '^[^:]*:[0-9]*:[[:space:]]*(/?\*|//)')
ok "no banned calls" "$calls"

# Elapsed time (CLOCK_MONOTONIC) is nobody's business day.
now=$(grep -rnE '(^|[^A-Za-z0-9_])(time|gettimeofday|clock_gettime|localtime|localtime_r|gmtime)[[:space:]]*\(' \
    src --include='*.[ch]' | grep -vE '^src/base/(clock|date)\.|CLOCK_MONOTONIC' | grep -vE '^[^:]*:[0-9]*:[[:space:]]*(/?\*|//)')
ok "only base/clock asks what time it is" "$now"

# Texts may say it: the float of a till is the money in its drawer.
floats=$(find src/domain src/store src/model src/base/money* -name '*.[ch]' | LC_ALL=C sort |
    while IFS= read -r f; do
	sed -E 's/"([^"\\]|\\.)*"/""/g' "$f" | grep -nwE 'float|double' |
	    grep -vE '^[0-9]*:[[:space:]]*(/?\*|//)' | sed "s|^|$f:|"
    done)
ok "no floating point near money" "$floats"

types=$(grep -rnE '^typedef' src --include='*.[ch]' | grep -v 'day_t;')
ok "no typedefs but day_t" "$types"

names=$(find src -name '*.c' -printf '%f\n' | sort | uniq -d)
ok "base names are unique in the tree" "$names"

sql=$(grep -rnE '"[[:space:]]*(SELECT|INSERT INTO|UPDATE [a-z_]+ SET|DELETE FROM)[[:space:]]' src --include='*.c' |
    grep -vE '^src/(db|store)/|^src/cli/(bench|check)_|^src/report/query_run.c')
	# bench and check measure and check the engine itself; questions name declared fields only (DESIGN 3)
ok "no SQL outside sql/ but where the gate builds it" "$sql"

# What the lists of the build name, against what lies in the folder.
lists=$(
	for dir in src/*; do
		diff <(find "$dir" -maxdepth 1 -name '*.[ch]' | LC_ALL=C sort) \
		    <(cat src/*/local.mk Makefile.am | grep -oE "$dir/[A-Za-z0-9_]+\.[ch]\b" | LC_ALL=C sort -u) |
		    sed -n 's/^< \(.*\)/\1: not in local.mk/p; s/^> \(.*\)/\1: in local.mk, not in the folder/p'
	done
	for dir in forms keymaps sql; do
		diff <(find "$dir" \( -name '*.form' -o -name '*.keys' -o -name '*.sql' \) | LC_ALL=C sort) \
		    <(grep -oE "$dir/[A-Za-z0-9_/-]+\.(form|keys|sql)" "$dir/local.mk" | LC_ALL=C sort -u) |
		    sed -n 's/^< \(.*\)/\1: not in local.mk/p; s/^> \(.*\)/\1: in local.mk, not in the folder/p'
	done)
ok "file lists of the build match the folders" "$lists"

comments=$(for f in forms/*.form keymaps/*.keys sql/*.sql sql/*/*.sql sql/*/*/*.sql; do
	[ -f "$f" ] || continue
	head -c 2 "$f" | grep -qE '^(#|--)' || echo "$f: a comment on top says where the names come from"
done)
ok "every data file says on top where it comes from" "$comments"

functions=$(diff \
    <(sed -n '/^const struct function function_table/,/^};/s/^\t{ "\([a-z_]*\)".*/\1/p' src/store/*.c | LC_ALL=C sort) \
    <(sed -n "/field function/,/}/s/.*choices = '\([^']*\)'.*/\1/p" forms/right.form | tr ',' '\n' | LC_ALL=C sort))
ok "forms/right.form offers the functions that the program knows" "$functions"

left=$(grep -rnE '\b(TODO|FIXME|XXX|not implemented|coming soon)\b' src forms keymaps sql README.md doc 2>/dev/null)
ok "no promises left in the text" "$left"

printf '1..%d\n' "$n"
exit "$bad"
