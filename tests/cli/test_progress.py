from io import StringIO

import pytest

from kanverge.cli.progress import CLEAR_LINE, shown


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_shows_each_percent_once_and_nothing_at_the_end() -> None:
    terminal = Terminal()
    with shown("Importing", terminal) as tell:
        assert tell is not None
        for done in range(0, 401, 2):
            tell(done, 400)
    lines = terminal.getvalue().split(CLEAR_LINE)
    assert lines[1:] == [*(f"Importing: {percent} %" for percent in range(101)), ""]


def test_the_line_is_gone_also_after_an_error() -> None:
    terminal = Terminal()
    with pytest.raises(ZeroDivisionError), shown("Importing", terminal):
        raise ZeroDivisionError
    assert terminal.getvalue() == CLEAR_LINE


def test_what_is_no_terminal_shows_nothing() -> None:
    file = StringIO()
    with shown("Importing", file) as tell:
        assert tell is None
    assert file.getvalue() == ""
