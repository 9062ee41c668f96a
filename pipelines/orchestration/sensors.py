"""Sensors: what happens by itself when files arrive, change or go.

Belongs here: turning a look at ``raw/`` into run requests, and deciding when the warehouse is due. Does not: looking
(``pipelines.registry.snapshot``).

Two sensors, so that each can be paused alone. ``raw_files`` requests ``plans_job`` for exactly the partitions whose
content differs from what the lake was made from. ``warehouse_due`` requests ``warehouse_job`` once no partition is
being worked on any more, so that fifty communes that send their plans in an hour make a few versions, not fifty.
"""

import json
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, replace

import dagster as dg
import pyarrow as pa
from dagster._core.definitions.unresolved_asset_job_definition import UnresolvedAssetJobDefinition

from pipelines.orchestration.healing import RUNNING, heal_at_rest, healed_text
from pipelines.orchestration.instance import recover_dead_runs
from pipelines.orchestration.jobs import PLANS_JOB, READING_JOBS, WAREHOUSE_JOB, WRITING_JOBS
from pipelines.orchestration.partitions import follow_folders, partition_key_text, plan_partitions
from pipelines.orchestration.resources import Workspace
from pipelines.orchestration.tags import TRIGGER, Trigger, run_tags
from pipelines.registry.scan import PartitionKey
from pipelines.registry.snapshot import LookSettings, Rest, Snapshot, take_look
from pipelines.settings import Settings
from pipelines.stages.register import registered_contents
from pipelines.text.system_errors import error_vi
from pipelines.warehouse.build.locking import WarehouseBusy, warehouse_lock

TICK_SECONDS = 30
LIST_SECONDS = 60
MAX_REQUESTS = 40
"""Partitions requested by one tick; the others follow with the next ticks, so that a first fill stays manageable."""
Jobs = Sequence[UnresolvedAssetJobDefinition]


def automation_status() -> dg.DefaultSensorStatus:
    """Sensors run from the start unless ``CCHC_AUTOMATION=off`` says that somebody launches everything by hand."""
    off = os.environ.get("CCHC_AUTOMATION", "on").lower() == "off"
    return dg.DefaultSensorStatus.STOPPED if off else dg.DefaultSensorStatus.RUNNING


@dataclass(frozen=True, slots=True)
class FilesCursor:
    """What ``raw_files`` remembers between two ticks.

    Attributes:
        sequence: number of ticks that requested something; part of the run keys, so that a content that comes back
            (a file replaced and put back) is requested again.
        requested: content that was requested last, by partition, while the lake does not hold it yet.
        rest: since when partitions that differ have been at rest.
        side: fingerprints of reference rows, corrections and misplaced files.
        side_since: since when (Unix seconds) they have been as they are.
        side_done: the fingerprints that were acted on.
    """

    sequence: int
    requested: Mapping[PartitionKey, str]
    rest: Mapping[PartitionKey, Rest]
    side: Mapping[str, str]
    side_since: float
    side_done: Mapping[str, str]

    @classmethod
    def load(cls, text: str | None) -> "FilesCursor":
        """Read what :meth:`dump` wrote; None gives the cursor of a sensor that has never run."""
        if not text:
            return cls(0, {}, {}, {}, 0.0, {})
        content = json.loads(text)
        return cls(
            content["sequence"],
            {_key(name): value for name, value in content["requested"].items()},
            {_key(name): Rest(*values) for name, values in content["rest"].items()},
            content["side"],
            content["side_since"],
            content["side_done"],
        )

    def dump(self) -> str:
        """The cursor as JSON."""
        return json.dumps(
            {
                "sequence": self.sequence,
                "requested": {_name(key): value for key, value in sorted(self.requested.items())},
                "rest": {_name(key): astuple(value) for key, value in sorted(self.rest.items())},
                "side": dict(self.side),
                "side_since": self.side_since,
                "side_done": dict(self.side_done),
            }
        )


def sensors(jobs: Jobs) -> list[dg.SensorDefinition]:
    """Every sensor of this module; ``jobs`` are those of the definitions."""
    return [_raw_files(jobs), _warehouse_due(), _partition_list()]


