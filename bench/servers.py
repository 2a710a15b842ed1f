"""The servers that are compared: the product, nginx with the same bytes in a file, and a bare WSGI function."""

import gzip
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import httpx

from bench.load import needed

ROOT = Path(__file__).resolve().parent.parent
_PATIENCE = 120  # seconds until a server must answer
_MOST_SAID = 3000  # characters of what a server said before it failed
_NGINX = """
worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  include /etc/nginx/mime.types;
  types {{ application/feed+json feed; }}
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  sendfile on; tcp_nopush on; keepalive_requests 10000000;
  server {{ listen 127.0.0.1:{port}; root {folder}; gzip_static on; etag on; {headers} }}
}}
"""
_ITS_OWN = {  # headers that nginx makes for itself
    "content-type", "content-length", "content-encoding", "last-modified", "etag", "date", "server", "connection",
}  # fmt: skip


@dataclass(frozen=True)
class Server:
    """A server that answers. pids: the processes that do the work."""

    origin: str
    pids: list[int]


@contextmanager
def product(folder: Path, *, port: int = 0, **settings: str) -> Iterator[Server]:
    """What `make run` starts, over the data in `folder`. port: 0 for any that is free."""
    port = port or free_port()
    environment = {
        **os.environ, "PORT": str(port), "CMS_DATA_DIR": str(folder), "CMS_BASE_URL": f"http://127.0.0.1:{port}",
        "CMS_WORKER": "0", "CMS_UNDO_SECONDS": "0", **settings,
    }  # fmt: skip
    with _running([sys.executable, "-m", "cms.cli.run"], environment) as process:
        origin = f"http://127.0.0.1:{port}"
        _wait_for(f"{origin}/healthz", process)
        yield Server(origin, [one for one in children(process.pid) if "cms.cli.readers" in _command(one)])


@contextmanager
def nginx(files: dict[str, bytes], headers: Mapping[str, str] = MappingProxyType({})) -> Iterator[Server]:
    """files: name to bytes; each also compressed beforehand. headers: what else its answers carry."""
    port = free_port()
    added = " ".join(f'add_header {name} "{value}";' for name, value in headers.items() if name not in _ITS_OWN)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)  # its worker is another user
        for file, body in files.items():
            (folder / file).write_bytes(body)
            (folder / f"{file}.gz").write_bytes(gzip.compress(body, 6, mtime=0))
        (folder / "nginx.conf").write_text(_NGINX.format(folder=folder, port=port, headers=added))
        with _running([needed("nginx"), "-c", str(folder / "nginx.conf")], dict(os.environ)) as process:
            origin = f"http://127.0.0.1:{port}"
            _wait_for(f"{origin}/{next(iter(files))}", process)
            yield Server(origin, children(process.pid))


@contextmanager
def bare(body: bytes) -> Iterator[Server]:
    """A WSGI function that knows one answer, on the same server as the product: what could be reached at most."""
    port = free_port()
    with tempfile.NamedTemporaryFile() as file:
        file.write(gzip.compress(body, 6, mtime=0))
        file.flush()
        command = [
            str(Path(sys.executable).with_name("granian")), "--interface", "wsgi", "--host", "127.0.0.1",
            "--port", str(port), "--workers", "1", "--blocking-threads", "1", "--log-level", "warning",
            "bench.bare:app",
        ]  # fmt: skip
        with _running(command, {**os.environ, "BENCH_BODY": file.name}) as process:
            origin = f"http://127.0.0.1:{port}"
            _wait_for(origin, process)
            yield Server(origin, children(process.pid))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def children(pid: int) -> list[int]:
    """The processes below one, or itself when it has none."""
    listed = [one for file in Path(f"/proc/{pid}/task").glob("*/children") for one in file.read_text().split()]
    return [int(child) for child in listed if "resource_tracker" not in _command(int(child))] or [pid]


def _command(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text()


@contextmanager
def _running(command: list[str], environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=said, stderr=said)  # noqa: S603
        try:
            yield process
        except Exception:
            said.seek(0)
            print(said.read().decode(errors="replace")[-_MOST_SAID:], file=sys.stderr)
            raise
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        try:
            if httpx.get(url, trust_env=False).status_code < 500:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise RuntimeError(f"{url} did not answer within {_PATIENCE} s")
