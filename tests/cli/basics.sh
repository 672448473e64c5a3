#!/usr/bin/env bash
# Words, options, exit codes (sysexits), init, get and set, verify, check, upgrade.
. "${QUEN_SRC:-$(dirname "$0")/../..}/tests/cli/lib.sh"

q --version
out_has 'quen 0.' 'version first'
ends 0 'version ends 0'
q --help
out_has 'import' 'help names the commands'
for c in init desk import export post user group get set verify check upgrade bench help; do
	q "$c" --help
	[ "$status" = 0 ] && [ -n "$out" ]
	tap $? "help of $c"
done
q --lang vi --help
out_has 'quen [' 'help in another language'
q fly
ends 64 'unknown command is 64'
err_has 'fly' 'and is named'
q get --wings
ends 64 'unknown option is 64'
err_has '--wings' 'and is named'
q import customer
ends 64 'a missing word is 64'
q get a b
ends 64 'a word too many is 64'
q --home
ends 64 'an option without its value is 64'
q get shop.name
[ "$status" = 65 ] && case $err in *'quen init'*) true ;; *) false ;; esac
tap $? 'no store: says quen init'

q init --currency XXX
ends 64 'wrong currency is refused'
q init --zone Mars/Base
ends 64 'wrong zone is refused'
q init --scale 2
ends 64 'scale without demo is refused'
[ ! -e "$home/shop/quen.db" ]
tap $? 'and nothing was made'
for code in JPY KRW THB LAK KHR SGD MYR IDR HKD TWD GBP AUD BHD KWD; do
	q init --currency $code
	q get cash.rounding
	[ "$out" = 1 ] || break
	rm -rf "$home/shop"
done
out_is 1 "currencies of the region, up to $code"
q init --currency CNY --zone Asia/Shanghai --lang zh_CN --name '小店'
ends 0 'init'
[ "$(stat -c %a "$home/shop/quen.db")" = 600 ]
tap $? 'the store is for its owner only'
q init
ends 73 'a second init cannot create'
q get shop.currency
out_is CNY 'currency kept'
q get shop.name
out_is '小店' 'name kept'
q --lang zh_CN export reminder_rule --plain --columns code,name
out_has 'BIRTHDAY,客户生日' 'a shop starts with words of its language'
out_lacks 'Late orders' 'and not with English ones'
q user list
out_has '管理员' 'its administrator too'
q verify
ends 0 'and it verifies'
q get
out_has 'points.life_days' 'get lists all'
q --json get points.value
out_has '"points.value":' 'get as JSON'
q get no.such
ends 65 'unknown parameter'
q set points.life_days 400
ends 0 'set'
q get --home "$home/shop" points.life_days
out_is 400 'get gives what was set; options may follow'
q set points.life_days never
ends 65 'a wrong value is refused'
q set points.life_days -5
ends 65 'an out of range value is refused'
q get points.life_days
out_is 400 'and nothing changed'
q --as nobody get shop.name
ends 65 'unknown user'
q --lang en verify
ends 0 'an empty store verifies'
out_has 'audit chain' 'and says what it proved'
q check
ends 0 'check finds nothing'
q upgrade
ends 0 'upgrade of a new store'
q --json verify
out_has '"ok":true' 'verify as JSON'

out=$(QUEN_NOW=yesterday "$prog" --version 2>"$home/err")
status=$? err=$(cat "$home/err")
ends 65 'a wrong QUEN_NOW is refused'
q --home "$home/shop" </dev/null
[ "$status" = 0 ] && [ -n "$out" ]
tap $? 'without a terminal the home screen is text'

# One byte of a row changed behind the program's back.
if command -v sqlite3 >/dev/null 2>&1; then
	sqlite3 "$home/shop/quen.db" "UPDATE audit SET user_name = 'x' WHERE seq = 2" 2>/dev/null
	q --lang en verify
	ends 65 'verify finds a changed row of the trail'
	out_has 'audit row 2' 'and names it'
fi

# A form that does not read, an unknown column, a broken keymap: file and line.
data=$home/data
mkdir "$data" && cp -rL "${QUEN_DATA:?}/forms" "$QUEN_DATA/keymaps" "$QUEN_DATA/sql" "$data/"
chk() {
	out=$(QUEN_DATA=$data "$prog" --home "$home/none" check 2>"$home/err")
	status=$? err=$(cat "$home/err")
}
chk
ends 0 'check of a copy'
sed -i "s/^\tfield name .*/&\n\tfield shoe { label = 'Phone'  type = 'text'  width = 5 }/" "$data/forms/region.form"
chk
ends 78 'a field without a column is 78'
out_has 'region.form:' 'the form is named'
out_has '"shoe"' 'the field too'
printf 'entity broken {\n' >"$data/forms/region.form"
chk
ends 78 'a broken form is 78'
out_has 'region.form:' 'with its line'
cp "$QUEN_DATA/forms/region.form" "$data/forms/"
printf '\n-- name: wrong\nSELECT nothing FROM nowhere;\n' >>"$data/sql/queries/exchange.sql"
chk
ends 78 'a broken query is 78'
out_has 'exchange.sql:' 'with its line'
cp "$QUEN_DATA/sql/queries/exchange.sql" "$data/sql/queries/"
printf "\nmap list { bind('fly', 'F2') }\n" >>"$data/keymaps/phone.keys"
chk
ends 78 'a broken keymap is 78'
out_has 'phone.keys:' 'with its line'
cp "$QUEN_DATA/keymaps/phone.keys" "$data/keymaps/"
# A head and a statement that do not fit, a label that no translation knows.
sed -i 's/d.day AS weekday,/& 1,/; s/^SELECT d.day, d.day,/& 1,/' "$data/sql/reports/sales-by-day.sql"
chk
ends 78 'a broken report is 78'
out_has 'sales-by-day.sql:17: ' 'with its line'
sed 's/^\(-- column: sales .*\)Sales$/\1Verkäufe/' "$QUEN_DATA/sql/reports/sales-by-day.sql" \
    >"$data/sql/reports/sales-by-day.sql"
chk
out_has 'sales-by-day.sql:12: ' 'what is not translated too'
cp "$QUEN_DATA/sql/reports/sales-by-day.sql" "$data/sql/reports/"
# What questions are asked about, too.
sed -i 's/^-- field: .*/&\n-- field: shoe  int  Shoe/' "$data/sql/sources/payment.sql"
chk
ends 78 'a source without a column of its head is 78'
out_has 'sources/payment.sql:' 'and is named'
printf -- '-- source: payment\n-- colu' >"$data/sql/sources/payment.sql"
chk
out_has 'sources/payment.sql:' 'a broken one as well'
cp "$QUEN_DATA/sql/sources/payment.sql" "$data/sql/sources/"
sed -i '3s/.*/{{customer.naame}}/' "$data/forms/templates/quotation_vi.txt"
chk
ends 78 'a broken template is 78'
out_has 'quotation_vi.txt:3: ' 'with its line'
# JSON loses no finding, however long the text and wherever it would be cut.
cp "$QUEN_DATA/forms/templates/quotation_vi.txt" "$data/forms/templates/"
for i in $(seq 150); do printf 'xếế'; done >"$home/long"
sed -i "s/^-- help: .*/-- help:   $(cat "$home/long")/" "$data/sql/reports/sales-by-day.sql"
out=$(QUEN_DATA=$data "$prog" --home "$home/none" --json check 2>"$home/err")
[ "$(printf '%s' "$out" | grep -o 'sales-by-day.sql:' | wc -l)" = 2 ]
tap $? 'a finding about a very long text is told in both languages'

done_testing
