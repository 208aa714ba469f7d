"""Small widgets that all places share."""

from gui.widgets.card import Card, label
from gui.widgets.empty_state import EmptyState
from gui.widgets.icons import icon, icon_pixmap
from gui.widgets.notice_bar import NoticeBar
from gui.widgets.status_light import StatusLight

__all__ = ["Card", "EmptyState", "NoticeBar", "StatusLight", "icon", "icon_pixmap", "label"]
