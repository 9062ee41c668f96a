"""Run a command in a network of its own that has nothing but loopback, and count what tried to leave it.

``python network_watch.py REPORT.json [--until-answers PORT] COMMAND …``. The kernel counts what finds no route, for the
whole tree of processes and whatever library makes the call: connections and datagrams to other machines, questions to
name servers. With ``--until-answers`` the command is ended once it answers HTTP on that port of loopback.

Needs the right to make a network (root); :func:`can_watch` says whether it is there.
"""

from __future__ import annotations

import ctypes
import fcntl
import http.client
import json
import signal
import socket
import struct
import subprocess
import sys
import time
from pathlib import Path

_NEW_NETWORK = 0x40000000  # CLONE_NEWNET
_SET_FLAGS = 0x8914  # SIOCSIFFLAGS
_UP_AND_RUNNING = 0x1 | 0x40
OUTWARD = ("Ip:OutNoRoutes", "Ip6OutNoRoutes", "Udp:OutDatagrams", "Udp6OutDatagrams", "Udp:NoPorts")
"""What a program leaves that looks for another machine: packets without a route, and datagrams of any kind."""


def can_watch() -> bool:
    """Whether this user may make a network; tried in a process of its own."""
    code = "import sys, network_watch; sys.exit(0 if network_watch.leave_the_network() else 1)"
    here = Path(__file__).parent
    return subprocess.run([sys.executable, "-c", code], cwd=here, check=False, capture_output=True).returncode == 0


def leave_the_network() -> bool:
    """Give this process a new network with loopback alone; False when that is not allowed."""
    try:
        if ctypes.CDLL(None, use_errno=True).unshare(_NEW_NETWORK):
            return False
    except AttributeError:  # no such call on this system
        return False
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as handle:
        fcntl.ioctl(handle, _SET_FLAGS, struct.pack("16sh14s", b"lo", _UP_AND_RUNNING, b""))
    return True


def counters() -> dict[str, int]:
    """The kernel's counters of this network."""
    lines = Path("/proc/self/net/snmp").read_text().splitlines()
    found = {
        f"{names.split()[0]}{name}": int(value)
        for names, values in zip(lines[::2], lines[1::2], strict=True)
        for name, value in zip(names.split()[1:], values.split()[1:], strict=True)
    }
    six = Path("/proc/self/net/snmp6")
    pairs = (line.split() for line in six.read_text().splitlines()) if six.exists() else ()
    return found | {name: int(value) for name, value in pairs}


def watched(report: Path, command: list[str], *, port: int | None = None) -> list[str]:
    """The command line that runs ``command`` under this watch."""
    until = [] if port is None else ["--until-answers", str(port)]
    return [sys.executable, __file__, str(report), *until, *command]


def outward(report: Path) -> dict[str, int]:
    """What tried to leave, from a report; empty when nothing did."""
    told: dict[str, int] = json.loads(report.read_text(encoding="utf-8"))
    return {name: count for name, count in told.items() if count}


def _answers(port: int) -> bool:
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        connection.request("GET", "/server_info")
        return connection.getresponse().status < 500
    except OSError:
        return False


def _run(command: list[str], port: int | None) -> int:
    running = subprocess.Popen(command)
    end = time.monotonic() + 300
    while port is not None and running.poll() is None and time.monotonic() < end:
        if _answers(port):
            time.sleep(10)  # what a service does only once it is up
            running.send_signal(signal.SIGINT)
            running.wait(120)
            return 0
        time.sleep(0.5)
    if port is not None:
        running.kill()
    return running.wait()


def main(arguments: list[str]) -> int:
    report, rest = Path(arguments[0]), arguments[1:]
    port = None
    if rest[0] == "--until-answers":
        port, rest = int(rest[1]), rest[2:]
    if not leave_the_network():
        return 125
    before = counters()
    code = _run(rest, port)
    after = counters()
    report.write_text(json.dumps({name: after.get(name, 0) - before.get(name, 0) for name in OUTWARD}), "utf-8")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
