"""Drives a kernel for kernel.test.ts: a JSON order a line on stdin, a JSON answer a line on stdout.

{"argv": [...], "cwd": "..."} starts the kernel; {"code": "...", "interruptAfterMs": 300} runs a cell
and interrupts it so long after it has printed something (what comes while the kernel still compiles
a cell, the kernel drops), then once more every second, as a reader would; {"killAfterMs": 300} is
kill -9. The end of stdin ends all.
"""

import json
import os
import signal
import sys
import time

from jupyter_client import KernelManager
from jupyter_client.kernelspec import KernelSpec


def start(argv, cwd):
    km = KernelManager()
    km._kernel_spec = KernelSpec(argv=argv, display_name="TypeScript", language="typescript")
    km.start_kernel(cwd=cwd)
    kc = km.client()
    kc.start_channels()
    kc.wait_for_ready(timeout=60)
    return km, kc


def execute(km, kc, code, interruptAfterMs=None, killAfterMs=None, limit=20):
    """Runs a cell to its end: how it ended, what it printed, and how long after the interrupt."""
    answer = {"status": None, "out": "", "err": "", "afterMs": None, "presses": 0}
    asked = kc.execute(code)
    deadline = time.monotonic() + limit
    begun = acted = None
    idle = False
    while not (idle and answer["status"]) and time.monotonic() < deadline:
        wait = interruptAfterMs if killAfterMs is None else killAfterMs
        due = begun and wait is not None and begun + wait / 1000 + answer["presses"]
        if due and time.monotonic() >= due:
            acted = time.monotonic()
            answer["presses"] += 1
            if killAfterMs is None:
                km.interrupt_kernel()
            else:
                os.kill(km.provisioner.pid, signal.SIGKILL)
                return answer
        for message in arrived(kc, asked):
            kind, content = message["msg_type"], message["content"]
            if kind == "stream":
                begun = begun or time.monotonic()
                answer["out" if content["name"] == "stdout" else "err"] += content["text"]
            if kind == "execute_reply":
                answer["status"] = content["status"]
            if kind == "status":
                idle = content["execution_state"] == "idle"
        if not km.is_alive():
            answer["status"] = "dead"
            break
        time.sleep(0.005)
    if acted:
        answer["afterMs"] = round(1000 * (time.monotonic() - acted))
    return answer


def arrived(kc, asked):
    """What the kernel has said of this cell since the last look."""
    for channel in (kc.iopub_channel, kc.shell_channel):
        while channel.msg_ready():
            message = channel.get_msg(timeout=1)
            if message["parent_header"].get("msg_id") == asked:
                yield message


def main():
    km = kc = None
    for line in sys.stdin:
        order = json.loads(line)
        if "argv" in order:
            km, kc = start(**order)
            answer = {"pid": km.provisioner.pid}
        else:
            answer = execute(km, kc, **order)
        print(json.dumps(answer), flush=True)
    if km:
        km.shutdown_kernel(now=True)


main()
