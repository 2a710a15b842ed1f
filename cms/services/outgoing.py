"""Where we may send to. Asked when an address is saved; the worker asks again, of the very address that it connects to,
at every send, because a name may point elsewhere by then.
"""

import socket
from collections.abc import Callable
from functools import cache
from ipaddress import IPv6Network
from urllib.parse import urlsplit

from ssrfguard import AddressTable, Block, Policy, Reach, Resolver, SSRFGuardError, resolve

from cms.content.text import unsafe_character

# One sentence for whatever the network has to do with: what is behind our wall is nobody's business (SSRF).
UNREACHABLE = "This address cannot be reached from here."
_MALFORMED = "This must be a full web address that begins with https:// or http://."
_LONGEST = 2000

# Another spelling of IPv4 in IPv6, for translators (RFC 6052, RFC 7915), that the library's table does not have.
_TRANSLATED = Block(IPv6Network("::ffff:0:0:0/96"), "IPv4-translated", "RFC7915", Reach.DENIED)

Check = Callable[[str], str | None]  # why an address is refused, in a sentence


def policy(*, allow_private: bool) -> Policy:
    """allow_private: whether our own networks, and ports other than 80 and 443, may be reached."""
    if allow_private:
        return Policy(denied_networks=AddressTable(()), allowed_ports=_every_port())
    return Policy(denied_networks=AddressTable((*Policy().denied_networks.blocks, _TRANSLATED)))


@cache
def _every_port() -> frozenset[int]:
    """Four megabytes, which few need."""
    return frozenset(range(1, 65536))


def why_refused(
    url: str, *, allow_private: bool, production: bool, resolver: Resolver = socket.getaddrinfo
) -> str | None:
    """A sentence, or None when events may be sent there. production: whether only https will do.

    A name that is unknown and one that leads to our own network are told apart by nothing.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return _MALFORMED
    spaced = any(character.isspace() for character in url)
    if parts.scheme not in ("http", "https") or not host or spaced or unsafe_character(url):
        return _MALFORMED
    if len(url) > _LONGEST:
        return f"This is {len(url)} characters long; the limit is {_LONGEST:,}."
    if "@" in parts.netloc:
        return "Leave the user name and the password out: requests are signed instead."
    if production and parts.scheme != "https":
        return "This must begin with https://."
    if not allow_private and port not in (None, 80, 443):
        return "Leave the port out: only 80 and 443 are used."
    rules = policy(allow_private=allow_private)
    try:
        target = rules.check_url(url)
        if not allow_private:
            resolve(target, policy=rules, resolver=resolver)
    except (SSRFGuardError, OSError, ValueError):
        return UNREACHABLE
    return None
