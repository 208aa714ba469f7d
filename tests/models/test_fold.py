from __future__ import annotations

import pytest
import torch
from torch import nn

from models.fold import fold_batch_norm
from models.i3d import ENDPOINTS
from tests.support.bundle_factory import make_network


def test_folded_network_answers_alike_at_every_endpoint() -> None:
    network = make_network()
    folded = fold_batch_norm(network)
    x = torch.rand(2, 3, 6, 40, 40) * 2 - 1
    with torch.inference_mode():
        torch.testing.assert_close(folded(x), network(x), rtol=1e-4, atol=1e-5)
        wanted = network.endpoints(x, ENDPOINTS)
        for name, got in folded.endpoints(x, ENDPOINTS).items():
            scale = float(wanted[name].abs().max())
            assert float((got - wanted[name]).abs().max()) < 2e-6 * scale, name


def test_the_original_is_left_as_it_is() -> None:
    network = make_network()
    before = {key: value.clone() for key, value in network.state_dict().items()}
    folded = fold_batch_norm(network)
    assert not any(isinstance(module, nn.BatchNorm3d) for module in folded.modules())
    assert before.keys() == network.state_dict().keys()
    for key, value in network.state_dict().items():
        torch.testing.assert_close(value, before[key], rtol=0, atol=0)


def test_norm_without_statistics_is_refused() -> None:
    network = make_network()
    first = network.backbone[0]
    first.bn = nn.BatchNorm3d(64, track_running_stats=False)  # type: ignore[assignment]
    with pytest.raises(ValueError, match="running statistics"):
        fold_batch_norm(network)
