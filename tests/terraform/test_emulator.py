"""What CI does with the true providers on moto, with the doubles in their place: its script, and what that applies."""

import subprocess

from release.paths import PROJECT
from tests.support.terraform import Doubles, program


def test_the_emulators_script_applies_plans_an_empty_plan_and_destroys(doubles_env: Doubles) -> None:
    script = PROJECT / ".github" / "emulate.sh"
    run = subprocess.run([script, program.path()], env=doubles_env.env, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    applied, _, rest = run.stdout.partition("== plan again")
    assert "Apply complete!" in applied
    assert "No changes." in rest
    assert "Destroy complete!" in rest
