#!/usr/bin/env bash
# Modules (src/base/module.h): what they need is not loaded at a start; what happens when one is missing or of
# another version. Prints TAP.
. "$(dirname "$0")/lib.sh"
build=${QUEN_BUILD:?}

q init
ends 0 'a store'
# A sanitizer brings libraries of its own.
if command -v ldd >/dev/null && ! ldd "$prog" | grep -q libasan; then
	out=$(ldd "$prog" | grep -oE 'lib(hpdf|zint|freetype|png16|zip|expat|xlsxwriter|ical|icudata|stdc\+\+|ssh|crypto|krb5)[.-]')
	out_is '' 'a start needs none of the libraries of modules'
fi
# PAM reads ours into programs of others; the rest give one name each.
for m in "$build"/modules/*.so; do
	out=$(nm -D --defined-only "$m" | awk '{ print $3 }' | grep -vE '^(__bss_start|_edata|_end|_init|_fini)$|asan|odr')
	out_is "quen_$(basename "$m" .so)" "$(basename "$m") gives its table and nothing else"
done

# The program alone, as an installation that lost its modules.
mkdir -p "$home/alone/modules"
cp "$prog" "$home/alone/quen"
prog=$home/alone/quen
q export store -f csv
ends 0 'without modules a list still goes out as CSV'
for f in pdf docx xlsx; do
	q export store -f $f -o "$home/list.$f"
	ends 78 "$f needs its module"
	err_has 'papers.so' 'and says which'
	[ ! -e "$home/list.$f" ]
	tap $? 'and leaves no file'
done
q calendar
err_has 'calendar.so' 'a calendar says its module'
printf 'PK\003\004rest' >"$home/a.xlsx"
q import customer "$home/a.xlsx"
err_has 'workbook.so' 'a workbook says its module'

# One of another version: an upgrade while a session went on.
version=$("$prog" --version)
version=${version#quen }
other=$(printf '%s' "$version" | tr 0-9 9)
LC_ALL=C sed "s/${version//./\\.}/$other/g" "$build/modules/papers.so" >"$home/alone/modules/papers.so"
q export store -f pdf -o "$home/list.pdf"
ends 78 'a module of another version is not used'
err_has 'upgraded while you worked' 'and says what to do'
cp "$build"/modules/*.so "$home/alone/modules/"
q export store -f pdf -o "$home/list.pdf"
ends 0 'with its modules it works'
[ "$(head -c 4 "$home/list.pdf")" = %PDF ]
tap $? 'and the file is one'
done_testing
