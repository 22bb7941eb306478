import { ACTION_INPUTS, type Command } from './action-inputs.js'
import type { CaseState } from './case-state.js'
import { decide } from './decide.js'
import type { Decision, Refusal, Situation } from './decision.js'
import { refuseUnpaid, unpaidFor } from './fee-acts.js'
import { type Around, type JsonSchema, PARTICULARS } from './input-particulars.js'
import { ACTIONS, type Action } from './statuses.js'
import { actionsFrom } from './transitions.js'

/** An action that would succeed now with its example input, and what would follow (操作前结果可预知). */
export interface AllowedAction {
  action: Action
  input: JsonSchema
  foreseen: Decision
}

/** What this actor can do with the case now, each tried with the example input that `describeInput` gives. */
export function allowedActions(situation: Situation): AllowedAction[] {
  return actionsFrom(situation.state.status).flatMap((action) => {
    if ((ACTIONS[action].roles as readonly string[]).length === 0) return []
    const input = describeInput(action, situation.state, situation)
    const command = exampleOf(input) as Command
    const foreseen = decide({ ...situation, state: withBrought(situation.state, command) }, command)
    return foreseen.kind === 'decision' ? [{ action, input, foreseen }] : []
  })
}

/** An action that would succeed with its example, were the fees paid (未缴不办). */
export interface WaitingAction {
  action: Action
  refusal: Refusal
  /** Codes of the fees that it waits for. */
  fees: string[]
}

/** What this actor could do now, were nothing owed: who asks is told what to be paid for, and not that nothing can be done. */
export function waitingForFees(situation: Situation): WaitingAction[] {
  const { bill: _bill, fees: _fees, ...paid } = situation.state
  return actionsFrom(situation.state.status).flatMap((action) => {
    const refusal = refuseUnpaid(situation.state, action)
    if (refusal === undefined) return []
    const command = exampleOf(describeInput(action, situation.state, situation)) as Command
    if (decide({ ...situation, state: paid }, command).kind !== 'decision') return []
    return [{ action, refusal, fees: unpaidFor(situation.state, action).map(({ feeCode }) => feeCode) }]
  })
}

/** The case as `decide()` meets it once the materials and fields that a correction brings along have come in. */
function withBrought(state: CaseState, command: Command): CaseState {
  const { correction } = state
  const overridden = 'overrides' in command ? (command.overrides ?? []) : []
  if (overridden.length > 0) {
    const pointers = new Set(overridden.map(({ pointer }) => pointer))
    return { ...state, doubts: (state.doubts ?? []).filter(({ pointer }) => !pointers.has(pointer)) }
  }
  if (command.action !== 'submit' || correction === undefined) return state
  const came = new Set(command.materials?.map((material) => material.materialCode))
  const fields = new Set([...Object.keys(command.form ?? {}), ...(command.unchanged ?? [])])
  return {
    ...state,
    missing: state.missing.filter((code) => !came.has(code)),
    correction: {
      ...correction,
      openMaterials: correction.openMaterials.filter((code) => !came.has(code)),
      openFields: correction.openFields.filter((field) => !fields.has(field)),
    },
  }
}

/** The smallest input that a schema names: const, first enum or first example of every required property. */
export function exampleOf(schema: JsonSchema): Record<string, unknown> {
  const entries = (schema.required ?? []).map((name) => {
    const property = schema.properties?.[name] ?? {}
    return [name, property.const ?? property.examples?.[0] ?? property.enum?.[0]] as const
  })
  return Object.fromEntries(entries)
}

/**
 * The JSON Schema of an action's input for this very case, without `$ref`: examples are values that are accepted
 * now, such as the materials that the case still owes.
 */
export function describeInput(action: Action, state: CaseState, around: Around): JsonSchema {
  const schema = structuredClone(JSON.parse(JSON.stringify(ACTION_INPUTS[action]))) as JsonSchema
  const particular = PARTICULARS[action]?.(state, around)
  for (const [name, changes] of Object.entries(particular ?? {})) {
    if (changes === undefined) {
      delete schema.properties?.[name]
      continue
    }
    schema.properties = { ...schema.properties, [name]: { ...schema.properties?.[name], ...changes.schema } }
    if (changes.required === true) schema.required = [...new Set([...(schema.required ?? []), name])]
  }
  return schema
}
