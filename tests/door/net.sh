#!/usr/bin/env bash
# The network half of quen serve against real clients: OpenSSH, dropbear, PuTTY's plink. Prints
# TAP. Covers TRUST D3, D10, E1, I2 and I5 in their short forms; stage.c plays the other half.
set -u
stage=${QUEN_BUILD:-.}/tests/door/stage
for tool in ssh sshpass dbclient plink ssh-keygen; do
	command -v "$tool" >/dev/null || { echo "1..0 # SKIP no $tool"; exit 0; }
done
dir=$(mktemp -d "${TMPDIR:-/tmp}/quen-door-XXXXXX") || exit 99
chmod 755 "$dir"
n=0 bad=0 pid=

tap() {
	n=$((n + 1))
	if [ "$1" = 0 ]; then
		printf 'ok %d - %s\n' "$n" "$2"
	else
		bad=1
		printf 'not ok %d - %s\n' "$n" "$2"
		[ -n "${3:-}" ] && printf '%s\n' "$3" | head -c 1500 | sed 's/^/# /'
		tail -n 5 "$dir/err" 2>/dev/null | sed 's/^/# server: /'
	fi
}
is() { [ "$1" = "$2" ]; tap $? "$3" "got: $1, wanted: $2"; }
has() { case $1 in *"$2"*) tap 0 "$3" ;; *) tap 1 "$3" "got: $1" ;; esac; }

# begin NAME=VALUE...: a server with these settings.
begin() {
	: >"$dir/out"
	QUEN_LOG=info "$stage" 0 "$dir" "$@" >"$dir/out" 2>"$dir/err" &
	pid=$!
	for _ in $(seq 100); do
		port=$(sed -n 's/^ready //p' "$dir/out")
		[ -n "$port" ] && return
		sleep 0.05
	done
	echo "Bail out! the server does not start"
	cat "$dir/err"
	exit 99
}
finish() {
	[ -n "$pid" ] && kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null
	pid=
}
trap 'finish; rm -rf "$dir"' EXIT

