"""Signing in by a link and out again, joining with the account one has, and how often that may be tried."""

from __future__ import annotations

from kanverge.accounts.roles import Role
from kanverge_crdt import codec
from kanverge_crdt.ids import new_id
from tests.api.visitor import member, problem, visitor
from tests.doubles.service import BOARD, BY, Running

ATTEMPT = new_id(lambda _: 5)


async def _invitation(service: Running, role: Role = Role.EDITOR, uses: int = 1) -> str:
    _, secret = await service.service.stored.links.invite(BOARD, role, by=BY, uses=uses)
    return secret


async def _sign_in_link(service: Running, name: str) -> str:
    stored = service.service.stored
    return await stored.links.sign_in((await stored.people.ensure(name)).id, by=BY)


async def test_a_link_is_looked_at_as_often_as_one_likes_and_taken_once(service: Running) -> None:
    secret = await _sign_in_link(service, "Ann")
    async with visitor(service) as ann, visitor(service) as late:
        for _ in range(3):
            seen = (await ann.post("/api/links/peek", json={"secret": secret})).json()
            assert seen == {
                "name": "Ann",
                "joined": False,
                "board": None,
                "board_name": None,
                "role": None,
                "you": None,
            }
        taken = await ann.post("/api/links/accept", json={"secret": secret, "name": "Anna"})
        assert taken.json()["name"] == "Anna"
        assert (await ann.get("/api/me")).json()["name"] == "Anna"
        for path in ("/api/links/peek", "/api/links/accept"):
            assert problem(await late.post(path, json={"secret": secret})) == (404, "not-found"), path


async def test_the_cookie_is_for_the_server_alone(service: Running) -> None:
    async with visitor(service) as ann:
        taken = await ann.post("/api/links/accept", json={"secret": await _sign_in_link(service, "Ann")})
        cookie = taken.headers["set-cookie"]
        assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
        assert "Secure" not in cookie, "this server speaks http"


async def test_behind_https_the_cookie_belongs_to_the_host_alone(service: Running) -> None:
    async with visitor(service) as ann:
        ann.headers["x-forwarded-proto"] = "https"
        taken = await ann.post("/api/links/accept", json={"secret": await _sign_in_link(service, "Ann")})
        assert taken.headers["set-cookie"].startswith("__Host-kanverge-")
        assert "Secure" in taken.headers["set-cookie"].split("; ")


async def test_an_invitation_makes_somebody_new_a_member(service: Running) -> None:
    secret = await _invitation(service, Role.COMMENTER)
    async with visitor(service) as bob, member(service, Role.VIEWER, "Late") as late:
        seen = (await bob.post("/api/links/peek", json={"secret": secret})).json()
        assert (seen["board"], seen["board_name"], seen["role"]) == (BOARD, "Board", "commenter")
        assert problem(await bob.post("/api/links/accept", json={"secret": secret}))[0] == 422
        taken = await bob.post("/api/links/accept", json={"secret": secret, "name": "Bob"})
        assert taken.json()["board"] == BOARD
        seen_again = await bob.post("/api/links/peek", json={"secret": secret})
        assert seen_again.json()["you"]["name"] == "Bob", "who is in already is led in"
        assert (await bob.get(f"/api/boards/{BOARD}")).json()["role"] == "commenter"
        assert problem(await late.post("/api/links/peek", json={"secret": secret})) == (404, "not-found")


async def test_whoever_is_signed_in_takes_an_invitation_as_who_they_are(service: Running) -> None:
    secret = await _invitation(service)
    async with member(service, None, "Ann") as ann:
        me = (await ann.get("/api/me")).json()
        seen = (await ann.post("/api/links/peek", json={"secret": secret})).json()
        assert seen["you"] == {"id": me["id"], "name": "Ann"}
        taken = await ann.post("/api/links/accept", json={"secret": secret, "name": "Somebody else"})
        assert taken.json() == {"id": me["id"], "name": "Ann", "board": BOARD, "role": "editor"}
        assert "set-cookie" not in taken.headers
        again = await ann.post("/api/links/accept", json={"secret": secret})
        assert again.json()["role"] == "editor", "taking it twice is harmless"


async def test_a_new_sign_in_ends_the_session_the_browser_had(service: Running) -> None:
    sessions = service.service.stored.sessions
    before = await service.sign_in("Ann", Role.EDITOR)
    socket = await service.visitor(before)
    async with visitor(service, before) as browser:
        await browser.post("/api/links/accept", json={"secret": await _sign_in_link(service, "Bob")})
    assert await sessions.of(before.person.id) == []
    assert await socket.closed() == 4401


async def test_a_lost_answer_is_asked_for_again(service: Running) -> None:
    ask = {"secret": await _invitation(service), "name": "Bob", "attempt": ATTEMPT}
    async with visitor(service) as first, visitor(service) as again:
        lost = (await first.post("/api/links/accept", json=ask)).json()
        assert (await again.post("/api/links/accept", json=ask)).json()["id"] == lost["id"]
        assert (await again.get("/api/me")).json()["name"] == "Bob"
        assert (await first.get("/api/me")).status_code == 401


async def test_signing_out_takes_the_session_and_the_cookie(service: Running) -> None:
    ann = await service.sign_in("Ann", Role.EDITOR)
    socket = await service.visitor(ann)
    async with visitor(service, ann) as browser:
        out = await browser.post("/api/sign-out")
        assert (out.status_code, "Max-Age=0" in out.headers["set-cookie"]) == (204, True)
        assert (await browser.get("/api/me")).status_code == 401
    assert await socket.closed() == 4401


async def test_links_are_not_tried_without_end_from_one_address(service: Running) -> None:
    async with visitor(service) as guesser:
        answers = [await guesser.post("/api/links/peek", json={"secret": "x"}) for _ in range(61)]
        assert {problem(answer) for answer in answers[:60]} == {(404, "not-found")}
        assert problem(answers[60]) == (429, "too-often")
        assert answers[60].headers["retry-after"] == "5"
        await service.clock.advance(1)
        assert problem(await guesser.post("/api/links/peek", json={"secret": "x"}))[0] == 404


async def test_behind_https_the_cookie_opens_a_socket_and_a_planted_one_does_not(service: Running) -> None:
    ann = await service.sign_in("Ann", Role.EDITOR)
    name, _, value = service.cookie(ann).partition("=")
    for cookie, code in ((f"__Host-{name}={value}", None), (f"{name}={value}", 4401)):
        socket = service.connect(cookie=cookie, from_page=False)
        socket._headers |= {"x-forwarded-proto": "https", "origin": service.url.replace("http", "https")}
        await socket.open()
        await socket.hello()
        if code is None:
            assert (await socket.expect(codec.Welcome)).role == "editor"
        else:
            assert await socket.closed() == code
