/* stagename doctor: says what is wrong with an installation and what to do. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "doctor/doctor.h"
#include "programs/command.h"

static int print_json(const struct findings *findings, const char *database)
{
    json_t *json = findings_json(findings, database);
    char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;
    int result = text ? 0 : -1;

    if (text)
        puts(text);
    free(text);
    json_decref(json);
    return result;
}

static void print_text(const struct findings *findings, const char *database, int quiet)
{
    size_t problems = findings_problems(findings);

    findings_print(findings, stdout);
    if (problems > 0)
        printf("%zu problem%s\n", problems, problems == 1 ? "" : "s");
    else if (!quiet)
        printf("all is well with %s: %d checks\n", database, doctor_checks());
}

int command_doctor(int argc, char **argv)
{
    struct doctor_plan plan = {.sockets = "/run/stagename", .web_user = "www-data", .days = 180};
    int quiet = 0, json = 0, first, code, result = EXIT_FAILED;
    struct option_spec options[] = {
        {"db", 'd', OPTION_TEXT, "DB", "the database", &plan.database, 0, 0},
        {"json", 'j', OPTION_FLAG, NULL, "print one JSON object: database, well, findings", &json, 0, 0},
        {"model", 'm', OPTION_TEXT, "MODEL", "the model (default: the one beside DB, if there is one)",
         &plan.model, 0, 0},
        {"sockets", 0, OPTION_TEXT, "DIR",
         "the folder with the sockets of the workers (default /run/stagename;\n"
         "without this folder, sockets are not examined)",
         &plan.sockets, 0, 0},
        {"pages", 0, OPTION_TEXT, "DIR", "the files of the site (default: the installed ones)", &plan.pages,
         0, 0},
        {"web-user", 0, OPTION_TEXT, "USER", "the user of nginx (default www-data)", &plan.web_user, 0, 0},
        {"days", 0, OPTION_INT, "N", "the oldest list of artists that is well (default 180 days)", &plan.days,
         0, 100000},
        {"free", 0, OPTION_INT, "N",
         "the free space that the disk must have, in MB (default: twice DB and 100)", &plan.megabytes, 0,
         1e9},
        {0}};
    const struct command_spec spec = {
        "stagename doctor",
        "--db DB [options]",
        "Examines an installation and says what is wrong, where, and what to do: the database\n"
        "and its log, structure, artists, names, index, model, reports, owners and modes,\n"
        "whether nginx can read the site and connect to the workers, whether the workers\n"
        "answer, the disk, what killed processes left, and who holds the lock. It changes\n"
        "nothing. Run it as root or as the user of the site.\n"
        "\n"
        "The exit code is 0 when all is well, and 1 when there is a problem. Notes are no\n"
        "problems.",
        "  sudo stagename doctor --db /var/lib/stagename/site.db\n"
        "  stagename doctor --db site.db --json | jq -r '.findings[] | .where + \": \" + .what'",
        options,
        0,
        0};
    struct findings findings = {0};
    char *pages = NULL;
    struct err why;

    if (!command_begins(&spec, argc, argv, &first, &quiet, &code))
        return code;
    if (!plan.database)
        return command_wrong("doctor", "name the database with --db");
    if (!plan.pages && (pages = command_data("www", &why)) && access(pages, F_OK) == 0)
        plan.pages = pages;
    doctor_examine(&plan, &findings);
    if (!json)
        print_text(&findings, plan.database, quiet);
    if (json && print_json(&findings, plan.database) != 0)
        code = command_failed("doctor", &(struct err){"out of memory"});
    else if ((code = command_finish("doctor")) == EXIT_DONE && findings_problems(&findings) == 0)
        result = EXIT_DONE;
    findings_free(&findings);
    free(pages);
    return result;
}
