/* A FastCGI worker that does nothing, to measure the cost of libfcgi and nginx alone. Serves "{}" on
 * descriptor 0, prefork. */
#include <fcgiapp.h>
#include <stdio.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    int workers = argc > 2 ? atoi(argv[2]) : 4, listener;

    if (argc < 2 || FCGX_Init() != 0 || (listener = FCGX_OpenSocket(argv[1], 1024)) < 0)
        return EXIT_FAILURE;
    for (int i = 0; i < workers; i++) {
        FCGX_Request request;

        if (fork() != 0)
            continue;
        prctl(PR_SET_PDEATHSIG, SIGTERM); /* ends with its parent */
        FCGX_InitRequest(&request, listener, 0);
        while (FCGX_Accept_r(&request) >= 0) {
            FCGX_PutS("Content-Type: application/json\r\n\r\n{}", request.out);
            FCGX_Finish_r(&request);
        }
        _exit(EXIT_SUCCESS);
    }
    while (wait(NULL) > 0)
        ;
    return EXIT_SUCCESS;
}
