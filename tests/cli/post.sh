#!/usr/bin/env bash
# quen post: one line in, one line out; errors by name; idempotency keys.
. "${QUEN_SRC:-$(dirname "$0")/../..}/tests/cli/lib.sh"

q init
# line N: the N-th answer.
line() { printf '%s\n' "$answers" | sed -n "${1}p"; }
has() {
	out=$(line "$1")
	out_has "$2" "$3"
}
q post <<'JSON'
{"op":"add","entity":"customer","key":"k1","fields":{"name":"Lê An","phone":"0901234567","birth":"--02-14"}}

   
{"op":"add","entity":"customer","key":"k1","fields":{"name":"Lê An","phone":"0901234567","birth":"--02-14"}}
nonsense
[1,2]
{"op":"get","entity":"customer","code":"KH000001"}
{"op":"get","entity":"customer","code":"NOPE"}
{"op":"fly"}
{"op":"get","entity":"customer","code":"KH000001","wings":2}
{"op":"add","entity":"customer","fields":{"name":"B","wings":1}}
{"op":"add","entity":"customer","fields":{}}
{"op":"add","entity":"planet","fields":{}}
{"op":"edit","entity":"customer","code":"KH000001","version":1,"fields":{"name":"Lê Văn An"}}
{"op":"edit","entity":"customer","code":"KH000001","version":1,"fields":{"name":"Somebody Else"}}
{"op":"add","entity":"product","fields":{"code":"TEA","name":"Tea","price":20000}}
{"op":"sale","key":"s1","customer":"KH000001","lines":[{"product":"TEA","qty":2}],"tenders":[{"method":"cash","amount":50000}]}
{"op":"sale","key":"s1","customer":"KH000001","lines":[{"product":"TEA","qty":2}],"tenders":[{"method":"cash","amount":50000}]}
{"op":"sale","key":"s2","lines":[{"product":"NONE","qty":1}],"tenders":[{"method":"cash","amount":1000}]}
{"op":"sale","key":"s3","lines":[{"product":"TEA","qty":1}],"tenders":[{"method":"cash","amount":1000}]}
{"op":"balance","customer":"KH000001"}
{"op":"delete","entity":"product","code":"NONE"}
JSON
answers=$out
ends 0 'post ends 0 when every line is answered'
[ "$(printf '%s\n' "$answers" | wc -l)" = 20 ]
tap $? 'one answer a line, blank lines passed over'
has 1 '"code":"KH000001"' 'add gives the code'
has 1 '"birth":"--02-14"' 'and the fields'
has 2 '"again":true' 'the same key again: the first result'
has 2 '"code":"KH000001"' 'with its code'
has 3 '"error":"SYNTAX"' 'a broken line is answered'
has 4 '"error":"SYNTAX"' 'what is no object too'
has 5 '"phone":"+84901234567"' 'get'
has 6 '"error":"NOTFOUND"' 'get of nothing'
has 7 '"error":"INVALID"' 'unknown operation'
has 8 '"field":"wings"' 'unknown member, by name'
has 9 '"field":"wings"' 'unknown field, by name'
has 10 '"field":"name"' 'missing field, by name'
has 11 '"ok":false' 'unknown entity'
has 12 '"version":2' 'edit'
has 13 '"error":"CONFLICT"' 'edit of what somebody changed'
has 14 '"price":20000' 'amounts are integers'
has 15 '"change":10000' 'sale'
has 16 '"again":true' 'sale once'
has 17 '"error":"NOTFOUND"' 'sale of nothing'
has 18 '"ok":false' 'sale without enough money'
has 19 '"points":{' 'balance'
has 20 '"error":"NOTFOUND"' 'delete of nothing'
q --json export customer
out_has '"name":"Lê Văn An"' 'what was edited is there'

# A line beyond 1 MB is refused, the next one is answered.
{
	printf '{"op":"get","entity":"customer","code":"'
	head -c 2000000 /dev/zero | tr '\0' 'x'
	printf '"}\n{"op":"get","entity":"customer","code":"KH000001"}'
} >"$home/long"
q post <"$home/long"
answers=$out
has 1 '"error":"LIMIT"' 'a line beyond 1 MB'
has 2 '"ok":true' 'and on with the next, without a line end too'

# Each answer comes before the next question: a till may wait for it.
coproc POST { "$prog" --home "$home/shop" post; }
post_pid=$POST_PID	# the shell forgets it as soon as the program has ended
printf '{"op":"get","entity":"customer","code":"KH000001"}\n' >&"${POST[1]}"
IFS= read -r -t 20 out <&"${POST[0]}"
out_has '"ok":true' 'answers are not kept back'
printf '{"op":"fly"}\n' >&"${POST[1]}"
IFS= read -r -t 20 out <&"${POST[0]}"
out_has '"ok":false' 'nor the second'
exec {POST[1]}>&-
wait "$post_pid"
tap $? 'the end of input ends it'
q verify
ends 0 'the store verifies'

done_testing
