#!/bin/sh
# Applies the least runner with the registry's providers to moto on port 5000, plans again, and destroys: emulate.sh terraform|tofu
set -eu
cd "$(dirname "$0")/.."
program=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp .github/emulator/main.tf "$work"
cp -R dist/terraform-aws-ecs-runner "$work/module"
cd "$work"

export AWS_ENDPOINT_URL=http://localhost:5000 AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE AWS_SECRET_ACCESS_KEY=secret
export TF_IN_AUTOMATION=1 TF_INPUT=0

"$program" init
"$program" apply -auto-approve
echo "== plan again: nothing may change"
"$program" plan -detailed-exitcode # ends with 2 where something would
"$program" destroy -auto-approve
