/* What another user may do with a file, by owners and modes; nothing is executed as that user. */
#ifndef STAGENAME_DOCTOR_USER_H
#define STAGENAME_DOCTOR_USER_H

#include <sys/types.h>

enum { USER_GROUPS = 64 };

struct user {
    const char *name; /* borrowed */
    uid_t uid;
    gid_t groups[USER_GROUPS];
    int group_count;
};

/* Finds a user of this system. Returns 0, or -1 when there is none. */
int user_find(struct user *user, const char *name);

/* The first part of a path that keeps the user from it: a folder that it may not enter, or the file if it may
 * not be used in this way (R_OK or W_OK). The caller frees it; NULL when nothing does. */
char *user_barrier(const struct user *user, const char *path, int how);

#endif
