#include "ui/sequences.h"

#include "ui/keys.h"

/* Sources: terminfo 6.4 of xterm, putty, linux, rxvt, vt100, vt220, screen,
 * tmux; PuTTY's keyboard manual for what it sends under TERM=xterm. */
static const struct sequence table[] = {
	/* arrows: cursor and application mode, ctrl as xterm and rxvt */
	{ "\033[A", UKEY_UP }, { "\033OA", UKEY_UP },
	{ "\033[B", UKEY_DOWN }, { "\033OB", UKEY_DOWN },
	{ "\033[C", UKEY_RIGHT }, { "\033OC", UKEY_RIGHT },
	{ "\033[D", UKEY_LEFT }, { "\033OD", UKEY_LEFT },
	{ "\033[1;2A", UKEY_UP }, { "\033[1;2B", UKEY_DOWN },
	{ "\033[1;2C", UKEY_RIGHT }, { "\033[1;2D", UKEY_LEFT },
	{ "\033[1;5A", UKEY_CTRL_UP }, { "\033Oa", UKEY_CTRL_UP },
	{ "\033[1;5B", UKEY_CTRL_DOWN }, { "\033Ob", UKEY_CTRL_DOWN },
	{ "\033[1;5C", UKEY_CTRL_RIGHT }, { "\033Oc", UKEY_CTRL_RIGHT },
	{ "\033[1;5D", UKEY_CTRL_LEFT }, { "\033Od", UKEY_CTRL_LEFT },
	{ "\033[5C", UKEY_CTRL_RIGHT }, { "\033[5D", UKEY_CTRL_LEFT },
	/* Home and End: xterm, linux/PuTTY/vt220, rxvt */
	{ "\033[H", UKEY_HOME }, { "\033OH", UKEY_HOME },
	{ "\033[1~", UKEY_HOME }, { "\033[7~", UKEY_HOME },
	{ "\033[F", UKEY_END }, { "\033OF", UKEY_END },
	{ "\033[4~", UKEY_END }, { "\033[8~", UKEY_END },
	{ "\033[1;5H", UKEY_CTRL_HOME }, { "\033[7^", UKEY_CTRL_HOME },
	{ "\033[1;5F", UKEY_CTRL_END }, { "\033[8^", UKEY_CTRL_END },
	{ "\033[2~", UKEY_INSERT }, { "\033[3~", UKEY_DELETE },
	{ "\033[5~", UKEY_PAGE_UP }, { "\033[6~", UKEY_PAGE_DOWN },
	{ "\033[Z", UKEY_BACKTAB }, { "\033\t", UKEY_BACKTAB },
	{ "\033[1;2Z", UKEY_BACKTAB },
	/* F1..F4: xterm/vt100 PF keys, PuTTY/rxvt/vt220, the Linux console */
	{ "\033OP", UKEY_F(1) }, { "\033[11~", UKEY_F(1) }, { "\033[[A", UKEY_F(1) },
	{ "\033OQ", UKEY_F(2) }, { "\033[12~", UKEY_F(2) }, { "\033[[B", UKEY_F(2) },
	{ "\033OR", UKEY_F(3) }, { "\033[13~", UKEY_F(3) }, { "\033[[C", UKEY_F(3) },
	{ "\033OS", UKEY_F(4) }, { "\033[14~", UKEY_F(4) }, { "\033[[D", UKEY_F(4) },
	{ "\033[15~", UKEY_F(5) }, { "\033[[E", UKEY_F(5) }, { "\033Ot", UKEY_F(5) },
	{ "\033[17~", UKEY_F(6) }, { "\033Ou", UKEY_F(6) },
	{ "\033[18~", UKEY_F(7) }, { "\033Ov", UKEY_F(7) },
	{ "\033[19~", UKEY_F(8) }, { "\033Ol", UKEY_F(8) },
	{ "\033[20~", UKEY_F(9) }, { "\033Ow", UKEY_F(9) },
	{ "\033[21~", UKEY_F(10) }, { "\033Ox", UKEY_F(10) },
	{ "\033[23~", UKEY_F(11) }, { "\033[24~", UKEY_F(12) },
	/* xterm's newer way to send F1..F4 */
	{ "\033[P", UKEY_F(1) }, { "\033[Q", UKEY_F(2) },
	{ "\033[R", UKEY_F(3) }, { "\033[S", UKEY_F(4) },
	/* keypad in application mode: what is printed on it */
	{ "\033OM", UKEY_ENTER }, { "\033Oj", '*' }, { "\033Ok", '+' },
	{ "\033Om", '-' }, { "\033Oo", '/' }, { "\033On", '.' },
	{ "\033Op", '0' }, { "\033Oq", '1' }, { "\033Or", '2' },
	{ "\033Os", '3' }, { "\033Oy", '9' },
	{ "\033[200~", UKEY_PASTE_BEGIN }, { "\033[201~", UKEY_PASTE_END },
};

const struct sequence *
sequences(size_t *n)
{
	*n = sizeof table / sizeof table[0];
	return table;
}
