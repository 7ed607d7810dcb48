/* A stack of idle folders, protected by a mutex. */
#include "text/folder_pool.h"

int folder_pool_open(struct folder_pool *pool, int count, struct err *why)
{
    *pool = (struct folder_pool){.lock = PTHREAD_MUTEX_INITIALIZER};
    for (; pool->count < count; pool->count++)
        if (!(pool->idle[pool->count] = folder_new(why))) {
            folder_pool_close(pool);
            return -1;
        }
    return 0;
}

void folder_pool_close(struct folder_pool *pool)
{
    while (pool->count > 0)
        folder_free(pool->idle[--pool->count]);
}

struct folder *folder_pool_borrow(struct folder_pool *pool)
{
    struct folder *folder;

    pthread_mutex_lock(&pool->lock);
    folder = pool->idle[--pool->count];
    pthread_mutex_unlock(&pool->lock);
    return folder;
}

void folder_pool_return(struct folder_pool *pool, struct folder *folder)
{
    pthread_mutex_lock(&pool->lock);
    pool->idle[pool->count++] = folder;
    pthread_mutex_unlock(&pool->lock);
}
