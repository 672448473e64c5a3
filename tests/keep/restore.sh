#!/usr/bin/env bash
# Backup and restore from the command line: the words, the exit codes, a restore that is killed at
# any moment (TRUST.md H6), somebody at work during it, an encrypted store. QUEN_KILLS=50: the long
# form of the kills.
. "${QUEN_SRC:-$(dirname "$0")/../..}/tests/cli/lib.sh"
export QUEN_TEST=1
kills=${QUEN_KILLS:-6}
version() { q --json backups; printf '%s' "$out" | grep -o '"version":"[^"]*"' | sed -n "${1}p" | cut -d'"' -f4; }
customers() { q export customer --format csv --plain; printf '%s\n' "$out" | wc -l; }

q init --name Kiosk
q set backup.keep_other 500
q backups
ends 0 'no backup yet'
err_has 'quen backup' 'and it says how to make one'
q backup
ends 0 'backup'
out_has 'made and verified' 'it says that it was proved'
err_has 'recovery key' 'and that there is no recovery key'
first=$(version 1)
q backups verify
ends 0 'every byte of it is right'

# the recovery key: shown, typed back from what was shown
coproc "$prog" --home "$home/shop" backup key new 2>/dev/null
pid=$COPROC_PID
read -r paper <&"${COPROC[0]}"
printf '%s\n' "$paper" >&"${COPROC[1]}"
wait "$pid"
tap $? 'a recovery key, typed back'
printf '%s' "$paper" | tr 'A-Z' 'a-z' >"$home/paper"
out=$("$prog" --home "$home/shop" backup key test <"$home/paper" 2>&1); status=$?
ends 0 'tested in small letters'
printf 'AAAAA-AAAAA' | "$prog" --home "$home/shop" backup key test >/dev/null 2>&1
[ $? = 65 ]
tap $? 'something else is not it'
q backup --to "$home/usb"
ends 0 'a copy into another folder'
second=$(version 1)
[ -f "$home/usb/quen-$second.qbk" ]
tap $? 'is there'

printf '{"op":"add","entity":"customer","fields":{"name":"Sau"}}\n' | q post
now=$(customers)
q restore "$first" --compare
ends 0 'compare'
out_has 'customers' 'shows counts'
[ "$(customers)" = "$now" ]
tap $? 'and changes nothing'
q restore "$first" </dev/null
ends 65 'without --yes and without anybody to ask nothing happens'
q restore 1999
ends 65 'an unknown version'
q restore "$first" --yes
ends 0 'restore'
[ "$(customers)" = $((now - 1)) ]
tap $? 'what came after the version is gone'
q verify
ends 0 'everything adds up'
q get hold.jobs
out_is yes 'scheduled work waits'
[ -L "$home/shop/quen.db" ] && [ -f "$home/shop/generations/000001/quen.db" ]
tap $? 'the old generation is kept'
q restore latest --yes
ends 0 'and back: the backup before the restore'
[ "$(customers)" = "$now" ]
tap $? 'with what had come after'

# everything is lost but the copy and the paper
"$prog" --home "$home/new" restore "$home/usb/quen-$second.qbk" --recovery-key "$home/paper" --yes >/dev/null 2>"$home/err"
status=$?
err=$(cat "$home/err")
ends 0 'on a bare machine with the recovery key'
"$prog" --home "$home/new" verify >/dev/null 2>&1
tap $? 'it adds up there'
"$prog" --home "$home/third" init >/dev/null 2>&1
"$prog" --home "$home/third" backup >/dev/null 2>&1
"$prog" --home "$home/third" restore "$home/usb/quen-$second.qbk" --yes >/dev/null 2>"$home/err"
status=$?
err=$(cat "$home/err")
ends 78 'another shop refuses it'
err_has 'another shop' 'by name'

# killed at every stage: the old one or the new one, never a mixture
old=$(customers)
q restore "$first" --compare
new=$(printf '%s\n' "$out" | awk '$1 == "customers" { print $2 + 1 }')
whole() {
	q verify
	[ "$status" = 0 ] || return 1
	is=$(customers)
	[ "$is" = "$old" ] || [ "$is" = "$new" ] || return 1
	# a log lies beside no database but its own
	for log in "$home"/shop/*-wal; do
		[ -e "$log" ] && [ -L "$home/shop/quen.db" ] && return 1
	done
	return 0
}
for stage in prepared filled alone carried switched; do
	QUEN_RESTORE_DIES=$stage "$prog" --home "$home/shop" restore "$first" --yes --warn 0 >/dev/null 2>&1
	whole
	tap $? "killed when $stage"
	[ "$stage" != switched ] || [ "$is" = "$new" ]
	tap $? "$stage: the one that counts"
done
q restore latest --yes --warn 0
old=$(customers)
for i in $(seq "$kills"); do
	"$prog" --home "$home/shop" restore "$first" --yes --warn 0 >/dev/null 2>&1 &
	pid=$!
	sleep "0.$(printf %03d $((RANDOM % 700 + 20)))"
	kill -9 "$pid" 2>/dev/null
	wait "$pid" 2>/dev/null
	whole
	tap $? "killed at some moment ($i)"
done
q restore "$first" --yes --warn 0
ends 0 'after all that a restore goes through'

# somebody has the store open and does not leave
mkfifo "$home/line"
"$prog" --home "$home/shop" post <"$home/line" >/dev/null 2>&1 &
holder=$!
exec 9>"$home/line"
sleep 0.5
QUEN_RESTORE_LEAVE_MS=600 "$prog" --home "$home/shop" restore "$first" --yes --warn 0 >/dev/null 2>"$home/err"
status=$?
err=$(cat "$home/err")
ends 75 'somebody who stays is not overrun'
exec 9>&-
wait "$holder"
q verify
ends 0 'and nothing was changed'

# a worker steps aside and goes on in the new generation
"$prog" --home "$home/shop" worker >/dev/null 2>&1 &
worker=$!
sleep 1
q restore "$first" --yes --warn 1
ends 0 'a worker steps aside'
sleep 0.5
kill -0 "$worker" 2>/dev/null
tap $? 'and goes on'
kill "$worker"
wait "$worker" 2>/dev/null

# an encrypted store: its versions are, and it comes back encrypted
"$prog" --home "$home/third" encrypt on >/dev/null 2>"$home/err"
status=$?
err=$(cat "$home/err")
ends 0 'encrypt'
"$prog" --home "$home/third" backup >/dev/null 2>"$home/err"
status=$?
err=$(cat "$home/err")
ends 0 'a backup of an encrypted store'
"$prog" --home "$home/third" restore latest --yes --warn 0 >/dev/null 2>"$home/err"
status=$?
err=$(cat "$home/err")
ends 0 'a restore into an encrypted store'
head -c 15 "$(readlink -f "$home/third/quen.db")" | grep -q 'SQLite' && status=1 || status=0
tap "$status" 'it is encrypted again'
"$prog" --home "$home/third" verify >/dev/null 2>"$home/err"
tap $? 'and adds up'
done_testing
