"""Connections: requests that are too large, come too slowly or are no HTTP, and clients that do not read."""

import contextlib
import json
import socket
import time
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

LIMITS = {"AIGOV_KG_DEADLINE": "20", "AIGOV_KG_RECEIVE": "1", "AIGOV_KG_STALL": "1", "AIGOV_KG_CONNECTIONS": "150"}


@pytest.fixture(scope="module")
def running(serve, invented):
    """Give the address and the process of a service that is impatient with slow clients."""
    with serve("--data", str(invented), env=LIMITS) as (address, process):
        host, port = urlsplit(address).netloc.split(":")
        yield (host, int(port)), process


@pytest.fixture
def speak(running):
    """Give a function that sends bytes as they stand and gives what comes back until the connection is closed."""

    def send(*pieces, wait=0.0):
        with socket.create_connection(running[0], timeout=15) as sock:
            for piece in pieces:
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                    sock.sendall(piece)
                time.sleep(wait)
            answer = b""
            with contextlib.suppress(ConnectionResetError):
                while part := sock.recv(65_536):
                    answer += part
            return answer

    return send


def status(answer):
    return int(answer.split(b" ", 2)[1]) if answer else 0


def problem(answer):
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"application/problem+json" in head
    assert b"x-content-type-options: nosniff" in head.lower()
    assert b"aigov-snapshot: " in head.lower()
    return json.loads(body)["type"].partition("#")[2]


