import type { WorkflowDefinition } from '../definition.js'
import { HISTORY } from '../guard-data.js'

/** What conditions of a procedure may look at beyond the item's form and answers: what its steps ask for, what was done. */
export const fieldsOfCase = ({ steps }: Pick<WorkflowDefinition, 'steps'>): string[] => [
  ...steps.flatMap(({ key, input }) =>
    Object.keys(input?.properties ?? {}).map((name) => `steps.${key}.${name}`),
  ),
  ...HISTORY.map((name) => `history.${name}`),
]

/** Steps whose fields a condition names. */
export function stepsIn(logic: unknown): string[] {
  const named = JSON.stringify(logic).matchAll(/"steps\.([a-z][a-z0-9-]*)\./g)
  return [...new Set([...named].map(([, key]) => key ?? ''))]
}
