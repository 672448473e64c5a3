#!/usr/bin/env bash
# A user without the right to export has no way to a file: reports, saved questions, schedules,
# queries, lists, receipts, statements, documents, labels. Who has it gets the file.
. "${QUEN_SRC:-$(dirname "$0")/../..}/tests/cli/lib.sh"

q init --demo
ends 0 'a shop'
q group add READ 'Readers'
for what in customer card product sale report report_set report_schedule query quotation order document points store; do
	q group grant READ "$what" view
done
q group grant READ report_set view,add
q group grant READ report_schedule view,add,edit
q group grant READ document view
q user add REA 'Rea Der' --groups READ --store S1
ends 0 'a reader'
mkdir "$home/out"

# no NAME ARGS: as the reader nothing comes out, and no file stands there.
no() {
	local name=$1
	shift
	q --as REA "$@"
	[ "$status" = 77 ] && [ -z "$out" ] && [ -z "$(ls -A "$home/out")" ]
	tap $? "$name"
	rm -f "$home/out/"*
}

for f in xlsx pdf docx csv text json; do
	no "report as $f" report sales-by-day --from 2026-11-01 -f $f -o "$home/out/r.$f"
done
for f in xlsx pdf docx csv json; do
	no "report as $f to standard output" report sales-by-day --from 2026-11-01 -f $f
done
q --as REA report sales-by-day --from 2026-11-01
ends 0 'the screen of a report is for who may see it'
q --as REA report save sales-by-day Mine --from 2026-11-01
ends 0 'a question of its own'
for f in xlsx csv json; do
	no "saved question as $f" report saved RS0001 -f $f -o "$home/out/s.$f"
	no "saved question as $f to standard output" report saved RS0001 -f $f
done
for e in customer card product quotation order report_set; do
	no "list of $e" export $e
	no "list of $e into a file" export $e -o "$home/out/$e.csv"
done
printf '{"about":"customer","title":"T","columns":["code","name"]}' >"$home/question.json"
q group grant READ query view,add
q query run --file "$home/question.json"
ends 0 'a query is a query'
q --as REA query run --file "$home/question.json"
ends 0 'and on the screen of who may see customers'
no 'query as csv' query run --file "$home/question.json" -f csv
no 'query into a file' query run --file "$home/question.json" -f xlsx -o "$home/out/q.xlsx"
receipt=$("$prog" --home "$home/shop" --json report receipts --from 2026-11-01 2>"$home/err" | grep -o '"receipt":"[^"]*"' | head -1 | cut -d'"' -f4)
[ -n "$receipt" ]
tap $? 'there is a receipt'
no 'receipt into a file' print receipt "$receipt" -o "$home/out/receipt.pdf"
no 'statement into a file' print statement KH000010 -o "$home/out/statement.pdf"
no 'a record as text' print customer KH000010 -f txt
no 'a record into a file' print customer KH000010 -o "$home/out/customer.pdf"
no 'labels into a file' label product --all -o "$home/out/labels.pdf"
no 'labels of customers' label customer --all -o "$home/out/customers.pdf"
no 'cards as a sheet' label card --all -o "$home/out/cards.pdf"
for what in quotation order; do
	number=$("$prog" --home "$home/shop" export $what --columns number --plain 2>"$home/err" | sed -n 2p)
	[ -n "$number" ]
	tap $? "there is: $what"
	for f in pdf docx txt; do
		no "$what as $f" print $what "$number" -o "$home/out/$what.$f"
		no "$what as $f to standard output" print $what "$number" -f $f
	done
done
for f in pdf docx txt xlsx csv; do
	no "statement as $f to standard output" print statement KH000010 -f $f
