"""Drives a real kernel: reads orders as JSON lines, answers each with one line.

{"code": "…", "interruptMs": 200 or null, "limitS": 60} -> {"status", "stdout", "stderr", "seconds"}
{"killed": true}                                        -> kills the kernel with -9, answers {}
"""

import json
import sys
import threading
import time

from jupyter_client.manager import KernelManager

manager = KernelManager(kernel_name="tslab")
manager.start_kernel(cwd=sys.argv[1])
client = manager.client()
client.start_channels()
client.wait_for_ready(timeout=60)


def execute(code, interruptMs=None, limitS=60):
    asked = time.monotonic()
    if interruptMs is not None:
        threading.Timer(interruptMs / 1e3, manager.interrupt_kernel).start()
    request = client.execute(code)
    said = {"stdout": "", "stderr": "", "html": ""}
    while True:
        left = asked + limitS - time.monotonic()
        message = client.get_iopub_msg(timeout=max(0.01, left))
        if message["parent_header"].get("msg_id") != request:
            continue
        content = message["content"]
        if message["msg_type"] == "stream":
            said[content["name"]] += content["text"]
        if message["msg_type"] in ("display_data", "update_display_data"):
            said["html"] += content["data"].get("text/html", "")[:2000]
        if message["msg_type"] == "status" and content["execution_state"] == "idle":
            break
    reply = client.get_shell_msg(timeout=10)
    while reply["parent_header"].get("msg_id") != request:
        reply = client.get_shell_msg(timeout=10)
    return {"status": reply["content"]["status"], "seconds": time.monotonic() - asked, **said}


def answer(order):
    if order.get("killed"):
        manager.provisioner.process.kill()
        manager.provisioner.process.wait()
        return {}
    try:
        return execute(**order)
    except Exception as error:  # an empty queue at the time limit
        alive = manager.provisioner.process.poll() is None
        return {"status": "hung" if alive else "dead", "stdout": "", "stderr": repr(error)}


try:
    print(json.dumps({"pid": manager.provisioner.process.pid}), flush=True)
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)
finally:
    client.stop_channels()
    if manager.has_kernel:
        manager.shutdown_kernel(now=True)
