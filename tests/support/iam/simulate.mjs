// Reads lists of simulations from stdin, one JSON list a line, evaluates each as IAM would, and writes the answers to stdout,
// one JSON list a line. It ends with its input.
//
// The strict form checks the request as well: the action exists, takes the resource, and takes each condition key. It knows
// only the token claims of a few public issuers, though, and no encryption contexts, and drops what it doesn't know. Requests
// with such keys therefore go to the form that takes them as they are ("unchecked"), as the simulator's authors provide for.

import { createInterface } from 'node:readline'

import { createValidatedPolicy, validateResourcePolicy, validateTrustPolicy } from '@cloud-copilot/iam-policy'
import { runSimulation, runUnsafeSimulation } from '@cloud-copilot/iam-simulate'

// A trust policy has no resources, so it has to be validated as what it is.
const validated = (simulation) => {
  const { resourcePolicy, request } = simulation
  if (!resourcePolicy) {
    return simulation
  }
  const validate = request.action.startsWith('sts:') ? validateTrustPolicy : validateResourcePolicy
  return { ...simulation, resourcePolicy: createValidatedPolicy(resourcePolicy, validate, { name: 'of the resource' }) }
}

const answer = async ({ unchecked, ...given }) => {
  const simulation = validated(given)
  if (unchecked) {
    const errors = (simulation.resourcePolicy?.errors ?? []).map((error) => JSON.stringify(error))
    return { result: runUnsafeSimulation(simulation), errors, ignored: [] }
  }
  const response = await runSimulation(simulation, { simulationMode: 'Strict' })
  if (response.resultType === 'error') {
    return { result: 'error', errors: [JSON.stringify(response.errors)], ignored: [] }
  }
  const results = response.resultType === 'single' ? [response.result] : response.results
  return {
    result: response.overallResult,
    errors: [],
    ignored: results.flatMap((each) => each.ignoredContextKeys ?? []),
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const answers = []
  for (const simulation of JSON.parse(line)) {
    answers.push(await answer(simulation))
  }
  process.stdout.write(`${JSON.stringify(answers)}\n`)
}
