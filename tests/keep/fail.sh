#!/usr/bin/env bash
# A disk that fails (TRUST.md A4): the n-th call of a process that writes a file of the store, cuts
# it, makes it safe or names it fails, that one or all from it on. A sale, a refund, an import, a
# backup, a restore. QUEN_LONG=1: every n; else every 19th and the first and last dozen.
. "${QUEN_SRC:-$(dirname "$0")/../..}/tests/cli/lib.sh"
export QUEN_TEST=1
lib=${QUEN_BUILD:?}/tests/keep/fail.so
shop=$home/shop
# The library comes before that of the sanitizers; a process that ends by itself frees what it can.
ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}verify_asan_link_order=0
export ASAN_OPTIONS

# failing AT EVER ARGS: runs quen with the AT-th call failing (EVER "ever": and all after it).
failing() {
	local at=$1 ever=$2
	shift 2
	[ "$ever" = ever ] && export QUEN_FAIL_EVER=1 || unset QUEN_FAIL_EVER
	out=$(LD_PRELOAD=$lib QUEN_FAIL_DIR=$shop QUEN_FAIL_AT=$at QUEN_FAIL_COUNT=$home/count \
		"$prog" --home "$shop" "$@" 2>"$home/err")
	status=$?
	err=$(cat "$home/err")
	read -r calls hit <"$home/count"
}
# Which of 1..N are tried.
some() { seq "$1" | awk -v n="$1" -v long="${QUEN_LONG:-}" 'long != "" || $1 <= 12 || $1 > n - 12 || $1 % 19 == 0'; }
# Ended by itself, with a code of its own: neither crashed nor killed, no finding of a sanitizer.
alive() { [ "$status" -lt 128 ] && ! grep -q 'Sanitizer\|runtime error' "$home/err"; }
versions() { ls "$shop"/backups/*.qbk 2>/dev/null | wc -l; }
quiet() { [ "$status" = 0 ] && [ "$wrong" = 0 ]; }

q init --name Kiosk
q set backup.keep_other 520
q post <<'JSON'
{"op":"add","entity":"customer","fields":{"name":"Nguyễn An"}}
{"op":"add","entity":"product","fields":{"code":"TEA","name":"Tea","price":20000}}
{"op":"sale","key":"s0","customer":"KH000001","lines":[{"product":"TEA","qty":1000}],"tenders":[{"method":"cash"}]}
JSON
receipt=$(printf '%s' "$out" | sed -n 's/.*"receipt":"\([^"]*\)".*/\1/p')
printf '%s\n' '%PDF-1.4' 'a contract' '%%EOF' | "$prog" --home "$shop" document add customer KH000001 >/dev/null 2>&1
tap $? 'a shop with a document'

# sales, refunds: asked again by the same key they exist once
one() {
	case $1 in
	sale) printf '{"op":"sale","key":"%s","customer":"KH000001","lines":[{"product":"TEA","qty":1}],"tenders":[{"method":"cash"}]}\n' "$2" ;;
	refund) printf '{"op":"refund","key":"%s","receipt":"%s","lines":[{"line":1,"qty":1}]}\n' "$2" "$receipt" ;;
	esac >"$home/line"
}
for op in sale refund; do
	one "$op" "$op-count"
	failing 0 '' post <"$home/line"
	most=$calls tried=0 wrong=0
	for at in $(some "$most"); do
		for ever in '' ever; do
			one "$op" "$op-$at-$ever"
			failing "$at" "$ever" post <"$home/line"
			alive || { wrong=1; echo "# $op: call $at $ever: ended with $status: $err"; }
			first=$out
			out=$("$prog" --home "$shop" post <"$home/line" 2>"$home/err")
			case $out in *'"ok":true'*) ;; *) wrong=1; echo "# $op: call $at $ever: again: $out" ;; esac
			# what had been said to be done is what is there
			case $first in *'"ok":true'*)
				case $out in *'"again":true'*) ;; *) wrong=1; echo "# $op: call $at $ever: lost: $first" ;; esac ;;
			esac
			tried=$((tried + 1))
		done
	done
	[ "$wrong" = 0 ] && [ "$most" -gt 2 ]
	tap $? "$op: $tried failures of $most calls, each there once"
	eval "$op=$((tried + 1))"
done
q backup
out_has "$((sale + refund + 1)) receipts" 'none twice, none missing'
q verify
ends 0 'everything adds up'

