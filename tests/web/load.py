"""Sends requests over several kept connections, almost without pauses, and writes what became of each one.

load.py ADDRESS PORT ANSWERS ASSET: appends a line for each request to the file ANSWERS, with tabs between

    phase   the last line that came on standard input before the answer
    kind    get, check (a POST to /api/check) or report
    result  done, failed or again
    status  of HTTP; or "cut" (no complete answer), "differs" (from an earlier answer to the same request, of the same
            generation)
    ms      until the answer
    what    the path, or the number of the reported name

and ends after the line "end". A GET on a kept connection that the server closes without a byte of an answer is
sent again on a new one, as browsers do; the result of the earlier try is "again".
"""
import asyncio
import hashlib
import itertools
import json
import sys
import time

READERS, REPORTERS = 8, 2
PAUSE = 0.02  # seconds between two requests of a connection
NAMES = 5000  # reports are about the names 1001 to NAMES, each once

address, port, answers_path, asset = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
answers = open(answers_path, "a", buffering=1)
phase = "start"
bodies = {}


class Cut(Exception):
    """The connection ended before the answer did; .bytes says whether some of it had come."""

    def __init__(self, some):
        super().__init__()
        self.some = some


async def read_answer(reader):
    """Returns status, generation, body, and whether the connection ends."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as short:
        raise Cut(bool(short.partial)) from None
    except OSError:
        raise Cut(False) from None
    lines = head.decode("latin-1").split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in lines[1:] if line)
    try:
        if headers.get("transfer-encoding") == "chunked":
            body = b""
            while size := int(await reader.readline() or b"x", 16):
                body += await reader.readexactly(size)
                await reader.readexactly(2)
            await reader.readexactly(2)
        else:
            body = await reader.readexactly(int(headers.get("content-length", 0)))
    except (asyncio.IncompleteReadError, OSError, ValueError):
        raise Cut(True) from None
    return lines[0].split()[1], headers.get("stagename-generation"), body, headers.get("connection") == "close"


class Connection:
    reader = writer = None

    async def send(self, request):
        """Sends a request and reads the answer. A connection that the server has closed meanwhile is not used."""
        if self.writer and self.reader.at_eof():
            self.close()
        if not self.writer:
            self.reader, self.writer = await asyncio.open_connection(address, port)
        try:
            self.writer.write(request)
            status, generation, body, is_last = await read_answer(self.reader)
        except (Cut, OSError) as why:
            self.close()
            raise why if isinstance(why, Cut) else Cut(False)
        if is_last:
            self.close()
        return status, generation, body

    def close(self):
        self.writer.close()
        self.writer = None


def write(began, kind, status, what):
    result = "again" if status == "again" else "done" if status in ("200", "202") else "failed"
    answers.write(f"{phase}\t{kind}\t{result}\t{status}\t{(time.monotonic() - began) * 1000:.0f}\t{what}\n")


def request_of(method, path, body=b"", content_type=""):
    head = f"{method} {path} HTTP/1.1\r\nHost: stagename.example\r\n"
    if method == "POST":
        head += f"Content-Type: {content_type}\r\nContent-Length: {len(body)}\r\n"
    return head.encode() + b"\r\n" + body


def reads():
    """Endless, in an order that mixes kinds."""
    for i in itertools.count():
        yield "GET", f"/api/names?n=10&seed=load{i % 50}", b""
        yield "GET", f"/api/names/{1 + i % 300}", b""
        yield "GET", f"/api/check?name=Velvet+{i % 70}", b""
        yield "GET", f"/n/{1 + i % 200}", b""
        yield "GET", asset, b""
        yield "GET", f"/?seed=load{i % 50}", b""
        if i % 5 == 0:
            yield "POST", "/api/check", json.dumps({"names": [f"Velvet {i % 20}", "Daft Punk"]}).encode()


def judge(request, status, generation, answer):
    """The status, or "differs" when an earlier answer was another one. The start page does not name its generation."""
    digest = hashlib.sha256(answer).digest()
    if status == "200" and not request.startswith(b"GET /?") and bodies.setdefault((request, generation), digest) != digest:
        return "differs"
    return status


async def read_once(connection, method, path, body):
    """Returns the status. "again": the server closed a kept connection instead of answering."""
    was_open = connection.writer is not None
    request = request_of(method, path, body, "application/json")
    try:
        status, generation, answer = await connection.send(request)
    except OSError:
        return "cut"
    except Cut as why:
        return "again" if was_open and not why.some and method == "GET" else "cut"
    return judge(request, status, generation, answer)


async def read(source, is_over):
    connection = Connection()
    for method, path, body in source:
        if is_over.is_set():
            return
        began, status = time.monotonic(), "again"
        while status == "again":
            status = await read_once(connection, method, path, body)
            write(began, "get" if method == "GET" else "check", status, path)
        await asyncio.sleep(PAUSE)


async def report(names, is_over):
    connection = Connection()
    for name in names:
        if is_over.is_set():
            return
        began = time.monotonic()
        try:
            status, _, _ = await connection.send(
                request_of("POST", f"/api/names/{name}/report", b"why=load", "application/x-www-form-urlencoded"))
        except (Cut, OSError):
            status = "cut"
        write(began, "report", status, name)
        await asyncio.sleep(PAUSE * 2)


async def main():
    global phase
    is_over = asyncio.Event()
    source, names = reads(), iter(range(1001, NAMES + 1))
    tasks = [asyncio.create_task(read(source, is_over)) for _ in range(READERS)]
    tasks += [asyncio.create_task(report(names, is_over)) for _ in range(REPORTERS)]
    commands = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(commands), sys.stdin)
    while (line := (await commands.readline()).decode().strip()) not in ("end", ""):
        phase = line
    is_over.set()
    await asyncio.gather(*tasks)


asyncio.run(main())
