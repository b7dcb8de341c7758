"""Real proxies before real servers, on loopback, with a certificate of the test's own: the files of docs/proxy/."""

import os
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from socket import create_server
from string import Template
from typing import NamedTuple

FILES = Path(__file__).resolve().parents[1] / "docs" / "proxy"
NGINX = """\
daemon off;
master_process off;
pid {folder}/pid;
error_log stderr;
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    scgi_temp_path {folder}/scgi;
    uwsgi_temp_path {folder}/uwsgi;
    include {folder}/fallline.conf;
}}
"""
CADDY = """\
{{
	admin off
	auto_https disable_redirects
	https_port {port}
}}
import {file}
"""


CERTIFICATE = (
    "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost "
    "-addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout {key} -out {certificate}"
)


class Proxy(NamedTuple):
    """A proxy that answers."""

    port: int
    certificate: Path

    @property
    def origin(self) -> str:
        return f"https://localhost:{self.port}"

    @property
    def trust(self) -> ssl.SSLContext:
        """What a client needs to believe it."""
        return ssl.create_default_context(cafile=self.certificate)


Starting = Callable[[Path, Sequence[int], str, int], tuple[list[str], dict[str, str]]]
"""The command of a proxy, and its environment: of a folder, the ports of the servers, their path and its own port."""


def nginx(folder: Path, servers: Sequence[int], root: str, port: int) -> tuple[list[str], dict[str, str]]:
    """nginx with the file of docs/proxy, filled in as the image of nginx does it."""
    values = {
        "FALLLINE_SERVERS": " ".join(f"server 127.0.0.1:{server};" for server in servers),
        "FALLLINE_ROOT_PATH": root,
        "FALLLINE_CERTIFICATE": str(folder / "certificate.pem"),
        "FALLLINE_KEY": str(folder / "key.pem"),
        "FALLLINE_PORT": str(port),
    }
    text = (FILES / "nginx.conf.template").read_text()
    (folder / "fallline.conf").write_text(Template(text).safe_substitute(values))
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder))
    return [_command("nginx"), "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", "stderr"], {}


def caddy(folder: Path, servers: Sequence[int], root: str, port: int) -> tuple[list[str], dict[str, str]]:
    """Caddy with the file of docs/proxy and the certificate of the test's own."""
    (folder / "Caddyfile").write_text(CADDY.format(port=port, file=FILES / "Caddyfile"))
    values = {
        "FALLLINE_SITE": f"localhost:{port}",
        "FALLLINE_SERVERS": " ".join(f"127.0.0.1:{server}" for server in servers),
        "FALLLINE_ROOT_PATH": root,
        "FALLLINE_TLS": f"tls {folder / 'certificate.pem'} {folder / 'key.pem'}",
        "XDG_DATA_HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder),
    }
    return [_command("caddy"), "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"], values


def _command(name: str) -> str:
    """Where it is: Debian puts servers where only root looks."""
    found = shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin")
    assert found, f"{name} is missing: make proxies"
    return found


@contextmanager
def proxy(starting: Starting, folder: Path, servers: Sequence[int], root: str = "") -> Iterator[Proxy]:
    """A proxy before servers on this machine; it ends with the block."""
    with closing(create_server(("127.0.0.1", 0))) as probe:
        port: int = probe.getsockname()[1]
    certificate = folder / "certificate.pem"
    made = CERTIFICATE.format(certificate=certificate, key=folder / "key.pem")
    subprocess.run(made.split(), check=True, capture_output=True)
    command, environment = starting(folder, servers, root, port)
    log = folder / "proxy.log"
    with log.open("wb") as out:
        process = subprocess.Popen(command, env=os.environ | environment, stdout=out, stderr=out)
    try:
        _listens(process, port, log)
        yield Proxy(port, certificate)
    finally:
        process.kill()
        process.wait(10)


def _listens(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"the proxy does not answer: {log.read_text()}")