def healthy(speak):
    return status(speak(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")) == 200


def memory(process):
    for line in Path(f"/proc/{process.pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) * 1024
    raise AssertionError


def test_a_long_address(speak):
    query = quote("ASK {} #" + "x" * 70_000)
    answer = speak(f"GET /sparql?query={query} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    assert (status(answer), problem(answer)) == (414, "uri-too-long")
    assert b"POST" in answer
    megabytes = speak(b"GET /sparql?query=" + b"x" * 10_000_000 + b" HTTP/1.1\r\n\r\n")
    assert status(megabytes) in {0, 414}
    fits = quote("ASK {} #" + "x" * 50_000)
    assert status(speak(f"GET /sparql?query={fits} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())) == 200


def test_large_headers(speak):
    many = b"".join(b"X-%d: y\r\n" % i for i in range(1_000))
    assert problem(speak(b"GET /sparql HTTP/1.1\r\nHost: x\r\n" + many + b"\r\n")) == "header-too-large"
    large = speak(b"GET /sparql HTTP/1.1\r\nHost: x\r\nX: " + b"y" * 100_000 + b"\r\n\r\n")
    assert (status(large), problem(large)) == (431, "header-too-large")


@pytest.mark.parametrize(
    "request_",
    [
        b"nonsense\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nASK {}",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET /sparql HTTP/1.1\r\nHost: x\r\nX: a\x00b\r\n\r\n",
        b"GET /sparql HTTP/1.1\nHost: x\n\n",
        b"GET /spa\xff HTTP/1.1\r\nHost: x\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ],
)
def test_what_is_no_http_is_refused(speak, request_):
    answer = speak(request_)
    assert status(answer) in {400, 408}
    assert problem(answer) in {"bad-request", "request-timeout"}


def test_large_bodies(speak, running):
    before = memory(running[1])
    head = b"POST /sparql HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/sparql-query\r\n"
    announced = speak(head + b"Content-Length: 100000000\r\n\r\n")
    assert (status(announced), problem(announced)) == (413, "body-too-large")
    chunk = b"10000\r\n" + b"#" * 65_536 + b"\r\n"
    chunked = speak(head + b"Transfer-Encoding: chunked\r\n\r\n", *[chunk] * 160, b"0\r\n\r\n")
    assert (status(chunked), problem(chunked)) == (413, "body-too-large")
    form = head.replace(b"sparql-query", b"x-www-form-urlencoded")
    fields = b"&".join(b"a%d=1" % i for i in range(20_000))
    many = speak(form + b"Content-Length: %d\r\n\r\n" % len(fields) + fields)
    assert (status(many), problem(many)) == (400, "bad-request")
    assert memory(running[1]) - before < 10_000_000


@pytest.mark.parametrize("encoding", [b"gzip", b"deflate", b"br", b"gzip, identity"])
def test_encoded_bodies_are_not_taken(speak, encoding):
    head = b"POST /sparql HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/sparql-query\r\n"
    answer = speak(head + b"Content-Encoding: " + encoding + b"\r\nContent-Length: 3\r\n\r\n\x1f\x8b\x08")
    assert (status(answer), problem(answer)) == (415, "unsupported-type")


@pytest.mark.parametrize(
    "started",
    [
        b"",
        b"GET /spar",
        b"GET /sparql HTTP/1.1\r\nHost: x\r\nX-Slow: ",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: 100\r\n\r\nASK",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nASK\r\n",
    ],
)
def test_half_sent_requests_are_cut(speak, started):
    answer = speak(started)
    assert (status(answer), problem(answer)) == (408, "request-timeout")
    assert healthy(speak)


def test_a_request_that_trickles_is_cut(speak):
    pieces = [b"GET /sparql HTTP/1.1\r\nHost: x\r\n"] + [b"X-Trickle: y\r\n"] * 20
    assert status(speak(*pieces, wait=0.2)) in {0, 408}


@pytest.mark.slow
def test_a_flood_of_half_sent_requests_leaves_room_for_others(running, speak):
    held = []
    for _ in range(100):
        sock = socket.create_connection(running[0], timeout=15)
        sock.sendall(b"GET /sparql HTTP/1.1\r\nHost: x\r\n")
        held.append(sock)
    try:
        assert healthy(speak)
        for sock in held:
            answer = b""
            with contextlib.suppress(ConnectionResetError):
                while part := sock.recv(65_536):
                    answer += part
            assert status(answer) == 408
    finally:
        for sock in held:
            sock.close()


def test_one_connection_too_many_is_told(running, speak):
    held = [socket.create_connection(running[0], timeout=15) for _ in range(150)]
    try:
        time.sleep(0.3)
        answer = speak(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        assert (status(answer), problem(answer)) == (503, "too-many-connections")
        assert b"retry-after" in answer.lower()
    finally:
        for sock in held:
            sock.close()
    time.sleep(0.3)
    assert healthy(speak)


LARGE = b"GET /sparql?format=csv&query=" + quote("SELECT * { ?s ?p ?o }").encode() + b" HTTP/1.1\r\nHost: x\r\n\r\n"


def test_clients_that_do_not_read_hold_no_worker_and_no_memory(running, speak):
    before = memory(running[1])
    held = []
    try:
        for _ in range(12):
            sock = socket.socket()
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
            sock.settimeout(20)
            sock.connect(running[0])
            sock.sendall(LARGE)
            held.append(sock)
        query = quote("SELECT * { <http://example.org/firm/700> ?p ?o }")
        for i in range(20):
            small = speak(f"GET /sparql?query={query}%23{i} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
            assert status(small) == 200
        # Twelve answers of eleven megabytes wait in files.
        assert memory(running[1]) - before < 60_000_000
        # Whoever takes nothing is cut, so that what follows is not the whole answer.
        time.sleep(9)
        for sock in held[:3]:
            got = 0
            with contextlib.suppress(ConnectionResetError):
                while part := sock.recv(65_536):
                    got += len(part)
            assert got < 10_000_000
    finally:
        for sock in held:
            sock.close()


def test_a_large_answer_arrives_whole_at_a_client_that_reads(running):
    with socket.create_connection(running[0], timeout=30) as sock:
        sock.sendall(LARGE.replace(b"Host: x\r\n", b"Host: x\r\nConnection: close\r\n"))
        answer = bytearray()
        while part := sock.recv(200_000):
            answer += part
            time.sleep(0.005)
    head, _, body = bytes(answer).partition(b"\r\n\r\n")
    size = next(int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length"))
    assert len(body) == size > 5_000_000
    assert body.count(b"\r\n") == 139_296


def test_pipelined_and_kept_alive_requests(speak):
    one = b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\n\r\n"
    last = one.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    assert speak(one * 5 + last).count(b"HTTP/1.1 200 OK") == 6


def test_an_offer_of_another_protocol_is_not_taken(speak):
    asked = b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\nConnection: upgrade, close\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\n\r\n"
    assert status(speak(asked)) == 200
