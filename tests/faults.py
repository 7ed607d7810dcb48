"""Runs one command of stagename repeatedly, each time with one failing call, and checks the files that it leaves.

Usage: faults.py PROGRAM FAULT.so FIXTURES   (tests/faults.sh calls it)

FIXTURES holds the files that every run begins with, and the file "cases": one case per line, "NAME TAB WORDS", in which
@PORT@ is the port of a server with a list. A run must exit by itself, not by a signal. Either it reports its failure in
one sentence, or its results equal those of a run without the fault. Each file is then as before or after the command,
each database is intact, and no other file remains.

Environment: FAULTS_ALL=1 fails every call, not a sample; FAULTS_SAMPLE=N as many calls of malloc; FAULTS_CASE and
FAULTS_KIND are regular expressions that select runs; FAULTS_TRACE=1 prints the trace of the call that made a run fail.
"""

import concurrent.futures
import contextlib
import hashlib
import os
import re
import shlex
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
from http import server

import faults_worker

KINDS = ["malloc", "write", "write+", "short", "sync", "rename", "close"]
# How many calls of a kind fail: the first ones, and some of the others.
SAMPLES = {"malloc": (10, 10), "write": (2, 2), "write+": (2, 2), "short": (2, 2), "sync": (4, 2), "rename": (4, 2),
           "close": (4, 2), "worker": (6, 14)}
EMPTY = "empty"  # a new database without content
PATIENCE = 60  # seconds until a command counts as hung
# Parts that differ between two equal runs.
VARIES = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ|seconds=[0-9.]+|_per_second=\d+|, \d+ characters a second|"
                    rb"\"\d\d?\.\d+ seconds\"|\\\"(seconds|characters_per_second)\\\":[0-9.e+]+")
JUDGE = re.compile(r"\.judge-[0-9a-f]+$")  # an index: named by the corpus's random stamp; has a checksum
# What may appear beside the one sentence.
WARNING = re.compile(r"^stagename train: no checkpoint of epoch \d+: |^Try 'stagename [a-z]+ --help'\.$")
LIBRARY = re.compile(r"^(Fatal Internal Error in libarchive|libgomp): Out of memory")  # they end the program
PASSING = re.compile(r"-shm$|\.lock$")  # beside a database; may appear and remain
KEPT = re.compile(r"\.checkpoint$|\.part(\.meta)?$")  # a failed command keeps these to continue later


