/* Gives all processes of a training what rank 0 has read: names, the base model, the checkpoint
 * (base/ranks.h). Then the other machines need no files. */
#ifndef STAGENAME_PROGRAMS_TRAIN_INPUTS_H
#define STAGENAME_PROGRAMS_TRAIN_INPUTS_H

#include "base/err.h"

struct name_list;

/* Whether rank 0 is ready, as all ranks see it. */
int train_inputs_ready(int is_ready);

/* Copies the names of rank 0's list to the lists of the others, which are empty. */
void train_inputs_names(struct name_list *list);

/* Copies the file at *path of rank 0, NULL for none, to memory in the other ranks, and sets their *path to
 * it; they free it. The file in memory exists until the process ends. Returns 0, or -1 with *why set. */
int train_inputs_file(char **path, struct err *why);

#endif
