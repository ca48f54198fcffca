"""What the tests of the older module check, checked of the modules that replace it."""

import pytest

from release.paths import MODULE
from tests.support.terraform import Terraform
from tests.terraform.older import HERE, ORGANIZATION, V1, V4, Line

CASES = (HERE / "cases.tftest.hcl").read_text()


@pytest.mark.parametrize("line", [V1, V4], ids=lambda line: line.edition)
def test_the_cases_of_the_older_modules_tests_pass_with_mocks_that_have_no_defaults(terraform: Terraform, line: Line) -> None:
    cases = CASES.replace("ORGANIZATION", ORGANIZATION[line.edition])
    root = terraform({".": MODULE / line.successor, "cases.tftest.hcl": cases})
    runs = root.test("-test-directory=tests")
    assert len(runs) == cases.count('run "')
    assert [(run.run, str(run.diagnostics)) for run in runs if run.status != "pass"] == []
