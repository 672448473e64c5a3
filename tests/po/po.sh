#!/usr/bin/env bash
# Every text of the program, its forms and queries speaks every language. Prints TAP.
set -u
cd "${QUEN_SRC:-$(dirname "$0")/../..}" || exit 99
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
n=0 bad=0

# ok NAME STATUS OUTPUT
ok() {
	n=$((n + 1))
	if [ "$2" -eq 0 ]; then
		printf 'ok %d - %s\n' "$n" "$1"
	else
		bad=1
		printf 'not ok %d - %s\n' "$n" "$1"
		printf '%s\n' "$3" | head -n 40 | sed 's/^/# /'
	fi
}

out=$(po/extract 2>&1 > "$tmp/quen.pot")
ok "msgids are read from the sources" $? "$out"
for lang in vi zh_CN; do
	out=$(msgfmt --check -o /dev/null "po/$lang.po" 2>&1)
	ok "$lang: formats agree" $? "$out"
	out=$(msgcmp "po/$lang.po" "$tmp/quen.pot" 2>&1)
	ok "$lang: every text is translated" $? "$out"
	out=$(msgattrib --only-fuzzy --no-obsolete "po/$lang.po" | grep '^msgid')
	[ -z "$out" ]
	ok "$lang: nothing is fuzzy" $? "$out"
done
out=$(msgfmt --check -o /dev/null po/en.po 2>&1)
ok "en: reads" $? "$out"
# The values of choices are for files and scripts; English shows words too.
out=$(awk -f po/extract.awk forms/*.form | sed -n '/^msgctxt/{N;s/\n/ /;p}' | LC_ALL=C sort -u)
missing=$(printf '%s\n' "$out" | while IFS= read -r line; do
	sed -n '/^msgctxt/{N;s/\n/ /;p}' po/en.po | grep -qxF -- "$line" || printf '%s\n' "$line"
done)
[ -z "$missing" ]
ok "en: every choice has a word" $? "$missing"

printf '1..%d\n' "$n"
exit "$bad"
