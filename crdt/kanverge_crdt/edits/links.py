"""Verbs of a card's attachments, which are links."""

from __future__ import annotations

from kanverge_crdt.edits.arguments import Arguments
from kanverge_crdt.edits.draft import Draft
from kanverge_crdt.kinds import Links

URL_CHARACTERS_MAX, NAME_CHARACTERS_MAX = Links.limits


def link(draft: Draft, arguments: Arguments) -> None:
    card, id = draft.card(arguments.id()), arguments.id("link")
    new: list[str] = [
        arguments.string("url", URL_CHARACTERS_MAX),
        arguments.optional_string("name", NAME_CHARACTERS_MAX) or "",
    ]
    old = card.links.get(id)
    if old is not None and list(old) == new:
        return
    draft.put(card.path, f"link:{id}", new)
    if old is None:
        draft.undo("cards.unlink", id=card.id, link=id)
    else:
        draft.undo("cards.link", id=card.id, link=id, url=old.url, name=old.name)


def unlink(draft: Draft, arguments: Arguments) -> None:
    card, id = draft.card(arguments.id()), arguments.id("link")
    old = card.links.get(id)
    if old is not None:
        draft.put(card.path, f"link:{id}", None)
        draft.undo("cards.link", id=card.id, link=id, url=old.url, name=old.name)


VERBS = {"cards.link": link, "cards.unlink": unlink}
