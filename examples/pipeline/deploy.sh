#!/bin/sh
# Plans the runner from synthesized JSON, with the pipeline's own backend, and applies that plan.
#
#     examples/pipeline/deploy.sh plan BACKEND_SETTINGS VARIABLES
#     examples/pipeline/deploy.sh apply
#
# With OpenTofu: TERRAFORM=tofu examples/pipeline/deploy.sh ...
set -eu

usage() {
    echo "usage: $0 plan BACKEND_SETTINGS VARIABLES, or $0 apply" >&2
    exit 2
}

# Terraform runs in the stack's folder: make the caller's paths absolute.
absolute() { echo "$(cd "$(dirname "$1")" && pwd)/$(basename "$1")"; }

project=$(cd "$(dirname "$0")/../.." && pwd)
stack=$project/cdktf.out/stacks/runner
terraform=${TERRAFORM:-terraform}

case "${1:-}" in
    plan)
        [ $# -eq 3 ] || usage
        settings=$(absolute "$2")
        variables=$(absolute "$3")
        ECS_RUNNER_BACKEND=none make -C "$project" synth
        cp "$project/examples/pipeline/backend.tf" "$stack"
        "$terraform" -chdir="$stack" init -input=false -reconfigure -backend-config="$settings"
        "$terraform" -chdir="$stack" plan -input=false -var-file="$variables" -out=plan
        ;;
    apply)
        [ $# -eq 1 ] || usage
        "$terraform" -chdir="$stack" apply -input=false plan
        ;;
    *) usage ;;
esac
