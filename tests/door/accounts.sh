#!/usr/bin/env bash
# Other systems' accounts through PAM. Unix accounts (pam_unix) with a test account that is removed
# afterwards: needs root. Prints TAP.
#   accounts.sh ldap    by hand, on a machine to throw away: a directory server (slapd) and
#                       pam_ldap of libpam-ldapd; writes /etc/nslcd.conf
set -u
. "$(dirname "$0")/../cli/lib.sh"
what=${1:-unix}
[ "$(id -u)" = 0 ] || { echo "1..0 # SKIP only root may make accounts and read their passwords"; exit 0; }
for tool in ssh sshpass useradd chpasswd chage; do
	command -v "$tool" >/dev/null || { echo "1..0 # SKIP no $tool"; exit 0; }
done
QUEN_TEST=1
export QUEN_TEST
chmod 755 "$home"
user=qu$$ group=qg$$ pid= ldap=
finish() {
	[ -n "$pid" ] && kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null
	pid=
}
cleanup() {
	finish
	for p in $ldap; do kill "$p" 2>/dev/null; done
	userdel "$user" 2>/dev/null
	groupdel "$group" 2>/dev/null
	rm -rf "$home"
}
trap cleanup EXIT
q init
q user add "$user" 'From outside'
ends 0 'a Quen user of the same name'
ssh-keygen -q -t ed25519 -N '' -f "$home/key"
q user key "$user" "$home/key.pub"

begin() {	# AUTH-AND-ACCOUNT-LINES: serves with this stack
	mkdir -p "$home/shop/etc/pam.d"
	printf '%s\n' "$1" >"$home/shop/etc/pam.d/quen"
	chmod 644 "$home/shop/etc/pam.d/quen"
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
options="-F none -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR
    -o NumberOfPasswordPrompts=1"
# shellcheck disable=SC2086
try() {	# NAME PASSWORD
	out=$(timeout 30 sshpass -p "$2" ssh $options -p "$port" -o PubkeyAuthentication=no "$1@127.0.0.1" \
	    no-such-command 2>&1)
	status=$?
}
# shellcheck disable=SC2086
try_key() {
	out=$(timeout 30 ssh $options -p "$port" -o BatchMode=yes -i "$home/key" "$user@127.0.0.1" no-such-command 2>&1)
	status=$?
}
in_() { case $out in *'no such command'*) tap 0 "$1" ;; *) tap 1 "$1"; show_log ;; esac; }
show_log() { tail -n 6 "$home/log" | sed "s/^/# server: /"; }
refused() { case $out in *'no such command'*) false ;; *) true ;; esac; tap $? "$1"; }

if [ "$what" = unix ]; then
	groupadd "$group" && useradd -M -N -G "$group" -s /usr/sbin/nologin -d /nonexistent "$user" ||
	    { echo "1..0 # SKIP no account can be made here"; exit 0; }
	echo "$user:unix-pass-1" | chpasswd
	begin "auth     required pam_unix.so
account  required pam_nologin.so file=$home/nologin
account  required pam_unix.so
password required pam_unix.so"
	try "$user" unix-pass-1
	in_ 'a Unix account with its own password'
	# Groups of Unix decide on the groups of Quen.
	q set signin.group_map "$group=admin"
	try "$user" unix-pass-1
	in_ 'with a map of groups'
	q user list
	case $out in *"$user"*admin*) true ;; *) false ;; esac
	tap $? 'who is in the Unix group is in the group of Quen'
	try "$user" wrong
	refused 'not with another one'
	try root unix-pass-1
	refused 'root is no user of Quen'
	try_key
	in_ 'by key: its account is looked at too'
	touch "$home/nologin"
	try "$user" unix-pass-1
	refused 'pam_nologin holds (D7)'
	try_key
	refused 'by key as well (D7)'
	rm "$home/nologin"
	chage -E 0 "$user"
	try "$user" unix-pass-1
	refused 'an expired account does not come in (D7)'
	try_key
	refused 'nor by key (D7)'
	chage -E -1 "$user"
	chage -d 0 "$user"
	try "$user" unix-pass-1
	refused 'a password that must be changed is not skipped (D7)'
	try_key
	refused 'nor by key (D7)'
	chage -d 2026-11-20 "$user"
	usermod -L "$user"
	try "$user" unix-pass-1
	refused 'a locked account does not come in'
	usermod -U "$user"
	finish
else
	for tool in slapd ldapadd nslcd; do
		command -v "$tool" >/dev/null || { echo "1..0 # SKIP no $tool"; exit 0; }
	done
	mkdir "$home/ldap"
	cat >"$home/slapd.conf" <<C
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/nis.schema
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile $home/slapd.pid
database mdb
suffix "dc=shop"
rootdn "cn=admin,dc=shop"
rootpw admin
directory $home/ldap
C
	slapd -d 0 -f "$home/slapd.conf" -h ldap://127.0.0.1:3389/ &
	ldap=$!
	sleep 1
	ldapadd -x -H ldap://127.0.0.1:3389/ -D cn=admin,dc=shop -w admin >/dev/null <<L
dn: dc=shop
objectClass: dcObject
objectClass: organization
dc: shop
o: Shop

dn: uid=$user,dc=shop
objectClass: account
objectClass: posixAccount
objectClass: shadowAccount
uid: $user
cn: $user
uidNumber: 61234
gidNumber: 61234
homeDirectory: /nonexistent
userPassword: ldap-pass-1
L
	tap $? "a directory with one person"
	printf 'uid nslcd\ngid nslcd\nuri ldap://127.0.0.1:3389/\nbase dc=shop\n' >/etc/nslcd.conf
	chmod 640 /etc/nslcd.conf; chgrp nslcd /etc/nslcd.conf
	mkdir -p /run/nslcd; chown nslcd: /run/nslcd
	nslcd -n 2>"$home/nslcd.log" &
	ldap="$ldap $!"
	sleep 1
	begin "auth     required pam_ldap.so
account  required pam_ldap.so
password required pam_ldap.so"
	try "$user" ldap-pass-1
	in_ 'a person of the directory with the password there'
	try "$user" wrong
	refused 'not with another one'
	try nobody ldap-pass-1
	refused 'nor somebody who is not in it'
	try_key
	in_ 'by key'
	ldapdelete -x -H ldap://127.0.0.1:3389/ -D cn=admin,dc=shop -w admin "uid=$user,dc=shop"
	try "$user" ldap-pass-1
	refused 'taken out of the directory: no more'
	finish
fi
q verify
ends 0 'the books hold'
done_testing