def sample(count, kind):
    if os.environ.get("FAULTS_ALL"):
        return list(range(1, count + 1))
    first, spread = SAMPLES[kind]
    if kind in ("malloc", "worker") and "FAULTS_SAMPLE" in os.environ:
        first, spread = 0, int(os.environ["FAULTS_SAMPLE"])
    chosen = set(range(1, min(first, count) + 1))
    if count > first:
        chosen |= {first + 1 + i * (count - first) // spread for i in range(spread)} | {count}
    return sorted(n for n in chosen if n <= count)


def normal(data):
    return VARIES.sub(b"*", data)


def database(path):
    """Returns a text that is equal for databases with the same content, or an error."""
    # Closed here, on every way out: SQLite removes the log when a connection is closed, which could be while
    # the folder is removed.
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.row_factory = None
        found = db.execute("PRAGMA integrity_check").fetchone()[0]
        if found != "ok":
            return "damaged: " + found
        text = "\n".join(db.iterdump())
        tables = [row[0] for row in db.execute("SELECT name FROM sqlite_schema")]
        if "artist" in tables and not db.execute("SELECT count(*) FROM source").fetchone()[0]:
            return EMPTY
        if not tables:
            return EMPTY
        if "source" in tables:
            for (stamp,) in db.execute("SELECT stamp FROM source").fetchall():
                text = text.replace(str(stamp), "stamp")  # random
    return hashlib.sha256(normal(text.encode())).hexdigest()


known = {}  # results of database() by the bytes of a file without a log


def content(path):
    with open(path, "rb") as file:
        data = file.read()
    if not data and path.endswith((".db", ".db.reports")):
        return EMPTY
    log = path + "-wal"
    if data.startswith(b"SQLite format 3") and not (os.path.exists(log) and os.path.getsize(log)):
        key = hashlib.sha256(data).digest()
        if key not in known:
            known[key] = database(path)
        return known[key]
    if data.startswith(b"SQLite format 3"):
        return database(path)
    return hashlib.sha256(normal(data)).hexdigest()


def state(folder):
    """Returns the files of a folder and their contents."""
    files = {}
    for name in sorted(os.listdir(folder)):
        path = os.path.join(folder, name)
        if name.endswith("-wal") or name.endswith("-journal"):
            continue  # belongs to its database
        if os.path.isfile(path) and not PASSING.search(name):
            files[JUDGE.sub(".judge-*", name)] = "index" if JUDGE.search(name) else content(path)
    return files


class Run:
    """One run in a copy of the fixtures."""

    def __init__(self, tools, words, fault=None, trace=False):
        self.folder = tempfile.mkdtemp(dir=tools.scratch)
        here = os.path.join(self.folder, "here")
        shutil.copytree(tools.fixtures, here)
        environment = dict(os.environ, LD_PRELOAD=tools.library, FAULT_COUNT=os.path.join(self.folder, "counts"))
        if fault:
            environment["FAULT"] = fault
        if trace:
            environment["FAULT_TRACE"] = os.path.join(self.folder, "trace")
        try:
            done = subprocess.run([tools.program, *words], cwd=here, env=environment, stdin=subprocess.DEVNULL,
                                  capture_output=True, timeout=PATIENCE, check=False)
            self.code, self.out, self.err = done.returncode, normal(done.stdout), normal(done.stderr)
        except subprocess.TimeoutExpired:
            self.code, self.out, self.err = None, b"", b""
        self.files = state(here)
        self.counts = self.read_counts()
        self.trace = self.read_trace()
        shutil.rmtree(self.folder)

    def read_counts(self):
        try:
            with open(os.path.join(self.folder, "counts")) as file:
                return {kind: int(number) for kind, number in (line.split() for line in file)}
        except OSError:
            return {}

    def read_trace(self):
        try:
            with open(os.path.join(self.folder, "trace")) as file:
                return file.read()
        except OSError:
            return ""


def problem_of_files(run, before, after):
    for name, now in run.files.items():
        if now.startswith("damaged"):
            return f"{name} is {now}"
        if name not in before and now == EMPTY:
            continue
        if name not in before and name not in after:
            if not KEPT.search(name):
                return f"{name} is left behind"
        elif now not in (before.get(name), after.get(name)):
            return f"{name} is neither as before nor as after"
    for name in before:
        if name in after and name not in run.files:
            return f"{name} is gone"
    return None


# libarchive 3.6 uses NULL in these functions when memory is full, also after a decoder fails to start (liblzma). The
# caller cannot prevent that.
CRASHES = re.compile(r"libarchive[^\n]*\((archive_read_new|archive_read_set_callback_data2)\+|"
                     r"liblzma.*libarchive[^\n]*\(archive_read_open1\+", re.S)


def crashes_in_library(tools, words, fault):
    return bool(CRASHES.search(Run(tools, words, fault, trace=True).trace))


def problem(run, before, good):
    """Returns the error of a run with a fault, or None."""
    if run.code is None:
        return "hangs"
    if run.code < 0:
        return f"died of signal {-run.code}"
    if run.code == 0:
        if run.out != good.out:
            return "exit code 0, but the output differs"
        if run.files != good.files:
            differ = [n for n in {**run.files, **good.files} if run.files.get(n) != good.files.get(n)]
            return "exit code 0, but these files differ: " + ", ".join(sorted(differ))
        return None
    lines = run.err.decode(errors="replace").splitlines()
    said = [line for line in lines if not WARNING.search(line)]
    if len(said) != 1 or not (said[0].startswith("stagename") or LIBRARY.search(said[0])):
        return f"exit code {run.code} and {len(lines)} lines on standard error"
    return problem_of_files(run, before, good.files)


class Tools:
    def __init__(self, program, library, fixtures):
        self.program, self.library, self.fixtures = program, library, fixtures
        self.scratch = tempfile.mkdtemp(dir=os.path.dirname(os.path.abspath(fixtures)))


class Lists(server.BaseHTTPRequestHandler):
    """Serves one list, for fetch."""

    def do_GET(self):
        body = b"Velmora\n" * 200
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Last-Modified", "Sat, 01 Nov 2025 00:00:00 GMT")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def serve_lists():
    """Starts the server of the list and returns its port."""
    lists = server.ThreadingHTTPServer(("127.0.0.1", 0), Lists)
    threading.Thread(target=lists.serve_forever, daemon=True).start()
    return lists.server_port


def fault_name(kind, number):
    return f"write:{number}+" if kind == "write+" else f"{kind}:{number}"


def check_case(tools, pool, name, words, before, report):
    good = Run(tools, words)
    if good.code != 0:
        report(False, f"{name}: works without a fault", [good.err.decode(errors="replace")])
        return
    for kind in KINDS:
        if not re.search(os.environ.get("FAULTS_KIND", ""), kind):
            continue
        numbers = sample(good.counts.get(kind.rstrip("+"), 0), kind)
        runs = list(pool.map(lambda n: (n, Run(tools, words, fault_name(kind, n))), numbers))
        findings = []
        for number, run in runs:
            found = problem(run, before, good)
            if run.code == -signal.SIGSEGV and crashes_in_library(tools, words, fault_name(kind, number)):
                found = problem_of_files(run, before, good.files)
            if found:
                if os.environ.get("FAULTS_TRACE"):
                    print(Run(tools, words, fault_name(kind, number), trace=True).trace)
                findings.append(f"{fault_name(kind, number)}: {found}: {run.err.decode(errors='replace')[:300]!r}")
        failed = sum(run.code != 0 for _, run in runs)
        report(not findings, f"{name}: {len(runs)} of {good.counts.get(kind.rstrip('+'), 0)} calls of {kind} fail, "
               f"{failed} runs say so", findings)


def main():
    tools = Tools(*sys.argv[1:4])
    results = []

    def report(is_good, what, findings):
        results.append(is_good)
        print(f"{'ok' if is_good else 'not ok'} {len(results)} - {what}")
        for finding in findings[:int(os.environ.get("FAULTS_SHOWN", 8))]:
            print("#   " + finding)
        if findings:
            print(f"#   {len(findings)} findings")
        sys.stdout.flush()

    before = state(tools.fixtures)
    with open(os.path.join(tools.fixtures, "cases")) as file:
        cases = [line.rstrip("\n").replace("@PORT@", str(serve_lists())).split("\t") for line in file]
    with concurrent.futures.ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        for name, words in cases:
            if re.search(os.environ.get("FAULTS_CASE", ""), name):
                check_case(tools, pool, name, shlex.split(words), before, report)
        if re.search(os.environ.get("FAULTS_CASE", ""), "a worker"):
            faults_worker.check(tools, pool, sample, content, report)
    shutil.rmtree(tools.scratch)
    print(f"1..{len(results)}")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
