"""The frame around the words stands out on every page, also on one of many greys."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

from pipelines.provenance.picture import _FRAME, _png


def test_frame_keeps_its_colour_on_a_scan_of_many_greys():
    noise = np.random.default_rng(1).integers(0, 256, (200, 200, 1), dtype=np.uint8).repeat(3, axis=2)
    noise[50:53, 20:180] = _FRAME
    shown = np.asarray(Image.open(io.BytesIO(_png(Image.fromarray(noise)))).convert("RGB"))
    assert (shown[50:53, 20:180] == _FRAME).all()
    assert (shown == _FRAME).all(axis=2).sum() == 3 * 160
