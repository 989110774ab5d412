"""The Python twin of requests.ts: the same requests, by the same method."""

import threading
from http.client import HTTPConnection
from urllib.parse import urlsplit

kept = threading.local()


def connection(host):
    """This thread's own connection to the host, kept for later requests."""
    connections = kept.__dict__.setdefault("connections", {})
    return connections.setdefault(host, HTTPConnection(host))


def get(url):
    """Asks the server, and returns the text that it answers."""
    address = urlsplit(url)
    asking = connection(address.netloc)
    asking.request("GET", address._replace(scheme="", netloc="").geturl() or "/")
    response = asking.getresponse()
    text = response.read().decode()
    if response.status == 200:
        return text
    raise RuntimeError(f"{url} answered {response.status}: {text[:200]}")
