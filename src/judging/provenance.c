/* Writes and reads records of how names were generated. */
#include "judging/provenance.h"

#include <stddef.h>

/* The members that are texts. */
static const struct {
    const char *name;
    size_t offset; /* in struct provenance */
} texts[] = {
    {"model", offsetof(struct provenance, model)},
    {"fingerprint", offsetof(struct provenance, fingerprint)},
    {"seed", offsetof(struct provenance, seed)},
    {"styles", offsetof(struct provenance, styles)},
    {"selection", offsetof(struct provenance, selection)},
};
enum { TEXTS = sizeof texts / sizeof *texts };

json_t *provenance_json(const struct provenance *provenance)
{
    json_t *record = json_object();
    int failed = !record;

    for (int i = 0; i < TEXTS && !failed; i++) {
        const char *text = *(const char *const *)((const char *)provenance + texts[i].offset);

        failed = text && json_object_set_new(record, texts[i].name, json_string(text)) != 0;
    }
    if (!failed && provenance->temperature > 0)
        failed = json_object_set_new(record, "temperature", json_real(provenance->temperature)) != 0;
    if (!failed)
        return record;
    json_decref(record);
    return NULL;
}

int provenance_write(FILE *out, const char *path, const struct provenance *provenance, struct err *why)
{
    json_t *record = provenance_json(provenance);
    int failed = !record || json_dumpf(record, out, JSON_COMPACT | JSON_REAL_PRECISION(6)) != 0 ||
                 putc('\n', out) == EOF;

    json_decref(record);
    return failed ? err_set(why, "cannot write %s", path) : 0;
}

/* Returns 0, or -1 when a member has another type. */
static int take_members(const json_t *record, struct provenance *provenance)
{
    const json_t *temperature = json_object_get(record, "temperature");

    for (int i = 0; i < TEXTS; i++) {
        const json_t *member = json_object_get(record, texts[i].name);

        if (member && !json_is_string(member))
            return -1;
        *(const char **)((char *)provenance + texts[i].offset) = json_string_value(member);
    }
    provenance->temperature = json_number_value(temperature); /* 0 if it is missing */
    return !temperature || json_is_number(temperature) ? 0 : -1;
}

json_t *provenance_read(const char *path, struct provenance *provenance, struct err *why)
{
    FILE *in = fopen(path, "re");
    json_t *record;

    if (!in) {
        err_file(why, "read", path);
        return NULL;
    }
    record = json_loadf(in, JSON_REJECT_DUPLICATES, NULL);
    fclose(in);
    if (json_is_object(record) && take_members(record, provenance) == 0)
        return record;
    json_decref(record);
    err_set(why, "%s is no record of names; 'stagename generate --record' writes one", path);
    return NULL;
}
