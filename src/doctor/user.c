/* Compares modes along a path with a user and its groups. */
#include "doctor/user.h"

#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"

int user_find(struct user *user, const char *name)
{
    const struct passwd *entry = getpwnam(name);

    if (!entry)
        return -1;
    user->name = name;
    user->uid = entry->pw_uid;
    user->group_count = USER_GROUPS;
    if (getgrouplist(name, entry->pw_gid, user->groups, &user->group_count) < 0)
        user->group_count = USER_GROUPS;
    return 0;
}

static int is_member(const struct user *user, gid_t group)
{
    for (int i = 0; i < user->group_count; i++)
        if (user->groups[i] == group)
            return 1;
    return 0;
}

/* bits: of R_OK, W_OK, X_OK. A path that does not exist allows everything: that is another finding. */
static int may(const struct user *user, const char *path, int bits)
{
    struct stat st;
    int mode;

    if (user->uid == 0 || stat(path, &st) != 0)
        return 1;
    mode = st.st_uid == user->uid       ? st.st_mode >> 6
           : is_member(user, st.st_gid) ? st.st_mode >> 3
                                        : st.st_mode;
    return (mode & bits) == bits;
}

char *user_barrier(const struct user *user, const char *path, int how)
{
    char *real = realpath(path, NULL), *slash;

    if (!real)
        return NULL;
    for (slash = strchr(real + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (!may(user, real, X_OK))
            return real;
        *slash = '/';
    }
    if (!may(user, real, how))
        return real;
    free(real);
    return NULL;
}
