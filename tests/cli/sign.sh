#!/usr/bin/env bash
# How people sign in: public keys and one-time codes from the command line.
. "${QUEN_SRC:-$(dirname "$0")/../..}/tests/cli/lib.sh"

key='ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g lan@till'
print='SHA256:'
q init
ends 0 'init'
q user add lan 'Lan'
ends 0 'user add'
q user key lan - <<<"$key"
ends 0 'a key from standard input'
printf '%s\n' "$key" >"$home/key.pub"
q user key lan "$home/key.pub"
ends 65 'a key is there once'
q user key admin "$home/key.pub"
ends 65 'a key is one user'\''s'
printf -- '-----BEGIN OPENSSH PRIVATE KEY-----\n' >"$home/key"
q user key lan "$home/key"
ends 65 'a private key is none'
q user key lan "$home/nothing"
ends 69 'a file that is not there'
q user key lan
out_has 'lan@till' 'list of keys'
print=${out%% *}
q user keys lan
out_has 'attach --command --user lan",restrict,pty ssh-ed25519 AAAA' 'lines for sshd'
q user keys --fingerprint "$print"
out_has 'user lan"' 'lines for sshd by fingerprint'
q user keys --fingerprint SHA256:x
out_is '' 'no lines for a strange key'
q user lock lan
q user keys lan
out_is '' 'no lines for who is locked'
q user unlock lan
q user key lan --remove SHA256:x
ends 65 'a key that is not there'
q user key lan --remove "$print"
ends 0 'a key is taken away'
q user keys
out_is '' 'no keys are left'

q user totp nobody
ends 65 'codes of nobody'
q --json user totp lan
out_has 'otpauth://totp/Quen:lan?secret=' 'codes are set up'
secret=$(printf '%s' "$out" | sed 's/.*"secret": *"\([A-Z2-7]*\)".*/\1/')
q user totp lan --confirm 000000x
ends 65 'a wrong code'
if command -v oathtool >/dev/null; then
	q user totp lan --confirm "$(oathtool --totp -b --now '2026-11-21 07:30:00 UTC' "$secret")"
	ends 0 'a right code'
	q user totp lan
	ends 65 'codes that count are not made anew'
	q verify
	ends 0 'the books hold'
fi
q user totp lan --off
ends 0 'codes are taken away'
q user totp lan --off
ends 65 'they are gone'
q user totp
ends 64 'something is missing'

done_testing
