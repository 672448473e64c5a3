#!/usr/bin/env bash
# No mutable globals (STYLE "Size and state"): what the built objects hold in .data and .bss
# is this list, each with its reason; tables are const and lie elsewhere. Prints TAP.
set -u
build=${QUEN_BUILD:-.}

# object:symbol - signal handlers, and what is set once before anything runs.
allowed="
clock.o:fixed_ms	QUEN_NOW, read once
log.o:log_fd	where the log goes, read once
log.o:log_to	what kind of log it is, read once
mem.o:exit_hook	restores the terminal when memory is out
stop.o:asked	set by a signal handler
term.o:sig	what a signal handler needs to restore the terminal
"

echo 1..1
if ! command -v objdump >/dev/null; then
	echo "ok 1 - no mutable globals # SKIP no objdump"
	exit 0
fi
if objdump -t "$build/src/base/libbase.a" 2>/dev/null | grep -q __asan_init; then
	echo "ok 1 - no mutable globals # SKIP the sanitizer adds its own"
	exit 0
fi
found=$(for lib in "$build"/src/*/lib*.a; do
	objdump -t "$lib" 2>/dev/null |
	    awk '/file format/ { sub(":", "", $1); sub("^libpic_a-", "", $1); object = $1 }
		/[ \t]O[ \t]+\.(data|bss)[ \t]/ { print object ":" $NF }'
done | sed 's/\.[0-9]*$//' | LC_ALL=C sort -u)
extra=$(printf '%s\n' "$found" | grep -vxFf <(printf '%s' "$allowed" | cut -f1 | grep .) | grep .)
if [ -z "$extra" ]; then
	echo "ok 1 - no mutable globals"
	exit 0
fi
echo "not ok 1 - no mutable globals"
printf '%s\n' "$extra" | sed 's/^/# /'
exit 1
