"""Links that invite to a board: made, listed, revoked."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kanverge.accounts.links import INVITATION_LIFE_MS, Link
from kanverge.accounts.roles import may_give
from kanverge.api import context
from kanverge.api.answers import Json, moment
from kanverge.api.guarding import head_of, principal_of
from kanverge.api.requests import id_in_path, json_body, life_field_ms, role_field, whole_field
from kanverge.errors import Forbidden, NotFound


async def create(request: Request) -> Response:
    """Make an invitation; its secret is shown this once."""
    values, principal = await json_body(request), principal_of(request)
    role = role_field(values)
    if role not in may_give(principal.role):
        raise Forbidden("nobody gives a role above their own")
    life_ms = life_field_ms(values, INVITATION_LIFE_MS)
    assert life_ms is not None, "there is a default"
    link, secret = await context.of(request).links.invite(
        head_of(request).id, role, by=principal.key, uses=whole_field(values, "uses", 1), life_ms=life_ms
    )
    return JSONResponse({**_invitation(link), "secret": secret, "path": f"/in/{secret}"}, status_code=201)


async def listed(request: Request) -> Response:
    """List the invitations that can still be used, oldest first."""
    links = await context.of(request).links.invitations(head_of(request).id)
    return JSONResponse({"invitations": [_invitation(link) for link in links]})


async def revoke(request: Request) -> Response:
    """End an invitation; who came in by it stays."""
    links = context.of(request).links
    if not await links.revoke(head_of(request).id, id_in_path(request, "invitation")):
        raise NotFound("there is no such invitation")
    return Response(status_code=204)


def _invitation(link: Link) -> Json:
    return {
        "id": link.id,
        "role": link.role,
        "uses_left": link.uses_left,
        "created": moment(link.created_ms),
        "expires": moment(link.expires_ms),
        "by": link.created_by,
    }
