/* part.h - parts of `quen serve` that have the store open; the others are in access/door.h.
 * Each is run by `quen part NAME`, reads its configuration from DOOR_CONTROL and gives an exit
 * status. */
#ifndef QUEN_CLI_PART_H
#define QUEN_CLI_PART_H

int part_identity(void);
int part_worker(void);

#endif
