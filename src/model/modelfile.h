/* Model files: safetensors (https://huggingface.co/docs/safetensors) with the tensor names and shapes of
 * torch.nn: embedding.weight, lstm.weight_ih_l0, …, output.weight, output.bias. The metadata of the header
 * contains the alphabet, the styles and kinds, and the training settings. */
#ifndef STAGENAME_MODEL_MODELFILE_H
#define STAGENAME_MODEL_MODELFILE_H

#include "model/half.h"
#include "model/model.h"

/* Write the file atomically. Return 0, or -1 with *why set, also when the format cannot hold a number of the
 * model. model_save writes float32. */
int model_save(const struct model *model, const char *path, struct err *why);
int model_save_as(const struct model *model, const char *path, enum number_format format, struct err *why);

/* How a file stores a model. */
struct model_file {
    size_t bytes;
    enum number_format format; /* of its first tensor */
    int is_mixed;              /* other tensors have other formats */
};

/* Reads a model in any number format. Returns NULL with *why set when the file is missing, cut short, or
 * does not match its header. model_load_file also fills *file unless file is NULL. */
struct model *model_load(const char *path, struct err *why);
struct model *model_load_file(const char *path, struct model_file *file, struct err *why);

#endif
