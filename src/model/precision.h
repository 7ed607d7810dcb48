/* The number formats of matrix products. */
#ifndef STAGENAME_MODEL_PRECISION_H
#define STAGENAME_MODEL_PRECISION_H

/* The format of the factors; sums are float32 (int32 for int8). int8 is for inference only. */
enum precision { PRECISION_FLOAT32, PRECISION_BFLOAT16, PRECISION_INT8 };

/* "float32", "bfloat16" or "int8". Returns 0, or -1 for any other text. */
int precision_from_text(const char *text, enum precision *precision);
const char *precision_name(enum precision precision);

/* Whether this processor has instructions for the format; float32 is always available. ONEDNN_MAX_CPU_ISA in
 * the environment limits what the library uses, and what is reported here. */
int precision_is_available(enum precision precision);

/* The fastest precision on this processor for training and for inference. bfloat16 costs less than 0.005 bits
 * per character, int8 less than 0.01. */
enum precision precision_for_training(void);
enum precision precision_for_inference(void);

#endif
