"""Prints a run for the full runner on the stand, and what it costs, for docs/doctor.md; not part of the tests.

.venv/bin/python -m pytest -s tests/doctor/measure.py
"""

import time
from collections.abc import Sequence
from typing import Any

from modules.doctor import report
from modules.doctor.aws import Aws
from modules.doctor.checks import CHECKS
from modules.doctor.context import Context, Doctor
from modules.doctor.engine import examine
from modules.doctor.simulation import Answer, Request, key_of
from tests.doctor.ward import Ward

DELAY = 0.1  # seconds for each call, which AWS takes and loopback doesn't


def test_measure(ward: Ward) -> None:
    groups = 0

    class Slow(Aws):
        """Calls that take as long as AWS's."""

        def _call(self, *call: Any) -> Any:
            time.sleep(DELAY)
            return super()._call(*call)

    def simulate(context: Context, requests: Sequence[Request]) -> list[Answer]:
        nonlocal groups
        asked = len({key_of(each) for each in requests})
        groups += asked
        time.sleep(DELAY * asked)
        return ward.simulate(context, requests)

    ward.aws = Slow(ward.stand.session(), ward.configuration.region)
    doctor = Doctor(configuration=ward.configuration, aws=ward.aws, simulate=simulate, fetch=ward.fetch)
    started = time.monotonic()
    examine(doctor, CHECKS)
    seconds = time.monotonic() - started
    print(f"\n{DELAY:g} s a call: {seconds:.1f} s")  # noqa: T201
    print(ward.aws.counts.total(), "calls, and", groups, "to IAM's simulator")  # noqa: T201
    ward.stand.client("kms").disable_key(KeyId=str(ward.configuration.kms_key_arn).rpartition("/")[2])
    ward.aws.forget()
    results = examine(doctor, CHECKS)
    report.show(report.console(), ward.configuration, results, ward.aws, seconds)
