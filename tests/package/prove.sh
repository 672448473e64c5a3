#!/bin/bash
# The package on a clean Debian 12: built, checked by lintian, installed by apt, the questions of the
# first start answered at a terminal, its administrator signs in over SSH and sells something; SIGHUP,
# remove, install again, purge. As root, with: debhelper lintian mmdebstrap systemd-container tmux
# openssh-client sshpass. Five minutes. Prints TAP.
#
#   tests/package/prove.sh              builds the package from a copy of this tree
#   tests/package/prove.sh FILE.deb     takes that one
#   QUEN_BASE=FILE.tar                  keeps the clean Debian for the next time
set -u
export LC_ALL=C.UTF-8
src=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d /tmp/quen-package-XXXXXX)
base=${QUEN_BASE:-$work/base.tar}
name=quenproof$$
deb=${1:+$(readlink -f "$1")}
n=0 bad=0 leader=

tap() { # $1: 0 good, $2: name, $3: why
	n=$((n + 1))
	if [ "$1" = 0 ]; then echo "ok $n - $2"; return 0; fi
	echo "not ok $n - $2"
	bad=$((bad + 1))
	printf '%s\n' "${3-}" | tail -n 40 | sed 's/^/# /'
	return 1
}
die() { echo "Bail out! $*"; exit 1; }

end() {
	tmux -L "$name" kill-server 2>/dev/null
	if [ -n "$leader" ]; then
		inside systemctl --no-block poweroff >/dev/null 2>&1
		wait "$nspawn" 2>/dev/null
	fi
	[ -n "${KEEP-}" ] && { echo "# kept: $work"; return; }
	rm -rf --one-file-system "$work"
}
trap end EXIT
trap 'exit 1' INT TERM

# A command of the machine; its own network, files, processes, host name.
inside() {
	nsenter -t "$leader" -m -u -i -n -p -- env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin \
	    HOME=/root LANG=C.UTF-8 TERM="${TERM:-dumb}" "$@"
}

# ---- a terminal of 80x24 with real keys

screen() { tmux -L "$name" capture-pane -p -t "$1" 2>/dev/null; }
open_terminal() { # name, command
	tmux -L "$name" -f /dev/null new-session -d -s "$1" -x 80 -y 24 "$2"
	tmux -L "$name" set-option -g remain-on-exit on
}
until_text() { # terminal, text
	local i
	for i in $(seq 100); do
		screen "$1" | grep -qF -- "$2" && return 0
		sleep 0.1
	done
	return 1
}
keys() { local t=$1; shift; tmux -L "$name" send-keys -t "$t" "$@"; }
line() { keys "$1" -l "$2"; keys "$1" Enter; }
answer() { until_text "$1" "$2" && line "$1" "$3"; } # terminal, question, line

[ "$(id -u)" = 0 ] || die "as root"
for tool in dpkg-buildpackage lintian mmdebstrap systemd-nspawn nsenter tmux ssh sshpass; do
	command -v $tool >/dev/null || die "$tool is missing: apt-get install debhelper lintian mmdebstrap systemd-container tmux openssh-client sshpass"
done

# ---- 1. the package

if [ -z "$deb" ]; then
	mkdir "$work/src"
	(cd "$src" && tar -c --exclude=.git --exclude=./build --exclude='./build-*' .) | tar -x -C "$work/src"
	(cd "$work/src" && DEB_BUILD_OPTIONS="parallel=$(nproc)" dpkg-buildpackage -us -uc -b) >"$work/build.log" 2>&1
	tap $? "dpkg-buildpackage" "$(tail -n 30 "$work/build.log")" || exit 1
	said=$(lintian --fail-on error,warning "$work"/quen_*.changes 2>&1)
	tap $? "lintian has nothing to say" "$said"
	deb=$(ls "$work"/quen_*.deb)
fi

# ---- 2. a clean Debian 12, booted

if [ ! -s "$base" ]; then
	mmdebstrap -q --variant=minbase --include=systemd,systemd-sysv,dbus,mawk bookworm "$base" \
	    >"$work/base.log" 2>&1 || die "mmdebstrap: $(tail -n 3 "$work/base.log")"
fi
mkdir "$work/machine"
tar -x -C "$work/machine" -f "$base"
cp /etc/resolv.conf "$work/machine/etc/resolv.conf"
cp "$deb" "$work/machine/root/quen.deb"
chmod 755 "$work" "$work/machine"
# Packages are fetched with the host's network; from then on the machine has its loopback only.
systemd-nspawn -q --register=no --keep-unit -D "$work/machine" sh -c \
    'apt-get update -q && apt-get install -y -q -d /root/quen.deb' >"$work/fetch.log" 2>&1 ||
    die "apt: $(tail -n 5 "$work/fetch.log")"
