"""The commands, a module each.

A module has ``HELP`` (one line), ``add_arguments(parser)`` and ``run(app)``, which
returns the exit code. What is heavy is imported inside ``run``, so that ``--help`` is
quick.
"""

COMMANDS = (
    "demo",
    "check",
    "preview",
    "publish",
    "export",
    "install",
    "migrate",
    "watch",
    "doctor",
)
