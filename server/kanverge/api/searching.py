"""Cards found over all boards that somebody may see."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kanverge.api import context
from kanverge.api.guarding import principal_of
from kanverge.api.requests import address
from kanverge.errors import Invalid, TooOften
from kanverge.portfolio.visible import visible_boards

FOUND_MAX: Final = 30
WORDS_CHARS_MAX: Final = 200


async def cards(request: Request) -> Response:
    """Find the cards whose titles hold ``?words=``, best first; not those that are archived."""
    with_, principal = context.of(request), principal_of(request)
    words = request.query_params.get("words", "")
    if not 1 <= len(words) <= WORDS_CHARS_MAX:
        raise Invalid(f"words must be 1 to {WORDS_CHARS_MAX} characters")
    if not with_.searches.take(address(request), with_.clock.monotonic()):
        raise TooOften("too many searches; try again in a moment")
    visible = await visible_boards(with_.boards, with_.members, principal)
    found = await with_.search.find(sorted(visible), words, most=FOUND_MAX)
    return JSONResponse({"cards": [card._asdict() for card in found]})