def _raw_files(jobs: Jobs) -> dg.SensorDefinition:
    @dg.sensor(
        name="raw_files",
        jobs=[job for job in jobs if job.name in (PLANS_JOB, WAREHOUSE_JOB)],
        minimum_interval_seconds=TICK_SECONDS,
        default_status=automation_status(),
        description="Theo dõi thư mục kế hoạch bằng mã băm: tệp mới, tệp thay đổi, tệp bị gỡ. Tệp đang chép dở thì "
        "đợi. Chỉ yêu cầu chạy đúng những tỉnh, năm có thay đổi.",
    )
    def raw_files(context: dg.SensorEvaluationContext, workspace: Workspace) -> dg.SensorResult | dg.SkipReason:
        settings = workspace.settings()
        cursor = FilesCursor.load(context.cursor)
        try:
            registered = registered_contents(settings.lake)
        except (OSError, pa.ArrowException) as error:
            return _damaged(context, settings, cursor, error)
        try:
            now = current_seconds()
            look = take_look(look_settings(settings), registered, cursor.rest, now=now)
        except OSError as error:
            return dg.SkipReason(f"Không xem được thư mục kế hoạch, chưa làm gì: {error_vi(error)}")
        if look.file_count == 0 and registered:
            # an empty folder where there were plans is a share that is not mounted, not a province that lost its plans
            return dg.SkipReason(
                f"{settings.raw} trống trong khi kho đang giữ {len(registered)} tỉnh-năm: có thể ổ mạng chưa gắn. "
                "Chưa gỡ kế hoạch nào; nếu thật sự gỡ hết, hãy chạy cchc run."
            )
        return files_result(look, registered, cursor, now=now, quiet_seconds=quiet_seconds())

    return raw_files


def _damaged(
    context: dg.SensorEvaluationContext, settings: Settings, cursor: FilesCursor, error: Exception
) -> dg.SensorResult | dg.SkipReason:
    """Heal a lake that cannot be read, or wait until nobody works on it; what was asked for is asked for anew."""
    try:
        healed = heal_at_rest(context.instance, settings)
    except OSError as refused:
        return dg.SkipReason(f"Kho bị hỏng ({error_vi(error)}) và chưa sửa được: {error_vi(refused)}")
    if not healed:
        return dg.SkipReason(f"Không đọc được kho; đợi lần chạy đang dở: {error_vi(error)}")
    return dg.SensorResult(skip_reason=dg.SkipReason(healed_text(healed)), cursor=replace(cursor, requested={}).dump())


def files_result(
    look: Snapshot, registered: Mapping[PartitionKey, str], cursor: FilesCursor, *, now: float, quiet_seconds: float
) -> dg.SensorResult:
    """Run requests and the next cursor for a look; pure."""
    side_since = cursor.side_since if look.side_kinds == cursor.side else now
    side_rests = now - side_since >= quiet_seconds
    wanted = dict(look.touched)
    if side_rests and _changed(look, cursor, "reference"):
        # added rows of the catalogue change what every plan means; what was read stays
        wanted |= {key: f"reference:{look.side_kinds['reference']}:{content}" for key, content in registered.items()}
    fresh = {key: content for key, content in sorted(wanted.items()) if cursor.requested.get(key) != content}
    asked = dict(list(fresh.items())[:MAX_REQUESTS])
    is_all = len(asked) == len(fresh)
    # corrections and misplaced files change the warehouse, not what was read
    builds = side_rests and not fresh and any(_changed(look, cursor, kind) for kind in ("corrections", "misplaced"))
    sequence = cursor.sequence + bool(asked or builds)
    following = FilesCursor(
        sequence,
        {key: content for key, content in cursor.requested.items() if key in wanted} | asked,
        look.rest,
        look.side_kinds,
        side_since,
        look.side_kinds if side_rests and is_all else cursor.side_done,
    )
    requests = [_plans_request(key, sequence) for key in asked]
    if builds:
        requests.append(dg.RunRequest(run_key=f"side:{sequence}", job_name=WAREHOUSE_JOB, tags=run_tags(Trigger.FILES)))
    reason = None if requests else dg.SkipReason(_why_nothing(look))
    # a folder that has just come: Dagster has to know the partition that is asked for
    known = [plan_partitions().build_add_request([partition_key_text(key) for key in asked])] if asked else []
    return dg.SensorResult(
        run_requests=requests, skip_reason=reason, cursor=following.dump(), dynamic_partitions_requests=known
    )


def _plans_request(key: PartitionKey, sequence: int) -> dg.RunRequest:
    return dg.RunRequest(
        run_key=f"files:{sequence}:{_name(key)}",
        job_name=PLANS_JOB,
        partition_key=partition_key_text(key),
        tags=run_tags(Trigger.FILES, key),
    )


def look_settings(settings: Settings) -> LookSettings:
    """How the sensors and schedules look at the raw folder of this run."""
    return LookSettings(settings.raw, settings.warehouse, quiet_seconds=quiet_seconds())


def current_seconds() -> float:
    """Unix seconds: the one place in which the sensors read the clock."""
    return time.time()


