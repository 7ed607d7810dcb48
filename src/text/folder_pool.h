/* Folders for the helpers of a pipeline (base/conveyor.h), each of which needs one for a while. */
#ifndef STAGENAME_TEXT_FOLDER_POOL_H
#define STAGENAME_TEXT_FOLDER_POOL_H

#include <pthread.h>

#include "text/fold.h"

enum { FOLDER_POOL_MAX = 16 };

struct folder_pool {
    pthread_mutex_t lock; /* protects the idle folders */
    struct folder *idle[FOLDER_POOL_MAX];
    int count;
};

/* Makes `count` folders, at most FOLDER_POOL_MAX. Returns 0, or -1 with *why set and nothing to free. */
int folder_pool_open(struct folder_pool *pool, int count, struct err *why);

/* All folders must be idle. */
void folder_pool_close(struct folder_pool *pool);

/* At most `count` threads may have a folder at a time. */
struct folder *folder_pool_borrow(struct folder_pool *pool);
void folder_pool_return(struct folder_pool *pool, struct folder *folder);

#endif
