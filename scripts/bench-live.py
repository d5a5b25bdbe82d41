#!/usr/bin/env python3
"""Prints how long an audit of COUNT integrations of an API on this machine takes, and its memory: bench-live.py CREDENCE [COUNT]

The API states no rate limit. It is a simple server, so that its own time is part of what is printed."""

import http.server
import json
import os
import resource
import socketserver
import subprocess
import sys
import tempfile
import threading
import time

program, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 10_000


class API(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 1 << 16

    def log_message(self, *_):
        pass

    def do_GET(self):
        path, _, query = self.path.partition("?")
        if path.endswith("/integrations"):
            cursor = dict(part.split("=") for part in query.split("&")).get("cursor")
            start = int(cursor or 0)
            end = min(start + 100, count)
            pagination = {"hasNextPage": end < count, "count": end - start}
            if end < count:
                pagination["cursor"] = str(end)
            integrations = [{"id": f"id-{number}"} for number in range(start, end)]
            answer = {"data": {"integrations": integrations}, "pagination": pagination}
        else:
            name = path.rsplit("/", 1)[1]
            integration = {"id": name, "name": "Name", "provider": "civo", "features": ["byoc"]}
            integration["credentials"] = {"apiKey": os.urandom(20).hex()}
            answer = {"data": integration}
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True


with Server(("127.0.0.1", 0), API) as server, tempfile.TemporaryDirectory() as directory:
    threading.Thread(target=server.serve_forever, daemon=True).start()
    token = os.path.join(directory, "token")
    with open(os.open(token, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
        file.write(os.urandom(20).hex() + "\n")
    begin = time.monotonic()
    url = f"http://127.0.0.1:{server.server_port}"
    command = [program, "audit", "--northflank", "--token-file", token, "--base-url", url, "--format", "jsonl"]
    finished = subprocess.run(command + ["--quiet"], stdout=subprocess.PIPE)
    seconds = time.monotonic() - begin
    server.shutdown()
    summary = json.loads(finished.stdout.splitlines()[-1])
    if not summary["complete"] or summary["population"]["integrations"] != count:
        sys.exit("error: the audit isn't whole")
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{count} integrations from an API on this machine: {seconds:.1f} s (goal 20), {memory:.0f} MiB (goal 64)")
