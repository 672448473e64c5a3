/* identity_wire.h - what the store side of signing in is asked, and answers.
 *
 * RUNDIR/identity.sock, SOCK_SEQPACKET: one request, one packet; one answer, one packet, in
 * order. Root and the owner of the store may ask (SO_PEERCRED), nobody else. Fixed structs of
 * the same host and build; another size or version ends the link. Texts are UTF-8, NUL-ended.
 * This header stands alone: pam_quen.so is loaded into programs that know nothing of Quen. */
#ifndef QUEN_ACCESS_IDENTITY_WIRE_H
#define QUEN_ACCESS_IDENTITY_WIRE_H

#include <stdint.h>

#define ID_VERSION 1
#define ID_NAME 64
#define ID_SECRET 1024
#define ID_SOURCE 64
#define ID_KEY 1400
#define ID_TEXT 1024

enum id_ask {
	ID_POLICY = 1,			/* what holds for everybody */
	ID_TRY,				/* user, secret (password), code, codes */
	ID_ACCOUNT,			/* user: may it work now */
	ID_CHANGE,			/* user, secret (old password), code (the new one) */
	ID_KEY_CHECK,			/* user, key */
	ID_ENTER,			/* user, text (groups), flags: let in by PAM, is it ours */
	ID_CARD,			/* user (card number as typed), secret (PIN) */
	ID_NOTE				/* event and whom it befell, for the trail; answered too */
};
enum id_codes { ID_CODE_IF_SET, ID_CODE_ALWAYS, ID_CODE_NEVER, ID_CODE_ONLY };
enum id_flag {
	ID_OWN = 1,			/* ID_ENTER: pam_quen.so checked the password */
	ID_IS_CARD = 2			/* ID_NOTE: user is the number of a card */
};
enum id_event { ID_SIGNED_IN, ID_FAILED, ID_LOCKED_OUT };

struct id_request {
	uint32_t version, ask;
	uint32_t codes, flags, event, count;
	uint32_t key_size;
	char user[ID_NAME], source[ID_SOURCE];
	char secret[ID_SECRET], code[ID_SECRET];
	char text[ID_TEXT];		/* groups; how somebody signed in; fingerprint is in code */
	unsigned char key[ID_KEY];
};

enum id_result {
	ID_YES = 1,
	ID_NO,				/* whatever was wrong */
	ID_TROUBLE,			/* no answer: the store is busy or broken */
	/* ID_ACCOUNT: */
	ID_ACCOUNT_UNKNOWN, ID_ACCOUNT_LOCKED, ID_ACCOUNT_EXPIRED, ID_ACCOUNT_HOURS,
	ID_ACCOUNT_NEW_PASSWORD,
	ID_BAD_PASSWORD			/* ID_CHANGE: text says why the new one will not do */
};
enum id_answer_flag {
	ID_ASK_CODES = 1,		/* somebody of the shop gives codes: everybody is asked */
	ID_KEY_AND_CODE = 2,		/* a key alone is not enough for users with codes */
	ID_CARD_DOOR = 4,
	ID_HAS_CODE = 8,		/* ID_KEY_CHECK: this user gives codes */
	ID_KEY_NEEDS_CODE = 16		/* a key alone is enough for nobody */
};
struct id_answer {
	uint32_t version, ask, result, flags;
	char user[ID_NAME];		/* as Quen writes it; number of the card */
	char fingerprint[ID_NAME], till[ID_NAME];
	char text[ID_TEXT];		/* networks of the tills; a sentence for people */
};

#endif
