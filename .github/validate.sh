#!/bin/sh
# Validates the module, each module in it, and each example with the true providers: validate.sh terraform|tofu
set -eu
cd "$(dirname "$0")/.."
program=$1
TF_PLUGIN_CACHE_DIR=${TF_PLUGIN_CACHE_DIR:-$(mktemp -d)}
export TF_PLUGIN_CACHE_DIR

for folder in dist/terraform-aws-ecs-runner dist/terraform-aws-ecs-runner/modules/* examples/*; do
    # An example of the code has no configuration until it is synthesized.
    [ -e "$folder/main.tf" ] || [ -e "$folder/main.tf.json" ] || [ -e "$folder/versions.tf.json" ] || continue
    echo "== $folder"
    "$program" -chdir="$folder" init -backend=false -input=false >/dev/null
    "$program" -chdir="$folder" validate
    rm -rf "$folder/.terraform" "$folder/.terraform.lock.hcl"
done
