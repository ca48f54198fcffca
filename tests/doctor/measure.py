"""Prints a run for the full runner on the stand, and what it costs, for docs/doctor.md; not part of the tests.

.venv/bin/python -m pytest -s tests/doctor/measure.py
"""

import time

from modules.doctor import report
from modules.doctor.aws import Aws
from modules.doctor.checks import CHECKS
from modules.doctor.context import Doctor
from modules.doctor.engine import examine
from tests.doctor.ward import Ward

DELAY = 0.1  # seconds for each call, which AWS takes and loopback doesn't


def test_measure(ward: Ward) -> None:
    for delay in (0.0, DELAY):
        # A new session, so that loading botocore's models counts, as it does for a user.
        ward.aws = Aws(ward.stand.session(), ward.configuration.region)
        inner = ward.aws._call
        ward.aws._call = lambda *call, inner=inner, delay=delay: (time.sleep(delay), inner(*call))[1]  # type: ignore[method-assign]
        doctor = Doctor(configuration=ward.configuration, aws=ward.aws, simulate=ward.simulate, fetch=ward.fetch)
        cpu, started = time.process_time(), time.monotonic()
        results = examine(doctor, CHECKS)
        seconds = time.monotonic() - started
        print(f"\n{delay:g} s a call: {seconds:.1f} s, {time.process_time() - cpu:.1f} s of CPU, moto's own included")  # noqa: T201
        print(ward.aws.counts.total(), "calls, and", len(ward.groups), "to IAM's simulator")  # noqa: T201
    ward.stand.client("kms").disable_key(KeyId=str(ward.configuration.kms_key_arn).rpartition("/")[2])
    ward.documents.clear()
    ward.aws.forget()
    results = examine(doctor, CHECKS)
    report.show(report.console(), ward.configuration, results, ward.aws, seconds)
