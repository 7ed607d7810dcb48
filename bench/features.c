/* The features of names and the classifier's score, for fitting the weights of appeal to readers' marks
 * (doc/appeal.md). Usage: features WORDS.tsv MODEL <names >table
 * Reads one name per line; prints TSV with a header line. */
#include <stdio.h>
#include <string.h>

#include "appeal/appeal.h"
#include "model/modelfile.h"

int main(int argc, char **argv)
{
    struct err why = {""};
    struct lexicon *lexicon = argc == 3 ? lexicon_open(argv[1], &why) : NULL;
    struct model *model = lexicon ? model_load(argv[2], &why) : NULL;
    struct folder *folder = model ? folder_new(&why) : NULL;
    char line[NAME_BYTES], text[CLASSIFIER_TEXT];

    if (!folder || !appeal_classifier(model)) {
        fprintf(stderr, "features: %s\n",
                *why.text ? why.text : "give WORDS.tsv and a MODEL with a classifier");
        return 1;
    }
    fputs("name\tappeal\tclassifier", stdout);
    for (int i = 0; i < FEATURES; i++)
        printf("\t%s", feature_names[i]);
    putchar('\n');
    while (fgets(line, sizeof line, stdin)) {
        float features[FEATURES];

        line[strcspn(line, "\t\n")] = '\0';
        features_of(lexicon, folder, line, features);
        classifier_text(folder, line, text);
        printf("%s\t%.3f\t%.3f", line, (double)appeal_of(lexicon, appeal_classifier(model), folder, line, ""),
               (double)classifier_score(appeal_classifier(model), text));
        for (int i = 0; i < FEATURES; i++)
            printf("\t%g", (double)features[i]);
        putchar('\n');
    }
    folder_free(folder);
    model_free(model);
    lexicon_free(lexicon);
    return 0;
}
