"""Promises: no file can end the batch, hang it, or leave a process behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipelines.reading.isolation import FileToRead, ReadingPool, WorkerStartError, read_many
from pipelines.reading.limits import ReadingLimits

HERE = Path(__file__).parent
READER = "faults:read"
LIMITS = ReadingLimits(max_seconds=20, max_cpu_seconds=10, max_memory_bytes=512 << 20)


@pytest.fixture(autouse=True)
def faults_importable(monkeypatch):
    monkeypatch.syspath_prepend(str(HERE))


@pytest.fixture
def files(tmp_path):
    def make(*faults):
        made = []
        for number, fault in enumerate(faults):
            path = tmp_path / f"{number}-{fault}.docx"
            path.write_text(fault)
            made.append(FileToRead(f"{number}-{fault}", path))
        return made

    return make


def outcomes(items, **options):
    options = {"workers": 1, "limits": LIMITS, "reader": READER, **options}
    return {outcome.id: outcome for outcome in read_many(items, **options)}


def is_running(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def gone_within(pid, seconds):
    end = time.monotonic() + seconds
    while is_running(pid) and time.monotonic() < end:
        time.sleep(0.05)
    return not is_running(pid)


@pytest.mark.parametrize(
    ("fault", "reason", "words"),
    [
        ("segfault", "crashed", "SIGSEGV"),
        ("abort", "crashed", "SIGABRT"),
        ("kill", "crashed", "SIGKILL"),
        ("leave", "crashed", "mã 7"),
        ("hog", "memory_limit", "512 MiB"),
        ("native_hog", "memory_limit", "512 MiB"),
        ("refuse", "encrypted", "có mật khẩu"),
        ("bug", "crashed", "ValueError: một lỗi chưa lường trước"),
    ],
)
def test_a_fault_is_the_outcome_of_its_file_and_the_others_are_read(files, fault, reason, words):
    found = outcomes(files("good", fault, "good"))
    assert found[f"1-{fault}"].reason_code == reason
    assert words in found[f"1-{fault}"].detail
    assert found[f"1-{fault}"].document is None
    for name in ("0-good", "2-good"):
        assert found[name].reason_code is None
        assert found[name].document.paragraphs[0].text.startswith(f"đã đọc {name}.docx")


def test_endless_loop_ends_at_the_processor_limit(files):
    limits = ReadingLimits(max_seconds=60, max_cpu_seconds=1)
    found = outcomes(files("spin", "good"), limits=limits)
    assert found["0-spin"].reason_code == "timeout"
    assert "bộ xử lý" in found["0-spin"].detail
    assert found["1-good"].document is not None


def test_processor_time_is_allowed_anew_for_every_file(files):
    limits = ReadingLimits(max_seconds=60, max_cpu_seconds=1)
    found = outcomes(files(*["good"] * 3, "spin", "good"), limits=limits)
    assert [found[key].reason_code for key in sorted(found)] == [None, None, None, "timeout", None]


def test_waiting_without_end_is_cut_by_the_wall_clock(files):
    began = time.monotonic()
    found = outcomes(files("sleep", "good"), limits=ReadingLimits(max_seconds=0.5))
    assert found["0-sleep"].reason_code == "timeout"
    assert found["1-good"].document is not None
    assert time.monotonic() - began < 15


def test_what_a_worker_started_ends_with_it(files, tmp_path):
    outcomes(files("sleep_with_child"), limits=ReadingLimits(max_seconds=1))
    assert gone_within(int((tmp_path / "child.pid").read_text()), 5)


def test_output_of_native_libraries_does_not_disturb_the_answer(files):
    assert outcomes(files("noisy"))["0-noisy"].document is not None


def test_large_documents_arrive_whole(files):
    document = outcomes(files("large", "good"))["0-large"].document
    assert len(document.blocks) == 5000


def test_a_slow_consumer_is_no_timeout(files):
    run = read_many(files("good", "large", "good"), workers=2, limits=ReadingLimits(max_seconds=6), reader=READER)
    reasons = []
    for outcome in run:
        reasons.append(outcome.reason_code)
        time.sleep(7 if len(reasons) == 1 else 0)
    assert reasons == [None, None, None]


def test_a_worker_that_closes_its_pipe_and_lives_on_is_ended(files):
    assert outcomes(files("hang_up"), limits=ReadingLimits(max_seconds=60))["0-hang_up"].reason_code == "crashed"


def test_every_file_has_exactly_one_outcome_with_two_workers(files):
    faults = ["good", "segfault", "good", "bug", "kill", "good", "refuse", "good", "abort", "good"]
    items = files(*faults)
    found = list(read_many(items, workers=2, limits=LIMITS, reader=READER))
    assert sorted(outcome.id for outcome in found) == sorted(item.id for item in items)
    assert sum(outcome.document is not None for outcome in found) == faults.count("good")


def test_a_worker_killed_from_outside_costs_no_file(files, tmp_path):
    run = read_many(files("good", "sleep_once", "good"), workers=1, limits=LIMITS, reader=READER)
    assert next(run).document is not None
    marker = tmp_path / "sleeping.pid"
    end = time.monotonic() + 10
    while not (marker.exists() and marker.read_text()) and time.monotonic() < end:
        time.sleep(0.02)
    os.kill(int(marker.read_text()), signal.SIGKILL)
    assert [(outcome.id, outcome.reason_code) for outcome in run] == [("1-sleep_once", None), ("2-good", None)]


def test_a_worker_that_dies_with_nothing_to_read_is_replaced(files):
    items = files("good", "good")
    with ReadingPool(1, LIMITS, reader=READER) as pool:
        idle = pool._start()
        idle.process.kill()
        idle.process.wait()
        assert [outcome.reason_code for outcome in pool.read(items)] == [None, None]


def test_workers_stay_for_the_next_batch_and_end_with_the_pool(files):
    with ReadingPool(1, LIMITS, reader=READER) as pool:
        (first,) = pool.read(files("good"))
        (second,) = pool.read(files("good"))
        assert list(pool.read([])) == []
    assert process_of(first) == process_of(second)
    assert gone_within(process_of(first), 5)


def test_a_batch_left_early_leaves_nothing_for_the_next(files):
    with ReadingPool(2, LIMITS, reader=READER) as pool:
        run = pool.read(files("good", "sleep", "good", "good"))
        next(run)
        run.close()
        assert [outcome.reason_code for outcome in pool.read(files("good"))] == [None]


def test_a_killed_worker_costs_the_next_batch_nothing(files):
    with ReadingPool(1, LIMITS, reader=READER) as pool:
        assert [outcome.reason_code for outcome in pool.read(files("segfault"))] == ["crashed"]
        assert [outcome.reason_code for outcome in pool.read(files("good"))] == [None]


def process_of(outcome):
    return int(outcome.document.paragraphs[0].text.rpartition(" ")[2])


def test_workers_are_replaced_after_their_share(files):
    found = outcomes(files(*["good"] * 4), documents_per_worker=2)
    pids = {outcome.document.paragraphs[0].text.rpartition(" ")[2] for outcome in found.values()}
    assert len(pids) == 2


def test_leaving_early_leaves_no_process(files):
    run = read_many(files("good", "sleep", "good"), workers=1, limits=LIMITS, reader=READER)
    pid = int(next(run).document.paragraphs[0].text.rpartition(" ")[2])
    run.close()
    assert gone_within(pid, 5)


def test_a_worker_that_cannot_start_is_an_error_of_the_installation_not_of_the_files(files):
    with pytest.raises(WorkerStartError, match="no_such_module"):
        outcomes(files("good"), reader="no_such_module:read")


def test_twice_the_same_id_is_refused(files):
    (item,) = files("good")
    with pytest.raises(ValueError, match="same id"):
        read_many([item, item])


def test_nothing_to_read_starts_nothing():
    assert list(read_many([], workers=2)) == []


PARENT = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background inherits it ignored
from pathlib import Path
from pipelines.reading.isolation import FileToRead, read_many
from pipelines.reading.limits import ReadingLimits
if __name__ == "__main__":
    sys.stdin.close()
    items = [FileToRead(name, Path(name)) for name in sys.argv[1:]]
    for outcome in read_many(items, workers=1, reader="faults:read", limits=ReadingLimits(max_seconds=60)):
        print(outcome.document.paragraphs[0].text.rpartition(" ")[2], flush=True)
"""


@pytest.mark.parametrize("signal_number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_workers_follow_their_parent_even_in_the_middle_of_a_file(files, tmp_path, signal_number):
    items = files("good", "sleep_with_child")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE), *filter(None, sys.path)])}
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, *(str(item.path) for item in items)],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    worker = int(parent.stdout.readline())
    child_file = tmp_path / "child.pid"
    end = time.monotonic() + 10
    while not (child_file.exists() and child_file.read_text()) and time.monotonic() < end:
        time.sleep(0.05)
    parent.send_signal(signal_number)
    parent.wait(10)
    parent.stdout.close()
    assert gone_within(worker, 5)
    assert gone_within(int(child_file.read_text()), 5)
