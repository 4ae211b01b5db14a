"""The page and its files: what a browser may keep of them, and what they may do in it."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from kanverge.api import pages
from kanverge.api.headers import HEADERS, SecurityHeaders
from tests.api.visitor import member, problem, visitor
from tests.doubles.http_client import http_client
from tests.doubles.service import BOARD, Running

IMMUTABLE = "public, max-age=31536000, immutable"


@pytest.fixture(autouse=True)
def built_client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A built client of a few files."""
    (tmp_path / "index.html").write_text("<!doctype html><title>Kanverge</title>")
    (tmp_path / "sw.js").write_text("// worker")
    (tmp_path / "main-QZ6PEDZL.js").write_text("// page")
    (tmp_path / "main-QZ6PEDZL.js.map").write_text("{}")
    (tmp_path / "logo.svg").write_text("<svg/>")
    monkeypatch.setattr(pages.FILES, "all_directories", [tmp_path])
    monkeypatch.setattr(pages, "FOLDER", tmp_path)


@pytest.mark.parametrize("path", ["/", f"/b/{BOARD}", f"/b/{BOARD}/card/1", "/in/secret", "/import"])
async def test_every_page_is_the_shell_asked_for_each_time(service: Running, path: str) -> None:
    async with visitor(service) as anyone:
        page = await anyone.get(path)
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert "<title>Kanverge" in page.text
        assert page.headers["cache-control"] == "no-cache"
        again = await anyone.get(path, headers={"if-none-match": page.headers["etag"]})
        assert (again.status_code, again.text) == (304, "")


@pytest.mark.parametrize(
    ("path", "life"),
    [
        ("/static/main-QZ6PEDZL.js", IMMUTABLE),
        ("/static/main-QZ6PEDZL.js.map", IMMUTABLE),
        ("/static/logo.svg", "no-cache"),
        ("/static/index.html", "no-cache"),
        ("/sw.js", "no-cache"),
    ],
)
async def test_only_files_named_by_what_they_hold_are_kept_for_good(
    service: Running, path: str, life: str
) -> None:
    async with visitor(service) as anyone:
        answer = await anyone.get(path)
        assert (answer.status_code, answer.headers["cache-control"]) == (200, life)


async def test_a_built_file_names_its_map_in_the_answer(service: Running) -> None:
    async with visitor(service) as anyone:
        script = await anyone.get("/static/main-QZ6PEDZL.js")
        found = await anyone.get(f"/static/{script.headers['sourcemap']}")
        assert (found.status_code, found.text) == (200, "{}")
        for other in ("/sw.js", "/static/logo.svg", "/static/main-QZ6PEDZL.js.map"):
            assert "sourcemap" not in (await anyone.get(other)).headers


@pytest.mark.parametrize("path", ["/", "/static/main-QZ6PEDZL.js", "/healthz", "/api/me"])
async def test_the_head_of_an_answer_is_that_of_the_whole(service: Running, path: str) -> None:
    async with member(service, None) as ann:
        whole, head = await ann.get(path), await ann.head(path)
        assert (head.status_code, head.content) == (200, b"")
        without_date = [{k: v for k, v in answer.headers.items() if k != "date"} for answer in (whole, head)]
        assert without_date[0] == without_date[1]


@pytest.mark.parametrize(
    "path",
    ["/static/", "/static/none.js", "/static/%2e%2e/pages.py", "/static/..%2fapi%2fpages.py", "/favicon.ico"],
)
async def test_a_file_that_is_none_is_not_the_shell(service: Running, path: str) -> None:
    async with visitor(service) as anyone:
        assert problem(await anyone.get(path)) == (404, "not-found")


async def test_who_opens_an_address_that_leads_nowhere_sees_the_page_that_says_so(service: Running) -> None:
    async with visitor(service) as anyone:
        accept = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
        kept = (await anyone.get("/", headers=accept)).headers["etag"]
        page = await anyone.get("/no/where", headers=accept | {"if-none-match": kept})
        assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
        assert "<title>Kanverge" in page.text
        assert problem(await anyone.get("/no/where")) == (404, "not-found")
        assert problem(await anyone.get("/api/nothing", headers=accept)) == (404, "not-found")
        assert problem(await anyone.post("/no/where", headers=accept)) == (404, "not-found")
        assert problem(await anyone.get("/static/none.js", headers=accept)) == (404, "not-found")


@pytest.mark.parametrize("path", ["/", "/static/logo.svg", "/api/me", "/nothing", "/healthz"])
async def test_every_answer_bounds_what_a_page_may_do(service: Running, path: str) -> None:
    async with visitor(service) as anyone:
        headers = (await anyone.get(path)).headers
        assert {name: headers[name] for name in HEADERS if name != "cache-control"} == {
            name: value for name, value in HEADERS.items() if name != "cache-control"
        }
        assert "unsafe-inline" not in headers["content-security-policy"]
        assert len(headers.get_list("content-security-policy")) == 1


async def test_what_is_about_somebody_is_kept_by_nobody(service: Running) -> None:
    async with member(service, None) as ann:
        for path in ("/api/me", "/api/boards", "/api/nothing", "/readyz"):
            assert (await ann.get(path)).headers["cache-control"] == "no-store"


async def test_headers_of_an_answer_of_its_own_stay() -> None:
    app = Starlette(
        routes=[Route("/", lambda _: PlainTextResponse("x", headers={"cache-control": "no-cache"}))]
    )
    async with http_client(
        transport=httpx.ASGITransport(SecurityHeaders(app)), base_url="http://x"
    ) as client:
        assert (await client.get("/")).headers.get_list("cache-control") == ["no-cache"]
