"""Addresses that lead where nothing may be sent, and a resolver that asks nobody."""

import socket
from collections.abc import Iterable
from ipaddress import ip_address
from typing import Any

PUBLIC = "93.184.215.14"
HOSTILE = [
    # loopback, in its many spellings
    "http://127.0.0.1/", "http://127.8.9.1/", "http://localhost/", "http://LOCALHOST/", "http://localhost./",
    "http://127.0.0.1./", "http://[::1]/", "http://[0:0:0:0:0:0:0:1]/", "http://2130706433/", "http://0x7f000001/",
    "http://0x7f.0.0.1/", "http://0177.0.0.1/", "http://017700000001/", "http://127.1/", "http://127.0.1/",
    "http://①②⑦.⓪.⓪.①/", "http://１２７.０.０.１/", "http://١٢٧.٠.٠.١/", "http://127。0。0。1/", "http://%31%32%37.0.0.1/",
    # what stands for no address, or for all
    "http://0.0.0.0/", "http://0/", "http://0.1.2.3/", "http://[::]/", "http://255.255.255.255/",
    # private, shared, link-local, and the metadata of clouds
    "http://10.0.0.1/", "http://172.16.0.1/", "http://172.31.255.254/", "http://192.168.1.1/", "http://100.64.0.1/",
    "http://100.127.255.254/", "http://169.254.1.1/", "http://169.254.169.254/latest/meta-data/", "http://[fe80::1]/",
    "http://[fe80::1%25eth0]/", "http://[fc00::1]/", "http://[fd00:ec2::254]/", "http://[fec0::1]/",
    # IPv4 inside IPv6: mapped, compatible, NAT64, its local prefix, 6to4, Teredo
    "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[::ffff:10.0.0.1]/", "http://[::127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/", "http://[64:ff9b::169.254.169.254]/", "http://[64:ff9b:1::1]/",
    "http://[2002:7f00:1::]/", "http://[2002:a9fe:a9fe::1]/", "http://[2001:0:7f00:1::1]/",
    # multicast, documentation, benchmarks, reserved
    "http://224.0.0.1/", "http://239.255.255.250/", "http://[ff02::1]/", "http://192.0.2.1/", "http://198.51.100.1/",
    "http://203.0.113.9/", "http://198.18.0.1/", "http://[2001:db8::1]/", "http://192.0.0.1/", "http://240.0.0.1/",
    # names that lead inside, and one with an answer on either side
    "http://inside.example.org/", "http://metadata.example.org/", "http://mixed.example.org/", "http://six.example.org/",
    # not for us: other schemes, people, ports, shapes
    "file:///etc/passwd", "gopher://127.0.0.1:25/_MAIL", "ftp://example.org/", "dict://example.org:11211/",
    "javascript:alert(1)", "//example.org/", "example.org/hook", "", "http://", "http:///hook",
    "http://trusted.example.org@127.0.0.1/", "http://user:word@example.org/", "http://example.org:22/",
    "http://example.org:6379/", "http://example.org:8080/", "http://example.org:99999/", "http://example.org:x/",
    "http://example.org\\@127.0.0.1/", "http://127.0.0.1#@example.org/", "http://exa mple.org/",
    "http://example.org/\r\nhost: 127.0.0.1", "http://[::1", "http://" + "a" * 300 + ".example.org/",
]  # fmt: skip


NAMES = {
    "example.org": [PUBLIC],
    "inside.example.org": ["10.1.2.3"],
    "metadata.example.org": ["169.254.169.254"],
    "mixed.example.org": [PUBLIC, "127.0.0.1"],
    "six.example.org": ["::ffff:127.0.0.1"],
}


class Resolver:
    """Knows NAMES and numbers, and asks nobody."""

    def __init__(self, names: dict[str, list[str]] = NAMES) -> None:
        self.names = names
        self.asked: list[str] = []

    def __call__(self, host: str, port: int, *rest: Any) -> Iterable[Any]:
        self.asked.append(host)
        try:
            found = self.names.get(host) or [str(ip_address(host))]
        except ValueError:
            return socket.getaddrinfo(host, port, *rest)
        return [
            (socket.AF_INET6, socket.SOCK_STREAM, 6, "", (one, port, 0, 0))
            if ":" in one
            else (socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port))
            for one in found
        ]
