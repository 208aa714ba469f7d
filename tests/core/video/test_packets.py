"""Properties of the order that is read off packets alone."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.video.packets import PacketRow, PacketTable

_HEAD = 20


@st.composite
def tables(draw) -> tuple[PacketTable, list[int]]:
    """Packets in decode order with B-frame reordering, and their times as shown."""
    steps = draw(st.lists(st.integers(1, 5000), min_size=1, max_size=60))
    shown = (np.cumsum(steps) + draw(st.integers(-10_000, 10_000))).tolist()
    depth = draw(st.integers(1, 4))
    stored: list[int] = []
    for at in range(0, len(shown), depth):  # the last of each group is stored first
        group = shown[at : at + depth]
        stored += [group[-1], *group[:-1]]
    keys = draw(st.lists(st.booleans(), min_size=len(shown), max_size=len(shown)))
    rows = [PacketRow(pts, k, key) for k, (pts, key) in enumerate(zip(stored, keys, strict=True))]
    return PacketTable(tuple(rows)), shown


@given(tables())
def test_order_is_that_in_which_frames_are_shown(made) -> None:
    table, shown = made
    order = table.order("pts", shown[:_HEAD])
    assert order is not None
    assert order.ticks.tolist() == shown == order.tags.tolist()


@given(tables())
def test_counted_packets_are_shown_in_the_same_order(made) -> None:
    table, shown = made
    number = {row.pts: k for k, row in enumerate(table.rows)}
    order = table.order("count", [number[pts] for pts in shown[:_HEAD]])
    assert order is not None
    assert order.ticks.tolist() == shown
    assert order.tags.tolist() == [number[pts] for pts in shown]


@given(tables(), st.integers(0, 10))
def test_frames_before_the_first_decodable_are_left_out(made, lost: int) -> None:
    table, shown = made
    lost = min(lost, len(shown) - 1)
    order = table.order("pts", shown[lost : lost + _HEAD])
    assert order is not None
    assert order.ticks.tolist() == shown[lost:]


@given(tables(), st.data())
def test_packets_of_the_same_time_count_once(made, data) -> None:
    table, shown = made
    twin = data.draw(st.sampled_from(table.rows))
    doubled = PacketTable((*table.rows, twin))
    order = doubled.order("pts", shown[:_HEAD])
    assert order is not None
    assert order.ticks.tolist() == shown
    assert np.all(np.diff(order.ticks) > 0)
    assert twin.pts not in doubled.marks("pts")


@given(tables(), st.data())
def test_a_head_that_disagrees_is_not_trusted(made, data) -> None:
    table, shown = made
    head = shown[:_HEAD]
    if len(head) < 2:
        return
    at = data.draw(st.integers(1, len(head) - 1))
    hidden = head[:at] + head[at + 1 :]  # a packet that shows nothing
    swapped = [*head[: at - 1], head[at], head[at - 1], *head[at + 1 :]]
    assert at == len(head) - 1 or table.order("pts", hidden) is None
    assert table.order("pts", swapped) is None
    assert table.order("pts", [None, *head]) is None
    assert table.order("pts", []) is None


@given(tables(), st.data())
def test_missing_times_are_not_made_up(made, data) -> None:
    table, shown = made
    at = data.draw(st.integers(0, len(table.rows) - 1))
    rows = list(table.rows)
    rows[at] = rows[at]._replace(pts=None)
    holed = PacketTable(tuple(rows))
    assert holed.order("pts", shown[:_HEAD]) is None
    assert holed.tag_by() == "dts"
    assert PacketTable(tuple(r._replace(dts=None) for r in rows)).tag_by() == "count"


@given(tables())
def test_marks_are_the_key_packets(made) -> None:
    table, _ = made
    assert table.tag_by() == "pts"
    assert set(table.marks("pts")) == {row.pts for row in table.rows if row.is_key}


def test_a_byte_stream_is_marked_by_checksum_and_an_earlier_place() -> None:
    rows = (
        PacketRow(0, 0, True, 0, 11),
        PacketRow(1, 1, False, -1, 0),
        PacketRow(2, 2, True, 900, 22),
        PacketRow(3, 3, True, -1, 33),
        PacketRow(4, 4, True, 2000, 33),
    )
    table = PacketTable(rows, byte_stream=True)
    assert table.tag_by() == "count"
    marks = table.marks("count")
    assert set(marks) == {2}  # 0: nothing lies before it; 3 and 4 cannot be told apart
    assert (marks[2].offset, marks[2].checksum) == (0, 22)