systemd-nspawn -q --register=no --keep-unit --private-network --machine="$name" --console=pipe \
    -D "$work/machine" -b </dev/null >"$work/boot.log" 2>&1 &
nspawn=$!
for i in $(seq 300); do
	leader=$(pgrep -P "$nspawn" -f systemd | head -n 1)
	[ -n "$leader" ] && [ "$(inside systemctl is-system-running 2>/dev/null)" = running ] && break
	sleep 0.2
done
tap "$([ -n "$leader" ] && [ "$(inside systemctl is-system-running)" = running ]; echo $?)" \
    "a clean Debian 12 runs under systemd" "$(tail "$work/boot.log")" || exit 1

# ---- 3. installed, nothing served yet

apt() { inside env DEBIAN_FRONTEND=noninteractive apt-get -y -q "$@" >"$work/apt.log" 2>&1; }
service() { inside systemctl is-active quen; }
apt install /root/quen.deb
tap $? "apt-get install ./quen.deb" "$(tail "$work/apt.log")" || exit 1
tap "$([ "$(service)" = inactive ] && [ "$(inside systemctl is-enabled quen)" = enabled ]; echo $?)" \
    "the service is enabled and waits for a store" "$(inside systemctl status quen)"
said=$(inside stat -c '%U:%G %a %n' /var/lib/quen /etc/quen /var/backups/quen | xargs)
tap "$([ "$said" = "quen:quen 710 /var/lib/quen root:quen 750 /etc/quen quen:quen 710 /var/backups/quen" ]; echo $?)" \
    "its folders have their owners" "$said"
said=$(inside systemd-analyze security --no-pager quen.service | tail -n 1)
score=$(sed -n 's/.*: \([0-9.]*\) .*/\1/p' <<<"$said")
tap "$(awk "BEGIN { exit !(${score:-9} <= 2.0) }"; echo $?)" "systemd-analyze security: $score" "$said"

# ---- 4. the first start, by keys

enter="nsenter -t $leader -m -u -i -n -p -- env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 TERM=screen"
open_terminal first "$enter runuser -u quen -- quen"
answer first "语言" 1 && answer first "Name of the shop" "Tiem Lua" && answer first Currency "" &&
    answer first "Time zone" "" && answer first "Your name" "Tran Lan" &&
    answer first Password "correct-horse-7" && answer first "Once more" "correct-horse-7" &&
    answer first "Make it?" y && answer first "Make one now?" y && until_text first "Type it in"
recovery=$(tmux -L "$name" capture-pane -p -J -t first | grep -E '^ +[A-Z0-9]+(-[A-Z0-9]+){9}' | tr -d ' ')
line first "$recovery"
until_text first "Home" && until_text first "Tiem Lua"
tap $? "the first start asks, makes the shop, and ends on its home screen" "$(screen first)"
keys first F3
until_text first "Leave" && keys first y
sleep 1
inside systemctl start quen
tap "$([ "$(service)" = active ]; echo $?)" "the service runs" "$(inside journalctl -u quen --no-pager)" || exit 1
said=$(inside stat -c '%U %n' /var/lib/quen /var/lib/quen/quen.db /var/lib/quen-auth | xargs)
tap "$([ "$said" = "quen /var/lib/quen quen /var/lib/quen/quen.db root /var/lib/quen-auth" ]; echo $?)" \
    "the store is still its owner's, the counters are root's" "$said"
