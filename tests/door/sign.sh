#!/usr/bin/env bash
# Signing in with real clients against quen serve: keys, one-time codes, locked users, customers'
# cards. TRUST.md D4-D7 as OpenSSH sees them. The clock stands still: codes of three half minutes
# are good, each once. Prints TAP.
set -u
. "$(dirname "$0")/../cli/lib.sh"
for tool in ssh ssh-keygen oathtool; do
	command -v "$tool" >/dev/null || { echo "1..0 # SKIP no $tool"; exit 0; }
done
QUEN_TEST=1
export QUEN_TEST
chmod 755 "$home"
pid=
q init
q user add lan 'Lan'
q user add mai 'Mai'
echo 'correct horse' | q user passwd lan
echo 'correct horse' | q user passwd mai
ssh-keygen -q -t ed25519 -N '' -f "$home/key" -C lan@laptop
ssh-keygen -q -t ecdsa -N '' -f "$home/other"
q user key lan "$home/key.pub"
ends 0 'a key of OpenSSH'
q post <<'END'
{"op":"add","entity":"card_type","fields":{"code":"V","name":"Value","value":true}}
{"op":"card.issue","type":"V","number":"5000001","pin":"2468"}
END
ends 0 'a card'

cat >"$home/ask" <<'END'
#!/bin/sh
case "$1" in
*ode*) cat "$ASK_DIR/code" ;;
*umber*) cat "$ASK_DIR/number" ;;
*PIN*) cat "$ASK_DIR/pin" ;;
*) cat "$ASK_DIR/password" ;;
esac
END
chmod 700 "$home/ask"
export ASK_DIR="$home" SSH_ASKPASS="$home/ask" SSH_ASKPASS_REQUIRE=force DISPLAY=none
answer() { printf '%s\n' "$2" >"$home/$1"; }
answer password 'correct horse'
answer code ''

begin() {
	: >"$home/log"
	"$prog" --home "$home/shop" serve --port 0 --listen 127.0.0.1 --no-worker >"$home/log" 2>&1 &
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

# try USER OPTIONS...: out is what the client says.
try() {
	local user=$1; shift
	out=$(timeout 30 ssh -v -F none -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null \
	    -o NumberOfPasswordPrompts=1 -o IdentitiesOnly=yes -o IdentityAgent=none -p "$port" "$@" \
	    "$user@127.0.0.1" no-such-command 2>&1 </dev/null | tr -d '\r' |
	    grep -E 'Authenticated|Permission denied|can continue|no such command')
	status=$?
}
by_key="-o PreferredAuthentications=publickey,keyboard-interactive"
by_talk="-o PubkeyAuthentication=no -o PreferredAuthentications=keyboard-interactive"
by_password="-o PubkeyAuthentication=no -o PreferredAuthentications=password"
in_by() { case $out in *"$1"*'no such command'*) true ;; *) false ;; esac; tap $? "$2"; }
refused() { case $out in *'no such command'* | *'Authenticated to'*) false ;; *'Permission denied'*) true ;; *) false ;; esac; tap $? "$1"; }

begin
# shellcheck disable=SC2086
{
try lan $by_key -i "$home/key"
in_by publickey 'by key'
try lan $by_password
in_by password 'by password'
try lan $by_talk
in_by keyboard-interactive 'by keyboard-interactive'
try mai -o PreferredAuthentications=publickey -i "$home/key"
refused 'by the key of another user'
mai=$out
try lan -o PreferredAuthentications=publickey -i "$home/other"
refused 'by a key that nobody has'
[ "$(printf '%s' "$out" | sed 's/lan@/mai@/')" = "$mai" ]; tap $? 'and told the same'
answer password wrong
try lan $by_password
refused 'by a wrong password'
lan=$(printf '%s' "$out" | sed 's/lan@/@/')
try nobody $by_password
[ "$(printf '%s' "$out" | sed 's/nobody@/@/')" = "$lan" ]
tap $? 'unknown users are told the same'
q user lock mai
try mai $by_password
[ "$(printf '%s' "$out" | sed 's/mai@/@/')" = "$lan" ]
tap $? 'locked users too'
answer password 'correct horse'
try mai $by_password
refused 'locked: not by the right password either'
q user unlock mai

q --json user totp lan
secret=$(printf '%s' "$out" | sed 's/.*"secret": *"\([A-Z2-7]*\)".*/\1/')
code() { oathtool --totp -b --now "2026-11-21 07:$1 UTC" "$secret"; }
q user totp lan --confirm "$(code 29:30)"
ends 0 'codes count from now on'
sleep 2.5	# as long as the broker remembers that nobody has codes
try lan $by_password
refused 'the method password is gone'
answer code 000000
try lan $by_key -i "$home/key"
refused 'a key alone is not enough, nor with a wrong code'
answer code "$(code 30:00)"
try lan $by_key -i "$home/key"
in_by 'with partial success' 'by key and code'
try lan $by_talk
refused 'by password and the code that was used'
answer code "$(code 30:30)"
try lan $by_talk
in_by keyboard-interactive 'by password and code'
answer code ''
try mai $by_talk
in_by keyboard-interactive 'who has no codes presses Enter'

answer number 5000001
answer pin 2468
try card $by_talk
refused 'no customers as long as the door is shut'
q set signin.card_door yes
sleep 2.5
try card $by_talk
case $out in *'Authenticated to'*) true ;; *) false ;; esac
tap $? 'a customer by card and PIN'
out=$( (sleep 3; printf q) | TERM=xterm timeout 20 ssh -tt -F none -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null \
    -o LogLevel=ERROR $by_talk -p "$port" card@127.0.0.1 2>&1)
status=$?
out_has '...0001' 'who sees the card'
case $out in *Home*) false ;; *) true ;; esac
tap $? 'and nothing of the staff'\''s screens'
answer pin 1111
try card $by_talk
refused 'not by a wrong PIN'
}
finish
for row in 'sign-in|lan|.*key,code' 'sign-in|lan|.*password,code' 'sign-in.failed|lan|' 'sign-in|\.\.\.0001|.*pin'; do
	# A copy: another program that ends as the last one with the store open would write to it.
	mkdir -p "$home/copy" && cp "$home"/shop/quen.db* "$home/copy/"
	rows=$(python3 - "$home/copy/quen.db" <<'END'
import sqlite3, sys
for r in sqlite3.connect(sys.argv[1]).execute("SELECT a.action, a.row_code, coalesce(b.body, '') FROM "
        "audit a LEFT JOIN audit_body b ON b.seq = a.seq"):
    print('|'.join(r))
END
	)
	printf '%s\n' "$rows" | grep -q "^$row"
	tap $? "the trail has ${row%%|*}: ${row#*|}"
done
q verify
ends 0 'the books hold'
done_testing
