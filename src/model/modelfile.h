/* Models as files: safetensors (https://huggingface.co/docs/safetensors), tensors named and shaped as
 * torch.nn has them: embedding.weight, lstm.weight_ih_l0, …, output.weight, output.bias. The metadata of the
 * header holds the alphabet, the styles and how it was trained. */
#ifndef STAGENAME_MODEL_MODELFILE_H
#define STAGENAME_MODEL_MODELFILE_H

#include "model/model.h"

/* The file appears whole or not at all. Returns 0, or -1 with *why set. */
int model_save(const struct model *model, const char *path, struct err *why);

/* Returns NULL with *why set when the file is not there, cut short, or says one thing and holds another. */
struct model *model_load(const char *path, struct err *why);

#endif