# an import of twenty rows
rows() { echo name,code; for i in $(seq 20); do echo "Row $i,$1-$i"; done; }
rows COUNT >"$home/rows.csv"
failing 0 '' import customer "$home/rows.csv"
most=$calls tried=0 wrong=0
for at in $(some "$most"); do
	for ever in '' ever; do
		rows "I$at$ever" >"$home/rows.csv"
		failing "$at" "$ever" import customer "$home/rows.csv"
		alive || { wrong=1; echo "# import: call $at $ever: ended with $status: $err"; }
		q import customer "$home/rows.csv"
		[ "$status" = 0 ] || { wrong=1; echo "# import: call $at $ever: again: $status $err"; }
		tried=$((tried + 1))
	done
done
sum=$("$prog" --home "$shop" export customer --format csv --plain --columns code 2>/dev/null | grep -c -- '-')
[ "$wrong" = 0 ] && [ "$sum" = $((20 * (tried + 1))) ]
tap $? "import: $tried failures of $most calls, each row once ($sum)"

# a disk that is full in the midst of a long one: what is kept is said, and nothing else
rows() { echo name,code; for i in $(seq 1000); do echo "Row $i,$1-$i"; done; }
codes() { "$prog" --home "$shop" export customer --format csv --plain --columns code 2>/dev/null | grep -c -- "$1-"; }
rows LONG >"$home/rows.csv"
export QUEN_FAIL_FULL=1
failing 0 '' import customer "$home/rows.csv"
most=$calls
wrong=0 parts=0
for tenth in 1 2 3 4 5 6 7 8; do
	rows "FULL$tenth" >"$home/rows.csv"
	failing $((most * tenth / 10)) ever --json import customer "$home/rows.csv"
	here=$(codes "FULL$tenth")
	case $status,$here,$out,$err in
	0,1000,*) ;;			# there was room for all but the tidying after it
	73,0,*'"ok":true'*) wrong=1 ;;
	73,0,*) ;;
	73,*'"ok":true'*) wrong=1 ;;
	73,*"in up to line $((here + 1))."*) parts=$((parts + 1)) ;;
	*) wrong=1 ;;
	esac
	[ "$wrong" = 0 ] || { echo "# $tenth: $here rows, $status: $out $err"; break; }
	q import customer "$home/rows.csv"
	[ "$status" = 0 ] && [ "$(codes "FULL$tenth")" = 1000 ] || { wrong=1; echo "# $tenth: again: $status $err"; }
done
unset QUEN_FAIL_FULL
[ "$wrong" = 0 ] && [ "$parts" -gt 0 ]
tap $? "an import on a disk that becomes full: it is said up to which line it is in ($parts of 8 in part)"

# the key of the installation, when there is no room to make one
"$prog" --home "$home/other" init >/dev/null 2>&1
out=$(LD_PRELOAD=$lib QUEN_FAIL_FULL=1 QUEN_FAIL_DIR=$home/other/quen.db.key QUEN_FAIL_AT=1 QUEN_FAIL_EVER=1 \
	"$prog" --home "$home/other" encrypt on 2>"$home/err")
status=$? err=$(cat "$home/err")
ends 73 'no room for the key'
err_has 'disk is full' 'is what is said'

# an old part of the trail: its rows are in the store or in a file that opens, never in neither
trail_rows() { # how many rows are in the store and in files
	"$prog" --home "$shop" audit export 2>/dev/null | sed 1d | cut -d, -f1
	for file in "$shop"/audit/*.quen; do
		[ -e "$file" ] && "$prog" --home "$shop" audit read "$file" 2>/dev/null | sed 's/.*"seq":\([0-9]*\).*/\1/'
	done
}
big=$shop shop=$home/small
"$prog" --home "$shop" init >/dev/null 2>&1
for i in $(seq 9); do echo '{"op":"add","entity":"customer","fields":{"name":"Row"}}'; done | "$prog" --home "$shop" post >/dev/null
cp -a "$shop" "$home/whole"
QUEN_NOW=2026-12-21T14:30:00+07:00
failing 0 '' audit archive --before 2026-12-01
most=$calls tried=0 wrong=0
all=$(trail_rows | sort -nu | wc -l)
for at in $(seq 1 3 "$most"); do
	for ever in '' ever; do
		rm -rf "$shop" && cp -a "$home/whole" "$shop"
		failing "$at" "$ever" audit archive --before 2026-12-01
		alive || { wrong=1; echo "# trail: call $at $ever: ended with $status: $err"; }
		"$prog" --home "$shop" audit archive --before 2026-12-01 >/dev/null 2>"$home/err"
		status=$? err=$(cat "$home/err")
		[ "$status" = 0 ] || { wrong=1; echo "# trail: call $at $ever: again: $status $err"; }
		here=$(trail_rows | sort -nu | wc -l)
		[ "$here" -ge "$all" ] || { wrong=1; echo "# trail: call $at $ever: $here rows of $all"; }
		tried=$((tried + 1))
	done
