"""What a column is for, guessed from its name where its source does not say: waiting, in work or done.

A name counts only as a whole, beside words that say when or of what: "Done this week" is done, "Definition of done" and
"Almost done" are nothing we know. Whoever sees it wrong says so in the column's menu.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_NAMES: Final = {
    "backlog": (
        "backlog, to do, todo, todos, to dos, ideas, idea, inbox, icebox, wishlist, wish list, someday, next, up next, "
        "later, planned, open, new, not started, ready, ready to start, "
        "待辦, 待辦事項, 待办, 待办事项, 想法, 點子, 点子, 計劃, 計畫, 计划, "
        "未開始, 未开始"
    ),
    "doing": (
        "doing, in progress, progress, work in progress, wip, working on, in work, started, ongoing, active, current, "
        "review, in review, code review, reviewing, testing, in testing, test, qa, verify, in development, "
        "development, developing, 進行中, 进行中, 處理中, 处理中, "
        "正在做, 審核中, 审核中, 審查中, 审查中, 測試中, 测试中, 測試, 测试"
    ),
    "done": (
        "done, all done, closed, complete, completed, finished, shipped, released, deployed, delivered, live, "
        "resolved, 完成, 已完成, 完成了, 做完了, 已結束, 已结束, 已發布, 已发布, 已上線, 已上线"
    ),
}
"""In English and Chinese, traditional and simplified."""

_BESIDE: Final = (
    "this last week weeks month months year sprint iteration today yesterday recently previous "
    "january february march april may june july august september october november december "
    "jan feb mar apr jun jul aug sep sept oct nov dec q1 q2 q3 q4 "
    "product project team tasks task cards stories items bugs features 本週 本周 上週 上周 本月 上月"
)
"""Says when or of what, and not how far it is."""

_BRACKETED: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}")
_WORD: Final = re.compile(r"[^\W\d_]+\d?")
_LEFT_OUT: Final = frozenset(_BESIDE.split())
_CATEGORIES: Final = {
    tuple(name.split()): category
    for category, names in _NAMES.items()
    for name in (one.strip() for one in names.split(","))
}


def guessed(name: str) -> str | None:
    """Return the category of a column that is called so, None where its name does not tell."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    words = tuple(_WORD.findall(_BRACKETED.sub(" ", plain)) or _WORD.findall(plain))
    if (category := _CATEGORIES.get(words)) is not None:
        return category
    return _CATEGORIES.get(tuple(word for word in words if word not in _LEFT_OUT))
