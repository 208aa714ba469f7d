from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from models import array_files
from models.array_files import arrays_bytes, parse_arrays

ARRAYS = st.dictionaries(
    st.from_regex(r"[a-z][a-z0-9_]{0,9}", fullmatch=True).filter(lambda name: name != "file"),
    hnp.arrays(
        st.sampled_from([np.float16, np.float32, np.int64, np.bool_]),
        hnp.array_shapes(min_dims=0, max_side=4),
    ),
    max_size=4,
)


@settings(max_examples=40, deadline=None)
@given(arrays=ARRAYS)
def test_round_trip(arrays: dict[str, np.ndarray]) -> None:
    data = arrays_bytes(arrays)
    assert data == arrays_bytes(arrays)
    back = parse_arrays(data, "x.npz")
    assert back.keys() == arrays.keys()
    for name, array in arrays.items():
        np.testing.assert_array_equal(back[name], array)
        assert back[name].dtype == array.dtype
        assert not back[name].flags.writeable


def test_objects_are_neither_written_nor_read() -> None:
    with pytest.raises(ValueError, match="evil must be numeric"):
        arrays_bytes({"evil": np.array([None])})
    stream = io.BytesIO()
    np.savez(stream, evil=np.array([{"a": 1}], dtype=object))
    with pytest.raises(ValueError, match="allow_pickle"):
        parse_arrays(stream.getvalue(), "x.npz")


@settings(max_examples=60, deadline=None)
@given(at=st.integers(0, 400), put=st.binary(min_size=1, max_size=6))
def test_damage_is_a_value_error(at: int, put: bytes) -> None:
    data = bytearray(arrays_bytes({"a": np.arange(9), "b": np.ones((2, 3))}))
    data[at : at + len(put)] = put
    try:
        parse_arrays(bytes(data), "x.npz")
    except ValueError as error:
        assert str(error)


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(array_files, "MAX_TOTAL_BYTES", 1000)
    data = arrays_bytes({"zeros": np.zeros(10_000)})
    assert len(data) < 1000
    with pytest.raises(ValueError, match="too large"):
        parse_arrays(data, "x.npz")