done
"$prog" --home "$shop" verify >/dev/null 2>&1
[ $? = 0 ] && [ "$wrong" = 0 ] && [ "$all" -gt 10 ] && [ "$most" -gt 5 ]
tap $? "an old part of the trail: $tried failures of $most calls, no row of $all lost"
shop=$big
QUEN_NOW=2026-11-21T14:30:00+07:00

# a backup: a version that was made is one that opens, and one that was not is no file
q backup --to "$shop/usb"
ends 0 'a backup, and its copy in another folder'
failing 0 '' backup --to "$shop/usb"
most=$calls tried=0 wrong=0 made=$(versions)
for at in $(some "$most"); do
	for ever in '' ever; do
		failing "$at" "$ever" backup --to "$shop/usb"
		now=$(versions) said=$status
		alive || { wrong=1; echo "# backup: call $at $ever: ended with $status: $err"; }
		# it failed and left nothing, it was made, or only its copy failed
		if [ "$now" != "$made" ]; then
			q backups verify
			[ "$status" = 0 ] || { wrong=1; echo "# backup: call $at $ever: $out $err"; }
			rm -f "$shop"/backups/*.qbk "$shop"/usb/*.qbk
		fi
		# SQLite makes the folder safe after its first sync of the log, and does not mind when that
		# fails: rightly, for the log has been in there since the store was made
		[ "$hit" != "$shop" ] || hit=
		if [ "$said" = 0 ] && { [ "$now" = "$made" ] || [ -n "$hit" ]; }; then
			wrong=1
			echo "# backup: call $at $ever: said to be made, though $hit failed"
		fi
		made=$(versions)
		tried=$((tried + 1))
	done
done
q backup --to "$shop/usb"
quiet
tap $? "backup: $tried failures of $most calls: whole or not there"
[ -z "$(find "$shop/backups" "$shop/usb" -name '*.part')" ]
tap $? 'nothing half made is left after the next one'

# a restore: the old store or the new one, whole
customers() { "$prog" --home "$shop" export customer --format csv --plain --columns code 2>/dev/null | wc -l; }
new=$(customers)
"$prog" --home "$shop" post >/dev/null <<'JSON'
{"op":"add","entity":"customer","fields":{"name":"Later"}}
JSON
old=$(customers)
version=$(ls "$shop"/backups/*.qbk | sed 's/.*quen-//; s/\.qbk//')
q backup
latest=$(ls "$shop"/backups/*.qbk | sed 's/.*quen-//; s/\.qbk//' | grep -v "$version")
failing 0 '' restore "$version" --yes --warn 0
[ "$(customers)" = "$new" ]
tap $? 'a restore'
most=$calls tried=0 wrong=0
"$prog" --home "$shop" restore "$latest" --yes --warn 0 >/dev/null 2>&1
for at in $(some "$most" | awk -v long="${QUEN_LONG:-}" 'long != "" || NR % 5 == 0'); do
	for ever in '' ever; do
		failing "$at" "$ever" restore "$version" --yes --warn 0
		alive || { wrong=1; echo "# restore: call $at $ever: ended with $status: $err"; }
		now=$(customers)
		if [ "$now" = "$new" ]; then
			"$prog" --home "$shop" restore "$latest" --yes --warn 0 >/dev/null 2>&1
		elif [ "$now" != "$old" ] || [ "$status" = 0 ]; then
			wrong=1
			echo "# restore: call $at $ever: ended with $status, $now customers: $err"
		fi
		tried=$((tried + 1))
	done
done
q verify
quiet
tap $? "restore: $tried failures of $most calls: the old one or the new one"
done_testing
