/* The processes that serve a database: each announces itself in the file DB.servers (base/presence.h). */
#ifndef STAGENAME_STORE_SERVERS_H
#define STAGENAME_STORE_SERVERS_H

/* Announces this process. Without the right to write beside the database, it is not announced. */
void servers_announce(const char *database);

/* Makes the servers of the database read it again (SIGHUP); calls back for each that cannot be signalled,
 * with errno set. Returns how many were signalled. */
int servers_signal(const char *database, void (*failed)(long pid));

#endif
