"""Tests a worker of stagename-fcgi that runs out of memory: part of faults.py.

One call of malloc fails in the first worker. To every request the worker must send its usual answer, an answer
5xx, or none if it has ended. It is then replaced, and the next requests have their usual answers.
"""

import os
import re
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import time

PATIENCE = 20  # seconds
REQUESTS = [("GET", "/api/names", "n=3&seed=5"), ("GET", "/api/check", "name=Badeba"), ("GET", "/api/about", ""),
            ("GET", "/api/styles", ""), ("GET", "/api/invent", "n=1&seed=5"), ("GET", "/names", "seed=5"),
            ("GET", "/check", "name=%C3%84ra+N%C3%B8r"), ("GET", "/n/1", ""), ("GET", "/metrics", ""),
            ("POST", "/api/names/1/report", "why=no")]
VARYING = ("/metrics", "/api/invent")  # counters, and names generated within a time limit
BEGIN, END, PARAMS, STDIN, STDOUT = 1, 3, 4, 5, 6  # of FastCGI
# libfcgi asserts that it has memory; the worker ends, which is allowed.
ABORTS = re.compile(r"libfcgi")


def record(kind, content):
    return struct.pack(">BBHHBB", 1, kind, 1, len(content), 0, 0) + content


def asked(method, path, text):
    """Returns the bytes of a request as nginx sends it."""
    is_post = method == "POST"
    given = {"REQUEST_METHOD": method, "DOCUMENT_URI": path, "QUERY_STRING": "" if is_post else text,
             "STAGENAME_ORIGIN": "http://stagename.test", "STAGENAME_VISITOR": "127.0.0.1",
             "CONTENT_TYPE": "application/x-www-form-urlencoded" if is_post else "",
             "CONTENT_LENGTH": str(len(text)) if is_post else ""}
    pairs = b"".join(struct.pack("BB", len(k), len(v)) + k.encode() + v.encode() for k, v in given.items())
    body = record(STDIN, text.encode()) if is_post else b""
    return record(BEGIN, struct.pack(">HB5x", 1, 0)) + record(PARAMS, pairs) + record(PARAMS, b"") + body + record(
        STDIN, b"")


def ask(path, request):
    """Returns the answer, or None when the connection ended before it was complete."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(PATIENCE)
        data, answer = b"", b""
        until = time.time() + PATIENCE
        while connection.connect_ex(path) != 0 and time.time() < until:
            time.sleep(0.005)  # bound, but not listening yet
        try:
            connection.sendall(asked(*request))
            while piece := connection.recv(65536):
                data += piece
        except ConnectionError:
            pass
    while len(data) >= 8:
        _, kind, _, length, padding, _ = struct.unpack(">BBHHBB", data[:8])
        if kind == STDOUT:
            answer += data[8:8 + length]
        if kind == END:
            return answer.split(b"\r\n")[0] if request[1] in VARYING else answer
        data = data[8 + length + padding:]
    return None


class Service:
    """A parent with one worker, whose first child has the fault."""

    def __init__(self, tools, fault):
        self.folder = tempfile.mkdtemp(dir=tools.scratch)
        self.here = os.path.join(self.folder, "here")
        shutil.copytree(tools.fixtures, self.here)
        self.socket = os.path.join(self.folder, "s")
        environment = dict(os.environ, LD_PRELOAD=tools.library, FAULT=fault, FAULT_CHILD="1",
                           FAULT_COUNT=os.path.join(self.folder, "counts"),
                           FAULT_TRACE=os.path.join(self.folder, "trace"))
        with open(os.path.join(self.folder, "log"), "w") as log:
            self.process = subprocess.Popen(
                [tools.program + "-fcgi", "--quiet", "--db", "site.db", "--model", "small.safetensors", "--workers", "1",
                 "--listen", "unix:" + self.socket], cwd=self.here, env=environment, stdin=subprocess.DEVNULL, stderr=log)

    def answers(self):
        return [ask(self.socket, request) for request in REQUESTS]

    def stop(self):
        """Sets the parent's exit code, its log, the number of calls of malloc, and the trace of the failed one."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        self.code = self.process.wait(PATIENCE)
        self.log, counts, self.trace = (self.read(name) for name in ("log", "counts", "trace"))
        self.count = max((int(n) for n in re.findall(r"^malloc (\d+)$", counts, re.M)), default=0)

    def read(self, name):
        try:
            with open(os.path.join(self.folder, name)) as file:
                return file.read()
        except OSError:
            return ""


def problem(service, answers, later, good):
    """Returns the error of the service, or None."""
    for request, answer, right in zip(REQUESTS, answers, good):
        if answer is not None and answer != right and not answer.startswith(b"Status: 5"):
            return f"{request[1]} answers {answer[:200]!r}"
    for request, answer, right in zip(REQUESTS, later, good):
        if answer != right:
            return f"{request[1]} is answered otherwise after it: {(answer or b'')[:300]!r}"
    if service.code != 0:
        return f"the parent ended with code {service.code}"
    if "died of signal" in service.log and not ABORTS.search(service.trace):
        return "the worker died of a signal"
    return None


def run(tools, fault, content):
    """Runs the service with a fault. Returns it, its first answers, and later answers, after the worker may have ended."""
    service = Service(tools, fault)
    answers = service.answers()
    later = service.answers()
    if None in later or any(answer.startswith(b"Status: 5") for answer in later):
        later = service.answers()  # the fault hit the first requests of the second worker
    service.stop()
    state = [content(os.path.join(service.here, name)) for name in ("site.db", "site.db.reports")
             if os.path.exists(os.path.join(service.here, name))]
    shutil.rmtree(service.folder)
    return service, answers, later, state


def check(tools, pool, sample, content, report):
    service, good, later, state = run(tools, "malloc:0", content)
    if None in good or later != good or service.code != 0:
        differ = [f"{a!r} {b!r}" for a, b in zip(good, later) if a is None or a != b]
        report(False, "a worker: works without a fault", [service.log, *differ])
        return
    findings, unanswered, refused = [], 0, 0
    numbers = sample(service.count, "worker")
    for number, (service, answers, later, state) in zip(
            numbers, pool.map(lambda n: run(tools, f"malloc:{n}", content), numbers)):
        found = problem(service, answers, later, good)
        if not found and any(text.startswith("damaged") for text in state):
            found = "a database is damaged"
        if found:
            findings.append(f"malloc:{number}: {found}: {service.log[:300]!r}")
            if os.environ.get("FAULTS_TRACE"):
                print(f"malloc:{number}", service.trace, sep="\n")
        unanswered += None in answers
        refused += any(answer is not None and answer.startswith(b"Status: 5") for answer in answers)
    report(not findings, f"a worker: {len(numbers)} calls of malloc fail, {unanswered} times it ended and was replaced, "
           f"{refused} times it answered 5xx", findings)
