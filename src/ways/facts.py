"""Tells which Python this is: its version, and whether the global interpreter lock is on."""

import json
import platform
import sys

print(json.dumps([platform.python_version(), getattr(sys, "_is_gil_enabled", lambda: True)()]))
