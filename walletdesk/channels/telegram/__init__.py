"""The Telegram bot: words and buttons of private chats, by long polling or by webhook. Owns python-telegram-bot."""
