"""Odd requests, byte by byte: each is answered as HTTP (RFC 9110, RFC 9112) and the SPARQL protocol say, in order, and the
service goes on."""

import contextlib
import gzip
import json
import resource
import socket
import time
from urllib.parse import quote, urlsplit

import pytest

ASK = b"/sparql?query=ASK%7B%7D"
HOST = b"Host: x\r\n"
LAST = b"Connection: close\r\n"
DIRECT = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
FORM = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
LIMITS = {"AIGOV_KG_DEADLINE": "20", "AIGOV_KG_RECEIVE": "2"}


@pytest.fixture(scope="module")
def running(serve, invented):
    with serve("--data", str(invented), env=LIMITS) as (address, process):
        host, port = urlsplit(address).netloc.split(":")
        yield (host, int(port)), process
        assert process.poll() is None


@pytest.fixture
def talk(running):
    """Give a function that sends bytes as they stand and gives the answers until the connection is closed."""

    def send(*pieces, wait=0.0):
        with socket.create_connection(running[0], timeout=20) as sock:
            for piece in pieces:
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                    sock.sendall(piece)
                time.sleep(wait)
            received = b""
            with contextlib.suppress(ConnectionResetError):
                while part := sock.recv(65_536):
                    received += part
        return answers(received)

    return send


def answers(received):
    """Take apart the answers on a connection, each as status, fields and body."""
    found = []
    while received:
        head, _, rest = received.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        status = int(first.split(" ")[1])
        size = int(fields.get("content-length", 0))
        if fields.get("transfer-encoding") == "chunked":
            body, size = b"", rest.index(b"0\r\n\r\n") + 5
        else:
            body = rest[:size]
        found.append((status, fields, body))
        received = rest[size:]
    return found


def statuses(found):
    return [status for status, _, _ in found]


def kind(answer):
    status, fields, body = answer
    assert fields["content-type"] == "application/problem+json"
    assert json.loads(body)["status"] == status
    return json.loads(body)["type"].partition("#")[2]


def get(path, *fields, version=b"1.1"):
    return b"GET " + path + b" HTTP/" + version + b"\r\n" + HOST + b"".join(fields) + LAST + b"\r\n"


# The line of the request and the host


def test_an_absolute_address(talk):
    for line in (b"http://x" + ASK, b"HTTP://other.example:99" + ASK, b"https://user:word@x" + ASK):
        assert statuses(talk(get(line))) == [200]


def test_the_whole_server_is_asked_for_its_methods(talk):
    ((status, fields, _),) = talk(b"OPTIONS * HTTP/1.1\r\n" + HOST + LAST + b"\r\n")
    assert status == 204
    assert "GET" in fields["allow"]


@pytest.mark.parametrize("hosts", [b"", HOST + HOST, HOST + b"Host: y\r\n"])
def test_exactly_one_host(talk, hosts):
    (answer,) = talk(b"GET " + ASK + b" HTTP/1.1\r\n" + hosts + LAST + b"\r\n")
    assert (answer[0], kind(answer)) == (400, "bad-request")


