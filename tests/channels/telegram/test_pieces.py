"""Long texts are cut where a reader would cut them, and never too long for Telegram."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from walletdesk.channels.telegram.pieces import MOST, in_pieces, length


def test_a_text_that_fits_is_left_whole() -> None:
    text = "first line\n\nsecond paragraph"
    assert in_pieces(text) == [text]
    assert in_pieces("好" * MOST) == ["好" * MOST]


def test_length_is_counted_in_utf_16() -> None:
    assert length("a好😀") == 4
    assert len("a好😀".encode("utf-16-le")) // 2 == 4


def test_paragraphs_stay_together() -> None:
    paragraph = "Do not send it again. " * 60
    text = "\n\n".join([paragraph.strip()] * 8)
    pieces = in_pieces(text)
    assert len(pieces) > 1
    assert all(piece.endswith("again.") for piece in pieces)
    assert "\n\n".join(pieces) == text


def test_without_paragraphs_it_is_cut_between_lines_then_sentences_then_words() -> None:
    assert in_pieces("aaaa bbbb\ncccc dddd", 14) == ["aaaa bbbb", "cccc dddd"]
    assert in_pieces("One is here. Two is there.", 16) == ["One is here.", "Two is there."]
    assert in_pieces("先看一眼。再看一眼。", 7) == ["先看一眼。", "再看一眼。"]
    assert in_pieces("aaaa bbbb cccc", 10) == ["aaaa bbbb", "cccc"]


def test_no_emoji_is_cut_in_two() -> None:
    for piece in in_pieces("👍🏽" * 3000):
        assert piece.count("👍") == piece.count("🏽")
        assert length(piece) <= MOST


def test_nothing_makes_no_message() -> None:
    assert in_pieces("") == in_pieces(" \n ") == []


@given(st.text(max_size=300), st.integers(20, 60))
def test_no_letter_is_lost_and_no_piece_is_too_long(text: str, most: int) -> None:
    pieces = in_pieces(text, most)
    assert all(0 < length(piece) <= most for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())
