#!/usr/bin/env bash
# quen serve as a whole, with a real store: OpenSSH signs in, kill -9 of each process, restart,
# an ordered stop. What dies, what lives and what is started again is doc/DOOR.md's table. Prints TAP.
set -u
. "$(dirname "$0")/../cli/lib.sh"
for tool in ssh sshpass; do
	command -v "$tool" >/dev/null || { echo "1..0 # SKIP no $tool"; exit 0; }
done
QUEN_TEST=1
export QUEN_TEST
chmod 755 "$home"
pid= session=
q init
echo 'first-pass-1' | q user passwd admin
[ "$status" = 0 ] || { echo "Bail out! no password: $err"; exit 99; }

begin() {
	: >"$home/log"
	"$prog" --home "$home/shop" serve --port 0 --no-worker >"$home/log" 2>&1 &
	pid=$!
	for _ in $(seq 200); do
		port=$(sed -n 's/.*serving on 127.0.0.1 port \([0-9]*\).*/\1/p' "$home/log")
		[ -n "$port" ] && return
		sleep 0.05
	done
	echo "Bail out! quen serve does not start"
	sed 's/^/# /' "$home/log"
	exit 99
}
finish() {
	[ -n "$pid" ] && kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null
	pid=
}
trap 'finish; rm -rf "$home"' EXIT

# in_ SECONDS OPTIONS...: as admin.
in_() {
	local seconds=$1; shift
	timeout "$seconds" sshpass -p first-pass-1 ssh -F none -o StrictHostKeyChecking=no \
	    -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR -o NumberOfPasswordPrompts=1 \
	    -p "$port" "$@"
}
part() {
	local p
	for p in $(cat /proc/[0-9]*/stat 2>/dev/null | awk -v s="$pid" '
	    { parent[$1] = $4 } END { for (p in parent) { q = p; while (q in parent && q != s) q = parent[q];
	    if (q == s && p != s) print p } }' | sort -n); do
		case $({ tr '\0' ' ' <"/proc/$p/cmdline"; } 2>/dev/null) in
		"quen part $1 "* | "quen $1 "*) echo "$p" ;;
		esac
	done | tail -n 1
}
wait_for() {
	local left=$(($1 * 10)); shift
	while [ "$left" -gt 0 ]; do
		"$@" && return 0
		sleep 0.1
		left=$((left - 1))
	done
	return 1
}
good() {
	if "$@"; then tap 0 "$what"; return; fi
	out=$(tail -n 8 "$home/log"; tr -cd '[:print:]\n' <"$home/screen" | tail -c 400)
	tap 1 "$what"
}
# A session on a terminal, its keys through a pipe.
start_session() {
	# A new screen before anything starts: the one of the session before shows a desk too.
	rm -f "$home/keys" "$home/screen"; mkfifo "$home/keys"; : >"$home/screen"
	TERM=xterm in_ 60 -tt admin@127.0.0.1 <"$home/keys" >"$home/screen" 2>&1 &
	session=$!
	exec 8>"$home/keys"
	wait_for 20 grep -aq "Card desk" "$home/screen"
}
end_session() { exec 8>&-; wait "$session" 2>/dev/null; ended=$?; }
works() {	# a key changes the screen
	: >"$home/screen"
	printf 'x' >&8
	wait_for 5 grep -aq x "$home/screen"
}
answers() {	# signs in and gets an answer of Quen itself
	in_ 15 admin@127.0.0.1 no-such-command >"$home/answer" 2>&1
	grep -q "no such command" "$home/answer"
}

begin
what="the home screen comes over SSH"; good start_session
[ "$bad" = 0 ] || { sed 's/^/# /' "$home/screen" | head -n 5 | tr -cd '[:print:]\n'; done_testing; }
for p in broker identity listener; do
	kill -9 "$(part $p)"
	what="$p killed: who is in works on"; good works
	what="$p killed: it is started again, people sign in"; good wait_for 15 answers
done
kill -9 "$(part net)"
end_session
what="net killed: its client is gone"; good test "$ended" = 255
what="net killed: its session waits for its user"; good start_session
sessions=$(part session)
kill -9 "$sessions"
end_session
what="session killed: its client is told and gone"; good grep -aq "Sign in again" "$home/screen"
what="session killed: a new sign-in works"; good start_session
kill -9 "$(part keeper)"
end_session
what="keeper killed: its sessions end"; good test "$ended" = 255
what="keeper killed: it is started again, people sign in"; good wait_for 15 start_session
[ "$(part launcher)" != "" ]
tap $? "the keeper has a launcher"
kill -9 "$(part launcher)"
end_session
what="launcher killed: the keeper stops in order, its people are told"; good grep -aqi "stop" "$home/screen"
what="launcher killed: both are started again, people sign in"; good wait_for 15 start_session
kill "$pid"
wait "$pid"
what="SIGTERM: an ordered stop ends with 0"; good test $? = 0
end_session
what="and says why to who is in"; good grep -aqi "stop" "$home/screen"
pid=
q verify
ends 0 "the books hold after all of it"
begin
what="it starts again at once"; good answers
kill -HUP "$pid"
sleep 0.2
what="SIGHUP: it serves on"; good answers
old=$pid
disown "$pid"
kill -9 "$pid"
gone() { ! (exec 9<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; }
what="supervisor killed: nothing of it serves any more"; good wait_for 10 gone
pid=
done_testing
