"""Sorts chats by how long ago they were touched, in the words of a calendar."""

from datetime import datetime, timedelta

from app.words.catalog import _


def day_of(updated: float, now: datetime) -> str:
    """The heading for a chat that was touched then; both in the person's time zone."""
    days = (now.date() - datetime.fromtimestamp(updated, tz=now.tzinfo).date()) / timedelta(days=1)
    if days <= 0:
        return _("Today")
    if days <= 1:
        return _("Yesterday")
    return _("Previous 7 days") if days <= 7 else _("Older")