said=$(inside sh -c 'for p in /proc/[0-9]*; do
	set -- $(tr "\0" " " <$p/cmdline 2>/dev/null)
	[ "${1-} ${2-}" = "quen part" ] && echo "$(stat -c %U $p) $3"
done' | sort | xargs)
tap "$([ "$said" = "quen identity quen keeper quen launcher quen worker quen-net listener root broker" ]; echo $?)" \
    "each part is who it must be" "$said"

# ---- 5. SSH, a sale

sign_in="nsenter -t $leader -n -- ssh -F none -p 2222 -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o PubkeyAuthentication=no"
wrong=$(sshpass -p not-the-word $sign_in -o NumberOfPasswordPrompts=1 admin@127.0.0.1 2>&1 </dev/null)
tap "$([ $? = 5 ]; echo $?)" "a wrong password is refused" "$wrong" # 5: asked again, says sshpass
open_terminal till "$sign_in admin@127.0.0.1"
answer till "assword:" "correct-horse-7"
until_text till "Home"
tap $? "the administrator of the first start signs in over SSH (80x24)" "$(screen till)
$(inside journalctl -u quen --no-pager | tail -n 5)"
screen till | sed 's/^/# /'
printf '%s\n' 'code,name,price,unit' 'TRA01,Tra Thai Nguyen,48000,' >"$work/machine/root/goods.csv"
chmod 644 "$work/machine/root/goods.csv"
said=$(inside sh -c 'cp /root/goods.csv /tmp/ && runuser -u quen -- quen import product /tmp/goods.csv' 2>&1)
tap $? "a product comes in by quen import" "$said"
line till PS && until_text till Cashier && line till TRA01 && until_text till "48,000" && keys till F2 &&
    until_text till "Cash to take" && sleep 1 && keys till F2 && until_text till "CHANGE 0"
said=$(screen till)
owner() { inside runuser -u quen -- "$@"; }
receipts() { owner quen report receipts 2>&1 | grep -c '48,000'; }
tap "$([ "$(receipts)" -ge 1 ]; echo $?)" "a sale by keys stands in the report of receipts" "$said
$(owner quen report receipts 2>&1)"
said=$(owner quen verify 2>&1)
tap $? "quen verify" "$said"

# ---- 6. SIGHUP: a wrong file is not taken, a right one is, sessions go on

echo "per_source = many" >>"$work/machine/etc/quen/serve.conf"
mkdir -p "$work/machine/etc/quen/forms"
echo 'entity product { field x' >"$work/machine/etc/quen/forms/product.form"
reload() { # until the log has $1
	local i
	inside systemctl reload quen
	for i in $(seq 100); do
		inside journalctl -u quen --no-pager | grep -q "$1" && return
		sleep 0.1
	done
}
reload 'forms was not taken'
said=$(inside journalctl -u quen --no-pager)
tap "$(grep -q 'serve.conf was not taken' <<<"$said" && grep -q 'forms was not taken' <<<"$said"; echo $?)" \
    "reload: wrong files are named in the log and not taken" "$said"
said=$(owner quen status)
tap "$(grep -q 'product.form:1' <<<"$said"; echo $?)" "and on the health screen" "$said"
sed -i '$d' "$work/machine/etc/quen/serve.conf"
printf 'entity product {\n\tfield tea { column = "model" label = "Tea" type = "text" width = 10 }\n}\n' >"$work/machine/etc/quen/forms/product.form"
reload 'reports were read anew'
until_text till "read anew"
tap $? "the session on the screen goes on and is told" "$(screen till)"
said=$(owner quen export product --format csv 2>&1)
tap "$(grep -q Tea <<<"$said" && ! owner quen status | grep -q product.form; echo $?)" "reload: right ones are taken" "$said"

# ---- 7. remove, again, purge

apt remove quen
tap "$([ $? = 0 ] && [ ! -e "$work/machine/usr/bin/quen" ] && [ "$(service)" != active ] &&
    [ -s "$work/machine/var/lib/quen/quen.db" ] && [ -e "$work/machine/etc/quen/serve.conf" ]; echo $?)" \
    "apt remove: the program goes, store and configuration stay" "$(tail "$work/apt.log")"
apt install /root/quen.deb
tap "$([ $? = 0 ] && [ "$(service)" = active ]; echo $?)" "installed again: the service runs at once" \
    "$(inside systemctl status quen; tail "$work/apt.log")"
tmux -L "$name" kill-session -t till 2>/dev/null
open_terminal again "$sign_in admin@127.0.0.1"
answer again "assword:" "correct-horse-7" && until_text again "Home"
tap "$([ $? = 0 ] && [ "$(receipts)" -ge 1 ]; echo $?)" "the administrator signs in again, the sale is there" "$(screen again)"
apt purge quen
tap "$([ $? = 0 ] && [ -s "$work/machine/var/lib/quen/quen.db" ] && [ ! -e "$work/machine/etc/quen/serve.conf" ] &&
    [ ! -e "$work/machine/etc/quen/ssh" ] && [ ! -e "$work/machine/var/lib/quen-auth" ] &&
    inside getent passwd quen >/dev/null; echo $?)" \
    "apt purge: configuration and keys go, a store stays with its owner" \
    "$(tail "$work/apt.log"; ls -laR "$work/machine/etc/quen" "$work/machine/var/lib/quen" | head -n 30)"
inside sh -c 'rm -rf /var/lib/quen/* /var/backups/quen/* /etc/quen'
apt install /root/quen.deb && apt purge quen
tap "$([ $? = 0 ] && [ ! -e "$work/machine/var/lib/quen" ] && [ ! -e "$work/machine/etc/quen" ] &&
    ! inside getent passwd quen >/dev/null && ! inside getent passwd quen-net >/dev/null; echo $?)" \
    "apt purge without a store: nothing is left, neither folders nor users" \
    "$(tail "$work/apt.log"; ls -la "$work/machine/var/lib/quen" "$work/machine/etc/quen" 2>&1)"
echo "1..$n"
exit "$((bad > 0))"