def quiet_seconds() -> float:
    """Seconds for which a partition must have looked the same before it is taken (``CCHC_QUIET_SECONDS``)."""
    return float(os.environ.get("CCHC_QUIET_SECONDS", "20"))


def _why_nothing(look: Snapshot) -> str:
    if look.waiting:
        names = ", ".join(_name(key) for key in look.waiting[:5])
        return f"Đợi chép xong: {names}{'…' if len(look.waiting) > 5 else ''} ({look.file_count} tệp)."
    if look.touched:
        return f"Đã yêu cầu chạy, đang đợi kết quả: {len(look.touched)} tỉnh-năm ({look.file_count} tệp)."
    return f"Không có thay đổi trong {look.file_count} tệp."


def _changed(look: Snapshot, cursor: FilesCursor, kind: str) -> bool:
    return bool(cursor.side_done) and look.side_kinds[kind] != cursor.side_done.get(kind)


def _warehouse_due() -> dg.SensorDefinition:
    @dg.sensor(
        name="warehouse_due",
        job_name=WAREHOUSE_JOB,
        minimum_interval_seconds=TICK_SECONDS,
        default_status=automation_status(),
        description="Phát hành khi có kế hoạch mới được phân tích và không còn tỉnh, năm nào đang chạy.",
    )
    def warehouse_due(context: dg.SensorEvaluationContext, workspace: Workspace) -> dg.SensorResult | dg.SkipReason:
        newest = newest_plans_run(context.instance, int(context.cursor or 0))
        if newest is None:
            return dg.SkipReason("Không có kế hoạch nào mới được phân tích.")
        try:
            with warehouse_lock(workspace.settings().paths):
                recover_dead_runs(context.instance)
        except WarehouseBusy as error:
            return dg.SkipReason(f"Có kế hoạch mới; đợi: {error}")
        busy = context.instance.get_runs_count(dg.RunsFilter(statuses=RUNNING))
        if busy:
            return dg.SkipReason(f"Có kế hoạch mới; đợi {busy} lần chạy đang dở.")
        try:
            healed = heal_at_rest(context.instance, workspace.settings())
        except OSError as error:
            return dg.SkipReason(f"Có kế hoạch mới, nhưng kho không ghi được: {error_vi(error)}")
        if healed:
            return dg.SkipReason(healed_text(healed))
        request = dg.RunRequest(run_key=f"warehouse:{newest}", tags=run_tags(Trigger.FILES))
        return dg.SensorResult(run_requests=[request], cursor=str(newest))

    return warehouse_due


def _partition_list() -> dg.SensorDefinition:
    @dg.sensor(
        name="partition_list",
        minimum_interval_seconds=LIST_SECONDS,
        # it starts nothing, so it also runs where people launch everything by hand
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Giữ danh sách tỉnh-năm trên trang này đúng với thư mục kế hoạch và kho: chỉ những tỉnh-năm có "
        "tệp hoặc đã từng đọc. Không chạy gì.",
    )
    def partition_list(context: dg.SensorEvaluationContext, workspace: Workspace) -> dg.SkipReason:
        try:
            changed = follow_folders(context.instance, workspace.settings())
        except (OSError, pa.ArrowException) as error:
            return dg.SkipReason(f"Không xem được thư mục kế hoạch hoặc kho, danh sách giữ nguyên: {error_vi(error)}")
        names = ", ".join(changed[:5]) + ("…" if len(changed) > 5 else "")
        return dg.SkipReason(f"Danh sách đã đổi: {names}." if changed else "Danh sách không đổi.")

    return partition_list


def newest_plans_run(instance: dg.DagsterInstance, seen: int) -> int | None:
    """Storage id of the newest run that read plans and no build followed; None when there is none after ``seen``.

    The command line builds at the end of its own runs, so those need nobody else.
    """
    read = _newest(instance, READING_JOBS)
    if read is None or read.storage_id <= seen or read.dagster_run.tags.get(TRIGGER) == Trigger.COMMAND_LINE.value:
        return None
    built = _newest(instance, WRITING_JOBS)
    return None if built is not None and built.storage_id > read.storage_id else read.storage_id


def _newest(instance: dg.DagsterInstance, jobs: Sequence[str]) -> dg.RunRecord | None:
    filters = (dg.RunsFilter(job_name=job, statuses=[dg.DagsterRunStatus.SUCCESS]) for job in jobs)
    found = [record for one in filters for record in instance.get_run_records(one, limit=1)]
    return max(found, key=lambda record: record.storage_id, default=None)


def _name(key: PartitionKey) -> str:
    return f"{key.province_slug}/{key.plan_year}"


def _key(name: str) -> PartitionKey:
    slug, year = name.split("/")
    return PartitionKey(slug, int(year))
