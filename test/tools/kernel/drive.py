"""Drives a real kernel for kernel.ts: a JSON order a line on stdin, a JSON answer a line on stdout.

{"code": "…", "limitS": 20} runs a cell. "interruptAfterMs": 300 interrupts it so long after it has
printed something (what comes while the kernel still compiles a cell, the kernel drops), then once
more every second, as a reader would; "killAfterMs": 300 is kill -9. {"press": "Tab", "code": "…"}
is that key at the end of this code, "Shift+Tab" the other. The end of stdin ends all, in the middle
of a cell too: whoever gave the orders is gone.
"""

import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import time

from jupyter_client.manager import KernelManager

# How much is kept of what a cell prints, in characters: the longest test wants 590,000.
MOST = 1_000_000


def execute(manager, client, code, interruptAfterMs=None, killAfterMs=None, limitS=20):
    """Runs a cell to its end: how it ended, what it printed, and how long after the interrupt."""
    answer = {"status": "hung", "stdout": "", "stderr": "", "shown": ""}
    answer |= {"afterMs": None, "presses": 0}
    asked = client.execute(code)
    deadline = time.monotonic() + limitS
    wait = interruptAfterMs if killAfterMs is None else killAfterMs
    begun = acted = status = None
    idle = False
    while not (idle and status) and time.monotonic() < deadline:
        due = begun and wait is not None and begun + wait / 1000 + answer["presses"]
        if due and time.monotonic() >= due:
            acted = time.monotonic()
            answer["presses"] += 1
            if killAfterMs is not None:
                os.kill(manager.provisioner.pid, signal.SIGKILL)
                return {**answer, "status": "dead"}
            manager.interrupt_kernel()
        for kind, content in arrived(client, asked):
            if kind == "stream":
                begun = begun or time.monotonic()
                if len(answer[content["name"]]) < MOST:
                    answer[content["name"]] += content["text"]
            if kind == "display_data":
                answer["shown"] += content["data"].get("text/html", "")
            if kind == "execute_reply":
                status = content["status"]
            if kind == "status":
                idle = content["execution_state"] == "idle"
        if not manager.is_alive():
            return {**answer, "status": "dead"}
        # No order comes before the answer to the last one: something to read is the end of stdin.
        if select.select([sys.stdin], [], [], 0.02)[0]:
            sys.exit()
    if acted:
        answer["afterMs"] = round(1000 * (time.monotonic() - acted))
    return {**answer, "status": status} if idle and status else answer


def arrived(client, asked):
    """What the kernel has said of this cell since the last look, and what comes in 50 ms at most.

    A cell may print faster than this reads: it must be interrupted all the same.
    """
    end = time.monotonic() + 0.05
    for channel in (client.shell_channel, client.iopub_channel):
        while channel.msg_ready() and time.monotonic() < end:
            message = channel.get_msg(timeout=1)
            if message["parent_header"].get("msg_id") == asked:
                yield message["msg_type"], message["content"]


def press(client, key, code):
    """What JupyterLab is told of a key that is pressed at the end of the code."""
    ask = client.complete if key == "Tab" else client.inspect
    return ask(code, len(code), reply=True, timeout=20)["content"]


def main(root):
    # The kernel's imports look for `dist` beside its folder. The folder is this process's own, so
    # that it goes with it when the tests are killed; it hears their signals, and ends with stdin.
    for its in (signal.SIGINT, signal.SIGTERM):
        signal.signal(its, lambda *_: None)
    with tempfile.TemporaryDirectory(prefix=".run-", dir=root) as folder:
        manager = KernelManager(kernel_name="tslab")
        # Its standard output would be ours, which Node makes one that no long answer fits through.
        manager.start_kernel(cwd=folder, stdout=subprocess.DEVNULL)
        try:
            client = manager.client()
            client.start_channels()
            client.wait_for_ready(timeout=120)
            print("{}", flush=True)
            for line in sys.stdin:
                order = json.loads(line)
                key = order.pop("press", None)
                do = press(client, key, **order) if key else execute(manager, client, **order)
                print(json.dumps(do), flush=True)
        finally:
            manager.shutdown_kernel(now=True)


main(sys.argv[1])
