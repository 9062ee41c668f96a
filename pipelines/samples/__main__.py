"""``python -m pipelines.samples``: see :mod:`pipelines.samples.cli`."""

from pipelines.samples.cli import main

raise SystemExit(main())
