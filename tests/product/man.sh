#!/bin/bash
# Manual pages: no warning of groff; quen(1) names every command and option of the program. The
# completion completes every command. The package's files agree with each other.
n=0
bad=0
say() { # $1: 0 good, $2: name, $3: why
	n=$((n + 1))
	if [ "$1" = 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; bad=1; echo "$3" | sed 's/^/# /' | head -20; fi
}
export LC_ALL=C.UTF-8 QUEN_LANG=en
cd "$QUEN_SRC" || exit 1
quen() { "$QUEN_PROGRAM" "$@"; }

wrong=
for page in doc/man/*.[1-8]; do
	if command -v groff >/dev/null; then
		wrong+=$(groff -mandoc -Tutf8 -ww -z "$page" 2>&1 | sed "s#^#$page: #")
	fi
	grep -q "$(basename "$page")" doc/local.mk || wrong+="$page is not installed"$'\n'
done
[ -z "$wrong" ]; say $? "manual pages are clean" "$wrong"

missing=
commands=$(quen help | sed -n 's/^  \([a-z][a-z-]*\) .*/\1/p')
for c in $commands; do
	grep -q "^\.It Nm quen Cm $c\$" doc/man/quen.1 || missing+="command $c"$'\n'
	for o in $(quen help "$c" | sed '/^Everywhere:/,$d' | sed -n 's/^  \(-[A-Za-z], \)\{0,1\}--\([a-z][a-z-]*\).*/\2/p'); do
		sed -n "/^\.It Nm quen Cm $c\$/,/^\.It Nm quen/p" doc/man/quen.1 | sed 's/\\-/-/g' |
			grep -q -- "--$o\b" || missing+="$c --$o"$'\n'
	done
done
[ -n "$commands" ] && [ -z "$missing" ]
say $? "quen(1) names every command and option" "run doc/man/update; missing: $missing"

got=$(bash -c '
	quen() { "$QUEN_PROGRAM" "$@"; }
	. completion/quen
	COMP_WORDS=(quen ""); COMP_CWORD=1; _quen; printf "%s\n" "${COMPREPLY[@]}"
	COMP_WORDS=(quen upgrade --d); COMP_CWORD=2; _quen; printf "%s\n" "${COMPREPLY[@]}"
	COMP_WORDS=(quen user un); COMP_CWORD=2; _quen; printf "%s\n" "${COMPREPLY[@]}"')
left=
for c in $commands --dry-run unlock; do
	grep -qx -- "$c" <<<"$got" || left+="$c "
done
[ -z "$left" ]; say $? "completion knows every command" "$left"

wrong=
sh -n debian/quen.postinst 2>/dev/null || wrong+="postinst "
sh -n debian/quen.postrm 2>/dev/null || wrong+="postrm "
head -1 debian/changelog | grep -q "^quen ($(quen --version | sed -n '1s/quen //p'))" || wrong+="version "
grep -q '#DEBHELPER#' debian/quen.postinst && grep -q '#DEBHELPER#' debian/quen.postrm || wrong+="debhelper "
grep -q 'ConditionPathExists' doc/examples/quen.service || wrong+="service "
[ -z "$wrong" ]; say $? "the package's files agree" "$wrong"
# What the guides, the README and the pages name is there: Go codes, commands, their options, keys.
codes=$(grep -ohE '\{ MENU_[A-Z]+, "[A-Z]{2}"' src/screens/menus.c | grep -oE '"[A-Z]{2}"' | tr -d '"'
	sed -n "s/^\tcode *= *'\([A-Z][A-Z]\)'.*/\1/p" forms/*.form)
wrong=
while IFS=: read -r file code; do
	grep -qx "$code" <<<"$codes" || wrong+="$file: there is no $code"$'\n'
done < <(grep -oE '`[A-Z]{2}( [^`]*)?`|\(`?[A-Z]{2}`?\)' README.md doc/*.md doc/guide/*.md | tr -d '`()' |
	sed 's/^\([^:]*:[A-Z][A-Z]\) .*/\1/' | grep -v ':\(OK\|IS\|NO\|OR\|IN\|ID\|S1\)$' | sort -u)
[ -n "$codes" ] && [ -z "$wrong" ]
say $? "every Go code that a page names is there" "$wrong"

wrong=
declare -A options=()
words() { # of every line "quen ..." of a page: file, command, options
	sed -n 's#.*\(^\|[` ]\)\(quen \(--home [^ ]* \|--as [^ ]* \|--lang [^ ]* \)*[a-z][^`#|>]*\).*#\2#p' "$1" |
		sed 's/--home [^ ]* //; s/--as [^ ]* //; s/--lang [^ ]* //'
}
for page in README.md doc/*.md doc/guide/*.md; do
	while read -r _ command rest; do
		case $command in report | query) continue ;; esac # the parameters of a report are options too
		grep -qx -- "$command" <<<"$commands" || continue
		[ -n "${options[$command]-}" ] || options[$command]=$(quen help "$command")
		for o in $(grep -oE -- '--[a-z][a-z-]+' <<<"$rest"); do
			[ "$o" = --json ] || grep -q -- "$o\b" <<<"${options[$command]}" ||
				wrong+="$page: quen $command has no $o"$'\n'
		done
	done < <(words "$page")
	for command in $(grep -E '^(sudo -u quen )?quen ' "$page" | sed 's/^sudo -u quen //; s/--home [^ ]* //; s/--as [^ ]* //' |
		awk '$2 ~ /^[a-z-]+$/ && $2 !~ /^-/ { print $2 }' | sort -u); do
		grep -qx -- "$command" <<<"$commands" || wrong+="$page: there is no quen $command"$'\n'
	done
done
[ -z "$wrong" ]
say $? "every command and option that a page names is there" "$wrong"

wrong=$(grep -ohE '(Ctrl-[A-Z]|F[0-9]+)\b' doc/guide/*.md | sort -u | while read -r key; do
	grep -q "'$key'" keymaps/default.keys || echo "no key $key"
done)
[ -z "$wrong" ]
say $? "every key that a guide names is bound" "$wrong"

echo "1..$n"
exit $bad
