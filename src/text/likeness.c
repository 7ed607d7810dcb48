#include "text/likeness.h"

#include "text/native.h"

void likeness_make(struct folder *folder, const char *name, const char *folded, struct likeness *likeness)
{
    look_make(folder_look(folder), name, likeness->look);
    words_make(folded, likeness->words);
    likeness->native = native_of(folder, name);
}
