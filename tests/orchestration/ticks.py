"""Sensors that tick as the daemon has them tick."""

from __future__ import annotations

from typing import Any

import dagster as dg

from pipelines.orchestration import sensors as sensor_module
from pipelines.settings import Settings


def put(settings: Settings, place: str, content: bytes) -> None:
    path = settings.raw / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


class Sensor:
    """A sensor of the definitions, ticking with its own cursor."""

    def __init__(
        self, definitions: dg.Definitions, name: str, instance: dg.DagsterInstance, settings: Settings
    ) -> None:
        self._definition = definitions.get_sensor_def(name)
        self._repository = definitions.get_repository_def()
        self._instance = instance
        self._resources = {"workspace": sensor_module.Workspace.of(settings)}
        self.cursor: str | None = None

    def tick(self) -> Any:
        # left open, it would leave an instance behind that later tests find closed
        with dg.build_sensor_context(
            instance=self._instance,
            instance_ref=self._instance.get_ref(),
            cursor=self.cursor,
            resources=self._resources,
            repository_def=self._repository,
        ) as context:
            data = self._definition.evaluate_tick(context)
        self.cursor = data.cursor or self.cursor
        return data