done
# What hangs on a record is a file too: it is listed, and taken out by right only.
echo 'a secret offer' >"$home/offer.txt"
q document add customer KH000010 --name offer.txt <"$home/offer.txt"
ends 0 'a document is attached'
id=$("$prog" --home "$home/shop" document list customer KH000010 2>"$home/err" | awk '/offer.txt/ { print $1; exit }')
q --as REA document list customer KH000010
out_has 'offer.txt' 'a reader sees that it is there'
printf 'another' | "$prog" --home "$home/shop" document add customer KH000010 --name "$(printf 'a/offer\351.txt')" 2>"$home/err" >/dev/null
status=$? err=$(cat "$home/err")
ends 0 'a name of other bytes than UTF-8'
err_has 'offer_.txt' 'is kept, but for them'
no 'document' document get "$id"
q --as REA document get "$id"
case $err in *document.export*) true ;; *) false ;; esac
tap $? 'and is told which right it takes'
q group grant READ appointment view
q group grant READ audit view
no 'agenda as a calendar file' calendar -o "$home/out/agenda.ics"
no 'audit trail' audit export
no 'backup' backup --to "$home/out"
no 'what was erased' erase KH000010 -o "$home/out/erased.pdf"

# A hidden column (rule S4): cost prices take cost.view, which a seller has not.
q group add SELL 'Sellers'
q group grant SELL product view,export,edit,add
q group grant SELL query view,add,export
q group grant SELL import add
q user add SEL 'Sel Ler' --groups SELL --store S1
q --as SEL export product --plain
ends 0 'a list'
case ${out%%$'\n'*} in *,cost*) false ;; *code*price*) true ;; *) false ;; esac
tap $? 'has no column that is hidden'
hidden() {
	local name=$1
	shift
	q --as SEL "$@"
	[ "$status" != 0 ] && [ -z "$out" ]
	tap $? "hidden: $name"
	"$prog" --home "$home/shop" "$@" >"$home/shown" 2>&1
	tap $? "shown to who has the right: $name"
}
hidden 'column' export product --plain --columns code,cost
hidden 'filter' export product --plain --columns code --where 'cost > 1'
hidden 'filter for blanks' export product --plain --columns code --where 'cost ='
ask() { printf '{"about":"product","title":"T",%s}' "$1" >"$home/ask.json"; }
ask '"columns":["code","cost"]'
hidden 'column of a query' query run --file "$home/ask.json" -f csv
ask '"columns":["code"],"where":[{"field":"cost","is":">1"}]'
hidden 'condition of a query' query run --file "$home/ask.json" -f csv
ask '"columns":[{"field":"cost","sort":1},"code"]'
hidden 'order of a query' query run --file "$home/ask.json" -f csv
ask '"columns":["cost",{"field":"code","do":"count"}]'
hidden 'groups of a query' query run --file "$home/ask.json" -f csv
printf 'code,name,cost,price\nZZ1,Zz,77,20000\n' >"$home/cost.csv"
q --as SEL import product "$home/cost.csv" --map 'cost=cost'
[ "$status" != 0 ]
tap $? 'hidden: column of an import'
q export product --plain --columns cost --where 'code = ZZ1'
case $out in *77*) false ;; *) true ;; esac
tap $? 'and nothing of it came in'

# The schedule of a reader makes no file either: it runs with the rights of who saved it.
q --as REA report schedule sales-by-day Nightly --every daily --at 06:00 -f csv
ends 0 'it may be planned'
QUEN_NOW=2026-11-22T07:00:00+07:00
export QUEN_NOW
q worker --once
ends 0 'the worker runs'
[ -z "$(find "$home/shop/reports" -type f 2>/dev/null)" ]
tap $? 'nothing was written for who may not export'
q report scheduled
out_has 'report_sales.export' 'and the schedule says why'
q group grant READ report view,export
q report now RJ0001
ends 0 'due at once'
QUEN_NOW=2026-11-22T08:00:00+07:00
q worker --once
[ -s "$home/shop/reports/sales-by-day-2026-11-22.csv" ]
tap $? 'with the right the file is there'
[ -z "$(find "$home/shop/reports" -name '*.csv.*')" ]
tap $? 'whole, under its own name'
q --json report scheduled
out_has '"failure":""' 'the failure is over'
q group grant READ document export
q --as REA document get "$id"
out_is 'a secret offer' 'so is the document'
q --as REA report sales-by-day --from 2026-11-01 -f csv -o "$home/out/r.csv"
[ -s "$home/out/r.csv" ]
tap $? 'so is the file by hand'
rm -f "$home/out/"*
done_testing
