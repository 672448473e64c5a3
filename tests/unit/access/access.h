/* access.h - signing in: the store side in this process, the broker as a process of its own. */
#ifndef QUEN_TEST_ACCESS_H
#define QUEN_TEST_ACCESS_H

#include "cards.h"

#define PASSWORD "correct horse"
#define KEY_LINE "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g lan@till"
#define KEY_OTHER "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj9A other"

GROUP(broker);
GROUP(counters);
GROUP(factors);
GROUP(keys);
GROUP(pam);
GROUP(sign_in);

#endif
