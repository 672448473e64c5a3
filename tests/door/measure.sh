#!/usr/bin/env bash
# Figures of the door beside OpenSSH's server in the same run: connect to first byte, memory of a
# connection. By hand, as root, with nothing else running:
#   QUEN_PROGRAM=./quen QUEN_BUILD=. tests/door/measure.sh [ROUNDS [CONNECTIONS]]
# Rows: connect→first byte, by key, median and least of ROUNDS in ms; PSS of CONNECTIONS idle ones.
set -u
prog=${QUEN_PROGRAM:?} rounds=${1:-20} many=${2:-16}
build=${QUEN_BUILD:-$(dirname "$prog")}
[ "$(id -u)" = 0 ] || { echo "measure.sh: as root, please: it starts sshd" >&2; exit 64; }
dir=$(mktemp -d "${TMPDIR:-/tmp}/quen-measure-XXXXXX") || exit 74
chmod 755 "$dir"
useradd -M -N -s /bin/sh -d / "quenm$$" 2>/dev/null
login=quenm$$
cleanup() {
	kill "${serve:-}" "${sshd:-}" 2>/dev/null
	wait 2>/dev/null
	userdel "$login" 2>/dev/null
	rm -rf "$dir"
}
trap cleanup EXIT
ssh-keygen -q -t ed25519 -N '' -f "$dir/key"
"$prog" --home "$dir/shop" init >/dev/null 2>&1
"$prog" --home "$dir/shop" user add "$login" "$login" --groups cashier >/dev/null 2>&1 ||
    "$prog" --home "$dir/shop" user add "$login" "$login" >/dev/null
"$prog" --home "$dir/shop" user key "$login" "$dir/key.pub" >/dev/null 2>&1
mkdir -p "$dir/shop/etc" /run/sshd
printf "startups = '200:30:800'\nworker = false\n" >"$dir/shop/etc/serve.conf"
"$prog" --home "$dir/shop" serve --port 0 >"$dir/log" 2>&1 &
serve=$!
for _ in $(seq 100); do
	port=$(sed -n 's/.*serving on .* port \([0-9]*\).*/\1/p' "$dir/log")
	[ -n "$port" ] && break
	sleep 0.1
done
cp "$dir/key.pub" "$dir/authorized"; chmod 644 "$dir/authorized"
other=$((port == 65535 ? 1025 : port + 1))
cat >"$dir/sshd.conf" <<C
Port $other
ListenAddress 127.0.0.1
HostKey $dir/shop/etc/ssh/host_ed25519
PidFile none
UsePAM yes
StrictModes no
AuthorizedKeysFile $dir/authorized
MaxStartups 200:30:800
C
"$(command -v sshd || echo /usr/sbin/sshd)" -D -e -f "$dir/sshd.conf" 2>"$dir/sshd.log" &
sshd=$!
sleep 0.5
pss() { # sum of the processes below $1 whose words match $2, in KB, and how many
	local p sum=0 n=0
	for p in $(ps -eo pid=,ppid= | awk -v s="$1" '{ up[$1] = $2 } END { for (p in up) { q = p
	    while (q in up && q != s) q = up[q]; if (q == s && p != s) print p } }'); do
		tr '\0' ' ' <"/proc/$p/cmdline" 2>/dev/null | grep -qE "$2" || continue
		sum=$((sum + $(awk '/^Pss:/ { print $2 }' "/proc/$p/smaps_rollup" 2>/dev/null || echo 0)))
		n=$((n + 1))
	done
	echo "$sum $n"
}
echo "# quen (the session goes on), then sshd: port, median ms, least ms of $rounds"
"$build/tests/door/first_byte" "$login" "$dir/key" "$rounds" "$port" "$other" || { tail -n 3 "$dir/log" "$dir/sshd.log"; exit 1; }
sleep 1
hold() { # $many connections to port $1 at once
	local i
	for i in $(seq "$many"); do
		sleep 60 | ssh -F none -tt -i "$dir/key" -o BatchMode=yes -o StrictHostKeyChecking=no \
		    -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR -p "$1" "$login@127.0.0.1" >/dev/null 2>&1 &
		held="$held $!"
		sleep 0.2
	done
	sleep 2
}
held=
hold "$other"
set -- $(pss "$sshd" "^sshd: ")
echo "sshd: $(($1 / many)) KB PSS a connection ($2 processes, without its shell)"
kill $held 2>/dev/null
# One user has one session: the newest sign-in takes it over. So a user for each.
held=
for i in $(seq "$many"); do
	"$prog" --home "$dir/shop" user add "$login-$i" "$i" >/dev/null 2>&1
	ssh-keygen -q -t ed25519 -N '' -f "$dir/key$i"
	"$prog" --home "$dir/shop" user key "$login-$i" "$dir/key$i.pub" >/dev/null 2>&1
"$build/tests/door/first_byte" "$login-$i" "$dir/key$i" 0 "$port" >>"$dir/new"
	sleep 60 | ssh -F none -tt -i "$dir/key$i" -o BatchMode=yes -o StrictHostKeyChecking=no \
	    -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR -p "$port" "$login-$i@127.0.0.1" >/dev/null 2>&1 &
	held="$held $!"
	sleep 0.3
done
sleep 3
echo "new sessions: $(sort -k 2 -n "$dir/new" | awk '{ v[NR] = $2 } END { print v[int((NR + 1) / 2)], v[1] }') ms (median, least)"
set -- $(pss "$serve" "quen part net")
echo "net: $(($1 / ($2 ? $2 : 1))) KB PSS a connection ($2 of them)"
set -- $(pss "$serve" "^quen session")
echo "session: $(($1 / ($2 ? $2 : 1))) KB PSS ($2 of them)"
kill $held 2>/dev/null
