"""Prints the report of an audit of an API on 127.0.0.1, whose token never ends, so that there is a finding about it."""
import base64, json, os, subprocess, sys, tempfile, threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class API(BaseHTTPRequestHandler):
    def do_GET(self):
        is_list = self.path.split("?")[0].endswith("/integrations")
        one = {"id": "civo", "name": "Civo", "provider": "civo", "createdAt": "2026-05-02T08:00:00Z"}
        answer = {"data": {"integrations": [one]} if is_list else one, "pagination": {"hasNextPage": False}}
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words):
        pass


def part(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


server = ThreadingHTTPServer(("127.0.0.1", 0), API)
threading.Thread(target=server.serve_forever, daemon=True).start()
with tempfile.NamedTemporaryFile("w") as file:
    signature = base64.urlsafe_b64encode(os.urandom(32)).decode().rstrip("=")
    file.write(".".join([part({"alg": "HS256"}), part({"iat": 1767225600}), signature]))
    file.flush()
    report = subprocess.run(
        [
            sys.argv[1], "audit", "--northflank", "--token-file", file.name, "--base-url",
            f"http://127.0.0.1:{server.server_port}", "--format", "jsonl", "--now", "2026-11-24T08:00:00Z",
            "--team", "platform",
        ],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    ).stdout
assert b'"source":"127.0.0.1' in report
sys.stdout.buffer.write(report)