def test_http_1_0_needs_no_host_and_closes(talk):
    ((status, fields, body),) = talk(b"GET " + ASK + b" HTTP/1.0\r\n\r\n")
    assert (status, fields["connection"]) == (200, "close")
    assert json.loads(body)["boolean"] is True
    # Also where keeping the connection was asked for, and for an answer that waits in a file.
    large = b"/sparql?format=csv&query=" + quote("SELECT * { ?s ?p ?o } LIMIT 60000").encode()
    ((status, fields, body),) = talk(b"GET " + large + b" HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
    assert (status, len(body)) == (200, int(fields["content-length"]))
    assert "transfer-encoding" not in fields


@pytest.mark.parametrize("line", [b"CONNECT x:443", b"TRACE /sparql", b"PROPFIND /sparql", b"get /sparql", b"QUERY /sparql", b"BREW /sparql"])  # fmt: skip
def test_other_methods(talk, line):
    (answer,) = talk(line + b" HTTP/1.1\r\n" + HOST + LAST + b"\r\n")
    assert answer[0] in {400, 405}
    assert kind(answer) in {"bad-request", "method-not-allowed"}


def test_the_preface_of_http_2(talk):
    (answer,) = talk(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
    assert (answer[0], kind(answer)) == (400, "bad-request")


@pytest.mark.parametrize("path", [b"/sparql;x=1?query=ASK%7B%7D", b"//sparql?query=ASK%7B%7D", b"/SPARQL?query=ASK%7B%7D", b"/sparql%00", b"/./sparql", b"/sparql/../sparql"])  # fmt: skip
def test_addresses_are_not_mended(talk, path):
    (answer,) = talk(get(path))
    assert (answer[0], kind(answer)) == (404, "not-found")


def test_what_stands_behind_a_number_sign_is_no_part_of_the_query(talk):
    assert statuses(talk(get(ASK + b"#%7D%7D"))) == [200]


# Bodies


def test_100_continue_is_said_where_the_body_is_wanted(talk, running):
    expected = b"Expect: 100-continue\r\nContent-Length: 6\r\n"
    with socket.create_connection(running[0], timeout=20) as sock:
        sock.sendall(DIRECT + expected + LAST + b"\r\n")
        assert sock.recv(1_000) == b"HTTP/1.1 100 Continue\r\n\r\n"
        sock.sendall(b"ASK {}")
        assert b" 200 " in sock.recv(1_000)
    # A body that is not wanted is refused before it is sent.
    for head in (DIRECT.replace(b"sparql-query", b"x-none"), DIRECT.replace(b"/sparql ", b"/sparql?update=x "), DIRECT):
        size = b"99999999" if head is DIRECT else b"6"
        with socket.create_connection(running[0], timeout=20) as sock:
            sock.sendall(head + expected.replace(b" 6", b" " + size) + LAST + b"\r\n")
            (first, *_) = answers(sock.recv(10_000))
            if first[0] != 100:
                assert first[0] in {413, 415}


def test_chunks_extensions_and_trailers(talk):
    body = b'2;name="v"\r\nAS\r\n0003\r\nK {\r\n1\r\n}\r\n0\r\n'
    trailer = b"Content-Type: text/plain\r\nHost: evil\r\nX-Checksum: 1\r\n\r\n"
    for end in (b"\r\n", trailer):
        ((status, _, got),) = talk(DIRECT + b"Transfer-Encoding: chunked\r\n" + LAST + b"\r\n" + body + end)
        assert (status, json.loads(got)["boolean"]) == (200, True)
    # A trailer that would frame the body anew makes no request.
    framed = talk(
        DIRECT + b"Transfer-Encoding: chunked\r\n" + LAST + b"\r\n" + body + trailer.replace(b"Host", b"Content-Length")
    )
    assert statuses(framed) == [400]


def test_a_flood_of_trailers(talk):
    head = DIRECT + b"Transfer-Encoding: chunked\r\n" + LAST + b"\r\n6\r\nASK {}\r\n0\r\n"
    (answer,) = talk(head + b"".join(b"X-%d: y\r\n" % i for i in range(1_000)) + b"\r\n")
    assert (answer[0], kind(answer)) == (431, "header-too-large")


@pytest.mark.parametrize("coding", [b"gzip, chunked", b"identity", b"xchunked", b"chunked, gzip"])
def test_transfer_codings(talk, coding):
    packed = gzip.compress(b"ASK {}")
    (answer,) = talk(
        DIRECT
        + b"Transfer-Encoding: "
        + coding
        + b"\r\n"
        + LAST
        + b"\r\n%x\r\n" % len(packed)
        + packed
        + b"\r\n0\r\n\r\n"
    )
    assert (answer[0], kind(answer)) in {(415, "unsupported-type"), (400, "bad-request")}


def test_a_packed_body_is_not_unpacked(talk):
    packed = gzip.compress(b"ASK {}" + b" " * 1_000_000)
    for form in (DIRECT, FORM):
        head = form + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n" % len(packed) + LAST + b"\r\n"
        (answer,) = talk(head + packed)
        assert (answer[0], kind(answer)) == (415, "unsupported-type")
    # Said to be plain, it is no text.
    (answer,) = talk(DIRECT + b"Content-Length: %d\r\n" % len(packed) + LAST + b"\r\n" + packed)
    assert (answer[0], kind(answer)) == (400, "bad-request")


def test_a_get_with_a_body(talk):
    ((status, _, got),) = talk(get(ASK, b"Content-Length: 20\r\n") + b"query=SELECT * { } ;")
    assert (status, json.loads(got)) == (200, {"head": {}, "boolean": True})


def test_a_body_that_goes_on_after_the_refusal(talk):
    """The refusal is the only answer, however long the client goes on."""
    head = DIRECT.replace(b"sparql-query", b"x-none") + b"Content-Length: 200000\r\n\r\n"
    (answer,) = talk(head, *[b"#" * 20_000] * 5, wait=0.1)
    assert (answer[0], kind(answer)) == (415, "unsupported-type")


@pytest.mark.parametrize("size", [b"+6", b"6 6", b"0x6", b"6,6", b"", b"99999999999999999999999", b"\x00"])
def test_sizes_that_are_none(talk, size):
    found = talk(DIRECT + b"Content-Length: " + size + b"\r\n" + LAST + b"\r\nASK {}")
    assert statuses(found) in ([400], [408])


# Parameters


@pytest.mark.parametrize(
    ("query", "form", "status"),
    [
        (b"query=ASK%7B%7D", b"query=ASK%7B%7D", 400),
        (b"", b"query=ASK%7B%7D&query=ASK%7B%7D", 400),
        (b"", b"query=ASK%7B%7D&Query=x", 200),
        (b"default-graph-uri=urn%3Aa", b"query=ASK%7B%7D&default-graph-uri=urn%3Ab", 200),
        (b"format=json", b"query=ASK%7B%7D&format=xml", 200),
        (b"update=x", b"query=ASK%7B%7D", 403),
        (b"", b"query=ASK%7B%7D&update=", 403),
        (b"", b"query[]=ASK%7B%7D", 400),
        (b"", b"query=ASK%7B%7D&&&=&=x&%00=%00", 200),
        (b"", b"query=ASK%7B%7D;query=ASK%7B%7D", 400),
        (b"", b"query=ASK+%7B%7D+%23+100%", 200),
        (b"", b"query=%EF%BB%BFASK%7B%7D", 400),
        (b"", b"query=%C0%AFASK", 400),
        (b"", b"query=%ED%A0%80", 400),
        (b"", b"query=ASK%7B%7D%00", 400),
        (b"", b"\xffquery=ASK%7B%7D", 400),
    ],
)
def test_parameters_in_the_address_and_in_the_form(talk, query, form, status):
    head = FORM.replace(b"/sparql ", b"/sparql?" + query + b" ") + b"Content-Length: %d\r\n" % len(form)
    ((got, _, body),) = talk(head + LAST + b"\r\n" + form)
    assert got == status, body


@pytest.mark.parametrize(
    ("charset", "status"),
    [
        (b";charset=utf-8", 200), (b"; Charset=\"UTF-8\"", 200), (b";charset=utf8", 200), (b";charset=us-ascii", 200),
        (b";charset=utf-7", 415), (b";charset=utf-16le", 415), (b";charset=utf-8;charset=latin-1", 415),
        (b";charset=", 415), (b";charset", 415), (b";x=y", 200), (b";", 200),
    ],
)  # fmt: skip
def test_character_sets(talk, charset, status):
    for head, body in ((DIRECT, b"ASK {}"), (FORM, b"query=ASK%7B%7D")):
        head = head.replace(b"\r\nContent-Type: ", b"\r\nContent-Length: %d\r\nContent-Type: " % len(body))
        assert statuses(talk(head[:-2] + charset + b"\r\n" + LAST + b"\r\n" + body)) == [status]


# Header fields


@pytest.mark.parametrize(
    ("accept", "status", "chosen"),
    [
        (b"Accept: text/csv\r\nAccept: application/sparql-results+xml;q=0.5\r\n", 200, "text/csv; charset=utf-8"),
        (b"Accept: \r\n", 200, "application/sparql-results+json"),
        (b"Accept: ,,,\r\n", 406, None),
        (b"Accept: */*;q=nan\r\n", 406, None),
        (b"Accept: */*;q=inf\r\n", 200, "application/sparql-results+json"),
        (b"Accept: */*;q=-1\r\n", 406, None),
        (b"Accept: text/csv;q=0.5;q=0\r\n", 406, None),
        (b"Accept: application/sparql-results+json;charset=utf-8\r\n", 200, "application/sparql-results+json"),
        (b"Accept: " + b", ".join(b"a/b%d" % i for i in range(60)) + b", text/csv;q=0.1\r\n", 200, "text/csv; charset=utf-8"),
        (b"Accept: " + b",".join([b"*/*"] * 5_000) + b"\r\n", 400, None),
        (b"Accept: \xff\xfe\r\n", 406, None),
        (b"Accept: text/csv" + b";a=b" * 5_000 + b"\r\n", 200, "text/csv; charset=utf-8"),
        (b"Accept-Charset: utf-16\r\nAccept-Language: zh\r\nAccept-Encoding: identity;q=0\r\n", 200, "application/sparql-results+json"),
        (b"Range: bytes=0-5\r\nIf-Range: x\r\n", 200, "application/sparql-results+json"),
        (b"Range: bytes=" + b",".join(b"%d-%d" % (i, i) for i in range(1_000)) + b"\r\n", 200, "application/sparql-results+json"),
        (b"If-None-Match: " + b'"x",' * 5_000 + b"\r\n", 200, "application/sparql-results+json"),
        (b"If-Modified-Since: yesterday\r\nPrefer: ;;;\r\nForwarded: for=;\r\n", 200, "application/sparql-results+json"),
        (b"Accept : text/csv\r\n", 400, None),
        (b"X: a\r\n b\r\n", 400, None),
        (b": x\r\n", 400, None),
    ],
    ids=range(20),
)  # fmt: skip
def test_header_fields(talk, accept, status, chosen):
    ((got, fields, body),) = talk(get(ASK, accept))
    assert got == status, body
    if chosen:
        assert fields["content-type"] == chosen
        assert json.loads(body)["boolean"] is True if "json" in chosen else body == b"true"


# One connection, several requests


def test_answers_come_in_the_order_of_the_requests(talk):
    slow = b"/sparql?query=" + quote("SELECT (COUNT(*) AS ?n) { ?a ?b ?c FILTER(STRLEN(STR(?c)) > 3) }").encode()
    one = b"GET %b HTTP/1.1\r\n" + HOST + b"\r\n"
    found = talk(one % slow + one % b"/nowhere" + one % ASK + get(b"/healthz"))
    assert statuses(found) == [200, 404, 200, 200]
    assert b'"n"' in found[0][2]


@pytest.mark.parametrize(
    "bad", [b"nonsense\r\n\r\n", b"GET /sparql HTTP/1.1\r\n\r\n", b"GET /" + b"x" * 70_000 + b" HTTP/1.1\r\n\r\n"]
)
def test_a_bad_request_behind_a_slow_one_does_not_take_its_answer(talk, bad):
    slow = b"/sparql?query=" + quote("SELECT (COUNT(*) AS ?n) { ?a ?b ?c FILTER(STRLEN(STR(?c)) > 4) }").encode()
    found = talk(b"GET " + slow + b" HTTP/1.1\r\n" + HOST + b"\r\n" + bad)
    assert statuses(found) == [200]
    assert b'"n"' in found[0][2]
    assert found[0][1]["connection"] == "close"


def test_a_thousand_requests_in_one_piece(talk):
    assert statuses(talk((b"GET " + ASK + b" HTTP/1.1\r\n" + HOST + b"\r\n") * 1_000 + get(ASK))) == [200] * 1_001


def test_empty_lines_before_a_request(talk):
    assert statuses(talk(b"\r\n\r\n" + get(ASK))) == [200]


def test_one_byte_at_a_time(talk):
    request = get(ASK)
    assert statuses(talk(*(bytes([b]) for b in request), wait=0.005)) == [200]


# Clients that leave, and floods


def test_clients_that_leave_at_any_moment(running, talk):
    request = DIRECT + b"Content-Length: 60\r\n\r\nSELECT (COUNT(*) AS ?n) { ?a ?b ?c FILTER(STR(?c) != 'x') } "
    for cut in range(1, len(request) + 1, 7):
        sock = socket.create_connection(running[0], timeout=20)
        sock.sendall(request[:cut])
        # Half of them without a farewell.
        if cut % 2:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
        sock.close()
    assert statuses(talk(get(ASK))) == [200]
    assert json.loads(talk(get(b"/readyz"))[0][2])["status"] == "ok"


@pytest.mark.slow
def test_five_hundred_half_sent_requests(running, talk):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, 2_048)), hard))
    held = []
    try:
        for number in range(500):
            sock = socket.create_connection(running[0], timeout=20)
            sock.sendall(
                (b"GET /sparql HTTP/1.1\r\nHost: x\r\n", DIRECT + b"Content-Length: 9\r\n\r\nASK", b"G")[number % 3]
            )
            held.append(sock)
        for _ in range(5):
            assert statuses(talk(get(b"/healthz"))) == [200]
            assert statuses(talk(get(ASK))) == [200]
        for sock in held:
            assert statuses(answers(sock.recv(65_536))) == [408]
    finally:
        for sock in held:
            sock.close()
    assert statuses(talk(get(ASK))) == [200]
