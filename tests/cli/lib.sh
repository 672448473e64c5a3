# lib.sh - a fresh store and TAP lines for the tests of the command line. Sourced.
set -u
prog=${QUEN_PROGRAM:?}
[ -x "$prog" ] || { echo "Bail out! no program $prog"; exit 99; }
home=$(mktemp -d "${TMPDIR:-/tmp}/quen-cli-XXXXXX") || exit 99
trap 'rm -rf "$home"' EXIT
n=0 bad=0 status=0 out='' err=''
QUEN_NOW=2026-11-21T14:30:00+07:00
export QUEN_NOW
unset QUEN_HOME

# q ARGS: runs quen on the store; out, err, status say what it did. Standard input is free.
q() {
	out=$("$prog" --home "$home/shop" "$@" 2>"$home/err")
	status=$?
	err=$(cat "$home/err")
}

tap() {
	n=$((n + 1))
	if [ "$1" = 0 ]; then
		printf 'ok %d - %s\n' "$n" "$2"
	else
		bad=1
		printf 'not ok %d - %s\n' "$n" "$2"
		printf 'status %s\nout: %s\nerr: %s\n' "$status" "$out" "$err" | head -c 3000 | sed 's/^/# /'
	fi
}

# The last q: ended with STATUS.
ends() {
	[ "$status" = "$1" ]
	tap $? "$2"
}
# Its output is, has, lacks TEXT.
out_is() {
	[ "$out" = "$1" ]
	tap $? "$2"
}
out_has() {
	case $out in *"$1"*) tap 0 "$2" ;; *) tap 1 "$2" ;; esac
}
out_lacks() {
	case $out in *"$1"*) tap 1 "$2" ;; *) tap 0 "$2" ;; esac
}
err_has() {
	case $err in *"$1"*) tap 0 "$2" ;; *) tap 1 "$2" ;; esac
}
done_testing() {
	printf '1..%d\n' "$n"
	exit "$bad"
}
