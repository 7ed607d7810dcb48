/* Computes the edit distance by dynamic programming, with three rows of the table. */
#include "judge/edits.h"

#include <string.h>

#include "text/key.h"

static int least(int a, int b)
{
    return a < b ? a : b;
}

int edits_between(const char *a, const char *b)
{
    /* the distances of the prefixes of a with i - 2, i - 1 and i letters to all prefixes of b */
    int rows[3][KEY_BYTES];
    int n = (int)strlen(a), m = (int)strlen(b);

    for (int j = 0; j <= m; j++)
        rows[0][j] = j;
    for (int i = 1; i <= n; i++) {
        const int *before = rows[(i + 1) % 3], *up = rows[(i - 1) % 3];
        int *row = rows[i % 3];

        row[0] = i;
        for (int j = 1; j <= m; j++) {
            row[j] = least(least(up[j], row[j - 1]) + 1, up[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = least(row[j], before[j - 2] + 1);
        }
    }
    return rows[n % 3][m];
}
