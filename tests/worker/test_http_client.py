"""The one guarded way out: what it does not connect to, where it does not follow, and when it stops listening."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from cms.services import outgoing
from cms.worker import http_client
from cms.worker.http_client import Answer, Failed, HttpClient, Refused
from tests.support import receivers
from tests.support.receivers import Receiver, answering, receiving
from tests.worker.addresses import HOSTILE, NAMES, PUBLIC, Resolver

TRUSTED = ssl.create_default_context()  # made once: each reads the certificates of the world


@pytest.fixture
def connections(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """Where somebody tried to connect to; nobody gets through."""
    tried: list[tuple[Any, ...]] = []

    def connect(self: socket.socket, address: tuple[Any, ...]) -> None:
        tried.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket.socket, "connect", connect)
    return tried


def guarded(*, https_only: bool = False, resolver: Any = socket.getaddrinfo, seconds: float = 5) -> HttpClient:
    return HttpClient(
        allow_private=False, https_only=https_only, resolver=resolver, seconds=seconds, trusted=TRUSTED
    )  # fmt: skip


def at_home(seconds: float = 5) -> HttpClient:
    return HttpClient(allow_private=True, https_only=False, seconds=seconds, trusted=TRUSTED)


def post(url: str, *, client: HttpClient | None = None) -> Answer:
    return (client or at_home()).post(url, b'{"type":"endpoint.test"}', {"content-type": "application/json"})


# Where it does not go


@pytest.mark.parametrize("url", HOSTILE)
def test_connects_to_nothing_inside_and_nothing_odd(url: str, connections: list[tuple[Any, ...]]) -> None:
    resolver = Resolver()
    assert outgoing.why_refused(url, allow_private=False, production=False, resolver=resolver)
    with pytest.raises(Failed) as refused:
        post(url, client=guarded(resolver=resolver))
    assert str(refused.value) == outgoing.UNREACHABLE
    assert connections == []


def test_a_name_that_leads_outside_is_connected_to_by_the_number_that_was_checked(
    connections: list[tuple[Any, ...]],
) -> None:
    resolver = Resolver()
    assert outgoing.why_refused("https://example.org/", allow_private=False, production=True, resolver=resolver) is None
    with pytest.raises(Failed) as failed:
        post("https://example.org/hook", client=guarded(https_only=True, resolver=resolver))
    assert connections == [(PUBLIC, 443)]
    assert resolver.asked == ["example.org", "example.org"]  # once at save, once at send
    assert str(failed.value) == outgoing.UNREACHABLE  # as for an address inside: no telling the two apart


def test_a_name_that_moves_inside_after_it_was_saved_is_refused(connections: list[tuple[Any, ...]]) -> None:
    moving = dict(NAMES)
    resolver = Resolver(moving)
    assert outgoing.why_refused("http://example.org/", allow_private=False, production=False, resolver=resolver) is None
    moving["example.org"] = ["127.0.0.1"]
    with pytest.raises(Refused):
        post("http://example.org/", client=guarded(resolver=resolver))
    assert connections == []


def test_production_sends_by_https_alone(connections: list[tuple[Any, ...]]) -> None:
    with pytest.raises(Refused):
        post("http://example.org/", client=guarded(https_only=True, resolver=Resolver()))
    assert connections == []


def test_a_name_that_nobody_answers_for_holds_nobody_up() -> None:
    answered = threading.Event()

    def silent(*_: Any) -> Iterable[Any]:
        answered.wait(60)
        return []

    client = guarded(resolver=silent, seconds=0.2)
    with pytest.raises(Failed, match=outgoing.UNREACHABLE):
        post("http://example.org/", client=client)
    answered.set()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        yield made


def test_redirects_are_not_followed(receiver: Receiver) -> None:
    with receiving() as inner:
        for status in (301, 302, 303, 307, 308):
            receiver.always(answering(status, {"location": inner.url()}))
            assert post(receiver.url()).status == status
        assert inner.received == []


def test_proxies_of_the_environment_are_not_heeded(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    with receiving() as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "HTTPS_PROXY", "https_proxy"):
            monkeypatch.setenv(name, proxy.url(""))
        monkeypatch.delenv("NO_PROXY", raising=False)
        assert post(receiver.url()).status == 200
        assert (len(receiver.received), proxy.received) == (1, [])


# What is sent


def test_sends_the_bytes_it_was_given_to_the_path_it_was_given(receiver: Receiver) -> None:
    receiver.always(answering(200, {"set-cookie": "a=1"}, "schön".encode()))
    client = at_home()
    answer = post(receiver.url("/hook%2Fa/ü?key=ä&b=%20"), client=client)
    assert (answer.status, answer.text) == (200, "schön")
    post(receiver.url(), client=client)
    first, second = receiver.received
    assert (first.method, first.path) == ("POST", "/hook%2Fa/%C3%BC?key=%C3%A4&b=%20")
    assert first.body == b'{"type":"endpoint.test"}'
    assert first.headers["host"] == f"127.0.0.1:{receiver.port}"
    assert first.headers["content-type"] == "application/json"
    assert first.headers["accept-encoding"] == "identity"
    assert "cookie" not in second.headers


# When it stops listening


@pytest.mark.parametrize(
    "behave",
    [
        receivers.hanging,
        receivers.dripping,
        lambda until: receivers.dripping(until, head=True),
    ],
    ids=["silence", "a drip of the body", "a drip of the head"],
)
def test_an_answer_that_does_not_end_is_cut_off(
    receiver: Receiver, behave: Callable[[threading.Event], receivers.Behaviour]
) -> None:
    until = threading.Event()
    receiver.always(behave(until))
    client = at_home(seconds=0.3)
    with pytest.raises(Failed, match=r"There was no whole answer within 0\.3 seconds\."):
        post(receiver.url(), client=client)
    until.set()


def test_a_long_answer_is_read_to_64_kilobytes(receiver: Receiver) -> None:
    receiver.always(receivers.flooding)
    answer = post(receiver.url())
    assert (answer.status, len(answer.text)) == (200, http_client.LONGEST_ANSWER)


def test_a_packed_answer_is_not_unpacked(receiver: Receiver) -> None:
    receiver.always(receivers.bombing)
    answer = post(receiver.url())
    assert answer.status == 200
    assert len(answer.text) <= http_client.LONGEST_ANSWER


@pytest.mark.parametrize(
    "behaviour",
    [receivers.resetting, receivers.resetting_in_body, receivers.babbling],
    ids=["reset", "reset in the body", "no HTTP"],
)
def test_an_answer_that_breaks_off_is_no_answer(receiver: Receiver, behaviour: receivers.Behaviour) -> None:
    receiver.always(behaviour)
    with pytest.raises(Failed, match="There was no whole answer"):
        post(receiver.url())


def test_nobody_there_is_said_as_an_address_that_is_refused() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(Failed) as failed:
        post(f"http://127.0.0.1:{port}/")
    assert str(failed.value) == outgoing.UNREACHABLE


# Certificates


def certificate(folder: Path, *, name: str, days: int) -> Path:
    """One that vouches for itself, in a file with its key."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=30))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    file = folder / f"{name}{days}.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(secret + made.public_bytes(Encoding.PEM))
    return file


@pytest.mark.parametrize(
    ("name", "days", "known", "accepted"),
    [
        ("hooks.example.org", 30, True, True),
        ("hooks.example.org", 30, False, False),
        ("hooks.example.org", -1, True, False),
        ("other.example.org", 30, True, False),
    ],
    ids=["sound", "unknown", "expired", "another's"],
)
def test_a_certificate_must_be_sound(tmp_path: Path, name: str, days: int, known: bool, accepted: bool) -> None:
    file = certificate(tmp_path, name=name, days=days)
    served = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    served.load_cert_chain(file)
    trusted = ssl.create_default_context(cafile=str(file)) if known else None
    resolver = Resolver({"hooks.example.org": ["127.0.0.1"]})
    client = HttpClient(allow_private=True, https_only=True, resolver=resolver, seconds=5, trusted=trusted)
    with receiving(tls=served) as receiver:
        url = f"https://hooks.example.org:{receiver.port}/"
        if accepted:
            assert post(url, client=client).status == 200
        else:
            with pytest.raises(Failed) as failed:
                post(url, client=client)
            assert str(failed.value) == "The certificate of this address could not be verified."
        assert len(receiver.received) == accepted