options="-F none -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR"
# in OPTIONS... COMMAND: as lan by password.
in_() {
	timeout 60 sshpass -p secret ssh $options -p "$port" -o PreferredAuthentications=password \
	    -o NumberOfPasswordPrompts=1 "$@"
}
# The process of a part: part NAME; of the newest net: part net.
part() {
	local p
	for p in $(cat /proc/[0-9]*/stat 2>/dev/null | awk -v s="$pid" '
	    { parent[$1] = $4 } END { for (p in parent) { q = p; while (q in parent && q != s) q = parent[q];
	    if (q == s && p != s) print p } }' | sort -n); do
		[ "$({ tr '\0' ' ' <"/proc/$p/cmdline"; } 2>/dev/null)" = "quen part $1 " ] && echo "$p"
	done | tail -n 1
}
# wait_for SECONDS TEST...: until the test holds.
wait_for() {
	local left=$(($1 * 20)); shift
	while [ "$left" -gt 0 ]; do
		"$@" && return 0
		sleep 0.05
		left=$((left - 1))
	done
	return 1
}
no_net() { [ -z "$(part net)" ]; }
lines() { # the numbered lines of stage's flood
	awk -v n="$1" 'BEGIN { for (i = 0; i < n; i++) printf "%015d\n", i }'
}

begin keepalive=15
# ---- clients and their ways in
has "$(in_ lan@127.0.0.1 say)" "term= cols=0 rows=0" "OpenSSH signs in by password"
has "$(SSH_ASKPASS_REQUIRE=never timeout 20 sshpass -p secret ssh $options -p "$port" \
    -o PreferredAuthentications=keyboard-interactive lan@127.0.0.1 say)" "term=" \
    "OpenSSH signs in by keyboard-interactive"
ssh-keygen -q -t ed25519 -N '' -f "$dir/key" && ssh-keygen -q -t rsa -b 3072 -N '' -f "$dir/rsa"
for key in key rsa; do
	has "$(timeout 20 ssh $options -p "$port" -o BatchMode=yes -i "$dir/$key" key@127.0.0.1 say)" \
	    "term=" "OpenSSH signs in by key ($key)"
done
out=$(timeout 20 sshpass -p wrong ssh $options -p "$port" -o NumberOfPasswordPrompts=1 lan@127.0.0.1 say 2>&1)
is $? 5 "a wrong password does not"
has "$(DROPBEAR_PASSWORD=secret timeout 20 dbclient -y -y -p "$port" lan@127.0.0.1 say 2>/dev/null)" \
    "term=" "dropbear signs in"
finger=$(ssh-keygen -lf "$dir/ssh/host_ed25519" | awk '{ print $2 }')
has "$(timeout 20 plink -batch -ssh -P "$port" -pw secret -hostkey "$finger" lan@127.0.0.1 say 2>/dev/null)" \
    "term=" "plink signs in, the host key is the one of the file"
is "$(stat -c %a "$dir/ssh/host_ed25519")" 600 "the host key has mode 0600"
banner=$(timeout 2 bash -c "exec 9<>/dev/tcp/127.0.0.1/$port; head -n 1 <&9" | tr -d '\r')
is "$banner" "SSH-2.0-Quen" "the banner names no version"

# ---- what passes and what does not
in_ lan@127.0.0.1 exit 7 2>/dev/null
is $? 7 "the exit status reaches the client"
is "$(in_ lan@127.0.0.1 exit 3 2>&1 >/dev/null)" bye "so does what goes to stderr"
# One closes before it reads what came, the other with that unread.
for how in closed unread; do
	out=$(head -c 3000 /dev/zero | timeout 10 sshpass -p secret ssh $options -p "$port" lan@127.0.0.1 hasty $how)
	is "$? $out" "6 last words" "a session that ends while its client types: its last words arrive ($how)"
done
out=$({ sleep 0.3; echo q; } | LANG=vi_VN.UTF-8 LC_QUEN_TILL=till-2 LC_ALL= in_ -tt \
    -o SendEnv="LANG LC_QUEN_TILL LC_ALL" lan@127.0.0.1)
has "$out" "lang=vi_VN.UTF-8 till=till-2" "language and till pass"
out=$(TERM='../../tmp/x' timeout 2 sshpass -p secret ssh $options -p "$port" \
    -o PreferredAuthentications=password -tt lan@127.0.0.1 </dev/null)
is $? 124 "the end of input does not end a terminal session (ssh -tt </dev/null)"
has "$out" "term=vt100 cols=80 rows=24" "an impossible terminal is a vt100 of 80x24"
out=$(in_ -T lan@127.0.0.1 2>&1 </dev/null)
is $? 64 "a session without a terminal is told so"
for what in "-s lan@127.0.0.1 sftp" "-W 127.0.0.1:22 lan@127.0.0.1" \
    "-o ExitOnForwardFailure=yes -R 0:127.0.0.1:22 lan@127.0.0.1 say"; do
	in_ $what >/dev/null 2>&1 </dev/null
	[ $? -ne 0 ]
	tap $? "refused: ssh ${what%%lan*}"
done

# ---- much data
lines 300000 >"$dir/lines"
began=$SECONDS
in_ -o RekeyLimit=256K lan@127.0.0.1 flood 4800000 >"$dir/got" 2>"$dir/got.err"
status=$?
cmp -s "$dir/lines" "$dir/got"
tap $? "4.8 MB with new keys every 256 KB: nothing lost" \
    "ssh ended with $status after $((SECONDS - began)) s, $(wc -c <"$dir/got") bytes: $(tail -n 2 "$dir/got.err")"
has "$(head -c 20000000 /dev/zero | in_ lan@127.0.0.1 sink)" "got 20000000 " "20 MB of input arrive"
peak() { awk '/VmHWM/ { print $2 }' "/proc/$1/status" 2>/dev/null || echo 999999; }
{ timeout 3 sshpass -p secret ssh $options -p "$port" -o PreferredAuthentications=password \
    lan@127.0.0.1 flood 400000000 2>/dev/null | sleep 3; } &
sleep 2
net=$(part net) before=$(peak "$net")
[ -n "$net" ] && [ "$before" -lt 24000 ]
tap $? "a client that stops reading: the net stays small (${before} KB)"
wait $! 2>/dev/null
head -c 60000000 /dev/zero | timeout 3 sshpass -p secret ssh $options -p "$port" \
    -o PreferredAuthentications=password lan@127.0.0.1 stuck >/dev/null 2>&1 &
sleep 2
net=$(part net) before=$(peak "$net")
[ -n "$net" ] && [ "$before" -lt 24000 ]
tap $? "a session that stops reading: the net stays small (${before} KB)"
wait $! 2>/dev/null
wait_for 5 no_net
tap $? "no net is left when its client has gone"
finish

# ---- deadlines and crowds (D3, D10)
begin kex=2 auth=3 start=10 rate=30 full=30 per_source=5 exempt=
python3 - "$port" >"$dir/crowd" <<'P'
import socket, sys, time
port = int(sys.argv[1])
socks = []
for i in range(200):
    s = socket.socket(); s.settimeout(5); s.connect(('127.0.0.1', port)); socks.append(s)
time.sleep(0.3)
def alive(s):
    s.setblocking(False)
    try:
        while True:
            d = s.recv(4096)
            if d == b'': return False
    except BlockingIOError: return True
    except OSError: return False
print('held', sum(alive(s) for s in socks))
# a till at another address
t0 = time.time(); ok = False
s = socket.socket(); s.bind(('127.0.0.7', 0)); s.settimeout(2); s.connect(('127.0.0.1', port))
try: ok = s.recv(64).startswith(b'SSH-2.0')
except OSError: pass
print('till', ok and time.time() - t0 < 2)
time.sleep(2.5)
print('left', sum(alive(s) for s in socks))
s = socket.socket(); s.settimeout(2); s.connect(('127.0.0.1', port))
try: print('again', s.recv(64).startswith(b'SSH'))
except OSError: print('again', False)
P
is "$(sed -n 's/^held //p' "$dir/crowd")" 5 "of 200 idle connections of one source five are held (D3)"
is "$(sed -n 's/^till //p' "$dir/crowd")" True "a till at another address is served within 2 s (D3)"
is "$(sed -n 's/^left //p' "$dir/crowd")" 0 "the idle ones are gone after the time for keys (D3)"
is "$(sed -n 's/^again //p' "$dir/crowd")" False "and wait out a penalty"
wait_for 5 no_net
tap $? "none of their nets is left (D10)"
# Only root may count them: the listener cannot be looked into by its own user.
fds=$(ls "/proc/$(part listener)/fd" 2>/dev/null | wc -l)
[ "$fds" -le 14 ]
tap $? "the listener holds $fds descriptors again"
finish

# ---- kill -9 of each process
begin
start_session() {
	rm -f "$dir/keys" "$dir/screen"; mkfifo "$dir/keys"; : >"$dir/screen"
	in_ -tt lan@127.0.0.1 <"$dir/keys" >"$dir/screen" 2>&1 &
	session=$!
	exec 8>"$dir/keys"
	wait_for 5 grep -q term= "$dir/screen"
}
type_and_see() { printf '%s' "$1" >&8; wait_for 3 grep -q "$1" "$dir/screen"; }
serves() { [ "$(in_ lan@127.0.0.1 exit 4 2>/dev/null; echo $?)" = 4 ]; }
start_session
kill -9 "$(part broker)"
wait_for 5 serves
tap $? "broker killed: it is started again, people sign in"
type_and_see abc
tap $? "broker killed: who was in works on"
kill -9 "$(part listener)"
wait_for 5 serves
tap $? "listener killed: it is started again, people sign in"
type_and_see def
tap $? "listener killed: who was in works on"
kill -9 "$(part keeper)"
wait "$session"
is $? 255 "keeper killed: its sessions end"
has "$(cat "$dir/screen")" "Sign in again" "and their people are told"
wait_for 5 serves
tap $? "keeper killed: it is started again, people sign in"
exec 8>&-
start_session
kill -9 "$(part net)"
wait "$session"
is $? 255 "net killed: its client is gone"
serves
tap $? "net killed: nobody else notices"
exec 8>&-
start_session
disown "$pid"
kill -9 "$pid"
wait "$session"
tap $(($? != 255)) "supervisor killed: the session ends"
wait_for 5 eval '! (exec 9<>/dev/tcp/127.0.0.1/'"$port"') 2>/dev/null'
tap $? "supervisor killed: every part leaves, the port is free"
pid=
exec 8>&-
printf '1..%d\n' "$n"
exit "$bad"
