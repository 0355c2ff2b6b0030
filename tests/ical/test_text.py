"""What people typed, before it becomes a content line."""

import pytest

from app.ical.text import clean, one_line, without_password


@pytest.mark.parametrize("line_break", ["\r\n", "\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029"])
def test_every_kind_of_line_break_becomes_a_line_feed(line_break):
    assert clean(f"oben{line_break}unten") == "oben\nunten"


def test_control_characters_and_halves_of_characters_go():
    assert clean("a\x00b\x07c\x1bd\x7fe\ud83df\ufeffg") == "abcdefg"


def test_umlauts_emoji_and_other_scripts_stay():
    assert clean("Größe 😀 مرحبا Đà") == "Größe 😀 مرحبا Đà"


def test_a_title_stays_on_one_line():
    assert one_line("  Peergroup\r\n\tim  Juli ") == "Peergroup im Juli"


def test_the_password_of_a_video_meeting_is_left_out():
    assert (
        without_password("https://video.example.org/j/12?pwd=geheim&lang=de")
        == "https://video.example.org/j/12?lang=de"
    )
    assert (
        without_password("https://video.example.org/j/12?lang=de")
        == "https://video.example.org/j/12?lang=de"
    )
    assert without_password("https://video.example.org/j/12") == "https://video.example.org/j/12"
