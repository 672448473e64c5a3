#!/usr/bin/env bash
# The system's own sshd as the way in: a key of a Quen user opens the session that quen serve
# keeps. A real sshd on a free port of loopback, as the user who runs this.
. "${QUEN_SRC:?}/tests/cli/lib.sh"

sshd=$(command -v sshd || echo /usr/sbin/sshd)
if [ ! -x "$sshd" ] || ! command -v ssh-keygen > /dev/null; then
	echo "1..0 # SKIP no sshd"
	exit 0
fi
dir=$home
pids=
end() {
	for p in $pids; do kill "$p" 2> /dev/null; done
	wait 2> /dev/null
	rm -rf "$dir"
}
trap end EXIT

q init --currency VND
ends 0 "a store"
q user add lan "Lan Nguyen" --groups admin
ends 0 "a user"
ssh-keygen -q -t ed25519 -N '' -f "$dir/lan" -C lan && ssh-keygen -q -t ed25519 -N '' -f "$dir/host"
ssh-keygen -q -t ed25519 -N '' -f "$dir/stranger" -C stranger
q user key lan "$dir/lan.pub"
ends 0 "its key"
q user keys lan
ends 0 "lines for sshd"
out_has 'attach --command --user lan",restrict,pty ssh-ed25519' "they start the session and nothing else"
printf '%s\n' "$out" > "$dir/keys"
chmod 600 "$dir/keys"

export QUEN_TEST=1
"$prog" --home "$home/shop" serve --port 0 --listen 127.0.0.1 --no-worker > "$dir/serve" 2>&1 &
pids=$!
for _ in $(seq 100); do
	[ -S "$home/shop/run/keeper.sock" ] && grep -q 'serving on' "$dir/serve" && break
	sleep 0.1
done
[ -S "$home/shop/run/keeper.sock" ]
tap $? "quen serve runs"

port=$((20000 + $$ % 20000))
cat > "$dir/sshd_config" <<CONF
Port $port
ListenAddress 127.0.0.1
HostKey $dir/host
PidFile none
UsePAM no
StrictModes no
PermitRootLogin yes
PasswordAuthentication no
KbdInteractiveAuthentication no
AuthorizedKeysFile $dir/keys
SetEnv QUEN_DATA=$QUEN_DATA QUEN_LOCALE=$QUEN_LOCALE
CONF
[ "$(id -u)" != 0 ] || mkdir -p /run/sshd
"$sshd" -D -e -f "$dir/sshd_config" 2> "$dir/sshd" &
pids="$pids $!"
sleep 0.5

# go KEY COMMAND...: through that sshd.
go() {
	key=$1
	shift
	out=$(timeout 20 ssh -n -F none -p "$port" -i "$dir/$key" -o IdentitiesOnly=yes -o BatchMode=yes \
	    -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR \
	    "$(id -un)@127.0.0.1" "$@" 2> "$dir/err")
	status=$?
	err=$(cat "$dir/err")
}

go lan export user --plain
ends 0 "a command as the owner of the key"
out_has "Lan Nguyen" "with its result"
go lan id
ends 77 "no other command"
out_is "" "and no result of one"
go stranger export user
ends 255 "a strange key opens nothing"

# On a terminal: the screen stands; signed in again, what was typed stands too.
screen() {
	( sleep 1; printf '%b' "$1"; sleep 1.5 ) | timeout 20 ssh -F none -tt -p "$port" -i "$dir/lan" \
	    -o IdentitiesOnly=yes -o BatchMode=yes -o StrictHostKeyChecking=no \
	    -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR "$(id -un)@127.0.0.1" > "$dir/screen" 2>&1 &
	client=$!
	sleep 2.4
	kill -9 "$client" 2> /dev/null
	wait "$client" 2> /dev/null
	out=$(tr -d "\000" < "$dir/screen")
	err='' status=0
}
export TERM=xterm-256color
# sshd gives a terminal to the group tty; where that is not its group already, only root can.
if [ "$(id -u)" = 0 ] || grep -q ' /dev/pts devpts [^ ]*gid=' /proc/mounts; then
	screen 'CU\r'
	out_has "Customers" "the screen of Quen"
	screen ''
	out_has "Find:" "the same screen after the line was cut"
else
	n=$((n + 1))
	echo "ok $n - the screen of Quen # SKIP only root can open a terminal through sshd here"
fi
kill "${pids##* }" 2> /dev/null
printf '1..%d\n' "$n"
exit "$bad"
