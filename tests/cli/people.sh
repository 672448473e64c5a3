#!/usr/bin/env bash
# Users, groups, rights: a command obeys the same rights as the screens.
. "${QUEN_SRC:-$(dirname "$0")/../..}/tests/cli/lib.sh"

q init
ends 0 'init'
q group add SALES 'Sales people'
ends 0 'group add'
q group add SALES 'Again'
ends 65 'a code is there once'
q group grant SALES customer view,add
ends 0 'grant'
q group grant SALES customer fly
ends 64 'unknown verb'
q group grant SALES nothing view
ends 64 'unknown function'
q group grant NOBODY customer view
ends 65 'unknown group'
q group list
out_has 'view,add' 'list shows the right'
q group list --functions
out_has 'customer' 'list of functions'
q user add LAN 'Nguyễn Thị Lan' --groups SALES --store S1
ends 0 'user add'
q user add BAD 'x' --groups NOBODY
ends 65 'unknown group of a user'
q user list
out_has 'Nguyễn Thị Lan' 'user list'
out_has 'LAN              Nguyễn Thị Lan           SALES ' 'rule T4: accents do not move a column of the list'
q --json user list
out_has '"code":' 'user list as JSON'
q user passwd LAN <<<'a long password 1'
ends 0 'passwd from standard input'
q user passwd NOBODY <<<'a long password 1'
ends 65 'passwd of nobody'
q user passwd LAN </dev/null
ends 65 'no password is no password'

add='{"op":"add","entity":"customer","fields":{"name":"An","phone":"0901234567"}}'
q --as LAN post <<<"$add"
out_has '"ok":true' 'may add'
q --as LAN post <<<'{"op":"delete","entity":"customer","code":"KH000001"}'
out_has '"error":"DENIED"' 'may not delete'
q --as LAN export customer
ends 77 'may not export'
[ -z "$out" ]
tap $? 'and gets nothing'
printf 'name\nBinh\n' >"$home/in.csv"
q --as LAN import customer "$home/in.csv"
ends 77 'may not import'
q --as LAN set points.value 1
ends 77 'may not set'
q --as LAN user add X Y
ends 77 'may not add users'
q --as LAN group grant SALES customer all
ends 77 'may not give itself rights'
q group grant SALES customer export
q --as LAN export customer
ends 0 'may export when granted'
q group revoke SALES customer export
ends 0 'revoke'
q --as LAN export customer
ends 77 'and no more when taken'
q group revoke SALES customer
ends 0 'revoke all'
q --as LAN post <<<'{"op":"get","entity":"customer","code":"KH000001"}'
out_lacks '"ok":true' 'sees nothing without the right'
q user lock LAN
ends 0 'lock'
q --as LAN get shop.name
[ "$status" != 0 ]
tap $? 'a locked user does nothing'
q user unlock LAN
ends 0 'unlock'
q user lock admin
[ "$status" != 0 ]
tap $? 'the last administrator stays'
q verify
ends 0 'the trail holds'

# Somebody else's files: refused, whoever asks to act as whom.
if [ "$(id -u)" = 0 ] && id nobody >/dev/null 2>&1; then
	chown nobody "$home/shop/quen.db"
	q get shop.name
	ends 77 'not the owner of the files'
	q --as LAN get shop.name
	ends 77 'nor by naming a user'
fi

done_testing
