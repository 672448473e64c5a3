/* gift.redeem, gift.return. */
#include "domain/op_parts.h"

#include "domain/gift_parts.h"
#include "domain/op_arg.h"

enum err
op_gift_redeem(struct store *st, const json_t *rq, json_t *reply, struct err_note *note)
{
	const char *card, *customer, *gift, *key;
	struct gift_result r;
	struct member m;
	int64_t qty;
	enum err e = arg_text(rq, "card", &card, note);

	if (e == ERR_OK)
		e = arg_text(rq, "customer", &customer, note);
	if (e == ERR_OK)
		e = arg_need(rq, "gift", &gift, note);
	if (e == ERR_OK)
		e = arg_int(rq, "qty", 1, 1, &qty, note);
	if (e == ERR_OK)
		e = arg_text(rq, "key", &key, note);
	if (e == ERR_OK)
		e = member_of(st, card, customer, &m, note);
	if (e == ERR_OK)
		e = gift_apply(st, &m, gift, qty, key, &r, note);
	if (e == ERR_OK)
		reply_take(reply, gift_reply(&r));
	return e;
}

enum err
op_gift_return(struct store *st, const json_t *rq, json_t *reply, struct err_note *note)
{
	const char *receipt;
	struct gift_result r;
	enum err e = arg_need(rq, "receipt", &receipt, note);

	if (e == ERR_OK)
		e = gift_return(st, receipt, &r, note);
	if (e == ERR_OK)
		reply_take(reply, gift_reply(&r));
	return e;
}
