#!/usr/bin/env bash
# The whole product on an encrypted store (doc/CRYPTO.md): no name in any file, scheduled work,
# backups between clear and encrypted stores, other keys and another master key, killed on the way
# (rule R1: the old or the new, never a mixture). QUEN_KILLS=50: the long form of the kills.
. "${QUEN_SRC:-$(dirname "$0")/../..}/tests/cli/lib.sh"
export QUEN_TEST=1
kills=${QUEN_KILLS:-3}
key="$home/shop/quen.db.key"
field() { q --json encrypt; printf '%s' "$out" | grep -o "\"$1\":[a-z0-9]*" | cut -d: -f2; }
found() { q export customer --where id_number=079087000001 --format csv --plain --columns name; printf '%s\n' "$out" | tail -n +2; }
people() { q export customer --format csv --plain --columns name; printf '%s\n' "$out" | grep -c Zquark; }
# As text, and as the halves of words that an index holds.
names() { grep -rlaiE 'zquark|qua.?rk0|0790870' "$@" 2>/dev/null | grep -vE '\.(csv|err)$'; }
sound() {
	q verify
	[ "$status" = 0 ] || return 1
	case $out in *'1000 sealed fields'*) ;; *) return 1 ;; esac
	[ "$(found)" = 'Zquark0001 Mark' ]
}

QUEN_ENCRYPT=1 "$prog" --home "$home/shop" init --name Kiosk >/dev/null 2>&1
tap $? 'an encrypted store'
{
	echo 'Name,Phone,ID number'
	for i in $(seq 1000); do printf 'Zquark%04d Mark,+84901%06d,0790870%05d\n' "$i" "$i" "$i"; done
} >"$home/people.csv"
# what it writes on the way is looked at as well
mkdir "$home/tmp"
TMPDIR="$home/tmp" "$prog" --home "$home/shop" import customer "$home/people.csv" >/dev/null 2>"$home/err" &
importer=$!
seen=0
while kill -0 "$importer" 2>/dev/null; do
	[ -n "$(names "$home/shop" "$home/tmp")" ] && seen=1
	sleep 0.1
done
wait "$importer"
tap $? 'a thousand customers'
[ "$seen" = 0 ] && [ -z "$(names "$home/shop" "$home/tmp")" ]
tap $? 'none of 1,000 names stood in database, log, index or temporary files, at any moment'
[ "$(people)" = 1000 ] && [ "$(found)" = 'Zquark0001 Mark' ]
tap $? 'they are all there, and found by the ID number'
q worker --once
ends 0 'scheduled work'
q backup
ends 0 'a backup'
names "$home/shop" >/dev/null && tap 1 'none in backups either' || tap 0 'none in backups either'
q backups verify
ends 0 'which opens'
q verify
ends 0 'everything adds up'
before=$(q --json backups; printf '%s' "$out" | grep -o '"version":"[^"]*"' | head -1 | cut -d'"' -f4)

# ---- other keys
cp "$key" "$home/old.key"
cp "$home/shop/quen.db" "$home/old.db"
q encrypt new-key
ends 0 'another key of the pages'
[ "$(field key)" = 2 ] && sound
tap $? 'it counts'
q encrypt new-master
ends 0 'another master key'
err_has '1000 fields' 'all fields are sealed anew'
[ "$(field master)" = 2 ] && [ "$(stat -c %s "$key")" = 64 ] && [ "$(stat -c %a "$key")" = 600 ] && sound
tap $? 'it counts'
cmp -s -n 32 "$key" "$home/old.key"
tap $? 'the older one is kept, for what needs it'
mkdir "$home/thief"
cp "$home/shop/quen.db" "$home/thief/quen.db"
cp "$home/old.key" "$home/thief/quen.db.key"
"$prog" --home "$home/thief" status >/dev/null 2>"$home/err"
status=$? err=$(cat "$home/err")
[ "$status" != 0 ]
tap $? 'the old key file opens the store no more'
names "$home/shop" >/dev/null && tap 1 'and nothing is clear' || tap 0 'and nothing is clear'

# ---- killed on the way
for stage in added pages fields; do
	was=$(field master)
	QUEN_REKEY_DIES=$stage "$prog" --home "$home/shop" encrypt new-master >/dev/null 2>&1
	sound
	tap $? "killed when $stage: it opens, and is whole"
	q encrypt new-master
	[ "$status" = 0 ] && [ "$(field master)" = $((was + 1)) ] && [ "$(field masters)" = $((was + 1)) ] && sound
	tap $? "$stage: the next run finishes the same key"
done
for i in $(seq "$kills"); do
	word=$([ $((i % 2)) = 0 ] && echo new-key || echo new-master)
	"$prog" --home "$home/shop" encrypt $word >/dev/null 2>&1 &
	pid=$!
	sleep "0.$(printf %03d $((RANDOM % 400 + 10)))"
	kill -9 "$pid" 2>/dev/null
	wait "$pid" 2>/dev/null
	sound
	tap $? "$word killed at some moment ($i)"
done
q encrypt new-master
sound
tap $? 'after all that it goes through'

# ---- versions, clear and encrypted
q restore "$before" --yes --warn 0
ends 0 'a version from before all those keys'
sound
tap $? 'is whole, its fields open with the master key of then'
[ "$(field master)" = 1 ] && [ "$(field encrypted)" = true ]
tap $? 'which it names'
q encrypt new-master
[ "$(field master)" = "$(field masters)" ] && sound
tap $? 'and takes the newest one again'
q encrypt off
[ "$(field encrypted)" = false ] && sound
tap $? 'taken off'
[ -n "$(grep -la Zquark0001 "$(readlink -f "$home/shop/quen.db")")" ]
tap $? 'now names are readable: the look above finds them'
q restore "$before" --yes --warn 0
ends 0 'an encrypted version into a clear store'
sound
tap $? 'is whole'
q backup
clear=$(q --json backups; printf '%s' "$out" | grep -o '"version":"[^"]*"' | head -1 | cut -d'"' -f4)
q encrypt on
q restore "$clear" --yes --warn 0
ends 0 'a clear version into an encrypted store'
[ "$(field encrypted)" = true ] && sound
tap $? 'is encrypted there, and whole'
names "$(readlink -f "$home/shop/quen.db")" >/dev/null && tap 1 'and not readable' || tap 0 'and not readable'

# ---- somebody is there
mkfifo "$home/line"
"$prog" --home "$home/shop" post <"$home/line" >/dev/null 2>&1 &
holder=$!
exec 9>"$home/line"
sleep 0.3
q encrypt new-key
ends 75 'nothing happens while somebody has it open'
exec 9>&-
wait "$holder"
q --as nobody encrypt new-key
[ "$status" != 0 ]
tap $? 'nor for somebody unknown'
done_testing
