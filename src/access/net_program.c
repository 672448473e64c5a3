/* quen-net - the program of a net by itself: what reads the network links a tenth of what quen
 * links, so that a connection starts in a few milliseconds and most of quen is not even there.
 * Started by the listener only. */
#include <locale.h>

#include "access/door.h"
#include "base/secret.h"

int
main(void)
{
	setlocale(LC_CTYPE, "C.UTF-8");
	return secret_init() == ERR_OK ? net_main() : 71;
}
