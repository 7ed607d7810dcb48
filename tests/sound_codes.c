/* What sound.sh holds against another Double Metaphone: reads words, one a line, and writes each with its primary and
 * secondary code, tabs between. */
#include <stdio.h>
#include <string.h>

#include "text/key.h"
#include "text/sound.h"

int main(void)
{
    char word[KEY_BYTES];

    while (fgets(word, sizeof word, stdin)) {
        struct sound_codes codes;

        word[strcspn(word, "\n")] = '\0';
        sound_make(word, &codes);
        printf("%s\t%s\t%s\n", word, codes.primary, codes.secondary);
    }
    return ferror(stdin) || fflush(stdout) ? 1 : 0;
}
