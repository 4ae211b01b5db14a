"""Where a board's socket is."""

import pytest

from kanverge_client.connection import socket_url
from kanverge_client.errors import ConnectionFailed


@pytest.mark.parametrize(
    ("url", "socket"),
    [
        ("http://127.0.0.1:8000", "ws://127.0.0.1:8000/sync/b1"),
        ("https://example.org/", "wss://example.org/sync/b1"),
        ("https://example.org/kan/?x=1", "wss://example.org/kan/sync/b1"),
    ],
)
def test_the_socket_is_beside_the_pages(url: str, socket: str) -> None:
    assert socket_url(url, "b1") == socket


def test_a_boards_name_cannot_leave_its_place_in_the_path() -> None:
    assert socket_url("http://a", "../x?y").endswith("/sync/..%2Fx%3Fy")


def test_another_scheme_is_named() -> None:
    with pytest.raises(ConnectionFailed, match="file:///etc"):
        socket_url("file:///etc", "b1")
