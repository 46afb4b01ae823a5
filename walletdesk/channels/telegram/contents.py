"""What a message carries besides text, as raw JSON: of which kind it is, and which words are in it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

# Beside these a message holds what it is about.
_ENVELOPE = frozenset(
    (
        *("message_id", "message_thread_id", "from", "sender_chat", "sender_boost_count", "sender_business_bot"),
        *("date", "business_connection_id", "chat", "forward_origin", "forward_from", "forward_from_chat"),
        *("forward_date", "forward_from_message_id", "forward_sender_name", "forward_signature"),
        *("is_topic_message", "reply_to_message"),
        *("is_automatic_forward", "external_reply", "quote", "reply_to_story", "via_bot", "edit_date", "effect_id"),
        *("has_protected_content", "is_from_offline", "media_group_id", "author_signature", "paid_star_count"),
        *("text", "entities", "caption", "caption_entities", "link_preview_options", "show_caption_above_media"),
        *("has_media_spoiler", "reply_markup", "direct_messages_topic", "suggested_post_info", "is_paid_post"),
        *("reply_to_checklist_task_id", "sender_tag"),
    )
)
# Sent by nobody: Telegram's own notes in a chat, and what a user did rather than said.
_NOTES = re.compile(
    r"new_chat_.*|left_chat_.*|delete_chat_photo|.*_chat_created|message_auto_delete_timer_changed|migrate_.*"
    r"|pinned_message|successful_payment|refunded_payment|users_shared|chat_shared|connected_website"
    r"|write_access_allowed|passport_data|proximity_alert_triggered|boost_added|chat_background_set|forum_topic_.*"
    r"|general_forum_topic_.*|giveaway.*|video_chat_.*|web_app_data|gift|unique_gift|.*_message_price_changed"
    r"|suggested_post_.*|checklist_tasks_.*|chat_owner_.*|user_shared"
)
# The first that is there names the kind: a venue comes with a location, an animation with a document.
_KINDS = {
    "photo": "photo",
    "live_photo": "photo",
    "sticker": "sticker",
    "animation": "video",
    "video": "video",
    "video_note": "video",
    "story": "video",
    "paid_media": "video",
    "voice": "voice",
    "audio": "voice",
    "document": "file",
    "contact": "contact",
    "venue": "location",
    "location": "location",
}
OTHER = "other"
# Fields in which somebody's words may stand, at any depth.
_WORDY = frozenset(
    (
        *("first_name", "last_name", "vcard", "title", "address", "question", "text", "explanation", "file_name"),
        *("performer", "description", "caption", "data", "prize_description", "phone_number"),
    )
)
_NOT_SAID_NOW = frozenset(
    (
        *("from", "chat", "sender_chat", "via_bot", "reply_to_message", "external_reply", "pinned_message", "entities"),
        *("caption_entities", "reply_markup", "link_preview_options", "forward_from", "forward_from_chat"),
        *("forward_origin", "sender_business_bot", "thumbnail", "thumb"),
    )
)
_DEPTH, _MOST_WORDS = 8, 20_000
_KEY_FILE_NAME = re.compile(
    r"\.(?:json|key|keystore|pem|wallet|dat|seed|pkcs8)\s*$|^utc--|keystore|mnemonic|助记词|助記詞|私钥|私鑰",
    re.IGNORECASE,
)
_KEY_FILE_TYPES = frozenset({"application/json", "application/x-pem-file", "application/pkcs8"})


def kind_of(message: Mapping[str, Any]) -> str:
    """ "photo", "file", …; `OTHER` for what is new or rare; empty for plain text and for Telegram's own notes."""
    for field, kind in _KINDS.items():
        if field in message:
            return kind
    left = [field for field in message if field not in _ENVELOPE]
    return OTHER if left and not any(_NOTES.fullmatch(field) for field in left) else ""


def is_key_file(message: Mapping[str, Any]) -> bool:
    """Whether a file may well be a keystore or a backup, by its name or type; nothing is ever opened."""
    document = message.get("document")
    if not isinstance(document, Mapping):
        return False
    name, mime = document.get("file_name"), document.get("mime_type")
    return bool(isinstance(name, str) and _KEY_FILE_NAME.search(name)) or mime in _KEY_FILE_TYPES


def words_in(message: Mapping[str, Any]) -> str:
    """All words of a message but its text and caption: names of files and contacts, a poll's answers, a quote …"""
    found = _words({name: value for name, value in message.items() if name not in ("text", "caption")}, _DEPTH)
    return "\n".join(found)[:_MOST_WORDS]


def _words(value: Any, depth: int) -> Iterator[str]:
    if depth == 0:
        return
    if isinstance(value, Mapping):
        for name, item in value.items():
            if isinstance(item, str) and name in _WORDY:
                yield item
            elif not isinstance(item, str) and name not in _NOT_SAID_NOW:
                yield from _words(item, depth - 1)
    elif isinstance(value, list):
        for item in value:
            yield from _words(item, depth - 1)
